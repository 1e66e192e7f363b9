//! What a projection tells of a clean-up call.

use std::fmt;

use crate::calendar::Date;
use crate::money::Money;

/// A clean-up call (清仓回购): what was left of the pool, and who bought it for how much.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[doc(alias = "清仓回购")]
#[non_exhaustive]
pub struct CleanUpReport {
    /// The number of the distribution date before whose payment it was bought.
    pub number: usize,
    /// The day of that payment.
    pub on: Date,
    /// Who bought it.
    pub by: String,
    /// For how much.
    pub price: Money,
    /// The balance of the loans that performed.
    pub balance: Money,
    /// The interest that they had accrued by the distribution date.
    pub accrued: Money,
}

/// In a sentence without its full stop: "Lender buys what is left of the pool for 100.16 on 2026-03-26: …".
impl fmt::Display for CleanUpReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CleanUpReport { on, by, price, balance, accrued, .. } = self;
        write!(
            f,
            "{by} buys what is left of the pool for {price} on {on}: it owes {balance}, and {accrued} of interest have accrued"
        )
    }
}
