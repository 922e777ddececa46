//! How much memory a run may take, and who may take how much of it.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::error::{Error, ErrorKind, Result};

/// Bytes that an article takes for each byte of its text while it is read, extracted and written, layers and record
/// included. Measured on articles of 0.3 to 1 MB.
const PER_BYTE: u64 = 100;
/// Times that a record lies in memory while it is read.
const READING: u64 = 4;
/// The same, for the model and what does not grow.
const BASE: u64 = 70_000_000;
/// What a thread needs for its arithmetic.
const PER_THREAD: u64 = 10_000_000;
/// The share of the memory that the largest record may have in bytes: its layers then take half of all.
const LARGEST: u64 = 200;
/// The share that the ids of a corpus may take.
const IDS: u64 = 16;
/// The share that copies of articles are known by, where they are to be known.
const COPIES: u64 = 5;

/// A number of bytes, as `512MB`, `1.5 GB` or `2GiB`; without a unit it counts bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Size, String> {
        let wrong = || format!("{text:?} is no size; write it as 512MB or 2GB");
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let factor: f64 = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" | "bytes" => 1.0,
            "k" | "kb" => 1e3,
            "m" | "mb" => 1e6,
            "g" | "gb" => 1e9,
            "t" | "tb" => 1e12,
            "kib" => 1024.0,
            "mib" => 1024.0 * 1024.0,
            "gib" => 1024.0 * 1024.0 * 1024.0,
            _ => return Err(wrong()),
        };
        let number: f64 = number.parse().map_err(|_| wrong())?;
        Ok(Size((number * factor) as u64))
    }
}

impl fmt::Display for Size {
    /// To three digits, in the largest unit that leaves a whole number before the point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
        let bytes = self.0 as f64;
        match units.into_iter().find(|&(unit, _)| bytes >= unit) {
            None => write!(f, "{} bytes", self.0),
            Some((unit, name)) => {
                let number = bytes / unit;
                let decimals = if number < 10.0 && number.fract() >= 0.005 { 1 } else { 0 };
                write!(f, "{number:.decimals$} {name}")
            }
        }
    }
}

/// The bound of a run's memory, divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    bound: Size,
    in_flight: u64,
    copies: u64,
}

impl Memory {
    /// The bound where none is set, to which what every thread needs is added.
    pub const DEFAULT: Size = Size(1_000_000_000);

    /// Divides `bound` for a run on `threads` threads; without one, [`DEFAULT`](Memory::DEFAULT).
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if `bound` is too little for so many threads, saying how much is enough.
    pub fn new(bound: Option<Size>, threads: usize) -> Result<Memory> {
        Memory::divided(bound, threads as u64, false)
    }

    /// The same for a run that knows copies of articles, which take a fifth.
    ///
    /// # Errors
    /// As [`new`](Memory::new).
    pub fn for_copies(bound: Option<Size>, threads: usize) -> Result<Memory> {
        Memory::divided(bound, threads as u64, true)
    }

    fn divided(bound: Option<Size>, threads: u64, copies: bool) -> Result<Memory> {
        // Which records are too large must not depend on the machine, so threads come on top of the default.
        let (bound, extra) = match bound {
            Some(bound) => (bound, 0),
            None => (Memory::DEFAULT, threads * PER_THREAD),
        };
        let largest = bound.0 / LARGEST;
        let copies = if copies { bound.0 / COPIES } else { 0 };
        let known = bound.0 / IDS + copies;
        let rest = (bound.0 + extra)
            .saturating_sub(BASE + threads * PER_THREAD + known + READING * largest);
        let in_flight = rest / PER_BYTE;
        if in_flight < largest || largest == 0 {
            // What is left of a hundred parts when records, ids and reading have theirs.
            let share = 1.0 - (PER_BYTE + READING) as f64 / LARGEST as f64 - 1.0 / IDS as f64;
            let share = if copies > 0 { share - 1.0 / COPIES as f64 } else { share };
            let enough = (BASE + threads * PER_THREAD) as f64 / share;
            // As coarse as sizes are written, so that what is written is enough.
            let step = if enough < 1e9 { 1e7 } else { 10_f64.powf(enough.log10().floor() - 1.0) };
            let enough = Size(((enough / step).ceil() * step) as u64);
            let message = format!(
                "{bound} of memory are too little for {threads} threads: give at least {enough}, or fewer --threads"
            );
            return Err(Error::new(ErrorKind::Config, message));
        }
        Ok(Memory { bound, in_flight, copies })
    }

    /// The bound that was set.
    pub fn bound(&self) -> Size {
        self.bound
    }

    /// Bytes that one record of the input may have.
    pub fn largest_record(&self) -> usize {
        (self.bound.0 / LARGEST) as usize
    }

