//! Ids that have been read.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::Place;

/// Bytes of an entry in a spilled run: key, sum and place.
const ENTRY: usize = 32;
/// Entries between two of a run's keys that stay in memory; so many are read for a look-up.
const BLOCK: usize = 128;
/// Bytes that the table in memory takes for each of its places, and half as many again while it grows.
const SLOT: usize = 50;
/// Bits of a place that are its line.
const LINE: u32 = 40;

/// The ids of a corpus, where each was first seen, and a sum of the article: a hash of 128 bits stands for an id, so that a corpus
/// of long URLs takes no more than others.
///
/// As many as fit in the given memory are kept there; when it is full, all are spilled in a sorted run to a file that has no name and
/// ends with the program. A look-up then reads one block of each run. Ten million ids take 320 MB of that file, and in the 62 MB that
/// they have by default make eleven runs.
#[derive(Debug)]
pub(super) struct Ids {
    sources: Vec<Arc<str>>,
    recent: FxHashMap<[u64; 2], (u64, u64)>,
    /// Entries that `recent` holds at most.
    most: usize,
    folder: PathBuf,
    spill: Option<Spill>,
}

/// What is known of an id.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// It was not seen before.
    New,
    /// The same article stands at this place.
    Same(Place),
    /// Another article of this id stands there.
    Other(Place),
}

impl Default for Ids {
    fn default() -> Ids {
        Ids::new(usize::MAX, std::env::temp_dir())
    }
}

impl Ids {
    /// No ids yet. They will take `memory` bytes at most, and the rest goes to a file in `folder`.
    pub(super) fn new(memory: usize, folder: PathBuf) -> Ids {
        let slots = (memory / SLOT).max(64);
        // A table doubles when seven eighths of it are full.
        let slots = if slots.is_power_of_two() { slots } else { slots.next_power_of_two() / 2 };
        let most = slots / 8 * 7;
        Ids { sources: Vec::new(), recent: FxHashMap::default(), most, folder, spill: None }
    }

    /// Notes that `id` stands at `place` with an article that has the sum `sum`; 0 equals no other.
    ///
    /// # Errors
    /// Whatever the file of spilled ids answers.
    pub(super) fn note(&mut self, id: &str, sum: u64, place: &Place) -> io::Result<Sight> {
        if self.sources.last().is_none_or(|last| !Arc::ptr_eq(last, &place.source)) {
            self.sources.push(place.source.clone());
        }
        let key = key(id);
        let mut known = self.recent.get(&key).copied();
        if known.is_none()
            && let Some(spill) = &mut self.spill
        {
            known = spill.find(key)?;
        }
        if let Some((earlier, packed)) = known {
            let place = self.place(packed);
            return Ok(if sum != 0 && sum == earlier {
                Sight::Same(place)
            } else {
                Sight::Other(place)
            });
        }
        if self.recent.len() >= self.most {
            let spill = match &mut self.spill {
                Some(spill) => spill,
                None => self.spill.insert(Spill::create(&self.folder)?),
            };
            spill.append(&mut self.recent)?;
        }
        let packed = (self.sources.len() as u64 - 1) << LINE | place.line.unwrap_or(0);
        self.recent.insert(key, (sum, packed));
        Ok(Sight::New)
    }

    fn place(&self, packed: u64) -> Place {
        let line = packed & ((1 << LINE) - 1);
        let source = self.sources.get((packed >> LINE) as usize).cloned();
        Place { source: source.unwrap_or_else(|| "?".into()), line: (line > 0).then_some(line) }
    }
}

fn key(id: &str) -> [u64; 2] {
    let digest = Sha256::digest(id.as_bytes());
    let mut halves = [[0; 8]; 2];
    halves[0].copy_from_slice(&digest[..8]);
    halves[1].copy_from_slice(&digest[8..16]);
    halves.map(u64::from_le_bytes)
}

/// Sorted runs of entries in a file.
#[derive(Debug)]
struct Spill {
    file: File,
    /// Where the file still has a name.
    named: Option<PathBuf>,
    runs: Vec<Run>,
}

#[derive(Debug)]
struct Run {
    /// The entry of the file that it begins with.
    start: u64,
    entries: usize,
    /// First halves of the keys that begin its blocks.
    index: Vec<u64>,
}

