//! Parties, dates, the pool as a whole and what is assumed about it.

use abs_waterfall::Place;

use crate::support::{Case, LOANS, check, deal_errors, deal_messages, edited, good_deal};

pub(crate) const NAMES: &[Case] = &[
    (
        "a servicer that is no party",
        &[("servicer = 'Lender'", "servicer = 'Lander'")],
        &["servicing: there is no party `Lander`; there is Enhancer, Lender, Manager"],
    ),
    (
        "a servicer without the role",
        &[("['originator', 'servicer']", "['originator']")],
        &["servicing: `Lender` has no role as servicer: add it to the party's roles"],
    ),
    (
        "an account of the name of the bank that pays interest on it",
        &[(
            "[vat]\nrate = '3%'",
            "[accounts]\nplan = 'account bank'\nreinvestment = { rate = '1.5%', day_count = 'act/365f' }\n\n[vat]\nrate = '3%'",
        )],
        &[
            "accounts: `account bank` is the name of two accounts in the ledger: parties, notes and the deal's own accounts need \
             different names",
        ],
    ),
    (
        "an enhancer without the role",
        &[("['shortfall-payer']", "['loan-guarantor']")],
        &["support \"Enhancer\": `Enhancer` has no role as shortfall-payer: add it to the party's roles"],
    ),
    (
        "an enhancer that is no party",
        &[("by = 'Enhancer'", "by = 'Enhanser'")],
        &["support \"Enhanser\": there is no party `Enhanser`; there is Enhancer, Lender, Manager"],
    ),
    (
        "a payee that is no party",
        &[("payee = 'Manager'", "payee = 'Trustee'")],
        &["fee \"trustee\": there is no party `Trustee`; there is Enhancer, Lender, Manager"],
    ),
    (
        "a note that is held by no party",
        &[("repayment = 'subordinated'", "repayment = 'subordinated'\nheld_by = 'Lander'")],
        &["note \"sub\": there is no party `Lander`; there is Enhancer, Lender, Manager"],
    ),
    (
        "a rule that is waived twice, and one for no reason",
        &[(
            "[vat]",
            "[[waivers]]\nrule = 'debtors'\nbecause = 'the originator is rated AA+'\n\n[[waivers]]\nrule = 'debtors'\n\
             because = ' '\n\n[vat]",
        )],
        &[
            "waivers: `debtors` is named twice",
            "waiver number 2: the waiver of debtors gives no reason: say in `because` why the rule may be waived",
        ],
    ),
    (
        "two parties of one name",
        &[("[[fees]]", "[[parties]]\nname = 'Manager'\nroles = ['custodian']\n\n[[fees]]")],
        &["party \"Manager\": the name is used twice: give each its own"],
    ),
    (
        "two notes of one name",
        &[(
            "[undertaking]",
            "[[notes]]\nname = 'sub'\namount = '1'\nrepayment = 'subordinated'\n[undertaking]",
        )],
        &["note \"sub\": the name is used twice: give each its own"],
    ),
    (
        "a note with the name of a party",
        &[
            ("name = 'sub'", "name = 'Lender'"),
            ("{ principal = ['sub'] }", "{ principal = ['Lender'] }"),
            ("{ residual = 'sub' }", "{ residual = 'Lender' }"),
        ],
        &[
            "note \"Lender\": `Lender` is the name of two accounts in the ledger: parties, notes and the deal's own \
             accounts need different names",
        ],
    ),
    (
        "the deal's accounts with the name of a party",
        &[("[servicing]", "[accounts]\ncollection = 'Lender'\nplan = 'Lender'\n\n[servicing]")],
        &[
            "accounts: `Lender` is the name of two accounts in the ledger: parties, notes and the deal's own accounts \
             need different names",
            "party \"Lender\": `Lender` is the name of two accounts in the ledger: parties, notes and the deal's own \
             accounts need different names",
        ],
    ),
    (
        "two fees of one name",
        &[("[undertaking]", SECOND_FEE)],
        &["fee \"trustee\": the name is used twice: give each its own"],
    ),
    (
        "nothing but blanks for a party's name",
        &[("[[fees]]", "[[parties]]\nname = ' '\nroles = []\n\n[[fees]]")],
        &["party number 4: the name is empty"],
    ),
    (
        "a note without a name",
        &[("name = 'sub'", "name = ''"), ("['sub']", "['']"), ("residual = 'sub'", "residual = ''")],
        &["note number 2: the name is empty"],
    ),
    (
        "a fee without a name",
        &[("name = 'trustee'", "name = ''"), ("['trustee']", "['']")],
        &["fee number 1: the name is empty"],
    ),
    ("a loan without an id", &[("id = 'L1'", "id = ''")], &["loan number 1: the name is empty"]),
    ("two loans of one id", &[("id = 'L2'", "id = 'L1'")], &["pool: `L1` is named twice"]),
];

