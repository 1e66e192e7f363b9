//! The parts of a projection.

use std::fmt;

use super::clean_up::CleanUpReport;
use super::disclosure::{AccountDate, ClassCoverage, StepDate};
use super::entries::{EntryKind, LedgerEntry};
use super::guaranteed::GuaranteedLoan;
use super::parties::PartyReport;
use super::servicer::ServicerReport;
use super::supports::{SupportDate, SupportReport};
use crate::calendar::Date;
use crate::deal::PaymentPeriod;
use crate::enhancement::Recourse;
use crate::manifest::Manifest;
use crate::money::Money;
use crate::rate::Rate;
use crate::servicing::{Collected, Commingled};
use crate::waterfall::{EventEffect, PaymentOrder, Price, SplitLedgers, Surplus};

/// One scenario, run through the deal with the full ledger.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Projection {
    /// What was left of the pool was bought, if it was.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub clean_up: Option<CleanUpReport>,
    /// What made it.
    pub manifest: Manifest,
    /// The deal's name.
    pub deal: String,
    /// Where its events come from.
    pub origin: Origin,
    /// How the plan account is split, if it is.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub split: Option<SplitLedgers>,
    /// What becomes of cash that no step takes.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Surplus::is_kept"))]
    pub surplus: Surplus,
    /// By distribution date.
    pub dates: Vec<DateReport>,
    /// By class of notes, in the order of the deal.
    pub notes: Vec<NoteReport>,
    /// By support, in the order in which they are called, but for those that the scenario does without.
    pub supports: Vec<SupportReport>,
    /// The loans that defaulted, by the date on which they did.
    pub defaults: Vec<DefaultReport>,
    /// What the scenario's default rates of the whole pool came to; what defaulted by period is told with the dates.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub pool_defaults: Vec<PoolDefaultReport>,
    /// What came of the servicer, if it failed.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub servicer: Option<ServicerReport>,
    /// The events of the deal that happened or were cured, in order.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub events: Vec<EventReport>,
    /// When and why the plan ended.
    pub ending: Ending,
    /// What was due and not paid after the last date; and principal of the subordinated notes that was not repaid.
    pub unpaid: Vec<Unpaid>,
    /// What every party, and the holders of every note, received less what they paid: their balance in the ledger.
    pub balances: Vec<PartyBalance>,
    /// What every party received and paid, kind by kind, with the notes that it holds.
    pub parties: Vec<PartyReport>,
    /// Every movement of money, in order.
    pub ledger: Vec<LedgerEntry>,
}

/// Where the events of a projection come from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Origin {
    /// A scenario, in its words.
    Scenario(String),
    /// A path of a simulation.
    Path {
        /// The simulation's seed.
        seed: u64,
        /// The path's number.
        path: u64,
    },
}

/// One distribution date.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DateReport {
    /// Its dates.
    pub period: PaymentPeriod,
    /// What the period collected.
    pub collected: Collected,
    /// What was paid in the period to a servicer that has failed, and is lost.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Commingled::is_nothing"))]
    pub commingled: Commingled,
    /// Performing principal of the pool at the end of the collection period.
    pub pool: Money,
    /// By which order of payment it was paid.
    #[cfg_attr(feature = "serde", serde(default))]
    pub order: PaymentOrder,
    /// Cash that can be distributed: the period's collections with what earlier dates kept.
    pub distributable: Money,
    /// What is due in the ranks down to the last note that is not subordinated: taxes, fees, interest, and principal of
    /// notes at their maturity. Fees count as far as those ranks pay them; items that rank below these notes are excluded.
    pub dues: Money,
    /// The coverage multiple (覆盖倍数) that the exchanges want disclosed for every date: distributable cash over dues.
    #[doc(alias = "覆盖倍数")]
    pub coverage: Option<f64>,
    /// What taxes and fees leave, over what is due to the notes that are not subordinated.
    pub senior_coverage: Option<f64>,
    /// By class of notes that is not subordinated, in the order of the deal: coverage down to its own rank.
    #[cfg_attr(feature = "serde", serde(default))]
    pub classes: Vec<ClassCoverage>,
    /// By step of the order in force, in its order.
    #[cfg_attr(feature = "serde", serde(default))]
    pub steps: Vec<StepDate>,
    /// By claim, in the order in which the waterfall first names them; a fee with two steps is told once.
    pub payments: Vec<DatePayment>,
    /// By class of notes.
    pub notes: Vec<NoteDate>,
    /// What was paid under all supports on this date, of dues that cash did not reach.
    pub drawn: Money,
    /// What of the collections guarantors of loans paid in the place of their borrowers.
    #[cfg_attr(feature = "serde", serde(default))]
    pub guaranteed: Money,
    /// By support: the recourse ledger after this date.
    pub supports: Vec<Recourse>,
    /// By support: what it was called for, paid and got on this date.
    #[cfg_attr(feature = "serde", serde(default))]
    pub of_supports: Vec<SupportDate>,
    /// By reserve account, in the order of the deal.
    pub reserves: Vec<ReserveDate>,
    /// By account of the plan: the collection account, the plan account, its ledgers if it is split, the reserves in the order of
    /// the deal.
    #[cfg_attr(feature = "serde", serde(default))]
    pub accounts: Vec<AccountDate>,
    /// What the accounts of the plan have earned since the date before; `None` where they earn nothing.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub earned: Option<Money>,
    /// What income owes principal after this date; `None` where the plan account is not split, or no longer.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub owed_to_principal: Option<Money>,
    /// Cash that stays in the plan account.
    pub kept: Money,
    /// Performing pool, kept cash and reserves over the principal that the notes which are not subordinated owe after this date;
    /// `None` once they are repaid. Of a pass-through note little is due before maturity, so its coverage multiple says
    /// nothing about whether the pool repays it; this does.
    pub asset_cover: Option<f64>,
}