impl Spill {
    fn create(folder: &Path) -> io::Result<Spill> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".actant-ids-{}-{count}", std::process::id()));
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        // Without a name nothing is left behind however the program ends. Not every system can do that.
        let named = fs::remove_file(&path).is_err().then_some(path);
        Ok(Spill { file, named, runs: Vec::new() })
    }

    /// Writes all of `table` as one run and empties it.
    fn append(&mut self, table: &mut FxHashMap<[u64; 2], (u64, u64)>) -> io::Result<()> {
        let mut entries: Vec<[u64; 4]> =
            table.drain().map(|(key, (sum, place))| [key[0], key[1], sum, place]).collect();
        entries.sort_unstable();
        let start = self.runs.last().map_or(0, |run| run.start + run.entries as u64);
        self.file.seek(SeekFrom::Start(start * ENTRY as u64))?;
        let mut to = io::BufWriter::new(&self.file);
        for number in entries.iter().flatten() {
            to.write_all(&number.to_le_bytes())?;
        }
        to.flush()?;
        let index = entries.iter().step_by(BLOCK).map(|entry| entry[0]).collect();
        self.runs.push(Run { start, entries: entries.len(), index });
        Ok(())
    }

    fn find(&mut self, key: [u64; 2]) -> io::Result<Option<(u64, u64)>> {
        let mut bytes = [0; BLOCK * ENTRY];
        for run in &self.runs {
            // Equal first halves may begin in the block before, and go on in the next.
            let next = run.index.partition_point(|&first| first < key[0]);
            let equal = run.index[next..].iter().take_while(|&&first| first == key[0]).count();
            for block in next.saturating_sub(1)..next + equal {
                let entries = BLOCK.min(run.entries - block * BLOCK);
                let at = (run.start + (block * BLOCK) as u64) * ENTRY as u64;
                self.file.seek(SeekFrom::Start(at))?;
                let block = &mut bytes[..entries * ENTRY];
                self.file.read_exact(block)?;
                let entry = block.chunks_exact(ENTRY).map(|entry| {
                    let mut numbers = [0; 4];
                    for (number, bytes) in numbers.iter_mut().zip(entry.chunks_exact(8)) {
                        *number = bytes.try_into().map_or(0, u64::from_le_bytes);
                    }
                    numbers
                });
                if let Some(found) = entry.into_iter().find(|e| e[..2] == key) {
                    return Ok(Some((found[2], found[3])));
                }
            }
        }
        Ok(None)
    }
}

impl Drop for Spill {
    fn drop(&mut self) {
        if let Some(path) = &self.named {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(source: &Arc<str>, line: Option<u64>) -> Place {
        Place { source: source.clone(), line }
    }

    #[test]
    fn a_second_sight_names_the_first() {
        let (a, b): (Arc<str>, Arc<str>) = ("a.jsonl".into(), "b.txt".into());
        let mut ids = Ids::default();
        let mut note = |id, sum, place| ids.note(id, sum, &place).unwrap();
        assert_eq!(note("x", 1, place(&a, Some(3))), Sight::New);
        assert_eq!(note("y", 2, place(&a, Some(4))), Sight::New);
        assert_eq!(note("z", 0, place(&b, None)), Sight::New);
        assert_eq!(note("y", 2, place(&b, Some(1))), Sight::Same(place(&a, Some(4))));
        assert_eq!(note("y", 3, place(&b, Some(1))), Sight::Other(place(&a, Some(4))));
        assert_eq!(note("z", 0, place(&a, Some(9))), Sight::Other(place(&b, None)));
    }

    #[test]
    fn spilled_ids_are_known_as_well_as_others() {
        let folder = tempfile::tempdir().unwrap();
        let source: Arc<str> = "in.jsonl".into();
        let mut ids = Ids::new(0, folder.path().into());
        assert_eq!(ids.most, 56);
        let count = 2000;
        for i in 1..=count {
            let at = place(&source, Some(i));
            assert_eq!(ids.note(&format!("id {i}"), i, &at).unwrap(), Sight::New);
        }
        assert!(ids.recent.len() <= 56 && ids.spill.as_ref().unwrap().runs.len() > 30);
        for i in 1..=count {
            let (id, at) = (format!("id {i}"), place(&source, Some(i)));
            let again = place(&source, Some(9999));
            assert_eq!(ids.note(&id, i, &again).unwrap(), Sight::Same(at.clone()));
            assert_eq!(ids.note(&id, i + 1, &again).unwrap(), Sight::Other(at));
        }
        if cfg!(unix) {
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "the file has no name");
        }
    }

    #[test]
    fn keys_with_equal_first_halves_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let mut spill = Spill::create(folder.path()).unwrap();
        let mut table: FxHashMap<_, _> = (0..1000).map(|i| ([7, i], (i, i + 1))).collect();
        table.insert([6, 0], (0, 0));
        table.insert([8, 0], (1, 1));
        spill.append(&mut table).unwrap();
        for i in 0..1000 {
            assert_eq!(spill.find([7, i]).unwrap(), Some((i, i + 1)), "{i}");
        }
        assert_eq!(spill.find([6, 0]).unwrap(), Some((0, 0)));
        for missing in [[7, 1000], [5, 0], [9, 0], [6, 1]] {
            assert_eq!(spill.find(missing).unwrap(), None);
        }
    }
}
