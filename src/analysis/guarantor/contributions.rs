//! Who the tail is made of: the expected shortfall split over firms, industries and regions, to the fen.

use std::collections::{BTreeMap, HashMap};

use super::fee::jackknife;
use super::runner::{Guarantor, Runner};
use super::tail::{Edge, GROUPS, TailShare, group};
use super::tally::Tally;
use crate::money::Money;
use crate::pool::Loan;
use crate::rate::Probability;
use crate::simulation::{Estimate, error_of_sum};

/// The expected shortfall of a guarantor's net payments over the deal's life, and what of it is whose.
///
/// On every path of the tail a defaulted loan gets a part of the payment, in proportion to its net loss: interest and principal
/// that it does not pay, less what is recovered of it in time. It gets no more than that loss: what is left, for fees and for
/// cash that is late, is of no default. Parts are split by largest remainder, and so is the shortfall itself, which is rounded
/// half-up to the fen: so each of the lists sums to it exactly.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TailContributions {
    /// The level of the tail.
    pub level: Probability,
    /// The mean of the present value of net payments over the worst paths, as promised; of those that are just at the quantile
    /// only as many count as the tail has room for. A path with a gain counts as nothing.
    #[doc(alias = "预期亏空")]
    pub shortfall: Money,
    /// The quantile at which the tail begins: exactly the amount of one path.
    pub quantile: Money,
    /// By borrower, the largest first. One that did not default in the tail is not listed.
    pub firms: Vec<Contribution>,
    /// By industry of the borrowers.
    pub industries: Vec<Contribution>,
    /// By region of the borrowers.
    pub regions: Vec<Contribution>,
}

/// The part of one name in an expected shortfall.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Contribution {
    /// The name; empty where the tape does not say it, `None` of what is of no default.
    pub name: Option<String>,
    /// Its part, to the fen.
    pub amount: Money,
    /// Its part in yuan, with its error: the jackknife over 32 groups of paths; of a name that fewer than fifteen paths of the
    /// tail saw, the error of a mean by the library's rule, if that is larger; infinite with fewer than ten paths in the tail.
    pub estimate: Estimate,
}

/// With fewer paths than this that saw a name, the jackknife says too little.
const FEW: u64 = 15;

/// With fewer paths in the tail than this, they say nothing.
const FEWEST: f64 = 10.0;

/// The paths of a tail, and what each weighs.
pub(super) struct TailPaths<'a> {
    guarantor: &'a Guarantor<'a>,
    share: TailShare,
    /// Losses and paths, in order.
    losses: Vec<(u64, u64)>,
    /// By group, how many paths were run.
    group_paths: Vec<u64>,
}

/// Where the tail begins, of all paths and without each group; and over how many paths it goes there.
struct Edges {
    all: Edge,
    tail: f64,
    without: Vec<Option<(Edge, f64)>>,
}

/// Loans by a name of theirs.
struct Names {
    names: Vec<String>,
    of_loan: Vec<usize>,
}

/// What the names of one list got, by name; of no default last.
struct Sums {
    names: Names,
    by_name: Vec<Sum>,
    path: BTreeMap<usize, u64>,
}

/// What one name got.
#[derive(Clone, Default)]
struct Sum {
    above: u128,
    at: u128,
    without: [f64; GROUPS],
    hits: u64,
    largest: u64,
    squares: f64,
    total: f64,
    /// Principal that its loans owe at the cut-off.
    owed: Money,
}

impl Names {
    fn of(loans: &[Loan], name: impl Fn(&Loan) -> &str) -> Names {
        let (mut known, mut names, mut of_loan) = (HashMap::new(), Vec::new(), Vec::new());
        for loan in loans {
            let name = name(loan);
            of_loan.push(*known.entry(name).or_insert_with(|| {
                names.push(name.to_string());
                names.len() - 1
            }));
        }
        Names { names, of_loan }
    }
}

