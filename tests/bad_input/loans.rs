//! Loans whose terms make no payment plan.

use crate::earnings::{LATE_LPR, LPR};
use crate::support::{Case, Edit, check, deal_messages, good_deal};

/// The due dates of the first loan, in place of its own.
const REGULAR: &str = "{ regular = { first = '2024-01-20', every_months = 1, count = 12 } }";

pub(crate) const LOANS: &[Case] = &[
    (
        "no principal",
        &[("principal = '1200'", "principal = 0")],
        &["loan \"L1\": the principal is 0.00: a loan owes a positive amount"],
    ),
    (
        "a negative principal",
        &[("principal = '1200'", "principal = '-1200.50'")],
        &["loan \"L1\": the principal is -1,200.50: a loan owes a positive amount"],
    ),
    (
        "a deposit of more than the loan, and one of less than nothing",
        &[
            ("principal = '1200'", "principal = '1200'\ndeposit = '1200.01'"),
            ("borrower = 'Firm 2'", "borrower = 'Firm 2'\ndeposit = '-1'"),
        ],
        &[
            "loan \"L1\": its deposit of 1,200.01 is more than its principal of 1,200.00: give what the servicer holds of the \
             borrower's",
            "loan \"L2\": the deposit is -1.00: it must not be negative",
        ],
    ),
    (
        "bought back before it is sold, and after it is repaid",
        &[
            ("borrower = 'Firm 1'", "borrower = 'Firm 1'\nineligible = '2024-01-01'"),
            ("borrower = 'Firm 2'", "borrower = 'Firm 2'\nineligible = '2024-12-21'"),
        ],
        &[
            "loan \"L1\": it is found not to be eligible on 2024-01-01, not after the cut-off 2024-01-01: leave it out of the pool",
            "loan \"L2\": it is found not to be eligible on 2024-12-21, when nothing of it is due any more: its last due date is \
             2024-12-20",
        ],
    ),
    (
        "bought back before it is lent",
        &[
            ("closing = '2024-01-01'", "closing = '2024-01-01'\ncutoff = '2023-12-20'"),
            ("borrower = 'Firm 2'", "borrower = 'Firm 2'\nineligible = '2023-12-21'"),
        ],
        &[
            "loan \"L2\": it is found not to be eligible on 2023-12-21, not after its disbursement on 2023-12-21: give the day on which \
             it is found",
        ],
    ),
    (
        "bought back by nobody",
        &[
            ("borrower = 'Firm 2'", "borrower = 'Firm 2'\nineligible = '2024-05-01'"),
            ("roles = ['originator', 'servicer']", "roles = ['servicer']"),
        ],
        &[
            "pool: it has ineligible loans, which the originator buys back, and 0 parties with that role: there must be one",
        ],
    ),
    (
        "due on the day of disbursement",
        &[("disbursed = '2023-12-21'", "disbursed = '2024-06-20'")],
        &["loan \"L2\": the first due date 2024-06-20 is not after the disbursement on 2024-06-20"],
    ),
    (
        "lent after the plan is closed",
        &[("disbursed = '2023-12-21'", "disbursed = '2024-01-02'")],
        &[
            "loan \"L2\": it is disbursed on 2024-01-02, after the closing 2024-01-01: the plan cannot buy what is not yet lent",
        ],
    ),
    (
        "no due date",
        &[(REGULAR, "{ dates = [] }")],
        &["loan \"L1\": the schedule is empty: give at least one date"],
    ),
    (
        "no instalment",
        &[("count = 12", "count = 0")],
        &["loan \"L1\": the schedule is empty: give at least one date"],
    ),
    (
        "every instalment on one day",
        &[("every_months = 1", "every_months = 0")],
        &["loan \"L1\": every_months is 0: dates are at least one month apart"],
    ),
    (
        "a maturity before the first due date",
        &[(REGULAR, "{ until = { first = '2024-01-20', every_months = 1, last = '2024-01-19' } }")],
        &["loan \"L1\": the dates do not increase: 2024-01-20 is followed by 2024-01-19"],
    ),
    (
        "the same due date twice",
        &[(
            "{ dates = ['2024-06-20', '2024-12-20'] }\nrepay",
            "{ dates = ['2024-06-20', '2024-06-20'] }\nrepay",
        )],
        &["loan \"L2\": the dates do not increase: 2024-06-20 is followed by 2024-06-20"],
    ),
    (
        "four billion instalments",
        &[("count = 12", "count = 4294967295")],
        &["loan \"L1\": the schedule has more than 1200 dates or leaves the calendar"],
    ),
    (
        "instalments every 358 million years",
        &[("every_months = 1", "every_months = 4294967295")],
        &["loan \"L1\": the schedule has more than 1200 dates or leaves the calendar"],
    ),
    (
        "due dates that start at a month's end, of a loan that was not lent at one",
        &[
            (REGULAR, "{ regular = { first = '2024-02-29', every_months = 1, count = 5 } }"),
            ("'periodic'", "'act/360'"),
        ],
        &[
            "loan \"L1\": the first date 2024-02-29 ends its month: write month_end = true if the later dates end theirs \
           too (2024-03-31, 2024-04-30, 2024-05-31 …), or month_end = false if they fall on day 29 (2024-03-29, \
           2024-04-29, 2024-05-29 …)",
        ],
    ),
    (
        "two loans that leave month ends open",
        &[
            (REGULAR, "{ regular = { first = '2024-02-29', every_months = 3, count = 2 } }"),
            ("'periodic'", "'act/360'"),
            (
                "{ dates = ['2024-06-20', '2024-12-20'] }\nrepay",
                "{ until = { first = '2024-06-30', every_months = 1, last = '2024-08-30' } }\nrepay",
            ),
        ],
        &[
            "loan \"L1\" and 1 more: the first date 2024-02-29 ends its month: write month_end = true if the later dates \
           end theirs too (2024-05-31), or month_end = false if they fall on day 29 (2024-05-29)",
        ],
    ),
    (
        "month ends that start on the 20th",
        &[("every_months = 1, count = 12", "every_months = 1, count = 12, month_end = true")],
        &[
            "loan \"L1\": month_end is true, but the first date 2024-01-20 is not the last day of its month: move it \
           there, or write month_end = false",
        ],
    ),
    (
        "whole months, but not from the disbursement",
        &[("disbursed = '2023-12-20'", "disbursed = '2023-12-18'")],
        &[
            "loan \"L1\": periodic interest needs whole periods of 1 month(s) from the disbursement on 2023-12-18 to the \
           last due date: move a date, or reckon interest by days",
        ],
    ),
    (
        "whole months, but not to the maturity",
        &[(REGULAR, "{ until = { first = '2024-03-20', every_months = 3, last = '2024-12-19' } }")],
        &[
            "loan \"L1\": periodic interest needs whole periods of 3 month(s) from the disbursement on 2023-12-20 to the \
           last due date: move a date, or reckon interest by days",
        ],
    ),
    (
        "a level payment on a list of dates",
        &[("repayment = 'interest-only-bullet'", "repayment = 'level-payment'")],
        &[
            "loan \"L2\": a level payment needs regular due dates (first, every_months and a number or a maturity), \
           not a list",
        ],
    ),
    (
        "thirty years of interest before the first level payment",
        &[("disbursed = '2023-12-20'", "disbursed = '1993-12-20'"), ("'periodic'", "'act/360'")],
        &["loan \"L1\": instalment 1: interest 2,197.60 is more than the level payment 103.28"],
    ),
    (
        "a single payment on two dates",
        &[("'interest-only-bullet'", "'single-payment'")],
        &["loan \"L2\": a single-payment loan has one due date, not 2"],
    ),
    (
        "a balloon that is shorter than its loan",
        &[("'level-payment'", "{ balloon = { amortised_over = 11 } }")],
        &[
            "loan \"L1\": a balloon is amortised over at least as many instalments as it has: 11 is fewer than 12",
        ],
    ),
    (
        "a custom plan with one payment too many",
        &[("'interest-only-bullet'", "{ custom = ['200', '200', '200'] }")],
        &["loan \"L2\": the custom plan has 3 principal payments for 2 due dates"],
    ),
    (
        "a custom plan that repays a fen too little",
        &[("'interest-only-bullet'", "{ custom = ['200', '399.99'] }")],
        &["loan \"L2\": the custom plan repays 599.99 of a principal of 600.00"],
    ),
    (
        "a custom plan that lends more",
        &[("'interest-only-bullet'", "{ custom = ['700', '-100'] }")],
        &["loan \"L2\": instalment 2 of the custom plan is negative"],
    ),
    (
        "a payment for one of two due dates",
        &[("'interest-only-bullet'", "{ payments = ['650'] }")],
        &["loan \"L2\": there are 1 payment(s) for 2 due date(s): give one for each"],
    ),
    (
        "a payment to the firm",
        &[("'interest-only-bullet'", "{ payments = ['700', '-1'] }")],
        &["loan \"L2\": payment 2 is negative"],
    ),
    (
        "payments without a price or a yield",
        &[
            ("principal = '600'\nrate = '7%'", "rate = 0"),
            ("'interest-only-bullet'", "{ payments = ['300', '350'] }"),
        ],
        &[
            "loan \"L2\": payments do not say what was paid for them: give that as the principal, or their yield as the rate",
        ],
    ),
    (
        "payments that repay a fen too little",
        &[("rate = '7%'", "rate = 0"), ("'interest-only-bullet'", "{ payments = ['300', '299.99'] }")],
        &[
            "loan \"L2\": the payments sum to 599.99, which is less than the principal of 600.00: add what is missing",
        ],
    ),
    (
        "a price that is not what the yield gives",
        &[("'interest-only-bullet'", "{ payments = ['300', '350'] }")],
        &[
            "loan \"L2\": at a yield of 7.00% the payments are worth 617.15, and not the principal of 600.00: leave the \
           principal out, or write a rate of 0",
        ],
    ),
    (
        "payments of twice what was paid for them",
        &[("rate = '7%'", "rate = 0"), ("'interest-only-bullet'", "{ payments = ['600', '600'] }")],
        &[
            "loan \"L2\": the payments imply a rate above 100 % a year: check the principal, the payments and the dates",
        ],
    ),
    (
        "a lessee that is paid for owning what was leased",
        &[("'level-payment'", "{ level-rents = { purchase_price = '-1' } }")],
        &["loan \"L1\": the purchase price is -1.00: it is paid by the lessee, and cannot be negative"],
    ),
    (
        "a level payment beyond 64 bits",
        BEYOND_64_BITS,
        &[
            "loan \"L1\": the level payment cannot be computed: principal, rate or number of instalments is out of range",
        ],
    ),
    (
        "more digits than exact arithmetic has",
        TOO_MANY_DIGITS,
        &["loan \"L2\": the rate has too many digits for exact arithmetic: write it with fewer decimals"],
    ),
    (
        "eleven months to the first due date",
        &[
            ("disbursed = '2023-12-20'", "disbursed = '2023-05-31'"),
            (
                "first = '2024-01-20', every_months = 1, count = 12",
                "first = '2024-04-30', every_months = 1, count = 8",
            ),
        ],
        &[
            "loan \"L1\": periodic interest needs whole periods of 1 month(s) from the disbursement on 2023-05-31 to the \
           last due date: move a date, or reckon interest by days",
        ],
    ),
    (
        "one instalment after no month",
        &[("every_months = 1, count = 12", "every_months = 0, count = 1")],
        &["loan \"L1\": every_months is 0: dates are at least one month apart"],
    ),
    (
        "periodic interest on a list of dates",
        &[("interest = 'act/365f'", "interest = 'periodic'")],
        &[
            "loan \"L2\": periodic interest needs regular due dates (first, every_months and a number or a maturity), \
           not a list: make them regular, or reckon interest by days",
        ],
    ),
    (
        "a balloon over more than a century",
        &[("'level-payment'", "{ balloon = { amortised_over = 1201 } }")],
        &["loan \"L1\": amortised_over is 1201: a balloon is computed for at most 1200 instalments"],
    ),
    ("a good floating rate", &[("rate = '6%'", FLOATING), ("[undertaking]", LPR)], &[]),
    (
        "a rate that floats on a table that there is not",
        &[("rate = '6%'", FLOATING)],
        &["loan \"L1\": there is no table of rates `LPR-1Y`; there is none"],
    ),
    (
        "a table that starts after the first reset",
        &[("rate = '6%'", FLOATING), ("[undertaking]", LATE_LPR)],
        &[
            "loan \"L1\": it needs the rate of 2024-01-20, and table `LPR-1Y` holds from 2024-02-20 on: add the rate before that",
        ],
    ),
    (
        "a floor above the cap of a floating rate",
        &[
            ("rate = '6%'", "rate = '6%'\nfloating = { table = 'LPR-1Y', floor = '4%', cap = '3%' }"),
            ("[undertaking]", LPR),
        ],
        &["loan \"L1\": the floor 4.00% of its rate is above the cap 3.00%: exchange them, or leave one out"],
    ),
    (
        "a spread beyond all",
        &[
            ("rate = '6%'", "rate = '6%'\nfloating = { table = 'LPR-1Y', spread_bp = 10000 }"),
            ("[undertaking]", LPR),
        ],
        &[
            "loan \"L1\": with its spread, the rate of 2024-01-20 is no rate: 1.0345 is out of range: a rate runs from 0 to 1, \
             where 0.05 is 5 %",
        ],
    ),
    (
        "a flat rate that floats",
        &[("rate = '6%'", FLOATING), ("[undertaking]", LPR), ("'level-payment'", "'flat-rate'")],
        &[
            "loan \"L1\": what it repays as flat-rate is agreed once for the whole term, and does not float: leave `floating` out",
        ],
    ),
];

/// Fixed anew on every due date.
const FLOATING: &str = "rate = '6%'\nfloating = { table = 'LPR-1Y', spread_bp = '150' }";

const BEYOND_64_BITS: &[Edit] = &[
    ("principal = '1200'", "principal = '92233720368547758.07'"),
    ("rate = '6%'", "rate = 1"),
    ("every_months = 1, count = 12", "every_months = 4294967295, count = 1"),
    ("'periodic'", "'act/360'"),
];

const TOO_MANY_DIGITS: &[Edit] = &[
    ("rate = '7%'", "rate = '0.999999999989'"),
    ("disbursed = '2023-12-21'", "disbursed = '1000-03-01'"),
    ("'act/365f'\nquality", "'act/act-isda'\nquality"),
];

#[test]
fn terms_that_contradict_each_other() {
    check(&good_deal(), LOANS, deal_messages);
}
