//! Which deal a result is of.

use std::sync::Arc;
#[cfg(feature = "serde")]
use std::sync::OnceLock;

use super::Deal;

/// Tells results of different deals apart, and those of different versions of one.
///
/// In the process that made them, by the deal itself; of a result that was read from a file, by the deal's fingerprint.
#[derive(Clone, Debug, Default)]
pub(crate) struct DealIdentity {
    /// The deal; `None` where only its fingerprint is known.
    deal: Option<Arc<Deal>>,
    /// Worked out when it is first asked for, once for a deal and all its results.
    #[cfg(feature = "serde")]
    fingerprint: Arc<OnceLock<String>>,
}

impl DealIdentity {
    pub(crate) fn of(deal: Arc<Deal>) -> DealIdentity {
        DealIdentity { deal: Some(deal), ..DealIdentity::default() }
    }

    /// The deal of a fingerprint.
    #[cfg(feature = "serde")]
    pub(crate) fn known_by(fingerprint: String) -> DealIdentity {
        DealIdentity { deal: None, fingerprint: Arc::new(OnceLock::from(fingerprint)) }
    }

    /// The fingerprint; `None` without the feature `serde`.
    pub(crate) fn fingerprint(&self) -> Option<&str> {
        #[cfg(feature = "serde")]
        return Some(self.fingerprint.get_or_init(|| canonical::fingerprint(self.deal.as_deref())));
        #[cfg(not(feature = "serde"))]
        None
    }
}

impl PartialEq for DealIdentity {
    fn eq(&self, other: &DealIdentity) -> bool {
        match (&self.deal, &other.deal) {
            (Some(one), Some(two)) => Arc::ptr_eq(one, two) || one == two,
            _ => self.fingerprint().is_some() && self.fingerprint() == other.fingerprint(),
        }
    }
}

/// The canonical form of a deal: its JSON with keys in order, and without what says nothing (nulls, `false`, empty lists and
/// tables, and the number of the format). So a deal keeps its fingerprint when a later version knows more terms.
#[cfg(feature = "serde")]
mod canonical {
    use std::hash::Hasher;

    use serde_json::Value;
    use siphasher::sip128::{Hasher128, SipHasher13};

    use super::Deal;
    use crate::pool::Pool;

    /// A hash of 128 bits, in hexadecimal digits; of no deal, of nothing. The loans are taken one by one: a million of them
    /// at once would take a gigabyte.
    pub(super) fn fingerprint(deal: Option<&Deal>) -> String {
        let mut hasher = SipHasher13::new();
        if let Some(deal) = deal {
            let frame = Deal { pool: Pool::default(), ..deal.clone() };
            feed(&value(&frame), &mut hasher);
            deal.pool.loans().iter().for_each(|loan| feed(&value(loan), &mut hasher));
        }
        format!("{:032x}", hasher.finish128().as_u128())
    }

    /// Everything that a deal holds has a form in JSON.
    fn value(of: &impl serde::Serialize) -> Value {
        serde_json::to_value(of).unwrap_or_default()
    }

    fn says_nothing(value: &Value) -> bool {
        match value {
            Value::Null | Value::Bool(false) => true,
            Value::Array(list) => list.is_empty(),
            Value::Object(table) => table.values().all(says_nothing),
            _ => false,
        }
    }

    /// Every value with a mark of its kind, and what has a length with its length.
    fn feed(value: &Value, hasher: &mut SipHasher13) {
        match value {
            Value::Array(list) => {
                mark(b'[', list.len(), hasher);
                list.iter().for_each(|value| feed(value, hasher));
            }
            Value::Object(table) => {
                let is_said =
                    |(key, value): &(&String, &Value)| !says_nothing(value) && key.as_str() != "format";
                let mut said: Vec<_> = table.iter().filter(is_said).collect();
                said.sort_unstable_by_key(|(key, _)| *key);
                mark(b'{', said.len(), hasher);
                for (key, value) in said {
                    text(key, hasher);
                    feed(value, hasher);
                }
            }
            Value::String(string) => text(string, hasher),
            plain => text(&plain.to_string(), hasher),
        }
    }

    fn text(text: &str, hasher: &mut SipHasher13) {
        mark(b'"', text.len(), hasher);
        hasher.write(text.as_bytes());
    }

    fn mark(kind: u8, length: usize, hasher: &mut SipHasher13) {
        hasher.write(&[kind]);
        hasher.write(&(length as u64).to_le_bytes());
    }
}

#[cfg(test)]
#[cfg(feature = "files")]
mod tests {
    use super::*;

    fn fingerprint(deal: &Deal) -> String {
        DealIdentity::of(Arc::new(deal.clone())).fingerprint().unwrap().to_string()
    }

    fn fujian() -> Deal {
        Deal::load("examples/deals/fujian.toml").unwrap()
    }

    /// Pinned: results that were saved by one version are of the same deal in the next.
    #[test]
    fn a_deal_keeps_its_fingerprint() {
        assert_eq!(fingerprint(&fujian()), "5f9a115d1071e678f2804f489140c081");
        let json = fujian().to_json().unwrap();
        assert_eq!(fingerprint(&Deal::from_json(&json).unwrap()), fingerprint(&fujian()));
    }

    #[test]
    fn every_change_is_another_deal() {
        type Change = fn(&mut Deal);
        let changes: [Change; 5] = [
            |deal| deal.name.push('2'),
            |deal| deal.notes[0].amount = crate::Money::from_yuan(1),
            |deal| deal.supports[0].taxes_each_date = true,
            |deal| deal.pool.loans_mut()[18].region = "Xiamen".into(),
            |deal| deal.pool.loans_mut().swap(0, 1),
        ];
        let mut known = vec![fingerprint(&fujian())];
        for change in changes {
            let mut deal = fujian();
            change(&mut deal);
            let other = fingerprint(&deal);
            assert!(!known.contains(&other));
            known.push(other);
        }
    }
}
