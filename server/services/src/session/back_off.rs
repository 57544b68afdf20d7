//! Slowing down whoever guesses passwords, by account, by address and by known browser.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use domain::ids::UserId;
use store::Tx;
use store::sign_in::{self, Failures};

use crate::{ServiceError, ServiceResult};

/// Failures that cost nothing: people mistype.
const FREE_PER_ACCOUNT: i64 = 5;
/// An office behind one address mistypes more.
const FREE_PER_ADDRESS: i64 = 20;
/// The first wait; each further failure doubles it.
const FIRST_WAIT_SECONDS: i64 = 30;
/// Waits grow no longer: a stranger must not lock somebody out for good.
const LONGEST_WAIT_SECONDS: i64 = 15 * 60;
/// After so long without a failure the count starts anew.
const FORGET_AFTER: Duration = Duration::hours(24);

/// The counters a try belongs to.
#[derive(Debug)]
pub(crate) struct Subjects {
    account: String,
    address: Option<String>,
}

impl Subjects {
    /// Of a sign-in: by what was typed, so that nobody learns by the answer whether the account exists, and by where
    /// it comes from.
    pub(super) fn of_sign_in(email: &str, address: &str) -> Self {
        Self { address: Some(format!("address:{}", network(address))), ..Self::of_account(email) }
    }

    /// Of a browser in which this person has signed in before: strangers who guess, be it from the same network, do not
    /// count there.
    pub(super) fn of_device(device: i64) -> Self {
        Self { account: format!("device:{device}"), address: None }
    }

    /// Of an account alone.
    pub(crate) fn of_account(email: &str) -> Self {
        Self { account: format!("account:{email}"), address: None }
    }

    /// Of somebody who is signed in and gives the present password again. Counted apart from sign-ins: a stranger who
    /// guesses there keeps nobody from changing a password here.
    pub(super) fn of_change(user: UserId) -> Self {
        Self { account: format!("change:{user}"), address: None }
    }

    /// Counts a try as failed before its password is looked at, so that tries made all at once count each.
    pub(super) async fn claim(&self, tx: &mut Tx, now: DateTime<Utc>) -> ServiceResult<()> {
        let account = Some((&self.account, FREE_PER_ACCOUNT));
        let address = self.address.as_ref().map(|address| (address, FREE_PER_ADDRESS));
        for (subject, free) in account.into_iter().chain(address) {
            sign_in::hold(tx, subject, now).await?;
            let so_far = sign_in::get(tx, subject).await?;
            let so_far = so_far.filter(|known| now - known.last_failed_at < FORGET_AFTER);
            if let Some(wait) = so_far
                .map(|known| known.blocked_until - now)
                .filter(|wait| *wait > Duration::zero())
            {
                return Err(ServiceError::Busy(too_many(wait)));
            }
            let failures = so_far.map_or(0, |known| known.failures) + 1;
            let blocked_until = now + wait_after(failures, free);
            sign_in::put(tx, subject, &Failures { failures, last_failed_at: now, blocked_until })
                .await?;
        }
        Ok(())
    }

    /// The password was right, or is another now: the account starts anew, and the address gets its claim back.
    pub(crate) async fn forgive(&self, tx: &mut Tx, now: DateTime<Utc>) -> ServiceResult<()> {
        sign_in::clear(tx, &self.account).await?;
        let Some(address) = &self.address else { return Ok(()) };
        if let Some(known) = sign_in::get(tx, address).await? {
            let failures = (known.failures - 1).max(0);
            sign_in::put(tx, address, &Failures { failures, blocked_until: now, ..known }).await?;
        }
        Ok(())
    }
}

/// Removes what counts no longer.
pub(crate) async fn prune(tx: &mut Tx, now: DateTime<Utc>) -> ServiceResult<()> {
    Ok(sign_in::prune(tx, now - FORGET_AFTER).await?)
}

/// Who has one address of IPv6 has the 64 bits behind it too.
pub(crate) fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

/// How long to wait after this many failures, of which `free` cost nothing.
fn wait_after(failures: i64, free: i64) -> Duration {
    let beyond = failures - free;
    if beyond < 0 {
        return Duration::zero();
    }
    let doubled = u32::try_from(beyond)
        .ok()
        .and_then(|times| 2_i64.checked_pow(times))
        .and_then(|times| times.checked_mul(FIRST_WAIT_SECONDS))
        .unwrap_or(LONGEST_WAIT_SECONDS);
    Duration::seconds(doubled.min(LONGEST_WAIT_SECONDS))
}

fn too_many(wait: Duration) -> String {
    let seconds = wait.num_seconds().max(1);
    let when = match seconds {
        1 => "1 second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", (seconds + 59) / 60),
    };
    format!("Too many wrong passwords. Come back in {when}; the right one still works.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_after_the_free_tries_and_stay_bearable() {
        let seconds: Vec<i64> = [1, 4, 5, 6, 7, 8, 10, 400]
            .map(|failures| wait_after(failures, 5).num_seconds())
            .into();
        assert_eq!(seconds, [0, 0, 30, 60, 120, 240, 900, 900]);
    }

    #[test]
    fn a_home_network_is_one_address_however_many_it_has() {
        assert_eq!(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:2::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network("unknown"), "unknown");
    }

    #[test]
    fn the_message_says_when_to_come_back() {
        assert!(too_many(Duration::seconds(30)).contains("in 30 seconds"));
        assert!(too_many(Duration::seconds(121)).contains("in 3 minutes"));
    }
}
