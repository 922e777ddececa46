//! Tests of the program as a user runs it. One binary, a module for each concern.

mod golden;
mod inputs;
mod outputs;
mod program;
mod rejections;
mod usage;
