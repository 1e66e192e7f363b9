//! What breaks a class: on a deal for paper, with the root put back in, and on Fujian's.
#![cfg(feature = "files")]

use abs_waterfall::analysis::{BreakEven, RateFound};
use abs_waterfall::calendar::Schedule;
use abs_waterfall::credit::{CreditModel, Recovery};
use abs_waterfall::deal::{Coupon, Note, Party, PaymentDates, Role, Step};
use abs_waterfall::enhancement::Support;
use abs_waterfall::pool::{Loan, Pool, Repayment};
use abs_waterfall::scenario::{DefaultEvent, PoolDefaults, Timing};
use abs_waterfall::servicing::{GuaranteePays, Servicing};
use abs_waterfall::waterfall::{Condition, Gauge, Reserve};
use abs_waterfall::{Date, Deal, Decimal, Money, Projection, Rate, ResolvedDeal, Scenario};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

/// A loan without interest, in equal parts month by month.
fn loan(id: &str, firm: &str, yuan: i64, months: u32) -> Loan {
    let due = Schedule::monthly(day("2025-02-20"), months);
    let (principal, disbursed) = (Money::from_yuan(yuan), day("2025-01-20"));
    Loan::new(id, principal, Rate::ZERO, disbursed, due, Repayment::EqualPrincipal).with_borrower(firm)
}

/// A loan without interest that is repaid at once, after so many months.
fn bullet(id: &str, firm: &str, yuan: i64, months: u32) -> Loan {
    loan(id, firm, yuan, months).with_repayment(Repayment::InterestOnlyBullet)
}

/// A deal without interest, fees and tax, on these loans, which pays month by month: a senior class of this much, and the rest.
fn paper(loans: Vec<Loan>, senior: i64, months: u32) -> Deal {
    let dates = |first: &str| Schedule::monthly(day(first), months);
    let pool: Money = loans.iter().map(|loan| loan.principal).sum();
    let last = dates("2025-02-26").dates().unwrap()[months as usize - 1];
    let senior = Money::from_yuan(senior);
    let class = Note::pass_through("senior", senior, Coupon::fixed(Rate::ZERO), last);
    Deal::new("paper", day("2025-01-20"), Pool::new(loans))
        .with_parties(vec![
            Party::new("lender", &[Role::Originator, Role::Servicer]),
            Party::new("giver", &[Role::ShortfallPayer]),
        ])
        .with_credit(CreditModel::new("0".parse().unwrap()))
        .with_servicing(Servicing::new("lender"))
        .with_dates(PaymentDates::new(dates("2025-02-20"), dates("2025-02-26")))
        .with_notes(vec![class, Note::subordinated("sub", pool - senior)])
        .with_supports([Support::undertaking("giver", &["senior"])])
        .with_waterfall(vec![
            Step::interest("senior"),
            Step::principal("senior"),
            Step::reimbursement(),
            Step::principal("sub"),
            Step::residual("sub"),
        ])
}

/// A million, due after a year in one amount: nothing is paid before, so all timings are alike.
fn one_bullet(senior: i64) -> Deal {
    paper(vec![bullet("A", "A", 1_000_000, 12)], senior, 12)
}

fn with_pool(deal: &ResolvedDeal, rate: Rate, timing: &Timing) -> Projection {
    let defaults = PoolDefaults::new(rate, timing.clone());
    deal.project(&Scenario::no_default().with_pool_defaults(defaults).without_supports()).unwrap()
}

/// Is a class paid on every date and in the end?
fn is_paid(projection: &Projection, note: usize) -> bool {
    let on_time = projection.dates.iter().all(|date| date.notes[note].interest_short.is_zero());
    on_time && projection.notes[note].loss().is_zero()
}

/// The senior bears a fifth of the pool, if nothing is recovered; with half of it recovered, two fifths.
#[test]
fn the_rate_on_paper() {
    let deal = one_bullet(800_000).resolve().unwrap();
    for timing in [Timing::Front, Timing::Even, Timing::Back, "0%/100%".parse().unwrap()] {
        let question = BreakEven::new("senior").with_timing(timing).with_target(rate("15%"));
        let answer = deal.break_even_rate(&question).unwrap();
        let found = RateFound::At { rate: rate("20%"), defaulted: Money::from_yuan(200_000) };
        assert_eq!((answer.found, answer.monotone), (found, true));
        assert_eq!(answer.cushion(), Some(Decimal::new(5, 2)));
    }
    let recovered =
        deal.varied(|deal| deal.credit.recovery = Recovery::of_outstanding(rate("50%"), 0)).unwrap();
    assert_eq!(recovered.break_even_rate(&BreakEven::new("senior")).unwrap().rate(), Some(rate("40%")));
    let sentence =
        deal.break_even_rate(&BreakEven::new("senior").with_target(rate("22.5%"))).unwrap().to_string();
    assert_eq!(
        sentence,
        "\"senior\" is paid up to a default rate of 20.00% of the pool (200,000.00), timing even, without supports; \
         2.5 points below the target of 22.50%"
    );
    let sub = deal.break_even_rate(&BreakEven::new("sub")).unwrap();
    assert_eq!(sub.rate(), Some(Rate::ZERO), "the first default is the sub's");
}

