//! When the defaults of a pool come, month by month.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::error::StressError;
use crate::money::Money;
use crate::rate::Rate;

/// How the defaults of a whole pool spread over the months from the cut-off to its last due date. Month *k* starts on the day
/// after the cut-off and *k* − 1 months, and ends on the cut-off and *k* months.
///
/// Front, even and back are shapes of this library, as an agency's are not public.
///
/// ```
/// use abs_waterfall::scenario::Timing;
/// let own: Timing = "20%/30%/50%".parse()?;
/// assert_eq!(own, Timing::Custom(["20%", "30%", "50%"].map(|share| share.parse().unwrap()).to_vec()));
/// assert_eq!(Timing::Front.to_string(), "front");
/// let error = "20%/30%".parse::<Timing>().unwrap_err().to_string();
/// assert_eq!(error, "the shares of the months sum to 50 %: they must sum to 100 %");
/// # Ok::<(), abs_waterfall::scenario::StressError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Timing {
    /// Half of them in the first third of the months, 30 % in the second, 20 % in the last; evenly within each. Odd months are
    /// of the earlier thirds; where there are fewer than three months, those there are share in proportion.
    Front,
    /// As much in every month.
    #[default]
    Even,
    /// 20 % in the first third of the months, 30 % in the second, half of them in the last.
    Back,
    /// These shares of them in the first months, which sum to 100 %, and none in later ones.
    Custom(Vec<Rate>),
}

/// The named ones.
const NAMED: [(&str, Timing); 3] = [("front", Timing::Front), ("even", Timing::Even), ("back", Timing::Back)];

/// `front`, `even`, `back`, or the shares of the months, like `20%/30%/50%`.
impl FromStr for Timing {
    type Err = StressError;

    fn from_str(text: &str) -> Result<Timing, StressError> {
        if let Some((_, named)) = NAMED.iter().find(|(word, _)| *word == text) {
            return Ok(named.clone());
        }
        let share = |share: &str| share.trim().parse::<Rate>().ok();
        let shares: Option<Vec<Rate>> = text.split('/').map(share).collect();
        let timing = shares.map(Timing::Custom).ok_or_else(|| StressError::Timing(text.into()))?;
        timing.check()?;
        Ok(timing)
    }
}

/// `front`, or the shares of the months: what it is read from.
impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Timing::Custom(shares) => {
                let shares: Vec<String> =
                    shares.iter().map(|share| format!("{}%", share.to_percent())).collect();
                f.pad(&shares.join("/"))
            }
            named => f.pad(NAMED.iter().find(|(_, other)| other == named).map_or("", |(word, _)| word)),
        }
    }
}

impl Timing {
    /// Do the shares make up the whole?
    ///
    /// # Errors
    /// [`StressError::TimingSum`] where they do not.
    pub(crate) fn check(&self) -> Result<(), StressError> {
        let Timing::Custom(shares) = self else { return Ok(()) };
        let sum: Decimal = shares.iter().map(|share| share.to_decimal()).sum();
        match sum == Decimal::ONE {
            true => Ok(()),
            false => Err(StressError::TimingSum((sum * Decimal::ONE_HUNDRED).normalize())),
        }
    }

    /// What each of so many months weighs; more months than there are where the shares of its own are more.
    pub(crate) fn weights(&self, months: usize) -> Vec<Money> {
        match self {
            Timing::Front => thirds([50, 30, 20], months),
            Timing::Even => vec![Money::from_fen(1); months],
            Timing::Back => thirds([20, 30, 50], months),
            Timing::Custom(shares) => {
                let weight = |share: &Rate| exact(*share);
                let none = std::iter::repeat_n(Money::ZERO, months.saturating_sub(shares.len()));
                shares.iter().map(weight).chain(none).collect()
            }
        }
    }

    /// In a sentence: "front-loaded".
    pub(super) fn in_words(&self) -> String {
        match self {
            Timing::Front => "front-loaded".into(),
            Timing::Even => "evenly".into(),
            Timing::Back => "back-loaded".into(),
            Timing::Custom(_) => format!("by month {self}"),
        }
    }
}

/// What a month weighs in each third of so many months, where the thirds weigh this much.
fn thirds(weights: [i64; 3], months: usize) -> Vec<Money> {
    // Odd months are of the earlier thirds.
    let lengths = [0, 1, 2].map(|third| (months + 2 - third) / 3);
    let of_third = |third: usize| {
        // Times the lengths of the other thirds, which makes it whole.
        let others = (0..3).filter(|other| *other != third).map(|other| lengths[other].max(1) as i64);
        let weight = Money::from_fen(weights[third] * others.product::<i64>());
        std::iter::repeat_n(weight, lengths[third])
    };
    (0..3).flat_map(of_third).collect()
}

/// A share in units of its last possible decimal.
fn exact(share: Rate) -> Money {
    let (numerator, denominator) = share.as_ratio();
    Money::from_fen((numerator * (10_u128.pow(12) / denominator)) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(timing: &Timing, months: usize) -> Vec<i64> {
        Money::from_fen(600_000).split(&timing.weights(months)).into_iter().map(Money::fen).collect()
    }

    #[test]
    fn named_curves_by_thirds() {
        assert_eq!(split(&Timing::Front, 6), [150_000, 150_000, 90_000, 90_000, 60_000, 60_000]);
        assert_eq!(split(&Timing::Back, 3), [120_000, 180_000, 300_000]);
        assert_eq!(split(&Timing::Even, 4), [150_000; 4]);
        // Odd months are of the earlier thirds: 3, 2, 2 and 3, 3, 2.
        assert_eq!(split(&Timing::Front, 7)[..4], [100_000, 100_000, 100_000, 90_000]);
        assert_eq!(split(&Timing::Front, 8)[3..], [60_000, 60_000, 60_000, 60_000, 60_000]);
        // Fewer months than thirds share in proportion.
        assert_eq!(split(&Timing::Front, 1), [600_000]);
        assert_eq!(split(&Timing::Front, 2), [375_000, 225_000]);
    }

    #[test]
    fn shares_of_the_first_months() {
        let own: Timing = "25%/0%/75%".parse().unwrap();
        assert_eq!(split(&own, 5), [150_000, 0, 450_000, 0, 0]);
        assert_eq!(own.weights(2).len(), 3, "which does not fit, and is told where it is asked for");
        assert_eq!(own.to_string(), "25%/0%/75%");
    }
}
