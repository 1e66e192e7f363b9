//! Loans that were not eligible for the pool (不合格资产), which their originator buys back (赎回): from the day on which that is found
//! what their borrowers pay is its own.

use thiserror::Error;

use super::collections::{Collected, LoanDefault};
use super::days::PathDays;
use super::guarantee::{Brought, undo};
use super::receipt::{Receipt, ReceiptKind};
use crate::calendar::Date;
use crate::credit::Failure;
use crate::ledger::AccountId;
use crate::money::Money;

/// What is wrong with a loan that was not eligible for the pool.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RepurchaseProblem {
    /// Nobody buys it, or nobody knows who does.
    #[error(
        "it has ineligible loans, which the originator buys back, and {0} parties with that role: there must be one"
    )]
    Originators(usize),
    /// It was known when the pool was sold.
    #[error(
        "it is found not to be eligible on {day}, not after the cut-off {cutoff}: leave it out of the pool"
    )]
    BeforeCutoff {
        /// When it is found.
        day: Date,
        /// The cut-off date.
        cutoff: Date,
    },
    /// It was not even lent.
    #[error(
        "it is found not to be eligible on {day}, not after its disbursement on {disbursed}: give the day on which it is found"
    )]
    BeforeLent {
        /// When it is found.
        day: Date,
        /// When it is lent.
        disbursed: Date,
    },
    /// Nothing is left to buy.
    #[error(
        "it is found not to be eligible on {day}, when nothing of it is due any more: its last due date is {last}"
    )]
    RepaidBefore {
        /// When it is found.
        day: Date,
        /// Its last due date.
        last: Date,
    },
    /// Somebody else would pay for it too.
    #[error(
        "the originator buys it back on {0}, and a guarantor stands behind it: who pays first is not known; leave `guarantor` or \
         `ineligible` out"
    )]
    Guaranteed(Date),
}

/// The repurchases of a deal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Repurchases {
    /// Which of those that can fail the originator is, if it can.
    pub(crate) fails: Option<usize>,
    /// In the order of the loans of the deal.
    pub(crate) loans: Vec<Repurchase>,
}

/// One loan that is bought back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Repurchase {
    pub(crate) loan: u32,
    /// Of which loan of the deal that is a part, where the pool is in parts; otherwise itself.
    pub(crate) of: u32,
    /// The originator's account.
    pub(crate) by: AccountId,
    pub(crate) day: Date,
    /// The distribution date that pays out the price.
    pub(crate) date: usize,
    /// The first instalment, among those after the cut-off, that is due on the day or later.
    pub(crate) instalment: u32,
    /// What of its interest has accrued by the day.
    pub(crate) accrued: Money,
}

impl Repurchase {
    /// Where the plan is paid nothing more of the loan, told as a default is.
    fn stop(&self) -> LoanDefault {
        LoanDefault { loan: self.loan, instalment: self.instalment, pays_interest: false }
    }

    fn paid_on(&self, date: usize, paid: Collected) -> Receipt {
        Receipt { date, from: self.by, kind: ReceiptKind::Repurchased { loan: self.of }, paid }
    }
}

