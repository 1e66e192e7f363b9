//! A cumulative default rate of the whole pool: by hand on a small pool, and against a recomputation in fractions that shares
//! nothing with the library but the loans' instalments.
#![cfg(feature = "files")]

use std::collections::BTreeMap;

use abs_waterfall::calendar::Schedule;
use abs_waterfall::credit::{CreditModel, Recovery};
use abs_waterfall::deal::{Note, Party, PaymentDates, Role, Step};
use abs_waterfall::pool::{AssetKind, Instalment, Loan, Pool, Repayment};
use abs_waterfall::projection::EntryKind;
use abs_waterfall::scenario::{PoolDefaults, Stress, Timing};
use abs_waterfall::servicing::{ServicerFailure, Servicing};
use abs_waterfall::waterfall::{AssetVat, Vat, VatBase};
use abs_waterfall::{Date, Deal, Money, Projection, Scenario};
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn scenario(words: &str) -> Scenario {
    Scenario::no_default().with(words.parse().unwrap())
}

/// A deal that pays every month what the pool of these loans pays, with a note and nothing else.
fn deal(loans: Vec<Loan>, months: u32, recovery: Recovery) -> Deal {
    let closing = day("2025-01-20");
    let dates = |first: &str| Schedule::monthly(day(first), months);
    let pool: Money = loans.iter().map(|loan| loan.principal).sum();
    Deal::new("pool defaults", closing, Pool::new(loans))
        .with_parties(vec![Party::new("lender", &[Role::Originator, Role::Servicer])])
        .with_credit(CreditModel::new("0".parse().unwrap()).with_recovery(recovery))
        .with_servicing(Servicing::new("lender"))
        .with_dates(PaymentDates::new(dates("2025-02-20"), dates("2025-02-26")))
        .with_notes(vec![Note::subordinated("sub", pool)])
        .with_waterfall(vec![Step::principal("sub"), Step::residual("sub")])
}

fn equal_principal(id: &str, yuan: i64, months: u32) -> Loan {
    let due = Schedule::monthly(day("2025-02-20"), months);
    Loan::new(
        id,
        Money::from_yuan(yuan),
        "12%".parse().unwrap(),
        day("2025-01-20"),
        due,
        Repayment::EqualPrincipal,
    )
}

/// By date: interest, principal, recovery, defaulted.
fn by_date(projection: &Projection) -> Vec<[String; 4]> {
    let collected = projection.dates.iter().map(|date| date.collected);
    collected
        .map(|c| [c.interest, c.principal, c.recovery, c.defaulted].map(|amount| amount.to_string()))
        .collect()
}

/// One loan of 1,200 over three months at 1 % a month, a half of it by default rate, front-loaded: 600 over three months as
/// 50/30/20 are 300, 180 and 120.
///
/// Month 1: 300 of 1,200 default, 900 are left, three quarters: interest 12 × 3/4 = 9, principal 400 × 3/4 = 300, left 600.
/// Month 2: 180 of 600 default, 420 are left of the 800 scheduled: interest 8 × 420/800 = 4.20, principal 210, left 210.
/// Month 3: 120 of 210 default, 90 are left of 400: interest 4 × 90/400 = 0.90, and the last instalment clears 90.
/// A tenth is recovered a month after the end of each month: 30, 18, and 12.
#[test]
fn half_of_a_loan_by_hand() {
    let recovery = Recovery::of_outstanding("10%".parse().unwrap(), 1);
    let deal = deal(vec![equal_principal("A", 1_200, 3)], 4, recovery).resolve().unwrap();
    let projection = deal.project(&scenario("50%:front")).unwrap();
    let expected = [
        ["9.00", "300.00", "0.00", "300.00"],
        ["4.20", "210.00", "30.00", "180.00"],
        ["0.90", "90.00", "18.00", "120.00"],
        ["0.00", "0.00", "12.00", "0.00"],
    ];
    assert_eq!(by_date(&projection), expected);
    let told = &projection.pool_defaults[0];
    assert_eq!(
        (told.asked, told.defaulted, told.recovery),
        (Money::from_yuan(600), Money::from_yuan(600), Money::from_yuan(60))
    );
    let sentence = "50%:front: 600.00 of the pool defaulted, 50.00% of its principal at the cut-off; 60.00 of it is recovered";
    assert_eq!(told.to_string(), sentence);
    assert_eq!(projection.origin.to_string(), "50 % of the pool defaults, front-loaded");
}

