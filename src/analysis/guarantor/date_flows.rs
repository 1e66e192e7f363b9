//! What is paid and comes back, by date.

use crate::money::Money;

/// What is paid and comes back on one path, by date: made once, used for any number of paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DateFlows {
    /// What is paid.
    pub(super) drawn: Vec<Money>,
    /// What comes back, with returns and the fees of liquidity facilities.
    pub(super) repaid: Vec<Money>,
}

impl DateFlows {
    /// Nothing on so many dates.
    pub(super) fn new(dates: usize) -> DateFlows {
        DateFlows { drawn: vec![Money::ZERO; dates], repaid: vec![Money::ZERO; dates] }
    }

    pub(super) fn clear(&mut self) {
        self.drawn.fill(Money::ZERO);
        self.repaid.fill(Money::ZERO);
    }

    /// Adds the flows of some dates, each to the one that `at` says it is here.
    pub(super) fn add(&mut self, other: &DateFlows, at: &[usize]) {
        for (&date, (drawn, repaid)) in at.iter().zip(other.by_date()) {
            self.drawn[date] += drawn;
            self.repaid[date] += repaid;
        }
    }

    /// What is paid and what comes back.
    pub(super) fn by_date(&self) -> impl Iterator<Item = (Money, Money)> + '_ {
        self.drawn.iter().copied().zip(self.repaid.iter().copied())
    }

    /// Paid less what came back, over all dates.
    pub(super) fn net(&self) -> Money {
        self.by_date().map(|(drawn, repaid)| drawn - repaid).sum()
    }

    /// The largest amount that is out of pocket after any date.
    pub(super) fn peak(&self) -> Money {
        let mut out = Money::ZERO;
        let after = self.by_date().map(|(drawn, repaid)| {
            out += drawn - repaid;
            out
        });
        after.fold(Money::ZERO, Money::max)
    }

    /// The present value of what is paid less what comes back, in fen, given the discount factor of each date: rounded half
    /// away from zero, once for the path.
    pub(super) fn present_value(&self, discounts: &[f64]) -> i64 {
        let net = self.by_date().map(|(drawn, repaid)| (drawn - repaid).fen() as f64);
        rounded(net.zip(discounts).map(|(net, discount)| net * discount).sum())
    }
}

/// What an amount of fen at one day is worth on another.
pub(super) fn moved(fen: i64, factor: f64) -> i64 {
    rounded(fen as f64 * factor)
}

/// Half away from zero.
pub(super) fn rounded(fen: f64) -> i64 {
    libm::round(fen) as i64
}
