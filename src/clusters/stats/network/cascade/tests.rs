use super::super::fixtures::{close, column, expected, table, words};
use super::super::supply::{Books, Need, Sales};
use super::*;
use serde_json::Value as Json;

const INDEX: &str = "14_esri_systemic_risk";

/// The toy chain: 16 firms, 28 sales, 6 sectors.
struct Chain {
    names: Vec<String>,
    revenue: Vec<f64>,
    costs: Vec<f64>,
    jobs: Vec<f64>,
    sector: Vec<u16>,
}

impl Chain {
    fn read() -> Chain {
        let of = |c: &str| column("supply_firms.csv", c);
        let sector = words("supply_firms.csv", "sector").iter().map(|s| s[1..].parse::<u16>().unwrap() - 1).collect();
        let names = words("supply_firms.csv", "firm");
        Chain { names, revenue: of("revenue"), costs: of("costs"), jobs: of("employees"), sector }
    }

    fn network(&self, with_books: bool, need: impl Fn(u16, u16) -> Need) -> Network {
        let index = |w: String| self.names.iter().position(|n| *n == w).unwrap() as u32;
        let ends = |c: &str| -> Vec<u32> { words("supply_edges.csv", c).into_iter().map(index).collect() };
        let (supplier, buyer, value) = (ends("supplier"), ends("buyer"), column("supply_edges.csv", "value"));
        let sales = Sales { supplier: &supplier, buyer: &buyer, value: &value };
        let books = with_books.then_some(Books { revenue: &self.revenue, costs: &self.costs });
        Network::new(&self.sector, sales, books, need)
    }

    fn usual(&self) -> Network {
        let rows = table("supply_essential.csv");
        self.network(true, move |from, to| match rows[from as usize + 1][to as usize + 1].as_str() {
            "0" => Need::None,
            "1" => Need::Partial,
            _ => Need::Essential,
        })
    }
}

fn exact(replacement: bool) -> Rules {
    Rules { replacement, epsilon: 1e-12, max_steps: 500 }
}

fn assert_esri(case: &str, chain: &Chain, ours: &[Result<Esri, Absent>]) {
    let e = expected(INDEX, &format!("expected/{case}"));
    for (name, ours) in chain.names.iter().zip(ours) {
        assert_one(&format!("{case} {name}"), ours.unwrap(), &e[name]);
    }
}

fn assert_one(what: &str, ours: Esri, e: &Json) {
    for (key, ours) in [("esri", ours.total), ("down", ours.downstream), ("up", ours.upstream)] {
        assert!(close(ours, e[key].as_f64().unwrap(), 1e-9), "{what} {key}: {ours} is not {}", e[key]);
    }
}

#[test]
fn equals_the_authors_program_in_every_case() {
    let chain = Chain::read();
    let usual = chain.usual();
    let run = |network: &Network, rules| esri(network, &chain.revenue, rules);
    assert_esri("A_revenue_weighted_adjusted_no_substitution", &chain, &run(&usual, exact(false)));
    assert_esri("B_revenue_weighted_adjusted_market_share_substitution", &chain, &run(&usual, exact(true)));
    assert_esri(
        "C_as_A_but_eps_1e2_as_in_paper",
        &chain,
        &run(&usual, Rules { replacement: false, ..Rules::default() }),
    );
    let linear = chain.network(true, |_, _| Need::Partial);
    assert_esri("D_as_A_all_inputs_nonessential_linear", &chain, &run(&linear, exact(false)));
    let leontief = chain.network(true, |_, _| Need::Essential);
    assert_esri("E_as_A_all_inputs_essential_leontief", &chain, &run(&leontief, exact(false)));
    assert_esri("F_as_A_employee_weighted", &chain, &esri(&usual, &chain.jobs, exact(false)));
}

