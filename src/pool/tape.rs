//! The loan tape: a CSV with one loan a line. Every bad cell is reported, with line and column; nothing is dropped.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use super::loan::{CreditQuality, InterestBasis, Loan, Repayment};
use crate::calendar::{Date, DayCount, Schedule};
use crate::money::{Money, Rounding};

/// Every column a tape may have. Of `instalments` and `maturity` a loan gives one, of `rating` and
/// `default_probability` too; `amortised_over` belongs to balloons, `principal_payments` (separated by `;`) to custom
/// plans, and the rest may stay empty.
const COLUMNS: [&str; 20] = [
    "id",
    "borrower",
    "principal",
    "rate",
    "disbursed",
    "first_due",
    "every_months",
    "instalments",
    "maturity",
    "repayment",
    "amortised_over",
    "principal_payments",
    "interest",
    "rounding",
    "rating",
    "default_probability",
    "asset_correlation",
    "industry",
    "region",
    "appraised_value",
];

/// One more, kept apart only because it is free text about somebody else than the borrower.
const GUARANTOR: &str = "guarantor";

/// The columns without which no loan can be read.
const REQUIRED: [&str; 7] = ["id", "principal", "rate", "disbursed", "first_due", "repayment", "interest"];

/// One thing that is wrong with a tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TapeError {
    /// The line in the file, from 1; the header is a line.
    pub line: u64,
    /// The column by name, where one cell is at fault.
    pub column: Option<String>,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for TapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "line {}, column {column}: {}", self.line, self.message),
            None => write!(f, "line {}: {}", self.line, self.message),
        }
    }
}

/// Everything that is wrong with a tape, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the loan tape has {} error(s):\n{}", .0.len(), list(.0))]
pub struct TapeErrors(pub Vec<TapeError>);

fn list(errors: &[TapeError]) -> String {
    errors.iter().map(|error| format!("  {error}")).collect::<Vec<_>>().join("\n")
}

/// Reads a loan tape from CSV text with a header line.
///
/// | column | content |
/// |---|---|
/// | `id`, `borrower` | the loan's unique name; the firm (the id, if empty) |
/// | `principal`, `rate` | yuan with at most two decimals; a year, `0.05` or `5%` |
/// | `disbursed`, `first_due` | dates, `2024-06-20` |
/// | `every_months` | months between due dates (1, if empty) |
/// | `instalments` or `maturity` | how many due dates, or the last of them |
/// | `repayment` | `level-payment`, `equal-principal`, `interest-only-bullet`, `single-payment`, `balloon`, `flat-rate`, `custom` |
/// | `amortised_over` | for `balloon`: the instalments its payment is computed for |
/// | `principal_payments` | for `custom`: the principal of each due date, separated by `;` |
/// | `interest` | `periodic`, `act/360`, `act/365f`, `act/act-isda`, `30/360`, `30e/360` |
/// | `rounding` | `half-up` (if empty), `half-even`, `down` |
/// | `rating` or `default_probability` | a grade of the deal's scale, or the probability of default within a year |
/// | `asset_correlation`, `industry`, `region`, `appraised_value`, `guarantor` | may be empty |
///
/// # Errors
/// [`TapeErrors`] with every cell that cannot be read, every line whose terms contradict each other, unknown and
/// missing columns, and repeated ids.
///
/// ```
/// use abs_waterfall::pool::read_tape;
/// let tape = "id,principal,rate,disbursed,first_due,instalments,repayment,interest,rating\n\
///             C01,20000000,5%,2024-06-20,2024-07-20,24,level-payment,periodic,BB\n\
///             C02,15000000.005,5%,2024-06-31,2024-07-20,24,level-payment,periodic,BB\n";
/// let errors = read_tape(tape).unwrap_err();
/// assert_eq!(errors.0.len(), 2);
/// assert!(errors.0[1].to_string().starts_with("line 3, column disbursed: `2024-06-31` is not a date"));
/// ```
pub fn read_tape(text: &str) -> Result<Vec<Loan>, TapeErrors> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => return Err(TapeErrors(vec![unreadable(&error, 1)])),
    };
    let mut errors = check_header(&header);
    if !errors.is_empty() {
        return Err(TapeErrors(errors));
    }
    let mut loans = Vec::new();
    let mut seen = BTreeMap::new();
    for record in reader.records() {
        match record {
            Err(error) => errors.push(unreadable(&error, 0)),
            Ok(record) => {
                let mut row = Row::new(&header, &record, &mut errors);
                if let Some(loan) = row.loan() {
                    row.check_unique(&loan, &mut seen);
                    loans.push(loan);
                }
            }
        }
    }
    if loans.is_empty() && errors.is_empty() {
        errors.push(TapeError { line: 1, column: None, message: "the tape lists no loan".into() });
    }
    if errors.is_empty() { Ok(loans) } else { Err(TapeErrors(errors)) }
}

