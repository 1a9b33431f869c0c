//! Finishes a flow: exchanges needs along cycles that gain, until there are none.
//!
//! Every exchange is a cycle of the residual network, contracted to places: a need moves from its place to another,
//! one of that place moves on, and so forth back to the start. The outside is a place too: needs are unserved there,
//! and free room is. Labels rise along arcs as in Bellman and Ford; a label that rises round a cycle has found a gain
//! (Klein, *A primal method for minimal cost flows*, 1967). When no label can rise, the flow is the best there is and
//! the labels, less the outside's, are exact prices.

use std::collections::VecDeque;

use super::net::{Held, NONE, Net};

/// How a label came from the label of another place.
#[derive(Debug, Clone, Copy)]
enum Arc {
    /// Need moves to an edge, or to the outside ([`NONE`]).
    Move(u32, u32),
    /// A place within a supplier, or the outside, gives way.
    Room,
}

/// Places looked at, at most: this many, and as many again per need and place, so that no input holds the search up.
const PATIENCE: usize = 20;

/// The best flow within room and the exact price of each place, from any flow within room and any prices. Where
/// patience ends first, both are as far as they came.
pub fn finish(net: &Net, held: Held, prices: &[i64]) -> (Held, Vec<i64>) {
    let patience = PATIENCE * (1_000 + held.len() + prices.len());
    Cycles::new(net, held, prices).run(patience)
}

/// A flow that is being finished.
struct Cycles<'a> {
    net: &'a Net,
    held: Held,
    /// Needs by place, the outside last.
    holders: Vec<Vec<u32>>,
    at: Vec<u32>,
    /// Needs in each place, those of places within it too.
    count: Vec<u32>,
    shares: Vec<Vec<u32>>,
    label: Vec<i64>,
    from: Vec<Option<(u32, Arc)>>,
    queue: VecDeque<u32>,
    is_queued: Vec<bool>,
}

