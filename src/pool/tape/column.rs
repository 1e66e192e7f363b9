//! The columns that a tape may have.

/// A column of a tape. Of `instalments` and `maturity` a loan gives one, of `rating` and `default_probability` too;
/// `amortised_over` belongs to balloons, `principal_payments` (separated by `;`) to custom plans, `payments` (likewise) to
/// stated payments, `purchase_price` to level rents, and what is not required may stay empty.
#[derive(Clone, Copy, Debug)]
pub(super) enum Column {
    Id,
    Borrower,
    Registration,
    Asset,
    Principal,
    Rate,
    Disbursed,
    FirstDue,
    EveryMonths,
    Instalments,
    Maturity,
    MonthEnd,
    Repayment,
    AmortisedOver,
    PrincipalPayments,
    Payments,
    PurchasePrice,
    Interest,
    Rounding,
    Rating,
    DefaultProbability,
    AssetCorrelation,
    Industry,
    Region,
    AppraisedValue,
    Deposit,
    Guarantor,
    Ineligible,
    Group,
    Creditor,
    Overdue,
    TimesOverdue,
    DaysOverdue,
    Extended,
    FullyDisbursed,
    WholeContract,
}

impl Column {
    /// The names that a header gives them, in the order above.
    pub(super) const NAMES: [&str; 36] = [
        "id",
        "borrower",
        "registration",
        "asset",
        "principal",
        "rate",
        "disbursed",
        "first_due",
        "every_months",
        "instalments",
        "maturity",
        "month_end",
        "repayment",
        "amortised_over",
        "principal_payments",
        "payments",
        "purchase_price",
        "interest",
        "rounding",
        "rating",
        "default_probability",
        "asset_correlation",
        "industry",
        "region",
        "appraised_value",
        "deposit",
        "guarantor",
        "ineligible",
        "group",
        "creditor",
        "overdue",
        "times_overdue",
        "days_overdue",
        "extended",
        "fully_disbursed",
        "whole_contract",
    ];

    /// Those without which no loan can be read.
    pub(super) const REQUIRED: [&str; 7] =
        ["id", "principal", "rate", "disbursed", "first_due", "repayment", "interest"];

    /// What a header calls it.
    pub(super) fn name(self) -> &'static str {
        Column::NAMES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `FirstDue` is `first_due`, and so on to the last.
    #[test]
    fn names_are_in_the_order_of_the_columns() {
        let written = include_str!("column.rs");
        let (_, body) = written.split_once("enum Column {\n").unwrap();
        let variants = body.lines().map_while(|line| line.trim().strip_suffix(','));
        let plain: Vec<String> = Column::NAMES.iter().map(|name| name.replace('_', "")).collect();
        assert_eq!(variants.map(str::to_lowercase).collect::<Vec<_>>(), plain);
        assert_eq!(Column::Guarantor.name(), "guarantor");
    }
}
