//! The contractual schedule of a pool: what every loan owes after the cut-off, and when. It stands once, in columns.
//!
//! A loan is its balances where every instalment but the last pays the same: interest is then the payment less what the
//! balance falls by. That holds for level payments, balloons, flat rates, bullets and single payments. Any other loan has a
//! second column: what it is still to pay. An amount takes 4 bytes in a loan of which all amounts are below 43 million yuan,
//! and 8 in others. Due dates stand apart, once for all loans that share them.

use std::collections::HashMap;

use super::column::{Column, Columns};
use crate::calendar::Date;
use crate::money::Money;
use crate::pool::Instalment;

/// What the loans of a pool owe after the cut-off, by their index in the tape.
#[derive(Clone, Debug, Default)]
pub(crate) struct PoolSchedule {
    loans: Vec<LoanEntry>,
    /// By loan, how many instalments it has on or before the cut-off.
    paid_before: Vec<u16>,
    /// The distinct grids of due dates.
    grids: Vec<Grid>,
    /// Loan by loan: its balances, then what it is still to pay if its payments vary.
    columns: Columns,
    total: Money,
}

/// Due dates that loans share.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    pub(crate) dates: Vec<Date>,
    /// The first loan on them.
    pub(crate) first_loan: usize,
}

/// Where a loan's schedule stands, and what its columns do not hold: what every default reads first.
/// Two fill a line of the cache, and none lies across two.
#[derive(Clone, Debug)]
#[repr(align(32))]
struct LoanEntry {
    /// Where its columns start.
    start: usize,
    /// The payments where all but the last are the same.
    level: LevelPayments,
    grid: u32,
    /// Instalments after the cut-off. A schedule has 1,200 at the most.
    count: u16,
    is_level: bool,
    is_wide: bool,
}

/// The payments of a loan whose instalments are all the same but the last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LevelPayments {
    pub(crate) each: Money,
    pub(crate) last: Money,
}

/// The schedule of one loan after the cut-off.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoanSchedule<'a> {
    /// Which grid of due dates it is on.
    pub(crate) grid: usize,
    /// Principal outstanding before each instalment.
    pub(crate) balances: Column<'a>,
    pub(crate) payments: Payments<'a>,
}

/// What a loan pays, interest and principal together.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Payments<'a> {
    Level(LevelPayments),
    /// Before each instalment, what is still to be paid by it and all later ones.
    ToCome(Column<'a>),
}

/// A schedule being put together, loan by loan.
#[derive(Debug, Default)]
pub(crate) struct ScheduleBuilder {
    schedule: PoolSchedule,
    known_dates: HashMap<Vec<Date>, u32>,
}

impl ScheduleBuilder {
    /// For loans that all are on grids of due dates of a schedule.
    pub(crate) fn on_grids(schedule: &PoolSchedule) -> ScheduleBuilder {
        let schedule = PoolSchedule { grids: schedule.grids.clone(), ..PoolSchedule::default() };
        ScheduleBuilder { schedule, known_dates: HashMap::new() }
    }

    /// Adds the loan of this index by its instalments after the cut-off, of which there is at least one.
    pub(crate) fn add(&mut self, index: usize, instalments: &[Instalment], paid_before: usize) {
        let grid = self.grid(index, instalments);
        self.add_on(grid as usize, instalments, paid_before);
    }

    /// Adds a loan whose instalments are on a grid of due dates.
    pub(crate) fn add_on(&mut self, grid: usize, instalments: &[Instalment], paid_before: usize) {
        let schedule = &mut self.schedule;
        let total: Money = instalments.iter().map(Instalment::total).sum();
        let level = level_payments(instalments);
        let balances = instalments.iter().map(|instalment| instalment.outstanding);
        // Nothing that a loan owes is more than its first balance, or all that it pays.
        let most = total.max(instalments[0].outstanding);
        let (start, is_wide) = match level {
            Some(_) => schedule.columns.add(most, balances),
            None => schedule.columns.add(most, balances.chain(payments_to_come(total, instalments))),
        };
        schedule.total += total;
        schedule.paid_before.push(paid_before as u16);
        schedule.loans.push(LoanEntry {
            start,
            level: level.unwrap_or_default(),
            grid: grid as u32,
            count: instalments.len() as u16,
            is_level: level.is_some(),
            is_wide,
        });
    }

    fn grid(&mut self, loan: usize, instalments: &[Instalment]) -> u32 {
        let dates: Vec<Date> = instalments.iter().map(|instalment| instalment.due).collect();
        let grids = &mut self.schedule.grids;
        *self.known_dates.entry(dates).or_insert_with_key(|dates| {
            grids.push(Grid { dates: dates.clone(), first_loan: loan });
            grids.len() as u32 - 1
        })
    }

