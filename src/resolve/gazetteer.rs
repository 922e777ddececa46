//! Countries, their people and the places in them, by any of their names.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::form::key_of;
use crate::doc::Country;

/// How a string stands for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Sense {
    /// Its name: *Iraq*, *Basra*.
    Name,
    /// An adjective: *Iraqi*, *Scottish*.
    Adjective,
    /// A noun for its people: *Iraqis*, *Briton*.
    People,
}

/// One country, or one place inside a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PlaceId(pub(super) usize);

/// What a string stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    /// The place; spellings of one place share it.
    pub(super) place: PlaceId,
    /// Name, adjective or people.
    pub(super) sense: Sense,
    /// The country that the place is or lies in.
    pub(super) country: Country,
    /// Whether the place is itself a country.
    pub(super) is_country: bool,
}

/// The tables `countries.tsv` and `places.tsv`, compiled in.
#[derive(Debug, Default)]
pub(super) struct Gazetteer {
    readings: FxHashMap<String, Reading>,
    /// Common name of each place.
    names: Vec<String>,
    /// Names written in capitals in the tables (*UAE*), which are not words shouted.
    acronyms: FxHashMap<String, ()>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::load);

impl Gazetteer {
    /// The one table.
    pub(super) fn get() -> &'static Gazetteer {
        &GAZETTEER
    }

    /// What a folded key ([`key_of`]) stands for. Countries come before the places in them.
    pub(super) fn look_up(&self, key: &str) -> Option<Reading> {
        self.readings.get(key).copied()
    }

    /// The common English name of a place.
    pub(super) fn name(&self, place: PlaceId) -> &str {
        &self.names[place.0]
    }

    /// Whether a key is an abbreviation in capitals (*uae*).
    pub(super) fn is_acronym(&self, key: &str) -> bool {
        self.acronyms.contains_key(key)
    }

    fn load() -> Gazetteer {
        let mut table = Gazetteer::default();
        let mut capitals = Vec::new();
        for row in rows(include_str!("countries.tsv")) {
            let [code, name, aliases, adjectives, people, seats] = row[..] else { continue };
            let Some(country) = Country::new(code) else { continue };
            let place = table.place(name);
            let reading = |sense| Reading { place, sense, country, is_country: true };
            for name in std::iter::once(name).chain(list(aliases)) {
                table.insert(name, reading(Sense::Name));
            }
            for adjective in list(adjectives) {
                table.insert(adjective, reading(Sense::Adjective));
                table.insert_plural(adjective, reading(Sense::People));
            }
            for noun in list(people) {
                table.insert(noun, reading(Sense::People));
                table.insert_plural(noun, reading(Sense::People));
            }
            capitals.push((country, seats));
        }
        let regions = rows(include_str!("places.tsv"))
            .filter_map(|row| Some((Country::new(row.first()?)?, *row.get(1)?)));
        for (country, places) in capitals.into_iter().chain(regions) {
            for entry in list(places) {
                table.insert_place(country, entry);
            }
        }
        table
    }

    /// An entry `Name=Other spelling:Adjective/Noun`.
    fn insert_place(&mut self, country: Country, entry: &str) {
        let (names, people) = entry.split_once(':').unwrap_or((entry, ""));
        let place = self.place(names.split('=').next().unwrap_or(names));
        let reading = |sense| Reading { place, sense, country, is_country: false };
        for name in names.split('=') {
            self.insert(name, reading(Sense::Name));
        }
        for adjective in people.split('/').filter(|p| !p.is_empty()) {
            self.insert(adjective, reading(Sense::Adjective));
            self.insert_plural(adjective, reading(Sense::People));
        }
    }

    fn place(&mut self, name: &str) -> PlaceId {
        self.names.push(name.to_string());
        PlaceId(self.names.len() - 1)
    }

    /// The first entry for a key wins.
    fn insert(&mut self, name: &str, reading: Reading) {
        let key = key_of(name);
        let letters = || name.chars().filter(|c| c.is_alphabetic());
        if letters().count() > 1 && letters().all(char::is_uppercase) {
            self.acronyms.insert(key.clone(), ());
        }
        self.readings.entry(key).or_insert(reading);
    }

    /// *Iraqi* gives *Iraqis*; words in a hiss have no such plural.
    fn insert_plural(&mut self, noun: &str, reading: Reading) {
        if !["s", "sh", "ch", "se", "men"].iter().any(|end| noun.ends_with(end)) {
            self.insert(&format!("{noun}s"), reading);
        }
    }
}

/// The rows of a table without comments and blank lines.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(|l| l.split('\t').collect())
}

/// The items of a cell; `-` is empty.
pub(super) fn list(cell: &'static str) -> impl Iterator<Item = &'static str> {
    cell.split('|').filter(|item| *item != "-" && !item.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> Option<(String, Sense, bool)> {
        let reading = Gazetteer::get().look_up(&key_of(name))?;
        Some((reading.country.as_str().to_string(), reading.sense, reading.is_country))
    }

    #[test]
    fn reads_countries_people_and_places() {
        for (name, country, sense, is_country) in [
            ("the United States", "USA", Sense::Name, true),
            ("U.S.", "USA", Sense::Name, true),
            ("America", "USA", Sense::Name, true),
            ("American", "USA", Sense::Adjective, true),
            ("Americans", "USA", Sense::People, true),
            ("Britons", "GBR", Sense::People, true),
            ("UAE", "ARE", Sense::Name, true),
            ("Nigerian", "NGA", Sense::Adjective, true),
            ("Nigerien", "NER", Sense::Adjective, true),
            ("BAGHDAD", "IRQ", Sense::Name, false),
            ("Chechen", "RUS", Sense::Adjective, false),
            ("Kosovo", "XKX", Sense::Name, true),
            ("Gaza", "PSE", Sense::Name, false),
            ("Mexico City", "MEX", Sense::Name, false),
        ] {
            assert_eq!(read(name), Some((country.to_string(), sense, is_country)), "{name}");
        }
        assert_eq!(read("Houthis"), None);
        assert_eq!(read("European"), None);
    }

    #[test]
    fn spellings_share_a_place_and_capitals_do_not_share_their_country() {
        let id = |name| Gazetteer::get().look_up(&key_of(name)).map(|r| r.place);
        assert_eq!(id("Kyiv"), id("Kiev"));
        assert_eq!(id("UK"), id("Britain"));
        assert_ne!(id("Baghdad"), id("Iraq"));
        assert_ne!(id("Scotland"), id("UK"));
    }

    #[test]
    fn every_row_of_the_tables_is_whole() {
        for row in rows(include_str!("countries.tsv")) {
            assert_eq!(row.len(), 6, "{row:?}");
            assert!(Country::new(row[0]).is_some(), "{row:?}");
        }
        for row in rows(include_str!("places.tsv")) {
            assert_eq!(row.len(), 2, "{row:?}");
            assert!(Country::new(row[0]).is_some(), "{row:?}");
        }
    }
}
