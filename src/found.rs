//! What is found wrong while a deal is resolved: everything, each problem with its place.

use crate::place::Place;

/// The problems found so far. A room finds its own kind; who resolves several rooms takes them up as one kind.
#[derive(Debug)]
pub(crate) struct Found<P>(Vec<(Place, P)>);

impl<P> Default for Found<P> {
    fn default() -> Found<P> {
        Found(Vec::new())
    }
}

impl<P> Found<P> {
    pub(crate) fn add(&mut self, place: impl Into<Place>, problem: impl Into<P>) {
        self.0.push((place.into(), problem.into()));
    }

    /// The value, or `None` after adding why there is none.
    pub(crate) fn take<T, E: Into<P>>(&mut self, place: impl Into<Place>, result: Result<T, E>) -> Option<T> {
        result.map_err(|problem| self.add(place, problem)).ok()
    }

    /// Adds several problems of one place.
    pub(crate) fn add_all<Q: Into<P>>(&mut self, place: impl Into<Place> + Copy, problems: Vec<Q>) {
        problems.into_iter().for_each(|problem| self.add(place, problem));
    }

    /// Takes up what `find` makes, after all that it finds.
    pub(crate) fn within<Q: Into<P>, T>(&mut self, find: impl FnOnce(&mut Found<Q>) -> T) -> T {
        let mut found = Found::default();
        let made = find(&mut found);
        self.0.extend(found.0.into_iter().map(|(place, problem)| (place, problem.into())));
        made
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut (Place, P)> {
        self.0.iter_mut()
    }

    /// Of many problems that have one answer the first, with the number of the others in its place.
    pub(crate) fn ask_once(&mut self, is_same: impl Fn(&P) -> bool) {
        let Some(first) = self.0.iter().position(|(_, problem)| is_same(problem)) else { return };
        let others = self.0.extract_if(first + 1.., |(_, problem)| is_same(problem)).count();
        let (place, _) = &mut self.0[first];
        *place = std::mem::replace(place, Place::Field("")).and_more(others);
    }
}

impl<P> IntoIterator for Found<P> {
    type Item = (Place, P);
    type IntoIter = std::vec::IntoIter<(Place, P)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_room_finds_is_taken_up_in_its_order() {
        let mut whole = Found::<String>::default();
        whole.add("pool", "one");
        let made = whole.within(|found: &mut Found<&'static str>| {
            found.add(Place::WaterfallStep(1), "two");
            found.take("vat", Ok::<_, &str>(7))
        });
        whole.add("vat", "three");
        let words: Vec<String> =
            whole.into_iter().map(|(place, problem)| format!("{place}: {problem}")).collect();
        assert_eq!(
            (made, words.join("; ")),
            (Some(7), "pool: one; waterfall step 1: two; vat: three".into())
        );
    }

    #[test]
    fn one_answer_is_asked_for_once() {
        let mut found = Found::<u32>::default();
        [7_u32, 1, 7, 7].into_iter().for_each(|problem| found.add("pool", problem));
        found.ask_once(|problem| *problem == 7);
        let words: Vec<String> =
            found.into_iter().map(|(place, problem)| format!("{place} {problem}")).collect();
        assert_eq!(words, ["pool and 2 more 7", "pool 1"]);
    }
}
