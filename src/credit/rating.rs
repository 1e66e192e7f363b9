//! Rating scales: from a grade to a default curve.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use thiserror::Error;

use super::curve::DefaultCurve;
use super::grade::GRADES;
use crate::rate::Probability;

/// What a scale says about one grade.
///
/// ```
/// use abs_waterfall::credit::{GradeDefaults, RatingScale};
/// let flat = RatingScale::new([("BB", GradeDefaults::Annual("3%".parse()?))]);
/// let by_two = flat.curve("BB").map(|curve| curve.cumulative(2.0));
/// assert!(by_two.is_some_and(|by_two| (by_two - 0.0591).abs() < 1e-15), "3 %, and 3 % of the 97 % left");
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
#[non_exhaustive]
pub enum GradeDefaults {
    /// The probability of default in each year survived.
    Annual(
        #[cfg_attr(feature = "schema", schemars(extend("x-unit" = "percent or fraction, a year")))]
        Probability,
    ),
    /// The cumulative probabilities of default by the end of year 1, 2, ….
    Cumulative(Vec<Probability>),
}

/// Default probabilities by grade. The tables of the Chinese agencies are not public, so a deal brings its own scale or
/// uses [`RatingScale::platform_2020`], knowing where that comes from.
///
/// ```
/// use abs_waterfall::credit::{GradeDefaults, RatingScale};
/// let scale = RatingScale::new([("good", GradeDefaults::Annual("1%".parse()?))])
///     .with_grade("poor", GradeDefaults::Cumulative(vec!["5%".parse()?, "8%".parse()?]));
/// let poor = scale.curve("poor").map(|curve| curve.cumulative(2.0));
/// assert!(poor.is_some_and(|by_then| (by_then - 0.08).abs() < 1e-15));
/// # Ok::<(), abs_waterfall::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
#[non_exhaustive]
pub struct RatingScale {
    /// Every grade the scale knows.
    pub grades: BTreeMap<String, GradeDefaults>,
}

/// Why a rating scale has no default curve for a grade.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GradeProblem {
    /// No such grade.
    #[error("the rating scale has no grade `{grade}`; it has {known}")]
    Unknown {
        /// The grade.
        grade: String,
        /// The grades there are.
        known: String,
    },
    /// A grade without a probability.
    #[error("grade `{0}` has no default probability: give at least one")]
    NoProbability(String),
    /// A grade's cumulative probabilities fall.
    #[error("the cumulative default probabilities of grade `{0}` must not fall from year to year")]
    Falling(String),
}

/// One-year default probabilities in thousandths of a percent, grade by grade.
const PLATFORM_2020: [i64; GRADES.len()] = [
    6, 10, 21, 40, 74, 138, 239, 402, 724, 1_201, 1_947, 3_221, 4_782, 6_409, 9_793, 15_335, 23_415, 44_634,
    87_877,
];

impl RatingScale {
    /// The scale of these grades.
    #[must_use]
    pub fn new<S: Into<String>>(grades: impl IntoIterator<Item = (S, GradeDefaults)>) -> RatingScale {
        RatingScale { grades: grades.into_iter().map(|(grade, defaults)| (grade.into(), defaults)).collect() }
    }

    /// With another grade, or with another probability for one that it has.
    #[must_use]
    pub fn with_grade(mut self, grade: impl Into<String>, defaults: GradeDefaults) -> RatingScale {
        self.grades.insert(grade.into(), defaults);
        self
    }

    /// The theoretical one-year scale that a Chinese credit platform published with its source code (智象产业,
    /// credit-sharing-platform2.0, `appendix.jsp`): a platform's internal scale, not an agency's. AAA is given there
    /// as at most 0.0064 % and taken as 0.006 %.
    #[must_use]
    pub fn platform_2020() -> RatingScale {
        let grade = |(name, thousandths): (&&str, &i64)| {
            let annual = Probability::new(Decimal::new(*thousandths, 5)).unwrap_or_default();
            (name.to_string(), GradeDefaults::Annual(annual))
        };
        RatingScale { grades: GRADES.iter().zip(&PLATFORM_2020).map(grade).collect() }
    }

    /// The default curve of a grade; `None` for a grade that the scale does not know or whose curve falls.
    pub fn curve(&self, grade: &str) -> Option<DefaultCurve> {
        self.curve_times(grade, Decimal::ONE)
    }

