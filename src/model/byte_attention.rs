//! Multi-head attention within one window, in bytes.

use super::attention::HeadGroup;
use super::lanes::Lanes;
use super::lines::{ByteRows, Lines};
use super::pointwise::{ROUND, load_at};
use super::simd::{LANES, every_level, max_lanes};
use super::softmax::{AHEAD, odds};

/// Rows of scores that are worked on together, so that they stay in the first-level cache; a multiple of the rows that are
/// multiplied together.
const ROWS: usize = 36;

/// The largest byte that a number becomes; the least is its negative.
const MOST: f32 = 127.0;

/// What is added to a query's bytes to leave them without a sign.
const OFFSET: f32 = 128.0;

/// Memory that attention uses again and again.
///
/// Keys and values become bytes in each dimension over its range in the window. What a key's byte stands for is taken up by the
/// queries before these become bytes, each over its own range.
#[derive(Default)]
pub(super) struct ByteAttention {
    /// The largest numbers, without their sign, of the columns of keys and values.
    most: Vec<f32>,
    /// What numbers of a head's dimensions are multiplied by to make bytes of them, zeros up to a multiple of [`LANES`].
    factors: Vec<f32>,
    queries: Vec<u8>,
    /// What a head's scores of 1 stand for, by query.
    scales: Vec<f32>,
    /// A row of [`OFFSET`].
    offsets: Vec<u8>,
    keys: Lines<4>,
    /// What the scores of keys begin with.
    starts: Vec<[i32; LANES]>,
    values: Lines<2>,
    /// Zeros, which the sums of values begin with.
    nothing: Vec<[i32; LANES]>,
    sums: Vec<i32>,
    odds: Vec<u8>,
}

impl ByteAttention {
    /// Mixes the values of one window: `qkv` has a row for each of its pieces, the queries, keys and values of all heads. Rows of
    /// `mixed` lie `to` apart, and begin with what the heads mix.
    pub(super) fn mix(&mut self, qkv: &[f32], heads: &HeadGroup, mixed: &mut [f32], to: usize) {
        let HeadGroup { size, asked, .. } = *heads;
        let hidden = heads.count * size;
        let width = 3 * hidden;
        let count = qkv.len() / width;
        self.most.clear();
        self.most.resize(2 * hidden, 0.0);
        largest(qkv, hidden, &mut self.most);
        for head in 0..heads.count {
            let first = head * size;
            let part = |n: usize| Part { rows: qkv, width, first: n * hidden + first, size };
            self.pack_scores(&part(0), &part(1), first, asked);
            self.pack_values(&part(2), hidden + first);
            self.mix_head(count, size, mixed.get_mut(first..).unwrap_or_default(), to);
        }
    }

    /// Makes bytes of a head's queries and keys, whose ranges stand in `most` from `at` on.
    fn pack_scores(&mut self, queries: &Part, keys: &Part, at: usize, asked: usize) {
        let size = keys.size;
        let stride = size.next_multiple_of(LANES);
        let most = &self.most[at..at + size];
        // A score is divided by the root of the number of dimensions.
        let root = (size as f32).sqrt();
        self.factors.clear();
        self.factors.extend(most.iter().map(|k| k / (MOST * root)));
        self.factors.resize(stride, 0.0);
        self.queries.resize(asked * stride, 0);
        self.scales.resize(asked, 0.0);
        pack_queries(queries, &self.factors, &mut self.queries, &mut self.scales);

        self.factors.clear();
        self.factors.extend(most.iter().map(|&k| MOST * inverse(k)));
        self.factors.resize(stride, 0.0);
        self.keys.reset(keys.count(), size);
        pack_keys(keys, &self.factors, &mut self.keys);
        // What the queries' offset adds to a key's scores is taken off beforehand.
        let width = keys.count().next_multiple_of(Lines::<4>::PANEL);
        self.starts.clear();
        self.starts.resize(width / LANES, [0; LANES]);
        self.offsets.resize(stride, OFFSET as u8);
        let left = ByteRows { bytes: &self.offsets, stride, count: 1 };
        self.sums.resize(self.sums.len().max(width), 0);
        self.keys.multiply(left, &self.starts, &mut self.sums, width);
        for (start, sum) in self.starts.as_flattened_mut().iter_mut().zip(&self.sums) {
            *start = -sum;
        }
    }

    /// Makes bytes of a head's values, whose ranges stand in `most` from `at` on, and leaves what they stand for in `factors`.
    fn pack_values(&mut self, values: &Part, at: usize) {
        let most = &self.most[at..at + values.size];
        self.factors.clear();
        self.factors.extend(most.iter().map(|&v| MOST * inverse(v)));
        self.factors.resize(values.size.next_multiple_of(LANES), 0.0);
        self.values.reset(values.size, values.count());
        pack_values(values, &self.factors, &mut self.values);
        self.factors.iter_mut().zip(most).for_each(|(unit, v)| *unit = v / MOST);
    }

