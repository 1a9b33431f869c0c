//! What is learned of a small invented city, and what may be asked of it.

use std::collections::HashSet;
use std::sync::Arc;

use super::chars::plain;
use super::known::{Known, LISTINGS_TO_LEARN, Learned, Likely};
use super::listed::How;
use super::market::{Edge, Firm, Listing, Market, Need, Tie};
use super::proposals::{Fit, MAKER_POINTS};
use super::reasons::Weights;
use super::stated::{Stated, stated};

/// Trades: what is made, and what goes into it.
const TRADES: &[(&str, &[&str], &[&str])] = &[
    (
        "管阀",
        &["不锈钢弯头", "碳钢法兰", "焊接三通", "异径管", "截止阀体", "球阀芯", "管道支架", "波纹补偿器"],
        &["钢坯", "焊丝", "不锈钢板"],
    ),
    (
        "家纺",
        &["纯棉床单", "提花被套", "羽绒枕芯", "珊瑚绒毯", "印花窗帘", "毛巾浴巾", "夏凉被", "蚕丝被"],
        &["棉纱", "染料", "拉链"],
    ),
    (
        "船配",
        &["船用锚链", "舱口盖", "救生艇架", "系泊绞车", "船用舵机", "导缆孔", "甲板吊机", "螺旋桨轴"],
        &["锻件", "液压油缸", "船板"],
    ),
    (
        "电子",
        &["多层线路板", "贴片电感", "铝电解电容", "连接器端子", "晶体谐振器", "散热模组", "开关电源", "液晶背光"],
        &["铜箔", "锡膏", "磁芯"],
    ),
];
const FIRMS_OF_TRADE: usize = 12;
const LISTINGS_OF_FIRM: usize = 6;

/// Each firm lists six of its trade's eight goods; no good shares a pair of characters with its trade's others.
fn city() -> Market {
    let mut market = Market::default();
    for (trade, goods, inputs) in TRADES {
        for number in 0..FIRMS_OF_TRADE {
            let firm = market.firms.len() as u32;
            market.firms.push(Firm {
                code: format!("{trade}{number}"),
                names: vec![format!("{number}号厂")],
                industry: vec![],
            });
            for at in 0..LISTINGS_OF_FIRM {
                let good = goods[(number + at * (1 + number % 2)) % goods.len()];
                let listing = Listing {
                    product: format!("{trade}{number}-{at}"),
                    firm,
                    name: good.into(),
                    category: None,
                    share: Some(1.0 / (at + 2) as f32),
                };
                if !market.listings.iter().any(|own| own.firm == firm && own.name == good) {
                    market.listings.push(listing);
                }
            }
        }
        let edge =
            |from: &str, to: &str| Edge { from: from.into(), tie: Tie::InputOf, to: to.into(), is_industrial: true };
        let edges = goods[1..].iter().flat_map(|good| inputs.iter().map(move |input| edge(input, good)));
        market.edges.extend(edges);
    }
    market
}

fn learned() -> Known {
    let market = Arc::new(city());
    assert!(market.listings.len() >= LISTINGS_TO_LEARN);
    let known = Known::new(market.clone(), None, Weights::default());
    let learned = Arc::new(Learned::train(&known, &|| true).expect("nothing cuts it short"));
    Known::new(market, Some(learned), Weights::default())
}

#[test]
fn a_small_city_is_learned_above_a_floor() {
    let known = learned();
    let (mut right, mut asked) = (0.0, 0.0);
    for (trade, goods, _) in TRADES {
        for good in *goods {
            let proposals = known.propose(&plain(good));
            let listing = known.market().listings.iter().filter(|listing| listing.name == *good).count();
            let same: HashSet<_> =
                proposals[..listing].iter().map(|p| p.fit).map(|fit| fit == Fit::Lists(How::Same)).collect();
            assert_eq!(same, [true].into(), "those that list {good} stand first");
            let makers: Vec<&str> = proposals
                .iter()
                .filter(|proposal| proposal.fit == Fit::LikelyMakes)
                .map(|proposal| proposal.firm)
                .take(FIRMS_OF_TRADE - listing)
                .collect();
            right += makers.iter().filter(|firm| firm.starts_with(trade)).count() as f32;
            asked += (FIRMS_OF_TRADE - listing) as f32;
        }
    }
    assert!(right / asked > 0.8, "of the firms that likely make a good, {right} of {asked} are of its trade");

    // The first good of each trade has no inputs in the graph; its neighbours in the trade have.
    let known_input = known.inputs(TRADES[0].1[1], 3);
    assert!(known_input.iter().all(|input| input.score == 1.0 && !input.because.is_empty()));
    let firm: Vec<String> = TRADES[1].1[..3].iter().map(|good| (*good).to_owned()).collect();
    let needs: Vec<String> = known.latent_needs(&firm, 3).into_iter().map(|need| need.name).collect();
    assert!(TRADES[1].2.iter().all(|input| needs.iter().any(|need| need == input)), "{needs:?}");

    let again = learned();
    let good = plain("船用舵机");
    assert_eq!(known.propose(&good), again.propose(&good), "the same tables give the same answers");
}

