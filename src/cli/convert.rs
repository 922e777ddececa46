//! `actant convert`: labelled data from one format into another.

use std::io::Write;
use std::path::{Path, PathBuf};

use actant::corpus::Output;
use actant::format::labels::{
    self, LabelFormat, LabelMap, Linking, Pair, ReadOptions, Scheme, Unheld, WriteOptions,
};
use actant::{Error, ErrorKind, Result};

use super::Outcome;
use super::eval::labelled_files::format_of;

/// Turn labelled data, or records, from one format into another, and say what the other cannot hold.
#[derive(Debug, clap::Args)]
pub struct Convert {
    /// A file, or for brat a folder of pairs.
    input: PathBuf,
    /// Where it goes: a file, or for brat a folder; standard output for `-`. A name that ends in .gz or .zst is compressed.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The format of the input: records, columns, conllu, brat, doccano, label-studio, spacy, dygie, crossre, spert, carb,
    /// plover or dwie; by default the file tells.
    #[arg(long, value_name = "NAME")]
    from: Option<LabelFormat>,
    /// The format of the output: as above but plover and dwie, which are only read; by default its name tells.
    #[arg(long, value_name = "NAME")]
    to: Option<LabelFormat>,
    /// Replace the output if it exists.
    #[arg(long)]
    force: bool,
    /// Exit with code 1 if something could not be held.
    #[arg(long)]
    strict: bool,
    /// Leave out articles that are broken, report each, and exit with code 1.
    #[arg(long)]
    keep_going: bool,
    /// Rename labels of mentions: a table with a label, a tab and what it is called instead, or - to leave it out.
    #[arg(long, value_name = "FILE")]
    label_map: Option<PathBuf>,
    /// Keep the mentions of one kind alone: name, nominal or pronoun.
    #[arg(long, value_name = "KIND")]
    kind: Option<actant::doc::MentionKind>,
    /// The column of the tags in an input of columns, counting from 1; the last one by default.
    #[arg(long, value_name = "N")]
    column: Option<usize>,
    /// Refuse an input of columns whose tags are not well formed in a scheme: iob1, iob2, iobes or bilou.
    #[arg(long, value_name = "SCHEME")]
    from_scheme: Option<Scheme>,
    /// The scheme of the tags in an output of columns: iob1, iob2, iobes or bilou.
    #[arg(long, value_name = "SCHEME", default_value_t = Scheme::Iob2)]
    scheme: Scheme,
    /// In formats of links, link subjects to objects instead of predicates to both.
    #[arg(long)]
    direct: bool,
}

impl Convert {
    /// Converts.
    pub fn run(self) -> Result<Outcome> {
        let to_stdout = self.output == Path::new("-");
        let from = format_of(&self.input, self.from)?;
        let to = match self.to {
            Some(format) => format,
            None if to_stdout => {
                let what = "the format of standard output has to be named: --to NAME";
                return Err(Error::new(ErrorKind::Config, what));
            }
            None => LabelFormat::of_output(&self.output)?,
        };
        if !to.is_written() {
            let what = format!("{to} is read but not written; choose another format");
            return Err(Error::new(ErrorKind::Config, what));
        }
        let options = ReadOptions { column: self.column, scheme: self.from_scheme };
        let mut read = labels::read(&self.input, from, &options)?;
        let broken = read.broken.len();
        if !self.keep_going {
            read = read.strict()?;
        }
        read.broken.iter().for_each(|error| eprintln!("error: {error}"));
        if broken > 0 && read.articles.is_empty() {
            let what = format!("{}: no article could be read", self.input.display());
            return Err(Error::new(ErrorKind::Input, what));
        }
        let map = self.label_map.as_deref().map(LabelMap::read).transpose()?;
        let mut mapped_out = 0;
        for article in &mut read.articles {
            if let Some(map) = &map {
                mapped_out += map.apply(article)?;
            }
            if let Some(kind) = self.kind {
                article.retain_mentions(|m| m.kind == kind);
            }
        }
        let linking = if self.direct { Linking::Direct } else { Linking::ByPredicate };
        let name = self.output.to_string_lossy();
        let name = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
        let in_lines = name.ends_with(".jsonl");
        let options = WriteOptions { scheme: self.scheme, linking, in_lines };
        let written = labels::write(&read.articles, to, &options)?;
        match written.content {
            Ok(content) => self.write_file(&content, to_stdout)?,
            Err(pairs) => self.write_pairs(&pairs, to_stdout)?,
        }
        if mapped_out > 0 {
            eprintln!("left out by the label map: {mapped_out} mentions");
        }
        let say = |what: String, counts: &Unheld| {
            if !counts.is_empty() {
                eprintln!("{what}: {counts}");
            }
        };
        say(format!("not read from {from}"), &read.left_out);
        say(format!("not held by {to}"), &written.unheld);
        let lost = !read.left_out.is_empty() || !written.unheld.is_empty();
        Ok(if broken > 0 || self.strict && lost { Outcome::SomeFailed } else { Outcome::Clean })
    }

    fn write_file(&self, content: &str, to_stdout: bool) -> Result<()> {
        if to_stdout {
            // A closed pipe is the reader's wish to stop, not a failure.
            let _ = std::io::stdout().write_all(content.as_bytes());
            return Ok(());
        }
        self.refuse_the_input(&self.output)?;
        let mut output = Output::create(&self.output, self.force)?;
        output.write_all(content.as_bytes()).map_err(|e| output.error(e))?;
        output.finish()
    }

    fn write_pairs(&self, pairs: &[Pair], to_stdout: bool) -> Result<()> {
        let one = self.output.extension().is_some_and(|ending| ending == "ann");
        if to_stdout || self.output.is_file() && !one || one && pairs.len() != 1 {
            let what = "brat's articles are pairs of files; name a folder to write";
            return Err(Error::new(ErrorKind::Config, what));
        }
        // A name that ends in .ann is one of a pair.
        let folder = (!one).then_some(&self.output);
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
        }
        for pair in pairs {
            let named = |ending: &str| match folder {
                Some(folder) => folder.join(format!("{}.{ending}", pair.name)),
                None => self.output.with_extension(ending),
            };
            for (ending, content) in [("txt", &pair.text), ("ann", &pair.annotations)] {
                let path = named(ending);
                self.refuse_the_input(&path)?;
                let mut output = Output::create(&path, self.force)?;
                output.write_all(content.as_bytes()).map_err(|e| output.error(e))?;
                output.finish()?;
            }
        }
        Ok(())
    }

    /// `--force` is no consent to lose the input.
    fn refuse_the_input(&self, output: &Path) -> Result<()> {
        let (Ok(input), Ok(real)) = (self.input.canonicalize(), output.canonicalize()) else {
            return Ok(());
        };
        if real.is_file() && (real == input || real.with_extension("ann") == input) {
            let what = format!("{}: is the input too; write elsewhere", output.display());
            return Err(Error::new(ErrorKind::Config, what));
        }
        Ok(())
    }
}
