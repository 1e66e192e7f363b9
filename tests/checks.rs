//! Deals against the rules of the exchanges and the regulators: each rule met, broken, waived and not told of.

use abs_waterfall::calendar::{DatedRate, FloatingRate, RateTable, Schedule};
use abs_waterfall::deal::{
    AssetClass, Check, Disclosure, OnlineLoans, Outcome, PaymentDates, Role, Rule, Step, Support, Waiver,
};
use abs_waterfall::pool::{Loan, LoanDisclosure, Repayment};
use abs_waterfall::servicing::{Servicing, TransferLag};
use abs_waterfall::waterfall::{CleanUpCall, Condition, Gauge};
use abs_waterfall::{Date, Deal, Money, Rate, Scenario};

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Ten firms owe a million each, by twelve monthly payments; collections are paid out every month. Everything that the checks
/// ask for is stated, and every rule is kept.
fn sound() -> Deal {
    let loan = |i: usize| {
        let (id, million) = (format!("L{i}"), Money::from_yuan(1_000_000));
        Loan::level_payment(id, million, rate("6%"), day("2024-06-20"), 12)
            .with_borrower(format!("Firm {i}"))
            .with_appraised_value(Money::from_yuan(2_000_000))
    };
    let deal = Deal::from_toml(FRAME).unwrap();
    let disclosure = Disclosure::default()
        .with_groups_complete(true)
        .with_every_loan(LoanDisclosure::clean())
        .with_clean_up(rate("10%"))
        .with_lender_years(2)
        .with_lender_profitable(true)
        .with_lender_bonds(Money::from_yuan(1_200_000_000))
        .with_lender_borrowings(Money::from_yuan(300_000_000));
    deal.with_pool((1..=10).map(loan).collect()).with_disclosure(disclosure)
}

const FRAME: &str = "
name = 'Sound'
closing = '2024-06-20'
waterfall = [{ interest = ['senior'] }, { principal = ['senior'] }, { principal = ['sub'] }, { residual = 'sub' }]
pool = { loans = [] }

[[parties]]
name = 'Lender'
roles = ['originator', 'servicer']
group = 'Group'
net_assets = '300000000'

[[parties]]
name = 'Guarantor'
roles = ['shortfall-payer']

[servicing]
servicer = 'Lender'
transfer_lag = { calendar-days = 3 }

[dates]
calculation = { regular = { first = '2024-07-20', every_months = 1, count = 12, month_end = false } }
distribution = { regular = { first = '2024-07-26', every_months = 1, count = 12, month_end = false } }

[credit]
asset_correlation = '0.2'

[[notes]]
name = 'senior'
amount = '9500000'
coupon = { rate = '2.5%', day_count = 'act/365f' }
repayment = { pass-through = { maturity = '2025-06-26' } }

[[notes]]
name = 'sub'
amount = '500000'
repayment = 'subordinated'
held_by = 'Lender'

[[supports]]
by = 'Guarantor'
interest_each_date = ['senior']
principal_at_maturity = ['senior']
";

type Change = fn(Deal) -> Deal;

fn as_it_is(deal: Deal) -> Deal {
    deal
}

fn disclosing(deal: Deal, change: impl FnOnce(&mut Disclosure)) -> Deal {
    let mut deal = deal;
    change(&mut deal.disclosure);
    deal
}

/// The deal with its first loan changed.
fn first_loan(deal: Deal, change: impl FnOnce(Loan) -> Loan) -> Deal {
    let mut loans = deal.pool.loans().to_vec();
    let first = loans.remove(0);
    loans.insert(0, change(first));
    deal.with_pool(loans.into())
}

/// The deal with this known of its first loan.
fn first_is(deal: Deal, disclosed: LoanDisclosure) -> Deal {
    first_loan(deal, |loan| loan.with_disclosed(disclosed))
}

/// The first firm owes so many million.
fn first_owes(deal: Deal, million: i64) -> Deal {
    first_loan(deal, |loan| loan.with_principal(Money::from_yuan(1_000_000 * million)))
}

/// The deal without its last loan.
fn nine_loans(mut deal: Deal) -> Deal {
    deal.pool.loans_mut().pop();
    deal
}

/// The support only lends what a date lacks.
fn only_lent_to(mut deal: Deal) -> Deal {
    deal.parties[1].roles.push(Role::LiquidityProvider);
    deal.supports = vec![Support::facility("Guarantor", &["senior"], Money::from_yuan(1_000))];
    let at = deal.waterfall.iter().position(|step| *step == Step::principal("senior")).unwrap();
    deal.waterfall.insert(at, Step::reimbursement());
    deal
}

