//! The companies of a deal in the credit model, in columns: who each one is, and which loans are its own.

use super::key::Key;

/// Companies by index: borrowers, and parties that can default. All loans of a company have one fate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Companies {
    pub(super) keys: Vec<Key>,
    /// By company, which of the distinct credits is its own.
    pub(super) credits: Vec<u32>,
    /// By company, where its loans start; and where those of the last one end.
    starts: Vec<u32>,
    /// The indices of loans, company by company.
    loans: Vec<u32>,
    /// By loan, whose it is.
    of_loans: Vec<u32>,
}

impl Companies {
    /// Companies with these keys and credits, given for every loan whose it is.
    pub(crate) fn new(keys: Vec<Key>, credits: Vec<u32>, of_loans: Vec<u32>) -> Companies {
        let mut starts = vec![0; keys.len() + 1];
        for company in &of_loans {
            starts[*company as usize + 1] += 1;
        }
        for company in 0..keys.len() {
            starts[company + 1] += starts[company];
        }
        let mut next = starts.clone();
        let mut loans = vec![0; of_loans.len()];
        for (loan, company) in of_loans.iter().enumerate() {
            let at = &mut next[*company as usize];
            loans[*at as usize] = loan as u32;
            *at += 1;
        }
        Companies { keys, credits, starts, loans, of_loans }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// The loans of a company, in the order of the tape.
    pub(crate) fn loans(&self, company: usize) -> &[u32] {
        &self.loans[self.starts[company] as usize..self.starts[company + 1] as usize]
    }

    /// Which of the distinct credits the borrower of a loan has.
    pub(crate) fn credit_of_loan(&self, loan: usize) -> usize {
        self.credit(self.of_loans[loan] as usize)
    }

    /// Which of the distinct credits a company has.
    pub(crate) fn credit(&self, company: usize) -> usize {
        self.credits[company] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loans_stand_with_their_borrowers() {
        let keys = ["A", "B", "C"].map(|name| Key::named("test", name)).to_vec();
        let companies = Companies::new(keys, vec![0, 1, 0], vec![2, 0, 2, 2]);
        let loans: Vec<&[u32]> = (0..companies.len()).map(|company| companies.loans(company)).collect();
        assert_eq!(loans, [&[1][..], &[], &[0, 2, 3]]);
        assert_eq!((companies.credit(1), companies.credit_of_loan(3)), (1, 0));
    }
}
