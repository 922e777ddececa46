//! `pytorch_model.bin`: a pickle that names tensors, and the storages with their numbers.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::ops::Range;

use zip::ZipArchive;

use super::pickle;
use super::pickled::{Outcome, View};

/// What a checkpoint of today begins with: it is a zip archive.
const ZIP: &[u8] = b"PK";
/// What one from before PyTorch 1.6 begins with: the pickle of its magic number.
const LEGACY: &[u8] = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";

/// The tensors of a checkpoint, and where their storages lie.
pub(super) struct Storages<'a> {
    pub views: BTreeMap<String, View>,
    bytes: &'a [u8],
    places: BTreeMap<String, Range<usize>>,
}

impl<'a> Storages<'a> {
    /// Reads what a file says of its tensors; their numbers stay where they are.
    pub fn parse(bytes: &'a [u8]) -> Outcome<Storages<'a>> {
        if bytes.starts_with(ZIP) {
            Storages::of_archive(bytes)
        } else if bytes.starts_with(LEGACY) {
            Storages::of_legacy(bytes)
        } else {
            Err("is no checkpoint of PyTorch; perhaps it is the pointer of Git LFS to one"
                .to_owned())
        }
    }

    fn of_archive(bytes: &'a [u8]) -> Outcome<Storages<'a>> {
        let broken = |e: zip::result::ZipError| format!("is a broken archive: {e}");
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        let (mut views, mut places) = (None, BTreeMap::new());
        for i in 0..archive.len() {
            let mut entry = archive.by_index(i).map_err(broken)?;
            // All of it lies in one folder, whose name is that of the file when it was written.
            let Some((_, name)) = entry.name().split_once('/') else { continue };
            let name = name.to_owned();
            if name == "data.pkl" {
                let mut pickled = Vec::new();
                entry.read_to_end(&mut pickled).map_err(|e| format!("is a broken archive: {e}"))?;
                views = Some(pickle::read(&pickled)?.tensors()?);
            } else if name == "byteorder" {
                let mut order = String::new();
                entry
                    .read_to_string(&mut order)
                    .map_err(|e| format!("is a broken archive: {e}"))?;
                if order != "little" {
                    return Err(format!("has numbers in the byte order {order:?}"));
                }
            } else if let Some(storage) = name.strip_prefix("data/") {
                if entry.compression() != zip::CompressionMethod::Stored {
                    return Err(format!(
                        "has the storage {storage} compressed, as PyTorch never does"
                    ));
                }
                let place = entry.data_start()..entry.data_start().saturating_add(entry.size());
                let place = usize::try_from(place.start).ok().zip(usize::try_from(place.end).ok());
                let (start, end) = place.ok_or("is too large for this machine")?;
                places.insert(storage.to_owned(), start..end);
            }
        }
        let views = views.ok_or("has no data.pkl; it is no checkpoint of PyTorch")?;
        Ok(Storages { views, bytes, places })
    }

    fn of_legacy(bytes: &'a [u8]) -> Outcome<Storages<'a>> {
        let mut at = LEGACY.len();
        let mut next = || {
            let pickled = pickle::read(bytes.get(at..).unwrap_or_default())?;
            at += pickled.length;
            Ok::<_, String>(pickled)
        };
        // The version of the format, and what the machine was like that wrote it.
        next()?;
        next()?;
        let views = next()?.tensors()?;
        let names = next()?.texts()?;
        let mut places = BTreeMap::new();
        for name in names {
            let of_name = |view: &&View| view.storage == name;
            let view = views.values().find(of_name).ok_or("has a storage for no tensor")?;
            let count = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>());
            let count = count.map(|count| u64::from_le_bytes(*count));
            if count != Some(view.elements as u64) {
                return Err(format!("has another size of the storage {name} than it says"));
            }
            let start = at + 8;
            let size =
                view.elements.checked_mul(bytes_of(view)).and_then(|size| start.checked_add(size));
            at = size.ok_or("is too large for this machine")?;
            places.insert(name, start..at);
        }
        Ok(Storages { views, bytes, places })
    }

    /// The bytes of the storage that a view looks at, checked to hold all of the view.
    pub fn of(&self, view: &View) -> Outcome<&'a [u8]> {
        let missing = || format!("has no storage {}", view.storage);
        let place = self.places.get(&view.storage).ok_or_else(missing)?;
        let bytes = self.bytes.get(place.clone()).ok_or("ends in the middle")?;
        let mut last = Some(view.offset);
        for (&size, &stride) in view.shape.iter().zip(&view.strides) {
            let steps = size.checked_sub(1).and_then(|steps| steps.checked_mul(stride));
            last = last.zip(steps).and_then(|(last, steps)| last.checked_add(steps));
        }
        let held = bytes.len() / bytes_of(view);
        let count = view.shape.iter().try_fold(1usize, |count, &size| count.checked_mul(size));
        match (last, count) {
            // A tensor without elements needs none.
            (_, Some(0)) => Ok(bytes),
            // None is larger than its storage, as one would be that repeats itself.
            (Some(last), Some(count)) if last < held && count <= held => Ok(bytes),
            _ => Err(format!("has a tensor that reaches beyond its storage {}", view.storage)),
        }
    }
}

fn bytes_of(view: &View) -> usize {
    view.dtype.bitsize() / 8
}
