//! The roll calls of the UN General Assembly, 1946 to 2020, out of the gzip CSV.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use flate2::read::MultiGzDecoder;
use fs_err::File;

use crate::vote::{Vote, slug};

/// Gives each of the first `rows` votes to `take`, in the file's order, and says how many there were.
pub(crate) fn for_each(
    file: &Path,
    rows: usize,
    mut take: impl FnMut(&Vote<'_>) -> Result<(), Box<dyn Error>>,
) -> Result<usize, Box<dyn Error>> {
    let mut reader = ReaderBuilder::new().from_reader(MultiGzDecoder::new(File::open(file)?));
    let headers = reader.headers()?.clone();
    let column = |name: &str| {
        headers.iter().position(|header| header == name).ok_or_else(|| format!("there is no column `{name}`"))
    };
    let columns = [column("date")?, column("country")?, column("rcid")?, column("resolution")?, column("vote")?];
    let (mut record, mut count) = (StringRecord::new(), 0);
    let mut slugs: HashMap<String, String> = HashMap::new();
    while count < rows && reader.read_record(&mut record)? {
        let [date, state, roll_call, symbol, vote] = columns.map(|column| record.get(column).unwrap_or_default());
        if !slugs.contains_key(state) {
            slugs.insert(state.to_owned(), slug(state)?);
        }
        let symbol = if symbol == "NA" { "" } else { symbol };
        take(&Vote { date, state, slug: &slugs[state], roll_call, symbol, vote, round: 0 })?;
        count += 1;
    }
    Ok(count)
}
