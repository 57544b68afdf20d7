//! Making forms, and changing them.

use domain::access::Action;
use domain::forms::{EditWebForm, FieldErrors};
use domain::ids::WebFormId;
use domain::journal::Entity;
use domain::web_form::WebForm;
use store::{StoreError, campaigns, users, web_forms};

use crate::catalogue::not_stale;
use crate::session::secret;
use crate::{Ctx, Done, ServiceError, ServiceResult, Work};

/// How much of a random text is a form's address: nobody guesses the form of another.
const KEY: usize = 24;

/// Adds a form or changes one.
///
/// # Errors
/// `Forbidden` by role, `Invalid` when a field is wrong or the name is taken, `Conflict` with both values of each field
/// when somebody else changed it meanwhile.
pub async fn save(ctx: &Ctx, form: EditWebForm) -> ServiceResult<Done> {
    ctx.require(Action::ManageCampaigns)?;
    let checked = form.check()?;
    let verb = if form.id == 0 { "Added" } else { "Edited" };
    let mut work = ctx.begin(format!("{verb} web form {}", checked.name)).await?;
    let now = work.now();
    let known = match form.id {
        0 => None,
        id => Some(web_forms::get(&mut work.tx, WebFormId(id)).await?),
    };
    let before = known.as_ref().map(|known| &known.record);
    let key = match before {
        Some(before) => before.key.clone(),
        None => secret()?.get(..KEY).unwrap_or_default().to_owned(),
    };
    let mut after = WebForm {
        id: WebFormId(form.id),
        name: checked.name,
        title: checked.title,
        key,
        source: checked.source,
        campaign_id: checked.campaign_id,
        product_id: checked.product_id,
        owner_id: checked.owner_id,
        consent: checked.consent,
        thanks: checked.thanks,
        is_open: checked.is_open,
        created_at: before.map_or(now, |before| before.created_at),
    };
    must_exist(&mut work, &after).await?;
    if let Some(known) = &known {
        not_stale(known.version, form.version, &known.record, &after)?;
        if after != known.record {
            web_forms::update(&mut work.tx, &after, now).await.map_err(name_is_taken)?;
            work.changed(Entity::WebForm, form.id, &known.record, &after).await?;
        }
    } else {
        after.id = web_forms::insert(&mut work.tx, &after, &secret()?, now)
            .await
            .map_err(name_is_taken)?;
        work.created(Entity::WebForm, after.id.get(), &after).await?;
    }
    work.commit().await
}

/// What the form names is there, and who looks after its leads sells.
async fn must_exist(work: &mut Work<'_>, form: &WebForm) -> ServiceResult<()> {
    let mut errors = FieldErrors::default();
    if let Some(id) = form.campaign_id
        && let Err(error) = campaigns::get(&mut work.tx, id).await
    {
        missing(&mut errors, "campaign", error)?;
    }
    if let Some(id) = form.product_id
        && store::products::name(&mut work.tx, id).await?.is_none()
    {
        errors.add("product", "Choose a product of the list.");
    }
    if let Some(id) = form.owner_id {
        match users::get(&mut work.tx, id).await {
            Ok(user) if user.active && domain::access::allowed(user.role, Action::CreateDeal) => {}
            Ok(_) => errors.add("owner", "Choose somebody who sells."),
            Err(error) => missing(&mut errors, "owner", error)?,
        }
    }
    Ok(errors.into_result()?)
}

fn missing(errors: &mut FieldErrors, field: &str, error: StoreError) -> ServiceResult<()> {
    match error {
        StoreError::NotFound => {
            errors.add(field, "This one is not there any more: choose another.");
            Ok(())
        }
        other => Err(other.into()),
    }
}

fn name_is_taken(error: StoreError) -> ServiceError {
    match error {
        StoreError::Unique { .. } => {
            FieldErrors::one("name", "Another form has this name: choose a name of its own.").into()
        }
        other => other.into(),
    }
}
