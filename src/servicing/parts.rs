//! The pool where parts of loans default: a part that does is from then on a loan of its own.
//!
//! What is left of a loan pays in proportion, every instalment rounded anew. The part is what the loan would have paid without that,
//! less what is left of it pays, so together they are the loan, to the fen. A default of a part is the whole default of another loan;
//! and who stands in for the loan, by a guarantee or by buying it back, does so for its parts. Where nobody does, and nobody may buy
//! the pool, only what is missed matters: of those parts no more is told than that, and of many loans at once.

mod course;

use std::ops::Range;

use self::course::{Course, Standing};
use super::accrued::AccruedInterest;
use super::collections::{CollectionPlan, LoanDefault};
use super::days::PathDays;
use super::guarantee::Guarantees;
use super::repurchase::{Repurchase, Repurchases};
use super::schedule::{PoolSchedule, ScheduleBuilder};
use crate::calendar::Date;
use crate::credit::{Failure, PartRecovery, Recoveries};
use crate::money::{Factor, Money};

/// A part of the pool that defaults at once: shared over the loans that perform, in proportion to their balances, by largest
/// remainder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Due dates before this day are paid first; those from here on are missed.
    pub(crate) from: Date,
    pub(crate) amount: CutAmount,
    pub(crate) recovered: Recovered,
    /// Which of those that a person asked for it belongs to.
    pub(crate) of: usize,
}

/// How much of the pool defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CutAmount {
    /// This much, or all that performs if that is less.
    Fixed(Money),
    /// This share of what performs, rounded half-up.
    Share(Factor),
}

/// When what defaults is recovered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recovered {
    /// When the whole loan would be, had it first missed the same due date.
    WithLoan,
    /// In this period, though never before the one in which it has defaulted; `None` if that is after the last one.
    In(Option<u32>),
}

/// A pool in parts: the loans, of each of which so much is left as never was cut off, and behind them the parts.
#[derive(Clone, Debug)]
pub(crate) struct PoolInParts {
    pub(crate) collections: CollectionPlan,
    /// What is left of a loan, and each of its parts, is bought back for itself.
    pub(crate) repurchases: Repurchases,
    /// Of which loan each part is one, or of which first one where it is of several.
    pub(crate) of: Vec<u32>,
    /// Where each part defaults.
    pub(crate) defaults: Vec<LoanDefault>,
    /// By cut.
    pub(crate) cuts: Vec<CutOff>,
}

/// What a cut came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CutOff {
    pub(crate) asked: Money,
    /// What is no longer paid: less where less performs.
    pub(crate) defaulted: Money,
    /// Which of the parts it cut off.
    pub(crate) parts: Range<usize>,
}

/// Who pays in the place of borrowers, by the loan.
#[derive(Clone, Copy)]
pub(crate) struct StandIns<'a> {
    pub(crate) guarantees: &'a Guarantees,
    pub(crate) repurchases: &'a Repurchases,
    /// On the path.
    pub(crate) failures: &'a [Failure],
}

/// The loans on their way from cut to cut.
struct Walk<'a> {
    days: PathDays<'a>,
    stand_ins: StandIns<'a>,
    loans: Vec<LoanWalk>,
    recoveries: Recoveries,
    parts: Vec<LoanPart>,
}

/// One loan on its way.
#[derive(Clone, Debug)]
struct LoanWalk {
    /// What is left of it pays this.
    course: Course,
    /// How much is left of it before the next instalment that is to be paid.
    standing: Standing,
    next: usize,
    /// From this instalment on nothing is the pool's to lose.
    until: usize,
}

/// A part of a loan, or of several, that defaults with an instalment.
struct LoanPart {
    of: u32,
    instalment: u32,
    course: Course,
    recovered: Recovered,
}

/// By grid of due dates, the part of a cut that is told together: all loans on a grid that perform miss the same instalment.
type PartByGrid = Vec<Option<usize>>;

impl PathDays<'_> {
    /// The pool in parts, where these loans default whole, and the pool in part. The cuts are in order of their days. A loan that has been
    /// bought back is the pool's to lose no more.
    pub(crate) fn in_parts(
        self,
        cuts: &[Cut],
        defaults: &[LoanDefault],
        stand_ins: StandIns<'_>,
    ) -> PoolInParts {
        let mut walk = Walk::start(self, stand_ins);
        for default in defaults {
            walk.ends(default.loan, self.shows(*default) + 1);
        }
        for bought in stand_ins.bought() {
            walk.ends(bought.loan, bought.instalment as usize);
        }
        let mut told = Vec::with_capacity(cuts.len());
        for cut in cuts {
            walk.pay(cut.from);
            told.push(walk.cut(cut));
        }
        walk.finish(told)
    }
}

