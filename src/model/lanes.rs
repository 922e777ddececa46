//! Sixteen floats at a time, by hand: sums in the same order and roundings at the same places on every machine.

use super::simd::LANES;

/// Sixteen floats. Methods do lane by lane what their names say; each rounds once.
pub(super) trait Lanes: Copy {
    fn splat(x: f32) -> Self;
    fn load(from: &[f32; LANES]) -> Self;
    fn store(self, to: &mut [f32; LANES]);
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
    /// `self * by + plus`, rounded once.
    fn mul_add(self, by: Self, plus: Self) -> Self;
    /// `self` where it is smaller, else `other`.
    fn min(self, other: Self) -> Self;
    /// `self` where it is larger, else `other`.
    fn max(self, other: Self) -> Self;
    /// The integers as floats, rounded to even where they have more than 24 bits.
    fn from_ints(from: &[i32; LANES]) -> Self;
    /// Writes the bits of each lane as an integer, plus `offset`, as the nearest byte.
    fn write_bytes(self, offset: i32, to: &mut [u8; LANES]);
    /// Writes the lowest eight bits of each lane.
    fn write_low_bytes(self, to: &mut [u8; LANES]);
    /// Two to the power of the integer, −126 to 127, that the low bits of each lane hold.
    fn two_to_low_bits(self) -> Self;

    /// The lanes as an array.
    #[inline(always)]
    fn array(self) -> [f32; LANES] {
        let mut out = [0.0; LANES];
        self.store(&mut out);
        out
    }

    /// The floats of `part`, at most sixteen, then `fill`.
    #[inline(always)]
    fn load_part(part: &[f32], fill: f32) -> Self {
        let mut all = [fill; LANES];
        all[..part.len()].copy_from_slice(part);
        Self::load(&all)
    }
}

/// Without special instructions.
impl Lanes for [f32; LANES] {
    #[inline(always)]
    fn splat(x: f32) -> Self {
        [x; LANES]
    }
    #[inline(always)]
    fn load(from: &[f32; LANES]) -> Self {
        *from
    }
    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        *to = self;
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        std::array::from_fn(|i| self[i] + other[i])
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        std::array::from_fn(|i| self[i] - other[i])
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        std::array::from_fn(|i| self[i] * other[i])
    }
    #[inline(always)]
    fn mul_add(self, by: Self, plus: Self) -> Self {
        std::array::from_fn(|i| self[i].mul_add(by[i], plus[i]))
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        std::array::from_fn(|i| if self[i] < other[i] { self[i] } else { other[i] })
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        std::array::from_fn(|i| if self[i] > other[i] { self[i] } else { other[i] })
    }
    #[inline(always)]
    fn from_ints(from: &[i32; LANES]) -> Self {
        from.map(|x| x as f32)
    }
    #[inline(always)]
    fn write_bytes(self, offset: i32, to: &mut [u8; LANES]) {
        for (to, x) in to.iter_mut().zip(self) {
            *to = (x.to_bits() as i32).wrapping_add(offset).clamp(0, 255) as u8;
        }
    }
    #[inline(always)]
    fn write_low_bytes(self, to: &mut [u8; LANES]) {
        *to = self.map(|x| x.to_bits() as u8);
    }
    #[inline(always)]
    fn two_to_low_bits(self) -> Self {
        self.map(|x| f32::from_bits(x.to_bits().wrapping_add(127) << 23))
    }
}

/// With AVX2 and FMA, or AVX-512. Values of these types are to be made only in code compiled for those features.
#[cfg(target_arch = "x86_64")]
pub(super) mod x86 {
    use std::arch::x86_64::*;

    use super::{LANES, Lanes};

    #[derive(Clone, Copy)]
    pub(in crate::model) struct Avx512(__m512);