impl Sums {
    fn of(guarantor: &Guarantor<'_>, name: impl Fn(&Loan) -> &str) -> Sums {
        let names = Names::of(guarantor.deal.definition().pool.loans(), name);
        let mut by_name = vec![Sum::default(); names.names.len() + 1];
        let schedule = guarantor.deal.collections().schedule();
        for (loan, name) in names.of_loan.iter().enumerate() {
            by_name[*name].owed += schedule.outstanding(loan, 0);
        }
        if let Some(none) = by_name.last_mut() {
            none.owed = guarantor.deal.opening_principal();
        }
        Sums { names, by_name, path: BTreeMap::new() }
    }

    /// Adds what loans got on a path, and what was left.
    fn add(&mut self, (loss, path): (u64, u64), parts: &[(usize, u64)], left: u64, edges: &Edges) {
        self.path.clear();
        for &(loan, part) in parts {
            *self.path.entry(self.names.of_loan[loan]).or_insert(0) += part;
        }
        self.path.insert(self.names.names.len(), left);
        for (name, amount) in self.path.iter().filter(|(_, amount)| **amount > 0) {
            self.by_name[*name].add(loss, group(path), *amount, edges);
        }
    }

    /// The shortfall, and the part of each name in it that is any.
    fn split(self, edges: &Edges) -> (Money, Vec<Contribution>) {
        let fractions: Vec<(u128, u128)> =
            self.by_name.iter().map(|sum| edges.all.mean(sum.above, sum.at)).collect();
        let (shortfall, amounts) = split(&fractions);
        let names = self.names.names.into_iter().map(Some).chain([None]);
        let of = |((name, sum), amount): ((Option<String>, Sum), Money)| Contribution {
            name,
            amount,
            estimate: Estimate { value: amount.to_f64(), error: sum.error(edges) },
        };
        let mut parts: Vec<Contribution> = names
            .zip(self.by_name)
            .zip(amounts)
            .filter(|((_, sum), amount)| sum.hits > 0 || !amount.is_zero())
            .map(of)
            .collect();
        parts.sort_by(|a, b| b.amount.cmp(&a.amount).then_with(|| a.name.cmp(&b.name)));
        (shortfall, parts)
    }
}

impl Sum {
    fn add(&mut self, loss: u64, group: usize, amount: u64, edges: &Edges) {
        for (left_out, (sum, edge)) in self.without.iter_mut().zip(&edges.without).enumerate() {
            if let Some((edge, tail)) = edge.as_ref().filter(|_| left_out != group) {
                *sum += weight(loss, edge) / tail * amount as f64;
            }
        }
        match loss.cmp(&edges.all.quantile) {
            std::cmp::Ordering::Greater => self.above += u128::from(amount),
            std::cmp::Ordering::Equal => self.at += u128::from(amount),
            std::cmp::Ordering::Less => return,
        }
        self.hits += 1;
        self.largest = self.largest.max(amount);
        self.squares += amount as f64 * amount as f64;
        self.total += amount as f64;
    }

    /// In yuan.
    fn error(&self, edges: &Edges) -> f64 {
        if edges.tail < FEWEST {
            return f64::INFINITY;
        }
        let without = self.without.iter().zip(&edges.without).filter(|(_, edge)| edge.is_some());
        let left_out = jackknife(&without.map(|(sum, _)| *sum).collect::<Vec<_>>());
        let spread = self.squares - self.total / edges.tail * self.total;
        let rare = error_of_sum(self.hits, self.largest as f64, self.owed.fen() as f64, spread) / edges.tail;
        let error = if self.hits < FEW { left_out.max(rare) } else { left_out };
        error / 100.0
    }
}

/// What counts of a loss.
fn weight(loss: u64, edge: &Edge) -> f64 {
    match loss.cmp(&edge.quantile) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => edge.part(),
        std::cmp::Ordering::Less => 0.0,
    }
}

