//! What comes back once the deal is over: of the borrowers, and of a counter-guarantor.

use super::exposure::in_yuan;
use super::fee_dates::Accrued;
use super::later_plan::LaterTally;
use crate::rate::Rate;
use crate::simulation::Estimate;

/// What comes back to the guarantor after the deal's last date, as promised, of its own share, in yuan. It is in no other
/// figure: a fee and a reserve do without it.
///
/// Of a defaulted loan that is the deal's recovery, at the deal's lag after the first missed due date. It goes to those who gave
/// supports and are still unpaid, in proportion to that, and to those who share the guarantor's risk likewise.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
#[doc(alias = "追偿")]
pub struct LaterRecoveries {
    /// Of the borrowers.
    pub borrowers: Estimate,
    /// Of the counter-guarantor, for what they leave unpaid.
    pub counter_guarantor: Estimate,
    /// Of both, by calendar year.
    pub by_year: Vec<YearRecovery>,
    /// E X less the present value of both.
    pub net: Estimate,
    /// The running fee that would pay for that.
    pub running: Estimate,
}

/// What comes back in one calendar year.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct YearRecovery {
    /// The year.
    pub year: i16,
    /// How much, in yuan.
    pub amount: Estimate,
}

/// Who stands behind the guarantor: a firm's controller, or the pledge of its patents to the guarantor.
///
/// ```
/// use abs_waterfall::analysis::guarantor::{CounterGuarantee, GuaranteeTerms};
/// let counter = CounterGuarantee::new("the firms' controllers", "30%".parse()?, 24);
/// let terms = GuaranteeTerms::new("Fujian Credit Enhancement").with_counter(counter);
/// assert_eq!(terms.counter.map(|counter| counter.lag_months), Some(24));
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
#[doc(alias = "反担保")]
pub struct CounterGuarantee {
    /// Who.
    pub who: String,
    /// Which share it pays of what neither the plan nor the borrowers have repaid.
    pub share: Rate,
    /// How many months after the deal's last date.
    pub lag_months: u32,
}

impl CounterGuarantee {
    /// Somebody pays this share, so many months after the deal's last date.
    #[must_use]
    pub fn new(who: impl Into<String>, share: Rate, lag_months: u32) -> CounterGuarantee {
        CounterGuarantee { who: who.into(), share, lag_months }
    }
}

impl LaterRecoveries {
    pub(super) fn of(tally: &LaterTally, accrued: &Accrued<'_>, paths: u64) -> LaterRecoveries {
        let net = tally.net.mean(paths);
        let seen = tally.years.iter().filter(|(_, amounts)| in_yuan(amounts, paths).max() > 0.0);
        let by_year =
            seen.map(|(year, amounts)| YearRecovery { year: *year, amount: in_yuan(amounts, paths).mean() });
        LaterRecoveries {
            borrowers: in_yuan(&tally.borrowers, paths).mean(),
            counter_guarantor: in_yuan(&tally.counter, paths).mean(),
            by_year: by_year.collect(),
            net,
            running: net.scaled(1.0 / accrued.balance_years),
        }
    }
}
