//! Collections by period and kind: computed once for the pool that pays as agreed, corrected for each default.
//!
//! A default costs a correction over the loan's remaining periods, so a path costs what its defaults cost, however large
//! the pool is.

use std::ops::Range;

use crate::money::Money;

/// What the pool pays in one collection period, by kind; and what went bad in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize))]
pub struct Collected {
    /// Interest, on which VAT falls.
    pub interest: Money,
    /// Principal by instalment.
    pub principal: Money,
    /// Recoveries on loans that defaulted earlier, booked as principal.
    pub recovery: Money,
    /// Principal outstanding on loans that missed their first due date in this period. No cash: it leaves the
    /// performing pool.
    pub defaulted: Money,
}

impl Collected {
    /// The cash of the period.
    pub fn cash(&self) -> Money {
        self.interest + self.principal + self.recovery
    }
}

/// The default of one loan: the first due date on which it does not pay, after which it pays nothing more but its
/// recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LoanDefault {
    pub(crate) loan: u32,
    /// The index of the first missed instalment among those after the cut-off.
    pub(crate) instalment: u32,
    /// The interest of the missed instalment is still paid, only its principal is not.
    pub(crate) pays_interest: bool,
}

/// One instalment as the plan will collect it, and what a default on its due date would mean.
pub(crate) struct ScheduledCollection {
    /// The collection period its due date falls into.
    pub(crate) period: usize,
    pub(crate) interest: Money,
    pub(crate) principal: Money,
    pub(crate) outstanding: Money,
    /// The amount and the period of the recovery; `None` if it would come after the last calculation date.
    pub(crate) recovery: Option<(Money, usize)>,
}

/// All collections of one loan after the cut-off, in order of their due dates.
pub(crate) type LoanCollections = Vec<ScheduledCollection>;

/// The pool's collections, flat, ready for corrections.
#[derive(Clone, Debug)]
pub(crate) struct CollectionPlan {
    /// By period, if everybody pays.
    performing: Vec<Collected>,
    /// Principal outstanding at the cut-off.
    opening: Money,
    loans: Vec<LoanIndex>,
    missed: Vec<Missed>,
    /// (interest, principal) of each loan in each of its periods.
    by_period: Vec<(Money, Money)>,
}

#[derive(Clone, Debug)]
struct LoanIndex {
    /// Where the loan's instalments start in `missed`.
    missed: usize,
    /// The loan's collection periods, first to last.
    periods: Range<usize>,
    /// Where those start in `by_period`.
    by_period: usize,
}

/// What a default at one instalment takes away within that period, and gives back later.
#[derive(Clone, Debug)]
struct Missed {
    period: u32,
    recovery_period: u32,
    /// Interest of this instalment alone, for a borrower who still pays it.
    own_interest: Money,
    /// Interest and principal of this and the loan's later instalments in the same period.
    interest: Money,
    principal: Money,
    outstanding: Money,
    recovery: Money,
}

impl CollectionPlan {
    pub(crate) fn new(periods: usize, loans: &[LoanCollections]) -> CollectionPlan {
        let mut plan = CollectionPlan {
            performing: vec![Collected::default(); periods],
            opening: Money::ZERO,
            loans: Vec::with_capacity(loans.len()),
            missed: Vec::new(),
            by_period: Vec::new(),
        };
        for loan in loans {
            plan.add(loan);
        }
        plan
    }

    fn add(&mut self, loan: &LoanCollections) {
        let (first, last) = match (loan.first(), loan.last()) {
            (Some(first), Some(last)) => (first.period, last.period),
            _ => (0, 0),
        };
        let index = LoanIndex {
            missed: self.missed.len(),
            periods: first..if loan.is_empty() { first } else { last + 1 },
            by_period: self.by_period.len(),
        };
        self.by_period.resize(index.by_period + index.periods.len(), (Money::ZERO, Money::ZERO));
        self.opening += loan.first().map_or(Money::ZERO, |collection| collection.outstanding);
        for (i, collection) in loan.iter().enumerate() {
            let row = &mut self.by_period[index.by_period + collection.period - first];
            row.0 += collection.interest;
            row.1 += collection.principal;
            let total = &mut self.performing[collection.period];
            total.interest += collection.interest;
            total.principal += collection.principal;
            self.missed.push(Missed::from(i, loan));
        }
        self.loans.push(index);
    }

    /// Principal outstanding at the cut-off.
    pub(crate) fn opening(&self) -> Money {
        self.opening
    }

    /// By period, if everybody pays.
    pub(crate) fn performing(&self) -> &[Collected] {
        &self.performing
    }

    /// Takes a defaulted loan's payments out of `periods`, and puts its recovery in.
    #[inline]
    pub(crate) fn apply(&self, default: LoanDefault, periods: &mut [Collected]) {
        let loan = &self.loans[default.loan as usize];
        let missed = &self.missed[loan.missed + default.instalment as usize];
        let period = missed.period as usize;
        let first = &mut periods[period];
        first.interest -= missed.interest;
        first.principal -= missed.principal;
        first.defaulted += missed.outstanding;
        if default.pays_interest {
            first.interest += missed.own_interest;
        }
        let later = &self.by_period[loan.by_period + period + 1 - loan.periods.start..]
            [..loan.periods.end - period - 1];
        for (total, (interest, principal)) in periods[period + 1..].iter_mut().zip(later) {
            total.interest -= *interest;
            total.principal -= *principal;
        }
        if let Some(total) = periods.get_mut(missed.recovery_period as usize) {
            total.recovery += missed.recovery;
        }
    }

