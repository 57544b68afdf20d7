//! What visitors of other web sites send: a lead, or a part of one's past; put aside when it looks like no person's.

use std::sync::Arc;

use chrono::Duration;
use domain::access::Action;
use domain::forms::{CheckedInteraction, CheckedVisit, FieldErrors, TakeEntry, Visit, one_word};
use domain::ids::{CampaignId, LeadId};
use domain::interaction::{Direction, InteractionKind};
use domain::journal::Actor;
use domain::lead::Lead;
use domain::web_form::{self, Entry, EntryStatus, Manner, Suspicion, WebForm};
use store::StoreError;
use store::leads::{self, Marks, NewFields};
use store::web_forms::{self, Sender};

use super::stamp;
use crate::{Ctx, Done, Host, ServiceError, ServiceResult, Work, leads as use_leads, session};

/// The longest a form's key is, in bytes.
const LONGEST_KEY: usize = 64;

/// What a visitor sees of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public {
    /// What stands above it.
    pub title: String,
    /// The sentence to agree to.
    pub consent: String,
    /// What is read afterwards.
    pub thanks: String,
    /// Whether it takes entries.
    pub is_open: bool,
    /// The signed moment this was drawn.
    pub drawn: String,
}

/// A form as it is drawn now. One that somebody has typed into already may be sent again at once.
///
/// # Errors
/// `NotFound` when there is no such form.
pub async fn shown(host: &Host, key: &str, is_typed: bool) -> ServiceResult<Public> {
    let (form, secret) = known(host, key).await?;
    let now = host.clock.now();
    let drawn = stamp::draw(&secret, if is_typed { now - web_form::FASTEST } else { now })?;
    let WebForm { title, consent, thanks, is_open, .. } = form;
    Ok(Public { title, consent, thanks, is_open, drawn })
}

async fn known(host: &Host, key: &str) -> ServiceResult<(WebForm, String)> {
    if key.len() > LONGEST_KEY {
        return Err(ServiceError::NotFound);
    }
    let mut tx = host.db.read().await?;
    if let (form, Some(secret)) = web_forms::by_key(&mut tx, key).await? {
        return Ok((form, secret));
    }
    drop(tx);
    let mut tx = host.db.write().await?;
    let (form, _) = web_forms::by_key(&mut tx, key).await?;
    web_forms::give_secret(&mut tx, form.id, &session::secret()?).await?;
    // Another may have been as quick: theirs is the one that counts.
    let (form, secret) = web_forms::by_key(&mut tx, key).await?;
    tx.commit().await?;
    Ok((form, secret.ok_or_else(|| ServiceError::Internal("a form has no secret".to_owned()))?))
}

/// Takes what a visitor sends, from a network address. What looks like no person's request is put aside and answered
/// like the others: it does not learn what gave it away. What is sent twice comes once.
///
/// # Errors
/// `Invalid` for wrong fields and for a page that was open for too long, `Busy` when too much comes from one network,
/// `NotFound` when there is no such form or it is closed.
pub async fn receive(
    host: &Arc<Host>,
    key: &str,
    visit: &Visit,
    address: &str,
) -> ServiceResult<()> {
    let (form, secret) = known(host, key).await?;
    if !form.is_open {
        return Err(ServiceError::NotFound);
    }
    let ctx = Ctx::of_system(Arc::clone(host), Actor::Rule);
    let now = ctx.now();
    let checked = visit.check()?;
    let open_for = stamp::drawn_at(&secret, &visit.drawn)?.map(|drawn| now - drawn);
    let Some(open_for) = open_for.filter(|open_for| *open_for <= web_form::LONGEST) else {
        let message = "This page was open for more than a day. Send it once more: what you wrote is still here.";
        return Err(FieldErrors::one("form", message).into());
    };
    let manner = Manner { trap: &visit.website, open_for, message: &checked.message };
    let suspicion = manner.suspicion();
    let network = stamp::network(&secret, &session::network(address), now)?;
    let mut work = ctx.begin(format!("{}: {}", form.title, checked.name)).await?;
    if web_forms::of_network(&mut work.tx, &network, now - web_form::WINDOW).await?
        >= web_form::MOST
    {
        let minutes = web_form::WINDOW.num_minutes();
        let message =
            format!("Much was sent from your network just now. Try again in {minutes} minutes.");
        return Err(ServiceError::Busy(message));
    }
    let mut entry = entry(&form, checked, suspicion, now);
    let sender = Sender { network: &network, stamp: &visit.drawn };
    if suspicion.is_none() {
        let lead = adopt(&ctx, &mut work, &form, &entry).await?;
        entry.lead = Some(lead);
    }
    match web_forms::add_entry(&mut work.tx, form.id, &entry, sender).await {
        // Sent twice: it is there already, and this write never happened.
        Err(StoreError::Unique { .. }) => return Ok(()),
        added => added?,
    };
    work.commit().await.map(drop)
}

