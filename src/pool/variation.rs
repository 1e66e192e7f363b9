//! What changes with the pool, while its total stays: how many firms there are, how large one is, how good they are.

use std::collections::{BTreeSet, HashMap, HashSet};

use rust_decimal::Decimal;

use super::firm::Firm;
use super::loan::Loan;
use super::loans::Pool;
use super::repayment::Repayment;
use super::variation_words::VariationProblem;
use crate::credit::CreditQuality;
use crate::money::{Factor, Money, Rounding};
use crate::names::NameProblem;
use crate::rate::Rate;
use crate::text::Text;

/// The most firms that a pool is shared among.
const MOST_FIRMS: u32 = 1_000_000;

/// A change of a pool that keeps its total, which is the principal disbursed. A firm is one company with all its loans:
/// by its registration, or by its name where it has none.
///
/// Amounts are shared to the fen by largest remainder ([`Money::split`]), so that the total is kept with `==`. A loan of
/// another amount keeps its other terms: an agreed plan of instalments is shared in the old proportions, and the appraised
/// value changes with the amount, rounded half-up.
///
/// It is written as `firms=19`, `largest=20%`, `firm=Hongtu Optics:20%` or `grades=BB:50%,B:50%`.
///
/// ```
/// use abs_waterfall::Money;
/// use abs_waterfall::pool::{Loan, Pool, PoolVariation};
/// let loan = |id, yuan| {
///     Loan::level_payment(id, Money::from_yuan(yuan), "5%".parse().unwrap_or_default(), jiff::civil::date(2024, 6, 20), 24)
/// };
/// let pool = Pool::new(vec![loan("A", 300), loan("B", 200), loan("C", 100)]);
///
/// let largest: PoolVariation = "largest=20%".parse()?;
/// let amounts: Vec<String> = largest.apply(&pool)?.loans().iter().map(|loan| loan.principal.to_string()).collect();
/// assert_eq!(amounts, ["120.00", "320.00", "160.00"], "the others keep their proportions");
///
/// let seven = PoolVariation::Firms(7).apply(&pool)?;
/// assert_eq!(seven.loans().iter().map(|loan| loan.principal).sum::<Money>(), Money::from_yuan(600));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PoolVariation {
    /// So many firms with one equal loan each, called `firm 1`, `firm 2` and so on; the first have the fen that are left over.
    ///
    /// The pool is laid out in tape order as one stretch of principal and cut into equal pieces. Each firm has all terms of the
    /// loan in which the middle of its piece lies: rate, dates, repayment, quality, industry, and the appraised value for each
    /// yuan lent. So a mix of terms is kept as nearly as equal pieces can. The firms are nobody's: they have no registration.
    Firms(u32),
    /// The largest firm (of equal ones, the first of the tape) has this share of the pool. Its own loans keep their proportions
    /// to each other, and so do all others.
    ///
    /// Nothing says that it is the largest then: below the share of the next one, it is not.
    Largest(Rate),
    /// The firm of this name has this share of the pool, as in [`Largest`](PoolVariation::Largest).
    Firm {
        /// The borrower's name.
        name: Text,
        /// Its share of the pool: above 0 and below 1.
        share: Rate,
    },
    /// Shares of the pool by quality, which sum to one. Firms take their place in the order of the tape, each with all of its
    /// loans where it is named first, as one stretch of principal; and each has the quality in whose share its middle lies. So
    /// the shares are met as nearly as whole firms can, and no loan changes but in quality.
    Grades(Vec<(CreditQuality, Rate)>),
}

impl PoolVariation {
    /// The pool after the change.
    ///
    /// # Errors
    /// [`VariationProblem`] where there is no such pool.
    pub fn apply(&self, pool: &Pool) -> Result<Pool, VariationProblem> {
        let total = principal(pool.loans());
        if total <= Money::ZERO {
            return Err(VariationProblem::EmptyPool);
        }
        match self {
            PoolVariation::Firms(firms) => equal_firms(pool.loans(), *firms, total),
            PoolVariation::Largest(share) => {
                with_share(pool.loans(), &largest(pool.loans()).into_iter().collect(), *share, total)
            }
            PoolVariation::Firm { name, share } => {
                with_share(pool.loans(), &named(pool.loans(), name)?, *share, total)
            }
            PoolVariation::Grades(grades) => with_grades(pool, grades, total),
        }
    }
}