/// Back-loaded, more is asked for in the last month than performs then: 20 % of 1,200 in the first, 30 % in the second, and of
/// the 600 in the third only what two thirds of the loan have left.
#[test]
fn what_could_not_be_applied_is_told() {
    let deal = deal(vec![equal_principal("A", 1_200, 3)], 3, Recovery::None).resolve().unwrap();
    let projection = deal.project(&scenario("100%:back")).unwrap();
    // 240 of 1,200: 960 left, 320 paid, 640 left. 360 of 640: 280 left, half paid. 140 are left for the 600.
    let expected = [["9.60", "320.00", "240.00"], ["2.80", "140.00", "360.00"], ["0.00", "0.00", "140.00"]];
    let told: Vec<[String; 3]> = by_date(&projection)
        .into_iter()
        .map(|[interest, principal, _, defaulted]| [interest, principal, defaulted])
        .collect();
    assert_eq!(told, expected);
    let told = &projection.pool_defaults[0];
    assert_eq!((told.asked, told.defaulted), (Money::from_yuan(1_200), Money::from_yuan(740)));
    assert_eq!(told.rate, "61.6667%".parse().unwrap());
    assert!(told.to_string().contains(", of 1,200.00 that were asked for, as no more performed;"));
}

/// A tenth of the pool on a day is a tenth of the balance of every loan, the odd fen by largest remainder: of 400.00 and 133.33
/// after the second instalment they are 53.33, shared as 40.00 and 13.33.
#[test]
fn a_share_of_the_pool_on_a_date() {
    let loans = vec![equal_principal("A", 1_200, 3), equal_principal("B", 400, 3)];
    let deal = deal(loans, 3, Recovery::None).resolve().unwrap();
    let projection = deal.project(&scenario("pool=10%:2025-04-01")).unwrap();
    let defaulted: Vec<String> = by_date(&projection).into_iter().map(|row| row[3].clone()).collect();
    assert_eq!(defaulted, ["0.00", "0.00", "53.33"]);
    let all = deal.project(&scenario("pool=100%:2025-03-01")).unwrap();
    let names = deal.project(&scenario("largest=2:2025-03-01")).unwrap();
    assert_eq!(by_date(&all), by_date(&names), "all of every loan is every loan");
}

/// A licence of 1,000 with no fees for half a year, and then 1,600.00 and 153.60: at 20 % a quarter they are worth 1,600/1.728 +
/// 153.60/2.0736 = 1,000. Interest that waits bears none, so that the third quarter has 3 × 200 of it and pays 1,000 of
/// principal, and the last fee is income on a balance of nothing.
///
/// Of half of the licence half of every fee comes, whether a balance is left or not; and so it is where the half stops paying
/// when the last fee alone is left.
#[test]
fn a_part_of_a_licence_pays_a_part_of_every_fee() {
    let due = Schedule::quarterly(day("2025-04-20"), 4);
    let fees = ["0", "0", "1600", "153.60"].map(|fee| fee.parse().unwrap()).to_vec();
    let licence = Loan::licence("P", Money::from_yuan(1_000), fees, day("2025-01-20"), due);
    let deal = deal(vec![licence], 12, Recovery::None).resolve().unwrap();
    let quarters = |words: &str| {
        let projection = deal.project(&scenario(words)).unwrap();
        let paid = by_date(&projection).into_iter().skip(2).step_by(3);
        paid.map(|[interest, principal, _, defaulted]| [interest, principal, defaulted]).collect::<Vec<_>>()
    };
    let nothing = ["0.00", "0.00", "0.00"];
    let whole = [nothing, nothing, ["600.00", "1,000.00", "0.00"], ["153.60", "0.00", "0.00"]];
    assert_eq!(quarters("0%:even"), whole);
    let half = [["0.00", "0.00", "500.00"], nothing, ["300.00", "500.00", "0.00"], ["76.80", "0.00", "0.00"]];
    assert_eq!(quarters("pool=50%:2025-02-01"), half);
    let last = [nothing, nothing, ["600.00", "1,000.00", "0.00"], ["76.80", "0.00", "0.00"]];
    assert_eq!(quarters("pool=50%:2025-11-01"), last);
    assert_eq!(quarters("pool=100%:2025-11-01"), quarters("largest=1:2025-11-01"));
}

