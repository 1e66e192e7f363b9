//! The guarantor's view of a deal: fees that are worth what they pay for, shares and contributions that add up to the fen.

#![cfg(feature = "files")]

use std::sync::Mutex;

use abs_waterfall::analysis::guarantor::{
    Contribution, GuaranteeBase, GuaranteeTerms, GuarantorError, GuarantorKind, GuarantorView, RiskShare,
    SharedRisk, SharedRiskError, Sharing,
};
use abs_waterfall::calendar::{DayCount, Schedule};
use abs_waterfall::credit::{CreditModel, CreditQuality, Recovery};
use abs_waterfall::deal::{Coupon, Note, Party, PaymentDates, Role, Step};
use abs_waterfall::enhancement::Support;
use abs_waterfall::pool::{InterestBasis, Loan, Pool, Repayment};
use abs_waterfall::servicing::Servicing;
use abs_waterfall::simulation::MeasureValue;
use abs_waterfall::{Date, Deal, Money, ResolvedDeal, Simulation};

fn yuan(yuan: i64) -> Money {
    Money::from_yuan(yuan)
}

/// Firms that owe these amounts without interest a year of 365 days after closing, each with this default probability; a senior
/// note of 800,000 at this coupon on the same day; and a guarantor behind it. A second date follows a year later, for what is
/// recovered.
fn paper(firms: &[i64], pd: &str, coupon: &str, recovery: &str) -> Deal {
    let dates: Vec<Date> = ["2025-06-20", "2026-06-20"].map(|date| date.parse().unwrap()).into();
    let (closing, due) = ("2024-06-20".parse().unwrap(), Schedule::on([dates[0]]));
    let quality = CreditQuality::AnnualPd(pd.parse().unwrap());
    let loan = |(i, principal): (usize, &i64)| {
        let (id, principal, rate) = (format!("L{i}"), yuan(*principal), "0".parse().unwrap());
        Loan::new(id, principal, rate, closing, due.clone(), Repayment::SinglePayment)
            .with_interest(InterestBasis::Daily(DayCount::Act365Fixed))
            .with_quality(quality.clone())
    };
    let recovery = Recovery::of_outstanding(recovery.parse().unwrap(), 12);
    let coupon = Coupon::fixed(coupon.parse().unwrap());
    Deal::new("paper", closing, Pool::new(firms.iter().enumerate().map(loan).collect::<Vec<_>>()))
        .with_parties([
            Party::new("lender", &[Role::Originator, Role::Servicer]),
            Party::new("guarantor", &[Role::ShortfallPayer]),
        ])
        .with_credit(CreditModel::new("0.2".parse().unwrap()).with_recovery(recovery))
        .with_servicing(Servicing::new("lender"))
        .with_dates(PaymentDates::new(Schedule::on(dates.clone()), Schedule::on(dates.clone())))
        .with_notes([
            Note::pass_through("senior", yuan(800_000), coupon, dates[0]),
            Note::subordinated("sub", yuan(200_000)),
        ])
        .with_supports([Support::undertaking("guarantor", &["senior"])])
        .with_waterfall(vec![
            Step::interest("senior"),
            Step::principal("senior"),
            Step::reimbursement(),
            Step::principal("sub"),
            Step::residual("sub"),
        ])
}

fn fujian() -> ResolvedDeal {
    Deal::load("examples/deals/fujian.toml").unwrap().resolve().unwrap()
}

fn of_fujian() -> GuaranteeTerms {
    GuaranteeTerms::new("Fujian Credit Enhancement")
}

