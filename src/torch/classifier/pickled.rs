//! What the instructions of a pickle lay out: texts, numbers, collections of them, and tensors.

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

/// What an instruction leaves on the stack.
#[derive(Debug, Clone)]
pub(super) enum Item {
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
    pub root: Item,
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

/// How deep a collection of `items` is.
pub(super) fn deeper(items: &[Item]) -> Outcome<usize> {
    match items.iter().map(Item::depth).max().unwrap_or(0) + 1 {
        depth if depth <= DEPTH => Ok(depth),
        _ => Err("is nested deeper than any checkpoint".to_owned()),
    }
}

/// The storage that a persistent name stands for.
pub(super) fn storage(named: &Item) -> Outcome<Item> {
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
pub(super) fn called(function: &Item, arguments: &Item) -> Outcome<Item> {
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
