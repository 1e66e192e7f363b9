//! Guarantees of loans: rules of their own, and what they cannot be mixed with.

use crate::support::{Case, Edit, check, deal_messages, edited, good_deal};

/// What makes the enhancer the guarantor of the first loan too.
const GUARANTEED: &[Edit] = &[
    ("roles = ['shortfall-payer']", "roles = ['shortfall-payer', 'loan-guarantor']"),
    ("borrower = 'Firm 1'", "borrower = 'Firm 1'\nguarantor = 'Enhancer'"),
    ("[undertaking]", "[[supports]]"),
    (
        "principal_at_maturity = ['senior']\n",
        "principal_at_maturity = ['senior']\n\n[[supports]]\nname = 'of loans'\nkind = 'loan-guarantee'\n\
         by = 'Enhancer'\npays = 'arrears'\n",
    ),
];

/// The good deal with a loan guarantee.
pub(crate) fn guaranteed_deal() -> String {
    edited(&good_deal(), GUARANTEED)
}

pub(crate) const GUARANTEES: &[Case] = &[
    ("nothing wrong", &[], &[]),
    (
        "a guarantee that pays nothing",
        &[("pays = 'arrears'\n", "")],
        &[
            "support \"of loans\": a loan guarantee says what it pays: `pays = \"arrears\"` for every missed instalment, `pays = \
             \"accelerated\"` for the whole balance at once",
        ],
    ),
    (
        "a guarantee of a loan that is bought back",
        &[("guarantor = 'Enhancer'", "guarantor = 'Enhancer'\nineligible = '2024-05-01'")],
        &[
            "loan \"L1\": the originator buys it back on 2024-05-01, and a guarantor stands behind it: who pays first is not known; \
             leave `guarantor` or `ineligible` out",
        ],
    ),
    (
        "a guarantee with the terms of an undertaking",
        &[(
            "pays = 'arrears'",
            "pays = 'arrears'\ntaxes_each_date = true\nfees_each_date = ['trustee']\nreimbursed = 'after-senior'",
        )],
        &[
            "support \"of loans\": it pays in the place of borrowers, and not what the plan is short of: leave `taxes_each_date` out, or promise it in another support",
            "support \"of loans\": it pays in the place of borrowers, and not what the plan is short of: leave `fees_each_date` out, or promise it in another support",
            "support \"of loans\": it pays in the place of borrowers, and not what the plan is short of: leave `reimbursed` out, or promise it in another support",
        ],
    ),
    (
        "an undertaking with the terms of a guarantee",
        &[(
            "[[supports]]\nby = 'Enhancer'",
            "[[supports]]\nby = 'Enhancer'\npays = 'arrears'\nafter_days = 30",
        )],
        &[
            "support \"Enhancer\": `pays` is a term of what pays for borrowers: leave it out, or write `kind = \"loan-guarantee\"`",
            "support \"Enhancer\": `after_days` is a term of what pays for borrowers: leave it out, or write `kind = \
             \"loan-guarantee\"`",
        ],
    ),
    (
        "a guarantor that takes its time",
        &[("pays = 'arrears'", "pays = 'arrears'\nafter_days = 367")],
        &["support \"of loans\": it pays 367 days after a missed due date: 366 is the most"],
    ),
    (
        "a guarantee of no loan, by a party that has another role",
        &[
            ("borrower = 'Firm 1'\nguarantor = 'Enhancer'", "borrower = 'Firm 1'\nguarantor = 'City'"),
            ("'shortfall-payer', 'loan-guarantor'", "'shortfall-payer'"),
        ],
        &[
            "support \"of loans\": `Enhancer` has no role as loan-guarantor: add it to the party's roles",
            "support \"of loans\": it covers no loan: no loan on the tape has `Enhancer` as its guarantor",
        ],
    ),
    (
        "two guarantees by one party, one of nothing",
        &[(
            "pays = 'arrears'",
            "pays = 'arrears'\n\n[[supports]]\nname = 'again'\nkind = 'loan-guarantee'\nby = 'Enhancer'\n\
             pays = 'accelerated'\ncap = 0",
        )],
        &[
            "support \"again\": the cap is 0.00: it must be positive",
            "support \"again\": `Enhancer` gives another loan guarantee, and a loan names its guarantor only: write one",
        ],
    ),
    (
        "a step that repays the guarantor of loans",
        &[("'reimbursement',", "{ reimbursement = ['Enhancer', 'of loans'] },")],
        &[
            "waterfall step 5: `of loans` pays in the place of borrowers: its recourse is to them, and the plan repays it \
             nothing: leave it out of the step",
        ],
    ),
    (
        "a reimbursement of nobody but the guarantor of loans",
        &[(
            "[[supports]]\nby = 'Enhancer'\ninterest_each_date = ['senior']\nprincipal_at_maturity = ['senior']\n",
            "",
        )],
        &["waterfall step 5: the deal has no enhancer to pay"],
    ),
];

