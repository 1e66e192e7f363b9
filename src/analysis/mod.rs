//! The questions people ask of a deal: what changes with a term, which term gives a wanted answer, what breaks it.
//! Everything here runs a resolved deal, or many, through [`simulate`](crate::ResolvedDeal::simulate) or
//! [`project`](crate::ResolvedDeal::project); nothing computes cash flows of its own.

pub mod solve;
