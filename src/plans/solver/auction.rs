//! A nearly best flow: needs bid for places.
//!
//! Bertsekas' auction (*The auction algorithm for assignment and other network flow problems: a tutorial*, 1990) with
//! places that hold several needs and nest. A need without a place bids for its best edge at today's prices: so much
//! that it would be a `step` worse off than with its second best. A full place puts out its lowest bidder. Prices start
//! at nought and are above it only where a place is full.
//!
//! Wide steps come near the end in few bids, narrow ones near the optimum. So after a first round with a wide step
//! everybody bids again, in turn, with narrower and narrower ones; a need that leaves its place to bid lets the price
//! sink, so what wide steps overpaid comes down again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::net::{Held, NONE, Net};

/// Bids in a place, lowest first; those that no longer stand are skipped when met.
type Bids = BinaryHeap<Reverse<Bid>>;

/// A bid, which is above nought, and whose it is, as one number: heaps compare little else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Bid(u64);

impl Bid {
    fn new(bid: i32, need: u32) -> Bid {
        Bid((u64::from(bid.unsigned_abs()) << 32) | u64::from(need))
    }

    fn parts(self) -> (i32, u32) {
        ((self.0 >> 32) as i32, self.0 as u32)
    }
}

/// The first step is this part of the highest value.
const FIRST: i32 = 3;
/// Each step is this part of the one before.
const NEXT: i32 = 8;
/// Bids a need, at most and on average, so that no input holds the search up; what is left is finished by exchanges.
const PATIENCE: usize = 200;

/// An auction that is going on.
pub struct Auction<'a> {
    net: &'a Net,
    step: i32,
    bids_left: usize,
    held: Held,
    /// What each need has bid for the place that it holds.
    bid: Vec<i32>,
    bids: Vec<Bids>,
    /// Needs in each place, those of shares in it too.
    count: Vec<u32>,
    /// Of each place: the lowest bid where it is full, else nought.
    price: Vec<i32>,
    /// What a bid must reach: the price of the place or of the supplier around it.
    entry: Vec<i32>,
    shares: Vec<Vec<u32>>,
}

/// A flow within room and a price per place, in score units. The last step is `finest`, at least 1.
pub fn auction(net: &Net, finest: i32) -> (Held, Vec<i64>) {
    let mut auction = Auction::new(net);
    auction.step = (net.highest() / FIRST).max(finest);
    (0..net.needs() as u32).for_each(|need| auction.seat(need));
    while auction.step > finest {
        auction.step = (auction.step / NEXT).max(finest);
        auction.again();
    }
    (auction.held, auction.entry.into_iter().map(i64::from).collect())
}

impl<'a> Auction<'a> {
    fn new(net: &'a Net) -> Auction<'a> {
        let places = net.places.len();
        Auction {
            net,
            step: 1,
            bids_left: PATIENCE * (net.needs() + 1),
            held: vec![NONE; net.needs()],
            bid: vec![0; net.needs()],
            bids: vec![Bids::new(); places],
            count: vec![0; places],
            price: vec![0; places],
            entry: vec![0; places],
            shares: net.shares(),
        }
    }

    /// Everybody bids again, in turn.
    fn again(&mut self) {
        for need in 0..self.net.needs() as u32 {
            if self.held[need as usize] != NONE {
                self.leave(need);
            }
            self.seat(need);
        }
    }

    /// Lets a need bid, then whoever it puts out, until nobody is put out.
    fn seat(&mut self, need: u32) {
        let mut bidder = Some(need);
        while let Some(need) = bidder.filter(|_| self.bids_left > 0) {
            self.bids_left -= 1;
            bidder = self.choose(need).and_then(|(edge, bid)| self.enter(need, edge, bid));
        }
    }

    /// The best edge of a need and its bid; none where every edge costs more than it is worth.
    fn choose(&self, need: u32) -> Option<(u32, i32)> {
        let (mut best, mut second, mut chosen) = (-1, 0, NONE);
        let range = self.net.of(need as usize);
        for (at, edge) in range.clone().zip(&self.net.edges[range]) {
            // Best first, and nothing costs less than nought.
            if edge.value <= second {
                break;
            }
            let gain = edge.value - self.entry[edge.place as usize];
            if gain > best {
                second = best.max(second);
                (best, chosen) = (gain, at as u32);
            } else if gain > second {
                second = gain;
            }
        }
        let edge = self.net.edges.get(chosen as usize)?;
        Some((chosen, edge.value - second + self.step))
    }

    /// Takes a need in, and says who had to leave for it.
    fn enter(&mut self, need: u32, edge: u32, bid: i32) -> Option<u32> {
        let (inner, outer) = self.net.around(self.net.edges[edge as usize].place);
        let full = [inner, outer].into_iter().find(|place| self.is_full(*place));
        let leaver = full.and_then(|place| self.lowest(place)).map(|(_, need)| need);
        if let Some(leaver) = leaver {
            self.leave(leaver);
        }
        (self.held[need as usize], self.bid[need as usize]) = (edge, bid);
        self.count[inner] += 1;
        self.bids[inner].push(Reverse(Bid::new(bid, need)));
        if outer != inner {
            self.count[outer] += 1;
            self.bids[outer].push(Reverse(Bid::new(bid, need)));
        }
        self.reprice(inner, outer);
        leaver
    }

    fn leave(&mut self, need: u32) {
        let edge = std::mem::replace(&mut self.held[need as usize], NONE);
        let (inner, outer) = self.net.around(self.net.edges[edge as usize].place);
        self.count[inner] -= 1;
        if outer != inner {
            self.count[outer] -= 1;
        }
        self.reprice(inner, outer);
    }

    fn is_full(&self, place: usize) -> bool {
        self.count[place] >= self.net.places[place].room
    }

    fn reprice(&mut self, inner: usize, outer: usize) {
        self.price[inner] = self.price_now(inner);
        if inner != outer {
            self.price[outer] = self.price_now(outer);
        }
        let price = self.price[outer];
        self.entry[outer] = price;
        for share in &self.shares[outer] {
            self.entry[*share as usize] = self.price[*share as usize].max(price);
        }
    }

    fn price_now(&mut self, place: usize) -> i32 {
        if self.is_full(place) { self.lowest(place).map_or(0, |(bid, _)| bid) } else { 0 }
    }

    /// The lowest bid that stands in a place, and whose it is.
    fn lowest(&mut self, place: usize) -> Option<(i32, u32)> {
        while let Some(Reverse(bid)) = self.bids[place].peek() {
            let (bid, need) = bid.parts();
            if self.stands(place, bid, need) {
                return Some((bid, need));
            }
            self.bids[place].pop();
        }
        None
    }

    fn stands(&self, place: usize, bid: i32, need: u32) -> bool {
        let edge = self.held[need as usize];
        edge != NONE && self.bid[need as usize] == bid && {
            let (inner, outer) = self.net.around(self.net.edges[edge as usize].place);
            inner == place || outer == place
        }
    }
}
