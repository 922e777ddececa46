//! `actant explain`.

use crate::program::{Folder, TINY, actant, extract, line};

#[test]
fn every_relation_of_an_article_is_numbered_and_explained() {
    let folder = Folder::new();
    let sentences = "Iran told Iraqi militias to hold back. Rebels attacked the town on Friday.\n";
    let articles = folder.file("a.jsonl", line("x", "No.") + &line("y", &sentences.repeat(8)));
    let path = articles.to_string_lossy().into_owned();
    let records = extract(&[&path]).exits(0).records();
    let relations = records[1].relations.as_deref().unwrap_or_default();
    let explain = |more: &[&str]| {
        let mut arguments = vec!["explain", &path, "--model", TINY, "--article", "y"];
        arguments.extend(more);
        actant(&arguments)
    };
    let listed = String::from_utf8(explain(&[]).exits(0).stdout).unwrap();
    assert_eq!(listed.lines().count(), relations.len(), "{listed}");
    assert!(!relations.is_empty(), "the tiny model finds some, right or wrong");
    let index = relations.len() - 1;
    let page = explain(&["--relation", &index.to_string()]).exits(0);
    let page = String::from_utf8(page.stdout).unwrap();
    let last = &relations[index];
    assert!(page.contains(&format!("\npredicate   {}: ", last.predicate.lemma)), "{page}");
    assert!(page.contains(&format!("\nscore       {:.3}\n", last.score)), "{page}");
    explain(&["--relation", "4000"]).exits(2).says("numbered from 0; none is 4000");
}

#[test]
fn an_article_that_is_not_there_is_an_error() {
    let folder = Folder::new();
    let articles = folder.file("a.jsonl", line("x", "Iran met Oman."));
    let path = articles.to_string_lossy().into_owned();
    let missing = ["explain", &path, "--model", TINY, "--article", "z"];
    actant(&missing).exits(2).says("no article has the id z");
}
