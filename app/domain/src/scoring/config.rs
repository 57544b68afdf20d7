//! Weights, points and thresholds of the lead score: data that an admin may tune.
//!
//! The defaults are an expert's: they favour what the lead does over what it is, since behaviour is what moves.

use serde::{Deserialize, Serialize};

use super::{Grade, Part, Score, Seniority};
use crate::lead::Authority;

/// Everything the lead score can be tuned by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScoreConfig {
    /// How much each sub-score counts.
    pub weights: Weights,
    /// Days after which an event counts half; 14 by default.
    pub half_life_days: u16,
    /// From which score a grade begins.
    pub grades: GradeThresholds,
    /// Points for what they do.
    pub behaviour: BehaviourPoints,
    /// Points for who they are.
    pub demographic: DemographicPoints,
    /// Points for how well it fits.
    pub fit: FitPoints,
    /// Points for how alive the contact is.
    pub engagement: EngagementPoints,
}

impl Default for ScoreConfig {
    fn default() -> Self {
        Self {
            weights: Weights::default(),
            half_life_days: 14,
            grades: GradeThresholds::default(),
            behaviour: BehaviourPoints::default(),
            demographic: DemographicPoints::default(),
            fit: FitPoints::default(),
            engagement: EngagementPoints::default(),
        }
    }
}

/// How much each sub-score counts; only their proportion matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Weights {
    /// 25 by default.
    pub behaviour: u16,
    /// 20 by default.
    pub demographic: u16,
    /// 25 by default.
    pub fit: u16,
    /// 30 by default.
    pub engagement: u16,
}

impl Default for Weights {
    fn default() -> Self {
        Self { behaviour: 25, demographic: 20, fit: 25, engagement: 30 }
    }
}

impl Weights {
    /// The weight of one part.
    #[must_use]
    pub const fn of(&self, part: Part) -> u16 {
        match part {
            Part::Behaviour => self.behaviour,
            Part::Demographic => self.demographic,
            Part::Fit => self.fit,
            Part::Engagement => self.engagement,
        }
    }
}

/// From which score a grade begins; what is below `c` is a D.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GradeThresholds {
    /// 75 by default.
    pub a: Score,
    /// 50 by default.
    pub b: Score,
    /// 25 by default.
    pub c: Score,
}

impl Default for GradeThresholds {
    fn default() -> Self {
        Self { a: Score(75), b: Score(50), c: Score(25) }
    }
}

impl GradeThresholds {
    /// The grade of a score.
    ///
    /// ```
    /// use domain::scoring::{Grade, GradeThresholds, Score};
    ///
    /// assert_eq!(GradeThresholds::default().grade(Score::MAX), Grade::A);
    /// ```
    #[must_use]
    pub fn grade(&self, score: Score) -> Grade {
        if score >= self.a {
            Grade::A
        } else if score >= self.b {
            Grade::B
        } else if score >= self.c {
            Grade::C
        } else {
            Grade::D
        }
    }
}

/// Points for a fresh event of each kind, halved every half-life, and the most a kind can give.
/// The caps sum to more than 100 on purpose: a lead need not do everything to reach the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BehaviourPoints {
    /// A mail opened; 6 by default. Opens are noisy (mail programs open by themselves), hence few.
    pub open: u16,
    /// The most for opens; 25 by default.
    pub open_cap: u16,
    /// A link clicked; 12 by default.
    pub click: u16,
    /// The most for clicks; 35 by default.
    pub click_cap: u16,
    /// A visit to the site; 10 by default.
    pub visit: u16,
    /// The most for visits; 40 by default.
    pub visit_cap: u16,
    /// A form sent; 35 by default: nobody fills in a form by accident.
    pub form: u16,
    /// The most for forms; 50 by default.
    pub form_cap: u16,
}

impl Default for BehaviourPoints {
    fn default() -> Self {
        Self {
            open: 6,
            open_cap: 25,
            click: 12,
            click_cap: 35,
            visit: 10,
            visit_cap: 40,
            form: 35,
            form_cap: 50,
        }
    }
}

/// Points from this many people upward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeBand {
    /// People in the company, at least.
    pub from: u32,
    /// What that gives.
    pub points: u16,
}

