//! The supports of a deal, as the page tells them.

use super::terms::spaced;
use crate::credit::CreditQuality;
use crate::deal::{Deal, Step, Support};
use crate::enhancement::{PrincipalAt, ReimbursementTiming, SupportKind};
use crate::servicing::GuaranteePays;
use crate::waterfall::StepKind;

/// Every support in the order in which they are called.
pub(super) fn supports(deal: &Deal) -> String {
    if deal.supports.is_empty() {
        return "Nobody stands behind the notes.\n".into();
    }
    deal.supports.iter().map(|support| self::support(deal, support)).collect::<Vec<_>>().join("\n")
}

/// What is promised, by whom, how good that is, and what is owed for it.
fn support(deal: &Deal, given: &Support) -> String {
    let party = deal.parties.iter().find(|party| party.name == given.by);
    let quality = match party.and_then(|party| party.quality.as_ref()) {
        None => "never defaults here".into(),
        Some(CreditQuality::Rating(grade)) => format!("rated {grade}"),
        Some(CreditQuality::AnnualPd(annual)) => format!("defaults with {} a year", spaced(annual)),
    };
    let (kind, does) = kind(given);
    let name = given.name.as_ref().map_or(String::new(), |name| format!(" \"{name}\""));
    let late = party.and_then(|party| party.after_failure);
    let late = late
        .map_or(String::new(), |late| format!("Once {} has failed it pays {}.\n", given.by, spaced(&late)));
    if given.kind.pays_for_borrowers() {
        let (by, caps) = (&given.by, caps(given));
        return match given.instalments {
            None => format!(
                "Loan guarantee{name}: {by} ({quality}) pays {}, {caps}.\n{late}{GUARANTOR}\n",
                guaranteed(deal, given)
            ),
            Some(most) => format!(
                "Servicer advances{name}: {by} ({quality}) pays {}, {caps}.\n{late}{ADVANCED}\n",
                advanced(most, given.waits_days())
            ),
        };
    }
    let number = deal.supports.iter().position(|support| support == given).unwrap_or_default();
    let before = match given.kind {
        SupportKind::PlanGuarantee if given.beyond_cap => "those before leave open",
        SupportKind::PlanGuarantee => "those before leave open because they have failed",
        _ if number == 0 => "cash does not reach",
        _ => "cash and those before do not reach",
    };
    let fee = given.commitment_fee.map_or(String::new(), |fee| {
        format!("It costs {} a year of what is not drawn, {}.\n", spaced(&fee.rate), fee.day_count)
    });
    format!(
        "{kind}{name}: {} ({quality}) {does} what {before} of {}, {}.\n{fee}{late}{}\n",
        given.by,
        covered(given).join("; "),
        caps(given),
        owed_for_it(deal, given),
    )
}

/// Where a guarantor of loans has its money back from.
const GUARANTOR: &str = "The plan does not repay what it pays: its recourse is to the borrowers.";

/// Where a servicer has back what it advances.
const ADVANCED: &str =
    "The plan does not repay what it pays: it has that back first of what is recovered of the loan.";

/// What a servicer advances, and when.
fn advanced(most: u32, days: u32) -> String {
    let when = if days == 0 { "when it is due".into() } else { format!("{days} days after it was due") };
    format!(
        "what borrowers miss whose loans nobody guarantees or buys back, {most} instalment(s) of a loan at most, {when}"
    )
}

/// What a guarantor of loans pays, and when.
fn guaranteed(deal: &Deal, given: &Support) -> String {
    let what = match given.pays {
        Some(GuaranteePays::Accelerated) => "the balance and the interest due",
        _ => "every instalment missed",
    };
    let loans = deal.pool.loans().iter().filter(|loan| loan.guarantor == given.by.as_str()).count();
    let days = given.waits_days();
    format!("{what} on the {loans} loan(s) that it guarantees, {days} days after a borrower did not pay")
}

/// What it is called at the head of its line, and what it does.
fn kind(given: &Support) -> (&'static str, &'static str) {
    match given.kind {
        SupportKind::PlanGuarantee => ("Guarantee", "pays"),
        SupportKind::GuaranteeLetter => ("Letter of guarantee", "pays"),
        SupportKind::LiquidityFacility => ("Liquidity facility", "lends"),
        _ => ("Undertaking", "pays"),
    }
}

/// Every cap; the least binds.
fn caps(given: &Support) -> String {
    let restored = if given.revolving || given.kind == SupportKind::LiquidityFacility {
        "outstanding at a time"
    } else {
        "in all"
    };
    let caps = [
        given.cap.map(|cap| format!("up to {cap} {restored}")),
        given.cap_each_date.map(|cap| format!("up to {cap} on a date")),
        given.cap_each_year.map(|cap| format!("up to {cap}")),
        given.cap_of_notes.map(|share| format!("on a date up to {} of what those notes owe", spaced(&share))),
    ];
    let caps: Vec<String> = caps.into_iter().flatten().collect();
    if caps.is_empty() { "without limit".into() } else { caps.join(", ") }
}

fn covered(given: &Support) -> Vec<String> {
    let taxes = given.taxes_each_date.then(|| "taxes on every date".to_string());
    let listed = |what: &str, names: &[String], when: &str| {
        (!names.is_empty()).then(|| format!("{what} {} {when}", names.join(", ")))
    };
    let maturity = match given.principal_at {
        PrincipalAt::Legal => "at legal final maturity",
        PrincipalAt::Expected => "at maturity",
    };
    let dues = [
        taxes,
        listed("the fees", &given.fees_each_date, "on every date"),
        listed("interest on", &given.interest_each_date, "on every date"),
        listed("principal of", &given.principal_at_maturity, maturity),
    ];
    dues.into_iter().flatten().collect()
}

fn owed_for_it(deal: &Deal, given: &Support) -> String {
    // A step that names none repays those that no other does.
    let repays = |step: &Step| match &step.kind {
        StepKind::Reimbursement(of) => of.is_empty() || of.iter().any(|name| name == given.name()),
        _ => false,
    };
    if !deal.waterfall.iter().any(repays) {
        return "The plan does not repay what it pays.".into();
    }
    let when = match given.reimbursed {
        ReimbursementTiming::EachDate => "on every date on which cash reaches that step",
        ReimbursementTiming::AfterSenior => "once the senior notes are repaid",
    };
    let at = match given.agreed_return {
        None => "without a return".into(),
        Some(agreed) => format!("with {} a year, {}", spaced(&agreed.rate), agreed.day_count),
    };
    format!("The plan repays what it pays {when}, {at}.")
}
