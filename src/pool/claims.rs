//! Assets that are no loans, each from what makes it.

use super::asset::AssetKind;
use super::error::LoanError;
use super::interest::InterestBasis;
use super::loan::Loan;
use super::repayment::Repayment;
use crate::calendar::{Date, DayCount, Schedule};
use crate::money::Money;
use crate::rate::Rate;

/// Assets that are no loans. The firm that owes is the [`borrower`](field@Loan::borrower) of each: the debtor, the lessee, the
/// licensee.
impl Loan {
    /// A receivable of this face, bought for `price` and due on one day. Its income, face less price, is collected with it.
    ///
    /// ```
    /// use abs_waterfall::{Money, pool::Loan};
    /// let (face, price) = (Money::from_yuan(254_880_000), Money::from_yuan(240_000_000));
    /// let claim = Loan::receivable("R1", face, price, "2018-12-10".parse()?, "2019-12-10".parse()?)
    ///     .with_borrower("Core company");
    /// let due = claim.instalments()?[0];
    /// assert_eq!((due.principal, due.interest), (price, Money::from_yuan(14_880_000)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "应收账款")]
    #[must_use]
    pub fn receivable(id: &str, face: Money, price: Money, bought: Date, due: Date) -> Loan {
        let (due, face) = (Schedule::on([due]), Repayment::Payments([face].into()));
        Loan::new(id, price, Rate::ZERO, bought, due, face)
            .with_interest(InterestBasis::Daily(DayCount::Act365Fixed))
            .with_asset(AssetKind::Receivable)
    }

    /// A receivable of this face, bought at a yield: its price is face / (1 + yield)ᵗ, rounded half-up, with t the years from
    /// the purchase to the due date by a day count. Over whole years that is exact.
    ///
    /// # Errors
    /// [`LoanError`] where the dates or the face make no claim.
    ///
    /// ```
    /// use abs_waterfall::calendar::DayCount;
    /// use abs_waterfall::{Money, pool::Loan};
    /// let (bought, due) = ("2018-12-10".parse()?, "2020-12-10".parse()?);
    /// let (face, count) = (Money::from_yuan(259_404_120), DayCount::Thirty360);
    /// let claim = Loan::receivable_at_yield("R2", face, "6.2%".parse()?, count, bought, due)?;
    /// assert_eq!(claim.principal, Money::from_yuan(230_000_000));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn receivable_at_yield(
        id: &str,
        face: Money,
        annual_yield: Rate,
        count: DayCount,
        bought: Date,
        due: Date,
    ) -> Result<Loan, LoanError> {
        let claim = Loan::receivable(id, face, Money::ZERO, bought, due)
            .with_rate(annual_yield)
            .with_interest(InterestBasis::Daily(count))
            .priced();
        claim.check().map(|()| claim)
    }

    /// A finance lease of so much at this rate, for level rents on these due dates, whole months apart from its start. Nothing
    /// is paid to own what is leased at its end, until [`with_repayment`](Loan::with_repayment) says otherwise.
    ///
    /// ```
    /// use abs_waterfall::calendar::Schedule;
    /// use abs_waterfall::{Money, pool::{Loan, Repayment}};
    /// let rents = Schedule::quarterly("2019-06-05".parse()?, 12);
    /// let lease = Loan::lease("L1", Money::from_yuan(100_000_000), "7%".parse()?, "2019-03-05".parse()?, rents);
    /// assert_eq!(lease.instalments()?[0].total().to_string(), "9,311,377.38");
    /// let bought = lease.clone().with_repayment(Repayment::LevelRents { purchase_price: Money::from_yuan(100) });
    /// let last = |lease: &Loan| lease.instalments().map(|rents| rents[11].interest);
    /// assert_eq!(last(&bought)? - last(&lease)?, Money::from_yuan(100), "income, like that of the rents");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "售后回租")]
    #[must_use]
    pub fn lease(id: &str, financed: Money, rate: Rate, start: Date, rents: Schedule) -> Loan {
        let repayment = Repayment::LevelRents { purchase_price: Money::ZERO };
        Loan::new(id, financed, rate, start, rents, repayment).with_asset(AssetKind::Lease)
    }

    /// A licence for which a lump sum was paid, and which is licensed back for these fees, one for each due date, whole months
    /// apart from the grant. (Fees at a rate are [`Repayment::LevelPayment`], or any other.)
    ///
    /// ```
    /// use abs_waterfall::calendar::Schedule;
    /// use abs_waterfall::{Money, pool::Loan};
    /// let fees = ["300", "400", "400"].map(|fee| fee.parse().unwrap_or_default());
    /// let due = Schedule::quarterly("2022-09-20".parse()?, 3);
    /// let licence = Loan::licence("P1", Money::from_yuan(1_000), fees.to_vec(), "2022-06-20".parse()?, due);
    /// let income: Vec<String> = licence.instalments()?.iter().map(|fee| fee.interest.to_string()).collect();
    /// assert_eq!(income, ["46.97", "35.09", "17.94"], "at the 18.79 % a year that the fees imply");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "二次许可")]
    #[must_use]
    pub fn licence(id: &str, lump_sum: Money, fees: Vec<Money>, granted: Date, due: Schedule) -> Loan {
        Loan::new(id, lump_sum, Rate::ZERO, granted, due, Repayment::Payments(fees.into()))
            .with_asset(AssetKind::Licence)
    }
}
