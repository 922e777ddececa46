//! `actant extract --dry-run`: a sample of the corpus, and what it says of the rest.

use std::io::Write;
use std::sync::atomic::Ordering;
use std::time::Instant;

use actant::corpus::{Articles, FieldNames, Origin, Size, Source, Sources};
use actant::format::jsonl::Record;
use actant::{Error, ErrorKind, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Outcome;
use super::extraction::Flags;
use super::progress::duration;
use super::report::grouped;

/// Files that are looked into, spread over the corpus.
const FILES: usize = 16;
/// Bytes of articles that are extracted, of all files together.
const EXTRACTED: usize = 1 << 18;
/// Bytes of articles that are read, of all files together: how much a compressed file holds is seen only in more than a few.
const READ: usize = 1 << 24;

/// What the sample adds up to.
#[derive(Debug, Default)]
struct Sample {
    files: usize,
    /// Articles that were read, and how many of them could not be.
    articles: u64,
    rejected: u64,
    /// Their bytes, and those on disk that were read for them.
    bytes: u64,
    on_disk: u64,
}

/// Prints how long an extraction of `sources` would take, and how large its records would be.
///
/// # Errors
/// If there is nothing to take a sample of.
pub fn forecast(flags: &Flags, sources: Sources, fields: FieldNames) -> Result<Outcome> {
    let refused = |what: &str| Err(Error::new(ErrorKind::Config, format!("--dry-run: {what}")));
    let files: Vec<&Source> = sources.found.iter().filter(|s| s.origin != Origin::Stdin).collect();
    if files.len() < sources.found.len() {
        return refused("standard input can be read once only; name files");
    }
    let rendering = flags.rendering()?;
    let memory = flags.screening.memory(flags.memory, flags.model.thread_count())?;
    let mut pipeline = flags.model.pipeline()?;
    if rendering.layers.clauses {
        pipeline = pipeline.with_clauses();
    }
    let chosen = FILES.min(files.len());
    let mut sample = Sample { files: chosen, ..Sample::default() };
    let mut documents = Vec::new();
    for i in 0..chosen {
        let source = files[i * files.len() / chosen].clone();
        let articles = Articles::new(vec![source], fields.clone());
        let articles = articles.bounded(&memory, std::env::temp_dir());
        let mut articles = articles.screened(flags.screening.language());
        let on_disk = articles.bytes_read();
        let (mut read, mut taken) = (0, 0);
        for next in &mut articles {
            sample.articles += 1;
            match next {
                Ok(incoming) => {
                    read += incoming.raw.bytes.len() + 1;
                    if taken < EXTRACTED / chosen {
                        taken += incoming.raw.bytes.len();
                        documents.push(incoming.document);
                    }
                }
                Err(rejection) => {
                    sample.rejected += 1;
                    read += rejection.raw.map_or(0, |raw| raw.bytes.len()) + 1;
                }
            }
            if read >= READ / chosen {
                break;
            }
        }
        sample.bytes += read as u64;
        sample.on_disk += on_disk.load(Ordering::Relaxed);
    }
    if documents.is_empty() {
        return refused("no article of the sample could be read");
    }
    let extracted = documents.len() as f64;
    let started = Instant::now();
    let (mut words, mut records) = (0, Vec::new());
    for document in pipeline.extract_batch(documents).into_iter().flatten() {
        words += document.tokens().len();
        let written = Record::from_document(&document, &rendering).write(&mut records);
        written.map_err(|e| Error::io("a record", e))?;
    }
    let seconds = started.elapsed().as_secs_f64();
    let packed = flags.path().is_some_and(|path| path.extension().is_some_and(|e| e == "gz"));
    let size = if packed { compressed(&records)? } else { records.len() };
    // From a byte on disk to articles, from an article to its record.
    let readable = (sample.articles - sample.rejected) as f64 / sample.on_disk.max(1) as f64;
    let articles = readable * sources.bytes as f64;
    let all = |of_sample: f64| of_sample / extracted * articles;
    let lines = [
        (
            "sample",
            format!(
                "{} articles of {} files read, {} could not be; {} words extracted in {seconds:.1} s",
                grouped(sample.articles),
                sample.files,
                grouped(sample.rejected),
                grouped(words as u64)
            ),
        ),
        ("articles", format!("about {} in {}", grouped(articles as u64), Size(sources.bytes))),
        ("records", format!("about {}", Size(all(size as f64) as u64))),
        (
            "time",
            format!(
                "about {}, at {} words/s",
                duration(all(seconds)),
                grouped((words as f64 / seconds.max(1e-9)) as u64)
            ),
        ),
    ];
    let text: String = lines.iter().map(|(name, what)| format!("{name:<12}{what}\n")).collect();
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(Outcome::Clean)
}

fn compressed(bytes: &[u8]) -> Result<usize> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let packed = gzip.write_all(bytes).and_then(|()| gzip.finish());
    packed.map(|packed| packed.len()).map_err(|e| Error::io("a record", e))
}
