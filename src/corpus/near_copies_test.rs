use super::*;

/// The texts of the labelled articles.
fn articles() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/gold.jsonl");
    let text = |line: &str| {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        record["text"].as_str().unwrap().to_owned()
    };
    std::fs::read_to_string(path).unwrap().lines().map(text).collect()
}

/// Headline, and the sentences behind it.
fn parts(text: &str) -> (&str, Vec<&str>) {
    let (headline, body) = text.split_once("\n\n").unwrap_or(("", text));
    (headline, body.split_inclusive(". ").collect())
}

type Edit = fn(&str) -> String;

/// What editors do to the text of an agency.
const EDITS: [(&str, Edit); 8] = [
    ("another headline", |text| {
        format!("What we know so far about Monday's events\n\n{}", parts(text).1.concat())
    }),
    ("another dateline", |text| {
        let (headline, sentences) = parts(text);
        format!("{headline}\n\nGENEVA, Nov. 3 (Agencies) — {}", sentences.concat())
    }),
    ("lines of agencies", |text| {
        format!(
            "By our foreign desk\n{text}\n\n(With reporting by our correspondents. Editing by the \
             night desk. All rights reserved.)"
        )
    }),
    ("without its end", |text| {
        let (headline, sentences) = parts(text);
        let kept = sentences.len() - sentences.len().div_ceil(5);
        format!("{headline}\n\n{}", sentences[..kept].concat())
    }),
    ("some words replaced", |text| {
        let words = text.split(' ').enumerate();
        let replaced = words.map(|(i, word)| if i % 20 == 7 { "reportedly" } else { word });
        replaced.collect::<Vec<_>>().join(" ")
    }),
    ("sentences in another order", |text| {
        let (headline, mut sentences) = parts(text);
        let half = sentences.len() / 2;
        sentences.rotate_left(half);
        format!("{headline}\n\n{}", sentences.concat())
    }),
    ("a paragraph more", |text| {
        format!(
            "{text}\n\nAnalysts expect further statements in the course of the week, and markets \
             were little changed on the news."
        )
    }),
    ("headline, dateline and end", |text| {
        let (_, sentences) = parts(text);
        let kept = sentences.len() - 1;
        format!("Late news in brief\n\nLONDON — {}(Agencies)", sentences[..kept].concat())
    }),
];

/// Two reports of one event, written by two people.
const SAME_TOPIC: [[&str; 2]; 4] = [
    [
        "A strong earthquake shook the coast of Arvania early on Tuesday, killing at least nine \
         people and leaving thousands without power, officials said. The tremor, with a magnitude \
         of 6.4, struck 30 kilometres off the port of Lenz at 4:12 a.m. Rescue workers were \
         searching the ruins of a hotel that had collapsed.",
        "At least nine people have died after an earthquake of magnitude 6.4 hit Arvania on \
         Tuesday. Its centre lay 30 kilometres off the port of Lenz, the geological service said. \
         Thousands of homes have no electricity, and rescuers dug through what was left of a \
         hotel that fell in on its guests shortly after 4 a.m.",
    ],
    [
        "The central bank of Norland raised its key rate by a quarter of a point to 4.75 percent \
         on Thursday and said that further steps might follow. Inflation has slowed but is still \
         above the target of two percent, Governor Ilse Brandt told reporters. Economists had \
         expected the move.",
        "Norland's key interest rate goes up to 4.75 percent from 4.5 percent, the central bank \
         announced on Thursday, as expected by economists. Governor Ilse Brandt did not rule out \
         another increase: prices rise more slowly now, she said, though not yet by the two \
         percent that the bank aims for.",
    ],
    [
        "Rebels in the east of Zarvania freed twelve aid workers on Friday after five weeks in \
         captivity. The Red Cross, which had negotiated for them, flew the group to the capital, \
         where all were said to be in good health. The government denied that a ransom was paid.",
        "Twelve aid workers who were abducted five weeks ago in eastern Zarvania are free. A \
         plane of the Red Cross brought them to the capital on Friday. They were tired but well, \
         a doctor said. No ransom was paid, according to the government; the rebels gave no \
         reason for letting them go.",
    ],
    [
        "Striker Tom Hale scored twice as Eastham beat Larkton 3-1 on Saturday to stay top of the \
         league. Larkton had taken the lead through a penalty in the ninth minute, but Hale \
         levelled before the break and headed home a corner after it. Substitute Dan Roe added the \
         third in stoppage time.",
        "Eastham remain the leaders after a 3-1 win against Larkton on Saturday. The visitors went \
         ahead from the spot after nine minutes. Two goals by Tom Hale, one on either side of \
         half-time, turned the match around, and Dan Roe made sure of the points in added time.",
    ],
];

/// A report that a bank gives out each week, with other figures.
fn weekly(day: &str, rate: &str, amount: &str, bids: &str) -> String {
    format!(
        "The central bank sold treasury bills at its weekly tender on {day}. The average rate was \
         {rate} percent, it said in a statement. Bids worth {bids} million crowns were received, \
         of which bills worth {amount} million were allotted. The next tender will be held in a \
         week."
    )
}

fn is_copy(text: &str, of: &str) -> bool {
    let mut known = NearCopies::new(1 << 20);
    assert_eq!(known.note("first", of).0, None);
    known.note("second", text).0.is_some()
}