fn unreadable(error: &csv::Error, line: u64) -> TapeError {
    let line = error.position().map_or(line, csv::Position::line);
    TapeError { line, column: None, message: format!("not readable as CSV: {error}") }
}

fn check_header(header: &csv::StringRecord) -> Vec<TapeError> {
    let mut messages = Vec::new();
    for (i, name) in header.iter().enumerate() {
        if !COLUMNS.contains(&name) && name != GUARANTOR {
            let known = COLUMNS.join(", ");
            messages.push((name, format!("unknown column; a tape has {known}, {GUARANTOR}")));
        } else if header.iter().take(i).any(|earlier| earlier == name) {
            messages.push((name, "the column is there twice".to_string()));
        }
    }
    for name in REQUIRED {
        if !header.iter().any(|column| column == name) {
            messages.push((name, "the column is missing; it is required".to_string()));
        }
    }
    let error = |(name, message): (&str, String)| TapeError { line: 1, column: Some(name.into()), message };
    messages.into_iter().map(error).collect()
}

/// One line being read: cells by column name, and where its errors go.
struct Row<'a> {
    header: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
    errors: &'a mut Vec<TapeError>,
}

impl<'a> Row<'a> {
    fn new(
        header: &'a csv::StringRecord,
        record: &'a csv::StringRecord,
        errors: &'a mut Vec<TapeError>,
    ) -> Row<'a> {
        Row { header, record, errors }
    }

    /// The loan on this line; `None` after reporting everything that is wrong with it.
    fn loan(&mut self) -> Option<Loan> {
        if self.record.len() != self.header.len() {
            let (found, expected) = (self.record.len(), self.header.len());
            self.report(None, format!("{found} cells where the header has {expected}"));
            return None;
        }
        // Read every cell before giving up on the line, so that all its errors are reported at once.
        let id = self.required::<String>("id", "a name");
        let principal = self.required_explained::<Money>("principal");
        let rate = self.required_explained("rate");
        let disbursed = self.required::<Date>("disbursed", DATE);
        let due = self.due();
        let repayment = self.repayment();
        let interest = self.required_in("interest", &INTEREST);
        let rounding = self.optional_in("rounding", &ROUNDING);
        let quality = self.quality();
        let asset_correlation = self.optional_explained("asset_correlation");
        let appraised_value = self.optional_explained("appraised_value");
        let loan = Loan {
            borrower: if self.cell("borrower").is_empty() {
                id.clone()?
            } else {
                self.cell("borrower").into()
            },
            id: id?,
            principal: principal?,
            rate: rate?,
            disbursed: disbursed?,
            due: due?,
            repayment: repayment?,
            interest: interest?,
            rounding: rounding?.unwrap_or_default(),
            quality: quality?,
            asset_correlation: asset_correlation?,
            industry: self.cell("industry").into(),
            region: self.cell("region").into(),
            appraised_value: appraised_value?,
            guarantor: self.cell(GUARANTOR).into(),
        };
        match loan.instalments() {
            Ok(_) => Some(loan),
            Err(error) => {
                self.report(None, format!("loan {}: {error}", loan.id));
                None
            }
        }
    }

    fn check_unique(&mut self, loan: &Loan, seen: &mut BTreeMap<String, u64>) {
        let line = self.line();
        if let Some(first) = seen.insert(loan.id.clone(), line) {
            self.report(Some("id"), format!("`{}` is already the loan on line {first}", loan.id));
        }
    }

    fn due(&mut self) -> Option<Schedule> {
        let first = self.required::<Date>("first_due", DATE);
        let every_months = self.optional::<u32>("every_months", "a number of months")?.unwrap_or(1);
        let count = self.optional::<u32>("instalments", "a number")?;
        let last = self.optional::<Date>("maturity", DATE)?;
        let first = first?;
        match (count, last) {
            (Some(count), None) => Some(Schedule::Regular { first, every_months, count }),
            (None, Some(last)) => Some(Schedule::Until { first, every_months, last }),
            _ => self
                .fail("instalments", "give either instalments or maturity, not both and not neither".into()),
        }
    }

    fn repayment(&mut self) -> Option<Repayment> {
        let kind = self.required_in("repayment", &REPAYMENT)?;
        let over = self.optional::<u32>("amortised_over", "a number of instalments")?;
        let plan = self.plan()?;
        match kind {
            Repayment::Balloon { .. } => match over {
                Some(amortised_over) => Some(Repayment::Balloon { amortised_over }),
                None => {
                    self.fail("amortised_over", "a balloon needs the instalments it is computed for".into())
                }
            },
            Repayment::Custom(_) => match plan {
                Some(plan) => Some(Repayment::Custom(plan)),
                None => self.fail("principal_payments", "a custom plan needs its principal payments".into()),
            },
            _ if over.is_some() => {
                self.fail("amortised_over", "only a balloon has this; leave it empty".into())
            }
            _ if plan.is_some() => {
                self.fail("principal_payments", "only a custom plan has these; leave it empty".into())
            }
            other => Some(other),
        }
    }

    fn plan(&mut self) -> Option<Option<Vec<Money>>> {
        let cell = self.cell("principal_payments");
        if cell.is_empty() {
            return Some(None);
        }
        match cell.split(';').map(|part| part.trim().parse::<Money>()).collect::<Result<Vec<_>, _>>() {
            Ok(plan) => Some(Some(plan)),
            Err(error) => self.fail("principal_payments", error.to_string()),
        }
    }

    fn quality(&mut self) -> Option<CreditQuality> {
        let rating = self.cell("rating");
        let annual = self.optional_explained("default_probability")?;
        match (rating.is_empty(), annual) {
            (false, None) => Some(CreditQuality::Rating(rating.into())),
            (true, Some(annual)) => Some(CreditQuality::AnnualPd(annual)),
            (false, Some(_)) => {
                self.fail("rating", "give a rating or a default_probability, not both".into())
            }
            (true, None) => self.fail("rating", "give a rating or a default_probability".into()),
        }
    }

    fn cell(&self, column: &str) -> &'a str {
        let at = self.header.iter().position(|name| name == column);
        at.and_then(|i| self.record.get(i)).unwrap_or("")
    }

    /// A cell whose parser explains itself; the outer `None` means an error has been reported.
    fn optional_explained<T: FromStr<Err: fmt::Display>>(&mut self, column: &str) -> Option<Option<T>> {
        match self.cell(column) {
            "" => Some(None),
            cell => match cell.parse() {
                Ok(value) => Some(Some(value)),
                Err(error) => self.fail(column, error.to_string()),
            },
        }
    }

    fn optional<T: FromStr>(&mut self, column: &str, what: &str) -> Option<Option<T>> {
        match self.cell(column) {
            "" => Some(None),
            cell => match cell.parse() {
                Ok(value) => Some(Some(value)),
                Err(_) => self.fail(column, format!("`{cell}` is not {what}")),
            },
        }
    }

    fn optional_in<T: Clone>(&mut self, column: &str, words: &[(&str, T)]) -> Option<Option<T>> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return Some(None);
        }
        match words.iter().find(|(word, _)| *word == cell) {
            Some((_, value)) => Some(Some(value.clone())),
            None => {
                let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                self.fail(column, format!("`{cell}` is unknown; write one of {}", known.join(", ")))
            }
        }
    }

    fn required<T: FromStr>(&mut self, column: &str, what: &str) -> Option<T> {
        let value = self.optional(column, what)?;
        self.present(column, value)
    }

    fn required_explained<T: FromStr<Err: fmt::Display>>(&mut self, column: &str) -> Option<T> {
        let value = self.optional_explained(column)?;
        self.present(column, value)
    }

    fn required_in<T: Clone>(&mut self, column: &str, words: &[(&str, T)]) -> Option<T> {
        let value = self.optional_in(column, words)?;
        self.present(column, value)
    }

    fn present<T>(&mut self, column: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.report(Some(column), "the cell is empty; it is required".into());
        }
        value
    }

    fn fail<T>(&mut self, column: &str, message: String) -> Option<T> {
        self.report(Some(column), message);
        None
    }

    fn report(&mut self, column: Option<&str>, message: String) {
        self.errors.push(TapeError { line: self.line(), column: column.map(str::to_string), message });
    }

    fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }
}

