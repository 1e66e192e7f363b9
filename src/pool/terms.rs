//! The terms of a loan, checked: what its instalments are made of.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::error::LoanError;
use super::floating::Rates;
use super::instalment::Instalment;
use super::interest::InterestBasis;
use super::loan::Loan;
use super::payments::Stated;
use super::periods::{from_date_to_date, whole_periods};
use super::repayment::Repayment;
use crate::calendar::{Date, MOST_DATES, RateTable, YearFraction};
use crate::money::{Factor, Money};
use crate::rate::Rate;

/// Terms that do not contradict each other.
pub(super) enum Terms<'a> {
    /// All payments are stated.
    Stated(Stated<'a>),
    /// Payments follow from the rate.
    Reckoned(Reckoned<'a>),
}

impl<'a> Terms<'a> {
    /// The terms of a loan, given the tables on which its rate may float.
    pub(super) fn of(
        loan: &'a Loan,
        tables: Option<&BTreeMap<String, RateTable>>,
    ) -> Result<Terms<'a>, LoanError> {
        let dates = checked_dates(loan)?;
        let rates = Rates::of(loan, &dates, tables)?;
        let count = dates.len();
        let repaid = match &loan.repayment {
            Repayment::Payments(payments) => return Stated::of(loan, payments, dates).map(Terms::Stated),
            Repayment::LevelPayment => level(loan, count),
            Repayment::LevelRents { purchase_price } if *purchase_price < Money::ZERO => {
                Err(LoanError::NegativePurchasePrice(*purchase_price))
            }
            Repayment::LevelRents { .. } => level(loan, count),
            Repayment::Balloon { amortised_over } => balloon(loan, count, *amortised_over),
            Repayment::EqualPrincipal | Repayment::FlatRate => Ok(Repaid::Equally(equal_part(loan, count))),
            Repayment::InterestOnlyBullet => Ok(Repaid::Equally(Money::ZERO)),
            Repayment::SinglePayment if count > 1 => Err(LoanError::SeveralDates(count)),
            Repayment::SinglePayment => Ok(Repaid::Equally(Money::ZERO)),
            Repayment::Custom(plan) => as_written(loan, count, plan),
        };
        let interest = Interest::of(loan, &dates, &rates)?;
        Ok(Terms::Reckoned(Reckoned { loan, dates, rates, interest, repaid: repaid? }))
    }

    /// What of the instalments could still be wrong?
    pub(super) fn check(&self) -> Result<(), LoanError> {
        match self {
            Terms::Stated(_) => Ok(()),
            Terms::Reckoned(terms) => terms.check(),
        }
    }

    /// The payment plan.
    pub(super) fn instalments(&self) -> Result<Vec<Instalment>, LoanError> {
        match self {
            Terms::Stated(stated) => stated.instalments(),
            Terms::Reckoned(terms) => terms.instalments(),
        }
    }
}

/// The due dates of a loan that owes something, of which the first is after the disbursement. (What stated payments owe may
/// still follow from their yield.)
fn checked_dates(loan: &Loan) -> Result<Vec<Date>, LoanError> {
    let is_stated = matches!(loan.repayment, Repayment::Payments(_));
    if loan.principal < Money::ZERO || loan.principal.is_zero() && !is_stated {
        return Err(LoanError::NoPrincipal(loan.principal));
    }
    let dates = loan.due_dates()?;
    match dates.first() {
        Some(&first) if first <= loan.disbursed => {
            Err(LoanError::DueBeforeDisbursed { first, disbursed: loan.disbursed })
        }
        _ => Ok(dates),
    }
}

/// Terms of payments that follow from the rate. Only a level payment may still turn out to be out of range, or less than an
/// interest.
pub(super) struct Reckoned<'a> {
    loan: &'a Loan,
    dates: Vec<Date>,
    rates: Rates,
    interest: Interest,
    repaid: Repaid<'a>,
}