/// Points for who they are; they sum to 100.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DemographicPoints {
    /// Company size: the band with the highest `from` that is reached counts.
    pub size: Vec<SizeBand>,
    /// An industry that fits in full; 30 by default.
    pub industry: u16,
    /// A region that fits in full; 10 by default.
    pub region: u16,
    /// A title of the first rank; 25 by default.
    pub executive: u16,
    /// A head of something; 22 by default.
    pub head: u16,
    /// A manager; 16 by default.
    pub manager: u16,
    /// A specialist; 8 by default.
    pub specialist: u16,
    /// A beginner; 3 by default.
    pub junior: u16,
}

impl Default for DemographicPoints {
    fn default() -> Self {
        let band = |from, points| SizeBand { from, points };
        Self {
            size: vec![band(1, 8), band(10, 16), band(50, 26), band(250, 35), band(5_000, 30)],
            industry: 30,
            region: 10,
            executive: 25,
            head: 22,
            manager: 16,
            specialist: 8,
            junior: 3,
        }
    }
}

impl DemographicPoints {
    /// What a company of this size gives.
    #[must_use]
    pub fn for_size(&self, employees: u32) -> u16 {
        let reached = self.size.iter().filter(|band| band.from <= employees);
        reached.max_by_key(|band| band.from).map_or(0, |band| band.points)
    }

    /// What a title of this rank gives.
    #[must_use]
    pub const fn for_seniority(&self, seniority: Seniority) -> u16 {
        match seniority {
            Seniority::Unknown => 0,
            Seniority::Junior => self.junior,
            Seniority::Specialist => self.specialist,
            Seniority::Manager => self.manager,
            Seniority::Head => self.head,
            Seniority::Executive => self.executive,
        }
    }
}

/// Points for how well it fits; they sum to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FitPoints {
    /// A product that fits in full; 30 by default.
    pub product: u16,
    /// A budget that covers the price; 25 by default.
    pub budget: u16,
    /// Somebody who decides; 20 by default.
    pub decider: u16,
    /// Somebody who is heard; 12 by default.
    pub influencer: u16,
    /// Somebody who uses it; 5 by default.
    pub user: u16,
    /// Each problem told; 5 by default.
    pub pain_point: u16,
    /// The most for problems; 15 by default.
    pub pain_cap: u16,
    /// Wanted within `soon_days`; 10 by default.
    pub soon: u16,
    /// 30 by default.
    pub soon_days: u16,
    /// Days after which a timeline gives nothing more; 365 by default. Between the two, points fall evenly.
    pub far_days: u16,
}

impl Default for FitPoints {
    fn default() -> Self {
        Self {
            product: 30,
            budget: 25,
            decider: 20,
            influencer: 12,
            user: 5,
            pain_point: 5,
            pain_cap: 15,
            soon: 10,
            soon_days: 30,
            far_days: 365,
        }
    }
}

impl FitPoints {
    /// What this say in buying gives.
    #[must_use]
    pub const fn for_authority(&self, authority: Authority) -> u16 {
        match authority {
            Authority::Unknown => 0,
            Authority::User => self.user,
            Authority::Influencer => self.influencer,
            Authority::Decider => self.decider,
        }
    }
}

/// Points for two-way contact, halved every half-life. Mails we send without an answer give nothing:
/// a score must not rise because we write more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EngagementPoints {
    /// Two-way contact just now; 40 by default.
    pub recency: u16,
    /// Each two-way contact; 6 by default.
    pub contact: u16,
    /// The most for frequency; 25 by default.
    pub contact_cap: u16,
    /// A meeting held; 18 by default.
    pub meeting: u16,
    /// A call that reached them; 9 by default.
    pub call: u16,
    /// A mail or message from them; 9 by default.
    pub reply: u16,
    /// The most for depth; 40 by default.
    pub depth_cap: u16,
    /// Each warm reaction gives, each cold one takes; 6 by default.
    pub tone: u16,
    /// The most that tone can give or take; 15 by default.
    pub tone_cap: u16,
}

impl Default for EngagementPoints {
    fn default() -> Self {
        Self {
            recency: 40,
            contact: 6,
            contact_cap: 25,
            meeting: 18,
            call: 9,
            reply: 9,
            depth_cap: 40,
            tone: 6,
            tone_cap: 15,
        }
    }
}