/// One loan of 1,200 over three months at 1 % a month; half of it pays nothing from March on, and the lender fails on 10 March.
///
/// Borrowers pay the plan from 25 March on: of the 800 left 400 default in March, and what the other half pays then, 4 and 200, is
/// lost. In April it pays 2 and 200.
///
/// Where they pay the plan at once, but one instalment waits: that of March is to be paid in April, so it is missed then. In April
/// the half that is left pays 4 and 2, and 400.
#[test]
fn half_of_a_loan_where_the_servicer_fails() {
    let by_failure = |failure: ServicerFailure| {
        let mut deal = deal(vec![equal_principal("A", 1_200, 3)], 3, Recovery::None);
        deal.servicing = deal.servicing.with_failure(failure);
        let fails = scenario("pool=50%:2025-03-01").with_failure("lender", day("2025-03-10"));
        let projection = deal.resolve().unwrap().project(&fails).unwrap();
        let lost = projection.servicer.as_ref().map(|told| told.lost.cash().to_string()).unwrap();
        (by_date(&projection), lost)
    };
    let february = ["12.00", "400.00", "0.00", "0.00"];
    let [march, april] = [["0.00", "0.00", "0.00", "400.00"], ["2.00", "200.00", "0.00", "0.00"]];
    let (rows, lost) = by_failure(ServicerFailure::new(15));
    assert_eq!(
        (rows.as_slice(), lost.as_str()),
        ([february, march, april].map(|row| row.map(String::from)).as_slice(), "204.00")
    );
    let [march, april] = [["0.00"; 4], ["6.00", "400.00", "0.00", "400.00"]];
    let (rows, lost) = by_failure(ServicerFailure::new(0).with_interruption(1));
    assert_eq!(
        (rows.as_slice(), lost.as_str()),
        ([february, march, april].map(|row| row.map(String::from)).as_slice(), "0.00")
    );
}

