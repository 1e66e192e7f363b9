//! The cash flows of a borrower, and what they cost.

use super::clock::Clock;
use super::cost::part_of_year;
use super::error::BorrowerError;
use super::flow::{BorrowerFlow, FlowItem, UsePeriod};
use super::grants::Grant;
use super::rule::SubsidyPayee;
use crate::calendar::Date;
use crate::measure::{CashFlow, Irr, irr, simple_annual_rate};
use crate::money::{Money, Rounding};
use crate::rate::Rate;

/// The dated cash flows of one borrower, in the order of their dates, and the periods over which it uses the money.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Borrowing {
    /// What is lent.
    pub principal: Money,
    /// Every amount with its day.
    pub flows: Vec<BorrowerFlow>,
    /// What is outstanding by contract over each period.
    pub periods: Vec<UsePeriod>,
}

/// The annual cost of money in both ways in which the People's Bank has it shown (announcement 2021 no. 3).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AnnualRates {
    /// Twelve times the rate of a month (单利年化).
    #[doc(alias = "单利年化")]
    pub simple: f64,
    /// The effective rate of a year (复利年化).
    #[doc(alias = "复利年化")]
    pub compound: f64,
    /// Are there several rates at which the flows are worth nothing, effective between −99.9994 % and 16,275,379 %? Then this
    /// is the one nearest to zero. A subsidy that is paid after the last instalment makes a second one.
    pub has_others: bool,
}

impl AnnualRates {
    fn of(irr: Irr) -> Option<AnnualRates> {
        let compound = irr.rate()?;
        let has_others = matches!(irr, Irr::NearestToZero(_));
        Some(AnnualRates { simple: simple_annual_rate(compound, 12), compound, has_others })
    }
}

impl Borrowing {
    pub(super) fn new(principal: Money, periods: Vec<UsePeriod>, mut flows: Vec<BorrowerFlow>) -> Borrowing {
        flows.sort_by_key(|flow| flow.date);
        Borrowing { principal, flows, periods }
    }

    /// With what these grants pay to the firm; what they pay to others is none of its flows.
    #[must_use]
    pub fn with_grants(self, grants: &[Grant]) -> Borrowing {
        let to_firm = grants.iter().filter(|grant| grant.payee == SubsidyPayee::Firm);
        let flows = to_firm.flat_map(|grant| {
            let flow = |&(date, amount)| BorrowerFlow::received(date, FlowItem::Subsidy, &grant.rule, amount);
            grant.payments.iter().map(flow)
        });
        self.with_flows(flows.collect())
    }

    pub(super) fn with_flows(mut self, more: Vec<BorrowerFlow>) -> Borrowing {
        self.flows.extend(more);
        Borrowing::new(self.principal, self.periods, self.flows)
    }

    /// All interest paid, that on replaced principal included.
    pub fn interest(&self) -> Money {
        -self.sum(|item| matches!(item, FlowItem::Interest | FlowItem::ReplacementInterest))
    }

    /// All that is paid besides interest and principal.
    pub fn costs(&self) -> Money {
        -self.sum(|item| matches!(item, FlowItem::Cost(_)))
    }

    /// All subsidies received.
    pub fn subsidies(&self) -> Money {
        self.sum(|item| item == FlowItem::Subsidy)
    }

    /// What the money costs in yuan: interest and costs less subsidies. It is what all flows sum to.
    pub fn cost(&self) -> Money {
        -self.sum(|_| true)
    }

    fn sum(&self, is_counted: impl Fn(FlowItem) -> bool) -> Money {
        self.flows.iter().filter(|flow| is_counted(flow.item)).map(|flow| flow.amount).sum()
    }

    /// Both annual rates; `None` where the flows are worth nothing at no rate.
    ///
    /// Time is months over twelve where all flows are whole months after the first, otherwise days over 365.
    pub fn rates(&self) -> Option<AnnualRates> {
        AnnualRates::of(irr(&self.cash_flows()))
    }

