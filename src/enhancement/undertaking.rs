//! The shortfall undertaking (差额支付承诺) as written.

use crate::calendar::DayCount;
use crate::money::Money;
use crate::rate::Rate;

/// A promise to pay what the plan's cash does not reach of certain dues. With a AAA company behind it, it is what makes
/// the senior notes AAA.
///
/// Dues are paid from the plan's cash in the order of the waterfall; whatever of the covered ones that leaves open, the
/// enhancer pays, up to its cap and while it has not defaulted itself. What it pays is owed to it by the plan
/// and repaid where the waterfall has its reimbursement step; without such a step it has recourse to the borrowers
/// only, and the plan owes it nothing.
///
/// Calls come in the order of the waterfall; what a cap leaves for claims of one step is shared in proportion to what
/// each is short. A due that stays unpaid is called for again on the next date.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "差额支付")]
pub struct ShortfallUndertaking {
    /// The party that promises; it has the role of a shortfall payer. Its own quality and correlation stand with it.
    pub by: String,
    /// Does it pay the taxes of every distribution date that cash does not reach?
    #[cfg_attr(feature = "files", serde(default))]
    pub taxes_each_date: bool,
    /// Fees that it pays on every distribution date, as far as they are paid by a step without a cap.
    #[cfg_attr(feature = "files", serde(default))]
    pub fees_each_date: Vec<String>,
    /// Notes whose interest it pays on every distribution date.
    #[cfg_attr(feature = "files", serde(default))]
    pub interest_each_date: Vec<String>,
    /// Notes whose principal it pays on their maturity date, and after it while any is unpaid.
    #[cfg_attr(feature = "files", serde(default))]
    pub principal_at_maturity: Vec<String>,
    /// The most it pays in sum over the deal's life, whatever is reimbursed in between; no limit if there is none.
    #[cfg_attr(feature = "files", serde(default))]
    pub cap: Option<Money>,
    /// The agreed return on what it has paid and not been repaid; none if there is none.
    #[cfg_attr(feature = "files", serde(default))]
    pub agreed_return: Option<ReturnRate>,
    /// When the reimbursement step may repay it.
    #[cfg_attr(feature = "files", serde(default))]
    pub reimbursed: ReimbursementTiming,
}

/// A return on money paid on somebody's behalf, over the accrual periods of the notes. It does not compound, and rounds
/// half-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct ReturnRate {
    /// The rate, a year.
    pub rate: Rate,
    /// Its day count.
    pub day_count: DayCount,
}

/// When the plan repays what its enhancer has paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum ReimbursementTiming {
    /// On every date on which cash reaches the reimbursement step.
    #[default]
    EachDate,
    /// Only once every note that is not subordinated has been repaid.
    AfterSenior,
}

impl ShortfallUndertaking {
    /// A promise by this party of timely interest and of principal at maturity on these notes, without limit.
    pub fn of(by: &str, notes: &[&str]) -> ShortfallUndertaking {
        let notes: Vec<String> = notes.iter().map(ToString::to_string).collect();
        ShortfallUndertaking {
            by: by.into(),
            taxes_each_date: false,
            fees_each_date: Vec::new(),
            interest_each_date: notes.clone(),
            principal_at_maturity: notes,
            cap: None,
            agreed_return: None,
            reimbursed: ReimbursementTiming::EachDate,
        }
    }
}
