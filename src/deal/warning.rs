//! What a deal may not mean, though it keeps every rule.

use std::fmt;

use thiserror::Error;

use crate::calendar::Date;
use crate::money::Money;
use crate::place::Place;
use crate::rate::Rate;

/// Something that a person should look at before trusting what the deal gives, and where it stands. The deal runs all the
/// same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealWarning {
    /// The place in the deal.
    pub place: Place,
    /// What may be wrong there.
    pub concern: Concern,
}

impl fmt::Display for DealWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.concern)
    }
}

/// What may be wrong with a deal.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Concern {
    /// The recovery of a loan would come too late, whenever it defaults.
    #[error(
        "recoveries come {lag_months} month(s) after the first missed due date, which is after the last calculation \
         date {last} for every instalment: nothing is ever recovered; add dates to the deal, or shorten the lag or the time that a loan is late"
    )]
    NothingRecovered {
        /// The lag of recoveries.
        lag_months: u32,
        /// The last calculation date.
        last: Date,
    },
    /// A guarantor of loans would be called after the last calculation date.
    #[error(
        "for what is missed from {due} on it is called after the last calculation date {last}: nobody pays that within the \
         deal; add dates to the deal, or shorten `after_days`"
    )]
    CalledTooLate {
        /// The first such due date.
        due: Date,
        /// The last calculation date.
        last: Date,
    },
    /// A rate that people hardly agree on.
    #[error("the rate is {rate} a year, {bound}: is a percent sign missing, or one too many?")]
    UnusualRate {
        /// The rate, of several the first.
        rate: Rate,
        /// Which usual bound it is beyond, in words.
        bound: &'static str,
    },
    /// A note that the pool does not repay.
    #[error(
        "though every borrower pays as agreed, {left} of its principal is not repaid by {on}, its legal final date: is it issued for more \
         than the pool pays, or due too soon?"
    )]
    Unpayable {
        /// What is left of it.
        left: Money,
        /// Its legal final date.
        on: Date,
    },
    /// A coupon that changes when it no longer matters.
    #[error(
        "its rate changes on {day}, after the last accrual period has started on {last}: that never counts; is the day wrong?"
    )]
    ChangesTooLate {
        /// The last of its days.
        day: Date,
        /// The start of the last accrual period.
        last: Date,
    },
    /// A coupon that is fixed anew before it is first fixed.
    #[error(
        "its rate is reset on {day}, before the first accrual period has started on {first}, when it is fixed anyway: that never \
         counts; is the day wrong?"
    )]
    ResetTooEarly {
        /// The first of its days.
        day: Date,
        /// The start of the first accrual period.
        first: Date,
    },
    /// A table of rates that is long out of date.
    #[error(
        "it floats on `{table}`, whose last rate is of {last}, and the deal closes on {closing}: add the rates that are known since"
    )]
    OldTable {
        /// The table.
        table: String,
        /// The day of its last rate.
        last: Date,
        /// The closing date.
        closing: Date,
    },
    /// A fee that every step pays up to a cap.
    #[error(
        "no step pays it but up to a cap, and what that leaves waits from date to date, perhaps for ever: add a step for the rest"
    )]
    NeverWhole,
    /// A class of notes that is not there.
    #[error("its amount is 0.00: nothing of it is issued; leave it out, or give it an amount")]
    NothingIssued,
    /// A loan made after the pool was fixed.
    #[error(
        "it is disbursed on {disbursed}, after the cut-off {cutoff}: the pool was fixed before it was lent; move the \
         cut-off, or make sure that the loan belongs to the plan"
    )]
    DisbursedAfterCutoff {
        /// The disbursement, of several loans the first one's.
        disbursed: Date,
        /// The cut-off.
        cutoff: Date,
    },
    /// A servicer that could fail, and of which nothing is known.
    #[error(
        "`{0}` has no quality: in a simulation it never fails, only in scenarios; give the party a rating or a default probability"
    )]
    NeverFails(String),
    /// A servicer that could fail, and that buys; of whose failure the deal says nothing.
    #[error(
        "`{0}` has a quality, but buys whatever becomes of it: it services the pool, and the deal does not say what its failure \
         means; add `[servicing.failure]`"
    )]
    AlwaysBuys(String),
    /// A term that nothing in the deal goes by.
    #[error(
        "no event adds these dates, and the deal never pays on them: give one `adds_dates`, or leave them out"
    )]
    DatesNeverAdded,
    /// Sweeps that never become more frequent.
    #[error(
        "no event steps up collections, and this never counts: add one with that effect, or leave it out"
    )]
    NeverSteppedUp,
    /// An event that nothing brings about.
    #[error(
        "it can never happen, whatever the pool pays: `{0}` is out of reach; is an amount too large, or a condition turned round?"
    )]
    OutOfReach(String),
    /// An event that nothing keeps from happening.
    #[error(
        "it happens on the first date, whatever the pool pays: `{0}` is certain; is an amount too small, or a condition turned \
         round?"
    )]
    Certain(String),
    /// A condition that only a scenario can fulfil.
    #[error(
        "it goes by a rating, which only a scenario changes: in a simulation whether `{0}` stays as it is at closing"
    )]
    OnlyInScenarios(String),
    /// A table of rates on which nothing floats.
    #[error("no coupon and no loan floats on `{0}`: name it where one does, or leave it out")]
    UnusedTable(String),
    /// The published business days end soon after the deal.
    #[error(
        "the deal's last date {last} is within three months of the end of {year}, the last year that the calendar \
         knows: later dates need a table of the next year's holidays"
    )]
    CalendarEnds {
        /// The deal's last date on this calendar.
        last: Date,
        /// The last year that the calendar knows.
        year: i16,
    },
}
