//! The values that a term may take: from low to high in steps.

use rust_decimal::Decimal;
use thiserror::Error;

/// The most decimals of a step, and of what it starts from.
const MOST_DECIMALS: u32 = 12;

/// The most that a value may be, either way: a quadrillion, so that no product of it rounds.
const LARGEST: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);

/// The most values there may be.
const MOST_VALUES: u64 = 1_000_000_000;

/// Values from low to high in steps, each an exact decimal. The high end is one of them only where whole steps lead to it.
///
/// ```
/// use abs_waterfall::analysis::solve::Steps;
/// let coupons = Steps::new("0".parse()?, "0.1".parse()?, "0.0025".parse()?)?;
/// assert_eq!((coupons.count(), coupons.at(1).to_string()), (41, "0.0025".into()));
/// assert_eq!(Steps::new(0.into(), 10.into(), 3.into())?.last(), 9.into());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "super::in_files::WrittenSteps", into = "super::in_files::WrittenSteps")
)]
pub struct Steps {
    low: Decimal,
    step: Decimal,
    count: u64,
}

/// Why there are no such steps.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StepsProblem {
    /// The low end is above the high one.
    #[error("the range is from {low} to {high}: it must not fall")]
    Falls {
        /// The low end.
        low: Decimal,
        /// The high end.
        high: Decimal,
    },
    /// A step of nothing, or backwards.
    #[error("the step is {0}: it must be positive")]
    Step(Decimal),
    /// Numbers that exact arithmetic does not hold.
    #[error("{0} cannot be a value or a step: they have at most 12 decimals and are within a quadrillion")]
    Number(Decimal),
    /// Too many values.
    #[error("from {low} to {high} in steps of {step} are more than a billion values: take larger steps")]
    TooMany {
        /// The low end.
        low: Decimal,
        /// The high end.
        high: Decimal,
        /// The step.
        step: Decimal,
    },
}

impl Steps {
    /// From `low` to at most `high` in steps.
    ///
    /// # Errors
    /// [`StepsProblem`] where the range falls, the step is not positive, or there are more values than anybody looks through.
    pub fn new(low: Decimal, high: Decimal, step: Decimal) -> Result<Steps, StepsProblem> {
        let (low, high, step) = (low.normalize(), high.normalize(), step.normalize());
        let fits = |number: &Decimal| number.scale() <= MOST_DECIMALS && number.abs() <= LARGEST;
        if let Some(number) = [low, high, step].into_iter().find(|number| !fits(number)) {
            return Err(StepsProblem::Number(number));
        }
        if low > high {
            return Err(StepsProblem::Falls { low, high });
        }
        if step <= Decimal::ZERO {
            return Err(StepsProblem::Step(step));
        }
        // As integers in units of the finest decimal: no more than 10²⁷ each.
        let scale = [low, high, step].map(|number| number.scale()).into_iter().max().unwrap_or_default();
        let units = |number: Decimal| number.mantissa() * 10_i128.pow(scale - number.scale());
        let count = (units(high) - units(low)) / units(step) + 1;
        match u64::try_from(count) {
            Ok(count) if count <= MOST_VALUES => Ok(Steps { low, step, count }),
            _ => Err(StepsProblem::TooMany { low, high, step }),
        }
    }

    /// From nothing to so many hundredths of a percent, one by one.
    pub(super) fn hundredths_of_a_percent(most: u32) -> Steps {
        Steps { low: Decimal::ZERO, step: Decimal::from_parts(1, 0, 0, false, 4), count: u64::from(most) + 1 }
    }

    /// How many values there are; at least one.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The value of a number, from 0 for the low end; beyond the last it is the last.
    pub fn at(&self, number: u64) -> Decimal {
        self.low + self.step * Decimal::from(number.min(self.count - 1))
    }

    /// The number of the last value that is at most this; of what is below the low end, its.
    pub(super) fn nearest(&self, value: Decimal) -> u64 {
        let steps = value.checked_sub(self.low).and_then(|above| above.checked_div(self.step));
        let number = steps.and_then(|steps| u64::try_from(steps.trunc().max(Decimal::ZERO)).ok());
        number.unwrap_or(self.count - 1).min(self.count - 1)
    }

    /// The low end.
    pub fn first(&self) -> Decimal {
        self.low
    }

    /// The highest value.
    pub fn last(&self) -> Decimal {
        self.at(self.count - 1)
    }

    /// The distance from one value to the next.
    pub fn step(&self) -> Decimal {
        self.step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(low: &str, high: &str, step: &str) -> Result<Steps, String> {
        let [low, high, step] = [low, high, step].map(|text| text.parse().unwrap());
        Steps::new(low, high, step).map_err(|error| error.to_string())
    }

    #[test]
    fn values_are_exact() {
        let tenths = steps("0", "1", "0.1").unwrap();
        assert_eq!((tenths.count(), tenths.at(3), tenths.last()), (11, "0.3".parse().unwrap(), 1.into()));
        let odd = steps("-0.05", "0.1", "0.04").unwrap();
        assert_eq!(
            (odd.count(), odd.at(1), odd.last()),
            (4, "-0.01".parse().unwrap(), "0.07".parse().unwrap())
        );
        assert_eq!((steps("7", "7", "1").unwrap().count(), odd.at(99)), (1, odd.last()));
        let finest = steps("999999999999999.999999999999", "1000000000000000", "0.000000000001").unwrap();
        assert_eq!((finest.count(), finest.last()), (2, LARGEST), "no digit is lost");
    }

    #[test]
    fn steps_that_lead_nowhere_are_refused() {
        for (low, high, step, message) in [
            ("1", "0", "1", "the range is from 1 to 0: it must not fall"),
            ("0", "1", "0.0", "the step is 0: it must be positive"),
            ("0", "1", "-1", "the step is -1: it must be positive"),
            ("0", "1000000000000000.1", "1", "1000000000000000.1 cannot be a value or a step"),
            ("0.0000000000001", "1", "1", "0.0000000000001 cannot be a value or a step"),
            ("0", "1", "0.000000001", "from 0 to 1 in steps of 0.000000001 are more than a billion values"),
        ] {
            let error = steps(low, high, step).unwrap_err();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