/// The sum of fractions with one denominator, rounded half-up to the fen, and their parts in it by largest remainder.
fn split(fractions: &[(u128, u128)]) -> (Money, Vec<Money>) {
    let Some(&(_, denominator)) = fractions.first() else { return (Money::ZERO, Vec::new()) };
    let fen = |amount: u128| Money::from_fen(i64::try_from(amount).unwrap_or(i64::MAX));
    let sum: u128 = fractions.iter().map(|(numerator, _)| numerator).sum();
    let total = sum / denominator + u128::from(sum % denominator >= denominator - sum % denominator);
    let mut parts: Vec<u128> = fractions.iter().map(|(numerator, _)| numerator / denominator).collect();
    let left = total - parts.iter().sum::<u128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(fractions[i].0 % denominator), i));
    for &i in &order[..order.len().min(left as usize)] {
        parts[i] += 1;
    }
    (fen(total), parts.into_iter().map(fen).collect())
}

impl<'a> TailPaths<'a> {
    pub(super) fn of(guarantor: &'a Guarantor<'a>, share: TailShare, tally: &Tally) -> TailPaths<'a> {
        let group_paths = tally.groups.iter().map(|group| group.paths).collect();
        TailPaths { guarantor, share, losses: tally.tail.clone().losses(), group_paths }
    }

    fn edges(&self) -> Edges {
        let paths: u64 = self.group_paths.iter().sum();
        let edge = |left_out: Option<usize>, paths: u64| {
            let kept = self.losses.iter().filter(|(_, path)| Some(group(*path)) != left_out);
            Edge::of(kept.map(|(loss, _)| *loss), self.share, paths)
        };
        let without = self.group_paths.iter().enumerate().map(|(left_out, own)| {
            let others = paths - own;
            (*own > 0 && others > 0).then(|| (edge(Some(left_out), others), self.share.paths(others)))
        });
        Edges { without: without.collect(), all: edge(None, paths), tail: self.share.paths(paths) }
    }

    /// Draws the paths of the tail again, and splits what was paid on them.
    pub(super) fn contributions(&self, seed: u64, level: Probability) -> TailContributions {
        let (edges, guarantor) = (self.edges(), self.guarantor);
        let mut lists = [
            Sums::of(guarantor, |loan| loan.borrower.as_str()),
            Sums::of(guarantor, |loan| loan.industry.as_str()),
            Sums::of(guarantor, |loan| loan.region.as_str()),
        ];
        let mut runner = Runner::new(guarantor, seed);
        for &(loss, path) in &self.losses {
            runner.draw(path);
            let (parts, left) = parts(&runner, guarantor, loss);
            lists.iter_mut().for_each(|list| list.add((loss, path), &parts, left, &edges));
        }
        let [(shortfall, firms), (_, industries), (_, regions)] = lists.map(|list| list.split(&edges));
        let quantile = Money::from_fen(edges.all.quantile as i64);
        TailContributions { level, shortfall, quantile, firms, industries, regions }
    }
}

/// What each loan that defaulted on the path drawn gets of a loss, in fen, and what is left of it.
fn parts(runner: &Runner<'_>, guarantor: &Guarantor<'_>, loss: u64) -> (Vec<(usize, u64)>, u64) {
    let (defaults, collections) = (&runner.events().defaults, guarantor.deal.collections());
    let losses: Vec<Money> =
        defaults.iter().map(|default| collections.net_loss(*default).or_zero()).collect();
    let whole = Money::from_fen(loss as i64);
    let shared = whole.min(losses.iter().sum());
    let parts = defaults.iter().zip(shared.split(&losses));
    let parts = parts.map(|(default, part)| (default.loan as usize, part.fen() as u64)).collect();
    (parts, (whole - shared).fen() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2.5 fen in three parts of 1 1/6, 1/2 and 5/6: rounded up to 3, of which the last and then the second get one more.
    #[test]
    fn fractions_of_a_fen_go_to_the_largest_remainder() {
        let (total, parts) = split(&[(7, 6), (3, 6), (5, 6)]);
        assert_eq!(
            (total.fen(), parts.iter().map(|part| part.fen()).collect::<Vec<_>>()),
            (3, vec![1, 1, 1])
        );
    }
}
