//! The market against brute force: every set of segments, in exact integers.

use std::collections::BTreeSet;

use abs_waterfall::analysis::market::{
    Alternative, Chance, Fees, Floors, Grant, Market, MarketError, MarketLoan, Outcome, PricedOn, Rule,
    Segment, Stability, Standing, Subsidy,
};
use abs_waterfall::simulation::Estimate;
use abs_waterfall::{Money, Probability, Rate};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn million(yuan: i64) -> Money {
    Money::from_yuan(1_000_000 * yuan)
}

/// Firms with loans of ten million that no bank serves, and what they pay at most.
fn segment(name: &str, firms: u32, default: &str, most: &str) -> Segment {
    let unserved = Alternative::NoBank(rate("9%"));
    Segment::new(name, firms, million(10), default.parse().unwrap(), unserved).with_most_paid(rate(most))
}

/// Whoever defaults repays nothing, so that the guarantor's fee is the default probability.
fn market(segments: &[Segment]) -> Market {
    let empty = Market::new("test", MarketLoan::bullet(rate("4%"), 12), Fees::new(Rate::ZERO));
    segments.iter().cloned().fold(empty, Market::with_segment)
}

fn first_line(market: &Market) -> String {
    market.equilibria().unwrap().to_string().lines().next().unwrap().to_string()
}

/// A market in integers: amounts in millions of yuan, rates in units of 10⁻¹².
mod exact {
    use super::*;

    const ONE: i128 = 1_000_000_000_000;

    fn units(decimal: abs_waterfall::Decimal) -> i128 {
        let whole = decimal * abs_waterfall::Decimal::from(ONE as u64);
        whole.to_string().split('.').next().unwrap().parse().unwrap()
    }

    fn seen(market: &Market, segment: &Segment) -> Probability {
        match market.fees.priced_on {
            PricedOn::Ratings => segment.rated.unwrap_or(segment.default_probability),
            _ => segment.default_probability,
        }
    }

    fn face(market: &Market, firms: &[u32]) -> i128 {
        let each = market.segments.iter().zip(firms);
        each.map(|(segment, &firms)| i128::from(segment.loan.fen()) * i128::from(firms)).sum()
    }

    /// The fee for all firms, in fen × 10⁻²⁴.
    fn fee(market: &Market, firms: &[u32]) -> i128 {
        let lost = ONE - units(market.fees.recovery.to_decimal());
        let each = market.segments.iter().zip(firms).map(|(segment, &firms)| {
            let face = i128::from(segment.loan.fen()) * i128::from(firms);
            face * units(seen(market, segment).to_decimal()) * lost
        });
        each.sum::<i128>() + face(market, firms) * units(market.fees.margin.to_decimal()) * ONE
    }

    /// Does a firm of the segment pay the price of these firms?
    pub(super) fn pays(market: &Market, segment: usize, firms: &[u32]) -> bool {
        let price = fee(market, firms) + i128::from(market.fees.shared.fen()) * ONE * ONE;
        let most = units(market.segments[segment].most_paid.unwrap().to_decimal());
        price <= face(market, firms) * most * ONE
    }

    fn keeps_the_rules(market: &Market, firms: &[u32]) -> bool {
        let count: u32 = firms.iter().sum();
        let most = market.fees.most.unwrap_or(Rate::ONE);
        count >= market.floors.firms
            && face(market, firms) >= i128::from(market.floors.size.fen())
            && fee(market, firms) <= face(market, firms) * units(most.to_decimal()) * ONE
    }

    fn with(firms: &[u32], segment: usize, change: i64) -> Vec<u32> {
        let mut changed = firms.to_vec();
        changed[segment] = (i64::from(changed[segment]) + change) as u32;
        changed
    }

    /// One firm of the least willing inside would return, one of the most willing outside would leave.
    fn is_stable(market: &Market, firms: &[u32]) -> bool {
        let most = |segment: &usize| market.segments[*segment].most_paid;
        let (inside, outside): (Vec<usize>, Vec<usize>) = (0..firms.len()).partition(|s| firms[*s] > 0);
        let least_willing = inside.iter().map(most).min();
        let most_willing = outside.iter().map(most).max();
        let returns = |s: &usize| firms.iter().sum::<u32>() == 1 || pays(market, *s, &with(firms, *s, -1));
        let leaves = |s: &usize| !pays(market, *s, &with(firms, *s, 1));
        inside.iter().filter(|s| Some(most(s)) == least_willing).all(returns)
            && outside.iter().filter(|s| Some(most(s)) == most_willing).all(leaves)
    }

