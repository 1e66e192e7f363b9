//! A firm's case in a file, with the book of subsidies and the deal beside it that it may name.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::book::SubsidyBook;
use super::case::BorrowerCase;
use super::cost::Cost;
use super::error::BorrowerError;
use super::financing::{Financing, FinancingKind};
use super::firm::Firm;
use super::lpr::Lpr;
use super::rule::SubsidyRule;
use crate::analysis::case_file::{CaseFileError, parse, text};
use crate::calendar::{Date, Schedule};
use crate::deal::Deal;
use crate::money::{Money, Rounding};
use crate::names::NameProblem;
use crate::pool::{InterestBasis, Loan, Repayment};
use crate::rate::Rate;
use crate::text::Text;

/// A firm's case as it stands in a file. With the files that it names it is a [`BorrowerCase`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct WrittenBorrowerCase {
    /// What it is called.
    pub name: String,
    /// The rate at which the firm borrows anew what the pooled loan repays; left out, that is not asked.
    #[serde(default)]
    pub replacement: Option<Rate>,
    /// How many months after the disbursement the one payment is made that makes both loans equal; left out, with the last
    /// instalment.
    #[serde(default)]
    pub lump_months: Option<u32>,
    /// The pooled loan: securitised, if nothing else is said.
    pub pooled: WrittenFinancing,
    /// The bank's loan: a loan of a bank without a pledge, if nothing else is said.
    pub bank: WrittenFinancing,
    /// What subsidies ask about the firm.
    #[serde(default)]
    pub firm: Firm,
    /// The subsidies that there are for either loan.
    #[serde(default)]
    pub subsidies: WrittenSubsidies,
}

/// A loan with its costs, in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct WrittenFinancing {
    /// How it is funded: what subsidies are for.
    #[serde(default)]
    pub kind: Option<FinancingKind>,
    /// How often it is renewed at maturity without principal being repaid (无还本续贷).
    #[serde(default)]
    pub renewals: u32,
    /// The size of the issue that the loan is part of; of a deal's loan, that of its notes if nothing else is said.
    #[serde(default)]
    pub issuance: Option<Money>,
    /// The loan.
    pub loan: WrittenLoan,
    /// What it costs besides interest.
    #[serde(default)]
    pub costs: Vec<Cost>,
}

/// Where a loan's terms are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum WrittenLoan {
    /// Here.
    Terms(LoanTerms),
    /// In the file of a deal.
    OfDeal {
        /// The deal's file, relative to that of the case.
        file: String,
        /// The loan's id.
        id: String,
    },
}

/// The terms of a loan as far as its borrower asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct LoanTerms {
    /// The amount disbursed.
    pub principal: Money,
    /// The contract rate, a year.
    pub rate: Rate,
    /// The day of disbursement.
    #[serde(deserialize_with = "crate::calendar::date")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::calendar::WrittenDate"))]
    pub disbursed: Date,
    /// The due dates, stepped from the day of disbursement where the first one is whole months after it.
    pub due: Schedule,
    /// How principal comes back.
    pub repayment: Repayment,
    /// What interest is reckoned by: whole months, if nothing else is said.
    #[serde(default = "by_months")]
    pub interest: InterestBasis,
    /// The rounding of the instalment and of every interest amount: half-up, if nothing else is said.
    #[serde(default)]
    pub rounding: Rounding,
    /// Who guarantees it, if anybody does.
    #[serde(default)]
    pub guarantor: Text,
}

fn by_months() -> InterestBasis {
    InterestBasis::Periodic
}

/// The subsidies of a case, in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct WrittenSubsidies {
    /// Rules of a book, with all of its loan prime rates.
    pub book: Option<BookRules>,
    /// Rules of the case itself.
    pub rules: Vec<SubsidyRule>,
    /// Loan prime rates besides those of the book.
    pub lpr: Lpr,
}

/// Some of the rules of a book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BookRules {
    /// The book's file, relative to that of the case, such as `examples/subsidies/published.toml`.
    pub file: String,
    /// The names of the rules that there are for the firm.
    pub apply: Vec<String>,
}

impl WrittenBorrowerCase {
    /// Reads a case from a text: JSON if it begins with a brace, TOML otherwise. Unknown fields are errors that name the line.
    ///
    /// # Errors
    /// [`BorrowerError::File`].
    pub fn from_text(text: &str) -> Result<WrittenBorrowerCase, BorrowerError> {
        Ok(parse("a borrower's case", text)?)
    }

    /// The JSON schema (draft 2020-12) of a case, as JSON writes it, or TOML with its dates as text. A unit stands under `x-unit`.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        crate::deal::schema_of::<WrittenBorrowerCase>("A borrower's case of abs-waterfall")
    }

    /// The case, with the book and the deals that it names read relative to this folder.
    ///
    /// # Errors
    /// [`BorrowerError`] where a file cannot be read, or has no such rule or loan.
    pub fn read_in(self, folder: &Path) -> Result<BorrowerCase, BorrowerError> {
        Ok(BorrowerCase {
            name: self.name,
            pooled: self.pooled.read_in(folder, "pooled", FinancingKind::Securitised)?,
            bank: self.bank.read_in(folder, "bank", FinancingKind::BankLoan)?,
            firm: self.firm,
            subsidies: self.subsidies.read_in(folder)?,
            replacement: self.replacement,
            lump_months: self.lump_months,
        })
    }
}

