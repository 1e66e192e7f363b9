//! A replayed path is the path that the simulation counted.

#[path = "support/pools.rs"]
mod pools;

use abs_waterfall::calendar::DayCount;
use abs_waterfall::credit::{CreditQuality, Recovery};
use abs_waterfall::deal::{Coupon, Fee, FeeAmount, FeeRateBase, Note, Role, Step};
use abs_waterfall::enhancement::{ReimbursementTiming, Support};
use abs_waterfall::measure::{CashFlow, irr, weighted_average_life, years_between};
use abs_waterfall::pool::Pool;
use abs_waterfall::projection::EntryKind;
use abs_waterfall::simulation::NoteRisk;
use abs_waterfall::{Deal, Money, Projection, Rounding, Simulation};

/// A deal in which everything happens often: bad loans, bullets and pass-throughs side by side, a servicing fee on the
/// pool, a weak enhancer with a cap and a return, notes that the pool does not cover.
fn eventful() -> Deal {
    let mut loans = pools::level_pay_loans(15);
    loans.iter_mut().for_each(|loan| loan.quality = CreditQuality::AnnualPd("12%".parse().unwrap()));
    let pool: Money = loans.iter().map(|loan| loan.principal).sum();
    let part = |percent: i64| Money::from_fen(pool.fen() / 100 * percent);
    let day = |text: &str| text.parse().unwrap();
    let mut deal = pools::bare(36);
    deal.parties[1].quality = Some(CreditQuality::AnnualPd("10%".parse().unwrap()));
    deal.credit.recovery = Recovery::OfOutstanding { rate: "0.3".parse().unwrap(), lag_months: 7 };
    let coupon = |rate: &str| Coupon::fixed(rate.parse().unwrap());
    deal.with_pool(Pool::new(loans))
        .with_notes(vec![
            Note::pass_through("A1", part(50), coupon("2.5%"), day("2026-12-26")),
            Note::bullet("A2", part(35), coupon("3%"), day("2026-06-26")),
            Note::subordinated("sub", part(10)),
        ])
        .with_fees([Fee::new(
            "servicing",
            "lender",
            FeeAmount::Rate {
                rate: "0.5%".parse().unwrap(),
                base: FeeRateBase::Pool,
                day_count: DayCount::Act360,
                rounding: Rounding::HalfEven,
            },
        )])
        .with_supports([Support::undertaking("guarantor", &["A1", "A2"])
            .with_cap(part(12))
            .with_return("6%".parse().unwrap(), DayCount::Act365Fixed)
            .with_reimbursement(ReimbursementTiming::AfterSenior)])
        .with_waterfall(vec![
            Step::taxes(),
            Step::fee("servicing"),
            Step::interest_on(&["A1", "A2"]),
            Step::principal("A1"),
            Step::principal("A2"),
            Step::reimbursement(),
            Step::principal("sub"),
            Step::residual("sub"),
        ])
}

const PATHS: u64 = 600;

struct Replayed(Vec<Projection>);

impl Replayed {
    fn sum(&self, of: impl Fn(&Projection) -> Money) -> f64 {
        self.0.iter().map(of).sum::<Money>().to_f64() / PATHS as f64
    }

    fn count(&self, of: impl Fn(&Projection) -> bool) -> u64 {
        self.0.iter().filter(|story| of(story)).count() as u64
    }
}

