//! What a guarantor is liable for, as its regulator sees it, from closing to the last year end.

use std::collections::{BTreeMap, HashMap};

use super::charge::ChargedFee;
use super::date_flows::rounded;
use super::fee::FairFee;
use super::regulator::part;
use super::stake::Stake;
use crate::calendar::Date;
use crate::measure::years_between;
use crate::money::Money;
use crate::pool::Firm;
use crate::waterfall::{Claim, State};

/// What a guarantor takes upon itself, as its regulator sees it: the balance of the notes whose principal it covers (在保余额), or
/// what is left of its caps, whichever is less. A guarantee of asset-backed notes weighs 100 % (融资担保责任余额计量办法, 2018).
///
/// The senior notes of 150 million, of which 90 million are left at the end of the second year, with a fee of 1 %; the largest
/// borrower owing 20 million:
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::analysis::guarantor::{GuarantorKind, Liability};
/// let yuan = Money::from_yuan;
/// let liability = Liability::new(yuan(150_000_000), yuan(20_000_000))
///     .with_year_end("2024-12-31".parse()?, yuan(150_000_000), yuan(1_500_000))
///     .with_year_end("2025-12-31".parse()?, yuan(90_000_000), yuan(900_000));
/// let figures = liability.figures(GuarantorKind::Licensed, None);
/// let amounts: Vec<Money> = figures.iter().map(|figure| figure.amount).collect();
/// let millions = |tenths: i64| yuan(tenths * 100_000);
/// assert_eq!(amounts[..3], [millions(150), millions(15_000), millions(2_000)], "net assets");
/// assert_eq!(amounts[3..], [millions(15), millions(150), yuan(750_000)], "reserves");
/// assert_eq!(liability.year_ends[1].compensation_reserve, millions(24));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
#[doc(alias = "融资担保责任余额")]
pub struct Liability {
    /// What it is liable for at closing.
    pub amount: Money,
    /// What it is liable for in the largest plan; of one deal, that is all.
    pub largest_plan: Money,
    /// What the largest borrower owes at the cut-off.
    pub largest_borrower: Money,
    /// At the end of every year in which it is liable, if everybody pays.
    pub year_ends: Vec<YearEnd>,
}

/// The end of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct YearEnd {
    /// The 31st of December.
    pub date: Date,
    /// What it is liable for then.
    pub amount: Money,
    /// The fees of the year.
    pub fees: Money,
    /// The reserve for compensation: 1 % of what it is liable for more each year, and 10 % of that at most.
    #[doc(alias = "担保赔偿准备金")]
    pub compensation_reserve: Money,
    /// The reserve for unearned premiums: half of the year's fees.
    #[doc(alias = "未到期责任准备金")]
    pub unearned_premium_reserve: Money,
}

impl Liability {
    /// Liable for this at closing, the largest borrower owing so much, before any year ends.
    #[must_use]
    pub fn new(amount: Money, largest_borrower: Money) -> Liability {
        Liability { amount, largest_plan: amount, largest_borrower, year_ends: Vec::new() }
    }

    /// Of several deals, given what the largest borrower owes in all of them.
    pub(super) fn sum(deals: &[&Liability], largest_borrower: Money) -> Liability {
        let mut years: BTreeMap<Date, (Money, Money)> = BTreeMap::new();
        for year in deals.iter().flat_map(|deal| &deal.year_ends) {
            let (amount, fees) = years.entry(year.date).or_default();
            (*amount, *fees) = (*amount + year.amount, *fees + year.fees);
        }
        let amounts = || deals.iter().map(|deal| deal.amount);
        let largest_plan = amounts().max().unwrap_or(Money::ZERO);
        let none = Liability { largest_plan, ..Liability::new(amounts().sum(), largest_borrower) };
        years.into_iter().fold(none, |sum, (date, (amount, fees))| sum.with_year_end(date, amount, fees))
    }

