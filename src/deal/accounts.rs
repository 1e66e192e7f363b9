//! The accounts of a deal: what they are called, and what becomes of cash in them.

use crate::waterfall::{Reinvestment, SplitLedgers, Surplus};

/// The names of the two accounts that every deal has, and whether one of them is split.
///
/// ```
/// use abs_waterfall::deal::Accounts;
/// use abs_waterfall::waterfall::SplitLedgers;
/// let accounts = Accounts::default();
/// assert_eq!(accounts, Accounts::new("collection account", "plan account"));
/// assert!(accounts.with_split(SplitLedgers::default()).split.is_some());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[non_exhaustive]
pub struct Accounts {
    /// The account that borrowers pay into (放贷专户, 专项监管账户).
    #[doc(alias = "专项监管账户")]
    pub collection: String,
    /// The account that everything is paid from (专项计划账户).
    #[doc(alias = "专项计划账户")]
    pub plan: String,
    /// Its ledgers of income and principal, each of which pays its own; none, if all cash is one.
    #[doc(alias = "分账")]
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(example = SplitLedgers::default(), extend("x-default" = "none")))]
    pub split: Option<SplitLedgers>,
    /// What becomes of the cash that no step takes while a note is outstanding that is not subordinated.
    #[doc(alias = "超额利差")]
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Surplus::is_kept"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = "keep")))]
    pub surplus: Surplus,
    /// What the cash in them earns until it is paid out; nothing, if it is left out.
    #[doc(alias = "合格投资")]
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "none")))]
    pub reinvestment: Option<Reinvestment>,
}

impl Accounts {
    /// Accounts of these names: the one that borrowers pay into, and the one that everything is paid from.
    #[must_use]
    pub fn new(collection: &str, plan: &str) -> Accounts {
        let (split, surplus, reinvestment) = (None, Surplus::default(), None);
        Accounts { collection: collection.into(), plan: plan.into(), split, surplus, reinvestment }
    }

    /// The same accounts, the plan's split into income and principal.
    #[must_use]
    pub fn with_split(self, split: SplitLedgers) -> Accounts {
        Accounts { split: Some(split), ..self }
    }

    /// The same accounts, with what no step takes going there.
    #[must_use]
    pub fn with_surplus(self, surplus: Surplus) -> Accounts {
        Accounts { surplus, ..self }
    }

    /// The same accounts, with what the cash in them earns.
    #[must_use]
    pub fn with_reinvestment(self, reinvestment: Reinvestment) -> Accounts {
        Accounts { reinvestment: Some(reinvestment), ..self }
    }

    /// What they are called, and the ledgers.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let ledgers = self.split.iter().flat_map(|split| [&split.income, &split.principal]);
        [&self.collection, &self.plan].into_iter().chain(ledgers).map(String::as_str)
    }
}

impl Default for Accounts {
    fn default() -> Accounts {
        Accounts::new("collection account", "plan account")
    }
}
