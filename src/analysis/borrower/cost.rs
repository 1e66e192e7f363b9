//! What a financing costs besides interest.

use super::clock::months_between;
use super::error::BorrowerError;
use super::flow::{BorrowerFlow, FlowItem, UsePeriod};
use crate::calendar::{Date, DayCount, months_after};
use crate::limits::{check_limit, check_not_negative};
use crate::money::{Money, Rounding};
use crate::rate::Rate;

/// A cost that the borrower pays besides interest.
///
/// ```
/// use abs_waterfall::analysis::borrower::{Cost, CostAmount, CostDates, CostKind};
/// let guarantee = Cost::up_front("guarantee", CostKind::Guarantee, "Guarantor", CostAmount::OfPrincipal("1%".parse()?));
/// assert_eq!(guarantee.on, CostDates::UpFront);
/// let yearly = guarantee.with_dates(CostDates::EveryYear);
/// assert_eq!(yearly.on, CostDates::EveryYear);
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Cost {
    /// Its name.
    pub name: String,
    /// What it is for: what subsidies go by.
    pub kind: CostKind,
    /// Who receives it.
    pub payee: String,
    /// How much it is.
    pub amount: CostAmount,
    /// When it is paid.
    pub on: CostDates,
    /// How an amount by a rate is rounded to the fen: half-up, if nothing else is said.
    #[cfg_attr(feature = "serde", serde(default))]
    pub rounding: Rounding,
}

/// What a cost is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum CostKind {
    /// Interest of the loan. As a cost it is interest that is paid besides the instalments, such as in advance: it is summed
    /// among the costs ([`Borrowing::costs`](super::Borrowing::costs)), and a subsidy of interest counts it.
    Interest,
    /// A guarantee fee.
    #[doc(alias = "担保费")]
    Guarantee,
    /// The premium of a loan insurance.
    #[doc(alias = "保证保险费")]
    Insurance,
    /// The valuation of what is pledged.
    #[doc(alias = "评估费")]
    Valuation,
    /// The registration of the pledge.
    #[doc(alias = "登记费")]
    Registration,
    /// The firm's share of the cost of an issue.
    #[doc(alias = "发行费用")]
    Issue,
    /// Anything else.
    Other,
}

/// How much a cost is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum CostAmount {
    /// An amount each time.
    Fixed(Money),
    /// A rate on the loan's principal, be it repaid or not. With the instalments it is a rate a year, for the months of the
    /// period over twelve, or its days over 365 where it is not whole months.
    OfPrincipal(Rate),
    /// A rate on the balance: what is outstanding from the day on, after the day's instalment; at maturity, what was
    /// outstanding before the last instalment; with the instalments, what was outstanding before each, as a rate a year.
    OfBalance(Rate),
}

/// When a cost is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum CostDates {
    /// On the day of disbursement, once: a renewal does not cost it again.
    UpFront,
    /// On the day of disbursement and of each renewal.
    EveryTerm,
    /// In advance for every year of a term: on the day of disbursement and each anniversary before the maturity.
    EveryYear,
    /// With every instalment.
    EveryInstalment,
    /// With the last instalment, after all renewals.
    AtMaturity,
}

impl Cost {
    /// A cost on the day of disbursement.
    #[must_use]
    pub fn up_front(name: &str, kind: CostKind, payee: &str, amount: CostAmount) -> Cost {
        let (on, rounding) = (CostDates::UpFront, Rounding::HalfUp);
        Cost { name: name.into(), kind, payee: payee.into(), amount, on, rounding }
    }

    /// This cost, paid on other dates.
    #[must_use]
    pub fn with_dates(self, on: CostDates) -> Cost {
        Cost { on, ..self }
    }

    /// This cost, rounded so.
    #[must_use]
    pub fn with_rounding(self, rounding: Rounding) -> Cost {
        Cost { rounding, ..self }
    }

    pub(super) fn check(&self) -> Result<(), BorrowerError> {
        let CostAmount::Fixed(amount) = self.amount else { return Ok(()) };
        let checked = check_not_negative("amount", amount).and_then(|()| check_limit("amount", amount));
        checked.map_err(|problem| BorrowerError::Cost { cost: self.name.clone(), problem })
    }

    /// Is it paid over the first term, the last one, or those between?
    pub(super) fn falls_into(&self, is_first: bool, is_last: bool) -> bool {
        match self.on {
            CostDates::UpFront => is_first,
            CostDates::AtMaturity => is_last,
            CostDates::EveryTerm | CostDates::EveryYear | CostDates::EveryInstalment => true,
        }
    }

