//! How long the numbers of a whole city take: a million plants of 600 industries in 100 districts, on one thread.
//! With `CLUSTERS_PEER` set to a program, that program is run on the same columns (raw little-endian files in a folder
//! that is its only argument) and is to print lines `name median least check`, in milliseconds; each is shown as a ratio to ours. The least of the runs is
//! what a busy machine disturbs the least.

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use peitao::clusters::stats::columns::{Cells, Plants};
use peitao::clusters::stats::disclosure::{Contributors, Figure, Figures, Id, Rules};
use peitao::clusters::stats::lq;

const DISTRICTS: u16 = 100;
const INDUSTRIES: u16 = 600;

struct Columns {
    district: Vec<u16>,
    industry: Vec<u16>,
    jobs: Vec<u32>,
}

/// Skewed as cities are: few districts and industries have most plants, most plants are small.
fn columns(plants: usize) -> Columns {
    let mut state = 1u64;
    let mut share = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as f64 / (1u64 << 31) as f64
    };
    let mut all = Columns { district: vec![], industry: vec![], jobs: vec![] };
    for _ in 0..plants {
        all.district.push((share().powf(1.5) * f64::from(DISTRICTS)) as u16);
        all.industry.push((share().powf(1.5) * f64::from(INDUSTRIES)) as u16);
        all.jobs.push(1 + (share().powi(6) * 3000.0) as u32);
    }
    all
}

/// The same plants, district after district, as a snapshot may keep them.
fn by_district(all: &Columns) -> Columns {
    let mut order: Vec<usize> = (0..all.jobs.len()).collect();
    order.sort_by_key(|at| all.district[*at]);
    Columns {
        district: order.iter().map(|at| all.district[*at]).collect(),
        industry: order.iter().map(|at| all.industry[*at]).collect(),
        jobs: order.iter().map(|at| all.jobs[*at]).collect(),
    }
}

/// Milliseconds of some runs.
struct Times {
    median: f64,
    least: f64,
}

/// Times some runs after one to warm up, and gives back what the last one gave.
fn timed<T>(runs: usize, mut work: impl FnMut() -> T) -> (Times, T) {
    let mut result = work();
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            result = black_box(work());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (Times { median: times[runs / 2], least: times[0] }, result)
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{:.2} ms (least {:.2})", self.median, self.least)
    }
}

/// Quotients, plant concentration and agglomeration of all industries; a check number of each.
fn indices(cells: &Cells) -> [f64; 3] {
    let (jobs, sizes) = (cells.jobs(), cells.sizes());
    let quotients = lq::quotients(&jobs);
    let gammas = cells.agglomeration(&jobs, &sizes);
    [
        quotients.iter().flatten().sum(),
        sizes.iter().flat_map(|sizes| sizes.hhi()).sum(),
        gammas.iter().flatten().flat_map(|found| found.gamma).sum(),
    ]
}

/// The jobs and plants tables with all margins, as figures.
fn report(cells: &Cells) -> Figures<(u8, u16, u16)> {
    const ALL: u16 = u16::MAX;
    let mut figures = Figures::default();
    for measure in [0, 1] {
        let by = |d: u16, i: u16| {
            let cell = cells.at(d.into(), i.into());
            let n = u64::from(cell.plants);
            let [top1, top2] = [cell.top1, cell.top2].map(f64::from);
            if measure == 0 {
                Contributors { n, top1, top2, total: cell.jobs as f64 }
            } else {
                Contributors::counted(n)
            }
        };
        let mut add = |d, i, by: Contributors| {
            let figure = if measure == 0 { Figure::amount(by) } else { Figure::count(by.n) };
            figures.add((measure, d, i), figure).unwrap()
        };
        let sum = |all: &[Contributors]| all.iter().copied().fold(Contributors::default(), Contributors::and);
        let grid: Vec<Vec<Contributors>> =
            (0..DISTRICTS).map(|d| (0..INDUSTRIES).map(|i| by(d, i)).collect()).collect();
        let rows: Vec<Contributors> = grid.iter().map(|row| sum(row)).collect();
        let columns: Vec<Contributors> =
            (0..usize::from(INDUSTRIES)).map(|i| sum(&grid.iter().map(|row| row[i]).collect::<Vec<_>>())).collect();
        let city = add(ALL, ALL, sum(&rows));
        let row_ids: Vec<Id> = (0..DISTRICTS).map(|d| add(d, ALL, rows[usize::from(d)])).collect();
        let column_ids: Vec<Id> = (0..INDUSTRIES).map(|i| add(ALL, i, columns[usize::from(i)])).collect();
        let ids: Vec<Vec<Id>> = (0..DISTRICTS)
            .map(|d| (0..INDUSTRIES).map(|i| add(d, i, grid[usize::from(d)][usize::from(i)])).collect())
            .collect();
        figures.sum(city, row_ids.iter().copied());
        figures.sum(city, column_ids.iter().copied());
        row_ids.iter().zip(&ids).for_each(|(total, row)| figures.sum(*total, row.iter().copied()));
        for (at, total) in column_ids.iter().enumerate() {
            figures.sum(*total, ids.iter().map(|row| row[at]));
        }
    }
    figures
}

