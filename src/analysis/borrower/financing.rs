//! A loan with the costs that come with it, as its borrower sees it.

use super::borrowing::Borrowing;
use super::cost::{Cost, CostKind};
use super::error::BorrowerError;
use super::flow::{BorrowerFlow, FlowItem, UsePeriod};
use crate::calendar::{Date, Schedule, whole_months};
use crate::limits::check_limit;
use crate::money::Money;
use crate::pool::{Instalment, InterestBasis, Loan, Repayment};

/// A loan with all its costs.
///
/// PBoC announcement 2021 no. 3, annex, example 3: 100,000 less 1,000 up front, twelve payments of 8,833.30.
///
/// ```
/// use abs_waterfall::analysis::borrower::{Cost, CostAmount, CostKind, Financing, FinancingKind};
/// use abs_waterfall::calendar::Schedule;
/// use abs_waterfall::pool::{Loan, Repayment};
/// use abs_waterfall::{Money, Rate};
/// let (disbursed, due) = ("2024-06-20".parse()?, Schedule::monthly("2024-07-20".parse()?, 12));
/// let payments = vec!["8833.30".parse()?; 12];
/// let plan = Repayment::Payments(payments.into());
/// let loan = Loan::new("L", Money::from_yuan(100_000), Rate::ZERO, disbursed, due, plan);
/// let fee = Cost::up_front("fee", CostKind::Other, "Lender", CostAmount::Fixed(Money::from_yuan(1_000)));
/// let rates = Financing::new(loan, FinancingKind::BankLoan).with_cost(fee).borrowing()?.rates().ok_or("no rate")?;
/// assert_eq!(format!("{:.4} {:.4}", rates.simple * 100.0, rates.compound * 100.0), "12.8038 13.5826");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Financing {
    /// The loan. It is guaranteed where it names a guarantor, or has a cost for a guarantee or an insurance.
    pub loan: Loan,
    /// How it is funded: what subsidies are for.
    pub kind: FinancingKind,
    /// What it costs besides interest.
    #[cfg_attr(feature = "serde", serde(default))]
    pub costs: Vec<Cost>,
    /// How often it is renewed at maturity on its own terms, without principal being repaid (无还本续贷). Only a loan whose
    /// principal is all due at the end can be. Due dates go on from the day of the month that they began on, and interest by
    /// days is reckoned anew for the days of each term.
    #[doc(alias = "无还本续贷")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub renewals: u32,
    /// The size of the issue that the loan is part of.
    #[cfg_attr(feature = "serde", serde(default))]
    pub issuance: Option<Money>,
}

/// How a loan is funded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum FinancingKind {
    /// A loan of a deal: securitised intellectual property.
    #[doc(alias = "知识产权证券化")]
    Securitised,
    /// A loan of a bank against pledged intellectual property.
    #[doc(alias = "知识产权质押贷款")]
    PledgeLoan,
    /// Any other loan of a bank.
    BankLoan,
}

impl Financing {
    /// A loan without other costs.
    #[must_use]
    pub fn new(loan: Loan, kind: FinancingKind) -> Financing {
        Financing { loan, kind, costs: Vec::new(), renewals: 0, issuance: None }
    }

    /// With a further cost.
    #[must_use]
    pub fn with_cost(mut self, cost: Cost) -> Financing {
        self.costs.push(cost);
        self
    }

    /// Renewed so often. By the month, the rate changes by it only where a cost is paid once for all terms.
    #[must_use]
    pub fn with_renewals(self, renewals: u32) -> Financing {
        Financing { renewals, ..self }
    }

    /// Part of an issue of this size.
    #[must_use]
    pub fn with_issuance(self, issuance: Money) -> Financing {
        Financing { issuance: Some(issuance), ..self }
    }

    /// Is somebody answerable for it: a guarantor, or an insurer?
    pub fn is_guaranteed(&self) -> bool {
        let insures = |cost: &Cost| matches!(cost.kind, CostKind::Guarantee | CostKind::Insurance);
        !self.loan.guarantor.is_empty() || self.costs.iter().any(insures)
    }

