//! Several deals of one guarantor.

use std::ops::ControlFlow;

use abs_waterfall::analysis::guarantor::{
    ChargedFee, Clients, Contribution, GuaranteeTerms, Portfolio, PortfolioDeal, RiskShare, SharedRisk,
};
use abs_waterfall::calendar::DayCount;
use abs_waterfall::enhancement::ReturnRate;
use abs_waterfall::pool::LoanDisclosure;
use abs_waterfall::simulation::Progress;
use abs_waterfall::{Deal, Money, Simulation};

use super::deals::{named, near, of_guarantor, paper, paper_of, portfolio, portfolio_view as view, yuan};

const REGISTRATION: &str = "91350100M000100Y43";

/// Its first firm is registered, alike in every deal.
fn registered(mut deal: Deal) -> Deal {
    deal.pool.loans_mut()[0].registration = REGISTRATION.into();
    deal
}

fn sum(parts: &[Contribution]) -> Money {
    parts.iter().map(|part| part.amount).sum()
}

#[test]
fn contributions_of_deals_firms_industries_and_regions_add_up() {
    let view = view(Portfolio::load("examples/portfolios/fujian.toml").unwrap(), 5_000);
    let tail = &view.tail;
    for parts in [&tail.deals, &tail.firms, &tail.industries, &tail.regions] {
        assert_eq!(sum(parts), tail.shortfall);
        assert!(parts.len() > 1 && parts.iter().all(|part| part.estimate.error > 0.0), "{parts:?}");
    }
    let names: std::collections::BTreeSet<_> = tail.firms.iter().map(|part| part.name.clone()).collect();
    assert_eq!(names.len(), tail.firms.len(), "no two firms are called alike");
    assert!(names.contains(&Some(format!("Firm 01 ({REGISTRATION})"))), "it owes in two deals: {names:?}");
    // What deals are paid is what the whole is paid.
    let paid = |amount: fn(&abs_waterfall::analysis::guarantor::DealInPortfolio) -> f64| {
        view.deals.iter().map(|deal| deal.factor * amount(deal)).sum::<f64>()
    };
    assert!((paid(|deal| deal.view.fee.net.value) - view.fees.net.value).abs() < 0.02);
    let with_capital = paid(|deal| deal.in_portfolio.falling.value * deal.view.fee.balance_years);
    assert!(near(with_capital, view.fees.falling.value * view.fees.balance_years));
}

/// The same company owes in both deals: both are called, or none.
#[test]
fn a_registered_firm_is_one_in_all_deals() {
    let deal = |name| registered(named(name, paper(&[1_000_000], "20%", "5%", "0")));
    let view = view(portfolio(of_guarantor(), [deal("A"), deal("B")]), 2_000);
    let p = view.deals[0].view.fee.net.value / 840_000.0;
    assert!(near(view.fees.net.value, 2.0 * 840_000.0 * p));
    assert_eq!(view.reserve.liquidity.value, 1_680_000.0);
    assert_eq!((view.tail.firms.len(), view.tail.firms[0].amount), (1, yuan(1_680_000)));
    assert!(view.warnings.is_empty());
}

/// Without a registration firms of one name are two, which is told.
#[test]
fn a_firm_without_a_registration_is_another_in_each_deal() {
    let deal = |name| named(name, paper(&[1_000_000], "20%", "5%", "0"));
    let view =
        view(portfolio(of_guarantor().with_level("0.5".parse().unwrap()), [deal("A"), deal("B")]), 2_000);
    let names: Vec<_> = view.tail.firms.iter().filter_map(|part| part.name.as_deref()).collect();
    assert!(names.contains(&"L0 (A)") && names.contains(&"L0 (B)"), "{names:?}");
    assert!(view.warnings[0].contains("`L0` in A and in B"), "{:?}", view.warnings);
}

