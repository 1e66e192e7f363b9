//! All roots of a sum of exponentials.
//!
//! Multiply Σ aₖ·exp(−x·tₖ) by exp(x·τ) and differentiate: terms before τ keep their sign and terms after it change
//! theirs. With τ where the amounts change their sign, the derivative has one change of sign fewer. Between two
//! neighbouring roots of the derivative the function (times exp(x·τ)) is monotone and has one root at most, which
//! bisection finds. A sum without changes of sign has no root. So the roots are found level by level, from the derivative
//! that has no change of sign up to the sum itself, and none is missed however close two of them are. It is Laguerre's
//! proof of Descartes' rule of signs (Mémoire sur la théorie des équations numériques, 1883), run as a program.

/// amount · exp(log_weight − x·years)
#[derive(Clone, Copy)]
struct Term {
    years: f64,
    amount: f64,
    log_weight: f64,
}

/// A sum of exponentials, its terms in the order of time.
pub(super) struct ExponentialSum {
    terms: Vec<Term>,
}

/// A value with the rounding errors that may be in it.
struct Value {
    sum: f64,
    error: f64,
}

impl Value {
    /// −1, 0 or 1; 0 where rounding decides.
    fn sign(&self) -> f64 {
        if self.sum.abs() <= self.error { 0.0 } else { self.sum.signum() }
    }
}

/// So many halvings of a range of 24 leave less than 1e-16.
const HALVINGS: u32 = 58;

/// What is rounded in a term besides its exponent: the amount as given, its exponential, their product, the sum.
const ROUNDINGS: f64 = 4.0;

impl ExponentialSum {
    /// The sum of `amount · exp(−x·years)` over finite pairs of years and amount.
    pub(super) fn new(pairs: impl Iterator<Item = (f64, f64)>) -> ExponentialSum {
        let mut terms: Vec<Term> =
            pairs.map(|(years, amount)| Term { years, amount, log_weight: 0.0 }).collect();
        // Amounts of at most one, so that no sum of them overflows.
        let largest = terms.iter().map(|term| term.amount.abs()).fold(f64::MIN_POSITIVE, f64::max);
        terms.iter_mut().for_each(|term| term.amount /= largest);
        terms.sort_by(|a, b| a.years.total_cmp(&b.years));
        terms.dedup_by(|later, term| {
            let same_time = later.years == term.years;
            if same_time {
                term.amount += later.amount;
            }
            same_time
        });
        terms.retain(|term| term.amount != 0.0);
        ExponentialSum { terms }
    }

    /// All roots within the range, in rising order; one that is touched and not crossed counts once.
    pub(super) fn roots(&self, range: (f64, f64)) -> Vec<f64> {
        let turns = self.turns();
        (0..turns.len()).rev().fold(Vec::new(), |critical, level| {
            self.derivative(&turns[..level]).roots_between(range, &critical)
        })
    }

    /// The times at which amounts change their sign.
    fn turns(&self) -> Vec<f64> {
        let signs_differ = |pair: &&[Term]| pair[0].amount.signum() != pair[1].amount.signum();
        let changes = self.terms.windows(2).filter(signs_differ);
        changes.map(|pair| 0.5 * (pair[0].years + pair[1].years)).collect()
    }

    /// The sum, multiplied by exp(x·turn) and differentiated, for one turn after another.
    fn derivative(&self, turns: &[f64]) -> ExponentialSum {
        let differentiated = |term: &Term| {
            turns.iter().fold(*term, |term, turn| Term {
                amount: term.amount * (turn - term.years).signum(),
                log_weight: term.log_weight + libm::log((turn - term.years).abs()),
                ..term
            })
        };
        ExponentialSum { terms: self.terms.iter().map(differentiated).collect() }
    }

    /// The roots within the range, given those of the next derivative: where two neighbours of them differ in sign, and
    /// those that are roots themselves, up to rounding.
    fn roots_between(&self, range: (f64, f64), critical: &[f64]) -> Vec<f64> {
        let mut roots = Vec::new();
        let (mut low, mut sign) = (range.0, self.value(range.0).sum.signum());
        for &point in critical {
            let here = self.value(point).sign();
            if sign * here < 0.0 {
                roots.push(self.bisect(low, point, sign));
            } else if here == 0.0 && sign != 0.0 {
                // Monotone from one zero to the next is zero all along: one root.
                roots.push(point);
            }
            (low, sign) = (point, here);
        }
        if sign * self.value(range.1).sum < 0.0 {
            roots.push(self.bisect(low, range.1, sign));
        }
        roots
    }

    fn bisect(&self, mut low: f64, mut high: f64, sign_at_low: f64) -> f64 {
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            let value = self.value(middle).sum * sign_at_low;
            if value == 0.0 {
                return middle;
            }
            if value > 0.0 { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }

    /// The sum over its largest exponential, so that nothing overflows: exponents run to 12 times a century.
    fn value(&self, x: f64) -> Value {
        let exponent = |term: &Term| term.log_weight - x * term.years;
        let largest = self.terms.iter().map(exponent).fold(f64::NEG_INFINITY, f64::max);
        let (mut sum, mut size, mut exponents) = (0.0, 0.0, 0.0);
        for term in &self.terms {
            let value = term.amount * libm::exp(exponent(term) - largest);
            sum += value;
            size += value.abs();
            exponents = f64::max(exponents, term.log_weight.abs() + (x * term.years).abs());
        }
        // An exponent's rounding grows with it, and that of a sum with its terms.
        let roundings = ROUNDINGS + exponents + self.terms.len() as f64;
        Value { sum, error: f64::EPSILON * roundings * size }
    }
}
