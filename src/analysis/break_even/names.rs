//! How many of the largest borrowers break a class if they default at once.

use std::collections::BTreeSet;
use std::fmt;

use rayon::prelude::*;

use super::class::{Class, Paid};
use super::question::BreakEven;
use super::rate::last_before;
use crate::calendar::Date;
use crate::deal::ResolvedDeal;
use crate::money::Money;
use crate::path::Events;
use crate::projection::{Ranked, ScenarioError, by_size};
use crate::scenario::{DefaultEvent, When, Who};
use crate::servicing::LoanDefault;

/// How many of the largest borrowers break a class if they default at once, at closing and after every due date.
///
/// Up to four hundred borrowers every number is looked at until the first that breaks the class. Of more of them four hundred
/// numbers are, evenly apart; and up to the first of these that breaks it, a number is found by bisection that does where one
/// fewer does not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct BreakEvenNames {
    /// The class.
    pub note: String,
    /// Were the supports called?
    pub with_supports: bool,
    /// By date, as long as anything is owed.
    pub dates: Vec<NamesOnDate>,
}

/// How many of the largest borrowers break a class if they default on one date.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct NamesOnDate {
    /// The date: what is due on it is still paid.
    pub date: Date,
    /// How many borrowers owe anything after it.
    pub borrowers: usize,
    /// The smallest number that breaks the class; `None` if all of them do not.
    pub breaking: Option<BreakingNames>,
}

/// The smallest number of borrowers that break a class.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct BreakingNames {
    /// How many; none if the class is not paid anyhow.
    pub count: usize,
    /// Who, the largest first, by what they owe after the date, all loans of a borrower together.
    pub borrowers: Vec<String>,
    /// What they owe.
    pub defaulted: Money,
    /// What the class is owed in the end, and is not paid.
    pub shortfall: Money,
}

impl ResolvedDeal {
    /// How many of the largest borrowers break a class if they default at once, at closing and after every due date.
    ///
    /// # Errors
    /// [`ScenarioError`] if the deal has no such note.
    ///
    /// ```
    /// # #[cfg(feature = "files")]
    /// # fn main() -> Result<(), abs_waterfall::Error> {
    /// use abs_waterfall::Deal;
    /// use abs_waterfall::analysis::BreakEven;
    /// let deal = Deal::load("examples/deals/fujian.toml")?.resolve()?;
    /// let names = deal.break_even_names(&BreakEven::new("senior"))?;
    /// assert_eq!(names.worst().and_then(|worst| Some(worst.breaking.as_ref()?.count)), Some(1), "the largest alone");
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "files"))]
    /// # fn main() {}
    /// ```
    pub fn break_even_names(&self, question: &BreakEven) -> Result<BreakEvenNames, ScenarioError> {
        let class = Class::of(question, self)?;
        let on_date = |date: &Date| names_on(*date, &class);
        let dates: Vec<_> = dates(self).par_iter().map(on_date).collect::<Result<_, _>>()?;
        Ok(BreakEvenNames {
            note: question.note.clone(),
            with_supports: question.with_supports,
            dates: dates.into_iter().filter(|on: &NamesOnDate| on.borrowers > 0).collect(),
        })
    }
}

/// The closing date and every due date after it.
fn dates(deal: &ResolvedDeal) -> Vec<Date> {
    let closing = deal.definition().closing;
    let due = deal.collections().schedule().grids().iter().flat_map(|grid| &grid.dates).copied();
    let after: BTreeSet<Date> = due.filter(|date| *date > closing).collect();
    std::iter::once(closing).chain(after).collect()
}

fn names_on(date: Date, class: &Class<'_>) -> Result<NamesOnDate, ScenarioError> {
    let Ok(next) = date.tomorrow() else { return Ok(NamesOnDate { date, borrowers: 0, breaking: None }) };
    let probe = Probe { class, ranked: by_size(When::On(next), class.deal)? };
    Ok(NamesOnDate { date, borrowers: probe.ranked.len(), breaking: probe.breaking()? })
}

/// Looks at one number of borrowers after the other.
struct Probe<'a> {
    class: &'a Class<'a>,
    /// The largest first.
    ranked: Vec<Ranked>,
}

