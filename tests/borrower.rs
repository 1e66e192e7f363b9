//! What a loan costs its borrower: published annual rates, a worked case to the fen, every subsidy rule by hand, and the subsidy
//! that makes a deal's loan and a bank's cost the same.
//!
//! The worked case W1 is 10 million over twelve months at 5 %, with 180,000 up front: a guarantee fee of 1 %, a valuation of
//! 0.2 %, a share of the issue cost of 0.5 %, and 10,000 for registration. Its rates were computed by an independent script
//! from unrounded instalments, and stand at three decimals of a percent.

use abs_waterfall::analysis::borrower::{
    Borrowing, Cap, Condition, Cost, CostAmount, CostBase, CostDates, CostKind, EqualSubsidy, Financing,
    FinancingKind, Firm, FlowItem, Grant, Lpr, LprFixing, LprOn, PaidAfter, Refusal, Share, SubsidyBase,
    SubsidyForm, SubsidyPart, SubsidyPayee, SubsidyRule, SubsidyYear, Tier, TiersOf, compare, grants,
};
use abs_waterfall::calendar::{DayCount, Schedule};
use abs_waterfall::pool::{InterestBasis, Loan, Repayment};
use abs_waterfall::{Date, Decimal, Money, Rate};
use proptest::prelude::*;

const START: &str = "2025-06-20";

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn millions(millions: i64) -> Money {
    Money::from_yuan(millions * 1_000_000)
}

fn level(principal: Money, annual: &str, months: u32) -> Loan {
    Loan::level_payment("L", principal, rate(annual), day(START), months)
}

fn bullet(principal: Money, annual: &str, months: u32) -> Loan {
    level(principal, annual, months).with_repayment(Repayment::InterestOnlyBullet)
}

fn deal(loan: Loan) -> Financing {
    Financing::new(loan, FinancingKind::Securitised)
}

fn bank(loan: Loan) -> Financing {
    Financing::new(loan, FinancingKind::BankLoan)
}

fn flows(loan: Loan) -> Borrowing {
    deal(loan).borrowing().unwrap()
}

/// With the costs of W1.
fn with_costs(financing: Financing) -> Financing {
    let share = |text| CostAmount::OfPrincipal(rate(text));
    financing
        .with_cost(Cost::up_front("guarantee", CostKind::Guarantee, "Guarantor", share("1%")))
        .with_cost(Cost::up_front("valuation", CostKind::Valuation, "Appraiser", share("0.2%")))
        .with_cost(Cost::up_front("issue", CostKind::Issue, "Manager", share("0.5%")))
        .with_cost(Cost::up_front(
            "registration",
            CostKind::Registration,
            "Registry",
            CostAmount::Fixed(money("10000")),
        ))
}

/// The level and the bullet loan of W1.
fn w1() -> [Financing; 2] {
    [level(millions(10), "5%", 12), bullet(millions(10), "5%", 12)].map(|loan| with_costs(deal(loan)))
}

fn percent(fraction: f64, decimals: usize) -> String {
    format!("{:.decimals$}", fraction * 100.0)
}

fn compound(borrowing: &Borrowing) -> f64 {
    borrowing.rates().unwrap().compound
}

fn simple(borrowing: &Borrowing) -> String {
    percent(borrowing.rates().unwrap().simple, 3)
}

fn paid(rule: &SubsidyRule, financing: &Financing, firm: &Firm, lpr: &Lpr) -> Grant {
    grants(std::slice::from_ref(rule), financing, firm, lpr).unwrap().remove(0)
}

/// What a rule that asks for no more than the loan pays.
fn total(rule: &SubsidyRule, financing: &Financing) -> String {
    paid(rule, financing, &Firm::default(), &Lpr::default()).total().to_string()
}

fn of_costs(kinds: &[CostKind], share: &str) -> SubsidyPart {
    let base = SubsidyBase::Costs(kinds.iter().map(|kind| CostBase::gross(*kind)).collect());
    SubsidyPart::new(base, Share::Rate(rate(share)))
}

fn of_face(share: &str) -> SubsidyPart {
    SubsidyPart::new(SubsidyBase::Face, Share::Rate(rate(share)))
}

/// PBoC announcement 2021 no. 3, annex: its three examples.
#[test]
fn published_annual_rates() {
    let stated = |principal: i64, payments: &[&str], due| {
        let plan = Repayment::Payments(payments.iter().map(|text| money(text)).collect());
        bank(Loan::new("L", Money::from_yuan(principal), Rate::ZERO, day(START), due, plan))
    };
    let once = stated(100_000, &["110000"], Schedule::regular(day("2027-06-20"), 24, 1));
    assert_eq!(percent(compound(&once.borrowing().unwrap()), 4), "4.8809");

    let home = stated(1_000_000, &["6599.60"; 240], Schedule::monthly(day("2025-07-20"), 240));
    let rates = home.borrowing().unwrap().rates().unwrap();
    assert_eq!((percent(rates.simple, 2), percent(rates.compound, 4)), ("5.00".into(), "5.1163".into()));

    let fee = Cost::up_front("fee", CostKind::Other, "Lender", CostAmount::Fixed(money("1000")));
    let consumer = stated(100_000, &["8833.30"; 12], Schedule::monthly(day("2025-07-20"), 12)).with_cost(fee);
    let rates = consumer.borrowing().unwrap().rates().unwrap();
    assert_eq!((percent(rates.simple, 4), percent(rates.compound, 4)), ("12.8038".into(), "13.5826".into()));
    assert!(!rates.has_others);
}