    /// The schedule of all loans that were added.
    pub(crate) fn build(mut self) -> PoolSchedule {
        self.schedule.columns.shrink_to_fit();
        self.schedule
    }
}

/// The payments, if every instalment but the last pays the same.
fn level_payments(instalments: &[Instalment]) -> Option<LevelPayments> {
    let (last, others) = instalments.split_last()?;
    let each = others.first().unwrap_or(last).total();
    let is_level = others.iter().all(|instalment| instalment.total() == each);
    is_level.then(|| LevelPayments { each, last: last.total() })
}

fn payments_to_come(total: Money, instalments: &[Instalment]) -> impl Iterator<Item = Money> {
    instalments.iter().scan(total, |to_come, instalment| {
        let before = *to_come;
        *to_come -= instalment.total();
        Some(before)
    })
}

impl PoolSchedule {
    /// How many loans there are.
    pub(crate) fn len(&self) -> usize {
        self.loans.len()
    }

    /// Interest and principal of all instalments.
    pub(crate) fn total(&self) -> Money {
        self.total
    }

    /// The schedule of a loan.
    #[inline]
    pub(crate) fn loan(&self, index: usize) -> LoanSchedule<'_> {
        let LoanEntry { start, level, grid, count, is_level, is_wide } = self.loans[index];
        let column = |start| self.columns.of(start, count.into(), is_wide);
        let payments = match is_level {
            true => Payments::Level(level),
            false => Payments::ToCome(column(start + usize::from(count))),
        };
        LoanSchedule { grid: grid as usize, balances: column(start), payments }
    }

    /// Principal outstanding on a loan before an instalment.
    #[inline]
    pub(crate) fn outstanding(&self, loan: usize, instalment: usize) -> Money {
        let LoanEntry { start, is_wide, .. } = self.loans[loan];
        self.columns.at(start + instalment, is_wide)
    }

    /// All loans, in the order of the tape.
    pub(crate) fn loans(&self) -> impl Iterator<Item = LoanSchedule<'_>> {
        (0..self.len()).map(|index| self.loan(index))
    }

    /// How many instalments a loan has on or before the cut-off, and after it.
    pub(crate) fn instalments(&self, loan: usize) -> (usize, usize) {
        (self.paid_before[loan].into(), self.loans[loan].count.into())
    }

    /// The distinct grids of due dates.
    pub(crate) fn grids(&self) -> &[Grid] {
        &self.grids
    }

    /// The grid of due dates that a loan is on.
    pub(crate) fn grid(&self, loan: usize) -> usize {
        self.loans[loan].grid as usize
    }

    /// The due dates of a loan after the cut-off.
    pub(crate) fn due_dates(&self, loan: usize) -> &[Date] {
        &self.grids[self.grid(loan)].dates
    }
}

impl LoanSchedule<'_> {
    /// Interest and principal of all instalments.
    pub(crate) fn total(&self) -> Money {
        match self.payments {
            Payments::Level(LevelPayments { each, last }) => {
                let others = self.balances.len().saturating_sub(1) as i64;
                last + Money::from_fen(each.fen().saturating_mul(others))
            }
            Payments::ToCome(to_come) => to_come.at(0),
        }
    }

    /// The principal part of an instalment.
    #[inline]
    pub(crate) fn principal(&self, instalment: usize) -> Money {
        fall(self.balances, instalment)
    }

    /// The interest part of an instalment.
    #[inline]
    pub(crate) fn interest(&self, instalment: usize) -> Money {
        let payment = match self.payments {
            Payments::Level(level) if instalment + 1 == self.balances.len() => level.last,
            Payments::Level(level) => level.each,
            Payments::ToCome(to_come) => fall(to_come, instalment),
        };
        payment - self.principal(instalment)
    }
}

/// What an instalment takes off an amount that is nothing after the last one.
#[inline]
fn fall(amounts: Column<'_>, instalment: usize) -> Money {
    let after = if instalment + 1 < amounts.len() { amounts.at(instalment + 1) } else { Money::ZERO };
    amounts.at(instalment) - after
}

#[cfg(test)]
mod tests {
    use std::mem::size_of;

    use proptest::prelude::*;

    use super::*;
    use crate::pool::{Loan, Repayment};

    fn loan(repayment: Repayment, months: u32) -> Loan {
        let (principal, rate) = (Money::from_yuan(80_000), "12%".parse().unwrap());
        Loan { repayment, ..Loan::level_payment("L", principal, rate, "2024-06-20".parse().unwrap(), months) }
    }

