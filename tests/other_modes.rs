//! The other modes of these securitisations, from the shipped files: finance leases with three senior classes, reverse
//! factoring with two, re-licence with a second undertaking, and entrusted loans. The expected values, to the fen, were
//! computed by independent scripts in decimals; those of the first two before this library existed.

use abs_waterfall::pool::AssetKind;
use abs_waterfall::waterfall::{AssetVat, Vat, VatBase};
use abs_waterfall::{Deal, Money, Projection, ResolvedDeal, Scenario, Simulation};

fn money(text: &str) -> Money {
    text.replace(' ', "").parse().unwrap()
}

fn deal(name: &str) -> Deal {
    Deal::load(format!("{}/examples/deals/{name}.toml", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn base(name: &str) -> Projection {
    projected(deal(name))
}

fn projected(deal: Deal) -> Projection {
    deal.resolve().unwrap().project(&Scenario::no_default()).unwrap()
}

fn paid(of: &Projection, what: &str) -> Money {
    let payments = of.dates.iter().flat_map(|date| &date.payments);
    payments.filter(|payment| payment.what.contains(what)).map(|payment| payment.paid).sum()
}

fn income(of: &Projection) -> Money {
    of.dates.iter().map(|date| date.collected.interest).sum()
}

/// Every file that is shipped can be loaded, resolved, projected and simulated, and pays everybody if nobody defaults.
#[test]
fn every_shipped_deal_runs() {
    let folder = format!("{}/examples/deals", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let deals: Vec<_> = files.filter(|file| file.extension().is_some_and(|kind| kind == "toml")).collect();
    assert!(deals.len() >= 7, "{deals:?}");
    for file in deals {
        let resolved: ResolvedDeal = Deal::load(&file).unwrap().resolve().unwrap();
        let projection = resolved.project(&Scenario::no_default()).unwrap();
        assert!(projection.unpaid.is_empty(), "{}: {:?}", file.display(), projection.unpaid);
        let balances: Money = projection.balances.iter().map(|party| party.balance).sum();
        assert_eq!(balances, Money::ZERO, "{}", file.display());
        let sub = projection.note("sub").unwrap();
        assert!(sub.received() >= sub.amount, "{}: {}", file.display(), sub.received());
        let risk = resolved.simulate(&Simulation::new(200)).unwrap();
        assert_eq!(risk.paths(), 200, "{}", file.display());
    }
}

/// A sale-and-leaseback of 51 IP rights: thirteen lessees, level quarterly rents, A1 before A2 before A3. On the ninth date
/// A2 is repaid and A3 begins to be.
#[test]
fn leases_with_three_senior_classes() {
    let deal = deal("wenke");
    let loans = deal.pool.loans();
    assert!(loans.iter().all(|loan| loan.asset == AssetKind::Lease));
    assert_eq!(loans[0].instalments().unwrap()[0].total(), money("9 311 377.38"));
    let of = projected(deal);
    assert_eq!(income(&of), money("86 028 754.02"));
    assert_eq!(paid(&of, "VAT"), money("2 806 374.88"));
    assert_eq!(paid(&of, "fee"), money("4 112 909.87"));
    assert_eq!(paid(&of, "interest"), money("55 629 418.24"));
    assert_eq!(of.note("sub").unwrap().received(), money("60 480 051.03"));
    let first: Vec<Money> = of.dates[0].notes.iter().map(|note| note.interest).collect();
    assert_eq!(first[..3], ["4 103 013.70", "3 561 643.84", "2 163 200.00"].map(money));
    let balances = |note: usize, dates: std::ops::RangeInclusive<usize>| -> Vec<Money> {
        dates.map(|k| of.dates[k - 1].notes[note].balance).collect()
    };
    let a1 = ["242 688 005.00", "183 386 341.34", "123 197 980.12", "62 284 059.10", "542 320.88", "0"];
    assert_eq!(balances(0, 1..=6), a1.map(money));
    assert_eq!(balances(1, 6..=9), ["187 965 209.87", "124 460 265.35", "60 112 714.78", "0"].map(money));
    assert_eq!(balances(2, 9..=12), ["140 862 601.38", "74 693 653.53", "7 550 720.54", "0"].map(money));
    let ninth = &of.dates[8].notes;
    assert_eq!([ninth[1].principal, ninth[2].principal], ["60 112 714.78", "5 137 398.62"].map(money));
}

/// Payables of one core debtor bought at 6.2 % compound: claims of face value, their discount taxed as interest.
#[test]
fn factoring_with_two_senior_classes() {
    let deal = deal("qiyi");
    let faces = |due: &str| -> Money {
        let plans = deal.pool.loans().iter().map(|loan| loan.instalments().unwrap()[0]);
        plans.filter(|it| it.due == due.parse().unwrap()).map(|it| it.total()).sum()
    };
    assert_eq!([faces("2019-12-10"), faces("2020-12-10")], ["254 880 000.00", "259 404 120.00"].map(money));
    let of = projected(deal);
    let [one, two] = [&of.dates[0], &of.dates[1]];
    let collected = |k: usize| [of.dates[k].collected.interest, of.dates[k].collected.principal];
    assert_eq!(collected(0), ["14 880 000.00", "240 000 000.00"].map(money));
    assert_eq!(collected(1), ["29 404 120.00", "230 000 000.00"].map(money));
    assert_eq!([one.payments[0].paid, two.payments[0].paid], ["485 405.83", "959 202.36"].map(money));
    let fee = |k: usize| of.dates[k].payments[1].paid + of.dates[k].payments[2].paid;
    assert_eq!([fee(0), fee(1)], ["1 642 750.00", "842 162.21"].map(money));
    assert_eq!([one.notes[0].interest, one.notes[1].interest], ["11 400 000.00", "12 017 500.00"].map(money));
    assert_eq!(two.notes[1].interest, money("11 976 834.66"));
    assert_eq!(
        [one.notes[0].principal, one.notes[1].principal],
        ["228 000 000.00", "1 334 344.17"].map(money)
    );
    assert_eq!(two.notes[1].principal, money("217 165 655.83"));
    assert_eq!(of.dates[0].notes[2].balance, money("23 500 000"));
    assert_eq!(of.note("sub").unwrap().received(), money("28 460 264.94"));
}

/// Fees at a rate and fees that are stated, of which the income follows; A is repaid on the date that was published for it,
/// and B on its own.
#[test]
fn licences_with_a_second_undertaking() {
    let of = base("zhongguancun");
    let by_date: Vec<Money> = of.dates.iter().map(|date| date.collected.interest).collect();
    let expected = ["1 657 754.67", "1 527 828.15", "1 154 038.13", "862 058.82", "565 277.51", "282 601.52"];
    assert_eq!(by_date, expected.map(money));
    assert_eq!(paid(&of, "VAT"), money("197 344.83"));
    assert_eq!(paid(&of, "fee"), money("261 408.02"));
    assert_eq!([of.notes[0].interest, of.notes[1].interest], ["967 938.32", "977 003.32"].map(money));
    let balances = |note: usize| of.dates.iter().map(|date| date.notes[note].balance).collect::<Vec<_>>();
    let a = ["54 362 143.52", "35 112 576.35", "16 496 526.56", "0", "0", "0"];
    assert_eq!(balances(0), a.map(money));
    assert_eq!(balances(1)[3..], ["25 796 519.14", "7 929 603.29", "0"].map(money));
    assert_eq!(of.note("sub").unwrap().received(), money("9 645 864.31"));
}

/// The three largest licensees stop after their second fee, and the originator, who is the first to make up what is short, has
/// failed: nobody stands behind A, while the guarantee company pays what B lacks.
#[test]
fn the_second_undertaking_is_for_b_alone() {
    let stress = ["Z01", "Z02", "Z03"].iter().fold(Scenario::no_default(), |it, id| it.with_default(id, 2));
    let failed = stress.with_failure("Zhongguancun Technology Leasing", "2023-01-01".parse().unwrap());
    let of = deal("zhongguancun").resolve().unwrap().project(&failed).unwrap();
    let drawn = |name: &str| of.support(name).unwrap().recourse.drawn;
    assert_eq!(drawn("first for A and B"), Money::ZERO);
    assert!(drawn("second for B") > Money::ZERO);
    assert_eq!(of.notes[1].loss(), Money::ZERO);
    let missed_by_a = of.dates[3].notes[0].balance;
    assert!(missed_by_a > Money::ZERO, "A is not repaid when it is due");
}

/// What the bullet keeps from the interest of two years is the residual of a subordinated class of 1.5 %.
#[test]
fn entrusted_loans_with_a_thin_subordinated_class() {
    let of = base("guanggu");
    assert_eq!(income(&of), money("5 791 333.32"));
    assert_eq!(paid(&of, "VAT"), money("188 921.16"));
    assert_eq!(paid(&of, "fee"), money("633 862.98"));
    assert_eq!(of.notes[0].interest, money("2 972 230.13"));
    assert_eq!(of.dates[7].notes[0].principal, money("67 000 000"));
    assert_eq!(of.note("sub").unwrap().received(), money("2 996 319.05"));
}

/// The same licences, whose whole fees are taxed at 6 %: fees of 113,049,558.80 / 1.06 × 0.06 × 1.12, date by date; and
/// not at all.
#[test]
fn whole_fees_may_be_taxed_or_nothing() {
    let taxed =
        |on: AssetVat| projected(deal("zhongguancun").with_vat(Vat::three_percent().with_licences(on)));
    let whole = taxed(AssetVat::new(VatBase::Payment).with_rate("6%".parse().unwrap()));
    let by_date: Vec<Money> = whole.dates.iter().map(|date| date.payments[0].paid).collect();
    let six = |fee: &str| -> Money {
        let tax = Vat::new("6%".parse().unwrap(), "12%".parse().unwrap()).factor().unwrap();
        money(fee).times(tax)
    };
    assert_eq!(by_date[0], six("19 049 926.47"));
    assert_eq!(by_date[0], money("1 207 693.45"));
    assert_eq!(by_date[5], six("17 649 926.45"));
    assert_eq!(paid(&taxed(AssetVat::new(VatBase::Nothing)), "VAT"), Money::ZERO);
}

/// A pool of leases and loans, of which the leases are taxed on whole rents: on a path with defaults of both, what is taxed
/// is what each has paid.
#[test]
fn kinds_are_taxed_apart_where_some_default() {
    let six: AssetVat = AssetVat::new(VatBase::Payment).with_rate("6%".parse().unwrap());
    let vat = Vat::three_percent().with_leases(six);
    let mut mixed = deal("wenke").with_vat(vat);
    for loan in mixed.pool.loans_mut().iter_mut().step_by(2) {
        loan.asset = AssetKind::Loan;
    }
    let stress = Scenario::no_default().with_default("D01", 3).with_default("D04", 7);
    let of = mixed.clone().resolve().unwrap().project(&stress).unwrap();
    let factor = |vat: Vat| vat.factor().unwrap();
    let (three, six) =
        (factor(Vat::three_percent()), factor(Vat::new("6%".parse().unwrap(), "12%".parse().unwrap())));
    for (k, date) in of.dates.iter().enumerate() {
        let pays = |kind: AssetKind, whole: bool| -> Money {
            let loans = mixed.pool.loans().iter().filter(|loan| loan.asset == kind);
            let stops = |id: &str| match id {
                "D01" => 3,
                "D04" => 7,
                _ => 12,
            };
            let paying = loans.filter(|loan| k < stops(&loan.id));
            paying
                .map(|loan| loan.instalments().unwrap()[k])
                .map(|it| if whole { it.total() } else { it.interest })
                .sum()
        };
        let expected = pays(AssetKind::Loan, false).times(three) + pays(AssetKind::Lease, true).times(six);
        assert_eq!(date.payments[0].paid, expected, "date {}", k + 1);
    }
}
