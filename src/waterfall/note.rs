//! Notes: as written, as the engine sees them, and the way from one to the other.

use std::collections::BTreeMap;

use thiserror::Error;

use super::coupon::Coupon;
use super::coupon_rate::CouponProblem;
use super::price::Price;
use super::repayment::{BoundRepayment, NoteKind, NoteRepayment, date_of};
use crate::calendar::{Date, PaymentPeriod, RateTable};
use crate::enhancement::NoteDues;
use crate::found::Found;
use crate::limits::{AmountProblem, check_not_negative};
use crate::money::{Factor, Money};
use crate::place::Place;

/// A class of notes, sold on the closing date.
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
    /// That its interest may be deferred (利息递延): what cash does not reach is not missed until the last of its principal is due,
    /// and nobody makes it up; whatever later reaches its step pays it first. Not for the note whose interest is paid first.
    #[doc(alias = "利息递延")]
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = null)))]
    pub deferrable: Option<Deferral>,
    /// What its buyers pay at closing: their yield goes by it, and nothing that is owed to them. The plan does not see it.
    #[doc(alias = "发行价格")]
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Price::is_par"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = "100%", "x-default" = "par")))]
    pub price: Price,
    /// How its principal comes back.
    pub repayment: NoteRepayment,
    /// The legal final maturity: the distribution date by which principal must be paid; its expected maturity, or the dates of
    /// its plan, if it is not said. Between the two, in the tail, what comes in late still repays the note, and nothing is
    /// missed yet.
    #[doc(alias = "法定到期日")]
    #[cfg_attr(
        feature = "serde",
        serde(
            default,
            deserialize_with = "crate::calendar::optional_date",
            skip_serializing_if = "Option::is_none"
        )
    )]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<crate::calendar::WrittenDate>", extend("x-default" = "the expected maturity"))
    )]
    pub legal_final: Option<Date>,
    /// The first distribution date on which it may be repaid; from the first on, if it is not said. Until then its step leaves
    /// cash to the steps below. A step that pays ahead does not wait for it.
    #[doc(alias = "锁定期")]
    #[cfg_attr(
        feature = "serde",
        serde(
            default,
            deserialize_with = "crate::calendar::optional_date",
            skip_serializing_if = "Option::is_none"
        )
    )]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<crate::calendar::WrittenDate>", extend("x-default" = "the first distribution date"))
    )]
    pub locked_until: Option<Date>,
    /// The party that holds all of it: what it receives is told with what else the party does, and the checks read it. Once one
    /// note of a deal says it, those that do not are held by others than the originator and its affiliates.
    #[doc(alias = "风险自留")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub held_by: Option<String>,
}

/// What interest that is deferred earns itself.
///
/// ```
/// use abs_waterfall::waterfall::{Deferral, Note, NoteRepayment};
/// let mezzanine = NoteRepayment::PassThrough { maturity: "2026-06-26".parse()? };
/// let mezzanine = Note::new("B", "28000000".parse()?, mezzanine).with_deferral(Deferral::Compound);
/// assert_eq!(mezzanine.deferrable, Some(Deferral::Compound));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Deferral {
    /// Nothing (单利).
    #[doc(alias = "单利")]
    Simple,
    /// The note's coupon, from the date on which it was not paid (复利).
    #[doc(alias = "复利")]
    Compound,
}

impl Note {
    /// A note without a coupon, sold at par.
    #[must_use]
    pub fn new(name: &str, amount: Money, repayment: NoteRepayment) -> Note {
        let (coupon, deferrable, price) = (None, None, Price::PAR);
        let (legal_final, locked_until, held_by) = (None, None, None);
        Note {
            name: name.into(),
            amount,
            coupon,
            deferrable,
            price,
            repayment,
            legal_final,
            locked_until,
            held_by,
        }
    }

    /// The same note, which earns this.
    #[must_use]
    pub fn with_coupon(self, coupon: Coupon) -> Note {
        Note { coupon: Some(coupon), ..self }
    }

