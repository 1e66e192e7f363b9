//! The servicing agreement as written.

use super::servicer_failure::ServicerFailure;
use super::sweeps::Sweeps;
use crate::calendar::Roll;

/// How collections reach the plan.
///
/// ```
/// use abs_waterfall::calendar::Roll;
/// use abs_waterfall::servicing::{Servicing, TransferLag};
/// let servicing = Servicing::new("Micro-loan company")
///     .with_transfer_lag(TransferLag::BusinessDays(3))
///     .with_due_roll(Roll::Following);
/// assert_eq!(servicing.calendar, "bank", "borrowers pay on working weekends too");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Servicing {
    /// The party that collects; it has the role of a servicer.
    pub servicer: String,
    /// How often what borrowers have paid goes to the plan (归集); if nothing is said, once for every calculation date.
    #[doc(alias = "归集")]
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "once for every calculation date")))]
    pub sweeps: Option<Sweeps>,
    /// How often it goes there once an event with the effect `collection-step-up` has happened (加速归集).
    #[doc(alias = "加速归集")]
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "as often as before")))]
    pub stepped_up: Option<Sweeps>,
    /// How long after a calculation date, or a sweep, its collections are in the plan account (转付). The exchanges allow one
    /// month, three with a strong originator.
    #[doc(alias = "转付")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub transfer_lag: TransferLag,
    /// What a borrower does whose due date is no business day. A payment that slips past the calculation date slips a
    /// period; interest stays that of the nominal date.
    #[cfg_attr(feature = "serde", serde(default))]
    pub due_roll: Roll,
    /// The calendar of due dates and of the transfer: `bank`, `exchange`, or one of the deal's own.
    #[cfg_attr(feature = "serde", serde(default = "bank"))]
    pub calendar: String,
    /// How long after the first due date that it misses a loan has defaulted (违约基础资产的逾期天数): at the first calculation date so
    /// many days later, counted from the day on which it was to be paid. Until then it is late: it pays nothing, and is still part of
    /// the performing pool. Nothing is recovered of it, and no deposit is set off, sooner. A loan that somebody guarantees defaults
    /// as its guarantee says; one on which the servicer advances, not before nothing more is advanced.
    #[doc(alias = "违约基础资产")]
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_none"))]
    #[cfg_attr(feature = "schema", schemars(example = 90, extend("default" = 0, "x-unit" = "days")))]
    pub defaulted_after_days: u32,
    /// What happens should the servicer fail; without these terms it never does.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "it never does")))]
    pub failure: Option<ServicerFailure>,
}

/// The time from a calculation date to the transfer of its collections.
///
/// ```
/// use abs_waterfall::servicing::{Servicing, TransferLag};
/// assert_eq!(Servicing::new("Lender").transfer_lag, TransferLag::CalendarDays(0), "on the date itself");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum TransferLag {
    /// Days of the calendar.
    CalendarDays(#[cfg_attr(feature = "schema", schemars(example = 3, extend("x-unit" = "days")))] u32),
    /// Business days of the servicing calendar.
    BusinessDays(#[cfg_attr(feature = "schema", schemars(extend("x-unit" = "business days")))] u32),
}

impl Default for TransferLag {
    fn default() -> TransferLag {
        TransferLag::CalendarDays(0)
    }
}

impl Servicing {
    /// Servicing by this party with no lag, on the bank calendar, due dates unadjusted.
    #[must_use]
    pub fn new(servicer: impl Into<String>) -> Servicing {
        Servicing {
            servicer: servicer.into(),
            sweeps: None,
            stepped_up: None,
            transfer_lag: TransferLag::default(),
            due_roll: Roll::Unadjusted,
            calendar: bank(),
            defaulted_after_days: 0,
            failure: None,
        }
    }

    /// With what borrowers have paid going to the plan so often.
    #[must_use]
    pub fn with_sweeps(self, sweeps: Sweeps) -> Servicing {
        Servicing { sweeps: Some(sweeps), ..self }
    }

    /// With what borrowers have paid going to the plan so often after an event.
    #[must_use]
    pub fn with_stepped_up(self, sweeps: Sweeps) -> Servicing {
        Servicing { stepped_up: Some(sweeps), ..self }
    }

    /// With its collections in the plan account so long after a calculation date or a sweep.
    #[must_use]
    pub fn with_transfer_lag(self, transfer_lag: TransferLag) -> Servicing {
        Servicing { transfer_lag, ..self }
    }

    /// With due dates that are no business days moved so.
    #[must_use]
    pub fn with_due_roll(self, due_roll: Roll) -> Servicing {
        Servicing { due_roll, ..self }
    }

    /// With a loan that misses a due date late for so many days before it has defaulted.
    #[must_use]
    pub fn with_defaulted_after_days(self, defaulted_after_days: u32) -> Servicing {
        Servicing { defaulted_after_days, ..self }
    }

    /// By a servicer that can fail, with these consequences.
    #[must_use]
    pub fn with_failure(self, failure: ServicerFailure) -> Servicing {
        Servicing { failure: Some(failure), ..self }
    }

    /// On this calendar: `bank`, `exchange`, or one of the deal's own.
    #[must_use]
    pub fn with_calendar(self, calendar: impl Into<String>) -> Servicing {
        Servicing { calendar: calendar.into(), ..self }
    }
}

#[cfg(feature = "serde")]
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_none(days: &u32) -> bool {
    *days == 0
}

fn bank() -> String {
    "bank".into()
}