/// A level loan costs fewer yuan than a cheaper bullet, since it uses little more than half of the money. Interest is to the
/// fen (instalment and interest half-up, the last clears); the bullets' is twelve months rounded each, so four fen less than
/// the 280,000 and 370,000 of a year.
#[test]
fn level_loans_beside_bullets() {
    for (loan, interest, use_, compounded) in [
        (level(millions(10), "4%", 12), "217,988.49", "54.50", "4.0742"),
        (level(millions(10), "4.5%", 12), "245,422.58", "54.54", "4.5940"),
        (level(millions(10), "5%", 12), "272,897.84", "54.58", "5.1162"),
        (level(millions(10), "4.5%", 24), "475,474.73", "52.83", "4.5940"),
        (level(millions(10), "4.5%", 36), "708,892.82", "52.51", "4.5940"),
        (bullet(millions(10), "2.8%", 12), "279,999.96", "100.00", "2.8362"),
        (bullet(millions(10), "3.25%", 12), "324,999.96", "100.00", "3.2989"),
        (bullet(millions(10), "3.7%", 12), "369,999.96", "100.00", "3.7634"),
    ] {
        let borrowing = flows(loan);
        let shown = (borrowing.interest().to_string(), percent(borrowing.average_use().unwrap(), 2));
        assert_eq!(shown, (interest.into(), use_.into()));
        assert_eq!(percent(compound(&borrowing), 4), compounded, "{interest}");
        assert_eq!(borrowing.cost(), borrowing.interest(), "there is nothing else");
    }
    let beside = compare(&flows(level(millions(10), "4.5%", 12)), &flows(bullet(millions(10), "2.8%", 12)));
    assert!(beside.deal.interest < beside.bank.interest && beside.gap.unwrap() > 0.017);
}

/// 1 % of the face up front adds 188, 98 and 67 basis points to the simple rate of level loans of 12, 24 and 36 months, and 103,
/// 53 and 36 to that of bullets.
#[test]
fn a_fee_on_face_weighs_more_on_a_level_loan() {
    let added = |loan: Loan| {
        let fee = Cost::up_front("fee", CostKind::Other, "Lender", CostAmount::OfPrincipal(rate("1%")));
        let with = deal(loan.clone()).with_cost(fee).borrowing().unwrap().rates().unwrap().simple;
        ((with - flows(loan).rates().unwrap().simple) * 1e4).round()
    };
    let terms = [12, 24, 36];
    assert_eq!(terms.map(|months| added(level(millions(10), "4.5%", months))), [188.0, 98.0, 67.0]);
    assert_eq!(terms.map(|months| added(bullet(millions(10), "4.5%", months))), [103.0, 53.0, 36.0]);
}

/// What a level loan repays is borrowed elsewhere, so that all of the money is used for twelve months: the cost a year over it.
#[test]
fn replaced_principal() {
    for (replacement, costs) in [
        ("3.25%", ["3.66", "3.93", "4.21"]),
        ("5%", ["4.46", "4.73", "5.00"]),
        ("8%", ["5.82", "6.09", "6.36"]),
    ] {
        for (annual, cost) in ["4%", "4.5%", "5%"].into_iter().zip(costs) {
            let replaced = flows(level(millions(10), annual, 12)).replaced_at(rate(replacement)).unwrap();
            let shown = percent(replaced.cost_over_money_used().unwrap(), 2);
            assert_eq!(shown, cost, "{annual} and {replacement}");
            assert_eq!(replaced.cost(), replaced.interest(), "what is replaced is repaid");
            assert_eq!(replaced.average_use(), Some(1.0));
        }
    }
}

/// At the rate of the loan itself, replacing principal changes nothing but the fen.
#[test]
fn principal_replaced_at_the_same_rate() {
    let loan = flows(level(millions(10), "5%", 12));
    let replaced = loan.replaced_at(rate("5%")).unwrap();
    assert!((compound(&loan) - compound(&replaced)).abs() < 1e-8);
}

fn nanshan(guarantee: CostBase) -> SubsidyRule {
    let tiers = vec![
        Tier::new(Some(millions(10)), rate("70%")),
        Tier::new(Some(millions(50)), rate("50%")),
        Tier::new(None, rate("30%")),
    ];
    let costs = vec![CostBase::net(CostKind::Interest, rate("6%")), guarantee];
    let share = Share::Tiers { of: TiersOf::Principal, tiers };
    SubsidyRule::new("Nanshan", SubsidyPart::new(SubsidyBase::Costs(costs), share))
}

/// W1 without a subsidy and with three, paid 0, 6 and 12 months after repayment.
#[test]
fn the_worked_case() {
    let net = nanshan(CostBase::net(CostKind::Guarantee, rate("6%")));
    let (baoan, development) =
        (SubsidyRule::new("Baoan", of_face("3.5%")), SubsidyRule::new("development", of_face("3%")));
    let [level, bullet] = w1();
    for (financing, without, rules) in [
        (
            level,
            "8.407",
            [
                (&net, "246,253.29", ["3.944", "4.036", "4.129"]),
                (&baoan, "350,000.00", ["1.988", "2.056", "2.129"]),
                (&development, "300,000.00", ["2.937", "3.022", "3.110"]),
            ],
        ),
        (
            bullet,
            "6.868",
            [
                (&net, "396,226.44", ["2.919", "2.978", "3.039"]),
                (&baoan, "350,000.00", ["3.387", "3.448", "3.509"]),
                (&development, "300,000.00", ["3.891", "3.950", "4.010"]),
            ],
        ),
    ] {
        let borrowing = financing.borrowing().unwrap();
        assert_eq!(borrowing.costs(), money("180000"));
        assert_eq!(simple(&borrowing), without);
        for (rule, amount, rates) in rules {
            for (lag, expected) in [0, 6, 12].into_iter().zip(rates) {
                let grant = paid(&rule.clone().with_lag(lag), &financing, &Firm::default(), &Lpr::default());
                assert_eq!(grant.total().to_string(), amount, "{}", rule.name);
                let after = borrowing.clone().with_grants(&[grant]);
                assert_eq!(simple(&after), expected, "{} after {lag} months", rule.name);
                assert_eq!(after.rates().unwrap().has_others, lag > 0, "a later subsidy makes a second rate");
            }
        }
    }
    assert_eq!(percent(compound(&w1()[0].borrowing().unwrap()), 3), "8.738");
}

