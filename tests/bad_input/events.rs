//! Events, and the orders of payment that they start.

use crate::support::{Case, check, deal_messages, good_deal};

/// What stands before the notes.
const NOTES: &str = "[[notes]]\nname = 'senior'";

const NOTICE: &str = "[[events]]
name = 'event'
effect = 'notice'
when = { ratio = { of = 'defaulted', to = 'opening-pool', at_least = '5%' } }

[[notes]]
name = 'senior'";

const ACCELERATION: &str = "[[events]]
name = 'event'
effect = 'acceleration'
when = { ratio = { of = 'defaulted', to = 'opening-pool', at_least = '5%' } }

[orders]
accelerated = [
  'taxes',
  { fees = ['trustee'] },
  { interest = ['senior'] },
  { principal = ['senior'] },
  'reimbursement',
  { principal = ['sub'] },
  { residual = 'sub' },
]

[[notes]]
name = 'senior'";

const AFTER_EVENT: &str = "[dates]
after_event = { calculation = { dates = ['2024-06-20', '2024-09-20', '2024-12-20'] }, distribution = { dates = ['2024-06-26', '2024-09-26', '2024-12-26'] } }
";

const WHEN: &str = "when = { ratio = { of = 'defaulted', to = 'opening-pool', at_least = '5%' } }";

