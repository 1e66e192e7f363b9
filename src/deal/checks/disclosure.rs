//! What a deal may say of itself that no cash flow depends on, and that the exchanges ask for.

use crate::money::Money;
use crate::pool::LoanDisclosure;
use crate::rate::Rate;

/// Facts of a deal that are read by the checks alone ([`ResolvedDeal::checks`](crate::ResolvedDeal::checks)): no cash flow and
/// no draw depends on them. What is not stated is not known, and a check that needs it says so.
///
/// ```
/// use abs_waterfall::deal::{AssetClass, Disclosure};
/// use abs_waterfall::pool::LoanDisclosure;
/// let disclosed = Disclosure::default().with_assets(AssetClass::Leases).with_every_loan(LoanDisclosure::clean());
/// assert_eq!(disclosed.ip_share, None, "not stated");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[doc(alias = "信息披露")]
#[non_exhaustive]
pub struct Disclosure {
    /// What the claims are, which decides on the rules; loans, if it is not said.
    pub assets: Option<AssetClass>,
    /// What loans that were made online are for; they were not, if it is not said.
    #[doc(alias = "网络小额贷款")]
    pub online: Option<OnlineLoans>,
    /// Is every affiliation of debtors, with each other and with the originator, stated by their `group`? Then debtors without
    /// one are affiliates of nobody.
    pub groups_complete: bool,
    /// What is true of every loan that does not say otherwise itself.
    pub every_loan: Option<LoanDisclosure>,
    /// The share of the pool's cash flow that is of intellectual property or of claims that financed it. If it is not said, that
    /// of the loans with an appraised value of pledged patents.
    pub ip_share: Option<Rate>,
    /// The share of the proceeds that buys intellectual property.
    pub ip_proceeds: Option<Rate>,
    /// How many months of collections go to the plan account at a time, where they do not wait for the calculation date.
    #[doc(alias = "归集周期")]
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "months")))]
    pub transfer_months: Option<u32>,
    /// What is left of the pool, as a share of what it was, when the originator may buy it back; 0 where it may not.
    #[doc(alias = "清仓回购")]
    pub clean_up: Option<Rate>,
    /// Is the originator a micro-loan company (小额贷款公司)? It is, if it is not said.
    #[doc(alias = "小额贷款公司")]
    pub micro_lender: Option<bool>,
    /// For how many full years the originator has been in business.
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "years")))]
    pub lender_years: Option<u32>,
    /// Did the originator make a profit in the last year?
    pub lender_profitable: Option<bool>,
    /// What the originator owes on bonds and asset-backed securities, this deal's included.
    pub lender_bonds: Option<Money>,
    /// What the originator owes to banks and shareholders.
    pub lender_borrowings: Option<Money>,
}

/// What the claims of a deal are, in the terms of the exchanges.
///
/// ```
/// use abs_waterfall::deal::AssetClass;
/// assert_eq!("supply-chain".parse(), Ok(AssetClass::SupplyChain));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(transform = crate::words::in_schema::named(&AssetClass::WORDS))
)]
#[non_exhaustive]
pub enum AssetClass {
    /// Loans of a micro-loan company or another lender (小额贷款债权).
    #[default]
    #[doc(alias = "小额贷款债权")]
    Loans,
    /// Rents of finance leases (融资租赁债权).
    #[doc(alias = "融资租赁债权")]
    Leases,
    /// Claims for goods, services or licences (应收账款).
    #[doc(alias = "应收账款")]
    Receivables,
    /// Claims of suppliers on a core enterprise or its subsidiaries (核心企业供应链应收款).
    #[doc(alias = "核心企业供应链应收款")]
    SupplyChain,
}

/// What loans made online are for.
///
/// ```
/// use abs_waterfall::deal::OnlineLoans;
/// assert_eq!(OnlineLoans::Business.to_string(), "business");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(transform = crate::words::in_schema::named(&OnlineLoans::WORDS))
)]
#[non_exhaustive]
pub enum OnlineLoans {
    /// Business (生产经营).
    Business,
    /// Consumption (消费).
    Consumer,
}

/// The same facts, with another.
impl Disclosure {
    /// Of claims of this kind.
    #[must_use]
    pub fn with_assets(self, assets: AssetClass) -> Disclosure {
        Disclosure { assets: Some(assets), ..self }
    }

    /// Of loans made online for this.
    #[must_use]
    pub fn with_online(self, online: OnlineLoans) -> Disclosure {
        Disclosure { online: Some(online), ..self }
    }

    /// With every affiliation of debtors stated, or not.
    #[must_use]
    pub fn with_groups_complete(self, groups_complete: bool) -> Disclosure {
        Disclosure { groups_complete, ..self }
    }

    /// With this true of every loan that does not say otherwise itself.
    #[must_use]
    pub fn with_every_loan(self, every_loan: LoanDisclosure) -> Disclosure {
        Disclosure { every_loan: Some(every_loan), ..self }
    }

    /// With this share of the cash flow from intellectual property.
    #[must_use]
    pub fn with_ip_share(self, share: Rate) -> Disclosure {
        Disclosure { ip_share: Some(share), ..self }
    }

    /// With this share of the proceeds spent on intellectual property.
    #[must_use]
    pub fn with_ip_proceeds(self, share: Rate) -> Disclosure {
        Disclosure { ip_proceeds: Some(share), ..self }
    }

    /// With so many months of collections transferred at a time.
    #[must_use]
    pub fn with_transfer_months(self, months: u32) -> Disclosure {
        Disclosure { transfer_months: Some(months), ..self }
    }

    /// With a clean-up call once this share of the pool is left.
    #[must_use]
    pub fn with_clean_up(self, share: Rate) -> Disclosure {
        Disclosure { clean_up: Some(share), ..self }
    }

    /// By an originator that is a micro-loan company, or not.
    #[must_use]
    pub fn with_micro_lender(self, is_one: bool) -> Disclosure {
        Disclosure { micro_lender: Some(is_one), ..self }
    }

    /// By an originator so many full years in business.
    #[must_use]
    pub fn with_lender_years(self, years: u32) -> Disclosure {
        Disclosure { lender_years: Some(years), ..self }
    }

    /// By an originator that made a profit last year, or not.
    #[must_use]
    pub fn with_lender_profitable(self, profitable: bool) -> Disclosure {
        Disclosure { lender_profitable: Some(profitable), ..self }
    }

    /// By an originator that owes this on bonds and asset-backed securities, this deal's included.
    #[must_use]
    pub fn with_lender_bonds(self, owed: Money) -> Disclosure {
        Disclosure { lender_bonds: Some(owed), ..self }
    }

    /// By an originator that owes this to banks and shareholders.
    #[must_use]
    pub fn with_lender_borrowings(self, owed: Money) -> Disclosure {
        Disclosure { lender_borrowings: Some(owed), ..self }
    }
}
