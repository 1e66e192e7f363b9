//! One change of a deal in words.

use std::fmt;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{A_DEAL, ChangeError};
use super::field::{FieldPath, split};
use super::tree::{self, Missing};
use crate::deal::{Deal, PoolSource};
use crate::names::{advice, unknown_word};
use crate::pool::{Loan, Pool};

/// One change of a deal in words: a field by its [path](FieldPath), and the value that it gets in the words of a deal file.
///
/// A value that has parts is written as in TOML, `{ of-outstanding = { rate = "30%", lag_months = 12 } }`; no value takes a
/// field away that may be left out.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use abs_waterfall::Deal;
/// use abs_waterfall::deal::Change;
/// let mut deal = Deal::load("examples/deals/fujian.toml")?;
/// for change in ["notes.senior.amount=1.4亿", "credit.asset_correlation=0.3", "pool.loans.*.rate=5.5%"] {
///     change.parse::<Change>()?.apply(&mut deal)?;
/// }
/// assert_eq!(deal.notes[0].amount.to_string(), "140,000,000.00");
/// assert_eq!(deal.pool.loans()[18].rate.to_string(), "5.50%");
///
/// let unknown = "credit.asset_corelation=0.3".parse::<Change>()?.apply(&mut deal).unwrap_err();
/// let expected = "credit.asset_corelation: credit has no `asset_corelation`; did you mean `asset_correlation`?";
/// assert_eq!(unknown.to_string(), expected);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    path: FieldPath,
    value: String,
}

impl Change {
    /// The change of a field to a value in the words of a deal file.
    pub fn new(path: FieldPath, value: impl Into<String>) -> Change {
        Change { path, value: value.into() }
    }

    /// The field.
    pub fn path(&self) -> &FieldPath {
        &self.path
    }

    /// The value, in the words of a deal file.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Makes the change. What does not fit together is only found by [`resolve`](Deal::resolve).
    ///
    /// # Errors
    /// [`ChangeError`]; then the deal is as it was.
    pub fn apply(&self, deal: &mut Deal) -> Result<(), ChangeError> {
        match self.path.names() {
            [pool, loans, loan, field @ ..] if pool == "pool" && loans == "loans" && !field.is_empty() => {
                self.apply_to_loans(deal, loan)
            }
            [pool, ..] if pool == "pool" => Err(self.of_the_pool()),
            names => {
                // Loans may be many, and no change goes through their list.
                let pool = std::mem::take(&mut deal.pool);
                let written = self.changed::<_, Deal<PoolSource>>(deal, names);
                let changed = written.and_then(|written| written.try_with_pool(|_| Ok(Pool::default())));
                let outcome = changed.map(|changed| *deal = changed);
                deal.pool = pool;
                outcome
            }
        }
    }

    /// Of a pool only the fields of its loans can be changed: which loans there are is for the tape to say.
    fn of_the_pool(&self) -> ChangeError {
        ChangeError::NoLoanField { path: self.path.to_string() }
    }

    /// Makes the change in something else that a file can hold, such as a market: of the same words.
    ///
    /// # Errors
    /// [`ChangeError`]; then it is as it was.
    ///
    /// ```
    /// use abs_waterfall::analysis::market::Market;
    /// use abs_waterfall::deal::Change;
    /// let mut market = Market::load("examples/markets/province.toml")?;
    /// "segments.in need.firms=10".parse::<Change>()?.apply_to(&mut market)?;
    /// assert_eq!(market.segments[9].firms, 10);
    /// # Ok::<(), abs_waterfall::Error>(())
    /// ```
    pub fn apply_to<T: serde::Serialize + DeserializeOwned>(&self, of: &mut T) -> Result<(), ChangeError> {
        *of = self.changed(of, self.path.names()).map_err(|error| error.within("the file"))?;
        Ok(())
    }

    fn apply_to_loans(&self, deal: &mut Deal, which: &str) -> Result<(), ChangeError> {
        let field = &self.path.names()[3..];
        let number: Option<usize> = which.parse().ok();
        let named = |loan: &Loan| which == "*" || loan.id.as_str() == which;
        let by_name = deal.pool.loans().iter().any(&named);
        let is_it = |(i, loan): (usize, &Loan)| if by_name { named(loan) } else { Some(i + 1) == number };
        let mut changed = Vec::new();
        for (i, loan) in deal.pool.loans().iter().enumerate().filter(|(i, loan)| is_it((*i, loan))) {
            changed.push((i, self.changed::<Loan, Loan>(loan, field)?));
        }
        if changed.is_empty() {
            let ids: Vec<&str> = deal.pool.loans().iter().map(|loan| loan.id.as_str()).collect();
            let advice = advice(which, &ids);
            let (path, name) = (self.path.to_string(), which.into());
            return Err(ChangeError::NoSuchName { path, name, within: "pool.loans".into(), advice });
        }
        let loans = deal.pool.loans_mut();
        changed.into_iter().for_each(|(i, loan)| loans[i] = loan);
        Ok(())
    }

