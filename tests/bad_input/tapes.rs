//! Loan tapes: headers, cells, lines.

use abs_waterfall::deal::WrittenDeal;
use abs_waterfall::pool::{LoanDisclosure, read_tape};

use crate::support::{COLUMNS, Case, LINE_A, LINE_B, check, edited, good_deal, good_tape, tape_messages};

const KNOWN: &str = "id, borrower, registration, asset, principal, rate, disbursed, first_due, every_months, instalments, \
                     maturity, month_end, repayment, amortised_over, principal_payments, payments, purchase_price, \
                     interest, rounding, rating, default_probability, asset_correlation, industry, region, appraised_value, deposit, guarantor, ineligible, group, creditor, \
                     overdue, times_overdue, days_overdue, extended, fully_disbursed, whole_contract";

/// The good header with two more columns behind the principal payments.
const PAYMENT_COLUMNS: &str = "id,borrower,principal,rate,disbursed,first_due,every_months,instalments,maturity,repayment,\
                               amortised_over,principal_payments,payments,purchase_price,interest,rounding,rating,\
                               default_probability,asset_correlation,appraised_value";

const HEADERS: &[Case] = &[
    (
        "a column twice, one that is missing by then",
        &[("principal,rate", "rate,rate")],
        &[
            "line 1, column rate: the column is there twice",
            "line 1, column principal: the column is missing; it is required",
        ],
    ),
    (
        "semicolons between the cells",
        &[(COLUMNS, "id;principal;rate")],
        &["line 1: cells are separated by commas (,), not by `;`: save the tape as CSV with commas"],
    ),
    (
        "tabs between the cells",
        &[(COLUMNS, "id\tprincipal\trate")],
        &["line 1: cells are separated by commas, not by tabs: save the tape as CSV with commas"],
    ),
    (
        "full-width commas in the header",
        &[("id,borrower,principal", "id，borrower，principal")],
        &["line 1: cells are separated by commas (,), not by `，`: save the tape as CSV with commas"],
    ),
    (
        "a title above the header, as a spreadsheet writes it",
        &[("id,borrower", "福建知识产权质押贷款清单,,,\n单位：元,2024年9月,,\n,,,\nid,borrower")],
        &[
            "line 1: `福建知识产权质押贷款清单` stands above the header on line 4: delete every line above the header",
        ],
    ),
    (
        "a header in other words",
        &[(COLUMNS, "贷款编号,借款人,本金,利率")],
        &[
            "line 1: it names no column of a tape: write a header with id, principal, rate, disbursed, first_due, \
             repayment, interest",
        ],
    ),
    (
        "columns without names between others",
        &[("id,borrower", "id,,,borrower")],
        &["line 1: column 2 has no name: name every column, or delete it"],
    ),
    (
        "none of the columns that are required",
        &[(COLUMNS, "borrower")],
        &[
            "line 1, column id: the column is missing; it is required",
            "line 1, column principal: the column is missing; it is required",
            "line 1, column rate: the column is missing; it is required",
            "line 1, column disbursed: the column is missing; it is required",
            "line 1, column first_due: the column is missing; it is required",
            "line 1, column repayment: the column is missing; it is required",
            "line 1, column interest: the column is missing; it is required",
        ],
    ),
    ("no loan", &[(LINE_A, ""), (LINE_B, "")], &["line 1: the tape lists no loan"]),
];

