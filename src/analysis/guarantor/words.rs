//! The guarantor's view in sentences, the answers first.

use std::fmt;

use super::charge::ChargedFee;
use super::contributions::{Contribution, TailContributions};
use super::exposure::PartnerExposure;
use super::fee::FairFee;
use super::later::LaterRecoveries;
use super::paid_by_plan::PlanFee;
use super::profit::ProfitAndLoss;
use super::regulator::RegulatorFigure;
use super::result::{GuarantorView, Reserve};
use super::with_without::WithWithout;
use super::wrong_way::WrongWayRisk;
use crate::analysis::yuan::{Yuan, whole};
use crate::simulation::Estimate;

fn percent(estimate: Estimate) -> Estimate {
    estimate.scaled(100.0)
}

impl fmt::Display for GuarantorView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} should be paid {}", self.terms.guarantor, self.fee)?;
        write_lines(f, self.alone.iter().map(|alone| format!("{alone}.")))?;
        write_lines(f, self.plan_fee.iter())?;
        write_lines(f, self.profit.iter())?;
        writeln!(f, "{}", self.reserve)?;
        writeln!(
            f,
            "Until its own failure it pays a net {} over the deal's life.",
            Yuan(self.performed.net)
        )?;
        writeln!(f, "{}", self.later)?;
        write_lines(f, self.wrong_way.iter())?;
        write_lines(f, self.partners.iter())?;
        writeln!(f, "{}", self.tail)?;
        write_lines(f, self.without.iter())?;
        write_lines(f, self.regulator.iter())
    }
}

/// Each on a line of its own.
pub(super) fn write_lines(
    f: &mut fmt::Formatter<'_>,
    mut all: impl Iterator<Item = impl fmt::Display>,
) -> fmt::Result {
    all.try_for_each(|one| writeln!(f, "{one}"))
}

/// What the plan would pay.
impl fmt::Display for PlanFee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Paid by the plan, as its fee `{}`, that is {:.4} % a year, as the plan then repays it less: it pays a net {}.",
            self.fee,
            percent(self.rate),
            Yuan(self.net)
        )
    }
}

/// What is earned.
impl fmt::Display for ProfitAndLoss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (promised, performed) = (&self.promised, &self.performed);
        match self.fee {
            Some(ChargedFee::Running(rate)) => write!(f, "Paid {rate} a year it earns ")?,
            Some(ChargedFee::UpFront(rate)) => write!(f, "Paid {rate} up front it earns ")?,
            None => write!(f, "By the fees of the deals it earns ")?,
        }
        write!(
            f,
            "{} on average over the whole life, on single paths {} more or less, and makes a loss with a probability of {:.2} %; \
             with its own failure {} on average.",
            Yuan(promised.mean),
            whole(promised.deviation),
            percent(promised.loss),
            Yuan(performed.mean)
        )
    }
}

/// What comes late, and what is left without it.
impl fmt::Display for LaterRecoveries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "After the last date {} more come back from the borrowers", Yuan(self.borrowers))?;
        if self.counter_guarantor.value > 0.0 {
            write!(f, " and {} from the counter-guarantor", Yuan(self.counter_guarantor))?;
        }
        write!(
            f,
            ", which no fee here counts on: less this it pays {}, discounted to closing, or {:.3} % a year.",
            Yuan(self.net),
            percent(self.running)
        )
    }
}

/// Who shares the risk.
impl fmt::Display for PartnerExposure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (paid, back, later) = (Yuan(self.paid), Yuan(self.repaid), Yuan(self.later));
        write!(f, "{} pays {paid} of it, and gets {back} back, and {later} after the last date.", self.who)
    }
}

/// What the tail comes to, and who has the largest part in it.
impl fmt::Display for TailContributions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "On the worst paths, those beyond {}, it pays a net {} yuan on average over the life of the deals",
            self.level, self.shortfall
        )?;
        match self.firms.iter().find(|part| part.name.is_some()) {
            Some(first) => write!(f, "; the largest part is due to {first}"),
            None => write!(f, "."),
        }
    }
}

/// What something adds.
impl fmt::Display for WithWithout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Without {} it would pay a net {} less on average, and {} less on the worst paths.",
            self.name,
            Yuan(self.net),
            Yuan(self.shortfall)
        )
    }
}

/// The fees, and what they pay for.
impl fmt::Display for FairFee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (running, up_front) = (percent(self.running), percent(self.up_front));
        write!(
            f,
            "{running:.3} % a year, or {up_front:.3} % up front: over the deal's life it is expected to pay {} more than comes back, \
             discounted to closing.",
            Yuan(self.net)
        )?;
        let capital = &self.with_capital;
        if capital.charge > 0.0 {
            let (falling, held) = (percent(capital.falling), percent(capital.held));
            write!(
                f,
                " With capital of {} at {:.2} % a year it is {falling:.3} % where that falls with the notes, and \
                 {held:.3} % where it is held to the end.",
                Yuan(capital.capital),
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
            "With a probability of {} it pays no more than a net {} over the whole life, discounted to closing, and is never out of \
             pocket by more than {}.",
            self.level,
            Yuan(self.reserve),
            Yuan(self.liquidity)
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
            None => "no default (fees, and cash that is late)",
            Some("") => "borrowers of whom the tape does not say it",
            Some(name) => name,
        };
        write!(f, "{name}: {}.", Yuan(self.estimate))
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
