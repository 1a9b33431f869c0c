//! Progress of long work: a bar on a terminal, plain lines elsewhere, always on stderr.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often a plain line is written.
const LINE_EVERY: Duration = Duration::from_secs(2);

/// Shows how far one piece of work has got.
pub struct Progress {
    what: String,
    bar: Option<ProgressBar>,
    last: Instant,
}

impl Progress {
    /// Begins to show the progress of `what`.
    pub fn new(what: &str) -> Progress {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}")
                .expect("the template is well formed");
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr()).with_style(style);
            bar.set_message(what.to_owned());
            bar
        });
        Progress { what: what.into(), bar, last: Instant::now() }
    }

    /// `done` of `total`; a total of 0 is not known yet.
    pub fn at(&mut self, done: u64, total: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(total.max(done));
            bar.set_position(done);
        } else if self.last.elapsed() >= LINE_EVERY {
            self.last = Instant::now();
            eprintln!("{}", line(&self.what, done, total));
        }
    }

    /// The same under another name, for the next step of the work.
    pub fn rename(&mut self, what: &str) {
        if self.what != what {
            self.what = what.into();
            if let Some(bar) = &self.bar {
                bar.set_message(what.to_owned());
            }
        }
    }
}

fn line(what: &str, done: u64, total: u64) -> String {
    match (done * 100).checked_div(total) {
        Some(percent) => format!("{what}: {done}/{total} ({percent} %)"),
        None => format!("{what}: {done}"),
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn an_unknown_total_is_not_shown_as_none() {
        assert_eq!(line("indexing", 467, 0), "indexing: 467");
        assert_eq!(line("writing", 50, 200), "writing: 50/200 (25 %)");
    }
}
