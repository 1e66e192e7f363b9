//! Notes, fees, the undertaking, and the order of payments.

use crate::support::{Case, Edit, NOTES, UNDERTAKING, WATERFALL, check, deal_messages, good_deal};

pub(crate) const CLAIMS: &[Case] = &[
    (
        "no notes",
        NO_NOTES,
        &[
            "notes: there are no notes: give at least one",
            "undertaking: it covers nothing: name the taxes, fees, interest or principal that it pays",
            "waterfall: the last step must be a residual: it says who takes what is left",
        ],
    ),
    (
        "a note of nothing",
        &[("amount = '300'", "amount = 0")],
        &["note \"sub\": the amount is 0.00: it must be positive"],
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

pub(crate) const UNDERTAKINGS: &[Case] = &[
    (
        "an undertaking of nothing",
        &[("interest_each_date = ['senior']\nprincipal_at_maturity = ['senior']", "cap = 0")],
        &[
            "undertaking: it covers nothing: name the taxes, fees, interest or principal that it pays",
            "undertaking: the cap is 0.00: it must be positive",
        ],
    ),
    (
        "an undertaking for notes that there are not",
        &[("principal_at_maturity = ['senior']", "principal_at_maturity = ['junior']")],
        &["undertaking: there is no note `junior`; there is senior, sub"],
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
            "undertaking: the deal has no tax to pay",
            "undertaking: `audit` is named twice",
            "undertaking: there is no fee `audit`; there is trustee",
            "undertaking: there is no fee `audit`; there is trustee",
        ],
    ),
    (
        "an undertaking for a fee that is only paid up to a cap",
        &[
            ("{ fees = ['trustee'] },", "{ capped-fees = { fees = ['trustee'], cap = 1 } },"),
            ("by = 'Enhancer'", "by = 'Enhancer'\nfees_each_date = ['trustee']"),
        ],
        &[
            "undertaking: fee `trustee` is only paid up to a cap: the undertaking pays what is short of fees that a step \
             pays in full",
        ],
    ),
    (
        "an undertaking for one note twice",
        &[("interest_each_date = ['senior']", "interest_each_date = ['senior', 'senior']")],
        &["undertaking: `senior` is named twice"],
    ),
    (
        "an undertaking for a subordinated note",
        &[("principal_at_maturity = ['senior']", "principal_at_maturity = ['senior', 'sub']")],
        &["undertaking: note `sub` is subordinated: nothing of it is ever due, so nothing can be made up"],
    ),
    (
        "an undertaking for interest that there is not",
        &[
            ("coupon = { rate = '3.5%', day_count = 'act/365f' }\n", ""),
            ("  { interest = ['senior'] },\n", ""),
        ],
        &["undertaking: note `senior` has no coupon: it earns what the residual step leaves"],
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
            "waterfall step 11: reimbursement of the enhancer is already paid by step 5",
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
fn steps() {
    check(&good_deal(), STEPS, deal_messages);
}
