//! brat's standoff: a text file and beside it its annotations, offsets in code points.
//!
//! `T` lines are mentions, `R` lines links between two. An event (`E`) is a relation with a predicate, the text under its
//! trigger. Attributes, normalisations, notes, equivalences and events inside events are passed over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::form::{Labels, Origin};
use super::graph::{Graph, Link, Linking, Node, Part};
use super::located::Located;
use super::read::Read;
use super::unheld::Unheld;
use super::written::Pair;
use crate::doc::{PredicateKind, Span};
use crate::error::{Error, ErrorKind, Result};
use crate::format::{OffsetIndex, OffsetUnit};

/// Reads a pair, named by either of its files, or every pair of a folder in order of names.
pub(super) fn read(path: &Path) -> Result<Read> {
    let mut read = Read::default();
    if !path.is_dir() {
        let article = read_pair(&path.with_extension("ann"), &mut read.left_out);
        read.take(article);
        return Ok(read);
    }
    let entries = std::fs::read_dir(path).and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
    let entries = entries.map_err(|e| Error::io(path, e))?;
    let paths = entries.iter().map(std::fs::DirEntry::path);
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|e| e == "ann")).collect();
    paths.sort();
    if paths.is_empty() {
        let what = format!("{}: no .ann files in this folder", path.display());
        return Err(Error::new(ErrorKind::Input, what));
    }
    for path in paths {
        let article = read_pair(&path, &mut read.left_out);
        read.take(article);
    }
    Ok(read)
}

fn read_pair(annotations: &Path, left_out: &mut Unheld) -> Result<Labels> {
    let text_path = annotations.with_extension("txt");
    let text = std::fs::read_to_string(&text_path).map_err(|e| Error::io(&text_path, e))?;
    let lines = std::fs::read_to_string(annotations).map_err(|e| Error::io(annotations, e))?;
    let id = annotations.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
    article(id, text, &lines, &annotations.display().to_string(), left_out)
}

/// An article from its two files; `name` is what messages call the second.
///
/// # Errors
/// For whatever is malformed, and for discontinuous phrases.
pub(super) fn article(
    id: String,
    text: String,
    annotations: &str,
    name: &str,
    left_out: &mut Unheld,
) -> Result<Labels> {
    let origin = Origin { file: name.to_owned(), line: None };
    if text.len() > u32::MAX as usize {
        return Err(origin.error("a text of more than 4 GiB"));
    }
    let mut pair = PairLines::new(&origin, &text);
    let lines = annotations.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    for (at, line) in lines {
        pair.line(line, at + 1, left_out)?;
    }
    let (mentions, relations) = pair.graph(left_out)?.layers();
    Ok(Labels {
        id,
        text,
        origin,
        mentions: Some(mentions),
        relations: Some(relations),
        ..Labels::default()
    })
}

