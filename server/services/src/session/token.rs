//! The secret in a session's cookie, and what the database keeps of it.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::{ServiceError, ServiceResult};

/// 256 bits from the operating system, in hexadecimal.
pub(crate) fn random() -> ServiceResult<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        ServiceError::Internal(format!("no randomness from the system: {error}"))
    })?;
    Ok(hex(&bytes))
}

/// Whether a text can be such a secret: nobody may make a browser known by a word that others know too.
pub(crate) fn is_one(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// SHA-256 of a secret, in hexadecimal: enough for secrets that cannot be guessed, so that a copy of the table signs
/// nobody in.
pub(super) fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// Bytes as two letters each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_never_alike() {
        let (one, other) = (random().unwrap(), random().unwrap());
        assert!(is_one(&one) && !is_one("known"));
        assert_ne!(one, other);
        assert_ne!(digest(&one), one);
    }
}
