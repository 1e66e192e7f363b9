//! What both loans of a case cost, and what makes them equal.

use super::borrowing::Borrowing;
use super::case::BorrowerCase;
use super::compare::{Side, compare};
use super::equal::{EqualSubsidy, SubsidyForm};
use super::error::BorrowerError;
use super::financing::Financing;
use super::flow::BorrowerFlow;
use super::grants::{Grant, grants};
use crate::calendar::months_begun;
use crate::rate::Rate;

/// What both loans of a [`BorrowerCase`] cost, and the subsidies that make them equal.
///
/// It displays as sentences, the first of which is the answer. Everything in it is exact to the fen, but for rates, which are
/// roots of exact flows.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct BorrowerAnswer {
    /// What the case is called.
    pub name: String,
    /// The pooled loan.
    pub pooled: Borrowed,
    /// The bank's loan.
    pub bank: Borrowed,
    /// The pooled loan with its subsidies, and with what it repays borrowed anew, if that was asked.
    pub replaced: Option<Replaced>,
    /// By how much the pooled loan's compound rate is above the bank's, both with their subsidies; `None` where one has none.
    pub gap: Option<f64>,
    /// The further subsidy that makes both equal, in each form: once, and with the instalments.
    pub equal: Vec<EqualSubsidy>,
}

/// One of the loans, with and without its subsidies.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Borrowed {
    /// What it costs with its subsidies.
    pub side: Side,
    /// What it would cost without them.
    pub without_subsidies: Side,
    /// What each subsidy pays, and why some do not.
    pub grants: Vec<Grant>,
    /// Every dated amount, subsidies among them.
    pub flows: Vec<BorrowerFlow>,
}

/// A loan with what it repays borrowed anew until its end.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Replaced {
    /// At this rate.
    pub at: Rate,
    /// What both together cost.
    pub side: Side,
}

impl BorrowerAnswer {
    pub(super) fn of(case: &BorrowerCase) -> Result<BorrowerAnswer, BorrowerError> {
        let (pooled, pooled_flows) = borrowed(case, &case.pooled)?;
        let (bank, bank_flows) = borrowed(case, &case.bank)?;
        let months = case.lump_months.unwrap_or_else(|| months_to_the_end(&pooled_flows));
        let forms = [SubsidyForm::Lump { months }, SubsidyForm::WithInstalments];
        let equal = forms.map(|form| EqualSubsidy::find(&pooled_flows, &bank_flows, form));
        Ok(BorrowerAnswer {
            name: case.name.clone(),
            gap: compare(&pooled_flows, &bank_flows).gap,
            replaced: case.replacement.map(|at| replaced(&pooled_flows, at)).transpose()?,
            equal: equal.into_iter().collect::<Result<_, BorrowerError>>()?,
            pooled,
            bank,
        })
    }
}

fn borrowed(case: &BorrowerCase, financing: &Financing) -> Result<(Borrowed, Borrowing), BorrowerError> {
    let bare = financing.borrowing()?;
    let grants = grants(&case.subsidies.subsidies, financing, &case.firm, &case.subsidies.lpr)?;
    let without_subsidies = Side::of(&bare);
    let with = bare.with_grants(&grants);
    let (side, flows) = (Side::of(&with), with.flows.clone());
    Ok((Borrowed { side, without_subsidies, grants, flows }, with))
}

fn replaced(pooled: &Borrowing, at: Rate) -> Result<Replaced, BorrowerError> {
    Ok(Replaced { at, side: Side::of(&pooled.replaced_at(at)?) })
}

/// The first whole month after the disbursement by which the last instalment is paid.
fn months_to_the_end(of: &Borrowing) -> u32 {
    let ends = of.periods.first().zip(of.periods.last());
    let months = ends.map_or(0, |(first, last)| months_begun(first.from, last.to));
    u32::try_from(months).unwrap_or(u32::MAX)
}