    /// Its dated cash flows, without subsidies.
    ///
    /// # Errors
    /// [`BorrowerError`] where the terms make no payment plan, a cost is no amount, or the loan cannot be renewed.
    pub fn borrowing(&self) -> Result<Borrowing, BorrowerError> {
        let (loan, principal) = (&self.loan, self.loan.principal);
        self.costs.iter().try_for_each(Cost::check)?;
        let terms = self.terms()?;
        let mut flows = vec![BorrowerFlow::received(loan.disbursed, FlowItem::Disbursement, "", principal)];
        let mut periods = Vec::new();
        for (number, plan) in terms.iter().enumerate() {
            let is_last = number + 1 == terms.len();
            for instalment in plan {
                flows.push(BorrowerFlow::paid(instalment.due, FlowItem::Interest, "", instalment.interest));
                if is_last && !instalment.principal.is_zero() {
                    let principal = instalment.principal;
                    flows.push(BorrowerFlow::paid(instalment.due, FlowItem::Principal, "", principal));
                }
            }
            let from = periods.last().map_or(loan.disbursed, |period: &UsePeriod| period.to);
            let term = use_periods(from, plan);
            for cost in self.costs.iter().filter(|cost| cost.falls_into(number == 0, is_last)) {
                flows.extend(cost.flows(principal, loan.disbursed, &term)?);
            }
            periods.extend(term);
        }
        Ok(Borrowing::new(principal, periods, flows))
    }

    /// The payment plan of each term.
    fn terms(&self) -> Result<Vec<Vec<Instalment>>, BorrowerError> {
        let limit = check_limit("principal", self.loan.principal);
        limit.map_err(|problem| BorrowerError::Amount { loan: self.loan.id.clone(), problem })?;
        let first = self.instalments(&self.loan)?;
        let months = if self.renewals == 0 { 0 } else { self.renewable_months(&first)? };
        let mut terms = vec![first];
        for number in 1..=u64::from(self.renewals) {
            let renewed = self.renewed(&terms, number * u64::from(months))?;
            terms.push(renewed);
        }
        Ok(terms)
    }

    fn instalments(&self, loan: &Loan) -> Result<Vec<Instalment>, BorrowerError> {
        let id = || self.loan.id.clone();
        loan.instalments().map_err(|problem| BorrowerError::Loan { loan: id(), problem })
    }

    /// The plan of the term after these, so many months after the first: with the same interest, unless that goes by days.
    fn renewed(&self, terms: &[Vec<Instalment>], months: u64) -> Result<Vec<Instalment>, BorrowerError> {
        let loan = &self.loan;
        let first = terms.first().into_iter().flatten();
        let moved = |instalment: &Instalment| {
            let due = loan.due.due_after(loan.disbursed, instalment.due, months)?;
            Ok(Instalment { due, ..*instalment })
        };
        let plan: Vec<Instalment> = first.map(moved).collect::<Result<_, BorrowerError>>()?;
        let is_stated = matches!(loan.repayment, Repayment::Payments(_));
        if is_stated || loan.interest == InterestBasis::Periodic {
            return Ok(plan);
        }
        let start = terms.last().and_then(|term| term.last()).map_or(loan.disbursed, |last| last.due);
        let due = Schedule::on(plan.iter().map(|instalment| instalment.due).collect::<Vec<_>>());
        self.instalments(&loan.clone().with_disbursed(start).with_due(due))
    }

    /// The months of a term after which the loan can be renewed.
    fn renewable_months(&self, plan: &[Instalment]) -> Result<u32, BorrowerError> {
        let (loan, from) = (self.loan.id.clone(), self.loan.disbursed);
        let Some((last, before)) = plan.split_last() else {
            return Err(BorrowerError::NotRenewable { loan });
        };
        if before.iter().any(|instalment| !instalment.principal.is_zero()) {
            return Err(BorrowerError::NotRenewable { loan });
        }
        whole_months(from, last.due).ok_or(BorrowerError::RenewalNotWhole { loan, from, to: last.due })
    }
}

/// The periods of a term that starts on a day.
fn use_periods(from: Date, plan: &[Instalment]) -> Vec<UsePeriod> {
    let starts = std::iter::once(from).chain(plan.iter().map(|instalment| instalment.due));
    let period = |(from, instalment): (Date, &Instalment)| UsePeriod {
        from,
        to: instalment.due,
        opening: instalment.outstanding,
    };
    starts.zip(plan).map(period).collect()
}
