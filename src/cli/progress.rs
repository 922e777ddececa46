//! How fast a run is, how far it has come, and what is left.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use actant::corpus::{Ledger, Size};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use super::report::grouped;

/// Where a run stands.
pub struct Pace {
    started: Instant,
    /// Bytes of the input, where that is known, and those of them whose articles are done.
    total: Option<u64>,
    read: u64,
    /// When articles were first done, what was read by then, and what earlier attempts did: rates are of this attempt alone.
    first: Option<(Instant, u64)>,
    before: Ledger,
    /// When the last record was computed; what follows is no work.
    ended: Option<Instant>,
}

impl Pace {
    /// Begins now. `total` is the size of the input in bytes, where that is known.
    pub fn new(total: Option<u64>) -> Pace {
        let before = Ledger::default();
        Pace { started: Instant::now(), total, read: 0, first: None, before, ended: None }
    }

    /// Goes on behind what an earlier attempt did.
    pub fn resume(&mut self, before: Ledger) {
        self.before = before;
    }

    /// Seconds since the beginning.
    pub fn seconds(&self) -> f64 {
        let end = self.ended.unwrap_or_else(Instant::now);
        (end - self.started).as_secs_f64()
    }

    /// The clock stops.
    pub fn end(&mut self) {
        self.ended = Some(Instant::now());
    }

    /// Articles were done that end before the byte `read` of the input.
    pub fn moved(&mut self, read: u64) {
        self.read = read;
        self.first.get_or_insert_with(|| (Instant::now(), read));
    }

    /// So many by second, of something that the ledger counts.
    pub fn rate(&self, ledger: &Ledger, count: impl Fn(&Ledger) -> u64) -> f64 {
        count(ledger).saturating_sub(count(&self.before)) as f64 / self.seconds().max(1e-9)
    }

    /// The share of the input that was read.
    pub fn fraction(&self) -> Option<f64> {
        let total = self.total.filter(|&total| total > 0)?;
        Some((self.read as f64 / total as f64).min(1.0))
    }

    /// Seconds that are left if it goes on like this.
    pub fn left(&self) -> Option<f64> {
        let (since, at) = self.first?;
        let total = self.total?;
        let read = self.read.checked_sub(at).filter(|&read| read > 0)?;
        let speed = read as f64 / since.elapsed().as_secs_f64().max(1e-3);
        Some(total.saturating_sub(self.read) as f64 / speed)
    }

    /// All of it for a person.
    pub fn line(&self, ledger: &Ledger) -> String {
        let mut line = format!("{} articles", grouped(ledger.articles));
        if let Some(fraction) = self.fraction() {
            line.push_str(&format!(" ({:.0}%)", 100.0 * fraction));
        }
        let words = self.rate(ledger, |l| l.words) as u64;
        line.push_str(&format!(
            ", {} words/s, {:.1} articles/s",
            grouped(words),
            self.rate(ledger, |l| l.done)
        ));
        for (count, what) in [(ledger.failed, "failed"), (ledger.rejected, "rejected")] {
            if count > 0 {
                line.push_str(&format!(", {} {what}", grouped(count)));
            }
        }
        if let Some(memory) = memory("VmRSS:") {
            line.push_str(&format!(", {}", Size(memory)));
        }
        if let Some(left) = self.left() {
            line.push_str(&format!(", {} left", duration(left)));
        }
        line
    }

    /// All of it for a machine.
    pub fn json(&self, ledger: &Ledger) -> Value {
        json!({
            "counts": ledger,
            "seconds": rounded(self.seconds()),
            "articles_per_second": rounded(self.rate(ledger, |l| l.done)),
            "words_per_second": rounded(self.rate(ledger, |l| l.words)),
            "fraction": self.fraction().map(rounded),
            "seconds_left": self.left().map(rounded),
            "memory": memory("VmRSS:"),
            "peak_memory": memory("VmHWM:"),
        })
    }
}

fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

/// A number of bytes that the system tells of this process, where it does.
pub fn memory(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Seconds for a person.
pub fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match (whole / 86_400, whole / 3600 % 24, whole / 60 % 60, whole % 60) {
        (0, 0, 0, seconds) => format!("{seconds} s"),
        (0, 0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (0, hours, minutes, _) => format!("{hours} h {minutes} min"),
        (days, hours, _, _) => format!("{days} d {hours} h"),
    }
}

/// A bar on a terminal; elsewhere it is hidden.
pub fn bar(shown: bool, total: Option<u64>) -> ProgressBar {
    let shown = shown && std::io::stderr().is_terminal();
    let target =
        if shown { ProgressDrawTarget::stderr_with_hz(5) } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(total.filter(|&t| t > 0), target);
    let template = match total {
        Some(_) => "{wide_bar:.cyan} {msg}",
        None => "{spinner} {msg}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    if shown {
        bar.enable_steady_tick(Duration::from_millis(500));
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_for_people() {
        let shown = [0.4, 59.0, 61.0, 3_660.0, 90_000.0].map(duration);
        assert_eq!(shown, ["0 s", "59 s", "1 min 1 s", "1 h 1 min", "1 d 1 h"]);
    }

    #[test]
    fn rates_are_of_this_attempt() {
        let mut pace = Pace::new(Some(100));
        let ledger =
            |articles, words| Ledger { articles, done: articles, words, ..Ledger::default() };
        pace.resume(ledger(1000, 500_000));
        assert_eq!(pace.left(), None, "nothing was done yet");
        pace.moved(25);
        pace.end();
        assert_eq!(pace.rate(&ledger(1000, 500_000), |l| l.words), 0.0);
        assert!(pace.rate(&ledger(1010, 500_000), |l| l.done) > 0.0);
        assert_eq!(pace.fraction(), Some(0.25));
        assert_eq!(pace.left(), None, "one batch has no speed");
        pace.moved(100);
        assert_eq!(pace.left(), Some(0.0));
        pace.moved(25);
        assert!(pace.line(&ledger(1010, 500_001)).starts_with("1,010 articles (25%)"));
    }
}
