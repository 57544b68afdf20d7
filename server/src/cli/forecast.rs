//! `rainmaker forecast`: what a period will bring, and would with its levers moved, as the sliders of Revenue say it.

use anyhow::{Result, anyhow};
use clap::Args;
use domain::forecast::{Levers, forecast};
use domain::format;
use domain::ratio::Ratio;

use crate::config::Settings;
use crate::{console, start};

pub const EXAMPLES: &str = "\
Examples:
  rainmaker forecast --period 2026-Q4
  rainmaker forecast --period 2026-Q4 --win-rate +10 --deal-size=-5";

#[derive(Clone, Debug, Args)]
pub struct Wanted {
    /// The period: a month as 2026-11, a quarter as 2026-Q4 or a year as 2026; the present year when left out
    #[arg(long, default_value = "")]
    period: String,
    /// Percent more or less of every deal's chance to be won
    #[arg(long, default_value = "0", allow_hyphen_values = true)]
    win_rate: String,
    /// Percent more or less of every deal's amount
    #[arg(long, default_value = "0", allow_hyphen_values = true)]
    deal_size: String,
    /// Percent more or less of new deals
    #[arg(long, default_value = "0", allow_hyphen_values = true)]
    new_deals: String,
    /// Percent more or less of the time open deals take until they are won
    #[arg(long, default_value = "0", allow_hyphen_values = true)]
    cycle: String,
}

/// Prints the forecast with its parts, range and chance.
///
/// # Errors
/// When a value is no percentage, the code names no period, or the database is away.
pub async fn run(settings: &Settings, wanted: &Wanted) -> Result<()> {
    let levers = Levers {
        win_rate: lever("--win-rate", &wanted.win_rate)?,
        deal_size: lever("--deal-size", &wanted.deal_size)?,
        new_deals: lever("--new-deals", &wanted.new_deals)?,
        cycle: lever("--cycle", &wanted.cycle)?,
    };
    let host = start::existing_host(settings).await?;
    let desk = services::desks::ceo(&start::system(&host), &wanted.period).await?;
    host.db.close().await;
    let told = if levers == Levers::default() {
        desk.forecast
    } else {
        forecast(&desk.input, &levers, &desk.config)
    };
    console::say(desk.period.label());
    let lines = [
        ("won so far", told.closed),
        ("open, weighted", told.weighted),
        ("new business", told.new_business),
        ("expected", told.mean),
        ("low", told.p10),
        ("likely", told.p50),
        ("high", told.p90),
    ];
    for (name, amount) in lines {
        console::say(format!("{name:<16}{:>18}", format::money_exact(amount)));
    }
    if let (Some(target), Some(chance)) = (told.target, told.p_target) {
        console::say(format!("{:<16}{:>18}", "target", format::money_exact(target)));
        console::say(format!("{:<16}{:>18}", "chance", format::percent(chance)));
    }
    Ok(())
}

/// `+10` is a tenth more; between nothing and twice what is.
fn lever(name: &str, text: &str) -> Result<Ratio> {
    let percent: Option<i32> =
        text.trim().trim_end_matches('%').trim_start_matches('+').parse().ok();
    percent.filter(|percent| (-100..=100).contains(percent)).map_or_else(
        || Err(anyhow!("{name} is \"{text}\": write whole percent from -100 to 100, such as +10")),
        |percent| Ok(Ratio::from_bp((100 + percent) * 100)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lever_is_percent_more_or_less() {
        assert_eq!(lever("--win-rate", "+10").unwrap(), Ratio::from_bp(11_000));
        assert_eq!(lever("--win-rate", "-5%").unwrap(), Ratio::from_bp(9_500));
        let wrong = lever("--win-rate", "much").unwrap_err().to_string();
        assert!(wrong.contains("--win-rate") && wrong.contains("much"), "{wrong}");
        assert!(lever("--win-rate", "101").is_err());
    }
}
