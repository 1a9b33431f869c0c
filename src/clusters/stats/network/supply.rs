//! Who supplies whom, made ready for cascades: what share of a firm's output hangs on which partner.

/// How much the firms of one sector need the goods of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Not to produce: its loss is not felt.
    None,
    /// Output falls by the input's share of all inputs.
    Partial,
    /// Output falls by what is lost of that sector's goods, whatever else there is.
    Essential,
}

/// Sales between firms as columns of equal length.
#[derive(Clone, Copy, Debug)]
pub struct Sales<'a> {
    /// Who sells (place in the firms' columns).
    pub supplier: &'a [u32],
    /// Who buys.
    pub buyer: &'a [u32],
    /// Yearly value in any currency unit, above 0.
    pub value: &'a [f64],
}

/// A firm's own books, in the unit of the sales.
#[derive(Clone, Copy, Debug)]
pub struct Books<'a> {
    /// All it sold, inside the network and outside.
    pub revenue: &'a [f64],
    /// All it bought, inside the network and outside.
    pub costs: &'a [f64],
}

/// A network of suppliers and buyers.
#[derive(Clone, Debug)]
pub struct Network {
    /// The sector of each firm.
    pub sector: Vec<u16>,
    /// Sales inside the network, by firm.
    pub sold: Vec<f64>,
    pub(super) downstream: Flow,
    pub(super) upstream: Flow,
}

impl Network {
    /// Builds the network; `need(supplying, using)` tells how much a sector needs another's goods.
    ///
    /// Without `books` the network is taken as the whole economy: most upstream losses then go to 1 and cascades need
    /// thousands of steps, so pass them. A revenue or cost that is not above 0 is taken as the network's sum.
    ///
    /// # Panics
    /// If the columns differ in length or a sale names a firm that is not there.
    pub fn new(sector: &[u16], sales: Sales, books: Option<Books>, need: impl Fn(u16, u16) -> Need) -> Network {
        let n = sector.len();
        assert!(sales.supplier.len() == sales.value.len() && sales.buyer.len() == sales.value.len());
        let (sold, bought) = (sums(n, sales.supplier, sales.value), sums(n, sales.buyer, sales.value));
        let whole = |own: Option<&[f64]>, i: u32, inside: &[f64]| {
            own.map(|o| o[i as usize]).filter(|&o| o > 0.0).unwrap_or(inside[i as usize])
        };
        let pieces = (0..sales.value.len()).filter_map(|e| {
            let (from, to) = (sales.supplier[e], sales.buyer[e]);
            let costs = whole(books.map(|b| b.costs), to, &bought);
            let kind = sector[from as usize];
            match need(kind, sector[to as usize]) {
                Need::None => None,
                Need::Partial => Some(Piece { firm: to, group: 0, other: from, share: sales.value[e] / costs }),
                // The share of its sector's goods is known when all of them are; until then, of all costs.
                Need::Essential => {
                    let group = u32::from(kind) + 1;
                    Some(Piece { firm: to, group, other: from, share: sales.value[e] * bought[to as usize] / costs })
                }
            }
        });
        let mut pieces: Vec<Piece> = pieces.collect();
        scale_essentials(&mut pieces, n, sector, sales);
        let upstream = (0..sales.value.len()).map(|e| {
            let (firm, other) = (sales.supplier[e], sales.buyer[e]);
            Piece { firm, group: 0, other, share: sales.value[e] / whole(books.map(|b| b.revenue), firm, &sold) }
        });
        Network {
            sector: sector.to_vec(),
            downstream: Flow::new(n, pieces),
            upstream: Flow::new(n, upstream.collect()),
            sold,
        }
    }

    /// How many firms there are.
    pub fn len(&self) -> usize {
        self.sector.len()
    }

    /// Whether there is no firm.
    pub fn is_empty(&self) -> bool {
        self.sector.is_empty()
    }
}

fn sums(n: usize, firm: &[u32], value: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; n];
    firm.iter().zip(value).for_each(|(&f, v)| sums[f as usize] += v);
    sums
}

/// Divides the shares of essential goods by what the buyer takes of that sector.
fn scale_essentials(pieces: &mut [Piece], n: usize, sector: &[u16], sales: Sales) {
    let mut taken = std::collections::HashMap::with_capacity(n);
    for e in 0..sales.value.len() {
        *taken.entry((sales.buyer[e], sector[sales.supplier[e] as usize])).or_insert(0.0) += sales.value[e];
    }
    for piece in pieces.iter_mut().filter(|p| p.group > 0) {
        piece.share /= taken[&(piece.firm, sector[piece.other as usize])];
    }
}

/// A share of `firm`'s output that hangs on `other`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    firm: u32,
    /// Shares of one group add up, the worst group counts.
    group: u32,
    other: u32,
    share: f64,
}

/// For each firm its groups, for each group its shares, in compressed rows; and for each firm those that hang on it.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    firms: Vec<u32>,
    groups: Vec<u32>,
    shares: Vec<(u32, f64)>,
    hangers_from: Vec<u32>,
    hangers: Vec<u32>,
}

impl Flow {
    fn new(n: usize, mut pieces: Vec<Piece>) -> Flow {
        pieces.sort_by_key(|p| (p.firm, p.group, p.other));
        let mut flow = Flow { firms: vec![0], groups: vec![0], shares: vec![], hangers_from: vec![], hangers: vec![] };
        let mut at = 0;
        for firm in 0..n as u32 {
            let own = pieces[at..].partition_point(|p| p.firm == firm);
            for group in pieces[at..at + own].chunk_by(|a, b| a.group == b.group) {
                flow.shares.extend(group.iter().map(|p| (p.other, p.share)));
                flow.groups.push(flow.shares.len() as u32);
            }
            at += own;
            flow.firms.push(flow.groups.len() as u32 - 1);
        }
        pieces.sort_by_key(|p| (p.other, p.firm));
        flow.hangers_from = (0..=n as u32).map(|i| pieces.partition_point(|p| p.other < i) as u32).collect();
        flow.hangers = pieces.iter().map(|p| p.firm).collect();
        flow
    }

    /// Calls `see` with the shares of each group of a firm.
    #[inline]
    pub fn groups_of(&self, firm: u32) -> impl Iterator<Item = &[(u32, f64)]> {
        let groups = &self.groups[self.firms[firm as usize] as usize..=self.firms[firm as usize + 1] as usize];
        groups.windows(2).map(|g| &self.shares[g[0] as usize..g[1] as usize])
    }

    /// The firms whose output hangs on `firm`; one that does so by several sales is there several times.
    #[inline]
    pub fn hanging_on(&self, firm: u32) -> &[u32] {
        let from = &self.hangers_from[firm as usize..];
        &self.hangers[from[0] as usize..from[1] as usize]
    }
}
