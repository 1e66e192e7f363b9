//! Pools and deals made up for tests and benchmarks.

#![allow(dead_code)] // Each of them uses the part it needs.

use abs_waterfall::calendar::{DayCount, Schedule};
use abs_waterfall::credit::{CreditModel, CreditQuality};
use abs_waterfall::deal::{Coupon, Fee, Note, Party, PaymentDates, Role, Step, Vat};
use abs_waterfall::enhancement::Support;
use abs_waterfall::pool::{InterestBasis, Loan, Pool, Repayment};
use abs_waterfall::servicing::Servicing;
use abs_waterfall::{Date, Deal, Money};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, LogNormal};

/// Level-pay loans over 36 months, of lognormal size around eight million, in five grades.
pub(crate) fn level_pay_loans(count: usize) -> Vec<Loan> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let size = LogNormal::new(8.0_f64.ln(), 0.6).unwrap();
    let closing = closing();
    let grade = |i: usize| CreditQuality::Rating(["BBB-", "BB+", "BB", "BB-", "B+"][i % 5].into());
    let loan = |i: usize| {
        let millions: f64 = size.sample(&mut rng);
        let principal = Money::from_yuan((millions * 100.0).round() as i64 * 10_000 + 10_000);
        Loan::level_payment(format!("L{i:05}"), principal, "5%".parse().unwrap(), closing, 36)
            .with_quality(grade(i))
    };
    (0..count).map(loan).collect()
}

/// A deal on such loans, with two senior notes, a subordinated one and an enhancer, paying every month.
pub(crate) fn three_notes(loans: usize) -> Deal {
    three_notes_on(level_pay_loans(loans))
}

/// Such a deal on micro-loans: a hundredth as large.
pub(crate) fn three_notes_on_micro_loans(loans: usize) -> Deal {
    let hundredth = |loan: Loan| {
        let principal = Money::from_fen(loan.principal.fen() / 100);
        loan.with_principal(principal)
    };
    three_notes_on(level_pay_loans(loans).into_iter().map(hundredth).collect())
}

fn three_notes_on(loans: Vec<Loan>) -> Deal {
    let pool: Money = loans.iter().map(|loan| loan.principal).sum();
    let share = |percent: i64| Money::from_fen(pool.fen() / 100 * percent);
    let (a, b) = (share(80), share(12));
    let maturity: Date = "2027-06-26".parse().unwrap();
    let coupon = |rate: &str| Coupon::fixed(rate.parse().unwrap());
    bare(36)
        .with_pool(Pool::new(loans))
        .with_notes(vec![
            Note::pass_through("A", a, coupon("2.5%"), maturity),
            Note::pass_through("B", b, coupon("3%"), maturity),
            Note::subordinated("sub", pool - a - b),
        ])
        .with_fees(vec![Fee::on_notes("running", "manager", "0.32%".parse().unwrap(), &["A", "B"])])
        .with_supports([Support::undertaking("guarantor", &["A", "B"])])
        .with_waterfall(vec![
            Step::taxes(),
            Step::fee("running"),
            Step::interest("A"),
            Step::interest("B"),
            Step::principal("A"),
            Step::principal("B"),
            Step::reimbursement(),
            Step::principal("sub"),
            Step::residual("sub"),
        ])
}

/// A deal with everything but a pool and notes, collecting on the 20th and paying on the 26th of every month.
pub(crate) fn bare(months: u32) -> Deal {
    let guarantor = Party::new("guarantor", &[Role::ShortfallPayer]);
    let monthly = |first: &str| Schedule::monthly(first.parse().unwrap(), months);
    Deal::new("made up", closing(), Pool::default())
        .with_parties([
            Party::new("lender", &[Role::Originator, Role::Servicer]),
            guarantor.with_quality(CreditQuality::Rating("AAA".into())),
            Party::new("manager", &[Role::PlanManager]),
        ])
        .with_credit(CreditModel::new("0.2".parse().unwrap()))
        .with_servicing(Servicing::new("lender"))
        .with_dates(PaymentDates::new(monthly("2024-07-20"), monthly("2024-07-26")))
        .with_vat(Vat::three_percent())
}

fn closing() -> Date {
    "2024-06-20".parse().unwrap()
}

/// Equal loans that pay once, one year of 365 days after closing, with this one-year default probability and correlation:
/// the pool of the textbooks. One note takes what comes.
pub(crate) fn textbook(loans: usize, pd: &str, correlation: &str) -> Deal {
    let due: Date = "2025-06-20".parse().unwrap();
    let once = Schedule::on([due]);
    let loan = |i: usize| {
        let (id, principal) = (format!("L{i:05}"), Money::from_yuan(1_000));
        Loan::new(id, principal, "0".parse().unwrap(), closing(), once.clone(), Repayment::SinglePayment)
            .with_interest(InterestBasis::Daily(DayCount::Act365Fixed))
            .with_quality(CreditQuality::AnnualPd(pd.parse().unwrap()))
    };
    let mut deal = bare(1);
    deal.parties[1].quality = None;
    deal.credit.asset_correlation = correlation.parse().unwrap();
    deal.with_pool((0..loans).map(loan).collect())
        .with_dates(PaymentDates::new(once.clone(), once.clone()))
        .with_vat(None)
        .with_notes(vec![Note::subordinated("all", Money::from_yuan(1_000 * loans as i64))])
        .with_waterfall(vec![Step::principal("all"), Step::residual("all")])
}
