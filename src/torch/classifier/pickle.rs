//! The tensors that a pickled checkpoint speaks of.
//!
//! A pickle is a program; run by Python, it may do anything. Here nothing of it is run: of its instructions only those that lay out
//! numbers, texts, lists and dictionaries are followed, and of the functions that it may ask for, those that stand for an
//! ordered dictionary or for a tensor are understood, and every other is an error.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::pickled::{Item, Outcome, Pickled, called, deeper, storage};

const SHORT: &str = "takes more items than there are";

/// Reads the pickle that `bytes` begin with.
pub(super) fn read(bytes: &[u8]) -> Outcome<Pickled> {
    Reader { bytes, at: 0, stack: Vec::new(), marks: Vec::new(), memo: BTreeMap::new() }.run()
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    stack: Vec<Item>,
    marks: Vec<usize>,
    memo: BTreeMap<usize, Item>,
}

impl Reader<'_> {
    fn run(mut self) -> Outcome<Pickled> {
        loop {
            let code = self.take(1)?[0];
            match code {
                // Protocol, frame.
                0x80 => _ = self.take(1)?,
                0x95 => _ = self.take(8)?,
                b'(' => self.marks.push(self.stack.len()),
                b'.' => return Ok(Pickled { root: self.pop()?, length: self.at }),
                b'0' => _ = self.pop()?,
                b'N' => self.stack.push(Item::None),
                0x88 => self.stack.push(Item::Number(1)),
                0x89 => self.stack.push(Item::Number(0)),
                b'K' | b'M' | b'J' | 0x8a => {
                    let length = match code {
                        b'K' => 1,
                        b'M' => 2,
                        b'J' => 4,
                        _ => self.number(1)?,
                    };
                    let number = self.integer(length, matches!(code, b'J' | 0x8a))?;
                    self.stack.push(Item::Number(number));
                }
                b'G' => {
                    self.take(8)?;
                    self.stack.push(Item::None);
                }
                b'X' | 0x8c | 0x8d | b'T' | b'U' => {
                    let length = match code {
                        b'X' | b'T' => self.number(4)?,
                        0x8d => self.number(8)?,
                        _ => self.number(1)?,
                    };
                    let text = String::from_utf8_lossy(self.take(length)?).into_owned();
                    self.stack.push(Item::Text(text.into()));
                }
                b'c' => {
                    let (module, name) = (self.line()?, self.line()?);
                    self.stack.push(Item::Global(format!("{module}.{name}").into()));
                }
                0x93 => {
                    let (Item::Text(name), Item::Text(module)) = (self.pop()?, self.pop()?) else {
                        return Err("names a function by something else than texts".to_owned());
                    };
                    self.stack.push(Item::Global(format!("{module}.{name}").into()));
                }
                b'q' | b'r' | 0x94 => {
                    let key = match code {
                        b'q' => self.number(1)?,
                        b'r' => self.number(4)?,
                        _ => self.memo.len(),
                    };
                    let item = self.top()?.clone();
                    self.memo.insert(key, item);
                }
                b'h' | b'j' => {
                    let key = self.number(if code == b'h' { 1 } else { 4 })?;
                    let item = self.memo.get(&key).cloned();
                    self.stack.push(item.ok_or("recalls what it has not kept")?);
                }
                b')' | b']' => self.sequence(Vec::new())?,
                b't' => {
                    let items = self.since_mark()?;
                    self.sequence(items)?;
                }
                0x85..=0x87 => {
                    let first = self.stack.len().checked_sub(usize::from(code) - 0x84);
                    let items = self.stack.split_off(first.ok_or(SHORT)?);
                    self.sequence(items)?;
                }
                b'a' => {
                    let item = self.pop()?;
                    self.append(vec![item])?;
                }
                b'e' => {
                    let items = self.since_mark()?;
                    self.append(items)?;
                }
                b'}' => self.stack.push(Item::Dictionary(Rc::default(), 1)),
                b's' => {
                    let (value, key) = (self.pop()?, self.pop()?);
                    self.insert(vec![key, value])?;
                }
                b'u' => {
                    let items = self.since_mark()?;
                    self.insert(items)?;
                }
                // Attributes of an object, such as a dictionary's versions: nothing that is needed.
                b'b' => _ = self.pop()?,
                b'Q' => {
                    let named = self.pop()?;
                    self.stack.push(storage(&named)?);
                }
                b'R' => {
                    let (arguments, function) = (self.pop()?, self.pop()?);
                    self.stack.push(called(&function, &arguments)?);
                }
                other => {
                    let at = self.at - 1;
                    return Err(format!(
                        "has the instruction {other:#04x} at byte {at}, which no checkpoint needs"
                    ));
                }
            }
        }
    }

    fn take(&mut self, count: usize) -> Outcome<&[u8]> {
        let end = self.at.checked_add(count).filter(|&end| end <= self.bytes.len());
        let end = end.ok_or("ends in the middle")?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn integer(&mut self, length: usize, signed: bool) -> Outcome<i64> {
        let bytes = self.take(length)?;
        if bytes.len() > 8 {
            return Err("has a number of more than 64 bits".to_owned());
        }
        let negative = signed && bytes.last().is_some_and(|b| b & 0x80 != 0);
        let mut number = [if negative { 0xff } else { 0 }; 8];
        number[..bytes.len()].copy_from_slice(bytes);
        Ok(i64::from_le_bytes(number))
    }

    fn number(&mut self, length: usize) -> Outcome<usize> {
        usize::try_from(self.integer(length, false)?)
            .map_err(|_| "has an impossible length".to_owned())
    }

    fn line(&mut self) -> Outcome<String> {
        let rest = &self.bytes[self.at..];
        let length = memchr::memchr(b'\n', rest).ok_or("ends in the middle")?;
        let line = String::from_utf8_lossy(&rest[..length]).into_owned();
        self.at += length + 1;
        Ok(line)
    }

    fn top(&self) -> Outcome<&Item> {
        self.stack.last().ok_or_else(|| SHORT.to_owned())
    }

    fn pop(&mut self) -> Outcome<Item> {
        // What stands before a mark is not to be reached over it.
        let floor = self.marks.last().copied().unwrap_or(0);
        if self.stack.len() <= floor {
            return Err(SHORT.to_owned());
        }
        self.stack.pop().ok_or_else(|| SHORT.to_owned())
    }

    fn since_mark(&mut self) -> Outcome<Vec<Item>> {
        let mark = self.marks.pop().filter(|&mark| mark <= self.stack.len());
        Ok(self.stack.split_off(mark.ok_or(SHORT)?))
    }

    fn sequence(&mut self, items: Vec<Item>) -> Outcome<()> {
        let depth = deeper(&items)?;
        self.stack.push(Item::Sequence(Rc::new(items), depth));
        Ok(())
    }

    fn append(&mut self, items: Vec<Item>) -> Outcome<()> {
        let added = deeper(&items)?;
        match self.stack.last_mut() {
            Some(Item::Sequence(list, depth)) => {
                *depth = added.max(*depth);
                Rc::make_mut(list).extend(items);
                Ok(())
            }
            _ => Err("appends to what is no list".to_owned()),
        }
    }

    fn insert(&mut self, items: Vec<Item>) -> Outcome<()> {
        let added = deeper(&items)?;
        match self.stack.last_mut() {
            Some(Item::Dictionary(pairs, depth)) if items.len().is_multiple_of(2) => {
                *depth = added.max(*depth);
                let mut items = items.into_iter();
                let pairs = Rc::make_mut(pairs);
                while let (Some(key), Some(value)) = (items.next(), items.next()) {
                    pairs.push((key, value));
                }
                Ok(())
            }
            _ => Err("inserts into what is no dictionary".to_owned()),
        }
    }
}

#[cfg(test)]
#[path = "pickle_test.rs"]
mod tests;
