use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::*;

fn hub(cache: &Path, more: &[(&str, &str)]) -> Hub {
    Hub::from_environment(|key| match key {
        "HF_HUB_CACHE" => Some(cache.display().to_string()),
        key => more.iter().find(|(k, _)| *k == key).map(|(_, v)| v.to_string()),
    })
    .unwrap()
}

#[test]
fn names_are_told_from_paths() {
    for (text, id, revision) in [
        ("dslim/bert-base-NER", "dslim/bert-base-NER", "main"),
        ("owner/a_b.c@v1.0", "owner/a_b.c", "v1.0"),
        ("owner/name@refs/pr/3", "owner/name", "refs/pr/3"),
        ("bert-base-cased", "bert-base-cased", "main"),
    ] {
        let expected = Name { id: id.into(), revision: revision.into() };
        assert_eq!(text.parse(), Ok(expected), "{text}");
    }
    for text in
        ["", "/tmp/model", "a/b/c", "./model", "../model", "a/b@", "a b", "a/b@../../c", "a//b"]
    {
        assert!(text.parse::<Name>().is_err(), "{text}");
    }
}

#[test]
fn the_environment_is_read_as_by_others() {
    let of = |pairs: &[(&str, &str)]| {
        let pairs: Vec<(String, String)> =
            pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        Hub::from_environment(|key| pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone()))
    };
    let cache = |pairs: &[(&str, &str)]| of(pairs).unwrap().cache.display().to_string();
    assert_eq!(cache(&[("HOME", "/h")]), "/h/.cache/huggingface/hub");
    assert_eq!(cache(&[("HOME", "/h"), ("XDG_CACHE_HOME", "/c")]), "/c/huggingface/hub");
    assert_eq!(cache(&[("HOME", "/h"), ("HF_HOME", "/m")]), "/m/hub");
    assert_eq!(cache(&[("HF_HOME", "/m"), ("HF_HUB_CACHE", "/n")]), "/n");
    assert_eq!(of(&[]).unwrap_err().kind(), ErrorKind::Config);
    for (value, offline) in [("1", true), ("true", true), ("0", false), ("", false)] {
        assert_eq!(
            of(&[("HOME", "/h"), ("HF_HUB_OFFLINE", value)]).unwrap().offline,
            offline,
            "{value}"
        );
    }
    assert_eq!(of(&[("HOME", "/h"), ("HF_TOKEN", " t\n")]).unwrap().token.as_deref(), Some("t"));
    // As huggingface-cli login leaves it.
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("token"), "kept\n").unwrap();
    let home = home.path().display().to_string();
    assert_eq!(of(&[("HF_HOME", &home)]).unwrap().token.as_deref(), Some("kept"));
}

#[test]
fn the_cache_is_enough() {
    let cache = tempfile::tempdir().unwrap();
    let shelf = cache.path().join("models--owner--name");
    let snapshot = shelf.join("snapshots/abc123");
    std::fs::create_dir_all(&snapshot).unwrap();
    std::fs::create_dir_all(shelf.join("refs")).unwrap();
    std::fs::write(shelf.join("refs/main"), "abc123").unwrap();
    let offline = hub(cache.path(), &[("HF_HUB_OFFLINE", "1")]);
    let name: Name = "owner/name".parse().unwrap();
    let said = |name: &Name| {
        let error = offline.files(name).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Model);
        error.to_string()
    };
    let place = snapshot.display().to_string();
    assert!(said(&name).contains(&format!("no config.json of it in {place}")), "{}", said(&name));
    std::fs::write(snapshot.join("config.json"), "{}").unwrap();
    assert!(said(&name).contains("no tokenizer.json of it in"), "{}", said(&name));
    std::fs::write(snapshot.join("tokenizer.json"), "{}").unwrap();
    assert!(
        said(&name).contains("no model.safetensors and no pytorch_model.bin of it"),
        "{}",
        said(&name)
    );
    std::fs::write(snapshot.join("pytorch_model.bin"), "").unwrap();
    let found = offline.files(&name).unwrap();
    assert_eq!(found.folder, snapshot);
    assert_eq!(found.weights, snapshot.join("pytorch_model.bin"));
    // By its commit as well; and another is not there.
    assert_eq!(offline.files(&"owner/name@abc123".parse().unwrap()).unwrap(), found);
    let other = said(&"owner/other".parse().unwrap());
    let expected = format!(
        "model owner/other@main: HF_HUB_OFFLINE is set, and it is not in the cache, {}; unset it",
        cache.path().display()
    );
    assert!(other.starts_with(&expected), "{other}");
    // Online, what is there is not asked for.
    let online = hub(cache.path(), &[("HF_ENDPOINT", "http://127.0.0.1:9")]);
    std::fs::write(snapshot.join("model.safetensors"), "").unwrap();
    assert_eq!(online.files(&name).unwrap().weights, snapshot.join("model.safetensors"));
}