/// 840,000 a year after closing are worth 800,000 at 5 %; in a deal that closes a year later, that a year earlier.
#[test]
fn deals_that_close_later_are_discounted_to_the_first() {
    let deals =
        [2024, 2025].map(|year| named(&year.to_string(), paper_of(year, &[1_000_000], "100%", "5%", "0")));
    let view = view(portfolio(of_guarantor().with_discount("5%".parse().unwrap()), deals), 100);
    let own: Vec<f64> = view.deals.iter().map(|deal| deal.view.fee.net.value).collect();
    assert_eq!(own, [800_000.0, 800_000.0]);
    assert_eq!((view.fees.net.value, view.day.to_string()), (1_561_904.76, "2024-06-20".into()));
    let parts: Vec<i64> = view.tail.deals.iter().map(|part| part.amount.fen()).collect();
    assert_eq!(parts, [80_000_000, 76_190_476]);
}

/// What comes back of the first deal pays for the second, on one day.
#[test]
fn liquidity_is_that_of_all_deals_on_one_calendar() {
    let deals =
        [2024, 2025].map(|year| named(&year.to_string(), paper_of(year, &[1_000_000], "100%", "5%", "1")));
    let found = view(portfolio(of_guarantor(), deals), 100);
    let dates: Vec<_> =
        found.promised.by_date.iter().map(|date| (date.drawn.value, date.repaid.value)).collect();
    assert_eq!(dates, [(840_000.0, 0.0), (840_000.0, 840_000.0), (0.0, 840_000.0)]);
    assert_eq!(found.reserve.liquidity.value, 840_000.0);
    let together = ["A", "B"].map(|name| named(name, paper(&[1_000_000], "100%", "5%", "1")));
    assert_eq!(view(portfolio(of_guarantor(), together), 100).reserve.liquidity.value, 1_680_000.0);
}

/// A portfolio of one deal is that deal.
#[test]
fn one_deal_is_what_it_is_by_itself() {
    let simulation = Simulation::new(5_000).with_seed(7);
    let mut deal = Deal::load("examples/deals/fujian.toml").unwrap();
    deal.parties[1].registration = "91350000M0000ENH01".into();
    let terms = GuaranteeTerms::new("Fujian Credit Enhancement")
        .with_discount("3%".parse().unwrap())
        .with_hurdle("8%".parse().unwrap(), "3%".parse().unwrap())
        .with_level("0.99".parse().unwrap())
        .with_fee(ChargedFee::Running("1%".parse().unwrap()));
    let alone = deal.clone().resolve().unwrap().guarantor(&terms, &simulation).unwrap();
    let view = view(Portfolio::new("one", terms).with_deal(deal), 5_000);
    let own = &view.deals[0].view;
    assert!(own.fee == alone.fee && own.tail == alone.tail && own.promised == alone.promised);
    assert!(view.tail == alone.tail && view.promised == alone.promised && view.performed == alone.performed);
    assert_eq!((view.reserve.clone(), view.fees.net), (alone.reserve, alone.fee.net));
    let (fees, capital) = (view.fees, &alone.fee.with_capital);
    assert!(
        near(fees.running.value, alone.fee.running.value) && near(fees.falling.value, capital.falling.value)
    );
    assert_eq!(view.profit.unwrap().promised, alone.profit.unwrap().promised);
    assert!(view.without_deals.is_empty());
}

/// What a deal adds is the whole less the whole without it, path by path; a firm is taken out of all deals.
#[test]
fn without_a_deal_and_without_a_firm() {
    let deals =
        || ["A", "B"].map(|name| registered(named(name, paper(&[600_000, 400_000], "100%", "5%", "0"))));
    let terms = of_guarantor().with_without(["L0", "L1"]);
    let view = view(portfolio(terms, deals()), 100);
    let told = |all: &[abs_waterfall::analysis::guarantor::WithWithout]| -> Vec<_> {
        all.iter().map(|less| (less.name.clone(), less.net.value, less.shortfall_without.fen())).collect()
    };
    assert_eq!(
        told(&view.without_deals),
        [("A".into(), 840_000.0, 84_000_000), ("B".into(), 840_000.0, 84_000_000)]
    );
    assert_eq!(
        told(&view.without_firms),
        [("L0".into(), 1_200_000.0, 48_000_000), ("L1".into(), 800_000.0, 88_000_000)]
    );
}

