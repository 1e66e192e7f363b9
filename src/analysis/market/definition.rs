//! A market as a person writes it.

use std::collections::BTreeSet;

use super::error::{MarketError, SegmentProblem};
use super::loan::MarketLoan;
use super::segment::Segment;
use super::subsidy::{Grant, Subsidy};
use super::terms::{Fees, Floors};
use crate::limits::{check_limit, check_not_negative, check_positive};
use crate::money::Money;
use crate::names::NameProblem;
use crate::rate::AssetCorrelation;

/// The longest term of a loan, and the latest month of a subsidy.
const MOST_MONTHS: u32 = 600;

/// The most firms of a market, so that the chance of a budget is worked out in a second, or in half a minute where they have
/// something in common.
const MOST_FIRMS: u64 = 100_000;

/// The most segments of a market: every candidate is a list of them, so that memory grows with their square.
const MOST_SEGMENTS: usize = 1_000;

/// Firms that may pool their loans, on what terms, and what the public gives.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::analysis::market::{Alternative, Fees, Market, MarketLoan, Segment};
/// let ten_million = Money::from_yuan(10_000_000);
/// let market = Market::new("two kinds", MarketLoan::bullet("4%".parse()?, 12), Fees::new("50%".parse()?))
///     .with_segment(Segment::new("good", 20, ten_million, "1%".parse()?, Alternative::Bank("5%".parse()?)))
///     .with_segment(Segment::new("poor", 20, ten_million, "8%".parse()?, Alternative::NoBank("9%".parse()?)));
/// let found = market.equilibria()?;
/// assert_eq!(
///     found.to_string().lines().next(),
///     Some("The segment poor takes part: 20 firms, 200,000,000.00 yuan, at 4.000 % of face up front.")
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Market {
    /// What it is called.
    pub name: String,
    /// The public money that there is for it, if that is limited.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub budget: Option<Money>,
    /// What firms have in common: the asset correlation of each with one factor. With none they default independently.
    #[cfg_attr(feature = "serde", serde(default))]
    pub asset_correlation: AssetCorrelation,
    /// The terms of the pooled loan.
    pub loan: MarketLoan,
    /// What makes the price.
    pub fees: Fees,
    /// What each firm that takes part is given.
    #[cfg_attr(feature = "serde", serde(default))]
    pub subsidy: Subsidy,
    /// What a pool must reach.
    #[cfg_attr(feature = "serde", serde(default))]
    pub floors: Floors,
    /// What the issuer and institutions are given.
    #[cfg_attr(feature = "serde", serde(default))]
    pub grants: Vec<Grant>,
    /// The firms.
    pub segments: Vec<Segment>,
}

impl Market {
    /// A market without firms, public money or limits but the floor of ten firms.
    pub fn new(name: &str, loan: MarketLoan, fees: Fees) -> Market {
        let (subsidy, floors) = (Subsidy::none(), Floors::default());
        let (grants, segments) = (Vec::new(), Vec::new());
        let asset_correlation = AssetCorrelation::default();
        Market {
            name: name.into(),
            budget: None,
            asset_correlation,
            loan,
            fees,
            subsidy,
            floors,
            grants,
            segments,
        }
    }

    /// With a further segment.
    #[must_use]
    pub fn with_segment(mut self, segment: Segment) -> Market {
        self.segments.push(segment);
        self
    }

    /// With a subsidy to each firm.
    #[must_use]
    pub fn with_subsidy(self, subsidy: Subsidy) -> Market {
        Market { subsidy, ..self }
    }

    /// With other fees.
    #[must_use]
    pub fn with_fees(self, fees: Fees) -> Market {
        Market { fees, ..self }
    }

    /// With a further grant.
    #[must_use]
    pub fn with_grant(mut self, grant: Grant) -> Market {
        self.grants.push(grant);
        self
    }

    /// With other floors.
    #[must_use]
    pub fn with_floors(self, floors: Floors) -> Market {
        Market { floors, ..self }
    }