/// The notice says of interest alone that it counts net of tax: a guarantee fee that counts gross gives more.
#[test]
fn tax_by_cost() {
    let [level, bullet] = w1();
    let gross = nanshan(CostBase::gross(CostKind::Guarantee));
    assert_eq!(total(&gross, &level), "250,215.55");
    assert_eq!(bullet.borrowing().unwrap().interest(), money("500000.04"));
}

/// The level loan of W1 with Nanshan's subsidy in month 18 is worth nothing at 4.036 % and at −99.06 % too: its present value
/// changes its sign there.
#[test]
fn two_rates() {
    let [level, _] = w1();
    let rule = nanshan(CostBase::net(CostKind::Guarantee, rate("6%"))).with_lag(6);
    let grant = paid(&rule, &level, &Firm::default(), &Lpr::default());
    assert_eq!(grant.payments, [(day("2026-12-20"), money("246253.29"))]);
    let after = level.borrowing().unwrap().with_grants(&[grant]);
    let months = |date: Date| f64::from(i32::from(date.year() - 2025) * 12 + i32::from(date.month()) - 6);
    let worth = |effective: f64| -> f64 {
        let value = |amount: Money, months: f64| amount.to_f64() * (1.0 + effective).powf(-months / 12.0);
        after.flows.iter().map(|flow| value(flow.amount, months(flow.date))).sum()
    };
    assert!(worth(-0.99065) * worth(-0.99055) < 0.0);
    assert!(after.rates().unwrap().has_others && simple(&after) == "4.036");
}

/// 3 % a year of loans that are not repaid monthly, by each base; and what it is when only the first year counts.
#[test]
fn principal_as_a_base() {
    let balance = |by| SubsidyPart::new(SubsidyBase::Balance(by), Share::Rate(rate("3%")));
    let face = |by| SubsidyPart::new(SubsidyBase::FaceByTime(by), Share::Rate(rate("3%")));
    let (months, days) = (InterestBasis::Periodic, InterestBasis::Daily(DayCount::Act365Fixed));
    // Half is repaid after 12 months, and half after 24: 365 days each.
    let due = Schedule::regular(day("2026-06-20"), 12, 2);
    let halves = Loan::new("L", millions(10), rate("5%"), day(START), due, Repayment::EqualPrincipal);
    for (part, whole, first_year) in [
        (of_face("3%"), "300,000.00", "300,000.00"),
        (face(months), "600,000.00", "300,000.00"),
        (balance(months), "450,000.00", "300,000.00"),
        (balance(days), "450,000.00", "300,000.00"),
    ] {
        let rule = SubsidyRule::new("rule", part);
        assert_eq!(total(&rule, &deal(halves.clone())), whole);
        assert_eq!(total(&rule.with_first_months(12), &deal(halves.clone())), first_year);
    }
    // 183 of 365 days, and six of twelve months.
    let half_year = deal(bullet(millions(10), "5%", 6));
    assert_eq!(total(&SubsidyRule::new("days", balance(days)), &half_year), "150,410.96");
    assert_eq!(total(&SubsidyRule::new("months", balance(months)), &half_year), "150,000.00");
}

#[test]
fn tiers_of_principal_and_of_the_base() {
    // 20 m at 5 %: interest of 999,999.96, of which 943,396.18868 net; 60 % of it.
    let large = deal(bullet(millions(20), "5%", 12));
    assert_eq!(total(&nanshan(CostBase::gross(CostKind::Guarantee)), &large), "566,037.71");
    // Of 999,999.96, half of the first 400,000 and a quarter of the rest: 200,000 + 149,999.99.
    let tiers = vec![Tier::new(Some(money("400000")), rate("50%")), Tier::new(None, rate("25%"))];
    let base = SubsidyBase::Costs(vec![CostBase::gross(CostKind::Interest)]);
    let rule = SubsidyRule::new("parts", SubsidyPart::new(base, Share::Tiers { of: TiersOf::Base, tiers }));
    assert_eq!(total(&rule, &large), "349,999.99");
}

#[test]
fn each_cap() {
    let rule = |share| SubsidyRule::new("rule", of_face(share));
    let large = deal(bullet(millions(100), "5%", 24));
    let yearly = |year| Cap::PerYear { most: millions(2), year };
    let by_time = SubsidyPart::new(SubsidyBase::FaceByTime(InterestBasis::Periodic), Share::Rate(rate("3%")));
    let by_year = |year| SubsidyRule::new("yearly", by_time.clone()).with_cap(yearly(year));
    let firm = Firm::default();
    let cut = |rule: &SubsidyRule, firm: &Firm| {
        let grant = paid(rule, &large, firm, &Lpr::default());
        (grant.total(), grant.cut_by.len())
    };

    assert_eq!(cut(&rule("3%").with_cap(Cap::Total(millions(1))), &firm), (millions(1), 1));
    assert_eq!(cut(&rule("3%").with_cap(Cap::Total(millions(3))), &firm), (millions(3), 0), "not above it");
    assert_eq!(cut(&SubsidyRule::new("part", of_face("3%").with_cap(millions(1))), &firm).0, millions(1));
    // 3 m a year from 2025-06-20 to 2027-06-20: two years of the loan at 2 m, or six months of 2025 at 1.5 m, 2026 at 2 m
    // and six months of 2027 at 1.5 m.
    assert_eq!(cut(&by_year(SubsidyYear::Loan), &firm), (millions(4), 1));
    assert_eq!(cut(&by_year(SubsidyYear::Calendar), &firm), (millions(5), 1));
    // What the firm had before counts, and no more than all can be gone.
    let per_firm = rule("3%").with_cap(Cap::PerFirm(millions(2)));
    let had = |amount| Firm::default().with_received("rule", millions(amount));
    assert_eq!([0, 1, 2, 3].map(|amount| cut(&per_firm, &had(amount)).0), [2, 1, 0, 0].map(millions));
    // 8 ‰ of a revenue of 250 m, where more than an amount is financed in the year.
    let of_revenue =
        |above| rule("3%").with_cap(Cap::OfRevenue { share: rate("0.8%"), above: millions(above) });
    let rich = Firm::default().with_revenue(millions(250));
    assert_eq!(cut(&of_revenue(99), &rich), (millions(2), 1));
    assert_eq!(cut(&of_revenue(100), &rich), (millions(3), 0), "not more than it");
    assert_eq!(cut(&of_revenue(100), &rich.with_financed_in_year(Money::from_fen(1))), (millions(2), 1));
    let error = grants(&[of_revenue(99)], &large, &firm, &Lpr::default()).unwrap_err().to_string();
    assert_eq!(error, "subsidy \"rule\" depends on the firm's revenue of the year before: give it");
}

