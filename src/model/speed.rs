//! What benchmarks ask of the arithmetic: how fast the machine could multiply bytes, and how fast the encoder does.

use std::time::{Duration, Instant};

use crate::error::Result;

use super::PackedEncoder;
use super::int8::{BLOCK_ROWS, Multiplier};

/// Multiply-adds of bytes in a second that one core reaches at best, measured on registers alone for about as long as
/// `time`; `None` where there is no instruction whose limit we know.
pub fn byte_peak(time: Duration) -> Option<f64> {
    #[cfg(target_arch = "x86_64")]
    return super::vnni::peak(time);
    #[cfg(not(target_arch = "x86_64"))]
    None
}

/// Multiply-adds of bytes in a second that one core reaches in the encoder's products, with the rounding of what goes in and
/// the finishing of what comes out, measured for at least `time`; `None` if the weights are floats.
///
/// # Errors
/// As the encoder's own.
pub fn byte_products(encoder: &PackedEncoder, time: Duration) -> Result<Option<f64>> {
    let mut multiplier = Multiplier::default();
    let (mut count, began) = (0.0, Instant::now());
    while began.elapsed() < time {
        for (dense, gelu) in encoder.products() {
            if !dense.is_int8() {
                return Ok(None);
            }
            let rows: Vec<f32> =
                (0..BLOCK_ROWS * dense.inputs()).map(|i| (i % 89) as f32 / 44.0 - 1.0).collect();
            let mut out = vec![0.0; BLOCK_ROWS * dense.outputs()];
            // Often enough that making the operands does not count.
            for _ in 0..64 {
                dense.apply(&rows, gelu, &mut out, &mut multiplier)?;
            }
            count += (64 * BLOCK_ROWS * dense.inputs() * dense.outputs()) as f64;
        }
    }
    Ok(Some(count / began.elapsed().as_secs_f64()))
}
