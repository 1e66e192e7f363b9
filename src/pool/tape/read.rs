//! From the text of a tape to its loans.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::cells::Cells;
use super::error::{TapeError, TapeErrors};
use super::header::Header;
use super::row;
use super::rows::{Row, Rows};
use crate::calendar::ScheduleError;
use crate::pool::{Loan, LoanError};
use crate::reading::written;
use crate::text::{Text, Texts};

/// Reads a loan tape from CSV text with a header line. Blank rows, and columns without a name that are empty on every
/// line, are those of a spreadsheet and say nothing.
///
/// | column | content |
/// |---|---|
/// | `id`, `borrower` | the loan's unique name; the firm (the id, if empty) |
/// | `asset` | `loan` (if empty), `receivable`, `lease`, `licence` |
/// | `principal`, `rate` | yuan with at most two decimals; a year, `0.05` or `5%`; for `payments` one of them: the price or the yield |
/// | `disbursed`, `first_due` | dates, `2024-06-20` |
/// | `every_months` | months between due dates (1, if empty) |
/// | `instalments` or `maturity` | how many due dates, or the last of them |
/// | `month_end` | `true` if every due date ends its month, `false` if all fall on the first one's day; may be empty, but for a first due date that leaves it open |
/// | `repayment` | `level-payment`, `equal-principal`, `interest-only-bullet`, `single-payment`, `balloon`, `flat-rate`, `custom`, `level-rents`, `payments` |
/// | `amortised_over` | for `balloon`: the instalments its payment is computed for |
/// | `principal_payments` | for `custom`: the principal of each due date, separated by `;` |
/// | `payments` | for `payments`: what is paid on each due date, separated by `;` |
/// | `purchase_price` | for `level-rents`: what is paid with the last rent (nothing, if empty) |
/// | `interest` | `periodic`, `act/360`, `act/365f`, `act/act-isda`, `30/360`, `30e/360` |
/// | `rounding` | `half-up` (if empty), `half-even`, `down` |
/// | `rating` or `default_probability` | a grade of the deal's scale, or the probability of default within a year |
/// | `asset_correlation`, `industry`, `region`, `appraised_value`, `deposit`, `guarantor` | may be empty |
/// | `ineligible` | the day on which it was found that the loan is not eligible: see [`Loan::ineligible`](crate::pool::Loan::ineligible); may be empty |
/// | `group`, `creditor` | of the borrower's group, and of whom a claim was bought from: read by the checks alone, as are the next two lines; may be empty |
/// | `overdue`, `extended`, `fully_disbursed`, `whole_contract` | `true` or `false`; may be empty: see [`LoanDisclosure`](crate::pool::LoanDisclosure) |
/// | `times_overdue`, `days_overdue` | whole numbers; may be empty |
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
    let loans = read_tape_watched(text, |_| ControlFlow::Continue(()))?;
    Ok(loans.unwrap_or_default())
}

/// So many rows are read before a watcher is told again.
const BETWEEN: usize = 4_096;

/// Reads a tape and tells `watch` now and then how many bytes have been read; `None` where that stops it.
pub(crate) fn read_tape_watched(
    text: &str,
    mut watch: impl FnMut(u64) -> ControlFlow<()>,
) -> Result<Option<Vec<Loan>>, TapeErrors> {
    let text = written(text).map_err(|error| TapeError::of_line(error.line, error.message))?;
    let mut rows = Rows::of(text);
    let header = Header::read(&mut rows)?;
    let mut reading = Reading::default();
    while let Some(row) = rows.advance()? {
        reading.add(&header, row);
        if reading.rows.is_multiple_of(BETWEEN) && watch(rows.bytes()).is_break() {
            return Ok(None);
        }
    }
    reading.finish().map(Some)
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    /// How many rows below the header.
    rows: usize,
    loans: Vec<Loan>,
    /// The line of each id.
    lines: HashMap<Text, u64>,
    texts: Texts,
    month_ends: MonthEnds,
    errors: Vec<TapeError>,
}

impl Reading {
    /// Reads the loan of a row, or reports what is wrong with it.
    fn add(&mut self, header: &Header, row: &Row) {
        self.rows += 1;
        let mut cells = Cells { row, header, texts: &mut self.texts, errors: &mut self.errors };
        let Some(loan) = row::read(&mut cells) else { return };
        match loan.check() {
            Ok(()) => {}
            Err(LoanError::Schedule(open @ ScheduleError::MonthEndOpen { .. })) => {
                self.month_ends.ask(row.line, &loan.id, open);
            }
            Err(error) => return cells.report(None, format!("loan {}: {error}", loan.id)),
        }
        if let Some(first) = self.lines.insert(loan.id.clone(), row.line) {
            cells.report(Some("id"), format!("`{}` is already the loan on line {first}", loan.id));
        }
        self.loans.push(loan);
    }

    /// The loans, if nothing is wrong.
    fn finish(mut self) -> Result<Vec<Loan>, TapeErrors> {
        if let Some(question) = self.month_ends.question() {
            self.errors.push(question);
            self.errors.sort_by_key(|error| error.line);
        }
        if self.rows == 0 {
            self.errors.push(no_loan());
        }
        self.loans.shrink_to_fit();
        if self.errors.is_empty() { Ok(self.loans) } else { Err(TapeErrors(self.errors)) }
    }
}

pub(super) fn no_loan() -> TapeError {
    TapeError::of_line(1, "the tape lists no loan")
}

/// Whether first due dates mean month ends: asked on the first line that leaves it open, for all lines.
#[derive(Default)]
struct MonthEnds {
    /// The first line, its loan, and the question.
    first: Option<(u64, Text, ScheduleError)>,
    more: usize,
}

impl MonthEnds {
    fn ask(&mut self, line: u64, id: &Text, open: ScheduleError) {
        match self.first {
            None => self.first = Some((line, id.clone(), open)),
            Some(_) => self.more += 1,
        }
    }

    fn question(&self) -> Option<TapeError> {
        let (line, id, open) = self.first.as_ref()?;
        let more = match self.more {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        let message = format!("loan {id}{more}: {open}");
        Some(TapeError { line: *line, column: Some("month_end".into()), message })
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
        let tape = format!(
            "{header}\nA,Firm,{rest},BB,Fujian\nB,Firm,{rest},BB,Fujian\nC,,{rest},BB,\nD,D,{rest},B,\n"
        );
        let loans = read_tape(&tape).unwrap();
        let [first, second, third] = [0, 1, 2].map(|i| &loans[i]);
        assert_eq!(first.borrower.as_ptr(), second.borrower.as_ptr());
        assert_eq!(first.region.as_ptr(), second.region.as_ptr());
        for own in [third, &loans[3]] {
            assert_eq!(own.id.as_ptr(), own.borrower.as_ptr(), "the firm is called like the loan");
        }
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
            "line 2, column repayment: `level` is unknown; write one of level-payment, equal-principal, interest-only-bullet, single-payment, balloon, flat-rate, custom, level-rents, payments",
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