pub(crate) const DATES: &[Case] = &[
    (
        "no calculation date",
        &[("calculation = { dates = ['2024-06-20', '2024-12-20'] }", "calculation = { dates = [] }")],
        &["dates.calculation: the schedule is empty: give at least one date"],
    ),
    (
        "distribution dates that fall",
        &[("['2024-06-26', '2024-12-26']", "['2024-06-26', '2024-06-25']")],
        &["dates.distribution: the dates do not increase: 2024-06-26 is followed by 2024-06-25"],
    ),
    (
        "dates that stand still",
        &[(
            "{ dates = ['2024-06-26', '2024-12-26'] }",
            "{ regular = { first = '2024-06-26', every_months = 0, count = 2 } }",
        )],
        &["dates.distribution: every_months is 0: dates are at least one month apart"],
    ),
    (
        "more dates than a century has months",
        &[(
            "{ dates = ['2024-06-26', '2024-12-26'] }",
            "{ regular = { first = '2024-06-26', every_months = 1, count = 1201 } }",
        )],
        &["dates.distribution: the schedule has more than 1200 dates or leaves the calendar"],
    ),
    (
        "a first date that ends June",
        &[(
            "{ dates = ['2024-06-20', '2024-12-20'] }\ndist",
            "{ regular = { first = '2024-06-30', every_months = 1, count = 2 } }\ndist",
        )],
        &[
            "dates.calculation: the first date 2024-06-30 ends its month: write month_end = true if the later dates end \
           theirs too (2024-07-31), or month_end = false if they fall on day 30 (2024-07-30)",
        ],
    ),
    (
        "month ends that start on the 20th",
        &[(
            "{ dates = ['2024-06-26', '2024-12-26'] }",
            "{ regular = { first = '2024-06-26', every_months = 6, count = 2, month_end = true } }",
        )],
        &[
            "dates.distribution: month_end is true, but the first date 2024-06-26 is not the last day of its month: move \
           it there, or write month_end = false",
        ],
    ),
    (
        "dates beyond the year 9999, on both sides at once",
        &[
            (
                "calculation = { dates = ['2024-06-20', '2024-12-20'] }",
                "calculation = { until = { first = '9999-06-20', every_months = 7, last = '9999-12-31' } }",
            ),
            (
                "{ dates = ['2024-06-26', '2024-12-26'] }",
                "{ regular = { first = '2024-06-26', every_months = 4294967295, count = 2 } }",
            ),
        ],
        &[
            "dates.calculation: the schedule has more than 1200 dates or leaves the calendar",
            "dates.distribution: the schedule has more than 1200 dates or leaves the calendar",
        ],
    ),
    (
        "fewer distribution dates than calculation dates",
        &[("['2024-06-26', '2024-12-26']", "['2024-12-26']")],
        &["dates: 2 calculation dates but 1 distribution dates: each distribution has one of both"],
    ),
    (
        "a calendar that nobody has",
        &[
            ("servicer = 'Lender'", "servicer = 'Lender'\ncalendar = 'lunar'"),
            ("[dates]", "[dates]\ncalendar = 'solar'"),
            ("[vat]", "[calendars.own]\nfirst_year = 2024\nlast_year = 2024\n\n[vat]"),
        ],
        &[
            "dates.calendar: there is no calendar `solar`; there is exchange, bank, own",
            "servicing.calendar: there is no calendar `lunar`; there is exchange, bank, own",
        ],
    ),
    (
        "a distribution date in a year without a table",
        &[
            ("[dates]", "[dates]\nroll = 'following'"),
            ("'2024-12-26'] }", "'2031-12-26'] }"),
            ("maturity = '2024-12-26'", "maturity = '2031-12-26'"),
        ],
        &[
            "calendar \"exchange\": the exchange calendar has no table for 2031 (it knows 2008-2026): supply a calendar \
           table for that year, which may extend a published one, or leave the dates unadjusted; 1 date(s) of the \
           deal need it, the first 2031-12-26",
        ],
    ),
    (
        "a deal that runs on for years without a table, by its payments, transfers and due dates",
        &[
            (
                "servicer = 'Lender'",
                "servicer = 'Lender'\ntransfer_lag = { business-days = 1 }\ndue_roll = 'following'\ncalendar = 'exchange'",
            ),
            ("[dates]", "[dates]\nroll = 'following'"),
            (
                "calculation = { dates = ['2024-06-20', '2024-12-20'] }",
                "calculation = { regular = { first = '2024-06-20', every_months = 6, count = 12 } }",
            ),
            (
                "distribution = { dates = ['2024-06-26', '2024-12-26'] }",
                "distribution = { regular = { first = '2024-06-26', every_months = 6, count = 12 } }",
            ),
            ("count = 12 } }\nrepayment", "count = 70 } }\nrepayment"),
            ("maturity = '2024-12-26'", "maturity = '2029-12-26'"),
        ],
        &[
            "calendar \"exchange\": the exchange calendar has no table for 2027 (it knows 2008-2026): supply a calendar \
             table for that year, which may extend a published one, or leave the dates unadjusted; 16 date(s) of the \
             deal need it, the first 2027-01-20",
            "calendar \"exchange\": the exchange calendar has no table for 2028 (it knows 2008-2026): supply a calendar \
             table for that year, which may extend a published one, or leave the dates unadjusted; 16 date(s) of the \
             deal need it, the first 2028-01-20",
            "calendar \"exchange\": the exchange calendar has no table for 2029 (it knows 2008-2026): supply a calendar \
             table for that year, which may extend a published one, or leave the dates unadjusted; 14 date(s) of the \
             deal need it, the first 2029-01-20",
        ],
    ),
    (
        "a calendar whose years run backwards",
        &[("[vat]", "[calendars.own]\nfirst_year = 2025\nlast_year = 2024\n\n[vat]")],
        &["calendar \"own\": first_year 2025 is after last_year 2024: the table speaks for no year"],
    ),
    (
        "days that a calendar cannot mean",
        &[(
            "[vat]",
            "[calendars.own]\nfirst_year = 2027\nlast_year = 2027\nholidays = ['2027-01-01', '2028-01-03']\n\
             working_weekends = ['2027-01-04']\n\n[vat]",
        )],
        &[
            "calendar \"own\": 2028-01-03 is in a year that the table does not speak for: widen first_year and \
             last_year, or remove it",
            "calendar \"own\": the working weekend 2027-01-04 is no Saturday or Sunday",
        ],
    ),
    (
        "a payment before closing, by its roll",
        &[
            ("closing = '2024-01-01'", "closing = '2024-06-21'\ncutoff = '2024-01-01'"),
            ("calculation = { dates = ['2024-06-20'", "calculation = { dates = ['2024-06-21'"),
            ("[dates]", "[dates]\nroll = 'preceding'"),
            ("['2024-06-26', '2024-12-26'] }", "['2024-06-22', '2024-12-26'] }"),
        ],
        &["dates.distribution: the first distribution date 2024-06-21 must be after closing 2024-06-21"],
    ),
    (
        "more than a century",
        &[
            (
                "calculation = { dates = ['2024-06-20', '2024-12-20'] }",
                "calculation = { dates = ['2024-06-20', '2124-12-20'] }",
            ),
            ("'2024-12-26'] }\n\n", "'2125-12-26'] }\n\n"),
            ("maturity = '2024-12-26'", "maturity = '2125-12-26'"),
        ],
        &["dates.distribution: the deal runs from 2024-01-01 to 2125-12-26: it may last a century"],
    ),
    (
        "waits that no deal lasts",
        &[
            (
                "servicer = 'Lender'",
                "servicer = 'Lender'\ntransfer_lag = { calendar-days = 4294967295 }\ndefaulted_after_days = 367",
            ),
            ("asset_correlation = '0.2'", LATE_RECOVERY),
        ],
        &[
            "servicing.transfer_lag: the lag in days is 4294967295: it may be at most 366",
            "servicing.defaulted_after_days: the time in days is 367: it may be at most 366",
            "credit.recovery.lag_months: the lag in months is 4294967295: it may be at most 1200",
        ],
    ),
    (
        "a transfer and due dates in a year that the deal's own calendar leaves out",
        &[
            (
                "servicer = 'Lender'",
                "servicer = 'Lender'\ntransfer_lag = { business-days = 1 }\ndue_roll = 'preceding'\n\
                 calendar = 'own'",
            ),
            ("[vat]", "[calendars.own]\nfirst_year = 2025\nlast_year = 2026\n\n[vat]"),
        ],
        &[
            "calendar \"own\": the supplied calendar has no table for 2024 (it knows 2025-2026): supply a calendar table \
             for that year, which may extend a published one, or leave the dates unadjusted; 16 date(s) of the deal \
             need it, the first 2024-01-20",
        ],
    ),
    (
        "a calendar without a business day within a month",
        &[
            ("[dates]", "[dates]\nroll = 'following'\ncalendar = 'own'"),
            (
                "[vat]",
                "[calendars.own]\nfirst_year = 9999\nlast_year = 9999\nholidays = ['9999-12-31']\n\n[vat]",
            ),
            ("'2024-06-26', '2024-12-26'] }", "'9999-12-30', '9999-12-31'] }"),
            ("maturity = '2024-12-26'", "maturity = '9999-12-30'"),
        ],
        &[
            "distribution date 2: the calendar has no business day within a month of 9999-12-31",
            "dates.distribution: the deal runs from 2024-01-01 to 9999-12-30: it may last a century",
        ],
    ),
    (
        "a cut-off after closing",
        &[("closing = '2024-01-01'", "closing = '2024-01-01'\ncutoff = '2024-01-02'")],
        &["closing: closing 2024-01-01 must be after the cut-off 2024-01-02"],
    ),
    (
        "a calculation date at the cut-off",
        &[("'2024-01-01'", "'2024-06-20'")],
        &["dates.calculation: the first calculation date 2024-06-20 must be after the cut-off 2024-06-20"],
    ),
    (
        "a distribution date at closing",
        &[("closing = '2024-01-01'", "closing = '2024-06-26'\ncutoff = '2024-01-01'")],
        &["dates.distribution: the first distribution date 2024-06-26 must be after closing 2024-06-26"],
    ),
    (
        "a distribution before its calculation date",
        &[("calculation = { dates = ['2024-06-20'", "calculation = { dates = ['2024-06-27'")],
        &[
            "distribution date 1: the distribution date 2024-06-26 must be after its calculation date 2024-06-27",
            "distribution date 1: the collections up to 2024-06-27 reach the plan account on 2024-06-27, after the \
             distribution date 2024-06-26: shorten the transfer lag or move the date",
        ],
    ),
    (
        "two distribution dates that roll to one day",
        &[
            ("[dates]", "[dates]\nroll = 'following'"),
            (
                "calculation = { dates = ['2024-06-20', '2024-12-20'",
                "calculation = { dates = ['2024-06-20', '2024-12-27'",
            ),
            ("['2024-06-26', '2024-12-26'] }", "['2024-12-28', '2024-12-29'] }"),
            ("maturity = '2024-12-26'", "maturity = '2024-12-29'"),
        ],
        &["distribution date 2: the payment 2024-12-30 must be after the one before it 2024-12-30"],
    ),
    (
        "collections that come too late",
        &[("servicer = 'Lender'", "servicer = 'Lender'\ntransfer_lag = { calendar-days = 7 }")],
        &[
            "distribution date 1: the collections up to 2024-06-20 reach the plan account on 2024-06-27, after the \
             distribution date 2024-06-26: shorten the transfer lag or move the date",
            "distribution date 2: the collections up to 2024-12-20 reach the plan account on 2024-12-27, after the \
             distribution date 2024-12-26: shorten the transfer lag or move the date",
        ],
    ),
];