    /// Bytes of text that may be on their way from reading to writing.
    pub fn in_flight(&self) -> usize {
        self.in_flight as usize
    }

    /// Bytes that the table of ids may take.
    pub fn ids(&self) -> usize {
        (self.bound.0 / IDS) as usize
    }

    /// Bytes that copies of articles are known by.
    pub fn copies(&self) -> usize {
        self.copies as usize
    }

    /// The bound under which a record of `bytes` bytes is read.
    pub fn enough_for(bytes: u64) -> Size {
        let bound = bytes.saturating_mul(LARGEST);
        Size(bound.div_ceil(1_000_000_000) * 1_000_000_000)
    }
}

/// Room for so many bytes; who finds too little waits until others have gone. Copies are the same room.
#[derive(Debug, Clone)]
pub struct Room(Arc<(Mutex<State>, Condvar)>);

#[derive(Debug)]
struct State {
    capacity: usize,
    taken: usize,
    closed: bool,
}

impl Room {
    /// An empty room.
    pub fn new(capacity: usize) -> Room {
        let state = State { capacity, taken: 0, closed: false };
        Room(Arc::new((Mutex::new(state), Condvar::new())))
    }

    /// Takes `bytes`, or all there is if the room is smaller, as soon as they are free. `false` if the room was closed.
    pub fn enter(&self, bytes: usize) -> bool {
        let (state, freed) = &*self.0;
        let state = state.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |s: &mut State| !s.closed && s.taken + bytes.min(s.capacity) > s.capacity;
        let mut state = freed.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
        state.taken += bytes.min(state.capacity);
        !state.closed
    }

    /// Gives back what [`enter`](Room::enter) took with the same number.
    pub fn leave(&self, bytes: usize) {
        let (state, freed) = &*self.0;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.taken = state.taken.saturating_sub(bytes.min(state.capacity));
        freed.notify_all();
    }

    /// Lets everybody go who waits: nobody will leave any more.
    pub fn close(&self) {
        let (state, freed) = &*self.0;
        state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_and_written() {
        for (text, bytes, shown) in [
            ("17", 17, "17 bytes"),
            ("17 bytes", 17, "17 bytes"),
            ("512MB", 512_000_000, "512 MB"),
            ("1.5 GB", 1_500_000_000, "1.5 GB"),
            ("2g", 2_000_000_000, "2 GB"),
            ("1GiB", 1 << 30, "1.1 GB"),
            ("20k", 20_000, "20 kB"),
        ] {
            let size: Size = text.parse().unwrap();
            assert_eq!((size.0, size.to_string().as_str()), (bytes, shown), "{text}");
        }
        for wrong in ["", "much", "5 parsecs", "-1", "MB", "1.2.3"] {
            assert!(wrong.parse::<Size>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_parts_fit_in_the_bound() {
        for (bound, threads) in [(Some(Size(450_000_000)), 2), (Some(Size(8_000_000_000)), 64)] {
            for memory in [Memory::new(bound, threads), Memory::for_copies(bound, threads)] {
                let memory = memory.unwrap();
                let parts = memory.in_flight() as u64 * PER_BYTE
                    + (memory.ids() + memory.copies()) as u64
                    + memory.largest_record() as u64 * READING
                    + BASE
                    + threads as u64 * PER_THREAD;
                assert!(parts <= bound.unwrap().0 && memory.in_flight() >= memory.largest_record());
            }
        }
        let records = [1, 8, 128].map(|t| Memory::new(None, t).unwrap().largest_record());
        assert_eq!(records, [5_000_000; 3], "the machine does not decide what is too large");
    }

    #[test]
    fn too_little_says_what_is_enough() {
        for threads in [1, 2, 16, 200] {
            for divided in [Memory::new, Memory::for_copies] {
                let error = divided(Some(Size(100_000_000)), threads).unwrap_err().to_string();
                let enough = error.split("at least ").nth(1).unwrap().split(',').next().unwrap();
                divided(Some(enough.parse().unwrap()), threads).unwrap();
            }
        }
        let memory = Memory::new(Some(Memory::enough_for(50_000_000)), 2).unwrap();
        assert!(memory.largest_record() >= 50_000_000);
    }

    #[test]
    fn who_finds_no_room_waits() {
        let room = Room::new(10);
        assert!(room.enter(25), "more than there is takes all");
        let other = room.clone();
        let waiting = std::thread::spawn(move || other.enter(4));
        std::thread::sleep(std::time::Duration::from_millis(20));
        assert!(!waiting.is_finished());
        room.leave(25);
        assert!(waiting.join().unwrap());
        room.enter(6);
        let other = room.clone();
        let waiting = std::thread::spawn(move || other.enter(1));
        room.close();
        assert!(!waiting.join().unwrap());
    }
}
