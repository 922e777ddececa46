//! `SHA256SUMS`: which bytes a bundle was made of.

use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind, Result};

/// The hashes that a `SHA256SUMS` file lists, by file name.
#[derive(Debug)]
pub(super) struct Sums(Vec<(String, String)>);

impl Sums {
    /// Parses the output of `sha256sum`: 64 hexadecimal digits, a space, a space or an asterisk, the file's name.
    pub(super) fn parse(bytes: &[u8]) -> Result<Sums> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| Error::new(ErrorKind::Model, "SHA256SUMS: not UTF-8"))?;
        let mut sums = Vec::new();
        for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let parsed = line.split_once(' ').and_then(|(hash, name)| {
                let name = name.trim_start_matches([' ', '*']).trim_start_matches("./").trim_end();
                let hex = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
                (hex && !name.is_empty()).then(|| (name.to_owned(), hash.to_ascii_lowercase()))
            });
            sums.push(parsed.ok_or_else(|| {
                let what = format!("SHA256SUMS:{}: not a line of sha256sum's output", i + 1);
                Error::new(ErrorKind::Model, what)
            })?);
        }
        Ok(Sums(sums))
    }

    /// One SHA-256 for all of `names`: that of their lines as `sha256sum` prints them.
    pub(super) fn digest(&self, names: &[&str]) -> String {
        let mut all = Sha256::new();
        for name in names {
            let sum = self.0.iter().find(|(n, _)| n == name).map_or("-", |(_, sum)| sum);
            all.update(format!("{sum}  {name}\n"));
        }
        format!("{:x}", all.finalize())
    }

    /// Checks that `bytes` are those that `name` had when the sums were made.
    pub(super) fn check(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let Some((_, expected)) = self.0.iter().find(|(n, _)| n == name) else {
            return Err(Error::new(ErrorKind::Model, format!("SHA256SUMS: no sum for {name}")));
        };
        let found = format!("{:x}", Sha256::digest(bytes));
        if found == *expected {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Model,
            format!(
                "{name}: damaged: its SHA-256 is {found}, SHA256SUMS says {expected}; copy the model again"
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn known_bytes_pass_and_others_are_named() {
        let sums = Sums::parse(format!("{EMPTY}  a.json\n{EMPTY} *./b.json\n").as_bytes()).unwrap();
        sums.check("a.json", b"").unwrap();
        sums.check("b.json", b"").unwrap();
        let message = sums.check("a.json", b"x").unwrap_err().to_string();
        assert!(message.starts_with("a.json: damaged"), "{message}");
        assert!(sums.check("c.json", b"").unwrap_err().to_string().contains("no sum for c.json"));
    }

    #[test]
    fn lines_of_another_kind_are_refused() {
        assert!(Sums::parse(b"abc  a.json\n").unwrap_err().to_string().contains("SHA256SUMS:1"));
    }
}