const CELLS: &[Case] = &[
    ("an empty id", &[("\nA,", "\n,")], &["line 2, column id: the cell is empty; it is required"]),
    (
        "an empty principal",
        &[(",1000,", ",,")],
        &["line 2, column principal: the cell is empty; it is required"],
    ),
    ("an empty rate", &[(",5%,", ",  ,")], &["line 2, column rate: the cell is empty; it is required"]),
    (
        "an empty date",
        &[("2024-01-15", "")],
        &["line 2, column disbursed: the cell is empty; it is required"],
    ),
    (
        "no first date",
        &[("2024-02-15", "")],
        &["line 2, column first_due: the cell is empty; it is required"],
    ),
    (
        "no repayment",
        &[("level-payment", "")],
        &["line 2, column repayment: the cell is empty; it is required"],
    ),
    ("no interest", &[("periodic", "")], &["line 2, column interest: the cell is empty; it is required"]),
    (
        "an amount in words",
        &[(",1000,", ",a thousand,")],
        &[
            "line 2, column principal: `a thousand` is not an amount of money: write yuan and fen as plain digits, like \
           1500000 or 877427.79",
        ],
    ),
    (
        "an amount with separators, in quotes",
        &[(",1000,", ",\"1,000\",")],
        &[
            "line 2, column principal: `1,000` is not an amount of money: write yuan and fen as plain digits, like \
           1500000 or 877427.79",
        ],
    ),
    (
        "an amount finer than a fen",
        &[("2000.50", "2000.505")],
        &[
            "line 3, column principal: `2000.505` is finer than a fen: round it to two decimals first, by the rule the \
           contract states",
        ],
    ),
    (
        "an amount beyond 64 bits",
        &[("2000.50", "92233720368547758.08")],
        &[
            "line 3, column principal: `92233720368547758.08` is too large: amounts reach to 92 quadrillion yuan",
        ],
    ),
    (
        "a rate in words",
        &[(",5%,", ",five,")],
        &["line 2, column rate: `five` is not a rate: write it like 0.05 or 5%"],
    ),
    (
        "a rate without its percent sign",
        &[(",5%,", ",15,")],
        &["line 2, column rate: 15 is out of range: a rate runs from 0 to 1, where 0.05 is 5 %"],
    ),
    (
        "a negative rate",
        &[(",5%,", ",-5%,")],
        &["line 2, column rate: -0.05 is out of range: a rate runs from 0 to 1, where 0.05 is 5 %"],
    ),
    (
        "a rate of thirteen decimals",
        &[(",5%,", ",0.0512345678901,")],
        &[
            "line 2, column rate: `0.0512345678901` has more than 12 decimals: round it to what the contract states",
        ],
    ),
    (
        "a day that there is not",
        &[("2024-01-15", "2024-02-30")],
        &["line 2, column disbursed: `2024-02-30` is not a date; write it like 2024-06-20"],
    ),
    (
        "a day the other way round",
        &[("2024-02-15", "15/02/2024")],
        &["line 2, column first_due: `15/02/2024` is not a date; write it like 2024-06-20"],
    ),
    (
        "a maturity that is none",
        &[("2024-12-16", "12")],
        &["line 3, column maturity: `12` is not a date; write it like 2024-06-20"],
    ),
    (
        "half a month",
        &[(",3,,", ",0.5,,")],
        &["line 3, column every_months: `0.5` is not a number of months; write it like 12"],
    ),
    (
        "fewer instalments than none",
        &[(",11,", ",-11,")],
        &["line 2, column instalments: `-11` is not a number; write it like 12"],
    ),
    (
        "words that are not known",
        &[("level-payment", "annuity"), ("act/360", "act/364"), ("down", "up")],
        &[
            "line 2, column repayment: `annuity` is unknown; write one of level-payment, equal-principal, \
             interest-only-bullet, single-payment, balloon, flat-rate, custom, level-rents, payments",
            "line 3, column interest: `act/364` is unknown; write one of periodic, act/360, act/365f, act/act-isda, \
             30/360, 30e/360",
            "line 3, column rounding: `up` is unknown; write one of half-up, half-even, down",
        ],
    ),
    (
        "a probability of more than one",
        &[(",3%,", ",103%,")],
        &[
            "line 3, column default_probability: 1.03 is out of range: a probability runs from 0 to 1, where 0.03 is \
           3 %",
        ],
    ),
    (
        "a correlation of one",
        &[(",0.25,", ",1,")],
        &[
            "line 3, column asset_correlation: 1 is out of range: an asset correlation runs from 0 to below 1, where \
           0.2 is 20 %",
        ],
    ),
    (
        "an appraisal in words",
        &[(",9000", ",high")],
        &[
            "line 3, column appraised_value: `high` is not an amount of money: write yuan and fen as plain digits, \
           like 1500000 or 877427.79",
        ],
    ),
];

