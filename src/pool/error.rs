//! Why the terms of a loan make no payment plan.

use thiserror::Error;

use super::repayment::RepaymentKind;
use crate::calendar::{Date, MOST_DATES, RateProblem, ScheduleError};
use crate::money::{FactorError, Money};
use crate::rate::Rate;

/// Why a loan's terms make no payment plan.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LoanError {
    /// The due dates are not a schedule.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// The rate needs more digits than exact arithmetic has.
    #[error(transparent)]
    Rate(#[from] FactorError),
    /// What is wrong with a floating rate.
    #[error(transparent)]
    Floating(#[from] RateProblem),
    /// A floating rate, and no table to float on.
    #[error(
        "its rate floats on `{0}`, a table that is not at hand here: work it out with the deal's tables of rates, or leave \
         `floating` out"
    )]
    NoTables(String),
    /// A floating rate on payments that no rate moves.
    #[error(
        "what it repays as {0} is agreed once for the whole term, and does not float: leave `floating` out"
    )]
    CannotFloat(RepaymentKind),
    /// Nothing is owed.
    #[error("the principal is {0}: a loan owes a positive amount")]
    NoPrincipal(Money),
    /// Money would come back before it went out.
    #[error("the first due date {first} is not after the disbursement on {disbursed}")]
    DueBeforeDisbursed {
        /// The first due date.
        first: Date,
        /// The disbursement.
        disbursed: Date,
    },
    /// Whole months do not lie between the due dates.
    #[error(
        "periodic interest needs whole periods of {every_months} month(s) from the disbursement on {disbursed} to the \
         last due date: move a date, or reckon interest by days"
    )]
    NotPeriodic {
        /// Months from due date to due date.
        every_months: u32,
        /// Where the first period starts.
        disbursed: Date,
    },
    /// A list of dates has no months to reckon interest by.
    #[error(
        "periodic interest needs regular due dates (first, every_months and a number or a maturity), not a list: make \
         them regular, or reckon interest by days"
    )]
    NotRegular,
    /// A list of dates has no period to compute a level payment for.
    #[error(
        "a level payment needs regular due dates (first, every_months and a number or a maturity), not a list"
    )]
    NoPeriod,
    /// The first interest is more than the payment.
    #[error("instalment {number}: interest {interest} is more than the level payment {payment}")]
    PaymentBelowInterest {
        /// Which instalment, from 1.
        number: usize,
        /// Its interest.
        interest: Money,
        /// The level payment.
        payment: Money,
    },
    /// More than one date for a single payment.
    #[error("a single-payment loan has one due date, not {0}")]
    SeveralDates(usize),
    /// A balloon shorter than the loan.
    #[error(
        "a balloon is amortised over at least as many instalments as it has: {amortised_over} is fewer than {count}"
    )]
    ShortBalloon {
        /// Instalments the payment is computed for.
        amortised_over: u32,
        /// Instalments there are.
        count: usize,
    },
    /// A balloon computed for longer than a schedule may be.
    #[error("amortised_over is {0}: a balloon is computed for at most {MOST_DATES} instalments")]
    LongBalloon(u32),
    /// The custom plan does not fit the dates.
    #[error("the custom plan has {amounts} principal payments for {dates} due dates")]
    PlanLength {
        /// How many amounts are written.
        amounts: usize,
        /// How many dates there are.
        dates: usize,
    },
    /// The custom plan does not repay the loan.
    #[error("the custom plan repays {planned} of a principal of {principal}")]
    PlanSum {
        /// The sum of the plan.
        planned: Money,
        /// What is owed.
        principal: Money,
    },
    /// A custom plan lends instead of repaying.
    #[error("instalment {0} of the custom plan is negative")]
    NegativePlan(usize),
    /// A lessee that is paid for owning what was leased.
    #[error("the purchase price is {0}: it is paid by the lessee, and cannot be negative")]
    NegativePurchasePrice(Money),
    /// What is wrong with stated payments.
    #[error(transparent)]
    Payments(#[from] PaymentsError),
    /// The numbers leave the range of exact arithmetic.
    #[error("the level payment cannot be computed: principal, rate or number of instalments is out of range")]
    OutOfRange,
}

/// Why stated payments repay nothing, or what was paid for them is not known.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PaymentsError {
    /// The payments do not fit the dates.
    #[error("there are {payments} payment(s) for {dates} due date(s): give one for each")]
    Length {
        /// How many amounts are written.
        payments: usize,
        /// How many dates there are.
        dates: usize,
    },
    /// A payment that would go the other way.
    #[error("payment {0} is negative")]
    Negative(usize),
    /// Neither a price nor a yield.
    #[error(
        "payments do not say what was paid for them: give that as the principal, or their yield as the rate"
    )]
    NoPrice,
    /// Less comes back than was paid.
    #[error(
        "the payments sum to {paid}, which is less than the principal of {principal}: add what is missing"
    )]
    TooLittle {
        /// The sum of the payments.
        paid: Money,
        /// What was paid for them.
        principal: Money,
    },
    /// The yield says another price.
    #[error(
        "at a yield of {rate} the payments are worth {worth}, and not the principal of {principal}: leave the principal \
         out, or write a rate of 0"
    )]
    OtherPrice {
        /// The yield.
        rate: Rate,
        /// What the payments are worth at it.
        worth: Money,
        /// What the loan says was paid.
        principal: Money,
    },
    /// The payments are far more than was paid.
    #[error("the payments imply a rate above 100 % a year: check the principal, the payments and the dates")]
    RateAboveOne,
}