#[test]
fn copies_are_found_and_other_articles_are_not() {
    let articles = articles();
    let (mut made, mut found) = (0, 0);
    for (what, edit) in EDITS {
        let copies = articles.iter().filter(|text| is_copy(&edit(text), text)).count();
        println!("{what}: {copies} of {} copies are found", articles.len());
        assert!(copies * 100 >= articles.len() * 85, "{what}: {copies} of {}", articles.len());
        (made, found) = (made + articles.len(), found + copies);
    }
    let mut wrong = 0;
    let mut others = 0;
    for (i, text) in articles.iter().enumerate() {
        wrong += articles[..i].iter().filter(|other| is_copy(text, other)).count();
        others += i;
    }
    let same_topic = SAME_TOPIC.iter().filter(|[one, other]| is_copy(one, other)).count();
    println!("{found} of {made} copies are found, {wrong} of {others} unrelated pairs");
    println!("and {same_topic} of {} pairs on the same event", SAME_TOPIC.len());
    assert!(found * 100 >= made * 95, "{found} of {made}");
    assert_eq!((wrong, same_topic), (0, 0));
}

#[test]
fn the_same_form_with_other_figures_is_no_copy() {
    let one = weekly("Monday", "4.31", "2,500", "3,912");
    let other = weekly("Monday", "4.75", "1,800", "2,044");
    assert!(!is_copy(&one, &other));
    assert!(is_copy(&one, &one.replace("The central bank", "FRANKFURT – The central bank")));
}

/// The report of a bond, of which there are many in the same words.
const BOND: &str = "Norland Shipping is issuing a 75 mln dlr bond due June 12, 1992 paying 9-1/4 pct and priced at \
    101-1/8, the lead manager said. It may be called from 1990 at 102 pct. The bond is available in denominations of 1,000 and 10,000 dlrs and will \
    be listed in Luxembourg. Fees comprise 1-1/4 pct selling concession, with 5/8 pct for management and \
    underwriting combined. The payment date is June 12 and there will be a long first coupon.";

#[test]
fn other_figures_make_another_report_however_similar_the_words_are() {
    let other = BOND.replace("75 mln", "60 mln").replace("9-1/4", "9-3/8");
    assert!(Signature::of(BOND).similarity(&Signature::of(&other)) >= COPY);
    assert!(!is_copy(&other, BOND));
    let corrected = BOND.replace("101-1/8", "101-3/8");
    assert!(is_copy(&corrected, BOND), "one figure of eleven is a correction");
    let (first, _) = BOND.split_once(" Fees comprise").unwrap();
    assert!(is_copy(first, BOND), "a part has fewer figures, and no others");
}

#[test]
fn of_several_that_are_similar_the_first_is_named_and_clusters_are_told() {
    let articles = articles();
    let mut known = NearCopies::new(1 << 20);
    let mut note = |id: &str, text: &str| known.note(id, text).0.map(|copy| copy.first);
    assert_eq!(note("a", &articles[0]), None);
    assert_eq!(note("b", &articles[1]), None);
    assert_eq!(note("b2", &EDITS[1].1(&articles[1])).as_deref(), Some("b"));
    assert_eq!(note("a2", &EDITS[2].1(&articles[0])).as_deref(), Some("a"));
    assert_eq!(note("c", &articles[2]), None);
    // Of a copy of a copy, too, the first is named.
    assert_eq!(note("a3", &EDITS[2].1(&articles[0])).as_deref(), Some("a"));
    let of = |first: &str, copies: &[&str]| Cluster {
        first: first.to_owned(),
        copies: copies.iter().map(|id| id.to_string()).collect(),
    };
    let clusters: Vec<Cluster> = known.clusters().collect();
    assert_eq!(clusters, [of("a", &["a2", "a3"]), of("b", &["b2"])]);
    let mut line = Vec::new();
    clusters[0].write(&mut line).unwrap();
    let expected = "{\"first\":\"a\",\"copies\":[\"a2\",\"a3\"],\"n_sources\":3}\n";
    assert_eq!(String::from_utf8(line).unwrap(), expected);
}

/// An article that is like no other.
fn nonsense(seed: u64) -> String {
    (0..60)
        .map(|i| format!("w{} ", (seed * 60 + i).wrapping_mul(2_654_435_761) % 1_000_003))
        .collect()
}

#[test]
fn memory_is_bounded_and_the_oldest_articles_are_forgotten() {
    const MEMORY: usize = 200 * ENTRY;
    let mut known = NearCopies::new(MEMORY);
    let mut told = Vec::new();
    for i in 0..1000 {
        let (copy, closed) = known.note(&i.to_string(), &nonsense(i));
        assert_eq!(copy, None, "{i}");
        told.extend(closed);
        assert!(known.older.bytes + known.newer.bytes <= MEMORY + ENTRY + 3);
        // A copy that comes soon.
        if i % 100 == 50 {
            let (copy, closed) = known.note(&format!("copy {i}"), &nonsense(i - 40));
            assert_eq!(copy.unwrap().first, (i - 40).to_string());
            told.extend(closed);
        }
    }
    assert!(known.forgotten() >= 800);
    assert_eq!(known.note("late", &nonsense(3)).0, None, "it is too long ago");
    told.extend(known.clusters());
    let firsts: Vec<String> = (0..10).map(|i| (i * 100 + 10).to_string()).collect();
    assert_eq!(told.iter().map(|c| c.first.clone()).collect::<Vec<_>>(), firsts, "each once");
}

#[test]
fn what_many_articles_share_costs_little() {
    // The first half of each is the same, so that bands are equal again and again.
    let mut known = NearCopies::new(1 << 22);
    let common: String = (0..40).map(|i| format!("common{i} ")).collect();
    for i in 0..2000 {
        known.note(&i.to_string(), &format!("{common}{}{}", nonsense(i), nonsense(i + 5000)));
    }
    let places = known.newer.places.len();
    assert!(known.newer.taken <= places * 5 / 8, "{} of {places}", known.newer.taken);
    assert!(known.newer.sketches.len() > 1900);
}
