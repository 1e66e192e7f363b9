//! Markets in files.

use std::path::Path;

use super::definition::Market;
use super::error::MarketError;
use crate::analysis::case_file::{parse, text};

impl Market {
    /// Reads a market from a text: JSON if it begins with a brace, TOML otherwise. Unknown fields are errors that name the line.
    ///
    /// # Errors
    /// [`MarketError::File`], or what [`Market::check`] finds.
    pub fn from_text(text: &str) -> Result<Market, MarketError> {
        let market: Market = parse("a market", text)?;
        market.check()?;
        Ok(market)
    }

    /// The JSON schema (draft 2020-12) of a market, as JSON writes it, or TOML.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        crate::deal::schema_of::<Market>("A market of abs-waterfall")
    }

    /// Reads a market from a file, as [`Market::from_text`] does.
    ///
    /// # Errors
    /// [`MarketError::File`] if it cannot be read or is no market, or what [`Market::check`] finds.
    ///
    /// ```
    /// use abs_waterfall::analysis::market::Market;
    /// let market = Market::load("examples/markets/province.toml")?;
    /// assert_eq!(market.segments.len(), 10);
    /// # Ok::<(), abs_waterfall::analysis::market::MarketError>(())
    /// ```
    pub fn load(path: impl AsRef<Path>) -> Result<Market, MarketError> {
        Market::from_text(&text(path.as_ref())?)
    }
}
