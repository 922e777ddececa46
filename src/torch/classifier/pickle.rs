//! The tensors that a pickled checkpoint speaks of.
//!
//! A pickle is a program; run by Python, it may do anything. Here nothing of it is run: of its instructions only those that lay out
//! numbers, texts, lists and dictionaries are followed, and of the functions that it may ask for, those that stand for an
//! ordered dictionary or for a tensor are understood, and every other is an error.

use std::collections::BTreeMap;
use std::rc::Rc;

use safetensors::Dtype;

/// Items within items go no deeper in a checkpoint; more would be a trap.
const DEPTH: usize = 32;

/// A tensor as a view on a storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct View {
    /// The storage's name.
    pub storage: String,
    /// What its elements are.
    pub dtype: Dtype,
    /// Elements of the storage.
    pub elements: usize,
    /// Its first element there.
    pub offset: usize,
    pub shape: Vec<usize>,
    /// How many elements lie between neighbours along each dimension.
    pub strides: Vec<usize>,
}

/// What went wrong, for a message that names the file.
pub(super) type Outcome<T> = Result<T, String>;

#[derive(Debug, Clone)]
enum Item {
    None,
    Number(i64),
    Text(Rc<str>),
    /// A function or class, as `module.name`.
    Global(Rc<str>),
    Sequence(Rc<Vec<Item>>, usize),
    Dictionary(Rc<Vec<(Item, Item)>>, usize),
    Storage {
        name: Rc<str>,
        dtype: Dtype,
        elements: usize,
    },
    Tensor(Rc<View>),
}

impl Item {
    fn depth(&self) -> usize {
        match self {
            Item::Sequence(_, depth) | Item::Dictionary(_, depth) => *depth,
            _ => 0,
        }
    }
}

/// What a pickle holds.
#[derive(Debug)]
pub(super) struct Pickled {
    root: Item,
    /// Bytes of it.
    pub length: usize,
}

impl Pickled {
    /// The tensors of a dictionary by their names; others of its values are passed over.
    pub fn tensors(&self) -> Outcome<BTreeMap<String, View>> {
        let Item::Dictionary(pairs, _) = &self.root else {
            return Err("holds no dictionary of tensors".to_owned());
        };
        let mut tensors = BTreeMap::new();
        for (name, item) in pairs.iter() {
            if let (Item::Text(name), Item::Tensor(view)) = (name, item) {
                tensors.insert(name.to_string(), View::clone(view));
            }
        }
        if tensors.is_empty() { Err("holds no tensors".to_owned()) } else { Ok(tensors) }
    }

    /// The texts of a list.
    pub fn texts(&self) -> Outcome<Vec<String>> {
        let Item::Sequence(items, _) = &self.root else {
            return Err("holds no list where the storages are named".to_owned());
        };
        let text = |item: &Item| match item {
            Item::Text(text) => Ok(text.to_string()),
            _ => Err("names a storage by something else than a text".to_owned()),
        };
        items.iter().map(text).collect()
    }
}

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

const SHORT: &str = "takes more items than there are";

fn deeper(items: &[Item]) -> Outcome<usize> {
    match items.iter().map(Item::depth).max().unwrap_or(0) + 1 {
        depth if depth <= DEPTH => Ok(depth),
        _ => Err("is nested deeper than any checkpoint".to_owned()),
    }
}

/// The storage that a persistent name stands for.
fn storage(named: &Item) -> Outcome<Item> {
    let Item::Sequence(parts, _) = named else {
        return Err("names a storage by something else than a tuple".to_owned());
    };
    match &parts[..] {
        [Item::Text(_), Item::Global(class), Item::Text(name), _, Item::Number(elements), ..] => {
            let dtype = dtype(class)?;
            let elements =
                usize::try_from(*elements).map_err(|_| "has a storage of negative size")?;
            Ok(Item::Storage { name: name.clone(), dtype, elements })
        }
        _ => Err("names a storage in an unknown way".to_owned()),
    }
}

fn dtype(class: &str) -> Outcome<Dtype> {
    Ok(match class {
        "torch.FloatStorage" => Dtype::F32,
        "torch.HalfStorage" => Dtype::F16,
        "torch.BFloat16Storage" => Dtype::BF16,
        "torch.DoubleStorage" => Dtype::F64,
        "torch.LongStorage" => Dtype::I64,
        "torch.IntStorage" => Dtype::I32,
        "torch.ShortStorage" => Dtype::I16,
        "torch.CharStorage" => Dtype::I8,
        "torch.ByteStorage" => Dtype::U8,
        "torch.BoolStorage" => Dtype::BOOL,
        other => return Err(format!("has a storage of the unknown kind {other}")),
    })
}

