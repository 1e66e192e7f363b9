//! Payments for the issue, outside of the plan.

use crate::support::{Case, check, deal_messages, good_deal};

/// Stands before the notes.
const COST: &str = "[[issue]]
name = 'rating'
kind = 'cost'
payer = 'Lender'
payee = 'Manager'
amount = { fixed = '100' }

[[notes]]
name = 'senior'";

pub(crate) const ISSUE: &[Case] = &[
    (
        "a payment to itself",
        &[
            ("[[notes]]\nname = 'senior'", COST),
            ("payee = 'Manager'\namount = { fixed = '100' }", "payee = 'Lender'\namount = { fixed = '100' }"),
        ],
        &[
            "issue payment \"rating\": `Lender` pays itself: name the party that pays and another that is paid",
        ],
    ),
    (
        "a payment of nothing by nobody",
        &[
            ("[[notes]]\nname = 'senior'", COST),
            ("payer = 'Lender'\npayee = 'Manager'", "payer = 'City'\npayee = 'Manager'"),
            ("amount = { fixed = '100' }", "amount = { of-issue = '0%' }"),
        ],
        &[
            "issue payment \"rating\": the amount is 0.00: it must be positive",
            "issue payment \"rating\": there is no party `City`; there is Enhancer, Lender, Manager",
        ],
    ),
    (
        "a cap of less than nothing",
        &[
            ("[[notes]]\nname = 'senior'", COST),
            ("amount = { fixed = '100' }", "amount = { fixed = '100' }\ncap = '-1'"),
        ],
        &["issue payment \"rating\": the amount is -1.00: it must be positive"],
    ),
    (
        "a payment without a name",
        &[("[[notes]]\nname = 'senior'", COST), ("name = 'rating'", "name = ''")],
        &["issue payment number 1: the name is empty"],
    ),
];

#[test]
fn payments_for_the_issue() {
    check(&good_deal(), ISSUE, deal_messages);
}
