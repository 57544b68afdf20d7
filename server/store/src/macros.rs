//! The macros that let one statement serve both engines.

/// Runs the same expression on the connection of whichever engine `tx` belongs to.
///
/// Inside the body `$c` is an executor; it tells the engine to everything that is inferred from it:
///
/// ```ignore
/// on!(tx, c => sqlx::query_as::<_, Row>(SQL).bind(id).fetch_optional(c).await)
/// ```
macro_rules! on {
    ($tx:expr, $c:ident => $body:expr) => {
        match $tx {
            $crate::Tx::Sqlite(transaction) => {
                let $c = &mut **transaction;
                $body
            }
            $crate::Tx::Postgres(transaction) => {
                let $c = &mut **transaction;
                $body
            }
        }
    };
}

/// The condition that a row with this owner column lies in a [`domain::access::Scope`], as text for a constant.
///
/// The three parameters are bound by [`crate::scope::Bounds`]: whether everything is seen, the user, and the team.
macro_rules! in_scope {
    ($owner:literal, $all:literal, $user:literal, $team:literal) => {
        concat!(
            "(", $all, " = 1 or ", $owner, " = ", $user, " or ", $owner,
            " in (select u.id from app_user u join team_reach r on r.below_id = u.team_id where r.team_id = ",
            $team, "))"
        )
    };
}

/// The condition that an interaction is a contact, as text for a constant: the same as
/// [`domain::interaction::InteractionKind::is_contact`], which a test compares with it.
macro_rules! is_contact {
    () => {
        "direction <> 'internal' and kind not in ('web_visit', 'note')
  and coalesce(outcome, '') not in ('no_answer', 'no_show')"
    };
}
