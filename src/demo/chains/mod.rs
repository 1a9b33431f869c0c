//! The chains of the demonstration city, one table a file, written by hand.
//!
//! A table reads from top to bottom:
//!
//! ```text
//! [船用动力] C3412 @machine 船舶动力|动力机械         a class: industry, shape of its goods, trade words of its firms,
//!                                                       and its own certificates, where the chain's do not fit
//! 船用柴油机 128万/台 @engine < 曲轴 + 活塞 = 船用主机   a good: price in 元 per unit, its inputs, its other names
//!   !低速船用柴油机 1600万/台                           two blanks: a narrower kind of the one above
//!                                                       `!`: nobody in the city makes it
//! 锚链 9800/吨 材质:AM2|AM3                            a field of the shape with values of its own
//! ```
//!
//! [`super::goods`] reads them, [`super::shapes`] says what `@engine` means.

mod auto;
mod battery;
mod bedding;
mod cable;
mod chemicals;
mod electronics;
mod equipment;
mod food;
mod garments;
mod home;
mod hydrogen;
mod materials;
mod medicine;
mod metal;
mod packaging;
mod parts;
mod pv;
mod ships;
mod tools;
mod wind;

/// One industrial chain.
pub struct Chain {
    /// What people call it, and the source of its edges.
    pub name: &'static str,
    /// The widest class; every good of the table is a kind of it.
    pub root: &'static str,
    /// Its share of the city's firms, relative to the others'.
    pub weight: u32,
    /// How its firms spread over [`super::places::DIVISIONS`], in their order.
    pub homes: [u32; 10],
    /// Typical yearly revenue per employee, in 万元.
    pub per_head: u32,
    /// Who buys what has no downstream in the graph.
    pub market: &'static str,
    /// Certificates its firms hold, separated by blanks; `_` stands for a blank inside a name.
    pub certificates: &'static str,
    /// The table.
    pub goods: &'static str,
}

/// All chains.
pub static CHAINS: [Chain; 20] = [
    ships::CHAIN,
    bedding::CHAIN,
    pv::CHAIN,
    electronics::CHAIN,
    equipment::CHAIN,
    materials::CHAIN,
    auto::CHAIN,
    battery::CHAIN,
    wind::CHAIN,
    medicine::CHAIN,
    chemicals::CHAIN,
    garments::CHAIN,
    metal::CHAIN,
    parts::CHAIN,
    tools::CHAIN,
    home::CHAIN,
    food::CHAIN,
    cable::CHAIN,
    hydrogen::CHAIN,
    packaging::CHAIN,
];