pub(crate) const EVENTS: &[Case] = &[
    (
        "an order of payment that there is not",
        &[(NOTES, NOTICE), ("effect = 'notice'", "effect = 'acceleration'")],
        &[
            "event \"event\": it starts the accelerated order of payment, and the deal has none: list its steps under \
             `orders`",
        ],
    ),
    (
        "an order of payment that nothing starts",
        &[(NOTES, ACCELERATION), ("effect = 'acceleration'", "effect = 'notice'")],
        &["orders.accelerated: no event starts this order of payment: add one, or leave the order out"],
    ),
    (
        "an order without a residual, without the principal of a note, and with a name that there is not",
        &[
            (NOTES, ACCELERATION),
            (
                "  { principal = ['sub'] },\n  { residual = 'sub' },\n]\n\n[[notes]]",
                "  { principal = ['seniors'] },\n]\n\n[[notes]]",
            ),
        ],
        &[
            "orders.accelerated step 6: there is no note `seniors`; there is senior, sub",
            "orders.accelerated: the last step must be a residual: it says who takes what is left",
            "orders.accelerated: no step of the waterfall pays principal of \"sub\": add one, or remove it from the deal",
        ],
    ),
    (
        "what is left goes to another after an event",
        &[
            (NOTES, ACCELERATION),
            ("  { residual = 'sub' },\n]\n\n[[notes]]", "  { residual = 'Lender' },\n]\n\n[[notes]]"),
        ],
        &[
            "orders.accelerated: its residual goes to another than that of the waterfall: what is left has one owner",
        ],
    ),
    (
        "two events of one name, and one without",
        &[(
            NOTES,
            "[[events]]\nname = ''\neffect = 'notice'\nwhen = { from = '2024-06-26' }\n\n[[notes]]\nname = 'senior'",
        )],
        &["event number 1: the name is empty"],
    ),
    (
        "more dates in a row than there are",
        &[(NOTES, NOTICE), ("effect = 'notice'", "effect = 'notice'\nfor_dates = 3")],
        &[
            "event \"event\": its condition must hold on 3 date(s) in a row, and the deal has 2: write at least 1 and no more than these",
        ],
    ),
    (
        "in a row of what is asked before payment or after it",
        &[(
            NOTES,
            "[[events]]\nname = 'mixed'\neffect = 'notice'\nfor_dates = 2\n\
             when = { any = [{ from = '2024-06-26' }, { at-least = [{ share = { rate = '100%', of = { unpaid-interest = ['senior'] } } }, '1'] }] }\n\n\
             [[notes]]\nname = 'senior'",
        )],
        &[
            "event \"mixed\": what is unpaid is asked after payment and the rest before, so that it is not known what holds in a row: \
             write two events, or leave `for_dates` out",
        ],
    ),
    (
        "grace for what is not late",
        &[(NOTES, NOTICE), ("effect = 'notice'", "effect = 'notice'\ngrace_days = 5")],
        &[
            "event \"event\": grace is for what is unpaid, and its condition asks for nothing that is: leave `grace_days` out",
        ],
    ),
    (
        "a pool that nobody can buy, and a condition that is known too late",
        &[(
            NOTES,
            "[clean_up]\nby = 'Lessor'\nwhen = { at-least = [{ share = { rate = '100%', of = { unpaid-interest = ['senior'] } } }, '0.01'] }\n\n[[notes]]\nname = 'senior'",
        )],
        &[
            "clean_up: there is no party `Lessor`; there is Enhancer, Lender, Manager",
            "clean_up: its condition asks what is unpaid, which is known only after a payment: the pool is bought before one, \
             so ask for the pool, the notes or a date",
        ],
    ),
    (
        "a pool that is bought on a day that never comes",
        &[(NOTES, "[clean_up]\nby = 'Lender'\nwhen = { from = '2025-01-01' }\n\n[[notes]]\nname = 'senior'")],
        &["clean_up: 2025-01-01 never comes: the last distribution date is 2024-12-26"],
    ),
    (
        "a clean-up call of a pool with a loan that is none",
        &[
            (
                NOTES,
                "[clean_up]\nby = 'Lender'\nwhen = { from = '2024-06-26' }\n\n[[notes]]\nname = 'senior'",
            ),
            ("principal = '1200'", "principal = 0"),
        ],
        &["loan \"L1\": the principal is 0.00: a loan owes a positive amount"],
    ),
    (
        "more dates, and none to add",
        &[(NOTES, NOTICE), ("effect = 'notice'", "effect = 'notice'\nadds_dates = true")],
        &[
            "event \"event\": it adds dates, and the deal has none to add: list them under `dates.after_event`",
        ],
    ),
    (
        "more dates for a while",
        &[
            (NOTES, NOTICE),
            ("effect = 'notice'", "effect = 'notice'\nadds_dates = true\ncurable = true"),
            ("[dates]\n", AFTER_EVENT),
        ],
        &[
            "event \"event\": it adds dates, and is curable: leave `curable` out, as the dates cannot be taken back",
        ],
    ),
    (
        "dates that an event would take away, and one after the last",
        &[(
            "[dates]\n",
            "[dates]\nafter_event = { calculation = { dates = ['2024-06-20', '2024-12-27'] }, distribution = { dates = ['2024-06-26', '2024-12-27'] } }\n",
        )],
        &[
            "dates.after_event: 2024-12-26, for what is collected by 2024-12-20, is not among the dates after an event: list \
             it there too",
            "dates.after_event: 2024-12-27 is after 2024-12-26, the last distribution date: an event adds dates in between \
             only",
        ],
    ),
    (
        "a maturity on a date that is one only after an event",
        &[("[dates]\n", AFTER_EVENT), ("maturity = '2024-12-26'", "maturity = '2024-09-26'")],
        &[
            "note \"senior\": maturity 2024-09-26 is no distribution date; the nearest are 2024-06-26 and 2024-12-26",
        ],
    ),
    (
        "borrowers that are told to pay the plan, nobody knows when",
        &[(NOTES, NOTICE), ("effect = 'notice'", "effect = 'perfection'")],
        &[
            "event \"event\": it lets borrowers pay the plan, and the deal does not say how soon: add `[servicing.failure]` to it",
        ],
    ),
    (
        "more sweeps that there are not, for a while",
        &[(NOTES, NOTICE), ("effect = 'notice'", "effect = 'collection-step-up'\ncurable = true")],
        &[
            "event \"event\": it lets the servicer sweep more often, and the deal does not say how often: add `stepped_up` to \
             `[servicing]`",
            "event \"event\": its effect lasts, and it is curable: leave `curable` out, as collections stay as it made them",
        ],
    ),
    (
        "the failure of a party that promises nothing",
        &[(NOTES, NOTICE), (WHEN, "when = { fails = 'Lender' }")],
        &["event \"event\": there is no party that can fail `Lender`; there is Enhancer"],
    ),
    (
        "a day that never comes",
        &[(NOTES, NOTICE), (WHEN, "when = { from = '2025-01-01' }")],
        &["event \"event\": 2025-01-01 never comes: the last distribution date is 2024-12-26"],
    ),
    (
        "more uses than dates",
        &[(NOTES, NOTICE), (WHEN, "when = { used = { support = 'Enhancer', times = 3 } }")],
        &["event \"event\": 3 is no number of dates on which a support can have paid: from 1 to 2"],
    ),
    (
        "what is due, asked by an event",
        &[(NOTES, NOTICE), (WHEN, "when = { at-least = [{ share = { rate = '100%', of = 'due' } }, '1'] }")],
        &[
            "event \"event\": what is due is asked by caps of steps alone, each of its own step: name what else it is a share of",
        ],
    ),
    (
        "what is unpaid, asked by a step",
        &[(
            "{ principal = ['senior'] }",
            "{ principal = ['senior'], cap = { share = { rate = '100%', of = { unpaid-interest = ['senior'] } } } }",
        )],
        &[
            "waterfall step 4: what is unpaid is asked for by events alone: write an event with this condition",
        ],
    ),
    (
        "a gauge of a note that there is not",
        &[
            (NOTES, NOTICE),
            (
                WHEN,
                "when = { at-least = [{ share = { rate = '100%', of = { unpaid-interest = ['A'] } } }, '1'] }",
            ),
        ],
        &["event \"event\": there is no note `A`; there is senior, sub"],
    ),
];

#[test]
fn events_and_their_orders() {
    check(&good_deal(), EVENTS, deal_messages);
}
