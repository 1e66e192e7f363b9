//! Notes: as written, as the engine sees them, and the way from one to the other. Another kind of note is another way of
//! repayment here.

use std::fmt;

use thiserror::Error;

use crate::calendar::{Date, DayCount, PaymentPeriod, factors};
use crate::enhancement::NoteDues;
use crate::found::Found;
use crate::limits::{AmountProblem, check_not_negative};
use crate::money::{Factor, FactorError, Money, Rounding};
use crate::place::Place;
use crate::rate::Rate;

/// A class of notes, sold at par on the closing date.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::calendar::DayCount;
/// use abs_waterfall::waterfall::{Coupon, Note, NoteRepayment};
/// let coupon = Coupon::new("2.5%".parse()?, DayCount::Thirty360);
/// let maturity = "2026-06-26".parse()?;
/// let senior = Note::new("senior", Money::from_yuan(142_500_000), NoteRepayment::PassThrough { maturity });
/// assert_eq!(senior.with_coupon(coupon).repayment.to_string(), "pass-through, due 2026-06-26");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Note {
    /// Its name, unique in the deal.
    pub name: String,
    /// The amount issued. It may be nothing, as that of a class that a deal was sized without: then nothing is owed to its
    /// holders but the residual, if that is theirs. The notes together are of more than nothing.
    pub amount: Money,
    /// The expected yield (预期收益率); a note without one earns what is left.
    #[doc(alias = "预期收益率")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub coupon: Option<Coupon>,
    /// How its principal comes back.
    pub repayment: NoteRepayment,
    /// The party that holds all of it, read by the checks alone. Once one note of a deal says it, those that do not are held by
    /// others than the originator and its affiliates.
    #[doc(alias = "风险自留")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub held_by: Option<String>,
}

/// A fixed coupon. Interest accrues on the opening balance from one distribution date (the first: from closing),
/// inclusive, to the next, exclusive. Interest that is not paid stays due and earns nothing.
///
/// ```
/// use abs_waterfall::calendar::DayCount;
/// use abs_waterfall::waterfall::Coupon;
/// assert_eq!(Coupon::fixed("2.5%".parse()?), Coupon::new("2.5%".parse()?, DayCount::Act365Fixed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Coupon {
    /// The rate, a year.
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "percent or fraction, a year")))]
    pub rate: Rate,
    /// Its day count.
    pub day_count: DayCount,
    /// The rounding of each period's interest on the whole class.
    #[cfg_attr(feature = "serde", serde(default))]
    pub rounding: Rounding,
}

/// How a note's principal comes back.
///
/// ```
/// use abs_waterfall::waterfall::NoteRepayment;
/// let bullet = NoteRepayment::Bullet { maturity: "2026-06-26".parse()? };
/// assert_eq!(bullet.to_string(), "bullet on 2026-06-26");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// What reaches it once every note that is not subordinated has been repaid; it is never due.
    #[doc(alias = "次级")]
    Subordinated,
}

impl Note {
    /// A note without a coupon.
    #[must_use]
    pub fn new(name: &str, amount: Money, repayment: NoteRepayment) -> Note {
        Note { name: name.into(), amount, coupon: None, repayment, held_by: None }
    }

    /// The same note, which earns this.
    #[must_use]
    pub fn with_coupon(self, coupon: Coupon) -> Note {
        Note { coupon: Some(coupon), ..self }
    }

    /// The same note, all of it held by this party, for the checks alone.
    #[must_use]
    pub fn with_held_by(self, party: impl Into<String>) -> Note {
        Note { held_by: Some(party.into()), ..self }
    }

    /// A pass-through note.
    #[must_use]
    pub fn pass_through(name: &str, amount: Money, coupon: Coupon, maturity: Date) -> Note {
        Note::new(name, amount, NoteRepayment::PassThrough { maturity }).with_coupon(coupon)
    }

    /// A bullet note.
    #[must_use]
    pub fn bullet(name: &str, amount: Money, coupon: Coupon, maturity: Date) -> Note {
        Note::new(name, amount, NoteRepayment::Bullet { maturity }).with_coupon(coupon)
    }

    /// A subordinated note without a coupon.
    #[must_use]
    pub fn subordinated(name: &str, amount: Money) -> Note {
        Note::new(name, amount, NoteRepayment::Subordinated)
    }
}

impl Coupon {
    /// This rate on ACT/365F, rounded half-up: the market's usual coupon.
    #[must_use]
    pub fn fixed(rate: Rate) -> Coupon {
        Coupon::new(rate, DayCount::Act365Fixed)
    }

    /// This rate by this day count, rounded half-up.
    #[must_use]
    pub fn new(rate: Rate, day_count: DayCount) -> Coupon {
        Coupon { rate, day_count, rounding: Rounding::HalfUp }
    }

    /// The same coupon, rounded in this way.
    #[must_use]
    pub fn with_rounding(self, rounding: Rounding) -> Coupon {
        Coupon { rounding, ..self }
    }
}

impl From<&Note> for Place {
    fn from(note: &Note) -> Place {
        Place::Note(note.name.clone())
    }
}

/// In words, as in a report.
impl fmt::Display for NoteRepayment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoteRepayment::PassThrough { maturity } => write!(f, "pass-through, due {maturity}"),
            NoteRepayment::Bullet { maturity } => write!(f, "bullet on {maturity}"),
            NoteRepayment::Subordinated => f.write_str("subordinated"),
        }
    }
}