/// A period that crosses the end of a year belongs to both by its days. 3 % a year of 100 million, due once a year on 20 June:
/// 195 of the first 365 days are in 2025, 170 in 2026; and 195 of the second in 2026, 170 in 2027.
#[test]
fn periods_are_cut_at_the_ends_of_years() {
    let due = Schedule::regular(day("2026-06-20"), 12, 2);
    let loan = Loan::new("L", millions(100), rate("5%"), day(START), due, Repayment::InterestOnlyBullet);
    let part = |basis| SubsidyPart::new(SubsidyBase::FaceByTime(basis), Share::Rate(rate("3%")));
    let total_of = |basis, most, year| {
        let cap = Cap::PerYear { most: money(most), year };
        total(&SubsidyRule::new("rule", part(basis)).with_cap(cap), &deal(loan.clone()))
    };
    let days = InterestBasis::Daily(DayCount::Act365Fixed);
    for basis in [InterestBasis::Periodic, days] {
        // 1,602,739.73 of 2025, 3 m of 2026, 1,397,260.27 of 2027.
        assert_eq!(total_of(basis, "1500000", SubsidyYear::Calendar), "4,397,260.27");
        assert_eq!(total_of(basis, "1500000", SubsidyYear::Loan), "3,000,000.00");
        assert_eq!(total_of(basis, "3000000", SubsidyYear::Calendar), "6,000,000.00", "nothing is lost");
    }
    // One payment after 24 months has both years of the loan in it, and is paid on its due date.
    let once = Schedule::on([day("2027-06-20")]);
    let loan = Loan::new("L", millions(100), rate("5%"), day(START), once, Repayment::SinglePayment)
        .with_interest(InterestBasis::Daily(DayCount::Act365Fixed));
    let cap = Cap::PerYear { most: millions(2), year: SubsidyYear::Loan };
    let rule = SubsidyRule::new("rule", part(days)).with_cap(cap).with_paid(PaidAfter::EveryPayment);
    let grant = paid(&rule, &deal(loan.clone()), &Firm::default(), &Lpr::default());
    assert_eq!(grant.payments, [(day("2027-06-20"), millions(4))]);
    let every_year =
        paid(&rule.with_paid(PaidAfter::EveryYear), &deal(loan), &Firm::default(), &Lpr::default());
    assert_eq!(every_year.payments, [(day("2026-06-20"), millions(2)), (day("2027-06-20"), millions(2))]);
}

/// A fee that is paid in advance on an anniversary belongs to the year that begins, interest to the one that ends.
#[test]
fn the_year_of_a_payment() {
    let share = CostAmount::OfPrincipal(rate("1%"));
    let fee = Cost::up_front("fee", CostKind::Guarantee, "Guarantor", share).with_dates(CostDates::EveryYear);
    let due = Schedule::regular(day("2026-06-20"), 12, 2);
    let plan = Repayment::InterestOnlyBullet;
    let loan = Loan::new("L", millions(10), rate("4%"), day(START), due, plan);
    let financing = deal(loan).with_cost(fee);
    let both = of_costs(&[CostKind::Interest, CostKind::Guarantee], "100%");
    let rule = SubsidyRule::new("rule", both);
    assert_eq!(total(&rule, &financing), "1,000,000.00");
    assert_eq!(total(&rule.clone().with_first_months(12), &financing), "500,000.00");
    let every_year = rule.with_paid(PaidAfter::EveryYear).with_lag(3);
    let grant = paid(&every_year, &financing, &Firm::default(), &Lpr::default());
    let half = money("500000");
    assert_eq!(grant.payments, [(day("2026-09-20"), half), (day("2027-09-20"), half)]);
}

#[test]
fn when_a_subsidy_is_paid() {
    let [level, _] = w1();
    let dates = |paid_after| {
        let rule = SubsidyRule::new("rule", of_costs(&[CostKind::Interest], "50%")).with_paid(paid_after);
        paid(&rule.with_lag(1), &level, &Firm::default(), &Lpr::default()).payments
    };
    assert_eq!(dates(PaidAfter::Repayment), [(day("2026-07-20"), money("136448.92"))]);
    assert_eq!(dates(PaidAfter::Disbursement)[0].0, day("2025-07-20"));
    assert_eq!(dates(PaidAfter::EveryYear), dates(PaidAfter::Repayment), "of a loan of one year");
    let each = dates(PaidAfter::EveryPayment);
    // Half of the first month's 41,666.67.
    assert_eq!((each.len(), each[0]), (12, (day("2025-08-20"), money("20833.34"))));
}

fn lpr(percent: &str) -> Lpr {
    Lpr::new([LprFixing::new(day("2024-12-20"), rate(percent)).with_until(day("2026-02-28"))])
}

