//! Several stresses in one text, and stresses in files.

use std::fmt;
use std::str::FromStr;

use super::error::StressError;
use super::quoted::parts;
use super::stress::Stress;

/// Stresses as a person writes them in one text, separated by commas.
///
/// ```
/// use abs_waterfall::Scenario;
/// use abs_waterfall::scenario::StressList;
/// let list: StressList = "C01:6, \"Firm 07\":2025-06-20, 5%:back".parse()?;
/// assert_eq!(list.to_string(), "C01:6,\"Firm 07\":2025-06-20,5%:back");
/// let scenario = list.0.into_iter().fold(Scenario::no_default(), Scenario::with);
/// assert_eq!(
///     scenario.to_string(),
///     "loan C01 pays 6 instalments and then nothing; Firm 07, with all its loans, pays nothing that is due from \
///      2025-06-20 on; 5 % of the pool defaults, back-loaded"
/// );
/// # Ok::<(), abs_waterfall::scenario::StressError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StressList(pub Vec<Stress>);

/// `C01:6,C02:3`; nothing for an empty text. A recovery and a lag may be there once.
impl FromStr for StressList {
    type Err = StressError;

    fn from_str(text: &str) -> Result<StressList, StressError> {
        if text.trim().is_empty() {
            return Ok(StressList::default());
        }
        let list = parts(text, ',')?.into_iter().map(str::parse).collect::<Result<_, _>>().map(StressList)?;
        list.check_once("recovery", |stress| matches!(stress, Stress::Recovery(_)))?;
        list.check_once("lag", |stress| matches!(stress, Stress::Lag(_)))?;
        Ok(list)
    }
}

impl StressList {
    /// Is there at most one of a kind, whose word this is?
    fn check_once(&self, word: &'static str, is_it: fn(&Stress) -> bool) -> Result<(), StressError> {
        match self.0.iter().filter(|stress| is_it(stress)).count() {
            0 | 1 => Ok(()),
            _ => Err(StressError::Twice(word)),
        }
    }
}

/// `C01:6,C02:3`: what it is read from.
impl fmt::Display for StressList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stresses: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.pad(&stresses.join(","))
    }
}

/// A loan that defaults after so many instalments is a table, as it was before there were words; everything else is its words.
#[cfg(feature = "serde")]
pub(super) mod in_files {
    use std::fmt;

    use serde::de::value::MapAccessDeserializer;
    use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
    use serde::ser::{Serialize, Serializer};

    use crate::scenario::stress::Defaults;
    use crate::scenario::{DefaultEvent, PoolDefaults, Stress, Timing, When, Who};

    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct LoanDefaults {
        loan: String,
        after_instalments: u32,
        #[serde(default)]
        pays_interest: bool,
    }

    struct StressVisitor;

