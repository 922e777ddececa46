//! The tensors of a model's file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use safetensors::{Dtype, SafeTensors};
use tch::nn::VarStore;
use tch::{Device, Kind, Tensor};

use super::model_error;
use super::storages::Storages;
use crate::error::{Error, Result};

/// Named tensors, as floats in the memory of the processor.
pub(super) struct Checkpoint {
    file: PathBuf,
    tensors: BTreeMap<String, Tensor>,
}

/// Ends of names of tensors that no token classifier reads: constants, and the heads of what it was made of.
const IDLE: &[&str] = &[
    ".position_ids",
    ".token_type_ids",
    ".pooler.dense.weight",
    ".pooler.dense.bias",
    ".pooler.weight",
    ".pooler.bias",
];

/// Beginnings of such names.
const IDLE_HEADS: &[&str] = &[
    "cls.",
    "lm_head.",
    "lm_predictions.",
    "mask_predictions.",
    "discriminator_predictions.",
    "generator_",
    "predictions.",
];

impl Checkpoint {
    /// The tensors of a `.safetensors` file with these bytes, or of a checkpoint of PyTorch.
    ///
    /// # Errors
    /// [`Model`](crate::ErrorKind::Model) with the name of the file, and of the tensor where it is one that is at fault.
    pub fn parse(file: &Path, bytes: Vec<u8>) -> Result<Checkpoint> {
        let wrong = |what: String| model_error(format!("{}: {what}", file.display()));
        let mut tensors = BTreeMap::new();
        if file.extension().is_some_and(|e| e == "safetensors") {
            let all = SafeTensors::deserialize(&bytes)
                .map_err(|e| wrong(format!("not a safetensors file: {e}")).with_source(e))?;
            for (name, view) in all.tensors() {
                if let Some(kind) = kind(view.dtype()) {
                    let flat = tensor(view.data(), view.shape(), kind);
                    tensors.insert(
                        modern(&name),
                        flat.map_err(|e| wrong(format!("tensor {name}: {e}")))?,
                    );
                }
            }
        } else {
            let storages = Storages::parse(&bytes).map_err(wrong)?;
            for (name, view) in &storages.views {
                let Some(kind) = kind(view.dtype) else { continue };
                let numbers = storages.of(view).map_err(wrong)?;
                let width = view.dtype.bitsize() / 8;
                let count = numbers.len() / width;
                let long =
                    |numbers: &[usize]| numbers.iter().map(|&n| n as i64).collect::<Vec<_>>();
                let strided = tensor(&numbers[..count * width], &[count], kind).and_then(|flat| {
                    flat.f_as_strided(long(&view.shape), long(&view.strides), view.offset as i64)?
                        .f_contiguous()
                });
                tensors.insert(
                    modern(name),
                    strided.map_err(|e| wrong(format!("tensor {name}: {e}")))?,
                );
            }
        }
        for (name, tensor) in &tensors {
            // One infinity spreads to every score of a window; better no model than a silent one.
            if tensor.isfinite().all().int64_value(&[]) == 0 {
                return Err(wrong(format!("tensor {name} holds a value that is not finite")));
            }
        }
        Ok(Checkpoint { file: file.to_owned(), tensors })
    }

    /// The same tensors for another owner: the memory is shared, and only ever read.
    pub fn share(&self) -> Checkpoint {
        let tensors = self.tensors.iter().map(|(name, t)| (name.clone(), t.shallow_clone()));
        Checkpoint { file: self.file.clone(), tensors: tensors.collect() }
    }

    /// Gives every variable of a network its tensor, in numbers of this kind on this device.
    ///
    /// # Errors
    /// [`Model`](crate::ErrorKind::Model) with file and tensor if one is missing or has another shape, or if the file has
    /// tensors that the network does not read and that are no known ballast: it is a network of another kind then.
    pub fn fill(&self, store: &mut VarStore, device: Device, kind: Kind) -> Result<()> {
        let variables: BTreeMap<String, Tensor> = store.variables().into_iter().collect();
        if let Some(name) =
            self.tensors.keys().find(|name| !variables.contains_key(*name) && !idle(name))
        {
            return Err(self.wrong(&format!("tensor {name} is none that such a network has")));
        }
        store.freeze();
        for (name, mut variable) in variables {
            let shape = variable.size();
            let Some(tensor) = self.tensors.get(&name) else {
                // Some networks have a pooler whether it is read or not.
                if idle(&name) {
                    continue;
                }
                return Err(
                    self.wrong(&format!("no tensor {name}; expected one of shape {shape:?}"))
                );
            };
            if tensor.size() != shape {
                let what = format!(
                    "tensor {name} has shape {:?}; config.json asks for {shape:?}",
                    tensor.size()
                );
                return Err(self.wrong(&what));
            }
            tch::no_grad(|| variable.set_data(&tensor.to_device(device).to_kind(kind)));
        }
        Ok(())
    }

    fn wrong(&self, what: &str) -> Error {
        model_error(format!("{}: {what}", self.file.display()))
    }
}

fn idle(name: &str) -> bool {
    IDLE.iter().any(|end| name.ends_with(end))
        || IDLE_HEADS.iter().any(|head| name.starts_with(head))
}

/// The name that tensors of layer norms have had since PyTorch took over from TensorFlow.
fn modern(name: &str) -> String {
    match (name.strip_suffix("LayerNorm.gamma"), name.strip_suffix("LayerNorm.beta")) {
        (Some(stem), _) => format!("{stem}LayerNorm.weight"),
        (_, Some(stem)) => format!("{stem}LayerNorm.bias"),
        _ => name.to_owned(),
    }
}

