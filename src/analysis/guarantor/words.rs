//! The guarantor's view in sentences, the answers first.

use std::fmt;

use super::contributions::Contribution;
use super::fee::FairFee;
use super::regulator::RegulatorFigure;
use super::result::{GuarantorView, Reserve};
use super::wrong_way::WrongWayRisk;
use crate::simulation::Estimate;

fn percent(estimate: Estimate) -> Estimate {
    estimate.scaled(100.0)
}

impl fmt::Display for GuarantorView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} should be paid {}", self.terms.guarantor, self.fee)?;
        writeln!(f, "{}", self.reserve)?;
        writeln!(
            f,
            "Until its own failure it pays a net {:.0} yuan; after the last date {:.0} yuan more may come back from the borrowers.",
            self.performed.net, self.later_recoveries
        )?;
        if let Some(wrong_way) = &self.wrong_way {
            writeln!(f, "{wrong_way}")?;
        }
        for partner in &self.partners {
            let (who, paid, back) = (&partner.who, partner.paid, partner.repaid);
            writeln!(f, "{who} bears {paid:.0} yuan of it, and gets {back:.0} yuan back.")?;
        }
        if let Some(first) = self.tail.firms.first() {
            writeln!(f, "Of the tail's {} yuan the largest part is that of {first}", self.tail.shortfall)?;
        }
        let mut figures = self.regulator.iter();
        figures.try_for_each(|figure| writeln!(f, "{figure}"))
    }
}

/// The fees, and what they pay for.
impl fmt::Display for FairFee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (running, up_front) = (percent(self.running), percent(self.up_front));
        write!(
            f,
            "{running:.3} % a year, or {up_front:.3} % up front: it is expected to pay a net {:.0} yuan over the deal's life.",
            self.net
        )?;
        let capital = &self.with_capital;
        if capital.charge > 0.0 {
            let (falling, held) = (percent(capital.falling), percent(capital.held));
            write!(
                f,
                " With capital of {:.0} yuan at {:.2} % a year it is {falling:.3} % where that falls with the notes, and \
                 {held:.3} % where it is held to the end.",
                capital.capital,
                capital.charge * 100.0
            )?;
        }
        Ok(())
    }
}

/// What to hold.
impl fmt::Display for Reserve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "With a probability of {} it pays no more than {:.0} yuan over the deal's life, and is never out of pocket by more than {:.0} yuan.",
            self.level, self.reserve, self.liquidity
        )
    }
}

/// How much more often it is missing.
impl fmt::Display for WrongWayRisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Its failure leaves a call open on {:.3} % of the paths on which it is called, and on {:.3} % if it failed \
             independently of the borrowers.",
            percent(self.unanswered),
            percent(self.independent)
        )
    }
}

/// A name and its part.
impl fmt::Display for Contribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.name.as_deref() {
            None => "no default",
            Some("") => "borrowers of whom it is not said",
            Some(name) => name,
        };
        write!(f, "{name}: {:.2} yuan.", self.estimate)
    }
}

/// What a rule asks for, and where that stands.
impl fmt::Display for RegulatorFigure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let binds = if self.binds { "" } else { ", for comparison" };
        write!(f, "{}: {} yuan ({}{binds})", self.rule, self.amount, self.source)?;
        match (self.has, self.is_kept()) {
            (Some(has), Some(true)) => write!(f, "; it has {has}."),
            (Some(has), _) => write!(f, "; it has {has}, which is too little."),
            (None, _) => write!(f, "."),
        }
    }
}
