//! `actant verify`: whether an output is what its run says that it is.

use std::io::Write;
use std::path::PathBuf;

use actant::Result;
use actant::corpus::verify::verify;

use super::Outcome;
use super::report::grouped;

/// Check the output of a run: every record by the output contract, and all files against the manifest.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// The records, as they were named with --output.
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// Print nothing but what is wrong.
    #[arg(short, long)]
    quiet: bool,
}

impl Verify {
    /// Checks, and prints a line for everything that is wrong.
    pub fn run(self) -> Result<Outcome> {
        let mut out = std::io::stdout().lock();
        // A reader that has gone has seen enough; the exit code still tells.
        let found = verify(&self.output, &mut |line| _ = writeln!(out, "{line}"))?;
        if !self.quiet {
            let (records, others) = (grouped(found.records), grouped(found.others));
            let with = if found.manifest {
                format!("{others} articles without one, the manifest agrees")
            } else {
                "no manifest, so that counts and sums are not checked".to_owned()
            };
            let _ = match found.faults {
                0 => writeln!(out, "sound: {records} records, {with}"),
                faults => writeln!(out, "{} faults in {records} records", grouped(faults)),
            };
        }
        Ok(if found.faults == 0 { Outcome::Clean } else { Outcome::SomeFailed })
    }
}
