//! What a run tells on standard error: problems as they come, progress, a summary at the end.

use std::fmt::Display;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use actant::Error;
use actant::corpus::{Ledger, Place, Progress, Rejection};
use actant::doc::Document;
use actant::pipeline::{Stage, Timings};
use indicatif::ProgressBar;

use super::log::{self, Log};
use super::progress::{Pace, bar, memory};

/// Problems of a kind that are printed one by one; more are counted.
const SHOWN: u64 = 20;

/// What is to be told.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    /// For whom.
    pub log: Log,
    /// Nothing but errors.
    pub quiet: bool,
    /// Every problem, memory, and the share of each stage.
    pub verbose: bool,
    /// Time between two lines of progress.
    pub every: Duration,
}

/// Counts what a run does and tells of it.
pub struct Report {
    voice: Voice,
    bar: ProgressBar,
    pace: Pace,
    told: Instant,
    ledger: Ledger,
    /// Seconds of earlier attempts.
    before: f64,
    skipped: usize,
    forgot: bool,
    ending: bool,
}

impl Report {
    /// A report of a run that begins now. `total` is the size of its input in bytes, where that is known.
    pub fn new(voice: Voice, total: Option<u64>) -> Report {
        Report {
            voice,
            bar: bar(!voice.quiet && voice.log == Log::Text, total),
            pace: Pace::new(total),
            told: Instant::now(),
            ledger: Ledger::default(),
            before: 0.0,
            skipped: 0,
            forgot: false,
            ending: false,
        }
    }

    /// Goes on behind an earlier attempt.
    pub fn resume(&mut self, done: &Progress) {
        self.ledger = done.ledger.clone();
        self.before = done.seconds;
        self.pace.resume(done.ledger.clone());
        let articles = grouped(done.ledger.articles);
        self.note(&format!(
            "resumed: {articles} articles were done before; reading on behind them"
        ));
    }

    /// What became of the articles.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Seconds of work, over all attempts.
    pub fn seconds(&self) -> f64 {
        self.before + self.pace.seconds()
    }

    /// Says something, which is a `note` or has a name that goes before it.
    pub fn say(&self, event: &str, what: &str) {
        self.bar.suspend(|| self.voice.log.say(event, what));
    }

    /// Something that is to be known of the run.
    pub fn note(&self, what: &str) {
        if !self.voice.quiet {
            self.say("note", what);
        }
    }

    /// Tells of a problem, the `count`th of its kind.
    fn problem(&self, kind: &str, count: u64, what: &dyn Display) {
        if self.voice.verbose || count <= SHOWN {
            self.say(kind, &what.to_string());
        } else if count == SHOWN + 1 {
            self.say(kind, "more of this kind are counted; --verbose prints them all");
        }
    }

    /// Files that were passed over.
    pub fn skipped(&mut self, files: usize) {
        self.skipped = files;
    }

    /// So many articles were forgotten, of which copies are not known any more.
    pub fn forgotten(&mut self, articles: u64) {
        if articles > 0 && !self.forgot {
            self.forgot = true;
            self.note(
                "--dedup has no memory for more articles: from now on the oldest are forgotten, and copies that come so late are not known; more --memory knows more",
            );
        }
    }

    /// Articles whose fate is told next; they end before the byte `read` of the input.
    pub fn taken(&mut self, articles: usize, read: u64) {
        self.ledger.articles += articles as u64;
        self.pace.moved(read);
    }

    /// An article or a file that could not be read, or was read before.
    pub fn rejected(&mut self, rejection: &Rejection) {
        if rejection.is_duplicate() {
            self.ledger.duplicate += 1;
            if !self.voice.quiet {
                self.problem("duplicate", self.ledger.duplicate, rejection);
            }
            return;
        }
        self.ledger.rejected += 1;
        self.problem("error", self.ledger.rejected, rejection);
    }

    /// An article that could be read and not extracted.
    pub fn failed(&mut self, place: &Place, error: &Error) {
        self.ledger.failed += 1;
        self.problem("error", self.ledger.failed, &format!("{place}: {error}"));
    }

