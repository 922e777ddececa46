//! Ctrl-C.

use std::sync::atomic::{AtomicBool, Ordering};

/// What a program that was interrupted answers, by the custom of shells.
pub const EXIT_CODE: u8 = 130;

static ASKED: AtomicBool = AtomicBool::new(false);

/// Takes note from here on. The first request asks for an orderly end, the second ends the program at once, which loses
/// the batch in hand.
///
/// Where somebody has arranged for it to be ignored, as shells do for programs in the background, it stays so.
pub fn listen() {
    let _ = ctrlc::try_set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(EXIT_CODE.into());
        }
    });
}

/// Whether an end was asked for.
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
