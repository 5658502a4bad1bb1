//! The store's tiles beside the journal: the hashes that the events give, or a finding.

use onrecord_core::audit::{Finding, FindingKind};
use onrecord_storage::store::copy::StoreCopy;
use onrecord_storage::store::tiles::{HalfTile, TileGrowth};

/// The tiles, as far as they were compared.
pub(super) struct TileSide {
    growth: TileGrowth,
    /// How many events the tiles have reached.
    reached: u64,
    taken: u64,
    compared: u64,
    problem: Option<String>,
}

impl TileSide {
    /// The tiles of a store; none if there are none, or if that is all that can be said.
    pub(super) fn of(copy: &StoreCopy, findings: &mut Vec<Finding>) -> Option<Self> {
        match copy.tiles_head() {
            Ok(head) if head.size == 0 => None,
            Ok(head) => Some(TileSide {
                growth: TileGrowth::default(),
                reached: head.size,
                taken: 0,
                compared: 0,
                problem: None,
            }),
            Err(error) => {
                findings.push(Finding { seq: None, kind: FindingKind::TilesDiffer, detail: error.to_string() });
                None
            }
        }
    }

    /// Takes the next leaf's hash.
    pub(super) fn take(&mut self, leaf: [u8; 32], copy: &StoreCopy) {
        if self.taken < self.reached {
            self.taken += 1;
            self.growth.push(leaf);
            for half in self.growth.take_whole() {
                self.compare(&half, copy);
            }
        }
    }

    /// Compares what is left, and gives how many events the tiles have reached, or what is wrong with them.
    pub(super) fn finish(mut self, copy: &StoreCopy) -> Result<u64, String> {
        let unfinished: Vec<HalfTile> = self.growth.unfinished().collect();
        for half in unfinished {
            self.compare(&half, copy);
        }
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let halves = copy.halves().map_err(|error| error.to_string())?;
        if self.taken < self.reached || halves != self.compared {
            let (reached, taken) = (self.reached, self.taken);
            return Err(format!(
                "the tiles are of {reached} events in {halves} halves; the {taken} events give {}",
                self.compared
            ));
        }
        Ok(self.reached)
    }

    fn compare(&mut self, half: &HalfTile, copy: &StoreCopy) {
        self.compared += 1;
        let problem = match copy.has_half(half) {
            Ok(true) => return,
            Ok(false) => format!("{half} is not what the events give"),
            Err(error) => error.to_string(),
        };
        self.problem.get_or_insert(format!("{problem}; `onrecord recover --indexes` makes the tiles anew"));
    }
}
