//! Decimals in files, as text; and steps, which are checked when they are read.

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::Serializer;

use super::steps::{Steps, StepsProblem};

pub(super) fn serialize<S: Serializer>(value: &Decimal, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    let text = String::deserialize(from)?;
    Decimal::from_str_exact(&text).map_err(D::Error::custom)
}

/// Steps as they stand in a file.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct WrittenSteps {
    #[serde(with = "super::in_files")]
    low: Decimal,
    #[serde(with = "super::in_files")]
    high: Decimal,
    #[serde(with = "super::in_files")]
    step: Decimal,
}

impl From<Steps> for WrittenSteps {
    fn from(steps: Steps) -> WrittenSteps {
        WrittenSteps { low: steps.first(), high: steps.last(), step: steps.step() }
    }
}

impl TryFrom<WrittenSteps> for Steps {
    type Error = StepsProblem;
    fn try_from(written: WrittenSteps) -> Result<Steps, StepsProblem> {
        Steps::new(written.low, written.high, written.step)
    }
}
