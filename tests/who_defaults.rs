//! Whom a stress means, and from which due date on.
#![cfg(feature = "files")]

use abs_waterfall::scenario::StressList;
use abs_waterfall::{Deal, Money, ResolvedDeal, Scenario};
use proptest::prelude::*;

fn fujian() -> Deal {
    Deal::load(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian.toml")).unwrap()
}

/// Fujian's deal, in which the first firm has the fourth loan too, and the fifth and sixth firms are one by registration.
fn deal() -> ResolvedDeal {
    let mut deal = fujian();
    let loans = deal.pool.loans_mut();
    loans[3].borrower = "Firm 01".into();
    loans[4].registration = "91350100M000100Y43".into();
    loans[5].registration = "91350100M000100Y43".into();
    deal.resolve().unwrap()
}

fn scenario(words: &str) -> Scenario {
    let list: StressList = words.parse().unwrap();
    list.0.into_iter().fold(Scenario::no_default(), Scenario::with)
}

/// The loans that default, each with the first due date that it misses.
fn missed(words: &str) -> String {
    let projection = deal().project(&scenario(words)).unwrap();
    let told = projection.defaults.iter().map(|default| format!("{} {}", default.loan, default.missed));
    told.collect::<Vec<_>>().join(", ")
}

fn error(words: &str) -> String {
    deal().project(&scenario(words)).unwrap_err().to_string()
}

#[test]
fn a_loan_after_instalments_or_from_a_day_on() {
    assert_eq!(missed("C01:6"), "C01 2025-01-20");
    assert_eq!(missed("C01:2025-01-20"), "C01 2025-01-20", "what is due on the day is missed");
    assert_eq!(missed("C01:2025-01-21"), "C01 2025-02-20");
    assert_eq!(missed("C01:2020-01-01"), "C01 2024-07-20", "the first of all");
    assert_eq!(missed("C01:6,C02:3"), "C02 2024-10-20, C01 2025-01-20");
}

#[test]
fn a_borrower_defaults_with_all_its_loans() {
    assert_eq!(missed("\"Firm 01\":6"), "C01 2025-01-20, C04 2025-01-20");
    assert_eq!(
        missed("firm=Firm 05:2025-03-01"),
        "C05 2025-03-20, C06 2025-03-20",
        "one company by registration"
    );
    assert_eq!(missed("C01:6"), "C01 2025-01-20", "a loan by its id defaults alone");
}

/// 20 and 10 million of the first firm, then the fifth and sixth loans of 10 million each, of one firm; then 15 and 15.
#[test]
fn the_largest_borrowers_by_what_they_owe_then() {
    assert_eq!(missed("largest=1:2025-01-01"), "C01 2025-01-20, C04 2025-01-20");
    assert_eq!(
        missed("largest=2:2025-01-01"),
        "C01 2025-01-20, C04 2025-01-20, C05 2025-01-20, C06 2025-01-20"
    );
    assert_eq!(missed("largest=3:6").matches("C0").count(), 5, "of equal ones the first on the tape");
    assert!(missed("largest=3:6").contains("C02") && !missed("largest=3:6").contains("C03"));
    // The first two loans have only ever a hundred yuan left when they are that far.
    let mut small = fujian();
    small.pool.loans_mut()[0].principal = Money::from_yuan(100);
    let projection = small.resolve().unwrap().project(&scenario("largest=1:6")).unwrap();
    assert_eq!(projection.defaults[0].loan, "C02", "by what is owed, not by place");
}

#[test]
fn an_industry_and_a_region() {
    let pool = deal();
    let loans = pool.definition().pool.loans();
    let of =
        |is_it: &dyn Fn(&abs_waterfall::pool::Loan) -> bool| loans.iter().filter(|loan| is_it(loan)).count();
    let industry = missed("industry=biomedicine:2025-06-20");
    assert_eq!(industry.split(", ").count(), of(&|loan| loan.industry == "biomedicine"));
    let xiamen = missed("region=Xiamen:0");
    assert!(
        xiamen.contains("C01") && xiamen.contains("C04"),
        "a borrower there defaults with all its loans: {xiamen}"
    );
}

/// The earlier default counts, and one that pays no interest over one that does.
#[test]
fn of_a_loan_that_two_events_mean_the_earlier_counts() {
    assert_eq!(missed("\"Firm 01\":6,C04:3"), "C04 2024-10-20, C01 2025-01-20");
    assert_eq!(missed("C01:8,\"Firm 01\":6"), "C01 2025-01-20, C04 2025-01-20");
    assert_eq!(error("C01:6,C01:3"), "the scenario lets loan `C01` default twice");
}

#[test]
fn only_the_principal_is_missed() {
    let deal = deal();
    let by_words = deal.project(&scenario("C01:6:principal")).unwrap();
    let by_name = deal.project(&Scenario::no_default().with_missed_principal("C01", 6)).unwrap();
    assert_eq!(by_words, by_name);
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let prefix = "the scenario names what the deal does not have: there is no";
    assert!(error("C99:6").starts_with(&format!("{prefix} loan `C99`; there is C01, C02, C03")));
    assert!(
        error("\"Firm 1\":6").starts_with(&format!("{prefix} borrower `Firm 1`; there is Firm 01, Firm 02"))
    );
    assert!(error("industry=biotech:6").starts_with(&format!("{prefix} industry `biotech`; there is ")));
    assert!(error("region=Peking:6").starts_with(&format!("{prefix} region `Peking`; there is ")));
    assert_eq!(
        error("largest=99:6"),
        "the 99 largest borrowers were to default, but only 17 owe anything then"
    );
    assert_eq!(
        error("C01:2026-06-21"),
        "loan `C01` cannot default from 2026-06-21 on: its last due date is 2026-06-20"
    );
    assert!(error("C01:24").starts_with("loan `C01` cannot default after 24 instalments: it has 24"));
    let sentence =
        "`industry=biomedicine:2027-01-01` names nobody who still owes anything then: give an earlier date";
    assert_eq!(error("industry=biomedicine:2027-01-01"), sentence);
}

/// Half the recovery, half a year later, in a scenario and as a term of the deal: the same, and the scenario's is still the
/// deal's own result.
#[test]
fn a_scenario_changes_the_recovery_as_the_deal_would() {
    let deal = deal();
    let stress = scenario("C01:3").with_recovery_times("0.5".parse().unwrap()).with_lag_plus(6);
    let of_scenario = deal.project(&stress).unwrap();
    let stressed = deal.varied(|deal| {
        deal.credit.stress.recovery = "0.5".parse().unwrap();
        deal.credit.stress.lag_months = 6;
    });
    let of_deal = stressed.unwrap().project(&scenario("C01:3")).unwrap();
    assert_eq!((&of_scenario.dates, &of_scenario.defaults), (&of_deal.dates, &of_deal.defaults));
    assert_eq!(of_scenario.manifest, deal.project(&scenario("C01:3")).unwrap().manifest);
    assert_eq!(of_scenario.defaults[0].recovery.to_string(), "1,777,777.78");
    let too_late = Scenario::no_default().with_lag_plus(u32::MAX);
    assert!(deal.project(&too_late).unwrap_err().to_string().contains("lag in months"));
}

/// Of what can be one thing only a list of words says it once: of two recoveries, or two lags, nobody knows which is meant.
#[test]
fn a_recovery_or_a_lag_is_said_once() {
    for (words, again) in [
        ("recovery=0.5,C01:6,recovery=0.4", "recovery"),
        ("lag=6,lag=6", "lag"),
        ("recovery=1,recovery=0.5", "recovery"),
    ] {
        let told = words.parse::<StressList>().unwrap_err().to_string();
        assert_eq!(
            told,
            format!("`{again}=` is there twice, which does not say what is meant: write it once")
        );
    }
    assert!("recovery=0.5,lag=6,C01:6,C02:3".parse::<StressList>().is_ok());
    let twice =
        ["recovery=0.5,lag=6", "recovery=0.4,lag=3"].map(|words| words.parse::<StressList>().unwrap());
    let twice = twice.into_iter().flat_map(|list| list.0).fold(Scenario::no_default(), Scenario::with);
    assert_eq!(twice.to_string(), "nobody defaults; 0.2 times the recovery; recovered 9 month(s) later");
}

/// A date is written in full, in every stress that has one.
#[test]
fn a_date_is_written_in_full() {
    for date in ["20250620", "2025-6-20", "+002025-06-20"] {
        for words in [format!("fails=X:{date}"), format!("C01:{date}"), format!("pool=5%:{date}")] {
            let told = words.parse::<StressList>().unwrap_err().to_string();
            assert!(told.contains("write") && told.contains("2025-06-2"), "{words}: {told}");
        }
    }
}

/// A quote that does not close is told for what it is, wherever it opens.
#[test]
fn a_quote_that_does_not_close() {
    for words in
        ["\"Firm 01:6", "\"Firm 01:6,C02:3", "fails=\"X:2025-06-20", "industry=\"a:6", "C01\":6", "5%:\"even"]
    {
        let told = words.parse::<StressList>().unwrap_err().to_string();
        assert_eq!(
            told,
            format!(
                "the quotes of `{words}` do not close: put the whole name in quotes, and double those in it"
            )
        );
    }
}

/// A stress in words, of whatever makes sense or does not.
fn any_words() -> impl Strategy<Value = String> {
    let whom = prop::sample::select(vec![
        "C01",
        "C19",
        "C99",
        "\"Firm 01\"",
        "firm=Firm 07",
        "largest=1",
        "largest=4",
        "largest=40",
        "industry=software",
        "industry=none",
        "region=Xiamen",
        "loan=\"C02\"",
    ]);
    let when = prop_oneof![
        (0_u32..30).prop_map(|count| count.to_string()),
        (2023_u32..2029, 1_u32..13, 1_u32..29)
            .prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}")),
    ];
    let principal = prop::sample::select(vec!["", ":principal"]);
    let timing = prop::sample::select(vec!["front", "even", "back", "100%", "1%/0%/99%"]);
    let share = (0_u32..=100, 2023_u32..2028, 1_u32..13);
    prop_oneof![
        4 => (whom, when, principal).prop_map(|(whom, when, principal)| format!("{whom}:{when}{principal}")),
        1 => (0_u32..=100, timing).prop_map(|(percent, timing)| format!("{percent}%:{timing}")),
        1 => share.prop_map(|(percent, year, month)| format!("pool={percent}%:{year}-{month:02}-15")),
    ]
}

proptest! {
    /// Whatever is asked for, it is told what is wrong with it, or every fen of principal is paid or defaults.
    #[test]
    fn any_scenario_runs_or_says_why_not(words in prop::collection::vec(any_words(), 0..5)) {
        let deal = fujian().resolve().unwrap();
        let Ok(projection) = deal.project(&scenario(&words.join(", "))) else { return Ok(()) };
        let collected = projection.dates.iter().map(|date| date.collected);
        let accounted: Money = collected.map(|collected| collected.principal + collected.defaulted).sum();
        prop_assert_eq!(accounted, deal.opening_principal());
    }

    /// No text makes the reader panic, and what it reads it writes so that it is read again.
    #[test]
    fn any_text_is_read_or_refused(
        text in "[C01F\":=,%/ 6a.\\-：财]{0,16}|(C01|largest=2|pool=5%|7%|\"a\"|\"\"\"a\"):(6|front|2025-06-20|50%/50%)",
    ) {
        if let Ok(list) = text.parse::<StressList>() {
            prop_assert_eq!(list.to_string().parse(), Ok(list));
        }
    }
}
