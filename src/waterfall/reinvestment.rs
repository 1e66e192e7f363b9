//! What the plan's accounts earn (合格投资).

use std::fmt;

use crate::calendar::{Date, DayCount, PaymentPeriod};
use crate::ledger::AccountId;
use crate::money::{Factor, FactorError, Money, Rounding};
use crate::rate::Rate;

/// At which rate cash of the plan is invested until it is paid out (合格投资). What the plan's accounts hold after a date earns
/// until the next one pays, from closing on; what a period collects earns from the day on which it is transferred. Both are
/// rounded half-up, and together they are income of the date: paid by the account bank into the plan account, or its ledger of
/// income, before anything is paid. No tax is due on it, as interest on deposits bears none.
///
/// ```
/// use abs_waterfall::calendar::DayCount;
/// use abs_waterfall::waterfall::Reinvestment;
/// let reinvestment = Reinvestment::new("1.5%".parse()?, DayCount::Act365Fixed);
/// assert_eq!(reinvestment.to_string(), "cash in the plan's accounts earns 1.50 % a year, act/365f");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "合格投资")]
#[non_exhaustive]
pub struct Reinvestment {
    /// The rate a year.
    pub rate: Rate,
    /// How days are counted.
    pub day_count: DayCount,
}

impl Reinvestment {
    /// This rate by this day count.
    #[must_use]
    pub fn new(rate: Rate, day_count: DayCount) -> Reinvestment {
        Reinvestment { rate, day_count }
    }

    /// Binds it to the dates of a deal that closes on a day, and to the account of who pays it.
    pub(crate) fn resolve(
        self,
        closing: Date,
        periods: &[PaymentPeriod],
        bank: AccountId,
    ) -> Result<ReinvestmentPlan, FactorError> {
        let starts = std::iter::once(closing).chain(periods.iter().map(|period| period.payment));
        let held = starts.zip(periods).map(|(start, period)| self.factor(start, period.payment));
        // What was collected before closing is the plan's from closing on.
        let collected =
            periods.iter().map(|period| self.factor(period.transfer.max(closing), period.payment));
        let (held, collected) = (held.collect::<Result<_, _>>()?, collected.collect::<Result<_, _>>()?);
        Ok(ReinvestmentPlan { held, collected, bank })
    }

    fn factor(self, from: Date, to: Date) -> Result<Factor, FactorError> {
        let year = self.day_count.fraction(from, to.max(from));
        self.rate.over(year.numerator, year.denominator, Rounding::HalfUp)
    }
}

/// In words, as in a report.
impl fmt::Display for Reinvestment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = self.rate.to_string().replace('%', " %");
        write!(f, "cash in the plan's accounts earns {rate} a year, {}", self.day_count)
    }
}

/// Reinvestment, resolved.
#[derive(Clone, Debug)]
pub(crate) struct ReinvestmentPlan {
    /// By date: what cash earns that is held since the date before,
    held: Vec<Factor>,
    /// and what is collected for it.
    collected: Vec<Factor>,
    /// Who pays it.
    pub(crate) bank: AccountId,
}

impl ReinvestmentPlan {
    /// What is earned by a date, given what the plan's accounts have held since the one before, and what came in.
    pub(crate) fn earned(&self, date: usize, held: Money, collected: Money) -> Money {
        held.times(self.held[date]) + collected.times(self.collected[date])
    }

    /// The most that is earned over all dates on this much cash.
    pub(crate) fn most(&self, cash: Money) -> Money {
        let dates = 0..self.held.len();
        dates.fold(Money::ZERO, |earned, date| earned + self.earned(date, cash + earned, cash))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cash_earns_from_when_it_is_there_until_the_date_pays() {
        let day = |text: &str| -> Date { text.parse().unwrap() };
        let period = |transfer: &str, payment: &str| PaymentPeriod {
            number: 1,
            calculation: day(transfer),
            transfer: day(transfer),
            distribution: day(payment),
            payment: day(payment),
            accrual_start: day("2024-01-01"),
            accrual_end: day(payment),
            event_only: false,
            after_event: None,
        };
        let periods = [period("2024-01-06", "2024-01-11"), period("2024-02-10", "2024-02-20")];
        let reinvestment = Reinvestment::new("3.65%".parse().unwrap(), DayCount::Act365Fixed);
        let bank = AccountId::BORROWERS;
        let plan = reinvestment.resolve(day("2024-01-01"), &periods, bank).unwrap();
        let late = reinvestment.resolve(day("2024-01-10"), &periods, bank).unwrap();
        let yuan = Money::from_yuan;
        // 0.01 % a day, on 10,000.00 held and 1,000.00 collected.
        for (what, plan, date, [held, collected], expected) in [
            ("held for 10 days since closing", &plan, 0, [10_000, 0], 1_000),
            ("collected 5 days before", &plan, 0, [0, 1_000], 50),
            ("held for 40 days since the date before", &plan, 1, [10_000, 0], 4_000),
            ("both", &plan, 1, [10_000, 1_000], 4_100),
            ("collected before closing", &late, 0, [0, 1_000], 10),
        ] {
            assert_eq!(plan.earned(date, yuan(held), yuan(collected)).fen(), expected, "{what}");
        }
        // 1 000 and then 4 000 on 10 000.00, 4 on the 10.00 that were earned, and 50 and 100 on what is collected, 0.2 on that.
        assert_eq!(plan.most(yuan(10_000)).fen(), 1_000 + 500 + 4_006 + 1_000);
    }
}