fn of(deal: Deal, assets: AssetClass) -> Deal {
    disclosing(deal, |disclosed| disclosed.assets = Some(assets))
}

/// Each claim was owed to a supplier of its own.
fn supply_chain(deal: Deal) -> Deal {
    let loans = deal.pool.loans().iter().enumerate();
    let owed = |(i, loan): (usize, &Loan)| {
        loan.clone().with_disclosed(LoanDisclosure::clean().with_creditor(format!("Supplier {i}")))
    };
    let loans: Vec<Loan> = loans.map(owed).collect();
    of(deal.with_pool(loans.into()), AssetClass::SupplyChain)
}

/// Nothing is stated of any loan.
fn nothing_of_loans(deal: Deal) -> Deal {
    disclosing(deal, |disclosed| disclosed.every_loan = None)
}

fn lender_has(mut deal: Deal, net_assets: Option<i64>) -> Deal {
    deal.parties[0].net_assets = net_assets.map(Money::from_yuan);
    deal
}

/// Collections are paid out every so many months.
fn paid_out_every(deal: Deal, months: u32) -> Deal {
    let count = 12 / months;
    let (first, then) = (format!("2024-{:02}-20", 6 + months), format!("2024-{:02}-26", 6 + months));
    let every = |first: &str| Schedule::regular(day(first), months, count);
    deal.with_dates(PaymentDates::new(every(&first), every(&then)))
}