const LINES: &[Case] = &[
    (
        "the line after a blank one",
        &[("\nA,", "\n\n\nA,"), (",5%,", ",five,")],
        &["line 4, column rate: `five` is not a rate: write it like 0.05 or 5%"],
    ),
    (
        "bad cells behind a bad cell",
        &[(",,11,,level-payment,,,", ",x,y,z,level,q,w,")],
        &[
            "line 2, column every_months: `x` is not a number of months; write it like 12",
            "line 2, column instalments: `y` is not a number; write it like 12",
            "line 2, column maturity: `z` is not a date; write it like 2024-06-20",
            "line 2, column repayment: `level` is unknown; write one of level-payment, equal-principal, \
             interest-only-bullet, single-payment, balloon, flat-rate, custom, level-rents, payments",
            "line 2, column amortised_over: `q` is not a number of instalments; write it like 12",
            "line 2, column principal_payments: `w` is not an amount of money: write yuan and fen as plain digits, \
             like 1500000 or 877427.79",
        ],
    ),
    (
        "a rating and a probability, and neither",
        &[(",BB,,", ",,,"), (",,3%,", ",A,3%,")],
        &[
            "line 2, column rating: give a rating or a default_probability",
            "line 3, column rating: give a rating or a default_probability, not both",
        ],
    ),
    (
        "a number of instalments and a maturity, and neither",
        &[(",11,,", ",,,"), (",3,,", ",3,4,")],
        &[
            "line 2, column instalments: give either instalments or maturity, not both and not neither",
            "line 3, column instalments: give either instalments or maturity, not both and not neither",
        ],
    ),
    (
        "a balloon and a custom plan without their terms",
        &[("level-payment", "balloon"), ("equal-principal", "custom")],
        &[
            "line 2, column amortised_over: a balloon needs the instalments it is computed for",
            "line 3, column principal_payments: a custom plan needs its principal payments",
        ],
    ),
    (
        "the terms of a balloon and a custom plan without them",
        &[("level-payment,,,", "level-payment,24,,"), ("equal-principal,,,", "equal-principal,,1;2;3,")],
        &[
            "line 2, column amortised_over: only a balloon has this; leave it empty",
            "line 3, column principal_payments: only a custom plan has these; leave it empty",
        ],
    ),
    (
        "payments without amounts, and rents with them",
        &[
            (COLUMNS, PAYMENT_COLUMNS),
            ("level-payment,,,", "payments,,,,,"),
            ("equal-principal,,,", "level-rents,,,5;6,,"),
        ],
        &[
            "line 2, column payments: stated payments need their amounts, one for each due date",
            "line 3, column payments: only stated payments have these; leave it empty",
        ],
    ),
    (
        "payments and a level payment with a purchase price",
        &[
            (COLUMNS, PAYMENT_COLUMNS),
            ("level-payment,,,", "level-payment,,,,100,"),
            ("equal-principal,,,", "payments,,,500;500;500;600,100,"),
        ],
        &[
            "line 2, column purchase_price: only level rents have this; leave it empty",
            "line 3, column purchase_price: only level rents have this; leave it empty",
        ],
    ),
    (
        "a principal or a rate that only payments may leave out",
        &[(",1000,5%,", ",,5%,"), (",2000.50,0.06,", ",2000.50,,")],
        &[
            "line 2, column principal: the cell is empty; it is required",
            "line 3, column rate: the cell is empty; it is required",
        ],
    ),
    (
        "a balloon and a custom plan with terms that are none",
        &[("level-payment,,,", "balloon,x,,"), ("equal-principal,,,", "custom,,1000;;1000.50,")],
        &[
            "line 2, column amortised_over: `x` is not a number of instalments; write it like 12",
            "line 3, column principal_payments: `` is not an amount of money: write yuan and fen as plain digits, \
             like 1500000 or 877427.79",
        ],
    ),
    (
        "terms that contradict each other",
        &[(",1000,", ",-1000,"), ("equal-principal,,,", "custom,,1000;1000,")],
        &[
            "line 2: loan A: the principal is -1,000.00: a loan owes a positive amount",
            "line 3: loan B: the custom plan has 2 principal payments for 4 due dates",
        ],
    ),
    (
        "first due dates that leave month ends open, and a bad cell between them",
        &[
            ("2024-01-15,2024-02-15,,11,,", "2024-01-15,2024-06-30,,3,,"),
            ("periodic", "act/360"),
            (
                "\nB,,2000.50,0.06,2024-01-16,2024-04-16,3,",
                "\nC,,1,six,2024-01-16,2024-04-16,3,,2024-12-16,equal-principal,,,act/360,down,,3%,,\nB,,2000.50,0.06,2024-01-16,2024-02-29,3,",
            ),
        ],
        &[
            "line 2, column month_end: loan A and 1 more: the first date 2024-06-30 ends its month: write month_end = \
             true if the later dates end theirs too (2024-07-31, 2024-08-31), or month_end = false if they fall on day \
             30 (2024-07-30, 2024-08-30)",
            "line 3, column rate: `six` is not a rate: write it like 0.05 or 5%",
        ],
    ),
    ("an id for two loans", &[("\nB,", "\nA,")], &["line 3, column id: `A` is already the loan on line 2"]),
    (
        "a cell too few and a cell too many",
        &[("BB,,,", "BB,,"), ("9000", "9000,")],
        &[
            "line 2: 17 cells where the header has 18: write amounts without separators, and text that has commas in \
             quotes",
            "line 3: 19 cells where the header has 18: write amounts without separators, and text that has commas in \
             quotes",
        ],
    ),
    (
        "something in a column that the header does not name",
        &[("appraised_value", "appraised_value,,"), ("BB,,,", "BB,,,,"), ("9000", "9000,,paid")],
        &[
            "line 2: 19 cells where the header has 18: write amounts without separators, and text that has commas in \
             quotes",
            "line 3: 20 cells where the header has 18: write amounts without separators, and text that has commas in \
             quotes",
        ],
    ),
    (
        "full-width commas in a line",
        &[("A,Firm A,1000,5%", "A，Firm A，1000，5%")],
        &[
            "line 2: 15 cells where the header has 18: cells are separated by commas (,) and not by full-width ones (，)",
        ],
    ),
    (
        "full-width characters in numbers and dates",
        &[("1000,5%,2024-01-15", "１０００．５０,５％,２０２４－０１－１５"), (",11,", ",１１,")],
        &[
            "line 2, column principal: `１０００．５０` is not an amount of money: write yuan and fen as plain digits, in \
             half-width characters, like 1000.50",
            "line 2, column rate: `５％` is not a rate: write it in half-width characters, like 5%",
            "line 2, column disbursed: `２０２４－０１－１５` is not a date; write it in half-width characters, like 2024-01-15",
            "line 2, column instalments: `１１` is not a number; write it in half-width characters, like 11",
        ],
    ),
    (
        "a quote that never ends",
        &[("A,Firm A", "A,\"Firm A")],
        &[
            "line 2: 2 cells where the header has 18: write amounts without separators, and text that has commas in \
             quotes",
            "line 2, column borrower: the cell has more than one line: is a quote not closed?",
        ],
    ),
    (
        "everything wrong with two lines at once",
        &[
            (",1000,5%,2024-01-15,", ",1k,5,yesterday,"),
            (",0.06,2024-01-16,", ",6 percent,2024-01-32,"),
            ("9000", "-"),
        ],
        &[
            "line 2, column principal: `1k` is not an amount of money: write yuan and fen as plain digits, like \
             1500000 or 877427.79",
            "line 2, column rate: 5 is out of range: a rate runs from 0 to 1, where 0.05 is 5 %",
            "line 2, column disbursed: `yesterday` is not a date; write it like 2024-06-20",
            "line 3, column rate: `6 percent` is not a rate: write it like 0.05 or 5%",
            "line 3, column disbursed: `2024-01-32` is not a date; write it like 2024-06-20",
            "line 3, column appraised_value: `-` is not an amount of money: write yuan and fen as plain digits, like \
             1500000 or 877427.79",
        ],
    ),
];

