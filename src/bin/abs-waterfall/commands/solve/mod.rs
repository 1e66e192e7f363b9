//! Which value of a term gives a wanted answer: the questions, and how each is asked.

mod answer;
mod break_even;
mod field;
mod firm;
mod price;
mod questions;
mod size;

pub(crate) use questions::{Options, run};
