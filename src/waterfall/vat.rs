//! Value-added tax.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::money::{Factor, FactorError, Rounding};
use crate::pool::AssetKind;
use crate::rate::Rate;
use crate::words::{self, UnknownWord};

/// Value-added tax and surcharges on the interest that the plan collects (增值税及附加). Interest includes the tax:
/// the plan owes interest / (1 + rate) × rate × (1 + surcharge).
///
/// The discount of receivables and what rents and licence fees exceed the amount financed by are taxed as interest is, unless
/// the tax says otherwise of their kind: practice differs, and deals state it. The tax of a kind is rounded by itself on every
/// date. No tax falls on recoveries.
///
/// ```
/// use abs_waterfall::waterfall::{AssetVat, Vat, VatBase};
/// assert_eq!(Vat::new("3%".parse()?, "12%".parse()?), Vat::three_percent());
/// let whole_fee = AssetVat::new(VatBase::Payment).with_rate("6%".parse()?);
/// assert_eq!(Vat::three_percent().with_licences(whole_fee).licences, Some(whole_fee));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "增值税及附加")]
#[non_exhaustive]
pub struct Vat {
    /// The rate: 3 % for asset-management products (财税〔2017〕56号).
    pub rate: Rate,
    /// Surcharges as a share of the tax: 12 % where all three apply (7 % + 3 % + 2 %).
    pub surcharge: Rate,
    /// The rounding of each date's tax.
    #[cfg_attr(feature = "serde", serde(default))]
    pub rounding: Rounding,
    /// How loans are taxed, where it is not on their interest at the rate.
    #[cfg_attr(feature = "serde", serde(default))]
    pub loans: Option<AssetVat>,
    /// How receivables are taxed, where it is not on their discount at the rate.
    #[cfg_attr(feature = "serde", serde(default))]
    pub receivables: Option<AssetVat>,
    /// How leases are taxed, where it is not on the interest part of their rents at the rate.
    #[cfg_attr(feature = "serde", serde(default))]
    pub leases: Option<AssetVat>,
    /// How licences are taxed, where it is not on the interest part of their fees at the rate.
    #[cfg_attr(feature = "serde", serde(default))]
    pub licences: Option<AssetVat>,
}

/// How the assets of one kind are taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct AssetVat {
    /// What is taxed.
    pub base: VatBase,
    /// The rate; that of the [`Vat`], if there is none. The surcharge is the same for all.
    #[cfg_attr(feature = "serde", serde(default))]
    pub rate: Option<Rate>,
}

/// What of the payments of an asset is taxed. In files it is the word: `income`, `payment`, `nothing`.
///
/// ```
/// use abs_waterfall::waterfall::VatBase;
/// assert_eq!("payment".parse(), Ok(VatBase::Payment));
/// assert_eq!(VatBase::default().to_string(), "income");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(transform = crate::words::in_schema::named(&VatBase::WORDS))
)]
#[non_exhaustive]
pub enum VatBase {
    /// The income part: interest, discount, or what rents and fees exceed the amount financed by.
    #[default]
    Income,
    /// All of it, as of a licence whose whole fee is a service sold.
    Payment,
    /// None of it.
    Nothing,
}

impl VatBase {
    /// The words for them in files, in errors and in reports.
    const WORDS: [(&str, VatBase); 3] =
        [("income", VatBase::Income), ("payment", VatBase::Payment), ("nothing", VatBase::Nothing)];
}

/// The word for it: `income`.
impl fmt::Display for VatBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&VatBase::WORDS, self))
    }
}

/// From the same word.
impl FromStr for VatBase {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<VatBase, UnknownWord> {
        words::meaning(&VatBase::WORDS, word)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for VatBase {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<VatBase, D::Error> {
        words::in_files::read(from, &VatBase::WORDS)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for VatBase {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        words::in_files::write(self, &VatBase::WORDS, to)
    }
}

impl AssetVat {
    /// A tax on this, at the rate of the [`Vat`].
    #[must_use]
    pub fn new(base: VatBase) -> AssetVat {
        AssetVat { base, rate: None }
    }

    /// The same tax at a rate of its own.
    #[must_use]
    pub fn with_rate(self, rate: Rate) -> AssetVat {
        AssetVat { rate: Some(rate), ..self }
    }
}

impl Vat {
    /// A tax at this rate, with surcharges as a share of it, rounded half-up.
    #[must_use]
    pub fn new(rate: Rate, surcharge: Rate) -> Vat {
        let rounding = Rounding::HalfUp;
        Vat { rate, surcharge, rounding, loans: None, receivables: None, leases: None, licences: None }
    }

    /// The same tax, rounded in this way.
    #[must_use]
    pub fn with_rounding(self, rounding: Rounding) -> Vat {
        Vat { rounding, ..self }
    }

    /// The same tax, but on loans this.
    #[must_use]
    pub fn with_loans(self, loans: AssetVat) -> Vat {
        Vat { loans: Some(loans), ..self }
    }

    /// The same tax, but on receivables this.
    #[must_use]
    pub fn with_receivables(self, receivables: AssetVat) -> Vat {
        Vat { receivables: Some(receivables), ..self }
    }

    /// The same tax, but on leases this.
    #[must_use]
    pub fn with_leases(self, leases: AssetVat) -> Vat {
        Vat { leases: Some(leases), ..self }
    }

    /// The same tax, but on licences this.
    #[must_use]
    pub fn with_licences(self, licences: AssetVat) -> Vat {
        Vat { licences: Some(licences), ..self }
    }

    /// 3 % with surcharges of 12 %, rounded half-up: 3.262 % of the interest collected.
    ///
    /// ```
    /// use abs_waterfall::{Money, waterfall::Vat};
    /// let tax = Vat::three_percent().factor()?;
    /// assert_eq!("10242777.76".parse::<Money>()?.times(tax), "334133.33".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn three_percent() -> Vat {
        let rate = |hundredths| Rate::new(Decimal::new(hundredths, 2)).unwrap_or_default();
        Vat::new(rate(3), rate(12))
    }

    /// How the assets of a kind are taxed.
    pub fn on(&self, kind: AssetKind) -> AssetVat {
        self.written_of(kind).unwrap_or(AssetVat::new(VatBase::Income))
    }

    /// What is written of a kind, if anything is.
    pub(crate) fn written_of(&self, kind: AssetKind) -> Option<AssetVat> {
        match kind {
            AssetKind::Loan => self.loans,
            AssetKind::Receivable => self.receivables,
            AssetKind::Lease => self.leases,
            AssetKind::Licence => self.licences,
        }
    }

    /// The factor that turns what is taxed of the assets of a kind into the tax.
    ///
    /// # Errors
    /// [`FactorError`] where the exact ratio does not fit.
    pub(crate) fn factor_on(&self, kind: AssetKind) -> Result<Factor, FactorError> {
        Vat { rate: self.on(kind).rate.unwrap_or(self.rate), ..*self }.factor()
    }

    /// The factor that turns collected interest into the tax, at the rate.
    ///
    /// # Errors
    /// [`FactorError`] where the exact ratio does not fit.
    pub fn factor(&self) -> Result<Factor, FactorError> {
        let tax = self.rate.to_decimal() * (Decimal::ONE + self.surcharge.to_decimal());
        let gross = Decimal::ONE + self.rate.to_decimal();
        let scaled = |x: Decimal| x.mantissa().unsigned_abs() * 10_u128.pow(24_u32.saturating_sub(x.scale()));
        Factor::new(scaled(tax), scaled(gross), self.rounding)
    }
}
