//! The map of hexagons.

use super::{Field, Pen, Section, both};
use crate::clusters::census::RESOLUTION;
use crate::clusters::grid::WIDE;
use crate::clusters::report::Report;
use crate::clusters::report::map::Hexagon;
use crate::clusters::report::words::{self, count, growth, two};
use crate::clusters::stats::space::hexagons as h3;
use crate::draw::{Classes, Hex, Hexmap, Place, Ramp, hexmap};

/// What the colours say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Firms.
    Firms,
    /// Hot and cold beyond chance.
    Heat,
    /// Growth of firms since the quarter before.
    Growth,
}

impl Layer {
    /// All of them.
    pub const ALL: [Layer; 3] = [Layer::Firms, Layer::Heat, Layer::Growth];

    /// Its word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Layer::Firms => "firms",
            Layer::Heat => "heat",
            Layer::Growth => "growth",
        }
    }

    /// The layer of a word; firms where there is none of it.
    pub fn of(word: Option<&str>) -> Layer {
        Layer::ALL.into_iter().find(|layer| Some(layer.word()) == word).unwrap_or(Layer::Firms)
    }

    /// Its name.
    pub fn name(self, pen: &Pen) -> &'static str {
        match self {
            Layer::Firms => pen.lang.t("企业数", "firms"),
            Layer::Heat => pen.lang.t("冷热", "hot or cold"),
            Layer::Growth => pen.lang.t("增长", "growth"),
        }
    }
}

/// The map and its table.
pub fn map(report: &Report, pen: &Pen, resolution: u8, layer: Layer) -> Section {
    let mut section = hexagons(report, pen, resolution);
    section.chart = chart(report, pen, resolution, layer);
    section
}

/// The resolution that was asked for, or the usual one.
pub fn resolution(asked: Option<u8>) -> u8 {
    asked.filter(|asked| [WIDE, RESOLUTION].contains(asked)).unwrap_or(WIDE)
}

fn of(report: &Report, resolution: u8) -> impl Iterator<Item = &Hexagon> {
    report.hexagons.iter().filter(move |hexagon| hexagon.resolution == resolution)
}

/// The hexagons as a table.
pub fn hexagons(report: &Report, pen: &Pen, resolution: u8) -> Section {
    let columns = pen.lang.t(
        ["六边形（H3）", "经度", "纬度", "#企业", "#从业人员", "#企业/km²", "冷热（Gi*）", "#企业增长"],
        [
            "Hexagon (H3)",
            "Longitude",
            "Latitude",
            "#Firms",
            "#Jobs",
            "#Firms per km²",
            "Hot or cold (Gi*)",
            "#Growth of firms",
        ],
    );
    let note = pen.t(
        "Gi* 连同相邻六边形比较：热点、冷点按 90%、95%、99% 的把握分级。",
        "Gi* compares each with its neighbours: hot and cold at 90, 95 and 99 % confidence.",
    );
    let title = format!("{} H3-{resolution}", pen.t("六边形", "Hexagons"));
    let mut section = Section::new("hexagons", &title, note, &columns);
    section.rows = of(report, resolution).map(|hexagon| row(hexagon, pen)).collect();
    section
}

fn row(hexagon: &Hexagon, pen: &Pen) -> Vec<Field> {
    let (lon, lat) = h3::centre(hexagon.id).unwrap_or_default();
    vec![
        Field::text(format!("{:x}", hexagon.id)),
        Field::text(format!("{lon:.4}")),
        Field::text(format!("{lat:.4}")),
        Field::number(hexagon.firms, count),
        Field::number(hexagon.jobs, count),
        Field::number(hexagon.density, two),
        Field::text(heat(hexagon, pen)),
        Field::number(hexagon.growth, growth),
    ]
}

fn heat(hexagon: &Hexagon, pen: &Pen) -> String {
    let sure = |steps: i8| ["", "90%", "95%", "99%"][usize::from(steps.unsigned_abs().min(3))];
    match hexagon.heat {
        Ok(0) => pen.t("不显著", "not significant").to_owned(),
        Ok(steps) if steps > 0 => format!("{} {}", pen.t("热", "hot"), sure(steps)),
        Ok(steps) => format!("{} {}", pen.t("冷", "cold"), sure(steps)),
        Err(why) => words::text(Err(why), count),
    }
}

fn classes(layer: Layer, pen: &Pen) -> Classes {
    match layer {
        Layer::Firms => Classes {
            ramp: Ramp::Sequential,
            title: pen.t("企业数", "Firms").to_owned(),
            bounds: [5.0, 10.0, 20.0, 50.0],
            names: ["<5", "5–9", "10–19", "20–49", "≥50"].map(str::to_owned),
        },
        Layer::Heat => Classes {
            ramp: Ramp::Diverging,
            title: pen.t("冷热（Gi*）", "Hot or cold (Gi*)").to_owned(),
            bounds: [-1.5, -0.5, 0.5, 1.5],
            names: pen
                .lang
                .t(
                    ["冷 ≥95%", "冷 90%", "不显著", "热 90%", "热 ≥95%"],
                    ["cold ≥95%", "cold 90%", "n.s.", "hot 90%", "hot ≥95%"],
                )
                .map(str::to_owned),
        },
        Layer::Growth => Classes {
            ramp: Ramp::Diverging,
            title: pen.t("企业增长（与上一季度相比）", "Growth of firms since the quarter before").to_owned(),
            bounds: [-0.10, -0.02, 0.02, 0.10],
            names: ["<−10%", "−10%…", "±2%", "…+10%", "≥+10%"].map(str::to_owned),
        },
    }
}

fn chart(report: &Report, pen: &Pen, resolution: u8, layer: Layer) -> String {
    let cell = |hexagon: &Hexagon| {
        let value = match layer {
            Layer::Firms => words::drawn(hexagon.firms, count),
            Layer::Heat => words::drawn(hexagon.heat.map(f64::from), |_| String::new()),
            Layer::Growth => words::drawn(hexagon.growth, growth),
        };
        let corners = h3::corners(hexagon.id)?.into_iter().map(|(lon, lat)| [lon, lat]).collect();
        Some(Hex { corners, value, label: format!("{:x} {}", hexagon.id, heat(hexagon, pen)), link: None })
    };
    let place = |(named, centre): (&crate::clusters::grid::Named, &Option<(f64, f64)>)| {
        centre.map(|(lon, lat)| Place { at: [lon, lat], name: named.name.clone() })
    };
    let places = report.grid.districts.iter().zip(&report.grid.centres).filter_map(place).collect();
    let cells = of(report, resolution).filter_map(cell).collect();
    // The drawing wants lines, so each ring ends where it began.
    let closed = |ring: &Vec<[f64; 2]>| ring.iter().chain(ring.first()).copied().collect();
    let borders = report.borders.iter().map(closed).collect();
    let data = Hexmap { cells, classes: classes(layer, pen), borders, places };
    let head = pen.head(
        pen.t("六边形地图", "Map of hexagons"),
        pen.t(
            "没有企业的六边形不画；数字见表。",
            "Hexagons without firms are not drawn; the numbers are in the table.",
        ),
    );
    both(|width| hexmap(&head, &data, width))
}