    /// With a further year, at whose end it is liable for this, for these fees.
    #[must_use]
    pub fn with_year_end(mut self, date: Date, amount: Money, fees: Money) -> Liability {
        let before = self.year_ends.last().map_or(Money::ZERO, |year| year.compensation_reserve);
        let compensation_reserve = (before + part(amount, 1, 100)).min(part(amount, 1, 10));
        let unearned_premium_reserve = part(fees, 1, 2);
        self.year_ends.push(YearEnd { date, amount, fees, compensation_reserve, unearned_premium_reserve });
        self
    }

    /// What it is liable for at closing.
    pub(super) fn at_closing(stake: &Stake<'_>) -> Money {
        stake.deal.cash.eventless.states.first().map_or(Money::ZERO, |state| owed(stake, state))
    }

    /// Of a deal, given the fair fee, and the one that is charged: of these, what is charged counts, on the expected base.
    pub(super) fn of(stake: &Stake<'_>, fair: &FairFee, charged: Option<ChargedFee>) -> Liability {
        let (closing, periods) = (stake.deal.definition().closing, stake.deal.periods());
        let states = &stake.deal.cash.eventless.states;
        let mut liability = Liability::new(Liability::at_closing(stake), largest_borrower(stake));
        let last = periods.last().map_or(closing, |period| period.payment);
        for year in closing.year()..=last.year() {
            let [start, end] = [year - 1, year].map(|year| Date::new(year, 12, 31).unwrap_or(last));
            let paid = periods.iter().take_while(|period| period.payment <= end).count();
            let amount = states.get(paid).map_or(Money::ZERO, |state| owed(stake, state));
            let fees = match charged {
                Some(ChargedFee::UpFront(rate)) if year == closing.year() => {
                    fair.opening.to_f64() * rate.to_f64()
                }
                Some(ChargedFee::UpFront(_)) => 0.0,
                Some(ChargedFee::Running(rate)) => rate.to_f64() * accrued(stake, fair, start, end),
                None => fair.running.value * accrued(stake, fair, start, end),
            };
            let fees = Money::from_fen(rounded(100.0 * fees.max(0.0)));
            liability = liability.with_year_end(end, amount, fees);
        }
        liability
    }
}

/// What it is liable for in a state of the plan.
fn owed(stake: &Stake<'_>, state: &State) -> Money {
    let plan = stake.deal.plan();
    let balance = |supports: &[usize]| -> Money {
        let covered = |note: &usize| {
            plan.claims().any(|ranked| {
                ranked.claim == Claim::Principal(*note)
                    && supports.iter().any(|&support| ranked.covers.has(support))
            })
        };
        (0..state.notes.len()).filter(covered).map(|note| state.notes[note].balance).sum()
    };
    let left = |&support: &usize| plan.supports[support].left(&state.supports[support].recourse);
    let each = stake.supports.iter().map(|support| left(support).min(balance(&[*support])));
    each.sum::<Money>().min(balance(&stake.supports))
}

/// What the largest borrower owes at the cut-off, with all its loans.
fn largest_borrower(stake: &Stake<'_>) -> Money {
    let (mut owed, schedule) = (HashMap::new(), stake.deal.collections().schedule());
    for (i, loan) in stake.deal.definition().pool.loans().iter().enumerate() {
        *owed.entry(Firm::of(loan)).or_insert(Money::ZERO) += schedule.outstanding(i, 0);
    }
    owed.into_values().max().unwrap_or(Money::ZERO)
}

/// The expected base of the fee between two days, in yuan times years.
fn accrued(stake: &Stake<'_>, fair: &FairFee, start: Date, end: Date) -> f64 {
    let periods = stake.deal.periods().iter().zip(&stake.dates.years).zip(&fair.by_date);
    let between = periods.map(|((period, years), date)| {
        let (from, to) = (period.accrual_start.max(start), period.accrual_end.min(end));
        let whole = years_between(period.accrual_start, period.accrual_end);
        let part = if whole > 0.0 && to > from { years_between(from, to) / whole } else { 0.0 };
        years * date.base * part
    });
    between.sum()
}
