//! Which value of a term gives a wanted answer: against models that are computed apart, and put back into the deal.
//!
//! What takes many paths runs in release builds (`cargo test --release -- --ignored`).

#[path = "support/pools.rs"]
mod pools;

use std::ops::ControlFlow;

use abs_waterfall::analysis::solve::{
    Answer, Criterion, LargestFirm, Limit, PricedTerm, Pricing, Sizes, Sizing, SolveError, Steps, Yield,
};
use abs_waterfall::credit::CreditQuality;
use abs_waterfall::deal::{Coupon, Note, NoteRepayment, Step};
use abs_waterfall::pool::{Loan, PoolVariation};
use abs_waterfall::waterfall::{Amount, FloatingRate, Gauge};
use abs_waterfall::{Deal, Money, Probability, Rate, ResolvedDeal, Scenario, Simulation};
use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::gamma::ln_gamma;

/// What each loan of the textbook's pool owes.
const LOAN: i64 = 1_000;

/// Equal loans that pay once, a senior note without a coupon and a sub: the senior loses what defaults beyond the sub.
fn textbook(loans: usize, pd: &str, correlation: &str) -> ResolvedDeal {
    let maturity = "2025-06-20".parse().unwrap();
    let total = Money::from_yuan(LOAN * loans as i64);
    let deal = pools::textbook(loans, pd, correlation)
        .with_notes([
            Note::new("senior", total, NoteRepayment::PassThrough { maturity }),
            Note::subordinated("sub", Money::ZERO),
        ])
        .with_waterfall([Step::principal("senior"), Step::principal("sub"), Step::residual("sub")]);
    deal.resolve().unwrap()
}

fn size(deal: &ResolvedDeal, limit: Limit, paths: u64, seed: u64) -> Sizes {
    let sizing = Sizing::new("sub").with_note(limit).with_step(Money::from_yuan(LOAN));
    deal.size(&sizing, &Simulation::new(paths).with_seed(seed)).unwrap()
}

fn probability(text: &str) -> Probability {
    text.parse().unwrap()
}

