//! Loans that the originator buys back, as they were not eligible, on paper. Both waterfalls must say the same.

use abs_waterfall::Scenario;
use abs_waterfall::calendar::Schedule;
use abs_waterfall::credit::CreditQuality;
use abs_waterfall::credit::{CreditModel, Recovery};
use abs_waterfall::deal::{Deal, Note, Party, PaymentDates, Role, Step};
use abs_waterfall::pool::{Loan, Pool, Repayment};
use abs_waterfall::projection::{EntryKind, Projection};
use abs_waterfall::servicing::Sweeps;
use abs_waterfall::servicing::{ServicerFailure, Servicing, TransferLag};
use abs_waterfall::waterfall::NoteRepayment;
use abs_waterfall::waterfall::SplitLedgers;

use crate::desk::Path;
use crate::paper::{assert_table, projected, rate};
use crate::parts::Cut;
use crate::pool::Miss;
use crate::tables::{day, money};

fn loan(id: &str, principal: &str, annual: &str, disbursed: &str, first: &str, count: u32) -> Loan {
    let due = Schedule::monthly(day(first), count);
    Loan::new(id, money(principal), rate(annual), day(disbursed), due, Repayment::EqualPrincipal)
}

/// Loan A pays 306.00, 304.50, 303.00 and 301.50 on the 20th from July 2024 on, loan B 206.00, 204.00 and 202.00 on the 10th. Dates
/// pay on the 26th of August, October and December what was paid by the 20th.
///
/// On 5 September it is found that A is not eligible.
fn deal() -> Deal {
    let loans = [
        loan("A", "1200", "6%", "2024-06-20", "2024-07-20", 4).with_ineligible(day("2024-09-05")),
        loan("B", "600", "12%", "2024-06-10", "2024-07-10", 3),
    ];
    let dates = |first: &str| Schedule::regular(day(first), 2, 3);
    let servicing = Servicing::new("servicer")
        .with_transfer_lag(TransferLag::CalendarDays(3))
        .with_failure(ServicerFailure::new(0));
    let recovery = Recovery::OfOutstanding { rate: rate("20%"), lag_months: 3 };
    let mut deal = Deal::new("paper", day("2024-06-20"), loans.into_iter().collect::<Pool>())
        .with_parties([Party::new("servicer", &[Role::Servicer, Role::Originator])])
        .with_dates(PaymentDates::new(dates("2024-08-20"), dates("2024-08-26")))
        .with_servicing(servicing)
        .with_notes([Note::subordinated("sole", money("1800"))])
        .with_waterfall([Step::principal("sole"), Step::residual("sole")]);
    deal.credit = CreditModel::new("0.2".parse().unwrap()).with_recovery(recovery);
    deal
}

const COLUMNS: [&str; 6] = [
    "interest collected",
    "principal collected",
    "recoveries",
    "repurchase of \"A\"",
    "principal of \"sole\"",
    "residual",
];

/// A owes 600.00 after 20 August, and has accrued 1.50 by 5 September (15 of 360 days at 6 %). What it pays after that is not the
/// plan's.
#[test]
fn a_loan_is_bought_back_for_its_balance_and_what_has_accrued() {
    let expected = "
        20.50  1,000.00  0.00    0.00  1,020.50   0.00
         2.00    200.00  0.00  601.50    779.50  24.00
         0.00      0.00  0.00    0.00      0.00   0.00";
    let projection = projected(&deal(), &Scenario::no_default(), &Path::default());
    assert_table(&projection, &COLUMNS, expected);
    let price = projection.ledger.iter().find(|entry| entry.reason == COLUMNS[3]).unwrap();
    assert_eq!((price.from.as_str(), price.to.as_str()), ("servicer", "plan account"));
}

/// A misses its payment of 20 August, and 900.00 have defaulted before it is bought back for as much: what of it comes back in
/// November is the originator's. It is not a loss.
#[test]
fn a_loan_in_default_is_bought_back_for_what_has_not_come_back() {
    let expected = "
        16.00  700.00  0.00    0.00    716.00   0.00
         2.00  200.00  0.00  900.00  1,084.00  18.00
         0.00    0.00  0.00    0.00      0.00   0.00";
    let scenario = Scenario::no_default().with_default("A", 1);
    let mut path = Path::default();
    path.misses.insert("A".into(), Miss { due: day("2024-08-20"), pays_interest: false });
    let projection = projected(&deal(), &scenario, &path);
    assert_table(&projection, &COLUMNS, expected);
    assert_eq!(projection.defaults[0].recovery, money("900"));
}

/// What defaults, and what comes in of principal and recoveries, where A misses its payment of 20 August and a loan is late for so many
/// days first. Until the price is paid, on the date that collects to 20 October, it has defaulted after 30 days and not after 90: then it
/// is bought as what it is, with 900.00 outstanding, and never defaults.
#[test]
fn a_loan_that_is_late_is_bought_back_for_its_balance() {
    let rows = |days: u32| {
        let mut deal = deal();
        deal.servicing.defaulted_after_days = days;
        let mut path = Path::default();
        path.misses.insert("A".into(), Miss { due: day("2024-08-20"), pays_interest: false });
        let projection = projected(&deal, &Scenario::no_default().with_default("A", 1), &path);
        let row = |date: &abs_waterfall::projection::DateReport| {
            let of = &date.collected;
            format!("{} {} {}", of.defaulted, of.principal, of.recovery)
        };
        projection.dates.iter().map(row).collect::<Vec<_>>()
    };
    let nothing = "0.00 0.00 0.00";
    assert_eq!(rows(0), ["900.00 700.00 0.00", "0.00 200.00 900.00", nothing]);
    assert_eq!(rows(30), ["0.00 700.00 0.00", "900.00 200.00 900.00", nothing]);
    for days in [90, 200] {
        assert_eq!(rows(days), ["0.00 700.00 0.00", "0.00 1,100.00 0.00", nothing]);
    }
}

