//! The issuer's view: the spread budget against term sheets, what the issue costs, what a cut of a fee buys, and the payments
//! for the issue in the ledger.

use abs_waterfall::analysis::issuer::{IssuerTerms, SpreadBudget};
use abs_waterfall::calendar::{BasisPoints, DatedRate, FloatingRate, RateTable};
use abs_waterfall::deal::{FeeAmount, IssuePayment, Party};
use abs_waterfall::projection::EntryKind;
use abs_waterfall::{Date, Deal, Money, Rate, ResolvedDeal, Scenario, Simulation};
use rust_decimal::Decimal;

fn deal(name: &str) -> Deal {
    Deal::load(format!("examples/deals/{name}.toml")).unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn budget(deal: &ResolvedDeal, scenario: &Scenario) -> SpreadBudget {
    SpreadBudget::of(deal, &deal.project(scenario).unwrap())
}

/// Term sheets A and C, line by line.
#[test]
fn a_budget_to_the_fen() {
    for (name, lines) in [
        (
            "nanshan",
            &[
                ("income of the pool", "10242777.76"),
                ("taxes", "-334133.33"),
                ("fee \"running\"", "-684950.00"),
                ("fee \"surveillance\"", "-80000.00"),
                ("interest on senior", "-7436600.00"),
                ("what is left", "1707094.43"),
            ],
        ),
        (
            "fujian",
            &[
                ("income of the pool", "7937002.88"),
                ("taxes", "-258915.80"),
                ("fee \"running\"", "-495618.37"),
                ("fee \"surveillance\"", "-160000.00"),
                ("interest on senior", "-3872018.39"),
                ("what is left", "3150450.32"),
            ],
        ),
    ] {
        let budget = budget(&deal(name).resolve().unwrap(), &Scenario::no_default());
        let all = budget.lines.iter().chain([&budget.left]);
        let found: Vec<(&str, Money)> = all.map(|line| (line.what.as_str(), line.amount)).collect();
        let expected: Vec<(&str, Money)> =
            lines.iter().map(|(what, amount)| (*what, money(amount))).collect();
        assert_eq!(found, expected, "{name}");
    }
}

/// Whatever happens, and whatever a deal has: reserves, agreed returns, licences, principal beyond the notes, a loan that is bought back.
#[test]
fn every_line_counts_once() {
    let mut bought = deal("fujian");
    bought.pool.loans_mut()[0].ineligible = Some("2025-03-01".parse().unwrap());
    check_sum(&bought.resolve().unwrap(), "a loan is bought back");
    for entry in std::fs::read_dir("examples/deals").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "toml") {
            continue;
        }
        check_sum(&Deal::load(&path).unwrap().resolve().unwrap(), &path.display().to_string());
    }
}

fn check_sum(deal: &ResolvedDeal, name: &str) {
    let largest: abs_waterfall::scenario::StressList = "largest=1:0".parse().unwrap();
    let stressed = largest.0.into_iter().fold(Scenario::no_default(), Scenario::with);
    for scenario in [Scenario::no_default(), stressed] {
        let budget = budget(deal, &scenario);
        let sum: Money = budget.lines.iter().map(|line| line.amount).sum();
        assert_eq!(sum, budget.left.amount, "{name} if {scenario}");
    }
}