#[test]
fn without_a_network_it_says_what_to_do() {
    let cache = tempfile::tempdir().unwrap();
    // Nobody listens at the port of discarded things.
    let hub = hub(cache.path(), &[("HF_ENDPOINT", "http://127.0.0.1:9/")]);
    let error = hub.files(&"owner/name".parse().unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io);
    let said = error.to_string();
    assert!(said.starts_with("model owner/name@main: config.json cannot be downloaded"), "{said}");
    assert!(
        said.contains(
            "without the network, give --ner-model a folder with config.json, tokenizer.json"
        ),
        "{said}"
    );
    assert!(said.contains(&cache.path().display().to_string()), "{said}");
}

/// What a hub was asked for: files, and the tokens that came with them.
type Asked = Vec<(String, Option<String>)>;

/// A hub on this machine, which has one model, `owner/name`.
struct Local {
    endpoint: String,
    asked: Arc<Mutex<Asked>>,
}

impl Local {
    /// Serves `files` until the tests end, to those who have the token `key` where `guarded`.
    fn start(files: BTreeMap<&'static str, Vec<u8>>, guarded: bool) -> Local {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let notes = asked.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, &files, guarded, &notes).unwrap_or_default();
            }
        });
        Local { endpoint, asked }
    }

    fn asked(&self) -> Asked {
        self.asked.lock().unwrap().clone()
    }
}

/// Answers one request as the hub does: a part of a file, its length and checksum, the commit.
fn answer(
    mut stream: TcpStream,
    files: &BTreeMap<&str, Vec<u8>>,
    guarded: bool,
    asked: &Mutex<Asked>,
) -> std::io::Result<()> {
    let mut head = BufReader::new(stream.try_clone()?).lines();
    let first = head.next().transpose()?.unwrap_or_default();
    let fields: BTreeMap<String, String> = head
        .map_while(|line| line.ok().filter(|line| !line.is_empty()))
        .filter_map(|line| {
            line.split_once(':').map(|(k, v)| (k.to_lowercase(), v.trim().to_owned()))
        })
        .collect();
    let path = first.split(' ').nth(1).unwrap_or_default();
    let file = path.strip_prefix("/owner/name/resolve/main/").unwrap_or_default();
    let token =
        fields.get("authorization").and_then(|v| v.strip_prefix("Bearer ")).map(str::to_owned);
    asked.lock().unwrap().push((file.to_owned(), token.clone()));
    let mut refuse = |status: &str| {
        write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    };
    if guarded && token.as_deref() != Some("key") {
        return refuse("401 Unauthorized");
    }
    let Some(whole) = files.get(file) else { return refuse("404 Not Found") };
    let range = fields.get("range").and_then(|v| v.strip_prefix("bytes=")).unwrap_or("0-");
    let (from, to) = range.split_once('-').unwrap_or((range, ""));
    let from = from.parse().unwrap_or(0).min(whole.len());
    let end = to.parse().map_or(whole.len(), |last: usize| (last + 1).min(whole.len()));
    let part = &whole[from..end];
    write!(
        stream,
        "HTTP/1.1 206 Partial Content\r\nContent-Length: {}\r\nContent-Range: bytes {from}-{}/{}\r\nETag: \"of-{file}\"\r\n\
         X-Repo-Commit: abc123\r\nConnection: close\r\n\r\n",
        part.len(),
        end.saturating_sub(1),
        whole.len()
    )?;
    stream.write_all(part)
}

