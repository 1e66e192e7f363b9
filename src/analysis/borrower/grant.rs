//! What one rule pays for one loan: its accruals, its caps, its payments.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::borrowing::Borrowing;
use super::clock::months_between;
use super::condition::Condition;
use super::cost::CostKind;
use super::error::BorrowerError;
use super::financing::Financing;
use super::firm::Firm;
use super::flow::{BorrowerFlow, FlowItem, UsePeriod};
use super::lpr::Lpr;
use super::rule::{Cap, CostBase, PaidAfter, SubsidyBase, SubsidyPart, SubsidyRule, SubsidyYear};
use super::share::{LoanShare, Share, TiersOf, of_parts};
use crate::calendar::{Date, days_between, months_after};
use crate::money::Money;
use crate::pool::InterestBasis;

/// A rule and the loan that it is applied to.
pub(super) struct Case<'a> {
    pub(super) rule: &'a SubsidyRule,
    pub(super) financing: &'a Financing,
    pub(super) borrowing: &'a Borrowing,
    pub(super) firm: &'a Firm,
    pub(super) lpr: &'a Lpr,
    pub(super) disbursed: Date,
    pub(super) repaid: Date,
}

/// An exact amount of a base, or of what is paid for it, and where in time it belongs.
#[derive(Clone, Copy)]
struct Accrual {
    /// The day of the payment that it is of; of principal by time, the last day that it is for.
    date: Date,
    /// Is the day itself part of what it is for? Then it belongs to the year which begins on that day.
    is_in_advance: bool,
    /// The payment that it comes with: a due date, where it is principal by time.
    paid: Date,
    amount: Decimal,
}

/// What is paid, and which caps cut it.
#[derive(Default)]
pub(super) struct Paid {
    pub(super) payments: Vec<(Date, Money)>,
    pub(super) cut_by: Vec<Cap>,
}