/// The lines of one file.
struct PairLines<'a> {
    origin: &'a Origin,
    text: &'a str,
    located: Located<'a>,
    /// Phrases in their order, with their ids.
    nodes: Vec<Node>,
    by_id: BTreeMap<&'a str, usize>,
    relations: Vec<(usize, &'a str)>,
    events: Vec<(usize, &'a str)>,
}

impl<'a> PairLines<'a> {
    fn new(origin: &'a Origin, text: &'a str) -> PairLines<'a> {
        PairLines {
            origin,
            text,
            located: Located::new(origin, text, OffsetUnit::Codepoint),
            nodes: Vec::new(),
            by_id: BTreeMap::new(),
            relations: Vec::new(),
            events: Vec::new(),
        }
    }

    fn line(&mut self, line: &'a str, at: usize, left_out: &mut Unheld) -> Result<()> {
        match line.as_bytes().first() {
            Some(b'T') => self.phrase(line, at)?,
            Some(b'R') => self.relations.push((at, line)),
            Some(b'E') => self.events.push((at, line)),
            Some(b'A' | b'M') => left_out.add("attributes", 1),
            Some(b'N') => left_out.add("normalisations", 1),
            Some(b'#') => left_out.add("notes", 1),
            Some(b'*') => left_out.add("equivalences", 1),
            _ => {
                let what = format!("{line:?} is none of brat's lines (T, R, E, A, M, N, # or *)");
                return Err(self.origin.at(Some(at)).error(what));
            }
        }
        Ok(())
    }

    /// `T1<tab>ORG 0 5<tab>Seoul`.
    fn phrase(&mut self, line: &'a str, at: usize) -> Result<()> {
        let origin = self.origin.at(Some(at));
        let mut fields = line.splitn(3, '\t');
        let (Some(id), Some(place)) = (fields.next(), fields.next()) else {
            return Err(origin.error("no tab between id and type"));
        };
        if place.contains(';') {
            let what = format!("{id} is discontinuous ({place}); join its parts or label each");
            return Err(origin.error(what));
        }
        let parts: Vec<&str> = place.split(' ').collect();
        let [label, start, end] = parts[..] else {
            return Err(origin.error(format!("{place:?} is no type with start and end")));
        };
        let (Ok(start), Ok(end)) = (start.parse(), end.parse()) else {
            return Err(origin.error(format!("{place:?} has no two offsets")));
        };
        let located = self.located.at(&origin);
        let span = located.span(start, end, id)?;
        if let Some(written) = fields.next() {
            // A line feed in the text would end the line here.
            let folded = |text: &str| text.replace(['\n', '\r'], " ");
            if folded(span.of(self.text)) != folded(written) {
                located.agrees(span, written, id)?;
            }
        }
        self.nodes.push(Node::new(span, label, Some(at)));
        match self.by_id.insert(id, self.nodes.len() - 1) {
            Some(_) => Err(origin.error(format!("the id {id} was used before"))),
            None => Ok(()),
        }
    }

    fn node(&self, id: &str, at: usize) -> Result<usize> {
        self.by_id
            .get(id)
            .copied()
            .ok_or_else(|| self.origin.at(Some(at)).error(format!("no T line has the id {id}")))
    }

    /// Phrases and links; events need to know all phrases first.
    fn graph(mut self, left_out: &mut Unheld) -> Result<Graph> {
        let mut links = Vec::new();
        let events: BTreeMap<&str, usize> =
            self.events.iter().filter_map(|(at, l)| Some((l.split_once('\t')?.0, *at))).collect();
        let mut triggers = BTreeSet::new();
        for (at, line) in std::mem::take(&mut self.events) {
            let bad = |what: &str| self.origin.at(Some(at)).error(format!("{line:?}: {what}"));
            let (_, rest) = line.split_once('\t').ok_or_else(|| bad("no tab after the id"))?;
            let mut parts = rest.split_whitespace();
            let trigger = parts.next().and_then(|part| part.split_once(':'));
            let (label, trigger) = trigger.ok_or_else(|| bad("no TYPE:TRIGGER"))?;
            let named = self.node(trigger, at)?;
            let mut node = Node::new(self.nodes[named].span, label, Some(at));
            node.part = Part::Predicate;
            // The trigger of a second event is another predicate in the same place.
            let from = if triggers.insert(named) { named } else { self.nodes.len() };
            match self.nodes.get_mut(from) {
                Some(trigger) => *trigger = node,
                None => self.nodes.push(node),
            }
            for part in parts {
                let (role, to) = part.split_once(':').ok_or_else(|| bad("no ROLE:ID"))?;
                if events.contains_key(to) {
                    left_out.add("events in events", 1);
                    continue;
                }
                let to = self.node(to, at)?;
                links.push(Link { from, to, label: our_role(role).to_owned() });
            }
        }
        for (at, line) in std::mem::take(&mut self.relations) {
            let bad = |what: &str| self.origin.at(Some(at)).error(format!("{line:?}: {what}"));
            let (_, rest) = line.split_once('\t').ok_or_else(|| bad("no tab after the id"))?;
            let parts: Vec<&str> = rest.split_whitespace().collect();
            let [label, first, second] = parts[..] else {
                return Err(bad("no type with two arguments"));
            };
            let end = |part: &'a str| {
                let (_, id) = part.split_once(':').ok_or_else(|| bad("no ROLE:ID"))?;
                if events.contains_key(id) { Ok(None) } else { self.node(id, at).map(Some) }
            };
            match (end(first)?, end(second)?) {
                (Some(from), Some(to)) => links.push(Link { from, to, label: label.to_owned() }),
                _ => left_out.add("relations between events", 1),
            }
        }
        Ok(Graph { nodes: self.nodes, links })
    }
}

