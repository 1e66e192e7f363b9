//! Portfolios in files.

use std::fs;
use std::path::Path;

use super::super::charge::ChargedFee;
use super::super::shared::SharedRisk;
use super::super::terms::GuaranteeTerms;
use super::{Portfolio, PortfolioDeal, PortfolioError};
use crate::calendar::Date;
use crate::deal::{Change, Deal};
use crate::money::Money;
use crate::reading::written;

/// A portfolio as it stands in a file, where its deals are in files beside it.
///
/// ```
/// use abs_waterfall::analysis::guarantor::WrittenPortfolio;
/// let text = std::fs::read_to_string("examples/portfolios/fujian.toml")?;
/// let written = WrittenPortfolio::from_toml(&text)?;
/// assert_eq!(written.deals[0].deal, "../deals/fujian.toml");
/// let portfolio = written.load_deals("examples/portfolios")?;
/// assert_eq!(portfolio.deals.len(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct WrittenPortfolio {
    /// What it is called.
    pub name: String,
    /// The day on which every default curve starts.
    #[serde(
        default,
        deserialize_with = "crate::calendar::optional_date",
        skip_serializing_if = "Option::is_none"
    )]
    pub since: Option<Date>,
    /// The guarantor's net assets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net_assets: Option<Money>,
    /// Whose it is, and what its fees are reckoned by.
    pub terms: GuaranteeTerms,
    /// The deals.
    pub deals: Vec<WrittenPortfolioDeal>,
}

/// A deal of a portfolio as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct WrittenPortfolioDeal {
    /// What it is called here; the deal's own name if it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its file, relative to that of the portfolio.
    pub deal: String,
    /// What is changed in it, in words: `parties.Enhancer.registration=91350100M000100Y43`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<String>,
    /// The fee that is charged for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<ChargedFee>,
    /// With whom its risk is shared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<SharedRisk>,
}

impl WrittenPortfolio {
    /// Reads a portfolio from TOML. Unknown fields are errors that name the line.
    ///
    /// # Errors
    /// [`PortfolioError::Toml`].
    pub fn from_toml(text: &str) -> Result<WrittenPortfolio, PortfolioError> {
        let text = written(text).map_err(|error| PortfolioError::Toml(error.message.into()))?;
        toml::from_str(text).map_err(|error| PortfolioError::Toml(error.to_string()))
    }

    /// Reads its deals, from files relative to this folder, and changes them as it says.
    ///
    /// # Errors
    /// [`PortfolioError::File`] for a deal that cannot be read, and [`PortfolioError::Change`] for one that cannot be changed so.
    pub fn load_deals(self, folder: impl AsRef<Path>) -> Result<Portfolio, PortfolioError> {
        let deals = self.deals.into_iter().map(|deal| deal.load(folder.as_ref()));
        Ok(Portfolio {
            deals: deals.collect::<Result<_, _>>()?,
            name: self.name,
            terms: self.terms,
            since: self.since,
            net_assets: self.net_assets,
        })
    }
}

impl WrittenPortfolioDeal {
    fn load(self, folder: &Path) -> Result<PortfolioDeal, PortfolioError> {
        let path = folder.join(&self.deal);
        let mut deal = Deal::load(&path).map_err(|error| failed(&path, &error))?;
        for change in &self.set {
            let changed = change.parse::<Change>().and_then(|change| change.apply(&mut deal));
            changed.map_err(|error| PortfolioError::Change {
                deal: self.deal.clone(),
                error: Box::new(error),
            })?;
        }
        let name = self.name.unwrap_or_else(|| deal.name.clone());
        Ok(PortfolioDeal { name, deal, fee: self.fee, shared: self.shared })
    }
}

impl Portfolio {
    /// Reads a portfolio from a file in TOML, and its deals from the files that it names.
    ///
    /// # Errors
    /// [`PortfolioError`]: what cannot be read, and where.
    pub fn load(path: impl AsRef<Path>) -> Result<Portfolio, PortfolioError> {
        let path = path.as_ref();
        let text = fs::read_to_string(path).map_err(|error| failed(path, &error))?;
        let written = WrittenPortfolio::from_toml(&text)?;
        written.load_deals(path.parent().unwrap_or(Path::new("")))
    }
}

fn failed(path: &Path, error: &dyn std::fmt::Display) -> PortfolioError {
    let path = path.display().to_string();
    // What cannot be opened says its file itself.
    let error = error.to_string();
    let error = error.strip_prefix(&format!("{path}: ")).map_or(error.clone(), str::to_string);
    PortfolioError::File { path, error }
}
