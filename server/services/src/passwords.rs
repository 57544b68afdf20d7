//! Hashing passwords, off the async threads and a few at a time.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use domain::forms::FieldErrors;
use tokio::sync::Semaphore;

use crate::{ServiceError, ServiceResult};

/// Each hash takes 19 MiB and some 30 ms of a core: more at once would starve the pages.
const AT_ONCE: usize = 2;

/// The shortest password taken, in characters.
const SHORTEST: usize = 10;

/// Letters and digits a password has besides what is known about its owner.
const LEAST_OWN: usize = 8;

/// Hashes and checks passwords with Argon2id (m = 19 MiB, t = 2, p = 1: OWASP's first choice).
#[derive(Clone, Debug)]
pub struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Passwords {
    /// The hash to keep.
    ///
    /// # Errors
    /// When hashing fails, which a sound machine does not do.
    pub async fn hash(&self, password: &str) -> ServiceResult<String> {
        let password = password.to_owned();
        self.run(move || {
            Argon2::default()
                .hash_password(password.as_bytes())
                .map(|hash| hash.to_string())
                .map_err(|error| ServiceError::Internal(format!("hashing a password: {error}")))
        })
        .await?
    }

    /// Whether the password is the one behind the hash. Without a hash it takes as long and says no, so that nobody
    /// learns by the clock who has an account.
    ///
    /// # Errors
    /// When hashing fails, which a sound machine does not do.
    pub async fn matches(&self, password: &str, hash: Option<String>) -> ServiceResult<bool> {
        let password = password.to_owned();
        self.run(move || {
            let Some(hash) = hash else {
                let _ = Argon2::default().hash_password(password.as_bytes());
                return false;
            };
            PasswordHash::new(&hash).is_ok_and(|hash| {
                Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
            })
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> ServiceResult<T> {
        let closed = |error: &dyn std::fmt::Display| ServiceError::Internal(error.to_string());
        let _permit = self.0.acquire().await.map_err(|error| closed(&error))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| closed(&error))
    }
}

/// Refuses passwords that are short or guessed within a hundred million tries.
///
/// # Errors
/// Names the field `password` and says what would be better.
pub fn check_strength(password: &str, about: &[&str]) -> Result<(), FieldErrors> {
    if password.chars().count() < SHORTEST {
        let message = format!("Use at least {SHORTEST} characters; a short sentence is good.");
        return Err(FieldErrors::one("password", message));
    }
    // zxcvbn reads at most 100 characters with care; the rest only makes a password better.
    let head: String = password.chars().take(100).collect();
    let guessed = zxcvbn::zxcvbn(&head, about).score() < zxcvbn::Score::Three;
    if guessed || own_letters(&head, about) < LEAST_OWN {
        let message =
            "This is easily guessed. Use a longer one: four words that do not belong together.";
        return Err(FieldErrors::one("password", message));
    }
    Ok(())
}

/// How many letters and digits are left without the words that stand beside the password on the form. zxcvbn knows
/// these words, but lets them pass when they are repeated.
fn own_letters(password: &str, about: &[&str]) -> usize {
    let words = about.iter().flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric()));
    let rest = words
        .filter(|word| word.chars().count() > 2)
        .fold(password.to_lowercase(), |rest, word| rest.replace(&word.to_lowercase(), ""));
    rest.chars().filter(|letter| letter.is_alphanumeric()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_takes_its_own_password_only() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse battery").await.unwrap();
        assert!(passwords.matches("correct horse battery", Some(hash.clone())).await.unwrap());
        assert!(!passwords.matches("correct horse", Some(hash)).await.unwrap());
        assert!(!passwords.matches("anything", None).await.unwrap());
    }

    #[test]
    fn a_weak_password_is_refused_with_advice() {
        for weak in ["short", "password1234", "rainmaker rainmaker"] {
            assert!(check_strength(weak, &["rainmaker"]).is_err(), "{weak}");
        }
        assert!(check_strength("copper lantern walks east", &["ana"]).is_ok());
    }
}