    /// What something becomes by the change of a field within it.
    fn changed<T: serde::Serialize, U: DeserializeOwned>(
        &self,
        from: &T,
        field: &[String],
    ) -> Result<U, ChangeError> {
        let tree = serde_json::to_value(from).map_err(|error| self.refused(&error))?;
        let mut first = None;
        for value in self.readings()? {
            let mut tree = tree.clone();
            tree::set(&mut tree, field, &value).map_err(|missing| self.missing(missing, field))?;
            match serde_json::from_value(tree) {
                Ok(changed) => return Ok(changed),
                Err(error) => first = first.or(Some(error)),
            }
        }
        let no_value = || ChangeError::NoValue(self.to_string());
        Err(first.map_or_else(no_value, |error| self.unreadable(&error, field)))
    }

    /// What the words of the value may mean, the likeliest first: nothing, a value with parts, a text, a number, a yes or no.
    fn readings(&self) -> Result<Vec<Value>, ChangeError> {
        let words = self.value.trim();
        if words.is_empty() {
            return Ok(vec![Value::Null, Value::String(String::new())]);
        }
        if words.starts_with(['{', '[', '"', '\'']) {
            let not_toml = || self.refused(&"in brackets or quotes it must be a value of TOML, and is none");
            return tree::from_toml(words).map(|value| vec![value]).ok_or_else(not_toml);
        }
        let number = words.parse::<i64>().ok().map(Value::from);
        let yes_or_no = words.parse::<bool>().ok().map(Value::from);
        Ok([Some(Value::String(words.into())), number, yes_or_no].into_iter().flatten().collect())
    }

    fn refused(&self, error: &dyn fmt::Display) -> ChangeError {
        let (path, value) = (self.path.to_string(), self.value.clone());
        ChangeError::Value { path, value, message: error.to_string() }
    }

    /// Why the changed deal cannot be read. A field that nothing knows is told with the nearest that is known.
    fn unreadable(&self, error: &serde_json::Error, field: &[String]) -> ChangeError {
        let message = error.to_string();
        let Some((name, known)) = unknown_word(&message) else { return self.refused(error) };
        let Some(name) = field.iter().find(|other| *other == name) else { return self.refused(error) };
        let depth = self.path.names().iter().rposition(|other| other == name).unwrap_or_default();
        let within = if depth == 0 { A_DEAL.into() } else { self.path.start(depth) };
        let (path, advice) = (self.path.to_string(), advice(name, &known));
        ChangeError::NoSuchField { path, field: name.clone(), within, advice }
    }

    fn missing(&self, missing: Missing, field: &[String]) -> ChangeError {
        let before = self.path.names().len() - field.len();
        let (path, within) = (self.path.to_string(), |depth: usize| self.path.start(before + depth));
        match missing {
            Missing::Name { depth, known } => {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let advice = match known.as_slice() {
                    [] => "its parts go by their number, from 1".into(),
                    known => advice(&field[depth], known),
                };
                let name = field[depth].clone();
                ChangeError::NoSuchName { path, name, within: within(depth), advice }
            }
            Missing::Parts { depth } => ChangeError::NoParts { path, within: within(depth) },
        }
    }
}

impl FieldPath {
    /// The change of this field to a value in the words of a deal file.
    pub fn to(&self, value: impl Into<String>) -> Change {
        Change::new(self.clone(), value)
    }
}

/// As it is written: `notes.senior.amount=1.4亿`.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.path, self.value)
    }
}

impl FromStr for Change {
    type Err = ChangeError;

    fn from_str(text: &str) -> Result<Change, ChangeError> {
        let path = split(text, '=')[0];
        let value = text[path.len()..].strip_prefix('=').ok_or_else(|| ChangeError::NoValue(text.into()))?;
        Ok(Change::new(path.parse()?, value.trim()))
    }
}