/// Means and counts over all paths, from the simulation and from replaying each path with its full ledger.
#[test]
fn replays_add_up_to_the_simulation() {
    let deal = eventful().resolve().unwrap();
    let simulation = Simulation::new(PATHS).with_seed(11);
    let risk = deal.simulate(&simulation).unwrap();
    let replayed = Replayed((0..PATHS).map(|path| deal.replay(&simulation, path).unwrap()).collect());
    let same = |a: f64, b: f64| assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{a} against {b}");

    for (i, note) in risk.notes().enumerate() {
        same(note.loss().mean().value, replayed.sum(|story| story.notes[i].loss()));
        same(note.received().mean().value, replayed.sum(|story| story.notes[i].received()));
        assert_eq!(note.probability_of_loss().hits, replayed.count(|story| !story.notes[i].loss().is_zero()));
        let missed = |story: &Projection| {
            story.dates.iter().any(|date| {
                let principal_due =
                    !note.is_subordinated() && date.period.distribution >= maturity(deal.definition(), i);
                !date.notes[i].interest_short.is_zero() || (principal_due && !date.notes[i].balance.is_zero())
            })
        };
        assert_eq!(note.probability_of_missed_payment().hits, replayed.count(missed));
        for (k, (date, income, principal)) in note.expected_cash_flows().into_iter().enumerate() {
            same(
                income,
                replayed.sum(|story| story.dates[k].notes[i].interest + story.dates[k].notes[i].residual),
            );
            same(principal, replayed.sum(|story| story.dates[k].notes[i].principal));
            assert_eq!(date, replayed.0[0].dates[k].period.payment);
        }
        let (life, annual_yield) = of_expected_flows(deal.definition(), &note);
        same(note.average_life().unwrap().value, life);
        same(note.annual_yield().unwrap().value, annual_yield);
    }
    let together = |story: &Projection| story.notes[..2].iter().map(|note| note.loss()).sum();
    same(risk.senior().loss().mean().value, replayed.sum(together));
    let hit = |story: &Projection| !together(story).is_zero();
    assert_eq!(risk.senior().loss().probability_positive().hits, replayed.count(hit));
    assert_eq!(risk.senior().amount(), deal.definition().notes[..2].iter().map(|note| note.amount).sum());
    let enhancer = risk.enhancer().unwrap();
    let recourse = |story: &Projection| story.supports[0].recourse;
    assert_eq!(enhancer.probability_of_call().hits, replayed.count(|story| recourse(story).was_called()));
    let unanswered = |story: &Projection| !recourse(story).unanswered.is_zero();
    assert_eq!(enhancer.probability_of_unanswered_call().hits, replayed.count(unanswered));
    same(enhancer.drawn().mean().value, replayed.sum(|story| recourse(story).drawn));
    same(enhancer.unreimbursed().mean().value, replayed.sum(|story| recourse(story).outstanding()));
    let lender =
        |story: &Projection| story.balances.iter().find(|party| party.name == "lender").unwrap().balance;
    same(risk.servicer().received().mean().value, replayed.sum(lender));
    let lost = |story: &Projection| {
        story.defaults.iter().map(|default| default.outstanding - default.recovery).sum()
    };
    same(risk.pool().lost().mean().value, replayed.sum(lost));
    let all_of_it_happens = [
        replayed.count(|story| story.supports[0].failed.is_some()),
        replayed.count(|story| !recourse(story).reimbursed.is_zero()),
        replayed.count(|story| !recourse(story).return_paid.is_zero()),
        replayed.count(|story| recourse(story).drawn == deal.definition().supports[0].cap.unwrap()),
    ];
    assert!(all_of_it_happens.iter().all(|paths| *paths > 10), "{all_of_it_happens:?}");
}

/// The average life and the yield at par of a note's expected cash flows.
fn of_expected_flows(deal: &Deal, note: &NoteRisk<'_>) -> (f64, f64) {
    let flows = note.expected_cash_flows();
    let years = |date| years_between(deal.closing, date);
    let life = weighted_average_life(flows.iter().map(|(date, _, principal)| (years(*date), *principal)));
    let received = flows.iter().map(|(date, income, principal)| (years(*date), income + principal));
    let paid = std::iter::once((0.0, -note.amount().to_f64()));
    let flows = paid.chain(received).map(|(years, amount)| CashFlow { years, amount });
    (life.unwrap(), irr(&flows.collect::<Vec<_>>()).rate().unwrap())
}

fn maturity(deal: &Deal, note: usize) -> abs_waterfall::Date {
    use abs_waterfall::deal::NoteRepayment::{Bullet, PassThrough};
    match deal.notes[note].repayment {
        PassThrough { maturity } | Bullet { maturity } => maturity,
        _ => unreachable!("never due"),
    }
}

