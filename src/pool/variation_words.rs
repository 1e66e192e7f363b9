//! Variations of a pool in words: `firms=19`, `largest=20%`, `grades=BB:50%,B:50%`.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use thiserror::Error;

use super::variation::PoolVariation;
use crate::credit::CreditQuality;
use crate::names::NameProblem;
use crate::rate::{Probability, Rate, RateError};
use crate::text::Text;

/// Why a pool cannot be varied so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VariationProblem {
    /// A text that names no variation.
    #[error(
        "`{0}` is no variation of a pool: write firms=19, largest=20%, firm=NAME:20% or grades=BB:50%,B:50%"
    )]
    Unknown(String),
    /// A share or a default probability that cannot be read.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// A firm that is not in the pool.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// No loans.
    #[error("the pool is empty: give at least one loan")]
    EmptyPool,
    /// Too few firms, or too many.
    #[error("a pool of {firms} firms cannot be made: of this one, from 1 to {most} can")]
    Firms {
        /// How many were wanted.
        firms: u32,
        /// How many there may be: each is lent a fen at least.
        most: i64,
    },
    /// A share of nothing or of everything.
    #[error("a firm has a share of {0}: give one above 0 % and below 100 %")]
    Share(Rate),
    /// A pool of one firm.
    #[error("`{0}` is the only firm of the pool, so that it has all of it")]
    OneFirm(Text),
    /// Shares by quality that are not the whole.
    #[error("the shares sum to {} %: they must sum to 100 %", (.0 * Decimal::ONE_HUNDRED).normalize())]
    Shares(Decimal),
}

/// As it is read: `largest=20%`.
impl fmt::Display for PoolVariation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PoolVariation::Firms(firms) => write!(f, "firms={firms}"),
            PoolVariation::Largest(share) => write!(f, "largest={}%", share.to_percent()),
            PoolVariation::Firm { name, share } => write!(f, "firm={name}:{}%", share.to_percent()),
            PoolVariation::Grades(grades) => {
                let part = |(quality, share): &(CreditQuality, Rate)| {
                    format!("{}:{}%", quality_in_words(quality), share.to_percent())
                };
                write!(f, "grades={}", grades.iter().map(part).collect::<Vec<_>>().join(","))
            }
        }
    }
}

/// From the words of the display; a quality with a percent sign is the probability to default within a year.
impl FromStr for PoolVariation {
    type Err = VariationProblem;

    fn from_str(text: &str) -> Result<PoolVariation, VariationProblem> {
        let unknown = || VariationProblem::Unknown(text.into());
        let (kind, value) = text.split_once('=').ok_or_else(unknown)?;
        match kind.trim() {
            "firms" => value.trim().parse().map(PoolVariation::Firms).map_err(|_| unknown()),
            "largest" => Ok(PoolVariation::Largest(value.trim().parse()?)),
            "firm" => {
                let (name, share) = value.rsplit_once(':').ok_or_else(unknown)?;
                Ok(PoolVariation::Firm { name: name.trim().into(), share: share.trim().parse()? })
            }
            "grades" => {
                let parts = value.split(',').map(|part| grade(part)?.ok_or_else(unknown));
                parts.collect::<Result<_, _>>().map(PoolVariation::Grades)
            }
            _ => Err(unknown()),
        }
    }
}

/// `BB:50%`; `None` without a colon.
fn grade(text: &str) -> Result<Option<(CreditQuality, Rate)>, VariationProblem> {
    let Some((quality, share)) = text.rsplit_once(':') else { return Ok(None) };
    let quality = match quality.trim() {
        pd if pd.ends_with('%') => CreditQuality::AnnualPd(pd.parse::<Probability>()?),
        grade => CreditQuality::rating(grade),
    };
    Ok(Some((quality, share.trim().parse()?)))
}

fn quality_in_words(quality: &CreditQuality) -> String {
    match quality {
        CreditQuality::Rating(grade) => grade.to_string(),
        CreditQuality::AnnualPd(pd) => format!("{}%", pd.to_percent()),
    }
}

#[cfg(feature = "serde")]
mod in_files {
    use super::PoolVariation;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{Serialize, Serializer};

    /// As its words.
    impl Serialize for PoolVariation {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.collect_str(self)
        }
    }

    impl<'de> Deserialize<'de> for PoolVariation {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<PoolVariation, D::Error> {
            String::deserialize(from)?.parse().map_err(D::Error::custom)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_and_out() {
        for words in ["firms=19", "largest=20%", "firm=Firm: 03:0.5%", "grades=BB:50%,3%:12.5%,B:37.5%"] {
            assert_eq!(words.parse::<PoolVariation>().unwrap().to_string(), words);
        }
        let spaced: PoolVariation = "grades = BB: 50%, B : 0.5".parse().unwrap();
        assert_eq!(spaced.to_string(), "grades=BB:50%,B:50%");
    }

    #[test]
    fn other_words_are_refused_with_the_words_there_are() {
        for text in
            ["", "firms", "firms=", "firms=-1", "firms=1.5", "firm=20%", "grades=", "grades=BB", "size=3"]
        {
            let error = text.parse::<PoolVariation>().unwrap_err();
            assert_eq!(error, VariationProblem::Unknown(text.into()), "{text}");
        }
        let error = "largest=120%".parse::<PoolVariation>().unwrap_err().to_string();
        assert!(error.contains("a rate runs from 0 to 1"), "{error}");
        assert!("grades=x%:100%".parse::<PoolVariation>().is_err());
    }

    #[cfg(feature = "serde")]
    #[test]
    fn in_a_file_it_is_its_words() {
        let variation = PoolVariation::Firms(19);
        let json = serde_json::to_string(&variation).unwrap();
        assert_eq!(json, "\"firms=19\"");
        assert_eq!(serde_json::from_str::<PoolVariation>(&json).unwrap(), variation);
        assert!(serde_json::from_str::<PoolVariation>("\"firms\"").is_err());
    }
}
