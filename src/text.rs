//! Text that is never changed and often the same: names on a tape of a million loans.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// A text that does not change. To clone one copies no characters, and the empty one takes no memory of its own: a pool of
/// a million loans names a thousand firms, ten industries and five grades.
///
/// It reads like a `str`, compares like one, and is written to files like one.
///
/// ```
/// use abs_waterfall::Text;
/// let region = Text::from("Fujian");
/// let same = region.clone();
/// assert_eq!(same, "Fujian");
/// assert!(region.starts_with("Fu") && Text::default().is_empty());
/// ```
#[derive(Clone, Default)]
pub struct Text(
    /// Nothing for the empty text.
    Option<Arc<str>>,
);

impl Text {
    /// The text as a `str`.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or("")
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

/// As in a map with texts for keys, in which a `str` is looked up.
impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text((!text.is_empty()).then(|| text.into()))
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Text {
        Text::from(text.as_str())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text::from(text.as_str())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> String {
        text.as_str().into()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Text) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Text) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(feature = "serde")]
mod in_files {
    use super::Text;
    use serde::de::{Deserialize, Deserializer};
    use serde::ser::{Serialize, Serializer};

    impl<'de> Deserialize<'de> for Text {
        fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Text, D::Error> {
            String::deserialize(from).map(Text::from)
        }
    }

    impl Serialize for Text {
        fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_str(self)
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        String::schema_name()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

/// Texts met so far, so that equal ones are one text in memory.
#[cfg(feature = "files")]
#[derive(Default)]
pub(crate) struct Texts(std::collections::HashSet<Text>);

#[cfg(feature = "files")]
impl Texts {
    /// The text of these characters: the one met before, if there is one.
    pub(crate) fn of(&mut self, characters: &str) -> Text {
        if characters.is_empty() {
            return Text::default();
        }
        if let Some(known) = self.0.get(characters) {
            return known.clone();
        }
        let text = Text::from(characters);
        self.0.insert(text.clone());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeSet, HashMap};

    #[test]
    fn a_text_is_like_its_characters() {
        let text = Text::from("公司 A");
        assert_eq!((text.as_str(), text.len()), ("公司 A", 8));
        assert_eq!((format!("{text:>6}"), format!("{text:?}")), ("  公司 A".into(), "\"公司 A\"".into()));
        assert_eq!((String::from(text.clone()), Text::from(String::from("公司 A"))), ("公司 A".into(), text));
        let sorted: BTreeSet<Text> = ["b", "", "a", "", "B"].map(Text::from).into();
        assert_eq!(sorted.iter().map(Text::as_str).collect::<Vec<_>>(), ["", "B", "a", "b"]);
    }

    /// A map finds a text by its characters: both hash alike, the empty ones too.
    #[test]
    fn a_map_finds_a_text_by_its_characters() {
        let map: HashMap<Text, usize> = ["", "a"].map(|key| (key.into(), key.len())).into();
        assert_eq!((map.get(""), map.get("a"), map.get("b")), (Some(&0), Some(&1), None));
    }

    #[test]
    fn a_text_is_small_and_an_empty_one_is_nothing() {
        assert_eq!(size_of::<Text>(), 16);
        for empty in [Text::default(), "".into(), String::new().into()] {
            assert!(empty.0.is_none());
            assert_eq!((&empty, empty.as_str()), (&Text::default(), ""));
        }
    }

    #[test]
    fn a_clone_has_the_same_characters_in_memory() {
        let text = Text::from("a");
        assert_eq!(text.clone().as_ptr(), text.as_ptr());
        assert_ne!(Text::from("a").as_ptr(), text.as_ptr());
    }

    #[cfg(feature = "files")]
    #[test]
    fn equal_texts_met_twice_are_one() {
        let mut texts = Texts::default();
        let (first, other, second) = (texts.of("a"), texts.of("b"), texts.of("a"));
        assert_eq!(first.as_ptr(), second.as_ptr());
        assert_eq!((first, other), ("a".into(), "b".into()));
    }

    #[cfg(feature = "serde")]
    #[test]
    fn in_a_file_it_is_a_plain_text() {
        for text in ["", "a \"b\""].map(Text::from) {
            let json = serde_json::to_string(&text).unwrap();
            assert_eq!(json, serde_json::to_string(text.as_str()).unwrap());
            assert_eq!(serde_json::from_str::<Text>(&json).unwrap(), text);
        }
        assert!(serde_json::from_str::<Text>("1").is_err());
    }
}