impl PoolVariation {
    /// The share at which the [`Largest`](PoolVariation::Largest) firm is as large as the next one then is: with less, another
    /// is the largest. `None` of fewer than two firms.
    ///
    /// ```
    /// use abs_waterfall::pool::{Loan, Pool, PoolVariation};
    /// use abs_waterfall::{Decimal, Money};
    /// let day = "2024-06-20".parse()?;
    /// let loan = |id, yuan| Loan::level_payment(id, Money::from_yuan(yuan), Default::default(), day, 24);
    /// let pool = Pool::new(vec![loan("A", 400), loan("B", 100), loan("C", 100), loan("D", 100)]);
    /// assert_eq!(PoolVariation::least_largest(&pool), Some(Decimal::new(25, 2)), "a quarter each");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn least_largest(pool: &Pool) -> Option<Decimal> {
        let mut owed: Vec<Money> = by_firm(pool.loans()).into_iter().map(|(_, owed)| owed).collect();
        owed.sort_unstable_by(|a, b| b.cmp(a));
        let next = owed.get(1)?.to_decimal();
        let others: Money = owed[1..].iter().sum();
        next.checked_div(others.to_decimal() + next)
    }
}

/// Principal disbursed.
fn principal<'a>(loans: impl IntoIterator<Item = &'a Loan>) -> Money {
    loans.into_iter().map(|loan| loan.principal).sum()
}

/// What each firm owes, in the order of the tape.
fn by_firm(loans: &[Loan]) -> Vec<(Firm<'_>, Money)> {
    let mut places: HashMap<Firm<'_>, usize> = HashMap::new();
    let mut firms: Vec<(Firm<'_>, Money)> = Vec::new();
    for loan in loans {
        let firm = Firm::of(loan);
        let place = *places.entry(firm.clone()).or_insert(firms.len());
        match firms.get_mut(place) {
            Some((_, owed)) => *owed += loan.principal,
            None => firms.push((firm, loan.principal)),
        }
    }
    firms
}

/// The firm with the most principal, the first of several.
fn largest(loans: &[Loan]) -> Option<Firm<'_>> {
    let firms = by_firm(loans);
    let most = firms.iter().map(|(_, owed)| *owed).max()?;
    firms.into_iter().find(|(_, owed)| *owed == most).map(|(firm, _)| firm)
}

/// The firms that a loan calls so.
fn named<'a>(loans: &'a [Loan], name: &Text) -> Result<HashSet<Firm<'a>>, VariationProblem> {
    let firms: HashSet<Firm<'_>> = loans.iter().filter(|loan| loan.borrower == *name).map(Firm::of).collect();
    if firms.is_empty() {
        let known: BTreeSet<&str> = loans.iter().map(|loan| loan.borrower.as_str()).collect();
        return Err(NameProblem::unknown("borrower", name, known.into_iter()).into());
    }
    Ok(firms)
}

fn equal_firms(loans: &[Loan], firms: u32, total: Money) -> Result<Pool, VariationProblem> {
    if firms == 0 || firms > MOST_FIRMS || i64::from(firms) > total.fen() {
        return Err(VariationProblem::Firms { firms, most: i64::from(MOST_FIRMS).min(total.fen()) });
    }
    let amounts = total.split(&vec![Money::from_fen(1); firms as usize]);
    let (mut source, mut end) = (loans.iter(), 0_i128);
    let mut loan = &loans[0];
    let mut made = Vec::with_capacity(firms as usize);
    for (i, amount) in amounts.into_iter().enumerate() {
        // The middle of the piece, in fen times twice the number of firms.
        let middle = (2 * i as i128 + 1) * i128::from(total.fen());
        while end * 2 * i128::from(firms) <= middle {
            let Some(next) = source.next() else { break };
            end += i128::from(next.principal.fen());
            loan = next;
        }
        let name = Text::from(format!("firm {}", i + 1));
        let equal = of_amount(loan, amount).with_id(name.clone()).with_borrower(name);
        made.push(equal.with_registration(""));
    }
    Ok(Pool::new(made))
}

