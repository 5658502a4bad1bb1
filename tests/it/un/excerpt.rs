//! Votes out of the CSV, and how they get into a ledger.

use std::path::PathBuf;

use csv::StringRecord;
use flate2::read::GzDecoder;
use serde_json::json;

use crate::harness::{Sandbox, repository};

/// Of so many roll calls, by their numbers, one is taken.
const ONE_OF: u64 = 40;

/// Rows of the CSV, in its order.
#[derive(Debug)]
pub(super) struct Excerpt {
    pub(super) rows: Vec<Row>,
}

/// A row, as it is in the CSV.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) date: String,
    pub(super) country: String,
    pub(super) rcid: u64,
    pub(super) resolution: String,
    pub(super) vote: String,
}

impl Excerpt {
    /// Some roll calls from all over the file, or all of them if that is asked for.
    pub(super) fn of_the_file() -> Self {
        let one_of = if std::env::var_os("ONRECORD_UN").is_some_and(|asked| asked == "whole") { 1 } else { ONE_OF };
        let file = std::fs::File::open(repository("tests/fixtures/un/unvotes.csv.gz")).unwrap();
        let mut reader = csv::Reader::from_reader(GzDecoder::new(std::io::BufReader::new(file)));
        let headers = reader.headers().unwrap().clone();
        let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
        let columns = ["date", "country", "rcid", "resolution", "vote"].map(column);
        let (mut rows, mut record) = (Vec::new(), StringRecord::new());
        while reader.read_record(&mut record).unwrap() {
            let [date, country, rcid, resolution, vote] = columns.map(|column| record[column].to_owned());
            let rcid = rcid.parse().unwrap();
            if rcid % one_of == 0 {
                rows.push(Row { date, country, rcid, resolution, vote });
            }
        }
        assert!(rows.len() > 20_000, "{} rows are too few to tell anything", rows.len());
        Excerpt { rows }
    }

    /// A new ledger with all of it.
    pub(super) fn imported(&self) -> Sandbox {
        let sandbox = Sandbox::in_memory();
        sandbox.run(["init"]).ok();
        let file = self.file(&sandbox);
        let report = sandbox.run(["import", "--new", "--quiet", "--json", file.to_str().unwrap()]).ok().object();
        assert_eq!([&report["recorded"], &report["already_recorded"]], [self.rows.len(), 0]);
        sandbox
    }

    /// A file that `import` takes, in a sandbox.
    pub(super) fn file(&self, sandbox: &Sandbox) -> PathBuf {
        let mut lines = String::new();
        let mut known = std::collections::BTreeSet::new();
        for row in &self.rows {
            let issue = format!("unga-{}", row.rcid);
            if known.insert(row.rcid) {
                let wording = if matches!(row.resolution.as_str(), "" | "NA") { &issue } else { &row.resolution };
                lines += &format!("{}\n", json!({ "type": "issue", "slug": issue, "wording": wording }));
            }
            let line = json!({
                "id": row.id(),
                "date": row.date,
                "speaker": row.country,
                "issue": issue,
                "stance": row.vote,
                "form": "vote",
                "channel": "UN General Assembly roll call",
            });
            lines += &format!("{line}\n");
        }
        sandbox.file("votes.jsonl", lines)
    }
}

impl Row {
    /// The id under which it is recorded.
    pub(super) fn id(&self) -> String {
        format!("unga-{}-{}", self.rcid, self.country)
    }
}
