//! The units that a spec's number may carry, and what each is in the base unit of its dimension.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A unit of measure.
#[derive(Debug, PartialEq)]
pub struct Unit {
    /// How it is written here.
    pub symbol: &'static str,
    /// What it measures; two numbers compare only within one dimension.
    pub dimension: &'static str,
    /// One of it in the dimension's base unit.
    pub factor: f64,
    /// Other ways to write it.
    aliases: &'static [&'static str],
}

const fn unit(symbol: &'static str, dimension: &'static str, factor: f64, aliases: &'static [&'static str]) -> Unit {
    Unit { symbol, dimension, factor, aliases }
}

/// What a number without a unit has.
pub const NONE: Unit = unit("", "", 1.0, &[]);

/// Every unit known.
#[rustfmt::skip]
pub const UNITS: &[Unit] = &[
    unit("nm", "length", 1e-9, &["纳米"]),
    unit("μm", "length", 1e-6, &["um", "µm", "微米"]),
    unit("mm", "length", 1e-3, &["毫米"]),
    unit("cm", "length", 1e-2, &["厘米", "公分"]),
    unit("m", "length", 1.0, &["米"]),
    unit("km", "length", 1e3, &["千米", "公里"]),
    unit("英寸", "length", 0.0254, &["寸", "inch", "in", "\"", "″"]),
    unit("mm²", "area", 1e-6, &["mm2", "mm^2", "平方毫米"]),
    unit("cm²", "area", 1e-4, &["cm2", "cm^2", "平方厘米"]),
    unit("m²", "area", 1.0, &["m2", "m^2", "㎡", "平方米", "平米"]),
    unit("mL", "volume", 1e-6, &["ml", "毫升"]),
    unit("L", "volume", 1e-3, &["l", "升"]),
    unit("m³", "volume", 1.0, &["m3", "m^3", "立方米", "立方", "方"]),
    unit("mg", "mass", 1e-6, &["毫克"]),
    unit("g", "mass", 1e-3, &["克"]),
    unit("kg", "mass", 1.0, &["公斤", "千克"]),
    unit("t", "mass", 1e3, &["吨"]),
    unit("g/m²", "areal density", 1.0, &["g/m2", "g/m^2", "g/㎡", "gsm", "克/平方米", "克/平米", "克重"]),
    unit("g/cm³", "density", 1e3, &["g/cm3", "克/立方厘米"]),
    unit("kg/m³", "density", 1.0, &["kg/m3", "千克/立方米", "公斤/立方米"]),
    unit("dtex", "linear density", 1.0, &["分特"]),
    unit("D", "linear density", 1.0 / 0.9, &["旦", "旦尼尔", "den"]),
    unit("W", "power", 1.0, &["瓦"]),
    unit("kW", "power", 1e3, &["千瓦"]),
    unit("MW", "power", 1e6, &["兆瓦"]),
    unit("kVA", "apparent power", 1e3, &["千伏安"]),
    unit("V", "voltage", 1.0, &["伏", "伏特"]),
    unit("kV", "voltage", 1e3, &["千伏"]),
    unit("mA", "current", 1e-3, &["毫安"]),
    unit("A", "current", 1.0, &["安", "安培"]),
    unit("mAh", "charge", 1e-3, &["毫安时"]),
    unit("Ah", "charge", 1.0, &["安时"]),
    unit("Wh", "energy", 1.0, &["瓦时"]),
    unit("kWh", "energy", 1e3, &["千瓦时", "度电"]),
    unit("Ω", "resistance", 1.0, &["欧", "欧姆", "ohm"]),
    unit("Hz", "frequency", 1.0, &["赫兹", "赫"]),
    unit("kHz", "frequency", 1e3, &["千赫"]),
    unit("MHz", "frequency", 1e6, &["兆赫"]),
    unit("GHz", "frequency", 1e9, &["吉赫"]),
    unit("Pa", "pressure", 1.0, &["帕"]),
    unit("kPa", "pressure", 1e3, &["千帕"]),
    unit("MPa", "pressure", 1e6, &["兆帕"]),
    unit("bar", "pressure", 1e5, &["巴"]),
    unit("N", "force", 1.0, &["牛", "牛顿"]),
    unit("kN", "force", 1e3, &["千牛"]),
    unit("N·m", "torque", 1.0, &["N.m", "N*m", "牛米", "牛·米"]),
    unit("r/min", "speed of rotation", 1.0, &["rpm", "转/分", "转/分钟", "转每分"]),
    unit("m/s", "speed", 1.0, &["米/秒"]),
    unit("m/min", "speed", 1.0 / 60.0, &["米/分", "米/分钟"]),
    unit("m³/h", "flow", 1.0, &["m3/h", "立方米/小时", "方/小时"]),
    unit("L/min", "flow", 0.06, &["升/分", "升/分钟"]),
    unit("℃", "temperature", 1.0, &["°C", "摄氏度", "度C"]),
    unit("%", "share", 0.01, &["％"]),
    unit("ppm", "share", 1e-6, &[]),
    unit("HRC", "hardness Rockwell C", 1.0, &[]),
    unit("HB", "hardness Brinell", 1.0, &["HBW"]),
    unit("HV", "hardness Vickers", 1.0, &[]),
    unit("dB", "level", 1.0, &["分贝"]),
    unit("lm", "light", 1.0, &["流明"]),
    unit("ms", "time", 1e-3, &["毫秒"]),
    unit("s", "time", 1.0, &["秒"]),
    unit("min", "time", 60.0, &["分钟"]),
    unit("h", "time", 3600.0, &["小时", "hr"]),
    unit("天", "time", 86_400.0, &["日", "day", "days", "d"]),
    unit("年", "time", 31_557_600.0, &["year", "years"]),
    unit("目", "mesh", 1.0, &["mesh"]),
    unit("支", "yarn count", 1.0, &["S", "英支"]),
    unit("件", "pieces", 1.0, &["个", "只", "片", "pcs", "台", "套"]),
    unit("层", "layers", 1.0, &[]),
    unit("芯", "cores", 1.0, &[]),
    unit("极", "poles", 1.0, &[]),
    unit("齿", "teeth", 1.0, &[]),
    unit("孔", "holes", 1.0, &[]),
];