fn view(deal: &Deal, terms: &GuaranteeTerms, paths: u64) -> GuarantorView {
    deal.clone().resolve().unwrap().guarantor(terms, &Simulation::new(paths).with_seed(7)).unwrap()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

/// One firm, one date: it defaults on a share p of the paths, and then the guarantor pays 800,000 and 5 % of interest. So the fee
/// paid on that date is 840,000 p, or 1.05 p on the notes; up front it is 1.05 p less what a year takes off.
#[test]
fn the_fee_paid_on_the_only_date_is_the_expected_draw() {
    let deal = paper(&[1_000_000], "20%", "5%", "0");
    for rate in ["0", "5%"] {
        let terms = GuaranteeTerms::new("guarantor").with_discount(rate.parse().unwrap());
        let view = view(&deal, &terms, 10_000);
        let p = view.promised.by_date[0].drawn.value / 840_000.0;
        assert!((p - 0.2).abs() < 0.02 && near((p * 10_000.0).round(), p * 10_000.0), "{p}");
        let fee = &view.fee;
        assert!(near(fee.by_date[0].amount, view.promised.by_date[0].drawn.value), "{fee:?}");
        assert!(near(fee.running.value, 1.05 * p) && fee.by_date[1].amount == 0.0);
        let discount = if rate == "0" { 1.0 } else { 1.0 / 1.05 };
        assert!(near(fee.up_front.value, 1.05 * p * discount), "{}", fee.up_front);
        // A sum of equal amounts: the library's error of a mean, in which one more path counts.
        let plain = 1.05 * (p * (1.0 - p) / 10_000.0).sqrt();
        assert!(fee.running.error >= plain && fee.running.error < 1.2 * plain, "{}", fee.running);
    }
}

/// What is paid and comes back whole a year later costs nothing but the time: 840,000 (1/1.05 − 1/1.05²) = 38,095.24.
#[test]
fn what_comes_back_costs_its_time() {
    let deal = paper(&[1_000_000], "100%", "5%", "1");
    let at = |rate: &str| {
        let terms = GuaranteeTerms::new("guarantor").with_discount(rate.parse().unwrap());
        view(&deal, &terms, 100)
    };
    assert_eq!(at("0").fee.net.value, 0.0);
    let later = at("5%");
    assert_eq!(later.fee.net.value, 38_095.24);
    assert_eq!(later.reserve.liquidity.value, 840_000.0);
    assert_eq!(later.tail.shortfall, "38095.24".parse().unwrap());
    assert_eq!(later.promised.by_date[1].repaid.value, 840_000.0);
}

#[test]
fn the_net_payment_is_that_of_the_simulation() {
    let (deal, simulation) = (fujian(), Simulation::new(20_000).with_seed(7));
    let risk = deal.simulate(&simulation).unwrap();
    let view = deal.guarantor(&of_fujian(), &simulation).unwrap();
    let unreimbursed = risk.enhancer().unwrap().unreimbursed().mean();
    assert_eq!(view.performed.net, unreimbursed);
    let drawn: f64 = view.performed.by_date.iter().map(|date| date.drawn.value).sum();
    assert!(near(drawn, risk.enhancer().unwrap().drawn().mean().value));
    assert!(view.promised.net.value >= unreimbursed.value);
    // Appraised values recover a fifteenth a year after default: what is late is a fifth of what is lost.
    let late = view.later_recoveries.value / view.promised.net.value;
    assert!((0.1..0.3).contains(&late), "{late}");
}

/// Where capital falls with the notes, its cost is that of all of it for a year on the notes at closing.
#[test]
fn capital_that_falls_with_the_notes_costs_its_share_of_them() {
    let terms = of_fujian()
        .with_discount("3%".parse().unwrap())
        .with_hurdle("8%".parse().unwrap(), "3%".parse().unwrap());
    let view = fujian().guarantor(&terms, &Simulation::new(20_000).with_seed(7)).unwrap();
    let (fee, capital) = (&view.fee, &view.fee.with_capital);
    let cost = 0.05 * (capital.shortfall.value - fee.net.value) / fee.opening.to_f64();
    assert!(near(capital.falling.value, fee.running.value + cost), "{capital:?}");
    assert!(capital.held.value > 1.5 * capital.falling.value, "most of the notes are soon repaid");
    assert!(capital.falling.error > fee.running.error && capital.falling.error.is_finite());
}

fn sum(parts: &[Contribution]) -> Money {
    parts.iter().map(|part| part.amount).sum()
}

/// Against the amounts of all paths, told one by one and put in order: the highest hundredth of 20,000 are 200.
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
    assert_eq!(view.tail.quantile, Money::from_fen(losses[199]));
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

/// Guarantor 40, bank 40 up to 100 fen, fund 20. Compensated (c) and repaid (r) amounts, in fen, and what each then has paid and
/// got back.
#[test]
fn risk_is_shared_to_the_fen() {
    let bank = RiskShare::new("bank", "40%".parse().unwrap()).with_cap(Money::from_fen(100));
    let fund = RiskShare::new("fund", "20%".parse().unwrap());
    let mut sharing = Sharing::new(&SharedRisk::new([bank, fund]).unwrap());
    let fen = |amounts: Vec<Money>| amounts.iter().map(|amount| amount.fen()).collect::<Vec<_>>();
    for (what, amount, paid, received) in [
        // 60.4, 60.4 and 30.2: the fen that is left goes to the first of the largest remainders.
        ('c', 151, [61, 60, 30], [0, 0, 0]),
        // 40 of the bank's share of 41 are left of its cap; what is beyond stays with the guarantor.
        ('c', 102, [103, 100, 50], [0, 0, 0]),
        ('c', 10, [111, 100, 52], [0, 0, 0]),
        // In proportion to 111, 100 and 52: 42.2, 38.0 and 19.8.
        ('r', 100, [111, 100, 52], [42, 38, 20]),
        // Reimbursement does not restore the cap.
        ('c', 10, [119, 100, 54], [42, 38, 20]),
        ('r', 173, [119, 100, 54], [119, 100, 54]),
        // A return when nobody is out of pocket goes by what each has paid.
        ('+', 273, [119, 100, 54], [238, 200, 108]),
    ] {
        let amount = Money::from_fen(amount);
        let shares = match what {
            'c' => sharing.compensate(amount),
            'r' => sharing.repay(amount),
            _ => sharing.return_on(amount),
        };
        assert_eq!(shares.into_iter().sum::<Money>(), amount);
        assert_eq!(
            (fen(sharing.paid()), fen(sharing.received())),
            (paid.to_vec(), received.to_vec()),
            "{what} {amount}"
        );
    }
}

/// A bank that bears half up to 300,000 of 840,000: the guarantor pays 540,000, and both get back all of it.
#[test]
fn a_guarantor_that_shares_pays_its_share() {
    let bank = RiskShare::new("bank", "50%".parse().unwrap()).with_cap(yuan(300_000));
    let terms = GuaranteeTerms::new("guarantor").with_shared(SharedRisk::new([bank]).unwrap());
    let view = view(&paper(&[1_000_000], "100%", "5%", "1"), &terms, 100);
    assert_eq!(view.promised.by_date[0].drawn.value, 540_000.0);
    assert_eq!(view.promised.by_date[1].repaid.value, 540_000.0);
    let bank = &view.partners[0];
    assert_eq!((bank.who.as_str(), bank.paid.value, bank.repaid.value), ("bank", 300_000.0, 300_000.0));
}

/// A guarantor that defaults in one year of twenty: independently it is missing on one call in twenty; moved by the economy of
/// its firm, more often.
#[test]
fn a_guarantor_is_missing_where_it_is_needed() {
    let with = |correlation: &str| {
        let mut deal = paper(&[1_000_000], "20%", "5%", "0");
        deal.parties[1].quality = Some(CreditQuality::AnnualPd("5%".parse().unwrap()));
        deal.parties[1].asset_correlation = Some(correlation.parse().unwrap());
        view(&deal, &GuaranteeTerms::new("guarantor"), 20_000).wrong_way.unwrap()
    };
    let correlated = with("0.5");
    assert!((correlated.independent.value - 0.05).abs() < 4.0 * correlated.independent.error);
    assert!(correlated.difference.value > 4.0 * correlated.difference.error, "{correlated:?}");
    let alone = with("0");
    assert_eq!((alone.unanswered, alone.difference.value), (alone.independent, 0.0));
    assert_eq!(alone.independent, correlated.independent, "the same draws");
}

#[test]
fn a_result_is_data_and_sentences() {
    let terms = of_fujian().with_kind(GuarantorKind::StatePlatform);
    let view = fujian().guarantor(&terms, &Simulation::new(1_000)).unwrap();
    let read: GuarantorView = serde_json::from_str(&serde_json::to_string(&view).unwrap()).unwrap();
    assert_eq!(read, view);
    let text = view.to_string();
    let first = text.lines().next().unwrap();
    assert!(
        first.starts_with("Fujian Credit Enhancement should be paid ") && first.contains(" ± "),
        "{first}"
    );
    assert!(view.reserve.reserve.error.is_infinite(), "a thousand paths have one beyond 99.9 %");
    assert!(view.regulator.iter().all(|figure| !figure.binds && figure.has.is_none()));
}

#[test]
fn what_cannot_be_answered_says_what_to_do() {
    let (deal, simulation) = (fujian(), Simulation::new(100));
    let error = |terms: GuaranteeTerms| deal.guarantor(&terms, &simulation).unwrap_err();
    let unknown = error(GuaranteeTerms::new("Plan manager"));
    assert_eq!(
        unknown.to_string(),
        "there is no party that gives a support `Plan manager`; there is Fujian Credit Enhancement"
    );
    let of_note = GuaranteeBase::Notes(vec!["junior".into()]);
    assert_eq!(
        error(of_fujian().with_base(of_note, DayCount::Act360)).to_string(),
        "there is no note `junior`; there is senior, sub"
    );
    let level = error(of_fujian().with_level("1".parse().unwrap()));
    assert!(matches!(level, GuarantorError::Level(_)), "{level}");
    let two = ["60%", "50%"].map(|share| RiskShare::new(share, share.parse().unwrap()));
    assert_eq!(SharedRisk::new(two), Err(SharedRiskError::MoreThanAll("1.1".parse().unwrap())));
    assert!(deal.guarantor(&of_fujian(), &Simulation::new(1)).is_err());
}