    fn schedule(loans: &[Loan]) -> PoolSchedule {
        let mut builder = ScheduleBuilder::default();
        for (index, loan) in loans.iter().enumerate() {
            builder.add(index, &loan.instalments().unwrap(), 0);
        }
        builder.build()
    }

    /// 4 bytes a month where interest follows from the balances, 8 elsewhere, twice that in a loan of 43 million yuan and
    /// more; and 32 a loan, however long it is.
    #[test]
    fn bytes_a_loan_month() {
        let plan = vec![Money::from_yuan(1), Money::from_yuan(3_000), Money::from_yuan(76_999)];
        for (repayment, months, bytes) in [
            (Repayment::LevelPayment, 36, 4),
            (Repayment::Balloon { amortised_over: 120 }, 36, 4),
            (Repayment::FlatRate, 36, 4),
            (Repayment::InterestOnlyBullet, 36, 4),
            (Repayment::SinglePayment, 1, 4),
            (Repayment::EqualPrincipal, 36, 8),
            (Repayment::Custom(plan), 3, 8),
        ] {
            let schedule = schedule(&vec![loan(repayment.clone(), months); 10]);
            assert_eq!(schedule.columns.bytes(), 10 * months as usize * bytes, "{repayment:?}");
            assert_eq!(
                schedule.grids.iter().map(|grid| grid.dates.len()).sum::<usize>(),
                months as usize,
                "once for all loans"
            );
        }
        let large = Loan { principal: Money::from_yuan(50_000_000), ..loan(Repayment::LevelPayment, 36) };
        assert_eq!(schedule(&[large]).columns.bytes(), 36 * 8);
        assert_eq!(size_of::<LoanEntry>(), 32);
    }

    #[test]
    fn loans_share_their_due_dates_whatever_they_have_paid_before() {
        let mut builder = ScheduleBuilder::default();
        let long = loan(Repayment::LevelPayment, 6).instalments().unwrap();
        let loans = [(&long[2..], 2), (&long[2..], 0), (&long[3..], 3), (&long[2..5], 2)];
        for (index, (after, before)) in loans.into_iter().enumerate() {
            builder.add(index, after, before);
        }
        let schedule = builder.build();
        assert_eq!([0, 1, 2, 3].map(|loan| schedule.grid(loan)), [0, 0, 1, 2]);
        assert_eq!(schedule.grids().iter().map(|grid| grid.first_loan).collect::<Vec<_>>(), [0, 2, 3]);
        assert_eq!([0, 1, 2].map(|loan| schedule.instalments(loan)), [(2, 4), (0, 4), (3, 3)]);
        assert_eq!(schedule.due_dates(2), [long[3].due, long[4].due, long[5].due]);
    }

    fn any_repayment() -> impl Strategy<Value = Repayment> {
        prop_oneof![
            Just(Repayment::LevelPayment),
            Just(Repayment::EqualPrincipal),
            Just(Repayment::InterestOnlyBullet),
            Just(Repayment::FlatRate),
            (60_u32..90).prop_map(|amortised_over| Repayment::Balloon { amortised_over }),
        ]
    }

    proptest! {
        /// Every amount of every instalment is as the loan's terms have it, from any cut-off on.
        #[test]
        fn the_schedule_is_the_loans_own(
            loans in proptest::collection::vec((any_repayment(), 1_u32..60, 0_usize..60, any::<bool>()), 1..6),
        ) {
            let mut builder = ScheduleBuilder::default();
            let mut expected = Vec::new();
            for (index, (repayment, months, paid_before, daily)) in loans.into_iter().enumerate() {
                let mut loan = loan(repayment, months);
                if daily {
                    loan.interest = crate::pool::InterestBasis::Daily(crate::calendar::DayCount::Act365Fixed);
                }
                let mut own = loan.instalments().unwrap();
                own.drain(..paid_before.min(own.len() - 1));
                builder.add(index, &own, paid_before);
                expected.push(own);
            }
            let schedule = builder.build();
            prop_assert_eq!(schedule.total(), expected.iter().flatten().map(Instalment::total).sum());
            for (index, (loan, own)) in schedule.loans().zip(&expected).enumerate() {
                let due = schedule.due_dates(index);
                let instalment = |i: usize| Instalment {
                    due: due[i],
                    outstanding: loan.balances.at(i),
                    interest: loan.interest(i),
                    principal: loan.principal(i),
                };
                let kept: Vec<Instalment> = (0..loan.balances.len()).map(instalment).collect();
                prop_assert_eq!(&kept, own);
            }
        }
    }
}