    /// With firms that have so much in common.
    #[must_use]
    pub fn with_asset_correlation(self, asset_correlation: AssetCorrelation) -> Market {
        Market { asset_correlation, ..self }
    }

    /// With a limit to the public money.
    #[must_use]
    pub fn with_budget(self, budget: Money) -> Market {
        Market { budget: Some(budget), ..self }
    }

    /// The most that a firm of each segment pays up front, per yuan of face: the largest price at which its loan, all costs and
    /// the subsidy, discounted at its alternative's rate, are worth no more than the money it gets. Where the loan has one
    /// all-in rate, that is the price at which this rate is the alternative's. It may be negative; it is at most 1, beyond
    /// which a firm would get no money; `None` if no price will do. The subsidy is taken as the contract promises it.
    pub fn willingness(&self) -> Vec<Option<f64>> {
        self.segments.iter().map(|segment| self.most_price(segment)).collect()
    }

    fn most_price(&self, segment: &Segment) -> Option<f64> {
        match segment.most_paid {
            Some(most) => Some(most.to_f64()),
            None => self.subsidy.most_price(segment, &self.loan).filter(|price| price.is_finite()),
        }
    }

    /// Does the market keep its rules?
    ///
    /// # Errors
    /// [`MarketError`], which names the segment.
    pub fn check(&self) -> Result<(), MarketError> {
        self.check_terms()?;
        self.check_amounts()?;
        let mut names = BTreeSet::new();
        for segment in &self.segments {
            let named = !names.insert(&segment.name);
            check_segment(segment, named)
                .map_err(|problem| MarketError::Segment { name: segment.name.clone(), problem })?;
        }
        self.check_size()
    }

    fn check_terms(&self) -> Result<(), MarketError> {
        check_months("the loan's term", self.loan.months, 1)?;
        check_months("the month of the subsidy", self.subsidy.month, 0)
    }

    fn check_amounts(&self) -> Result<(), MarketError> {
        let one =
            |what, amount: Money| check_not_negative(what, amount).and_then(|()| check_limit(what, amount));
        one("shared costs", self.fees.shared)?;
        one("smallest face", self.floors.size)?;
        one("subsidy's cap", self.subsidy.cap.unwrap_or_default())?;
        one("budget", self.budget.unwrap_or_default())?;
        for grant in &self.grants {
            one("grant", grant.fixed)?;
            one("grant's cap", grant.cap.unwrap_or_default())?;
        }
        Ok(())
    }

    fn check_size(&self) -> Result<(), MarketError> {
        if self.segments.is_empty() {
            return Err(MarketError::NoSegments);
        }
        if self.segments.len() > MOST_SEGMENTS {
            let (segments, most) = (self.segments.len(), MOST_SEGMENTS);
            return Err(MarketError::TooManySegments { segments, most });
        }
        let firms: u64 = self.segments.iter().map(|segment| u64::from(segment.firms)).sum();
        if firms > MOST_FIRMS {
            return Err(MarketError::TooManyFirms { firms, most: MOST_FIRMS });
        }
        Ok(check_limit("face of all loans", self.segments.iter().map(Segment::face).sum())?)
    }
}

fn check_months(what: &'static str, months: u32, least: u32) -> Result<(), MarketError> {
    let fits = (least..=MOST_MONTHS).contains(&months);
    if fits { Ok(()) } else { Err(MarketError::Months { what, months, least, most: MOST_MONTHS }) }
}

fn check_segment(segment: &Segment, is_second: bool) -> Result<(), SegmentProblem> {
    match segment.name.trim() {
        "" => return Err(NameProblem::Empty.into()),
        _ if is_second => return Err(NameProblem::Twice.into()),
        _ if segment.firms == 0 => return Err(SegmentProblem::NoFirms),
        _ => {}
    }
    check_positive("loan", segment.loan)?;
    check_limit("loan", segment.loan)?;
    check_not_negative("firm's own costs", segment.own_costs)?;
    Ok(check_limit("firm's own costs", segment.own_costs)?)
}
