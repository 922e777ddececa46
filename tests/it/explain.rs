//! `actant explain`.

use actant::format::jsonl::Record;

use crate::program::{Folder, TINY, actant, extract, line};

#[test]
fn every_relation_of_an_article_is_numbered_and_explained() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/example.jsonl");
    let records = extract(&[path]).exits(0).records();
    let stated = |r: &&Record| r.relations.as_ref().is_some_and(|all| !all.is_empty());
    // The tiny model finds few relations and none that is right, which is all the same here.
    let record = records.iter().find(stated).unwrap();
    let relations = record.relations.as_deref().unwrap();
    let explain = |more: &[&str]| {
        let mut arguments = vec!["explain", path, "--model", TINY, "--article", &record.id];
        arguments.extend(more);
        actant(&arguments)
    };
    let listed = String::from_utf8(explain(&[]).exits(0).stdout).unwrap();
    assert_eq!(listed.lines().count(), relations.len(), "{listed}");
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
