//! Who the tail is made of: parts that add up to the fen.

use std::sync::Mutex;

use abs_waterfall::analysis::guarantor::{Contribution, GuaranteeTerms, RiskShare, SharedRisk};
use abs_waterfall::simulation::MeasureValue;
use abs_waterfall::{Money, Simulation};

use super::deals::{fujian, of_fujian, one_bought, paper, view, yuan};

fn sum(parts: &[Contribution]) -> Money {
    parts.iter().map(|part| part.amount).sum()
}

/// Against the amounts of all paths, told one by one and put in order: the highest hundredth of 20,000 are 200, and 19,800 do not
/// exceed the next.
#[test]
fn contributions_add_up_to_the_expected_shortfall() {
    let deal = fujian().varied(|deal| deal.parties[1].quality = None).unwrap();
    let (simulation, level) = (Simulation::new(20_000).with_seed(7), "0.99");
    let view = deal.guarantor(&of_fujian().with_level(level.parse().unwrap()), &simulation).unwrap();
    let losses = Mutex::new(Vec::new());
    let name = "support Fujian Credit Enhancement: unreimbursed";
    deal.visit(&simulation, |_, outcome| {
        let Some(MeasureValue::Money(loss)) = outcome.value(name) else { panic!("no {name}") };
        losses.lock().unwrap().push(loss.fen());
    })
    .unwrap();
    let mut losses = losses.into_inner().unwrap();
    losses.sort_unstable_by(|a, b| b.cmp(a));
    let tail = losses[..200].iter().sum::<i64>();
    assert_eq!(view.tail.shortfall, Money::from_fen((2 * tail + 200) / 400));
    assert_eq!(view.tail.quantile, Money::from_fen(losses[200]));
    // Without a discount nobody pays more than it is out of pocket by, but for the width of a histogram's bucket.
    assert!(view.reserve.liquidity.value > 0.999 * view.reserve.reserve.value, "{}", view.reserve);
    for parts in [&view.tail.firms, &view.tail.industries, &view.tail.regions] {
        assert_eq!(sum(parts), view.tail.shortfall);
        assert!(parts.len() > 1 && parts.iter().all(|part| part.estimate.error > 0.0), "{parts:?}");
    }
}

/// Both firms default: of 840,000 they get theirs in proportion to 600,000 and 400,000; of 1,200,000 all that they owed, and the
/// rest is interest that no default explains.
#[test]
fn a_firm_gets_no_more_than_its_loss() {
    for (coupon, parts) in [("5%", [504_000, 336_000, 0]), ("50%", [600_000, 400_000, 200_000])] {
        let view =
            view(&paper(&[600_000, 400_000], "100%", coupon, "0"), &GuaranteeTerms::new("guarantor"), 100);
        let firms = &view.tail.firms;
        let of = |name: Option<&str>| {
            let found = firms.iter().find(|part| part.name.as_deref() == name);
            found.map_or(Money::ZERO, |part| part.amount)
        };
        assert_eq!([of(Some("L0")), of(Some("L1")), of(None)], parts.map(yuan), "{coupon}");
        assert_eq!(view.tail.industries[0].name.as_deref(), Some(""), "the tape does not say it");
    }
}

/// Of the 840,000 that are due 400,000 come in: the rest is the first firm's, and a firm whose loan is bought back costs nothing.
#[test]
fn a_firm_whose_loan_is_bought_back_costs_nothing() {
    let firms = view(&one_bought("5%"), &GuaranteeTerms::new("guarantor"), 100).tail.firms;
    let told: Vec<_> = firms.iter().map(|part| (part.name.as_deref(), part.amount)).collect();
    assert_eq!(
        told.iter().filter(|(_, amount)| !amount.is_zero()).collect::<Vec<_>>(),
        [&(Some("L0"), yuan(440_000))]
    );
}

#[test]
fn no_thread_and_no_batch_changes_a_bit() {
    let bank = RiskShare::new("bank", "20%".parse().unwrap());
    let terms = of_fujian()
        .with_discount("3%".parse().unwrap())
        .with_level("0.99".parse().unwrap())
        .with_shared(SharedRisk::new([bank]).unwrap());
    let deal = fujian();
    let run = |threads: usize, batch: u32| {
        let simulation = Simulation::new(5_000).with_seed(7).with_batch(batch);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| deal.guarantor(&terms, &simulation)).unwrap()
    };
    let one = run(1, 5_000);
    for (threads, batch) in [(1, 7), (2, 64), (3, 1_024)] {
        assert_eq!(run(threads, batch), one, "{threads} threads, batches of {batch}");
    }
}

/// Two loans of one registration are one firm, whatever name they are in.
#[test]
fn a_firm_is_a_company() {
    let mut deal = paper(&[600_000, 300_000, 100_000], "100%", "5%", "0");
    for loan in &mut deal.pool.loans_mut()[1..] {
        loan.registration = "91350100M000100Y43".into();
    }
    let view = view(&deal, &GuaranteeTerms::new("guarantor"), 100);
    let firms: Vec<_> = view.tail.firms.iter().map(|part| (part.name.as_deref(), part.amount)).collect();
    assert_eq!(firms, [(Some("L0"), yuan(504_000)), (Some("L1"), yuan(336_000))]);
}
