//! The notes as written.

use crate::calendar::{Date, DayCount};
use crate::money::{Money, Rounding};
use crate::place::Place;
use crate::rate::Rate;

/// A class of notes, sold at par on the closing date.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Note {
    /// Its name, unique in the deal.
    pub name: String,
    /// The amount issued.
    pub amount: Money,
    /// The expected yield (预期收益率); a note without one earns what is left.
    #[doc(alias = "预期收益率")]
    #[cfg_attr(feature = "files", serde(default))]
    pub coupon: Option<Coupon>,
    /// How its principal comes back.
    pub repayment: NoteRepayment,
}

/// A fixed coupon. Interest accrues on the opening balance from one distribution date (the first: from closing),
/// inclusive, to the next, exclusive. Interest that is not paid stays due and earns nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Coupon {
    /// The rate, a year.
    pub rate: Rate,
    /// Its day count.
    pub day_count: DayCount,
    /// The rounding of each period's interest on the whole class.
    #[cfg_attr(feature = "files", serde(default))]
    pub rounding: Rounding,
}

/// How a note's principal comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "files",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
pub enum NoteRepayment {
    /// On every date all the cash that reaches it; what is left is due on the maturity date.
    #[doc(alias = "过手摊还")]
    PassThrough {
        /// The expected maturity: a distribution date, named by its nominal day or by the business day it pays on.
        #[cfg_attr(feature = "files", serde(deserialize_with = "crate::calendar::date"))]
        maturity: Date,
    },
    /// All of it on the maturity date. Before that, the cash that reaches its step stays in the plan account, up to what
    /// the note is owed, and no step below it on that date gets any of it; on the next date it is cash like any other.
    #[doc(alias = "到期一次还本")]
    Bullet {
        /// The expected maturity: a distribution date, named by its nominal day or by the business day it pays on.
        #[cfg_attr(feature = "files", serde(deserialize_with = "crate::calendar::date"))]
        maturity: Date,
    },
    /// What reaches it once every note that is not subordinated has been repaid; it is never due.
    #[doc(alias = "次级")]
    Subordinated,
}

impl Note {
    /// A pass-through note.
    pub fn pass_through(name: &str, amount: Money, coupon: Coupon, maturity: Date) -> Note {
        let repayment = NoteRepayment::PassThrough { maturity };
        Note { name: name.into(), amount, coupon: Some(coupon), repayment }
    }

    /// A bullet note.
    pub fn bullet(name: &str, amount: Money, coupon: Coupon, maturity: Date) -> Note {
        Note {
            name: name.into(),
            amount,
            coupon: Some(coupon),
            repayment: NoteRepayment::Bullet { maturity },
        }
    }

    /// A subordinated note without a coupon.
    pub fn subordinated(name: &str, amount: Money) -> Note {
        Note { name: name.into(), amount, coupon: None, repayment: NoteRepayment::Subordinated }
    }
}

impl Coupon {
    /// This rate on ACT/365F, rounded half-up: the market's usual coupon.
    pub fn fixed(rate: Rate) -> Coupon {
        Coupon { rate, day_count: DayCount::Act365Fixed, rounding: Rounding::HalfUp }
    }
}

impl From<&Note> for Place {
    fn from(note: &Note) -> Place {
        Place::Note(note.name.clone())
    }
}