    /// The same note, whose interest may be deferred.
    #[must_use]
    pub fn with_deferral(self, deferral: Deferral) -> Note {
        Note { deferrable: Some(deferral), ..self }
    }

    /// The same note, sold at this price.
    #[must_use]
    pub fn with_price(self, price: Price) -> Note {
        Note { price, ..self }
    }

    /// What its buyers pay for all of it.
    #[must_use]
    pub fn proceeds(&self) -> Money {
        self.price.of(self.amount)
    }

    /// The same note, whose principal must be paid by this day, after its expected maturity.
    #[must_use]
    pub fn with_legal_final(self, legal_final: Date) -> Note {
        Note { legal_final: Some(legal_final), ..self }
    }

    /// The same note, which is not repaid before this day, but by a step that pays ahead.
    #[must_use]
    pub fn with_lockout(self, locked_until: Date) -> Note {
        Note { locked_until: Some(locked_until), ..self }
    }

    /// The same note, all of it held by this party.
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
    /// Its coupon gives no rate.
    #[error(transparent)]
    Coupon(#[from] CouponProblem),
    /// Interest that there is not.
    #[error("it has no coupon, and no interest to defer: give it one, or leave `deferrable` out")]
    NothingToDefer,
    /// A day between distribution dates.
    #[error("{what} {day} is no distribution date; the nearest {nearest}")]
    OffDate {
        /// What it is the day of.
        what: &'static str,
        /// The day.
        day: Date,
        /// The distribution dates before and after it, in words.
        nearest: String,
    },
    /// A plan without an amount.
    #[error("it is repaid by a plan without an amount: list the dates and what is repaid on each")]
    NoSchedule,
    /// A plan that goes back.
    #[error("the scheduled date {0} is not after the one before it: list each date once, in order")]
    ScheduleOutOfOrder(Date),
    /// A plan that repays more or less than there is.
    #[error("the scheduled amounts sum to {scheduled}, and the note is of {amount}: they must be the same")]
    ScheduleSum {
        /// What is scheduled.
        scheduled: Money,
        /// What was issued.
        amount: Money,
    },
    /// A legal final maturity before the expected one.
    #[error("the legal final maturity {legal_final} is before the expected maturity {expected}")]
    LegalBeforeExpected {
        /// The legal final maturity.
        legal_final: Date,
        /// The expected maturity.
        expected: Date,
    },
    /// A note that cannot be repaid when it is due.
    #[error(
        "it is locked until {locked_until}, after principal is first due on {due}: end the lockout by then"
    )]
    LockedWhenDue {
        /// The end of the lockout.
        locked_until: Date,
        /// When principal is first due.
        due: Date,
    },
    /// A legal final maturity of what is never due.
    #[error("a subordinated note is never due: leave its legal final maturity out")]
    NeverDue,
}

/// A class of notes, resolved.
#[derive(Clone, Debug)]
pub(crate) struct NotePlan {
    pub(crate) amount: Money,
    pub(crate) kind: NoteKind,
    /// The first date on which principal may be paid,
    pub(crate) unlocked: usize,
    /// from which on what is payable of it is expected, and supports are called for it,
    pub(crate) expected_from: usize,
    /// and from which on it must be paid; each past the last date if never.
    pub(crate) required_from: usize,
    /// The last date on which anything of it can fall due.
    pub(crate) legal_final: usize,
    /// Interest on the opening balance, by accrual; empty for a note without a coupon.
    pub(crate) interest: Vec<Factor>,
    /// The first date on which interest is expected, and the first on which it must be paid: of interest that may be deferred
    /// those of its last principal; past the last date if never.
    pub(crate) interest_expected_from: usize,
    pub(crate) interest_required_from: usize,
    /// Does interest that is not paid earn interest?
    pub(crate) compounds: bool,
}

