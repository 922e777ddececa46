//! Panics that were caught, told in this crate's own words.

use std::cell::Cell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// How many calls of [`caught`] this thread is inside of.
    static INSIDE: Cell<usize> = const { Cell::new(0) };
    /// Where its last panic was, while it is inside of one.
    static PLACE: Cell<Option<String>> = const { Cell::new(None) };
}

/// What a panic says, and where it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked {
    /// Its message.
    pub message: String,
    /// File, line and column in the source; `None` if it was on another thread, or somebody has replaced the hook of [`caught`].
    pub place: Option<String>,
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.place.as_ref().map_or(Ok(()), |place| write!(f, " ({place})"))
    }
}

/// Runs what may hold a bug, ours or a dependency's: a panic becomes what it says.
///
/// What a panic leaves half done must not be used again: `work` should own it, or whoever calls drop it.
///
/// The panic is printed by whoever has called, in an error, and so not by the runtime. The first call sets a hook for that, for the
/// whole process; panics of threads that are not inside such a call go on to the hook that was there before.
///
/// # Errors
/// The panic.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    set_quiet_hook();
    // A panic of before, which somebody else has caught, is not this one.
    last_place();
    INSIDE.set(INSIDE.get() + 1);
    let done = catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(INSIDE.get() - 1);
    done.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or(panic.downcast_ref::<&str>().copied());
        Panicked { message: text.unwrap_or("unknown panic").to_owned(), place: last_place() }
    })
}

fn set_quiet_hook() {
    static SET: Once = Once::new();
    // Whoever is unwinding may not set a hook; the next call does.
    if std::thread::panicking() {
        return;
    }
    SET.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if INSIDE.get() == 0 {
                return before(panic);
            }
            let place = panic.location().map(ToString::to_string);
            // It is gone when the thread ends: then the panic has no place.
            let _ = PLACE.try_with(|last| last.set(place));
        }));
    });
}

fn last_place() -> Option<String> {
    PLACE.try_with(Cell::take).ok().flatten()
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::thread;

    use super::*;

    #[test]
    fn a_panic_is_its_message_and_place() {
        assert_eq!(caught(|| 1), Ok(1));
        let panicked = caught(|| panic!("no {}", "more")).unwrap_err();
        assert_eq!(panicked.message, "no more");
        let place = panicked.place.clone().unwrap();
        assert!(place.contains("panicked.rs:"), "{place}");
        assert_eq!(panicked.to_string(), format!("no more ({place})"));

        let other = caught(|| std::panic::panic_any(1)).unwrap_err();
        assert_eq!(other.message, "unknown panic");
        // One that was only passed on, and one before it that somebody else has caught.
        let passed = caught(|| {
            let _ = catch_unwind(|| panic!("elsewhere"));
            let _ = caught(|| ());
            std::panic::resume_unwind(Box::new("passed on"))
        });
        assert_eq!(passed.unwrap_err().to_string(), "passed on");
    }

    #[test]
    fn only_what_nobody_catches_is_printed() {
        const CHILD: &str = "ACTANT_TEST_PANICS";
        if std::env::var_os(CHILD).is_some() {
            let _ = caught(|| {
                let _ = caught(|| panic!("in the inner"));
                let _ = thread::spawn(|| panic!("on another thread")).join();
                panic!("in the outer")
            });
            panic!("in none");
        }
        let name = "error::panicked::tests::only_what_nobody_catches_is_printed";
        let child = Command::new(std::env::current_exe().unwrap())
            .args([name, "--exact", "--nocapture"])
            .env(CHILD, "1")
            .output()
            .unwrap();
        assert!(!child.status.success());
        let said = String::from_utf8(child.stderr).unwrap();
        for (what, printed) in [
            ("in the inner", false),
            ("in the outer", false),
            ("on another thread", true),
            ("in none", true),
        ] {
            assert_eq!(said.contains(what), printed, "{what}: {said}");
        }
    }
}
