//! The ledger of a projection: every movement of money, with its kind and its reason in words.

use super::record::FullLedger;
use crate::calendar::Date;
use crate::deal::{Deal, IssuePayment, IssuePaymentKind, IssueTransfer};
use crate::enhancement::SupportKind;
use crate::ledger::AccountId;
use crate::money::Money;
use crate::servicing::ReceiptKind;
use crate::waterfall::{Claim, Reason, Transfer};

/// One movement of money.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LedgerEntry {
    /// The day: collections of a period by its calculation date, their transfer on the transfer date, what is paid into
    /// reserves on the closing date, everything else on the payment date.
    pub on: Date,
    /// The number of the distribution date it belongs to; 0 of a payment for the issue, which belongs to none.
    pub number: usize,
    /// The account it leaves.
    pub from: String,
    /// The account it reaches.
    pub to: String,
    /// How much.
    pub amount: Money,
    /// What kind of movement it is, for programs.
    pub kind: EntryKind,
    /// Why, in words.
    pub reason: String,
}

/// The kinds of movements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum EntryKind {
    /// Interest paid by borrowers.
    CollectedInterest,
    /// Principal paid by borrowers.
    CollectedPrincipal,
    /// Recoveries.
    Recovered,
    /// Paid by the guarantor of loans in the place of their borrowers.
    Guaranteed,
    /// Recovered by the guarantor of loans from their borrowers, past the plan.
    RecoveredBy,
    /// Paid by the estate of a servicer that has failed.
    Estate,
    /// Paid by the originator for a loan that it buys back.
    #[doc(alias = "不合格资产赎回")]
    Repurchased,
    /// Paid by borrowers to a servicer that has failed, and lost.
    #[doc(alias = "资金混同")]
    Commingled,
    /// Paid for what was left of the pool.
    CleanUpCall,
    /// From the collection account to the plan account.
    Transferred,
    /// Tax.
    Tax,
    /// A fee.
    Fee,
    /// Interest on notes.
    Interest,
    /// Principal of notes.
    Principal,
    /// Paid under a support.
    Drawn,
    /// The agreed return on that.
    Return,
    /// Repaid of that.
    Reimbursed,
    /// The commitment fee of a liquidity facility.
    CommitmentFee,
    /// Paid later to the plan by the giver of a support that has failed, of what it was called for,
    Late,
    /// and to the giver of a support that paid in its place.
    LateRecourse,
    /// Interest on the accounts of the plan.
    Earned,
    /// Paid into a reserve at closing.
    PaidIn,
    /// Filled into a reserve.
    ToppedUp,
    /// Taken out of a reserve, or of another account of the plan, for what must be paid.
    MadeUp,
    /// Taken out of a reserve that held more than its target.
    Released,
    /// Paid by income to principal, of what it owes it.
    MadeGood,
    /// What was left of principal once no note was outstanding: it is income.
    Freed,
    /// What was in a ledger of the plan account when an event made it one account.
    Merged,
    /// What was left.
    Residual,
    /// A cost of the issue.
    IssueCost,
    /// Public money for the issue.
    Subsidy,
}