    /// Mixes what is packed: the first `size` floats of rows that lie `apart`.
    fn mix_head(&mut self, count: usize, size: usize, mixed: &mut [f32], apart: usize) {
        let stride = size.next_multiple_of(LANES);
        let from = count.next_multiple_of(Lines::<4>::PANEL);
        let to = count.next_multiple_of(LANES);
        let wide = size.next_multiple_of(Lines::<2>::PANEL);
        self.sums.resize(ROWS * from.max(wide), 0);
        self.odds.resize(ROWS * to, 0);
        self.nothing.resize(wide / LANES, [0; LANES]);
        let queries = self.queries.chunks(ROWS * stride).zip(self.scales.chunks(ROWS));
        for ((queries, scales), mixed) in queries.zip(mixed.chunks_mut(ROWS * apart)) {
            let rows = scales.len();
            let left = ByteRows { bytes: queries, stride, count: rows };
            self.keys.multiply(left, &self.starts, &mut self.sums, from);
            let mut factors = [0.0; ROWS];
            let (factors, bytes) = (&mut factors[..rows], &mut self.odds[..rows * to]);
            odds(&self.sums[..rows * from], from, count, scales, bytes, to, factors);
            let left = ByteRows { bytes, stride: to, count: rows };
            self.values.multiply(left, &self.nothing, &mut self.sums, wide);
            let sums = &self.sums[..rows * wide];
            finish(sums, wide, factors, &self.factors[..size], mixed, apart);
        }
    }
}

/// `1 / x`, or 0 where there is next to nothing.
fn inverse(x: f32) -> f32 {
    if x > 1e-30 { 1.0 / x } else { 0.0 }
}

/// A head's queries, keys or values: `size` floats from `first` on of each row of `width`.
struct Part<'a> {
    rows: &'a [f32],
    width: usize,
    first: usize,
    size: usize,
}

impl Part<'_> {
    fn count(&self) -> usize {
        self.rows.len() / self.width
    }

    #[inline(always)]
    fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.rows.chunks_exact(self.width).map(|row| &row[self.first..][..self.size])
    }
}

/// The whole numbers nearest to sixteen floats times their factors, in two's complement: those from `at` on, or what is left of
/// the row.
#[inline(always)]
fn bytes_at<L: Lanes>(row: &[f32], factors: &[f32], at: usize) -> [u8; LANES] {
    let mut bytes = [0; LANES];
    // The whole number stands in the low bits, of which `ROUND` has none.
    let whole = load_at::<L>(row, at).mul_add(load_at(factors, at), L::splat(ROUND));
    whole.write_low_bytes(&mut bytes);
    bytes
}

every_level! {
    /// The largest numbers, without their sign, of the columns of `rows` from `first` on, at least those in `most`.
    fn largest(rows: &[f32], first: usize, most: &mut [f32]) {
        for row in rows.chunks_exact(first + most.len()) {
            for (most, x) in most.iter_mut().zip(&row[first..]) {
                let x = x.abs();
                *most = if x > *most { x } else { *most };
            }
        }
    }
}

every_level! {
    /// Writes as many rows as there are `scales`, each number times its unit, over the range of the row, plus [`OFFSET`].
    fn pack_queries<L>(part: &Part, units: &[f32], bytes: &mut [u8], scales: &mut [f32]) {
        let (all_units, offset) = (units.as_chunks::<LANES>().0, L::splat(ROUND + OFFSET));
        let mut rows = part.rows();
        for (bytes, scales) in bytes.chunks_mut(AHEAD * units.len()).zip(scales.chunks_mut(AHEAD)) {
            let rows: [&[f32]; AHEAD] = std::array::from_fn(|_| rows.next().unwrap_or_default());
            let mut most = [0.0; AHEAD];
            for (most, row) in most.iter_mut().zip(rows) {
                let (chunks, rest) = row.as_chunks::<LANES>();
                let mut largest = L::splat(0.0);
                for (x, unit) in chunks.iter().zip(all_units) {
                    let x = L::load(x).mul(L::load(unit));
                    largest = largest.max(x).max(L::splat(0.0).sub(x));
                }
                if let (false, Some(unit)) = (rest.is_empty(), all_units.last()) {
                    let x = L::load_part(rest, 0.0).mul(L::load(unit));
                    largest = largest.max(x).max(L::splat(0.0).sub(x));
                }
                *most = max_lanes(largest.array());
            }
            let factors = most.map(|most| MOST * inverse(most));
            scales.iter_mut().zip(most).for_each(|(scale, most)| *scale = most / MOST);
            for ((bytes, row), factor) in bytes.chunks_exact_mut(units.len()).zip(rows).zip(factors) {
                let (chunks, rest) = row.as_chunks::<LANES>();
                let bytes = bytes.as_chunks_mut::<LANES>().0;
                let factor = L::splat(factor);
                for ((x, unit), bytes) in chunks.iter().zip(all_units).zip(&mut *bytes) {
                    let x = L::load(x).mul(L::load(unit));
                    x.mul_add(factor, offset).write_low_bytes(bytes);
                }
                if let (false, Some(unit), Some(bytes)) = (rest.is_empty(), all_units.last(), bytes.last_mut()) {
                    let x = L::load_part(rest, 0.0).mul(L::load(unit));
                    x.mul_add(factor, offset).write_low_bytes(bytes);
                }
            }
        }
    }
}

