//! Flow of the greatest gain: successive shortest paths with prices that keep all lengths from falling below nought
//! (Edmonds and Karp, *Theoretical improvements in algorithmic efficiency for network flow problems*, 1972).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// An arc; its way back is the arc beside it.
struct Arc {
    to: usize,
    room: u32,
    cost: i64,
}

/// A network whose nodes are numbered so that every arc that is added leads to a higher number. The first node is the
/// source, the last the sink.
pub struct Network {
    arcs: Vec<Arc>,
    out: Vec<Vec<usize>>,
    price: Vec<i64>,
}

const FAR: i64 = i64::MAX;

impl Network {
    /// A network without arcs.
    pub fn new(nodes: usize) -> Network {
        Network { arcs: vec![], out: vec![vec![]; nodes], price: vec![] }
    }

    /// Adds an arc with room for so many units, each of which gains so much, and says which it is.
    pub fn add(&mut self, from: usize, to: usize, room: u32, gain: i64) -> usize {
        let arc = self.arcs.len();
        self.arcs.extend([Arc { to, room, cost: -gain }, Arc { to: from, room: 0, cost: gain }]);
        self.out[from].push(arc);
        self.out[to].push(arc + 1);
        arc
    }

    /// Units that go through an arc.
    pub fn through(&self, arc: usize) -> u32 {
        self.arcs[arc + 1].room
    }

    /// Sends up to so many units from the source to the sink, for as long as each gains something. What is sent gains
    /// as much as can be.
    pub fn send(&mut self, mut units: u32) {
        self.first_prices();
        while units > 0 {
            let (way, length) = self.shortest();
            let sink = self.out.len() - 1;
            // The price of the source is nought, so the sink's is what one more unit costs.
            if length == FAR || self.price[sink] >= 0 {
                break;
            }
            let mut at = sink;
            while at > 0 {
                let arc = way[at];
                self.arcs[arc].room -= 1;
                self.arcs[arc ^ 1].room += 1;
                at = self.arcs[arc ^ 1].to;
            }
            units -= 1;
        }
    }

    /// Costs of the cheapest ways, node by node in their order.
    fn first_prices(&mut self) {
        self.price = vec![FAR; self.out.len()];
        self.price[0] = 0;
        for from in 0..self.out.len() {
            for arc in self.out[from].iter().map(|arc| &self.arcs[*arc]).filter(|arc| arc.room > 0) {
                if self.price[from] != FAR {
                    self.price[arc.to] = self.price[arc.to].min(self.price[from] + arc.cost);
                }
            }
        }
        // What cannot be reached now never can be.
        self.price.iter_mut().filter(|price| **price == FAR).for_each(|price| *price = 0);
    }

    /// The arc by which each node is reached, and the length to the sink; prices are moved on to the new lengths.
    fn shortest(&mut self) -> (Vec<usize>, i64) {
        let sink = self.out.len() - 1;
        let (mut length, mut way) = (vec![FAR; self.out.len()], vec![0; self.out.len()]);
        let mut heap = BinaryHeap::from([Reverse((0, 0))]);
        length[0] = 0;
        while let Some(Reverse((reached, from))) = heap.pop().filter(|Reverse((_, from))| *from != sink) {
            if reached > length[from] {
                continue;
            }
            for at in &self.out[from] {
                let arc = &self.arcs[*at];
                let next = reached + arc.cost + self.price[from] - self.price[arc.to];
                if arc.room > 0 && next < length[arc.to] {
                    (length[arc.to], way[arc.to]) = (next, *at);
                    heap.push(Reverse((next, arc.to)));
                }
            }
        }
        if length[sink] != FAR {
            let farthest = length[sink];
            self.price.iter_mut().zip(&length).for_each(|(price, length)| *price += farthest.min(*length));
        }
        (way, length[sink])
    }
}
