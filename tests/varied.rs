//! A varied deal is the deal that its changed definition resolves to, whatever is kept of the one it was varied from.
#![cfg(feature = "files")]

use abs_waterfall::calendar::{DatedRate, FloatingRate, RateTable};
use abs_waterfall::credit::{CreditQuality, CreditStress, Recovery};
use abs_waterfall::deal::{FeeAmount, Step};
use abs_waterfall::{Date, Deal, Money, ResolvedDeal, Scenario, Simulation};

fn deal() -> Deal {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian.toml");
    Deal::load(path).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

type Change = fn(&mut Deal);

/// One change for each stage of resolution, and several for terms that more than one depends on.
const CHANGES: [(&str, Change); 22] = [
    ("nothing", |_| {}),
    ("a note's amount", |deal| deal.notes[1].amount += Money::from_yuan(1_000_000)),
    ("a fee", |deal| {
        if let FeeAmount::Rate { rate, .. } = &mut deal.fees[0].amount {
            *rate = "0.5%".parse().unwrap();
        }
    }),
    ("no undertaking", |deal| {
        deal.supports.clear();
        deal.waterfall.retain(|step| *step != Step::reimbursement());
    }),
    ("the correlation", |deal| deal.credit.asset_correlation = "0.35".parse().unwrap()),
    ("the rate of recovery", |deal| {
        deal.credit.recovery = Recovery::OfOutstanding { rate: "40%".parse().unwrap(), lag_months: 6 };
    }),
    ("a recovery that comes later", |deal| {
        deal.credit.recovery = Recovery::OfOutstanding { rate: "40%".parse().unwrap(), lag_months: 13 };
    }),
    ("the rating scale", |deal| {
        deal.credit.ratings.grades.values_mut().for_each(|grade| {
            *grade = abs_waterfall::credit::GradeDefaults::Annual("7%".parse().unwrap());
        });
    }),
    ("twice the default probability", |deal| {
        deal.credit.stress.default_probability = "2".parse().unwrap();
    }),
    ("half the recovery", |deal| deal.credit.stress.recovery = "0.5".parse().unwrap()),
    ("a later recovery", |deal| deal.credit.stress.lag_months = 4),
    ("all three otherwise", |deal| {
        deal.credit.stress = CreditStress::default()
            .with_default_probability("0.5".parse().unwrap())
            .with_recovery("3".parse().unwrap())
            .with_lag_months(1);
    }),
    ("no stress", |deal| deal.credit.stress = CreditStress::default()),
    ("the enhancer's quality", |deal| {
        deal.parties
            .iter_mut()
            .for_each(|party| party.quality = Some(CreditQuality::AnnualPd("5%".parse().unwrap())));
    }),
    ("the namespace", |deal| deal.namespace = Some("elsewhere".into())),
    ("the name, which is the namespace", |deal| deal.name = "another".into()),
    ("the cut-off", |deal| deal.cutoff = Some("2024-06-19".parse().unwrap())),
    ("how due dates roll", |deal| deal.servicing.due_roll = abs_waterfall::calendar::Roll::Preceding),
    ("the rate of a loan", |deal| deal.pool.loans_mut()[0].rate = "9%".parse().unwrap()),
    ("the quality of a loan", |deal| {
        deal.pool.loans_mut()[3].quality = CreditQuality::AnnualPd("20%".parse().unwrap());
    }),
    ("a loan fewer", |deal| {
        deal.pool.loans_mut().pop();
    }),
    ("two things at once", |deal| {
        deal.credit.asset_correlation = "0.2".parse().unwrap();
        deal.credit.recovery = Recovery::OfAppraisedValue { rate: "5%".parse().unwrap(), lag_months: 3 };
    }),
];

fn assert_same(varied: &ResolvedDeal, fresh: &ResolvedDeal, what: &str) {
    assert_eq!(varied.definition(), fresh.definition(), "{what}");
    assert_eq!(varied.periods(), fresh.periods(), "{what}");
    assert_eq!(varied.warnings(), fresh.warnings(), "{what}");
    let stress = Scenario::no_default().with_default("C02", 3);
    assert_eq!(varied.project(&stress), fresh.project(&stress), "{what}");
    let simulation = Simulation::new(3_000).with_seed(5);
    let report = |deal: &ResolvedDeal| deal.simulate(&simulation).unwrap().report();
    assert_eq!(report(varied), report(fresh), "{what}");
}

#[test]
fn a_varied_deal_is_the_changed_deal_resolved() {
    let resolved = deal().resolve().unwrap();
    for (what, change) in CHANGES {
        let mut changed = deal();
        change(&mut changed);
        assert_same(&resolved.varied(change).unwrap(), &changed.resolve().unwrap(), what);
    }
}

/// What is kept is kept of the deal it was varied from, also where that one was varied itself, and back again.
#[test]
fn variations_of_variations() {
    let mut resolved = deal().resolve().unwrap();
    let mut changed = deal();
    for (what, change) in CHANGES {
        resolved = resolved.varied(change).unwrap();
        change(&mut changed);
        assert_same(&resolved, &changed.clone().resolve().unwrap(), what);
    }
    let back = resolved.varied(|changed| *changed = deal()).unwrap();
    assert_same(&back, &deal().resolve().unwrap(), "and back");
}

#[test]
fn what_is_wrong_with_a_change_is_reported() {
    let resolved = deal().resolve().unwrap();
    let errors = resolved.varied(|deal| deal.notes[0].amount = Money::from_fen(-1)).unwrap_err();
    assert_eq!(errors.0.len(), 1);
    let unknown = |deal: &mut Deal| deal.pool.loans_mut()[0].quality = CreditQuality::Rating("Z".into());
    assert!(resolved.varied(unknown).unwrap_err().to_string().contains("no grade `Z`"));
}

/// Rates on which a loan floats change what it pays, and all that follows from that.
#[test]
fn the_rates_that_loans_float_on_change_the_schedule() {
    let table =
        |rate: &str| RateTable::new([DatedRate::new(day("2020-01-01"), rate.parse().unwrap())]).unwrap();
    let mut floats = deal().with_rates("LPR-1Y", table("3%"));
    floats.pool.loans_mut()[0].floating = Some(Box::new(FloatingRate::new("LPR-1Y")));
    let resolved = floats.clone().resolve().unwrap();
    let dearer = |deal: &mut Deal| *deal = deal.clone().with_rates("LPR-1Y", table("4%"));
    let varied = resolved.varied(dearer).unwrap();
    dearer(&mut floats);
    assert_same(&varied, &floats.resolve().unwrap(), "the rates");
    let collected = |deal: &ResolvedDeal| deal.project(&Scenario::no_default()).unwrap().dates[0].collected;
    assert!(collected(&varied).interest > collected(&resolved).interest);
}
