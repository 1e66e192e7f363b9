//! Notes: as written, as the engine sees them, and the way from one to the other.

use thiserror::Error;

use super::coupon::Coupon;
use super::repayment::{NoteKind, NoteRepayment};
use crate::calendar::{Date, PaymentPeriod};
use crate::enhancement::NoteDues;
use crate::found::Found;
use crate::limits::{AmountProblem, check_not_negative};
use crate::money::{Factor, FactorError, Money};
use crate::place::Place;

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

impl From<&Note> for Place {
    fn from(note: &Note) -> Place {
        Place::Note(note.name.clone())
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
