//! Scores of coreference as a report.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::metrics::{CorefCounts, Metric};
use super::{CorefRules, ScoredCoref};
use crate::eval::headline::{Headline, interval_of, set_against};
use crate::eval::report::{Report, interval_text};

/// A way to treat mentions that stand alone.
struct Setting {
    prefix: &'static str,
    rule: &'static str,
    pick: fn(&ScoredCoref) -> &CorefCounts,
}

const SETTINGS: [Setting; 2] = [
    Setting { prefix: "coref", rule: "entities of one mention left out", pick: |d| &d.counts },
    Setting {
        prefix: "coref.singletons",
        rule: "with entities of one mention",
        pick: |d| &d.with_singletons,
    },
];

/// The figures of coreference that resampling is told of.
fn headlines() -> Vec<Headline<ScoredCoref>> {
    vec![
        Headline {
            key: "coref.conll.f1",
            score: |all| of_sum(all, SETTINGS[0].pick, CorefCounts::conll_f1),
        },
        Headline {
            key: "coref.muc.f1",
            score: |all| of_sum(all, SETTINGS[0].pick, |c| c.muc.f1()),
        },
        Headline {
            key: "coref.b_cubed.f1",
            score: |all| of_sum(all, SETTINGS[0].pick, |c| c.b_cubed.f1()),
        },
        Headline {
            key: "coref.ceaf_e.f1",
            score: |all| of_sum(all, SETTINGS[0].pick, |c| c.ceaf_e.f1()),
        },
        Headline {
            key: "coref.lea.f1",
            score: |all| of_sum(all, SETTINGS[0].pick, |c| c.lea.f1()),
        },
        Headline {
            key: "coref.singletons.conll.f1",
            score: |all| of_sum(all, SETTINGS[1].pick, CorefCounts::conll_f1),
        },
        Headline {
            key: "coref.singletons.lea.f1",
            score: |all| of_sum(all, SETTINGS[1].pick, |c| c.lea.f1()),
        },
    ]
}

/// A figure of the counts of all articles; not a number where there is nothing to count.
fn of_sum(
    articles: &[&ScoredCoref],
    pick: fn(&ScoredCoref) -> &CorefCounts,
    figure: fn(&CorefCounts) -> f64,
) -> f64 {
    let mut sum = CorefCounts::default();
    for article in articles {
        sum += pick(article);
    }
    if sum.is_empty() { f64::NAN } else { figure(&sum) }
}

/// Sums articles up: one entry of `scored` per article, with its id.
pub fn coref_report(scored: &[ScoredCoref], ids: &[&str], rules: &CorefRules) -> Report {
    let headlines = headlines();
    let matching = rules.in_words();
    let mut report = Report { text: format!("coreference; {matching}\n"), ..Report::default() };
    for setting in SETTINGS {
        let mut sum = CorefCounts::default();
        for article in scored {
            sum += (setting.pick)(article);
        }
        let _ = writeln!(report.text, "\n{:<44}{:>7}{:>7}{:>7}", setting.rule, "P", "R", "F1");
        let rule = |what: &str| format!("{what}; {}; {matching}", setting.rule);
        let key = format!("{}.conll.f1", setting.prefix);
        let spread = interval_of(&headlines, &key, scored);
        let f1 = sum.conll_f1();
        let name = "CoNLL F1 (mean of MUC, B³, CEAF-e)";
        let _ = writeln!(report.text, "{name:<44}{f1:>21.3}{}", interval_text(spread));
        report.add_with_interval(key, f1, spread, rule(name));
        let metrics: [(&str, &str, Metric); 4] = [
            ("muc", "MUC (links)", sum.muc),
            ("b_cubed", "B³ (mentions)", sum.b_cubed),
            ("ceaf_e", "CEAF-e (entities, φ4)", sum.ceaf_e),
            ("lea", "LEA (links, entities by size)", sum.lea),
        ];
        for (metric, name, found) in metrics {
            let key = format!("{}.{metric}", setting.prefix);
            let spread = interval_of(&headlines, &format!("{key}.f1"), scored);
            let (p, r, f1) = (found.precision.value(), found.recall.value(), found.f1());
            let spread_text = interval_text(spread);
            let _ = writeln!(report.text, "{name:<44}{p:>7.3}{r:>7.3}{f1:>7.3}{spread_text}");
            report.add_with_interval(format!("{key}.f1"), f1, spread, rule(name));
            report.add(format!("{key}.precision"), p, rule(name));
            report.add(format!("{key}.recall"), r, rule(name));
        }
        let found = sum.mentions;
        let _ = writeln!(
            report.text,
            "{:<44}{:>7.3}{:>7.3}{:>7.3}  {} of {} predicted, {} gold",
            "mentions",
            found.precision(),
            found.recall(),
            found.f1(),
            found.matched,
            found.predicted,
            found.gold
        );
        report.add_counts(&format!("{}.mentions", setting.prefix), found, None, &rule("mentions"));
    }
    let documents = ids.iter().zip(scored).map(|(id, article)| by_article(id, article));
    report.tables.insert("coref.articles".into(), documents.collect());
    report
}

fn by_article(id: &str, article: &ScoredCoref) -> Value {
    let mut entry = Map::new();
    entry.insert("id".into(), json!(id));
    let counts = &article.counts;
    for (key, metric) in [
        ("muc", counts.muc),
        ("b_cubed", counts.b_cubed),
        ("ceaf_e", counts.ceaf_e),
        ("lea", counts.lea),
    ] {
        let (p, r) = (metric.precision.value(), metric.recall.value());
        entry.insert(key.into(), json!({"precision": p, "recall": r, "f1": metric.f1()}));
    }
    entry.insert("conll_f1".into(), json!(counts.conll_f1()));
    Value::Object(entry)
}

/// Sets the figures of another system's predictions for the same articles beside those of `report`.
pub fn coref_against(report: &mut Report, this: Vec<ScoredCoref>, other: Vec<ScoredCoref>) {
    set_against(report, &headlines(), this, other);
}