/// The good deal with a servicer that advances, and another party that services nothing.
pub(crate) fn advanced_deal() -> String {
    let advances = "principal_at_maturity = ['senior']\n\n[[supports]]\nname = 'advances'\nkind = 'servicer-advance'\n\
                    by = 'Lender'\ninstalments = 2\n";
    let edits = [("[undertaking]", "[[supports]]"), ("principal_at_maturity = ['senior']\n", advances)];
    edited(&good_deal(), &edits)
}

pub(crate) const ADVANCES: &[Case] = &[
    ("nothing wrong", &[], &[]),
    (
        "advances of no instalment, by who does not service the pool",
        &[("by = 'Lender'\ninstalments = 2", "by = 'Enhancer'\ninstalments = 0")],
        &[
            "support \"advances\": `Enhancer` has no role as servicer: add it to the party's roles",
            "support \"advances\": a servicer advances some instalments of a loan: say how many at most, one or more, as \
             `instalments`",
            "support \"advances\": `Enhancer` does not service the pool: only who collects an instalment can advance it, so name \
             the servicer",
        ],
    ),
    (
        "advances with the terms of others",
        &[("instalments = 2", "instalments = 2\npays = 'arrears'\nrevolving = true")],
        &[
            "support \"advances\": it pays in the place of borrowers, and not what the plan is short of: leave `revolving` out, or \
             promise it in another support",
            "support \"advances\": `pays` is a term of what pays for borrowers: leave it out, or write `kind = \"loan-guarantee\"`",
        ],
    ),
    (
        "others with a term of advances",
        &[("[[supports]]\nby = 'Enhancer'", "[[supports]]\nby = 'Enhancer'\ninstalments = 2")],
        &[
            "support \"Enhancer\": `instalments` is a term of servicer advances: leave it out, or write `kind = \
             \"servicer-advance\"`",
        ],
    ),
    (
        "advances twice",
        &[(
            "instalments = 2",
            "instalments = 2\n\n[[supports]]\nname = 'more'\nkind = 'servicer-advance'\nby = 'Lender'\ninstalments = 1",
        )],
        &["support \"more\": the servicer advances under another support, and each loan once: write one"],
    ),
    (
        "advances on loans that are all bought back",
        &[
            ("borrower = 'Firm 1'", "borrower = 'Firm 1'\nineligible = '2024-05-01'"),
            ("borrower = 'Firm 2'", "borrower = 'Firm 2'\nineligible = '2024-05-01'"),
        ],
        &[
            "support \"advances\": it covers no loan: a guarantor stands behind every loan of the pool, or its originator buys it \
             back",
        ],
    ),
];

#[test]
fn loan_guarantees() {
    check(&guaranteed_deal(), GUARANTEES, deal_messages);
}

#[test]
fn servicer_advances() {
    check(&advanced_deal(), ADVANCES, deal_messages);
}
