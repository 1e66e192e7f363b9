//! A plan account split into income and principal.

use crate::support::{Case, Edit, check, deal_messages, good_deal};

const SPLIT: Edit = ("[[notes]]\nname = 'senior'", "[accounts.split]\n\n[[notes]]\nname = 'senior'");

/// The steps of which principal pays some, as they are in the good deal.
const TAIL: &str = "  { principal = ['senior'] },\n  'reimbursement',\n  { principal = ['sub'] },\n";

const MAKE_GOOD: Edit =
    (TAIL, "  'make-good',\n  { principal = ['senior'] },\n  { principal = ['sub'] },\n  'reimbursement',\n");

const ACCELERATION: Edit = (
    "[[notes]]\nname = 'sub'",
    "[[events]]
name = 'event'
effect = 'acceleration'
when = { ratio = { of = 'defaulted', to = 'opening-pool', at_least = '5%' } }

[orders]
accelerated = [
  'taxes',
  { fees = ['trustee'], from = ['plan account'] },
  { interest = ['senior'] },
  { principal = [ 'senior' ] },
  'reimbursement',
  { principal = [ 'sub' ] },
  { residual = 'sub' },
]

[[notes]]
name = 'sub'",
);

pub(crate) const LEDGERS: &[Case] = &[
    ("ledgers, and nothing wrong", &[SPLIT, MAKE_GOOD, ACCELERATION], &[]),
    (
        "make-good in one account",
        &[MAKE_GOOD],
        &[
            "waterfall step 4: the plan account is not split, and income owes principal nothing: leave `make-good` out, or \
             give `accounts.split`",
        ],
    ),
    (
        "ledgers without make-good",
        &[SPLIT, (TAIL, "  { principal = ['senior'] },\n  { principal = ['sub'] },\n  'reimbursement',\n")],
        &[
            "waterfall: the plan account is split, and no step makes good what income owes principal: add `make-good` below \
             the dues that may use principal, and above the principal of the notes",
        ],
    ),
    (
        "make-good twice",
        &[SPLIT, MAKE_GOOD, ("  { residual = 'sub' }", "  { make-good = true },\n  { residual = 'sub' }")],
        &["waterfall step 8: what income owes principal is already paid by step 4"],
    ),
    (
        "make-good with a condition",
        &[SPLIT, MAKE_GOOD, ("'make-good'", "{ make-good = true, when = { from = '2024-06-26' } }")],
        &["waterfall step 4: income makes good what it owes on every date: leave `when` out"],
    ),
    (
        "make-good from an account",
        &[SPLIT, MAKE_GOOD, ("'make-good'", "{ make-good = true, from = ['income ledger'], cap = '5' }")],
        &[
            "waterfall step 4: a cap is for fees, interest, principal and top-ups: what else a step pays is paid as far as cash reaches",
            "waterfall step 4: a step of this kind takes its cash from the plan account: leave `from` out",
        ],
    ),
    (
        "make-good once the ledgers have merged",
        &[
            SPLIT,
            MAKE_GOOD,
            ACCELERATION,
            ("{ principal = [ 'senior' ] },", "'make-good', { principal = [ 'senior' ] },"),
        ],
        &[
            "orders.accelerated step 4: the ledgers merge when this order starts, and nothing is owed any more: leave \
             `make-good` out",
        ],
    ),
    (
        "a ledger once they have merged",
        &[SPLIT, MAKE_GOOD, ACCELERATION, ("from = ['plan account']", "from = ['income ledger']")],
        &[
            "orders.accelerated step 2: `income ledger` is no account of its own any more when this order starts: name the \
             plan account",
        ],
    ),
    (
        "the account of both",
        &[
            SPLIT,
            MAKE_GOOD,
            ("{ interest = ['senior'] }", "{ interest = ['senior'], from = ['plan account'] }"),
        ],
        &["waterfall step 3: `plan account` is split: name the ledger that pays, or leave `from` out"],
    ),
    (
        "income for the principal of a note",
        &[
            SPLIT,
            MAKE_GOOD,
            (
                "{ principal = ['senior'] }",
                "{ principal = ['senior'], from = ['principal ledger', 'income ledger'] }",
            ),
        ],
        &[
            "waterfall step 5: income pays principal by `make-good`, or repays notes in a step of its own: leave `income ledger` out, or \
             name no other ledger",
        ],
    ),
    (
        "principal before income",
        &[
            SPLIT,
            MAKE_GOOD,
            (
                "{ interest = ['senior'] }",
                "{ interest = ['senior'], from = ['principal ledger', 'income ledger'] }",
            ),
        ],
        &[
            "waterfall step 3: `principal ledger` pays only what the others are short of: name `income ledger` first and \
             `principal ledger` last",
        ],
    ),
    (
        "a reserve before principal, for a note",
        &[
            SPLIT,
            MAKE_GOOD,
            (
                "[[fees]]",
                "[[reserves]]\nname = 'reserve'\ntarget = '5'\nopening = '5'\npaid_in_by = 'Lender'\n\n[[fees]]",
            ),
            ("  { residual", "  { release = 'reserve' },\n  { residual"),
            (
                "{ principal = ['senior'] }",
                "{ principal = ['senior'], from = ['reserve', 'principal ledger'] }",
            ),
        ],
        &["waterfall step 5: `principal ledger` pays the notes before any reserve does: name it first"],
    ),
    (
        "principal for a fee below make-good",
        &[
            SPLIT,
            MAKE_GOOD,
            ("  { fees = ['trustee'] },\n", ""),
            (
                "  { residual",
                "  { fees = ['trustee'], from = ['income ledger', 'principal ledger'] },\n  { residual",
            ),
        ],
        &[
            "waterfall step 7: nothing can use `principal ledger` but taxes, fees and the interest on notes that are not \
             subordinated, above `make-good`: leave it out",
        ],
    ),
    (
        "principal and reimbursement above make-good",
        &[
            SPLIT,
            (
                TAIL,
                "  'reimbursement',\n  { principal = ['senior'] },\n  'make-good',\n  { principal = ['sub'] },\n",
            ),
        ],
        &[
            "waterfall step 4: income makes good what it owes principal before this is paid: move it below `make-good`",
            "waterfall step 5: income makes good what it owes principal before this is paid: move it below `make-good`",
        ],
    ),
    (
        "reimbursement among the principal of the notes",
        &[SPLIT, ("  { principal = ['senior'] }", "  'make-good',\n  { principal = ['senior'] }")],
        &[
            "waterfall step 6: principal pays nothing of it, and once no note is outstanding income should have what \
             principal leaves before it is paid: move it below the principal of the last note",
        ],
    ),
    (
        "a ledger in one account",
        &[("{ interest = ['senior'] }", "{ interest = ['senior'], from = ['income ledger'] }")],
        &["waterfall step 3: there is no account of the plan `income ledger`; there is plan account"],
    ),
    (
        "what income owes in one account",
        &[(
            "{ principal = ['senior'] }",
            "{ principal = ['senior'], cap = { share = { rate = '100%', of = 'owed-to-principal' } } }",
        )],
        &[
            "waterfall step 4: the plan account is not split, and income owes principal nothing: leave it out, or split it by \
             `accounts.split`",
        ],
    ),
    (
        "a ledger of the name of the account",
        &[SPLIT, MAKE_GOOD, ("[accounts.split]\n", "[accounts.split]\nincome = 'plan account'\n")],
        &[
            "accounts: `plan account` is the name of two accounts in the ledger: parties, notes and the deal's own accounts need different names",
        ],
    ),
];

#[test]
fn income_and_principal() {
    check(&good_deal(), LEDGERS, deal_messages);
}