/// What one claim got on one date.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DatePayment {
    /// The claim in words.
    pub what: String,
    /// What kind of payment it is, for programs.
    pub kind: EntryKind,
    /// What was paid of it.
    pub paid: Money,
    /// What was due and not paid; of recourse nothing is due while it waits for the senior notes.
    pub short: Money,
}

/// One reserve account on one date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ReserveDate {
    /// What it holds after the date.
    pub balance: Money,
    /// What it should hold then.
    pub target: Money,
}

/// One class of notes on one date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NoteDate {
    /// Interest paid.
    pub interest: Money,
    /// Principal paid.
    pub principal: Money,
    /// Residual received.
    pub residual: Money,
    /// Principal outstanding after the date.
    pub balance: Money,
    /// Interest due and not paid.
    pub interest_short: Money,
}

/// One class of notes over the life of the deal.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NoteReport {
    /// Its name.
    pub name: String,
    /// The amount issued.
    pub amount: Money,
    /// The price that its buyers paid.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Price::is_par"))]
    pub price: Price,
    /// Interest paid.
    pub interest: Money,
    /// Principal repaid.
    pub principal: Money,
    /// Residual received.
    pub residual: Money,
    /// Principal not repaid at the end.
    pub principal_short: Money,
    /// Interest due and not paid at the end.
    pub interest_short: Money,
    /// Weighted average life of the principal that was repaid, in years of 365 days from closing.
    pub average_life: Option<f64>,
    /// Effective annual yield to a buyer at that price, ACT/365F; `None` if nothing comes back.
    pub annual_yield: Option<f64>,
}

/// One loan's default: its borrower stops paying. A loan for which somebody else pays has defaulted only where that one did not, or no
/// more.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DefaultReport {
    /// The loan.
    pub loan: String,
    /// Its borrower.
    pub borrower: String,
    /// The first due date on which it did not pay.
    pub missed: Date,
    /// Principal outstanding then.
    pub outstanding: Money,
    /// What the plan recovers of it within its life.
    pub recovery: Money,
    /// What its guarantor did, if it has one.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub guaranteed: Option<GuaranteedLoan>,
}

/// An event of the deal that happened, or was cured.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct EventReport {
    /// Its name.
    pub event: String,
    /// The distribution date on which it happened or was cured.
    pub on: Date,
    /// The number of that date, from 1.
    pub number: usize,
    /// Did it happen, or was it cured?
    pub happened: bool,
    /// What it does.
    pub effect: EventEffect,
    /// Its condition, in words.
    pub because: String,
    /// Was it found once everything had been paid, so that it acts from the next date on?
    pub after_payment: bool,
}