/// What spreadsheets do to a file without changing what it says.
const HARMLESS: &[Case] = &[
    ("rows of a spreadsheet with nothing in them", &[("\nB,", "\n,,,,,,,,,,,,,,,,,\n,,\nB,")], &[]),
    ("a byte-order mark", &[("id,borrower", "\u{feff}id,borrower")], &[]),
    ("blank rows above the header", &[("id,borrower", "\n,,,\nid,borrower")], &[]),
    (
        "empty columns at the end of every line",
        &[("appraised_value", "appraised_value,,,"), ("BB,,,", "BB,,,,,,"), ("9000", "9000,, ,")],
        &[],
    ),
    ("empty columns at the end of the header", &[("appraised_value", "appraised_value,,,")], &[]),
    ("the marks of an old system at the end", &[("9000\n", "9000\r\n\u{1a}\u{1a}\0\0")], &[]),
    ("a mark at the end of the last line", &[("9000\n", "9000\u{1a}")], &[]),
    (
        "blanks around cells and a blank line",
        &[("A,Firm A,1000,5%", " A , Firm A ,1000 , 5% "), ("\nB,", "\n\nB,")],
        &[],
    ),
    ("quotes around cells", &[("A,Firm A,1000,5%", "\"A\",\"Firm A\",\"1000\",\"5%\"")], &[]),
];

