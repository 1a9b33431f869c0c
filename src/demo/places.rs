//! Where things are: Nantong's divisions, its parks, and the industrial clusters inside them.
//!
//! Areas and centres are from general knowledge, good enough to look at and not meant for measuring.

use crate::divisions::{DivisionFields, DivisionKind};

/// A division in which firms of the city sit.
pub struct Division {
    /// GB/T 2260, or the city's own code.
    pub code: &'static str,
    /// Full name.
    pub name: &'static str,
    /// What addresses begin with.
    pub address: &'static str,
    /// What registered names begin with.
    pub prefixes: &'static [&'static str],
    /// The six digits of its registrar.
    pub registrar: &'static str,
    /// District or park.
    pub kind: DivisionKind,
    /// The division it lies in.
    pub parent: &'static str,
    /// Square kilometres.
    pub area_km2: f64,
    /// Centre, WGS-84.
    pub centre: (f64, f64),
    /// Its industrial clusters.
    pub clusters: &'static [Cluster],
}

/// A place inside a division where industry gathers.
pub struct Cluster {
    /// Town or zone, as addresses write it.
    pub name: &'static str,
    /// Latitude and longitude, WGS-84.
    pub at: (f64, f64),
    /// How far its firms scatter, in degrees of latitude.
    pub spread: f64,
    /// The chains that gather here.
    pub chains: &'static [&'static str],
}

