//! What stands after every distribution date, against replaying every path with its full ledger.

#[path = "support/pools.rs"]
mod pools;

use abs_waterfall::credit::{CreditQuality, Recovery};
use abs_waterfall::deal::Note;
use abs_waterfall::projection::DateReport;
use abs_waterfall::simulation::{DateRisk, Distribution, MergeError};
use abs_waterfall::{Deal, Money, Projection, ResolvedDeal, Simulation};

const PATHS: u64 = 400;

/// Bad loans, an enhancer that fails, a note that is due early and one that is due at the end.
fn eventful() -> ResolvedDeal {
    let mut deal = pools::three_notes(12);
    deal.pool.loans_mut().iter_mut().for_each(|loan| loan.quality = annual("9%"));
    deal.parties[1].quality = Some(annual("15%"));
    deal.credit.recovery = Recovery::OfOutstanding { rate: "0.4".parse().unwrap(), lag_months: 5 };
    let early = "2026-03-26".parse().unwrap();
    deal.notes[0] =
        Note::pass_through("A", deal.notes[0].amount, deal.notes[0].coupon.clone().unwrap(), early);
    deal.resolve().unwrap()
}

fn annual(pd: &str) -> CreditQuality {
    CreditQuality::AnnualPd(pd.parse().unwrap())
}

/// One series as the simulation tells it.
type Told = for<'a> fn(&DateRisk<'a>) -> Option<Distribution<'a>>;

/// One series as the stories tell it, given those of all dates up to one.
type Replayed = fn(&[DateReport]) -> Option<f64>;

fn series() -> [(&'static str, Told, Replayed); 6] {
    fn balance(dates: &[DateReport], note: usize) -> Option<f64> {
        dates.last().map(|date| date.notes[note].balance.to_f64())
    }
    fn sum(dates: &[DateReport], of: fn(&DateReport) -> Money) -> Option<f64> {
        Some(dates.iter().map(of).sum::<Money>().to_f64())
    }
    [
        ("balance of A", |date| date.balance("A"), |dates| balance(dates, 0)),
        ("balance of B", |date| date.balance("B"), |dates| balance(dates, 1)),
        ("balance of sub", |date| date.balance("sub"), |dates| balance(dates, 2)),
        ("defaulted", |date| Some(date.defaulted()), |dates| sum(dates, |date| date.collected.defaulted)),
        ("drawn", |date| date.drawn("guarantor"), |dates| sum(dates, |date| date.drawn)),
        (
            "asset cover",
            |date| date.asset_cover(),
            |dates| dates.last()?.asset_cover.map(|cover| cover.min(100.0)),
        ),
    ]
}

#[test]
fn every_date_is_that_of_the_replayed_paths() {
    let deal = eventful();
    let simulation = Simulation::new(PATHS).with_seed(11).with_dates();
    let risk = deal.simulate(&simulation).unwrap();
    let stories: Vec<Projection> = (0..PATHS).map(|path| deal.replay(&simulation, path).unwrap()).collect();
    let dates: Vec<DateRisk<'_>> = risk.by_date().unwrap().collect();
    assert_eq!(dates.len(), deal.periods().len());
    for (place, date) in dates.iter().enumerate() {
        assert_eq!(date.date(), deal.periods()[place].payment);
        for (name, told, replayed) in series() {
            let values = stories.iter().filter_map(|story| replayed(&story.dates[..=place]));
            assert_told(&format!("{name} on {}", date.date()), told(date), values.collect());
        }
    }
    assert!(dates.last().unwrap().drawn("guarantor").unwrap().probability_positive().hits > 20);
    let covered = |date: &DateRisk<'_>| date.asset_cover().map(|cover| cover.probability_positive().paths);
    assert!(dates.iter().any(|date| covered(date).is_some_and(|paths| paths < PATHS)));
}

/// Means and maxima are those of the values, and quantiles are within a bucket of them.
fn assert_told(what: &str, told: Option<Distribution<'_>>, mut values: Vec<f64>) {
    let Some(told) = told else { return assert!(values.is_empty(), "{what}") };
    values.sort_by(f64::total_cmp);
    let n = values.len();
    assert_eq!(told.probability_positive().paths, n as u64, "{what}");
    let near = |a: f64, b: f64, within: f64| (a - b).abs() <= within * b.abs() + 1e-6;
    let mean = values.iter().sum::<f64>() / n as f64;
    assert!(near(told.mean().value, mean, 1e-9), "{what}: {} is not {mean}", told.mean());
    assert!(told.mean().error > 0.0, "{what}");
    assert!(near(told.max(), values[n - 1], 1e-9), "{what}");
    for (percent, p) in [(5, 0.05), (50, 0.5), (75, 0.75), (95, 0.95)] {
        let (quantile, exact) = (told.quantile(p), values[(n * percent).div_ceil(100) - 1]);
        assert!(near(quantile.value, exact, 0.02), "{what}: {quantile} is not {exact}");
    }
}

/// Parts merge to the whole, on any threads, and dates change nothing else.
#[test]
fn dates_merge_to_the_same_bits() {
    let deal = eventful();
    let simulation = Simulation::new(PATHS).with_seed(5).with_batch(30).with_dates();
    let part = |from, to| deal.simulate(&simulation.clone().with_range(from..to)).unwrap();
    let whole = part(0, PATHS);
    assert_eq!(part(150, PATHS).merge(&part(0, 150)).unwrap(), whole);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one.install(|| part(0, PATHS)), whole);
    assert_eq!(deal.simulate(whole.setup()).unwrap(), whole);

    let without = deal.simulate(&Simulation::new(PATHS).with_seed(5)).unwrap();
    assert!(without.by_date().is_none());
    assert_eq!(without.report(), whole.report());
    let rest = Simulation::new(0).with_seed(5).with_range(PATHS..500);
    assert_eq!(whole.merge(&deal.simulate(&rest).unwrap()), Err(MergeError::DatesInOne));
}

/// Where nobody stands behind the deal nothing is drawn, and after the last note nothing is covered.
#[test]
fn what_a_deal_does_not_have_has_no_distribution() {
    let deal: Deal = pools::textbook(3, "1%", "0");
    let risk = deal.resolve().unwrap().simulate(&Simulation::new(10).with_dates()).unwrap();
    let only = risk.by_date().unwrap().next().unwrap();
    assert!(
        only.drawn("guarantor").is_none() && only.asset_cover().is_none() && only.balance("gold").is_none()
    );
    assert_eq!(only.defaulted().max(), risk.pool().defaulted().max());
}

/// A loan that is late to the end has not defaulted, neither by the last date nor in all; it has stopped paying.
#[test]
fn what_is_late_has_not_defaulted() {
    let mut deal = eventful().definition().clone();
    deal.servicing.defaulted_after_days = 300;
    let deal = deal.resolve().unwrap();
    let simulation = Simulation::new(PATHS).with_seed(11).with_dates();
    let risk = deal.simulate(&simulation).unwrap();
    let by_the_last = risk.by_date().unwrap().last().unwrap().defaulted().mean().value;
    let stories = (0..PATHS).map(|path| deal.replay(&simulation, path).unwrap());
    let stopped = stories.flat_map(|told| told.defaults).map(|default| default.outstanding).sum::<Money>();
    assert_eq!(by_the_last, risk.pool().defaulted().mean().value);
    assert!(by_the_last < stopped.to_f64() / PATHS as f64, "{stopped}");
}