/// What a rule says to deals that meet it, break it, and do not say.
struct Case {
    rule: Rule,
    /// From the sound deal to one that the rule concerns and that keeps it.
    met: Change,
    /// From that to one that breaks it.
    broken: Change,
    /// What that is then.
    found: &'static str,
    /// From the one that keeps it to one that does not say; `None` where every deal says.
    unsaid: Option<Change>,
    /// Does the rule know a waiver?
    waivable: bool,
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    Case { rule: Rule::Retention, met: as_it_is, waivable: true,
        broken: |mut deal| { deal.notes[1].held_by = Some("Guarantor".into()); deal.parties[1].group = Some("Other".into()); deal },
        found: "notes: Lender and its affiliates hold 0.00 of 10,000,000.00, 0.00 %",
        unsaid: Some(|mut deal| { deal.notes[1].held_by = None; deal }) },
    Case { rule: Rule::Debtors, met: as_it_is, waivable: true, broken: nine_loans,
        found: "pool: 9 debtors, none stated to be an affiliate of another",
        unsaid: Some(|deal| disclosing(deal, |disclosed| disclosed.groups_complete = false)) },
    Case { rule: Rule::Creditors, met: supply_chain, waivable: true, broken: nine_loans,
        found: "pool: 9 creditors are stated",
        unsaid: Some(|deal| first_is(deal, LoanDisclosure::clean())) },
    Case { rule: Rule::SingleDebtor, met: as_it_is, waivable: true, broken: |deal| first_owes(deal, 10),
        found: "loan \"L1\": Firm 1 owes 10,000,000.00 of 19,000,000.00, 52.63 %", unsaid: None },
    Case { rule: Rule::FiveDebtors, met: |deal| of(deal, AssetClass::Leases), waivable: true, broken: |deal| first_owes(deal, 9),
        found: "pool: the five largest debtors owe 13,000,000.00 of 18,000,000.00, 72.22 %", unsaid: None },
    Case { rule: Rule::OnlineLoans, waivable: false, broken: |deal| deal, unsaid: None,
        met: |deal| disclosing(deal, |disclosed| disclosed.online = Some(OnlineLoans::Business)),
        found: "loan \"L1\": Firm 1 owes 1,000,000.00 of 10,000,000.00, 10.00 %" },
    Case { rule: Rule::CashFlowProvider, met: as_it_is, waivable: false, broken: |deal| first_owes(deal, 2),
        found: "loan \"L1\": of what is to come Firm 1 pays 2,065,594.32 of 11,360,768.67, 18.18 %: disclose it",
        unsaid: Some(|deal| disclosing(deal, |disclosed| disclosed.groups_complete = false)) },
    Case { rule: Rule::OwnCashFlow, met: as_it_is, waivable: false,
        broken: |deal| first_is(first_owes(deal, 2), LoanDisclosure::default().with_group("Group")),
        found: "pool: of what is to come the originator and its affiliates pay 2,065,594.32 of 11,360,768.67, 18.18 %: disclose it",
        unsaid: Some(|deal| disclosing(deal, |disclosed| disclosed.groups_complete = false)) },
    Case { rule: Rule::Transfer, met: as_it_is, waivable: true, broken: |deal| paid_out_every(deal, 3),
        found: "servicing: what falls due on 2024-07-20 is in the plan account on 2024-09-23, within 3 month(s)", unsaid: None },
    Case { rule: Rule::IpShare, met: as_it_is, waivable: false,
        broken: |deal| disclosing(deal, |disclosed| disclosed.ip_share = Some(rate("69.99%"))),
        found: "disclosure: 69.99 % of the cash flow is of intellectual property",
        unsaid: Some(|mut deal| { deal.pool.loans_mut()[..4].iter_mut().for_each(|loan| loan.appraised_value = None); deal }) },
    Case { rule: Rule::Lender, met: as_it_is, waivable: false,
        broken: |deal| disclosing(deal, |disclosed| disclosed.lender_years = Some(1)),
        found: "party \"Lender\": in business for 1 full year(s), a profit last year, net assets of 300,000,000.00",
        unsaid: Some(|deal| disclosing(deal, |disclosed| disclosed.lender_profitable = None)) },
    Case { rule: Rule::BorrowerLimit, met: as_it_is, waivable: false, broken: |deal| lender_has(deal, Some(9_999_999)),
        found: "loan \"L1\": Firm 1 owes in this pool 1,000,000.00, 10.00 % of net assets of 9,999,999.00",
        unsaid: Some(|deal| lender_has(deal, None)) },
    Case { rule: Rule::GroupLimit, met: as_it_is, waivable: false, broken: |deal| lender_has(deal, Some(6_666_666)),
        found: "loan \"L1\": Firm 1 with its affiliates owes in this pool 1,000,000.00, 15.00 % of net assets of 6,666,666.00",
        unsaid: Some(|deal| disclosing(deal, |disclosed| disclosed.groups_complete = false)) },
    Case { rule: Rule::Bonds, met: as_it_is, waivable: false, broken: |deal| lender_has(deal, Some(299_999_999)),
        found: "party \"Lender\": bonds and asset-backed securities are 1,200,000,000.00, 400.00 % of net assets of 299,999,999.00",
        unsaid: Some(|deal| disclosing(deal, |disclosed| disclosed.lender_bonds = None)) },
    Case { rule: Rule::Borrowings, met: as_it_is, waivable: false, broken: |deal| lender_has(deal, Some(299_999_999)),
        found: "party \"Lender\": bank and shareholder loans are 300,000,000.00, 100.00 % of net assets of 299,999,999.00",
        unsaid: Some(|deal| disclosing(deal, |disclosed| disclosed.lender_borrowings = None)) },
    Case { rule: Rule::CleanUp, met: as_it_is, waivable: false,
        broken: |deal| disclosing(deal, |disclosed| disclosed.clean_up = Some(rate("10.01%"))),
        found: "disclosure.clean_up: the originator may buy the pool back once 10.01 % of it is left",
        unsaid: Some(|deal| disclosing(deal, |disclosed| disclosed.clean_up = None)) },
    Case { rule: Rule::Overdue, met: as_it_is, waivable: false,
        broken: |deal| first_is(deal, LoanDisclosure::default().with_overdue(true)),
        found: "loan \"L1\": it is overdue at the cut-off", unsaid: Some(nothing_of_loans) },
    Case { rule: Rule::OverdueHistory, met: as_it_is, waivable: false,
        broken: |deal| first_is(deal, LoanDisclosure::default().with_times_overdue(4)),
        found: "loan \"L1\": its borrower was overdue 4 times, 0 days in all", unsaid: Some(nothing_of_loans) },
    Case { rule: Rule::Extended, met: as_it_is, waivable: false,
        broken: |deal| first_is(deal, LoanDisclosure::default().with_extended(true)),
        found: "loan \"L1\": it has been extended", unsaid: Some(nothing_of_loans) },
    Case { rule: Rule::Disbursed, met: as_it_is, waivable: false,
        broken: |deal| first_is(deal, LoanDisclosure::default().with_fully_disbursed(false)),
        found: "loan \"L1\": it was not disbursed in full", unsaid: Some(nothing_of_loans) },
    Case { rule: Rule::RateCap, met: as_it_is, waivable: false,
        broken: |deal| first_loan(deal, |loan| loan.with_rate(rate("24.01%"))),
        found: "loan \"L1\": it costs 24.01 % a year", unsaid: None },
    Case { rule: Rule::WholeContract, met: as_it_is, waivable: false,
        broken: |deal| first_is(deal, LoanDisclosure::default().with_whole_contract(false)),
        found: "loan \"L1\": a part of its contract is not in the pool: show that the parts can be told apart",
        unsaid: Some(nothing_of_loans) },
];

