//! A loan with the costs that come with it, as its borrower sees it.

use super::borrowing::Borrowing;
use super::clock::whole_months;
use super::cost::{Cost, CostKind};
use super::error::BorrowerError;
use super::flow::{BorrowerFlow, FlowItem, UsePeriod};
use crate::calendar::{Date, months_after};
use crate::limits::check_limit;
use crate::money::Money;
use crate::pool::{Instalment, Loan};

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
    /// principal is all due at the end can be.
    #[doc(alias = "无还本续贷")]
    #[cfg_attr(feature = "serde", serde(default))]
    pub renewals: u32,
    /// The size of the issue that the loan is part of.
    #[cfg_attr(feature = "serde", serde(default))]
    pub issuance: Option<Money>,
}

/// How a loan is funded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// The periods of one term of a loan.
type Term = Vec<UsePeriod>;

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

    /// Renewed so often. The rate changes by it only where a cost is paid once for all terms.
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
        let plan = self.plan()?;
        let terms = self.terms(&plan)?;
        let mut flows = vec![BorrowerFlow::received(loan.disbursed, FlowItem::Disbursement, "", principal)];
        for (number, term) in terms.iter().enumerate() {
            let is_last = number + 1 == terms.len();
            for (instalment, period) in plan.iter().zip(term) {
                flows.push(BorrowerFlow::paid(period.to, FlowItem::Interest, "", instalment.interest));
                if is_last && !instalment.principal.is_zero() {
                    flows.push(BorrowerFlow::paid(period.to, FlowItem::Principal, "", instalment.principal));
                }
            }
            for cost in self.costs.iter().filter(|cost| cost.falls_into(number == 0, is_last)) {
                flows.extend(cost.flows(principal, term)?);
            }
        }
        Ok(Borrowing::new(principal, terms.concat(), flows))
    }

    /// The payment plan of one term.
    fn plan(&self) -> Result<Vec<Instalment>, BorrowerError> {
        let loan = || self.loan.id.clone();
        let limit = check_limit("principal", self.loan.principal);
        limit.map_err(|problem| BorrowerError::Amount { loan: loan(), problem })?;
        self.loan.instalments().map_err(|problem| BorrowerError::Loan { loan: loan(), problem })
    }

    /// The periods of each term, the renewed ones as far behind the first as a term is long.
    fn terms(&self, plan: &[Instalment]) -> Result<Vec<Term>, BorrowerError> {
        let first = self.periods(plan);
        let mut terms = vec![first.clone()];
        if self.renewals == 0 {
            return Ok(terms);
        }
        let months = self.renewable_months(plan)?;
        for number in 1..=u64::from(self.renewals) {
            let moved = |date: Date| months_after(date, number * u64::from(months));
            let later = |period: &UsePeriod| {
                Ok(UsePeriod { from: moved(period.from)?, to: moved(period.to)?, ..*period })
            };
            terms.push(first.iter().map(later).collect::<Result<Term, BorrowerError>>()?);
        }
        Ok(terms)
    }

    fn periods(&self, plan: &[Instalment]) -> Term {
        let starts = std::iter::once(self.loan.disbursed).chain(plan.iter().map(|instalment| instalment.due));
        let period = |(from, instalment): (Date, &Instalment)| UsePeriod {
            from,
            to: instalment.due,
            opening: instalment.outstanding,
        };
        starts.zip(plan).map(period).collect()
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
