//! Notes, fees, the undertaking, and the order of payments.

use crate::support::{Case, Edit, NOTES, UNDERTAKING, WATERFALL, check, deal_messages, good_deal};

pub(crate) const CLAIMS: &[Case] = &[
    (
        "no notes",
        NO_NOTES,
        &[
            "notes: there are no notes: give at least one",
            "support \"Enhancer\": it covers nothing: name the taxes, fees, interest or principal that it pays",
            "waterfall: the last step must be a residual: it says who takes what is left",
        ],
    ),
    (
        "a note of less than nothing",
        &[("amount = '300'", "amount = '-0.01'")],
        &["note \"sub\": the amount is -0.01: it must not be negative"],
    ),
    (
        "notes of nothing",
        &[("amount = '300'", "amount = 0"), ("amount = '1500'", "amount = 0")],
        &["notes: the sum of the notes is 0.00: it must be positive"],
    ),
    (
        "notes of more than a trillion",
        &[("amount = '1500'", "amount = '999999999999.99'")],
        &[
            "notes: the sum of the notes is 1,000,000,000,299.99: together a deal may reach 1,000,000,000,000.00",
        ],
    ),
    (
        "a maturity that is no distribution date",
        &[("maturity = '2024-12-26'", "maturity = '2024-12-25'")],
        &[
            "note \"senior\": maturity 2024-12-25 is no distribution date; the nearest are 2024-06-26 and 2024-12-26",
        ],
    ),
    (
        "a plan that repays less than there is",
        &[(
            "repayment = { pass-through = { maturity = '2024-12-26' } }",
            "repayment = { scheduled = { principal = [{ on = '2024-06-26', amount = '1000' }, { on = '2024-12-26', amount = '400' }] } }",
        )],
        &[
            "note \"senior\": the scheduled amounts sum to 1,400.00, and the note is of 1,500.00: they must be the same",
        ],
    ),
    (
        "a plan out of order",
        &[(
            "repayment = { pass-through = { maturity = '2024-12-26' } }",
            "repayment = { scheduled = { principal = [{ on = '2024-12-26', amount = '1000' }, { on = '2024-06-26', amount = '500' }] } }",
        )],
        &[
            "note \"senior\": the scheduled date 2024-06-26 is not after the one before it: list each date once, in order",
        ],
    ),
    (
        "a plan of nothing on a date",
        &[(
            "repayment = { pass-through = { maturity = '2024-12-26' } }",
            "repayment = { scheduled = { principal = [{ on = '2024-06-26', amount = '0' }] } }",
        )],
        &["note \"senior\": the scheduled amount is 0.00: it must be positive"],
    ),
    (
        "a plan between dates",
        &[(
            "repayment = { pass-through = { maturity = '2024-12-26' } }",
            "repayment = { scheduled = { principal = [{ on = '2024-12-25', amount = '1500' }] } }",
        )],
        &[
            "note \"senior\": scheduled date 2024-12-25 is no distribution date; the nearest are 2024-06-26 and 2024-12-26",
        ],
    ),
    (
        "no plan for a note of nothing",
        &[
            ("amount = '1500'", "amount = '0'"),
            (
                "repayment = { pass-through = { maturity = '2024-12-26' } }",
                "repayment = { scheduled = { principal = [] } }",
            ),
        ],
        &[
            "note \"senior\": it is repaid by a plan without an amount: list the dates and what is repaid on each",
        ],
    ),
    (
        "a legal final maturity before the expected one",
        &[(
            "repayment = { pass-through = { maturity = '2024-12-26' } }",
            "legal_final = '2024-06-26'\nrepayment = { pass-through = { maturity = '2024-12-26' } }",
        )],
        &["note \"senior\": the legal final maturity 2024-06-26 is before the expected maturity 2024-12-26"],
    ),
    (
        "a lockout beyond the first date on which principal is due",
        &[(
            "repayment = { pass-through = { maturity = '2024-12-26' } }",
            "locked_until = '2024-12-26'\nrepayment = { pass-through = { maturity = '2024-06-26' } }",
        )],
        &[
            "note \"senior\": it is locked until 2024-12-26, after principal is first due on 2024-06-26: end the lockout by then",
        ],
    ),
    (
        "a legal final maturity of a subordinated note",
        &[("repayment = 'subordinated'", "repayment = 'subordinated'\nlegal_final = '2024-12-26'")],
        &["note \"sub\": a subordinated note is never due: leave its legal final maturity out"],
    ),
    (
        "a tax with more digits than exact arithmetic has",
        &[("rate = '3%'", "rate = '0.031234567891'"), ("'12%'", "'0.121234567893'")],
        &["vat: the rate has too many digits for exact arithmetic: write it with fewer decimals"],
    ),
    (
        "a fee of nothing, capped at less",
        &[("amount = { fixed = { amount = '1'", "cap = '-1'\namount = { fixed = { amount = '0'")],
        &[
            "fee \"trustee\": the cap is -1.00: it must be positive",
            "fee \"trustee\": the amount is 0.00: it must be positive",
        ],
    ),
    (
        "a fee of more than a trillion",
        &[("amount = '1'", "amount = '1000000000000.01'")],
        &[
            "fee \"trustee\": the amount is 1,000,000,000,000.01: together a deal may reach 1,000,000,000,000.00",
        ],
    ),
    (
        "a fee on dates that there are not",
        &[("numbers = [1, 2]", "numbers = [0, 1, 3]")],
        &[
            "fee \"trustee\": there is no distribution date number 0: they run from 1 to 2",
            "fee \"trustee\": there is no distribution date number 3: they run from 1 to 2",
        ],
    ),
    (
        "a fee on no date",
        &[("numbers = [1, 2]", "numbers = []")],
        &["fee \"trustee\": it names no distribution date"],
    ),
    (
        "a fee twice on one date",
        &[("numbers = [1, 2]", "numbers = [2, 2]")],
        &["fee \"trustee\": `2` is named twice"],
    ),
    (
        "a fee rate on notes that there are not",
        &[(
            "{ fixed = { amount = '1', on = { numbers = [1, 2] } } }",
            "{ rate = { rate = '1%', base = { notes = ['sub', 'junior'] }, day_count = 'act/360' } }",
        )],
        &["fee \"trustee\": there is no note `junior`; there is senior, sub"],
    ),
    (
        "a fee rate on nothing",
        &[(
            "{ fixed = { amount = '1', on = { numbers = [1, 2] } } }",
            "{ rate = { rate = '1%', base = { notes = [] }, day_count = 'act/360' } }",
        )],
        &["fee \"trustee\": it names no note"],
    ),
];

