//! How far an import has come: a bar on a terminal, nothing elsewhere.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The bar is brought up to date once in so many lines.
const LINES_EACH: u64 = 64;

/// A bar over the bytes of the input, with the lines and their rate beside it.
pub(super) struct Progress {
    bar: ProgressBar,
    read: Rc<Cell<u64>>,
    began: Instant,
}

impl Progress {
    /// For an input of which so many bytes are known.
    pub(super) fn over(read: Rc<Cell<u64>>, len: Option<u64>, quiet: bool) -> Self {
        let bar = len.map_or_else(ProgressBar::no_length, ProgressBar::new);
        if quiet {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        let template = match len {
            Some(_) => "{wide_bar} {percent}%  {msg}  {eta} left",
            None => "{spinner} {bytes} read  {msg}",
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_message("begins");
        Progress { bar: bar.with_style(style), read, began: Instant::now() }
    }

    /// None at all.
    pub(super) fn hidden() -> Self {
        Progress { bar: ProgressBar::hidden(), read: Rc::default(), began: Instant::now() }
    }

    /// So many lines are done.
    pub(super) fn at(&self, lines: u64) {
        if self.bar.is_hidden() || !lines.is_multiple_of(LINES_EACH) {
            return;
        }
        let seconds = self.began.elapsed().as_secs_f64().max(0.001);
        self.bar.set_message(format!("{lines} lines, {:.0} a second", lines as f64 / seconds));
        self.bar.set_position(self.read.get());
    }

    /// Says something while the bar stands aside.
    pub(super) fn aside(&self, say: impl FnOnce()) {
        self.bar.suspend(say);
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
