use super::*;

#[test]
fn nothing_is_run() {
    // What pickle.dumps makes of an object that wants to run os.system("true").
    let evil = b"\x80\x02cposix\nsystem\nq\x00X\x04\x00\x00\x00trueq\x01\x85q\x02Rq\x03.";
    assert_eq!(read(evil).unwrap_err(), "asks to run posix.system, and nothing in it is run");
    let other = b"\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x01x\x85R.";
    assert_eq!(read(other).unwrap_err(), "asks to run builtins.eval, and nothing in it is run");
}

#[test]
fn broken_ones_are_told() {
    for (bytes, said) in [
        (&b""[..], "ends in the middle"),
        (b"\x80", "ends in the middle"),
        (b"X\xff\xff\xff\xffab", "ends in the middle"),
        (b".", SHORT),
        (b"t", SHORT),
        (b"K\x01(.", SHORT),
        (b"\x87", SHORT),
        (b"h\x07.", "recalls what it has not kept"),
        (b"]K\x01s.", "inserts into what is no dictionary"),
        (b"NK\x01a.", "appends to what is no list"),
        (b"\x8a\x09123456789.", "has a number of more than 64 bits"),
        (b"i", "has the instruction 0x69 at byte 0, which no checkpoint needs"),
        (b"NQ.", "names a storage by something else than a tuple"),
    ] {
        assert_eq!(read(bytes).unwrap_err(), said, "{bytes:?}");
    }
    let deep = [vec![b')'; 1], vec![0x85; 1_000_000]].concat();
    assert_eq!(read(&deep).unwrap_err(), "is nested deeper than any checkpoint");
    assert!(read(b"K\x01.").unwrap().tensors().unwrap_err().contains("no dictionary"));
    assert!(read(b"}.").unwrap().tensors().unwrap_err().contains("no tensors"));
}

#[test]
fn numbers_have_signs() {
    for (bytes, expected) in [
        (&b"K\xff."[..], 255),
        (b"M\xff\xff.", 65535),
        (b"J\xff\xff\xff\xff.", -1),
        (b"\x8a\x00.", 0),
        (b"\x8a\x02\x00\x80.", -32768),
    ] {
        assert!(matches!(read(bytes).unwrap().root, Item::Number(n) if n == expected), "{bytes:?}");
    }
}
