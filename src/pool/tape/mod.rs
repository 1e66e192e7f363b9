//! The loan tape: a CSV with one loan a line. Every bad cell is reported, with line and column; nothing is dropped.

mod cells;
mod header;
mod row;

use std::collections::HashMap;
use std::fmt;

use thiserror::Error;

use self::cells::Cells;
use self::header::Header;
use super::loan::Loan;
use crate::calendar::ScheduleError;
use crate::reading::{line_ends, written};
use crate::text::{Text, Texts};

/// Every column a tape may have. Of `instalments` and `maturity` a loan gives one, of `rating` and
/// `default_probability` too; `amortised_over` belongs to balloons, `principal_payments` (separated by `;`) to custom
/// plans, and the rest may stay empty.
const COLUMNS: [&str; 23] = [
    "id",
    "borrower",
    "registration",
    "principal",
    "rate",
    "disbursed",
    "first_due",
    "every_months",
    "instalments",
    "maturity",
    "month_end",
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
    "guarantor",
];

/// The columns without which no loan can be read.
const REQUIRED: [&str; 7] = ["id", "principal", "rate", "disbursed", "first_due", "repayment", "interest"];

/// One thing that is wrong with a tape.
#[derive(Clone, PartialEq, Eq)]
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

/// As it displays, for a `main` that returns it.
impl fmt::Debug for TapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Everything that is wrong with a tape, in the order of the file.
#[derive(Clone, PartialEq, Eq, Error)]
#[error("the loan tape has {} error(s):\n{}", .0.len(), list(.0))]
pub struct TapeErrors(pub Vec<TapeError>);

/// As it displays, for a `main` that returns it.
impl fmt::Debug for TapeErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn list(errors: &[TapeError]) -> String {
    errors.iter().map(|error| format!("  {error}")).collect::<Vec<_>>().join("\n")
}

/// Reads a loan tape from CSV text with a header line. Blank rows, and columns without a name that are empty on every
/// line, are those of a spreadsheet and say nothing.
///
/// | column | content |
/// |---|---|
/// | `id`, `borrower` | the loan's unique name; the firm (the id, if empty) |
/// | `principal`, `rate` | yuan with at most two decimals; a year, `0.05` or `5%` |
/// | `disbursed`, `first_due` | dates, `2024-06-20` |
/// | `every_months` | months between due dates (1, if empty) |
/// | `instalments` or `maturity` | how many due dates, or the last of them |
/// | `month_end` | `true` if every due date ends its month, `false` if all fall on the first one's day; may be empty, but for a first due date that leaves it open |
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
    let rows = rows(text)?;
    let Some((first, below)) = rows.split_first() else {
        return Err(TapeErrors(vec![no_loan()]));
    };
    let header = Header::read(first, below).map_err(TapeErrors)?;
    let (mut loans, mut starts, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    let (mut seen, mut texts) = (HashMap::new(), Texts::default());
    for Row { line, cells } in below {
        let mut cells = Cells::new(*line, &header, cells, &mut texts, &mut errors);
        if let Some(loan) = row::read(&mut cells) {
            check_unique(&loan, &mut seen, &mut cells);
            loans.push(loan);
            starts.push(*line);
        }
    }
    if let Some(question) = open_month_ends(&loans, &starts) {
        errors.push(question);
        errors.sort_by_key(|error| error.line);
    }
    if below.is_empty() {
        errors.push(no_loan());
    }
    if errors.is_empty() { Ok(loans) } else { Err(TapeErrors(errors)) }
}

/// A row of the tape, and the line on which it starts.
struct Row {
    line: u64,
    cells: csv::StringRecord,
}

/// The rows that have something in them: a spreadsheet leaves commas of an empty one.
fn rows(text: &str) -> Result<Vec<Row>, TapeErrors> {
    let whole = |line, message| TapeErrors(vec![TapeError { line, column: None, message }]);
    let text = written(text).map_err(|error| whole(error.line, error.message.into()))?;
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).trim(csv::Trim::All);
    let mut rows = Vec::new();
    for record in reader.from_reader(text.as_bytes()).into_records() {
        let cells = record
            .map_err(|error| whole(lines.of(error.position()), format!("not readable as CSV: {error}")))?;
        let line = lines.of(cells.position());
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(Row { line, cells });
        }
    }
    Ok(rows)
}

