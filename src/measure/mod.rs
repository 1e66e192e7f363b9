//! What it means: yields, annual rates, average lives.

mod irr;
mod life;
mod roots;

pub(crate) use irr::HIGHEST_RATE;
pub use irr::{CashFlow, Irr, irr, simple_annual_rate};
pub use life::{weighted_average_life, years_between};
