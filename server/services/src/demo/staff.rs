//! Who works in the demo company.

use domain::access::Role;
use domain::ids::{TeamId, UserId};
use store::bulk::Load;
use store::users::NewUser;

use super::names;
use super::rng::Rng;
use super::world::Rep;
use crate::ServiceResult;
use crate::import::address;

/// The password of everybody in the demo company.
pub const PASSWORD: &str = "rainmaker-demo";

const ZONE: &str = "Europe/Madrid";

/// Team, its manager, and the reps every demo company has.
const TEAMS: &[(&str, &str, &[&str])] = &[
    ("North", "Marta Kowalska", &["Ana Ferrer", "Ben Okafor", "Chloé Martin", "David Lindqvist"]),
    ("South", "Nuno Carvalho", &["Elif Kaya", "Farid Haddad", "Giulia Conti", "Hugo Serrano"]),
];

/// What the named reps add to the odds, and what they reach of their quotas: the desks have something to tell.
const FORM: &[(f64, f64, f64)] = &[
    (0.30, 1.25, 1.04),
    (-0.05, 1.00, 0.86),
    (0.15, 0.95, 0.97),
    (-0.30, 0.80, 0.66),
    (0.10, 1.10, 0.92),
    (0.00, 1.00, 0.79),
    (0.35, 0.90, 1.18),
    (-0.15, 1.00, 0.74),
];

/// The people: those who sell, by name.
#[derive(Debug)]
pub(super) struct Staff {
    pub reps: Vec<Rep>,
    pub teams: Vec<TeamId>,
}

struct Hiring<'a> {
    load: &'a mut Load,
    hash: &'a str,
    taken: Vec<String>,
}

impl Hiring<'_> {
    /// The first name is the address; whoever comes second with it gets a number.
    async fn hire(
        &mut self,
        name: &str,
        role: Role,
        team: Option<TeamId>,
        region: &str,
    ) -> ServiceResult<UserId> {
        let first = address(name.split(' ').next().unwrap_or(name));
        let same = self.taken.iter().filter(|taken| **taken == first).count();
        let number = if same == 0 { String::new() } else { (same + 1).to_string() };
        let email = format!("{first}{number}@demo.example");
        self.taken.push(first);
        let user = NewUser {
            email: &email,
            name,
            role,
            team,
            password_hash: Some(self.hash),
            time_zone: ZONE,
            region: Some(region),
            external_key: None,
        };
        Ok(self.load.user(&user).await?)
    }
}

/// Hires `reps` people who sell, their managers, a CEO and an administrator.
pub(super) async fn hire(
    load: &mut Load,
    rng: &mut Rng,
    hash: &str,
    reps: usize,
) -> ServiceResult<Staff> {
    let root = load.team("Sales", None, None).await?;
    let mut hiring = Hiring { load, hash, taken: Vec::new() };
    hiring.hire("Carla Reyes", Role::Ceo, Some(root), "Iberia").await?;
    hiring.hire("Admin Office", Role::Admin, None, "Iberia").await?;
    let mut staff = Staff { reps: Vec::new(), teams: vec![root] };
    for (team_name, manager, people) in TEAMS {
        let team = hiring.load.team(team_name, Some(root), None).await?;
        staff.teams.push(team);
        hiring.hire(manager, Role::Manager, Some(team), team_name).await?;
        for person in *people {
            let id = hiring.hire(person, Role::Rep, Some(team), team_name).await?;
            let (skill, load, attainment) =
                FORM.get(staff.reps.len()).copied().unwrap_or((0.0, 1.0, 0.9));
            staff.reps.push(Rep { id, team, skill, load, attainment });
        }
    }
    let teams: Vec<(TeamId, &str)> =
        staff.teams.iter().skip(1).copied().zip(TEAMS.iter().map(|team| team.0)).collect();
    while staff.reps.len() < reps {
        let Some((team, region)) = rng.pick(&teams).copied() else { break };
        let (first, last) = names::person(rng);
        let id = hiring.hire(&format!("{first} {last}"), Role::Rep, Some(team), region).await?;
        let skill = (rng.unit() + rng.unit() - 1.0) * 0.5;
        let attainment = 0.65 + rng.unit() * 0.5;
        staff.reps.push(Rep { id, team, skill, load: 0.7 + rng.unit() * 0.6, attainment });
    }
    Ok(staff)
}
