//! A scope as bound parameters of a statement.

use domain::access::Scope;
use sqlx::{Database, Encode, QueryBuilder, Type};

/// What `in_scope!` binds: everything (1 or 0), the user, the team.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub all: i64,
    pub user: Option<i64>,
    pub team: Option<i64>,
}

impl From<&Scope> for Bounds {
    fn from(scope: &Scope) -> Self {
        match scope {
            Scope::Everything => Self { all: 1, user: None, team: None },
            Scope::Mine(user) => Self { all: 0, user: Some(user.get()), team: None },
            Scope::Team(user, team) => {
                Self { all: 0, user: Some(user.get()), team: Some(team.get()) }
            }
        }
    }
}

/// Adds ` and <owner column in scope>` to a list's statement, spelled so that each scope can use its own index.
pub(crate) fn push_scope<DB: Database>(
    query: &mut QueryBuilder<DB>,
    owner: &'static str,
    scope: &Scope,
) where
    for<'q> i64: Encode<'q, DB> + Type<DB>,
{
    match scope {
        Scope::Everything => {}
        Scope::Mine(user) => {
            query.push(" and ").push(owner).push(" = ").push_bind(user.get());
        }
        Scope::Team(user, team) => {
            query.push(" and (").push(owner).push(" = ").push_bind(user.get());
            query.push(" or ").push(owner).push(
                " in (select u.id from app_user u join team_reach r on r.below_id = u.team_id where r.team_id = ",
            );
            query.push_bind(team.get()).push("))");
        }
    }
}
