//! Times the cluster statistics on made-up columns of city size: `cargo bench --bench space`.
//!
//! Prints the median wall time and the mean processor time of some runs on one thread; `FILTER` as the first argument runs the lines that hold it.
//! `--dump DIR` writes the inputs as little-endian columns, for a peer to be timed on the same numbers.

use peitao::clusters::stats::dense::Dense;
use peitao::clusters::stats::dice::Dice;
use peitao::clusters::stats::network::cascade::{self, Rules};
use peitao::clusters::stats::network::complexity::complexity;
use peitao::clusters::stats::network::relatedness::{Presence, density, proximity};
use peitao::clusters::stats::network::supply::{Books, Need, Network, Sales};
use peitao::clusters::stats::network::{betweenness, critical};
use peitao::clusters::stats::space::bands::Chance;
use peitao::clusters::stats::space::kernel_grid::{Grid, density_grid};
use peitao::clusters::stats::space::pairs::Firms;
use peitao::clusters::stats::space::weights::Neighbours;
use peitao::clusters::stats::space::{getis, hexagons, kd, local, m, moran};
use std::hint::black_box;
use std::time::Instant;

/// The lines to run.
struct Bench {
    filter: String,
}

impl Bench {
    fn time<T>(&self, name: &str, runs: usize, mut work: impl FnMut() -> T) {
        if !name.contains(&self.filter) {
            return;
        }
        let before = cpu_ms();
        let mut times: Vec<f64> = (0..runs)
            .map(|_| {
                let start = Instant::now();
                black_box(work());
                start.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        let cpu = (cpu_ms() - before) / runs as f64;
        times.sort_by(f64::total_cmp);
        println!("{name:<64}{:>10.2} ms{cpu:>10.2} ms CPU", times[runs / 2]);
    }
}

/// Processor time of all threads so far: steadier than the clock on a machine that others use. 0 where there is no /proc.
fn cpu_ms() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let spent = tasks.filter_map(|task| {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    spent.sum::<f64>() / 1e6
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [flag, folder] = args.as_slice()
        && flag == "--dump"
    {
        return dump(folder);
    }
    // Threads would hide what an algorithm costs; the last lines use them again.
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("the first pool");
    let bench = Bench { filter: args.first().cloned().unwrap_or_default() };
    maps(&bench);
    patterns(&bench);
    fields(&bench);
    networks(&bench);
}

/// Half of the firms in clusters, half anywhere, in a city of 20 km by 20 km.
fn places(n: usize, seed: u64) -> (Vec<f64>, Vec<f64>) {
    let mut dice = Dice::new(seed, 0);
    let centres: Vec<(f64, f64)> = (0..20).map(|_| (dice.unit() * 2e4, dice.unit() * 2e4)).collect();
    let near = |dice: &mut Dice, middle: f64| {
        let sum: f64 = (0..12).map(|_| dice.unit()).sum::<f64>() - 6.0;
        (middle + 1500.0 * sum).clamp(0.0, 19_999.0)
    };
    let one = |i: usize, dice: &mut Dice| {
        if i.is_multiple_of(2) {
            return (dice.unit() * 2e4, dice.unit() * 2e4);
        }
        let (x, y) = centres[dice.below(centres.len())];
        (near(dice, x), near(dice, y))
    };
    (0..n).map(|i| one(i, &mut dice)).unzip()
}

fn column(n: usize, seed: u64, value: impl Fn(&mut Dice) -> f64) -> Vec<f64> {
    let mut dice = Dice::new(seed, 1);
    (0..n).map(|_| value(&mut dice)).collect()
}

fn jobs(n: usize) -> Vec<f64> {
    column(n, 2, |d| (1.0 / (0.01 + d.unit())).ceil())
}

fn maps(bench: &Bench) {
    let n = 1_000_000;
    let ((x, y), weight) = (places(n, 1), jobs(n));
    let grid = Grid { x: 0.0, y: 0.0, cell: 50.0, columns: 400, rows: 400 };
    bench.time("density on 400 x 400 cells, 1,000,000 firms, h = 1 km", 5, || density_grid(&x, &y, &weight, 1e3, grid));
    let (lon, lat): (Vec<f64>, Vec<f64>) = x.iter().zip(&y).map(|(x, y)| (120.0 + x / 95e3, 32.0 + y / 111e3)).unzip();
    bench.time("hexagons at resolution 8, 1,000,000 firms", 3, || hexagons::hexagons(&lon, &lat, 8));
    let cells = hexagons::hexagons(&lon, &lat, 8);
    bench.time("counts by hexagon, 1,000,000 firms", 5, || hexagons::counts(&cells));
}

fn patterns(bench: &Bench) {
    let n = 10_000;
    let ((x, y), weight) = (places(n, 3), jobs(n));
    let industry: Vec<u16> = (0..n).map(|i| u16::from(i % 5 == 1)).collect();
    let firms = Firms { x: &x, y: &y, weight: &weight, industry: &industry };
    let radii: Vec<f64> = (0..41).map(|k| f64::from(k) * 250.0).collect();
    bench.time("Kd, 10,000 firms (50 million pairs), 41 radii", 5, || kd::kd(&x, &y, None, &radii));
    bench.time("K_emp, 10,000 firms, 41 radii", 5, || kd::kd(&x, &y, Some(&weight), &radii));
    bench.time("M, 2,000 of 10,000 firms, 41 radii", 5, || m::m(firms, 1, 1, &radii));
    let chance = Chance { rounds: 9, share: 0.95, seed: 1 };
    bench.time("M band, 9 rounds, 2,000 of 10,000 firms, 41 radii", 3, || m::m_band(firms, 1, 1, &radii, chance));
}

fn fields(bench: &Bench) {
    let near = Neighbours::queen(100, 100);
    let rook = Neighbours::rook(100, 100);
    let values = column(10_000, 5, |d| d.unit() * 100.0);
    bench.time("Gi*, 10,000 cells", 9, || getis::gi_star(&values, &near));
    bench.time("Moran with 999 permutations, 10,000 cells (queen)", 5, || moran::moran_p(&values, &near, 999, 1));
    bench.time("Moran with 999 permutations, 10,000 cells (rook)", 5, || moran::moran_p(&values, &rook, 999, 1));
    bench.time("local p with 999 permutations, 10,000 cells (queen)", 5, || local::local_p(&values, &near, 999, 1));
    let amounts = Dense::new(600, column(60_000, 6, |d| d.unit().powi(6)));
    bench.time("ECI, PCI, proximity, density of 100 x 600", 5, || {
        let presence = Presence::of(&amounts, 1.0);
        (complexity(&presence), density(&presence, &proximity(&presence)))
    });
}

/// A city's sales: `n` firms of 20 sectors, about six sales each.
struct Chain {
    sector: Vec<u16>,
    supplier: Vec<u32>,
    buyer: Vec<u32>,
    value: Vec<f64>,
    revenue: Vec<f64>,
    costs: Vec<f64>,
}

impl Chain {
    fn new(n: usize) -> Chain {
        let mut dice = Dice::new(8, n as u64);
        let sector = (0..n).map(|_| dice.below(20) as u16).collect();
        let mut pairs: Vec<(u32, u32)> =
            (0..6 * n).map(|_| (dice.below(n) as u32, dice.below(n) as u32)).filter(|(a, b)| a != b).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let value: Vec<f64> = pairs.iter().map(|_| (dice.unit() * 6.0).exp()).collect();
        let (supplier, buyer): (Vec<u32>, Vec<u32>) = pairs.into_iter().unzip();
        let (mut revenue, mut costs) = (vec![1.0; n], vec![1.0; n]);
        for (e, v) in value.iter().enumerate() {
            revenue[supplier[e] as usize] += v * 1.25;
            costs[buyer[e] as usize] += v * 1.1;
        }
        Chain { sector, supplier, buyer, value, revenue, costs }
    }

    fn network(&self) -> Network {
        let sales = Sales { supplier: &self.supplier, buyer: &self.buyer, value: &self.value };
        let books = Books { revenue: &self.revenue, costs: &self.costs };
        Network::new(&self.sector, sales, Some(books), need)
    }
}

/// A third of the goods are essential.
fn need(from: u16, to: u16) -> Need {
    match (from * 7 + to * 3) % 6 {
        0 | 1 => Need::Essential,
        5 => Need::None,
        _ => Need::Partial,
    }
}

fn networks(bench: &Bench) {
    for n in [1_000, 3_000] {
        let chain = Chain::new(n);
        let network = chain.network();
        let sales = chain.value.len();
        for (case, replacement) in [("A", false), ("B", true)] {
            for epsilon in [1e-2, 1e-6] {
                let rules = Rules { replacement, epsilon, ..Rules::default() };
                let name = format!("ESRI of {n} firms, {sales} sales, case {case}, epsilon {epsilon:e}");
                bench.time(&name, if n > 1_000 { 1 } else { 3 }, || cascade::esri(&network, &chain.revenue, rules));
            }
        }
        let mut lost = vec![0.0; n];
        lost[..n / 10].fill(0.5);
        let name = format!("one scenario of {n} firms");
        bench.time(&name, 5, || cascade::shock(&network, &lost, Rules::default()));
    }
    let chain = Chain::new(20_000);
    let sales: Vec<(u32, u32)> = chain.supplier.iter().copied().zip(chain.buyer.iter().copied()).collect();
    bench.time("network of 20,000 firms, 120,000 sales", 5, || chain.network());
    bench.time("articulation and lone links, 20,000 firms", 5, || {
        (critical::articulation(20_000, &sales), critical::lone_links(20_000, &sales))
    });
    bench.time("dominators, 20,000 firms", 5, || critical::dominators(20_000, &sales));
    let chain = Chain::new(3_000);
    let sales: Vec<(u32, u32)> = chain.supplier.iter().copied().zip(chain.buyer.iter().copied()).collect();
    bench.time("betweenness, 3,000 firms", 3, || betweenness::betweenness(3_000, &sales));
}

fn dump(folder: &str) {
    let write = |name: &str, values: &[f64]| {
        let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        std::fs::write(format!("{folder}/{name}.f64"), bytes).expect("a folder to write to");
    };
    for (size, n, seed) in [("big", 1_000_000, 1), ("small", 10_000, 3)] {
        let (x, y) = places(n, seed);
        write(&format!("{size}_x"), &x);
        write(&format!("{size}_y"), &y);
        write(&format!("{size}_jobs"), &jobs(n));
    }
    write("field", &column(10_000, 5, |d| d.unit() * 100.0));
    write("amounts", &column(60_000, 6, |d| d.unit().powi(6)));
}
