//! The issuer's view in sentences, the answers first.

use std::fmt;

use super::budget::SpreadBudget;
use super::cuts::FeeCut;
use super::funding::FundingCost;
use super::view::IssuerView;
use crate::analysis::yuan::Yuan;
use crate::simulation::Estimate;

fn percent(share: f64, decimals: usize) -> String {
    format!("{:.decimals$} %", share * 100.0)
}

impl fmt::Display for IssuerView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let IssuerView { originator, budget, funding, cuts, cut, .. } = self;
        writeln!(f, "If nobody defaults, the issue costs {originator} {funding}.")?;
        write!(f, "{budget}")?;
        if let Some(expected) = self.expected_sub_yield {
            let percent: Estimate = expected.scaled(100.0);
            write!(f, " With defaults the sub is expected to yield {percent:.2} % a year.")?;
        }
        writeln!(f)?;
        // The last is that of all fees, where there are several.
        let mut last = cuts.last().into_iter();
        last.try_for_each(|of| writeln!(f, "A cut of {} by {} {of}", name(of), percent(cut.to_f64(), 0)))
    }
}

fn name(cut: &FeeCut) -> String {
    cut.fee.as_ref().map_or("all fees".into(), |fee| format!("the fee {fee}"))
}

/// What the issue costs, and what that is made of; without its full stop.
impl fmt::Display for FundingCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = |rate: Option<f64>| rate.map_or("no rate".into(), |rate| percent(rate, 3));
        write!(
            f,
            "{} a year all in on the {} yuan it raises: the coupons cost {}, with taxes and running fees it is {}",
            rate(self.all_in),
            self.raised,
            rate(self.coupons),
            rate(self.with_running)
        )?;
        if !self.up_front.is_zero() {
            write!(f, ", with up-front costs of {} yuan {}", self.up_front, rate(self.with_up_front))?;
        }
        if !self.subsidies.is_zero() {
            write!(f, ", less subsidies of {} yuan {}", self.subsidies, rate(self.all_in))?;
        }
        if !self.subsidies_to_others.is_zero() {
            write!(f, "; others are given {} yuan for it", self.subsidies_to_others)?;
        }
        Ok(())
    }
}

/// What is left in the scenario, and of what.
impl fmt::Display for SpreadBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = &self.left;
        let of_pool = percent(left.of_pool, 2);
        write!(f, "Then {} yuan are left over the deal's life, {of_pool} of the pool", left.amount)?;
        match left.a_year {
            Some(a_year) => write!(f, " and {} a year of the senior notes.", percent(a_year, 2)),
            None => write!(f, "."),
        }
    }
}

/// What a cut buys, as the end of a sentence.
impl fmt::Display for FeeCut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "saves {} yuan", self.saved)?;
        let mut gains = Vec::new();
        if let Some(rate) = self.loan_rate {
            gains.push(format!("the borrowers {:.4} % of their rate", rate.to_f64() * 100.0));
        }
        if let Some(sub) = self.sub {
            gains.push(format!("the sub {} on average", Yuan(sub)));
        }
        for gain in &self.supports {
            gains.push(format!("{} {} of what it is not repaid", gain.support, Yuan(gain.unreimbursed)));
        }
        if gains.is_empty() { write!(f, ".") } else { write!(f, ": it gives {}.", gains.join(", or ")) }
    }
}
