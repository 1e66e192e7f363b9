//! The command line: a thin room over the library.

fn main() {}