    /// Every set of segments inside of which all pay its price, and outside of which nobody does; and whether it is stable.
    pub(super) fn equilibria(market: &Market) -> BTreeSet<(Vec<u32>, bool)> {
        let count = market.segments.len();
        let firms = |set: u32| -> Vec<u32> {
            (0..count).map(|s| if set >> s & 1 == 1 { market.segments[s].firms } else { 0 }).collect()
        };
        let stands = |firms: &Vec<u32>| (0..count).all(|s| pays(market, s, firms) == (firms[s] > 0));
        let sets = (1..1_u32 << count).map(firms);
        let found = sets.filter(|firms| stands(firms) && keeps_the_rules(market, firms));
        found.map(|firms| (firms.clone(), is_stable(market, &firms))).collect()
    }
}

/// The library's equilibria, in the form of brute force.
fn found(market: &Market) -> BTreeSet<(Vec<u32>, bool)> {
    let found = market.equilibria().unwrap();
    let stable = |stability| stability == Some(Stability::Stable);
    found.all().map(|one| (one.pool.by_segment.clone(), stable(one.stability))).collect()
}

fn assert_as_brute_force(market: &Market) {
    assert_eq!(found(market), exact::equilibria(market), "{market:#?}");
}

/// Everybody's price is too high for the best, and without them for the next; although the best alone could be served at 2 %.
fn lemons() -> Market {
    let (good, fair) = (segment("good", 10, "2%", "2.5%"), segment("fair", 10, "6%", "6.5%"));
    market(&[good, fair, segment("poor", 10, "10%", "8%")])
}

#[test]
fn a_market_unravels() {
    let lemons = lemons();
    let found = lemons.equilibria().unwrap();
    assert_eq!(found.outcome, Outcome::Unravels);
    assert!(found.candidates.iter().all(|candidate| candidate.standing == Standing::Deserted));
    let prices: Vec<f64> = found.from_everybody.iter().map(|pool| 1e3 * pool.price.value).collect();
    assert_eq!(prices.iter().map(|price| price.round()).collect::<Vec<_>>(), [60.0, 80.0, 100.0]);
    let answer =
        "The market unravels: at the price of every pool some of its firms leave, until nobody is left.";
    assert_eq!(first_line(&lemons), answer);
    assert_as_brute_force(&lemons);
}

/// Costs of 4 million are shared: alone, those in need pay 2 % + 2 %; with the good ones, 1.333 % + 0.667 %.
fn two_equilibria() -> Market {
    let fees = Fees::new(Rate::ZERO).with_shared(million(4));
    market(&[segment("good", 40, "1%", "3%"), segment("in need", 20, "2%", "6%")]).with_fees(fees)
}

#[test]
fn a_market_has_two_stable_equilibria() {
    let market = two_equilibria();
    let found = market.equilibria().unwrap();
    let prices: Vec<String> = found.stable().map(|one| format!("{:.4}", one.pool.price.value)).collect();
    assert_eq!(prices, ["0.0400", "0.0200"]);
    assert_eq!(found.pool().map(|pool| pool.size), Some(million(600)), "the larger counts");
    assert_eq!(
        found.to_string(),
        "The segments in need and good take part: 60 firms, 600,000,000.00 yuan, at 2.000 % of face up front.\n\
         Its default probability is 1.333 %, the guarantor's fee 1.333 % of face.\n\
         There are 2 equilibria, 2 of them stable."
    );
    assert_as_brute_force(&market);
}

/// (20 × 1 % + n × 5 %) / (20 + n) is at most 2.6 % up to n = 13.
fn in_part() -> Market {
    market(&[segment("loyal", 20, "1%", "5%"), segment("marginal", 20, "5%", "2.6%")])
}