impl Reckoned<'_> {
    /// Does a level payment reach for the interest of every instalment? Where it plainly does for that on the whole principal,
    /// it does for that on what is left of it; else, and where the payment changes, the instalments tell.
    fn check(&self) -> Result<(), LoanError> {
        let Repaid::Level { months, over } = self.repaid else { return Ok(()) };
        let least = match self.rates {
            Rates::Fixed(_) => payment_at_least(self.loan, months, over),
            Rates::Floating(_) => None,
        };
        let covers = |factor: &Factor| least.is_some_and(|least| self.loan.principal.times(*factor) <= least);
        if self.interest.factors().iter().all(covers) { Ok(()) } else { self.instalments().map(drop) }
    }

    /// On each date interest, and what is repaid of what is outstanding; the last date clears the rest.
    fn instalments(&self) -> Result<Vec<Instalment>, LoanError> {
        let (mut outstanding, mut payment) = (self.loan.principal, Money::ZERO);
        let mut instalments = Vec::with_capacity(self.dates.len());
        for (i, &due) in self.dates.iter().enumerate() {
            if self.rates.is_new(i) {
                payment = self.payment(i, outstanding)?;
            }
            let interest = self.bearing(outstanding).times(self.interest.factor(i));
            let is_last = i + 1 == self.dates.len();
            let principal =
                if is_last { outstanding } else { self.repaid.part(i, interest, payment)?.min(outstanding) };
            let price = if is_last { self.purchase_price() } else { Money::ZERO };
            instalments.push(Instalment { due, outstanding, interest: interest + price, principal });
            outstanding -= principal;
        }
        Ok(instalments)
    }

    /// What is paid with the last of level rents, as income; nothing elsewhere.
    fn purchase_price(&self) -> Money {
        match self.loan.repayment {
            Repayment::LevelRents { purchase_price } => purchase_price,
            _ => Money::ZERO,
        }
    }

    /// The level payment from an instalment on, of what is then outstanding; nothing where there is none.
    fn payment(&self, instalment: usize, outstanding: Money) -> Result<Money, LoanError> {
        let Repaid::Level { months, over } = self.repaid else { return Ok(Money::ZERO) };
        let (rate, remaining) = (self.rates.over(instalment), over - instalment);
        payment(outstanding, rate, months, remaining)
            .and_then(|payment| self.loan.rounding.to_fen(payment))
            .ok_or(LoanError::OutOfRange)
    }

    /// What bears interest while so much is outstanding.
    fn bearing(&self, outstanding: Money) -> Money {
        match self.loan.repayment {
            Repayment::FlatRate => self.loan.principal,
            _ => outstanding,
        }
    }
}

/// The factors that turn a balance into the interest of each period.
enum Interest {
    /// One for all of them.
    Same(Factor),
    /// One for each.
    Each(Vec<Factor>),
}

impl Interest {
    fn of(loan: &Loan, dates: &[Date], rates: &Rates) -> Result<Interest, LoanError> {
        if let (InterestBasis::Periodic, Rates::Fixed(rate)) = (loan.interest, rates) {
            let months = whole_periods(loan, dates)?;
            return Ok(Interest::Same(rate.over(months.into(), 12, loan.rounding)?));
        }
        let factor = |(i, period): (usize, YearFraction)| {
            rates.over(i).over(period.numerator, period.denominator, loan.rounding)
        };
        let periods = from_date_to_date(loan, dates)?.into_iter().enumerate();
        Ok(Interest::Each(periods.map(factor).collect::<Result<_, _>>()?))
    }

    /// All factors that there are.
    fn factors(&self) -> &[Factor] {
        match self {
            Interest::Same(factor) => std::slice::from_ref(factor),
            Interest::Each(factors) => factors,
        }
    }

    /// The factor of an instalment.
    fn factor(&self, instalment: usize) -> Factor {
        match self {
            Interest::Same(factor) => *factor,
            Interest::Each(factors) => factors[instalment],
        }
    }
}

/// What is repaid of the principal with each instalment but the last.
enum Repaid<'a> {
    /// What interest leaves of a level payment, computed for so many instalments that are so many months apart.
    Level { months: u32, over: usize },
    /// The same amount.
    Equally(Money),
    /// An amount for each.
    AsWritten(&'a [Money]),
}

impl Repaid<'_> {
    /// The part of an instalment with this interest, where the level payment is this.
    fn part(&self, instalment: usize, interest: Money, payment: Money) -> Result<Money, LoanError> {
        match *self {
            Repaid::Level { .. } if payment < interest => {
                Err(LoanError::PaymentBelowInterest { number: instalment + 1, interest, payment })
            }
            Repaid::Level { .. } => Ok(payment - interest),
            Repaid::Equally(part) => Ok(part),
            Repaid::AsWritten(plan) => Ok(plan[instalment]),
        }
    }
}

fn level(loan: &Loan, over: usize) -> Result<Repaid<'static>, LoanError> {
    let months = loan.due.every_months().ok_or(LoanError::NoPeriod)?;
    Ok(Repaid::Level { months, over })
}

/// The level payment P / (v + v² + … + vⁿ) with v = 1/(1+i), in 28 digits. The sum is off by less than 10⁻¹² of a yuan,
/// which must not move a payment of a whole fen, or of exactly half of one, off it.
fn payment(principal: Money, rate: Rate, months: u32, over: usize) -> Option<Decimal> {
    let periodic = rate.to_decimal() * Decimal::from(months) / Decimal::from(12);
    let discount = Decimal::ONE.checked_div(Decimal::ONE + periodic)?;
    let (annuity, _) = sum_of_powers(discount, over)?;
    Some(principal.to_decimal().checked_div(annuity)?.round_dp(12))
}

