//! Where it is measured: the binary, the votes, a folder that is gone in the end, and what several cases need in it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use fs_err as fs;
use tempfile::TempDir;

use crate::child::{self, Ran};
use crate::options::Options;
use crate::{lines, sqlite};

/// The folder of a run, and what was made in it.
#[derive(Debug)]
pub(crate) struct Work {
    folder: TempDir,
    pub(crate) binary: PathBuf,
    pub(crate) votes: PathBuf,
    pub(crate) rows: usize,
    pub(crate) runs: usize,
    pub(crate) made_up: Option<usize>,
    lines: Option<PathBuf>,
    ledger: Option<PathBuf>,
    database: Option<PathBuf>,
}

impl Work {
    /// Makes the folder, and the binary in its release build.
    pub(crate) fn prepare(options: &Options) -> Result<Self, Box<dyn Error>> {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut build = Command::new(cargo);
        build.args(["build", "--release", "--locked", "-p", "onrecord"]).current_dir(repository(""));
        if !build.status()?.success() {
            return Err("the binary cannot be built".into());
        }
        let built = std::env::current_exe()?;
        let binary = built.with_file_name("onrecord").with_extension(std::env::consts::EXE_EXTENSION);
        let within = options.folder.clone().unwrap_or_else(|| repository("target/bench"));
        fs::create_dir_all(&within)?;
        let folder = tempfile::tempdir_in(&within)?;
        let votes = repository("tests/fixtures/un/unvotes.csv.gz");
        let (rows, runs, made_up) = (options.rows, options.runs, options.made_up);
        Ok(Work { folder, binary, votes, rows, runs, made_up, lines: None, ledger: None, database: None })
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A place in the folder, where nothing is.
    pub(crate) fn empty_place(&self, name: &str) -> Result<PathBuf, Box<dyn Error>> {
        let place = self.folder().join(name);
        match fs::metadata(&place) {
            Err(_) => {}
            Ok(found) if found.is_dir() => fs::remove_dir_all(&place)?,
            Ok(_) => fs::remove_file(&place)?,
        }
        Ok(place)
    }

    /// A command of the binary on a ledger.
    pub(crate) fn onrecord(&self, ledger: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(["--quiet", "--coder", "bench", "--ledger"]).arg(ledger).args(arguments);
        command
    }

    /// Makes an empty ledger.
    pub(crate) fn empty_ledger(&self, name: &str) -> Result<PathBuf, Box<dyn Error>> {
        let ledger = self.empty_place(name)?;
        child::run(&mut self.onrecord(&ledger, &["init"]))?;
        Ok(ledger)
    }

    /// Imports the UN file into a new ledger, which becomes the one of the run.
    pub(crate) fn import_un(&mut self) -> Result<Ran, Box<dyn Error>> {
        // A part of the file is taken as lines, which are made of it before.
        let part = if self.rows < usize::MAX { Some(self.un_lines()?) } else { None };
        let ledger = self.empty_ledger("un")?;
        let mut command = self.onrecord(&ledger, &["import", "--new"]);
        match part {
            Some(lines) => command.arg(lines),
            None => command.arg("--profile").arg(repository("docs/profiles/un-votes.toml")).arg(&self.votes),
        };
        let ran = child::run(&mut command)?;
        self.ledger = Some(ledger);
        Ok(ran)
    }

    /// Imports the UN file into a new database, which becomes the one of the run.
    pub(crate) fn import_un_into_sqlite(&mut self) -> Result<Ran, Box<dyn Error>> {
        for end in ["-wal", "-shm"] {
            self.empty_place(&format!("un.sqlite{end}"))?;
        }
        let database = self.empty_place("un.sqlite")?;
        let ran = child::run(&mut sqlite::import_process(&self.votes, &database, self.rows)?)?;
        self.database = Some(database);
        Ok(ran)
    }

    /// The ledger with the UN file in it.
    pub(crate) fn un_ledger(&mut self) -> Result<PathBuf, Box<dyn Error>> {
        if self.ledger.is_none() {
            self.import_un()?;
        }
        self.ledger.clone().ok_or_else(|| "no ledger".into())
    }

    /// The database with the UN file in it.
    pub(crate) fn un_database(&mut self) -> Result<PathBuf, Box<dyn Error>> {
        if self.database.is_none() {
            self.import_un_into_sqlite()?;
        }
        self.database.clone().ok_or_else(|| "no database".into())
    }

    fn un_lines(&mut self) -> Result<PathBuf, Box<dyn Error>> {
        if self.lines.is_none() {
            let lines = self.empty_place("un.jsonl")?;
            lines::write_un_votes(&self.votes, self.rows, &lines)?;
            self.lines = Some(lines);
        }
        self.lines.clone().ok_or_else(|| "no lines".into())
    }
}

/// A place in this repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Bytes of all files below a folder, or of a file.
pub(crate) fn bytes_of(place: &Path) -> Result<u64, Box<dyn Error>> {
    let found = fs::metadata(place)?;
    if !found.is_dir() {
        return Ok(found.len());
    }
    fs::read_dir(place)?.map(|item| bytes_of(&item?.path())).sum()
}