/// The loss without the enhancer is that of the same path in the deal without the undertaking.
#[test]
fn the_world_without_the_enhancer_is_the_deal_without_it() {
    let with = eventful().resolve().unwrap();
    let mut bare = eventful();
    bare.supports.clear();
    bare.parties[1].quality = None;
    bare.waterfall.retain(|step| *step != Step::reimbursement());
    let without = bare.resolve().unwrap();
    let simulation = Simulation::new(5_000).with_seed(5);
    let (with, without) = (with.simulate(&simulation).unwrap(), without.simulate(&simulation).unwrap());
    for name in ["A1", "A2", "sub"] {
        let (alone, bare) =
            (with.note(name).unwrap().loss_without_enhancer(), without.note(name).unwrap().loss());
        assert_eq!(alone.mean(), bare.mean(), "{name}");
        assert_eq!(alone.quantile(0.99), bare.quantile(0.99), "{name}");
        let expected = with.note(name).unwrap().expected_loss_without_enhancer();
        assert_eq!(expected, without.note(name).unwrap().expected_loss(), "{name}");
    }
    let (alone, bare) = (with.senior().loss_without_enhancer(), without.senior().loss());
    assert_eq!((alone.mean(), alone.quantile(0.99)), (bare.mean(), bare.quantile(0.99)));
}

/// A lender that stands behind its own deal earns what its fees are, whatever it pays and gets back as the enhancer.
#[test]
fn a_servicer_that_is_the_enhancer_too_earns_its_fees() {
    let mut deal = eventful();
    deal.supports[0].by = "lender".into();
    deal.parties[0].roles.push(Role::ShortfallPayer);
    (deal.parties[0].quality, deal.parties[1].quality) = (deal.parties[1].quality.take(), None);
    let deal = deal.resolve().unwrap();
    let simulation = Simulation::new(PATHS).with_seed(11);
    let risk = deal.simulate(&simulation).unwrap();
    let fees = |story: &Projection| -> Money {
        story.ledger.iter().filter(|entry| entry.kind == EntryKind::Fee).map(|entry| entry.amount).sum()
    };
    let replayed: Money = (0..PATHS).map(|path| fees(&deal.replay(&simulation, path).unwrap())).sum();
    let mean = risk.servicer().received().mean().value;
    assert!((mean - replayed.to_f64() / PATHS as f64).abs() < 1e-6, "{mean}");
    assert!(risk.enhancer().unwrap().drawn().mean().value > mean, "it pays more than it earns");
}

#[test]
fn the_worst_paths_are_the_worst() {
    let deal = eventful().resolve().unwrap();
    let simulation = Simulation::new(PATHS).with_seed(11);
    let risk = deal.simulate(&simulation).unwrap();
    let lost = |path: u64| -> Money {
        let story = deal.replay(&simulation, path).unwrap();
        story.defaults.iter().map(|default| default.outstanding - default.recovery).sum()
    };
    let worst = risk.worst(3);
    assert_eq!(worst.len(), 3);
    let typical = risk.pool().lost().quantile(0.99).value;
    assert!(worst.iter().all(|path| lost(*path).to_f64() > typical), "{worst:?}");
    assert_eq!(risk.worst(1_000).len(), 16);
}

/// Where everything is recovered at once loans default and nobody loses by it: there is no worst path to show.
#[test]
fn a_path_on_which_nothing_is_lost_is_not_a_bad_one() {
    let mut deal = pools::three_notes(20);
    deal.credit.recovery = Recovery::OfOutstanding { rate: "100%".parse().unwrap(), lag_months: 0 };
    let risk = deal.resolve().unwrap().simulate(&Simulation::new(200)).unwrap();
    assert!(risk.pool().defaults().probability_positive().hits > 100);
    assert_eq!((risk.pool().lost().max(), risk.senior().loss_without_enhancer().max()), (0.0, 0.0));
    assert_eq!(risk.worst(16), Vec::<u64>::new());
}