/// A reserve before the undertaking, and the steps that fill and empty it.
const RESERVE: &str = "[[reserves]]
name = 'reserve'
target = '50'
[undertaking]";
const FILLS: &str = "  { top-up = 'reserve' },\n  { release = 'reserve' },\n  { principal = ['sub'] },";

pub(crate) const RESERVES: &[Case] = &[
    ("a good reserve", &[("[undertaking]", RESERVE), ("  { principal = ['sub'] },", FILLS)], &[]),
    (
        "a reserve that nothing fills, and nothing empties",
        &[("[undertaking]", RESERVE)],
        &[
            "reserve \"reserve\": nothing fills reserve `reserve`: give it an opening balance or a top-up step, or remove it",
            "waterfall: no step releases what reserve `reserve` holds beyond its target on every date, and it would reach nobody: add one",
        ],
    ),
    (
        "a reserve that opens with money from nowhere, or from nobody",
        &[
            (
                "[undertaking]",
                "[[reserves]]\nname = 'r'\ntarget = 1\nopening = 5\n[[reserves]]\nname = 's'\ntarget = 1\npaid_in_by = \
                 'Lender'\n[[reserves]]\nname = 't'\ntarget = 1\nopening = '-5'\npaid_in_by = 'Lender'\n[[reserves]]\nname \
                 = 'u'\ntarget = 1\nopening = 1\npaid_in_by = 'Lendor'\n[undertaking]",
            ),
            (
                "  { principal = ['sub'] },",
                "  { principal = ['sub'] },\n  { top-up = 's' }, { release = 'r' }, { release = 's' }, { release = 't' }, { \
                 release = 'u' },",
            ),
        ],
        &[
            "reserve \"r\": it opens with 5.00, and nobody pays that in: name the party in `paid_in_by`",
            "reserve \"s\": `Lender` pays nothing in: give the opening balance, or leave `paid_in_by` out",
            "reserve \"t\": the opening balance is -5.00: it must be positive",
            "reserve \"u\": there is no party `Lendor`; there is Enhancer, Lender, Manager",
        ],
    ),
    (
        "targets and releases that are no formulas",
        &[
            (
                "[undertaking]",
                "[[reserves]]\nname = 'r'\ntarget = { max = [] }\nreleased_when = { all = [] }\n[[reserves]]\nname = \
                 's'\ntarget = { share = { rate = '1%', of = { notes = ['junior'] } } }\nreleased_when = { at-least = \
                 ['-1', 1] }\n[undertaking]",
            ),
            (
                "  { principal = ['sub'] },",
                "  { principal = ['sub'] },\n  { top-up = 'r' }, { top-up = 's' }, { release = 'r' }, { release = 's' },",
            ),
        ],
        &[
            "reserve \"r\": it is made of nothing: list at least one",
            "reserve \"r\": it is made of nothing: list at least one",
            "reserve \"s\": there is no note `junior`; there is senior, sub",
            "reserve \"s\": -1.00 is negative: an amount is what is paid or held",
        ],
    ),
    (
        "a target deeper than anybody writes",
        &[
            ("[undertaking]", RESERVE),
            ("  { principal = ['sub'] },", FILLS),
            (
                "target = '50'",
                "target = {sum=[{sum=[{sum=[{sum=[{sum=[{sum=[{sum=[{sum=[{sum=[{sum=[{sum=[{sum=[{sum=[{sum=[{sum=[{sum=[{sum\
                 =[1]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}]}",
            ),
        ],
        &["reserve \"reserve\": it is nested more than 16 deep: write it with fewer levels"],
    ),
    (
        "a reserve with the name of a note",
        &[
            ("[undertaking]", RESERVE),
            ("name = 'reserve'", "name = 'senior'"),
            (
                "  { principal = ['sub'] },",
                "  { top-up = 'senior' },\n  { release = 'senior' },\n  { principal = ['sub'] },",
            ),
        ],
        &[
            "note \"senior\": `senior` is the name of two accounts in the ledger: parties, notes and the deal's own accounts \
             need different names",
        ],
    ),
    (
        "steps that fill and empty a reserve twice, or one that there is not",
        &[
            ("[undertaking]", RESERVE),
            (
                "  { principal = ['sub'] },",
                "  { top-up = 'reserve' }, { release = 'reserve' },\n  { principal = ['sub'] },\n  { top-up = 'reserve' }, \
                 { release = 'reserve' }, { top-up = 'deposit' },",
            ),
        ],
        &[
            "waterfall step 9: the top-up of \"reserve\" is already paid by step 6",
            "waterfall step 10: the release of \"reserve\" is already paid by step 7",
            "waterfall step 11: there is no reserve `deposit`; there is reserve",
        ],
    ),
    (
        "a source for the residual, an account that there is not, a cap below nothing",
        &[
            ("{ interest = ['senior'] }", "{ interest = ['senior'], from = ['plan account', 'deposit'] }"),
            ("{ residual = 'sub' }", "{ residual = 'sub', from = ['plan account'] }"),
            ("{ principal = ['senior'] }", "{ principal = ['senior'], cap = { less = [1, '-1'] } }"),
        ],
        &[
            "waterfall step 3: there is no account of the plan `deposit`; there is plan account",
            "waterfall step 4: -1.00 is negative: an amount is what is paid or held",
            "waterfall step 7: a step of this kind takes its cash from the plan account: leave `from` out",
        ],
    ),
];

