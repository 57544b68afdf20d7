//! The signed moment a form's page was drawn: how long it was open cannot be made up, and what is sent twice comes once.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::session::{hex, secret};
use crate::{ServiceError, ServiceResult};

/// How much of a random text makes two pages of one moment differ.
const NONCE: usize = 16;

/// The stamp of a page drawn now: its moment, something random, and the signature of both.
pub(super) fn draw(key: &str, now: DateTime<Utc>) -> ServiceResult<String> {
    let nonce = secret()?;
    let signed = format!("{}.{}", now.timestamp_millis(), nonce.get(..NONCE).unwrap_or_default());
    let signature = hex(&mac(key, &signed)?.finalize().into_bytes());
    Ok(format!("{signed}.{signature}"))
}

/// When the page of a stamp was drawn; `None` when nobody here has signed it.
pub(super) fn drawn_at(key: &str, stamp: &str) -> ServiceResult<Option<DateTime<Utc>>> {
    let Some((signed, signature)) = stamp.rsplit_once('.') else { return Ok(None) };
    let Some(signature) = unhex(signature) else { return Ok(None) };
    if mac(key, signed)?.verify_slice(&signature).is_err() {
        return Ok(None);
    }
    let millis = signed.split('.').next().and_then(|text| text.parse().ok());
    Ok(millis.and_then(DateTime::from_timestamp_millis))
}

/// A network's name for one day: it can be counted, and not be read.
pub(super) fn network(key: &str, address: &str, now: DateTime<Utc>) -> ServiceResult<String> {
    let named = format!("{}|{address}", now.date_naive());
    Ok(hex(&Sha256::digest(mac(key, &named)?.finalize().into_bytes())))
}

fn mac(key: &str, text: &str) -> ServiceResult<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes())
        .map_err(|error| ServiceError::Internal(format!("a form cannot sign: {error}")))?;
    mac.update(text.as_bytes());
    Ok(mac)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pair = |place: usize| u8::from_str_radix(text.get(place..place + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_good_for_its_form_alone() {
        let now = DateTime::from_timestamp_millis(1_790_000_000_123).unwrap();
        let stamp = draw("one", now).unwrap();
        assert_eq!(drawn_at("one", &stamp).unwrap(), Some(now));
        assert_eq!(drawn_at("two", &stamp).unwrap(), None);
        assert_ne!(draw("one", now).unwrap(), stamp);
        let earlier = stamp.replacen("179", "178", 1);
        for made_up in [earlier.as_str(), "", ".", "1.2.3", "1.2.zz", "1.2.\u{e9}x"] {
            assert_eq!(drawn_at("one", made_up).unwrap(), None, "{made_up}");
        }
    }

    #[test]
    fn a_network_has_another_name_tomorrow() {
        let now = DateTime::from_timestamp_millis(1_790_000_000_000).unwrap();
        let name = |address, now| network("key", address, now).unwrap();
        assert_eq!(name("192.0.2.1", now), name("192.0.2.1", now));
        assert_ne!(name("192.0.2.1", now), name("192.0.2.2", now));
        assert_ne!(name("192.0.2.1", now), name("192.0.2.1", now + chrono::Duration::days(1)));
    }
}