    /// The collection period in which a default's first missed due date falls.
    pub(crate) fn period(&self, default: LoanDefault) -> usize {
        self.missed[self.loans[default.loan as usize].missed + default.instalment as usize].period as usize
    }

    /// What a default leaves unpaid and what the plan recovers of it within its life.
    #[inline]
    pub(crate) fn loss(&self, default: LoanDefault) -> (Money, Money) {
        let missed = &self.missed[self.loans[default.loan as usize].missed + default.instalment as usize];
        (missed.outstanding, missed.recovery)
    }
}

impl Missed {
    fn from(i: usize, loan: &LoanCollections) -> Missed {
        let collection = &loan[i];
        let same_period = || loan[i..].iter().take_while(|later| later.period == collection.period);
        let (recovery, recovery_period) = collection.recovery.unwrap_or((Money::ZERO, u32::MAX as usize));
        Missed {
            period: collection.period as u32,
            recovery_period: recovery_period as u32,
            own_interest: collection.interest,
            interest: same_period().map(|later| later.interest).sum(),
            principal: same_period().map(|later| later.principal).sum(),
            outstanding: collection.outstanding,
            recovery,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fen(fen: i64) -> Money {
        Money::from_fen(fen)
    }

    /// A loan of 60 in four instalments, two a period, interest 1 each, 10 recovered in period 2.
    fn loan() -> LoanCollections {
        let row = |i: i64| ScheduledCollection {
            period: (i / 2) as usize,
            interest: fen(1),
            principal: fen(15),
            outstanding: fen(60 - 15 * i),
            recovery: Some((fen(10), 2)),
        };
        (0..4).map(row).collect()
    }

    fn collect(defaults: &[(u32, bool)]) -> Vec<[i64; 4]> {
        let plan = CollectionPlan::new(3, &[loan(), loan()]);
        let mut periods = plan.performing().to_vec();
        for (loan, (instalment, pays_interest)) in defaults.iter().enumerate() {
            plan.apply(
                LoanDefault { loan: loan as u32, instalment: *instalment, pays_interest: *pays_interest },
                &mut periods,
            );
        }
        let row = |c: &Collected| [c.interest, c.principal, c.recovery, c.defaulted].map(Money::fen);
        periods.iter().map(row).collect()
    }

    #[test]
    fn a_default_takes_out_what_is_missed_and_puts_in_the_recovery() {
        assert_eq!(collect(&[]), [[4, 60, 0, 0], [4, 60, 0, 0], [0; 4]]);
        assert_eq!(collect(&[(1, false)]), [[3, 45, 0, 45], [2, 30, 0, 0], [0, 0, 10, 0]]);
        assert_eq!(collect(&[(1, true)]), [[4, 45, 0, 45], [2, 30, 0, 0], [0, 0, 10, 0]]);
        assert_eq!(collect(&[(0, false), (3, false)]), [[2, 30, 0, 60], [1, 15, 0, 15], [0, 0, 20, 0]]);
    }

    proptest! {
        /// The correction agrees with adding up what the surviving instalments pay.
        #[test]
        fn corrections_agree_with_adding_up(
            pools in proptest::collection::vec(proptest::collection::vec((0_usize..6, 0_i64..99, 0_i64..99), 1..10), 1..6),
            cuts in proptest::collection::vec(0_usize..20, 6),
        ) {
            let loans: Vec<LoanCollections> = pools.iter().map(|rows| {
                let mut rows = rows.clone();
                rows.sort_unstable();
                let row = |&(period, interest, principal): &(usize, i64, i64)| ScheduledCollection {
                    period, interest: fen(interest), principal: fen(principal),
                    outstanding: fen(7), recovery: (period < 3).then_some((fen(3), period + 2)),
                };
                rows.iter().map(row).collect()
            }).collect();
            let plan = CollectionPlan::new(6, &loans);
            let mut corrected = plan.performing().to_vec();
            let mut added = vec![Collected::default(); 6];
            for (i, (loan, cut)) in loans.iter().zip(&cuts).enumerate() {
                let survives = (*cut).min(loan.len());
                for row in &loan[..survives] {
                    added[row.period].interest += row.interest;
                    added[row.period].principal += row.principal;
                }
                if let Some(row) = loan.get(survives) {
                    added[row.period].defaulted += row.outstanding;
                    if let Some((amount, period)) = row.recovery {
                        added[period].recovery += amount;
                    }
                    let default =
                        LoanDefault { loan: i as u32, instalment: survives as u32, pays_interest: false };
                    plan.apply(default, &mut corrected);
                }
            }
            prop_assert_eq!(corrected, added);
        }
    }
}
