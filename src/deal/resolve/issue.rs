//! The payments for the issue: their accounts, days and amounts.

use super::Errors;
use super::names::DealNames;
use crate::deal::{Deal, IssueTransfer};
use crate::names::Names;
use crate::place::Place;

/// Resolves all payments for the issue, in the order of the deal.
pub(super) fn resolve(deal: &Deal, names: &DealNames, errors: &mut Errors) -> Vec<IssueTransfer> {
    let payments = deal.issue.iter();
    errors.within(|found| {
        Names::of("issue payment", Place::IssuePayment, payments.map(|payment| &payment.name), found);
    });
    let issued = deal.notes.iter().map(|note| note.amount).sum();
    let chart = DealNames::chart(deal);
    let resolve = |payment: &crate::deal::IssuePayment| {
        payment.resolve((issued, deal.closing), &names.parties, chart, errors)
    };
    deal.issue.iter().filter_map(resolve).collect()
}