#[test]
fn a_wider_kind_stands_in_only_where_nobody_lists_the_good_itself() {
    let listing = |(firm, name): (u32, &str)| Listing {
        product: format!("{firm}-{name}"),
        firm,
        name: name.into(),
        ..Listing::default()
    };
    let kind = |from: &str, to: &str| Edge { from: from.into(), tie: Tie::KindOf, to: to.into(), is_industrial: true };
    let firm = |code: &str| Firm { code: code.into(), ..Firm::default() };
    let market = Market {
        firms: vec![firm("wide"), firm("same")],
        listings: [(0, "钢管"), (1, "不锈钢管")].map(listing).to_vec(),
        edges: vec![kind("不锈钢管", "钢管"), kind("碳素钢管", "钢管")],
        ..Market::default()
    };
    let known = Known::new(Arc::new(market), None, Weights::default());
    let points = |good: &str, firm: &str| {
        let proposals = known.propose(&plain(good));
        let found = proposals.iter().find(|proposal| proposal.firm == firm).expect("it ends alike");
        assert_eq!(found.fit, Fit::Lists(if firm == "wide" { How::Wider } else { How::Same }));
        found.points
    };
    assert!(points("碳素钢管", "wide") > MAKER_POINTS, "nobody lists it: before all who likely make it");
    assert!(points("不锈钢管", "same") > MAKER_POINTS);
    assert!(points("不锈钢管", "wide") < MAKER_POINTS / 2.0, "somebody lists it: behind those who likely make it");
}

#[test]
fn much_change_makes_what_was_learned_outdated() {
    let market = Arc::new(city());
    let known = Known::new(market.clone(), None, Weights::default());
    let cut = Learned::train(&known, &|| false);
    assert!(cut.is_none(), "learning can be cut short");
    assert!(known.inputs("碳钢法兰", 5).iter().all(|input| input.score == 1.0), "the graph answers before learning");
    assert!(known.propose(&plain("碳钢法兰")).iter().all(|proposal| proposal.fit != Fit::LikelyMakes));
}

#[test]
fn what_firms_state_of_their_products_is_evidence() {
    let mut market = city();
    let made = "提花被套";
    market.edges.push(Edge { from: "氨纶丝".into(), tie: Tie::InputOf, to: "泳衣".into(), is_industrial: true });
    let need =
        |(firm, text): (u32, &str)| Need { firm, text: text.into(), for_product: made.into(), ..Need::default() };
    let said = [(12, "长期采购氨纶丝，含税送到"), (13, "求购氨纶丝"), (13, "氨纶丝"), (14, "某种怪料"), (15, made)];
    market.needs = said.map(need).to_vec();
    let filed = Need { category: Some("氨纶丝".into()), ..need((14, "氨纶丝 40D 全消光，每月约9吨")) };
    market.needs.push(filed);
    let known = Known::new(Arc::new(market), None, Weights::default());
    let expected = Stated { from: "氨纶丝".into(), to: made.into(), firms: 3 };
    assert_eq!(stated(&known), [expected], "firms count once, and only goods that are known");
    assert!(known.inputs(made, 10).iter().all(|input| input.name != "氨纶丝"), "it has yet to be learned");

    let known = known.taught(Arc::new(Learned::train(&known, &|| true).expect("nothing cuts it short")));
    let input = |all: Vec<Likely>| all.into_iter().find(|one| one.name == "氨纶丝").expect("firms state it");
    let of_product = input(known.inputs(made, 10));
    assert_eq!(of_product.score, 0.8, "three firms of three: four in five");
    assert_eq!(of_product.because[0].zh, "企业需求：3 家企业为生产提花被套登记了氨纶丝");
    assert_eq!(input(known.latent_needs(&[made.to_owned()], 10)), of_product);
    let near = input(known.inputs("加厚提花被套", 20));
    assert!(near.because.iter().any(|fact| fact.zh == of_product.because[0].zh), "{near:?}");
    assert!(known.strengthens(&plain("氨纶丝"), &[plain(made)]).is_none(), "the chain graph itself is unchanged");
}
