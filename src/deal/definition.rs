//! A deal as a whole, as written.

use std::collections::BTreeMap;

use super::Party;
use crate::calendar::{CalendarTable, Date, PaymentDates};
use crate::credit::CreditModel;
use crate::enhancement::ShortfallUndertaking;
use crate::pool::Pool;
use crate::servicing::Servicing;
use crate::waterfall::{Claim, Fee, Note, Step, Vat};

/// An asset-backed special plan (资产支持专项计划): everything about it that is agreed or assumed, as plain data.
///
/// Read one from TOML or JSON with the feature `files`, or write it as a Rust value; then [`resolve`](Deal::resolve)
/// it.
///
/// A `Deal` has a [`Pool`] of loans. It has a parameter `P` because a deal in a file may name a tape in its place, and cannot
/// be resolved before the tape is read: that is a `WrittenDeal` (feature `files`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "资产支持专项计划")]
pub struct Deal<P = Pool> {
    /// What people call it.
    pub name: String,
    /// Where the names of companies without a registration mean somebody; the deal's name, if there is none. Variants of one
    /// deal that are compared are in one namespace, so that the same firms default in all of them.
    #[cfg_attr(feature = "serde", serde(default))]
    pub namespace: Option<String>,
    /// The day the plan is set up: notes are paid for and start to accrue.
    #[doc(alias = "专项计划设立日")]
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
    pub closing: Date,
    /// Instalments due after this day belong to the plan; the closing date if there is none.
    #[doc(alias = "封包日")]
    #[cfg_attr(feature = "serde", serde(default, deserialize_with = "crate::calendar::optional_date"))]
    pub cutoff: Option<Date>,
    /// Who is in it.
    pub parties: Vec<Party>,
    /// What its accounts are called.
    #[cfg_attr(feature = "serde", serde(default))]
    pub accounts: Accounts,
    /// The loans.
    pub pool: P,
    /// What is assumed about default and recovery.
    pub credit: CreditModel,
    /// How collections reach the plan.
    pub servicing: Servicing,
    /// When it collects and when it pays.
    pub dates: PaymentDates,
    /// VAT on the interest collected.
    #[cfg_attr(feature = "serde", serde(default))]
    pub vat: Option<Vat>,
    /// Fees.
    #[cfg_attr(feature = "serde", serde(default))]
    pub fees: Vec<Fee>,
    /// Notes.
    pub notes: Vec<Note>,
    /// Who pays what the plan's cash does not reach.
    #[cfg_attr(feature = "serde", serde(default))]
    pub undertaking: Option<ShortfallUndertaking>,
    /// Who is paid in which order.
    pub waterfall: Vec<Step>,
    /// Business calendars of the deal's own, by name.
    #[cfg_attr(feature = "serde", serde(default))]
    pub calendars: BTreeMap<String, CalendarTable>,
}

#[cfg(feature = "files")]
impl<P> Deal<P> {
    /// What is known of the loans, and a deal of everything else with what `f` makes of it.
    pub(super) fn try_with_pool<Q, E>(self, f: impl FnOnce(P) -> Result<Q, E>) -> Result<Deal<Q>, E> {
        Ok(Deal {
            pool: f(self.pool)?,
            name: self.name,
            namespace: self.namespace,
            closing: self.closing,
            cutoff: self.cutoff,
            parties: self.parties,
            accounts: self.accounts,
            credit: self.credit,
            servicing: self.servicing,
            dates: self.dates,
            vat: self.vat,
            fees: self.fees,
            notes: self.notes,
            undertaking: self.undertaking,
            waterfall: self.waterfall,
            calendars: self.calendars,
        })
    }
}

impl Deal {
    /// A claim in words.
    pub(crate) fn describe(&self, claim: Claim) -> String {
        claim.in_words(&self.fees, &self.notes)
    }
}

/// The names of the two accounts that every deal has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
pub struct Accounts {
    /// The account that borrowers pay into (放贷专户, 专项监管账户).
    #[doc(alias = "专项监管账户")]
    pub collection: String,
    /// The account that everything is paid from (专项计划账户).
    #[doc(alias = "专项计划账户")]
    pub plan: String,
}

impl Default for Accounts {
    fn default() -> Accounts {
        Accounts { collection: "collection account".into(), plan: "plan account".into() }
    }
}