impl<'a> Cycles<'a> {
    fn new(net: &'a Net, held: Held, prices: &[i64]) -> Cycles<'a> {
        let places = net.places.len();
        let mut cycles = Cycles {
            net,
            at: vec![0; held.len()],
            holders: vec![vec![]; places + 1],
            count: vec![0; places + 1],
            shares: net.shares(),
            label: prices.iter().copied().chain([0]).collect(),
            from: vec![None; places + 1],
            queue: (0..=places as u32).collect(),
            is_queued: vec![true; places + 1],
            held,
        };
        for need in 0..net.needs() as u32 {
            cycles.settle(need);
        }
        cycles
    }

    fn outside(&self) -> u32 {
        self.net.places.len() as u32
    }

    /// The place and the value of an edge, the outside and nought for none.
    fn end(&self, edge: u32) -> (u32, i64) {
        self.net.edges.get(edge as usize).map_or((self.outside(), 0), |edge| (edge.place, i64::from(edge.value)))
    }

    fn settle(&mut self, need: u32) {
        let (place, _) = self.end(self.held[need as usize]);
        self.at[need as usize] = self.holders[place as usize].len() as u32;
        self.holders[place as usize].push(need);
        self.tally(place, |count| *count += 1);
    }

    fn unsettle(&mut self, need: u32) {
        let (place, _) = self.end(self.held[need as usize]);
        let at = self.at[need as usize] as usize;
        self.holders[place as usize].swap_remove(at);
        if let Some(moved) = self.holders[place as usize].get(at) {
            self.at[*moved as usize] = at as u32;
        }
        self.tally(place, |count| *count -= 1);
    }

    fn tally(&mut self, place: u32, change: impl Fn(&mut u32)) {
        if place == self.outside() {
            return;
        }
        let (inner, outer) = self.net.around(place);
        change(&mut self.count[inner]);
        if outer != inner {
            change(&mut self.count[outer]);
        }
    }

    /// Exchanges until nothing gains, or until so many places have been looked at.
    fn run(mut self, mut patience: usize) -> (Held, Vec<i64>) {
        while let Some(place) = self.queue.pop_front().filter(|_| patience > 0) {
            patience -= 1;
            self.is_queued[place as usize] = false;
            self.scan(place);
        }
        let outside = self.label[self.outside() as usize];
        let prices = self.label[..self.net.places.len()].iter().map(|label| (label - outside).max(0)).collect();
        (self.held, prices)
    }

    /// Lets every arc out of a place raise the label behind it; stops at the first exchange.
    fn scan(&mut self, place: u32) -> bool {
        for at in 0..self.holders[place as usize].len() {
            let need = self.holders[place as usize][at];
            let (_, value) = self.end(self.held[need as usize]);
            let base = self.label[place as usize] - value;
            if self.raise(place, self.outside(), base, Arc::Move(need, NONE)) {
                return true;
            }
            for edge in self.net.of(need as usize) {
                let to = self.net.edges[edge];
                // Best first, and no label is below nought.
                if base + i64::from(to.value) <= 0 {
                    break;
                }
                if self.raise(place, to.place, base + i64::from(to.value), Arc::Move(need, edge as u32)) {
                    return true;
                }
            }
        }
        self.scan_room(place)
    }

    /// The arcs of room: out of a place with room, and into places that hold needs.
    fn scan_room(&mut self, place: u32) -> bool {
        let label = self.label[place as usize];
        if place == self.outside() {
            return (0..place)
                .any(|supplier| self.gives_way(place, supplier) && self.raise(place, supplier, label, Arc::Room));
        }
        let within = self.net.places[place as usize].within;
        if within != place {
            return self.gives_way(place, within) && self.raise(place, within, label, Arc::Room);
        }
        let out = self.outside();
        if self.gives_way(place, out) && self.raise(place, out, label, Arc::Room) {
            return true;
        }
        (0..self.shares[place as usize].len()).any(|at| {
            let share = self.shares[place as usize][at];
            self.gives_way(place, share) && self.raise(place, share, label, Arc::Room)
        })
    }

    /// Whether a unit can pass between two nested places (the outside is around every supplier).
    fn gives_way(&self, from: u32, to: u32) -> bool {
        let out = self.outside();
        let around = |place: u32| match self.net.places.get(place as usize) {
            Some(known) if known.within != place => known.within,
            Some(_) => out,
            None => NONE,
        };
        if around(from) == to {
            return self.count[from as usize] < self.net.places[from as usize].room;
        }
        around(to) == from && self.count[to as usize] > 0
    }

    /// Raises a label. Where that closes a cycle that gains, makes the exchange and says so.
    fn raise(&mut self, from: u32, to: u32, label: i64, arc: Arc) -> bool {
        if from == to || self.label[to as usize] >= label {
            return false;
        }
        if let Some(cycle) = self.cycle(from, to, arc) {
            self.exchange(&cycle);
            return true;
        }
        self.label[to as usize] = label;
        self.from[to as usize] = Some((from, arc));
        self.enqueue(to);
        false
    }

    fn enqueue(&mut self, place: u32) {
        if !std::mem::replace(&mut self.is_queued[place as usize], true) {
            self.queue.push_back(place);
        }
    }

    /// The arcs from `to` round to `from` and by `arc` back, if they all still stand and gain together.
    fn cycle(&self, from: u32, to: u32, arc: Arc) -> Option<Vec<(u32, u32, Arc)>> {
        let mut arcs = vec![(from, to, arc)];
        let mut place = from;
        while place != to {
            let (before, arc) = self.from[place as usize]?;
            if !self.stands(before, place, arc) || arcs.len() > self.holders.len() {
                return None;
            }
            arcs.push((before, place, arc));
            place = before;
        }
        let gain: i64 = arcs.iter().map(|(_, _, arc)| self.gain(*arc)).sum();
        (gain > 0).then_some(arcs)
    }

    fn stands(&self, from: u32, to: u32, arc: Arc) -> bool {
        match arc {
            Arc::Move(need, _) => self.end(self.held[need as usize]).0 == from,
            Arc::Room => self.gives_way(from, to),
        }
    }

    fn gain(&self, arc: Arc) -> i64 {
        match arc {
            Arc::Move(need, edge) => self.end(edge).1 - self.end(self.held[need as usize]).1,
            Arc::Room => 0,
        }
    }

    fn exchange(&mut self, cycle: &[(u32, u32, Arc)]) {
        for (from, to, arc) in cycle {
            if let Arc::Move(need, edge) = arc {
                self.unsettle(*need);
                self.held[*need as usize] = *edge;
                self.settle(*need);
            }
            self.from[*to as usize] = None;
            self.enqueue(*from);
        }
    }
}