/// What is no tape at all, in one sentence.
const NO_TAPES: &[(&str, &str)] = &[
    ("", "line 1: there is nothing in it: is it the right file, and was it saved?"),
    ("\u{feff}\r\n \u{1a}", "line 1: there is nothing in it: is it the right file, and was it saved?"),
    (",,,\n,,,\n", "line 1: the tape lists no loan"),
    ("id,principal\nA,1\x000\n", "line 2: it has a NUL character, as no text has: save the file as UTF-8"),
    ("i\0d\0,\0r\0a\0t\0e\0", "line 1: it has a NUL character, as no text has: save the file as UTF-8"),
    (
        "福建知识产权质押贷款清单\n",
        "line 1: it names no column of a tape: write a header with id, principal, rate, disbursed, first_due, repayment, \
         interest",
    ),
];

#[test]
fn texts_that_are_no_tape() {
    for (text, expected) in NO_TAPES {
        assert_eq!(tape_messages(text), [*expected], "{text:?}");
    }
}

/// A comma between thousands pushes the cells behind it to the right. Where the last one is empty nothing is left over but
/// an empty cell, which must not pass for one of a spreadsheet.
#[test]
fn an_amount_with_a_separator_never_reads_as_another() {
    let header = "id,principal,rate,disbursed,first_due,instalments,repayment,interest,rating,appraised_value,guarantor";
    let line = "A,1000,5%,2024-06-20,2024-07-20,12,level-payment,periodic,BB,53,333,";
    let advice = "write amounts without separators, and text that has commas in quotes";
    let expected = format!("line 2: 12 cells where the header has 11: {advice}");
    for commas in ["", ",,,"] {
        assert_eq!(tape_messages(&format!("{header}{commas}\n{line}\n")), [expected.as_str()]);
    }
}

/// What a `main` that returns the errors prints is for people.
#[test]
fn errors_are_debugged_in_sentences() {
    let errors = read_tape("id,id\n").unwrap_err();
    assert_eq!(format!("{errors:?}"), errors.to_string());
    assert_eq!(format!("{:?}", errors.0[0]), "line 1, column id: the column is there twice");
}

#[test]
fn headers() {
    check(&good_tape(), HEADERS, tape_messages);
}

#[test]
fn cells() {
    check(&good_tape(), CELLS, tape_messages);
}

#[test]
fn lines() {
    check(&good_tape(), LINES, tape_messages);
}

#[test]
fn an_unknown_column_is_told_what_there_is() {
    let found = tape_messages(&good_tape().replace("principal,", "principle,"));
    let unknown = format!("line 1, column principle: unknown column; a tape has {KNOWN}");
    assert_eq!(found, [unknown.as_str(), "line 1, column principal: the column is missing; it is required"]);
}

#[test]
fn harmless_differences_change_no_loan() {
    let good = read_tape(&good_tape()).unwrap();
    for (name, edits, _) in HARMLESS {
        assert_eq!(read_tape(&edited(&good_tape(), edits)).as_ref(), Ok(&good), "{name}");
    }
    assert_eq!(read_tape(&good_tape().replace('\n', "\r\n")).as_ref(), Ok(&good), "line ends of Windows");
    assert_eq!(read_tape(good_tape().trim_end()).as_ref(), Ok(&good), "no end of the last line");
    assert_eq!(
        read_tape(&good_tape().replace('\n', "\r")).as_ref(),
        Ok(&good),
        "line ends of an old Macintosh"
    );
    let quoted = read_tape(&edited(&good_tape(), &[("Firm A", "\"Firm \"\"A\"\", Xiamen\"")])).unwrap();
    assert_eq!(quoted[0].borrower, "Firm \"A\", Xiamen");
}

/// A spreadsheet writes TRUE, a person true; where the disbursement tells, nothing need be written.
#[test]
fn month_ends_are_stated_in_a_column_of_their_own() {
    let header = "id,principal,rate,disbursed,first_due,instalments,month_end,repayment,interest,rating";
    let line = |disbursed: &str, month_end: &str| {
        format!("{header}\nA,1000,5%,{disbursed},2024-06-30,2,{month_end},equal-principal,act/360,BB\n")
    };
    let second = |disbursed: &str, month_end: &str| {
        read_tape(&line(disbursed, month_end)).unwrap()[0].due_dates().unwrap()[1].to_string()
    };
    for (disbursed, month_end, expected) in [
        ("2024-01-15", "TRUE", "2024-07-31"),
        ("2024-01-15", "true", "2024-07-31"),
        ("2024-01-15", "FALSE", "2024-07-30"),
        ("2024-01-15", "false", "2024-07-30"),
        ("2024-05-31", "", "2024-07-31"),
        ("2024-05-30", "", "2024-07-30"),
    ] {
        assert_eq!(second(disbursed, month_end), expected, "{disbursed} {month_end}");
    }
    assert_eq!(
        tape_messages(&line("2024-01-15", "yes")),
        ["line 2, column month_end: `yes` is unknown; write one of true, false, TRUE, FALSE"]
    );
}