#[test]
fn a_marginal_segment_takes_part_in_part() {
    let market = in_part();
    let Outcome::InPart { firms, of, pool, .. } = market.equilibria().unwrap().outcome else { panic!() };
    assert_eq!((firms, of, pool.by_segment.as_slice()), (13, 20, &[20, 13][..]));
    assert!(exact::pays(&market, 1, &[20, 13]) && !exact::pays(&market, 1, &[20, 14]));
    assert_eq!(
        first_line(&market),
        "Of marginal only 13 of 20 firms take part: 33 firms, 330,000,000.00 yuan, at 2.576 % of face up front."
    );
    assert_as_brute_force(&market);
}

/// (20 × 1 % + 5 %) / 21 is above 1.1 %, and 1 % is not: nobody joins.
#[test]
fn a_marginal_segment_of_which_one_firm_is_too_many() {
    let market = market(&[segment("loyal", 20, "1%", "5%"), segment("marginal", 20, "5%", "1.1%")]);
    let found = market.equilibria().unwrap();
    let Outcome::InPart { firms, most, pool, .. } = &found.outcome else { panic!("{found}") };
    assert_eq!((*firms, *most, pool.by_segment.as_slice()), (0, 0, &[20, 0][..]));
    assert!(!exact::pays(&market, 1, &[20, 1]));
    assert_eq!(
        first_line(&market),
        "The segment loyal takes part: 20 firms, 200,000,000.00 yuan, at 1.000 % of face up front. A firm of marginal that \
         joined them would leave."
    );
}

/// With 12, 13, 14 and 15 firms the price is 2.5, 2.576, 2.647 and 2.714 %; they pay 2.6 %, and two errors are 0.08 %.
#[test]
fn with_a_simulated_fee_a_part_is_known_within_two_errors() {
    let market = in_part();
    let rough = market.equilibria_at(|by_segment| {
        Ok::<_, MarketError>(Estimate { error: 0.0004, ..market.fair_fee(by_segment) })
    });
    let found = rough.unwrap();
    let Outcome::InPart { firms, least, most, of, .. } = &found.outcome else { panic!("{found}") };
    assert_eq!((*firms, *least, *most, *of), (13, 12, 14, 20));
    assert!(
        found.to_string().starts_with("Of marginal only 13 of 20 firms (12 to 14 at two errors) take part: ")
    );
}

/// However finely a segment is cut, as many of its firms take part.
#[test]
fn segments_may_be_cut() {
    let halves = [segment("marginal 1", 10, "5%", "2.6%"), segment("marginal 2", 10, "5%", "2.6%")];
    let cut = market(&[&[segment("loyal", 20, "1%", "5%")], &halves[..]].concat());
    let Outcome::InPart { firms, of, pool, .. } = cut.equilibria().unwrap().outcome else { panic!() };
    assert_eq!((firms, of, pool.by_segment), (13, 20, vec![20, 10, 3]));

    let fees = Fees::new(Rate::ZERO).with_shared(million(4));
    let good = [segment("good 1", 25, "1%", "3%"), segment("good 2", 15, "1%", "3%")];
    let cut = market(&[&good[..], &[segment("in need", 20, "2%", "6%")]].concat()).with_fees(fees);
    let sizes =
        |market: &Market| found(market).into_iter().map(|(f, s)| (f.iter().sum::<u32>(), s)).collect();
    let (cut, whole): (BTreeSet<_>, BTreeSet<_>) = (sizes(&cut), sizes(&two_equilibria()));
    assert_eq!(cut, whole);
}

/// A loan without interest for a year, against 4 % and 4.5 % elsewhere, is worth 3.846 % and 4.306 % up front; the guarantor
/// asks for 5 %. A subsidy of 2 % a year later is worth 1.923 % and 1.914 % today.
fn with_and_without_subsidy() -> (Market, Market) {
    let five: Probability = "5%".parse().unwrap();
    let served = Segment::new("served", 12, million(10), five, Alternative::Bank(rate("4%")));
    let unserved = Segment::new("unserved", 8, million(10), five, Alternative::NoBank(rate("4.5%")));
    let without = Market::new("two", MarketLoan::bullet(Rate::ZERO, 12), Fees::new(Rate::ZERO))
        .with_segment(served)
        .with_segment(unserved)
        .with_grant(Grant::of_face("issuer", rate("0.1%")))
        .with_budget(million(4));
    let with = without.clone().with_subsidy(Subsidy::of_face(rate("2%")).once_repaid(12));
    (without, with)
}

