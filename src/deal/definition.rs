//! A deal as a whole, as written.

use std::collections::BTreeMap;

use super::{Fee, Note, Party, Step};
use crate::calendar::{CalendarTable, Date, Roll, Schedule};
use crate::credit::CreditModel;
use crate::enhancement::ShortfallUndertaking;
use crate::money::{Factor, FactorError, Rounding};
use crate::pool::Pool;
use crate::rate::Rate;
use crate::servicing::Servicing;

/// An asset-backed special plan (资产支持专项计划): everything about it that is agreed or assumed, as plain data.
///
/// Read one from TOML or JSON with the feature `files`, or write it as a Rust value; then [`resolve`](Deal::resolve)
/// it.
///
/// A `Deal` has a [`Pool`] of loans. It has a parameter `P` because a deal in a file may name a tape in its place, and cannot
/// be resolved before the tape is read: that is a `WrittenDeal` (feature `files`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "资产支持专项计划")]
pub struct Deal<P = Pool> {
    /// What people call it.
    pub name: String,
    /// Where the names of companies without a registration mean somebody; the deal's name, if there is none. Variants of one
    /// deal that are compared are in one namespace, so that the same firms default in all of them.
    #[cfg_attr(feature = "files", serde(default))]
    pub namespace: Option<String>,
    /// The day the plan is set up: notes are paid for and start to accrue.
    #[doc(alias = "专项计划设立日")]
    #[cfg_attr(feature = "files", serde(deserialize_with = "crate::calendar::date"))]
    pub closing: Date,
    /// Instalments due after this day belong to the plan; the closing date if there is none.
    #[doc(alias = "封包日")]
    #[cfg_attr(feature = "files", serde(default, deserialize_with = "crate::calendar::optional_date"))]
    pub cutoff: Option<Date>,
    /// Who is in it.
    pub parties: Vec<Party>,
    /// What its accounts are called.
    #[cfg_attr(feature = "files", serde(default))]
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
    #[cfg_attr(feature = "files", serde(default))]
    pub vat: Option<Vat>,
    /// Fees.
    #[cfg_attr(feature = "files", serde(default))]
    pub fees: Vec<Fee>,
    /// Notes.
    pub notes: Vec<Note>,
    /// Who pays what the plan's cash does not reach.
    #[cfg_attr(feature = "files", serde(default))]
    pub undertaking: Option<ShortfallUndertaking>,
    /// Who is paid in which order.
    pub waterfall: Vec<Step>,
    /// Business calendars of the deal's own, by name.
    #[cfg_attr(feature = "files", serde(default))]
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

/// The names of the two accounts that every deal has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "files",
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

/// The dates of a deal: as many calculation dates as distribution dates. Collections up to and including a calculation
/// date are paid out on the distribution date of the same number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct PaymentDates {
    /// The ends of the collection periods (计算日, R).
    #[doc(alias = "计算日")]
    pub calculation: Schedule,
    /// The nominal distribution dates (兑付日, T).
    #[doc(alias = "兑付日")]
    pub distribution: Schedule,
    /// What happens to a distribution date that is no business day.
    #[cfg_attr(feature = "files", serde(default))]
    pub roll: Roll,
    /// The calendar of distribution dates: `exchange`, `bank`, or one of the deal's own.
    #[cfg_attr(feature = "files", serde(default = "exchange"))]
    pub calendar: String,
    /// Interest and fees accrue to the rolled dates; otherwise, as is usual here, to the nominal ones.
    #[cfg_attr(feature = "files", serde(default))]
    pub accrue_to_rolled: bool,
}

fn exchange() -> String {
    "exchange".into()
}

impl PaymentDates {
    /// These dates, unadjusted.
    pub fn new(calculation: Schedule, distribution: Schedule) -> PaymentDates {
        PaymentDates {
            calculation,
            distribution,
            roll: Roll::Unadjusted,
            calendar: exchange(),
            accrue_to_rolled: false,
        }
    }
}

/// Value-added tax and surcharges on the interest that the plan collects (增值税及附加). Interest includes the tax:
/// the plan owes interest / (1 + rate) × rate × (1 + surcharge).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "files", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "增值税及附加")]
pub struct Vat {
    /// The rate: 3 % for asset-management products (财税〔2017〕56号).
    pub rate: Rate,
    /// Surcharges as a share of the tax: 12 % where all three apply (7 % + 3 % + 2 %).
    pub surcharge: Rate,
    /// The rounding of each date's tax.
    #[cfg_attr(feature = "files", serde(default))]
    pub rounding: Rounding,
}

impl Vat {
    /// 3 % with surcharges of 12 %, rounded half-up: 3.262 % of the interest collected.
    ///
    /// ```
    /// use abs_waterfall::{Money, deal::Vat};
    /// let tax = Vat::three_percent().factor()?;
    /// assert_eq!("10242777.76".parse::<Money>()?.times(tax), "334133.33".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn three_percent() -> Vat {
        use rust_decimal::Decimal;
        let rate = |hundredths| Rate::new(Decimal::new(hundredths, 2)).unwrap_or_default();
        Vat { rate: rate(3), surcharge: rate(12), rounding: Rounding::HalfUp }
    }

    /// The factor that turns collected interest into the tax.
    ///
    /// # Errors
    /// [`FactorError`] where the exact ratio does not fit.
    pub fn factor(&self) -> Result<Factor, FactorError> {
        use rust_decimal::Decimal;
        let tax = self.rate.to_decimal() * (Decimal::ONE + self.surcharge.to_decimal());
        let gross = Decimal::ONE + self.rate.to_decimal();
        let scaled = |x: Decimal| x.mantissa().unsigned_abs() * 10_u128.pow(24_u32.saturating_sub(x.scale()));
        Factor::new(scaled(tax), scaled(gross), self.rounding)
    }
}
