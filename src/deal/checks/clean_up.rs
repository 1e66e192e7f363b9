//! When the originator may buy the pool back.

use super::book::Book;
use super::finding::Finding;
use super::share::percent;
use crate::rate::Rate;
use crate::waterfall::{Condition, Gauge};

/// The share of the pool that is left at a clean-up call: by the terms of the deal, or as it is stated.
pub(super) fn share(book: &Book<'_>) -> Finding {
    let terms = book.deal.clean_up.as_ref().map(|call| share_asked(&call.when));
    match (terms.flatten(), book.disclosure.clean_up) {
        (Some(share), Some(stated)) if share != stated => {
            let [share, stated] = [share, stated].map(percent);
            let found = format!(
                "the pool may be bought once {share} of it is left, but the disclosure says {stated}"
            );
            Finding::kept("clean_up", false, found)
        }
        (Some(share), _) => judged("clean_up", share),
        (None, Some(stated)) if stated == Rate::ZERO && book.deal.clean_up.is_some() => {
            let found = "the pool may be bought, but the disclosure says that it may not";
            Finding::kept("clean_up", false, found)
        }
        (None, Some(stated)) => judged("disclosure.clean_up", stated),
        (None, None) => {
            let found = match book.deal.clean_up {
                Some(_) => "the clean-up call does not ask how much of the pool is left",
                None => "no clean-up call is stated",
            };
            Finding::unknown("disclosure.clean_up", found, "its share, 0 where there is none")
        }
    }
}

fn judged(place: &'static str, share: Rate) -> Finding {
    if share == Rate::ZERO {
        return Finding::kept(place, true, "the originator may not buy the pool back");
    }
    let found = format!("the originator may buy the pool back once {} of it is left", percent(share));
    Finding::kept(place, share.to_decimal() <= MOST, found)
}

/// Below which share of the pool a condition can hold at most, if it asks for that.
fn share_asked(when: &Condition) -> Option<Rate> {
    match when {
        Condition::Not(other) => match other.as_ref() {
            Condition::Ratio { of: Gauge::Pool, to: Gauge::OpeningPool, at_least } => Some(*at_least),
            _ => None,
        },
        Condition::All(all) => all.iter().filter_map(share_asked).min(),
        _ => None,
    }
}

/// At most a tenth of the pool is left.
const MOST: rust_decimal::Decimal = rust_decimal::Decimal::from_parts(1, 0, 0, false, 1);