fn entry(
    form: &WebForm,
    visit: CheckedVisit,
    suspicion: Option<Suspicion>,
    at: chrono::DateTime<chrono::Utc>,
) -> Entry {
    let status = if suspicion.is_some() { EntryStatus::Spam } else { EntryStatus::Taken };
    let CheckedVisit { name, email, phone, company, message, page, utm } = visit;
    Entry {
        id: 0,
        at,
        status,
        suspicion,
        name,
        email,
        phone,
        company,
        message,
        consent: form.consent.clone(),
        page,
        utm,
        lead: None,
    }
}

/// Takes an entry that was put aside: it is a request after all.
///
/// # Errors
/// `Forbidden` by role, `NotFound` when it is not there or not put aside any more.
pub async fn take(ctx: &Ctx, form: TakeEntry) -> ServiceResult<Done> {
    ctx.require(Action::ManageCampaigns)?;
    let mut tx = ctx.db().read().await?;
    let (of, entry) = web_forms::entry(&mut tx, form.id).await?;
    let known = web_forms::get(&mut tx, of).await?.record;
    drop(tx);
    let mut work = ctx.begin(format!("{}: {}", known.title, entry.name)).await?;
    // The person decides, and the visitor wrote: whom the text names is not told, and nobody here was in contact.
    let rule = Ctx::of_system(Arc::clone(ctx.host()), Actor::Rule);
    let lead = adopt(&rule, &mut work, &known, &entry).await?;
    if !web_forms::take(&mut work.tx, entry.id, lead).await? {
        return Err(ServiceError::NotFound);
    }
    work.commit().await
}

/// The lead of an entry, new or known by its mail address, with the form in its past and the campaign it met.
async fn adopt(
    ctx: &Ctx,
    work: &mut Work<'_>,
    form: &WebForm,
    entry: &Entry,
) -> ServiceResult<LeadId> {
    let (campaign, source) = origin(work, form, entry).await?;
    let marks = Marks { name: &entry.name, email: Some(&entry.email), phone: None, company: None };
    let alike = leads::alike(&mut work.tx, &ctx.scope(), marks).await?;
    let id = match alike.into_iter().next() {
        // What is known of them stays as it is: a stranger who knows an address changes nothing.
        Some(known) => known.id,
        None => add(work, form, entry, source).await?,
    };
    let now = work.now();
    if let Some(campaign) = campaign {
        let channel = entry.utm.medium.as_deref().map_or_else(|| "form".to_owned(), one_word);
        web_forms::add_touch(&mut work.tx, id, campaign, &channel, now).await?;
    }
    let what = CheckedInteraction {
        lead: id,
        opportunity: None,
        kind: InteractionKind::Form,
        direction: Direction::Inbound,
        outcome: None,
        duration_seconds: None,
        subject: form.title.clone(),
        notes: notes(entry),
    };
    use_leads::log_within(ctx, work, what).await?;
    Ok(id)
}

/// The campaign they met and the source they come from: what the page's address said, before what the form says.
async fn origin(
    work: &mut Work<'_>,
    form: &WebForm,
    entry: &Entry,
) -> ServiceResult<(Option<CampaignId>, String)> {
    let said = entry.utm.source.as_deref().map(one_word);
    if let Some(name) = &entry.utm.campaign
        && let Some((id, source)) = web_forms::campaign(&mut work.tx, name).await?
    {
        return Ok((Some(id), said.unwrap_or(source)));
    }
    Ok((form.campaign_id, said.unwrap_or_else(|| form.source.clone())))
}

async fn add(
    work: &mut Work<'_>,
    form: &WebForm,
    entry: &Entry,
    source: String,
) -> ServiceResult<LeadId> {
    let company_id = match &entry.company {
        Some(name) => Some(use_leads::company(work, name, form.owner_id).await?),
        None => None,
    };
    let lead = Lead {
        email: Some(entry.email.clone()),
        phone: entry.phone.clone(),
        company_id,
        owner_id: form.owner_id,
        ..Lead::new(LeadId(0), entry.name.clone(), source, work.now())
    };
    let more = NewFields { product: form.product_id, ..NewFields::default() };
    use_leads::add_within(work, &lead, &more).await
}

/// The message, and what they agreed to on which page.
fn notes(entry: &Entry) -> String {
    let page = entry.page.as_ref().map_or_else(String::new, |page| format!(" on {page}"));
    let agreed = format!("Agreed{page}: {}", entry.consent);
    if entry.message.is_empty() { agreed } else { format!("{}\n\n{agreed}", entry.message) }
}

/// Forgets what was put aside long ago.
pub(crate) async fn forget(
    tx: &mut store::Tx,
    now: chrono::DateTime<chrono::Utc>,
) -> ServiceResult<()> {
    web_forms::forget(tx, now - Duration::days(super::KEPT_DAYS)).await?;
    Ok(())
}
