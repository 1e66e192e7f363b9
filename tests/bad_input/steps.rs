//! Steps with conditions and ratios, and for parts of interest.

use crate::support::{Case, check, deal_messages, good_deal};

const PRINCIPAL: &str = "  { principal = ['senior'] },\n";

const RESERVE: &str = "[[reserves]]
name = 'reserve'
target = '10'

[[notes]]
name = 'senior'";

pub(crate) const CONDITIONS: &[Case] = &[
    (
        "principal that is paid under a condition alone",
        &[(PRINCIPAL, "  { principal = ['senior'], when = { from = '2024-12-26' } },\n")],
        &[ONLY_WHEN],
    ),
    (
        "principal that is paid under a condition and its contrary, which a payment may turn round in between",
        &[(
            PRINCIPAL,
            "  { principal = ['senior'], when = { at-least = [{ share = { rate = '100%', of = 'pool' } }, 1] } },
               { principal = ['senior'], when = { not = { at-least = [{ share = { rate = '100%', of = 'pool' } }, 1] } } },\n",
        )],
        &[ONLY_WHEN],
    ),
    (
        "principal that is paid under two conditions, of which both may hold",
        &[(
            PRINCIPAL,
            "  { principal = ['senior'], when = { from = '2024-06-26' } },
               { principal = ['senior'], when = { from = '2024-12-26' } },\n",
        )],
        &[ONLY_WHEN],
    ),
    (
        "two steps under one condition",
        &[(
            PRINCIPAL,
            "  { principal = ['senior'], when = { from = '2024-12-26' } },
               { principal = ['senior'], when = { from = '2024-12-26' } },
               { principal = ['senior'] },\n",
        )],
        &["waterfall step 5: principal of \"senior\" is already paid by step 4"],
    ),
    (
        "a step with a condition below one without",
        &[(PRINCIPAL, "  { principal = ['senior'] },\n  { principal = ['senior'], when = { from = '2024-12-26' } },\n")],
        &["waterfall step 5: principal of \"senior\" is already paid by step 4"],
    ),
    (
        "a residual with a condition, which asks for an event that there is not",
        &[("{ residual = 'sub' }", "{ residual = 'sub', when = { happened = 'sale' } }")],
        &[
            "waterfall step 7: what is left is paid on every date: leave `when` out",
            "waterfall step 7: there is no event `sale`; there is none",
        ],
    ),
    (
        "a reserve that is filled and emptied under conditions alone",
        &[
            ("[[notes]]\nname = 'senior'", RESERVE),
            (
                PRINCIPAL,
                "  { top-up = 'reserve', when = { not = { from = '2024-12-26' } } },
                   { release = 'reserve', when = { from = '2024-12-26' } },
                   { principal = ['senior'] },\n",
            ),
        ],
        &[
            "waterfall: no step releases what reserve `reserve` holds beyond its target on every date, and it would reach nobody: \
             add one",
        ],
    ),
    (
        "a condition on what is unpaid",
        &[(
            PRINCIPAL,
            "  { principal = ['senior'], when = { at-least = [{ share = { rate = '100%', of = { unpaid-interest = ['senior'] } } }, 1] } },
               { principal = ['senior'] },\n",
        )],
        &[
            "waterfall step 4: what is unpaid is asked for by events alone: write an event with this condition",
        ],
    ),
    (
        "an event that asks for an event",
        &[(
            "[[notes]]\nname = 'senior'",
            "[[events]]\nname = 'event'\neffect = 'notice'\nwhen = { happened = 'event' }\n\n[[notes]]\nname = 'senior'",
        )],
        &[
            "event \"event\": an event cannot ask whether another has happened: write what the other asks for",
        ],
    ),
];

const ONLY_WHEN: &str = "waterfall: principal of \"senior\" is paid under conditions alone, and by nobody where none of them holds: add \
                         a step without `when` below, or write two steps, the one with a condition and the other with its `not`, if \
                         it asks for a day, an event or a failure";

