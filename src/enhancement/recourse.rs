//! The shortfall undertaking at work: how much may be drawn, and the recourse ledger (追偿) of what was.

use crate::money::Money;

/// What the enhancer paid and what of that came back: the recourse ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[doc(alias = "追偿")]
pub struct Recourse {
    /// What it paid.
    #[doc(alias = "代偿")]
    pub drawn: Money,
    /// The most that it left open on any one date of what it was called for, because it had failed or reached its cap. A
    /// due that stays unpaid is called for again on the next date, so a sum over dates would count it again.
    pub unanswered: Money,
    /// What it was repaid, without the return.
    pub reimbursed: Money,
    /// The agreed return it was paid.
    pub return_paid: Money,
    /// The agreed return it is owed.
    pub return_due: Money,
}

impl Recourse {
    /// What it paid and was not repaid.
    pub fn outstanding(&self) -> Money {
        self.drawn - self.reimbursed
    }

    /// Was it ever called, whether it paid or not?
    #[inline]
    pub fn was_called(&self) -> bool {
        !self.drawn.is_zero() || !self.unanswered.is_zero()
    }

    /// Answers a call for `shortfall`: what is paid, given whether the enhancer still can and what its cap leaves.
    pub(crate) fn draw(&mut self, shortfall: Money, cap: Money, can_pay: bool) -> Money {
        let paid = if can_pay { shortfall.min(cap - self.drawn) } else { Money::ZERO };
        self.drawn += paid;
        paid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fen(fen: i64) -> Money {
        Money::from_fen(fen)
    }

    /// A guarantee with a limit of 10 pays 10, however often it is called and whatever comes back in between.
    #[test]
    fn the_cap_is_on_the_sum_of_all_draws() {
        let mut recourse = Recourse::default();
        assert_eq!(recourse.draw(fen(6), fen(10), true), fen(6));
        recourse.reimbursed += fen(6);
        assert_eq!(recourse.draw(fen(6), fen(10), true), fen(4));
        assert_eq!(recourse.draw(fen(6), fen(10), true), fen(0));
        assert_eq!((recourse.drawn, recourse.outstanding()), (fen(10), fen(4)));
    }

    #[test]
    fn a_failed_enhancer_pays_nothing() {
        let mut recourse = Recourse::default();
        assert_eq!(recourse.draw(fen(6), fen(10), false), fen(0));
        assert_eq!(recourse, Recourse::default());
    }
}
