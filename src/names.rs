//! Names: what a person calls the things of a deal, and where each of them stands among its kind.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::found::Found;
use crate::place::Place;

/// How many names an error lists.
const MOST_OFFERED: usize = 20;

/// How many it lists where there are more.
const NEAREST_OFFERED: usize = 5;

/// What is wrong with a name, or with a list of them.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NameProblem {
    /// A name that nothing in the deal has.
    #[error("there is no {kind} `{name}`; {known}")]
    Unknown {
        /// What was looked for.
        kind: &'static str,
        /// The name.
        name: String,
        /// What there is instead.
        known: String,
    },
    /// Two things of one kind and one name.
    #[error("the name is used twice: give each its own")]
    Twice,
    /// Something without a name.
    #[error("the name is empty")]
    Empty,
    /// A list that must name something.
    #[error("it names no {0}")]
    EmptyList(&'static str),
    /// One name twice in one list.
    #[error("`{0}` is named twice")]
    ListedTwice(String),
}

impl NameProblem {
    /// There is nothing of this kind and name, but there are these.
    pub(crate) fn unknown<'a>(
        kind: &'static str,
        name: &str,
        known: impl Iterator<Item = &'a str>,
    ) -> NameProblem {
        NameProblem::Unknown { kind, name: name.into(), known: offer(known) }
    }

    /// There is nothing of this kind and name; of very many, the nearest are offered.
    pub(crate) fn unknown_among<'a>(
        kind: &'static str,
        name: &str,
        known: impl Iterator<Item = &'a str>,
    ) -> NameProblem {
        let mut known: Vec<&str> = known.collect();
        if known.len() <= MOST_OFFERED {
            return NameProblem::unknown(kind, name, known.into_iter());
        }
        known.sort_by_cached_key(|other| distance(name, other));
        let known = format!("the nearest are {}", known[..NEAREST_OFFERED].join(", "));
        NameProblem::Unknown { kind, name: name.into(), known }
    }
}

/// "did you mean `x`?" where a known word is much like this one, or what there is.
#[cfg(feature = "files")]
pub(crate) fn advice(word: &str, known: &[&str]) -> String {
    did_you_mean(word, known).unwrap_or_else(|| offer(known.iter().copied()))
}

/// "did you mean `x`?" where a known word is much like this one.
#[cfg(feature = "files")]
pub(crate) fn did_you_mean(word: &str, known: &[&str]) -> Option<String> {
    let nearest = known.iter().min_by_key(|other| distance(word, other))?;
    let is_alike = 3 * distance(word, nearest) <= word.chars().count().max(nearest.chars().count());
    is_alike.then(|| format!("did you mean `{nearest}`?"))
}

/// A word that a reader does not know, and those that it does, from what it says: "unknown field `a`, expected one of `b`, `c`".
#[cfg(feature = "files")]
pub(crate) fn unknown_word(message: &str) -> Option<(&str, Vec<&str>)> {
    let start = ["unknown field `", "unknown variant `"].iter().find_map(|start| message.split_once(start));
    let mut quoted = start?.1.split('`').step_by(2);
    Some((quoted.next()?, quoted.collect()))
}

