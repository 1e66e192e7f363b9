//! What happens should the servicer fail, as written.

use crate::rate::Rate;

/// The failure of the servicer (资产服务机构丧失清偿能力): with these terms it can fail, on a day that is drawn from its party's
/// quality or that a scenario says. Without them it never does.
///
/// What it holds on that day is lost to the plan (资金混同), and so is what borrowers still pay it until they have been told to
/// pay the plan (权利完善). Those borrowers owe it no more: nothing of it has defaulted.
///
/// ```
/// use abs_waterfall::servicing::{Estate, ServicerFailure, Servicing};
/// let estate = Estate::new("30%".parse()?, 12);
/// let failure = ServicerFailure::new(30).with_interruption(1).with_estate(estate);
/// let servicing = Servicing::new("Micro-loan company").with_failure(failure);
/// assert_eq!(servicing.failure.map(|failure| failure.redirect_lag_days), Some(30));
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "资金混同")]
#[non_exhaustive]
pub struct ServicerFailure {
    /// How long after its failure borrowers go on paying it; from then on they pay the plan, on the day itself.
    #[doc(alias = "权利完善")]
    #[cfg_attr(feature = "schema", schemars(example = 30, extend("x-unit" = "days")))]
    pub redirect_lag_days: u32,
    /// So many instalments of every loan that are payable from the day of the failure on wait: each is paid with the one so many
    /// periods later, without further interest. It is neither late nor in default until then.
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schema", schemars(example = 1, extend("x-unit" = "periods")))]
    pub interruption_periods: u32,
    /// What its estate pays of what is lost; nothing, if it is not stated.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "nothing")))]
    pub estate: Option<Estate>,
    /// Who services the pool from then on, and what that costs.
    #[doc(alias = "后备资产服务机构")]
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("x-default" = "nobody is named")))]
    pub backup: Option<Backup>,
}

/// What the estate of a failed servicer pays: a recovery, on which no VAT falls.
///
/// ```
/// use abs_waterfall::servicing::Estate;
/// let estate = Estate::new("30%".parse()?, 12);
/// assert_eq!((estate.pays.to_string().as_str(), estate.months), ("30.00%", 12));
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Estate {
    /// The share that it pays of all that is lost, rounded half-up.
    #[cfg_attr(feature = "schema", schemars(example = "30%", extend("x-unit" = "percent or fraction")))]
    pub pays: Rate,
    /// So many months after the failure, though not before borrowers pay the plan.
    #[cfg_attr(feature = "schema", schemars(example = 12, extend("x-unit" = "months")))]
    pub months: u32,
}

/// A backup servicer (后备资产服务机构), which takes the place of the one that has failed. Its fee is one of the deal's and is charged
/// from the first distribution date on or after the failure; the fee in whose place it comes is charged before.
///
/// ```
/// use abs_waterfall::servicing::Backup;
/// let backup = Backup::new("Bank", "backup servicing").in_place_of("servicing");
/// assert_eq!(backup.in_place_of.as_deref(), Some("servicing"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "后备资产服务机构")]
#[non_exhaustive]
pub struct Backup {
    /// The party that takes over.
    #[cfg_attr(feature = "schema", schemars(example = "Backup servicer"))]
    pub party: String,
    /// The fee that it is paid, by its name among the deal's fees.
    #[cfg_attr(feature = "schema", schemars(example = "backup servicing"))]
    pub fee: String,
    /// The fee of the failed servicer that is no longer charged; none, if it had none.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(example = &"servicing", extend("x-default" = "none")))]
    pub in_place_of: Option<String>,
}

impl ServicerFailure {
    /// Of a servicer that borrowers go on paying for so many days; nothing waits, and nothing comes back.
    #[must_use]
    pub fn new(redirect_lag_days: u32) -> ServicerFailure {
        ServicerFailure { redirect_lag_days, ..ServicerFailure::default() }
    }

    /// With so many instalments of every loan that wait for as many periods.
    #[must_use]
    pub fn with_interruption(self, periods: u32) -> ServicerFailure {
        ServicerFailure { interruption_periods: periods, ..self }
    }

    /// With an estate that pays something.
    #[must_use]
    pub fn with_estate(self, estate: Estate) -> ServicerFailure {
        ServicerFailure { estate: Some(estate), ..self }
    }

    /// With a backup servicer.
    #[must_use]
    pub fn with_backup(self, backup: Backup) -> ServicerFailure {
        ServicerFailure { backup: Some(backup), ..self }
    }
}

impl Estate {
    /// An estate that pays this share so many months after the failure.
    #[must_use]
    pub fn new(pays: Rate, months: u32) -> Estate {
        Estate { pays, months }
    }
}

impl Backup {
    /// This party, for this fee.
    #[must_use]
    pub fn new(party: &str, fee: &str) -> Backup {
        Backup { party: party.into(), fee: fee.into(), in_place_of: None }
    }

    /// In whose place this fee is no longer charged.
    #[must_use]
    pub fn in_place_of(self, fee: &str) -> Backup {
        Backup { in_place_of: Some(fee.into()), ..self }
    }
}
