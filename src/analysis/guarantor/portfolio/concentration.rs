//! How much a guarantor stands behind one client with: its net assets set the limit.

use std::collections::BTreeMap;

use super::super::liability::Liability;
use super::super::regulator::part;
use super::super::stake::Stake;
use crate::money::Money;
use crate::pool::Firm;

/// Who counts as a client: the rules for guarantors do not say it of asset-backed notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Clients {
    /// The plan of each deal, with all that is covered in it.
    Plans,
    /// Each borrower, with what it owes at the cut-off in all deals, in each no more than is covered there (穿透).
    #[doc(alias = "穿透")]
    Borrowers,
}

/// What a guarantor stands behind its clients with, at closing, beside what 融资担保公司监督管理条例 art. 16 allows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
#[doc(alias = "集中度")]
pub struct Concentration {
    /// Who counts as one.
    pub clients: Clients,
    /// The guarantor's net assets, if they are known.
    pub net_assets: Option<Money>,
    /// By client, the largest first: a tenth of net assets at most.
    pub single: Vec<ClientShare>,
    /// By client with its affiliates, the largest first, as far as the tape says who they are: 15 % of net assets at most.
    pub with_affiliates: Vec<ClientShare>,
}

/// One client.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ClientShare {
    /// Who.
    pub who: String,
    /// What it is guaranteed for.
    pub amount: Money,
    /// What it may be guaranteed for, rounded half-up; `None` where net assets are not known.
    pub most: Option<Money>,
}

/// The most for one client, and for one with its affiliates, in percent of net assets.
const MOST: [u128; 2] = [10, 15];

impl ClientShare {
    /// Is it within the limit? `None` where net assets are not known.
    pub fn is_kept(&self) -> Option<bool> {
        self.most.map(|most| self.amount <= most)
    }
}

impl Concentration {
    pub(super) fn of(clients: Clients, stakes: &[Stake<'_>], net_assets: Option<Money>) -> Concentration {
        let (single, groups) = match clients {
            Clients::Plans => {
                let plan = |stake: &Stake<'_>| (stake.name.clone(), Liability::at_closing(stake));
                let plans: Vec<_> = stakes.iter().map(plan).collect();
                (plans.clone(), plans)
            }
            Clients::Borrowers => (borrowers(stakes, false), borrowers(stakes, true)),
        };
        let shares = |all: Vec<(String, Money)>, percent| {
            let most = net_assets.map(|net_assets| part(net_assets, percent, 100));
            let mut shares: Vec<ClientShare> =
                all.into_iter().map(|(who, amount)| ClientShare { who, amount, most }).collect();
            shares.sort_by(|a, b| b.amount.cmp(&a.amount).then_with(|| a.who.cmp(&b.who)));
            shares
        };
        Concentration {
            clients,
            net_assets,
            single: shares(single, MOST[0]),
            with_affiliates: shares(groups, MOST[1]),
        }
    }
}

/// A client: a firm, which is another in every deal if it is not registered, or a group of them.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Client<'a> {
    Group(&'a str),
    Firm(Option<usize>, Firm<'a>),
}

/// What borrowers owe, each alone or with its affiliates: in every deal at most what is covered there.
fn borrowers(stakes: &[Stake<'_>], with_affiliates: bool) -> Vec<(String, Money)> {
    let mut all: BTreeMap<Client<'_>, (&str, Money)> = BTreeMap::new();
    for (deal, stake) in stakes.iter().enumerate() {
        let (mut owed, schedule) = (BTreeMap::new(), stake.deal.collections().schedule());
        for (i, loan) in stake.deal.definition().pool.loans().iter().enumerate() {
            let group = loan.disclosed.as_ref().map_or("", |disclosed| disclosed.group.as_str());
            let firm = Firm::of(loan);
            let (client, who) = match (with_affiliates, group) {
                (true, group) if !group.is_empty() => (Client::Group(group), group),
                _ => {
                    let own = matches!(firm, Firm::Named(_)).then_some(deal);
                    (Client::Firm(own, firm), loan.borrower.as_str())
                }
            };
            owed.entry(client).or_insert((who, Money::ZERO)).1 += schedule.outstanding(i, 0);
        }
        let covered = Liability::at_closing(stake);
        for (client, (who, amount)) in owed {
            all.entry(client).or_insert((who, Money::ZERO)).1 += amount.min(covered);
        }
    }
    all.into_values().map(|(who, amount)| (who.to_string(), amount)).collect()
}