pub(crate) const POOL: &[Case] = &[
    ("no loan", &[(LOANS, "[pool]\nloans = []\n\n")], &["pool: the pool is empty: give at least one loan"]),
    (
        "a pool of more than a trillion",
        &[("principal = '600'", "principal = '1000000000000'")],
        &["pool: the pool with its interest is 1,070,000,001,239.32: \
           together a deal may reach 1,000,000,000,000.00"],
    ),
    (
        "a loan to nobody",
        &[("borrower = 'Firm 1'", "borrower = ' '")],
        &["loan \"L1\": it names no borrower: loans of one borrower default together, so each needs a name"],
    ),
    (
        "a firm of two qualities",
        &[("borrower = 'Firm 2'", "borrower = 'Firm 1'")],
        &[
            "loan \"L2\": `Firm 1` has another rating, default probability or correlation here than with loan \"L1\": a \
             company defaults once, with all its loans and in all its roles",
        ],
    ),
    (
        "two firms of one registration and two qualities",
        &[
            ("borrower = 'Firm 1'", "borrower = 'Firm 1'\nregistration = 'R1'"),
            ("borrower = 'Firm 2'", "borrower = 'Firm 2'\nregistration = 'R1'"),
        ],
        &[
            "loan \"L2\": `Firm 2` has another rating, default probability or correlation here than with loan \"L1\": a \
             company defaults once, with all its loans and in all its roles",
        ],
    ),
    (
        "an enhancer that borrows at another quality",
        &[("borrower = 'Firm 1'", "borrower = 'Enhancer'")],
        &[
            "party \"Enhancer\": `Enhancer` has another rating, default probability or correlation here than with loan \
             \"L1\": a company defaults once, with all its loans and in all its roles",
        ],
    ),
    (
        "a firm with a registration here and none there",
        &[
            ("borrower = 'Firm 1'", "borrower = 'Firm 2'\nregistration = 'R1'"),
            ("quality = { annual-pd = '3%' }", "quality = { rating = 'BB' }"),
        ],
        &[
            "loan \"L2\": `Firm 2` has no registration here and registration R1 with loan \"L1\": a company has one, \
             wherever it is named",
        ],
    ),
    (
        "a loan that was repaid before the cut-off",
        &[("'2024-06-20', '2024-12-20'] }\nrepayment", "'2023-12-31', '2024-01-01'] }\nrepayment")],
        &[
            "loan \"L2\": every due date is on or before the cut-off 2024-01-01: the plan gets nothing from it",
        ],
    ),
    (
        "a loan that outlives the deal",
        &[("'2024-06-20', '2024-12-20'] }\nrepayment", "'2024-06-20', '2024-12-21'] }\nrepayment")],
        &[
            "loan \"L2\": it pays until 2024-12-21, after the last calculation date 2024-12-20: what comes then would \
           reach nobody; add dates to the deal or leave the loan out",
        ],
    ),
    (
        "a loan that rolls beyond the deal",
        &[
            ("servicer = 'Lender'", "servicer = 'Lender'\ndue_roll = 'following'"),
            ("'2024-12-20'] }\ndistribution", "'2024-12-22'] }\ndistribution"),
            ("'2024-06-20', '2024-12-20'] }\nrepayment", "'2024-06-20', '2024-12-22'] }\nrepayment"),
        ],
        &[
            "loan \"L2\": it pays until 2024-12-23, after the last calculation date 2024-12-22: what comes then would \
           reach nobody; add dates to the deal or leave the loan out",
        ],
    ),
    (
        "grades that the scale does not have",
        &[
            ("rating = 'BB'", "rating = 'BB*'"),
            (
                "asset_correlation = '0.2'",
                "asset_correlation = '0.2'\n\
           ratings = { A = '1%', B = ['2%', '3%'] }",
            ),
        ],
        &[
            "loan \"L2\": the rating scale has no grade `BB*`; it has A, B",
            "party \"Enhancer\": the rating scale has no grade `AAA`; it has A, B",
        ],
    ),
    (
        "a scale without a grade",
        &[("asset_correlation = '0.2'", "asset_correlation = '0.2'\nratings = {}")],
        &[
            "loan \"L2\": the rating scale has no grade `BB`; it has none",
            "party \"Enhancer\": the rating scale has no grade `AAA`; it has none",
        ],
    ),
    (
        "a grade without a probability",
        &[("asset_correlation = '0.2'", "asset_correlation = '0.2'\nratings = { AAA = '1%', BB = [] }")],
        &["loan \"L2\": grade `BB` has no default probability: give at least one"],
    ),
    (
        "a grade that gets better by waiting",
        &[(
            "asset_correlation = '0.2'",
            "asset_correlation = '0.2'\n\
           ratings = { AAA = '0.01%', BB = ['3%', '2%'] }",
        )],
        &["loan \"L2\": the cumulative default probabilities of grade `BB` must not fall from year to year"],
    ),
    (
        "recovery on an appraisal that one loan does not have",
        &[(
            "asset_correlation = '0.2'",
            "asset_correlation = '0.2'\n\
           recovery = { of-appraised-value = { rate = '10%', lag_months = 6 } }",
        )],
        &[
            "loan \"L1\": recovery is a share of the appraised value, and it has none: give one, or recover on the \
           outstanding",
        ],
    ),
    (
        "patents worth less than nothing",
        &[("appraised_value = '900'", "appraised_value = '-900'")],
        &["loan \"L2\": the appraised value is -900.00: it must be positive"],
    ),
    (
        "patents worth more than a trillion",
        &[("appraised_value = '900'", "appraised_value = 1000000000001")],
        &[
            "loan \"L2\": the appraised value is 1,000,000,000,001.00: together a deal may reach 1,000,000,000,000.00",
        ],
    ),
];