/// The unit that is written so: exactly, or but for letter case where only one unit is meant. Nothing written is
/// [`NONE`].
pub fn find(written: &str) -> Option<&'static Unit> {
    if written.is_empty() {
        return Some(&NONE);
    }
    let exact = UNITS.iter().find(|u| u.symbol == written || u.aliases.contains(&written));
    // A single letter means too much to guess at (M, K).
    if exact.is_some() || written.chars().count() < 2 {
        return exact;
    }
    ALIKE.get(&written.to_lowercase()).copied().flatten()
}

/// The units by what is written for them, in small letters; none where that could be several.
static ALIKE: LazyLock<HashMap<String, Option<&'static Unit>>> = LazyLock::new(|| {
    let mut alike: HashMap<String, Option<&'static Unit>> = HashMap::new();
    for unit in UNITS {
        for written in unit.aliases.iter().chain([&unit.symbol]) {
            let meant = alike.entry(written.to_lowercase()).or_insert(Some(unit));
            *meant = meant.filter(|other| *other == unit);
        }
    }
    alike
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_found_as_they_are_written() {
        for (written, symbol) in [
            ("mm", Some("mm")),
            ("MM", Some("mm")),
            ("毫米", Some("mm")),
            ("吨", Some("t")),
            ("kw", Some("kW")),
            ("mpa", Some("MPa")),
            ("gsm", Some("g/m²")),
            ("G/M2", Some("g/m²")),
            ("°c", Some("℃")),
            ("MA", Some("mA")),
            ("M", None),
            ("不锈钢", None),
            ("", Some("")),
        ] {
            assert_eq!(find(written).map(|u| u.symbol), symbol, "{written}");
        }
    }

    #[test]
    fn no_two_units_are_written_alike() {
        let mut seen = std::collections::HashSet::new();
        for unit in UNITS {
            for written in std::iter::once(&unit.symbol).chain(unit.aliases) {
                assert!(seen.insert(written), "{written}");
            }
        }
    }
}
