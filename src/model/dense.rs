//! Linear layers, in bytes or in floats.

use crate::error::Result;

use super::float::Panels;
use super::int8::{Int8Matrix, Multiplier, block_rows};
use super::pointwise;
use super::tensors::{RawMatrix, Tensors};

enum Weights {
    Int8(Int8Matrix),
    Float(Panels),
}

/// `x W + b`, followed by GELU or by nothing.
pub(super) struct Dense {
    weights: Weights,
    bias: Vec<f32>,
    inputs: usize,
}

impl Dense {
    /// Reads `NAME.weight` of shape `[outputs, inputs]`, its scale if it has one, and `NAME.bias`.
    pub(super) fn read(
        tensors: &mut Tensors,
        name: &str,
        outputs: usize,
        inputs: usize,
    ) -> Result<Dense> {
        let bias = tensors.floats(&format!("{name}.bias"), &[outputs])?;
        Dense::read_with(tensors, name, bias, inputs)
    }

    /// The same, of the layer that has no bias of its own.
    pub(super) fn read_with(
        tensors: &mut Tensors,
        name: &str,
        bias: Vec<f32>,
        inputs: usize,
    ) -> Result<Dense> {
        let matrix = tensors.matrix(name, bias.len(), inputs)?;
        Ok(Dense::made(&matrix, bias, inputs))
    }

    /// Reads a layer as several, each of those of its outputs that `parts` lists.
    pub(super) fn read_parts(
        tensors: &mut Tensors,
        name: &str,
        inputs: usize,
        parts: &[Vec<usize>],
    ) -> Result<Vec<Dense>> {
        let outputs = parts.iter().map(Vec::len).sum();
        let bias = tensors.floats(&format!("{name}.bias"), &[outputs])?;
        let matrix = tensors.matrix(name, outputs, inputs)?;
        let part = |outputs: &Vec<usize>| {
            let bias = outputs.iter().map(|&o| bias[o]).collect();
            let row = |o: &usize| o * inputs..(o + 1) * inputs;
            match &matrix {
                RawMatrix::Int8 { values, scales } => {
                    let values: Vec<u8> =
                        outputs.iter().flat_map(|o| &values[row(o)]).copied().collect();
                    let scales = outputs.iter().map(|&o| scales[o]).collect();
                    Dense::made(&RawMatrix::Int8 { values: &values, scales }, bias, inputs)
                }
                RawMatrix::Float(values) => {
                    let values = outputs.iter().flat_map(|o| &values[row(o)]).copied().collect();
                    Dense::made(&RawMatrix::Float(values), bias, inputs)
                }
            }
        };
        Ok(parts.iter().map(part).collect())
    }

    fn made(matrix: &RawMatrix, bias: Vec<f32>, inputs: usize) -> Dense {
        let weights = match matrix {
            RawMatrix::Int8 { values, scales } => {
                Weights::Int8(Int8Matrix::new(values, scales, &bias, inputs))
            }
            RawMatrix::Float(values) => Weights::Float(Panels::transposed(values, inputs)),
        };
        Dense { weights, bias, inputs }
    }

    /// A layer of given weights, `[outputs, inputs]`, as bytes if asked for.
    pub(super) fn of(weights: &[f32], bias: Vec<f32>, inputs: usize, bytes: bool) -> Dense {
        if bytes {
            let (values, scales) = round_rows(weights, inputs);
            return Dense::made(&RawMatrix::Int8 { values: &values, scales }, bias, inputs);
        }
        Dense::made(&RawMatrix::Float(weights.to_vec()), bias, inputs)
    }

    /// Whether the layer multiplies bytes.
    pub(super) fn is_int8(&self) -> bool {
        matches!(self.weights, Weights::Int8(_))
    }

    /// Number of floats that go in.
    pub(super) fn inputs(&self) -> usize {
        self.inputs
    }

    /// Number of floats that come out.
    pub(super) fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// Applies the layer to rows that lie end to end, and GELU after it if asked for.
    pub(super) fn apply(
        &self,
        rows: &[f32],
        gelu: bool,
        out: &mut [f32],
        multiplier: &mut Multiplier,
    ) -> Result<()> {
        let (inputs, outputs) = (self.inputs(), self.outputs());
        let block = block_rows(rows.len() / inputs);
        for (rows, out) in rows.chunks(block * inputs).zip(out.chunks_mut(block * outputs)) {
            if self.is_int8() {
                multiplier.round(rows, inputs);
            }
            self.apply_rounded(rows, gelu, out, multiplier)?;
        }
        Ok(())
    }

    /// The same for rows that `multiplier` has [rounded](Multiplier::round), be it for another
    /// layer.
    pub(super) fn apply_rounded(
        &self,
        rows: &[f32],
        gelu: bool,
        out: &mut [f32],
        multiplier: &mut Multiplier,
    ) -> Result<()> {
        let (inputs, outputs) = (self.inputs(), self.outputs());
        let count = rows.len() / inputs;
        let out = &mut out[..count * outputs];
        match &self.weights {
            Weights::Int8(matrix) => matrix.apply(count, gelu, out, multiplier)?,
            Weights::Float(panels) => {
                panels.multiply(rows, inputs, count, out, outputs);
                for row in out.chunks_exact_mut(outputs) {
                    pointwise::add(row, &self.bias);
                }
                if gelu {
                    pointwise::gelu_exact(out);
                }
            }
        }
        Ok(())
    }
}

/// Bytes and scales that stand for the rows of a matrix, each over its own range, as in the bundle itself.
fn round_rows(weights: &[f32], inputs: usize) -> (Vec<u8>, Vec<f32>) {
    let mut values = Vec::with_capacity(weights.len());
    let mut scales = Vec::with_capacity(weights.len() / inputs);
    for row in weights.chunks_exact(inputs) {
        let most = row.iter().fold(f32::MIN_POSITIVE, |m, x| m.max(x.abs()));
        let scale = most / 127.0;
        values.extend(row.iter().map(|x| (x / scale).round_ties_even() as i8 as u8));
        scales.push(scale);
    }
    (values, scales)
}
