//! What all benchmarks share.

/// The middle one of `values`.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Waits until a site has done what it does behind its pages after a start (it learns to match): that takes both cores,
/// and answers are to be measured, not that.
// Not every benchmark runs a site.
#[allow(dead_code)]
pub fn settle(pid: u32) {
    // User and system time in ticks of 10 ms, behind the name in brackets.
    let ticks = || {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("the figures of a process, on Linux");
        let (_, fields) = stat.rsplit_once(')').expect("a name in brackets");
        let times = fields.split_whitespace().skip(11).take(2);
        times.map(|time| time.parse::<u64>().expect("ticks")).sum::<u64>()
    };
    loop {
        let before = ticks();
        std::thread::sleep(std::time::Duration::from_secs(2));
        if ticks() - before < 20 {
            return;
        }
    }
}
