//! ESRI, the economic systemic risk index: how much of all output is lost if a firm stops.
//!
//! After Diem, Borsos, Reisch, Kertész and Thurner, Scientific Reports 12:7719 (2022). A stopped firm takes output from
//! its buyers (downstream, through what they need of its goods) and from its suppliers (upstream, through their sales
//! to it); both waves run step by step until no firm loses more than `epsilon` in a step.

use super::supply::{Flow, Network};
use super::{Absent, Value};
use rayon::prelude::*;

/// How a cascade runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Whether buyers find others of the sector as far as these have a share of its market (case B, the one to show);
    /// without, the figures are upper bounds (case A).
    pub replacement: bool,
    /// A wave has settled when no firm's output falls by more in a step; 0.01 in the paper, smaller is exacter.
    pub epsilon: f64,
    /// A cascade that needs more steps is `NotConverged`.
    pub max_steps: usize,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { replacement: true, epsilon: 0.01, max_steps: 500 }
    }
}

/// Shares of all output that are lost, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Esri {
    /// Each firm's worse wave.
    pub total: f64,
    /// For want of goods.
    pub downstream: f64,
    /// For want of buyers.
    pub upstream: f64,
}

/// The output that each firm keeps after a shock, 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Aftermath {
    /// After the wave of missing goods.
    pub downstream: Vec<f64>,
    /// After the wave of missing buyers.
    pub upstream: Vec<f64>,
    /// Before the waves.
    pub shocked: Vec<f64>,
}

/// What a sector loses, as shares of its own weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SectorLoss {
    /// The sector.
    pub sector: u16,
    /// By the shock itself.
    pub direct: Value,
    /// By the waves that follow.
    pub indirect: Value,
}

impl Aftermath {
    /// The share of its output that a firm loses, shock included.
    pub fn loss(&self, firm: usize) -> f64 {
        1.0 - self.downstream[firm].min(self.upstream[firm])
    }

    /// Losses of all firms together, by weight (revenue, jobs).
    ///
    /// # Errors
    /// `NoBase` if the weights do not sum to more than 0.
    pub fn esri(&self, weight: &[f64]) -> Result<Esri, Absent> {
        let all: Vec<usize> = (0..self.shocked.len()).collect();
        Ok(Esri {
            total: mean(weight, &all, |i| self.loss(i))?,
            downstream: mean(weight, &all, |i| 1.0 - self.downstream[i])?,
            upstream: mean(weight, &all, |i| 1.0 - self.upstream[i])?,
        })
    }

    /// Losses by sector, in ascending order of sector; `NoBase` for a sector without weight.
    pub fn by_sector(&self, network: &Network, weight: &[f64]) -> Vec<SectorLoss> {
        let mut sectors: Vec<u16> = network.sector.clone();
        sectors.sort_unstable();
        sectors.dedup();
        let of = |sector: u16| {
            let firms: Vec<usize> = (0..network.len()).filter(|&i| network.sector[i] == sector).collect();
            SectorLoss {
                sector,
                direct: mean(weight, &firms, |i| 1.0 - self.shocked[i]),
                indirect: mean(weight, &firms, |i| self.shocked[i] - (1.0 - self.loss(i))),
            }
        };
        sectors.into_iter().map(of).collect()
    }
}

fn mean(weight: &[f64], firms: &[usize], value: impl Fn(usize) -> f64) -> Value {
    let total: f64 = firms.iter().map(|&i| weight[i]).sum();
    let sum: f64 = firms.iter().map(|&i| weight[i] * value(i)).sum();
    if total > 0.0 { Ok(sum / total) } else { Err(Absent::NoBase) }
}

/// What is left if each firm first loses a share of its output (0 to 1, firms in the network's order).
///
/// # Errors
/// `NotConverged` if a wave is still running after the allowed steps.
pub fn shock(network: &Network, lost: &[f64], rules: Rules) -> Result<Aftermath, Absent> {
    let shocked: Vec<[f64; 1]> = lost.iter().map(|l| [1.0 - l.clamp(0.0, 1.0)]).collect();
    let (down, up, [settled]) = settle(network, &shocked, rules);
    if !settled {
        return Err(Absent::NotConverged);
    }
    Ok(Aftermath { downstream: flat(down), upstream: flat(up), shocked: flat(shocked) })
}

fn flat(rows: Vec<[f64; 1]>) -> Vec<f64> {
    rows.into_iter().map(|[h]| h).collect()
}

/// Cascades that run side by side: a share is read once for all of them, and their sums fill a vector register.
const LANES: usize = 8;

/// ESRI of every firm, by weight (revenue or jobs); `NotConverged` where the cascade is, `NoBase` without weights.
pub fn esri(network: &Network, weight: &[f64], rules: Rules) -> Vec<Result<Esri, Absent>> {
    let firms: Vec<usize> = (0..network.len()).collect();
    let total: f64 = weight.iter().sum();
    if total.is_nan() || total <= 0.0 {
        return vec![Err(Absent::NoBase); network.len()];
    }
    firms.par_chunks(LANES).flat_map_iter(|firms| esri_of(network, weight, total, firms, rules)).collect()
}

fn esri_of(network: &Network, weight: &[f64], total: f64, firms: &[usize], rules: Rules) -> Vec<Result<Esri, Absent>> {
    let mut shocked = vec![[1.0; LANES]; network.len()];
    for (lane, &firm) in firms.iter().enumerate() {
        shocked[firm][lane] = 0.0;
    }
    let (down, up, settled) = settle(network, &shocked, rules);
    let lost =
        |kept: &dyn Fn(usize) -> f64| weight.iter().enumerate().map(|(i, w)| w * (1.0 - kept(i))).sum::<f64>() / total;
    let one = |lane: usize| Esri {
        total: lost(&|i| down[i][lane].min(up[i][lane])),
        downstream: lost(&|i| down[i][lane]),
        upstream: lost(&|i| up[i][lane]),
    };
    (0..firms.len()).map(|lane| if settled[lane] { Ok(one(lane)) } else { Err(Absent::NotConverged) }).collect()
}

