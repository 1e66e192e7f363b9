//! Markets in files.

use std::fs;
use std::path::Path;

use super::definition::Market;
use super::error::MarketError;

impl Market {
    /// Reads a market from TOML. Unknown fields are errors that name the line.
    ///
    /// # Errors
    /// [`MarketError::Toml`], or what [`Market::check`] finds.
    pub fn from_toml(text: &str) -> Result<Market, MarketError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let market: Market = toml::from_str(text).map_err(|error| MarketError::Toml(error.to_string()))?;
        market.check()?;
        Ok(market)
    }

    /// Reads a market from a file in TOML.
    ///
    /// # Errors
    /// [`MarketError::File`] if it cannot be read, or what [`Market::from_toml`] finds.
    ///
    /// ```
    /// use abs_waterfall::analysis::market::Market;
    /// let market = Market::load("examples/markets/province.toml")?;
    /// assert_eq!(market.segments.len(), 10);
    /// # Ok::<(), abs_waterfall::analysis::market::MarketError>(())
    /// ```
    pub fn load(path: impl AsRef<Path>) -> Result<Market, MarketError> {
        let path = path.as_ref();
        let failed = |error: std::io::Error| MarketError::File {
            path: path.display().to_string(),
            error: error.to_string(),
        };
        Market::from_toml(&fs::read_to_string(path).map_err(failed)?)
    }
}
