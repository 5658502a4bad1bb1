//! How far long work has come: a bar on a terminal, nothing elsewhere.

use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over bytes, with what they hold, one by one, and its rate beside it.
pub(crate) struct Progress {
    bar: ProgressBar,
    what: &'static str,
    began: Instant,
}

impl Progress {
    /// For work of which so many bytes are known, that goes through lines, or events.
    pub(crate) fn over(len: Option<u64>, what: &'static str, quiet: bool) -> Self {
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
        Progress { bar: bar.with_style(style), what, began: Instant::now() }
    }

    /// None at all.
    pub(crate) fn hidden() -> Self {
        Progress { bar: ProgressBar::hidden(), what: "", began: Instant::now() }
    }

    /// Whether there is anybody to see it.
    pub(crate) fn is_hidden(&self) -> bool {
        self.bar.is_hidden()
    }

    /// So many are done, and so many bytes.
    pub(crate) fn at(&self, done: u64, bytes: u64) {
        let seconds = self.began.elapsed().as_secs_f64().max(0.001);
        self.bar.set_message(format!("{done} {}, {:.0} a second", self.what, done as f64 / seconds));
        self.bar.set_position(bytes);
    }

    /// Says something while the bar stands aside.
    pub(crate) fn aside(&self, say: impl FnOnce()) {
        self.bar.suspend(say);
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
