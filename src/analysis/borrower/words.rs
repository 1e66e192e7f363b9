//! Results in sentences: the answer first.

use std::fmt;

use super::answer::BorrowerAnswer;
use super::borrowing::AnnualRates;
use super::condition::Condition;
use super::cost::CostKind;
use super::equal::{EqualSubsidy, SubsidyForm};
use super::financing::FinancingKind;
use super::flow::FlowItem;
use super::grants::{Grant, Refusal};
use super::rule::{Cap, SubsidyYear};
use crate::money::Money;

/// Sentences, one a line.
impl fmt::Display for BorrowerAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [pooled, bank] = [self.pooled.side.rates, self.bank.side.rates].map(a_year);
        let bank = bank.trim_end_matches(" a year");
        let further =
            if self.pooled.side.subsidies > Money::ZERO { "a further subsidy" } else { "a subsidy" };
        write!(f, "The pooled loan costs {pooled}, the bank's {bank}")?;
        for (number, equal) in self.equal.iter().enumerate() {
            let amount = amount(equal, further);
            match (number, equal.total() < Money::ZERO) {
                (0, false) => write!(f, ": {amount} makes them equal.")?,
                (0, true) => write!(f, ", which is the dearer one: {amount} would make them equal.")?,
                (_, false) => write!(f, "\nSo does {}.", amount.trim_end_matches(','))?,
                (_, true) => write!(f, "\nSo would {}.", amount.trim_end_matches(','))?,
            }
        }
        self.told(f)
    }
}

impl BorrowerAnswer {
    /// What must be known to read the rates.
    fn told(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(replaced) = &self.replaced {
            let rate = a_year(replaced.side.rates);
            write!(
                f,
                "\nWith what it repays borrowed anew at {}, the pooled loan costs {rate}.",
                replaced.at
            )?;
        }
        let sides = [("pooled", self.pooled.side.rates), ("bank's", self.bank.side.rates)];
        for (name, _) in sides.iter().filter(|(_, rates)| rates.is_some_and(|rates| rates.has_others)) {
            write!(
                f,
                "\nThe flows of the {name} loan have several rates, since a subsidy is paid after the last instalment: this is \
                 the one nearest to zero."
            )?;
        }
        Ok(())
    }
}

/// The compound rate: `3.299 % a year`.
fn a_year(rates: Option<AnnualRates>) -> String {
    rates.map_or("what is no rate".into(), |rates| format!("{:.3} % a year", 100.0 * rates.compound))
}

/// A payment with what it is a share of, up to the comma behind it.
fn amount(of: &EqualSubsidy, further: &str) -> String {
    let (percent, total) = (100.0 * of.rate.abs(), of.total());
    let (what, yuan) = if total < Money::ZERO { ("a charge", -total) } else { (further, total) };
    match of.form {
        SubsidyForm::Lump { months } => {
            let noun = if months == 1 { "month" } else { "months" };
            format!(
                "{what} of {yuan} yuan ({percent:.4} % of the principal), paid {months} {noun} after the disbursement,"
            )
        }
        SubsidyForm::WithInstalments => format!(
            "{what} of {percent:.4} % a year on what is outstanding ({yuan} yuan in all), paid with every instalment,"
        ),
    }
}

impl Grant {
    /// Why it pays nothing, or less than its share, in words: "held to 200,000.00 a firm"; empty where it pays all.
    pub fn told(&self) -> String {
        match &self.refused {
            Some(refusal) => refusal.to_string(),
            None if self.payments.is_empty() && self.cut_by.is_empty() => "nothing that it is for".into(),
            None => self.cut_by.iter().map(ToString::to_string).collect::<Vec<String>>().join(", "),
        }
    }
}

/// In words: "not paid: only for pledge loans".
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Condition(condition) => write!(f, "not paid: only {condition}"),
            Refusal::DoubleFunding(other) => write!(f, "not paid beside {other}, which is for the same cost"),
        }
    }
}

/// What must hold, after "only": "for pledge loans".
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Financing(kind) => write!(f, "for {kind}s"),
            Condition::RateAtMost(most) => write!(f, "for a rate of at most {most}"),
            Condition::RateAtMostLpr { times, on } => {
                write!(f, "for a rate of at most {times} times the loan prime rate of {on}")
            }
            Condition::RevenueAtMost(most) => write!(f, "for a revenue of at most {most}"),
            Condition::Guaranteed => f.write_str("for guaranteed or insured loans"),
            Condition::Small => f.write_str("for small and micro firms"),
            Condition::RepaidWithin { from, to } => write!(f, "for loans repaid from {from} to {to}"),
        }
    }
}

/// What it holds to: "held to 3,000,000.00 in each year of the loan".
impl fmt::Display for Cap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cap::Total(most) => write!(f, "held to {most}"),
            Cap::PerYear { most, year: SubsidyYear::Loan } => {
                write!(f, "held to {most} in each year of the loan")
            }
            Cap::PerYear { most, year: SubsidyYear::Calendar } => {
                write!(f, "held to {most} in each calendar year")
            }
            Cap::PerFirm(most) => write!(f, "held to {most} a firm"),
            Cap::OfRevenue { share, .. } => write!(f, "held to {share} of the revenue"),
        }
    }
}

/// In words: "pledge loan".
impl fmt::Display for FinancingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            FinancingKind::Securitised => "securitised loan",
            FinancingKind::PledgeLoan => "pledge loan",
            FinancingKind::BankLoan => "bank loan",
        })
    }
}

/// In words: "guarantee".
impl fmt::Display for CostKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            CostKind::Interest => "interest besides the instalments",
            CostKind::Guarantee => "guarantee",
            CostKind::Insurance => "insurance",
            CostKind::Valuation => "valuation",
            CostKind::Registration => "registration",
            CostKind::Issue => "issue",
            CostKind::Other => "other cost",
        })
    }
}

/// In words: "disbursement", or what a cost is for.
impl fmt::Display for FlowItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            FlowItem::Disbursement => "disbursement",
            FlowItem::Interest => "interest",
            FlowItem::Principal => "principal",
            FlowItem::Cost(kind) => return kind.fmt(f),
            FlowItem::Subsidy => "subsidy",
            FlowItem::Replacement => "borrowed anew",
            FlowItem::ReplacementInterest => "interest on what is borrowed anew",
        })
    }
}
