//! One payment of a loan.

use crate::calendar::Date;
use crate::money::Money;

/// One payment of one loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instalment {
    /// The nominal due date.
    pub due: Date,
    /// Principal outstanding before this payment.
    pub outstanding: Money,
    /// The interest part, or whatever else is income: it is taxed.
    pub interest: Money,
    /// The principal part.
    pub principal: Money,
}

impl Instalment {
    /// Interest and principal together.
    pub fn total(&self) -> Money {
        self.interest + self.principal
    }
}