/// 195.7 million for 365 days: what the holders get is 3.8 % of it; with fees and taxes of 1,099,083.33 on the last day it is
/// 3.8 % + 0.5616 %; up-front costs of 1 % and a subsidy of 0.5 % a year later change what is raised, and what is repaid.
#[test]
fn the_cost_of_an_issue_of_one_date() {
    let closing: Date = "2022-04-14".parse().unwrap();
    let mut nanshan = deal("nanshan");
    assert_eq!(nanshan.closing, closing);
    nanshan.parties.push(Party::new("Nanshan District", &[]));
    let (originator, manager) = (nanshan.parties[0].name.clone(), nanshan.parties[2].name.clone());
    let cost = IssuePayment::cost("up front", &originator, &manager, money("1957000"));
    let subsidy =
        IssuePayment::subsidy("district", "Nanshan District", &originator, "0.475%".parse().unwrap())
            .with_day("2023-04-14".parse().unwrap());
    let other = IssuePayment::subsidy("broker", "Nanshan District", &manager, "1%".parse().unwrap())
        .with_cap(money("500000"));
    let deal = nanshan.with_issue_payments([cost, subsidy, other]).resolve().unwrap();
    let funding = deal.issuer(&IssuerTerms::default(), &Simulation::new(2)).unwrap().funding;
    let (raised, interest, running) = (195.7e6, 7_436_600.0, 334_133.33 + 684_950.0 + 80_000.0);
    let subsidy = 0.00475 * 206e6;
    let last = raised + interest + running;
    for (what, found, expected) in [
        ("coupons", funding.coupons, interest / raised),
        ("running", funding.with_running, last / raised - 1.0),
        ("up front", funding.with_up_front, last / (raised - 1_957_000.0) - 1.0),
        ("all in", funding.all_in, (last - subsidy) / (raised - 1_957_000.0) - 1.0),
    ] {
        assert!((found.unwrap() - expected).abs() < 1e-9, "{what}: {found:?} {expected}");
    }
    let priced = deal.varied(|deal| deal.notes[0].price = "99%".parse().unwrap()).unwrap();
    let priced = priced.issuer(&IssuerTerms::default(), &Simulation::new(2)).unwrap().funding;
    assert_eq!(priced.raised, money("193743000"), "who pays 99 % of the amount buys all of it");
    let dearer = (raised + interest) / 193_743_000.0 - 1.0;
    assert!((priced.coupons.unwrap() - dearer).abs() < 1e-9, "{:?} {dearer}", priced.coupons);
    assert_eq!(
        [funding.raised, funding.up_front, funding.subsidies, funding.subsidies_to_others],
        ["195700000", "1957000", "978500", "500000"].map(money)
    );
}

/// They stand in the ledger with their days, and the books still sum to nothing.
#[test]
fn payments_for_the_issue_are_transfers_of_the_deal() {
    let plain = deal("every-term").resolve().unwrap().project(&Scenario::no_default()).unwrap();
    let issue: Vec<_> = plain
        .ledger
        .iter()
        .filter(|entry| entry.number == 0)
        .map(|entry| (entry.on.to_string(), entry.kind, entry.amount))
        .collect();
    assert_eq!(
        issue,
        [
            ("2025-03-20".into(), EntryKind::IssueCost, money("250000")),
            ("2025-12-20".into(), EntryKind::Subsidy, money("390000")),
        ]
    );
    assert_eq!(plain.balances.iter().map(|account| account.balance).sum::<Money>(), Money::ZERO);
    let mut without = deal("every-term");
    without.issue.clear();
    let without = without.resolve().unwrap().project(&Scenario::no_default()).unwrap();
    let changes = plain.balances.iter().zip(&without.balances).filter(|(with, without)| with != without);
    let changes: Vec<(&str, Money)> =
        changes.map(|(with, without)| (with.name.as_str(), with.balance - without.balance)).collect();
    assert_eq!(
        changes,
        [("Lender", money("140000")), ("City", money("-390000")), ("Lawyer", money("250000"))]
    );
    assert_eq!(plain.notes, without.notes, "no note is touched by it");
}

/// The rates of all loans less what was found, with the fee cut, leave as much as before; a ten-thousandth of a percent more
/// leaves less.
#[test]
fn the_borrowers_gain_put_back_in() {
    let fujian = deal("fujian").resolve().unwrap();
    let before = budget(&fujian, &Scenario::no_default()).left.amount;
    let view = fujian.issuer(&IssuerTerms::default(), &Simulation::new(2)).unwrap();
    let running = &view.cuts[0];
    let found = running.loan_rate.unwrap();
    let left = |more: &str| {
        let by = found.checked_add(more.parse().unwrap()).unwrap();
        let changed = fujian.varied(|deal| {
            let FeeAmount::Rate { rate, .. } = &mut deal.fees[0].amount else { panic!("a rate") };
            *rate = rate.times("0.9".parse().unwrap());
            deal.pool.loans_mut().iter_mut().for_each(|loan| loan.rate = loan.rate.checked_sub(by).unwrap());
        });
        budget(&changed.unwrap(), &Scenario::no_default()).left.amount
    };
    assert!(left("0") >= before && left("0.000001") < before, "{found}");
}

