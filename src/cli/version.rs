//! `actant --version`: what this program is made of.

use std::io::Write;

use actant::Result;

use super::Outcome;

/// Prints the version and, when `verbose`, what it was built for.
pub fn print(verbose: bool) -> Result<Outcome> {
    let mut text = format!("actant {}\n", env!("CARGO_PKG_VERSION"));
    if verbose {
        let (arch, os) = (std::env::consts::ARCH, std::env::consts::OS);
        text.push_str(&format!("target: {arch}-{os}\n"));
    }
    // A closed pipe is the reader's wish to stop, not a failure.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(Outcome::Clean)
}
