//! Industries that a district lacks and is near to having: relatedness by complexity, with the demand that the site
//! has already seen. Worked out from figures that the report shows, so that it tells nothing that they do not.

use std::collections::HashMap;

use super::{Grid, Level, Line};
use crate::chain::Node;
use crate::clusters::market::Market;
use crate::clusters::stats::chain::related;
use crate::clusters::stats::dense::Dense;
use crate::clusters::stats::network::complexity::complexity;
use crate::clusters::stats::network::relatedness::{Presence, advantage, density, proximity};
use crate::clusters::stats::value::Value;

/// A district has an industry from this quotient on (Balassa 1965).
const PRESENT: f64 = 1.0;
/// Of what a district lacks, the part that counts as near: the densest quarter.
const NEAR: f64 = 0.75;
/// Industries of one district.
const MOST: usize = 8;

/// An industry that a district lacks.
#[derive(Debug, Clone, PartialEq)]
pub struct Opportunity {
    /// Where.
    pub district: u16,
    /// Which industry.
    pub line: Line,
    /// Of all that is related to it, the share that the district has; 0 to 1.
    pub density: f64,
    /// How rare it is and how diverse the districts are that have it: mean 0, standard deviation 1.
    pub complexity: Value,
    /// The district's quotient in it, below 1.
    pub quotient: f64,
    /// Open needs of the city for goods that mostly firms of this industry list.
    pub needs: usize,
}

/// What districts could take up, the most related first. `firms` is the shown number of firms of a cell, by
/// district and industry.
pub fn opportunities(grid: &Grid, market: &Market, firms: impl Fn(u16, Line) -> Value) -> Vec<Opportunity> {
    let stated = |code: &str| !code.is_empty();
    let districts: Vec<u16> =
        (0..grid.districts.len() as u16).filter(|at| stated(&grid.districts[usize::from(*at)].code)).collect();
    let named = |line: &Line| grid.named(*line).is_some_and(|named| stated(&named.code));
    let lines: Vec<Line> = grid.lines(Level::Top).into_iter().filter(named).collect();
    if districts.is_empty() || lines.is_empty() {
        return vec![];
    }
    let amounts =
        Dense::from_fn(districts.len(), lines.len(), |r, a| firms(districts[r], lines[a]).unwrap_or_default());
    let quotients = advantage(&amounts);
    let presence = Presence::of(&amounts, PRESENT);
    let near = density(&presence, &proximity(&presence));
    let complex = complexity(&presence).map(|found| found.pci);
    let wanted = wanted(market);
    let mut found = vec![];
    for (row, district) in districts.iter().enumerate() {
        // What is withheld may be there, so it is not said to be lacking.
        let is_known = |at: usize| firms(*district, lines[at]).is_ok();
        let present: Vec<bool> = (0..lines.len()).map(|at| presence.has(row, at) || !is_known(at)).collect();
        for at in related(&near[row], &present, NEAR).into_iter().take(MOST) {
            let code = grid.named(lines[at]).map(|named| named.code.as_str()).unwrap_or_default();
            found.push(Opportunity {
                district: *district,
                line: lines[at],
                density: near[row][at].unwrap_or_default(),
                complexity: complex.as_ref().map_or_else(|why| Err(*why), |pci| pci[at]),
                quotient: quotients.at(row, at),
                needs: wanted.get(code).copied().unwrap_or_default(),
            });
        }
    }
    found.sort_by(|a, b| b.density.total_cmp(&a.density).then((a.district, a.line).cmp(&(b.district, b.line))));
    found
}

/// Open needs by the wide industry that mostly lists what they ask for.
fn wanted(market: &Market) -> HashMap<&str, usize> {
    let mut wanted: HashMap<&str, usize> = HashMap::new();
    for node in market.wanted() {
        if let Some(industry) = industry_of(market, node) {
            *wanted.entry(industry).or_default() += market.demand(node).len();
        }
    }
    wanted
}

/// The industry of most firms that list a good; of equals the first by code. None where nobody lists it.
fn industry_of(market: &Market, node: Node) -> Option<&str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for firm in market.suppliers(node) {
        *counts.entry(market.firms[firm as usize].industry.as_str()).or_default() += 1;
    }
    counts.remove("");
    counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0))).map(|(code, _)| code)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::chain::{CategoryId, Graph};
    use crate::clusters::census::{Census, Tally};
    use crate::clusters::directory::Directory;
    use crate::clusters::market::{Firm, Need, Product};
    use crate::clusters::stats::value::Absent;
    use crate::needs::CurrentSource;

    const CODES: [&str; 4] = ["C13", "C17", "C18", "C34"];
    /// Firms by district and industry: 纺织 (C17) and 服装 (C18) go together; D has 纺织 and lacks 服装.
    const FIRMS: [(&str, [u64; 4]); 5] =
        [("A", [1, 9, 9, 0]), ("B", [0, 8, 9, 1]), ("C", [9, 0, 0, 9]), ("D", [1, 9, 1, 1]), ("E", [9, 1, 0, 9])];

    fn grid() -> Grid {
        let cell = |district: &str, code: &str, plants| {
            (district.to_owned(), code.to_owned(), Tally { plants, ..Tally::default() })
        };
        let cells = FIRMS.iter().flat_map(|(district, counts)| {
            CODES.iter().zip(counts).map(move |(code, plants)| cell(district, code, *plants))
        });
        Grid::new(&Census { cells: cells.collect(), ..Census::default() }, &Directory::default())
    }

    /// Two firms of 服装 list 衬衫, one of 食品 too; three needs ask for it.
    fn market() -> Market {
        let id = CategoryId("shirt".into());
        let graph = Arc::new(Graph::new(vec![(id, "衬衫".into())], &[]));
        let firm = |industry: &str| Firm { industry: industry.into(), ..Firm::default() };
        let node = graph.find("衬衫");
        let product = |firm| Product { firm, node, ..Product::default() };
        let need = |firm| Need {
            id: String::new(),
            code: String::new(),
            text: String::new(),
            firm,
            node,
            monthly: None,
            unit: String::new(),
            budget: None,
            source: CurrentSource::Unsaid,
            sellers: vec![],
        };
        let firms = vec![firm("C18"), firm("C18"), firm("C13"), firm("")];
        Market::new(graph, firms, vec![product(0), product(1), product(2)], vec![need(3), need(3), need(3)])
    }

    #[test]
    fn a_district_is_offered_what_goes_with_what_it_has() {
        let grid = grid();
        let firms = |district, line| Ok(grid.tally(Some(district), line).plants as f64);
        let found = opportunities(&grid, &market(), firms);
        let d = grid.district("D").unwrap();
        let own: Vec<&Opportunity> = found.iter().filter(|one| one.district == d).collect();
        assert_eq!(own.iter().map(|one| one.line).collect::<Vec<_>>(), [grid.line("C18").unwrap()]);
        assert!(own[0].density > 0.0 && own[0].quotient < 1.0, "{own:?}");
        assert_eq!(own[0].needs, 3);
    }

    #[test]
    fn what_is_withheld_is_not_said_to_be_lacking() {
        let grid = grid();
        let (d, shirts) = (grid.district("D").unwrap(), grid.line("C18").unwrap());
        let firms = |district, line| match (district, line) == (d, shirts) {
            true => Err(Absent::Suppressed),
            false => Ok(grid.tally(Some(district), line).plants as f64),
        };
        let found = opportunities(&grid, &market(), firms);
        assert!(!found.iter().any(|one| (one.district, one.line) == (d, shirts)));
        assert!(opportunities(&Grid::default(), &market(), |_, _| Ok(1.0)).is_empty());
    }
}