#[test]
fn a_subsidy_brings_a_market_to_life() {
    let (without, with) = with_and_without_subsidy();
    assert_eq!(without.equilibria().unwrap().outcome, Outcome::Unravels);
    assert!(matches!(with.equilibria().unwrap().outcome, Outcome::Stable(pool) if pool.firms == 20));
    let most: Vec<f64> = with.willingness().into_iter().flatten().collect();
    assert!((most[0] - (1.0 - 1.0 / 1.04 + 0.02 / 1.04)).abs() < 1e-14);
    assert!((most[1] - (1.0 - 1.0 / 1.045 + 0.02 / 1.045)).abs() < 1e-14);

    let fees = [Fees::new(Rate::ZERO), Fees::new(rate("50%"))];
    let swept = with.sweep(&[Subsidy::none(), with.subsidy.clone()], &fees).unwrap();
    let firms: Vec<_> = swept.iter().map(|cell| cell.answer.found.pool().map(|pool| pool.firms)).collect();
    assert_eq!(firms, [None, Some(20), Some(20), Some(20)], "so does a fee of half as much");
}

/// 20 firms × 200,000 × 95 % and 0.1 % of 200 million: 4 million, over 200 million in all and 80 million that no bank serves.
/// Nothing of the budget is left over for the twentieth firm that repays: 0.95²⁰.
#[test]
fn public_cost_by_hand() {
    let (_, with) = with_and_without_subsidy();
    let found = with.equilibria().unwrap();
    let cost = with.public_cost(found.pool().unwrap()).unwrap();
    assert!((cost.subsidies - 3_800_000.0).abs() < 1e-6);
    assert_eq!((cost.grants, cost.most), (Money::from_yuan(200_000), Money::from_yuan(4_200_000)));
    let figures = [cost.total, cost.per_yuan, cost.per_firm, cost.per_additional.unwrap()];
    for (figure, by_hand) in figures.into_iter().zip([4_000_000.0, 0.02, 200_000.0, 0.05]) {
        assert!((figure / by_hand - 1.0).abs() < 1e-12, "{figure} {by_hand}");
    }
    let Chance { least, most, .. } = cost.short.unwrap();
    assert!(least == most && (least - 0.95_f64.powi(20)).abs() < 1e-14, "{least} {most}");
    assert_eq!(
        cost.to_string(),
        "The public pays 4,000,000 yuan: 0.02000 per yuan financed, 200,000 per firm, 0.05000 per yuan of firms that no bank \
         serves.\nOf it 3,800,000 are subsidies to firms, and 200,000.00 grants.\n\
         The budget does not suffice with a chance of 35.849 %."
    );
}

/// Who does not take part is paid nothing: an odd loan outside of the pool leaves the chance exact.
#[test]
fn who_stays_outside_changes_no_chance() {
    let (_, with) = with_and_without_subsidy();
    let mut outside = segment("outside", 1, "90%", "0%");
    outside.loan = "12345678.91".parse().unwrap();
    let more = with.clone().with_segment(outside);
    let short = |market: &Market| {
        let found = market.equilibria().unwrap();
        market.public_cost(found.pool().unwrap()).unwrap().short.unwrap()
    };
    assert_eq!(short(&more), short(&with));
}

