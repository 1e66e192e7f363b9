//! Rules that are easily got wrong, each as a list of payments worked out by hand.

use abs_waterfall::calendar::{DayCount, Schedule};
use abs_waterfall::deal::{
    Coupon, Deal, Fee, FeeAmount, FixedOn, Note, NoteRepayment, PaymentDates, Step, Support,
};
use abs_waterfall::enhancement::ReimbursementTiming;
use abs_waterfall::pool::{Loan, Pool, Repayment};
use abs_waterfall::projection::EntryKind;
use abs_waterfall::servicing::Servicing;
use abs_waterfall::{Date, Money, Rate, Scenario};

use crate::any_deal::bare;

pub(crate) fn money(text: &str) -> Money {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A deal without interest on its one loan, which pays these amounts, one for each quarterly distribution date.
pub(crate) fn quarterly(pays: &[&str]) -> Deal {
    let count = pays.len() as u32;
    let dates = |first: &str| Schedule::quarterly(day(first), count);
    let dated = PaymentDates::new(dates("2024-04-10"), dates("2024-04-15"));
    let mut deal = bare(day("2024-01-15"), None, dated, Servicing::new("servicer"));
    let plan: Vec<Money> = pays.iter().map(|pay| money(pay)).collect();
    let loan = Loan::level_payment("loan", plan.iter().sum(), Rate::ZERO, day("2024-01-10"), 1);
    let loan = loan.with_due(dates("2024-04-10")).with_repayment(Repayment::Custom(plan));
    deal.pool = Pool::new(vec![loan]);
    deal
}

fn bullet(name: &str, amount: &str, maturity: &str) -> Note {
    let repayment = NoteRepayment::Bullet { maturity: day(maturity) };
    Note::new(name, money(amount), repayment)
}

/// What the plan pays, and what the enhancer pays into it: number of the date, what for, how much.
fn payments(deal: &Deal) -> Vec<String> {
    let projection = crate::resolved(deal).project(&Scenario::no_default()).unwrap();
    let collecting = [EntryKind::CollectedPrincipal, EntryKind::Transferred];
    let paid = projection.ledger.iter().filter(|entry| !collecting.contains(&entry.kind));
    paid.map(|entry| format!("{} {} {}", entry.number, entry.reason, entry.amount)).collect()
}

fn lines(text: &str) -> Vec<String> {
    text.trim().lines().map(|line| line.trim().to_string()).collect()
}

/// 100.00 among dues of 100.01, 50.00 and 50.00 is 50.0025, 24.99875 and 24.99875: the two fen that rounding down
/// leaves go to b and c, who lost more by it. Of a and b, which the enhancer stands behind, 50.01 and 25.00 are short;
/// its last 30.00 are 20.0013 and 9.9987, and the fen goes to b. Nobody stands behind c, and it gets no part of them.
#[test]
fn notes_of_one_rank_share_short_cash_and_then_a_capped_draw() {
    let mut deal = quarterly(&["100"]);
    let due = |name, amount| bullet(name, amount, "2024-04-15");
    deal.notes = vec![due("a", "100.01"), due("b", "50"), due("c", "50")];
    let mut support = Support::undertaking("enhancer", &["a", "b"]).with_cap(money("30"));
    support.interest_each_date.clear();
    deal.supports = vec![support];
    deal.waterfall = vec![Step::principal_of(&["a", "b", "c"]), Step::residual("servicer")];
    let expected = r#"
        1 draw for principal of "a" 20.00
        1 draw for principal of "b" 10.00
        1 principal of "a" 70.00
        1 principal of "b" 35.00
        1 principal of "c" 25.00"#;
    assert_eq!(payments(&deal), lines(expected));
}

/// At most 40.00 of fees before the note, the rest behind it. On date 2 the note takes all that the cap leaves, and
/// 15.00 and 25.00 stay due; on date 3 they are part of what shares the 40.00, which is 25.714 and 14.286.
#[test]
fn a_capped_fee_step_leaves_the_rest_for_a_later_step_and_a_later_date() {
    let mut deal = quarterly(&["100", "100", "100"]);
    let amount = FeeAmount::Fixed { amount: money("30"), on: FixedOn::EveryDate };
    let service = Fee::new("service", "servicer", amount);
    deal.fees = vec![service, Fee::fixed("audit", "manager", money("50"), &[2])];
    let repayment = NoteRepayment::PassThrough { maturity: day("2024-10-15") };
    deal.notes = vec![bullet("a", "150", "2024-10-15")];
    deal.notes[0].repayment = repayment;
    let fees = Step::fees(&["service", "audit"]);
    deal.waterfall =
        vec![fees.clone().with_cap(money("40")), Step::principal("a"), fees, Step::residual("servicer")];
    let expected = r#"
        1 fee "service" 30.00
        1 principal of "a" 70.00
        2 fee "service" 15.00
        2 fee "audit" 25.00
        2 principal of "a" 60.00
        3 fee "service" 25.71
        3 fee "audit" 14.29
        3 principal of "a" 20.00
        3 fee "service" 19.29
        3 fee "audit" 10.71
        3 residual 10.00"#;
    assert_eq!(payments(&deal), lines(expected));
}

/// A senior note at 10 % whose first interest the enhancer makes up to nine yuan, and a subordinated one.
fn enhanced(senior: NoteRepayment, timing: ReimbursementTiming, order: [Step; 3]) -> Deal {
    let mut deal = quarterly(&["4", "200", "200", "200"]);
    let rate = |text: &str| -> Rate { text.parse().unwrap() };
    let coupon = Coupon::new(rate("10%"), DayCount::Thirty360);
    let amount = money("360");
    let senior = Note::new("a", amount, senior).with_coupon(coupon);
    deal.notes = vec![senior, Note::subordinated("sub", money("500"))];
    let support = Support::undertaking("enhancer", &["a"]);
    deal.supports = vec![support.with_return(rate("8%"), DayCount::Thirty360).with_reimbursement(timing)];
    deal.waterfall = order.into_iter().chain([Step::principal("sub"), Step::residual("sub")]).collect();
    deal
}

/// Its 5.00 earn 0.10 a quarter, for the one quarter that it waits.
#[test]
fn an_enhancer_that_ranks_before_principal_is_repaid_on_the_next_date() {
    let senior = NoteRepayment::PassThrough { maturity: day("2025-01-15") };
    let order = [Step::interest("a"), Step::reimbursement(), Step::principal("a")];
    let expected = r#"
        1 draw for interest on "a" 5.00
        1 interest on "a" 9.00
        2 interest on "a" 9.00
        2 agreed return to "enhancer" 0.10
        2 reimbursement of "enhancer" 5.00
        2 principal of "a" 185.90
        3 interest on "a" 4.35
        3 principal of "a" 174.10
        3 principal of "sub" 21.55
        4 principal of "sub" 200.00"#;
    assert_eq!(payments(&enhanced(senior, ReimbursementTiming::EachDate, order)), lines(expected));
}

/// On date 2 the bullet keeps all 191.00 that reach it, and the enhancer behind it gets none of them. On date 3 that
/// is 382.00 after its interest, 22.00 more than the note is owed, and the enhancer is repaid from them, with 0.10 for
/// each of two quarters. The subordinated note waits for the bullet.
#[test]
fn a_bullet_keeps_the_cash_that_reaches_it_up_to_what_it_is_owed() {
    let senior = NoteRepayment::Bullet { maturity: day("2025-01-15") };
    let order = [Step::interest("a"), Step::principal("a"), Step::reimbursement()];
    let expected = r#"
        1 draw for interest on "a" 5.00
        1 interest on "a" 9.00
        2 interest on "a" 9.00
        3 interest on "a" 9.00
        3 agreed return to "enhancer" 0.20
        3 reimbursement of "enhancer" 5.00
        4 interest on "a" 9.00
        4 principal of "a" 360.00
        4 principal of "sub" 207.80"#;
    assert_eq!(payments(&enhanced(senior, ReimbursementTiming::EachDate, order)), lines(expected));
}

/// As in the case before, but the 22.00 stay in the plan until the bullet is repaid, and the return is three times
/// 0.10: it does not compound.
#[test]
fn an_enhancer_that_waits_for_the_senior_note_is_repaid_when_that_is() {
    let senior = NoteRepayment::Bullet { maturity: day("2025-01-15") };
    let order = [Step::interest("a"), Step::principal("a"), Step::reimbursement()];
    let expected = r#"
        1 draw for interest on "a" 5.00
        1 interest on "a" 9.00
        2 interest on "a" 9.00
        3 interest on "a" 9.00
        4 interest on "a" 9.00
        4 principal of "a" 360.00
        4 agreed return to "enhancer" 0.30
        4 reimbursement of "enhancer" 5.00
        4 principal of "sub" 207.70"#;
    assert_eq!(payments(&enhanced(senior, ReimbursementTiming::AfterSenior, order)), lines(expected));
}