/// What B pays on 10 August is swept on the 28th, and so paid out in October; but it is bought back on 15 August, with the cash of
/// August. Where it misses that payment the price comes in October, and not in August too: so it is in a simulation, which takes what
/// comes before from the path without defaults.
#[test]
fn a_price_is_paid_once_where_a_default_shows_after_it() {
    let mut deal = deal();
    let loans = deal.pool.loans().iter().cloned().enumerate().map(|(i, mut loan)| {
        loan.ineligible = (i == 1).then(|| day("2024-08-15"));
        loan.with_quality(CreditQuality::AnnualPd(if i == 1 { "99%" } else { "0%" }.parse().unwrap()))
    });
    deal.pool = loans.collect();
    deal.servicing = Servicing::new("servicer").with_sweeps(Sweeps::Monthly(28));
    let maturity = day("2024-12-26");
    deal.notes = vec![Note::new("senior", money("2000"), NoteRepayment::PassThrough { maturity })];
    deal.waterfall = vec![Step::principal("senior"), Step::residual("servicer")];
    let scenario = Scenario::no_default().with_default("B", 1);
    let mut path = Path::default();
    path.misses.insert("B".into(), Miss { due: day("2024-08-10"), pays_interest: false });
    let prices = |projection: &Projection| {
        let prices = projection.ledger.iter().filter(|entry| entry.kind == EntryKind::Repurchased);
        prices.map(|entry| format!("{} {}", entry.on, entry.amount)).collect::<Vec<_>>()
    };
    let calm = projected(&deal, &Scenario::no_default(), &Path::default());
    assert_eq!(prices(&calm), ["2024-08-26 200.33"]);
    assert_eq!(prices(&projected(&deal, &scenario, &path)), ["2024-10-26 400.00"]);
    crate::compare_losses(&deal, 1, 200).unwrap();
}

/// The originator fails on the day: it buys nothing, and A goes on paying. It services the loans too, but nothing is in its hands.
#[test]
fn an_originator_that_has_failed_buys_nothing_back() {
    let expected = "
        20.50  1,000.00  0.00  0.00  1,020.50   0.00
         6.50    800.00  0.00  0.00    779.50  27.00
         0.00      0.00  0.00  0.00      0.00   0.00";
    let on = day("2024-09-05");
    let mut path = Path::default();
    path.fails.insert("servicer".into(), on);
    let projection = projected(&deal(), &Scenario::no_default().with_failure("servicer", on), &path);
    assert_table(&projection, &COLUMNS, expected);
}

/// All of the price is principal, where income and principal are apart.
#[test]
fn the_price_is_principal() {
    let mut split = deal();
    split.accounts.split = Some(SplitLedgers::default());
    split.waterfall = vec![Step::make_good(), Step::principal("sole"), Step::residual("sole")];
    let projection = projected(&split, &Scenario::no_default(), &Path::default());
    let price = projection.ledger.iter().find(|entry| entry.reason == COLUMNS[3]).unwrap();
    assert_eq!((price.to.as_str(), price.amount), ("principal ledger", money("601.50")));
}

/// A scenario cannot let it default after that.
#[test]
fn what_is_bought_back_defaults_no_more() {
    let deal = crate::resolved(&deal());
    let refused = deal.project(&Scenario::no_default().with_default("A", 2)).unwrap_err();
    let words =
        "loan `A` cannot default then: the originator buys it back on 2024-09-05, as it is not eligible";
    assert_eq!(refused.to_string(), words);
}

/// Half of the pool misses what is due from 15 August on: 450.00 of A and 100.00 of B. The other half of A has paid its half of August,
/// and is bought for the 300.00 that it owes and the 0.75 that have accrued on them; the half in default for its 450.00. Of B's half a
/// fifth comes back, three months after 10 September.
#[test]
fn a_loan_of_which_a_part_has_defaulted_is_bought_back_with_it() {
    let expected = "
        18.25  850.00   0.00    0.00    868.25   0.00
         1.00  100.00   0.00  750.75    851.75   0.00
         0.00    0.00  20.00    0.00     20.00   0.00";
    let on = day("2024-08-15");
    let scenario = Scenario::no_default().with(format!("pool=50%:{on}").parse().unwrap());
    let path = Path { cuts: vec![Cut { day: on, percent: 50 }], ..Path::default() };
    let projection = projected(&deal(), &scenario, &path);
    assert_table(&projection, &COLUMNS, expected);
    let [told] = projection.pool_defaults.as_slice() else { panic!("one share") };
    assert_eq!((told.defaulted, told.recovery), (money("550"), money("470")));
}

/// All of the pool defaults on the day on which A is found not to be eligible: it is no longer the pool's.
#[test]
fn what_is_bought_back_is_no_part_of_the_pool() {
    let on = day("2024-09-05");
    let scenario = Scenario::no_default().with(format!("pool=100%:{on}").parse().unwrap());
    let path = Path { cuts: vec![Cut { day: on, percent: 100 }], ..Path::default() };
    let projection = projected(&deal(), &scenario, &path);
    assert_eq!(projection.pool_defaults[0].defaulted, money("200"), "what B owes");
}
