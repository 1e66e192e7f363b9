//! Integers beyond 64 bits in files: as text, as many formats have no such numbers.

use std::fmt::Display;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::Serializer;

pub(super) fn serialize<S: Serializer>(number: &u128, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(number)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u128, D::Error> {
    parse(&String::deserialize(from)?)
}

fn parse<T: FromStr<Err: Display>, E: Error>(text: &str) -> Result<T, E> {
    text.parse().map_err(|error| E::custom(format!("`{text}`: {error}")))
}

/// Pairs of signed numbers.
pub(super) mod pairs {
    use super::parse;
    use crate::simulation::flows::Flow;
    use serde::de::{Deserialize, Deserializer};
    use serde::ser::Serializer;

    pub(in crate::simulation) fn serialize<S: Serializer>(flows: &[Flow], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(flows.iter().map(|flow| flow.map(|amount| amount.to_string())))
    }

    pub(in crate::simulation) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<Flow>, D::Error> {
        let flow = |[income, principal]: [String; 2]| Ok([parse(&income)?, parse(&principal)?]);
        Vec::deserialize(from)?.into_iter().map(flow).collect()
    }
}
