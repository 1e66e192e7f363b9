//! Deals that keep every rule and may not be meant.

use abs_waterfall::Deal;

use crate::support::{Case, check, edited, good_deal};

/// What stands before the notes.
const NOTES: &str = "[[notes]]\nname = 'senior'";

pub(crate) const WARNINGS: &[Case] = &[
    (
        "a fee without its percent sign",
        &[(
            "amount = { fixed = { amount = '1', on = { numbers = [1, 2] } } }",
            "amount = { rate = { rate = '0.32', base = 'pool', day_count = 'act/365f' } }",
        )],
        &[
            "fee \"trustee\": the rate is 32.00% a year, and hardly any fee is above 5 %: is a percent sign missing, or one \
           too many?",
        ],
    ),
    (
        "a note of nothing",
        &[("amount = '300'", "amount = 0")],
        &["note \"sub\": its amount is 0.00: nothing of it is issued; leave it out, or give it an amount"],
    ),
    (
        "a loan rate without its percent sign",
        &[("rate = '6%'", "rate = '0.6'")],
        &[
            "loan \"L1\": the rate is 60.00% a year, and a loan may cost 24 % at the most: is a percent sign missing, or one \
           too many?",
        ],
    ),
    (
        "loan rates with one percent sign too many",
        &[("rate = '6%'", "rate = '0.06%'"), ("rate = '7%'", "rate = '0.07%'")],
        &[
            "loan \"L1\" and one other: the rate is 0.06% a year, and hardly any loan is below 0.1 %: is a percent sign \
           missing, or one too many?",
        ],
    ),
    (
        "a servicer that can fail, and of which nothing is known",
        &[("servicer = 'Lender'", "servicer = 'Lender'\nfailure = { redirect_lag_days = 30 }")],
        &[
            "servicing.failure: `Lender` has no quality: in a simulation it never fails, only in scenarios; give the party a \
             rating or a default probability",
        ],
    ),
    (
        "a servicer that buys whatever becomes of it",
        &[
            ("name = 'Lender'", "name = 'Lender'\nquality = { rating = 'BB' }"),
            (
                NOTES,
                "[clean_up]\nby = 'Lender'\nwhen = { from = '2024-06-26' }\n\n[[notes]]\nname = 'senior'",
            ),
        ],
        &[
            "party \"Lender\": `Lender` has a quality, but buys whatever becomes of it: it services the pool, and the deal does not \
             say what its failure means; add `[servicing.failure]`",
        ],
    ),
    (
        "terms that nothing goes by",
        &[(
            "servicer = 'Lender'",
            "servicer = 'Lender'\nstepped_up = 'daily'\n\n[rates]\nLPR-1Y = [{ from = '2023-12-20', rate = '3.45%' }]",
        )],
        &[
            "servicing.stepped_up: no event steps up collections, and this never counts: add one with that effect, or leave it \
             out",
            "rates: no coupon and no loan floats on `LPR-1Y`: name it where one does, or leave it out",
        ],
    ),
    (
        "a step and an event that go by a rating",
        &[
            (
                "{ fees = ['trustee'] }",
                "{ fees = ['trustee'], when = { rated-below = { party = 'Enhancer', grade = 'AA' } } },\n  { fees = ['trustee'] }",
            ),
            (
                "[vat]",
                "[[events]]\nname = 'lower'\nwhen = { rated-below = { party = 'Lender', grade = 'A-' } }\neffect = 'notice'\n\n[vat]",
            ),
        ],
        &[
            "event \"lower\": it goes by a rating, which only a scenario changes: in a simulation whether `Lender is rated below A-` \
             stays as it is at closing",
            "waterfall step 2: it goes by a rating, which only a scenario changes: in a simulation whether `Enhancer is rated below AA` \
             stays as it is at closing",
        ],
    ),
    (
        "a note that the pool does not repay",
        &[
            ("amount = '1500'", "amount = '2500'"),
            ("principal_at_maturity = ['senior']\n", "principal_at_maturity = ['senior']\ncap = '100'\n"),
        ],
        &[
            "note \"senior\": though every borrower pays as agreed, 599.19 of its principal is not repaid by 2024-12-26, its legal final \
             date: is it issued for more than the pool pays, or due too soon?",
        ],
    ),
    (
        "a coupon that changes too late, on an old table, and a fee that is never paid whole",
        &[
            (
                "rate = '3.5%', day_count",
                "rate = { floating = { table = 'LPR-1Y', resets = ['2023-12-31', '2024-01-01', '2024-06-20', '2024-06-27'] } }, day_count",
            ),
            ("[vat]", "[rates]\nLPR-1Y = [{ from = '2021-12-20', rate = '3.8%' }]\n\n[vat]"),
            ("{ fees = ['trustee'] }", "{ fees = ['trustee'], cap = '0.5' }"),
        ],
        &[
            "note \"senior\": its rate changes on 2024-06-27, after the last accrual period has started on 2024-06-26: that never \
             counts; is the day wrong?",
            "note \"senior\": its rate is reset on 2023-12-31, before the first accrual period has started on 2024-01-01, when it is \
             fixed anyway: that never counts; is the day wrong?",
            "note \"senior\": it floats on `LPR-1Y`, whose last rate is of 2021-12-20, and the deal closes on 2024-01-01: add the rates \
             that are known since",
            "fee \"trustee\": no step pays it but up to a cap, and what that leaves waits from date to date, perhaps for ever: add a step \
             for the rest",
        ],
    ),
    (
        "a table of the day from which two years are not too long",
        &[
            ("rate = '3.5%', day_count", "rate = { floating = { table = 'LPR-1Y' } }, day_count"),
            ("[vat]", "[rates]\nLPR-1Y = [{ from = '2022-01-01', rate = '3.8%' }]\n\n[vat]"),
        ],
        &[],
    ),
    (
        "dates that no event adds",
        &[(
            "[dates]\n",
            "[dates]\nafter_event = { calculation = { dates = ['2024-06-20', '2024-09-20', '2024-12-20'] }, distribution = { dates = ['2024-06-26', '2024-09-26', '2024-12-26'] } }\n",
        )],
        &[
            "dates.after_event: no event adds these dates, and the deal never pays on them: give one `adds_dates`, or leave them \
             out",
        ],
    ),
    ("loans without interest", &[("rate = '6%'", "rate = 0"), ("rate = '7%'", "rate = 0")], &[]),
    ("rates at the bounds", &[("rate = '6%'", "rate = '24%'"), ("rate = '7%'", "rate = '0.1%'")], &[]),
    (
        "a loan made after the cut-off and before closing",
        &[("closing = '2024-01-01'", "closing = '2024-01-01'\ncutoff = '2023-12-20'")],
        &[
            "loan \"L2\": it is disbursed on 2023-12-21, after the cut-off 2023-12-20: the pool was fixed before it was \
           lent; move the cut-off, or make sure that the loan belongs to the plan",
        ],
    ),
    (
        "a recovery that comes too late whenever a loan defaults",
        &[(
            "asset_correlation = '0.2'",
            "asset_correlation = '0.2'\nrecovery = { of-outstanding = { rate = '30%', lag_months = 12 } }",
        )],
        &[
            "loan \"L1\" and one other: recoveries come 12 month(s) after the first missed due date, which is after the last \
           calculation date 2024-12-20 for every instalment: nothing is ever recovered; add dates to the deal, or shorten \
           the lag or the time that a loan is late",
        ],
    ),
    (
        "a recovery that comes too late for the second loan only",
        &[(
            "asset_correlation = '0.2'",
            "asset_correlation = '0.2'\nrecovery = { of-outstanding = { rate = '30%', lag_months = 7 } }",
        )],
        &[
            "loan \"L2\": recoveries come 7 month(s) after the first missed due date, which is after the last calculation \
           date 2024-12-20 for every instalment: nothing is ever recovered; add dates to the deal, or shorten the lag or \
             the time that a loan is late",
        ],
    ),
    (
        "a recovery of nothing",
        &[(
            "asset_correlation = '0.2'",
            "asset_correlation = '0.2'\nrecovery = { of-outstanding = { rate = 0, lag_months = 12 } }",
        )],
        &[],
    ),
    (
        "distribution dates that end with the calendar",
        &[(
            "distribution = { dates = ['2024-06-26', '2024-12-26'] }",
            "distribution = { dates = ['2024-06-26', '2024-12-26'] }\nroll = 'following'\ncalendar = 'own'\n\n\
             [calendars.own]\nfirst_year = 2024\nlast_year = 2024",
        )],
        &[
            "dates.calendar: the deal's last date 2024-12-26 is within three months of the end of 2024, the last year that the \
           calendar knows: later dates need a table of the next year's holidays",
        ],
    ),
    (
        "a transfer that is counted on a calendar that ends, which a published one goes on from",
        &[(
            "servicer = 'Lender'\n",
            "servicer = 'Lender'\ntransfer_lag = { business-days = 1 }\ncalendar = 'own'\n\n\
             [calendars.own]\nfirst_year = 2024\nlast_year = 2024\nextends = 'bank'\n",
        )],
        &[],
    ),
    (
        "facts that nothing simulates: a manager's rating and correlation",
        &[(
            "roles = ['plan-manager']",
            "roles = ['plan-manager']\nquality = { rating = 'AA+' }\nasset_correlation = '0.3'",
        )],
        &[],
    ),
    (
        "events out of reach: more defaults than there is pool, more from a support than its cap, a servicer that cannot fail; and not \
         quite",
        &[
            (
                NOTES,
                "[[events]]\nname = 'defaults'\neffect = 'notice'\n\
                 when = { at-least = [{ share = { rate = '100%', of = 'defaulted' } }, '1800.01'] }\n\n\
                 [[events]]\nname = 'cap'\neffect = 'notice'\n\
                 when = { all = [{ from = '2024-06-26' }, { at-least = [{ share = { rate = '50%', of = { drawn = 'Enhancer' } } }, '51'] }] }\n\n\
                 [[events]]\nname = 'lost'\neffect = 'notice'\n\
                 when = { ratio = { of = 'commingled', to = 'opening-pool', at_least = '1%' } }\n\n\
                 [[events]]\nname = 'not quite'\neffect = 'notice'\n\
                 when = { at-least = [{ share = { rate = '50%', of = 'defaulted' } }, '900'] }\n\n\
                 [[notes]]\nname = 'senior'",
            ),
            ("principal_at_maturity = ['senior']\n", "principal_at_maturity = ['senior']\ncap = '101'\n"),
        ],
        &[
            "event \"defaults\": it can never happen, whatever the pool pays: `the principal defaulted so far is at least 1,800.01` is \
             out of reach; is an amount too large, or a condition turned round?",
            "event \"cap\": it can never happen, whatever the pool pays: `2024-06-26 has come, and 50.00 % of what Enhancer has paid is \
             at least 51.00` is out of reach; is an amount too large, or a condition turned round?",
            "event \"lost\": it can never happen, whatever the pool pays: `the principal lost with the servicer so far is at least \
             1.00 % of the pool at the cut-off` is out of reach; is an amount too large, or a condition turned round?",
        ],
    ),
    (
        "events that are certain: a share of nothing, and no more notes than there are",
        &[(
            NOTES,
            "[[events]]\nname = 'share'\neffect = 'notice'\n\
             when = { ratio = { of = 'defaulted', to = 'opening-pool', at_least = '0%' } }\n\n\
             [[events]]\nname = 'notes'\neffect = 'notice'\n\
             when = { not = { at-least = [{ share = { rate = '100%', of = { notes = ['senior'] } } }, '1500.01'] } }\n\n\
             [[notes]]\nname = 'senior'",
        )],
        &[
            "event \"share\": it happens on the first date, whatever the pool pays: `the principal defaulted so far is at least 0.00 % \
             of the pool at the cut-off` is certain; is an amount too small, or a condition turned round?",
            "event \"notes\": it happens on the first date, whatever the pool pays: `it is not so that the balance of senior is at least \
             1,500.01` is certain; is an amount too small, or a condition turned round?",
        ],
    ),
    (
        "a guarantor who is called for the last instalments after the last calculation date",
        &[
            ("roles = ['shortfall-payer']", "roles = ['loan-guarantor']"),
            ("borrower = 'Firm 1'", "borrower = 'Firm 1'\nguarantor = 'Enhancer'"),
            ("  'reimbursement',\n", ""),
            (
                "[undertaking]\nby = 'Enhancer'\ninterest_each_date = ['senior']\nprincipal_at_maturity = ['senior']",
                "[[supports]]\nby = 'Enhancer'\nkind = 'loan-guarantee'\npays = 'arrears'\nafter_days = 31",
            ),
        ],
        &[
            "support \"Enhancer\": for what is missed from 2024-11-20 on it is called after the last calculation date 2024-12-20: \
             nobody pays that within the deal; add dates to the deal, or shorten `after_days`",
        ],
    ),
];

fn warnings(toml: &str) -> Vec<String> {
    let resolved = Deal::from_toml(toml).unwrap().resolve().unwrap();
    resolved.warnings().iter().map(ToString::to_string).collect()
}

#[test]
fn every_warning_names_its_place_and_what_to_look_at() {
    check(&good_deal(), WARNINGS, warnings);
}

/// The concerns that the cases raise, as a debugger shows them.
pub(crate) fn concerns() -> Vec<String> {
    let raised = |(_, edits, _): &Case| {
        let resolved = Deal::from_toml(&edited(&good_deal(), edits)).unwrap().resolve().unwrap();
        resolved.warnings().iter().map(|warning| format!("{:?}", warning.concern)).collect::<Vec<_>>()
    };
    WARNINGS.iter().flat_map(raised).collect()
}