/// What only the checks read may stand in columns of its own, on some lines and not on others.
#[test]
fn what_is_known_of_a_loan_besides() {
    let header = "id,principal,rate,disbursed,first_due,instalments,repayment,interest,rating";
    let columns = "group,creditor,overdue,times_overdue,days_overdue,extended,fully_disbursed,whole_contract";
    let terms = "1000,5%,2024-06-20,2024-07-20,12,level-payment,periodic,BB";
    let tape = |said: &str| {
        format!("{header},{columns}\nA,{terms},{said}\nB,{terms},,,,,,,,\nC,{terms},Group,,,,,,,\n")
    };
    let loans = read_tape(&tape("Group,Supplier,FALSE,2,9,false,true,TRUE")).unwrap();
    let said = LoanDisclosure::clean().with_group("Group").with_creditor("Supplier");
    assert_eq!(loans[0].disclosed.as_deref(), Some(&said.with_times_overdue(2).with_days_overdue(9)));
    assert_eq!(loans[1].disclosed, None, "nothing is said, and nothing kept");
    let group = |loan: usize| loans[loan].disclosed.as_ref().unwrap().group.as_ptr();
    assert_eq!(group(0), group(2), "a group is in memory once");
    assert_eq!(
        tape_messages(&tape("Group,,no,two,9.5,,,")),
        [
            "line 2, column overdue: `no` is unknown; write one of true, false, TRUE, FALSE",
            "line 2, column times_overdue: `two` is not a number of times; write it like 12",
            "line 2, column days_overdue: `9.5` is not a number of days; write it like 12",
        ]
    );
}

/// A spreadsheet on Windows ends lines with two characters.
#[test]
fn line_ends_of_windows_count_once() {
    let tape = edited(&good_tape(), &[("0.06", "six")]).replace('\n', "\r\n");
    assert_eq!(tape_messages(&tape), ["line 3, column rate: `six` is not a rate: write it like 0.05 or 5%"]);
}

/// A line is counted as an editor counts it, whatever is in the cells above; and a cell that runs over the end of its line
/// is a quote that was not closed, which would swallow the loans below.
#[test]
fn a_cell_of_two_lines_counts_as_two() {
    let edits = [("Firm A", "\"Firm\nA\""), ("0.06", "six")];
    let expected = [
        "line 2, column borrower: the cell has more than one line: is a quote not closed?",
        "line 4, column rate: `six` is not a rate: write it like 0.05 or 5%",
    ];
    assert_eq!(tape_messages(&edited(&good_tape(), &edits)), expected);
    let swallowed = "id,principal,rate,disbursed,first_due,instalments,repayment,interest,rating,guarantor\n\
        A,1000,5%,2024-06-20,2024-07-20,12,level-payment,periodic,BB,\"Big Co\n\
        B,1000,5%,2024-06-20,2024-07-20,12,level-payment,periodic,BB,\n";
    let expected = ["line 2, column guarantor: the cell has more than one line: is a quote not closed?"];
    assert_eq!(tape_messages(swallowed), expected);
    let mac = edited(&good_tape(), &[("0.06", "six")]).replace('\n', "\r");
    assert_eq!(tape_messages(&mac), ["line 3, column rate: `six` is not a rate: write it like 0.05 or 5%"]);
}

#[test]
fn a_deal_lists_what_is_wrong_with_its_tape() {
    let tape = edited(&good_tape(), &[("2000.50", "two"), (",5%,", ",50,")]);
    let error = WrittenDeal::from_toml(&good_deal()).unwrap().with_tape(&tape).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the loan tape has 2 error(s):\n  \
         line 2, column rate: 50 is out of range: a rate runs from 0 to 1, where 0.05 is 5 %\n  \
         line 3, column principal: `two` is not an amount of money: write yuan and fen as plain digits, like 1500000 \
         or 877427.79"
    );
}