#[test]
fn a_class_that_nothing_breaks_and_one_that_is_never_paid() {
    let deal = one_bullet(800_000).resolve().unwrap();
    let supported = deal.break_even_rate(&BreakEven::new("senior").with_supports()).unwrap();
    assert_eq!(supported.found, RateFound::NoneUpTo { rate: Rate::ONE }, "all of a bullet can default");
    // A class of a yuan more than there is.
    let mut broke = one_bullet(800_000);
    broke.notes[0].amount = Money::from_yuan(1_000_001);
    let broke = broke.resolve().unwrap();
    let answer = broke.break_even_rate(&BreakEven::new("senior")).unwrap();
    assert_eq!((answer.found, answer.rate()), (RateFound::EvenAtZero, None));
    assert!(answer.to_string().starts_with("\"senior\" is not paid even where nobody defaults"));
    let names = broke.break_even_names(&BreakEven::new("senior")).unwrap();
    assert_eq!(names.worst().unwrap().breaking.as_ref().unwrap().count, 0);
}

/// A million that pays 1 % a month, and a senior of 400 thousand at 18 %: for the 37 days to the first date it is due
/// 400,000 × 18 % × 37/365 = 7,298.63. What defaults in the first month pays nothing, and 10,000 × (1 − D) reach that up to
/// D = 27.01 %. Above, interest is missed once and paid a month later; that breaks the class, though nothing is lost.
///
/// A reserve that is released once 40 % has defaulted pays it again from there on: so no scan that stops where it first fails
/// would tell the whole story.
#[test]
fn interest_that_is_late_breaks_a_class_and_a_higher_rate_may_not() {
    let mut definition = paper(vec![bullet("A", "A", 1_000_000, 12).with_rate(rate("12%"))], 400_000, 12);
    definition.notes[0].coupon = Some(Coupon::fixed(rate("18%")));
    let released = Condition::at_least(Gauge::Defaulted, Money::from_yuan(400_000));
    let fifty = Money::from_yuan(50_000);
    definition.reserves =
        vec![Reserve::new("reserve", fifty).with_opening(fifty, "lender").with_release(released)];
    definition.waterfall.insert(0, Step::release("reserve"));
    let deal = definition.resolve().unwrap();
    let at_once: Timing = "100%".parse().unwrap();
    let answer = deal.break_even_rate(&BreakEven::new("senior").with_timing(at_once.clone())).unwrap();
    assert_eq!((answer.rate(), answer.monotone), (Some(rate("27.01%")), false));
    assert!(answer.to_string().ends_with("; it is paid again at some higher rates"));
    let late = with_pool(&deal, rate("27.02%"), &at_once);
    assert_eq!(late.dates[0].notes[0].interest_short.to_string(), "0.63");
    assert!(late.notes[0].loss().is_zero());
    assert!(is_paid(&with_pool(&deal, rate("40%"), &at_once), 0));
}

/// A loan in three parts, back-loaded: 20, 30 and 50 % of D. Of each yuan of it 1 − 0.2 D are left, of which two thirds stand
/// after the first instalment; less 0.3 D, of which half stands after the second; and that must be 0.5 D at least:
/// 1/3 − 0.2167 D ≥ 0.5 D up to D = 46.51 %.
#[test]
fn a_rate_that_cannot_be_applied_is_none() {
    let deal = paper(vec![loan("A", "A", 1_200_000, 3)], 1, 3).resolve().unwrap();
    let question = BreakEven::new("senior").with_timing(Timing::Back);
    let answer = deal.break_even_rate(&question).unwrap();
    assert_eq!(answer.found, RateFound::NoneUpTo { rate: rate("46.51%") });
    let applied = |text: &str| with_pool(&deal, rate(text), &Timing::Back).pool_defaults[0].clone();
    assert_eq!(applied("46.51%").asked, applied("46.51%").defaulted);
    assert!(applied("46.52%").asked > applied("46.52%").defaulted);
    let expected = "no default rate of the pool breaks \"senior\", up to 46.51%, the highest that can be applied, timing \
                    back, without supports";
    assert_eq!(answer.to_string(), expected);
}