/// What is wrong with a note.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NoteProblem {
    /// It is of less than nothing.
    #[error(transparent)]
    Amount(#[from] AmountProblem),
    /// Its coupon over a period does not fit exact arithmetic.
    #[error(transparent)]
    Coupon(#[from] FactorError),
    /// A maturity between distribution dates.
    #[error("maturity {maturity} is no distribution date; the nearest {nearest}")]
    MaturityOffDate {
        /// The maturity.
        maturity: Date,
        /// The distribution dates before and after it, in words.
        nearest: String,
    },
}

/// A class of notes, resolved.
#[derive(Clone, Debug)]
pub(crate) struct NotePlan {
    pub(crate) amount: Money,
    pub(crate) kind: NoteKind,
    /// Interest on the opening balance, by distribution date; empty for a note without a coupon.
    pub(crate) interest: Vec<Factor>,
}

/// When a note's principal can be paid, and when it must.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoteKind {
    /// Takes all cash that reaches it; the rest is due on the maturity date.
    PassThrough { matures: usize },
    /// Takes nothing before its maturity date: cash is kept in the plan account until then.
    Bullet { matures: usize },
    /// Takes what reaches it once every note that is not subordinated has been repaid; never due.
    Subordinated,
}

impl Note {
    /// Binds its maturity to a distribution date and its coupon to factors, and checks its rules.
    pub(crate) fn resolve(&self, periods: &[PaymentPeriod], found: &mut Found<NoteProblem>) -> NotePlan {
        found.take(self, check_not_negative("amount", self.amount));
        let interest = self.coupon.and_then(|coupon| found.take(self, coupon.factors(periods)));
        let kind = found.take(self, self.repayment.resolve(periods));
        NotePlan {
            amount: self.amount,
            kind: kind.unwrap_or(NoteKind::Subordinated),
            interest: interest.unwrap_or_default(),
        }
    }

    /// What of it ever falls due.
    pub(crate) fn dues(&self) -> NoteDues {
        NoteDues { interest: self.coupon.is_some(), principal: !self.repayment.is_subordinated() }
    }
}

impl Coupon {
    fn factors(&self, periods: &[PaymentPeriod]) -> Result<Vec<Factor>, FactorError> {
        factors(self.rate, self.day_count, self.rounding, periods)
    }
}

impl NoteRepayment {
    pub(crate) fn is_subordinated(self) -> bool {
        self == NoteRepayment::Subordinated
    }

    /// Is another note repaid in the same way, whenever that is?
    pub(crate) fn is_alike(&self, other: &NoteRepayment) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    fn resolve(self, periods: &[PaymentPeriod]) -> Result<NoteKind, NoteProblem> {
        Ok(match self {
            NoteRepayment::PassThrough { maturity } => {
                NoteKind::PassThrough { matures: date_of(maturity, periods)? }
            }
            NoteRepayment::Bullet { maturity } => NoteKind::Bullet { matures: date_of(maturity, periods)? },
            NoteRepayment::Subordinated => NoteKind::Subordinated,
        })
    }
}

/// The distribution date of a maturity. Without dates there is an error already.
fn date_of(maturity: Date, periods: &[PaymentPeriod]) -> Result<usize, NoteProblem> {
    let is_it = |period: &PaymentPeriod| period.distribution == maturity || period.payment == maturity;
    match periods.iter().position(is_it) {
        Some(date) => Ok(date),
        None if periods.is_empty() => Ok(0),
        None => Err(NoteProblem::MaturityOffDate { maturity, nearest: nearest(maturity, periods) }),
    }
}

/// The distribution dates before and after a day, in words.
fn nearest(day: Date, periods: &[PaymentPeriod]) -> String {
    let after = periods.partition_point(|period| period.distribution < day);
    let before = after.checked_sub(1).map(|before| periods[before].distribution);
    match (before, periods.get(after).map(|period| period.distribution)) {
        (Some(before), Some(after)) => format!("are {before} and {after}"),
        (Some(one), None) | (None, Some(one)) => format!("is {one}"),
        (None, None) => "is none".into(),
    }
}

impl NoteKind {
    /// Is the note's principal due on this date?
    #[inline]
    pub(crate) fn is_due(self, date: usize) -> bool {
        match self {
            NoteKind::PassThrough { matures } | NoteKind::Bullet { matures } => date >= matures,
            NoteKind::Subordinated => false,
        }
    }

    /// Does it take cash that reaches it on this date, given whether every note that is not subordinated has been repaid?
    #[inline]
    pub(crate) fn is_payable(self, date: usize, senior_repaid: bool) -> bool {
        match self {
            NoteKind::PassThrough { .. } => true,
            NoteKind::Bullet { matures } => date >= matures,
            NoteKind::Subordinated => senior_repaid,
        }
    }

    /// Does it keep cash that reaches it on this date from the steps below, though it does not take it yet?
    #[inline]
    pub(crate) fn keeps(self, date: usize) -> bool {
        matches!(self, NoteKind::Bullet { matures } if date < matures)
    }

    pub(crate) fn is_subordinated(self) -> bool {
        self == NoteKind::Subordinated
    }

    /// The note's legal final date, among this many: its maturity; of a subordinated note the last there is.
    pub(crate) fn legal_final(self, dates: usize) -> usize {
        match self {
            NoteKind::PassThrough { matures } | NoteKind::Bullet { matures } => matures,
            NoteKind::Subordinated => dates.saturating_sub(1),
        }
    }
}