/// Of 4.2 % and 3 % the limit of 1.4 is met exactly (in floats 0.042 is above 1.4 × 0.03); a hundredth of a percent more, and a
/// subsidy of 168,000 is gone.
#[test]
fn a_cliff_on_the_rate() {
    let condition = Condition::RateAtMostLpr { times: "1.4".parse().unwrap(), on: LprOn::Disbursement };
    let rule = SubsidyRule::new("cliff", of_costs(&[CostKind::Interest], "40%")).with_condition(condition);
    let at = |annual| paid(&rule, &bank(bullet(millions(10), annual, 12)), &Firm::default(), &lpr("3%"));
    assert_eq!((at("4.2%").total(), at("4.2%").refused), (money("168000"), None));
    assert_eq!(at("4.21%").payments, []);
    assert_eq!(at("4.21%").refused, Some(Refusal::Condition(condition)));
    let cost = |annual| {
        let grant = at(annual);
        let financing = bank(bullet(millions(10), annual, 12));
        compound(&financing.borrowing().unwrap().with_grants(&[grant]))
    };
    assert!(cost("4.21%") - cost("4.2%") > 0.016, "the cheaper loan by 1.7 % a year, not by 0.01 %");
}

#[test]
fn each_condition() {
    let (good, bad) = (
        bank(bullet(millions(10), "4%", 12).with_guarantor("Guarantor")),
        deal(bullet(millions(10), "5%", 24)),
    );
    let firm = Firm::default().with_revenue(millions(200)).with_small(true);
    let other = Firm::default().with_revenue(millions(201));
    for condition in [
        Condition::Financing(FinancingKind::BankLoan),
        Condition::RateAtMost(rate("4%")),
        Condition::RevenueAtMost(millions(200)),
        Condition::Guaranteed,
        Condition::Small,
        Condition::RepaidWithin { from: day("2026-06-20"), to: day("2026-06-20") },
    ] {
        let rule = SubsidyRule::new("rule", of_face("1%")).with_condition(condition);
        assert_eq!(paid(&rule, &good, &firm, &Lpr::default()).total(), money("100000"), "{condition:?}");
        let refused = paid(&rule, &bad, &other, &Lpr::default());
        assert_eq!(refused.refused, Some(Refusal::Condition(condition)));
        assert_eq!(refused.total(), Money::ZERO);
    }
}

/// One may be paid of two subsidies of one cost: the larger, or the earlier of two that are equal. Another cost is another matter.
#[test]
fn no_double_funding() {
    let [level, _] = w1();
    let rule = |name, part| SubsidyRule::new(name, part);
    let face = rule("face", of_face("3%"));
    let interest = rule("interest", of_costs(&[CostKind::Interest], "50%"));
    let fee = rule("fee", of_costs(&[CostKind::Guarantee], "50%"));
    let totals = |rules: &[SubsidyRule]| {
        let grants = grants(rules, &level, &Firm::default(), &Lpr::default()).unwrap();
        grants.iter().map(|grant| grant.total().to_string()).collect::<Vec<_>>()
    };
    let all = [face.clone(), interest.clone(), fee.clone()];
    assert_eq!(totals(&all), ["300,000.00", "136,448.92", "50,000.00"], "nothing forbids it");
    // Whichever of the two forbids it.
    for (one, other) in [
        (face.clone().with_not_beside_others(), interest.clone()),
        (face.clone(), interest.clone().with_not_beside_others()),
    ] {
        assert_eq!(totals(&[other.clone(), one.clone(), fee.clone()]), ["0.00", "300,000.00", "50,000.00"]);
        let refused = &grants(&[other, one], &level, &Firm::default(), &Lpr::default()).unwrap()[0];
        assert_eq!(refused.refused, Some(Refusal::DoubleFunding("face".into())));
    }
    let same = face.clone().with_not_beside_others();
    assert_eq!(totals(&[same.clone(), same]), ["300,000.00", "0.00"]);
    // A subsidy to the issuer relieves the issue, not the firm's interest.
    let issuer = rule("issuer", SubsidyPart::new(SubsidyBase::Issuance, Share::Rate(rate("1%"))))
        .with_payee(SubsidyPayee::Issuer);
    let part_of = level.clone().with_issuance(millions(150));
    let rules = [face.with_not_beside_others(), issuer.with_not_beside_others()];
    let both = grants(&rules, &part_of, &Firm::default(), &Lpr::default()).unwrap();
    assert_eq!(both.iter().map(Grant::total).collect::<Vec<_>>(), [money("300000"), money("1500000")]);
    let borrowing = part_of.borrowing().unwrap().with_grants(&both);
    assert_eq!(borrowing.subsidies(), money("300000"), "what the issuer gets is not the firm's");
}

/// A bank's loan that is renewed costs what it did, unless a cost is paid once for all terms: then that is spread.
#[test]
fn renewals() {
    let loan = || bullet(millions(10), "3.25%", 12);
    let cost = |on, renewals| {
        let fee = Cost::up_front("fee", CostKind::Other, "Bank", CostAmount::OfPrincipal(rate("1%")));
        let financing = bank(loan()).with_cost(fee.with_dates(on)).with_renewals(renewals);
        compound(&financing.borrowing().unwrap())
    };
    let without = bank(loan()).with_renewals(2).borrowing().unwrap();
    assert!((compound(&without) - compound(&flows(loan()))).abs() < 1e-12);
    assert_eq!(without.flows.iter().filter(|flow| flow.item == FlowItem::Principal).count(), 1);
    assert_eq!(without.flows.last().unwrap().date, day("2028-06-20"));
    assert!((cost(CostDates::EveryTerm, 2) - cost(CostDates::UpFront, 0)).abs() < 1e-12);
    assert!(cost(CostDates::UpFront, 2) < cost(CostDates::UpFront, 0) - 0.006);

    let error = bank(level(millions(10), "5%", 12)).with_renewals(1).borrowing().unwrap_err().to_string();
    assert!(error.contains("repays principal before its end"), "{error}");
}