fn fujian() -> Deal {
    Deal::load(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/deals/fujian.toml")).unwrap()
}

#[test]
fn none_of_the_pool_is_the_plain_path() {
    let deal = fujian().resolve().unwrap();
    for words in ["0%:even", "pool=0%:2025-01-01"] {
        let plain = Scenario::no_default().with_default("C01", 6);
        let walked = deal.project(&plain.clone().with(words.parse().unwrap())).unwrap();
        let plain = deal.project(&plain).unwrap();
        assert_eq!((&walked.dates, &walked.ledger), (&plain.dates, &plain.ledger));
        assert_eq!((&walked.defaults, &walked.ending), (&plain.defaults, &plain.ending));
    }
}

/// Of a pool that is taxed kind by kind too: with nothing in default the plain path, and otherwise the tax of what was paid.
#[test]
fn a_pool_of_two_kinds_pays_the_tax_of_each() {
    let claim = |id: &str, kind| equal_principal(id, 1_200, 12).with_asset(kind);
    let loans = vec![claim("A", AssetKind::Loan), claim("B", AssetKind::Licence)];
    let on_fees = AssetVat::new(VatBase::Payment).with_rate("6%".parse().unwrap());
    let vat = Vat::three_percent().with_licences(on_fees);
    let taxed = deal(loans, 12, Recovery::None).with_vat(vat).with_waterfall([
        Step::taxes(),
        Step::principal("sub"),
        Step::residual("sub"),
    ]);
    let taxed = taxed.resolve().unwrap();
    let tax = |projection: &Projection| -> Money {
        let paid = projection.ledger.iter().filter(|entry| entry.kind == EntryKind::Tax);
        paid.map(|entry| entry.amount).sum()
    };
    let plain = taxed.project(&Scenario::no_default()).unwrap();
    let none = taxed.project(&scenario("0%:even")).unwrap();
    assert!(tax(&plain) > Money::ZERO);
    assert_eq!((&none.dates, tax(&none)), (&plain.dates, tax(&plain)));

    // Everything from the first due date on: half of the pool, so half of every payment and of its tax.
    let half = taxed.project(&scenario("pool=50%:2025-02-01")).unwrap();
    let off = tax(&half).fen() * 2 - tax(&plain).fen();
    assert!(off.abs() <= 2 * 12 && tax(&half) < tax(&plain), "{} and {}", tax(&half), tax(&plain));
}

#[test]
fn what_does_not_fit_is_told() {
    let deal = deal(vec![equal_principal("A", 1_200, 3)], 3, Recovery::None).resolve().unwrap();
    let error = |scenario: &Scenario| deal.project(scenario).unwrap_err().to_string();
    assert_eq!(
        error(&scenario("10%:25%/25%/25%/25%")),
        "the timing has shares for 4 months, but the pool is repaid in 3: give at most so many"
    );
    let unsound = PoolDefaults::new("10%".parse().unwrap(), Timing::Custom(vec!["40%".parse().unwrap()]));
    assert_eq!(
        error(&Scenario::no_default().with_pool_defaults(unsound)),
        "the shares of the months sum to 40 %: they must sum to 100 %"
    );
    let twice =
        scenario("10%:even").with(Stress::Pool(PoolDefaults::new("5%".parse().unwrap(), Timing::Even)));
    assert_eq!(error(&twice), "the scenario has two default rates of the whole pool: give one");
}

/// A fraction of integers, of which none in these tests leaves 128 bits.
#[derive(Clone, Copy)]
struct Fraction(i128, i128);

impl Fraction {
    fn half_up(self) -> i128 {
        (2 * self.0 + self.1).div_euclid(2 * self.1)
    }
}

/// Shares by largest remainder, the earlier first: one unit after the other, as on paper.
fn shared(amount: i128, weights: &[i128]) -> Vec<i128> {
    let total: i128 = weights.iter().sum();
    if total == 0 {
        return vec![0; weights.len()];
    }
    let mut shares: Vec<i128> = weights.iter().map(|weight| amount * weight / total).collect();
    let mut left = amount - shares.iter().sum::<i128>();
    let mut given = vec![false; weights.len()];
    while left > 0 {
        let remainder = |i: usize| amount * weights[i] % total;
        let next = (0..weights.len())
            .filter(|i| !given[*i])
            .reduce(|a, b| if remainder(b) > remainder(a) { b } else { a });
        let next = next.unwrap();
        (shares[next], given[next]) = (shares[next] + 1, true);
        left -= 1;
    }
    shares
}

/// The last day of month `k` after 2025-01-20.
fn month_end(k: usize) -> Date {
    let (year, month) = (2025 + k / 12, k % 12 + 1);
    day(&format!("{year}-{month:02}-20"))
}

/// By month of collection: interest, principal, recovery, defaulted, in fen. A loan is its instalments; dates are the 20th of
/// months from February 2025 on.
fn recomputed(
    loans: &[Vec<Instalment>],
    rate: (i128, i128),
    weights: &[i128],
    recovery: (i128, usize),
    periods: usize,
) -> Vec<[i128; 4]> {
    let opening: i128 = loans.iter().map(|loan| i128::from(loan[0].outstanding.fen())).sum();
    let mut balances: Vec<i128> = loans.iter().map(|loan| i128::from(loan[0].outstanding.fen())).collect();
    let mut rows = vec![[0_i128; 4]; periods];
    let monthly = shared(Fraction(opening * rate.0, rate.1).half_up(), weights);
    for (k, asked) in monthly.iter().enumerate() {
        let asked = *asked.min(&balances.iter().sum());
        for (i, lost) in shared(asked, &balances).into_iter().enumerate() {
            // It is missed on the loan's first due date after the month before.
            let Some(missed) = loans[i].iter().position(|instalment| instalment.due > month_end(k)) else {
                continue;
            };
            let period = (1..).position(|end| month_end(end) >= loans[i][missed].due).unwrap();
            rows[period][3] += lost;
            let recovered = (k + recovery.1).max(period);
            if lost > 0 && recovered < periods {
                rows[recovered][2] += Fraction(lost * recovery.0, 100).half_up();
            }
            balances[i] -= lost;
        }
        for (loan, balance) in loans.iter().zip(&mut balances) {
            let due = loan
                .iter()
                .enumerate()
                .find(|(_, own)| own.due > month_end(k) && own.due <= month_end(k + 1));
            let Some((number, own)) = due.filter(|_| *balance > 0) else { continue };
            let scheduled = i128::from(own.outstanding.fen());
            let part = |amount: Money| Fraction(i128::from(amount.fen()) * *balance, scheduled).half_up();
            let principal = if number + 1 == loan.len() { *balance } else { part(own.principal) };
            rows[k][0] += part(own.interest);
            rows[k][1] += principal;
            *balance -= principal;
        }
    }
    rows
}

/// What each of so many months weighs, written apart: by thirds, odd months to the earlier ones.
fn naive_weights(timing: &str, months: usize) -> Vec<i128> {
    let thirds = match timing {
        "front" => [50, 30, 20],
        "back" => [20, 30, 50],
        _ => return vec![1; months],
    };
    let lengths = [months.div_ceil(3), (months - months.div_ceil(3)).div_ceil(2), months / 3];
    let common: i128 = lengths.iter().filter(|length| **length > 0).map(|length| *length as i128).product();
    (0..3)
        .flat_map(|third| vec![thirds[third] * common / lengths[third].max(1) as i128; lengths[third]])
        .collect()
}

fn any_loan() -> impl Strategy<Value = Loan> {
    (0_usize..4, 10_000_i64..900_000_000, 1_u32..9, prop::sample::select(vec![1_u32, 2, 3])).prop_map(
        |(kind, fen, count, every)| {
            let repayment = [
                Repayment::LevelPayment,
                Repayment::EqualPrincipal,
                Repayment::InterestOnlyBullet,
                Repayment::FlatRate,
            ];
            let first = month_end(every as usize);
            let due = Schedule::regular(first, every, count);
            Loan::new(
                "",
                Money::from_fen(fen),
                "6.1%".parse().unwrap(),
                day("2025-01-20"),
                due,
                repayment[kind].clone(),
            )
        },
    )
}

proptest! {
    #[test]
    fn a_naive_recomputation_agrees(
        loans in prop::collection::vec(any_loan(), 1..6),
        percent in 0_u32..=100,
        timing in prop::sample::select(vec!["front", "even", "back"]),
        recovered in 0_u32..=100,
        lag in 0_u32..6,
    ) {
        let named = loans.into_iter().enumerate().map(|(i, loan)| loan.with_id(format!("L{i}")).with_borrower(format!("F{i}")));
        let loans: Vec<Loan> = named.collect();
        let instalments: Vec<Vec<Instalment>> = loans.iter().map(|loan| loan.instalments().unwrap()).collect();
        let last = instalments.iter().map(|own| own.last().unwrap().due).max().unwrap();
        let months = (1..).find(|k| month_end(*k) >= last).unwrap();
        let periods = months + 3;
        let recovery = Recovery::of_outstanding(format!("{recovered}%").parse().unwrap(), lag);
        let resolved = deal(loans, periods as u32, recovery).resolve().unwrap();
        let projection = resolved.project(&scenario(&format!("{percent}%:{timing}"))).unwrap();
        let given: Vec<[i128; 4]> = projection.dates.iter().map(|date| {
            let c = date.collected;
            [c.interest, c.principal, c.recovery, c.defaulted].map(|amount| i128::from(amount.fen()))
        }).collect();
        let naive = recomputed(
            &instalments, (percent.into(), 100), &naive_weights(timing, months), (recovered.into(), lag as usize), periods,
        );
        prop_assert_eq!(given, naive);
    }
}

#[test]
fn a_scenario_in_a_file_is_as_it_was_and_knows_the_words() {
    let old = r#"{"defaults":[{"loan":"C01","after_instalments":6,"pays_interest":false}],"failures":[],"without":{"parties":[]}}"#;
    let scenario_of = |json: &str| serde_json::from_str::<Scenario>(json).unwrap();
    let written = |scenario: &Scenario| serde_json::to_string(scenario).unwrap();
    assert_eq!(scenario_of(old), Scenario::no_default().with_default("C01", 6));
    assert_eq!(written(&Scenario::no_default().with_default("C01", 6)), old, "as before for what it had");
    let words =
        r#"{"defaults":["C01:6","largest=3:2025-06-20","20%:front"],"recovery-times":"0.5","lag-plus":6}"#;
    let scenario = scenario_of(words);
    assert_eq!(scenario_of(&written(&scenario)), scenario);
    let expected = "loan C01 pays 6 instalments and then nothing; the 3 largest borrowers pay nothing that is due from \
                    2025-06-20 on; 20 % of the pool defaults, front-loaded; 0.5 times the recovery; recovered 6 month(s) later";
    assert_eq!(scenario.to_string(), expected);
    let error = serde_json::from_str::<Scenario>(r#"{"defaults":["C01"]}"#).unwrap_err().to_string();
    assert!(error.contains("`C01` does not say when: write it like C01:6"), "{error}");
    let fails =
        serde_json::from_str::<Scenario>(r#"{"defaults":["fails=X:2025-06-26"]}"#).unwrap_err().to_string();
    assert!(fails.contains("is no default: write it as a field of its own, failures,"), "{fails}");
    let all = Scenario::no_default().with_failure("X", day("2025-06-26")).with_lag_plus(3);
    let words = ["fails=X:2025-06-26", "lag=3"].map(|words| words.parse::<Stress>().unwrap());
    assert_eq!(words.into_iter().fold(Scenario::no_default(), Scenario::with), all);
    let by_deal: BTreeMap<&str, Stress> = BTreeMap::from([("base", "C01:6".parse().unwrap())]);
    assert_eq!(
        serde_json::to_string(&by_deal).unwrap(),
        r#"{"base":{"loan":"C01","after_instalments":6,"pays_interest":false}}"#
    );
}
