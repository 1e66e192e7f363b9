//! The view of a portfolio in sentences, the answers first.

use std::fmt;

use super::super::words::write_lines;
use super::{Clients, Concentration, DealInPortfolio, PortfolioFees, PortfolioView};
use crate::analysis::yuan::Yuan;

impl fmt::Display for PortfolioView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (deals, first) = (self.deals.len(), self.fees);
        let noun = if deals == 1 { "deal" } else { "deals" };
        writeln!(f, "{} should be paid, for {deals} {noun}, {first}", self.terms.guarantor)?;
        write_lines(f, self.profit.iter())?;
        writeln!(f, "{}", self.reserve)?;
        writeln!(f, "Until its own failure it pays a net {}.", Yuan(self.performed.net))?;
        write_lines(f, self.deals.iter())?;
        writeln!(f, "{}", self.tail)?;
        write_lines(f, self.without_deals.iter().chain(&self.without_firms))?;
        write_lines(f, self.regulator.iter())?;
        write_lines(f, self.concentration.iter())?;
        writeln!(f, "All default curves start on {}, nobody having defaulted by then.", self.since)?;
        write_lines(f, self.warnings.iter())
    }
}

/// The fees of all deals.
impl fmt::Display for PortfolioFees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:.3} % a year on what is covered: it is expected to pay {} more than comes back, discounted to the first \
             closing. With capital of {} it is {:.3} % where that falls with the notes, and {:.3} % where it is held to \
             the end.",
            self.running.scaled(100.0),
            Yuan(self.net),
            Yuan(self.capital),
            self.falling.scaled(100.0),
            self.held.scaled(100.0)
        )
    }
}

/// A deal among others.
impl fmt::Display for DealInPortfolio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {:.3} % a year; with the capital that it takes here, {}, {:.3} %; {} yuan of the reserve.",
            self.name,
            self.view.fee.running.scaled(100.0),
            Yuan(self.in_portfolio.capital),
            self.in_portfolio.falling.scaled(100.0),
            self.reserve
        )
    }
}

/// The largest clients, and whether they are too large.
impl fmt::Display for Concentration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clients = match self.clients {
            Clients::Plans => "plans",
            Clients::Borrowers => "borrowers",
        };
        let Some(largest) = self.single.first() else { return write!(f, "There are no {clients}.") };
        write!(f, "Of {clients} as clients the largest is {}, for {} yuan", largest.who, largest.amount)?;
        let above = |shares: &[super::ClientShare]| {
            shares.iter().filter(|share| share.is_kept() == Some(false)).count()
        };
        match largest.most {
            None => write!(f, "; what it may be is a tenth of net assets, which are not stated."),
            Some(most) => write!(
                f,
                "; {most} are allowed, and {} are above; with affiliates {}.",
                above(&self.single),
                above(&self.with_affiliates)
            ),
        }
    }
}