/// From the 31st, a month after 28 February is 31 March; and interest by days goes by the days of each term.
#[test]
fn renewals_keep_the_day_of_the_month() {
    let loan = Loan::level_payment("L", millions(36), rate("5%"), day("2025-01-31"), 1)
        .with_repayment(Repayment::InterestOnlyBullet);
    let paid = |loan: Loan| {
        let borrowing = bank(loan).with_renewals(3).borrowing().unwrap();
        let interest = borrowing.flows.iter().filter(|flow| flow.item == FlowItem::Interest);
        interest.map(|flow| format!("{} {}", flow.date, -flow.amount)).collect::<Vec<_>>()
    };
    let monthly = ["2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31"];
    assert_eq!(paid(loan.clone()), monthly.map(|date| format!("{date} 150,000.00")));
    // 5,000 a day for 28, 31, 30 and 31 days.
    let by_days = loan.with_interest(InterestBasis::Daily(DayCount::Act360));
    let amounts = ["140,000.00", "155,000.00", "150,000.00", "155,000.00"];
    let expected: Vec<String> =
        monthly.iter().zip(amounts).map(|(date, yuan)| format!("{date} {yuan}")).collect();
    assert_eq!(paid(by_days), expected);
    // From the 30th too, and a fee as high as the interest is as high in every month, that to 30 March among them.
    let fee = Cost::up_front("fee", CostKind::Guarantee, "Guarantor", CostAmount::OfBalance(rate("5%")));
    let thirtieth = Loan::level_payment("L", millions(36), rate("5%"), day("2025-01-30"), 1)
        .with_repayment(Repayment::InterestOnlyBullet);
    let renewed = bank(thirtieth).with_cost(fee.with_dates(CostDates::EveryInstalment)).with_renewals(3);
    let borrowing = renewed.borrowing().unwrap();
    assert_eq!(borrowing.periods.last().unwrap().to, day("2025-05-30"));
    assert_eq!((borrowing.costs(), borrowing.interest()), (money("600000"), money("600000")));
}

/// The subsidy that makes the level loan of W1 cost what a bank's bullet does, put back in as a rule: the effective rates are
/// equal but for what rounding to the fen leaves.
#[test]
fn the_equalising_subsidy_put_back_in() {
    let [level, bullet_deal] = w1();
    let bank_loan = bank(bullet(millions(10), "3.25%", 12)).borrowing().unwrap();
    for financing in [level, bullet_deal] {
        let deal = financing.borrowing().unwrap();
        for form in [0, 12, 18, 24]
            .map(|months| SubsidyForm::Lump { months })
            .into_iter()
            .chain([SubsidyForm::WithInstalments])
        {
            let equal = EqualSubsidy::find(&deal, &bank_loan, form).unwrap();
            let rule = equal.rule("equal").unwrap();
            let grant = paid(&rule, &financing, &Firm::default(), &Lpr::default());
            assert_eq!(grant.payments, equal.payments, "{form:?}");
            let after = deal.clone().with_grants(&[grant]);
            assert!((compound(&after) - compound(&bank_loan)).abs() < 1e-8, "{form:?}");
            assert_eq!(after.rates(), equal.deal);
        }
    }
}

/// From the 30th of January a month ends on 28 February: months are still whole, and each is a twelfth.
#[test]
fn months_are_whole_over_february() {
    let loan = Loan::level_payment("L", millions(10), rate("5%"), day("2025-01-30"), 12);
    let fee = Cost::up_front("fee", CostKind::Guarantee, "Guarantor", CostAmount::OfBalance(rate("5%")));
    let financing = deal(loan).with_cost(fee.with_dates(CostDates::EveryInstalment));
    let deal = financing.borrowing().unwrap();
    assert_eq!(deal.costs(), deal.interest(), "a fee as high as the interest, to the fen");
    let bank_loan = bank(bullet(millions(10), "5%", 12)).borrowing().unwrap();
    let equal = EqualSubsidy::find(&deal, &bank_loan, SubsidyForm::WithInstalments).unwrap();
    assert!((equal.rate - 0.05).abs() < 1e-8, "{}", equal.rate);
    let grant = paid(&equal.rule("equal").unwrap(), &financing, &Firm::default(), &Lpr::default());
    assert_eq!(grant.payments, equal.payments);
}

/// A deal that is the cheaper one needs no subsidy: the rate is negative, and no rule pays it.
#[test]
fn a_cheaper_deal_needs_no_subsidy() {
    let deal = flows(level(millions(10), "2%", 12));
    let bank_loan = bank(bullet(millions(10), "3.25%", 12)).borrowing().unwrap();
    let equal = EqualSubsidy::find(&deal, &bank_loan, SubsidyForm::WithInstalments).unwrap();
    // On monthly flows at the bank's monthly rate the difference is that of the nominal rates.
    assert!((equal.rate + 0.0125).abs() < 1e-8, "{}", equal.rate);
    assert_eq!(equal.rule("equal"), None);
}

/// Off the months, time is days over 365.
#[test]
fn days_where_dates_are_not_whole_months_apart() {
    let due = Schedule::on([day("2026-06-25")]);
    let loan = Loan::new("L", millions(10), rate("3.65%"), day(START), due, Repayment::SinglePayment)
        .with_interest(InterestBasis::Daily(DayCount::Act365Fixed));
    // 370 days at 1,000 a day.
    let borrowing = flows(loan.clone());
    assert_eq!(borrowing.interest(), money("370000"));
    let expected = 1.037_f64.powf(365.0 / 370.0) - 1.0;
    assert!((compound(&borrowing) - expected).abs() < 1e-12);
    assert_eq!(percent(borrowing.cost_over_money_used().unwrap(), 6), "3.650000");
    let periodic = SubsidyPart::new(SubsidyBase::Balance(InterestBasis::Periodic), Share::Rate(rate("1%")));
    let rules = [SubsidyRule::new("rule", periodic)];
    let error = grants(&rules, &deal(loan), &Firm::default(), &Lpr::default()).unwrap_err().to_string();
    assert!(
        error.starts_with("subsidy \"rule\": it counts whole months") && error.contains("act/365f"),
        "{error}"
    );
}

