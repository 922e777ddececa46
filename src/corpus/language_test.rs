use super::*;

/// Articles in other languages.
const OTHERS: [(&str, &str); 6] = [
    (
        "German",
        "BERLIN – Die Außenminister der beiden Nachbarstaaten haben sich am Montag in der \
         Hauptstadt zu Gesprächen über den Grenzverkehr getroffen. Nach Angaben des Sprechers \
         wurde vereinbart, die gesperrten Übergänge bis zum Ende des Jahres wieder zu öffnen. Die \
         Opposition kritisierte, dass über die Lage der Flüchtlinge nicht gesprochen worden sei. \
         Im kommenden Monat soll in Genf weiter verhandelt werden.",
    ),
    (
        "French",
        "PARIS – Le président a reçu mardi les représentants des syndicats, après trois semaines \
         de grève dans les transports. Selon un communiqué, le gouvernement est prêt à retarder \
         la réforme, mais il refuse de la retirer. Les dirigeants des cheminots ont annoncé \
         qu'ils consulteraient leurs adhérents avant de décider de la suite du mouvement, alors \
         que la circulation des trains reste très perturbée dans tout le pays.",
    ),
    (
        "Spanish",
        "BOGOTÁ – El ejército anunció el jueves que once guerrilleros murieron en un \
         enfrentamiento cerca de la frontera. Según el ministro de Defensa, los soldados \
         respondieron a un ataque contra una patrulla. Las organizaciones de derechos humanos \
         pidieron una investigación independiente, porque algunos vecinos aseguran que entre los \
         muertos había campesinos que no tenían nada que ver con el grupo.",
    ),
    (
        "Russian",
        "Министр иностранных дел заявил в среду, что переговоры с соседней страной будут \
         продолжены на следующей неделе. По его словам, стороны договорились об обмене пленными и \
         о прекращении огня на время праздников. Представитель правительства отказался назвать \
         место встречи.",
    ),
    (
        "Arabic",
        "أعلنت وزارة الخارجية يوم الاثنين أن الوفدين سيلتقيان في العاصمة لبحث وقف إطلاق النار \
         وتبادل الأسرى. وقال المتحدث باسم الوزارة إن المحادثات ستستمر ثلاثة أيام بوساطة من الأمم \
         المتحدة، وإن الطرفين اتفقا على فتح المعابر أمام المساعدات الإنسانية.",
    ),
    (
        "Mandarin",
        "外交部发言人星期一表示，两国代表团将于下周在首都举行会谈，讨论边境贸易和航班恢复问题。发言人说，双方已经\
         同意在年底以前重新开放三个口岸，并将就货物检查的程序继续磋商。当地商会对此表示欢迎，认为这有助于恢复往来。\
         反对党批评政府没有公布协议的全部内容，要求在议会进行辩论。",
    ),
];

/// Articles that are in English, or of which nobody can tell.
const PASS: [(&str, &str); 8] = [
    (
        "wire copy in capitals",
        "MUSCAT – ENVOYS FROM ZARVANIA AND THE KESTAN LIBERATION FRONT RETURNED TO THE OMANI \
         CAPITAL ON MONDAY FOR A SECOND ROUND OF TALKS, THE OMANI FOREIGN MINISTRY SAID. THE \
         REBELS HAVE ACCUSED PRESIDENT TOMAS HELDRIN OF BREAKING A MARCH TRUCE.",
    ),
    (
        "a table of figures",
        "Shr 53 cts vs 22 cts\nNet 3.58 mln vs 1.47 mln\nRevs 127.3 mln vs 110.9 mln\nNine mths\n\
         Shr 1.61 dlrs vs 98 cts\nNet 10.9 mln vs 6.7 mln\nRevs 371.0 mln vs 322.5 mln\nAvg shrs \
         6,754,000 vs 6,836,000\nNOTE: Prior year net includes tax credits",
    ),
    (
        "results of sports",
        "Bayern Munich 3 Borussia Dortmund 1\nReal Sociedad 0 Athletic Bilbao 0\nAtalanta 2 Lazio \
         2\nPSV Eindhoven 4 Heerenveen 0\nSporting Braga 1 Boavista Porto 2\nOlympique Marseille 1 \
         Saint-Etienne 1\nRapid Vienna 2 Sturm Graz 3\nSlavia Prague 1 Viktoria Plzen 0",
    ),
    (
        "names from everywhere",
        "The winners: Jürgen Müller (Germany), Frédérique Lefèvre (France), María José Núñez \
         (Spain), Krzysztof Wiśniewski (Poland), Nguyễn Văn Thành (Vietnam), Øystein Bråthen \
         (Norway), Şükrü Yıldız (Turkey), João Conceição (Portugal), Jiří Dvořák (Czech Republic)",
    ),
    ("a short German text", "Die Minister haben sich am Montag in Berlin getroffen."),
    ("without letters", "3.1 4.1 5.9 2.6 5.3 5.8 9.7 9.3 2.3 8.4 6.2 6.4 3.3 8.3 2.7 9.5"),
    (
        "with a quotation",
        "The minister, who spoke in Berlin on Monday, said that the crossings would be opened \
         again by the end of the year. „Wir haben lange darüber gesprochen und sind uns am Ende \
         einig geworden“, he told the reporters who had waited for him outside of the building. \
         He did not answer their questions about the refugees and left for the airport.",
    ),
    ("nothing", ""),
];

#[test]
fn articles_in_other_languages_are_told() {
    for (language, text) in OTHERS {
        let found = foreign(text).unwrap_or_else(|| panic!("{language} passes"));
        assert_eq!(found.language, language);
        assert!(found.confidence > 0.9 && found.share > 0.9, "{found:?}");
        let why = found.why();
        assert!(why.contains(language) && why.contains("--any-language"), "{why}");
    }
}

#[test]
fn english_passes_and_so_does_what_is_not_sure() {
    for (what, text) in PASS {
        assert_eq!(foreign(text), None, "{what}");
    }
}

#[test]
fn of_several_languages_the_larger_part_counts() {
    let english = PASS[6].1;
    for (language, text) in OTHERS {
        // By letters, in bytes.
        let more = format!("{}{}", [english, "\n\n"].concat().repeat(4), text);
        assert_eq!(foreign(&more), None, "{language}");
        let less = format!("{english}\n\n{}", [text, "\n\n"].concat().repeat(4));
        assert_eq!(foreign(&less).map(|found| found.language), Some(language));
    }
}

#[test]
fn a_long_text_is_told_from_a_sample() {
    let long = OTHERS[0].1.repeat(5000);
    assert_eq!(foreign(&long).map(|found| found.language), Some("German"));
    for odd in ["x".repeat(3_000_000), "é".repeat(1_500_000), "\u{301}".repeat(1_000_000)] {
        assert_eq!(foreign(&odd), None);
    }
}
