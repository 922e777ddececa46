//! How the labels of a record are written.

/// Labels as their names in files.
pub(super) mod label {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<T: Display, S: Serializer>(label: &T, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(label)
    }

    pub fn deserialize<'de, T, D>(from: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }

    /// Labels that may be `null`.
    pub mod option {
        use super::*;

        pub fn serialize<T, S>(label: &Option<T>, to: S) -> Result<S::Ok, S::Error>
        where
            T: Display,
            S: Serializer,
        {
            match label {
                Some(label) => to.collect_str(label),
                None => to.serialize_none(),
            }
        }

        pub fn deserialize<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
        where
            T: FromStr<Err: Display>,
            D: Deserializer<'de>,
        {
            match Option::<String>::deserialize(from)? {
                Some(text) => text.parse().map(Some).map_err(serde::de::Error::custom),
                None => Ok(None),
            }
        }
    }
}

/// Countries as their codes.
pub(super) mod country {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::doc::Country;

    pub fn serialize<S: Serializer>(c: &Option<Country>, to: S) -> Result<S::Ok, S::Error> {
        match c {
            Some(country) => to.serialize_str(country.as_str()),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Country>, D::Error> {
        match Option::<String>::deserialize(from)? {
            Some(code) => Country::new(&code)
                .map(Some)
                .ok_or_else(|| serde::de::Error::custom(format!("no country code: {code:?}"))),
            None => Ok(None),
        }
    }
}