impl Case<'_> {
    /// The first condition that does not hold.
    pub(super) fn unmet<'c>(
        &self,
        conditions: &'c [Condition],
    ) -> Result<Option<&'c Condition>, BorrowerError> {
        for condition in conditions {
            if !self.holds(condition)? {
                return Ok(Some(condition));
            }
        }
        Ok(None)
    }

    fn holds(&self, condition: &Condition) -> Result<bool, BorrowerError> {
        let rate = self.financing.loan.rate;
        Ok(match *condition {
            Condition::Financing(kind) => self.financing.kind == kind,
            Condition::RateAtMost(most) => rate <= most,
            Condition::RateAtMostLpr { times, on } => {
                let lpr = self.lpr.of_loan(on, (self.disbursed, self.repaid), &self.rule.name)?;
                rate.to_decimal() <= times.to_decimal() * lpr.to_decimal()
            }
            Condition::RevenueAtMost(most) => self.revenue()? <= most,
            Condition::Guaranteed => self.financing.is_guaranteed(),
            Condition::Small => self.firm.is_small,
            Condition::RepaidWithin { from, to } => from <= self.repaid && self.repaid <= to,
        })
    }

    fn revenue(&self) -> Result<Money, BorrowerError> {
        self.firm.revenue.ok_or_else(|| BorrowerError::NoRevenue { rule: self.rule.name.clone() })
    }

    /// What the rule pays, its conditions aside.
    pub(super) fn paid(&self) -> Result<Paid, BorrowerError> {
        let mut accruals = Vec::new();
        for part in &self.rule.parts {
            accruals.extend(self.part(part)?);
        }
        // In the order of time: what is capped is what comes last.
        accruals.sort_by_key(|accrual| accrual.date);
        let cut_by = self.cap(&mut accruals)?;
        Ok(Paid { payments: self.payments(&accruals)?, cut_by })
    }

    /// What one part pays before the caps of the rule.
    fn part(&self, part: &SubsidyPart) -> Result<Vec<Accrual>, BorrowerError> {
        let share = self.share(part)?;
        let mut accruals = self.base(&part.base)?;
        let mut before = Decimal::ZERO;
        for accrual in &mut accruals {
            let base = accrual.amount;
            accrual.amount = share.of(before, base);
            before = before.saturating_add(base);
        }
        if let Some(cap) = part.cap {
            hold(&mut accruals, cap.to_decimal(), |_| 0);
        }
        Ok(accruals)
    }

    /// The share that applies to this loan.
    fn share<'p>(&self, part: &'p SubsidyPart) -> Result<LoanShare<'p>, BorrowerError> {
        let mut share = &part.share;
        for other in &part.instead {
            if self.unmet(&other.conditions)?.is_none() {
                share = &other.share;
                break;
            }
        }
        let ratio = |part, whole| LoanShare::Ratio { part, whole };
        Ok(match share {
            Share::Rate(rate) => ratio(rate.to_decimal(), Decimal::ONE),
            Share::Tiers { of: TiersOf::Base, tiers } => LoanShare::Parts(tiers),
            Share::Tiers { of: TiersOf::Principal, tiers } => {
                let principal = self.borrowing.principal.to_decimal();
                ratio(of_parts(tiers, principal), principal)
            }
            Share::OfLpr { share, on, or_lower_loan_rate } => {
                let lpr = self.lpr.of_loan(*on, (self.disbursed, self.repaid), &self.rule.name)?;
                let own = if *or_lower_loan_rate { self.financing.loan.rate.min(lpr) } else { lpr };
                ratio(share.to_decimal() * own.to_decimal(), Decimal::ONE)
            }
        })
    }

    /// The base by the payments or periods that it is made of, as far as they count.
    fn base(&self, base: &SubsidyBase) -> Result<Vec<Accrual>, BorrowerError> {
        let once = |amount: Money| Accrual {
            date: self.disbursed,
            is_in_advance: true,
            paid: self.disbursed,
            amount: amount.to_decimal(),
        };
        match base {
            SubsidyBase::Costs(costs) => self.costs(costs),
            SubsidyBase::Face => Ok(vec![once(self.borrowing.principal)]),
            SubsidyBase::FaceByTime(by) => self.by_time(*by, |_| self.borrowing.principal),
            SubsidyBase::Balance(by) => self.by_time(*by, |period| period.opening),
            SubsidyBase::Issuance => {
                let issued = self.financing.issuance;
                let rule = || self.rule.name.clone();
                issued
                    .map(|issued| vec![once(issued)])
                    .ok_or_else(|| BorrowerError::NoIssuance { rule: rule() })
            }
        }
    }

    fn costs(&self, costs: &[CostBase]) -> Result<Vec<Accrual>, BorrowerError> {
        let end = self.end_of_base()?;
        let counts = |flow: &&BorrowerFlow| match end {
            Some(end) => flow.date < end || flow.date == end && !flow.is_in_advance,
            None => true,
        };
        let accrual = |flow: &BorrowerFlow| {
            let base = costs.iter().find(|base| Some(base.kind) == kind(flow))?;
            let vat = base.net_of_vat.map_or(Decimal::ZERO, |vat| vat.to_decimal());
            let amount = (-flow.amount).to_decimal() / (Decimal::ONE + vat);
            Some(Accrual { date: flow.date, is_in_advance: flow.is_in_advance, paid: flow.date, amount })
        };
        Ok(self.borrowing.flows.iter().filter(counts).filter_map(accrual).collect())
    }

    fn by_time(
        &self,
        by: InterestBasis,
        principal: impl Fn(&UsePeriod) -> Money,
    ) -> Result<Vec<Accrual>, BorrowerError> {
        let end = self.end_of_base()?;
        let mut accruals = Vec::new();
        for period in &self.borrowing.periods {
            let to = end.map_or(period.to, |end| period.to.min(end));
            if to <= period.from {
                continue;
            }
            let (part, whole) = self.years(by, period.from, to)?;
            let amount = principal(period).to_decimal().saturating_mul(part) / whole;
            accruals.extend(self.by_year((period.from, to), period.to, amount)?);
        }
        Ok(accruals)
    }

    /// What is for a period, cut by days where a year of the calendar or of the loan ends within it.
    fn by_year(
        &self,
        (from, to): (Date, Date),
        paid: Date,
        amount: Decimal,
    ) -> Result<Vec<Accrual>, BorrowerError> {
        let days = |until: Date| Decimal::from(days_between(from, until));
        let (mut parts, mut before) = (Vec::new(), Decimal::ZERO);
        for end in self.year_ends(from, to)? {
            let so_far = if end == to { amount } else { amount.saturating_mul(days(end)) / days(to) };
            let date = end.yesterday().unwrap_or(end);
            parts.push(Accrual { date, is_in_advance: true, paid, amount: so_far - before });
            before = so_far;
        }
        Ok(parts)
    }

    /// The days within a period on which a year begins, and its end.
    fn year_ends(&self, from: Date, to: Date) -> Result<Vec<Date>, BorrowerError> {
        let mut ends = vec![to];
        for year in from.year()..=to.year() {
            ends.extend(Date::new(year, 1, 1));
            ends.push(self.anniversary(u32::try_from(year - self.disbursed.year()).unwrap_or(0))?);
        }
        ends.retain(|end| from < *end && *end <= to);
        ends.sort();
        ends.dedup();
        Ok(ends)
    }

    /// A fraction of a year.
    fn years(&self, by: InterestBasis, from: Date, to: Date) -> Result<(Decimal, Decimal), BorrowerError> {
        match by {
            InterestBasis::Periodic => {
                let problem = "it counts whole months, and the due dates are not whole months apart: count days, such as act/365f";
                let months = months_between(self.disbursed, from, to)
                    .ok_or_else(|| BorrowerError::Rule { rule: self.rule.name.clone(), problem })?;
                Ok((months.into(), Decimal::from(12)))
            }
            InterestBasis::Daily(count) => {
                let fraction = count.fraction(from, to);
                Ok((fraction.numerator.into(), fraction.denominator.into()))
            }
        }
    }

    /// The end of the time that counts, if it has one.
    fn end_of_base(&self) -> Result<Option<Date>, BorrowerError> {
        let end = self.rule.first_months.map(|months| months_after(self.disbursed, months.into()));
        Ok(end.transpose()?)
    }

    /// Cuts what is beyond the caps, those of a year first; the caps that cut something.
    fn cap(&self, accruals: &mut [Accrual]) -> Result<Vec<Cap>, BorrowerError> {
        let is_yearly = |cap: &&Cap| matches!(cap, Cap::PerYear { .. });
        let (yearly, others): (Vec<&Cap>, Vec<&Cap>) = self.rule.caps.iter().partition(is_yearly);
        let mut cut_by = Vec::new();
        for cap in yearly.into_iter().chain(others) {
            if self.cut(*cap, accruals)? {
                cut_by.push(*cap);
            }
        }
        Ok(cut_by)
    }

    fn cut(&self, cap: Cap, accruals: &mut [Accrual]) -> Result<bool, BorrowerError> {
        let most = match cap {
            Cap::PerYear { most, year: SubsidyYear::Calendar } => {
                return Ok(hold(accruals, most.to_decimal(), |accrual| accrual.date.year().into()));
            }
            Cap::PerYear { most, year: SubsidyYear::Loan } => {
                return Ok(hold(accruals, most.to_decimal(), |accrual| self.loan_year(accrual)));
            }
            Cap::Total(most) => most.to_decimal(),
            Cap::PerFirm(most) => {
                let before = self.firm.received.get(&self.rule.name).copied().unwrap_or_default();
                (most - before).to_decimal()
            }
            Cap::OfRevenue { above, .. } if self.financed_in_year() <= above => return Ok(false),
            Cap::OfRevenue { share, .. } => self.revenue()?.to_decimal().saturating_mul(share.to_decimal()),
        };
        Ok(hold(accruals, most, |_| 0))
    }

    fn financed_in_year(&self) -> Money {
        self.firm.financed_in_year + self.borrowing.principal
    }

    /// The year of the loan that an accrual belongs to, from 0. What is paid on an anniversary belongs to the year that it
    /// ends, unless it is paid in advance.
    fn loan_year(&self, accrual: &Accrual) -> i32 {
        let years = i32::from(accrual.date.year()) - i32::from(self.disbursed.year());
        let anniversary = |year: i32| self.anniversary(u32::try_from(year).unwrap_or(0));
        let has_begun = |year: &i32| match anniversary(*year) {
            Ok(begin) => begin < accrual.date || begin == accrual.date && accrual.is_in_advance,
            Err(_) => false,
        };
        // Of the years that begin in this calendar year and the one before, the last that has begun.
        [years, years - 1].into_iter().find(has_begun).unwrap_or(0).max(0)
    }

    fn anniversary(&self, years: u32) -> Result<Date, BorrowerError> {
        Ok(months_after(self.disbursed, 12 * u64::from(years))?)
    }

    /// The payments by date, each rounded once.
    fn payments(&self, accruals: &[Accrual]) -> Result<Vec<(Date, Money)>, BorrowerError> {
        let mut by_date = BTreeMap::<Date, Decimal>::new();
        for accrual in accruals {
            let date = months_after(self.event(accrual)?, self.rule.lag_months.into())?;
            let sum = by_date.entry(date).or_default();
            *sum = sum.saturating_add(accrual.amount);
        }
        let rounded = |(date, exact): (Date, Decimal)| {
            // What division left in the last of 28 digits must not decide a tie.
            let amount = self.rule.rounding.to_fen(exact.round_dp(12))?;
            (!amount.is_zero()).then_some((date, amount))
        };
        Ok(by_date.into_iter().filter_map(rounded).collect())
    }

    /// After what an accrual is paid.
    fn event(&self, accrual: &Accrual) -> Result<Date, BorrowerError> {
        Ok(match self.rule.paid {
            PaidAfter::Repayment => self.repaid,
            PaidAfter::Disbursement => self.disbursed,
            PaidAfter::EveryPayment => accrual.paid,
            PaidAfter::EveryYear => {
                let year = u32::try_from(self.loan_year(accrual)).unwrap_or(0);
                self.anniversary(year + 1)?.min(self.repaid)
            }
        })
    }
}

/// What kind of cost a flow is.
fn kind(flow: &BorrowerFlow) -> Option<CostKind> {
    match flow.item {
        FlowItem::Interest => Some(CostKind::Interest),
        FlowItem::Cost(kind) => Some(kind),
        _ => None,
    }
}

/// Holds the sum of each group to the most that it may be, the earlier first; whether that cut anything.
fn hold(accruals: &mut [Accrual], most: Decimal, group: impl Fn(&Accrual) -> i32) -> bool {
    let mut rooms = BTreeMap::<i32, Decimal>::new();
    let mut has_cut = false;
    for accrual in accruals {
        let room = rooms.entry(group(accrual)).or_insert(most.max(Decimal::ZERO));
        let held = accrual.amount.min(*room);
        has_cut |= held < accrual.amount;
        accrual.amount = held;
        *room -= held;
    }
    has_cut
}
