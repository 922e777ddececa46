//! The encoder alone: how many word pieces of single sentences it reads in a second.
//!
//! ```sh
//! cargo run --release --features bench --example encode -- SENTENCES.txt [--threads N] [--rounds N] [--windows FILE]
//! ```
//!
//! SENTENCES.txt has a sentence a line. Prints a line of JSON for each round; with `--rounds 0` it waits for a line on
//! standard input before each, so that a script can take turns with other programs. `--windows FILE` writes what the
//! encoder reads, a window a line, for other engines to read the same. The last line compares the byte products with
//! the machine's peak.

use std::io::{BufRead, Write};
use std::time::{Duration, Instant};

use actant::doc::Document;
use actant::model::{Bundle, Encoder, Shipped, Window, WindowLimits, speed, windows};
use actant::text::tokenize;
use rayon::prelude::*;

/// Pieces that are encoded together, as in the pipeline.
const BATCH_PIECES: usize = 1024;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut file, mut threads, mut rounds, mut dump) = (None, 1, 5, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--threads" => threads = value()?.parse()?,
            "--rounds" => rounds = value()?.parse()?,
            "--windows" => dump = Some(value()?),
            _ => file = Some(argument),
        }
    }
    let text = std::fs::read_to_string(file.ok_or("name a file of sentences")?)?;
    let bundle = Bundle::shipped(Shipped::Small)?;
    // Sentences stand alone.
    let limits = WindowLimits { joined: 0, ..bundle.limits() };
    let mut all: Vec<Window> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let mut document = Document::new("", line)?;
        let tokenized = tokenize(document.text());
        document.set_tokens(tokenized.sentences, tokenized.tokens)?;
        all.extend(windows(&document, &bundle.vocabulary, limits));
    }
    if let Some(dump) = dump {
        let mut out = std::io::BufWriter::new(std::fs::File::create(dump)?);
        for Window { pieces, shapes, .. } in &all {
            writeln!(out, r#"{{"pieces": {pieces:?}, "shapes": {shapes:?}}}"#)?;
        }
    }
    let pieces: usize = all.iter().map(|w| w.pieces.len()).sum();
    all.sort_by_key(|w| std::cmp::Reverse(w.pieces.len()));
    let mut batches: Vec<Vec<Window>> = vec![Vec::new()];
    let mut full = 0;
    for window in all {
        full += window.pieces.len();
        if let Some(last) = batches.last_mut() {
            last.push(window);
        }
        if full >= BATCH_PIECES {
            batches.push(Vec::new());
            full = 0;
        }
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let mut go = std::io::stdin().lock().lines();
    let mut done = 0;
    loop {
        if rounds == 0 && go.next().transpose()?.is_none_or(|line| line != "go") {
            break;
        }
        let began = Instant::now();
        pool.install(|| batches.par_iter().try_for_each(|b| bundle.encoder.encode(b).map(drop)))?;
        let seconds = began.elapsed().as_secs_f64();
        println!(r#"{{"seconds": {seconds}, "pieces": {pieces}}}"#);
        done += 1;
        if done == rounds {
            break;
        }
    }
    let time = Duration::from_secs(2);
    let products = speed::byte_products(&bundle.encoder, time)?;
    println!(
        r#"{{"products": {}, "peak": {}}}"#,
        products.map_or("null".into(), |x| x.to_string()),
        speed::byte_peak(time).map_or("null".into(), |x| x.to_string())
    );
    Ok(())
}