    /// An article of which something is to be known.
    pub fn warned(&mut self, place: &Place, warning: &str) {
        self.ledger.warned += 1;
        if !self.voice.quiet {
            self.problem("warning", self.ledger.warned, &format!("{place}: {warning}"));
        }
    }

    /// An article whose record is written.
    pub fn done(&mut self, document: &Document) {
        let counts = &mut self.ledger;
        counts.done += 1;
        counts.words += document.tokens().len() as u64;
        counts.mentions += document.mentions().unwrap_or_default().len() as u64;
        counts.entities += document.entities().unwrap_or_default().len() as u64;
        counts.relations += document.relations().unwrap_or_default().len() as u64;
    }

    /// Tells how far it is, if the time has come; and that it is about to end, if somebody asked for that.
    pub fn tick(&mut self, ending: bool) {
        if ending && !self.ending {
            self.ending = true;
            self.note("ending: the batch in hand is finished first; a second Ctrl-C stops at once");
        }
        if self.voice.quiet {
            return;
        }
        if !self.bar.is_hidden() {
            self.bar.set_message(self.pace.line(&self.ledger));
            let length = self.bar.length().unwrap_or(0) as f64;
            self.bar.set_position((self.pace.fraction().unwrap_or(0.0) * length) as u64);
        } else if self.told.elapsed() >= self.voice.every {
            self.told = Instant::now();
            match self.voice.log {
                Log::Text => eprintln!("progress: {}", self.pace.line(&self.ledger)),
                Log::Json => log::tell("progress", self.pace.json(&self.ledger)),
            }
        }
    }

    /// The last record is computed; what follows is no work.
    pub fn work_ended(&mut self) {
        self.pace.end();
    }

    /// Prints the summary, of records that went to `path`.
    pub fn finish(&self, timings: &Timings, path: Option<&Path>) {
        self.bar.finish_and_clear();
        if self.voice.quiet {
            return;
        }
        match self.voice.log {
            Log::Text => {
                let summary = self.summary(timings, path);
                // Nobody is left to be told if standard error is gone.
                let _ = std::io::stderr().write_all(summary.as_bytes());
            }
            Log::Json => {
                let mut summary = self.pace.json(&self.ledger);
                summary["output"] = path.map(|path| path.to_string_lossy()).into();
                log::tell("summary", summary);
            }
        }
    }

    fn summary(&self, timings: &Timings, path: Option<&Path>) -> String {
        let ledger = &self.ledger;
        let mut lines = vec![("articles", {
            let all = grouped(ledger.articles);
            let counts = [ledger.done, ledger.failed, ledger.rejected].map(grouped);
            let [done, failed, rejected] = counts;
            let duplicate = match ledger.duplicate {
                0 => String::new(),
                count => format!(", {} duplicate", grouped(count)),
            };
            format!("{all} in: {done} done, {failed} failed, {rejected} rejected{duplicate}")
        })];
        if ledger.warned > 0 {
            lines.push(("warnings", grouped(ledger.warned)));
        }
        if self.skipped > 0 {
            let other = "with other endings or hidden, in folders";
            lines.push(("passed over", format!("{} {other}", grouped(self.skipped as u64))));
        }
        lines.push(("words", grouped(ledger.words)));
        lines.push(("mentions", grouped(ledger.mentions)));
        lines.push(("entities", grouped(ledger.entities)));
        lines.push(("relations", grouped(ledger.relations)));
        lines.push(("time", {
            let words = grouped(self.pace.rate(ledger, |l| l.words) as u64);
            let articles = self.pace.rate(ledger, |l| l.done);
            format!("{:.1} s: {words} words/s, {articles:.1} articles/s", self.pace.seconds())
        }));
        if self.voice.verbose {
            if let Some(peak) = memory("VmHWM:") {
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
    // One stage is for names of another model, and seldom there.
    let there = |stage: &&Stage| **stage != Stage::Names || !timings.of(**stage).is_zero();
    let shares = Stage::ALL.iter().filter(there);
    let shares = shares.map(|&stage| format!("{} {:.1}%", stage.as_str(), share(stage)));
    shares.collect::<Vec<_>>().join(", ")
}

/// A number with its thousands set apart.
pub fn grouped(number: u64) -> String {
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