/// How libtorch calls floats; `None` for whole numbers, which are no weights.
fn kind(dtype: Dtype) -> Option<Kind> {
    match dtype {
        Dtype::F32 => Some(Kind::Float),
        Dtype::F16 => Some(Kind::Half),
        Dtype::BF16 => Some(Kind::BFloat16),
        Dtype::F64 => Some(Kind::Double),
        _ => None,
    }
}

fn tensor(bytes: &[u8], shape: &[usize], kind: Kind) -> std::result::Result<Tensor, tch::TchError> {
    let shape: Vec<i64> = shape.iter().map(|&n| n as i64).collect();
    Tensor::f_from_data_size(bytes, &shape, kind)?.f_to_kind(Kind::Float)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/classifiers/bert")
    }

    fn read(name: &str) -> Result<Checkpoint> {
        let path = folder().join(name);
        let bytes = std::fs::read(&path).unwrap();
        Checkpoint::parse(&path, bytes)
    }

    fn broken(name: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
        let path = folder().join(name);
        let mut bytes = std::fs::read(&path).unwrap();
        change(&mut bytes);
        let error = Checkpoint::parse(&path, bytes).err().unwrap();
        assert_eq!(error.kind(), crate::ErrorKind::Model);
        let said = error.to_string();
        assert!(said.starts_with(&path.display().to_string()), "{said}");
        said
    }

    #[test]
    fn all_formats_hold_the_same() {
        let expected = read("model.safetensors").unwrap().tensors;
        assert!(expected.len() > 30);
        for name in ["pytorch_model.bin", "legacy.bin"] {
            let found = read(name).unwrap().tensors;
            assert!(found.keys().eq(expected.keys()), "{name}: {:?}", found.keys());
            for (tensor, own) in &found {
                assert_eq!(own, &expected[tensor], "{name}: {tensor}");
            }
        }
    }

    #[test]
    fn what_is_broken_is_told() {
        assert!(
            broken("model.safetensors", |b| b.truncate(100)).contains("not a safetensors file")
        );
        for name in ["pytorch_model.bin", "legacy.bin"] {
            for part in [2, 3] {
                let said = broken(name, |b| b.truncate(b.len() * (part - 1) / part));
                assert!(
                    ["ends in the middle", "broken archive", "another size"]
                        .iter()
                        .any(|s| said.contains(s)),
                    "{said}"
                );
            }
        }
        let said = broken("pytorch_model.bin", |b| {
            *b = b"version https://git-lfs.github.com/spec/v1\n".to_vec()
        });
        assert!(said.contains("pointer of Git LFS"), "{said}");
    }

    #[test]
    fn bytes_at_random_do_no_harm() {
        for name in ["pytorch_model.bin", "legacy.bin"] {
            let path = folder().join(name);
            let bytes = std::fs::read(&path).unwrap();
            for step in 0..200usize {
                let mut changed = bytes.clone();
                // Most of what decides anything stands at the beginning.
                let at = step * step * 7 % 6000;
                changed[at] ^= 1 << (step % 8);
                // An error or not; a number may as well be another.
                let _ = Checkpoint::parse(&path, changed);
            }
        }
    }

    #[test]
    fn missing_and_unlike_tensors_are_named() {
        let checkpoint = read("model.safetensors").unwrap();
        let said = |build: &dyn Fn(&VarStore)| {
            let mut store = VarStore::new(Device::Cpu);
            build(&store);
            checkpoint.fill(&mut store, Device::Cpu, Kind::Float).unwrap_err().to_string()
        };
        let nothing = said(&|_| {});
        assert!(
            nothing.contains("model.safetensors: tensor bert.")
                && nothing.contains("none that such"),
            "{nothing}"
        );
        type Change<'a> = &'a dyn Fn(&str, Vec<i64>) -> Option<Vec<i64>>;
        let build = |change: Change| {
            said(&|store| {
                for (name, tensor) in &checkpoint.tensors {
                    let (path, last) = name.rsplit_once('.').unwrap();
                    let root = path.split('.').fold(store.root(), |path, part| path / part);
                    if let Some(size) = change(name, tensor.size()) {
                        let _ = root.zeros(last, &size);
                    }
                }
                let _ = store.root().zeros("last", &[2]);
            })
        };
        let missing = build(&|_, size| Some(size));
        assert!(missing.ends_with("no tensor last; expected one of shape [2]"), "{missing}");
        let unlike =
            build(&|name, size| Some(if name == "classifier.bias" { vec![7] } else { size }));
        let expected = "tensor classifier.bias has shape [9]; config.json asks for [7]";
        assert!(unlike.ends_with(expected), "{unlike}");
        let more = build(&|name, size| Some(size).filter(|_| name != "classifier.bias"));
        assert!(more.contains("tensor classifier.bias is none that such a network has"), "{more}");
    }

    #[test]
    fn old_names_of_norms_are_known() {
        assert_eq!(modern("bert.embeddings.LayerNorm.gamma"), "bert.embeddings.LayerNorm.weight");
        assert_eq!(modern("bert.embeddings.LayerNorm.beta"), "bert.embeddings.LayerNorm.bias");
        assert_eq!(modern("classifier.bias"), "classifier.bias");
    }
}