/// An amount that the level payment is not below, at a hundredth of its cost; `None` for principals and periods beyond those
/// of any pool. The payment is P·i and P/(1 + (1+i) + … + (1+i)ⁿ⁻¹), where no power is above the last. Floats are off by less
/// than a hundredth of a fen here, and rounding by one fen.
fn payment_at_least(loan: &Loan, months: u32, over: usize) -> Option<Money> {
    let principal = loan.principal.fen() as f64;
    let periodic = loan.rate.to_f64() * f64::from(months) / 12.0;
    let powers = over as f64 * (1.0 + periodic).powf(over as f64 - 1.0);
    let least = principal * periodic + principal / powers - 2.0;
    (principal <= 1e12 && periodic <= 1.0).then(|| Money::from_fen(least as i64))
}

fn balloon(loan: &Loan, count: usize, over: u32) -> Result<Repaid<'static>, LoanError> {
    if (over as usize) < count {
        return Err(LoanError::ShortBalloon { amortised_over: over, count });
    }
    if over > MOST_DATES {
        return Err(LoanError::LongBalloon(over));
    }
    level(loan, over as usize)
}

fn equal_part(loan: &Loan, count: usize) -> Money {
    loan.principal.times(Factor::new(1, count as u128, loan.rounding).unwrap_or(Factor::ZERO))
}

fn as_written<'a>(loan: &Loan, dates: usize, plan: &'a [Money]) -> Result<Repaid<'a>, LoanError> {
    if plan.len() != dates {
        return Err(LoanError::PlanLength { amounts: plan.len(), dates });
    }
    if let Some(i) = plan.iter().position(|part| *part < Money::ZERO) {
        return Err(LoanError::NegativePlan(i + 1));
    }
    match plan.iter().sum() {
        planned if planned == loan.principal => Ok(Repaid::AsWritten(plan)),
        planned => Err(LoanError::PlanSum { planned, principal: loan.principal }),
    }
}

