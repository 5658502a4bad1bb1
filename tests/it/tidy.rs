//! House rules, held by a test: layers, headers, lengths, names that say nothing, paths of somebody's machine.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{Ran, repository};

/// The longest a source file may be; there are no exceptions.
const LINES_MAX: usize = 400;

/// Every file under version control or about to be, with its path from the repository's root.
fn files() -> Vec<(String, PathBuf)> {
    let root = repository("").canonicalize().unwrap();
    let mut files = Vec::new();
    walk(&root, &root, &mut files);
    assert!(files.len() > 100, "only {} files", files.len());
    files
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_built = name == "target" || name == ".git" || name == "__pycache__" || name.ends_with(".onrecord");
        if path.is_dir() && !path.is_symlink() {
            if !is_built {
                walk(root, &path, files);
            }
        } else if !is_built {
            files.push((path.strip_prefix(root).unwrap().to_string_lossy().into_owned(), path));
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let rust = files().into_iter().filter(|(name, _)| name.ends_with(".rs"));
    rust.map(|(name, path)| (name, std::fs::read_to_string(path).unwrap())).collect()
}

/// What breaks a rule, one a line.
#[track_caller]
fn assert_none(broken: impl IntoIterator<Item = String>, rule: &str) {
    let broken: Vec<String> = broken.into_iter().collect();
    assert!(broken.is_empty(), "{rule}:\n{}", broken.join("\n"));
}

/// The dependencies that a manifest names under a heading.
fn dependencies(manifest: &str, heading: &str) -> Vec<String> {
    let section =
        manifest.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.starts_with('['));
    let names = section.filter_map(|line| line.split(['.', ' ', '=']).next());
    names.filter(|name| !name.is_empty() && !name.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn dependencies_point_one_way() {
    let manifest = |name: &str| std::fs::read_to_string(repository(&format!("crates/{name}/Cargo.toml"))).unwrap();
    let of = |name: &str| dependencies(&manifest(name), "[dependencies]");
    let ours = |name: &str| -> Vec<String> {
        let all = of(name).into_iter().chain(dependencies(&manifest(name), "[dev-dependencies]"));
        all.filter(|dependency| dependency.starts_with("onrecord")).collect()
    };
    assert_eq!(ours("core"), [""; 0]);
    assert_eq!(ours("storage"), ["onrecord-core"]);
    assert_eq!(ours("cli"), ["onrecord-core", "onrecord-storage"]);
    assert_eq!(ours("bench"), ["onrecord-core", "onrecord-storage"], "it measures the binary from outside");
    assert_eq!(ours("fuzz"), ["onrecord", "onrecord-core", "onrecord-storage"], "it tries the doors of all three");
    for (technology, home) in [
        ("sled", "storage"),
        ("clap", "cli"),
        ("blake3", "core"),
        ("bincode", "core"),
        ("ed25519-dalek", "core"),
        ("jiff", "cli"),
    ] {
        for name in ["core", "storage", "cli", "bench", "fuzz"] {
            let has = of(name).iter().any(|dependency| dependency == technology);
            assert_eq!(has, name == home, "{technology} belongs to {home}, see {name}");
        }
    }
}

#[test]
fn every_module_opens_with_its_duty() {
    let silent = sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(name, _)| name);
    assert_none(silent, "a file begins with `//!` and says what it is for");
}

#[test]
fn files_are_short() {
    let long = sources().into_iter().map(|(name, text)| (name, text.lines().count()));
    let long = long.filter(|(_, lines)| *lines > LINES_MAX).map(|(name, lines)| format!("{name}: {lines} lines"));
    assert_none(long, "look for the second concept in a file of more than 400 lines");
    for (document, lines_max) in [("README.md", 120), ("docs/architecture.md", 150)] {
        let text = std::fs::read_to_string(repository(document)).unwrap_or_default();
        assert!(text.lines().count() <= lines_max, "{document} has more than {lines_max} lines");
    }
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    let empty = ["mod.rs", "util.rs", "utils.rs", "helpers.rs", "helper.rs", "common.rs", "types.rs", "misc.rs"];
    let found = files().into_iter().map(|(name, _)| name);
    assert_none(found.filter(|name| empty.contains(&name.rsplit('/').next().unwrap())), "name the concept");
}

#[test]
fn nothing_is_left_undone_or_switched_off() {
    // Put together here, so that this file has none of them.
    let marks = ["#[ign|ore", "tod|o!(", "unimple|mented!(", "FIX|ME", "#[should_|panic", "dbg|!("]
        .map(|mark| mark.replace('|', ""));
    let found = sources().into_iter().flat_map(|(name, text)| {
        let marks = marks.clone();
        let lines = text.lines().enumerate().map(|(number, line)| (number, line.to_owned())).collect::<Vec<_>>();
        let broken = lines.into_iter().filter(move |(_, line)| marks.iter().any(|mark| line.contains(mark)));
        broken.map(move |(number, line)| format!("{name}:{}: {}", number + 1, line.trim()))
    });
    assert_none(found.collect::<Vec<_>>(), "finish it or leave it out");
}

#[test]
fn no_machine_is_named() {
    let paths = ["/wo|rk/", "/ro|ot/", "/tm|p/", "/ho|me/"].map(|path| path.replace('|', ""));
    let mut found = Vec::new();
    for (name, path) in files() {
        // Data from elsewhere is as it is; what is not text has no paths to read.
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if name.starts_with("tests/fixtures/") || name == "Cargo.lock" {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            if paths.iter().any(|path| begins_in(line, path)) {
                found.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert_none(found, "a path that only one machine has");
}

/// Whether a path of this line begins so; further down a path, as in `target/tmp`, the name is nobody's machine.
fn begins_in(line: &str, path: &str) -> bool {
    let is_of_path = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    line.match_indices(path).any(|(place, _)| !line[..place].ends_with(is_of_path))
}

#[test]
fn every_test_file_is_compiled() {
    let all = sources();
    let text_of = |name: &str| all.iter().find(|(other, _)| other == name).map_or("", |(_, text)| text.as_str());
    let missing = all.iter().filter_map(|(name, _)| {
        let within = name.strip_prefix("tests/it/")?.strip_suffix(".rs")?;
        let (parent, module) = match within.rsplit_once('/') {
            Some((folder, module)) => (format!("tests/it/{folder}.rs"), module),
            None => ("tests/it/main.rs".to_owned(), within),
        };
        let declared = format!("mod {module};");
        let is_declared =
            text_of(&parent).lines().any(|line| line.strip_prefix("pub(crate) ").unwrap_or(line) == declared);
        (within != "main" && !is_declared).then(|| format!("{name} is no module of {parent}"))
    });
    assert_none(missing, "a test that is not compiled tests nothing");
}

#[test]
fn every_crate_in_the_tree_has_its_reason() {
    let page = std::fs::read_to_string(repository("docs/decisions/0013-dependencies.md")).unwrap();
    let known: Vec<&str> = page.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).collect();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "-p", "onrecord", "-e", "normal", "--prefix", "none", "--locked", "--offline"]);
    let tree = Ran::of(cargo.current_dir(repository("")).output().unwrap()).ok().stdout;
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(page.contains(&format!("counts {}\n", names.len())), "the page counts other than {} crates", names.len());
    let beside = ["bench", "fuzz"].map(|name| repository(&format!("crates/{name}/Cargo.toml")));
    let beside = beside.map(|manifest| dependencies(&std::fs::read_to_string(manifest).unwrap(), "[dependencies]"));
    let all = names.iter().copied().chain(beside.iter().flatten().map(String::as_str));
    let unknown = all.filter(|name| !name.starts_with("onrecord") && !known.contains(name));
    assert_none(unknown.map(str::to_owned), "a crate needs a reason in docs/decisions/0013-dependencies.md");
}
