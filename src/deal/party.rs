//! The parties of a deal.

use std::fmt;
use std::str::FromStr;

use crate::credit::{CreditQuality, Grade};
use crate::enhancement::AfterFailure;
use crate::money::Money;
use crate::place::Place;
use crate::rate::AssetCorrelation;
use crate::words::{self, UnknownWord};

/// A company in the deal. It has one account in the ledger, whatever its roles.
///
/// ```
/// use abs_waterfall::credit::CreditQuality;
/// use abs_waterfall::deal::{Party, Role};
/// let enhancer = Party::new("Provincial guarantor", &[Role::ShortfallPayer])
///     .with_quality(CreditQuality::rating("AAA"))
///     .with_asset_correlation("0.3".parse()?);
/// assert_eq!(enhancer.roles[0].to_string(), "shortfall-payer");
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Party {
    /// Its name, unique in the deal.
    pub name: String,
    /// Its registration (统一社会信用代码), by which it is the same company in every deal; empty if it is not given.
    #[doc(alias = "统一社会信用代码")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub registration: String,
    /// What it does in the deal; one company may do several things.
    pub roles: Vec<Role>,
    /// How likely it is to default. It is simulated of those who give supports, of a servicer that can fail, and of who buys loans back
    /// or what is left of the pool, who never default without one; of other parties it is kept for the record. A servicer can fail where
    /// the deal says what that does.
    #[cfg_attr(feature = "serde", serde(default))]
    pub quality: Option<CreditQuality>,
    /// How much its assets move with the common factor; the pool's correlation if it has none of its own.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "the pool's")))]
    pub asset_correlation: Option<AssetCorrelation>,
    /// What it still pays of what it is called for under its supports once it has failed, and when; nothing, if it is not said.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "none")))]
    pub after_failure: Option<AfterFailure>,
    /// The group of companies that it belongs to (关联方), read by the checks alone. Parties, and borrowers, of one
    /// group are affiliates.
    #[doc(alias = "关联方")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub group: Option<String>,
    /// Its net assets at the end of last year (上年末净资产), read by the checks alone.
    #[doc(alias = "净资产")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub net_assets: Option<Money>,
}

/// What a party does.
///
/// ```
/// use abs_waterfall::deal::Role;
/// assert_eq!("shortfall-payer".parse(), Ok(Role::ShortfallPayer));
/// assert_eq!(Role::PlanManager.to_string(), "plan-manager");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(transform = crate::words::in_schema::named(&Role::WORDS))
)]
#[non_exhaustive]
pub enum Role {
    /// Makes the loans and sells them to the plan.
    #[doc(alias = "原始权益人")]
    Originator,
    /// Collects.
    #[doc(alias = "资产服务机构")]
    Servicer,
    /// Takes the place of a servicer that has failed.
    #[doc(alias = "后备资产服务机构")]
    BackupServicer,
    /// Promises to pay what the plan's cash does not reach.
    #[doc(alias = "差额支付承诺人")]
    ShortfallPayer,
    /// Guarantees the notes, or gives a letter of guarantee.
    #[doc(alias = "担保人")]
    Guarantor,
    /// Lends the plan what a date lacks.
    #[doc(alias = "流动性支持机构")]
    LiquidityProvider,
    /// Guarantees loans. What it pays is told by a support of the kind `loan-guarantee`; without one it is for the record.
    #[doc(alias = "基础资产保证人")]
    LoanGuarantor,
    /// Runs the plan.
    #[doc(alias = "计划管理人")]
    PlanManager,
    /// Holds the plan account.
    #[doc(alias = "托管人")]
    Custodian,
    /// Holds the collection account.
    #[doc(alias = "监管银行")]
    SupervisionBank,
    /// Keeps the register of noteholders and pays them.
    #[doc(alias = "登记托管机构")]
    Registrar,
    /// Rates the notes and watches them.
    #[doc(alias = "评级机构")]
    RatingAgency,
}

impl Party {
    /// Its rating, where that is a grade of the agencies.
    pub(crate) fn grade(&self) -> Option<Grade> {
        match self.quality.as_ref()? {
            CreditQuality::Rating(grade) => grade.parse().ok(),
            CreditQuality::AnnualPd(_) => None,
        }
    }

    /// A party with these roles and no credit risk of its own.
    #[must_use]
    pub fn new(name: impl Into<String>, roles: &[Role]) -> Party {
        Party {
            name: name.into(),
            registration: String::new(),
            roles: roles.to_vec(),
            quality: None,
            asset_correlation: None,
            after_failure: None,
            group: None,
            net_assets: None,
        }
    }

    /// With this registration (统一社会信用代码), by which it is the same company in every deal.
    #[must_use]
    pub fn with_registration(self, registration: impl Into<String>) -> Party {
        Party { registration: registration.into(), ..self }
    }

    /// With a quality, so that it can default.
    #[must_use]
    pub fn with_quality(self, quality: CreditQuality) -> Party {
        Party { quality: Some(quality), ..self }
    }

    /// With an asset correlation of its own.
    #[must_use]
    pub fn with_asset_correlation(self, asset_correlation: AssetCorrelation) -> Party {
        Party { asset_correlation: Some(asset_correlation), ..self }
    }

    /// Which pays this of what it is called for once it has failed.
    #[must_use]
    pub fn with_after_failure(self, after_failure: AfterFailure) -> Party {
        Party { after_failure: Some(after_failure), ..self }
    }

    /// In this group of companies, for the checks alone.
    #[must_use]
    pub fn with_group(self, group: impl Into<String>) -> Party {
        Party { group: Some(group.into()), ..self }
    }

    /// With these net assets at the end of last year, for the checks alone.
    #[must_use]
    pub fn with_net_assets(self, net_assets: Money) -> Party {
        Party { net_assets: Some(net_assets), ..self }
    }
}

impl Role {
    /// The words for them in files, in errors and in reports.
    const WORDS: [(&str, Role); 12] = [
        ("originator", Role::Originator),
        ("servicer", Role::Servicer),
        ("backup-servicer", Role::BackupServicer),
        ("shortfall-payer", Role::ShortfallPayer),
        ("guarantor", Role::Guarantor),
        ("liquidity-provider", Role::LiquidityProvider),
        ("loan-guarantor", Role::LoanGuarantor),
        ("plan-manager", Role::PlanManager),
        ("custodian", Role::Custodian),
        ("supervision-bank", Role::SupervisionBank),
        ("registrar", Role::Registrar),
        ("rating-agency", Role::RatingAgency),
    ];
}

/// The word for it: `shortfall-payer`.
impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(words::word(&Role::WORDS, self))
    }
}

/// From the same word.
impl FromStr for Role {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Role, UnknownWord> {
        words::meaning(&Role::WORDS, word)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Role {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Role, D::Error> {
        words::in_files::read(from, &Role::WORDS)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Role {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        words::in_files::write(self, &Role::WORDS, to)
    }
}

impl From<&Party> for Place {
    fn from(party: &Party) -> Place {
        Place::Party(party.name.clone())
    }
}
