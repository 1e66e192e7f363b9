//! Words: what a person writes for one of a few choices, and reads of it, from one list.

use thiserror::Error;

/// The words of a kind of choice, each with what it means.
pub(crate) type Words<T> = [(&'static str, T)];

/// A word that is none of those there are.
///
/// ```
/// use abs_waterfall::{Rounding, UnknownWord};
/// let unknown: UnknownWord = "up".parse::<Rounding>().unwrap_err();
/// assert_eq!(unknown.to_string(), "`up` is unknown; write one of half-up, half-even, down");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{word}` is unknown; write one of {}", known.join(", "))]
#[non_exhaustive]
pub struct UnknownWord {
    /// The word.
    pub word: String,
    /// The words there are.
    pub known: Vec<&'static str>,
}

/// What a word means.
///
/// # Errors
/// [`UnknownWord`], which lists the words there are.
pub(crate) fn meaning<T: Clone>(words: &Words<T>, word: &str) -> Result<T, UnknownWord> {
    let found = words.iter().find(|(known, _)| *known == word).map(|(_, meaning)| meaning.clone());
    let known = || words.iter().map(|(known, _)| *known).collect();
    found.ok_or_else(|| UnknownWord { word: word.into(), known: known() })
}

/// The word for a choice; every choice has one.
pub(crate) fn word<T: PartialEq>(words: &Words<T>, choice: &T) -> &'static str {
    words.iter().find(|(_, meaning)| meaning == choice).map_or("", |(word, _)| word)
}

/// Words in files.
#[cfg(feature = "serde")]
pub(crate) mod in_files {
    use std::fmt;

    use serde::de::{Deserializer, Error, Visitor};
    use serde::ser::Serializer;

    use super::Words;

    /// Reads a choice from its word.
    pub(crate) fn read<'de, T: Clone, D: Deserializer<'de>>(
        from: D,
        words: &'static Words<T>,
    ) -> Result<T, D::Error> {
        from.deserialize_str(WordVisitor(words))
    }

    /// Writes a choice as its word.
    pub(crate) fn write<T: PartialEq, S: Serializer>(
        choice: &T,
        words: &Words<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_str(super::word(words, choice))
    }

    struct WordVisitor<T: 'static>(&'static Words<T>);

    impl<T: Clone> Visitor<'_> for WordVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&expected(self.0))
        }

        fn visit_str<E: Error>(self, word: &str) -> Result<T, E> {
            super::meaning(self.0, word).map_err(|_| {
                E::custom(format_args!("unknown variant `{word}`, expected {}", expected(self.0)))
            })
        }
    }

    /// As readers of other enums say it.
    fn expected<T>(words: &Words<T>) -> String {
        let quoted: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
        match quoted.as_slice() {
            [one, other] => format!("{one} or {other}"),
            _ => format!("one of {}", quoted.join(", ")),
        }
    }
}

/// Words in the schema of files.
#[cfg(feature = "schema")]
pub(crate) mod in_schema {
    use std::fmt::Debug;

    use schemars::Schema;
    use serde_json::Value;

    use super::Words;

    /// Puts the words into the derived schema of a choice, which names its variants as the code does.
    pub(crate) fn named<T: Debug>(words: &Words<T>) -> impl FnMut(&mut Schema) {
        move |schema| {
            let choices = schema.get_mut("oneOf").and_then(Value::as_array_mut);
            for variant in choices.into_iter().flatten().filter_map(|choice| choice.get_mut("const")) {
                let word = words.iter().find(|(_, meaning)| *variant == format!("{meaning:?}").as_str());
                if let Some((word, _)) = word {
                    *variant = Value::from(*word);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDES: [(&str, bool); 2] = [("left", false), ("right", true)];

    #[test]
    fn a_word_and_its_meaning() {
        assert_eq!((meaning(&SIDES, "right"), word(&SIDES, &true)), (Ok(true), "right"));
        let error = meaning(&SIDES, "up").unwrap_err();
        assert_eq!(error.to_string(), "`up` is unknown; write one of left, right");
        assert_eq!(error.known, ["left", "right"]);
    }

    #[cfg(feature = "serde")]
    #[test]
    fn an_unknown_word_in_a_file_is_an_unknown_variant() {
        let read = |json: &str| {
            let read = in_files::read(&mut serde_json::Deserializer::from_str(json), &SIDES);
            read.map_err(|error| error.to_string())
        };
        assert_eq!(read("\"left\""), Ok(false));
        let error = read("\"up\"").unwrap_err();
        assert!(error.starts_with("unknown variant `up`, expected `left` or `right`"), "{error}");
        let error = read("7").unwrap_err();
        assert!(error.starts_with("invalid type: integer `7`, expected `left` or `right`"), "{error}");
    }
}
