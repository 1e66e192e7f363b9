//! Risk that is shared, to the fen.

use abs_waterfall::Money;
use abs_waterfall::analysis::guarantor::{GuaranteeTerms, RiskShare, SharedRisk, Sharing};
use abs_waterfall::credit::Recovery;
use abs_waterfall::deal::{Party, Role};
use abs_waterfall::enhancement::Support;

use super::deals::{paper, view, yuan};

/// Guarantor 40, bank 40 up to 100 fen, fund 20. Compensated (c) and repaid (r) amounts, in fen, and what each then has paid and
/// got back.
#[test]
fn risk_is_shared_to_the_fen() {
    let bank = RiskShare::new("bank", "40%".parse().unwrap()).with_cap(Money::from_fen(100));
    let fund = RiskShare::new("fund", "20%".parse().unwrap());
    let mut sharing = Sharing::new(&SharedRisk::new([bank, fund]).unwrap());
    let fen = |amounts: Vec<Money>| amounts.iter().map(|amount| amount.fen()).collect::<Vec<_>>();
    for (what, amount, paid, received) in [
        // 60.4, 60.4 and 30.2: the fen that is left goes to the first of the largest remainders.
        ('c', 151, [61, 60, 30], [0, 0, 0]),
        // 40 of the bank's share of 41 are left of its cap; what is beyond stays with the guarantor.
        ('c', 102, [103, 100, 50], [0, 0, 0]),
        ('c', 10, [111, 100, 52], [0, 0, 0]),
        // In proportion to 111, 100 and 52: 42.2, 38.0 and 19.8.
        ('r', 100, [111, 100, 52], [42, 38, 20]),
        // Reimbursement does not restore the cap.
        ('c', 10, [119, 100, 54], [42, 38, 20]),
        ('r', 173, [119, 100, 54], [119, 100, 54]),
        // A return when nobody is out of pocket goes by what each has paid.
        ('+', 273, [119, 100, 54], [238, 200, 108]),
    ] {
        let amount = Money::from_fen(amount);
        let shares = match what {
            'c' => sharing.compensate(amount),
            'r' => sharing.repay(amount),
            _ => sharing.return_on(amount),
        };
        assert_eq!(shares.into_iter().sum::<Money>(), amount);
        assert_eq!(
            (fen(sharing.paid()), fen(sharing.received())),
            (paid.to_vec(), received.to_vec()),
            "{what} {amount}"
        );
    }
}

/// A bank that bears half up to 300,000 of 840,000: the guarantor pays 540,000, and both get back all of it.
#[test]
fn a_guarantor_that_shares_pays_its_share() {
    let bank = RiskShare::new("bank", "50%".parse().unwrap()).with_cap(yuan(300_000));
    let terms = GuaranteeTerms::new("guarantor").with_shared(SharedRisk::new([bank]).unwrap());
    let view = view(&paper(&[1_000_000], "100%", "5%", "1"), &terms, 100);
    assert_eq!(view.promised.by_date[0].drawn.value, 540_000.0);
    assert_eq!(view.promised.by_date[1].repaid.value, 540_000.0);
    let bank = &view.partners[0];
    assert_eq!((bank.who.as_str(), bank.paid.value, bank.repaid.value), ("bank", 300_000.0, 300_000.0));
}

/// 840,000 are paid, of which the first giver pays 300,000 and the second the rest; half of 1,000,000 comes back when the deal is
/// over. Each gets in proportion to what it has paid, and the bank half of what the first gets.
#[test]
fn what_comes_late_goes_to_all_who_are_unpaid() {
    let mut deal = paper(&[1_000_000], "100%", "5%", "0").with_supports([
        Support::undertaking("first", &["senior"]).with_cap(yuan(300_000)),
        Support::undertaking("guarantor", &["senior"]),
    ]);
    deal.parties.push(Party::new("first", &[Role::ShortfallPayer]));
    deal.credit.recovery = Recovery::of_outstanding("50%".parse().unwrap(), 36);
    let bank = RiskShare::new("bank", "50%".parse().unwrap());
    let shared = SharedRisk::new([bank]).unwrap();
    let first = view(&deal, &GuaranteeTerms::new("first").with_shared(shared), 100);
    let second = view(&deal, &GuaranteeTerms::new("guarantor"), 100);
    // 500,000 × 300/840, of which the guarantor has the odd fen; and 500,000 × 540/840.
    assert_eq!(first.later.borrowers.value, 89_285.72);
    assert_eq!(first.partners[0].later.value, 89_285.71);
    assert_eq!(second.later.borrowers.value, 321_428.57);
}
