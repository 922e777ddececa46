//! Named tensors of a `model.safetensors`, checked against what the architecture expects.

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use crate::error::{Error, ErrorKind, Result};

/// The tensors of a bundle. Each is asked for by name with the shape that it must have; what nobody asked for is
/// an error at the end ([`Tensors::finish`]).
pub(crate) struct Tensors<'a> {
    all: SafeTensors<'a>,
    taken: Vec<String>,
    precision: Precision,
}

/// What quantised weights are multiplied as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// As the bundle has them.
    #[default]
    Stored,
    /// As the floats that they stand for: slow, and what reference outputs are compared with.
    Float,
}

/// A matrix as the file has it.
pub(super) enum RawMatrix<'a> {
    /// Signed bytes, row after row, with a scale a row: `real = int8 * scale[row]`.
    Int8 { values: &'a [u8], scales: Vec<f32> },
    /// Floats, row after row.
    Float(Vec<f32>),
}

fn model_error(what: String) -> Error {
    Error::new(ErrorKind::Model, format!("model.safetensors: {what}"))
}

impl<'a> Tensors<'a> {
    pub(super) fn parse(bytes: &'a [u8], precision: Precision) -> Result<Tensors<'a>> {
        let all = SafeTensors::deserialize(bytes)
            .map_err(|e| model_error(format!("not a safetensors file: {e}")).with_source(e))?;
        Ok(Tensors { all, taken: Vec::new(), precision })
    }

    fn take(&mut self, name: &str, shape: &[usize]) -> Result<TensorView<'a>> {
        let Ok(view) = self.all.tensor(name) else {
            return Err(model_error(format!("no tensor {name}; expected one of shape {shape:?}")));
        };
        if view.shape() != shape {
            return Err(model_error(format!(
                "tensor {name} has shape {:?}; config.json asks for {shape:?}",
                view.shape()
            )));
        }
        self.taken.push(name.to_owned());
        Ok(view)
    }

    /// An `F32` tensor of exactly this shape.
    pub(crate) fn floats(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>> {
        let view = self.take(name, shape)?;
        if view.dtype() != Dtype::F32 {
            return Err(wrong_type(name, view.dtype(), "F32"));
        }
        to_floats(name, view.data())
    }

    /// `NAME.weight` to multiply by, in the precision asked for.
    pub(super) fn matrix(
        &mut self,
        name: &str,
        rows: usize,
        columns: usize,
    ) -> Result<RawMatrix<'a>> {
        match (self.stored_matrix(name, rows, columns)?, self.precision) {
            (RawMatrix::Int8 { values, scales }, Precision::Float) => {
                let rows = values.chunks_exact(columns).zip(&scales);
                let floats =
                    rows.flat_map(|(row, &s)| row.iter().map(move |&b| f32::from(b as i8) * s));
                Ok(RawMatrix::Float(floats.collect()))
            }
            (stored, _) => Ok(stored),
        }
    }

    /// `NAME.weight` as floats, whatever it is stored as.
    #[cfg(feature = "torch")]
    pub(crate) fn float_matrix(
        &mut self,
        name: &str,
        rows: usize,
        columns: usize,
    ) -> Result<Vec<f32>> {
        match self.matrix(name, rows, columns)? {
            RawMatrix::Float(values) => Ok(values),
            RawMatrix::Int8 { .. } => {
                Err(Error::new(ErrorKind::Internal, format!("{name}: bytes where floats are due")))
            }
        }
    }

    /// `NAME.weight`: `I8` beside `NAME.scale`, or `F32` alone.
    pub(super) fn stored_matrix(
        &mut self,
        name: &str,
        rows: usize,
        columns: usize,
    ) -> Result<RawMatrix<'a>> {
        let weight = format!("{name}.weight");
        let view = self.take(&weight, &[rows, columns])?;
        match view.dtype() {
            Dtype::F32 => Ok(RawMatrix::Float(to_floats(&weight, view.data())?)),
            Dtype::I8 => {
                let scales = self.floats(&format!("{name}.scale"), &[rows])?;
                // −128 would overflow the 16-bit sums that some processors make of pairs of products.
                if view.data().contains(&0x80) {
                    return Err(model_error(format!(
                        "tensor {weight} holds -128; quantised weights lie between -127 and 127"
                    )));
                }
                Ok(RawMatrix::Int8 { values: view.data(), scales })
            }
            other => Err(wrong_type(&weight, other, "I8 or F32")),
        }
    }

    /// Checks that every tensor of the file was asked for.
    pub(super) fn finish(self) -> Result<()> {
        let mut unknown: Vec<&str> =
            self.all.names().into_iter().filter(|n| !self.taken.iter().any(|t| t == n)).collect();
        unknown.sort_unstable();
        match unknown.first() {
            None => Ok(()),
            Some(first) => Err(model_error(format!(
                "{} tensors that config.json does not ask for, the first {first}",
                unknown.len()
            ))),
        }
    }
}

fn wrong_type(name: &str, found: Dtype, expected: &str) -> Error {
    model_error(format!("tensor {name} has type {found:?}; expected {expected}"))
}

fn to_floats(name: &str, data: &[u8]) -> Result<Vec<f32>> {
    let floats: Vec<f32> =
        data.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    // One infinity spreads to every score of a window; better no model than a silent one.
    if floats.iter().any(|x| !x.is_finite()) {
        return Err(model_error(format!("tensor {name} holds a value that is not finite")));
    }
    Ok(floats)
}