#[test]
fn what_is_wrong_is_told() {
    let [level, _] = w1();
    let grants_of = |rule: SubsidyRule| {
        grants(&[rule], &level, &Firm::default(), &Lpr::default()).unwrap_err().to_string()
    };
    let by_lpr = |base| {
        let share =
            Share::OfLpr { share: rate("20%"), on: LprOn::DecemberOfRepayment, or_lower_loan_rate: true };
        SubsidyRule::new("rule", SubsidyPart::new(base, share))
    };
    assert_eq!(
        grants_of(by_lpr(SubsidyBase::Face)),
        "subsidy \"rule\": no loan prime rate is given for 2026-12-31 (the December of the year of repayment): add it to the \
         table"
    );
    let interest = SubsidyBase::Costs(vec![CostBase::gross(CostKind::Interest)]);
    assert!(grants_of(by_lpr(interest)).contains("write face, face-by-time or balance"));
    let issuance = SubsidyPart::new(SubsidyBase::Issuance, Share::Rate(rate("1%")));
    assert!(grants_of(SubsidyRule::new("rule", issuance)).contains("give the issuance"));
    let negative = Cost::up_front("fee", CostKind::Other, "Bank", CostAmount::Fixed(money("-1")));
    let error = level.clone().with_cost(negative).borrowing().unwrap_err().to_string();
    assert_eq!(error, "cost \"fee\": the amount is -1.00: it must not be negative");
    let nothing = deal(bullet(Money::ZERO, "5%", 12)).borrowing().unwrap_err().to_string();
    assert!(nothing.starts_with("loan \"L\": the principal is 0.00"), "{nothing}");
}

proptest! {
    /// Whatever the amounts, shares, times and caps: no panic, nothing above a cap, and what all flows sum to is interest and
    /// costs less subsidies.
    #[test]
    fn any_numbers(
        fen in prop_oneof![-5..100_i64, 1..10_000_000_000_i64, any::<i64>()],
        hundredths in 0..=10_000_i64,
        months in 1..60_u32,
        far in prop_oneof![0..60_u32, any::<u32>()],
        most in prop_oneof![-5..100_i64, any::<i64>()],
        is_level in any::<bool>(),
    ) {
        let (principal, most) = (Money::from_fen(fen), Money::from_fen(most));
        let annual = Rate::new(Decimal::new(hundredths, 4)).unwrap();
        let loan = if is_level { level(principal, "0", months) } else { bullet(principal, "0", months) };
        let renewals = if is_level { 0 } else { far };
        let financing = with_costs(deal(loan.with_rate(annual))).with_renewals(renewals % 200);
        let days = InterestBasis::Daily(DayCount::ActActIsda);
        let tiers = vec![Tier::new(Some(millions(1)), annual), Tier::new(None, Rate::ONE)];
        let part = |base| SubsidyPart::new(base, Share::Tiers { of: TiersOf::Principal, tiers: tiers.clone() });
        let year = SubsidyYear::Loan;
        let rule = SubsidyRule::new("rule", part(SubsidyBase::Balance(days)))
            .with_part(part(SubsidyBase::Costs(vec![CostBase::net(CostKind::Interest, annual)])))
            .with_cap(Cap::PerYear { most, year })
            .with_cap(Cap::Total(most))
            .with_first_months(far)
            .with_paid(PaidAfter::EveryYear);
        if let Ok(grants) = grants(&[rule.with_lag(far)], &financing, &Firm::default(), &Lpr::default()) {
            let half_a_fen_each = Money::from_fen(grants[0].payments.len() as i64);
            prop_assert!(grants[0].total() <= most.or_zero() + half_a_fen_each);
            let after = financing.borrowing().unwrap().with_grants(&grants);
            prop_assert_eq!(after.cost(), after.interest() + after.costs() - after.subsidies());
            let _ = EqualSubsidy::find(&after, &after, SubsidyForm::Lump { months: far });
        }
    }
}

/// Every published rule, worked by hand once and at its limits.
#[cfg(feature = "files")]
mod published {
    use super::*;
    use abs_waterfall::analysis::borrower::SubsidyBook;

    fn book() -> SubsidyBook {
        toml::from_str(include_str!("../examples/subsidies/published.toml")).unwrap()
    }

    fn pledge(loan: Loan) -> Financing {
        Financing::new(loan, FinancingKind::PledgeLoan)
    }

    /// A bullet of so many millions at 5 % over twelve months from 2025-06-20, with the costs of W1.
    fn pledged(size: i64) -> Financing {
        with_costs(pledge(bullet(millions(size), "5%", 12)))
    }

    fn securitised(size: i64, months: u32) -> Financing {
        with_costs(deal(bullet(millions(size), "5%", months)))
    }

