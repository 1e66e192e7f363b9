//! The servicing agreement as written.

use crate::calendar::Roll;

/// How collections reach the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Servicing {
    /// The party that collects; it has the role of a servicer.
    pub servicer: String,
    /// How long after a calculation date its collections are in the plan account (转付). The exchanges allow one month,
    /// three with a strong originator.
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
}

/// The time from a calculation date to the transfer of its collections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
pub enum TransferLag {
    /// Days of the calendar.
    CalendarDays(u32),
    /// Business days of the servicing calendar.
    BusinessDays(u32),
}

impl Default for TransferLag {
    fn default() -> TransferLag {
        TransferLag::CalendarDays(0)
    }
}

impl Servicing {
    /// Servicing by this party with no lag, on the bank calendar, due dates unadjusted.
    pub fn by(servicer: &str) -> Servicing {
        Servicing {
            servicer: servicer.into(),
            transfer_lag: TransferLag::default(),
            due_roll: Roll::Unadjusted,
            calendar: bank(),
        }
    }
}

fn bank() -> String {
    "bank".into()
}