fn no_loan() -> TapeError {
    TapeError { line: 1, column: None, message: "the tape lists no loan".into() }
}

/// Where the lines of a text are, for records that come in order.
struct Lines<'a> {
    text: &'a str,
    /// Up to which byte lines have been counted, and which line that is on.
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line on which a record starts.
    fn of(&mut self, record: Option<&csv::Position>) -> u64 {
        let bytes = self.text.as_bytes();
        let from = record.map_or(0, |position| position.byte() as usize).clamp(self.at, bytes.len());
        // A record is said to start where the one before it ended, before the blank lines between them.
        let blank = bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.line += line_ends(bytes, self.at..from + blank);
        self.at = from + blank;
        self.line
    }
}

/// Whether first due dates mean month ends: asked on the first line that leaves it open, for all lines.
fn open_month_ends(loans: &[Loan], lines: &[u64]) -> Option<TapeError> {
    let mut open = loans.iter().zip(lines).filter_map(|(loan, line)| match loan.due_dates() {
        Err(question @ ScheduleError::MonthEndOpen { .. }) => Some((&loan.id, *line, question)),
        _ => None,
    });
    let (id, line, question) = open.next()?;
    let more = match open.count() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let message = format!("loan {id}{more}: {question}");
    Some(TapeError { line, column: Some("month_end".into()), message })
}

fn check_unique(loan: &Loan, seen: &mut HashMap<Text, u64>, cells: &mut Cells<'_>) {
    if let Some(first) = seen.insert(loan.id.clone(), cells.line()) {
        cells.report(Some("id"), format!("`{}` is already the loan on line {first}", loan.id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credit::CreditQuality;
    use crate::money::{Money, Rounding};
    use crate::pool::Repayment;

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
        assert_eq!(loans[1].due_dates().unwrap().len(), 4);
        assert_eq!(loans[2].repayment, Repayment::Balloon { amortised_over: 12 });
        assert_eq!(loans[3].repayment, Repayment::Custom(vec![Money::from_yuan(600), Money::from_yuan(400)]));
    }

    /// A firm, a grade or a region is in memory once, however many loans have it.
    #[test]
    fn equal_texts_of_a_tape_share_memory() {
        let header =
            "id,borrower,principal,rate,disbursed,first_due,instalments,repayment,interest,rating,region";
        let rest = "1000,5%,2024-06-20,2024-07-20,12,level-payment,periodic";
        let tape = format!("{header}\nA,Firm,{rest},BB,Fujian\nB,Firm,{rest},BB,Fujian\nC,,{rest},BB,\n");
        let loans = read_tape(&tape).unwrap();
        let [first, second, third] = [0, 1, 2].map(|i| &loans[i]);
        assert_eq!(first.borrower.as_ptr(), second.borrower.as_ptr());
        assert_eq!(first.region.as_ptr(), second.region.as_ptr());
        assert_eq!(third.id.as_ptr(), third.borrower.as_ptr(), "the firm is the id");
        let grade = |loan: &Loan| match &loan.quality {
            CreditQuality::Rating(grade) => grade.as_ptr(),
            CreditQuality::AnnualPd(_) => std::ptr::null(),
        };
        assert_eq!((grade(first), grade(second)), (grade(third), grade(third)));
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
            "line 2, column rate: 5 is out of range: a rate runs from 0 to 1, where 0.05 is 5 %",
            "line 2, column repayment: `level` is unknown; write one of level-payment, equal-principal, interest-only-bullet, single-payment, balloon, flat-rate, custom",
            "line 2, column interest: `monthly` is unknown; write one of periodic, act/360, act/365f, act/act-isda, 30/360, 30e/360",
            "line 3, column disbursed: `20/6/2024` is not a date; write it like 2024-06-20",
            "line 3, column instalments: give either instalments or maturity, not both and not neither",
            "line 3, column rating: give a rating or a default_probability",
            "line 5, column id: `A` is already the loan on line 4",
            "line 6: 3 cells where the header has 16: write amounts without separators, and text that has commas in quotes",
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
        let empty = read_tape(&format!("{HEADER}\n")).unwrap_err();
        assert_eq!(empty.0[0].to_string(), "line 1: the tape lists no loan");
    }
}