    #[test]
    fn by_hand() {
        let book = book();
        let [_, w1] = w1();
        let rich = || Firm::default().with_revenue(millions(100));
        let table = [
            // (500,000.04 / 1.06 + 100,000) × 70 %
            ("nanshan-tiers", w1.clone(), rich(), "400,188.71"),
            // 8 ‰ of 20 m, as soon as more than 10 m are financed in the year
            (
                "nanshan-tiers",
                w1.clone(),
                rich().with_revenue(millions(20)).with_financed_in_year(millions(1)),
                "160,000.00",
            ),
            // (500,000.04 + 180,000) × 70 %; 3 m for each of two years
            ("nanshan-securitised", w1.clone(), rich(), "476,000.03"),
            ("nanshan-securitised", securitised(100, 24), rich(), "6,000,000.00"),
            // (500,000.04 + 100,000 + 20,000) × 70 %; 70 % of 3,100,000 is above 1.5 m
            ("nanshan-pledge", pledged(10), rich(), "434,000.03"),
            ("nanshan-pledge", pledged(50), rich(), "1,500,000.00"),
            ("baoan", w1.clone(), rich(), "350,000.00"),
            ("longgang-guarantee", w1.clone(), rich(), "50,000.00"),
            ("guangzhou-issuer", w1.clone().with_issuance(millions(150)), rich(), "1,500,000.00"),
            ("guangzhou-issuer", w1.clone().with_issuance(millions(500)), rich(), "4,000,000.00"),
            // 3 % a year; three of four years; 2 m a year of 3 m
            ("guangzhou-development-securitised", w1.clone(), rich(), "300,000.00"),
            ("guangzhou-development-securitised", securitised(10, 48), rich(), "900,000.00"),
            ("guangzhou-development-securitised", securitised(100, 24), rich(), "4,000,000.00"),
            // 300,000 + 20,000 + 100,000; 1 m + 80,000 + 100,000 of 400,000
            ("guangzhou-development-pledge", pledged(10), rich(), "420,000.00"),
            ("guangzhou-development-pledge", pledged(40), rich(), "1,180,000.00"),
            // (500,000.04 + 100,000 + 20,000) / 2
            ("nansha-pledge", pledged(10), rich(), "310,000.02"),
            ("nansha-pledge", pledged(40), rich(), "1,000,000.00"),
            ("xian", w1.clone(), rich(), "300,000.00"),
            ("xian", securitised(40, 12), rich(), "1,000,000.00"),
            // 40 % of 420,000; of 80 m twice 500,000 of 672,000; above 1.4 × 3 %; above 200 m
            ("zhongguancun-pledge", pledge(bullet(millions(10), "4.2%", 12)), rich(), "168,000.00"),
            ("zhongguancun-pledge", pledge(bullet(millions(80), "4.2%", 12)), rich(), "1,000,000.00"),
            ("zhongguancun-pledge", pledge(bullet(millions(10), "4.21%", 12)), rich(), "0.00"),
            (
                "zhongguancun-pledge",
                pledge(bullet(millions(10), "4.2%", 12)),
                rich().with_revenue(millions(201)),
                "0.00",
            ),
            // 2025: 120,000 + 150,000 × 195/365, held to 150,000; 2026: 150,000 × 170/365
            ("hefei-development-pledge", pledged(10), rich(), "219,863.01"),
            // 10 m × 183/365 × 20 % of 3 %; small and guaranteed 50 %; 20 % of a rate of 2.5 %
            ("fujian-pledge", pledge(bullet(millions(10), "5%", 6)), rich(), "30,082.19"),
            (
                "fujian-pledge",
                with_costs(pledge(bullet(millions(10), "5%", 6))),
                rich().with_small(true),
                "75,205.48",
            ),
            ("fujian-pledge", pledge(bullet(millions(10), "2.5%", 6)), rich(), "25,068.49"),
            ("fujian-pledge", deal(bullet(millions(10), "5%", 6)), rich(), "0.00"),
        ];
        for (name, financing, firm, expected) in &table {
            let grant = paid(book.rule(name).unwrap(), financing, firm, &book.lpr);
            assert_eq!(grant.total().to_string(), *expected, "{name}");
        }
        for rule in &book.subsidies {
            assert!(table.iter().any(|row| row.0 == rule.name), "{} is not worked", rule.name);
            assert!(!rule.source.is_empty(), "{} has no source", rule.name);
        }
    }

    /// Over a year at an LPR of 3 %, the 200,000 of a firm bind at 33.3 m, and at 13.3 m where half of the LPR is paid.
    #[test]
    fn where_fujians_cap_binds() {
        let (book, year) = (book(), |size: &str| {
            let loan = bullet(money(size), "5%", 12).with_disbursed(day("2024-12-20"));
            let due = Schedule::monthly(day("2025-01-20"), 12);
            pledge(loan.with_due(due).with_guarantor("Guarantor"))
        });
        let rule = book.rule("fujian-pledge").unwrap();
        let amount = |size, is_small: bool| {
            let grant = paid(rule, &year(size), &Firm::default().with_small(is_small), &book.lpr);
            (grant.total().to_string(), !grant.cut_by.is_empty())
        };
        assert_eq!(amount("33300000", false), ("199,800.00".into(), false));
        assert_eq!(amount("33400000", false), ("200,000.00".into(), true));
        assert_eq!(amount("13300000", true), ("199,500.00".into(), false));
        assert_eq!(amount("13400000", true), ("200,000.00".into(), true));
        let had = Firm::default().with_received("fujian-pledge", money("150000"));
        assert_eq!(paid(rule, &year("33400000"), &had, &book.lpr).total(), money("50000"));
    }

    /// A rule is written and read back as it was.
    #[test]
    fn written_and_read_back() {
        let book = book();
        let written = serde_json::to_string(&book).unwrap();
        assert_eq!(serde_json::from_str::<SubsidyBook>(&written).unwrap(), book);
        let financing = w1()[0].clone();
        let written = serde_json::to_string(&financing).unwrap();
        assert_eq!(serde_json::from_str::<Financing>(&written).unwrap(), financing);
    }

    #[test]
    fn a_misspelt_word_is_told() {
        let error = toml::from_str::<SubsidyBook>(
            "[[subsidies]]\nname = 'x'\nparts = [{ base = 'faces', share = { rate = '1%' } }]",
        );
        assert!(error.unwrap_err().to_string().contains("unknown variant `faces`"));
    }
}