/// 30 firms with 300,000 each and 20 with 500,000, of whom 5 and 10 % default with a correlation of 20 %: two hundred thousand
/// draws of the factor and of each firm, within four standard errors.
#[test]
fn the_chance_of_a_budget_is_that_of_a_simulation() {
    use rand::SeedableRng;
    use rand_distr::{Distribution, StandardNormal};
    let mut large = segment("large", 20, "10%", "50%");
    large.loan = million(10);
    let mut small = segment("small", 30, "5%", "50%");
    small.loan = million(6);
    let subsidy = Subsidy::of_face(rate("5%")).once_repaid(12);
    let budget = Money::from_yuan(18_000_000);
    let independent = market(&[small, large]).with_subsidy(subsidy).with_budget(budget);
    let correlated = independent.clone().with_asset_correlation("20%".parse().unwrap());
    let cost = |market: &Market| {
        let found = market.equilibria().unwrap();
        market.public_cost(found.pool().unwrap()).unwrap()
    };
    let (one, other) = (cost(&independent), cost(&correlated));
    assert_eq!((one.total, one.most), (other.total, other.most), "on average nothing changes");

    let (mut random, mut hits, draws) = (rand::rngs::Xoshiro256PlusPlus::seed_from_u64(1), 0, 200_000);
    for _ in 0..draws {
        let mut normal = || StandardNormal.sample(&mut random);
        let factor: f64 = normal();
        // Φ⁻¹(5 %) and Φ⁻¹(10 %).
        let mut repay = |firms: i32, threshold: f64| {
            (0..firms).filter(|_| 0.2_f64.sqrt() * factor + 0.8_f64.sqrt() * normal() > threshold).count()
        };
        let paid =
            300_000 * repay(30, -1.644_853_626_951_472_7) + 500_000 * repay(20, -1.281_551_565_544_600_5);
        hits += i32::from(paid > 18_000_000);
    }
    let simulated = f64::from(hits) / f64::from(draws);
    let chance = other.short.unwrap();
    let error = (simulated * (1.0 - simulated) / f64::from(draws)).sqrt();
    assert!(chance.most - chance.least < 1e-7, "{chance:?}");
    assert!((chance.least - simulated).abs() < 4.0 * error, "{chance:?} {simulated} ± {error}");
    assert!(
        (one.short.unwrap().least - simulated).abs() > 20.0 * error,
        "independence would be another answer"
    );
}

#[test]
fn only_the_floor_of_ten_firms_kills_a_market() {
    let nine = market(&[segment("few", 9, "2%", "3%")]);
    let found = nine.equilibria().unwrap();
    let Outcome::RuledOut { rules, .. } = &found.outcome else { panic!("{found}") };
    assert_eq!(rules, &[Rule::TooFewFirms { firms: 9, least: 10 }]);
    assert_eq!(found.candidates[0].standing, Standing::Equilibrium, "it would last");
    assert_eq!(
        first_line(&nine),
        "No pool is issued: 9 firms, 90,000,000.00 yuan, at 2.000 % of face up front would last, but it has 9 firms and must \
         have 10."
    );
    assert_as_brute_force(&nine);
    let allowed = nine.with_floors(Floors::new(9, Money::ZERO));
    assert!(matches!(allowed.equilibria().unwrap().outcome, Outcome::Stable(_)));
    assert_as_brute_force(&allowed);
}

