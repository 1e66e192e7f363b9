//! Where something stands in a deal.

use std::fmt;

use crate::text::Text;

/// Where something stands in a deal. It displays as a person would name it: `note "senior"`, `waterfall step 3`.
///
/// ```
/// use abs_waterfall::Place;
/// assert_eq!(Place::Note("senior".into()).to_string(), "note \"senior\"");
/// assert_eq!(Place::Loan("C01".into()).and_others(3).to_string(), "loan \"C01\" and 3 others");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// A field of the deal, such as `dates.calendar`.
    Field(&'static str),
    /// The party of a name.
    Party(String),
    /// The loan of an id.
    Loan(Text),
    /// The fee of a name.
    Fee(String),
    /// The note of a name.
    Note(String),
    /// A support.
    Support(String),
    /// A reserve account.
    Reserve(String),
    /// An event.
    Event(String),
    /// A step of an order of payment that an event starts.
    OrderStep {
        /// Which order.
        order: &'static str,
        /// The step, by its number from 1.
        number: usize,
    },
    /// A payment for the issue.
    IssuePayment(String),
    /// The calendar of a name.
    Calendar(String),
    /// A step of the waterfall, by its number from 1.
    WaterfallStep(usize),
    /// A distribution date, by its number from 1.
    DistributionDate(usize),
    /// Something that has no name to be told by.
    Nth {
        /// What it is, in words.
        kind: &'static str,
        /// Its number among its kind, from 1.
        number: usize,
    },
    /// The first of several places where one thing is wrong, and how many more there are.
    AndMore(Box<Place>, usize),
    /// The first of several places where one thing may not be meant, and how many others there are.
    AndOthers(Box<Place>, usize),
}

impl Place {
    /// This place and so many more; itself where there are none.
    #[must_use]
    pub fn and_more(self, more: usize) -> Place {
        if more == 0 { self } else { Place::AndMore(Box::new(self), more) }
    }

    /// This place and so many others; itself where there are none.
    #[must_use]
    pub fn and_others(self, others: usize) -> Place {
        if others == 0 { self } else { Place::AndOthers(Box::new(self), others) }
    }
}

/// A field.
impl From<&'static str> for Place {
    fn from(field: &'static str) -> Place {
        Place::Field(field)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Field(field) => f.write_str(field),
            Place::Party(name) => write!(f, "party \"{name}\""),
            Place::Loan(id) => write!(f, "loan \"{id}\""),
            Place::Fee(name) => write!(f, "fee \"{name}\""),
            Place::Note(name) => write!(f, "note \"{name}\""),
            Place::Support(name) => write!(f, "support \"{name}\""),
            Place::Reserve(name) => write!(f, "reserve \"{name}\""),
            Place::Event(name) => write!(f, "event \"{name}\""),
            Place::OrderStep { order, number } => write!(f, "{order} step {number}"),
            Place::IssuePayment(name) => write!(f, "issue payment \"{name}\""),
            Place::Calendar(name) => write!(f, "calendar \"{name}\""),
            Place::WaterfallStep(number) => write!(f, "waterfall step {number}"),
            Place::DistributionDate(number) => write!(f, "distribution date {number}"),
            Place::Nth { kind, number } => write!(f, "{kind} number {number}"),
            Place::AndMore(first, more) => write!(f, "{first} and {more} more"),
            Place::AndOthers(first, 1) => write!(f, "{first} and one other"),
            Place::AndOthers(first, others) => write!(f, "{first} and {others} others"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_as_a_person_would() {
        let loan = || Place::Loan("C01".into());
        for (place, words) in [
            (Place::from("dates.calendar"), "dates.calendar"),
            (Place::Party("Lender".into()), "party \"Lender\""),
            (Place::Fee("trustee".into()), "fee \"trustee\""),
            (Place::Calendar("bank".into()), "calendar \"bank\""),
            (Place::WaterfallStep(3), "waterfall step 3"),
            (Place::DistributionDate(2), "distribution date 2"),
            (Place::Nth { kind: "party", number: 4 }, "party number 4"),
            (loan().and_more(0), "loan \"C01\""),
            (loan().and_more(1), "loan \"C01\" and 1 more"),
            (loan().and_others(1), "loan \"C01\" and one other"),
            (loan().and_others(2), "loan \"C01\" and 2 others"),
        ] {
            assert_eq!(place.to_string(), words);
        }
    }
}
