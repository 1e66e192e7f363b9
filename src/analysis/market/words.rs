//! Results in sentences: the answer first.

use std::fmt;

use super::answer::MarketAnswer;
use super::budget::Chance;
use super::candidate::{Candidate, Rule, Stability, Standing};
use super::cost::PublicCost;
use super::equilibria::{Equilibria, Outcome};
use super::pool::MarketPool;
use super::sweep::SweptMarket;
use crate::money::Money;
use crate::simulation::Estimate;

/// Sentences, one a line.
impl fmt::Display for Equilibria {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.answer())?;
        if let Outcome::Stable(pool) | Outcome::NoneStable(pool) | Outcome::InPart { pool, .. } =
            &self.outcome
        {
            write!(f, "\n{}", quality(pool))?;
        }
        let (all, stable) = (self.all().count(), self.stable().count());
        if all > 1 {
            write!(f, "\nThere are {all} equilibria, {stable} of them stable.")?;
        }
        match self.undecided().count() {
            0 => Ok(()),
            1 => f.write_str("\nOne candidate is too close to tell: more paths can."),
            open => write!(f, "\n{open} candidates are too close to tell: more paths can."),
        }
    }
}

impl Equilibria {
    fn answer(&self) -> String {
        match &self.outcome {
            Outcome::Stable(pool) => self.takes_part(pool),
            Outcome::NoneStable(pool) => {
                format!("No equilibrium is stable. The largest of them: {}", lower(&self.takes_part(pool)))
            }
            Outcome::InPart { segments, firms: 0, most: 0, pool, .. } => {
                let alone = self.takes_part(pool);
                format!("{alone} A firm of {} that joined them would leave.", listed(segments))
            }
            Outcome::InPart { segments, firms, least, most, of, pool } => {
                let marginal = listed(segments);
                let range = if least == most { String::new() } else { format!(" ({least} to {most} at two errors)") };
                format!("Of {marginal} only {firms} of {of} firms{range} take part: {}.", pool_in_words(pool))
            }
            Outcome::RuledOut { pool, rules } => {
                let broken: Vec<String> = rules.iter().map(ToString::to_string).collect();
                format!("No pool is issued: {} would last, but {}.", pool_in_words(pool), broken.join(", and "))
            }
            Outcome::Unravels => {
                "The market unravels: at the price of every pool some of its firms leave, until nobody is left.".into()
            }
            Outcome::Undecided => {
                "Nothing can be told yet: prices are within two errors of what decides; run more paths.".into()
            }
        }
    }

    fn takes_part(&self, pool: &MarketPool) -> String {
        let candidate = self.candidates.iter().find(|candidate| candidate.pool == *pool);
        let segments = candidate.map_or(&[][..], |candidate| &candidate.segments);
        let (noun, verb) = if segments.len() == 1 { ("segment", "takes") } else { ("segments", "take") };
        format!("The {noun} {} {verb} part: {}.", listed(segments), pool_in_words(pool))
    }
}

fn lower(sentence: &str) -> String {
    sentence.replacen("The", "the", 1)
}

fn pool_in_words(pool: &MarketPool) -> String {
    let noun = if pool.firms == 1 { "firm" } else { "firms" };
    format!("{} {noun}, {} yuan, at {} of face up front", pool.firms, pool.size, percent(pool.price))
}

fn quality(pool: &MarketPool) -> String {
    let default = Estimate { value: pool.default_probability, error: 0.0 };
    format!(
        "Its default probability is {}, the guarantor's fee {} of face.",
        percent(default),
        percent(pool.fee)
    )
}

/// An error is only shown where there is one.
fn percent(share: Estimate) -> String {
    let share = share.scaled(100.0);
    if share.error == 0.0 { format!("{:.3} %", share.value) } else { format!("{share:.3} %") }
}

/// An expected amount, to the yuan.
fn yuan(amount: f64) -> String {
    Money::from_yuan(libm::round(amount) as i64).to_string().trim_end_matches(".00").into()
}

/// `a`, `a and b`, `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// What it breaks, after "but".
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::TooFewFirms { firms, least } => write!(f, "it has {firms} firms and must have {least}"),
            Rule::TooSmall { size, least } => write!(f, "its face is {size} yuan and must be {least}"),
            Rule::FeeTooHigh { fee, most } => {
                let most = Estimate { value: *most, error: 0.0 };
                write!(f, "the guarantor's fee is {} and may be {}", percent(*fee), percent(most))
            }
        }
    }
}

/// Sentences, one a line.
impl fmt::Display for PublicCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (total, a_yuan, firm) = (yuan(self.total), self.per_yuan, yuan(self.per_firm));
        write!(f, "The public pays {total} yuan: {a_yuan:.5} per yuan financed, {firm} per firm")?;
        match self.per_additional {
            Some(additional) => write!(f, ", {additional:.5} per yuan of firms that no bank serves.")?,
            None => write!(f, "; every firm would be served by a bank.")?,
        }
        write!(f, "\nOf it {} are subsidies to firms, and {} grants.", yuan(self.subsidies), self.grants)?;
        match self.short {
            Some(chance) => write!(f, "\nThe budget does not suffice with a chance of {chance}."),
            None => Ok(()),
        }
    }
}

/// `3.125 %`, or `3.100 to 3.200 %` where it is only known between bounds that differ so.
impl fmt::Display for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [least, most] = [self.least, self.most].map(|chance| format!("{:.3}", 100.0 * chance));
        if least == most { write!(f, "{least} %") } else { write!(f, "{least} to {most} %") }
    }
}

/// Sentences, one a line.
impl fmt::Display for MarketAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.found)?;
        self.cost.as_ref().map_or(Ok(()), |cost| write!(f, "\n{cost}"))
    }
}

/// Sentences, one a line.
impl fmt::Display for SweptMarket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.answer.fmt(f)
    }
}

/// In a word or two: "stable", "in part", "unravels".
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Outcome::Stable(_) => "stable",
            Outcome::NoneStable(_) => "none stable",
            Outcome::InPart { .. } => "in part",
            Outcome::RuledOut { .. } => "ruled out",
            Outcome::Unravels => "unravels",
            Outcome::Undecided => "undecided",
        })
    }
}

/// In words: "stable equilibrium", "deserted, too few firms".
impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let standing = match (self.standing, self.stability) {
            (Standing::Deserted, _) => "deserted",
            (Standing::Oversubscribed, _) => "oversubscribed",
            (Standing::Equilibrium, Some(Stability::Stable)) => "stable equilibrium",
            (Standing::Equilibrium, Some(Stability::Unstable)) => "unstable equilibrium",
            (Standing::Equilibrium, _) => "equilibrium, perhaps unstable",
            (Standing::Undecided, _) => "undecided",
        };
        let broken = self.broken.iter().map(|rule| match rule {
            Rule::TooFewFirms { .. } => ", too few firms",
            Rule::TooSmall { .. } => ", too small",
            Rule::FeeTooHigh { .. } => ", fee too high",
        });
        f.pad(&std::iter::once(standing).chain(broken).collect::<String>())
    }
}
