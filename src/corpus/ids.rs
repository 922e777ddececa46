//! Ids that have been read.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::Place;

/// The ids of a corpus and where each was first seen, in about 30 bytes an article: of an id, only half of its SHA-256 is
/// kept, so that a corpus of long URLs does not fill the memory.
#[derive(Debug, Default)]
pub struct Ids {
    sources: Vec<Arc<str>>,
    seen: HashMap<u128, (u32, u64)>,
}

impl Ids {
    /// Notes that `id` stands at `place`; the earlier place if it was seen before.
    pub fn note(&mut self, id: &str, place: &Place) -> Option<Place> {
        if self.sources.last().is_none_or(|last| !Arc::ptr_eq(last, &place.source)) {
            self.sources.push(place.source.clone());
        }
        let source = self.sources.len() as u32 - 1;
        let digest = Sha256::digest(id.as_bytes());
        let mut half = [0; 16];
        half.copy_from_slice(&digest[..16]);
        match self.seen.entry(u128::from_be_bytes(half)) {
            Entry::Occupied(earlier) => {
                let (source, line) = *earlier.get();
                let source = self.sources[source as usize].clone();
                Some(Place { source, line: (line > 0).then_some(line) })
            }
            Entry::Vacant(vacant) => {
                vacant.insert((source, place.line.unwrap_or(0)));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_sight_names_the_first() {
        let place = |source: &Arc<str>, line| Place { source: source.clone(), line };
        let (a, b): (Arc<str>, Arc<str>) = ("a.jsonl".into(), "b.txt".into());
        let mut ids = Ids::default();
        assert_eq!(ids.note("x", &place(&a, Some(3))), None);
        assert_eq!(ids.note("y", &place(&a, Some(4))), None);
        assert_eq!(ids.note("z", &place(&b, None)), None);
        assert_eq!(ids.note("y", &place(&b, Some(1))), Some(place(&a, Some(4))));
        assert_eq!(ids.note("z", &place(&a, Some(9))), Some(place(&b, None)));
    }
}
