//! Who made the claims, and whether it has what the exchanges ask of it.

use super::AssetClass;
use super::book::Book;
use super::finding::Finding;
use crate::deal::Party;
use crate::money::Money;

/// It has been in business for so many years, with net assets above this.
const LEAST_YEARS: u32 = 2;
const LEAST_NET_ASSETS: Money = Money::from_yuan(200_000_000);

/// The originator, where there is one.
pub(super) fn lender<'a>(book: &Book<'a>) -> Result<&'a Party, Finding> {
    match book.originators().as_slice() {
        [one] => Ok(one),
        others => {
            let found = format!("{} parties are originators", others.len());
            Err(Finding::unknown("parties", found, "one party with the role `originator`"))
        }
    }
}

/// Years in business; of a lender, profit and net assets besides.
pub(super) fn standing(book: &Book<'_>) -> Finding {
    let lender = match lender(book) {
        Ok(lender) => lender,
        Err(finding) => return finding,
    };
    let facts = facts(book, lender);
    let said: Vec<&str> = facts.iter().filter_map(|fact| fact.said.as_deref()).collect();
    let found = if said.is_empty() { "nothing of it is stated".into() } else { said.join(", ") };
    let unsaid: Vec<&str> = facts.iter().filter(|fact| fact.said.is_none()).map(|fact| fact.term).collect();
    let is_met = facts.iter().all(|fact| fact.is_met);
    match is_met && !unsaid.is_empty() {
        true => Finding::unknown(lender, found, unsaid.join(", ")),
        false => Finding::kept(lender, is_met, found),
    }
}

fn facts(book: &Book<'_>, lender: &Party) -> Vec<Fact> {
    let years = Fact::of(
        book.disclosure.lender_years,
        |years| (format!("in business for {years} full year(s)"), years >= LEAST_YEARS),
        "`disclosure.lender_years`",
    );
    if book.assets == AssetClass::Leases {
        return vec![years];
    }
    let profit = Fact::of(
        book.disclosure.lender_profitable,
        |is_so| (format!("{} profit last year", if is_so { "a" } else { "no" }), is_so),
        "`disclosure.lender_profitable`",
    );
    let net_assets = Fact::of(
        lender.net_assets,
        |amount| (format!("net assets of {amount}"), amount > LEAST_NET_ASSETS),
        "its `net_assets`",
    );
    vec![years, profit, net_assets]
}

/// Something that a rule asks of a lender.
struct Fact {
    /// In words; `None` if it is not stated.
    said: Option<String>,
    /// Is it as the rule wants it, as far as it is stated?
    is_met: bool,
    /// What states it.
    term: &'static str,
}

impl Fact {
    fn of<T>(stated: Option<T>, judged: impl FnOnce(T) -> (String, bool), term: &'static str) -> Fact {
        match stated.map(judged) {
            Some((said, is_met)) => Fact { said: Some(said), is_met, term },
            None => Fact { said: None, is_met: true, term },
        }
    }
}