const DATE: &str = "a date; write it like 2024-06-20";

const REPAYMENT: [(&str, Repayment); 7] = [
    ("level-payment", Repayment::LevelPayment),
    ("equal-principal", Repayment::EqualPrincipal),
    ("interest-only-bullet", Repayment::InterestOnlyBullet),
    ("single-payment", Repayment::SinglePayment),
    ("balloon", Repayment::Balloon { amortised_over: 0 }),
    ("flat-rate", Repayment::FlatRate),
    ("custom", Repayment::Custom(Vec::new())),
];

const INTEREST: [(&str, InterestBasis); 6] = [
    ("periodic", InterestBasis::Periodic),
    ("act/360", InterestBasis::Daily(DayCount::Act360)),
    ("act/365f", InterestBasis::Daily(DayCount::Act365Fixed)),
    ("act/act-isda", InterestBasis::Daily(DayCount::ActActIsda)),
    ("30/360", InterestBasis::Daily(DayCount::Thirty360)),
    ("30e/360", InterestBasis::Daily(DayCount::ThirtyE360)),
];

const ROUNDING: [(&str, Rounding); 3] =
    [("half-up", Rounding::HalfUp), ("half-even", Rounding::HalfEven), ("down", Rounding::Down)];

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "id,borrower,principal,rate,disbursed,first_due,every_months,instalments,maturity,repayment,\
                          amortised_over,principal_payments,interest,rounding,rating,default_probability";

    fn errors(lines: &[&str]) -> Vec<String> {
        let tape = format!("{HEADER}\n{}\n", lines.join("\n"));
        read_tape(&tape).unwrap_err().0.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_line_of_each_kind() {
        let tape = format!(
            "\u{feff}{HEADER}\n\
             A,Firm,1000,5%,2024-06-20,2024-07-20,,12,,level-payment,,,periodic,,BB,\n\
             B,,1000,0.05,2024-06-20,2024-09-20,3,,2025-04-07,interest-only-bullet,,,act/360,half-even,,3%\n\
             C,,1000,5%,2024-06-20,2024-07-20,,4,,balloon,12,,30/360,down,B,\n\
             D,,1000,5%,2024-06-20,2024-07-20,,2,,custom,,600; 400,act/365f,,B,\n"
        );
        let loans = read_tape(&tape).unwrap();
        assert_eq!(loans.len(), 4);
        assert_eq!((loans[0].borrower.as_str(), loans[1].borrower.as_str()), ("Firm", "B"));
        assert_eq!(loans[1].rounding, Rounding::HalfEven);
        assert_eq!(loans[1].due.dates().unwrap().len(), 4);
        assert_eq!(loans[2].repayment, Repayment::Balloon { amortised_over: 12 });
        assert_eq!(loans[3].repayment, Repayment::Custom(vec![Money::from_yuan(600), Money::from_yuan(400)]));
    }

    #[test]
    fn all_errors_of_all_lines_are_reported() {
        let found = errors(&[
            "A,,1000.001,5,2024-06-20,2024-07-20,,12,,level,,,monthly,,BB,",
            "B,,1000,5%,20/6/2024,2024-07-20,,12,2025-07-20,level-payment,,,periodic,,,",
            "A,,1000,5%,2024-06-20,2024-07-20,,12,,level-payment,,,periodic,,BB,",
            "A,,1000,5%,2024-06-20,2024-07-20,,12,,level-payment,,,periodic,,BB,",
            "C,,1000",
            "D,,1000,5%,2024-06-20,2024-06-20,,12,,level-payment,,,act/360,,BB,",
        ]);
        let expected = [
            "line 2, column principal: `1000.001` is finer than a fen: round it to two decimals first, by the rule the contract states",
            "line 2, column repayment: `level` is unknown; write one of level-payment, equal-principal, interest-only-bullet, single-payment, balloon, flat-rate, custom",
            "line 2, column interest: `monthly` is unknown; write one of periodic, act/360, act/365f, act/act-isda, 30/360, 30e/360",
            "line 3, column disbursed: `20/6/2024` is not a date; write it like 2024-06-20",
            "line 3, column instalments: give either instalments or maturity, not both and not neither",
            "line 3, column rating: give a rating or a default_probability",
            "line 5, column id: `A` is already the loan on line 4",
            "line 6: 3 cells where the header has 16",
            "line 7: loan D: the first due date 2024-06-20 is not after the disbursement on 2024-06-20",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_header_is_checked_before_any_line() {
        let error = read_tape("id,id,prinzipal\nA,A,1\n").unwrap_err();
        let shown: Vec<String> = error.0.iter().map(|e| e.to_string().chars().take(45).collect()).collect();
        assert_eq!(shown[0], "line 1, column id: the column is there twice");
        assert_eq!(shown[1], "line 1, column prinzipal: unknown column; a t");
        assert_eq!(shown[2], "line 1, column principal: the column is missi");
        assert!(read_tape("").unwrap_err().to_string().contains("column id: the column is missing"));
        let empty = read_tape(&format!("{HEADER}\n")).unwrap_err();
        assert_eq!(empty.0[0].to_string(), "line 1: the tape lists no loan");
    }
}