impl FullLedger<'_> {
    /// What is paid for the issue.
    pub(super) fn issue(&self) -> impl Iterator<Item = LedgerEntry> + '_ {
        let entry = |(written, paid): (&IssuePayment, &IssueTransfer)| LedgerEntry {
            on: paid.on,
            number: 0,
            from: self.account(paid.from),
            to: self.account(paid.to),
            amount: paid.amount,
            kind: match written.kind {
                IssuePaymentKind::Subsidy => EntryKind::Subsidy,
                IssuePaymentKind::Cost => EntryKind::IssueCost,
            },
            reason: written.name.clone(),
        };
        self.deal.definition().issue.iter().zip(&self.deal.issue).map(entry)
    }

    /// What the account of the holders of a note is called.
    pub(super) fn holders(&self, note: &str) -> String {
        let number = self.deal.definition().notes.iter().position(|other| other.name == note);
        number.map_or_else(String::new, |number| self.account(self.deal.plan().chart.holders(number)))
    }

    pub(super) fn account(&self, account: AccountId) -> String {
        self.deal.accounts[account.index()].clone()
    }

    pub(super) fn entry(&self, transfer: &Transfer) -> LedgerEntry {
        let definition = self.deal.definition();
        let period = &self.deal.periods[transfer.date];
        let (kind, reason) = self.why(transfer.reason);
        let on = match kind {
            EntryKind::CollectedInterest
            | EntryKind::CollectedPrincipal
            | EntryKind::Recovered
            | EntryKind::Commingled => period.calculation,
            EntryKind::Transferred => period.transfer,
            EntryKind::PaidIn => definition.closing,
            _ => period.payment,
        };
        LedgerEntry {
            on,
            number: period.number,
            from: self.account(transfer.from),
            to: self.account(transfer.to),
            amount: transfer.amount,
            kind,
            reason,
        }
    }

    /// Why money moves: the kind of movement, and in words.
    fn why(&self, reason: Reason) -> (EntryKind, String) {
        let definition = self.deal.definition();
        let reserve = |reserve: usize| &definition.reserves[reserve].name;
        match reason {
            Reason::CollectedInterest => (EntryKind::CollectedInterest, "interest collected".into()),
            Reason::CollectedPrincipal => (EntryKind::CollectedPrincipal, "principal collected".into()),
            Reason::Recovered => (EntryKind::Recovered, "recoveries".into()),
            Reason::Transferred => (EntryKind::Transferred, "transfer of the period's collections".into()),
            Reason::Received(kind) => received(kind, definition),
            Reason::RecoveredBy(support) => {
                let name = definition.supports[support].name();
                (EntryKind::RecoveredBy, format!("recoveries of \"{name}\" from borrowers"))
            }
            Reason::Commingled => (EntryKind::Commingled, "lost with the servicer".into()),
            Reason::Sold => (EntryKind::CleanUpCall, "clean-up call".into()),
            Reason::PaidIn(n) => (EntryKind::PaidIn, format!("opening balance of \"{}\"", reserve(n))),
            Reason::MadeUp(claim) => (EntryKind::MadeUp, format!("for {}", definition.describe(claim))),
            Reason::Drawn { claim, .. } => {
                (EntryKind::Drawn, format!("draw for {}", definition.describe(claim)))
            }
            Reason::Late { support, to } => {
                let name = definition.supports[support].name();
                let kind = to.map_or(EntryKind::Late, |_| EntryKind::LateRecourse);
                (kind, format!("late payment of \"{name}\""))
            }
            Reason::Paid(claim) => (kind(claim), definition.describe(claim)),
            Reason::Earned => (EntryKind::Earned, "interest on accounts".into()),
            Reason::ToppedUp(n) => (EntryKind::ToppedUp, format!("top-up of \"{}\"", reserve(n))),
            Reason::Released(n) => (EntryKind::Released, format!("release of \"{}\"", reserve(n))),
            Reason::MadeGood => (EntryKind::MadeGood, "made good to principal".into()),
            Reason::Freed => (EntryKind::Freed, "principal that is left".into()),
            Reason::Merged => (EntryKind::Merged, "the ledgers merge".into()),
        }
    }
}

fn received(kind: ReceiptKind, deal: &Deal) -> (EntryKind, String) {
    match kind {
        ReceiptKind::Guaranteed { support } | ReceiptKind::GuaranteedLate { support } => {
            let is_advance = deal.supports[support].kind == SupportKind::ServicerAdvance;
            let what = if is_advance { "servicer advance" } else { "guarantee of loans" };
            (EntryKind::Guaranteed, what.into())
        }
        ReceiptKind::Estate => (EntryKind::Estate, "estate of the servicer".into()),
        ReceiptKind::Repurchased { loan } => {
            (EntryKind::Repurchased, format!("repurchase of \"{}\"", deal.pool.loans()[loan as usize].id))
        }
    }
}

/// The kind of movement that pays a claim.
pub(super) fn kind(claim: Claim) -> EntryKind {
    match claim {
        Claim::Vat => EntryKind::Tax,
        Claim::Fee(_) => EntryKind::Fee,
        Claim::Interest(_) | Claim::Current(_) | Claim::Arrears(_) => EntryKind::Interest,
        Claim::Principal(_) | Claim::Ahead(_) => EntryKind::Principal,
        Claim::Return(_) => EntryKind::Return,
        Claim::Reimbursement(_) => EntryKind::Reimbursed,
        Claim::Commitment(_) => EntryKind::CommitmentFee,
        Claim::Residual => EntryKind::Residual,
    }
}
