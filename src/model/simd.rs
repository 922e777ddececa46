//! One body of plain Rust, compiled for every instruction set worth having, chosen at run time.
//!
//! The bodies use no operation whose result depends on the width of a vector: sums run in a fixed order, and fused
//! multiply-adds are asked for by name ([`f32::mul_add`]), which rounds alike on every machine. So the same bits come
//! out whichever version runs.

/// The instruction sets that code is compiled for besides the target's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// What the target promises.
    Baseline,
    /// x86-64 with AVX2 and FMA.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// x86-64 with AVX-512 F, BW, DQ and VL.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

/// The best of this machine.
#[inline]
pub(super) fn level() -> Level {
    #[cfg(test)]
    if let Some(level) = FORCED.get() {
        return level;
    }
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
        {
            return Level::Avx512;
        }
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            return Level::Avx2;
        }
    }
    Level::Baseline
}

#[cfg(test)]
thread_local! {
    /// What tests want this thread to use; no better than the machine.
    pub(super) static FORCED: std::cell::Cell<Option<Level>> = const { std::cell::Cell::new(None) };
}

/// Runs `what` at every level that this machine has, and gives the results.
#[cfg(test)]
pub(super) fn at_every_level<T>(mut what: impl FnMut() -> T) -> Vec<T> {
    let best = level();
    #[cfg(target_arch = "x86_64")]
    let all = [Level::Baseline, Level::Avx2, Level::Avx512];
    #[cfg(not(target_arch = "x86_64"))]
    let all = [Level::Baseline];
    let levels = all.into_iter().filter(|&l| l <= best);
    let out = levels.map(|level| {
        FORCED.set(Some(level));
        what()
    });
    let out = out.collect();
    FORCED.set(None);
    out
}

/// Defines a function once for all of [`Level`]. Functions that the body calls must be `#[inline(always)]`. With `<L>` after
/// its name, the body has a type `L` that implements [`Lanes`](super::lanes::Lanes) by the level's instructions.
macro_rules! every_level {
    ($(#[$doc:meta])* $vis:vis fn $name:ident $(<$lanes:ident>)? ($($arg:ident: $ty:ty),* $(,)?) $body:block) => {
        $(#[$doc])*
        #[allow(clippy::too_many_arguments)]
        $vis fn $name($($arg: $ty),*) {
            #[inline(always)]
            #[allow(clippy::too_many_arguments)]
            fn plain$(<$lanes: crate::model::lanes::Lanes>)?($($arg: $ty),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
                #[allow(clippy::too_many_arguments)]
                fn avx512($($arg: $ty),*) {
                    plain$(::<every_level!(@ $lanes crate::model::lanes::x86::Avx512)>)?($($arg),*)
                }
                #[target_feature(enable = "avx2,fma")]
                #[allow(clippy::too_many_arguments)]
                fn avx2($($arg: $ty),*) {
                    plain$(::<every_level!(@ $lanes crate::model::lanes::x86::Avx2)>)?($($arg),*)
                }
                match crate::model::simd::level() {
                    // SAFETY: `level` found the features.
                    crate::model::simd::Level::Avx512 => return unsafe { avx512($($arg),*) },
                    // SAFETY: as above.
                    crate::model::simd::Level::Avx2 => return unsafe { avx2($($arg),*) },
                    crate::model::simd::Level::Baseline => {}
                }
            }
            plain$(::<every_level!(@ $lanes [f32; crate::model::simd::LANES])>)?($($arg),*)
        }
    };
    (@ $lanes:ident $ty:ty) => { $ty };
}
pub(super) use every_level;

/// Floats that are worked on together: the widest vector of any level, and the order of every sum.
pub(super) const LANES: usize = 16;

/// Sum of the lanes, pairwise.
#[inline(always)]
pub(super) fn sum_lanes(mut lanes: [f32; LANES]) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            lanes[i] += lanes[i + width];
        }
        width /= 2;
    }
    lanes[0]
}

/// The largest of the lanes. In pairs: a chain from lane to lane would wait for each of its sixteen steps.
#[inline(always)]
pub(super) fn max_lanes(mut lanes: [f32; LANES]) -> f32 {
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            lanes[i] = if lanes[i] > lanes[i + width] { lanes[i] } else { lanes[i + width] };
        }
        width /= 2;
    }
    lanes[0]
}