/// Firms with this share of the pool together.
fn with_share(
    loans: &[Loan],
    firms: &HashSet<Firm<'_>>,
    share: Rate,
    total: Money,
) -> Result<Pool, VariationProblem> {
    if share <= Rate::ZERO || share >= Rate::ONE {
        return Err(VariationProblem::Share(share));
    }
    let is_own = |loan: &&Loan| firms.contains(&Firm::of(loan));
    let (own, others): (Vec<&Loan>, Vec<&Loan>) = loans.iter().partition(is_own);
    if let ([first, ..], []) = (own.as_slice(), others.as_slice()) {
        return Err(VariationProblem::OneFirm(first.borrower.clone()));
    }
    let amount = total.times(share.share(Rounding::HalfUp));
    let (mut own, mut others) = (shares(amount, &own), shares(total - amount, &others));
    let mut take = |loan: &Loan| {
        let next = if is_own(&loan) { own.next() } else { others.next() };
        of_amount(loan, next.unwrap_or_default())
    };
    Ok(loans.iter().map(&mut take).filter(|loan| !loan.principal.is_zero()).collect())
}

/// An amount in proportion to what the loans owe.
fn shares(amount: Money, loans: &[&Loan]) -> std::vec::IntoIter<Money> {
    let weights: Vec<Money> = loans.iter().map(|loan| loan.principal).collect();
    amount.split(&weights).into_iter()
}

/// A loan like this one, of another amount.
fn of_amount(loan: &Loan, amount: Money) -> Loan {
    let (new, old) = (amount.fen().unsigned_abs(), loan.principal.fen().unsigned_abs());
    let scale = Factor::new(new.into(), old.into(), Rounding::HalfUp).ok();
    let appraised_value = loan.appraised_value.map(|value| scale.map_or(value, |scale| value.times(scale)));
    let in_proportion = |payments: &[Money]| {
        let sum: Money = payments.iter().sum();
        scale.map_or(sum, |scale| sum.times(scale)).split(payments)
    };
    let (repayment, rate) = match &loan.repayment {
        Repayment::Custom(plan) => (Repayment::Custom(amount.split(plan)), loan.rate),
        // The price stands, to the fen, where no yield says it again.
        Repayment::Payments(plan) => (Repayment::Payments(in_proportion(plan).into()), Rate::ZERO),
        other => (other.clone(), loan.rate),
    };
    let deposit = scale.map_or(loan.deposit, |scale| loan.deposit.times(scale)).min(amount);
    Loan { principal: amount, rate, appraised_value, deposit, repayment, ..loan.clone() }
}

fn with_grades(
    pool: &Pool,
    grades: &[(CreditQuality, Rate)],
    total: Money,
) -> Result<Pool, VariationProblem> {
    let sum: Decimal = grades.iter().map(|(_, share)| share.to_decimal()).sum();
    if sum != Decimal::ONE {
        return Err(VariationProblem::Shares(sum));
    }
    let mut qualities: HashMap<Firm<'_>, &CreditQuality> = HashMap::new();
    let mut before = Decimal::ZERO;
    let two = Decimal::TWO;
    for (firm, owed) in by_firm(pool.loans()) {
        let middle = before + owed.to_decimal() / two;
        before += owed.to_decimal();
        if let Some(quality) = quality_at(grades, middle, total) {
            qualities.insert(firm, quality);
        }
    }
    let graded = |loan: &Loan| match qualities.get(&Firm::of(loan)) {
        Some(quality) => loan.clone().with_quality((*quality).clone()),
        None => loan.clone(),
    };
    Ok(pool.loans().iter().map(graded).collect())
}

