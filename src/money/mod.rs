//! Money as an integer number of fen, with every rounding named.
//!
//! One fen (分) is a hundredth of a yuan. Prospectuses settle to the fen, so the fen is the unit of account here and
//! nothing finer exists: an amount with three decimals is refused, never rounded on the way in. A division of money
//! happens in exactly two ways, [`Money::times`] a [`Factor`] that carries its [`Rounding`], and [`Money::split`] by
//! largest remainder; both are exact integer arithmetic.

mod amount;
mod decimal;
mod factor;
mod rounding;
#[cfg(test)]
mod tests;
mod text;

pub use amount::Money;
pub(crate) use decimal::{NotDecimal, parse_plain_decimal};
pub use factor::{Factor, FactorError};
pub use rounding::Rounding;
pub use text::MoneyError;