    /// What is paid over one term that it falls into, of a loan of this principal that was disbursed on a day.
    pub(super) fn flows(
        &self,
        principal: Money,
        disbursed: Date,
        term: &[UsePeriod],
    ) -> Result<Vec<BorrowerFlow>, BorrowerError> {
        let (Some(first), Some(last)) = (term.first(), term.last()) else { return Ok(Vec::new()) };
        let once = |date, balance| Ok(vec![self.flow(date, self.of(principal, balance))]);
        match self.on {
            CostDates::UpFront | CostDates::EveryTerm => once(first.from, first.opening),
            CostDates::AtMaturity => once(last.to, last.opening),
            CostDates::EveryYear => self.every_year(principal, term, first.from, last.to),
            CostDates::EveryInstalment => {
                let paid = |period: &UsePeriod| {
                    Ok(self.flow(period.to, self.of_period(principal, disbursed, period)?))
                };
                term.iter().map(paid).collect()
            }
        }
    }

    fn every_year(
        &self,
        principal: Money,
        term: &[UsePeriod],
        from: Date,
        to: Date,
    ) -> Result<Vec<BorrowerFlow>, BorrowerError> {
        let mut flows = Vec::new();
        let mut date = from;
        while date < to {
            let balance =
                term.iter().find(|period| period.to > date).map_or(Money::ZERO, |period| period.opening);
            flows.push(self.flow(date, self.of(principal, balance)));
            date = months_after(from, 12 * flows.len() as u64)?;
        }
        Ok(flows)
    }

    fn flow(&self, date: Date, amount: Money) -> BorrowerFlow {
        let flow = BorrowerFlow::paid(date, FlowItem::Cost(self.kind), &self.payee, amount);
        match self.on {
            CostDates::UpFront | CostDates::EveryTerm | CostDates::EveryYear => flow.in_advance(),
            CostDates::EveryInstalment | CostDates::AtMaturity => flow,
        }
    }

    /// The whole rate, once.
    fn of(&self, principal: Money, balance: Money) -> Money {
        match self.amount {
            CostAmount::Fixed(amount) => amount,
            CostAmount::OfPrincipal(rate) => principal.times(rate.share(self.rounding)),
            CostAmount::OfBalance(rate) => balance.times(rate.share(self.rounding)),
        }
    }

    /// The rate a year for one period.
    fn of_period(
        &self,
        principal: Money,
        disbursed: Date,
        period: &UsePeriod,
    ) -> Result<Money, BorrowerError> {
        let (base, rate) = match self.amount {
            CostAmount::Fixed(amount) => return Ok(amount),
            CostAmount::OfPrincipal(rate) => (principal, rate),
            CostAmount::OfBalance(rate) => (period.opening, rate),
        };
        let (part, whole) = part_of_year(disbursed, period);
        let factor = rate.over(part, whole, self.rounding);
        factor
            .map(|factor| base.times(factor))
            .map_err(|problem| BorrowerError::CostRate { cost: self.name.clone(), problem })
    }
}

/// The months of a period over twelve, of a loan that was disbursed on a day, or its days over 365.
pub(super) fn part_of_year(disbursed: Date, period: &UsePeriod) -> (u64, u64) {
    match months_between(disbursed, period.from, period.to) {
        Some(months) => (months.into(), 12),
        None => {
            let days = DayCount::Act365Fixed.fraction(period.from, period.to);
            (days.numerator, days.denominator)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paid(amount: CostAmount, on: CostDates) -> Vec<String> {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let period =
            |from, to, yuan| UsePeriod { from: day(from), to: day(to), opening: Money::from_yuan(yuan) };
        let term = [period("2024-06-20", "2025-06-20", 1_200), period("2025-06-20", "2025-12-20", 600)];
        let cost = Cost::up_front("fee", CostKind::Guarantee, "Guarantor", amount).with_dates(on);
        let flows = cost.flows(Money::from_yuan(1_200), term[0].from, &term).unwrap();
        flows.iter().map(|flow| format!("{} {}", flow.date, flow.amount)).collect()
    }

    /// 1 % of a loan of 1,200 yuan, of which half is repaid after a year and the rest after another half.
    #[test]
    fn each_amount_on_each_date() {
        use CostDates::{AtMaturity, EveryInstalment, EveryYear, UpFront};
        let percent: Rate = "1%".parse().unwrap();
        let (of_principal, of_balance) = (CostAmount::OfPrincipal(percent), CostAmount::OfBalance(percent));
        let fixed = CostAmount::Fixed(Money::from_yuan(5));
        assert_eq!(paid(of_principal, UpFront), ["2024-06-20 -12.00"]);
        assert_eq!(paid(of_principal, EveryYear), ["2024-06-20 -12.00", "2025-06-20 -12.00"]);
        assert_eq!(paid(of_balance, EveryYear), ["2024-06-20 -12.00", "2025-06-20 -6.00"]);
        assert_eq!(paid(of_principal, EveryInstalment), ["2025-06-20 -12.00", "2025-12-20 -6.00"]);
        assert_eq!(paid(of_balance, EveryInstalment), ["2025-06-20 -12.00", "2025-12-20 -3.00"]);
        assert_eq!(paid(fixed, EveryInstalment), ["2025-06-20 -5.00", "2025-12-20 -5.00"]);
        assert_eq!(paid(fixed, AtMaturity), ["2025-12-20 -5.00"]);
        assert_eq!(paid(of_balance, AtMaturity), ["2025-12-20 -6.00"]);
    }
}