#[test]
fn other_rules_kill_too() {
    let ten = market(&[segment("few", 10, "2%", "3%")]);
    let rules = |market: &Market| match market.equilibria().unwrap().outcome {
        Outcome::RuledOut { rules, .. } => rules.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    let small = ten.clone().with_floors(Floors::new(10, million(101)));
    assert_eq!(rules(&small), ["its face is 100,000,000.00 yuan and must be 101,000,000.00"]);
    let dear = ten.with_fees(Fees::new(Rate::ZERO).with_most(rate("1.5%")));
    assert_eq!(rules(&dear), ["the guarantor's fee is 2.000 % and may be 1.500 %"]);
}

/// A naive guarantor keeps the good ones, at a price below what it will lose.
#[test]
fn a_naive_guarantor_holds_a_market_together() {
    let rated = |segment: Segment| segment.with_rated("1.5%".parse().unwrap());
    let naive = Fees::new(Rate::ZERO).with_priced_on(PricedOn::Ratings);
    let segments: Vec<Segment> = lemons().segments.into_iter().map(rated).collect();
    let market = market(&segments).with_fees(naive);
    let found = market.equilibria().unwrap();
    let pool = found.pool().unwrap();
    assert!(pool.firms == 30 && pool.fee.value < 0.0151 && pool.default_probability > 0.0599);
    assert_as_brute_force(&market);
}

/// One firm decides where its loan is large: if it joins, the price falls so far that it stays, and if it leaves, the price rises
/// so far that it does not return.
#[test]
fn an_equilibrium_that_one_firm_upsets() {
    let fees = Fees::new(Rate::ZERO).with_shared(million(4));
    let mut giant = segment("giant", 1, "1%", "3%");
    giant.loan = million(400);
    let market = market(&[giant, segment("in need", 20, "2%", "6%")]).with_fees(fees);
    let found = market.equilibria().unwrap();
    assert!(matches!(&found.outcome, Outcome::NoneStable(pool) if pool.firms == 21));
    let stabilities: Vec<_> = found.all().map(|one| one.stability).collect();
    assert_eq!(stabilities, [Some(Stability::Unstable); 2]);
    assert_as_brute_force(&market);
}

/// A simulated fee within two errors of what decides decides nothing; and it is asked for each pool once.
#[test]
fn what_is_close_is_undecided() {
    let market = two_equilibria();
    let outcome = |error: f64| {
        let mut asked = BTreeSet::new();
        let found = market.equilibria_at(|by_segment| {
            assert!(asked.insert(by_segment.to_vec()), "{by_segment:?} again");
            Ok::<_, MarketError>(Estimate { error, ..market.fair_fee(by_segment) })
        });
        let found = found.unwrap();
        (found.undecided().count(), found.outcome)
    };
    assert!(matches!(outcome(0.0001), (0, Outcome::Stable(_))));
    // Of 3.857 % against 3 % two errors of 0.45 % leave open whether a good firm that joins those in need would leave.
    assert!(matches!(outcome(0.0045), (1, Outcome::Stable(_))));
    assert_eq!(outcome(0.03), (2, Outcome::Undecided));
    assert_eq!(outcome(f64::INFINITY), (2, Outcome::Undecided));
}

/// The price at which a loan has the alternative's all-in rate: an independent computation of 2026 for a loan of 10 million over
/// 12 months at 5 % and 180,000 yuan up front found these simple annual rates, with a subsidy on face at this month.
#[test]
fn willingness_is_where_the_all_in_rate_is_that_of_the_alternative() {
    let (level, bullet) = (MarketLoan::level(rate("5%"), 12), MarketLoan::bullet(rate("5%"), 12));
    let cases = [
        (level, 0.08407, "0", 12),
        (level, 0.01988, "3.5%", 12),
        (level, 0.02056, "3.5%", 18),
        (level, 0.03110, "3%", 24),
        (bullet, 0.06868, "0", 12),
        (bullet, 0.03387, "3.5%", 12),
        (bullet, 0.04010, "3%", 24),
    ];
    for (loan, simple, share, month) in cases {
        let effective = (1.0_f64 + simple / 12.0).powi(12) - 1.0;
        let bank = Alternative::Bank(rate(&format!("{effective:.12}")));
        let firm = Segment::new("W1", 1, million(10), Probability::default(), bank);
        let market = Market::new("W1", loan, Fees::new(Rate::ZERO)).with_segment(firm);
        let market = market.with_subsidy(Subsidy::of_face(rate(share)).once_repaid(month));
        let most = market.willingness()[0].unwrap();
        // Half of the last digit of the rate, over the half or whole year for which the money is used.
        assert!((most - 0.018).abs() < 6e-6, "{simple} {share} {month}: {most}");
    }
}

/// Costs of its own lower what a firm pays by as much; a cap makes of 3.5 % the 2 % that it allows; and who is refunded all that
/// is paid up front, at once, pays anything, up to the whole face.
#[test]
fn what_moves_willingness() {
    let bank = Alternative::Bank(rate("6%"));
    let firm = Segment::new("firm", 1, million(10), Probability::default(), bank);
    let empty = Market::new("one", MarketLoan::level(rate("5%"), 12), Fees::new(Rate::ZERO));
    let most = |firm: &Segment, subsidy: Subsidy| {
        empty.clone().with_segment(firm.clone()).with_subsidy(subsidy).willingness()[0]
    };
    let plain = most(&firm, Subsidy::none()).unwrap();
    let costly = firm.clone().with_own_costs(Money::from_yuan(10_000));
    assert!((plain - most(&costly, Subsidy::none()).unwrap() - 0.001).abs() < 1e-15);
    let capped = Subsidy::of_face(rate("3.5%")).with_cap(Money::from_yuan(200_000));
    assert_eq!(most(&firm, capped), most(&firm, Subsidy::of_face(rate("2%"))));
    let refund = Subsidy::none().with_upfront(Rate::ONE);
    assert_eq!(most(&firm, refund.clone()), Some(1.0));
    // Half of the price is paid by the firm: it bears twice as much.
    let half = most(&firm, Subsidy::none().with_upfront(rate("50%"))).unwrap();
    assert!((half - 2.0 * plain).abs() < 1e-15);
    // All interest back at once: by hand, 272,897.81 on 10 million.
    let interest = most(&firm, Subsidy::none().with_interest(Rate::ONE)).unwrap();
    assert!((interest - plain - 0.027_289_781).abs() < 1e-9);
    let mut dear = firm;
    dear.alternative = Alternative::Bank(rate("3%"));
    assert_eq!(most(&dear, refund), None, "at no price is its interest worth it");
}

#[test]
fn what_is_wrong_has_its_sentence() {
    let error = |market: Market| market.equilibria().unwrap_err().to_string();
    assert_eq!(error(market(&[])), "the market has no segments: give it at least one");
    let twice = market(&[segment("a", 1, "1%", "1%"), segment("a", 1, "1%", "1%")]);
    assert_eq!(error(twice), "segment `a`: the name is used twice: give each its own");
    let nobody = market(&[segment("a", 0, "1%", "1%")]);
    assert_eq!(error(nobody), "segment `a`: it has no firms: give it at least one, or leave it out");
    let mut free = segment("a", 1, "1%", "1%");
    free.loan = Money::ZERO;
    assert_eq!(error(market(&[free])), "segment `a`: the loan is 0.00: it must be positive");
    let mut short = market(&[segment("a", 1, "1%", "1%")]);
    short.loan.months = 0;
    assert_eq!(error(short), "the loan's term is 0 months: it must be from 1 to 600");
    let crowd = market(&[segment("a", u32::MAX, "1%", "1%")]);
    assert!(error(crowd).starts_with("the market has 4294967295 firms: it may have 100000;"));
    let many: Vec<Segment> = (0..1_001).map(|n| segment(&n.to_string(), 1, "1%", "1%")).collect();
    assert_eq!(
        error(market(&many)),
        "the market has 1001 segments: it may have 1000; put firms that are alike into one"
    );
    let one = market(&[segment("a", 10, "1%", "2%")]);
    for value in [f64::NAN, f64::INFINITY, -0.01] {
        let told = one.equilibria_at(|_| Ok::<_, MarketError>(Estimate { value, error: 0.0 }));
        assert!(matches!(told, Err(MarketError::Fee { firms: 10, .. })), "{value}");
    }
    let foreign = two_equilibria().equilibria().unwrap();
    assert_eq!(one.public_cost(foreign.pool().unwrap()), Err(MarketError::OtherMarket));
}

#[cfg(feature = "files")]
#[test]
fn a_market_in_a_file() {
    let market = Market::load("examples/markets/province.toml").unwrap();
    let json = serde_json::to_string(&market).unwrap();
    assert_eq!(serde_json::from_str::<Market>(&json).unwrap(), market);
    let found = market.equilibria().unwrap();
    let again = serde_json::from_str(&serde_json::to_string(&found).unwrap());
    assert_eq!(found, again.unwrap());
    let pool = found.pool().unwrap();
    assert_eq!(pool.firms, 96, "all but the eight that a bank serves for 2.8 %");
    let chance = market.public_cost(pool).unwrap().short.unwrap();
    assert!(0.0 < chance.least && chance.least <= chance.most && chance.most < 1.0, "{chance}");
    let bare = market.clone().with_subsidy(Subsidy::none()).equilibria().unwrap();
    assert_eq!(bare.outcome, Outcome::Unravels);

    let text = std::fs::read_to_string("examples/markets/province.toml").unwrap();
    let error =
        |from: &str, to: &str| Market::from_text(&text.replacen(from, to, 1)).unwrap_err().to_string();
    assert!(error("months", "month").contains("unknown field `month`"));
    assert!(error("\"4.5%\"", "4.5").contains("binary float"));
    assert!(error("firms = 8", "firms = 0").starts_with("segment `listed suppliers`: it has no firms"));
    assert_eq!(Market::from_text(&json).unwrap(), market);
    assert!(Market::load("examples/markets/none.toml").unwrap_err().to_string().contains("none.toml"));
}

prop_compose! {
    /// What firms pay never equals a price: those have few digits.
    fn any_segment()(firms in 1..30_u32, loan in 1..40_i64, default in 0..24_u32, rated in 0..24_u32, most in 0..12_u32)
        -> (u32, i64, u32, u32, u32) { (firms, loan, default, rated, most) }
}

prop_compose! {
    fn any_market(most_segments: usize)(
        segments in prop::collection::vec(any_segment(), 1..=most_segments),
        (shared, recovery, margin) in (0..8_000_i64, 0..10_u32, 0..5_u32),
        naive in any::<bool>(),
        cap in prop::option::of(10..120_u32),
        floors in (0..60_u32, 0..400_i64),
    ) -> Market {
        let share = |thousandths: u32| rate(&format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000));
        let fees = Fees::new(share(100 * recovery)).with_shared(Money::from_yuan(1_000 * shared)).with_margin(share(margin));
        let fees = fees.with_priced_on(if naive { PricedOn::Ratings } else { PricedOn::TrueQuality });
        // A cap with a digit that no fee has.
        let fees = cap.map_or(fees.clone(), |cap| fees.with_most(rate(&format!("0.{cap:03}000123457"))));
        let probability = |thousandths: u32| format!("0.{:03}", 5 * thousandths).parse::<Probability>().unwrap();
        let (floor, size) = floors;
        let empty = Market::new("any", MarketLoan::bullet(rate("4%"), 12), fees).with_floors(Floors::new(floor, million(size)));
        segments.iter().enumerate().fold(empty, |market, (number, (firms, loan, default, rated, most))| {
            let segment = Segment::new(&number.to_string(), *firms, million(*loan), probability(*default), Alternative::NoBank(rate("9%")));
            let most = rate(&format!("0.{:03}000123457", 10 * most));
            market.with_segment(segment.with_rated(probability(*rated)).with_most_paid(most))
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The equilibria and their stability are those of all sets.
    #[test]
    fn equilibria_are_those_of_brute_force(market in any_market(7)) {
        prop_assert_eq!(found(&market), exact::equilibria(&market));
    }

    /// Without an equilibrium, the marginal firms pay the price, and would not with one more.
    #[test]
    fn a_part_stands_at_its_price(market in any_market(4)) {
        let found = market.equilibria().unwrap();
        if let Outcome::InPart { segments, firms, of, pool, .. } = &found.outcome {
            prop_assert!(exact::equilibria(&market).is_empty() && firms < of);
            let marginal: Vec<usize> = segments.iter().map(|name| name.parse().unwrap()).collect();
            prop_assert!(exact::pays(&market, marginal[0], &pool.by_segment));
            let mut more = pool.by_segment.clone();
            let joins = marginal.iter().find(|s| more[**s] < market.segments[**s].firms).unwrap();
            more[*joins] += 1;
            prop_assert!(!exact::pays(&market, marginal[0], &more));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Twelve segments have 4,095 sets.
    #[test]
    fn up_to_twelve_segments(market in any_market(12)) {
        prop_assert_eq!(found(&market), exact::equilibria(&market));
    }
}

/// The random markets are no easy ones: every outcome is among them, and several equilibria.
#[test]
fn random_markets_come_to_every_outcome() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..400 {
        let market = any_market(7).new_tree(&mut runner).unwrap().current();
        let found = market.equilibria().unwrap();
        seen.insert(match found.outcome {
            Outcome::Stable(_) if found.stable().count() > 1 => "several stable",
            Outcome::Stable(_) => "stable",
            Outcome::NoneStable(_) => "none stable",
            Outcome::InPart { .. } => "in part",
            Outcome::RuledOut { .. } => "ruled out",
            Outcome::Unravels => "unravels",
            _ => "another",
        });
    }
    let all = ["in part", "none stable", "ruled out", "several stable", "stable", "unravels"];
    assert_eq!(seen, BTreeSet::from(all));
}