    impl<'de> Visitor<'de> for StressVisitor {
        type Value = Stress;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a stress in words, like \"C01:6\", or a table with loan and after_instalments")
        }

        fn visit_str<E: Error>(self, words: &str) -> Result<Stress, E> {
            words.parse().map_err(E::custom)
        }

        fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Stress, A::Error> {
            let LoanDefaults { loan, after_instalments, pays_interest } =
                LoanDefaults::deserialize(MapAccessDeserializer::new(table))?;
            let event = DefaultEvent::new(Who::Loan(loan), When::After(after_instalments));
            Ok(Stress::Default(DefaultEvent { pays_interest, ..event }))
        }
    }

    impl<'de> Deserialize<'de> for Stress {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Stress, D::Error> {
            from.deserialize_any(StressVisitor)
        }
    }

    impl<'de> Deserialize<'de> for Defaults {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Defaults, D::Error> {
            Defaults::try_from(Stress::deserialize(from)?).map_err(|other| {
                D::Error::custom(format!(
                    "`{other}` is no default: write it as a field of its own, failures, ratings, recovery-times or lag-plus"
                ))
            })
        }
    }

    impl Serialize for Defaults {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            Stress::from(self.clone()).serialize(to)
        }
    }

    impl Serialize for Stress {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            let Stress::Default(DefaultEvent {
                who: Who::Loan(loan),
                when: When::After(after),
                pays_interest,
            }) = self
            else {
                return to.collect_str(self);
            };
            let (after_instalments, pays_interest) = (*after, *pays_interest);
            LoanDefaults { loan: loan.clone(), after_instalments, pays_interest }.serialize(to)
        }
    }

    /// In its words.
    impl<'de> Deserialize<'de> for PoolDefaults {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<PoolDefaults, D::Error> {
            String::deserialize(from)?.parse().map_err(D::Error::custom)
        }
    }

    impl Serialize for PoolDefaults {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.collect_str(self)
        }
    }

    /// In its words.
    impl<'de> Deserialize<'de> for Timing {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Timing, D::Error> {
            String::deserialize(from)?.parse().map_err(D::Error::custom)
        }
    }

    impl Serialize for Timing {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.collect_str(self)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::StressError;

    fn error(text: &str) -> StressError {
        text.parse::<StressList>().unwrap_err()
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in [
            "C01:6",
            "C01:6,C02:3",
            "C01:4:principal",
            "\"Firm, 01\":2025-06-20",
            "largest=12:0",
            "industry=\"a=b\":3,region=\"x\"\"y\":2025-06-20",
            "loan=\"A:1\":6,loan=\"20%\":1",
            "rated=\"A:1\":AA-:2025-06-20",
            "pool=10.5%:2025-06-20,20%:front,0.01%:25%/75%",
        ] {
            let list: StressList = text.parse().unwrap();
            assert_eq!(list.to_string(), text);
        }
        let loose: StressList = " firm = Firm 01 : 6 , pool = 10% : 2025-06-20 ".parse().unwrap();
        assert_eq!(loose.to_string(), "\"Firm 01\":6,pool=10%:2025-06-20");
        assert_eq!("".parse(), Ok(StressList::default()));
    }

    #[test]
    fn what_is_no_stress_is_told_what_to_write() {
        for (text, message) in [
            ("C01", "`C01` does not say when: write it like C01:6"),
            ("C01：6", "`C01：6` does not say when: write it in half-width characters, like C01:6"),
            ("C01:six", "`six` is neither a number of instalments nor a date: write it like 6 or 2025-06-20"),
            ("C01:-1", "`-1` is neither"),
            ("C01:99999999999", "`99999999999` is neither"),
            ("C01:2025-02-30", "`2025-02-30` is neither"),
            ("C01:6:interest", "`C01:6:interest` says more than who and when"),
            ("C01:6,", "`` does not say when"),
            (":6", "a name is empty"),
            ("\"Firm 01:6", "the quotes of `\"Firm 01:6` do not close"),
            ("\"Firm\" 01:6", "the quotes of `\"Firm\" 01` do not close"),
            ("largest=0:6", "`0` is not how many of the largest borrowers: write it like largest=3"),
            ("largest=few:6", "`few` is not how many"),
            (
                "sector=x:6",
                "`sector` is unknown; write one of loan, firm, largest, industry, region, pool, fails, rated, recovery, lag",
            ),
            ("fails=Guarantor", "`fails=Guarantor` is no failure"),
            ("fails=Guarantor:soon", "write the party and the day, like fails=Guarantor:2025-06-26"),
            ("rated=Guarantor:2025-06-26", "`rated=Guarantor:2025-06-26` is no rating: write the party"),
            ("rated=Guarantor:Aa1:2025-06-26", "`Aa1` is no grade"),
            ("recovery=half", "`half` is not a multiple"),
            ("lag=-1", "`-1` is not a number of months: write it like lag=6"),
            ("pool=10%:6", "`6` is not a date: write it like 2025-06-20"),
            ("pool=10:2025-06-20", "10 is out of range"),
            ("20%:sometime", "`sometime` is no timing: write front, even, back, or a share for each month"),
            ("20%:50%/60%", "the shares of the months sum to 110 %"),
            ("120%:front", "1.2 is out of range"),
        ] {
            let told = error(text).to_string();
            assert!(told.contains(message), "{text}: {told}");
        }
    }
}