fn protect(plants: usize, cells: &Cells) {
    let figures = report(cells);
    let (time, found) = timed(5, || figures.clone().protect(&Rules::default()));
    let (primary, complementary) = found.withheld();
    println!(
        "disclosure control, 2 tables of 100 x 600 of {plants} plants: {time}, \
         {primary} primary + {complementary} complementary, {} exposed",
        found.exposed().len()
    );
}

fn peer(program: &str, columns: &Columns, ours: &Times) {
    let folder = std::env::temp_dir().join(format!("clusters-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, bytes: Vec<u8>| std::fs::write(folder.join(name), bytes).unwrap();
    write("district", columns.district.iter().flat_map(|v| v.to_le_bytes()).collect());
    write("industry", columns.industry.iter().flat_map(|v| v.to_le_bytes()).collect());
    write("jobs", columns.jobs.iter().flat_map(|v| v.to_le_bytes()).collect());
    let out = Command::new(Path::new(program)).arg(&folder).output().expect("the peer starts");
    assert!(out.status.success(), "the peer failed: {}", String::from_utf8_lossy(&out.stderr));
    for line in String::from_utf8_lossy(&out.stdout).lines() {
        let time = |at: usize| {
            line.split_whitespace().nth(at).and_then(|ms| ms.parse::<f64>().ok()).expect("the peer prints times")
        };
        println!("peer {line}: {:.1} times ours (least {:.1})", time(1) / ours.median, time(2) / ours.least);
    }
    eprint!("{}", String::from_utf8_lossy(&out.stderr));
    std::fs::remove_dir_all(folder).unwrap();
}

fn main() {
    let all = columns(1_000_000);
    let plants = Plants { district: &all.district, industry: &all.industry, jobs: &all.jobs };
    let (counting, cells) = timed(5, || Cells::count(plants, DISTRICTS, INDUSTRIES).unwrap());
    let (indexing, _) = timed(5, || indices(&cells));
    let (whole, check) = timed(5, || indices(&Cells::count(plants, DISTRICTS, INDUSTRIES).unwrap()));
    println!("cells of 1,000,000 plants: {counting}; quotients, HHI and EG from cells: {indexing}");
    println!("both: {whole}, check {check:?}");
    let sorted = by_district(&all);
    let ordered = Plants { district: &sorted.district, industry: &sorted.industry, jobs: &sorted.jobs };
    let (sorted, _) = timed(5, || indices(&Cells::count(ordered, DISTRICTS, INDUSTRIES).unwrap()));
    println!("both, with plants in order of district: {sorted}");
    if let Ok(program) = std::env::var("CLUSTERS_PEER") {
        peer(&program, &all, &whole);
    }
    protect(1_000_000, &cells);
    for plants in [50_000, 200_000] {
        let some = columns(plants);
        let columns = Plants { district: &some.district, industry: &some.industry, jobs: &some.jobs };
        protect(plants, &Cells::count(columns, DISTRICTS, INDUSTRIES).unwrap());
    }
}