every_level! {
    /// Packs rows as columns.
    fn pack_keys<L>(part: &Part, factors: &[f32], lines: &mut Lines<4>) {
        let mut rows = part.rows();
        for vector in 0..part.count().div_ceil(LANES) {
            let rows: [&[f32]; LANES] = std::array::from_fn(|_| rows.next().unwrap_or_default());
            for at in (0..part.size).step_by(LANES) {
                let mut block = [[0; LANES]; LANES];
                for (bytes, row) in block.iter_mut().zip(rows) {
                    if !row.is_empty() {
                        *bytes = bytes_at::<L>(row, factors, at);
                    }
                }
                for i in 0..(part.size - at).div_ceil(4).min(LANES / 4) {
                    let line = lines.line(vector, at / 4 + i);
                    for (weights, bytes) in line.0.as_chunks_mut::<4>().0.iter_mut().zip(&block) {
                        *weights = bytes.as_chunks::<4>().0[i].map(|b| b as i8);
                    }
                }
            }
        }
    }
}

every_level! {
    /// Packs rows as they are.
    fn pack_values<L>(part: &Part, factors: &[f32], lines: &mut Lines<2>) {
        let mut rows = part.rows();
        for four in 0..lines.fours() {
            let rows: [&[f32]; 4] = std::array::from_fn(|_| rows.next().unwrap_or_default());
            for at in (0..part.size).step_by(LANES) {
                let mut block = [[0; LANES]; 4];
                for (bytes, row) in block.iter_mut().zip(rows) {
                    if !row.is_empty() {
                        *bytes = bytes_at::<L>(row, factors, at);
                    }
                }
                let line = lines.line(at / LANES, four);
                for (i, weights) in line.0.as_chunks_mut::<4>().0.iter_mut().enumerate() {
                    *weights = block.map(|bytes| bytes[i] as i8);
                }
            }
        }
    }
}

every_level! {
    /// Makes floats of rows of sums, `from` apart: each times the factor of its row and the unit of its column.
    fn finish(sums: &[i32], from: usize, factors: &[f32], units: &[f32], out: &mut [f32], to: usize) {
        for ((sums, out), factor) in sums.chunks_exact(from).zip(out.chunks_mut(to)).zip(factors) {
            for ((out, sum), unit) in out.iter_mut().zip(sums).zip(units) {
                *out = *sum as f32 * (factor * unit);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::attention::Attention;
    use super::super::simd::at_every_level;
    use super::*;

    #[test]
    fn bytes_mix_as_floats_do() {
        for (count, asked, heads, size) in
            [(1, 1, 1, 32), (50, 50, 3, 32), (130, 70, 2, 14), (75, 9, 2, 64)]
        {
            let hidden = heads * size;
            let noise = |i: usize| ((i * i % 1009) as f32 * 0.37).sin() * (1 + i % 5) as f32 / 3.0;
            let mut qkv: Vec<f32> = (0..count * 3 * hidden).map(noise).collect();
            // A dimension that holds nothing.
            qkv.iter_mut().skip(hidden).step_by(3 * hidden).for_each(|x| *x = 0.0);
            let mut exact = vec![0.0; asked * hidden];
            let heads = HeadGroup { count: heads, size, asked };
            Attention::default().mix(&qkv, &heads, &mut exact, hidden);
            let results = at_every_level(|| {
                let mut mixed = vec![f32::NAN; asked * hidden];
                ByteAttention::default().mix(&qkv, &heads, &mut mixed, hidden);
                mixed
            });
            assert!(results.windows(2).all(|w| w[0] == w[1]), "{count}");
            let pairs = results[0].iter().zip(&exact);
            let apart: f32 = pairs.map(|(x, y)| (x - y).powi(2)).sum();
            let relative = (apart / exact.iter().map(|y| y * y).sum::<f32>()).sqrt();
            assert!(relative < 0.03, "{count} {asked} {size}: {relative}");
        }
    }
}