type Settled<const L: usize> = (Vec<[f64; L]>, Vec<[f64; L]>, [bool; L]);

/// Runs both waves until they settle; a lane's output is what it was at that step.
fn settle<const L: usize>(network: &Network, shocked: &[[f64; L]], rules: Rules) -> Settled<L> {
    let market = rules.replacement.then(|| Market::new(network));
    let mut down = Wave::new(&network.downstream, shocked, market.as_ref());
    let mut up = Wave::new(&network.upstream, shocked, None);
    let mut live = [true; L];
    for _ in 0..rules.max_steps {
        let falls = [down.step(shocked, &live), up.step(shocked, &live)];
        for lane in 0..L {
            live[lane] &= falls[0][lane].max(falls[1][lane]) > rules.epsilon;
        }
        if live.iter().all(|l| !l) {
            break;
        }
    }
    (down.output, up.output, live.map(|l| !l))
}

/// One wave on its way.
struct Wave<'a, const L: usize> {
    flow: &'a Flow,
    market: Option<&'a Market>,
    output: Vec<[f64; L]>,
    /// What each firm's partners feel of its loss, as of the last step.
    felt: Vec<[f64; L]>,
    /// Firms to compute anew in the next step, each once.
    due: Vec<u32>,
    is_due: Vec<bool>,
    /// Firms whose output fell in this step.
    fallen: Vec<u32>,
}

impl<'a, const L: usize> Wave<'a, L> {
    fn new(flow: &'a Flow, shocked: &[[f64; L]], market: Option<&'a Market>) -> Wave<'a, L> {
        let n = shocked.len();
        let fallen = (0..n as u32).filter(|&i| shocked[i as usize] != [1.0; L]).collect();
        let (output, felt) = (shocked.to_vec(), vec![[0.0; L]; n]);
        let mut wave = Wave { flow, market, output, felt, due: vec![], is_due: vec![false; n], fallen };
        wave.spread();
        wave
    }

    /// One step of all due firms; the largest fall in each lane.
    fn step(&mut self, shocked: &[[f64; L]], live: &[bool; L]) -> [f64; L] {
        let mut falls = [0.0f64; L];
        for firm in std::mem::take(&mut self.due) {
            let i = firm as usize;
            self.is_due[i] = false;
            let worst = self.worst_loss(firm);
            let mut fell = false;
            for l in 0..L {
                let new = (1.0 - worst[l]).min(shocked[i][l]).max(0.0);
                let fall = if live[l] { self.output[i][l] - new } else { 0.0 };
                self.output[i][l] -= fall;
                falls[l] = falls[l].max(fall);
                fell |= fall != 0.0;
            }
            if fell {
                self.fallen.push(firm);
            }
        }
        self.spread();
        falls
    }

    #[inline]
    fn worst_loss(&self, firm: u32) -> [f64; L] {
        let mut worst = [0.0f64; L];
        for group in self.flow.groups_of(firm) {
            let mut sum = [0.0; L];
            for &(other, share) in group {
                let felt = &self.felt[other as usize];
                (0..L).for_each(|l| sum[l] += share * felt[l]);
            }
            (0..L).for_each(|l| worst[l] = if sum[l] > worst[l] { sum[l] } else { worst[l] });
        }
        worst
    }

    /// Lets partners feel what fell, and makes those due who hang on it.
    fn spread(&mut self) {
        let fallen = std::mem::take(&mut self.fallen);
        match self.market {
            None => fallen.iter().for_each(|&i| self.feel(i, self.output[i as usize].map(|h| 1.0 - h))),
            Some(market) if !fallen.is_empty() => {
                for (i, felt) in market.felt(&self.output).into_iter().enumerate() {
                    self.feel(i as u32, felt);
                }
            }
            Some(_) => {}
        }
    }

    fn feel(&mut self, firm: u32, felt: [f64; L]) {
        if self.felt[firm as usize] == felt {
            return;
        }
        self.felt[firm as usize] = felt;
        for &other in self.flow.hanging_on(firm) {
            if !self.is_due[other as usize] {
                self.is_due[other as usize] = true;
                self.due.push(other);
            }
        }
    }
}

/// Where buyers look for a replacement: the other firms of the supplier's sector.
struct Market {
    sector: Vec<u16>,
    sold: Vec<f64>,
    sectors: usize,
}

impl Market {
    fn new(network: &Network) -> Market {
        let sectors = network.sector.iter().max().map_or(0, |&s| s as usize + 1);
        Market { sector: network.sector.clone(), sold: network.sold.clone(), sectors }
    }

    /// Each firm's loss times its share of what its market can still sell, which is what cannot be replaced.
    fn felt<const L: usize>(&self, output: &[[f64; L]]) -> Vec<[f64; L]> {
        let mut left = vec![[0.0; L]; self.sectors];
        for (i, h) in output.iter().enumerate() {
            let left = &mut left[self.sector[i] as usize];
            (0..L).for_each(|l| left[l] += self.sold[i] * h[l]);
        }
        let one = |i: usize| {
            let left = &left[self.sector[i] as usize];
            std::array::from_fn(|l| self.share(i, left[l]) * (1.0 - output[i][l]))
        };
        (0..output.len()).map(one).collect()
    }

    #[inline]
    fn share(&self, firm: usize, left: f64) -> f64 {
        if left > 0.0 { (self.sold[firm] / left).min(1.0) } else { 1.0 }
    }
}

#[cfg(test)]
mod tests;