/// Firms that owe 400 (in two loans of 250 and 150), 300, 200, 60 and 40 thousand. The first pays half a month after closing,
/// the others all after two; the senior is 500 thousand.
///
/// At closing the largest leaves 600, the two largest 300: two break it, and 200 are missing. After the first due date 200 are
/// paid, and owed are 300, 200, 200, 60 and 40, where the first firm comes before the third as on the tape: with one gone 700
/// are left, with two 500, just enough, with three 300: three break it, and 200 are missing.
#[test]
fn names_on_paper() {
    let loans = vec![
        loan("A1", "A", 250_000, 2),
        bullet("B1", "B", 300_000, 2),
        loan("A2", "A", 150_000, 2),
        bullet("C1", "C", 200_000, 2),
        bullet("D1", "D", 60_000, 2),
        bullet("E1", "E", 40_000, 2),
    ];
    let deal = paper(loans, 500_000, 2).resolve().unwrap();
    let names = deal.break_even_names(&BreakEven::new("senior")).unwrap();
    let told: Vec<_> = names
        .dates
        .iter()
        .map(|on| {
            let breaking = on.breaking.as_ref().unwrap();
            let yuan = |amount: Money| amount.fen() / 100_000;
            (
                on.date.to_string(),
                on.borrowers,
                breaking.count,
                breaking.borrowers.join(" "),
                yuan(breaking.defaulted),
                yuan(breaking.shortfall),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("2025-01-20".to_string(), 5, 2, "A B".to_string(), 700, 200),
            ("2025-02-20".to_string(), 5, 3, "B A C".to_string(), 700, 200),
        ],
        "nothing is owed after the last due date"
    );
    assert_eq!(names.worst().unwrap().date, day("2025-01-20"));
    assert_eq!(
        names.to_string(),
        "\"senior\" is broken by the 2 largest borrowers defaulting at once, without supports: at worst after 2025-01-20, \
         by A, B with 700,000.00; 200,000.00 stays unpaid in the end"
    );
    let supported = deal.break_even_names(&BreakEven::new("senior").with_supports()).unwrap();
    assert_eq!(supported.worst(), None);
    assert_eq!(
        supported.to_string(),
        "\"senior\" is paid whoever of the borrowers default at once, with all supports"
    );
}

/// Three firms that owe 333,333 each, at 1 % a month, and a senior of 400 thousand at 18 %. For the 37 days to the first date it is
/// due 7,298.63. Two firms pay 6,666.66: that is too little once, and a month later, with 5,523.29 more due, all is paid.
#[test]
fn a_class_that_is_paid_late_is_told_so() {
    let loans = ["A", "B", "C"].map(|firm| bullet(firm, firm, 333_333, 12).with_rate(rate("12%"))).to_vec();
    let mut deal = paper(loans, 400_000, 12);
    deal.notes[0].coupon = Some(Coupon::fixed(rate("18%")));
    let names = deal.resolve().unwrap().break_even_names(&BreakEven::new("senior")).unwrap();
    assert_eq!(
        names.to_string(),
        "\"senior\" is broken by the largest borrower defaulting at once, without supports: at worst after 2025-01-20, by A with \
         333,333.00; something is paid late, and all of it in the end"
    );
}

/// Of nine hundred firms that owe a thousand each 400 leave the senior its half a million, and 401 do not: every third number is
/// looked at first, and 402 is one of those.
#[test]
fn many_names_are_looked_at_in_steps() {
    let firm = |i: usize| bullet(&format!("L{i}"), &format!("F{i}"), 1_000, 1);
    let deal = paper((0..900).map(firm).collect(), 500_000, 1).resolve().unwrap();
    let names = deal.break_even_names(&BreakEven::new("senior")).unwrap();
    let breaking = names.worst().unwrap().breaking.as_ref().unwrap();
    assert_eq!(
        (breaking.count, breaking.defaulted, breaking.shortfall),
        (401, Money::from_yuan(401_000), Money::from_yuan(1_000))
    );
    assert_eq!((breaking.borrowers.len(), breaking.borrowers[400].as_str()), (401, "F400"));
}

/// A guarantor pays up to 200,000 for the parts of the loan that default: of a million 800,000 must come in, be it 40 % that default
/// instead of 20 %. It pays a month after the loan is due, and the plan has the time.
#[test]
fn a_guarantor_of_loans_bears_a_part() {
    let guaranteed = bullet("A", "A", 1_000_000, 12).with_guarantor("giver");
    let mut deal = paper(vec![guaranteed], 800_000, 14);
    deal.parties[1] = Party::new("giver", &[Role::LoanGuarantor]);
    deal.supports = vec![Support::loan_guarantee("giver", GuaranteePays::Arrears)];
    deal.supports[0].cap = Some(Money::from_yuan(200_000));
    deal.waterfall.remove(2);
    let deal = deal.resolve().unwrap();
    let question = BreakEven::new("senior").with_timing(Timing::Back);
    let rates = [question.clone(), question.with_supports()].map(|it| deal.break_even_rate(&it).unwrap());
    assert_eq!(rates.map(|it| it.rate().unwrap()), ["20%", "40%"].map(rate));
}

fn fujian() -> ResolvedDeal {
    Deal::load(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian.toml")).unwrap().resolve().unwrap()
}

/// The root put back in: the class is paid at it, and not one hundredth of a percent above.
#[test]
fn the_rate_on_fujian_is_a_root() {
    let deal = fujian();
    let question = |timing: &str| BreakEven::new("senior").with_timing(timing.parse().unwrap());
    let answers = ["front", "even", "back"].map(|timing| deal.break_even_rate(&question(timing)).unwrap());
    for answer in &answers {
        let (root, timing) = (answer.rate().unwrap(), &answer.timing);
        let next = root.checked_add(rate("0.01%")).unwrap();
        let [at, above] = [root, next].map(|rate| with_pool(&deal, rate, timing));
        assert!(is_paid(&at, 0) && !is_paid(&above, 0), "{timing}");
        let RateFound::At { defaulted, .. } = answer.found else { unreachable!() };
        assert_eq!(at.pool_defaults[0].defaulted, defaulted);
        assert_eq!(at.dates.iter().map(|date| date.collected.defaulted).sum::<Money>(), defaulted);
    }
    // What was found when this was written. What defaults late is recovered after the last date, so back-loaded is worst.
    let roots = answers.each_ref().map(|answer| (answer.rate().unwrap().to_string(), answer.monotone));
    assert_eq!(roots, ["7.91%", "7.71%", "7.50%"].map(|root| (root.to_string(), true)));
}

/// Loan C01 alone, defaulting after its sixth instalment, leaves 1,823,147.07 of the senior unpaid (DESIGN.md's benchmark); and
/// every date's answer holds when it is run as a scenario: so many break it, one fewer does not.
#[test]
fn the_names_on_fujian_are_roots() {
    let deal = fujian();
    let names = deal.break_even_names(&BreakEven::new("senior")).unwrap();
    assert_eq!(names.dates.len(), 24, "closing and 23 due dates; after the last nothing is owed");
    let sixth =
        names.dates.iter().find(|on| on.date == day("2024-12-20")).unwrap().breaking.as_ref().unwrap();
    assert_eq!((sixth.count, sixth.borrowers[0].as_str()), (1, "Firm 01"));
    assert_eq!(
        (sixth.defaulted.to_string(), sixth.shortfall.to_string()),
        ("15,185,525.77".into(), "1,823,147.07".into())
    );
    for on in &names.dates {
        let Some(breaking) = &on.breaking else { continue };
        let event = on.stress().unwrap();
        let run = |event: DefaultEvent| {
            deal.project(&Scenario::no_default().with(event.into()).without_supports()).unwrap()
        };
        let broken = run(event.clone());
        assert!(!is_paid(&broken, 0), "{}", on.date);
        assert_eq!(broken.notes[0].loss(), breaking.shortfall);
        assert_eq!(
            broken.defaults.iter().map(|default| default.outstanding).sum::<Money>(),
            breaking.defaulted
        );
        if breaking.count > 1 {
            let fewer = abs_waterfall::scenario::Who::Largest(breaking.count as u32 - 1);
            assert!(is_paid(&run(DefaultEvent::new(fewer, event.when)), 0), "{}", on.date);
        }
    }
}

#[test]
fn a_class_that_is_not_there() {
    let error = fujian().break_even_rate(&BreakEven::new("seniors")).unwrap_err().to_string();
    assert_eq!(
        error,
        "the scenario names what the deal does not have: there is no note `seniors`; there is senior, sub"
    );
}

#[test]
fn answers_are_data() {
    let deal = one_bullet(800_000).resolve().unwrap();
    let answer = deal.break_even_rate(&BreakEven::new("senior")).unwrap();
    let json = serde_json::to_string(&answer).unwrap();
    assert!(
        json.contains(r#""timing":"even""#) && json.contains(r#""found":{"at":{"rate":"0.2","#),
        "{json}"
    );
    assert_eq!(serde_json::from_str::<abs_waterfall::analysis::BreakEvenRate>(&json).unwrap(), answer);
    let names = deal.break_even_names(&BreakEven::new("senior")).unwrap();
    let json = serde_json::to_string(&names).unwrap();
    assert_eq!(serde_json::from_str::<abs_waterfall::analysis::BreakEvenNames>(&json).unwrap(), names);
}
