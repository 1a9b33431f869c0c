//! Firms: each one worked out from its index alone, so that a product or a need can look its firm up.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};

use super::chains::CHAINS;
use super::dice::{Dice, Stream};
use super::figures;
use super::goods::{GRAPH, GoodId};
use super::places::{Cluster, DIVISIONS, Division};
use super::{City, names, uscc};
use crate::firms::FirmFields;
use crate::geo::Datum;

/// How many firms share one pool of products.
const BLOCK: u64 = 16;

/// What decides everything else about a firm.
pub struct Firm {
    /// Its place in the city, from 0.
    pub index: u64,
    /// Where it sits.
    pub division: &'static Division,
    /// And where in there.
    pub cluster: &'static Cluster,
    /// What it makes, the main good first; never empty.
    pub goods: Vec<GoodId>,
    /// Head count.
    pub employees: i64,
    /// Yearly revenue in 万元.
    pub revenue_wan: f64,
    /// How many days before today it came to the platform.
    pub days_listed: i64,
    /// The number of its first product, and how many it lists.
    pub products: (u64, u64),
}

/// A firm's code.
pub fn code(index: u64) -> String {
    format!("F{:06}", index + 1)
}

/// The number of the firm with that code.
pub fn index(code: &str) -> Option<u64> {
    code.strip_prefix('F')?.parse::<u64>().ok()?.checked_sub(1)
}

impl City {
    /// Firm `index`, without its texts.
    pub(super) fn firm(&self, index: u64) -> Firm {
        let mut dice = Dice::new(self.seed, Stream::Firm, index);
        let chain = dice.weighted(CHAINS.iter().map(|c| c.weight));
        let division = &DIVISIONS[dice.weighted(CHAINS[chain].homes.iter().copied())];
        let favours = |c: &Cluster| if c.chains.contains(&CHAINS[chain].name) { 9 } else { 1 };
        let cluster = &division.clusters[dice.weighted(division.clusters.iter().map(favours))];
        let employees = dice.around(46.0, 1.05).clamp(4.0, 6_000.0) as i64;
        let per_head = dice.around(f64::from(CHAINS[chain].per_head), 0.38);
        let products = self.products_of(index);
        Firm {
            index,
            division,
            cluster,
            goods: goods(&mut dice, chain, products.1),
            employees,
            revenue_wan: employees as f64 * per_head,
            days_listed: if dice.chance(35) { dice.range(340, 365) } else { dice.range(20, 339) },
            products,
        }
    }

    /// The number of a firm's first product and how many it has.
    ///
    /// Each block of firms owns a run of product numbers in proportion; everyone gets one while there are enough, the
    /// rest goes by appetite.
    fn products_of(&self, index: u64) -> (u64, u64) {
        let (firms, all) = (u128::from(self.size.firms), u128::from(self.size.products));
        let start = index / BLOCK * BLOCK;
        let end = (start + BLOCK).min(self.size.firms);
        let run = |firm: u64| (u128::from(firm) * all / firms) as u64;
        let (first, mut left) = (run(start), run(end) - run(start));
        let members = (end - start) as usize;
        let mut counts = [0u64; BLOCK as usize];
        for count in counts.iter_mut().take(members).take(left.min(members as u64) as usize) {
            *count = 1;
            left -= 1;
        }
        let mut dice = Dice::new(self.seed, Stream::Share, start);
        let appetites: [u32; BLOCK as usize] = std::array::from_fn(|_| (dice.below(10) * dice.below(10)) as u32 + 1);
        for _ in 0..left {
            counts[dice.weighted(appetites[..members].iter().copied())] += 1;
        }
        let mine = (index - start) as usize;
        (first + counts[..mine].iter().sum::<u64>(), counts[mine])
    }