    /// The curve through this many times the probabilities of a grade, each at most certain.
    fn curve_times(&self, grade: &str, multiple: Decimal) -> Option<DefaultCurve> {
        match self.grades.get(grade)? {
            GradeDefaults::Annual(annual) => Some(DefaultCurve::flat(annual.times(multiple))),
            GradeDefaults::Cumulative(by_year) if by_year.is_sorted() => {
                let times = by_year.iter().map(|probability| probability.times(multiple));
                DefaultCurve::through(&times.collect::<Vec<_>>())
            }
            GradeDefaults::Cumulative(_) => None,
        }
    }

    /// The default curve of a grade.
    ///
    /// # Errors
    /// [`GradeProblem`]: why there is none.
    pub(crate) fn find_curve(&self, grade: &str) -> Result<DefaultCurve, GradeProblem> {
        self.find_curve_times(grade, Decimal::ONE)
    }

    /// The default curve of a grade under a stress: through this many times its probabilities, each at most certain.
    ///
    /// # Errors
    /// [`GradeProblem`]: why there is none.
    pub(crate) fn find_curve_times(
        &self,
        grade: &str,
        multiple: Decimal,
    ) -> Result<DefaultCurve, GradeProblem> {
        self.curve_times(grade, multiple).ok_or_else(|| self.no_curve(grade))
    }

    /// Why there is no curve for a grade.
    fn no_curve(&self, grade: &str) -> GradeProblem {
        let name = grade.to_string();
        match self.grades.get(grade) {
            None if self.grades.is_empty() => GradeProblem::Unknown { grade: name, known: "none".into() },
            None => {
                let known = self.grades.keys().cloned().collect::<Vec<_>>().join(", ");
                GradeProblem::Unknown { grade: name, known }
            }
            Some(GradeDefaults::Cumulative(by_year)) if by_year.is_empty() => {
                GradeProblem::NoProbability(name)
            }
            Some(_) => GradeProblem::Falling(name),
        }
    }
}

impl Default for RatingScale {
    fn default() -> RatingScale {
        RatingScale::platform_2020()
    }
}

/// A derived untagged reader would read the same, but could not say what is wrong with a probability.
#[cfg(feature = "serde")]
mod in_files {
    use super::{GradeDefaults, Probability};
    use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
    use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
    use std::fmt;

    struct GradeVisitor;

    impl<'de> Visitor<'de> for GradeVisitor {
        type Value = GradeDefaults;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a probability a year, like \"3%\", or a list of cumulative ones")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<GradeDefaults, E> {
            Probability::deserialize(text.into_deserializer()).map(GradeDefaults::Annual)
        }

        fn visit_i64<E: Error>(self, whole: i64) -> Result<GradeDefaults, E> {
            Probability::deserialize(whole.into_deserializer()).map(GradeDefaults::Annual)
        }

        fn visit_u64<E: Error>(self, whole: u64) -> Result<GradeDefaults, E> {
            Probability::deserialize(whole.into_deserializer()).map(GradeDefaults::Annual)
        }

        fn visit_f64<E: Error>(self, float: f64) -> Result<GradeDefaults, E> {
            Probability::deserialize(float.into_deserializer()).map(GradeDefaults::Annual)
        }

        /// See the exact numbers: whole ones may arrive as a map.
        fn visit_map<A: MapAccess<'de>>(self, number: A) -> Result<GradeDefaults, A::Error> {
            Probability::deserialize(MapAccessDeserializer::new(number)).map(GradeDefaults::Annual)
        }

        fn visit_seq<A: SeqAccess<'de>>(self, by_year: A) -> Result<GradeDefaults, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(by_year)).map(GradeDefaults::Cumulative)
        }
    }

    impl<'de> Deserialize<'de> for GradeDefaults {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<GradeDefaults, D::Error> {
            from.deserialize_any(GradeVisitor)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worse_grades_default_more_often() {
        let scale = RatingScale::default();
        let annual: Vec<f64> =
            GRADES.iter().map(|grade| scale.curve(grade).unwrap().cumulative(1.0)).collect();
        assert!(annual.is_sorted());
        assert!((annual[11] - 0.03221).abs() < 1e-15, "BB");
        assert_eq!(scale.curve("AAAA"), None);
    }
}