impl StandIns<'_> {
    /// What is bought back on the path.
    fn bought(&self) -> impl Iterator<Item = &Repurchase> {
        self.repurchases.on(self.failures)
    }

    fn are_for(&self, loan: usize) -> bool {
        self.guarantees.of(loan as u32).is_some() || self.bought().any(|bought| bought.loan as usize == loan)
    }
}

impl<'a> Walk<'a> {
    fn start(days: PathDays<'a>, stand_ins: StandIns<'a>) -> Walk<'a> {
        let schedule = days.plan.schedule();
        let loans = (0..schedule.len()).map(|loan| LoanWalk {
            course: days.agreed_course(loan),
            standing: Standing::whole(schedule.outstanding(loan, 0)),
            next: 0,
            until: days.end(loan),
        });
        let recoveries = days.plan.recoveries().in_parts(schedule.len());
        Walk { loans: loans.collect(), days, stand_ins, recoveries, parts: Vec::new() }
    }

    /// No instalment of a loan from this one on is the pool's to lose.
    fn ends(&mut self, loan: u32, until: usize) {
        let walk = &mut self.loans[loan as usize];
        walk.until = walk.until.min(until);
    }

    /// Every loan pays what is due before a day.
    fn pay(&mut self, before: Date) {
        for (loan, walk) in self.loans.iter_mut().enumerate() {
            while walk.next < walk.until && self.days.due_date(loan, walk.next) < before {
                self.days.pay_with(loan, walk.next, &mut walk.standing, &mut walk.course);
                walk.next += 1;
            }
        }
    }

    /// A part of the pool defaults.
    fn cut(&mut self, cut: &Cut) -> CutOff {
        let left = |walk: &LoanWalk| if walk.next < walk.until { walk.standing.balance } else { Money::ZERO };
        let weights: Vec<Money> = self.loans.iter().map(left).collect();
        let performing: Money = weights.iter().sum();
        let (asked, share) = match cut.amount {
            CutAmount::Fixed(amount) => (amount, None),
            CutAmount::Share(share) => (performing.times(share), Some(share)),
        };
        let (defaulted, first) = (asked.min(performing), self.parts.len());
        let mut together: PartByGrid = vec![None; self.days.plan.schedule().grids().len()];
        for (loan, amount) in defaulted.split(&weights).into_iter().enumerate() {
            let LoanWalk { next, until, standing, .. } = &mut self.loans[loan];
            let balance = standing.balance;
            if next >= until || (amount.is_zero() && !balance.is_zero()) {
                continue;
            }
            *standing = standing.without(amount, share);
            match self.is_told_apart(loan) {
                true => self.cut_off(loan, (amount, balance), cut.recovered),
                false => self.miss(loan, (amount, balance), cut.recovered, &mut together),
            }
        }
        CutOff { asked, defaulted, parts: first..self.parts.len() }
    }

    /// Does it matter what parts of a loan would have paid, beside what they miss: does anybody stand in for it, or may buy it?
    fn is_told_apart(&self, loan: usize) -> bool {
        self.stand_ins.are_for(loan) || self.days.plan.accrued().is_some()
    }

    /// So much of the balance of a loan is cut off, and misses its next instalment; of one that owes only fees any more, a part of those.
    fn cut_off(&mut self, loan: usize, (amount, balance): (Money, Money), recovered: Recovered) {
        let walk = &mut self.loans[loan];
        let before = walk.course.clone();
        self.days.run_on(loan, walk.next, walk.standing, &mut walk.course);
        let course = before.beyond(&walk.course);
        if course.is_nothing() {
            return;
        }
        let part = self.recoveries.cut_off(loan, amount, balance);
        self.recoveries.push(part);
        self.parts.push(LoanPart { of: loan as u32, instalment: walk.next as u32, course, recovered });
    }

    /// The same of a loan whose parts are not told apart: the part owes what it misses with the instalment that it misses, and those that
    /// miss one together are one.
    fn miss(
        &mut self,
        loan: usize,
        (amount, balance): (Money, Money),
        recovered: Recovered,
        together: &mut PartByGrid,
    ) {
        if amount.is_zero() {
            return;
        }
        let (days, next) = (self.days, self.loans[loan].next);
        let (grid, (_, count)) = (days.plan.schedule().grid(loan), days.plan.schedule().instalments(loan));
        let with = days.missed_with(loan, next);
        // What waits is paid after the last due date on a day of the loan's own.
        let place = together[grid].filter(|_| with < count).unwrap_or_else(|| {
            self.recoveries.push(PartRecovery::default());
            let course = Course::nothing(days.plan.schedule().due_dates(loan));
            self.parts.push(LoanPart { of: loan as u32, instalment: next as u32, course, recovered });
            self.parts.len() - 1
        });
        together[grid] = Some(place);
        // Any instalment that has not been paid by then will do, be it one that waits.
        let unpaid = (next..days.end(loan)).find_map(|with| days.together(loan, with).next());
        self.parts[place].course.instalments[unpaid.unwrap_or(count - 1)].principal += amount;
        let part = self.recoveries.cut_off(loan, amount, balance);
        let brings = self.recoveries.brings(part, amount, days.holds_deposit_of(loan, with));
        self.recoveries.add(self.loans.len() + place, brings);
    }

    /// What is bought back: of a loan that performs what is left, and its parts as what has defaulted.
    fn bought(&self) -> Repurchases {
        let left = |bought: &Repurchase| {
            let LoanWalk { standing, next, .. } = self.loans[bought.loan as usize];
            let standing = self.days.standing_before(bought, next, standing);
            Repurchase { accrued: standing.of(bought.accrued), ..*bought }
        };
        let part = |(place, part): (usize, &LoanPart)| {
            let bought = self.stand_ins.bought().find(|bought| bought.loan == part.of)?;
            let loan = (self.loans.len() + place) as u32;
            Some(Repurchase { loan, accrued: Money::ZERO, ..*bought })
        };
        let parts = self.parts.iter().enumerate().filter_map(part);
        let mut loans: Vec<_> = self.stand_ins.bought().map(left).chain(parts).collect();
        loans.sort_by_key(|bought| bought.of);
        Repurchases { fails: self.stand_ins.repurchases.fails, loans }
    }

    fn finish(mut self, cuts: Vec<CutOff>) -> PoolInParts {
        for loan in 0..self.loans.len() {
            // What is left of one whose parts are told apart was worked out with the last of them.
            if !self.loans[loan].standing.is_whole() && !self.is_told_apart(loan) {
                let walk = &mut self.loans[loan];
                self.days.run_on(loan, walk.next, walk.standing, &mut walk.course);
            }
        }
        let repurchases = self.bought();
        let Walk { days, loans, recoveries, parts, .. } = self;
        let whole = loans.len();
        let default = |(place, part): (usize, &LoanPart)| LoanDefault {
            loan: (whole + place) as u32,
            instalment: part.instalment,
            pays_interest: false,
        };
        let defaults = parts.iter().enumerate().map(default).collect();
        let of: Vec<u32> = parts.iter().map(|part| part.of).collect();
        let with_loan = std::iter::repeat_n(Recovered::WithLoan, whole);
        let recovered = with_loan.chain(parts.iter().map(|part| part.recovered)).collect();
        let courses = loans.into_iter().map(|walk| walk.course);
        let mut courses: Vec<Course> = courses.chain(parts.into_iter().map(|part| part.course)).collect();
        courses.iter_mut().for_each(Course::balance);
        let collections = days.plan.in_parts(days.schedule(&courses, &of), (recoveries, recovered));
        let accrued = courses.into_iter().map(|course| course.accrued);
        let collections = match days.plan.accrued() {
            Some(_) => collections.with_accrued(AccruedInterest::new(days.plan.performing().len(), accrued)),
            None => collections,
        };
        PoolInParts { collections, repurchases, of, defaults, cuts }
    }
}

impl PathDays<'_> {
    /// The schedule of the loans, and of the parts behind them.
    fn schedule(self, courses: &[Course], of: &[u32]) -> PoolSchedule {
        let schedule = self.plan.schedule();
        let loans = courses.len() - of.len();
        let mut builder = ScheduleBuilder::on_grids(schedule);
        for (place, course) in courses.iter().enumerate() {
            let loan = place.checked_sub(loans).map_or(place, |part| of[part] as usize);
            let (before, _) = schedule.instalments(loan);
            builder.add_on(schedule.grid(loan), &course.instalments, before);
        }
        builder.build()
    }

    /// How a loan that is bought back stands before the first instalment that is no longer the plan's.
    fn standing_before(self, bought: &Repurchase, next: usize, standing: Standing) -> Standing {
        let (loan, mut standing) = (bought.loan as usize, standing);
        let mut course = self.agreed_course(loan);
        for with in next..bought.instalment as usize {
            self.pay_with(loan, with, &mut standing, &mut course);
        }
        standing
    }
}

#[cfg(test)]
mod tests;
