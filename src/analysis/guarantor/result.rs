//! The guarantor's view of a deal, as data.

use super::alone::PromiseAlone;
use super::contributions::TailContributions;
use super::exposure::{Exposure, PartnerExposure};
use super::fee::FairFee;
use super::later::LaterRecoveries;
use super::liability::Liability;
use super::paid_by_plan::PlanFee;
use super::profit::ProfitAndLoss;
use super::regulator::RegulatorFigure;
use super::terms::GuaranteeTerms;
use super::with_without::WithWithout;
use super::wrong_way::WrongWayRisk;
use crate::manifest::Manifest;
use crate::rate::Probability;
use crate::simulation::Estimate;

/// The guarantor's view of a deal. It displays as sentences, with the answers first.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct GuarantorView {
    /// What made it.
    pub manifest: Manifest,
    /// What was asked.
    pub terms: GuaranteeTerms,
    /// How many paths were run.
    pub paths: u64,
    /// What it pays and gets back if it never fails.
    pub promised: Exposure,
    /// What it pays and gets back with its own failure.
    pub performed: Exposure,
    /// What comes back after the deal's last date.
    pub later: LaterRecoveries,
    /// The fee that is fair for it.
    pub fee: FairFee,
    /// What its guarantees of loans and its promises to the plan would cost it, each alone; nothing of who gives but one of them.
    #[cfg_attr(feature = "serde", serde(default))]
    pub alone: Vec<PromiseAlone>,
    /// What it should hold against it.
    pub reserve: Reserve,
    /// What it is liable for, as its regulator sees it,
    pub liability: Liability,
    /// and what regulators ask for.
    pub regulator: Vec<RegulatorFigure>,
    /// Those that bear a share of the risk.
    pub partners: Vec<PartnerExposure>,
    /// Who the tail is made of.
    pub tail: TailContributions,
    /// How much more often it is missing because it is needed; `None` where it is never called, cannot default, or is a
    /// borrower of the pool too.
    pub wrong_way: Option<WrongWayRisk>,
    /// What it earns; `None` where its fee is not told.
    pub profit: Option<ProfitAndLoss>,
    /// What each borrower that was named adds, as if it else never defaulted.
    pub without: Vec<WithWithout>,
    /// The fee of the plan that pays for what is promised; `None` where none is named.
    pub plan_fee: Option<PlanFee>,
}

/// What a guarantor should hold against a deal over its life: as promised, in yuan.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
#[doc(alias = "准备金")]
pub struct Reserve {
    /// The level of both.
    pub level: Probability,
    /// The present value of its net payments that is not exceeded with this probability.
    pub reserve: Estimate,
    /// The largest amount that it is out of pocket after any date, undiscounted, that is not exceeded with this probability.
    #[doc(alias = "流动性")]
    pub liquidity: Estimate,
}
