//! A deal under many changes at once: every cell is what a simulation of its own gives.
#![cfg(feature = "files")]

use std::ops::ControlFlow;

use abs_waterfall::analysis::{Grid, GridError, Question, QuestionError};
use abs_waterfall::credit::CreditQuality;
use abs_waterfall::{AssetCorrelation, Deal, Probability, ResolvedDeal, Simulation};

fn fujian() -> ResolvedDeal {
    Deal::load("examples/deals/fujian.toml").unwrap().resolve().unwrap()
}

fn with_pd(deal: &mut Deal, pd: Probability) {
    deal.pool.loans_mut().iter_mut().for_each(|loan| loan.quality = CreditQuality::AnnualPd(pd));
}

fn questions() -> Vec<Question> {
    let words =
        ["probability of note senior: loss without support", "99% of pool: lost", "yield of note sub"];
    words.map(|words| words.parse().unwrap()).into()
}

/// Correlation × default probability.
fn grid<'a>(deal: &'a ResolvedDeal) -> Grid<'a> {
    let correlations = ["0", "0.2", "0.4"].map(|text| text.parse::<AssetCorrelation>().unwrap());
    let pds = ["0.01", "0.05"].map(|text| text.parse::<Probability>().unwrap());
    let grid = Grid::of(deal)
        .vary("correlation", correlations, |deal, correlation| deal.credit.asset_correlation = *correlation)
        .vary("pd", pds, |deal, pd| with_pd(deal, *pd));
    questions().into_iter().fold(grid, |grid, question| grid.ask(question).unwrap())
}

#[test]
fn a_cell_is_a_simulation_of_the_changed_deal() {
    let (deal, simulation) = (fujian(), Simulation::new(3_000).with_seed(7));
    let sweep = grid(&deal).run(&simulation).unwrap();
    assert!(sweep.is_complete());
    assert_eq!((sweep.axes.join(" × "), sweep.cells.len()), ("correlation × pd".into(), 6));
    assert_eq!(sweep.cells[1].values, ["0.00%", "5.00%"], "the last axis varies fastest");

    let changed = deal.varied(|deal| {
        deal.credit.asset_correlation = "0.4".parse().unwrap();
        with_pd(deal, "0.01".parse().unwrap());
    });
    let alone = changed.unwrap().simulate(&simulation).unwrap();
    let expected: Vec<_> = questions().iter().map(|question| question.ask(&alone)).collect();
    assert_eq!(sweep.cell(&["40.00%", "1.00%"]).unwrap().estimates, expected);
}

#[test]
fn threads_and_batches_change_nothing() {
    let deal = fujian();
    let run = |threads: usize, batch: u32| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| grid(&deal).run(&Simulation::new(2_000).with_batch(batch))).unwrap()
    };
    assert_eq!(run(1, 2_000), run(3, 64));
}

#[test]
fn a_grid_that_is_stopped_keeps_what_is_done() {
    let (deal, simulation) = (fujian(), Simulation::new(1_000).with_batch(100));
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let stop = |progress: abs_waterfall::simulation::Progress| {
        assert_eq!(progress.paths, 6_000);
        if progress.done < 2_300 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let sweep = one.install(|| grid(&deal).run_watched(&simulation, stop)).unwrap();
    let paths: Vec<u64> = sweep.cells.iter().map(|cell| cell.paths).collect();
    assert_eq!(paths, [1_000, 1_000, 300]);
    assert!(!sweep.is_complete());
}

/// More cells than are resolved at a time.
#[test]
fn many_cells() {
    let deal = fujian();
    let sweep = Grid::of(&deal)
        .vary("thousandths", 0..150, |deal, n: &u32| {
            deal.credit.asset_correlation = format!("{}", f64::from(*n) / 1e3).parse().unwrap();
        })
        .ask("mean of pool: lost".parse().unwrap())
        .unwrap()
        .run(&Simulation::new(10))
        .unwrap();
    let values: Vec<String> = sweep.cells.iter().map(|cell| cell.values[0].clone()).collect();
    assert_eq!(values, (0..150).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[test]
fn one_answer_a_line() {
    let deal = fujian();
    let sweep = grid(&deal).run(&Simulation::new(100)).unwrap();
    let csv = sweep.to_csv().unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "correlation,pd,asked,value,error,paths");
    assert_eq!(lines.len(), 1 + 6 * 3);
    let quantile = &sweep.cells[0].estimates[1];
    assert!(quantile.error.is_infinite(), "a hundred paths say nothing of one in a hundred");
    assert_eq!(lines[2], format!("0.00%,1.00%,99% of pool: lost,{},,100", quantile.value));
    let read: abs_waterfall::analysis::Sweep =
        serde_json::from_str(&serde_json::to_string(&sweep).unwrap()).unwrap();
    assert_eq!(read, sweep);
}

#[test]
fn what_cannot_be_asked_or_changed_is_told() {
    let deal = fujian();
    let unknown = "mean of pool: loss".parse().unwrap();
    let Err(QuestionError::NoSuchMeasure { of, known }) = Grid::of(&deal).ask(unknown).map(|_| ()) else {
        panic!("a measure that there is not")
    };
    assert!(of == "pool: loss" && known.contains("pool: lost"));
    assert_eq!(
        "mean of pool".parse::<Question>().unwrap().check(&deal).unwrap_err().to_string().split(';').next(),
        Some("`pool` is nothing that is counted of this deal")
    );
    let nothing = Grid::of(&deal).run(&Simulation::new(10)).unwrap_err();
    assert_eq!(nothing.to_string(), "nothing is asked of the cells: ask for something");

    let vary = |senior: &'static str| {
        let question = "mean of pool: lost".parse().unwrap();
        let grid = Grid::of(&deal).try_vary("senior", [senior], |deal, amount| {
            deal.notes[0].amount = amount.parse::<abs_waterfall::Money>()?;
            Ok::<(), abs_waterfall::MoneyError>(())
        });
        grid.ask(question).unwrap().run(&Simulation::new(10)).unwrap_err()
    };
    let change = vary("1,000");
    assert!(matches!(&change, GridError::Change { cell, .. } if cell == "senior = 1,000"), "{change}");
    let wrong = vary("-1");
    assert!(wrong.to_string().starts_with("senior = -1: "), "{wrong}");
}