/// `object2` is a second object; roles of others keep their digits.
fn our_role(role: &str) -> &str {
    let bare = role.trim_end_matches(|c: char| c.is_ascii_digit());
    let part = bare.split('-').next().unwrap_or(bare);
    if matches!(part, "subject" | "object" | "argument") { bare } else { role }
}

/// Articles as pairs of files, named for their ids.
///
/// # Errors
/// For labels that brat cannot read: it ends them at white space.
pub(super) fn write(
    articles: &[Labels],
    linking: Linking,
    unheld: &mut Unheld,
) -> Result<Vec<Pair>> {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut pairs = Vec::with_capacity(articles.len());
    for article in articles {
        let safe = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
        let mut name: String = article.id.chars().map(safe).collect();
        if name.is_empty() || name.starts_with('.') {
            name.insert(0, '_');
        }
        let uses = names.entry(name.clone()).or_default();
        *uses += 1;
        if *uses > 1 {
            name = format!("{name}-{uses}");
        }
        unheld.add("ids", usize::from(name != article.id));
        let annotations = annotations(article, linking, unheld)?;
        pairs.push(Pair { name, text: article.text.clone(), annotations });
    }
    Ok(pairs)
}

fn annotations(article: &Labels, linking: Linking, unheld: &mut Unheld) -> Result<String> {
    let graph = Graph::of(article, linking, unheld);
    let index = OffsetIndex::new(&article.text, OffsetUnit::Codepoint);
    let mut content = String::new();
    let place = |span: Span| (index.from_byte(span.start()), index.from_byte(span.end()));
    let labels = graph.nodes.iter().map(type_of).chain(graph.links.iter().map(|l| l.label.clone()));
    for label in labels {
        if label.is_empty() || label.contains(|c: char| c.is_whitespace() || c == ':' || c == ';') {
            let what =
                format!("label {label:?} cannot stand in brat's lines; --label-map renames it");
            return Err(article.origin.error(what));
        }
    }
    for (i, node) in graph.nodes.iter().enumerate() {
        let (start, end) = place(node.span);
        let text = node.span.of(&article.text).replace(['\n', '\r'], " ");
        content.push_str(&format!("T{}\t{} {start} {end}\t{text}\n", i + 1, type_of(node)));
    }
    let (mut events, mut relations) = (0, 0);
    let mut links_of: BTreeMap<usize, Vec<&Link>> = BTreeMap::new();
    graph.links.iter().for_each(|link| links_of.entry(link.from).or_default().push(link));
    for (i, node) in graph.nodes.iter().enumerate() {
        if node.part != Part::Predicate {
            continue;
        }
        events += 1;
        content.push_str(&format!("E{events}\t{}:T{}", type_of(node), i + 1));
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        for link in links_of.get(&i).into_iter().flatten() {
            let count = uses.entry(&link.label).or_default();
            *count += 1;
            let number = if *count > 1 { count.to_string() } else { String::new() };
            content.push_str(&format!(" {}{number}:T{}", link.label, link.to + 1));
        }
        content.push('\n');
    }
    for link in &graph.links {
        if graph.nodes[link.from].part != Part::Predicate {
            relations += 1;
            let (label, from, to) = (&link.label, link.from + 1, link.to + 1);
            content.push_str(&format!("R{relations}\t{label} Arg1:T{from} Arg2:T{to}\t\n"));
        }
    }
    Ok(content)
}

/// A trigger has the type of its event, which of others is the event's own label.
fn type_of(node: &Node) -> String {
    match node.part {
        Part::Predicate if node.label.parse::<PredicateKind>().is_err() => node.label.clone(),
        _ => node.written(),
    }
}