/// What a function would give that is called by every checkpoint; any other is refused.
fn called(function: &Item, arguments: &Item) -> Outcome<Item> {
    let (Item::Global(name), Item::Sequence(arguments, _)) = (function, arguments) else {
        return Err("calls what is no function".to_owned());
    };
    match (&**name, &arguments[..]) {
        ("collections.OrderedDict", []) => Ok(Item::Dictionary(Rc::default(), 1)),
        (
            "torch._utils._rebuild_tensor_v2" | "torch._utils._rebuild_tensor",
            [Item::Storage { name, dtype, elements }, Item::Number(offset), shape, strides, ..],
        ) => {
            let offset =
                usize::try_from(*offset).map_err(|_| "has a tensor at a negative place")?;
            let (shape, strides) = (numbers(shape)?, numbers(strides)?);
            if shape.len() != strides.len() {
                return Err("has a tensor with more strides than dimensions".to_owned());
            }
            let storage = name.to_string();
            let (dtype, elements) = (*dtype, *elements);
            Ok(Item::Tensor(Rc::new(View { storage, dtype, elements, offset, shape, strides })))
        }
        ("torch._utils._rebuild_parameter", [Item::Tensor(view), ..]) => {
            Ok(Item::Tensor(view.clone()))
        }
        (name, _) => Err(format!("asks to run {name}, and nothing in it is run")),
    }
}

fn numbers(item: &Item) -> Outcome<Vec<usize>> {
    let Item::Sequence(items, _) = item else {
        return Err("has a tensor without a shape".to_owned());
    };
    let number = |item: &Item| match item {
        Item::Number(n) => {
            usize::try_from(*n).map_err(|_| "has a tensor of negative size".to_owned())
        }
        _ => Err("has a tensor without a shape".to_owned()),
    };
    items.iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_run() {
        // What pickle.dumps makes of an object that wants to run os.system("true").
        let evil = b"\x80\x02cposix\nsystem\nq\x00X\x04\x00\x00\x00trueq\x01\x85q\x02Rq\x03.";
        assert_eq!(read(evil).unwrap_err(), "asks to run posix.system, and nothing in it is run");
        let other = b"\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x01x\x85R.";
        assert_eq!(read(other).unwrap_err(), "asks to run builtins.eval, and nothing in it is run");
    }

    #[test]
    fn broken_ones_are_told() {
        for (bytes, said) in [
            (&b""[..], "ends in the middle"),
            (b"\x80", "ends in the middle"),
            (b"X\xff\xff\xff\xffab", "ends in the middle"),
            (b".", SHORT),
            (b"t", SHORT),
            (b"K\x01(.", SHORT),
            (b"\x87", SHORT),
            (b"h\x07.", "recalls what it has not kept"),
            (b"]K\x01s.", "inserts into what is no dictionary"),
            (b"NK\x01a.", "appends to what is no list"),
            (b"\x8a\x09123456789.", "has a number of more than 64 bits"),
            (b"i", "has the instruction 0x69 at byte 0, which no checkpoint needs"),
            (b"NQ.", "names a storage by something else than a tuple"),
        ] {
            assert_eq!(read(bytes).unwrap_err(), said, "{bytes:?}");
        }
        let deep = [vec![b')'; 1], vec![0x85; 1_000_000]].concat();
        assert_eq!(read(&deep).unwrap_err(), "is nested deeper than any checkpoint");
        assert!(read(b"K\x01.").unwrap().tensors().unwrap_err().contains("no dictionary"));
        assert!(read(b"}.").unwrap().tensors().unwrap_err().contains("no tensors"));
    }

    #[test]
    fn numbers_have_signs() {
        for (bytes, expected) in [
            (&b"K\xff."[..], 255),
            (b"M\xff\xff.", 65535),
            (b"J\xff\xff\xff\xff.", -1),
            (b"\x8a\x00.", 0),
            (b"\x8a\x02\x00\x80.", -32768),
        ] {
            assert!(
                matches!(read(bytes).unwrap().root, Item::Number(n) if n == expected),
                "{bytes:?}"
            );
        }
    }
}
