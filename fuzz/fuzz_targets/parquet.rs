#![no_main]

#[path = "../bodies.rs"]
#[allow(dead_code)]
mod bodies;

/// The Parquet crate asserts where a file lies about its sizes. The reader catches that and calls the file damaged; the fuzzer's hook would end
/// the process before. A panic that nobody catches still ends it: the fuzzer catches those itself.
static QUIET: std::sync::Once = std::sync::Once::new();

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    QUIET.call_once(|| std::panic::set_hook(Box::new(|_| {})));
    bodies::parquet(bytes)
});
