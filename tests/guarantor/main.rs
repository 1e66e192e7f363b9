//! The guarantor's view of a deal and of several: fees that are worth what they pay for, shares and contributions that add up to
//! the fen.

#![cfg(feature = "files")]

mod deals;
mod facility;
mod failure;
mod fees;
mod integral;
mod later;
mod liability;
mod loans;
mod portfolio;
mod portfolio_files;
mod profit;
mod shared;
mod tail;
mod without;
mod words;