/// The files of the tiny BERT, but `without`.
fn bert(without: &str) -> BTreeMap<&'static str, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/classifiers/bert");
    ["config.json", "tokenizer.json", "model.safetensors", "pytorch_model.bin"]
        .into_iter()
        .filter(|file| *file != without)
        .map(|file| (file, std::fs::read(folder.join(file)).unwrap()))
        .collect()
}

#[test]
fn what_the_cache_lacks_is_downloaded_once() {
    let cache = tempfile::tempdir().unwrap();
    let files = bert("");
    let local = Local::start(files.clone(), true);
    let settings = [("HF_ENDPOINT", local.endpoint.as_str()), ("HF_TOKEN", "key")];
    let name: Name = "owner/name".parse().unwrap();
    let found = hub(cache.path(), &settings).files(&name).unwrap();
    for (path, file) in [
        (&found.config, "config.json"),
        (&found.tokenizer, "tokenizer.json"),
        (&found.weights, "model.safetensors"),
    ] {
        assert_eq!(std::fs::read(path).unwrap(), files[file], "{file}");
    }
    let asked = local.asked();
    assert!(asked.iter().all(|(_, token)| token.as_deref() == Some("key")), "{asked:?}");
    assert!(!asked.iter().any(|(file, _)| file == "pytorch_model.bin"), "{asked:?}");
    // Then it is there, with the network and without.
    assert_eq!(hub(cache.path(), &settings).files(&name).unwrap(), found);
    assert_eq!(local.asked(), asked);
    assert_eq!(hub(cache.path(), &[("HF_HUB_OFFLINE", "1")]).files(&name).unwrap(), found);
}

#[test]
fn a_model_without_safetensors_has_its_other_weights() {
    let cache = tempfile::tempdir().unwrap();
    let files = bert("model.safetensors");
    let local = Local::start(files.clone(), false);
    let found = hub(cache.path(), &[("HF_ENDPOINT", &local.endpoint)]);
    let found = found.files(&"owner/name".parse().unwrap()).unwrap();
    assert_eq!(std::fs::read(found.weights).unwrap(), files["pytorch_model.bin"]);
    assert!(local.asked().iter().all(|(_, token)| token.is_none()));
}

#[test]
fn a_model_that_is_not_ours_to_read_asks_for_the_token() {
    let cache = tempfile::tempdir().unwrap();
    let local = Local::start(bert(""), true);
    let said = |token: &[(&str, &str)]| {
        let settings = [&[("HF_ENDPOINT", local.endpoint.as_str())], token].concat();
        let error = hub(cache.path(), &settings).files(&"owner/name".parse().unwrap()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Io);
        error.to_string()
    };
    assert!(said(&[]).contains("models that are not public need HF_TOKEN"), "{}", said(&[]));
    let other = said(&[("HF_TOKEN", "another")]);
    assert!(other.contains("may the owner of HF_TOKEN read it?"), "{other}");
}

#[test]
fn what_a_model_lacks_is_named() {
    let cache = tempfile::tempdir().unwrap();
    let said = |files| {
        let local = Local::start(files, false);
        let hub = hub(cache.path(), &[("HF_ENDPOINT", &local.endpoint)]);
        hub.files(&"owner/name".parse().unwrap()).unwrap_err().to_string()
    };
    let without = said(bert("config.json"));
    assert!(without.contains("config.json cannot be downloaded"), "{without}");
    let without = said(bert("tokenizer.json"));
    assert!(without.contains("tokenizer.json"), "{without}");
}
