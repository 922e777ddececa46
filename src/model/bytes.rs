//! The bytes of a weights file, in the program itself or in memory.

use std::sync::Arc;

/// Bytes that are shared, not copied. No alignment is asked of them.
#[derive(Clone)]
pub(super) enum Bytes {
    /// Compiled into the program.
    #[cfg_attr(not(any(actant_embedded_small, actant_embedded_tiny)), allow(dead_code))]
    Static(&'static [u8]),
    /// Read from a file.
    Shared(Arc<Vec<u8>>),
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.as_slice().len())
    }
}

impl Bytes {
    pub(super) fn as_slice(&self) -> &[u8] {
        match self {
            Bytes::Static(bytes) => bytes,
            Bytes::Shared(bytes) => bytes,
        }
    }
}