    // SAFETY, of all blocks below: these types are used behind the check of the features; loads and
    // stores are of sixteen floats or bytes.
    impl Lanes for Avx512 {
        #[inline(always)]
        fn splat(x: f32) -> Self {
            Avx512(unsafe { _mm512_set1_ps(x) })
        }
        #[inline(always)]
        fn load(from: &[f32; LANES]) -> Self {
            Avx512(unsafe { _mm512_loadu_ps(from.as_ptr()) })
        }
        #[inline(always)]
        fn store(self, to: &mut [f32; LANES]) {
            unsafe { _mm512_storeu_ps(to.as_mut_ptr(), self.0) }
        }
        #[inline(always)]
        fn add(self, other: Self) -> Self {
            Avx512(unsafe { _mm512_add_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn sub(self, other: Self) -> Self {
            Avx512(unsafe { _mm512_sub_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn mul(self, other: Self) -> Self {
            Avx512(unsafe { _mm512_mul_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn mul_add(self, by: Self, plus: Self) -> Self {
            Avx512(unsafe { _mm512_fmadd_ps(self.0, by.0, plus.0) })
        }
        #[inline(always)]
        fn min(self, other: Self) -> Self {
            Avx512(unsafe { _mm512_min_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn max(self, other: Self) -> Self {
            Avx512(unsafe { _mm512_max_ps(self.0, other.0) })
        }
        #[inline(always)]
        fn from_ints(from: &[i32; LANES]) -> Self {
            Avx512(unsafe { _mm512_cvtepi32_ps(_mm512_loadu_si512(from.as_ptr().cast())) })
        }
        #[inline(always)]
        fn write_bytes(self, offset: i32, to: &mut [u8; LANES]) {
            unsafe {
                let whole =
                    _mm512_add_epi32(_mm512_castps_si512(self.0), _mm512_set1_epi32(offset));
                let whole = _mm512_max_epi32(whole, _mm512_setzero_si512());
                _mm_storeu_si128(to.as_mut_ptr().cast(), _mm512_cvtusepi32_epi8(whole));
            }
        }
        #[inline(always)]
        fn write_low_bytes(self, to: &mut [u8; LANES]) {
            unsafe {
                let low = _mm512_cvtepi32_epi8(_mm512_castps_si512(self.0));
                _mm_storeu_si128(to.as_mut_ptr().cast(), low);
            }
        }
        #[inline(always)]
        fn two_to_low_bits(self) -> Self {
            unsafe {
                let exponents =
                    _mm512_add_epi32(_mm512_castps_si512(self.0), _mm512_set1_epi32(127));
                Avx512(_mm512_castsi512_ps(_mm512_slli_epi32::<23>(exponents)))
            }
        }
    }

    #[derive(Clone, Copy)]
    pub(in crate::model) struct Avx2(__m256, __m256);

    impl Lanes for Avx2 {
        #[inline(always)]
        fn splat(x: f32) -> Self {
            let x = unsafe { _mm256_set1_ps(x) };
            Avx2(x, x)
        }
        #[inline(always)]
        fn load(from: &[f32; LANES]) -> Self {
            unsafe { Avx2(_mm256_loadu_ps(from.as_ptr()), _mm256_loadu_ps(from.as_ptr().add(8))) }
        }
        #[inline(always)]
        fn store(self, to: &mut [f32; LANES]) {
            unsafe {
                _mm256_storeu_ps(to.as_mut_ptr(), self.0);
                _mm256_storeu_ps(to.as_mut_ptr().add(8), self.1);
            }
        }
        #[inline(always)]
        fn add(self, o: Self) -> Self {
            unsafe { Avx2(_mm256_add_ps(self.0, o.0), _mm256_add_ps(self.1, o.1)) }
        }
        #[inline(always)]
        fn sub(self, o: Self) -> Self {
            unsafe { Avx2(_mm256_sub_ps(self.0, o.0), _mm256_sub_ps(self.1, o.1)) }
        }
        #[inline(always)]
        fn mul(self, o: Self) -> Self {
            unsafe { Avx2(_mm256_mul_ps(self.0, o.0), _mm256_mul_ps(self.1, o.1)) }
        }
        #[inline(always)]
        fn mul_add(self, by: Self, plus: Self) -> Self {
            unsafe {
                Avx2(_mm256_fmadd_ps(self.0, by.0, plus.0), _mm256_fmadd_ps(self.1, by.1, plus.1))
            }
        }
        #[inline(always)]
        fn min(self, o: Self) -> Self {
            unsafe { Avx2(_mm256_min_ps(self.0, o.0), _mm256_min_ps(self.1, o.1)) }
        }
        #[inline(always)]
        fn max(self, o: Self) -> Self {
            unsafe { Avx2(_mm256_max_ps(self.0, o.0), _mm256_max_ps(self.1, o.1)) }
        }
        #[inline(always)]
        fn from_ints(from: &[i32; LANES]) -> Self {
            unsafe {
                let (low, high) = (from.as_ptr(), from.as_ptr().add(8));
                let low = _mm256_cvtepi32_ps(_mm256_loadu_si256(low.cast()));
                Avx2(low, _mm256_cvtepi32_ps(_mm256_loadu_si256(high.cast())))
            }
        }
        #[inline(always)]
        fn write_bytes(self, offset: i32, to: &mut [u8; LANES]) {
            self.array().write_bytes(offset, to);
        }
        #[inline(always)]
        fn write_low_bytes(self, to: &mut [u8; LANES]) {
            self.array().write_low_bytes(to);
        }
        #[inline(always)]
        fn two_to_low_bits(self) -> Self {
            unsafe {
                let bias = _mm256_set1_epi32(127);
                let low = _mm256_add_epi32(_mm256_castps_si256(self.0), bias);
                let high = _mm256_add_epi32(_mm256_castps_si256(self.1), bias);
                let low = _mm256_castsi256_ps(_mm256_slli_epi32::<23>(low));
                Avx2(low, _mm256_castsi256_ps(_mm256_slli_epi32::<23>(high)))
            }
        }
    }
}
