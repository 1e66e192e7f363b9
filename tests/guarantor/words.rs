//! Results as data and sentences, and errors that say what to do.

use abs_waterfall::analysis::guarantor::{
    ChargedFee, CounterGuarantee, GuaranteeBase, GuaranteeTerms, GuarantorError, GuarantorKind,
    GuarantorView, RiskShare, SharedRisk, SharedRiskError,
};
use abs_waterfall::calendar::DayCount;
use abs_waterfall::{Money, Rate, Simulation};

use super::deals::{fujian, of_fujian, paper};

#[test]
fn a_result_is_data_and_sentences() {
    let terms = of_fujian().with_kind(GuarantorKind::StatePlatform);
    let view = fujian().guarantor(&terms, &Simulation::new(1_000)).unwrap();
    let read: GuarantorView = serde_json::from_str(&serde_json::to_string(&view).unwrap()).unwrap();
    assert_eq!(read, view);
    let text = view.to_string();
    let first = text.lines().next().unwrap();
    assert!(
        first.starts_with("Fujian Credit Enhancement should be paid ") && first.contains(" ± "),
        "{first}"
    );
    assert!(view.reserve.reserve.error.is_infinite(), "a thousand paths have one beyond 99.9 %");
    assert!(view.regulator.iter().all(|figure| !figure.binds && figure.has.is_none()));
}

#[test]
fn what_cannot_be_answered_says_what_to_do() {
    let (deal, simulation) = (fujian(), Simulation::new(100));
    let error = |terms: GuaranteeTerms| deal.guarantor(&terms, &simulation).unwrap_err();
    let unknown = error(GuaranteeTerms::new("Plan manager"));
    assert_eq!(
        unknown.to_string(),
        "there is no party that gives a support `Plan manager`; there is Fujian Credit Enhancement"
    );
    let of_note = GuaranteeBase::Notes(vec!["junior".into()]);
    assert_eq!(
        error(of_fujian().with_base(of_note, DayCount::Act360)).to_string(),
        "there is no note `junior`; there is senior, sub"
    );
    let level = error(of_fujian().with_level("1".parse().unwrap()));
    assert!(matches!(level, GuarantorError::Level(_)), "{level}");
    let mut of_nothing = paper(&[1_000_000], "20%", "5%", "0");
    of_nothing.notes[0].amount = Money::ZERO;
    let of_nothing = of_nothing.resolve().unwrap();
    assert_eq!(
        of_nothing.guarantor(&GuaranteeTerms::new("guarantor"), &simulation).unwrap_err().to_string(),
        "a fee of `guarantor` would be a rate on nothing: let it cover a note that has an amount, or name the notes that \
         it is a rate on"
    );
    let two = ["60%", "50%"].map(|share| RiskShare::new(share, share.parse().unwrap()));
    assert_eq!(SharedRisk::new(two), Err(SharedRiskError::MoreThanAll("1.1".parse().unwrap())));
    assert!(deal.guarantor(&of_fujian(), &Simulation::new(1)).is_err());
}

/// However strange the terms are, there is an answer, whose lists add up.
#[test]
fn any_terms_are_answered() {
    for (pd, recovery) in [("0", "0"), ("100%", "1"), ("50%", "30%")] {
        let deal = paper(&[600_000, 400_000], pd, "5%", recovery).resolve().unwrap();
        for (level, rate, paths) in [("0", "0", 2), ("0.999999", "1", 3), ("0.5", "50%", 33)] {
            let rate: Rate = rate.parse().unwrap();
            let partner = RiskShare::new("bank", rate).with_cap(Money::from_fen(1));
            let terms = GuaranteeTerms::new("guarantor")
                .with_level(level.parse().unwrap())
                .with_discount(rate)
                .with_hurdle(rate, Rate::ZERO)
                .with_shared(SharedRisk::new([partner]).unwrap())
                .with_counter(CounterGuarantee::new("controller", rate, u32::MAX))
                .with_fee(ChargedFee::Running(rate))
                .with_without(["L0"]);
            let view = deal.guarantor(&terms, &Simulation::new(paths)).unwrap();
            for parts in [&view.tail.deals, &view.tail.firms, &view.tail.regions] {
                assert_eq!(parts.iter().map(|part| part.amount).sum::<Money>(), view.tail.shortfall);
            }
            assert!(view.fee.running.value.is_finite() && view.fee.with_capital.held.value.is_finite());
            assert!(view.rows().iter().all(|row| !row.value.value.is_nan()), "{view}");
        }
    }
}