/// How many of so many equal loans default, in the one-factor Gaussian model: its probabilities, by integrating the binomial
/// distribution over the factor.
fn binomial_mixture(loans: usize, pd: f64, correlation: f64) -> Vec<f64> {
    let normal = Normal::new(0.0, 1.0).unwrap();
    let threshold = normal.inverse_cdf(pd);
    let n = loans as f64;
    let choose: Vec<f64> = (0..=loans)
        .map(|k| ln_gamma(n + 1.0) - ln_gamma(k as f64 + 1.0) - ln_gamma(n - k as f64 + 1.0))
        .collect();
    let (points, width) = (4_000, 16.0);
    let step = width / f64::from(points);
    let mut probabilities = vec![0.0; loans + 1];
    for i in 0..=points {
        let factor = -width / 2.0 + f64::from(i) * step;
        let p = normal.cdf((threshold - correlation.sqrt() * factor) / (1.0 - correlation).sqrt());
        let weight = (-factor * factor / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * step;
        for (k, probability) in probabilities.iter_mut().enumerate() {
            *probability += weight * (choose[k] + k as f64 * p.ln() + (n - k as f64) * (-p).ln_1p()).exp();
        }
    }
    probabilities
}

/// The largest senior note in whole loans, by the model: the measure of one of so many loans must be within the limit.
fn largest(loans: usize, measure: impl Fn(usize) -> f64, at_most: f64) -> i64 {
    let fits = |senior: &usize| measure(*senior) <= at_most;
    LOAN * (0..=loans).rev().find(fits).unwrap() as i64
}

/// How often more defaults than a sub of the rest can take.
fn loss_probability(mixture: &[f64], senior: usize) -> f64 {
    let sub = mixture.len() - 1 - senior;
    mixture[sub + 1..].iter().sum()
}

/// What a senior note of so many loans loses on average, as a share of it.
fn expected_loss(mixture: &[f64], senior: usize) -> f64 {
    let sub = mixture.len() - 1 - senior;
    let lost: f64 = mixture.iter().enumerate().skip(sub + 1).map(|(k, p)| (k - sub) as f64 * p).sum();
    if senior == 0 { 0.0 } else { lost / senior as f64 }
}

/// It sums to one, has its mean, and the tail that `published.rs` has from elsewhere: more than 100 of 1,000 at ρ 0.2.
#[test]
fn the_mixture_is_the_models() {
    let mixture = binomial_mixture(1_000, 0.01, 0.2);
    let sum: f64 = mixture.iter().sum();
    let mean: f64 = mixture.iter().enumerate().map(|(k, p)| k as f64 * p).sum();
    assert!((sum - 1.0).abs() < 1e-9 && (mean - 10.0).abs() < 1e-8, "{sum} {mean}");
    let tail = loss_probability(&mixture, 900);
    assert!((tail / 4.269_790e-3 - 1.0).abs() < 1e-6, "{tail}");
}

/// For every seed and target: on how many of all is the model's amount within what is stated?
fn covered(loans: usize, paths: u64, seeds: u64, targets: &[(Criterion, &str)]) -> (u32, u32) {
    let mixture = binomial_mixture(loans, 0.01, 0.2);
    let deal = textbook(loans, "0.01", "0.2");
    let (mut covered, mut all) = (0, 0);
    for (criterion, target) in targets {
        let at_most = target.trim_end_matches('%').parse::<f64>().unwrap() / 100.0;
        let measure = |senior| match criterion {
            Criterion::ExpectedLoss => expected_loss(&mixture, senior),
            _ => loss_probability(&mixture, senior),
        };
        let exact = Money::from_yuan(largest(loans, measure, at_most));
        for seed in 1..=seeds {
            let sizes = size(&deal, Limit::new("senior", *criterion, probability(target)), paths, seed);
            let solution = &sizes.notes[0].solution;
            let is_covered = solution.may_be(exact.to_decimal());
            println!(
                "{loans} loans, {criterion} {target}, seed {seed}: exact {exact}; {sizes}; {is_covered}"
            );
            covered += u32::from(is_covered);
            all += 1;
            assert!(solution.monotone && sizes.holds);
        }
    }
    (covered, all)
}

#[test]
fn an_attachment_is_where_the_binomial_mixture_has_it() {
    let targets =
        [(Criterion::Loss, "5%"), (Criterion::MissedPayment, "2%"), (Criterion::ExpectedLoss, "0.1%")];
    assert_eq!(covered(50, 4_000, 2, &targets), (6, 6));
}

/// 2,000 loans, several seeds and targets: two standard errors cover the truth nineteen times in twenty.
#[test]
#[ignore = "many paths: in release builds"]
fn attachments_of_two_thousand_loans() {
    let targets = ["0.5%", "0.1%", "0.03%"].map(|target| (Criterion::Loss, target));
    let (covered_loss, all) = covered(2_000, 20_000, 4, &targets);
    assert!(covered_loss >= 11 && all == 12, "{covered_loss} of {all}");
    let targets = ["0.05%", "0.02%"].map(|target| (Criterion::ExpectedLoss, target));
    let (covered_loss, all) = covered(2_000, 20_000, 3, &targets);
    assert!(covered_loss >= 5 && all == 6, "{covered_loss} of {all}");
}

/// The senior note of a very large pool loses with a probability of 0.1 % where the sub is Vasicek's quantile of the pool's
/// loss: Φ((Φ⁻¹(1 %) + √0.2·Φ⁻¹(99.9 %))/√0.8) = 14.55 %. Smaller pools need more, the smaller they are.
#[test]
#[ignore = "many paths: in release builds"]
fn attachments_approach_the_large_pool_limit() {
    let normal = Normal::new(0.0, 1.0).unwrap();
    let quantile = normal.inverse_cdf(0.01) + 0.2_f64.sqrt() * normal.inverse_cdf(0.999);
    let limit = normal.cdf(quantile / 0.8_f64.sqrt());
    assert!((limit - 0.1455).abs() < 1e-4, "{limit}");
    let pool = |loans: usize| PoolVariation::Firms(loans as u32);
    let deal = textbook(2_000, "0.01", "0.2");
    let attachments = [19, 200, 2_000].map(|loans| {
        let changed = deal.varied(|deal| deal.pool = pool(loans).apply(&deal.pool).unwrap()).unwrap();
        let sizes = size(&changed, Limit::loss("senior", probability("0.1%")), 100_000, 5);
        println!("{loans} firms: {sizes}");
        sizes.notes[0].subordination
    });
    let off = attachments.map(|attachment| attachment - limit);
    assert!(off[0] > off[1] && off[1] > off[2] && off[2].abs() < 0.005, "{attachments:?} against {limit}");
}

/// At the amount that was found the note is within its limit, and at the next one it is not.
#[test]
fn the_amount_put_back() {
    let deal = textbook(50, "0.02", "0.3");
    let simulation = Simulation::new(3_000).with_seed(4);
    for limit in [
        Limit::loss("senior", probability("3%")),
        Limit::missed_payment("senior", probability("1%")),
        Limit::expected_loss("senior", probability("0.2%")),
    ] {
        let sizing = Sizing::new("sub").with_note(limit.clone()).with_step(Money::from_yuan(100));
        let sizes = deal.size(&sizing, &simulation).unwrap();
        let measured = |amount: Money| {
            let rest = sizes.total - amount;
            let set = |deal: &mut Deal| (deal.notes[0].amount, deal.notes[1].amount) = (amount, rest);
            let risk = deal.varied(set).unwrap().simulate(&simulation).unwrap();
            let senior = risk.note("senior").unwrap();
            match limit.criterion {
                Criterion::Loss => senior.probability_of_loss().value(),
                Criterion::MissedPayment => senior.probability_of_missed_payment().value(),
                _ => senior.expected_loss().value,
            }
        };
        let (amount, at_most) = (sizes.notes[0].amount, limit.at_most.to_f64());
        assert!(measured(amount) <= at_most, "{sizes}");
        assert!(measured(amount + Money::from_yuan(100)) > at_most, "{sizes}");
        assert_eq!(sizes.notes[0].measured.unwrap().value, measured(amount));
        let resized = deal.varied(|deal| sizes.put_into(deal)).unwrap();
        assert_eq!(resized.definition().notes[0].amount, amount);
        assert_eq!(resized.definition().notes[1].amount, sizes.junior);
        assert_eq!(amount + sizes.junior, sizes.total);
    }
}

/// A limit that is never met leaves nothing for the senior, one that always is nothing for the sub.
#[test]
fn a_note_may_be_all_or_nothing() {
    let risky = textbook(20, "0.5", "0.3");
    let none = size(&risky, Limit::loss("senior", probability("0")), 500, 1);
    assert_eq!((none.notes[0].amount, none.junior), (Money::ZERO, Money::from_yuan(20 * LOAN)));
    assert!(matches!(none.notes[0].solution.answer, Answer::Between { .. }));
    let all = size(&risky, Limit::loss("senior", probability("1")), 500, 1);
    assert_eq!((all.notes[0].amount, all.junior), (Money::from_yuan(20 * LOAN), Money::ZERO));
    assert!(matches!(all.notes[0].solution.answer, Answer::Everywhere { .. }));
    assert!(none.holds && all.holds && all.notes[0].subordination == 0.0);
}

/// Two notes with coupons, a sub: each is within its limit in the whole, and the first would not be at the amount that it could
/// have alone.
#[test]
fn a_stack_holds_as_a_whole() {
    let deal = pools::three_notes(40).resolve().unwrap();
    let limits = [Limit::loss("A", probability("1%")), Limit::loss("B", probability("5%"))];
    let step = Money::from_yuan(100_000);
    let sizing = |limits: &[Limit]| {
        limits.iter().cloned().fold(Sizing::new("sub").without_supports().with_step(step), Sizing::with_note)
    };
    let simulation = Simulation::new(2_000).with_seed(3);
    let sizes = deal.size(&sizing(&limits), &simulation).unwrap();
    println!("{sizes}");
    assert!(sizes.holds && sizes.complete);
    let issued: Money = deal.definition().notes.iter().map(|note| note.amount).sum();
    assert_eq!(sizes.notes.iter().map(|note| note.amount).sum::<Money>() + sizes.junior, issued);
    for (note, limit) in sizes.notes.iter().zip(&limits) {
        assert!(note.measured.unwrap().value <= limit.at_most.to_f64());
    }
    let risk = deal.varied(|deal| sizes.put_into(deal)).unwrap().simulate(&simulation).unwrap();
    for note in &sizes.notes {
        let alone = risk.note(&note.limit.note).unwrap().loss_without_enhancer().probability_positive();
        assert_eq!(
            note.measured.unwrap(),
            alone.estimate(),
            "without its supports or as if nobody gave them"
        );
    }
}

/// Had nobody stood behind the deal: all of it is there still, so that a formula may read what a support has paid, and the
/// fingerprint is the deal's. Every measure is asked of that deal; so is one that a run does not count without supports.
#[test]
fn without_supports_is_no_other_deal() {
    let reads_drawn = |deal: &mut Deal| {
        let cap = Amount::from(Money::from_yuan(1_000_000_000)).less(Gauge::drawn("guarantor"));
        let step = deal.waterfall.iter_mut().find(|step| **step == Step::principal("B")).unwrap();
        *step = Step::principal("B").with_cap(cap);
    };
    let deal = pools::three_notes(20).resolve().unwrap().varied(reads_drawn).unwrap();
    let simulation = Simulation::new(500).with_seed(3);
    for limit in [
        Limit::loss("A", probability("1%")),
        Limit::expected_loss("A", probability("0.1%")),
        Limit::missed_payment("A", probability("1%")),
    ] {
        let sizing = Sizing::new("sub").with_note(limit.clone()).with_step(Money::from_yuan(10_000_000));
        let [with, without] = [sizing.clone(), sizing.without_supports()]
            .map(|sizing| deal.size(&sizing, &simulation).unwrap());
        assert!(with.notes[0].amount > without.notes[0].amount, "{limit}: {with} and {without}");
        let resized = deal.varied(|deal| without.put_into(deal)).unwrap().simulate(&simulation).unwrap();
        assert_eq!(without.manifest, resized.manifest(), "the deal at these amounts");
        let alone = match limit.criterion {
            Criterion::Loss => {
                resized.note("A").unwrap().loss_without_enhancer().probability_positive().estimate()
            }
            Criterion::ExpectedLoss => resized.note("A").unwrap().expected_loss_without_enhancer(),
            _ => continue,
        };
        assert_eq!(without.notes[0].measured, Some(alone), "{limit}");
    }
    let asked = LargestFirm::new(Limit::loss("A", probability("20%"))).with_step("5%".parse().unwrap());
    let largest = deal.largest_firm(&asked.without_supports(), &simulation).unwrap();
    assert_eq!(largest.manifest.deal, deal.simulate(&simulation).unwrap().manifest().deal);
}

/// With a AAA company behind it, the senior note may be larger.
#[test]
fn a_support_makes_a_note_larger() {
    let deal = pools::three_notes(20).resolve().unwrap();
    let step = Money::from_yuan(1_000_000);
    let sizing = Sizing::new("sub").with_note(Limit::loss("A", probability("1%"))).with_step(step);
    let simulation = Simulation::new(1_000);
    let [with, without] = [sizing.clone(), sizing.without_supports()]
        .map(|sizing| deal.size(&sizing, &simulation).unwrap().notes[0].amount);
    assert!(with > without, "{with} and {without}");
}

#[test]
fn a_watcher_sees_all_and_can_stop_it() {
    let deal = textbook(20, "0.05", "0.3");
    let limit = Limit::loss("senior", probability("5%"));
    let sizing = Sizing::new("sub").with_note(limit).with_step(Money::from_yuan(10));
    let simulation = Simulation::new(1_000);
    let seen = std::sync::Mutex::new(Vec::new());
    let whole = deal.size_watched(&sizing, &simulation, |progress| {
        seen.lock().unwrap().push(progress);
        ControlFlow::Continue(())
    });
    assert!(whole.unwrap().complete);
    let seen = seen.into_inner().unwrap();
    assert!(seen.iter().all(|progress| progress.done < progress.most && progress.paths.paths == 1_000));
    let stop = |progress: abs_waterfall::analysis::solve::SolveProgress| match progress.done {
        0..3 => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    };
    let stopped = deal.size_watched(&sizing, &simulation, stop).unwrap();
    assert!(!stopped.complete && !stopped.holds && stopped.notes[0].measured.is_none());
    assert!(matches!(stopped.notes[0].solution.answer, Answer::Stopped { next: Some(_), .. }));
}

#[test]
fn questions_that_make_no_sense() {
    let deal = textbook(20, "0.05", "0.3");
    let message = |sizing: Sizing| deal.size(&sizing, &Simulation::new(100)).unwrap_err().to_string();
    let limit = |note| Limit::loss(note, probability("1%"));
    assert_eq!(message(Sizing::new("sub")), "it names no note");
    assert_eq!(message(Sizing::new("sub").with_note(limit("sub"))), "`sub` is named twice");
    assert_eq!(
        message(Sizing::new("sub").with_note(limit("A"))),
        "there is no note `A`; there is senior, sub"
    );
    let still = Sizing::new("sub").with_note(limit("senior")).with_step(Money::ZERO);
    assert_eq!(message(still), "the step is 0: it must be positive");
    let base = || Yield::Under(Scenario::no_default());
    let coupon = Pricing::new(PricedTerm::Coupon("senior".into()), "sub", Rate::ZERO, base());
    assert_eq!(deal.price(&coupon).unwrap_err(), SolveError::NoCoupon("senior".into()));
    let floating = Coupon::floating(FloatingRate::new("LPR-1Y"));
    let mut floats = deal.definition().clone();
    floats.notes[0].coupon = Some(floating);
    assert_eq!(
        coupon.term.set(&mut floats, Rate::ZERO).unwrap_err().to_string(),
        "the coupon of note `senior` changes or floats: a rate can be solved for of a coupon that is fixed"
    );
    let fee = Pricing::new(PricedTerm::FeeRate("f".into()), "sub", Rate::ZERO, base());
    assert_eq!(deal.price(&fee).unwrap_err().to_string(), "there is no fee `f`; there is none");
    let loans = Pricing::new(PricedTerm::LoanRate, "sub", Rate::ZERO, base());
    let beyond = Steps::new(2.into(), 3.into(), 1.into()).unwrap();
    let error = deal.price(&loans.with_steps(beyond)).unwrap_err().to_string();
    assert!(error.contains("is out of range: a rate runs from 0 to 1"), "{error}");
}

/// No contract rate changes payments that are stated: that is told before anything is run, and nothing is changed.
#[test]
fn the_rate_of_a_receivable_is_no_question() {
    let (bought, due) = ("2024-06-20".parse().unwrap(), "2025-06-20".parse().unwrap());
    let claim = Loan::receivable("R1", Money::from_yuan(1_050), Money::from_yuan(1_000), bought, due);
    let deal = textbook(2, "0.05", "0.3").varied(|deal| deal.pool.loans_mut()[1] = claim).unwrap();
    let pricing = Pricing::new(PricedTerm::LoanRate, "sub", Rate::ZERO, Yield::Under(Scenario::no_default()));
    let error = deal.price_watched(&pricing, |_| panic!("nothing is run")).unwrap_err();
    assert_eq!(error, SolveError::StatedPayments("R1".into()));
    let mut same = deal.definition().clone();
    assert!(PricedTerm::LoanRate.set(&mut same, Rate::ONE).is_err() && same == *deal.definition());
}

/// Nor is there one rate of a loan that floats.
#[test]
fn the_rate_of_a_floating_loan_is_no_question() {
    let mut deal = textbook(2, "0.05", "0.3").definition().clone();
    deal.pool.loans_mut()[1].floating = Some(Box::new(FloatingRate::new("LPR-1Y")));
    let id = deal.pool.loans()[1].id.to_string();
    let error = PricedTerm::LoanRate.set(&mut deal, Rate::ONE).unwrap_err();
    let told =
        format!("the rate of loan `{id}` floats: a rate can be solved for where every loan has a fixed one");
    assert_eq!(error.to_string(), told);
}

/// What is wrong with the deal at a value that is looked at is told with the value.
#[test]
fn a_value_at_which_the_deal_cannot_be_is_named() {
    let deal = textbook(2, "0.05", "0.3");
    let far = LargestFirm::new(Limit::loss("senior", probability("1%"))).with_step("50%".parse().unwrap());
    assert!(deal.largest_firm(&far, &Simulation::new(100)).is_ok());
    let one = deal.varied(|deal| drop(deal.pool.loans_mut().pop())).unwrap();
    let error = one.largest_firm(&far, &Simulation::new(100)).unwrap_err().to_string();
    assert_eq!(error, "`L00000` is the only firm of the pool, so that it has all of it");
}

/// 20 firms of 5 % each, and a sub of 30 %: how large one may grow until the senior loses too often. Its neighbours on the grid
/// are put back.
#[test]
fn the_largest_share_put_back() {
    let deal = textbook(20, "0.02", "0.2");
    let sub = |deal: &mut Deal| {
        (deal.notes[0].amount, deal.notes[1].amount) =
            (Money::from_yuan(14 * LOAN), Money::from_yuan(6 * LOAN));
    };
    let deal = deal.varied(sub).unwrap();
    let simulation = Simulation::new(4_000).with_seed(2);
    let asked = LargestFirm::new(Limit::loss("senior", probability("1%")));
    let found = deal.largest_firm(&asked, &simulation).unwrap();
    println!("{found}");
    let share = found.share.unwrap();
    assert!(share > "5%".parse().unwrap() && share < "31%".parse().unwrap(), "{share}");
    let loses = |share: Rate| {
        let pool = PoolVariation::Largest(share).apply(&deal.definition().pool).unwrap();
        let changed = deal.varied(|deal| deal.pool = pool).unwrap();
        changed.simulate(&simulation).unwrap().note("senior").unwrap().probability_of_loss().value()
    };
    assert!(loses(share) <= 0.01 && loses(share.checked_add("0.1%".parse().unwrap()).unwrap()) > 0.01);
}

/// A company that is better leaves room for a larger one: the same draws, so never less.
#[test]
fn better_firms_may_be_larger() {
    let asked = LargestFirm::new(Limit::expected_loss("senior", probability("1%")));
    let share = |pd: &str| {
        let deal = textbook(10, "0.05", "0.2");
        let quality = CreditQuality::AnnualPd(probability(pd));
        let change = |deal: &mut Deal| {
            deal.pool.loans_mut().iter_mut().for_each(|loan| loan.quality = quality.clone());
            (deal.notes[0].amount, deal.notes[1].amount) = (Money::from_yuan(8_000), Money::from_yuan(2_000));
        };
        deal.varied(change).unwrap().largest_firm(&asked, &Simulation::new(2_000)).unwrap().share
    };
    assert!(share("1%") > share("4%"), "{:?} {:?}", share("1%"), share("4%"));
}

#[cfg(feature = "files")]
mod fujian {
    use super::*;

    fn deal() -> ResolvedDeal {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian.toml");
        Deal::load(path).unwrap().resolve().unwrap()
    }

    /// The rate that was found leaves the sub its yield, and the next one, a step up or down, does not.
    fn check(term: &PricedTerm, target: &str, basis: &Yield, next: i64) {
        let deal = deal();
        let pricing = Pricing::new(term.clone(), "sub", target.parse().unwrap(), basis.clone());
        let priced = deal.price(&pricing).unwrap();
        println!("{priced}");
        let sub_yield = |rate: Rate| {
            let changed = deal.varied(|deal| term.set(deal, rate).unwrap()).unwrap();
            match basis {
                Yield::Under(scenario) => {
                    changed.project(scenario).unwrap().note("sub").unwrap().annual_yield
                }
                Yield::Expected(simulation) => {
                    let risk = changed.simulate(simulation).unwrap();
                    risk.note("sub").unwrap().annual_yield().map(|estimate| estimate.value)
                }
                _ => None,
            }
        };
        let (rate, target) = (priced.rate.unwrap(), pricing.at_least.to_f64());
        let beyond =
            Rate::new(rate.to_decimal() + pricing.steps.step() * abs_waterfall::Decimal::from(next)).unwrap();
        assert!(sub_yield(rate).unwrap() >= target, "{priced}");
        assert!(sub_yield(beyond).unwrap() < target, "{priced}");
        assert!(priced.solution.evaluations.len() <= 24, "{}", priced.solution.evaluations.len());
    }

    #[test]
    fn the_rates_that_leave_the_sub_its_yield() {
        let base = Yield::Under(Scenario::no_default());
        check(&PricedTerm::Coupon("senior".into()), "10%", &base, 1);
        check(&PricedTerm::FeeRate("running".into()), "15%", &base, 1);
        check(&PricedTerm::LoanRate, "20%", &base, -1);
    }

    #[test]
    fn the_loan_rate_that_leaves_the_sub_an_expected_yield() {
        let expected = Yield::Expected(Simulation::new(2_000).with_seed(3));
        check(&PricedTerm::LoanRate, "1%", &expected, -1);
    }

    /// What no rate gives is an answer.
    #[test]
    fn a_yield_that_no_coupon_leaves() {
        let base = Yield::Under(Scenario::no_default());
        let pricing = Pricing::new(PricedTerm::Coupon("senior".into()), "sub", "90%".parse().unwrap(), base);
        let priced = deal().price(&pricing).unwrap();
        assert!(
            priced.rate.is_none() && matches!(priced.solution.answer, Answer::Nowhere { .. }),
            "{priced}"
        );
    }

    /// A note of nothing is paid nothing, owes no interest, and what is left is still its holders'.
    #[test]
    fn a_note_of_nothing() {
        for (senior, sub) in [(150_000_000, 0), (0, 150_000_000)] {
            let amounts = |deal: &mut Deal| {
                (deal.notes[0].amount, deal.notes[1].amount) =
                    (Money::from_yuan(senior), Money::from_yuan(sub));
            };
            let deal = deal().varied(amounts).unwrap();
            let projection = deal.project(&Scenario::no_default()).unwrap();
            let empty = projection.notes.iter().find(|note| note.amount.is_zero()).unwrap();
            assert_eq!(
                (empty.interest, empty.principal, empty.loss()),
                (Money::ZERO, Money::ZERO, Money::ZERO)
            );
            assert!(empty.annual_yield.is_none() && empty.average_life.is_none());
            assert_eq!(deal.warnings().len(), 1);
            let risk = deal.simulate(&Simulation::new(2_000)).unwrap();
            let empty = risk.notes().find(|note| note.amount().is_zero()).unwrap();
            assert_eq!(
                (empty.probability_of_loss().hits, empty.probability_of_missed_payment().hits),
                (0, 0)
            );
            assert!(empty.expected_loss().value.is_nan() && empty.annual_yield().is_none());
            let read = serde_json::to_string(&risk.report()).unwrap();
            assert!(serde_json::from_str::<abs_waterfall::simulation::RiskReport>(&read).is_ok());
        }
    }

    /// Whatever becomes of the firms, the plan buys a pool of the same size; and with the same firms, only what changes differs.
    #[test]
    fn variations_of_the_pool() {
        let deal = deal();
        let defaulted = |words: &str| {
            let variation: PoolVariation = words.parse().unwrap();
            let varied = deal.varied(|deal| deal.pool = variation.apply(&deal.pool).unwrap()).unwrap();
            assert_eq!(varied.opening_principal(), deal.opening_principal(), "{words}");
            let risk = varied.simulate(&Simulation::new(2_000)).unwrap();
            (risk.loans(), risk.pool().defaults().mean().value)
        };
        assert_eq!(defaulted("largest=30%"), defaulted("firm=Firm 07:10%"), "the same firms default");
        assert!(defaulted("grades=BB:50%,CCC:50%").1 > defaulted("grades=BB:90%,CCC:10%").1);
        assert_eq!(defaulted("firms=200").0, 200);
    }

    /// What is found is data, and reads back to the bit.
    #[test]
    fn results_in_files() {
        let sizing =
            Sizing::new("sub").with_note(Limit::loss("senior", probability("1%"))).without_supports();
        let sizes = deal().size(&sizing, &Simulation::new(500)).unwrap();
        let json = serde_json::to_string(&sizes).unwrap();
        assert_eq!(serde_json::from_str::<Sizes>(&json).unwrap(), sizes);
        let whole = json.replace("\"step\":\"10000\"", "\"step\":10000");
        assert!(
            whole != json && serde_json::from_str::<Sizes>(&whole).unwrap() == sizes,
            "a whole number is exact"
        );
        let float =
            serde_json::from_str::<Sizes>(&json.replace("\"step\":\"10000\"", "\"step\":1e4")).unwrap_err();
        assert!(float.to_string().contains("a binary float"), "{float}");
        let broken = json.replace("\"step\":\"10000\"", "\"step\":\"0\"");
        assert!(broken != json && serde_json::from_str::<Sizes>(&broken).is_err(), "{json}");
        let pricing = Pricing::new(
            PricedTerm::LoanRate,
            "sub",
            "8%".parse().unwrap(),
            Yield::Under(Scenario::no_default()),
        );
        let priced = deal().price(&pricing).unwrap();
        let json = serde_json::to_string(&priced).unwrap();
        assert_eq!(serde_json::from_str::<abs_waterfall::analysis::solve::Priced>(&json).unwrap(), priced);
    }

    /// The senior note of the Fujian deal for three targets, with the company behind it and without.
    #[test]
    #[ignore = "many paths: in release builds"]
    fn sizes_of_the_senior_note() {
        let start = std::time::Instant::now();
        for target in ["5%", "1%", "0.1%"] {
            let sizing = Sizing::new("sub").with_note(Limit::loss("senior", probability(target)));
            for sizing in [sizing.clone(), sizing.without_supports()] {
                let sizes = deal().size(&sizing, &Simulation::new(200_000)).unwrap();
                println!(
                    "{sizes}\n{:?}, {} evaluations",
                    start.elapsed(),
                    sizes.notes[0].solution.evaluations.len()
                );
                assert!(sizes.holds && sizes.notes[0].solution.monotone);
            }
        }
    }
}
