//! A support at work: how much may be drawn, and the recourse ledger (追偿) of what was.

use crate::money::Money;

/// What the giver of a support paid and what of that came back: the recourse ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[doc(alias = "追偿")]
pub struct Recourse {
    /// What it paid.
    #[doc(alias = "代偿")]
    pub drawn: Money,
    /// The most that it left open on any one date of what it was called for, because it had failed or reached its cap. A
    /// due that stays unpaid is called for again on the next date, so a sum over dates would count it again. A guarantor is
    /// called for an instalment of a loan once: there it is that sum.
    pub unanswered: Money,
    /// What it was repaid by the plan, without the return; of a guarantor of loans, what it recovered from their borrowers.
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

    /// What it is owed: that, and the agreed return on it.
    pub fn owed(&self) -> Money {
        self.outstanding() + self.return_due
    }

    /// Was it ever called, whether it paid or not?
    #[inline]
    pub fn was_called(&self) -> bool {
        !self.drawn.is_zero() || !self.unanswered.is_zero()
    }
}

/// A support on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SupportState {
    pub(crate) recourse: Recourse,
    /// On how many dates it has paid,
    pub(crate) uses: u32,
    /// and whether it has on the last on which it was called.
    has_paid: bool,
    /// The last date on which it was called.
    date: usize,
    /// What it was called for on that date and did not pay.
    open: Money,
}

impl SupportState {
    /// So much was paid in the place of borrowers, on one date.
    pub(crate) fn guarantee(&mut self, paid: Money) {
        self.recourse.drawn += paid;
        self.uses += 1;
    }

    /// So much was recovered from borrowers, and so much left open of what was called for in their place.
    pub(crate) fn recover(&mut self, recovered: Money, unanswered: Money) {
        self.recourse.reimbursed += recovered;
        self.recourse.unanswered += unanswered;
    }

    /// Opens a date, before the first call on it: what was left open on an earlier one is called for again.
    pub(crate) fn open(&mut self, date: usize) {
        if self.date != date {
            (self.date, self.open, self.has_paid) = (date, Money::ZERO, false);
        }
    }

    /// What it was called for on a date: what it left open, and what it paid.
    pub(crate) fn left_open(&self, date: usize) -> Money {
        if self.date == date { self.open } else { Money::ZERO }
    }

    /// Answers a call for `shortfall`: what is paid, given what the caps of a giver that still can pay leave.
    pub(crate) fn call(&mut self, shortfall: Money, room: Money) -> Money {
        let recourse = &mut self.recourse;
        let paid = shortfall.min(room);
        recourse.drawn += paid;
        if !paid.is_zero() && !self.has_paid {
            (self.uses, self.has_paid) = (self.uses + 1, true);
        }
        self.open += shortfall - paid;
        recourse.unanswered = recourse.unanswered.max(self.open);
        paid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fen(fen: i64) -> Money {
        Money::from_fen(fen)
    }

    /// Calls (each for so much, on so many-th date, after so much came back) on a support with a cap of 10 whose giver fails
    /// before the fourth date; what it pays, has paid, is still owed, and left open on its worst date.
    #[test]
    fn a_call_is_paid_up_to_the_cap_and_until_the_giver_fails() {
        let mut support = SupportState::default();
        for (date, back, called, paid, drawn, outstanding, unanswered) in [
            // The cap is on the sum of all draws, whatever comes back in between.
            (1, 0, 6, 6, 6, 6, 0),
            (2, 6, 6, 4, 10, 4, 2),
            // What is left open on one date adds up; on the next it is called for anew.
            (2, 0, 3, 0, 10, 4, 5),
            (3, 0, 4, 0, 10, 4, 5),
            // A giver that has failed pays nothing.
            (4, 0, 7, 0, 10, 4, 7),
        ] {
            support.open(date);
            support.recourse.reimbursed += fen(back);
            let room = if date < 4 { fen(10) - support.recourse.drawn } else { Money::ZERO };
            assert_eq!(support.call(fen(called), room), fen(paid), "date {date}");
            let recourse = &support.recourse;
            let found = (recourse.drawn, recourse.outstanding(), recourse.unanswered);
            assert_eq!(found, (fen(drawn), fen(outstanding), fen(unanswered)), "date {date}");
        }
    }
}