pub(crate) const UNDERTAKINGS: &[Case] = &[
    (
        "two supports of one name",
        &[("[undertaking]", "[[supports]]\nby = 'Enhancer'\ninterest_each_date = ['senior']\n[[supports]]")],
        &["support \"Enhancer\": the name is used twice: give each its own"],
    ),
    (
        "an undertaking of nothing",
        &[("interest_each_date = ['senior']\nprincipal_at_maturity = ['senior']", "cap = 0")],
        &[
            "support \"Enhancer\": it covers nothing: name the taxes, fees, interest or principal that it pays",
            "support \"Enhancer\": the cap is 0.00: it must be positive",
        ],
    ),
    (
        "an undertaking for notes that there are not",
        &[("principal_at_maturity = ['senior']", "principal_at_maturity = ['junior']")],
        &["support \"Enhancer\": there is no note `junior`; there is senior, sub"],
    ),
    (
        "an undertaking for a tax and fees that there are not",
        &[
            ("[vat]\nrate = '3%'\nsurcharge = '12%'\n", ""),
            ("  'taxes',\n", ""),
            (
                "by = 'Enhancer'",
                "by = 'Enhancer'\ntaxes_each_date = true\nfees_each_date = ['audit', 'audit']",
            ),
        ],
        &[
            "support \"Enhancer\": the deal has no tax to pay",
            "support \"Enhancer\": `audit` is named twice",
            "support \"Enhancer\": there is no fee `audit`; there is trustee",
            "support \"Enhancer\": there is no fee `audit`; there is trustee",
        ],
    ),
    (
        "an undertaking for a fee that is only paid up to a cap",
        &[
            ("{ fees = ['trustee'] },", "{ capped-fees = { fees = ['trustee'], cap = 1 } },"),
            ("by = 'Enhancer'", "by = 'Enhancer'\nfees_each_date = ['trustee']"),
        ],
        &[
            "support \"Enhancer\": fee `trustee` is only paid up to a cap: a support pays what is short of fees that a step \
             pays in full",
        ],
    ),
    (
        "an undertaking for one note twice",
        &[("interest_each_date = ['senior']", "interest_each_date = ['senior', 'senior']")],
        &["support \"Enhancer\": `senior` is named twice"],
    ),
    (
        "an undertaking for a subordinated note",
        &[("principal_at_maturity = ['senior']", "principal_at_maturity = ['senior', 'sub']")],
        &[
            "support \"Enhancer\": note `sub` is subordinated: nothing of it is ever due, so nothing can be made up",
        ],
    ),
    (
        "an undertaking for interest that there is not",
        &[
            ("coupon = { rate = '3.5%', day_count = 'act/365f' }\n", ""),
            ("  { interest = ['senior'] },\n", ""),
        ],
        &["support \"Enhancer\": note `senior` has no coupon: it earns what the residual step leaves"],
    ),
];

