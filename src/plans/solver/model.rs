//! What is planned: needs, suppliers, their products, and who could serve whom. Everything is named by its position.

/// Score units of a point: scores are fixed-point numbers, so that sums are exact.
pub const POINT: i64 = 1_000;
/// The highest value of a candidate or bonus, in score units.
pub const MOST: i64 = 500_000_000;

/// An input that a firm wants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Need {
    /// The category that it asks for; fairness counts by it.
    pub category: u32,
    /// What it is worth to its firm in money, nought where unknown; any one unit.
    pub amount: i64,
    /// Whether a firm of the city serves it today.
    pub is_local: bool,
}

/// A firm that could serve needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Supplier {
    /// Needs that it can take on in the planned period.
    pub max_needs: u32,
    /// Whether the chance of small firms is for it.
    pub is_small: bool,
}

/// Something that a supplier makes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Product {
    /// Who makes it.
    pub supplier: u32,
    /// Units that it can make in the planned period; none where unknown.
    pub capacity: Option<u64>,
    /// Units that one order must reach; none where unknown.
    pub min_order: Option<u32>,
}

/// A product that fits a need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Candidate {
    /// The need.
    pub need: u32,
    /// The product.
    pub product: u32,
    /// How well it fits, in score units up to [`MOST`]; what is not above nought is never chosen.
    pub value: i64,
    /// Units of the product that the need takes in the planned period; none where unknown, which passes every limit.
    pub quantity: Option<u32>,
    /// The link of the chain that the pairing strengthens.
    pub link: Option<u32>,
}

/// The stated rules of fairness.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rules {
    /// Percent of the contested needs of a category that one supplier gets at most, rounded up; none for no limit.
    pub share: Option<u32>,
    /// Score units by which a small firm may fall short of the best other firm and still go before it; none for no such
    /// chance.
    pub chance: Option<i64>,
}

/// A need and a supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pair {
    /// The need.
    pub need: u32,
    /// The supplier.
    pub supplier: u32,
}

/// All that a plan is made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct City {
    pub needs: Vec<Need>,
    pub suppliers: Vec<Supplier>,
    pub products: Vec<Product>,
    /// Who could serve whom, in any order. A supplier may be there with several products.
    pub candidates: Vec<Candidate>,
    /// What it adds to strengthen each link of the chain at least once, in score units up to [`MOST`].
    pub bonuses: Vec<i64>,
    /// Pairs that the plan must hold. They use up room first, and the share of a category does not bind them.
    pub pins: Vec<Pair>,
    /// Pairs that it must not hold.
    pub forbids: Vec<Pair>,
    pub rules: Rules,
}

/// Why a city cannot be planned as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The product at this position names no supplier.
    Product(usize),
    /// The candidate at this position names no need, product or link, or is worth more than [`MOST`].
    Candidate(usize),
    /// The bonus at this position is below nought or above [`MOST`].
    Bonus(usize),
    /// Two pins for one need: the second of them.
    PinnedTwice(Pair),
    /// The pin has no candidate that may be chosen, for the reason given (none where there is no candidate at all).
    Pin(Pair, Option<super::Bar>),
}

impl City {
    /// Whether all positions and values are in range.
    ///
    /// # Errors
    /// Every product, candidate and bonus that is not.
    pub fn check(&self) -> Result<(), Vec<Refusal>> {
        let is_known = |at: u32, count: usize| (at as usize) < count;
        let products = self.products.iter().map(|product| is_known(product.supplier, self.suppliers.len()));
        let candidates = self.candidates.iter().map(|candidate| {
            is_known(candidate.need, self.needs.len())
                && is_known(candidate.product, self.products.len())
                && candidate.link.is_none_or(|link| is_known(link, self.bonuses.len()))
                && candidate.value <= MOST
        });
        let bonuses = self.bonuses.iter().map(|bonus| (0..=MOST).contains(bonus));
        let mut refusals = wrong(products, Refusal::Product);
        refusals.extend(wrong(candidates, Refusal::Candidate));
        refusals.extend(wrong(bonuses, Refusal::Bonus));
        if refusals.is_empty() { Ok(()) } else { Err(refusals) }
    }

    /// Who makes the product of a candidate.
    pub fn supplier_of(&self, candidate: u32) -> u32 {
        self.products[self.candidates[candidate as usize].product as usize].supplier
    }

    /// The need and the supplier of a candidate.
    pub fn pair_of(&self, candidate: u32) -> Pair {
        Pair { need: self.candidates[candidate as usize].need, supplier: self.supplier_of(candidate) }
    }
}

fn wrong(rights: impl Iterator<Item = bool>, refusal: fn(usize) -> Refusal) -> Vec<Refusal> {
    rights.enumerate().filter(|(_, is_right)| !is_right).map(|(at, _)| refusal(at)).collect()
}
