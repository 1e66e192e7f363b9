//! How notes are repaid: as written, as the engine sees it, and the way from one to the other. Another kind of note is another
//! way of repayment here.

use std::fmt;

use super::note::NoteProblem;
use crate::calendar::{Date, PaymentPeriod};
use crate::limits::check_positive;
use crate::money::Money;

/// How a note's principal comes back.
///
/// ```
/// use abs_waterfall::waterfall::NoteRepayment;
/// let bullet = NoteRepayment::Bullet { maturity: "2026-06-26".parse()? };
/// assert_eq!(bullet.to_string(), "bullet on 2026-06-26");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum NoteRepayment {
    /// On every date all the cash that reaches it; what is left is due on the maturity date.
    #[doc(alias = "过手摊还")]
    PassThrough {
        /// The expected maturity: a distribution date, named by its nominal day or by the business day it pays on.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
        #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
        maturity: Date,
    },
    /// All of it on the maturity date. Before that, the cash that reaches its step stays in the plan account, up to what
    /// the note is owed, and no step below it on that date gets any of it; on the next date it is cash like any other.
    #[doc(alias = "到期一次还本")]
    Bullet {
        /// The expected maturity: a distribution date, named by its nominal day or by the business day it pays on.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
        #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
        maturity: Date,
    },
    /// By a plan of amounts. What cash does not reach is carried to the next date, when it is due with that date's amount.
    #[doc(alias = "固定摊还")]
    Scheduled {
        /// The plan, in the order of its dates. Its amounts sum to that of the note.
        principal: Vec<ScheduledPrincipal>,
    },
    /// What reaches it once every note that is not subordinated has been repaid; it is never due.
    #[doc(alias = "次级")]
    Subordinated,
}

/// One amount of a plan by which a note is repaid.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::waterfall::{NoteRepayment, ScheduledPrincipal};
/// let plan = ["2025-06-20", "2025-12-20"].map(|on| on.parse().map(|on| ScheduledPrincipal::new(on, Money::from_yuan(5_000_000))));
/// let [first, last] = plan;
/// let repayment = NoteRepayment::Scheduled { principal: vec![first?, last?] };
/// assert_eq!(repayment.to_string(), "2 scheduled amounts until 2025-12-20");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct ScheduledPrincipal {
    /// A distribution date, named by its nominal day or by the business day it pays on.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
    #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
    pub on: Date,
    /// What is to be repaid on it.
    pub amount: Money,
}

impl ScheduledPrincipal {
    /// So much on this date.
    #[must_use]
    pub fn new(on: Date, amount: Money) -> ScheduledPrincipal {
        ScheduledPrincipal { on, amount }
    }
}

/// In words, as in a report.
impl fmt::Display for NoteRepayment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoteRepayment::PassThrough { maturity } => write!(f, "pass-through, due {maturity}"),
            NoteRepayment::Bullet { maturity } => write!(f, "bullet on {maturity}"),
            NoteRepayment::Scheduled { principal } => {
                let last = principal.last().map_or("never".into(), |last| last.on.to_string());
                write!(f, "{} scheduled amounts until {last}", principal.len())
            }
            NoteRepayment::Subordinated => f.write_str("subordinated"),
        }
    }
}

/// How a note takes principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoteKind {
    /// All cash that reaches it.
    PassThrough,
    /// Nothing before its maturity: cash is kept in the plan account until then.
    Bullet { matures: usize },
    /// What its plan wants repaid by a date: by date, the balance that is left then.
    Scheduled(Vec<Money>),
    /// What reaches it once every note that is not subordinated has been repaid.
    Subordinated,
}

/// A way of repayment bound to distribution dates.
pub(super) struct BoundRepayment {
    pub(super) kind: NoteKind,
    /// The first date on which principal is to be paid, and the last; `None` if it never is.
    pub(super) span: Option<(usize, usize)>,
}

impl NoteRepayment {
    pub(crate) fn is_subordinated(&self) -> bool {
        *self == NoteRepayment::Subordinated
    }