    /// The full row of firm `index`.
    pub(super) fn firm_row(&self, index: u64) -> (String, FirmFields, NaiveDateTime) {
        let firm = self.firm(index);
        let mut dice = Dice::new(self.seed, Stream::FirmText, index);
        let main = GRAPH.trade(firm.goods[0]);
        let words = &GRAPH.goods[GRAPH.goods[firm.goods[0]].class].words;
        let trade = dice.pick(words);
        let brand = self.names.brand(index);
        let founded = founded(&mut dice, self.today);
        let (lat, lon) = scatter(&mut dice, firm.cluster);
        let listed = self.moment(&mut dice, firm.days_listed);
        let fields = FirmFields {
            name: format!("{brand}{trade}"),
            full_name: names::registered(&mut dice, firm.division.prefixes, &brand, trade, firm.employees),
            uscc: Some(self.uscc(&mut dice, &firm, founded)),
            industry_code: Some(main.industry.into()),
            division_code: Some(firm.division.code.into()),
            address: names::street(&mut dice, firm.division.address, firm.cluster.name),
            lat: Some(lat),
            lon: Some(lon),
            datum: Some(Datum::Wgs84),
            employees: Some(firm.employees),
            revenue_wan: Some(figures::money(firm.revenue_wan, 3)),
            founded_on: Some(founded),
            tags: tags(&mut dice, &firm),
            website: website(&mut dice, &firm),
        };
        (code(index), fields, listed)
    }

    fn uscc(&self, dice: &mut Dice, firm: &Firm, founded: NaiveDate) -> String {
        let older = founded.year() < 2015 && dice.chance(75);
        uscc::code(firm.index, self.shift, firm.division.registrar, older)
    }

    /// A moment of a working day (8:30 to 18:00 in Shanghai, here in UTC) some days before today.
    pub(super) fn moment(&self, dice: &mut Dice, days_ago: i64) -> NaiveDateTime {
        let day = self.today - Days::new(days_ago.max(1) as u64);
        let second = dice.range(1_800, 36_000);
        day.and_hms_opt(0, 0, 0).expect("every day has a midnight") + chrono::TimeDelta::seconds(second)
    }
}

/// One good for every product up to six, now and then the same good again; mostly within one class.
fn goods(dice: &mut Dice, chain: usize, products: u64) -> Vec<GoodId> {
    let main = makers_choice(dice, &GRAPH.made[chain]);
    let mut goods = vec![main];
    for _ in 1..products.min(9) {
        let near = &GRAPH.class_made[GRAPH.goods[main].class];
        let pool = if dice.chance(75) && near.len() > 1 { near } else { &GRAPH.made[chain] };
        let next = makers_choice(dice, pool);
        if goods.len() < 6 && !goods.contains(&next) {
            goods.push(next);
        }
    }
    goods
}

fn makers_choice(dice: &mut Dice, pool: &[GoodId]) -> GoodId {
    pool[dice.weighted(pool.iter().map(|&id| GRAPH.trade(id).weight))]
}

/// Between 1986 and two years ago, most of them after 2002.
fn founded(dice: &mut Dice, today: NaiveDate) -> NaiveDate {
    let newest = f64::from(today.year() - 2);
    let youth = dice.unit().max(dice.unit());
    let year = 1986.0 + (newest - 1986.0) * (0.35 * dice.unit() + 0.65 * youth);
    let day = dice.range(0, 364) as u64;
    NaiveDate::from_yo_opt(year as i32, 1).expect("every year has a first day") + Days::new(day)
}

/// A place around the cluster, six decimals, at most 2.5 spreads away on each axis.
fn scatter(dice: &mut Dice, cluster: &Cluster) -> (f64, f64) {
    let mut off = || dice.normal().clamp(-2.5, 2.5) * cluster.spread;
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    // A degree of longitude is about 0.85 of a degree of latitude here.
    (round(cluster.at.0 + off()), round(cluster.at.1 + off() / 0.85))
}

/// About 8 % carry honours, the larger ones more often.
fn tags(dice: &mut Dice, firm: &Firm) -> String {
    let share = match firm.employees {
        ..=20 => 2,
        21..=100 => 7,
        101..=300 => 17,
        _ => 30,
    };
    if !dice.chance(share) {
        return String::new();
    }
    let mut tags = vec![match dice.below(10) {
        0 => "专精特新小巨人",
        1 if firm.employees > 150 => "制造业单项冠军",
        2..=7 => "专精特新",
        _ => "科技型中小企业",
    }];
    for (tag, percent) in [("高新技术企业", 70), ("省级企业技术中心", 18), ("绿色工厂", 12), ("智能制造示范车间", 10)]
    {
        if dice.chance(percent) {
            tags.push(tag);
        }
    }
    tags.join(";")
}

fn website(dice: &mut Dice, firm: &Firm) -> String {
    let share = if firm.employees > 60 { 45 } else { 14 };
    if dice.chance(share) { format!("https://www.{}.example", code(firm.index).to_lowercase()) } else { String::new() }
}