pub(crate) const STEPS: &[Case] = &[
    (
        "no waterfall",
        NO_STEPS,
        &[
            "waterfall: the last step must be a residual: it says who takes what is left",
            "waterfall: no step of the waterfall pays VAT: add one, or remove it from the deal",
            "waterfall: no step of the waterfall pays fee \"trustee\": add one, or remove it from the deal",
            "waterfall: no step of the waterfall pays interest on \"senior\": add one, or remove it from the deal",
            "waterfall: no step of the waterfall pays principal of \"senior\": add one, or remove it from the deal",
            "waterfall: no step of the waterfall pays principal of \"sub\": add one, or remove it from the deal",
        ],
    ),
    (
        "steps for what the deal does not have",
        &[
            ("[vat]\nrate = '3%'\nsurcharge = '12%'\n", ""),
            (UNDERTAKING, ""),
            ("quality = { rating = 'AAA' }\n", ""),
        ],
        &[
            "waterfall step 1: the deal has no tax to pay",
            "waterfall step 5: the deal has no enhancer to pay",
        ],
    ),
    (
        "the same claims in two steps",
        &[(
            "  { residual = 'sub' },",
            "  'taxes',\n  { fees = ['trustee'] },\n  { interest = ['senior'] },\n  { principal = ['senior'] },\n  \
             'reimbursement',\n  { residual = 'sub' },",
        )],
        &[
            "waterfall step 7: VAT is already paid by step 1",
            "waterfall step 8: fee \"trustee\" is already paid by step 2",
            "waterfall step 9: interest on \"senior\" is already paid by step 3",
            "waterfall step 10: principal of \"senior\" is already paid by step 4",
            "waterfall step 11: reimbursement of \"Enhancer\" is already paid by step 5",
            "waterfall step 6: it waits for the principal of `senior`, which a later step repays: move it below",
        ],
    ),
    (
        "the same note twice in a step",
        &[("{ principal = ['sub'] }", "{ principal = ['sub', 'sub'] }")],
        &[
            "waterfall step 6: `sub` is named twice",
            "waterfall step 6: principal of \"sub\" is already paid by step 6",
        ],
    ),
    (
        "interest on a note that earns none",
        &[("{ interest = ['senior'] }", "{ interest = ['senior', 'sub'] }")],
        &["waterfall step 3: note `sub` has no coupon: it earns what the residual step leaves"],
    ),
    (
        "fees and notes that there are not",
        &[
            ("{ fees = ['trustee'] }", "{ fees = ['trustee', 'audit'] }"),
            ("{ interest = ['senior'] }", "{ interest = ['senior', 'junior'] }"),
            ("{ principal = ['sub'] }", "{ principal = ['sub', 'junior'] }"),
            ("{ residual = 'sub' }", "{ residual = 'junior' }"),
        ],
        &[
            "waterfall step 2: there is no fee `audit`; there is trustee",
            "waterfall step 3: there is no note `junior`; there is senior, sub",
            "waterfall step 6: there is no note `junior`; there is senior, sub",
            "waterfall step 7: there is no note or party `junior`; there is senior, sub, Enhancer, Lender, Manager",
        ],
    ),
    (
        "steps that pay nobody",
        &[(
            "{ principal = ['sub'] }",
            "{ principal = ['sub'] }, { fees = [] }, { interest = [] }, { principal = [] }",
        )],
        &[
            "waterfall step 7: it names no fee",
            "waterfall step 8: it names no note",
            "waterfall step 9: it names no note",
        ],
    ),
    (
        "a capped step that pays nothing, and none that pays the rest",
        &[("{ fees = ['trustee'] }", "{ capped-fees = { fees = ['trustee'], cap = 0 } }")],
        &["waterfall step 2: the cap is 0.00: it must be positive"],
    ),
    (
        "notes of one rank that are repaid in different ways",
        &[("{ principal = ['senior'] },\n  'reimbursement',\n  { principal = ['sub'] },", MIXED)],
        &[
            "waterfall step 4: `senior` and `sub` are not repaid in the same way: of pass-through notes, bullets and \
             subordinated notes each can rank among themselves, but not with another; give each its own step",
        ],
    ),
    (
        "a reimbursement that waits for what is repaid after it",
        &[
            (
                "{ principal = ['senior'] },\n  'reimbursement',",
                "'reimbursement',\n  { principal = ['senior'] },",
            ),
            ("by = 'Enhancer'", "by = 'Enhancer'\nreimbursed = 'after-senior'"),
        ],
        &[
            "waterfall step 4: it waits for the principal of `senior`, which a later step repays: move it below",
        ],
    ),
    (
        "a subordinated note above the senior one",
        &[(
            "{ principal = ['senior'] },\n  'reimbursement',\n  { principal = ['sub'] },",
            "{ principal = ['sub'] },\n  'reimbursement',\n  { principal = ['senior'] },",
        )],
        &[
            "waterfall step 4: it waits for the principal of `senior`, which a later step repays: move it below",
        ],
    ),
    (
        "a capped step for a fee that is paid in full",
        &[(
            "{ fees = ['trustee'] },",
            "{ fees = ['trustee'] },\n  { capped-fees = { fees = ['trustee'], cap = 1 } },",
        )],
        &["waterfall step 3: fee \"trustee\" is already paid by step 2"],
    ),
    (
        "a residual that is not last",
        &[("  'taxes',\n", ""), ("{ residual = 'sub' }", "{ residual = 'sub' }, 'taxes'")],
        &[
            "waterfall step 6: the residual takes all that is left: it must be the last step",
            "waterfall: the last step must be a residual: it says who takes what is left",
        ],
    ),
];

const MIXED: &str = "{ principal = ['senior', 'sub'] },\n  'reimbursement',";

const NO_NOTES: &[Edit] = &[
    (NOTES, ""),
    ("  { interest = ['senior'] },\n  { principal = ['senior'] },\n", ""),
    ("  { principal = ['sub'] },\n  { residual = 'sub' },\n", ""),
    ("waterfall", "notes = []\nwaterfall"),
    ("interest_each_date = ['senior']\nprincipal_at_maturity = ['senior']", ""),
];

const NO_STEPS: &[Edit] = &[(WATERFALL, "waterfall = []\n")];

#[test]
fn notes_and_fees() {
    check(&good_deal(), CLAIMS, deal_messages);
}

#[test]
fn undertakings() {
    check(&good_deal(), UNDERTAKINGS, deal_messages);
}

#[test]
fn reserves() {
    check(&good_deal(), RESERVES, deal_messages);
}

#[test]
fn steps() {
    check(&good_deal(), STEPS, deal_messages);
}
