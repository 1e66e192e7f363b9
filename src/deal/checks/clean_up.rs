//! When the originator may buy the pool back.

use super::book::Book;
use super::finding::Finding;
use super::share::percent;
use crate::rate::Rate;

/// The share of the pool that is left at a clean-up call.
pub(super) fn share(book: &Book<'_>) -> Finding {
    let place = "disclosure.clean_up";
    let Some(share) = book.disclosure.clean_up else {
        let found = "no clean-up call is stated";
        return Finding::unknown(place, found, "its share, 0 where there is none");
    };
    if share == Rate::ZERO {
        return Finding::kept(place, true, "the originator may not buy the pool back");
    }
    let found = format!("the originator may buy the pool back once {} of it is left", percent(share));
    Finding::kept(place, share.to_decimal() <= MOST, found)
}

/// At most a tenth of the pool is left.
const MOST: rust_decimal::Decimal = rust_decimal::Decimal::from_parts(1, 0, 0, false, 1);
