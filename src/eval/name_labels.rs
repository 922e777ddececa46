//! Which labels take part in scoring mentions, and what our types are called in other inventories.

use std::collections::BTreeSet;
use std::str::FromStr;

use crate::doc::EntityType;
use crate::error::{Error, ErrorKind, Result};

/// The inventory in which gold and predictions are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inventory {
    /// Our own types; gold must use them.
    Own,
    /// `PER`, `ORG`, `LOC`, `MISC` of CoNLL-2003: places are `LOC`; what is neither person, organisation nor place
    /// is `MISC`.
    Conll,
    /// CrossNER's politics labels and our types, both merged into `PER`, `ORG`, `LOC`, `EVENT`, `MISC`; predicted `NORP` is
    /// left out, as that set does not annotate adjectives of nationality.
    Politics,
}

impl FromStr for Inventory {
    type Err = Error;
    fn from_str(text: &str) -> Result<Inventory> {
        match text {
            "own" => Ok(Inventory::Own),
            "conll" => Ok(Inventory::Conll),
            "politics" => Ok(Inventory::Politics),
            _ => {
                let what = format!("unknown map {text:?}: own, conll or politics");
                Err(Error::new(ErrorKind::Config, what))
            }
        }
    }
}

impl Inventory {
    /// What one of our types is called; `None` where the inventory has nothing like it.
    pub fn of_type(self, ty: EntityType) -> Option<&'static str> {
        use EntityType::{Event, Fac, Gpe, Loc, Norp, Org, Person};
        match (self, ty) {
            (Inventory::Own, ty) => Some(ty.as_str()),
            (_, ty) if ty.is_value() => None,
            (_, Person) => Some("PER"),
            (_, Org) => Some("ORG"),
            (_, Gpe | Loc | Fac) => Some("LOC"),
            (Inventory::Politics, Norp) => None,
            (Inventory::Politics, Event) => Some("EVENT"),
            _ => Some("MISC"),
        }
    }

    /// What a gold label is called; labels of our own are understood by every inventory.
    ///
    /// # Errors
    /// [`ErrorKind::Input`] for a label that the inventory does not know.
    pub fn of_gold(self, label: &str) -> Result<Option<&'static str>> {
        if let Ok(ty) = label.parse::<EntityType>()
            && (self == Inventory::Own || !matches!(ty, EntityType::Org | EntityType::Loc))
        {
            return Ok(self.of_type(ty));
        }
        let known = match (self, label) {
            (Inventory::Conll | Inventory::Politics, "PER" | "person" | "politician") => "PER",
            (Inventory::Conll | Inventory::Politics, "ORG" | "organisation" | "politicalparty") => {
                "ORG"
            }
            (Inventory::Conll | Inventory::Politics, "LOC" | "country" | "location") => "LOC",
            (Inventory::Conll | Inventory::Politics, "MISC" | "misc") => "MISC",
            (Inventory::Politics, "election" | "event") => "EVENT",
            _ => {
                let what = format!("label {label:?} is not in the inventory; see --map");
                return Err(Error::new(ErrorKind::Input, what));
            }
        };
        Ok(Some(known))
    }
}

/// Labels that take part, by their names in the inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelFilter(Option<BTreeSet<String>>);

impl LabelFilter {
    /// Every label.
    pub const ALL: LabelFilter = LabelFilter(None);

    /// Whether `label` takes part.
    pub fn admits(&self, label: &str) -> bool {
        self.0.as_ref().is_none_or(|set| set.contains(label))
    }
}

impl std::fmt::Display for LabelFilter {
    /// The labels, with commas between, or `all`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            None => f.write_str("all"),
            Some(set) => {
                f.write_str(&set.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

impl FromStr for LabelFilter {
    type Err = Error;

    /// Labels with commas between; `names` stands for our ten types of names, `values` for the seven of values, `all`
    /// for everything.
    fn from_str(text: &str) -> Result<LabelFilter> {
        let mut set = BTreeSet::new();
        for label in text.split(',').map(str::trim) {
            let own = |values: bool| {
                EntityType::ALL
                    .iter()
                    .filter(move |t| t.is_value() == values)
                    .map(|t| t.to_string())
            };
            match label {
                "" => {
                    let what = format!("an empty label in {text:?}");
                    return Err(Error::new(ErrorKind::Config, what));
                }
                "all" => return Ok(LabelFilter::ALL),
                "names" => set.extend(own(false)),
                "values" => set.extend(own(true)),
                _ => {
                    set.insert(label.to_owned());
                }
            }
        }
        Ok(LabelFilter(Some(set)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_types_fold_into_four() {
        let names: Vec<_> = EntityType::ALL.iter().map(|&t| Inventory::Conll.of_type(t)).collect();
        let misc = Some("MISC");
        let (per, org, loc) = (Some("PER"), Some("ORG"), Some("LOC"));
        assert_eq!(names[..10], [per, misc, org, loc, loc, loc, misc, misc, misc, misc]);
        assert!(names[10..].iter().all(Option::is_none));
    }

    #[test]
    fn unknown_gold_labels_are_refused() {
        assert!(Inventory::Own.of_gold("PER").is_err());
        assert_eq!(Inventory::Conll.of_gold("PER").expect("known"), Some("PER"));
        assert_eq!(Inventory::Politics.of_gold("election").expect("known"), Some("EVENT"));
        assert!(Inventory::Conll.of_gold("election").is_err());
    }

    #[test]
    fn filters_name_labels_or_families() {
        let filter: LabelFilter = "values,PERSON".parse().expect("good labels");
        assert!(filter.admits("DATE") && filter.admits("PERSON") && !filter.admits("ORG"));
        assert!(LabelFilter::ALL.admits("anything"));
        assert!("PERSON,,ORG".parse::<LabelFilter>().is_err());
    }
}
