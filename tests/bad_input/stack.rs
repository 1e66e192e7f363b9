//! Guarantees, letters, facilities, their caps and what a party pays after its failure, written wrong.

use crate::support::{Case, check, deal_messages, good_deal};

pub(crate) const STACK: &[Case] = &[
    (
        "a facility without a commitment that waits and whose return nobody pays",
        &[
            ("roles = ['shortfall-payer']", "roles = ['liquidity-provider']"),
            (
                "by = 'Enhancer'",
                "by = 'Enhancer'\nkind = 'liquidity-facility'\nreimbursed = 'after-senior'\n\
                 agreed_return = { rate = '5%', day_count = 'act/365f' }",
            ),
        ],
        &[
            "support \"Enhancer\": a liquidity facility lends up to its commitment: give it as `cap`",
            "support \"Enhancer\": a liquidity facility is repaid before principal: leave `reimbursed` out, and rank its \
             reimbursement there",
            "waterfall: no step of the waterfall pays agreed return to \"Enhancer\": add one, or remove it from the deal",
        ],
    ),
    (
        "a facility whose fee has no rank and that is not repaid",
        &[
            ("roles = ['shortfall-payer']", "roles = ['liquidity-provider']"),
            ("  'reimbursement',\n", ""),
            (
                "by = 'Enhancer'",
                "by = 'Enhancer'\nkind = 'liquidity-facility'\ncap = 100\n\
                 commitment_fee = { rate = '0.3%', day_count = 'act/365f' }",
            ),
        ],
        &[
            "waterfall: no step of the waterfall pays commitment fee of \"Enhancer\": add one, or remove it from the deal",
            "waterfall: no step of the waterfall pays reimbursement of \"Enhancer\": add one, or remove it from the deal",
        ],
    ),
    (
        "a facility for a fee of its own giver",
        &[
            ("roles = ['shortfall-payer']", "roles = ['liquidity-provider']"),
            ("payee = 'Manager'", "payee = 'Enhancer'"),
            (
                "by = 'Enhancer'",
                "by = 'Enhancer'\nkind = 'liquidity-facility'\ncap = 100\nfees_each_date = ['trustee']",
            ),
        ],
        &[
            "support \"Enhancer\": fee `trustee` goes to its own giver: a liquidity facility does not pay for itself, so leave it out",
        ],
    ),
    (
        "a letter without an amount, by one who gives no letters",
        &[("by = 'Enhancer'", "by = 'Enhancer'\nkind = 'guarantee-letter'")],
        &[
            "support \"Enhancer\": `Enhancer` has no role as guarantor: add it to the party's roles",
            "support \"Enhancer\": a guarantee letter states how much it pays at most: give it as `cap`",
        ],
    ),
    (
        "a guarantee with nobody before it",
        &[
            ("roles = ['shortfall-payer']", "roles = ['guarantor']"),
            ("by = 'Enhancer'", "by = 'Enhancer'\nkind = 'plan-guarantee'"),
        ],
        &[
            "support \"Enhancer\": nobody before it pays interest on `senior`, and a plan guarantee pays what those before it \
             leave open: name it after them, leave interest on `senior` out, or make it a shortfall undertaking",
            "support \"Enhancer\": nobody before it pays principal of `senior`, and a plan guarantee pays what those before it \
             leave open: name it after them, leave principal of `senior` out, or make it a shortfall undertaking",
        ],
    ),
    (
        "an undertaking with the terms of other kinds",
        &[(
            "by = 'Enhancer'",
            "by = 'Enhancer'\nbeyond_cap = true\nrevolving = true\n\
             commitment_fee = { rate = '0.3%', day_count = 'act/365f' }",
        )],
        &[
            "support \"Enhancer\": only a plan guarantee stands behind others within their caps: leave `beyond_cap` out",
            "support \"Enhancer\": there is no `cap` that what is reimbursed would restore: give one, or leave `revolving` out",
            "support \"Enhancer\": only a liquidity facility has a commitment fee: what another support costs is a fee of the \
             deal",
            "waterfall: no step of the waterfall pays commitment fee of \"Enhancer\": add one, or remove it from the deal",
        ],
    ),
    (
        "caps of nothing",
        &[(
            "by = 'Enhancer'",
            "by = 'Enhancer'\ncap_each_date = 0\ncap_each_year = { amount = -1 }\ncap_of_notes = '0%'",
        )],
        &[
            "support \"Enhancer\": the cap of a date is 0.00: it must be positive",
            "support \"Enhancer\": the cap of a year is -1.00: it must be positive",
            "support \"Enhancer\": `cap_of_notes` is a share of the balance of the notes that it covers: cover one, and make it \
             more than nothing",
        ],
    ),
    (
        "a share of no notes",
        &[(
            "interest_each_date = ['senior']\nprincipal_at_maturity = ['senior']",
            "taxes_each_date = true\ncap_of_notes = '10%'",
        )],
        &[
            "support \"Enhancer\": `cap_of_notes` is a share of the balance of the notes that it covers: cover one, and make it \
             more than nothing",
        ],
    ),
    (
        "a fraction that is paid of nothing",
        &[(
            "roles = ['plan-manager']",
            "roles = ['plan-manager']\nafter_failure = { pays = '40%', months = 0 }",
        )],
        &[
            "party \"Manager\": it gives no support, so nothing is paid after its failure: leave `after_failure` out",
        ],
    ),
    (
        "a step for the fee of an undertaking",
        &[("  'taxes',", "  'taxes', { support-fees = ['Enhancer'] },")],
        &[
            "waterfall step 2: `Enhancer` is no liquidity facility with a commitment fee or interest: its agreed return is paid \
             where it is reimbursed",
        ],
    ),
    (
        "a step for all whom no other step repays, where there is nobody left",
        &[("  'reimbursement',", "  { reimbursement = ['Enhancer'] }, 'reimbursement',")],
        &["waterfall step 6: the deal has no support that no other step reimburses to pay"],
    ),
    (
        "a support that is repaid twice",
        &[("  'reimbursement',", "  { reimbursement = ['Enhancer'] }, { reimbursement = ['Enhancer'] },")],
        &["waterfall step 6: reimbursement of \"Enhancer\" is already paid by step 5"],
    ),
];

#[test]
fn the_stack() {
    check(&good_deal(), STACK, deal_messages);
}

/// What cannot be read at all: a fraction of more than all, a year's cap of no amount, a kind that there is not.
#[test]
fn what_cannot_be_read() {
    for (edit, says) in [
        (
            (
                "roles = ['plan-manager']",
                "roles = ['plan-manager']\nafter_failure = { pays = '140%', months = 1 }",
            ),
            "a rate runs from 0 to 1",
        ),
        (
            ("by = 'Enhancer'", "by = 'Enhancer'\ncap_each_year = { counted = 'calendar' }"),
            "missing field `amount`",
        ),
        (("by = 'Enhancer'", "by = 'Enhancer'\nkind = 'guarantee'"), "unknown variant `guarantee`"),
    ] {
        let toml = crate::support::edited(&good_deal(), &[edit]);
        let error = abs_waterfall::Deal::from_toml(&toml).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
}