#[test]
fn equals_the_authors_program_on_a_closed_network() {
    let chain = Chain::read();
    let rows = table("supply_essential.csv");
    let network = chain.network(false, move |from, to| match rows[from as usize + 1][to as usize + 1].as_str() {
        "0" => Need::None,
        "1" => Need::Partial,
        _ => Need::Essential,
    });
    let rules = Rules { replacement: false, epsilon: 0.01, max_steps: 20_000 };
    assert_esri("G_out_strength_weighted_not_adjusted_eps_1e2", &chain, &esri(&network, &network.sold, rules));
    let capped = Rules { epsilon: 1e-12, ..Rules::default() };
    assert!(esri(&network, &network.sold, capped).contains(&Err(Absent::NotConverged)));
}

#[test]
fn scenarios_equal_the_authors_program() {
    let chain = Chain::read();
    let (network, places) = (chain.usual(), words("supply_firms.csv", "place"));
    let lost = |f: &dyn Fn(usize) -> f64| -> Vec<f64> { (0..16).map(f).collect() };
    for (name, lost) in [
        ("half_capacity_D3", lost(&|i| if places[i] == "D3" { 0.5 } else { 0.0 })),
        ("all_outside_suppliers_fail", lost(&|i| f64::from(u8::from(places[i] == "OUT")))),
        ("sector_S3_minus_30pct", lost(&|i| if chain.sector[i] == 2 { 0.3 } else { 0.0 })),
    ] {
        let after = shock(&network, &lost, exact(false)).unwrap();
        let e = expected(INDEX, &format!("expected/H_scenario_{name}"));
        assert_one(name, after.esri(&chain.revenue).unwrap(), &e);
        let sectors = expected(INDEX, &format!("expected/H_indirect_sector_losses_S1_to_S6/{name}"));
        for (ours, e) in after.by_sector(&network, &chain.revenue).iter().zip(sectors.as_array().unwrap()) {
            assert!(close(ours.indirect.unwrap(), e.as_f64().unwrap(), 1e-9), "{name} {ours:?} {e}");
        }
    }
}

#[test]
fn one_firm_stopped_loses_each_partner_what_the_authors_program_says() {
    let chain = Chain::read();
    let lost: Vec<f64> = chain.names.iter().map(|n| f64::from(u8::from(n == "s04"))).collect();
    let after = shock(&chain.usual(), &lost, exact(false)).unwrap();
    for (side, kept) in [("downstream", &after.downstream), ("upstream", &after.upstream)] {
        let e = expected(INDEX, &format!("expected/A_{side}_loss_when_s04_fails"));
        for (name, kept) in chain.names.iter().zip(kept) {
            assert!(close(1.0 - kept, e[name].as_f64().unwrap(), 1e-9), "{side} {name} {kept}");
        }
    }
}

#[test]
fn a_shock_of_one_firm_is_its_esri_and_never_below_its_own_weight() {
    let chain = Chain::read();
    let network = chain.usual();
    for rules in [exact(false), exact(true), Rules::default()] {
        let all = esri(&network, &chain.revenue, rules);
        for (firm, one) in all.iter().enumerate() {
            let mut lost = vec![0.0; 16];
            lost[firm] = 1.0;
            let alone = shock(&network, &lost, rules).unwrap().esri(&chain.revenue).unwrap();
            assert!(close(alone.total, one.unwrap().total, 1e-14));
            let own = chain.revenue[firm] / chain.revenue.iter().sum::<f64>();
            assert!(one.unwrap().total >= own - 1e-12 && one.unwrap().total <= 1.0 + 1e-12);
        }
    }
}

#[test]
fn without_replacement_a_harder_shock_never_loses_less() {
    let chain = Chain::read();
    let network = chain.usual();
    for firm in 0..16 {
        let losses = [0.1, 0.3, 0.5, 0.8, 1.0].map(|share| {
            let mut lost = vec![0.0; 16];
            lost[firm] = share;
            shock(&network, &lost, exact(false)).unwrap().esri(&chain.revenue).unwrap().total
        });
        assert!(losses.windows(2).all(|w| w[0] <= w[1] + 1e-12), "{firm} {losses:?}");
    }
}