    /// Is another note repaid in the same way, whenever that is?
    pub(crate) fn is_alike(&self, other: &NoteRepayment) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Binds its dates, given the amount of the note.
    pub(super) fn resolve(
        &self,
        amount: Money,
        periods: &[PaymentPeriod],
    ) -> Result<BoundRepayment, NoteProblem> {
        let once = |kind: fn(usize) -> NoteKind, maturity: Date| {
            let matures = date_of("maturity", maturity, periods)?;
            Ok(BoundRepayment { kind: kind(matures), span: Some((matures, matures)) })
        };
        match self {
            NoteRepayment::PassThrough { maturity } => once(|_| NoteKind::PassThrough, *maturity),
            NoteRepayment::Bullet { maturity } => once(|matures| NoteKind::Bullet { matures }, *maturity),
            NoteRepayment::Scheduled { principal } => scheduled(principal, amount, periods),
            NoteRepayment::Subordinated => Ok(BoundRepayment { kind: NoteKind::Subordinated, span: None }),
        }
    }
}

/// The balances that a plan leaves, date by date.
fn scheduled(
    principal: &[ScheduledPrincipal],
    amount: Money,
    periods: &[PaymentPeriod],
) -> Result<BoundRepayment, NoteProblem> {
    let mut left = amount;
    let mut balances = vec![amount; periods.len()];
    let mut dates = Vec::with_capacity(principal.len());
    for due in principal {
        check_positive("scheduled amount", due.amount)?;
        let date = date_of("scheduled date", due.on, periods)?;
        if dates.last().is_some_and(|last| date <= *last) {
            return Err(NoteProblem::ScheduleOutOfOrder(due.on));
        }
        dates.push(date);
        left -= due.amount;
        balances[date..].fill(left);
    }
    match (dates.first(), dates.last()) {
        _ if !left.is_zero() => Err(NoteProblem::ScheduleSum { scheduled: amount - left, amount }),
        (Some(first), Some(last)) => {
            Ok(BoundRepayment { kind: NoteKind::Scheduled(balances), span: Some((*first, *last)) })
        }
        _ => Err(NoteProblem::NoSchedule),
    }
}

/// The distribution date of a day. Without dates there is an error already.
pub(super) fn date_of(
    what: &'static str,
    day: Date,
    periods: &[PaymentPeriod],
) -> Result<usize, NoteProblem> {
    let is_on = |period: &PaymentPeriod| period.distribution == day || period.payment == day;
    let is_it = |period: &PaymentPeriod| !period.event_only && is_on(period);
    match periods.iter().position(is_it) {
        Some(date) => Ok(date),
        None if periods.is_empty() => Ok(0),
        None => Err(NoteProblem::OffDate { what, day, nearest: nearest(day, periods) }),
    }
}

/// The distribution dates before and after a day, in words.
fn nearest(day: Date, periods: &[PaymentPeriod]) -> String {
    let dates = || periods.iter().filter(|period| !period.event_only).map(|period| period.distribution);
    match (dates().rfind(|date| *date < day), dates().find(|date| *date >= day)) {
        (Some(before), Some(after)) => format!("are {before} and {after}"),
        (Some(one), None) | (None, Some(one)) => format!("is {one}"),
        (None, None) => "is none".into(),
    }
}

impl NoteKind {
    /// The principal that it may take of this balance on a date, given whether every note that is not subordinated has been
    /// repaid.
    #[inline]
    pub(crate) fn payable(&self, balance: Money, date: usize, senior_repaid: bool) -> Money {
        let takes_all = match self {
            NoteKind::PassThrough => true,
            NoteKind::Bullet { matures } => date >= *matures,
            NoteKind::Scheduled(balances) => return (balance - balances[date]).or_zero(),
            NoteKind::Subordinated => senior_repaid,
        };
        if takes_all { balance } else { Money::ZERO }
    }

    /// What of this balance has fallen due by a date, once any of it has.
    #[inline]
    pub(crate) fn due(&self, balance: Money, date: usize) -> Money {
        match self {
            NoteKind::Scheduled(balances) => (balance - balances[date]).or_zero(),
            _ => balance,
        }
    }

    /// Does it keep cash that reaches it on this date from the steps below, though it does not take it yet?
    #[inline]
    pub(crate) fn keeps(&self, date: usize) -> bool {
        matches!(self, NoteKind::Bullet { matures } if date < *matures)
    }

    #[inline]
    pub(crate) fn is_subordinated(&self) -> bool {
        matches!(self, NoteKind::Subordinated)
    }
}