    /// What the money costs over what is used of it and how long, a year: (interest + costs − subsidies) ÷ Σ opening balance
    /// × time. Up-front costs are not deducted from the balance. `None` where nothing is used.
    ///
    /// ```
    /// use abs_waterfall::analysis::borrower::{Financing, FinancingKind};
    /// use abs_waterfall::pool::Loan;
    /// let loan = Loan::level_payment("L", "10000000".parse()?, "4.5%".parse()?, "2024-06-20".parse()?, 12);
    /// let used = Financing::new(loan, FinancingKind::Securitised).borrowing()?.cost_over_money_used();
    /// assert_eq!(format!("{:.6}", used.ok_or("nothing used")?), "0.045000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn cost_over_money_used(&self) -> Option<f64> {
        let used = self.money_used();
        (used > 0.0).then(|| self.cost().to_f64() / used)
    }

    /// The average share of the principal that is used over the life of the loan; `None` for a loan without a life.
    pub fn average_use(&self) -> Option<f64> {
        let whole = self.principal.to_f64() * self.contract_clock()?.years(self.periods.last()?.to);
        (whole > 0.0).then(|| self.money_used() / whole)
    }

    /// Σ opening balance × time in years, in yuan.
    fn money_used(&self) -> f64 {
        let Some(clock) = self.contract_clock() else { return 0.0 };
        let used = |period: &UsePeriod| {
            period.opening.to_f64() * (clock.years(period.to) - clock.years(period.from))
        };
        self.periods.iter().map(used).sum()
    }

    /// The clock of the due dates alone: when a subsidy comes does not change how long money is used. `None` without any.
    pub(super) fn contract_clock(&self) -> Option<Clock> {
        let start = self.periods.first()?.from;
        Some(Clock::of(start, self.periods.iter().map(|period| period.to)))
    }

    /// With every repaid amount borrowed anew elsewhere at this rate until the end, so that the whole principal is used all
    /// the time, as it is with a bank loan that repays at the end. Its interest is paid with the instalments, for the months
    /// over twelve or the days over 365, rounded half-up.
    ///
    /// # Errors
    /// [`BorrowerError::ReplacementRate`] where the rate does not fit exact arithmetic.
    pub fn replaced_at(&self, rate: Rate) -> Result<Borrowing, BorrowerError> {
        let Some(start) = self.periods.first().map(|period| period.from) else { return Ok(self.clone()) };
        let mut flows = Vec::new();
        let mut replaced = Money::ZERO;
        for period in &self.periods {
            let more = self.principal - period.opening - replaced;
            if !more.is_zero() {
                flows.push(BorrowerFlow::received(period.from, FlowItem::Replacement, "", more));
                replaced += more;
            }
            let (part, whole) = part_of_year(start, period);
            let factor = rate.over(part, whole, Rounding::HalfUp).map_err(BorrowerError::ReplacementRate)?;
            let interest = replaced.times(factor);
            if !interest.is_zero() {
                flows.push(BorrowerFlow::paid(period.to, FlowItem::ReplacementInterest, "", interest));
            }
        }
        if let Some(last) = self.periods.last() {
            flows.push(BorrowerFlow::paid(last.to, FlowItem::Replacement, "", replaced));
        }
        let opening = self.principal;
        let periods = self.periods.iter().map(|period| UsePeriod { opening, ..*period }).collect();
        Ok(Borrowing { periods, ..self.clone() }.with_flows(flows))
    }

    /// All flows in years and yuan.
    fn cash_flows(&self) -> Vec<CashFlow> {
        let Some(clock) = self.clock_with(&[]) else { return Vec::new() };
        let flow =
            |flow: &BorrowerFlow| CashFlow { years: clock.years(flow.date), amount: flow.amount.to_f64() };
        self.flows.iter().map(flow).collect()
    }

    /// The clock of all flows, and of some further dates; `None` without flows.
    pub(super) fn clock_with(&self, more: &[Date]) -> Option<Clock> {
        let start = self.flows.first()?.date;
        let dates = self.flows.iter().map(|flow| flow.date).chain(more.iter().copied());
        Some(Clock::of(start, dates))
    }

    /// What all flows are worth at this effective rate, on the first day.
    pub(super) fn present_value(&self, clock: Clock, rate: f64) -> f64 {
        let log = libm::log1p(rate);
        let value = |flow: &BorrowerFlow| flow.amount.to_f64() * libm::exp(-log * clock.years(flow.date));
        self.flows.iter().map(value).sum()
    }
}
