//! When somebody answers.

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};
use domain::rhythm::{Calls, Rhythm};
use proptest::prelude::*;

fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 2).unwrap()
}

/// A call on the `day`th day from a Monday on, at an hour.
fn at(day: u64, hour: i64) -> NaiveDateTime {
    (monday() + Days::new(day)).and_time(chrono::NaiveTime::MIN) + TimeDelta::hours(hour)
}

fn calls(made: &[(u64, i64, bool)]) -> Calls {
    let mut calls = Calls::default();
    for (day, hour, answered) in made {
        calls.add(at(*day, *hour), *answered);
    }
    calls
}

/// Forty working days with a call at nine, eleven and three, answered at nine alone.
fn early_birds() -> Calls {
    let days = (0..56).filter(|day| day % 7 < 5);
    calls(
        &days
            .flat_map(|day| [(day, 9, true), (day, 11, false), (day, 15, false)])
            .collect::<Vec<_>>(),
    )
}

proptest! {
    #[test]
    fn any_calls_give_a_favour_between_nought_and_one(
        all in prop::collection::vec((0_u64..400, 0_i64..24, any::<bool>()), 0..80),
        own in prop::collection::vec((0_u64..400, 0_i64..24, any::<bool>()), 0..20),
        day in 0_u64..30,
        hour in 0_i64..24,
    ) {
        if let Some(rhythm) = Rhythm::new(&calls(&all), &Calls::default(), &calls(&own)) {
            prop_assert!((0.0..=1.0).contains(&rhythm.favour(at(day, hour))));
        } else {
            prop_assert!(all.len() < 20);
        }
    }

    #[test]
    fn an_answer_more_at_an_hour_never_makes_that_hour_worse(
        all in prop::collection::vec((0_u64..400, 8_i64..20, any::<bool>()), 20..80),
        own in prop::collection::vec((0_u64..5, 8_i64..20, any::<bool>()), 0..20),
        day in 0_u64..5,
        hour in 8_i64..20,
    ) {
        let none = Calls::default();
        let before = Rhythm::new(&calls(&all), &none, &calls(&own)).unwrap();
        let more: Vec<_> = own.into_iter().chain([(day, hour, true)]).collect();
        let after = Rhythm::new(&calls(&all), &none, &calls(&more)).unwrap();
        // Rates are kept in hundredths of a percent.
        prop_assert!(after.favour(at(day, hour)) >= before.favour(at(day, hour)) - 1e-3);
    }
}

#[test]
fn own_calls_outweigh_everybodys_as_they_come_in() {
    let (all, none) = (early_birds(), Calls::default());
    let everybody = Rhythm::new(&all, &none, &none).unwrap();
    assert_eq!(everybody.best_hour(), Some((8, 10, "People answered 40 of 40 calls".to_owned())));
    assert!(everybody.favour(at(0, 9)) > 2.0 * everybody.favour(at(0, 15)));

    let own: Vec<_> = (0..14)
        .filter(|day| day % 7 < 5)
        .flat_map(|day| [(day, 9, false), (day, 15, true)])
        .collect();
    let owl = Rhythm::new(&all, &none, &calls(&own)).unwrap();
    assert_eq!(owl.best_hour(), Some((14, 16, "They answered 10 of 10 calls".to_owned())));
    assert!(owl.favour(at(0, 15)) > owl.favour(at(0, 9)));
}

#[test]
fn where_no_hour_stands_out_none_is_named() {
    let days = (0..56).filter(|day| day % 7 < 5);
    let even = calls(
        &days
            .flat_map(|day| (8..20).map(move |hour| (day, hour, day % 2 == 0)))
            .collect::<Vec<_>>(),
    );
    let rhythm = Rhythm::new(&even, &Calls::default(), &Calls::default()).unwrap();
    assert_eq!(rhythm.best_hour(), None);
}