/// What is found of a rule, in order: of itself, and of a waiver that does not count.
fn found(deal: Deal, rule: Rule) -> Vec<Check> {
    deal.resolve().unwrap().checks().into_iter().filter(|check| check.rule == rule).collect()
}

fn outcome(deal: Deal, rule: Rule) -> String {
    let outcomes: Vec<String> = found(deal, rule).iter().map(|check| check.outcome.to_string()).collect();
    outcomes.join(", ")
}

fn waiving(deal: Deal, rule: Rule) -> Deal {
    deal.with_waivers([Waiver::new(rule, "its credit is good")])
}

#[test]
fn every_rule_is_met_broken_waived_and_not_told_of() {
    let mut wrong = Vec::new();
    let cases: Vec<Rule> = CASES.iter().map(|case| case.rule).collect();
    assert_eq!(cases, Rule::all().collect::<Vec<_>>(), "every rule has a case");
    for case in CASES {
        let rule = case.rule;
        let (met, broken) = ((case.met)(sound()), (case.broken)((case.met)(sound())));
        let is_disclosure = matches!(rule, Rule::CashFlowProvider | Rule::OwnCashFlow | Rule::Transfer);
        let breach = if is_disclosure { "warning" } else { "error" };
        let waived = if case.waivable { "waived".into() } else { format!("{breach}, warning") };
        let unsaid = case.unsaid.map(|unsaid| outcome(unsaid((case.met)(sound())), rule));
        let kept = if rule == Rule::OnlineLoans {
            outcome(small_loans(OnlineLoans::Business, 200, 5_000_000), rule)
        } else {
            outcome(met, rule)
        };
        let rows = [
            (kept, "pass".to_string()),
            (outcome(broken.clone(), rule), breach.into()),
            (outcome(waiving(broken.clone(), rule), rule), waived),
            (unsaid.unwrap_or("unknown".into()), "unknown".into()),
        ];
        for (ours, expected) in rows.into_iter().filter(|(ours, expected)| ours != expected) {
            wrong.push(format!("{rule}: {ours} and not {expected}"));
        }
        let first = &found(broken, rule)[0];
        let said = format!("{}: {}", first.place, first.found);
        if said != case.found {
            wrong.push(format!("{rule}: {said}\n  and not {}", case.found));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// So many loans of so many fen each, made online.
fn small_loans(online: OnlineLoans, count: usize, fen: i64) -> Deal {
    let deal = disclosing(sound(), |disclosed| disclosed.online = Some(online));
    let first = deal.pool.loans()[0].clone();
    let loan = |i: usize| {
        let name = format!("L{i}");
        first.clone().with_id(&*name).with_borrower(name).with_principal(Money::from_fen(fen))
    };
    deal.with_pool((0..count).map(loan).collect())
}

#[test]
fn a_sound_deal_keeps_every_rule_of_its_kind() {
    for (make, rules) in [
        (as_it_is as Change, 19),
        (|deal| of(deal, AssetClass::Leases), 13),
        (|deal| of(deal, AssetClass::Receivables), 10),
        (supply_chain, 9),
    ] {
        let checks = make(sound()).resolve().unwrap().checks();
        let kept = checks.iter().filter(|check| check.outcome == Outcome::Pass).count();
        assert_eq!((checks.len(), kept), (rules, rules), "{checks:#?}");
    }
}

/// What only the checks read changes nothing else.
#[test]
fn facts_for_the_checks_change_no_cash_flow() {
    let bare = disclosing(sound(), |disclosed| *disclosed = Disclosure::default());
    let story = |deal: Deal| deal.resolve().unwrap().project(&Scenario::no_default()).unwrap();
    let (told, untold) = (story(supply_chain(sound())), story(bare));
    assert_eq!((told.dates, told.notes), (untold.dates, untold.notes));
}

#[test]
fn edges() {
    let retention = |sub| {
        let mut deal = sound();
        deal.notes[1].amount = Money::from_fen(sub);
        deal.notes[0].amount = Money::from_fen(1_000_000_000 - sub);
        outcome(deal, Rule::Retention)
    };
    assert_eq!([49_999_999, 50_000_000].map(retention), ["error", "pass"], "exactly 5 %");

    let single = |fen| {
        let deal = first_loan(sound(), |loan| loan.with_principal(Money::from_fen(fen)));
        outcome(deal, Rule::SingleDebtor)
    };
    assert_eq!([900_000_000, 900_000_001].map(single), ["pass", "error"], "exactly 50 %");

    let days = |days| {
        outcome(first_is(sound(), LoanDisclosure::default().with_days_overdue(days)), Rule::OverdueHistory)
    };
    assert_eq!([30, 31].map(days), ["pass", "error"]);
    let times = |times| {
        outcome(first_is(sound(), LoanDisclosure::default().with_times_overdue(times)), Rule::OverdueHistory)
    };
    assert_eq!([3, 4].map(times), ["pass", "error"]);
    let lender = |net_assets| outcome(lender_has(sound(), Some(net_assets)), Rule::Lender);
    assert_eq!([200_000_000, 200_000_001].map(lender), ["error", "pass"], "above 200 million");
    let consumer = |count, fen| outcome(small_loans(OnlineLoans::Consumer, count, fen), Rule::OnlineLoans);
    assert_eq!(consumer(1_000, 20_000_000), "pass", "exactly 0.1 % and 200,000");
    assert_eq!((consumer(999, 20_000_000), consumer(1_000, 20_000_001)), ("error".into(), "error".into()));
    let pledged = |count: usize| {
        let mut deal = sound();
        deal.pool.loans_mut()[count..].iter_mut().for_each(|loan| loan.appraised_value = None);
        outcome(deal, Rule::IpShare)
    };
    assert_eq!([6, 7].map(pledged), ["unknown", "pass"], "exactly 70 %");
    let stated = |share: &str, proceeds: &str| {
        let (share, proceeds) = (Some(rate(share)), Some(rate(proceeds)));
        let deal = disclosing(sound(), |all| (all.ip_share, all.ip_proceeds) = (share, proceeds));
        outcome(deal, Rule::IpShare)
    };
    assert_eq!([stated("70%", "0"), stated("0", "70%"), stated("69%", "69%")], ["pass", "pass", "error"]);
    let capped = |cap| found(first_loan(sound(), |loan| loan.with_rate(rate(cap))), Rule::RateCap).remove(0);
    assert_eq!(capped("24%").outcome, Outcome::Pass);
    let above = capped("24.000001%");
    assert_eq!((&above.outcome, &*above.found), (&Outcome::Error, "it costs 24.000001 % a year"));
}

/// Ten firms, of which two are affiliates, are nine debtors; each with its group stated, nothing more need be.
#[test]
fn affiliates_count_once() {
    let grouped = |deal: Deal, group: fn(usize) -> String| {
        let loans = deal.pool.loans().iter().enumerate();
        let loan = |(i, loan): (usize, &Loan)| {
            loan.clone().with_disclosed(LoanDisclosure::default().with_group(group(i)))
        };
        let loans: Vec<Loan> = loans.map(loan).collect();
        disclosing(deal.with_pool(loans.into()), |disclosed| disclosed.groups_complete = false)
    };
    let own = grouped(sound(), |i| format!("G{i}"));
    assert_eq!(outcome(own, Rule::Debtors), "pass");
    let two = grouped(sound(), |i| format!("G{}", i.min(8)));
    let check = &found(two.clone(), Rule::Debtors)[0];
    assert_eq!(
        (&*check.found, &check.outcome),
        ("10 debtors, 9 where affiliates count once", &Outcome::Error)
    );
    assert_eq!(outcome(two, Rule::CashFlowProvider), "pass", "exactly 20 % with its affiliate");
    let three = grouped(sound(), |i| format!("G{}", i.min(7)));
    let check = &found(three.clone(), Rule::CashFlowProvider)[0];
    assert!(
        check.found.starts_with(
            "of what is to come G7 with its affiliates pays 3,098,391.45 of 10,327,971.50, 30.00 %"
        ),
        "{check}"
    );
    let check = &found(lender_has(three, Some(19_999_999)), Rule::GroupLimit)[0];
    assert_eq!(
        (check.place.to_string(), check.outcome.to_string()),
        ("loan \"L8\" and 2 others".into(), "error".into())
    );
}

/// A holder is an affiliate by its group, if both state theirs.
#[test]
fn an_affiliate_may_hold_the_notes() {
    let held = |group: Option<&str>| {
        let mut deal = sound();
        deal.notes[1].held_by = Some("Guarantor".into());
        deal.parties[1].group = group.map(String::from);
        outcome(deal, Rule::Retention)
    };
    assert_eq!(
        [Some("Group"), Some("Other"), Some(""), None].map(held),
        ["pass", "error", "unknown", "unknown"]
    );
    let mut nobody = sound();
    nobody.parties[0].roles.remove(0);
    assert_eq!(outcome(nobody, Rule::Retention), "unknown", "no originator");
}

/// What the deal says of its clean-up call counts, and must be what is disclosed of it.
#[test]
fn the_terms_of_a_clean_up_call_are_checked() {
    let told = |stated: Option<&str>, when: Condition| {
        let deal = disclosing(sound(), |disclosed| disclosed.clean_up = stated.map(rate));
        let check = found(deal.with_clean_up(CleanUpCall::new("Lender", when)), Rule::CleanUp).remove(0);
        format!("{}: {}: {}", check.place, check.outcome, check.found)
    };
    let small = |share: &str| Condition::falls_below(rate(share), Gauge::Pool, Gauge::OpeningPool);
    let late = || Condition::From(day("2025-05-01"));
    for (stated, when, expected) in [
        (
            None,
            small("10%"),
            "clean_up: pass: the originator may buy the pool back once 10.00 % of it is left",
        ),
        (
            Some("10%"),
            small("10%"),
            "clean_up: pass: the originator may buy the pool back once 10.00 % of it is left",
        ),
        (
            None,
            small("20%"),
            "clean_up: error: the originator may buy the pool back once 20.00 % of it is left",
        ),
        (
            Some("10%"),
            small("5%"),
            "clean_up: error: the pool may be bought once 5.00 % of it is left, but the disclosure says 10.00 %",
        ),
        (
            None,
            Condition::All(vec![late(), small("10%")]),
            "clean_up: pass: the originator may buy the pool back once 10.00 % of it is left",
        ),
        (
            Some("10%"),
            late(),
            "disclosure.clean_up: pass: the originator may buy the pool back once 10.00 % of it is left",
        ),
        (
            Some("0"),
            late(),
            "clean_up: error: the pool may be bought, but the disclosure says that it may not",
        ),
        (
            None,
            late(),
            "disclosure.clean_up: unknown: the clean-up call does not ask how much of the pool is left",
        ),
    ] {
        assert_eq!(told(stated, when), expected);
    }
}

/// A waiver counts where the rule knows one and the notes have a support that bears losses; else it is told why it does not.
#[test]
fn a_waiver_that_does_not_count_is_told() {
    let told = |deal: Deal, rule: Rule| {
        let checks = found(waiving(deal, rule), rule);
        let last = checks.last().unwrap();
        format!("{}: {}: {}", last.place, last.outcome, last.found)
    };
    let alone = |mut deal: Deal| {
        deal.supports.clear();
        deal
    };
    for (deal, rule, expected) in [
        (sound(), Rule::Debtors, "the deal keeps the rule without it: remove the waiver"),
        (sound(), Rule::FiveDebtors, "the rule does not concern this deal: remove the waiver"),
        (
            alone(nine_loans(sound())),
            Rule::Debtors,
            "the rule may be waived only where the notes have a support, and they have none: it does not count",
        ),
        (
            only_lent_to(nine_loans(sound())),
            Rule::Debtors,
            "the rule may be waived only where the notes have a support, and they have none: it does not count",
        ),
        (
            paid_out_every(sound(), 6),
            Rule::Transfer,
            "the rule knows a waiver up to three months and with a support only: it does not count",
        ),
        (
            first_is(sound(), LoanDisclosure::default().with_extended(true)),
            Rule::Extended,
            "the rule knows no waiver: it does not count",
        ),
    ] {
        assert_eq!(told(deal, rule), format!("waiver number 1: warning: {expected}"));
    }
    // Retention of supply-chain claims with dispersed creditors is waived without a support.
    let kept_by_nobody = |deal: Deal| {
        let mut deal = alone(deal);
        deal.notes[1].held_by = None;
        deal
    };
    assert_eq!(
        outcome(waiving(kept_by_nobody(supply_chain(sound())), Rule::Retention), Rule::Retention),
        "waived"
    );
    assert_eq!(
        outcome(waiving(kept_by_nobody(sound()), Rule::Retention), Rule::Retention),
        "unknown, warning"
    );
}

/// Up to three months with a support, and one without.
#[test]
fn a_transfer_is_late_by_degrees() {
    let every = |months| outcome(paid_out_every(sound(), months), Rule::Transfer);
    assert_eq!([1, 3, 6].map(every), ["pass", "warning", "error"]);
    let mut alone = paid_out_every(sound(), 3);
    alone.supports.clear();
    assert_eq!(outcome(alone, Rule::Transfer), "error");
    let monthly = |deal| disclosing(deal, |disclosed| disclosed.transfer_months = Some(1));
    assert_eq!(outcome(monthly(paid_out_every(sound(), 6)), Rule::Transfer), "pass", "as it states");
    let slow = Servicing::new("Lender").with_transfer_lag(TransferLag::CalendarDays(32));
    let late = PaymentDates::new(
        Schedule::regular(day("2024-12-20"), 6, 2),
        Schedule::regular(day("2025-01-31"), 6, 2).with_month_end(true),
    );
    let mut deal = sound().with_servicing(slow).with_dates(late);
    deal.notes.remove(0);
    deal.supports.clear();
    deal.waterfall.drain(..2);
    let told = found(monthly(deal), Rule::Transfer).remove(0);
    let waits = "collections of 1 month(s) go to the plan account at a time, but those up to 2024-12-20 are there on 2025-01-21, \
                 within 2 month(s)";
    assert_eq!(
        (told.outcome, told.found.as_str()),
        (Outcome::Error, waits),
        "the last part waits for the lag"
    );
}

/// A flat rate of 13.2 % on what was lent is 24.33 % on what is owed (computed apart in decimals).
#[test]
fn a_flat_rate_costs_what_it_costs() {
    let flat = |flat: &str| {
        let deal = first_loan(sound(), |loan| loan.with_rate(rate(flat)).with_repayment(Repayment::FlatRate));
        found(deal, Rule::RateCap).remove(0)
    };
    assert_eq!(flat("12.9%").outcome, Outcome::Pass);
    assert_eq!((&flat("13.2%").outcome, &*flat("13.2%").found), (&Outcome::Error, "it costs 24.33 % a year"));
}

/// Of a rate that floats that of the cut-off counts: 6 % until the first reset has come, and then 24.5 %.
#[test]
fn a_rate_that_floats_is_that_of_the_cutoff() {
    let table = RateTable::new([DatedRate::new(day("2020-01-01"), rate("24.5%"))]).unwrap();
    let reset_on = |reset: &str| {
        let floating = FloatingRate::new("T").with_resets([day(reset)]);
        let lent = Loan::level_payment("L1", Money::from_yuan(1_000_000), rate("6%"), day("2024-04-20"), 14);
        let deal = first_loan(sound().with_rates("T", table.clone()), |_| lent.with_floating(floating));
        found(deal, Rule::RateCap).remove(0)
    };
    assert_eq!(reset_on("2024-06-21").outcome, Outcome::Pass);
    assert_eq!(reset_on("2024-06-20").found, "it costs 24.50 % a year");
}

/// Of stated payments with a price the yield that it means counts: 1,240,000 in a year of 365 days for a million are 24 %, and
/// for a fen less they are more: 1.24 × (1 + 10⁻⁸) − 1. 1,240,000/900,000 − 1 = 37.78 %.
#[test]
fn a_price_is_a_rate() {
    let bought = |face: &str, price: &str, due: &str| {
        let [face, price] = [face, price].map(|amount| amount.parse().unwrap());
        let claim = Loan::receivable("L1", face, price, day("2024-06-20"), day(due));
        found(first_loan(sound(), |_| claim), Rule::RateCap).remove(0)
    };
    for (face, price, due, outcome, costs) in [
        ("1240000", "1000000", "2025-06-20", Outcome::Pass, "no loan costs more than 24 % a year"),
        ("1240000", "999999.99", "2025-06-20", Outcome::Error, "it costs 24.00000124 % a year"),
        ("1240000", "900000", "2025-06-20", Outcome::Error, "it costs 37.78 % a year"),
        ("1000000", "0.01", "2024-06-27", Outcome::Error, "it costs 16275379.14 % a year"),
    ] {
        let told = bought(face, price, due);
        assert_eq!((told.outcome, told.found.as_str()), (outcome, costs), "{face} for {price}");
    }
}

/// So is that of several payments: 1,300 a quarter later and 1,300 half a year later for 2,000 are 103.43 % a year.
#[test]
fn several_payments_are_a_rate() {
    let fees = |fee: i64| {
        let due = Schedule::quarterly(day("2024-09-20"), 2);
        let fees = vec![Money::from_yuan(fee); 2];
        let licence = Loan::licence("L1", Money::from_yuan(2_000), fees, day("2024-06-20"), due);
        found(first_loan(sound(), |_| licence), Rule::RateCap).remove(0)
    };
    assert_eq!(fees(1_080).outcome, Outcome::Pass);
    assert_eq!((&fees(1_300).outcome, &*fees(1_300).found), (&Outcome::Error, "it costs 103.43 % a year"));
}

/// The limits of a micro-loan company are for no other lender.
#[test]
fn another_lender_has_other_limits() {
    let other = disclosing(lender_has(sound(), None), |disclosed| disclosed.micro_lender = Some(false));
    let rules = [Rule::BorrowerLimit, Rule::GroupLimit, Rule::Bonds, Rule::Borrowings, Rule::Lender];
    assert_eq!(rules.map(|rule| outcome(other.clone(), rule)), ["", "", "", "", "unknown"]);
}

/// What the shipped deals state, and what not; an outcome that changes is noticed here.
#[test]
fn the_shipped_deals() {
    let outcomes = |name: &str, outcome: &str| -> Vec<String> {
        let path = format!("{}/examples/deals/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let checks = Deal::load(path).unwrap().resolve().unwrap().checks();
        let found = checks.iter().filter(|check| check.outcome.to_string() == outcome);
        found.map(|check| check.rule.to_string()).collect()
    };
    assert_eq!(outcomes("fujian", "pass"), ["single-debtor", "ip-share", "rate-cap"]);
    assert_eq!(
        outcomes("fujian", "warning"),
        ["transfer"],
        "collected monthly, transferred every third month"
    );
    assert_eq!(outcomes("fujian", "unknown").len(), 15);
    assert_eq!(outcomes("nanshan", "pass"), ["single-debtor", "rate-cap"]);
    assert_eq!(outcomes("nanshan", "error"), ["transfer"], "interest waits for the one distribution date");
    assert_eq!(outcomes("nanshan", "unknown").len(), 16);
    assert_eq!(outcomes("every-term", "waived"), ["debtors"]);
    assert_eq!(outcomes("every-term", "warning"), ["cash-flow-provider"]);
    assert_eq!((outcomes("every-term", "error").len(), outcomes("every-term", "unknown").len()), (0, 0));
}

/// For programs.
#[test]
fn a_check_in_json() {
    let deal = waiving(nine_loans(sound()), Rule::Debtors).resolve().unwrap();
    let debtors = serde_json::to_value(&deal.checks()[1]).unwrap();
    let expected = serde_json::json!({
        "rule": "debtors",
        "outcome": { "waived": { "because": "its credit is good" } },
        "place": "pool",
        "found": "9 debtors, none stated to be an affiliate of another",
        "citation": "SSE 2号 3.4.3; SZSE 2号 art. 79",
    });
    assert_eq!(debtors, expected);
    let expected = "debtors: waived: pool: 9 debtors, none stated to be an affiliate of another; waived, as its credit is good \
                    (SSE 2号 3.4.3; SZSE 2号 art. 79)";
    assert_eq!(deal.checks()[1].to_string(), expected);
}

/// Within a hundred columns, with a line for every rule and what to write.
#[cfg(feature = "report")]
#[test]
fn the_checks_on_a_page() {
    let page =
        abs_waterfall::report::checks(&sound().with_disclosure(Disclosure::default()).resolve().unwrap());
    let longest =
        page.lines().map(|line| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>());
    let rule = |line: &&str| line.contains('─');
    assert!(longest.zip(page.lines()).all(|(columns, line)| columns <= 100 || rule(&line)), "{page}");
    assert!(page.lines().find(rule).unwrap().chars().count() <= 100, "{page}");
    for part in
        ["Sound: 6 rules kept, ", "`disclosure.lender_years`", "SZSE 2号 art. 31", "Supreme People's Court"]
    {
        assert!(page.contains(part), "{part}\n{page}");
    }
}