/// Loans that float on a table of 3 % with what makes their rates of it can be as much cheaper as those that do not float.
#[test]
fn the_borrowers_gain_where_their_loans_float() {
    let gain = |deal: Deal| {
        let view = deal.resolve().unwrap().issuer(&IssuerTerms::default(), &Simulation::new(2)).unwrap();
        view.cuts[0].loan_rate
    };
    let fixed = deal("fujian");
    let three: Rate = "3%".parse().unwrap();
    let table = RateTable::new([DatedRate::new("2020-01-01".parse().unwrap(), three)]).unwrap();
    let mut floats = fixed.clone().with_rates("T", table);
    for loan in floats.pool.loans_mut() {
        let spread = (loan.rate.to_decimal() - three.to_decimal()) * Decimal::from(10_000);
        let rate = FloatingRate::new("T").with_spread(BasisPoints::new(spread).unwrap());
        loan.floating = Some(Box::new(rate.with_floor(loan.rate).with_cap(loan.rate)));
    }
    let found = gain(floats);
    assert!(found.is_some() && found == gain(fixed), "{found:?}");
}

/// Half of 80,000 once, on a note that is repaid in one sum: no other fee is touched by it.
#[test]
fn what_a_cut_saves() {
    let nanshan = deal("nanshan").resolve().unwrap();
    let half = IssuerTerms::default().with_cut("50%".parse().unwrap());
    let cuts = nanshan.issuer(&half, &Simulation::new(2)).unwrap().cuts;
    assert_eq!(
        cuts.iter().map(|cut| cut.saved).collect::<Vec<_>>(),
        ["342475", "40000", "382475"].map(money)
    );
}

/// What the sub and the enhancer gain is the difference of two simulations on the same paths.
#[test]
fn the_gains_of_sub_and_enhancer() {
    let fujian = deal("fujian").resolve().unwrap();
    let simulation = Simulation::new(5_000);
    let half: Rate = "50%".parse().unwrap();
    let view = fujian.issuer(&IssuerTerms::default().with_cut(half), &simulation).unwrap();
    assert_eq!(
        view.cuts.iter().map(|cut| cut.fee.as_deref()).collect::<Vec<_>>(),
        [Some("running"), Some("surveillance"), None]
    );
    let cut = fujian.varied(|deal| {
        let FeeAmount::Fixed { amount, .. } = &mut deal.fees[1].amount else { panic!("an amount") };
        *amount = money("40000");
    });
    let (before, after) =
        (fujian.simulate(&simulation).unwrap(), cut.unwrap().simulate(&simulation).unwrap());
    let mean = |risk: &abs_waterfall::Risk, of: &str| risk.measure(of).unwrap().mean().value;
    let surveillance = &view.cuts[1];
    let received = mean(&after, "note sub: received") - mean(&before, "note sub: received");
    let unpaid = "support Fujian Credit Enhancement: unreimbursed";
    let fallen = mean(&before, unpaid) - mean(&after, unpaid);
    assert!((surveillance.sub.unwrap().value - received).abs() < 1e-6);
    assert!((surveillance.supports[0].unreimbursed.value - fallen).abs() < 1e-6 && fallen > 0.0);
    // Half of the fee, and what the running fee is lower on a senior note that is repaid a little earlier.
    assert!(
        surveillance.saved > money("80000") && surveillance.saved < money("80200"),
        "{}",
        surveillance.saved
    );
}

#[test]
fn a_deal_without_an_originator() {
    let orphan = deal("fujian").resolve().unwrap().varied(|deal| {
        deal.parties[0].roles.retain(|role| *role != abs_waterfall::deal::Role::Originator);
    });
    let error = orphan.unwrap().issuer(&IssuerTerms::default(), &Simulation::new(2)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no party has the role of originator: say who sells the pool and pays for the issue"
    );
}