/// v + v² + … + vⁿ, and vⁿ: the sum of 2k terms is that of the first k times 1 + vᵏ.
fn sum_of_powers(v: Decimal, n: usize) -> Option<(Decimal, Decimal)> {
    if n == 0 {
        return Some((Decimal::ZERO, Decimal::ONE));
    }
    let (half, power) = sum_of_powers(v, n / 2)?;
    let (sum, power) = (half.checked_mul(Decimal::ONE + power)?, power.checked_mul(power)?);
    if n.is_multiple_of(2) {
        return Some((sum, power));
    }
    let next = power.checked_mul(v)?;
    Some((sum + next, next))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{DayCount, Schedule};
    use crate::money::Rounding;
    use proptest::prelude::*;

    fn any_date() -> impl Strategy<Value = Date> {
        let day = prop_oneof![3 => Just(15_i8), 1 => 1..=31_i8];
        (2018..=2026_i16, 1..=12_i8, day).prop_map(|(year, month, day)| {
            let first = Date::new(year, month, 1).unwrap();
            Date::new(year, month, day.min(first.days_in_month())).unwrap()
        })
    }

    fn any_month_end() -> impl Strategy<Value = Option<bool>> {
        prop_oneof![3 => Just(None), 1 => any::<bool>().prop_map(Some)]
    }

    fn any_due() -> impl Strategy<Value = Schedule> {
        let every_months = || prop_oneof![6 => Just(1_u32), 3 => 0..=12_u32, 1 => Just(u32::MAX)];
        let regular = (any_date(), every_months(), 0..60_u32, any_month_end());
        let until = (any_date(), every_months(), any_date(), any_month_end());
        prop_oneof![
            6 => regular.prop_map(|(first, every_months, count, month_end)| Schedule::Regular {
                first, every_months, count, month_end
            }),
            2 => until.prop_map(|(first, every_months, last, month_end)| Schedule::Until {
                first, every_months, last, month_end
            }),
            1 => prop::collection::vec(any_date(), 0..4).prop_map(Schedule::Dates),
        ]
    }

    fn any_repayment() -> impl Strategy<Value = Repayment> {
        let plan = || prop::collection::vec((-1..20_i64).prop_map(Money::from_yuan), 0..4);
        let rents =
            (-1..20_i64).prop_map(|yuan| Repayment::LevelRents { purchase_price: Money::from_yuan(yuan) });
        prop_oneof![
            4 => Just(Repayment::LevelPayment),
            4 => (0..1_300_u32).prop_map(|amortised_over| Repayment::Balloon { amortised_over }),
            1 => Just(Repayment::EqualPrincipal),
            1 => Just(Repayment::InterestOnlyBullet),
            1 => Just(Repayment::SinglePayment),
            1 => Just(Repayment::FlatRate),
            1 => plan().prop_map(Repayment::Custom),
            1 => plan().prop_map(|plan| Repayment::Payments(plan.into())),
            1 => rents,
        ]
    }

    fn any_interest() -> impl Strategy<Value = InterestBasis> {
        prop_oneof![
            Just(InterestBasis::Periodic),
            Just(InterestBasis::Daily(DayCount::Act360)),
            Just(InterestBasis::Daily(DayCount::ActActIsda)),
            Just(InterestBasis::Daily(DayCount::Thirty360)),
        ]
    }

    /// A loan with any terms, of which many contradict each other: due dates before the disbursement, years of interest before
    /// the first of them, amounts of a few fen and of quadrillions.
    fn any_loan() -> impl Strategy<Value = Loan> {
        let fen = prop_oneof![1 => -5..100_i64, 4 => 1..10_000_000_i64, 1 => any::<i64>()];
        let rate = prop_oneof![4 => 0..3_000_i64, 1 => 9_000..=10_000_i64]
            .prop_map(|hundredths| Rate::new(Decimal::new(hundredths, 4)).unwrap());
        let rounding = prop_oneof![Just(Rounding::HalfUp), Just(Rounding::HalfEven), Just(Rounding::Down)];
        let terms = (prop::option::of(any_due()), any_repayment(), any_interest(), rounding);
        (fen, rate, any_date(), 0..60_u32, terms).prop_map(|(fen, rate, disbursed, months, terms)| {
            let (due, repayment, interest, rounding) = terms;
            let loan = Loan::level_payment("L", Money::from_fen(fen), rate, disbursed, months);
            Loan { due: due.unwrap_or(loan.due), repayment, interest, rounding, ..loan }
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        /// From a fen to ten billion, from no rate to 100 %: no payment is below its bound.
        #[test]
        fn a_payment_is_not_below_its_bound(
            digits in 0.0..12.0_f64,
            hundredths in 0..=10_000_i64,
            months in 1..=12_u32,
            over in 1..=1_200_usize,
        ) {
            let rate = Rate::new(Decimal::new(hundredths, 4)).unwrap();
            let principal = Money::from_fen(10_f64.powf(digits) as i64);
            let loan = Loan::level_payment("L", principal, rate, "2024-06-20".parse().unwrap(), 1);
            let rounded_down = Loan { rounding: Rounding::Down, ..loan };
            let exact = payment(principal, rate, months, over).unwrap();
            let exact = Rounding::Down.to_fen(exact).unwrap();
            prop_assert!(payment_at_least(&rounded_down, months, over).unwrap() <= exact);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        /// To check a loan is to find the error that its instalments have.
        #[test]
        fn a_check_finds_what_the_instalments_would(loan in any_loan()) {
            prop_assert_eq!(loan.check(), loan.instalments().map(drop));
        }
    }

    proptest! {
        /// Term by term, after Horner, the sum of powers is the same but for its last digits.
        #[test]
        fn an_annuity_is_the_sum_of_its_terms(n in 1_usize..1_200, billionths in 0_i64..=1_000_000_000) {
            let discount = Decimal::ONE / (Decimal::ONE + Decimal::new(billionths, 9));
            let horner = (0..n).fold(Decimal::ZERO, |sum, _| (sum + Decimal::ONE) * discount);
            let (sum, _) = sum_of_powers(discount, n).unwrap();
            prop_assert!((sum - horner).abs() < Decimal::new(1, 22), "{} and {}", sum, horner);
        }
    }

    /// Interest by days may pass the payment on a later instalment only: here that of 31 days, after one of 29.
    #[test]
    fn a_later_interest_above_the_payment_is_found() {
        let (principal, disbursed) = (Money::from_yuan(1_200), "2024-02-15".parse().unwrap());
        let monthly = Loan::level_payment("L", principal, "100%".parse().unwrap(), disbursed, 12);
        let repayment = Repayment::Balloon { amortised_over: 1_200 };
        let loan = Loan { repayment, interest: InterestBasis::Daily(DayCount::Act360), ..monthly };
        let error = loan.check().unwrap_err();
        assert!(matches!(error, LoanError::PaymentBelowInterest { number: 2, .. }), "{error}");
        assert_eq!(loan.instalments().unwrap_err(), error);
    }
}