#[test]
fn each_deal_may_have_a_fee_of_its_own() {
    let deal = |name| named(name, paper(&[1_000_000], "0", "5%", "0"));
    let fee = |rate: &str| ChargedFee::Running(rate.parse().unwrap());
    let first = PortfolioDeal::new("A", deal("A")).with_fee(fee("1%"));
    let both = |terms| portfolio(terms, [deal("B")]).with_named(first.clone());
    let earned = view(both(of_guarantor().with_fee(fee("2%"))), 100).profit.unwrap();
    assert_eq!(earned.promised.mean.value, 8_000.0 + 16_000.0);
    assert!(view(both(of_guarantor()), 100).profit.is_none(), "the fee of B is not told");
}

/// 10 % of 9,000,000 for one client, 15 % with its affiliates; of each deal 800,000 are covered.
#[test]
fn clients_are_plans_or_borrowers() {
    let mut second = registered(named("B", paper(&[500_000, 300_000, 200_000], "5%", "5%", "0")));
    for loan in &mut second.pool.loans_mut()[1..] {
        loan.disclosed = Some(Box::new(LoanDisclosure::clean().with_group("Hongtu")));
    }
    let first = registered(named("A", paper(&[1_000_000], "5%", "5%", "0")));
    let view = view(portfolio(of_guarantor(), [first, second]).with_net_assets(yuan(9_000_000)), 100);
    let told = |clients: Clients| {
        let found = view.concentration(clients);
        [&found.single, &found.with_affiliates].map(|shares| {
            shares.iter().map(|share| (share.who.as_str(), share.amount, share.is_kept())).collect::<Vec<_>>()
        })
    };
    let plans = vec![("A", yuan(800_000), Some(true)), ("B", yuan(800_000), Some(true))];
    assert_eq!(told(Clients::Plans), [plans.clone(), plans]);
    // Of the first firm 800,000 are covered in A, and all that it owes in B.
    let [single, groups] = told(Clients::Borrowers);
    let largest = |kept| ("L0", yuan(1_300_000), Some(kept));
    assert_eq!(
        single,
        [largest(false), ("L1", yuan(300_000), Some(true)), ("L2", yuan(200_000), Some(true))]
    );
    assert_eq!(groups, [largest(true), ("Hongtu", yuan(500_000), Some(true))]);
}

#[test]
fn no_thread_and_no_batch_changes_a_bit() {
    let portfolio = Portfolio::load("examples/portfolios/fujian.toml").unwrap().resolve().unwrap();
    let run = |threads: usize, batch: u32| {
        let simulation = Simulation::new(2_000).with_seed(7).with_batch(batch);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| portfolio.guarantor(&simulation)).unwrap()
    };
    let one = run(1, 2_000);
    for (threads, batch) in [(1, 7), (2, 64)] {
        assert_eq!(run(threads, batch), one, "{threads} threads, batches of {batch}");
    }
}

/// Two deals whose loans fall due a year apart, from one firm: where it has defaulted by the first, it has by the second. Every
/// curve starts on one day, so by then it has with a probability of 1 − 0.8² = 0.36.
#[test]
fn a_company_defaults_on_one_day_in_all_deals() {
    let deals = [2024, 2025]
        .map(|year| registered(named(&year.to_string(), paper_of(year, &[1_000_000], "20%", "5%", "0"))));
    let view = view(portfolio(of_guarantor().with_level("0.9".parse().unwrap()), deals), 10_000);
    let [first, second] = [0, 1].map(|deal: usize| view.deals[deal].view.fee.net.scaled(1.0 / 840_000.0));
    assert!((first.value - 0.2).abs() < 3.0 * first.error, "{first}");
    assert!((second.value - 0.36).abs() < 3.0 * second.error, "{second}");
    assert_eq!(view.tail.quantile, yuan(1_680_000), "both on a fifth of the paths");
}

