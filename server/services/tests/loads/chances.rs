//! What the product says of the demo company's open deals, against what the world that made them knows.

use std::collections::BTreeMap;

use domain::access::Scope;
use domain::explain::Factor;
use domain::ids::OpportunityId;
use domain::models::{Method, ModelKind};
use domain::scoring::{LeadModel, Weights};
use services::demo::{DemoSettings, Scale};
use store::{models, opportunities};

use super::house::on_each_engine;

/// An open deal's truth.
struct True {
    chance: f64,
    rep: f64,
    source: f64,
    engagement: f64,
}

fn truth(folder: &std::path::Path) -> anyhow::Result<BTreeMap<i64, True>> {
    let text = std::fs::read_to_string(folder.join("deals.csv"))?;
    let mut deals = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [id, "open", chance, rep, source, _, engagement, _] = *cells.as_slice() else {
            continue;
        };
        let deal = True {
            chance: chance.parse()?,
            rep: rep.parse()?,
            source: source.parse()?,
            engagement: engagement.parse()?,
        };
        deals.insert(id.parse()?, deal);
    }
    Ok(deals)
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let n = f64::from(u32::try_from(pairs.len()).unwrap_or(1));
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / n;
    let (x, y) = (mean(&|pair| pair.0), mean(&|pair| pair.1));
    let both = mean(&|pair| (pair.0 - x) * (pair.1 - y));
    let spread = |of: &dyn Fn(&(f64, f64)) -> f64| mean(of).sqrt();
    both / (spread(&|pair| (pair.0 - x).powi(2)) * spread(&|pair| (pair.1 - y).powi(2))).max(1e-12)
}

/// Ten bins of equal width by what was said; the mean distance from the truth, weighted by how many there are.
fn calibration_error(said: &[(f64, f64)]) -> f64 {
    let mut bins: BTreeMap<u32, Vec<(f64, f64)>> = BTreeMap::new();
    for pair in said {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a bin of ten"
        )]
        bins.entry((pair.0 * 10.0).min(9.0) as u32).or_default().push(*pair);
    }
    let off = bins.values().map(|bin| bin.iter().map(|(p, t)| p - t).sum::<f64>().abs());
    off.sum::<f64>() / f64::from(u32::try_from(said.len()).unwrap_or(1))
}

/// What is left when the level and the spread of the chances are set right on the truth itself: nothing that is
/// learned from endings can do better with these facts, and with so few deals to a bin it is not nothing.
fn attainable(said: &[(f64, f64)]) -> f64 {
    let logit = |p: f64| {
        let p = p.clamp(0.005, 0.995);
        (p / (1.0 - p)).ln()
    };
    let chance = |x: f64, (shift, slope): (f64, f64)| 1.0 / (1.0 + (-(shift + slope * x)).exp());
    let mut line = (0.0, 1.0);
    for _ in 0..30 {
        let mut sums = [0.0; 5];
        for (told, truth) in said {
            let x = logit(*told);
            let p = chance(x, line);
            let (error, bend) = (p - truth, p * (1.0 - p));
            let terms = [error, error * x, bend, bend * x, bend * x * x];
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
        }
        let [g0, g1, h00, h01, h11] = sums;
        let area = (h00 * h11 - h01 * h01).max(1e-9);
        line.0 -= (h11 * g0 - h01 * g1) / area;
        line.1 -= (h00 * g1 - h01 * g0) / area;
    }
    let set: Vec<(f64, f64)> =
        said.iter().map(|(told, truth)| (chance(logit(*told), line), *truth)).collect();
    eprintln!("the line to the truth: shift {:.3}, slope {:.3}", line.0, line.1);
    calibration_error(&set)
}

#[tokio::test]
async fn chances_of_the_demo_company_are_those_of_its_world() -> anyhow::Result<()> {
    on_each_engine(async |ctx| {
        let folder = tempfile::tempdir()?;
        let settings = DemoSettings {
            scale: Scale::Standard,
            seed: 7,
            truth: Some(folder.path().to_owned()),
            as_of: "2026-06-30".parse().ok(),
        };
        let began = std::time::Instant::now();
        services::demo::load(&ctx, &settings, |_| {}).await?;
        eprintln!("loaded in {:?}", began.elapsed());
        let truth = truth(folder.path())?;
        let mut tx = ctx.db().read().await?;
        let cards = models::cards(&mut tx, ModelKind::Win, 1).await?;
        eprintln!("{:#?}", cards[0]);
        assert_eq!(cards[0].method, Method::Learned);
        let cards = models::cards(&mut tx, ModelKind::Lead, 1).await?;
        eprintln!("{:#?}", cards[0]);
        let model: LeadModel = models::in_use(&mut tx, ModelKind::Lead).await?.unwrap();
        eprintln!("{model:#?}, {:?}", model.weights(Weights::default()));
        assert_eq!(model.method, Method::Learned);
        let own = cards[0].measured.own().unwrap();
        let base = cards[0].measured.compared.last().unwrap().metrics;
        assert!(own.log_loss < base.log_loss && own.ece < 0.05, "{own:?}");
        let mut said = Vec::new();
        let mut moved: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
        for (id, deal) in &truth {
            let win =
                opportunities::get(&mut tx, &Scope::Everything, OpportunityId(*id)).await?.win;
            said.push((win.probability.to_model(), deal.chance));
            let points = |factors: &[Factor]| {
                let own = win.contributions.iter().filter(|one| factors.contains(&one.factor));
                f64::from(own.map(|one| one.points).sum::<i32>())
            };
            let talk = [Factor::Silence, Factor::Frequency, Factor::TwoWay, Factor::Contacts];
            for (name, factors, truth) in [
                ("owner", &[Factor::Owner][..], deal.rep),
                ("source", &[Factor::Source][..], deal.source),
                ("engagement", &talk[..], deal.engagement),
            ] {
                moved.entry(name).or_default().push((points(factors), truth));
            }
        }
        let spread = |pairs: &[(f64, f64)]| {
            pairs.iter().map(|pair| pair.0.abs()).sum::<f64>()
                / f64::from(u32::try_from(pairs.len()).unwrap_or(1))
        };
        let error = calibration_error(&said);
        let correlated = correlation(&said);
        eprintln!(
            "{} open deals, ECE against the truth {error:.4}, correlation {correlated:.3}",
            said.len()
        );
        for (name, pairs) in &moved {
            eprintln!(
                "{name}: correlation {:.2}, mean size {:.2} points",
                correlation(pairs),
                spread(pairs)
            );
        }
        let best = attainable(&said);
        eprintln!("the same chances set right on the truth itself: ECE {best:.4}");
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| {
            said.iter().map(of).sum::<f64>() / f64::from(u32::try_from(said.len()).unwrap_or(1))
        };
        eprintln!("told {:.3} on the mean, true {:.3}", mean(&|pair| pair.0), mean(&|pair| pair.1));
        // What the world that made the company knows best is also what the chances follow.
        assert!(correlated > 0.6, "{correlated}");
        assert!(error < 0.08, "{error}");
        for (name, pairs) in &moved {
            assert!(correlation(pairs) > 0.35, "{name}");
        }
        Ok(())
    })
    .await
}
