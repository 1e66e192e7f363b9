//! A good deal to break, and what runs the tables.

use abs_waterfall::Deal;
use abs_waterfall::deal::DealError;
use abs_waterfall::pool::read_tape;

/// A text and what takes its place. The text must be there exactly once, or the case would break something else.
pub(crate) type Edit = (&'static str, &'static str);

/// A name, the edits, and everything that must be reported, in order.
pub(crate) type Case = (&'static str, &'static [Edit], &'static [&'static str]);

/// A good deal in its parts: two loans, two dates, two classes of notes, one fee, one undertaking.
pub(crate) const HEAD: &str = "name = 'Small'
closing = '2024-01-01'
";

pub(crate) const WATERFALL: &str = "waterfall = [
  'taxes',
  { fees = ['trustee'] },
  { interest = ['senior'] },
  { principal = ['senior'] },
  'reimbursement',
  { principal = ['sub'] },
  { residual = 'sub' },
]
";

/// Who is in it, when it pays and what is assumed.
pub(crate) const FRAME: &str = "
[[parties]]
name = 'Lender'
roles = ['originator', 'servicer']

[[parties]]
name = 'Enhancer'
roles = ['shortfall-payer']
quality = { rating = 'AAA' }

[[parties]]
name = 'Manager'
roles = ['plan-manager']

[servicing]
servicer = 'Lender'

[dates]
calculation = { dates = ['2024-06-20', '2024-12-20'] }
distribution = { dates = ['2024-06-26', '2024-12-26'] }

[credit]
asset_correlation = '0.2'

[vat]
rate = '3%'
surcharge = '12%'

";

pub(crate) const LOANS: &str = "[[pool.loans]]
id = 'L1'
borrower = 'Firm 1'
principal = '1200'
rate = '6%'
disbursed = '2023-12-20'
due = { regular = { first = '2024-01-20', every_months = 1, count = 12 } }
repayment = 'level-payment'
interest = 'periodic'
quality = { annual-pd = '3%' }

[[pool.loans]]
id = 'L2'
borrower = 'Firm 2'
principal = '600'
rate = '7%'
disbursed = '2023-12-21'
due = { dates = ['2024-06-20', '2024-12-20'] }
repayment = 'interest-only-bullet'
interest = 'act/365f'
quality = { rating = 'BB' }
appraised_value = '900'

";

pub(crate) const FEES: &str = "[[fees]]
name = 'trustee'
payee = 'Manager'
amount = { fixed = { amount = '1', on = { numbers = [1, 2] } } }

";

pub(crate) const NOTES: &str = "[[notes]]
name = 'senior'
amount = '1500'
coupon = { rate = '3.5%', day_count = 'act/365f' }
repayment = { pass-through = { maturity = '2024-12-26' } }

[[notes]]
name = 'sub'
amount = '300'
repayment = 'subordinated'

";

pub(crate) const UNDERTAKING: &str = "[undertaking]
by = 'Enhancer'
interest_each_date = ['senior']
principal_at_maturity = ['senior']
";

/// The good deal in TOML.
pub(crate) fn good_deal() -> String {
    [HEAD, WATERFALL, FRAME, LOANS, FEES, NOTES, UNDERTAKING].concat()
}

/// The header of a tape with every column that a good line below fills, and some that it leaves empty.
pub(crate) const COLUMNS: &str = "id,borrower,principal,rate,disbursed,first_due,every_months,instalments,maturity,\
                                  repayment,amortised_over,principal_payments,interest,rounding,rating,\
                                  default_probability,asset_correlation,appraised_value";
/// Two good lines.
pub(crate) const LINE_A: &str = "A,Firm A,1000,5%,2024-01-15,2024-02-15,,11,,level-payment,,,periodic,,BB,,,";
pub(crate) const LINE_B: &str =
    "B,,2000.50,0.06,2024-01-16,2024-04-16,3,,2024-12-16,equal-principal,,,act/360,down,,3%,0.25,9000";

/// A good tape in CSV.
pub(crate) fn good_tape() -> String {
    format!("{COLUMNS}\n{LINE_A}\n{LINE_B}\n")
}

/// A text with its edits made.
pub(crate) fn edited(good: &str, edits: &[Edit]) -> String {
    edits.iter().fold(good.to_string(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "the text to be edited must be there once:\n{from}");
        text.replace(from, to)
    })
}

/// What is wrong with a deal that can be read.
pub(crate) fn deal_errors(toml: &str) -> Vec<DealError> {
    match Deal::from_toml(toml).unwrap().resolve() {
        Ok(_) => Vec::new(),
        Err(errors) => errors.0,
    }
}

/// The same in words.
pub(crate) fn deal_messages(toml: &str) -> Vec<String> {
    deal_errors(toml).iter().map(ToString::to_string).collect()
}

/// What is wrong with a tape, in words.
pub(crate) fn tape_messages(csv: &str) -> Vec<String> {
    match read_tape(csv) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.0.iter().map(ToString::to_string).collect(),
    }
}

/// Breaks `good` in the way of each case, and shows all cases at once whose messages differ from what is expected.
pub(crate) fn check(good: &str, cases: &[Case], messages: fn(&str) -> Vec<String>) {
    let mut wrong = Vec::new();
    for (name, edits, expected) in cases {
        let found = messages(&edited(good, edits));
        if found != *expected {
            wrong.push(format!("{name}\n  expected {expected:#?}\n  found {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn what_the_cases_break_is_good() {
    let none: [String; 0] = [];
    assert_eq!(deal_messages(&good_deal()), none);
    assert_eq!(tape_messages(&good_tape()), none);
}