impl BorrowerCase {
    /// Reads a case from a file, and the book and the deals that it names.
    ///
    /// ```
    /// use abs_waterfall::analysis::borrower::BorrowerCase;
    /// let answer = BorrowerCase::load("examples/borrowers/w1.toml")?.answer()?;
    /// assert_eq!(answer.pooled.side.costs.to_string(), "180,000.00");
    /// # Ok::<(), abs_waterfall::analysis::borrower::BorrowerError>(())
    /// ```
    ///
    /// # Errors
    /// [`BorrowerError`].
    pub fn load(path: impl AsRef<Path>) -> Result<BorrowerCase, BorrowerError> {
        let path = path.as_ref();
        WrittenBorrowerCase::from_text(&text(path)?)?.read_in(path.parent().unwrap_or(Path::new("")))
    }
}

impl WrittenFinancing {
    fn read_in(self, folder: &Path, name: &str, usual: FinancingKind) -> Result<Financing, BorrowerError> {
        let (loan, issued) = match self.loan {
            WrittenLoan::Terms(terms) => (terms.loan(name), None),
            WrittenLoan::OfDeal { file, id } => {
                let (loan, issued) = loan_of_deal(&folder.join(file), &id)?;
                (loan, Some(issued))
            }
        };
        Ok(Financing {
            loan,
            kind: self.kind.unwrap_or(usual),
            costs: self.costs,
            renewals: self.renewals,
            issuance: self.issuance.or(issued),
        })
    }
}

/// A loan of a deal, and the sum of the deal's notes.
fn loan_of_deal(path: &Path, id: &str) -> Result<(Loan, Money), BorrowerError> {
    let deal = Deal::load(path).map_err(|error| in_file(path, &error))?;
    let loans = deal.pool.loans();
    let ids = || loans.iter().map(|loan| loan.id.as_str());
    let unknown = || NameProblem::unknown_among("loan", id, ids());
    let loan = loans.iter().find(|loan| loan.id.as_str() == id).ok_or_else(unknown)?;
    Ok((loan.clone(), deal.notes.iter().map(|note| note.amount).sum()))
}

/// What is wrong with a file that a case names, with its path where the error does not say it.
fn in_file(path: &Path, error: &impl ToString) -> CaseFileError {
    let (path, error) = (path.display().to_string(), error.to_string());
    CaseFileError::File(if error.starts_with(&path) { error } else { format!("{path}: {error}") })
}

impl LoanTerms {
    fn loan(self, name: &str) -> Loan {
        Loan::new(name, self.principal, self.rate, self.disbursed, self.due, self.repayment)
            .with_interest(self.interest)
            .with_rounding(self.rounding)
            .with_guarantor(self.guarantor)
    }
}

impl WrittenSubsidies {
    fn read_in(self, folder: &Path) -> Result<SubsidyBook, BorrowerError> {
        let mut all = SubsidyBook::default();
        if let Some(BookRules { file, apply }) = &self.book {
            let path = folder.join(file);
            let book = SubsidyBook::load(&path)?;
            let names = || book.subsidies.iter().map(|rule| rule.name.as_str());
            let rule = |name: &String| {
                book.rule(name).cloned().ok_or_else(|| NameProblem::unknown_among("subsidy", name, names()))
            };
            all.subsidies = apply.iter().map(rule).collect::<Result<_, NameProblem>>()?;
            all.lpr = book.lpr;
        }
        all.subsidies.extend(self.rules);
        all.lpr = all.lpr.with(self.lpr);
        Ok(all)
    }
}

impl SubsidyBook {
    /// The JSON schema (draft 2020-12) of a book, as JSON writes it, or TOML with its dates as text.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn schema() -> serde_json::Value {
        crate::deal::schema_of::<SubsidyBook>("A book of subsidies of abs-waterfall")
    }

    /// Reads a book from a file: JSON if it begins with a brace, TOML otherwise.
    ///
    /// ```
    /// use abs_waterfall::analysis::borrower::SubsidyBook;
    /// let book = SubsidyBook::load("examples/subsidies/published.toml")?;
    /// assert!(book.rule("nanshan-tiers").is_some());
    /// # Ok::<(), abs_waterfall::analysis::borrower::BorrowerError>(())
    /// ```
    ///
    /// # Errors
    /// [`BorrowerError::File`].
    pub fn load(path: impl AsRef<Path>) -> Result<SubsidyBook, BorrowerError> {
        let path = path.as_ref();
        let book = parse("a book of subsidies", &text(path)?).map_err(|error| in_file(path, &error));
        Ok(book?)
    }
}