/// How many characters must be put in, left out or changed to make one name of another.
fn distance(name: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, c) in name.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, d) in other.iter().enumerate() {
            let changed = diagonal + usize::from(c != *d);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

/// Where the things of one kind stand, by their names.
pub(crate) struct Names {
    kind: &'static str,
    by_name: BTreeMap<String, usize>,
}

impl Names {
    /// The names of one kind of things, in their order; of two with one name the first counts.
    pub(crate) fn of<'a>(
        kind: &'static str,
        place: fn(String) -> Place,
        names: impl Iterator<Item = &'a String>,
        found: &mut Found<NameProblem>,
    ) -> Names {
        let mut by_name = BTreeMap::new();
        for (i, name) in names.enumerate() {
            if name.trim().is_empty() {
                found.add(Place::Nth { kind, number: i + 1 }, NameProblem::Empty);
            }
            if by_name.contains_key(name) {
                found.add(place(name.clone()), NameProblem::Twice);
            } else {
                by_name.insert(name.clone(), i);
            }
        }
        Names { kind, by_name }
    }

    /// Where the thing of a name stands; `None` if there is none.
    pub(crate) fn get(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Where the thing of a name stands.
    ///
    /// # Errors
    /// [`NameProblem::Unknown`], which offers the names there are.
    pub(crate) fn find(&self, name: &str) -> Result<usize, NameProblem> {
        self.get(name).ok_or_else(|| NameProblem::unknown(self.kind, name, self.iter()))
    }

    /// Where the things of a list stand, as far as there are any; it must name something, and nothing twice.
    pub(crate) fn find_list<P: From<NameProblem>>(
        &self,
        names: &[String],
        place: impl Into<Place> + Copy,
        found: &mut Found<P>,
    ) -> Vec<usize> {
        found.add_all(place, wrong_in_list(self.kind, names));
        names.iter().filter_map(|name| found.take(place, self.find(name))).collect()
    }

    /// The names, sorted.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// Where the things stand that have a name of their own, in order.
    pub(crate) fn indices(&self) -> Vec<usize> {
        let mut indices: Vec<usize> = self.by_name.values().copied().collect();
        indices.sort_unstable();
        indices
    }
}

/// What is wrong with a list that must name something of a kind, and nothing twice.
pub(crate) fn wrong_in_list<T: Ord + ToString>(kind: &'static str, names: &[T]) -> Vec<NameProblem> {
    let empty = names.is_empty().then_some(NameProblem::EmptyList(kind));
    empty.into_iter().chain(listed_twice(names)).collect()
}

/// What a list names again.
pub(crate) fn listed_twice<T: Ord + ToString>(names: &[T]) -> Vec<NameProblem> {
    let mut seen = BTreeSet::new();
    let again = names.iter().filter(|name| !seen.insert(*name));
    again.map(|name| NameProblem::ListedTwice(name.to_string())).collect()
}

/// "there is a, b, c", for an error to offer.
fn offer<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    match names.len().checked_sub(MOST_OFFERED) {
        _ if names.is_empty() => "there is none".into(),
        None | Some(0) => format!("there is {}", names.join(", ")),
        Some(more) => format!("there is {} and {more} more", names[..MOST_OFFERED].join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_offers_the_names_there_are() {
        let names: Vec<String> = (1..=22).map(|n| format!("n{n}")).collect();
        let offered = |count: usize| offer(names[..count].iter().map(String::as_str));
        assert_eq!(offered(0), "there is none");
        assert_eq!(offered(2), "there is n1, n2");
        assert!(offered(20).ends_with("n19, n20"));
        assert!(offered(22).ends_with("n19, n20 and 2 more"));
    }

    #[test]
    fn of_very_many_the_nearest_are_offered() {
        let names: Vec<String> = (1..=30).map(|n| format!("Firm {n:02}")).collect();
        let error = NameProblem::unknown_among("borrower", "Firm 1", names.iter().map(String::as_str));
        let told =
            "there is no borrower `Firm 1`; the nearest are Firm 01, Firm 10, Firm 11, Firm 12, Firm 13";
        assert_eq!(error.to_string(), told);
        assert_eq!([distance("", "abc"), distance("kitten", "sitting"), distance("a", "a")], [3, 3, 0]);
        let few = NameProblem::unknown_among("borrower", "x", names[..2].iter().map(String::as_str));
        assert_eq!(few.to_string(), "there is no borrower `x`; there is Firm 01, Firm 02");
    }

    #[cfg(feature = "files")]
    #[test]
    fn a_word_that_is_much_like_another_may_mean_it() {
        for (word, advised) in [
            ("senoir", "did you mean `senior`?"),
            ("sub2", "did you mean `sub`?"),
            ("A1", "there is senior, sub"),
            ("", "there is senior, sub"),
        ] {
            assert_eq!(advice(word, &["senior", "sub"]), advised, "{word}");
        }
        assert_eq!(advice("a", &[]), "there is none");
    }

    #[test]
    fn of_two_with_one_name_the_first_counts() {
        let mut found = Found::default();
        let names = Names::of("note", Place::Note, ["b", "a", "b"].map(String::from).iter(), &mut found);
        assert_eq!((names.get("b"), names.indices()), (Some(0), vec![0, 1]));
        assert_eq!(names.find("c").unwrap_err().to_string(), "there is no note `c`; there is a, b");
        let found: Vec<_> = found.into_iter().collect();
        assert_eq!(found, [(Place::Note("b".into()), NameProblem::Twice)]);
    }
}
