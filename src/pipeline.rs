//! The only wiring: text in, layers out.