const SECOND_FEE: &str = "[[fees]]\nname = 'trustee'\npayee = 'Lender'\n\
                          amount = { fixed = { amount = 1, on = 'every-date' } }\n[undertaking]";

const LATE_RECOVERY: &str =
    "asset_correlation = '0.2'\nrecovery = { of-outstanding = { rate = '9%', lag_months = 4294967295 } }";

/// One mistake in every part of a deal: all of them are reported in one go.
pub(crate) const MANY: &[Case] = &[(
    "ten mistakes",
    &[
        ("servicer = 'Lender'", "servicer = 'Lander'"),
        ("calculation = { dates = ['2024-06-20', '2024-12-20'] }", "calculation = { dates = [] }"),
        ("principal = '1200'", "principal = 0"),
        ("rating = 'BB'", "rating = 'BBBB'"),
        ("appraised_value = '900'", "appraised_value = 0"),
        ("rating = 'AAA'", "rating = 'AAAA'"),
        ("payee = 'Manager'", "payee = 'Manger'"),
        ("amount = '300'", "amount = '-300'"),
        ("interest_each_date = ['senior']", "interest_each_date = ['seniors']"),
        ("{ principal = ['sub'] }", "{ principal = ['subs'] }"),
    ],
    &[
        "servicing: there is no party `Lander`; there is Enhancer, Lender, Manager",
        "dates.calculation: the schedule is empty: give at least one date",
        "loan \"L1\": the principal is 0.00: a loan owes a positive amount",
        "loan \"L2\": the appraised value is 0.00: it must be positive",
        "loan \"L2\": the rating scale has no grade `BBBB`; it has A, A+, A-, AA, AA+, AA-, AAA, B, B+, B-, BB, \
         BB+, BB-, BBB, BBB+, BBB-, C, CC, CCC",
        "party \"Enhancer\": the rating scale has no grade `AAAA`; it has A, A+, A-, AA, AA+, AA-, AAA, B, B+, B-, BB, \
         BB+, BB-, BBB, BBB+, BBB-, C, CC, CCC",
        "support \"Enhancer\": there is no note `seniors`; there is senior, sub",
        "note \"sub\": the amount is -300.00: it must not be negative",
        "fee \"trustee\": there is no party `Manger`; there is Enhancer, Lender, Manager",
        "waterfall step 6: there is no note `subs`; there is senior, sub",
        "waterfall: no step of the waterfall pays principal of \"sub\": add one, or remove it from the deal",
    ],
)];

