//! Errors as a page to read in a browser: one file that needs no other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::error_block::{ErrorBlock, Side};

/// The page: an index of classes with their counts, then every error under its class.
pub fn error_page(title: &str, blocks: &[ErrorBlock]) -> String {
    let mut by_class: BTreeMap<&str, Vec<&ErrorBlock>> = BTreeMap::new();
    for block in blocks {
        by_class.entry(&block.class).or_default().push(block);
    }
    let articles: BTreeSet<&str> = blocks.iter().map(|b| b.article.as_str()).collect();
    let mut classes: Vec<(&str, Vec<&ErrorBlock>)> = by_class.into_iter().collect();
    // The most frequent first; equals stay in alphabetical order.
    classes.sort_by_key(|(_, blocks)| std::cmp::Reverse(blocks.len()));

    let title = escaped(title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n\
         <p>{} errors in {} articles.</p>\n{LEGEND}\n<table class=\"index\">\n",
        blocks.len(),
        articles.len()
    );
    for (i, (class, blocks)) in classes.iter().enumerate() {
        let (class, count) = (escaped(class), blocks.len());
        let _ = writeln!(
            out,
            "<tr><td><a href=\"#class-{i}\">{class}</a></td><td class=\"count\">{count}</td></tr>"
        );
    }
    out.push_str("</table>\n");
    for (i, (class, blocks)) in classes.iter().enumerate() {
        let (class, count) = (escaped(class), blocks.len());
        let _ = writeln!(out, "<h2 id=\"class-{i}\">{class} <small>{count}</small></h2>");
        for block in blocks {
            let place = format!("{} @{}", block.article, block.at);
            let (place, sentence) = (escaped(&place), sentence(block));
            let _ = writeln!(
                out,
                "<section>\n<p class=\"place\">{place}</p>\n<p class=\"text\">{sentence}</p>\n<dl>"
            );
            for (name, line) in &block.lines {
                let (name, line) = (escaped(name), escaped(line));
                let _ = writeln!(out, "<dt>{name}</dt><dd>{line}</dd>");
            }
            out.push_str("</dl>\n</section>\n");
        }
    }
    out.push_str("</body>\n</html>\n");
    out
}

/// The sentence with its marks. Marks may overlap, so the text is cut wherever one begins or ends.
fn sentence(block: &ErrorBlock) -> String {
    let mut cuts: BTreeSet<usize> = BTreeSet::from([0, block.text.len()]);
    for mark in &block.marks {
        cuts.extend([mark.span.start(), mark.span.end()]);
    }
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let mut out = String::new();
    for pair in cuts.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        for mark in block.marks.iter().filter(|m| m.span.start() == start) {
            let (class, role) = (class_of(mark.side), escaped(&mark.role));
            let _ = write!(out, "<sup class=\"{class}\">{role}</sup>");
        }
        let over: BTreeSet<Side> = block
            .marks
            .iter()
            .filter(|m| m.span.start() <= start && end <= m.span.end())
            .map(|m| m.side)
            .collect();
        let text = escaped(block.text.get(start..end).unwrap_or_default());
        if over.is_empty() {
            out.push_str(&text);
        } else {
            let classes: Vec<&str> = over.into_iter().map(class_of).collect();
            let _ = write!(out, "<span class=\"{}\">{text}</span>", classes.join(" "));
        }
    }
    out
}

fn class_of(side: Side) -> &'static str {
    match side {
        Side::Gold => "gold",
        Side::Predicted => "pred",
    }
}

/// Text that can stand in an element or an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

const LEGEND: &str = "<p class=\"legend\"><span class=\"gold\">underlined: gold</span> \
    <span class=\"pred\">shaded: predicted</span> <span class=\"gold pred\">both</span>. \
    What a stretch is stands before it: <sup class=\"gold\">of gold</sup> \
    <sup class=\"pred\">predicted</sup>.</p>";

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1c1f23; --paper: #ffffff; --quiet: #667080; --line: #d9dee5;
  --gold: #0a7d38; --pred: #ffe3a3; --predink: #8a5a00; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e3e6ea; --paper: #16181c; --quiet: #96a0ae; --line: #33383f;
    --gold: #5fd38a; --pred: #5a4300; --predink: #ffc94d; } }
body { background: var(--paper); color: var(--ink); font: 16px/1.6 system-ui, sans-serif; max-width: 56rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2.5rem; }
small, .place { color: var(--quiet); font-weight: normal; }
a { color: inherit; }
.index td { padding: 0 1.5rem 0 0; } .count { text-align: right; font-variant-numeric: tabular-nums; }
section { border-top: 1px solid var(--line); padding: .6rem 0; }
.place { font-size: .8rem; margin: 0; } .text { margin: .2rem 0; }
.gold { border-bottom: 2px solid var(--gold); } .pred { background: var(--pred); }
sup { font-size: .65rem; margin-right: .15rem; } sup.gold { border: 0; color: var(--gold); }
sup.pred { background: none; color: var(--predink); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 .8rem; margin: .2rem 0; font-size: .9rem; }
dt { color: var(--quiet); } dd { margin: 0; }
";

#[cfg(test)]
mod tests {
    use super::super::error_block::Mark;
    use super::*;
    use crate::doc::Span;

    fn block(class: &str, text: &str, marks: &[(usize, usize, Side)]) -> ErrorBlock {
        let mark = |&(start, end, side): &(usize, usize, Side)| Mark {
            span: Span::new(start, end),
            side,
            role: "subject".to_owned(),
        };
        let marks = marks.iter().map(mark).collect();
        let whole = Span::new(0, text.len());
        let lines = vec![("gold", "<none>".to_owned())];
        ErrorBlock::new(class.to_owned(), ("a&b", text), whole, marks, lines)
    }

    #[test]
    fn overlapping_marks_cut_the_text() {
        let found =
            sentence(&block("x", "US and UN met", &[(0, 9, Side::Gold), (7, 9, Side::Predicted)]));
        assert_eq!(
            found,
            "<sup class=\"gold\">subject</sup><span class=\"gold\">US and </span>\
             <sup class=\"pred\">subject</sup><span class=\"gold pred\">UN</span> met"
        );
    }

    #[test]
    fn nothing_of_the_article_is_markup() {
        let page = error_page("errors <1>", &[block("<script>", "A <b>\"&'</b>", &[])]);
        assert!(!page.contains("<script>") && !page.contains("<b>"), "{page}");
        assert!(page.contains("A &lt;b&gt;&quot;&amp;&#39;&lt;/b&gt;"), "{page}");
        assert!(page.contains("a&amp;b @0") && page.contains("<dd>&lt;none&gt;</dd>"), "{page}");
        // One file: nothing is fetched.
        assert!(!page.contains("http") && !page.contains("src="), "{page}");
    }

    #[test]
    fn the_index_counts_classes_the_most_frequent_first() {
        let blocks = [block("a", "x", &[]), block("b", "x", &[]), block("b", "y", &[])];
        let page = error_page("errors", &blocks);
        let index = "<a href=\"#class-0\">b</a></td><td class=\"count\">2</td>";
        assert!(page.contains(index) && page.contains("3 errors in 1 articles"), "{page}");
        assert!(page.contains("<h2 id=\"class-1\">a <small>1</small></h2>"), "{page}");
    }
}
