//! Wrong coupons, caps and deferrals.

use crate::support::{Case, check, deal_messages, good_deal};

const FIXED: &str = "coupon = { rate = '3.5%', day_count = 'act/365f' }";
const FLOATING: &str =
    "coupon = { rate = { floating = { table = 'LPR-1Y', spread_bp = '-30' } }, day_count = 'act/365f' }";
/// A table of rates, which stands before the undertaking.
pub(crate) const LPR: &str = "[rates]\nLPR-1Y = [{ from = '2023-12-20', rate = '3.45%' }]\n[undertaking]";
pub(crate) const LATE_LPR: &str =
    "[rates]\nLPR-1Y = [{ from = '2024-02-20', rate = '3.45%' }]\n[undertaking]";
const SUB: &str = "amount = '300'\n";
const EARNING_SUB: &str = "amount = '300'\ncoupon = { rate = '5%', day_count = 'act/365f' }\n";
const DEFERRED_SUB: &str =
    "amount = '300'\ncoupon = { rate = '5%', day_count = 'act/365f' }\ndeferrable = 'compound'\n";

pub(crate) const EARNINGS: &[Case] = &[
    ("a good floating coupon", &[(FIXED, FLOATING), ("[undertaking]", LPR)], &[]),
    (
        "a coupon that floats on a table that there is not",
        &[(FIXED, FLOATING)],
        &["note \"senior\": there is no table of rates `LPR-1Y`; there is none"],
    ),
    (
        "a table that starts after the coupon does",
        &[(FIXED, FLOATING), ("[undertaking]", LATE_LPR)],
        &[
            "note \"senior\": it needs the rate of 2024-01-01, and table `LPR-1Y` holds from 2024-02-20 on: add the rate \
             before that",
        ],
    ),
    (
        "steps of which the first comes too late",
        &[(
            FIXED,
            "coupon = { rate = { steps = [{ from = '2024-06-26', rate = '4%' }] }, day_count = 'act/365f' }",
        )],
        &[
            "note \"senior\": it needs the rate of 2024-01-01, and the first of its steps holds from 2024-06-26 on: add \
             the rate before that",
        ],
    ),
    (
        "a floor above the cap",
        &[
            (
                FIXED,
                "coupon = { rate = { floating = { table = 'LPR-1Y', floor = '4%', cap = '3%' } }, day_count = 'act/365f' }",
            ),
            ("[undertaking]", LPR),
        ],
        &[
            "note \"senior\": the floor 4.00% of its rate is above the cap 3.00%: exchange them, or leave one out",
        ],
    ),
    (
        "a spread beyond all",
        &[
            (
                FIXED,
                "coupon = { rate = { floating = { table = 'LPR-1Y', spread_bp = 10000 } }, day_count = 'act/365f' }",
            ),
            ("[undertaking]", LPR),
        ],
        &[
            "note \"senior\": with its spread, the rate of 2024-01-01 is no rate: 1.0345 is out of range: a rate runs from 0 to 1, \
             where 0.05 is 5 %",
        ],
    ),
    (
        "a cap on the yield of the sub, of which the rest has a step",
        &[
            (SUB, EARNING_SUB),
            (
                "  'reimbursement',",
                "  { interest = ['sub'], cap = '5' },\n  'reimbursement',\n  { interest = ['sub'] },",
            ),
        ],
        &[],
    ),
    (
        "a cap on the yield of the sub, of which the rest waits",
        &[
            (SUB, EARNING_SUB),
            ("  'reimbursement',", "  { interest = ['sub'], cap = '5' },\n  'reimbursement',"),
        ],
        &[],
    ),
    (
        "a cap on the yield of the sub below the step that pays all of it",
        &[
            (SUB, EARNING_SUB),
            (
                "  'reimbursement',",
                "  { interest = ['sub'] },\n  'reimbursement',\n  { interest = ['sub'], cap = '5' },",
            ),
        ],
        &["waterfall step 7: interest on \"sub\" is already paid by step 5"],
    ),
    (
        "a cap on senior interest, and nothing for the rest",
        &[("{ interest = ['senior'] }", "{ interest = ['senior'], cap = '5' }")],
        &[
            "waterfall: interest on \"senior\" is only paid up to a cap, and it must be paid in full: add a step below, without a cap, \
             for what the cap leaves",
        ],
    ),
    (
        "a cap on what cannot wait",
        &[("  'reimbursement',", "  { reimbursement = [], cap = '5' },")],
        &[
            "waterfall step 5: a cap is for fees, interest, principal and top-ups: what else a step pays is paid as far as cash \
             reaches",
        ],
    ),
    (
        "interest of the sub that may be deferred",
        &[(SUB, DEFERRED_SUB), ("  'reimbursement',", "  'reimbursement',\n  { interest = ['sub'] },")],
        &[],
    ),
    (
        "interest that there is not, deferred",
        &[(SUB, "amount = '300'\ndeferrable = 'simple'\n")],
        &["note \"sub\": it has no coupon, and no interest to defer: give it one, or leave `deferrable` out"],
    ),
    (
        "interest of the most senior note, deferred, and promised by somebody",
        &[(FIXED, "coupon = { rate = '3.5%', day_count = 'act/365f' }\ndeferrable = 'compound'")],
        &[
            "support \"Enhancer\": the interest of note `senior` may be deferred, so nobody makes it up: leave it out, or leave \
             `deferrable` out",
            "waterfall step 3: no step before this one pays interest that may not be deferred: what is most senior cannot wait, so \
             leave `deferrable` of `senior` out, or move the step down",
        ],
    ),
];

#[test]
fn earnings() {
    check(&good_deal(), EARNINGS, deal_messages);
}