/// A good deal and a thousand parties more, who do nothing.
pub(crate) fn crowded_deal() -> String {
    let party = |n: u32| format!("[[parties]]\nname = 'Party {n}'\nroles = []\n\n");
    (0..1000).map(party).fold(good_deal(), |deal, party| deal + &party)
}

/// A good deal with thirty-two supports more.
pub(crate) fn well_supported_deal() -> String {
    let support =
        |n: u32| format!("[[supports]]\nname = 's{n}'\nby = 'Enhancer'\ninterest_each_date = ['senior']\n\n");
    let deal = good_deal().replace("[undertaking]", "[[supports]]");
    (0..32).map(support).fold(deal, |deal, support| deal + "\n" + &support)
}

#[test]
fn more_supports_than_anybody_keeps_apart() {
    assert_eq!(deal_messages(&well_supported_deal()), ["supports: there are 33 supports: there may be 32"]);
}

/// A good deal with a hundred fees more.
pub(crate) fn expensive_deal() -> String {
    let fee = |n: u32| {
        format!(
            "[[fees]]\nname = 'f{n}'\npayee = 'Manager'\namount = {{ fixed = {{ amount = 1, on = 'every-date' }} }}\n\n"
        )
    };
    let names: Vec<String> = (0..100).map(|n| format!("'f{n}'")).collect();
    let paid = format!("{{ fees = ['trustee', {}] }}", names.join(", "));
    let deal = good_deal().replace("{ fees = ['trustee'] }", &paid);
    (0..100).map(fee).fold(deal, |deal, fee| deal + "\n" + &fee)
}

