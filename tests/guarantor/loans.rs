//! A guarantor that stands behind the plan and guarantees its loans: one profit and loss of both, and what each would cost alone.

use abs_waterfall::Simulation;
use abs_waterfall::analysis::guarantor::{GuaranteeTerms, GuarantorPromise};
use abs_waterfall::deal::Role;
use abs_waterfall::enhancement::Support;
use abs_waterfall::servicing::GuaranteePays;
use abs_waterfall::simulation::MeasureValue;
use abs_waterfall::{Deal, Money};

use super::deals::{near, paper, view};

/// The firm of a million, which defaults, and of which half comes back a year later; its guarantor pays thirty days after it did
/// not, and so on the second date.
fn guaranteed(recovery: &str) -> Deal {
    let mut deal = paper(&[1_000_000], "100%", "5%", recovery);
    deal.parties[1].roles.push(Role::LoanGuarantor);
    let loans = deal.pool.loans().iter().map(|loan| loan.clone().with_guarantor("guarantor"));
    deal.pool = loans.collect();
    let guarantee = Support::loan_guarantee("guarantor", GuaranteePays::Accelerated);
    deal.supports.push(guarantee.with_name("loans"));
    deal
}

/// On the first date the guarantor makes 840,000 up. On the second it pays the million of the loan, of which the plan repays it that,
/// and recovers half a million of the firm. With the promise to the plan alone it pays 840,000, and the plan repays the half million
/// that is recovered; with that for the loan alone it pays the million and recovers half.
#[test]
fn both_promises_are_one_profit_and_loss() {
    let terms = GuaranteeTerms::new("guarantor").with_discount("5%".parse().unwrap());
    let view = view(&guaranteed("50%"), &terms, 100);
    let worth = |first: f64, second: f64| ((first / 1.05 + second / 1.05 / 1.05) * 100.0).round() / 100.0;
    assert!(
        near(view.fee.net.value, worth(840_000.0, 1_000_000.0 - 840_000.0 - 500_000.0)),
        "{}",
        view.fee.net
    );
    let dates: Vec<_> =
        view.promised.by_date.iter().map(|date| (date.drawn.value, date.repaid.value)).collect();
    assert_eq!(dates, [(840_000.0, 0.0), (1_000_000.0, 1_340_000.0)]);
    let alone: Vec<_> = view.alone.iter().map(|alone| (alone.promise, alone.net.value)).collect();
    assert_eq!(alone[0].0, GuarantorPromise::Loans);
    assert!(near(alone[0].1, worth(0.0, 500_000.0)), "{alone:?}");
    assert!(near(alone[1].1, worth(840_000.0, -500_000.0)), "{alone:?}");
    let told = view.to_string();
    assert!(told.contains("For what it pays in the place of borrowers alone it should be paid "), "{told}");
    assert!(view.rows().iter().any(|row| row.figure == "running, for the plan alone"));
}

/// A party that gives one kind of promise is told nothing more.
#[test]
fn one_promise_is_not_told_twice() {
    let terms = GuaranteeTerms::new("guarantor");
    assert!(view(&paper(&[1_000_000], "100%", "5%", "0"), &terms, 100).alone.is_empty());
}

/// What a guarantor that never fails pays over a deal's life, on average, is what a simulation says is not repaid under both of
/// its promises; and together they cost less than each alone.
#[test]
fn what_it_pays_is_what_a_simulation_counts() {
    let mut deal = Deal::load("examples/deals/fujian-guaranteed.toml").unwrap();
    deal.parties[1].quality = None;
    let (party, paths) = ("Fujian Credit Enhancement", 2_000);
    let view = view(&deal, &GuaranteeTerms::new(party), paths);
    let sum = std::sync::Mutex::new(Money::ZERO);
    let names = [format!("support {party}: unreimbursed"), "support loan guarantee: unreimbursed".into()];
    let simulation = Simulation::new(paths).with_seed(7);
    let add = |_, outcome: &abs_waterfall::simulation::PathOutcome<'_>| {
        let open = names.iter().map(|name| match outcome.value(name) {
            Some(MeasureValue::Money(amount)) => amount,
            other => panic!("{other:?}"),
        });
        *sum.lock().unwrap() += open.sum::<Money>();
    };
    deal.clone().resolve().unwrap().visit(&simulation, add).unwrap();
    let mean = sum.into_inner().unwrap().to_f64() / paths as f64;
    assert!(near(view.fee.net.value, mean), "{} {mean}", view.fee.net);
    let [loans, plan] = [0, 1].map(|i| view.alone[i].net.value);
    assert!(view.fee.net.value < loans + plan && loans <= view.fee.net.value, "{loans} {plan} {mean}");
}
