//! The loan prime rate, as it was announced.

use std::fmt;

use super::error::BorrowerError;
use crate::calendar::Date;
use crate::rate::Rate;

/// The one-year loan prime rate (贷款市场报价利率): a table of what was announced.
///
/// ```
/// use abs_waterfall::analysis::borrower::{Lpr, LprFixing};
/// let lpr = Lpr::new([LprFixing::new("2025-05-20".parse()?, "3%".parse()?)]);
/// assert_eq!(lpr.on("2025-12-31".parse()?), Some("3%".parse()?));
/// assert_eq!(lpr.on("2025-05-19".parse()?), None, "nothing is known of before");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "LPR")]
#[doc(alias = "贷款市场报价利率")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Lpr(Vec<LprFixing>);

/// A rate and the days over which it is known to have stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct LprFixing {
    /// The first day.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::calendar::date"))]
    #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
    pub from: Date,
    /// The last day, where it is known for no longer; else until the next.
    #[cfg_attr(
        feature = "serde",
        serde(
            default,
            deserialize_with = "crate::calendar::optional_date",
            skip_serializing_if = "Option::is_none"
        )
    )]
    #[cfg_attr(feature = "schema", schemars(with = "Option<crate::calendar::WrittenDate>"))]
    pub until: Option<Date>,
    /// The rate of one year.
    pub one_year: Rate,
}

/// Which day's loan prime rate a rule means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum LprOn {
    /// That of the day of disbursement.
    Disbursement,
    /// That of the December before the disbursement.
    DecemberBefore,
    /// That of the December of the year in which the loan is repaid.
    DecemberOfRepayment,
}

impl LprFixing {
    /// A rate from this day until the next fixing.
    #[must_use]
    pub fn new(from: Date, one_year: Rate) -> LprFixing {
        LprFixing { from, until: None, one_year }
    }

    /// A rate that is known until this day only.
    #[must_use]
    pub fn with_until(self, until: Date) -> LprFixing {
        LprFixing { until: Some(until), ..self }
    }
}

impl Lpr {
    /// A table of these fixings, in any order.
    #[must_use]
    pub fn new(fixings: impl Into<Vec<LprFixing>>) -> Lpr {
        Lpr(fixings.into())
    }

    /// A table of the fixings of both.
    #[must_use]
    pub fn with(mut self, more: Lpr) -> Lpr {
        self.0.extend(more.0);
        self
    }

    /// The rate of a day: that of the last fixing from before or on it; `None` where it is not known.
    pub fn on(&self, date: Date) -> Option<Rate> {
        let known = self.0.iter().filter(|fixing| fixing.from <= date);
        let last = known.max_by_key(|fixing| fixing.from)?;
        last.until.is_none_or(|until| date <= until).then_some(last.one_year)
    }

    /// The rate that a rule means of a loan.
    pub(super) fn of_loan(
        &self,
        on: LprOn,
        (disbursed, repaid): (Date, Date),
        rule: &str,
    ) -> Result<Rate, BorrowerError> {
        let year_end = |year: i16| Date::new(year, 12, 31).unwrap_or(disbursed);
        let date = match on {
            LprOn::Disbursement => disbursed,
            LprOn::DecemberBefore => year_end(disbursed.year().saturating_sub(1)),
            LprOn::DecemberOfRepayment => year_end(repaid.year()),
        };
        self.on(date).ok_or_else(|| BorrowerError::NoLpr { rule: rule.into(), date, on })
    }
}

/// In words: "the day of disbursement".
impl fmt::Display for LprOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LprOn::Disbursement => "the day of disbursement",
            LprOn::DecemberBefore => "the December before the disbursement",
            LprOn::DecemberOfRepayment => "the December of the year of repayment",
        })
    }
}
