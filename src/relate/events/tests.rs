//! One sentence for each kind of frame, over trees made by hand.

use crate::doc::Relation;
use crate::doc::testing::document;
use crate::relate::relations;

/// The event of a relation in one line: lemma, type, root, rule.
fn line(r: &Relation) -> String {
    let event = r.event.as_ref().map(|e| format!("{} {} {}", e.plover, e.cameo, e.rule));
    format!("{} {}", r.predicate.lemma, event.unwrap_or_else(|| "-".into()))
}

#[test]
fn each_frame_gives_its_type() {
    let mut wrong = String::new();
    let fixture = include_str!("../fixtures/events.txt");
    for block in fixture.split("\n\n").filter(|b| b.lines().any(|l| l.starts_with('1'))) {
        let d = document(block);
        let expected: Vec<&str> =
            block.lines().filter_map(|l| l.strip_prefix("# event = ")).collect();
        let got: Vec<String> = relations(&d).iter().map(line).collect();
        if got != expected {
            wrong += &format!("\n{}\n  expected {expected:#?}\n  got {got:#?}\n", d.text());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
