//! How the servicer sweeps, and what happens should it fail.

use abs_waterfall::{Deal, Scenario};

use crate::support::{Case, check, deal_messages, edited, good_deal};

const FAILURE: &str = "servicer = 'Lender'

[servicing.failure]
redirect_lag_days = 30
interruption_periods = 1
estate = { pays = '30%', months = 12 }
backup = { party = 'Manager', fee = 'trustee' }";

const SERVICER: &str = "servicer = 'Lender'";
const MANAGER: &str = "roles = ['plan-manager']";
const BOTH: &str = "roles = ['plan-manager', 'backup-servicer']";

pub(crate) const SERVICERS: &[Case] = &[
    ("a servicer that may fail", &[(SERVICER, FAILURE), (MANAGER, BOTH)], &[]),
    (
        "a sweep on a day that no month has",
        &[(SERVICER, "servicer = 'Lender'\nsweeps = { monthly = 32 }")],
        &[
            "servicing.sweeps: no month has the day of its sweeps: write `monthly` with a day from 1 to 31, which is the last of \
             a shorter month",
        ],
    ),
    (
        "a sweep after the last date",
        &[(SERVICER, "servicer = 'Lender'\nsweeps = { monthly = 31 }")],
        &[
            "loan \"L1\": what it pays on 2024-12-20 reaches the plan account on 2024-12-31, after the last distribution date \
             2024-12-26: sweep more often, or add dates to the deal",
            "loan \"L2\": what it pays on 2024-12-20 reaches the plan account on 2024-12-31, after the last distribution date \
             2024-12-26: sweep more often, or add dates to the deal",
        ],
    ),
    (
        "waits that no agreement has",
        &[
            (SERVICER, FAILURE),
            (MANAGER, BOTH),
            ("redirect_lag_days = 30", "redirect_lag_days = 367"),
            ("interruption_periods = 1", "interruption_periods = 121"),
            ("months = 12", "months = 1201"),
        ],
        &[
            "servicing.failure.redirect_lag_days: the lag in days is 367: it may be at most 366",
            "servicing.failure.interruption_periods: the number of periods is 121: it may be at most 120",
            "servicing.failure.estate.months: the lag in months is 1201: it may be at most 1200",
        ],
    ),
    (
        "a backup without a role",
        &[(SERVICER, FAILURE)],
        &["servicing.failure.backup: `Manager` has no role as backup-servicer: add it to the party's roles"],
    ),
    (
        "a backup that is not there",
        &[(SERVICER, FAILURE), ("party = 'Manager'", "party = 'Bank'")],
        &["servicing.failure.backup: there is no party `Bank`; there is Enhancer, Lender, Manager"],
    ),
    (
        "a servicer that is its own backup, for a fee of another",
        &[(SERVICER, FAILURE), ("party = 'Manager'", "party = 'Lender'")],
        &[
            "servicing.failure.backup: `Lender` services the pool already: name another party that takes its place",
            "servicing.failure.backup: fee `trustee` is paid to `Manager`, not to `Lender`: name a fee of `Lender`",
        ],
    ),
    (
        "a fee that there is not, and one that is not the servicer's",
        &[
            (SERVICER, FAILURE),
            (MANAGER, BOTH),
            ("fee = 'trustee' }", "fee = 'trustee', in_place_of = 'trustee' }"),
        ],
        &[
            "servicing.failure.backup: fee `trustee` is paid to `Manager`, not to `Lender`: name a fee of `Lender`",
        ],
    ),
];

#[test]
fn servicers_that_sweep_and_fail() {
    check(&good_deal(), SERVICERS, deal_messages);
}

#[test]
fn a_failure_that_the_deal_says_nothing_of() {
    let project = |toml: &str, scenario: &Scenario| {
        let deal = Deal::from_toml(toml).unwrap().resolve().unwrap();
        deal.project(scenario).map(|_| ()).map_err(|error| error.to_string())
    };
    let fails = Scenario::no_default().with_failure("Lender", "2024-05-01".parse().unwrap());
    let sentence = "the scenario lets `Lender` fail, which services the pool, but the deal does not say what that means: add \
                    `[servicing.failure]` to it";
    assert_eq!(project(&good_deal(), &fails), Err(sentence.into()));
    let able = edited(&good_deal(), &[(SERVICER, FAILURE), (MANAGER, BOTH)]);
    assert_eq!(project(&able, &fails), Ok(()));
}
