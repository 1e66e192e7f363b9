//! What a tape may say of a loan that no cash flow depends on, and that the exchanges ask for.

use crate::text::Text;

/// Facts of a loan at the cut-off that are read by the checks alone
/// ([`ResolvedDeal::checks`](crate::ResolvedDeal::checks)): no cash flow and no draw depends on them. What is not stated is
/// not known, and a check that needs it says so.
///
/// ```
/// use abs_waterfall::pool::LoanDisclosure;
/// let disclosed = LoanDisclosure::clean().with_group("Hongtu Holding").with_times_overdue(2).with_days_overdue(9);
/// assert_eq!((disclosed.extended, disclosed.days_overdue), (Some(false), Some(9)));
/// assert_eq!(LoanDisclosure::default().extended, None, "not stated");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[non_exhaustive]
pub struct LoanDisclosure {
    /// The group of companies that the borrower belongs to (关联方); empty if it is not given. Borrowers, and parties, of one
    /// group are affiliates.
    #[doc(alias = "关联方")]
    pub group: Text,
    /// Of a claim in a supply chain, the supplier to whom it was owed (债权人), affiliated suppliers by the name of their group;
    /// empty if it is not given.
    #[doc(alias = "债权人")]
    pub creditor: Text,
    /// Is anything on it overdue at the cut-off (逾期)?
    #[doc(alias = "逾期")]
    pub overdue: Option<bool>,
    /// How many times the borrower has been overdue so far (历史逾期次数).
    #[doc(alias = "历史逾期次数")]
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "times")))]
    pub times_overdue: Option<u32>,
    /// For how many days the borrower has been overdue so far, all times together (累计逾期天数).
    #[doc(alias = "累计逾期天数")]
    #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "days")))]
    pub days_overdue: Option<u32>,
    /// Has its maturity been extended (展期)?
    #[doc(alias = "展期")]
    pub extended: Option<bool>,
    /// Was all of its principal paid to the borrower, with no interest or fee kept back (全额发放)?
    #[doc(alias = "全额发放")]
    pub fully_disbursed: Option<bool>,
    /// Is all that is owed under its contract in the pool (全部入池)?
    #[doc(alias = "全部入池")]
    pub whole_contract: Option<bool>,
}

impl LoanDisclosure {
    /// Of a loan that was never overdue nor extended, disbursed in full, and is in the pool with all of its contract.
    #[must_use]
    pub fn clean() -> LoanDisclosure {
        LoanDisclosure {
            overdue: Some(false),
            times_overdue: Some(0),
            days_overdue: Some(0),
            extended: Some(false),
            fully_disbursed: Some(true),
            whole_contract: Some(true),
            ..LoanDisclosure::default()
        }
    }

    /// Of a borrower in this group of companies.
    #[must_use]
    pub fn with_group(self, group: impl Into<Text>) -> LoanDisclosure {
        LoanDisclosure { group: group.into(), ..self }
    }

    /// Of a claim that was owed to this supplier, or group of suppliers.
    #[must_use]
    pub fn with_creditor(self, creditor: impl Into<Text>) -> LoanDisclosure {
        LoanDisclosure { creditor: creditor.into(), ..self }
    }

    /// With something overdue at the cut-off, or nothing.
    #[must_use]
    pub fn with_overdue(self, overdue: bool) -> LoanDisclosure {
        LoanDisclosure { overdue: Some(overdue), ..self }
    }

    /// Overdue so many times so far.
    #[must_use]
    pub fn with_times_overdue(self, times: u32) -> LoanDisclosure {
        LoanDisclosure { times_overdue: Some(times), ..self }
    }

    /// Overdue for so many days so far, all times together.
    #[must_use]
    pub fn with_days_overdue(self, days: u32) -> LoanDisclosure {
        LoanDisclosure { days_overdue: Some(days), ..self }
    }

    /// Extended, or not.
    #[must_use]
    pub fn with_extended(self, extended: bool) -> LoanDisclosure {
        LoanDisclosure { extended: Some(extended), ..self }
    }

    /// Disbursed in full, or not.
    #[must_use]
    pub fn with_fully_disbursed(self, fully_disbursed: bool) -> LoanDisclosure {
        LoanDisclosure { fully_disbursed: Some(fully_disbursed), ..self }
    }

    /// In the pool with all of its contract, or not.
    #[must_use]
    pub fn with_whole_contract(self, whole_contract: bool) -> LoanDisclosure {
        LoanDisclosure { whole_contract: Some(whole_contract), ..self }
    }
}
