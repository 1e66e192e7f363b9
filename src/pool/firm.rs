//! Who a borrower is, however its loans spell it.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::loan::Loan;

/// A company as a borrower: its registration, or its name where it has none; the same text typed in two ways is one. So two loans
/// are of one firm here where the credit model has one company.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Firm<'a> {
    Registered(Cow<'a, str>),
    Named(Cow<'a, str>),
}

impl<'a> Firm<'a> {
    /// The company of a name and a registration, which is empty if it is not given.
    pub(crate) fn new(name: &'a str, registration: &'a str) -> Firm<'a> {
        match registration {
            "" => Firm::Named(normal(name)),
            registration => Firm::Registered(normal(registration)),
        }
    }

    /// Who owes a loan.
    pub(crate) fn of(loan: &'a Loan) -> Firm<'a> {
        Firm::new(&loan.borrower, &loan.registration)
    }
}

/// A text in Unicode's normal form C, as the keys of companies have it.
fn normal(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_company_however_it_is_spelt() {
        assert_eq!(Firm::new("Caf\u{e9}", ""), Firm::new("Cafe\u{301}", ""));
        assert_eq!(Firm::new("Hongtu", "91350100M0"), Firm::new("Hongtu Optics", "91350100M0"));
        assert_ne!(Firm::new("Hongtu", "91350100M0"), Firm::new("Hongtu", ""));
        assert_ne!(Firm::new("91350100M0", ""), Firm::new("Hongtu", "91350100M0"));
    }
}
