//! Deals that can be reckoned on paper, and one that cannot.

use abs_waterfall::analysis::guarantor::{GuaranteeTerms, GuarantorView, Portfolio, PortfolioView};
use abs_waterfall::calendar::{DayCount, Schedule};
use abs_waterfall::credit::{CreditModel, CreditQuality, Recovery};
use abs_waterfall::deal::{Coupon, Note, Party, PaymentDates, Role, Step};
use abs_waterfall::enhancement::Support;
use abs_waterfall::pool::{InterestBasis, Loan, Pool, Repayment};
use abs_waterfall::servicing::Servicing;
use abs_waterfall::{Date, Deal, Money, ResolvedDeal, Simulation};

pub(crate) fn yuan(yuan: i64) -> Money {
    Money::from_yuan(yuan)
}

/// Firms that owe these amounts without interest a year of 365 days after closing, each with this default probability; a senior
/// note of 800,000 at this coupon on the same day; and a guarantor behind it. A second date follows a year later, for what is
/// recovered.
pub(crate) fn paper(firms: &[i64], pd: &str, coupon: &str, recovery: &str) -> Deal {
    paper_of(2024, firms, pd, coupon, recovery)
}

/// That deal, closing on the 20th of June of a year.
pub(crate) fn paper_of(year: i16, firms: &[i64], pd: &str, coupon: &str, recovery: &str) -> Deal {
    let dates: Vec<Date> = [1, 2].map(|years| Date::new(year + years, 6, 20).unwrap()).into();
    let (closing, due) = (Date::new(year, 6, 20).unwrap(), Schedule::on([dates[0]]));
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

/// Two firms that default, of 600,000 and of 400,000. The second pays half of that in March; in May its loan is found not to have been
/// eligible, and the lender buys it back, so that 400,000 come in whenever it stopped paying.
pub(crate) fn one_bought(coupon: &str) -> Deal {
    let mut deal = paper(&[600_000, 400_000], "100%", coupon, "0");
    let (march, june) = (Date::new(2025, 3, 20).unwrap(), Date::new(2025, 6, 20).unwrap());
    let second = &mut deal.pool.loans_mut()[1];
    (second.due, second.repayment) = (Schedule::on([march, june]), Repayment::EqualPrincipal);
    second.ineligible = Some(Date::new(2025, 5, 1).unwrap());
    deal
}

pub(crate) fn fujian() -> ResolvedDeal {
    Deal::load("examples/deals/fujian.toml").unwrap().resolve().unwrap()
}

pub(crate) fn of_fujian() -> GuaranteeTerms {
    GuaranteeTerms::new("Fujian Credit Enhancement")
}

pub(crate) fn view(deal: &Deal, terms: &GuaranteeTerms, paths: u64) -> GuarantorView {
    deal.clone().resolve().unwrap().guarantor(terms, &Simulation::new(paths).with_seed(7)).unwrap()
}

pub(crate) fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}

pub(crate) fn of_guarantor() -> GuaranteeTerms {
    GuaranteeTerms::new("guarantor")
}

/// A deal of this name, whose guarantor is registered.
pub(crate) fn named(name: &str, mut deal: Deal) -> Deal {
    deal.name = name.into();
    deal.parties[1].registration = "91350000M0000ENH01".into();
    deal
}

pub(crate) fn portfolio(terms: GuaranteeTerms, deals: impl IntoIterator<Item = Deal>) -> Portfolio {
    let empty = Portfolio::new("test", terms).with_since("2024-06-20".parse().unwrap());
    deals.into_iter().fold(empty, Portfolio::with_deal)
}

pub(crate) fn portfolio_view(portfolio: Portfolio, paths: u64) -> PortfolioView {
    portfolio.resolve().unwrap().guarantor(&Simulation::new(paths).with_seed(7)).unwrap()
}