/// By the last cut-off nobody has defaulted.
#[test]
fn curves_start_on_the_last_cut_off_if_no_day_is_stated() {
    let deals =
        [2024, 2025].map(|year| named(&year.to_string(), paper_of(year, &[1_000_000], "100%", "5%", "0")));
    let all = {
        let mut all = portfolio(of_guarantor(), deals);
        all.since = None;
        all
    };
    let view = view(all, 100);
    assert_eq!(view.since.to_string(), "2025-06-20");
    let own: Vec<f64> = view.deals.iter().map(|deal| deal.view.fee.net.value).collect();
    assert_eq!(own, [0.0, 840_000.0]);
}

/// One deal repays 840,000 with a return of 12 % on it; another repays nothing. What the first gains is no firm's.
#[test]
fn a_gain_of_one_deal_is_no_firms() {
    let mut gains = named("gains", paper(&[1_000_000], "100%", "5%", "1"));
    gains.supports[0].agreed_return = Some(ReturnRate::new("12%".parse().unwrap(), DayCount::Act365Fixed));
    let loses = named("loses", paper(&[1_000_000], "100%", "5%", "0"));
    let view = view(portfolio(of_guarantor(), [gains, loses]), 100);
    assert_eq!(view.tail.shortfall, yuan(739_200));
    let told = |parts: &[Contribution]| -> Vec<_> {
        parts.iter().map(|part| (part.name.clone(), part.amount)).collect()
    };
    let part = |name: &str, amount| (Some(name.to_string()), yuan(amount));
    assert_eq!(told(&view.tail.deals), [part("loses", 840_000), part("gains", -100_800)]);
    assert_eq!(told(&view.tail.firms), [part("L0 (loses)", 840_000), (None, yuan(-100_800))]);
    assert_eq!(view.deals[0].reserve, Money::ZERO);
}

/// Of both deals together 1,600,000, of which none is left at the end of the second year; the firm owes in both, of which as much
/// counts as is covered.
#[test]
fn a_guarantor_is_liable_for_all_deals() {
    let deals = ["A", "B"].map(|name| registered(named(name, paper(&[1_000_000], "5%", "5%", "0"))));
    let view = view(portfolio(of_guarantor(), deals).with_net_assets(yuan(9_000_000)), 100);
    let liability = &view.liability;
    assert_eq!((liability.amount, liability.largest_borrower), (yuan(1_600_000), yuan(1_600_000)));
    assert_eq!((liability.year_ends[0].amount, liability.year_ends[1].amount), (yuan(1_600_000), yuan(0)));
    let kept: Vec<_> =
        view.regulator.iter().take(3).map(|figure| (figure.amount, figure.is_kept())).collect();
    assert_eq!(
        kept,
        [(yuan(160_000), Some(true)), (yuan(8_000_000), Some(true)), (yuan(16_000_000), Some(false))],
        "a tenth of all; ten times the largest plan, and the largest borrower"
    );
}

/// Half of one deal's risk is a bank's.
#[test]
fn each_deal_may_share_its_risk() {
    let deal = |name| named(name, paper(&[1_000_000], "100%", "5%", "0"));
    let bank = SharedRisk::new([RiskShare::new("bank", "50%".parse().unwrap())]).unwrap();
    let shared = PortfolioDeal::new("A", deal("A")).with_shared(bank);
    let view = view(portfolio(of_guarantor(), [deal("B")]).with_named(shared), 100);
    assert_eq!(view.fees.net.value, 840_000.0 + 420_000.0);
    assert_eq!(view.deal("A").unwrap().view.partners[0].paid.value, 420_000.0);
}

/// Stopped after some paths it is the view of those.
#[test]
fn who_stops_has_what_was_run_by_then() {
    let portfolio = Portfolio::load("examples/portfolios/fujian.toml").unwrap().resolve().unwrap();
    let run = |paths: u64, stop_at: u64| {
        let watch = |progress: Progress| match progress.done < stop_at {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        };
        let simulation = Simulation::new(paths).with_seed(7).with_batch(100);
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        one.install(|| portfolio.guarantor_watched(&simulation, watch)).unwrap()
    };
    let stopped = run(1_000, 300);
    assert_eq!((stopped.paths, stopped.deals[0].view.manifest.ranges[0].clone()), (300, 0..300));
    assert_eq!(stopped, run(300, 1_000));
}