/// The quality in whose share of the pool an amount lies, of all that come before it.
fn quality_at(grades: &[(CreditQuality, Rate)], amount: Decimal, total: Money) -> Option<&CreditQuality> {
    let mut end = Decimal::ZERO;
    grades.iter().find_map(|(quality, share)| {
        end += share.to_decimal();
        // A trillion yuan to the fen with twelve decimals more is within what a decimal holds.
        (amount < end * total.to_decimal()).then_some(quality)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn loan(id: &str, yuan: i64) -> Loan {
        let rate = "5%".parse().unwrap();
        Loan::level_payment(id, Money::from_yuan(yuan), rate, "2024-06-20".parse().unwrap(), 24)
    }

    fn varied(loans: Vec<Loan>, words: &str) -> Vec<Loan> {
        let variation: PoolVariation = words.parse().unwrap();
        variation.apply(&Pool::new(loans)).unwrap().loans().to_vec()
    }

    fn amounts(loans: &[Loan]) -> Vec<String> {
        loans.iter().map(|loan| loan.principal.to_string()).collect()
    }

    #[test]
    fn equal_firms_share_the_total_to_the_fen() {
        let three = varied(vec![loan("A", 60), loan("B", 40)], "firms=3");
        assert_eq!(amounts(&three), ["33.34", "33.33", "33.33"]);
        let names: Vec<_> = three.iter().map(|loan| (loan.id.as_str(), loan.borrower.as_str())).collect();
        assert_eq!(names, [("firm 1", "firm 1"), ("firm 2", "firm 2"), ("firm 3", "firm 3")]);
    }

    /// A is the first 60 of 100: pieces of 25 have their middles at 12.5, 37.5, 62.5 and 87.5.
    #[test]
    fn a_firm_has_the_terms_of_the_loan_that_its_middle_lies_in() {
        let b = loan("B", 40).with_rate("7%".parse().unwrap()).with_appraised_value(Money::from_yuan(100));
        let four = varied(vec![loan("A", 60), b.with_registration("91350000")], "firms=4");
        let rates: Vec<String> = four.iter().map(|loan| loan.rate.to_string()).collect();
        assert_eq!(rates, ["5.00%", "5.00%", "7.00%", "7.00%"]);
        let appraised: Vec<_> = four.iter().map(|loan| loan.appraised_value).collect();
        assert_eq!(appraised[1..3], [None, Some("62.5".parse().unwrap())], "2.5 yuan for each that is lent");
        assert!(four.iter().all(|loan| loan.registration.is_empty()));
    }

    #[test]
    fn the_largest_firm_has_its_share_with_all_its_loans() {
        let pool = || vec![loan("A", 30), loan("B", 20), loan("C", 10).with_borrower("A"), loan("D", 40)];
        assert_eq!(amounts(&varied(pool(), "largest=50%")), ["37.50", "16.67", "12.50", "33.33"]);
        assert_eq!(amounts(&varied(pool(), "firm=B:0.01%")), ["37.50", "0.01", "12.50", "49.99"]);
        let equal = varied(vec![loan("A", 50), loan("B", 50)], "largest=80%");
        assert_eq!(amounts(&equal), ["80.00", "20.00"], "of equal ones the first");
    }

    /// A loan that comes to nothing is none.
    /// Under whatever names: a company is one by its registration.
    #[test]
    fn a_registered_company_is_one_firm() {
        let loans = vec![
            loan("A", 300).with_registration("R1"),
            loan("A2", 300).with_registration("R1"),
            loan("B", 400),
        ];
        assert_eq!(amounts(&varied(loans.clone(), "largest=80%")), ["400.00", "400.00", "200.00"]);
        assert_eq!(amounts(&varied(loans, "firm=A2:50%")), ["250.00", "250.00", "500.00"]);
    }

    #[test]
    fn what_is_left_of_nothing_is_left_out() {
        let pool = vec![loan("A", 100), loan("B", 1), loan("C", 1)];
        let amounts = amounts(&varied(pool, "largest=99.99%"));
        assert_eq!(amounts, ["101.99", "0.01"]);
    }

    #[test]
    fn an_agreed_plan_is_shared_in_its_old_proportions() {
        let plan = [10, 20, 30].map(Money::from_yuan).to_vec();
        let custom = loan("A", 60).with_repayment(Repayment::Custom(plan));
        let scaled = varied(vec![custom, loan("B", 40)], "firm=A:10%");
        let Repayment::Custom(plan) = &scaled[0].repayment else { panic!() };
        assert_eq!(plan.iter().map(Money::to_string).collect::<Vec<_>>(), ["1.67", "3.33", "5.00"]);
    }

    /// At what was paid for it: a price in proportion is a fen beside the one that the yield gives.
    #[test]
    fn stated_payments_and_their_price_are_shared_in_proportion() {
        let plan = ["100.01", "300.02"].map(|yuan| yuan.parse().unwrap());
        let claim = loan("A", 390).with_repayment(Repayment::Payments(plan.into()));
        let claim = Loan { due: crate::calendar::Schedule::quarterly(claim.disbursed, 2), ..claim };
        let shared = varied(vec![claim, loan("B", 390)], "largest=25%");
        assert_eq!(amounts(&shared), ["195.00", "585.00"]);
        let Repayment::Payments(payments) = &shared[0].repayment else { panic!("it is another claim") };
        assert_eq!(payments.iter().map(ToString::to_string).collect::<Vec<_>>(), ["50.01", "150.01"]);
        assert!(shared[0].rate == Rate::ZERO && shared[0].principal == Money::from_yuan(195));
    }

    /// Middles at 15, 50 and 85 of 100; A's second loan goes with its first.
    #[test]
    fn grades_go_down_the_tape_firm_by_firm() {
        let pool = vec![loan("A", 20), loan("B", 40), loan("C", 10).with_borrower("A"), loan("D", 30)];
        let grades = |words| {
            let quality = |loan: &Loan| match &loan.quality {
                CreditQuality::Rating(grade) => grade.to_string(),
                CreditQuality::AnnualPd(pd) => pd.to_string(),
            };
            varied(pool.clone(), words).iter().map(quality).collect::<Vec<_>>()
        };
        assert_eq!(
            grades("grades=BB:50%,B:50%"),
            ["BB", "B", "BB", "B"],
            "a middle on the border is beyond it"
        );
        assert_eq!(grades("grades=BB:51%,3%:49%"), ["BB", "BB", "BB", "3.00%"]);
        assert_eq!(grades("grades=B:100%"), ["B", "B", "B", "B"]);
    }

    #[test]
    fn what_cannot_be_is_told() {
        let pool = Pool::new(vec![loan("A", 1), loan("B", 1)]);
        let message = |words: &str| {
            let variation: PoolVariation = words.parse().unwrap();
            variation.apply(&pool).unwrap_err().to_string()
        };
        assert_eq!(message("firms=0"), "a pool of 0 firms cannot be made: of this one, from 1 to 200 can");
        assert_eq!(
            message("firms=201"),
            "a pool of 201 firms cannot be made: of this one, from 1 to 200 can"
        );
        assert_eq!(
            message("largest=100%"),
            "a firm has a share of 100.00%: give one above 0 % and below 100 %"
        );
        assert_eq!(message("firm=C:1%"), "there is no borrower `C`; there is A, B");
        assert_eq!(message("grades=BB:50%,B:40%"), "the shares sum to 90 %: they must sum to 100 %");
        let one = Pool::new(vec![loan("A", 1)]);
        let error = PoolVariation::Largest("20%".parse().unwrap()).apply(&one).unwrap_err();
        assert_eq!(error.to_string(), "`A` is the only firm of the pool, so that it has all of it");
        let error = PoolVariation::Firms(2).apply(&Pool::default()).unwrap_err();
        assert_eq!(error.to_string(), "the pool is empty: give at least one loan");
    }

    proptest! {
        /// The total is kept with `==`, whatever the pool and the change.
        #[test]
        fn the_total_is_kept(
            fen in prop::collection::vec((1..1_000_000_000_i64, 0..4_u8), 2..12),
            firms in 1..50_u32,
            hundredths in 1..10_000_i64,
        ) {
            let name = |firm: u8| Text::from(format!("firm {firm}"));
            let one = |(i, (fen, firm)): (usize, &(i64, u8))| {
                let loan = loan(&i.to_string(), 1).with_borrower(name(*firm));
                loan.with_principal(Money::from_fen(*fen))
            };
            let pool: Pool = fen.iter().enumerate().map(one).collect();
            let share = Rate::new(Decimal::new(hundredths, 4)).unwrap();
            let rest = Rate::ONE.checked_sub(share).unwrap();
            let grades = [("BB", share), ("B", rest)].map(|(grade, share)| (CreditQuality::rating(grade), share));
            for variation in [
                PoolVariation::Firms(firms),
                PoolVariation::Largest(share),
                PoolVariation::Firm { name: name(fen[0].1), share },
                PoolVariation::Grades(grades.to_vec()),
            ] {
                match variation.apply(&pool) {
                    Ok(varied) => prop_assert_eq!(principal(varied.loans()), principal(pool.loans())),
                    Err(VariationProblem::OneFirm(_)) => prop_assert!(by_firm(pool.loans()).len() == 1),
                    Err(VariationProblem::Firms { .. }) => prop_assert!(principal(pool.loans()).fen() < 50),
                    Err(problem) => prop_assert!(false, "{problem}"),
                }
            }
        }
    }
}