const fn cluster(name: &'static str, lat: f64, lon: f64, spread: f64, chains: &'static [&'static str]) -> Cluster {
    Cluster { name, at: (lat, lon), spread, chains }
}

/// The city.
pub const CITY_CODE: &str = "320600";

/// Everything firms sit in; [`super::chains::Chain::homes`] follows this order.
pub static DIVISIONS: [Division; 10] = [
    Division {
        code: "320613",
        name: "崇川区",
        address: "南通市崇川区",
        prefixes: &["南通", "南通市", "江苏"],
        registrar: "320613",
        kind: DivisionKind::District,
        parent: CITY_CODE,
        area_km2: 215.0,
        centre: (32.006, 120.857),
        clusters: &[
            cluster("市北高新区", 32.062, 120.842, 0.012, &["电子信息", "智能装备", "汽车零部件"]),
            cluster("观音山街道", 32.012, 120.925, 0.010, &["电子信息", "纺织服装", "包装印刷"]),
            cluster("狼山镇街道", 31.962, 120.905, 0.008, &["船舶海工", "生物医药"]),
            cluster("唐闸镇街道", 32.068, 120.792, 0.010, &["金属制品", "智能装备", "船舶海工"]),
            cluster("天生港镇街道", 32.035, 120.765, 0.007, &["船舶海工", "电力电缆"]),
        ],
    },
    Division {
        code: "320612",
        name: "通州区",
        address: "南通市通州区",
        prefixes: &["南通", "南通市通州区", "江苏"],
        registrar: "320612",
        kind: DivisionKind::District,
        parent: CITY_CODE,
        area_km2: 1351.0,
        centre: (32.066, 121.075),
        clusters: &[
            cluster("川姜镇", 31.982, 121.092, 0.014, &["高端家纺", "纺织服装", "包装印刷"]),
            cluster("金新街道", 32.062, 121.062, 0.014, &["智能装备", "电子信息", "汽车零部件"]),
            cluster("先锋街道", 32.026, 121.008, 0.010, &["纺织服装", "高端家纺"]),
            cluster("平潮镇", 32.098, 120.762, 0.012, &["金属制品", "通用基础件", "汽车零部件"]),
            cluster("五接镇", 32.078, 120.664, 0.010, &["船舶海工", "建材家居"]),
            cluster("石港镇", 32.212, 121.022, 0.014, &["食品加工", "智能装备", "金属制品"]),
            cluster("二甲镇", 32.048, 121.255, 0.012, &["建材家居", "纺织服装"]),
        ],
    },
    Division {
        code: "320614",
        name: "海门区",
        address: "南通市海门区",
        prefixes: &["南通", "海门", "南通市海门区", "江苏"],
        registrar: "320614",
        kind: DivisionKind::District,
        parent: CITY_CODE,
        area_km2: 940.0,
        centre: (31.893, 121.176),
        clusters: &[
            cluster("三星镇", 31.962, 121.078, 0.013, &["高端家纺", "包装印刷", "纺织服装"]),
            cluster("海门工业园区", 31.972, 121.118, 0.012, &["高端家纺", "智能装备"]),
            cluster("滨江街道", 31.862, 121.152, 0.012, &["新材料", "智能装备", "光伏"]),
            cluster("临江镇", 31.832, 121.262, 0.010, &["生物医药", "化工"]),
            cluster("常乐镇", 31.938, 121.292, 0.012, &["电动工具", "建材家居"]),
            cluster("包场镇", 32.082, 121.432, 0.012, &["金属制品", "新能源电池", "船舶海工"]),
        ],
    },
    Division {
        code: "320685",
        name: "海安市",
        address: "海安市",
        prefixes: &["海安", "海安市", "南通", "江苏"],
        registrar: "320685",
        kind: DivisionKind::District,
        parent: CITY_CODE,
        area_km2: 1180.0,
        centre: (32.533, 120.468),
        clusters: &[
            cluster("高新区孙庄街道", 32.512, 120.512, 0.012, &["智能装备", "通用基础件", "汽车零部件"]),
            cluster("开发区城东镇", 32.556, 120.506, 0.014, &["光伏", "电力电缆", "新材料"]),
            cluster("李堡镇", 32.548, 120.712, 0.012, &["智能装备", "通用基础件"]),
            cluster("曲塘镇", 32.508, 120.312, 0.012, &["金属制品", "新材料"]),
            cluster("墩头镇", 32.612, 120.362, 0.012, &["建材家居", "纺织服装"]),
            cluster("滨海新区老坝港", 32.602, 120.872, 0.014, &["食品加工", "化工"]),
        ],
    },
    Division {
        code: "320682",
        name: "如皋市",
        address: "如皋市",
        prefixes: &["如皋", "如皋市", "南通", "江苏"],
        registrar: "320682",
        kind: DivisionKind::District,
        parent: CITY_CODE,
        area_km2: 1477.0,
        centre: (32.371, 120.574),
        clusters: &[
            cluster("如城街道", 32.388, 120.582, 0.014, &["氢能", "汽车零部件", "新能源电池", "纺织服装"]),
            cluster("城北街道", 32.418, 120.556, 0.012, &["汽车零部件", "智能装备", "氢能"]),
            cluster("长江镇", 32.092, 120.522, 0.014, &["船舶海工", "化工", "新材料"]),
            cluster("白蒲镇", 32.238, 120.762, 0.012, &["食品加工", "新材料", "纺织服装"]),
            cluster("丁堰镇", 32.352, 120.678, 0.010, &["纺织服装", "通用基础件"]),
            cluster("搬经镇", 32.356, 120.402, 0.012, &["电力电缆", "金属制品", "建材家居"]),
        ],
    },
    Division {
        code: "320623",
        name: "如东县",
        address: "如东县",
        prefixes: &["如东", "如东县", "南通", "江苏"],
        registrar: "320623",
        kind: DivisionKind::District,
        parent: CITY_CODE,
        area_km2: 1872.0,
        centre: (32.317, 121.185),
        clusters: &[
            cluster("掘港街道", 32.318, 121.182, 0.014, &["智能装备", "纺织服装", "电力电缆"]),
            cluster("洋口化学工业园", 32.532, 121.062, 0.012, &["化工", "生物医药"]),
            cluster("长沙镇洋口港", 32.452, 121.402, 0.014, &["风电", "智能装备", "电力电缆"]),
            cluster("大豫镇", 32.352, 121.372, 0.014, &["风电", "光伏", "食品加工"]),
            cluster("岔河镇", 32.322, 120.982, 0.010, &["高端家纺", "金属制品", "建材家居"]),
            cluster("袁庄镇", 32.402, 120.892, 0.010, &["食品加工", "新材料"]),
        ],
    },
    Division {
        code: "320681",
        name: "启东市",
        address: "启东市",
        prefixes: &["启东", "启东市", "南通", "江苏"],
        registrar: "320681",
        kind: DivisionKind::District,
        parent: CITY_CODE,
        area_km2: 1208.0,
        centre: (31.808, 121.657),
        clusters: &[
            cluster("汇龙镇", 31.812, 121.662, 0.014, &["光伏", "新能源电池", "智能装备", "电子信息"]),
            cluster("吕四港镇", 32.052, 121.592, 0.014, &["电动工具", "食品加工", "通用基础件"]),
            cluster("吕四港镇天汾", 31.992, 121.542, 0.010, &["电动工具", "包装印刷"]),
            cluster("寅阳镇", 31.722, 121.852, 0.010, &["船舶海工", "风电"]),
            cluster("惠萍镇", 31.772, 121.722, 0.012, &["生物医药", "通用基础件"]),
            cluster("滨江精细化工园", 31.788, 121.582, 0.008, &["化工", "生物医药"]),
        ],
    },
    Division {
        code: "320671",
        name: "南通经济技术开发区",
        address: "南通市经济技术开发区",
        prefixes: &["南通", "江苏"],
        registrar: "320600",
        kind: DivisionKind::Park,
        parent: CITY_CODE,
        area_km2: 184.0,
        centre: (31.926, 120.952),
        clusters: &[
            cluster("竹行街道", 31.942, 120.978, 0.010, &["电子信息", "智能装备", "汽车零部件"]),
            cluster("小海街道", 31.918, 120.928, 0.008, &["生物医药", "电力电缆", "电子信息"]),
            cluster("新开街道", 31.912, 120.962, 0.008, &["新材料", "新能源电池", "光伏"]),
            cluster("中兴街道港口工业园", 31.918, 120.888, 0.006, &["化工", "船舶海工"]),
        ],
    },
    Division {
        code: "P-SXT",
        name: "苏锡通科技产业园区",
        address: "南通市苏锡通科技产业园区",
        prefixes: &["南通", "江苏"],
        registrar: "320600",
        kind: DivisionKind::Park,
        parent: CITY_CODE,
        area_km2: 50.0,
        centre: (31.882, 121.002),
        clusters: &[
            cluster("江海街道", 31.878, 121.002, 0.008, &["电子信息", "汽车零部件", "智能装备"]),
            cluster("张芝山镇", 31.908, 121.032, 0.008, &["智能装备", "新材料"]),
        ],
    },
    Division {
        code: "P-TZW",
        name: "通州湾示范区",
        address: "南通市通州湾示范区",
        prefixes: &["南通", "江苏"],
        registrar: "320600",
        kind: DivisionKind::Park,
        parent: CITY_CODE,
        area_km2: 292.0,
        centre: (32.178, 121.372),
        clusters: &[
            cluster("三余镇", 32.172, 121.332, 0.012, &["金属制品", "建材家居", "高端家纺"]),
            cluster("临港产业园", 32.188, 121.402, 0.010, &["风电", "化工", "新材料", "新能源电池"]),
        ],
    },
];

/// The rows of divisions.csv: the city first.
pub fn divisions() -> Vec<DivisionFields> {
    let city = DivisionFields {
        code: CITY_CODE.into(),
        name: "南通市".into(),
        parent_code: None,
        kind: DivisionKind::City,
        area_km2: Some(8001.0),
        lat: Some(31.980),
        lon: Some(120.894),
    };
    std::iter::once(city).chain(DIVISIONS.iter().map(row)).collect()
}

fn row(division: &Division) -> DivisionFields {
    DivisionFields {
        code: division.code.into(),
        name: division.name.into(),
        parent_code: Some(division.parent.into()),
        kind: division.kind,
        area_km2: Some(division.area_km2),
        lat: Some(division.centre.0),
        lon: Some(division.centre.1),
    }
}
