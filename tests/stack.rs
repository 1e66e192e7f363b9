//! What a simulation says of guarantees, letters, facilities and of those who pay after their failure: the same as its paths, one
//! by one.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop where it stands")]

use abs_waterfall::credit::CreditQuality;
use abs_waterfall::deal::NoteRepayment;
use abs_waterfall::projection::{Projection, SupportReport};
use abs_waterfall::{Deal, Money, ResolvedDeal, Scenario, Simulation};

const PATHS: u64 = 300;

/// Everybody may fail, the borrowers and those who stand behind the notes alike.
fn risky() -> ResolvedDeal {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/enhancement-stack.toml");
    let mut deal = Deal::load(path).unwrap();
    for party in deal.parties.iter_mut().filter(|party| party.quality.is_some()) {
        party.quality = Some(CreditQuality::AnnualPd("25%".parse().unwrap()));
    }
    deal.credit.asset_correlation = "0.6".parse().unwrap();
    // Principal of A is due early, so that dates are left on which somebody can pay late.
    deal.notes[0].repayment = NoteRepayment::PassThrough { maturity: "2025-06-26".parse().unwrap() };
    for late in deal.parties.iter_mut().filter_map(|party| party.after_failure.as_mut()) {
        late.months = 3;
    }
    deal.resolve().unwrap()
}

/// The mean over paths of a part of what is told of a support.
fn mean(stories: &[Vec<SupportReport>], support: usize, part: fn(&SupportReport) -> Money) -> f64 {
    let sum: Money = stories.iter().map(|supports| part(&supports[support])).sum();
    sum.to_f64() / PATHS as f64
}

#[test]
fn a_simulation_counts_what_its_paths_tell() {
    let deal = risky();
    let simulation = Simulation::new(PATHS).with_seed(5);
    let risk = deal.simulate(&simulation).unwrap();
    let stories: Vec<_> = (0..PATHS).map(|path| deal.replay(&simulation, path).unwrap().supports).collect();
    for (i, support) in risk.supports().enumerate() {
        let told = [support.drawn(), support.unreimbursed(), support.fee_paid(), support.late_paid()];
        let parts: [fn(&SupportReport) -> Money; 4] =
            [|it| it.recourse.drawn, |it| it.recourse.outstanding(), |it| it.fee_paid, |it| it.late_paid];
        for (told, part) in told.into_iter().zip(parts) {
            let mean = mean(&stories, i, part);
            assert!((told.mean().value - mean).abs() < 0.001, "{}: {mean}", support.name());
        }
    }
    let means =
        |part: fn(&SupportReport) -> Money| (0..5).map(|i| mean(&stories, i, part) > 0.0).collect::<Vec<_>>();
    assert_eq!(means(|it| it.fee_paid), [true, false, false, false, false], "only the facility earns a fee");
    assert_eq!(
        means(|it| it.late_paid),
        [false, true, false, false, false],
        "only the undertaking pays late"
    );
    let pays = [false, true, true, false, true];
    assert_eq!(
        means(|it| it.recourse.drawn),
        pays,
        "the undertaking, the guarantee and the letter pay on some path"
    );
}

/// Where nobody defaults and nobody fails, the facility costs its fee and nothing else happens. Without it the fee is not paid, and
/// those who are paid beside the bank get that.
#[test]
fn a_commitment_costs_its_fee_and_the_deal_without_it_does_not() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/enhancement-stack.toml");
    let deal = Deal::load(path).unwrap().resolve().unwrap();
    let calm = deal.project(&Scenario::no_default()).unwrap();
    let without = deal.project(&Scenario::no_default().without_supports_of("Strait Bank")).unwrap();
    let fee = calm.support("liquidity").unwrap().fee_paid;
    assert!(fee > Money::ZERO && calm.drawn().is_zero());
    let others = |told: &Projection| -> Money {
        let manager = told.balances.iter().find(|party| party.name == "Plan manager").unwrap();
        told.notes.iter().map(|note| note.received()).sum::<Money>() + manager.balance
    };
    assert_eq!(others(&without) - others(&calm), fee);
    assert_eq!(calm.givers().iter().map(|giver| giver.net()).sum::<Money>(), fee);
}
