//! Tests of the program as a user runs it. One binary, a module for each concern.

// A test that cannot go on is to stop there.
#![allow(clippy::unwrap_used)]

mod backends;
mod config;
mod convert;
mod diff;
mod eval;
mod explain;
mod fuzz_seeds;
mod golden;
mod hostile;
mod inputs;
mod ner_model;
mod outputs;
mod program;
mod properties;
mod quarantine;
mod rejections;
mod rows;
mod runs;
mod screening;
mod usage;
mod verify;
