//! The closed label sets: entity types, parts of speech, dependency relations and the statuses of a relation.
//!
//! Labels are parsed once, at the border (`FromStr`), and are types ever after.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind};

macro_rules! labels {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every label, in declaration order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The label as it is written in files.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self, Error> {
                match text {
                    $($text => Ok($name::$variant),)+
                    _ => Err(Error::new(ErrorKind::Input, format!(concat!("unknown ", $what, " {:?}"), text))),
                }
            }
        }
    };
}

labels!(
    /// What a mention denotes, in the senses of OntoNotes.
    EntityType, "entity type" {
    Person = "PERSON", Norp = "NORP", Org = "ORG", Gpe = "GPE", Loc = "LOC", Fac = "FAC", Event = "EVENT",
    Product = "PRODUCT", WorkOfArt = "WORK_OF_ART", Law = "LAW", Date = "DATE", Time = "TIME", Money = "MONEY",
    Percent = "PERCENT", Quantity = "QUANTITY", Ordinal = "ORDINAL", Cardinal = "CARDINAL",
});

impl EntityType {
    /// Whether this is a calendar or numeric type (`DATE` to `CARDINAL`), which has a value and no entity.
    pub fn is_value(self) -> bool {
        self >= EntityType::Date
    }
}

labels!(
    /// How a mention refers.
    MentionKind, "mention kind" { Name = "name", Nominal = "nominal", Pronoun = "pronoun" });

labels!(
    /// What the noun phrase that a word heads denotes (the entity types of the GUM corpus).
    Denotes, "denotation" {
    None = "none", Person = "person", Organization = "organization", Place = "place", Event = "event",
    Object = "object", Time = "time", Abstract = "abstract", Animal = "animal", Plant = "plant", Substance = "substance",
});

labels!(
    /// What a participant is to its verb when voice is undone: the agent of a passive is its subject. An attribute is what
    /// something is or is made; a complement is a clause: what is said, tried, wanted.
    Function, "grammatical function" {
    Subject = "subject", Object = "object", Indirect = "indirect", Oblique = "oblique", Complement = "complement",
    Attribute = "attribute",
});

labels!(
    /// Universal part of speech.
    Upos, "part of speech" {
    Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET", Intj = "INTJ", Noun = "NOUN",
    Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN", Punct = "PUNCT", Sconj = "SCONJ", Sym = "SYM",
    Verb = "VERB", X = "X",
});

labels!(
    /// Penn Treebank tag: tense and number (`VBD`, `VBN`, `NNS`, …).
    Xpos, "Penn tag" {
    Nn = "NN", In = "IN", Dt = "DT", Nnp = "NNP", Jj = "JJ", Prp = "PRP", Stop = ".", Rb = "RB", Comma = ",", Nns = "NNS",
    Vb = "VB", Cc = "CC", Vbd = "VBD", Vbp = "VBP", Vbz = "VBZ", Cd = "CD", Vbn = "VBN", Vbg = "VBG", To = "TO",
    PrpS = "PRP$", Md = "MD", Uh = "UH", Colon = ":", Wdt = "WDT", Rrb = "-RRB-", Lrb = "-LRB-", Wrb = "WRB",
    OpenQuote = "``", CloseQuote = "''", Rp = "RP", Hyph = "HYPH", Wp = "WP", Pos = "POS", Nnps = "NNPS", Jjr = "JJR",
    Jjs = "JJS", Ex = "EX", Rbr = "RBR", Sym = "SYM", Fw = "FW", Nfp = "NFP", Dollar = "$", Pdt = "PDT", Gw = "GW",
    Add = "ADD", Rbs = "RBS", Ls = "LS", Afx = "AFX", WpS = "WP$", Xx = "XX",
});

labels!(
    /// Universal Dependencies relation, with the subtypes of the English treebanks.
    Deprel, "dependency relation" {
    Acl = "acl", AclRelcl = "acl:relcl", Advcl = "advcl", AdvclRelcl = "advcl:relcl", Advmod = "advmod", Amod = "amod",
    Appos = "appos", Aux = "aux", AuxPass = "aux:pass", Case = "case", Cc = "cc", CcPreconj = "cc:preconj",
    Ccomp = "ccomp", Compound = "compound", CompoundPrt = "compound:prt", Conj = "conj", Cop = "cop", Csubj = "csubj",
    CsubjPass = "csubj:pass", CsubjOuter = "csubj:outer", Dep = "dep", Det = "det", DetPredet = "det:predet",
    Discourse = "discourse", Dislocated = "dislocated", Expl = "expl", Fixed = "fixed", Flat = "flat",
    Goeswith = "goeswith", Iobj = "iobj", List = "list", Mark = "mark", Nmod = "nmod", NmodDesc = "nmod:desc",
    NmodPoss = "nmod:poss", NmodUnmarked = "nmod:unmarked", Nsubj = "nsubj", NsubjPass = "nsubj:pass",
    NsubjOuter = "nsubj:outer", Nummod = "nummod", Obj = "obj", Obl = "obl", OblAgent = "obl:agent",
    OblUnmarked = "obl:unmarked", Orphan = "orphan", Parataxis = "parataxis", Punct = "punct",
    Reparandum = "reparandum", Root = "root", Vocative = "vocative", Xcomp = "xcomp",
});

labels!(
    /// What kind of word states a relation.
    PredicateKind, "predicate kind" { Verb = "verb", Noun = "noun", Title = "title" });

labels!(
    /// Grammatical voice of a verbal predicate; nouns and titles are `active`.
    Voice, "voice" { Active = "active", Passive = "passive" });

labels!(
    /// Whether what a relation states is reported to have happened.
    Modality, "modality" {
    Actual = "actual", Future = "future", Intended = "intended", Requested = "requested", Possible = "possible",
    Conditional = "conditional",
});

labels!(
    /// The part an actor plays, as event data name it.
    Role, "role" {
    Gov = "GOV", Mil = "MIL", Reb = "REB", Opp = "OPP", Jud = "JUD", Leg = "LEG", Pty = "PTY", Med = "MED", Igo = "IGO",
    Ngo = "NGO", Bus = "BUS", Cvl = "CVL", Cop = "COP", Spy = "SPY",
});

labels!(
    /// PLOVER event type.
    Plover, "PLOVER event type" {
    Agree = "AGREE", Consult = "CONSULT", Support = "SUPPORT", Cooperate = "COOPERATE", Aid = "AID", Concede = "CONCEDE",
    Request = "REQUEST", Accuse = "ACCUSE", Reject = "REJECT", Threaten = "THREATEN", Protest = "PROTEST",
    Mobilize = "MOBILIZE", Sanction = "SANCTION", Coerce = "COERCE", Assault = "ASSAULT", Retreat = "RETREAT",
});
