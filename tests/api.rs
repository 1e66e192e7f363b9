//! What users of the crate lean on without reading it: errors that travel, say everything once and end a `main` in a
//! sentence, and values that go from thread to thread.

use std::error::Error as StdError;

use abs_waterfall::calendar::{
    CalendarError, DateProblem, RateProblem, RateTableError, Schedule, ScheduleError,
};
use abs_waterfall::credit::{GradeProblem, MultipleError};
use abs_waterfall::deal::{DealError, DealErrors, Party, PaymentDates, Problem, Role};
use abs_waterfall::enhancement::SupportProblem;
use abs_waterfall::pool::{Loan, LoanError, Repayment};
use abs_waterfall::scenario::StressError;
use abs_waterfall::simulation::{MergeError, SimulationError};
use abs_waterfall::waterfall::{
    BasisPointsError, CashNotConserved, CouponProblem, FeeProblem, NoteProblem, OrderProblem, PriceError,
};
use abs_waterfall::{
    AmountProblem, Deal, Error, FactorError, Money, MoneyError, NameProblem, Projection, Rate, RateError,
    ResolvedDeal, Risk, Rounding, ScenarioError, UnknownWord,
};

#[path = "support/pools.rs"]
mod pools;

/// An error that goes into a `Box<dyn Error + Send + Sync>` and through a channel.
fn travels<E: StdError + Send + Sync + 'static>() {}

fn is_shared<T: Send + Sync + 'static>() {}

#[test]
fn every_error_travels() {
    travels::<Error>();
    travels::<MoneyError>();
    travels::<RateError>();
    travels::<FactorError>();
    travels::<UnknownWord>();
    travels::<ScheduleError>();
    travels::<CalendarError>();
    travels::<DateProblem>();
    travels::<LoanError>();
    travels::<GradeProblem>();
    travels::<AmountProblem>();
    travels::<NameProblem>();
    travels::<NoteProblem>();
    travels::<CouponProblem>();
    travels::<BasisPointsError>();
    travels::<PriceError>();
    travels::<RateProblem>();
    travels::<RateTableError>();
    travels::<FeeProblem>();
    travels::<OrderProblem>();
    travels::<SupportProblem>();
    travels::<DealError>();
    travels::<DealErrors>();
    travels::<Problem>();
    travels::<ScenarioError>();
    travels::<StressError>();
    travels::<MultipleError>();
    travels::<SimulationError>();
    travels::<MergeError>();
    travels::<CashNotConserved>();
    #[cfg(feature = "files")]
    {
        travels::<abs_waterfall::deal::FileError>();
        travels::<abs_waterfall::pool::TapeErrors>();
    }
}

#[test]
fn deals_and_results_go_from_thread_to_thread() {
    is_shared::<Deal>();
    is_shared::<ResolvedDeal>();
    is_shared::<Risk>();
    is_shared::<Projection>();
}

/// A deal with a loan, a schedule and names that are wrong.
fn wrong_deal() -> DealErrors {
    let loan = pools::level_pay_loans(1).remove(0);
    let mut deal = pools::three_notes(2);
    deal.pool.loans_mut()[0] = loan.clone().with_repayment(Repayment::SinglePayment);
    deal.pool.loans_mut()[1] = loan.with_id("other").with_due(Schedule::on([]));
    deal.parties.push(Party::new("lender", &[Role::Custodian]));
    deal.servicing.servicer = "nobody".into();
    let (never, paid) = (Schedule::regular(deal.closing, 0, 3), deal.dates.distribution.clone());
    deal.dates = PaymentDates::new(never, paid);
    deal.resolve().unwrap_err()
}

/// An error of each kind that is easily had.
fn samples() -> Vec<Error> {
    let day = "2024-06-20".parse().unwrap();
    let listed = Schedule::on([day, day]);
    let loan = Loan::new("L", Money::from_yuan(1), Rate::ZERO, day, listed.clone(), Repayment::FlatRate);
    let deal = pools::three_notes(2).resolve().unwrap();
    let nobody = abs_waterfall::Scenario::no_default().with_default("nobody", 1);
    let samples = vec![
        "1,5".parse::<Money>().unwrap_err().into(),
        "five".parse::<Rate>().unwrap_err().into(),
        "up".parse::<Rounding>().unwrap_err().into(),
        "yesterday".parse::<abs_waterfall::Date>().unwrap_err().into(),
        listed.dates().unwrap_err().into(),
        loan.instalments().unwrap_err().into(),
        deal.project(&nobody).unwrap_err().into(),
        deal.simulate(&abs_waterfall::Simulation::new(1)).unwrap_err().into(),
        wrong_deal().into(),
    ];
    samples.into_iter().chain(of_files()).collect()
}

#[cfg(not(feature = "files"))]
fn of_files() -> Vec<Error> {
    Vec::new()
}

#[cfg(feature = "files")]
fn of_files() -> Vec<Error> {
    let missing = std::env::temp_dir().join("abs-waterfall-no-such-deal.toml");
    let inner = Deal::load(&missing).unwrap_err();
    vec![
        Deal::load(missing).unwrap_err().into(),
        abs_waterfall::deal::FileError::TapeFile(Box::new(inner)).into(),
        Deal::from_toml("name = 5").unwrap_err().into(),
        Deal::from_json("{").unwrap_err().into(),
        abs_waterfall::pool::read_tape("id\nA\n").unwrap_err().into(),
    ]
}

/// What a reporter that walks the chain would print twice.
fn said_twice(error: &dyn StdError) -> Option<String> {
    let source = error.source()?;
    if error.to_string().contains(&source.to_string()) {
        return Some(error.to_string());
    }
    said_twice(source)
}

#[test]
fn a_cause_is_in_the_sentence_or_the_source_of_an_error_and_not_in_both() {
    for error in samples() {
        assert_eq!(said_twice(&error), None);
    }
    let DealErrors(all) = wrong_deal();
    assert!(all.len() > 3, "{all:?}");
    for error in &all {
        assert_eq!(said_twice(error), None);
        assert_eq!(said_twice(&error.problem), None);
    }
}

#[test]
fn a_main_that_returns_an_error_ends_in_its_sentence() {
    for error in samples() {
        assert_eq!(format!("{error:?}"), error.to_string());
    }
    let whole = Error::from(wrong_deal()).to_string();
    assert!(whole.contains("a single-payment loan has one due date, not 36"), "{whole}");
}
