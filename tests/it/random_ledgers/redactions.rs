//! Random ledgers out of which words go: nothing but the words is another thing afterwards.

use onrecord_core::audit::audit;
use onrecord_core::entry::Entry;
use onrecord_core::seq::Seq;
use onrecord_core::view::View;
use onrecord_core::words::SlotName;
use onrecord_storage::entry_log::EntryLog;
use serde_json::Value;

use super::generator::{ASKED, Random, step};
use super::world::{World, in_order, rows};
use super::{BOTH, model};

/// Words of statements, sources, roles and retractions, by none of which an answer is found. (With an actor's name its slug goes.)
const SLOTS: [&str; 5] = ["condition", "text", "title", "publisher", "reason"];

/// What became of a ledger.
#[derive(Debug, Default)]
struct Count {
    redactions: usize,
    erased: usize,
    rows: usize,
    rows_without_condition: usize,
}

#[test]
fn a_redaction_changes_no_answer_but_for_the_words() {
    let mut count = Count::default();
    for seed in 40_000..40_300 {
        let mut random = Random::new(seed);
        let mut world = World::new();
        for number in 0..30 {
            if number > 5 && random.once_in(3) {
                redact(&mut random, &mut world, &mut count);
            } else {
                step(&mut random, &mut world, number);
            }
        }
        let report = audit(entries(&world).into_iter());
        assert_eq!(report.findings, [], "seed {seed}");
        count.erased += report.erased;
        for size in [world.size(), random.below(world.size() + 1)] {
            let view = world.view_at(size);
            for by in BOTH {
                let at = *random.pick(&ASKED);
                let expected = model::rows_as_json(&model::replay(&world.model, at, size, by, &str::to_owned));
                let expected = but_for_words(&view, expected, &mut count);
                let found = but_for_words(&view, rows(&view, at, by), &mut Count::default());
                assert_eq!(found, expected, "seed {seed}, at {at}, size {size}, by {by:?}: {:#?}", world.model);
            }
        }
    }
    assert!(count.redactions > 1_000 && count.erased > 1_000, "{count:?}");
    assert!(count.rows > 1_000 && count.rows_without_condition > 20, "{count:?}");
}

/// Takes some words of some event, if intake lets it.
fn redact(random: &mut Random, world: &mut World, count: &mut Count) {
    let statements = world.statements();
    let target = if statements.is_empty() || random.once_in(4) {
        random.below(world.size())
    } else {
        random.pick(&statements).0
    };
    let target = Seq::new(target);
    let before = entries(world);
    // The first that it has, most often.
    let first = if random.once_in(3) { random.below(SLOTS.len() as u64) as usize } else { 0 };
    let taken = SLOTS[first..].iter().any(|slot| {
        let wanted = slot.parse().unwrap();
        world.record_only(|intake| intake.redact(target, &[wanted], "asked for")).is_ok()
    });
    if taken {
        count.redactions += 1;
        let after = entries(world);
        assert_eq!(after.len(), before.len() + 1);
        assert!(before.iter().zip(&after).all(|(old, new)| old.event == new.event), "no event is another one");
        assert!(before.iter().zip(&after).any(|(old, new)| old.words != new.words), "some words are gone");
    }
}

fn entries(world: &World) -> Vec<Entry> {
    world.log.scan(0..world.size()).map(Result::unwrap).collect()
}

/// Rows without the conditions that were redacted.
fn but_for_words(view: &View, rows: Vec<Value>, count: &mut Count) -> Vec<Value> {
    let blank = |mut row: Value| {
        count.rows += 1;
        let shown = row["seq"].as_u64().and_then(|seq| view.statement(Seq::new(seq)));
        if shown.is_some_and(|shown| shown.record.words.is_erased(SlotName::Condition)) {
            count.rows_without_condition += 1;
            row["condition"] = Value::Null;
        }
        row
    };
    in_order(rows.into_iter().map(blank).collect())
}