impl Note {
    /// Binds its dates to distribution dates and its coupon, given the deal's tables of rates, to factors; and checks its
    /// rules.
    pub(crate) fn resolve(
        &self,
        periods: &[PaymentPeriod],
        tables: &BTreeMap<String, RateTable>,
        found: &mut Found<NoteProblem>,
    ) -> NotePlan {
        found.take(self, check_not_negative("amount", self.amount));
        let interest =
            self.coupon.as_ref().and_then(|coupon| found.take(self, coupon.factors(periods, tables)));
        if self.deferrable.is_some() && self.coupon.is_none() {
            found.add(self, NoteProblem::NothingToDefer);
        }
        let repayment = found.take(self, self.repayment.resolve(self.amount, periods));
        let repayment = repayment.unwrap_or(BoundRepayment { kind: NoteKind::Subordinated, span: None });
        let unlocked = self.locked_until.map(|day| date_of("the end of the lockout", day, periods));
        let unlocked = unlocked.and_then(|date| found.take(self, date)).unwrap_or_default();
        let (first, last) = repayment.span.unwrap_or((periods.len(), periods.len().saturating_sub(1)));
        let legal_final = found.take(self, self.legal_final(last, periods)).flatten();
        if unlocked > first {
            let (locked_until, due) = (periods[unlocked].distribution, periods[first].distribution);
            found.add(self, NoteProblem::LockedWhenDue { locked_until, due });
        }
        let (interest_expected_from, interest_required_from) = match (self.deferrable, repayment.span) {
            (None, _) => (0, 0),
            (Some(_), Some((_, last))) => (last, legal_final.unwrap_or(last)),
            (Some(_), None) => (periods.len(), periods.len()),
        };
        NotePlan {
            amount: self.amount,
            kind: repayment.kind,
            unlocked,
            expected_from: first,
            required_from: legal_final.unwrap_or(first),
            legal_final: legal_final.unwrap_or(last),
            interest: interest.unwrap_or_default(),
            interest_expected_from,
            interest_required_from,
            compounds: self.deferrable == Some(Deferral::Compound),
        }
    }

    /// The date of the legal final maturity, given that of the expected one; `None` if it is not said.
    fn legal_final(&self, expected: usize, periods: &[PaymentPeriod]) -> Result<Option<usize>, NoteProblem> {
        let Some(legal_final) = self.legal_final else { return Ok(None) };
        if self.repayment.is_subordinated() {
            return Err(NoteProblem::NeverDue);
        }
        let date = date_of("legal final maturity", legal_final, periods)?;
        match periods.get(expected).map(|period| period.distribution) {
            Some(expected) if expected > periods[date].distribution => {
                Err(NoteProblem::LegalBeforeExpected { legal_final, expected })
            }
            _ => Ok(Some(date)),
        }
    }

    /// What of it ever falls due.
    pub(crate) fn dues(&self) -> NoteDues {
        NoteDues {
            interest: self.coupon.is_some(),
            defers: self.deferrable.is_some(),
            principal: !self.repayment.is_subordinated(),
        }
    }
}

impl NotePlan {
    /// The interest of an accrual, given the balance and the interest that has not been paid.
    #[inline(always)]
    pub(super) fn accrues(&self, balance: Money, unpaid: Money, accrual: usize) -> Money {
        let Some(factor) = self.interest.get(accrual) else { return Money::ZERO };
        if self.compounds { (balance + unpaid).times(*factor) } else { balance.times(*factor) }
    }

    /// What accrues over all dates if nothing is ever paid.
    pub(super) fn most_interest(&self, dates: usize) -> Money {
        let all = self.interest.len();
        (all.saturating_sub(dates)..all)
            .fold(Money::ZERO, |unpaid, date| unpaid + self.accrues(self.amount, unpaid, date))
    }
}

#[cfg(test)]
impl NotePlan {
    /// A note of nothing without interest, all of which is due from this date on.
    pub(super) fn due(kind: NoteKind, date: usize) -> NotePlan {
        NotePlan {
            amount: Money::ZERO,
            kind,
            unlocked: 0,
            expected_from: date,
            required_from: date,
            legal_final: date,
            interest: Vec::new(),
            interest_expected_from: 0,
            interest_required_from: 0,
            compounds: false,
        }
    }
}