impl Repurchases {
    /// Is there none?
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.loans.is_empty()
    }

    /// Are there any, and does the holder of this account pay for them?
    pub(crate) fn is_by(&self, account: AccountId) -> bool {
        self.loans.first().is_some_and(|bought| bought.by == account)
    }

    /// Those of a path on which parties fail like this.
    pub(super) fn on<'a>(&'a self, failures: &'a [Failure]) -> impl Iterator<Item = &'a Repurchase> {
        let fails = self.fails.and_then(|party| failures.get(party)).map_or(Date::MAX, |failure| failure.day);
        self.loans.iter().filter(move |bought| bought.day < fails)
    }

    /// The repurchase that comes before a default, if there is one: then it is none of the pool's.
    pub(crate) fn before<'a>(
        &'a self,
        default: LoanDefault,
        failures: &'a [Failure],
    ) -> Option<&'a Repurchase> {
        self.on(failures)
            .find(|bought| bought.loan == default.loan && bought.instalment <= default.instalment)
    }

    /// Is a loan that has defaulted bought back after that?
    pub(crate) fn after(&self, default: LoanDefault, failures: &[Failure]) -> bool {
        self.on(failures).any(|bought| bought.loan == default.loan && bought.instalment > default.instalment)
    }

    /// The defaults of a path, and after them where the plan is paid nothing more of a loan that is bought back.
    pub(crate) fn stops(&self, defaults: &[LoanDefault], failures: &[Failure], stops: &mut Vec<LoanDefault>) {
        stops.clear();
        stops.extend_from_slice(defaults);
        let performs = |bought: &&Repurchase| defaults.iter().all(|default| default.loan != bought.loan);
        stops.extend(self.on(failures).filter(performs).map(Repurchase::stop));
    }

    /// What the originator pays, given what the pool brings if all of these stops are defaults; where days have moved those are that
    /// default, and nothing else is booked of the others. Gives the first date on which a price differs from that of a loan that
    /// performs; past the last if none does.
    pub(crate) fn buy(
        &self,
        days: PathDays<'_>,
        (defaults, failures): (&[LoanDefault], &[Failure]),
        brought: &mut Brought<'_>,
        receipts: &mut Vec<Receipt>,
    ) -> usize {
        receipts.clear();
        let mut first = brought.periods.len();
        for bought in self.on(failures) {
            let defaulted = defaults.iter().find(|default| default.loan == bought.loan);
            receipts.push(match defaulted {
                None => buy_performing(days, bought, brought),
                Some(default) => {
                    first = first.min(bought.date);
                    buy_defaulted(days, bought, *default, brought)
                }
            });
        }
        first
    }
}

/// For its balance, and what has accrued: no tax is due on that, as all of it counts as principal.
fn buy_performing(days: PathDays<'_>, bought: &Repurchase, brought: &mut Brought<'_>) -> Receipt {
    let (loan, first) = (bought.loan as usize, bought.instalment as usize);
    let principal = days.outstanding(loan, first);
    stop_accruing(days, bought, brought);
    if days.moved.is_none() {
        undo(days, bought.stop(), principal, brought);
    }
    let accrued = bought.accrued + days.interest_that_waits(loan, first);
    let paid = Collected { principal, recovery: accrued, ..Collected::default() };
    bought.paid_on(bought.date, paid)
}

/// For what of its balance has not come back, once it has defaulted; for the balance of one that is late. What comes back from then on is
/// the originator's.
fn buy_defaulted(
    days: PathDays<'_>,
    bought: &Repurchase,
    default: LoanDefault,
    brought: &mut Brought<'_>,
) -> Receipt {
    let (loan, shows) = (default.loan as usize, days.shows(default));
    let (outstanding, recoveries) = (days.outstanding(loan, shows), days.plan.recoveries());
    let Some(shown) = days.collected(loan, shows) else {
        // It would show after the last date that anything is missed.
        let paid = Collected { principal: outstanding, ..Collected::default() };
        return bought.paid_on(bought.date, paid);
    };
    let date = shown.max(bought.date);
    if days.defaulted(loan, shows).is_none_or(|defaulted| defaulted > date) {
        // It is late: it never defaults, and of what a borrower no longer pays nothing accrues.
        undo(days, default, outstanding, brought);
        return bought.paid_on(date, Collected { principal: outstanding, ..Collected::default() });
    }
    let is_held = days.holds_deposit_of(loan, shows);
    let deposit = if is_held { recoveries.deposit(loan, outstanding) } else { Money::ZERO };
    let (mut left, comes) = (outstanding - deposit, days.recovered(loan, shows));
    if let Some(comes) = comes {
        let recovery = recoveries.amount(loan, left);
        brought.loss.lost += recovery;
        match comes < date {
            true => left -= recovery,
            false => brought.periods[comes].recovery -= recovery,
        }
    }
    brought.loss.lost -= outstanding - deposit;
    bought.paid_on(date, Collected { recovery: left, ..Collected::default() })
}

/// From the date that pays its price on a loan accrues nothing for whoever may buy the pool. Where it stops as by a default it does so
/// from that default's period on already.
fn stop_accruing(days: PathDays<'_>, bought: &Repurchase, brought: &mut Brought<'_>) {
    let Some(accrued) = days.plan.accrued() else { return };
    let stops = match days.moved {
        None => days.collected(bought.loan as usize, bought.instalment as usize),
        Some(_) => None,
    };
    let until = stops.unwrap_or(brought.periods.len()).max(bought.date);
    for date in bought.date..until {
        brought.periods[date].accrued -= accrued.of(bought.loan as usize)[date];
    }
}
