//! Servicers of every kind, who sweep as they like and may fail.

use abs_waterfall::Rate;
use abs_waterfall::deal::{Deal, Role};
use abs_waterfall::servicing::{Backup, Estate, ServicerFailure, Sweeps, Weekday};
use rust_decimal::Decimal;

use crate::any_deal::any_fee;
use crate::any_loan::quality;
use crate::dice::Dice;
use crate::hands::transfer_of;
use crate::pool;

/// Perhaps sweeps, so that all of the pool still reaches the plan; and perhaps a failure.
pub(crate) fn servicer(dice: &mut Dice<'_>, deal: &mut Deal) {
    let days = [Weekday::Monday, Weekday::Wednesday, Weekday::Friday, Weekday::Sunday];
    let steps_up = dice.once_in(2);
    let sweeps = match dice.below(6) {
        1 => Some(Sweeps::Daily),
        2 => Some(Sweeps::Weekly(dice.pick(&days))),
        3 => Some(Sweeps::Monthly(dice.between(1, 31) as u8)),
        // Much is in hand when sweeps become more frequent.
        4 | 5 if steps_up => Some(Sweeps::Monthly(dice.between(1, 31) as u8)),
        _ => None,
    };
    deal.servicing.sweeps = sweeps.filter(|sweeps| arrives(deal, *sweeps));
    if steps_up {
        let more = [
            Sweeps::Daily,
            Sweeps::Daily,
            Sweeps::Daily,
            Sweeps::Weekly(dice.pick(&days)),
            Sweeps::Monthly(20),
        ];
        deal.servicing.stepped_up = Some(dice.pick(&more));
    }
    let never_fails = dice.once_in(if steps_up { 3 } else { 2 });
    if never_fails {
        return;
    }
    if dice.once_in(4) {
        deal.servicing.servicer = "enhancer".into();
    }
    let name = deal.servicing.servicer.clone();
    for party in deal.parties.iter_mut().filter(|party| party.name == name) {
        party.roles.push(Role::Servicer);
        party.quality = (!dice.once_in(4)).then(|| quality(dice));
    }
    let lag = dice.pick(&[0, 5, 30, 60]);
    let failure = ServicerFailure::new(lag).with_interruption(dice.pick(&[0, 1, 2]));
    let pays = Rate::new(Decimal::new(dice.between(0, 100) as i64, 2)).unwrap();
    let estate = Estate::new(pays, dice.pick(&[0, 1, 6]));
    deal.servicing.failure = Some(if dice.once_in(3) { failure } else { failure.with_estate(estate) });
}

/// Is everything that the pool pays in the plan account by the last date?
fn arrives(deal: &Deal, sweeps: Sweeps) -> bool {
    let mut swept = deal.clone();
    swept.servicing.sweeps = Some(sweeps);
    let (periods, claims) = (pool::periods(deal), pool::claims(deal));
    let last = periods[periods.len() - 1].payment;
    let days = claims.iter().flat_map(|claim| claim.days());
    days.map(|day| transfer_of(&swept, &periods, day)).all(|there| there <= last)
}

/// Perhaps somebody who takes over, for a fee in the place of one of the servicer's.
pub(crate) fn backup(dice: &mut Dice<'_>, deal: &mut Deal) {
    if deal.servicing.failure.is_none() || dice.once_in(2) {
        return;
    }
    let mut fee = any_fee(dice, deal, 9);
    fee.payee = "spare".into();
    let backup = Backup::new("spare", &fee.name);
    deal.fees.push(fee);
    let own = deal.fees.iter().find(|fee| fee.payee == deal.servicing.servicer);
    let backup = match own {
        Some(own) => backup.in_place_of(&own.name),
        None => backup,
    };
    deal.servicing.failure = deal.servicing.failure.take().map(|failure| failure.with_backup(backup));
}