impl Probe<'_> {
    /// The first number that is scanned and breaks the class, and by bisection one up to it whose predecessor does not.
    fn breaking(&self) -> Result<Option<BreakingNames>, ScenarioError> {
        let all = self.ranked.len();
        let mut paid = None;
        for count in (0..all).step_by(all.div_ceil(MOST_SCANNED).max(1)).chain([all]) {
            if !self.paid(count)?.in_full {
                let count = match paid {
                    None => count,
                    Some(paid) => last_before(paid, count, |count| Ok(self.paid(count)?.in_full))? + 1,
                };
                return self.broken_by(count).map(Some);
            }
            paid = Some(count);
        }
        Ok(None)
    }

    /// How the class is paid where so many default.
    fn paid(&self, count: usize) -> Result<Paid, ScenarioError> {
        let missed = self.ranked.iter().take(count).flat_map(|firm| &firm.missed);
        Ok(self.class.paid_on(&Events { defaults: missed.copied().collect(), ..self.class.events() })?)
    }

    fn broken_by(&self, count: usize) -> Result<BreakingNames, ScenarioError> {
        let firms = || self.ranked.iter().take(count);
        let first_loans = firms().filter_map(|firm| firm.missed.first());
        let name = |default: &LoanDefault| self.class.deal.loan(default.loan).borrower.to_string();
        Ok(BreakingNames {
            count,
            borrowers: first_loans.map(name).collect(),
            defaulted: firms().map(|firm| firm.owed).sum(),
            shortfall: self.paid(count)?.shortfall,
        })
    }
}

impl BreakEvenNames {
    /// The date on which the fewest names break the class; of several the one with the largest shortfall, and then the first.
    /// `None` if it is paid whoever defaults.
    pub fn worst(&self) -> Option<&NamesOnDate> {
        let rank = |on: &NamesOnDate| {
            on.breaking.as_ref().map(|names| (names.count, std::cmp::Reverse(names.shortfall)))
        };
        self.dates.iter().filter(|on| on.breaking.is_some()).min_by_key(|on| rank(on))
    }
}

impl NamesOnDate {
    /// The default that breaks the class, for a scenario.
    pub fn stress(&self) -> Option<DefaultEvent> {
        let count = u32::try_from(self.breaking.as_ref()?.count).ok().filter(|count| *count > 0)?;
        Some(DefaultEvent::new(Who::Largest(count), When::On(self.date.tomorrow().ok()?)))
    }
}

/// So many numbers of borrowers are scanned.
const MOST_SCANNED: usize = 400;

/// So many names are told in a sentence.
const MOST_TOLD: usize = 5;

/// What becomes of a class that is not paid as it is due.
fn left(shortfall: Money) -> String {
    match shortfall {
        Money::ZERO => "something is paid late, and all of it in the end".into(),
        _ => format!("{shortfall} stays unpaid in the end"),
    }
}

/// "\"senior\" is broken by the 2 largest borrowers, without supports: at worst after 2024-07-20, by A and B, who owe …",
/// without its full stop.
impl fmt::Display for BreakEvenNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (note, supports) = (&self.note, BreakEven::supports_in_words(self.with_supports));
        let worst = self.worst().and_then(|on| Some((on.date, on.breaking.as_ref()?)));
        match worst {
            None => write!(f, "\"{note}\" is paid whoever of the borrowers default at once, {supports}"),
            Some((_, BreakingNames { count: 0, shortfall, .. })) => {
                write!(
                    f,
                    "\"{note}\" is not paid even where nobody defaults, {supports}: {}",
                    left(*shortfall)
                )
            }
            Some((date, BreakingNames { count, borrowers, defaulted, shortfall })) => {
                let more = count.saturating_sub(MOST_TOLD);
                let told = borrowers[..(*count).min(MOST_TOLD)].join(", ");
                let more = if more == 0 { String::new() } else { format!(" and {more} more") };
                let who = if *count == 1 {
                    "the largest borrower".into()
                } else {
                    format!("the {count} largest borrowers")
                };
                write!(
                    f,
                    "\"{note}\" is broken by {who} defaulting at once, {supports}: at worst after {date}, by \
                     {told}{more} with {defaulted}; {}",
                    left(*shortfall)
                )
            }
        }
    }
}