pub(crate) const RATIOS: &[Case] = &[
    (
        "a note that is paid ahead from two accounts",
        &[
            (
                "{ principal = ['senior'] },\n  'reimbursement',",
                "{ principal = ['senior'] },\n  { principal = ['senior'], ahead = true, from = ['plan account', 'reserve'] },\n  \
                 { release = 'reserve' },\n  'reimbursement',",
            ),
            (
                "[[fees]]",
                "[[reserves]]\nname = 'reserve'\ntarget = '5'\nopening = '5'\npaid_in_by = 'Lender'\n\n[[fees]]",
            ),
        ],
        &[
            "waterfall step 5: nothing that is paid ahead is due, so no further account pays it: name one account in `from`",
        ],
    ),
    (
        "a note that is paid ahead alone",
        &[("{ principal = ['senior'] }", "{ principal = ['senior'], ahead = true }")],
        &[
            "waterfall: no step of the waterfall pays principal of \"senior\" but ahead: add one, or remove it from the deal",
        ],
    ),
    (
        "a bullet that is paid ahead below its own step",
        &[
            ("pass-through", "bullet"),
            (
                "{ principal = ['senior'] },\n  'reimbursement',",
                "{ principal = ['senior'] },\n  { principal = ['senior'], ahead = true },\n  'reimbursement',",
            ),
        ],
        &[
            "waterfall step 5: note `senior` is a bullet, whose own step above keeps for it what this one would pay: move this one \
             above that",
        ],
    ),
    (
        "interest that is paid ahead, and a subordinated note",
        &[
            ("{ interest = ['senior'] }", "{ interest = ['senior'], ahead = true }"),
            (
                "{ principal = ['senior'] },\n  'reimbursement',",
                "{ principal = ['senior'] },\n  'reimbursement',\n  { principal = ['sub'], ahead = true },",
            ),
        ],
        &[
            "waterfall step 3: only principal is paid ahead, of its plan, lockout or maturity: leave `ahead` out",
            "waterfall step 6: note `sub` is subordinated, and never paid before the others are repaid: leave `ahead` out, or the note",
        ],
    ),
    (
        "a ratio of fees",
        &[("{ fees = ['trustee'] }", "{ fees = ['trustee'], ratio = [1] }")],
        &[
            "waterfall step 2: a ratio is for principal: what else ranks together shares in proportion to what is due",
        ],
    ),
    (
        "a ratio of other notes",
        &[(PRINCIPAL, "  { principal = ['senior'], ratio = [7, 3] },\n")],
        &["waterfall step 4: the step names 1 notes, and its ratio has 2 parts: give one for each note"],
    ),
    (
        "a ratio that gives a note nothing",
        &[(PRINCIPAL, "  { principal = ['senior'], ratio = [0] },\n")],
        &[
            "waterfall step 4: the ratio gives `senior` nothing: give each note a whole number from 1 on, or leave the note out",
        ],
    ),
];

const INTEREST: &str = "  { interest = ['senior'] },\n";

pub(crate) const PARTS: &[Case] = &[
    (
        "a part of fees",
        &[("{ fees = ['trustee'] }", "{ fees = ['trustee'], part = 'current' }")],
        &["waterfall step 2: `part` is for interest, which is current or in arrears: leave it out"],
    ),
    (
        "current interest, and no arrears",
        &[(INTEREST, "  { interest = ['senior'], part = 'current' },\n")],
        &[
            "waterfall: no step of the waterfall pays arrears of interest on \"senior\": add one, or remove it from the deal",
        ],
    ),
    (
        "all interest below a part of it",
        &[(INTEREST, "  { interest = ['senior'], part = 'arrears' },\n  { interest = ['senior'] },\n")],
        &["waterfall step 4: interest on \"senior\" is already paid by step 3"],
    ),
    (
        "arrears on some dates alone",
        &[(
            INTEREST,
            "  { interest = ['senior'], part = 'current' },
               { interest = ['senior'], part = 'arrears', when = { from = '2024-12-26' } },\n",
        )],
        &[
            "waterfall: arrears of interest on \"senior\" is paid under conditions alone, and by nobody where none of them holds: \
             add a step without `when` below, or write two steps, the one with a condition and the other with its `not`, if it asks \
             for a day, an event or a failure",
        ],
    ),
];

#[test]
fn conditions() {
    check(&good_deal(), CONDITIONS, deal_messages);
}

#[test]
fn ratios() {
    check(&good_deal(), RATIOS, deal_messages);
}

#[test]
fn parts_of_interest() {
    check(&good_deal(), PARTS, deal_messages);
}
