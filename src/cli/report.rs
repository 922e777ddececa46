//! What a run tells on standard error: problems as they come, progress on a terminal, a summary at the end.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use actant::Error;
use actant::corpus::{Place, Rejection};
use actant::doc::Document;
use actant::pipeline::{Stage, Timings};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Outcome;

/// Problems of a kind that are printed one by one; more are counted.
const SHOWN: u64 = 20;

/// Counts what a run does and tells of it.
pub struct Report {
    quiet: bool,
    verbose: bool,
    started: Instant,
    ended: Option<Instant>,
    bar: ProgressBar,
    bytes: Arc<AtomicU64>,
    counts: Counts,
}

#[derive(Debug, Default)]
struct Counts {
    done: u64,
    failed: u64,
    rejected: u64,
    warned: u64,
    skipped: usize,
    words: u64,
    mentions: u64,
    entities: u64,
    relations: u64,
}

impl Report {
    /// A report of a run that begins now. `total` is the size of its input in bytes, where that is known, and `bytes` what
    /// has been read of it.
    pub fn new(quiet: bool, verbose: bool, total: Option<u64>, bytes: Arc<AtomicU64>) -> Report {
        let shown = !quiet && std::io::stderr().is_terminal();
        let target = if shown {
            ProgressDrawTarget::stderr_with_hz(5)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(total.filter(|&t| t > 0), target);
        let template = match total {
            Some(_) => "{wide_bar:.cyan} {percent}%  {msg}  {elapsed} gone, {eta} left",
            None => "{spinner} {bytes} read  {msg}  {elapsed} gone",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Report {
            quiet,
            verbose,
            started: Instant::now(),
            ended: None,
            bar,
            bytes,
            counts: Counts::default(),
        }
    }

    fn say(&self, line: &str) {
        self.bar.suspend(|| eprintln!("{line}"));
    }

    /// Tells of a problem, the `count`th of its kind.
    fn problem(&self, kind: &str, count: u64, what: &dyn std::fmt::Display) {
        if self.verbose || count <= SHOWN {
            self.say(&format!("{kind}: {what}"));
        } else if count == SHOWN + 1 {
            self.say(&format!("{kind}: more of this kind are counted; --verbose prints them all"));
        }
    }

    /// Files that were passed over.
    pub fn skipped(&mut self, files: usize) {
        self.counts.skipped = files;
    }

    /// An article or a file that could not be read.
    pub fn rejected(&mut self, rejection: &Rejection) {
        self.counts.rejected += 1;
        self.problem("error", self.counts.rejected, rejection);
    }

    /// An article that could be read and not extracted.
    pub fn failed(&mut self, place: &Place, error: &Error) {
        self.counts.failed += 1;
        self.problem("error", self.counts.failed, &format!("{place}: {error}"));
    }

    /// An article of which something is to be known.
    pub fn warned(&mut self, place: &Place, warning: &str) {
        self.counts.warned += 1;
        if !self.quiet {
            self.problem("warning", self.counts.warned, &format!("{place}: {warning}"));
        }
    }

    /// An article whose record is written.
    pub fn done(&mut self, document: &Document) {
        let counts = &mut self.counts;
        counts.done += 1;
        counts.words += document.tokens().len() as u64;
        counts.mentions += document.mentions().unwrap_or_default().len() as u64;
        counts.entities += document.entities().unwrap_or_default().len() as u64;
        counts.relations += document.relations().unwrap_or_default().len() as u64;
        let rate = counts.words as f64 / self.started.elapsed().as_secs_f64();
        self.bar.set_message(format!(
            "{} articles, {} words/s",
            grouped(counts.done),
            grouped(rate as u64)
        ));
        self.bar.set_position(self.bytes.load(Ordering::Relaxed));
    }

    /// The last record is computed; what follows is no work.
    pub fn work_ended(&mut self) {
        self.ended = Some(Instant::now());
    }

    /// Prints the summary, of records that went to `path`, and says how the run has ended.
    pub fn finish(self, timings: &Timings, path: Option<&Path>) -> Outcome {
        self.bar.finish_and_clear();
        if !self.quiet {
            let summary = self.summary(timings, path);
            // Nobody is left to be told if standard error is gone.
            let _ = std::io::stderr().write_all(summary.as_bytes());
        }
        match self.counts.failed + self.counts.rejected {
            0 => Outcome::Clean,
            _ => Outcome::SomeFailed,
        }
    }

    fn summary(&self, timings: &Timings, path: Option<&Path>) -> String {
        let Counts { done, failed, rejected, warned, skipped, .. } = self.counts;
        let elapsed = self.ended.unwrap_or_else(Instant::now) - self.started;
        let rate = |count: u64| count as f64 / elapsed.as_secs_f64().max(1e-9);
        let mut lines = vec![("articles", {
            let all = grouped(done + failed + rejected);
            let (done, failed, rejected) = (grouped(done), grouped(failed), grouped(rejected));
            format!("{all} in: {done} done, {failed} failed, {rejected} rejected")
        })];
        if warned > 0 {
            lines.push(("warnings", grouped(warned)));
        }
        if skipped > 0 {
            let other = "with other endings or hidden, in folders";
            lines.push(("passed over", format!("{} {other}", grouped(skipped as u64))));
        }
        lines.push(("words", grouped(self.counts.words)));
        lines.push(("mentions", grouped(self.counts.mentions)));
        lines.push(("entities", grouped(self.counts.entities)));
        lines.push(("relations", grouped(self.counts.relations)));
        lines.push(("time", {
            let (words, articles) = (grouped(rate(self.counts.words) as u64), rate(done));
            format!("{:.1} s: {words} words/s, {articles:.1} articles/s", elapsed.as_secs_f64())
        }));
        if self.verbose {
            if let Some(peak) = peak_memory() {
                lines.push(("memory", format!("{} MB at most", grouped(peak / 1_000_000))));
            }
            lines.push(("stages", stages(timings)));
        }
        if let Some(path) = path {
            lines.push(("output", path.display().to_string()));
        }
        lines.iter().map(|(name, what)| format!("{name:<12}{what}\n")).collect()
    }
}

/// The share of each stage in the time of all.
fn stages(timings: &Timings) -> String {
    let all: Duration = Stage::ALL.iter().map(|&stage| timings.of(stage)).sum();
    let share = |stage| 100.0 * timings.of(stage).as_secs_f64() / all.as_secs_f64().max(1e-9);
    let shares = Stage::ALL.map(|stage| format!("{} {:.1}%", stage.as_str(), share(stage)));
    shares.join(", ")
}

/// The most memory that this process has had, in bytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// A number with its thousands set apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut out = digits[..first].to_owned();
    for group in digits.as_bytes()[first..].chunks(3) {
        if !out.is_empty() {
            out.push(',');
        }
        out.extend(group.iter().map(|&b| char::from(b)));
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_are_set_apart() {
        let grouped = [0, 7, 999, 1000, 12_345, 1_234_567].map(super::grouped);
        assert_eq!(grouped, ["0", "7", "999", "1,000", "12,345", "1,234,567"]);
    }
}
