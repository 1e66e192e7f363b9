//! The loans of a deal.

use std::sync::Arc;

use super::loan::Loan;

/// The loans of a deal, in the order in which they are listed. To clone a pool copies no loan: deals that differ in their
/// notes can be run on one pool of a million.
///
/// In a file it is `pool = { loans = [...] }`; a file may name a tape instead, which is read first (feature `files`).
///
/// ```
/// use abs_waterfall::pool::{Loan, Pool};
/// let loan = Loan::level_payment("C01", "20000000".parse()?, "5%".parse()?, "2024-06-20".parse()?, 24);
/// let pool = Pool::new(vec![loan]);
/// let mut stressed = pool.clone();
/// stressed.loans_mut()[0].rate = "6%".parse()?;
/// assert_eq!(pool.loans()[0].rate, "5%".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[doc(alias = "资产池")]
pub struct Pool {
    #[cfg_attr(feature = "serde", serde(with = "in_files"))]
    loans: Arc<Vec<Loan>>,
}

impl Pool {
    /// The pool of these loans.
    #[must_use]
    pub fn new(loans: Vec<Loan>) -> Pool {
        Pool { loans: Arc::new(loans) }
    }

    /// The loans.
    pub fn loans(&self) -> &[Loan] {
        &self.loans
    }

    /// The loans, to be changed. They are copied first where another pool is a clone of this one.
    pub fn loans_mut(&mut self) -> &mut Vec<Loan> {
        Arc::make_mut(&mut self.loans)
    }

    /// Is the other one a clone of this? Then their loans are equal, and none need be looked at.
    pub(crate) fn is_same(&self, other: &Pool) -> bool {
        Arc::ptr_eq(&self.loans, &other.loans)
    }
}

/// Of pools with equal loans.
impl PartialEq for Pool {
    fn eq(&self, other: &Pool) -> bool {
        self.is_same(other) || self.loans() == other.loans()
    }
}

impl From<Vec<Loan>> for Pool {
    fn from(loans: Vec<Loan>) -> Pool {
        Pool::new(loans)
    }
}

impl FromIterator<Loan> for Pool {
    fn from_iter<I: IntoIterator<Item = Loan>>(loans: I) -> Pool {
        Pool::new(loans.into_iter().collect())
    }
}

#[cfg(feature = "serde")]
pub(crate) mod in_files {
    use std::sync::Arc;

    use super::Loan;
    use serde::de::{Deserialize, Deserializer};
    use serde::ser::{Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(loans: &Arc<Vec<Loan>>, to: S) -> Result<S::Ok, S::Error> {
        loans.as_slice().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<Vec<Loan>>, D::Error> {
        read_loans(from).map(Arc::new)
    }

    /// Loans, of which those that say a yield and no price have the price that it gives.
    pub(crate) fn read_loans<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Loan>, D::Error> {
        let loans: Vec<Loan> = Vec::deserialize(from)?;
        Ok(loans.into_iter().map(Loan::priced).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool() -> Pool {
        let loan = |id| Loan::level_payment(id, "1200".parse().unwrap(), "5%".parse().unwrap(), day(), 12);
        ["A", "B"].map(loan).into_iter().collect()
    }

    fn day() -> crate::Date {
        "2024-06-20".parse().unwrap()
    }

    #[test]
    fn a_clone_is_the_same_until_it_is_changed() {
        let pool = pool();
        let mut other = pool.clone();
        assert!(other.is_same(&pool));
        other.loans_mut().pop();
        assert_eq!((pool.loans().len(), other.loans().len()), (2, 1));
        assert!(!other.is_same(&pool) && other != pool);
    }

    #[test]
    fn pools_of_equal_loans_are_equal() {
        assert!(!pool().is_same(&pool()));
        assert_eq!(pool(), Pool::from(pool().loans().to_vec()));
        assert_eq!(Pool::default(), Pool::new(Vec::new()));
    }

    #[cfg(feature = "serde")]
    #[test]
    fn in_a_file_it_lists_its_loans() {
        let json = serde_json::to_string(&pool()).unwrap();
        assert!(json.starts_with("{\"loans\":[{\"id\":\"A\""), "{json}");
        assert_eq!(serde_json::from_str::<Pool>(&json).unwrap(), pool());
        let error = serde_json::from_str::<Pool>("{\"loans\":[],\"tape\":\"loans.csv\"}").unwrap_err();
        assert!(error.to_string().starts_with("unknown field `tape`, expected `loans`"), "{error}");
    }
}