/// What a default rate of the whole pool came to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PoolDefaultReport {
    /// The stress, in its [words](crate::scenario::Stress).
    pub stress: String,
    /// The principal that it asked for.
    pub asked: Money,
    /// The principal whose borrowers stopped paying: less where less performed.
    pub defaulted: Money,
    /// That as a share of the principal at the cut-off, to a ten-thousandth of a percent: the rate that was applied.
    pub rate: Rate,
    /// What the plan recovers of it within its life.
    pub recovery: Money,
    /// What guarantors, and a servicer that advances, paid for it when they were called, interest and principal. What one pays after its
    /// failure is recovered, as is the price of what is bought back.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Money::is_nothing"))]
    pub paid_by_others: Money,
}

/// When and why the plan ended. From then on nothing accrues and nobody is called; cash that still comes in on later dates
/// is paid out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[doc(alias = "清算")]
pub struct Ending {
    /// The distribution date at whose close it ended.
    pub on: Date,
    /// The number of that date, from 1.
    pub number: usize,
    /// Why.
    pub reason: EndReason,
    /// What was due then and not paid, and principal of subordinated notes that was not repaid.
    pub arrears: Vec<Unpaid>,
    /// What the loans that perform still owed then: whoever is to have what is left of the pool has it as it is (原状返还).
    #[doc(alias = "原状返还")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub in_kind: Money,
}

/// Why a plan ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum EndReason {
    /// Only subordinated notes were outstanding, if any; nothing could still be collected; the plan's accounts were empty.
    WoundUp,
    /// It was the plan's legal final date, the latest of its notes'.
    #[doc(alias = "法定到期日")]
    LegalFinal,
}

/// Something that was left unpaid.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Unpaid {
    /// What, in words.
    pub what: String,
    /// How much.
    pub amount: Money,
}

/// A party and what it is up or down.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PartyBalance {
    /// The account.
    pub name: String,
    /// Received less paid.
    pub balance: Money,
}

impl Projection {
    /// What was paid under all supports together.
    pub fn drawn(&self) -> Money {
        self.supports.iter().map(|support| support.recourse.drawn).sum()
    }

    /// The support of a name; `None` if there is none, or the scenario does without it.
    pub fn support(&self, name: &str) -> Option<&SupportReport> {
        self.supports.iter().find(|support| support.name == name)
    }

    /// The report on one class of notes.
    pub fn note(&self, name: &str) -> Option<&NoteReport> {
        self.notes.iter().find(|note| note.name == name)
    }
}

impl NoteReport {
    /// Everything its holders received.
    pub fn received(&self) -> Money {
        self.interest + self.principal + self.residual
    }

    /// Principal and interest that was owed to its holders and is not paid at the end.
    pub fn loss(&self) -> Money {
        self.principal_short + self.interest_short
    }
}

/// "20%:front: 30,000,000.00 of the pool defaulted, 20.00% of its principal at the cut-off; 3,000,000.00 of it is recovered",
/// without its full stop.
impl fmt::Display for PoolDefaultReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PoolDefaultReport { stress, asked, defaulted, rate, recovery, paid_by_others } = self;
        write!(f, "{stress}: {defaulted} of the pool defaulted, {rate} of its principal at the cut-off")?;
        if asked > defaulted {
            write!(f, ", of {asked} that were asked for, as no more performed")?;
        }
        write!(f, "; {recovery} of it is recovered")?;
        match paid_by_others.is_zero() {
            true => Ok(()),
            false => write!(f, ", and {paid_by_others} is paid in the borrowers' place"),
        }
    }
}

/// "on 2025-06-26 the event cumulative default rate happened (acceleration): …", without its full stop.
impl fmt::Display for EventReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let EventReport { event, on, effect, because, .. } = self;
        match self.happened {
            true => write!(f, "on {on} the event {event} happened ({effect}): {because}"),
            false => write!(f, "on {on} the event {event} was cured ({effect})"),
        }
    }
}

/// "nobody defaults", "path 17 of seed 1".
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Scenario(scenario) => f.write_str(scenario),
            Origin::Path { seed, path } => write!(f, "path {path} of seed {seed}"),
        }
    }
}

/// "the plan ended on 2026-06-26: …", without its full stop.
impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the plan ended on {}", self.on)?;
        match self.reason {
            EndReason::WoundUp => {
                f.write_str(": its senior notes were repaid, nothing was left to collect or to pay out")
            }
            EndReason::LegalFinal => f.write_str(", its legal final date"),
        }?;
        match self.in_kind {
            Money::ZERO => Ok(()),
            left => write!(f, "; performing loans still owed {left} then"),
        }
    }
}