#[test]
fn more_fees_than_anybody_charges() {
    assert_eq!(deal_messages(&expensive_deal()), ["fees: there are 101 fees: there may be 100"]);
}

#[test]
fn more_parties_than_a_ledger_holds() {
    let message = "parties and notes: there are 1005 parties and notes: together there may be 1000";
    assert_eq!(deal_messages(&crowded_deal()), [message]);
}

#[test]
fn names_and_roles() {
    check(&good_deal(), NAMES, deal_messages);
}

#[test]
fn dates_and_calendars() {
    check(&good_deal(), DATES, deal_messages);
}

#[test]
fn the_pool_and_its_credit() {
    check(&good_deal(), POOL, deal_messages);
}

#[test]
fn all_mistakes_are_reported_at_once() {
    check(&good_deal(), MANY, deal_messages);
}

/// A program can tell where something is wrong without reading the sentence.
#[test]
fn a_place_is_a_value() {
    let place = |edits| deal_errors(&edited(&good_deal(), edits)).remove(0).place;
    assert_eq!(place(&[("amount = '300'", "amount = '-1'")]), Place::Note("sub".into()));
    assert_eq!(place(&[("'taxes',", "'taxes', 'taxes',")]), Place::WaterfallStep(2));
    assert_eq!(place(&[("principal = '600'", "principal = '0'")]), Place::Loan("L2".into()));
    assert_eq!(place(&[("servicer = 'Lender'", "servicer = 'Lander'")]), Place::Field("servicing"));
}
