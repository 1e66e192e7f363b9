//! Decimals in files, as text; and steps, which are checked when they are read.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::Deserializer;
use serde::ser::Serializer;

use super::steps::{Steps, StepsProblem};
use crate::exact;
use crate::money::parse_plain_decimal;

pub(super) fn serialize<S: Serializer>(value: &Decimal, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    exact::read(from, "0.05").map(|Plain(value)| value)
}

/// A decimal as exact numbers are read.
struct Plain(Decimal);

impl FromStr for Plain {
    type Err = String;

    fn from_str(text: &str) -> Result<Plain, String> {
        parse_plain_decimal(text)
            .map(Plain)
            .map_err(|_| format!("`{text}` is not a decimal; write it like 0.05"))
    }
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
