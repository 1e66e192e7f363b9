//! What a party that has failed still pays of what it is called for, and when.

use std::fmt;

use crate::calendar::{PaymentPeriod, months_after};
use crate::money::Rounding;
use crate::rate::Rate;
use crate::servicing::LateShare;

/// A fraction of what a party is called for after its failure, which it pays later (破产清偿).
///
/// Each due counts once: on the first date on which it is called after the failure, and within the support's caps. A due that
/// stays unpaid is called again on the next date and not counted anew. The fraction comes so many months after that date, on the
/// first distribution date on or after it, if one is left, and on the next one at the earliest: first to those who paid the same
/// call in its place, as far as the plan still owes them, then to the plan, as a recovery. Of a loan that it guaranteed the plan gets no
/// more than it lacks, and its giver has then paid that part of the loan: what comes back of it later is shared by what each is owed.
///
/// ```
/// use abs_waterfall::enhancement::AfterFailure;
/// let late = AfterFailure::new("40%".parse()?, 12);
/// assert_eq!(late.to_string(), "40.00% 12 months later");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "破产清偿")]
#[non_exhaustive]
pub struct AfterFailure {
    /// Which fraction of what it is called for it pays.
    #[cfg_attr(feature = "schema", schemars(example = "40%", extend("x-unit" = "percent or fraction")))]
    pub pays: Rate,
    /// How many months after the call.
    #[cfg_attr(feature = "schema", schemars(example = 12, extend("x-unit" = "months")))]
    pub months: u32,
}

impl AfterFailure {
    /// This fraction, so many months after the call.
    #[must_use]
    pub fn new(pays: Rate, months: u32) -> AfterFailure {
        AfterFailure { pays, months }
    }
}

/// "40.00% 12 months later".
impl fmt::Display for AfterFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} months later", self.pays, self.months)
    }
}

impl AfterFailure {
    /// The fraction by distribution date.
    pub(crate) fn resolve(self, periods: &[PaymentPeriod]) -> LateShare {
        let on = |(date, called): (usize, &PaymentPeriod)| {
            let day = months_after(called.distribution, u64::from(self.months));
            let reached = |day| periods.partition_point(|period| period.distribution < day);
            day.map_or(periods.len(), reached).max(date + 1)
        };
        let on = periods.iter().enumerate().map(on).collect();
        LateShare { share: self.pays.share(Rounding::HalfUp), on }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Date;

    /// Calls on four quarterly dates, and when a fraction of each comes.
    #[test]
    fn a_fraction_comes_on_the_first_date_that_is_late_enough() {
        let period = |month: i8| {
            let day = Date::constant(2025, month, 26);
            PaymentPeriod {
                event_only: false,
                after_event: None,
                number: 1,
                calculation: day,
                transfer: day,
                distribution: day,
                payment: day,
                accrual_start: day,
                accrual_end: day,
            }
        };
        let periods = [3, 6, 9, 12].map(period);
        for (months, on) in [(0, [1, 2, 3, 4]), (3, [1, 2, 3, 4]), (4, [2, 3, 4, 4]), (u32::MAX, [4; 4])] {
            let late = AfterFailure::new(Rate::ONE, months).resolve(&periods);
            assert_eq!(late.on, on, "{months} months later");
        }
    }
}
