//! Cluster reports, as an official reads them and hands them out.

use peitao::accounts::Role;
use peitao::firms::FirmFields;
use serde_json::Value as Json;

use crate::kit::TestApp;

const PAGES: [&str; 14] = [
    "/desk/reports",
    "/desk/reports/map",
    "/desk/reports/map?res=7&layer=heat",
    "/desk/reports/map?layer=growth",
    "/desk/reports/clusters",
    "/desk/reports/clusters?level=class",
    "/desk/reports/chains",
    "/desk/reports/sourcing",
    "/desk/reports/resilience",
    "/desk/reports/trends",
    "/desk/reports/opportunities",
    "/desk/reports/path?from=&to=",
    "/desk/reports/compare",
    "/desk/reports/method",
];

/// Firms of an industry in a district, near each other.
fn settle(site: &TestApp, district: &str, industry: &str, (lat, lon): (f64, f64), jobs: &[i64]) {
    for (at, jobs) in jobs.iter().enumerate() {
        let code = format!("{district}-{industry}-{at}");
        let fields = FirmFields {
            name: format!("{district}{industry}第{at}厂"),
            division_code: Some(district.into()),
            industry_code: Some(industry.into()),
            employees: Some(*jobs),
            lat: Some(lat),
            lon: Some(lon),
            ..FirmFields::default()
        };
        site.firm_with(&code, fields);
    }
}

/// Three districts; in 乙区 two firms of an industry that has seventeen.
fn city() -> TestApp {
    let site = TestApp::start();
    for (code, name) in [("D1", "甲区"), ("D2", "乙区"), ("D3", "丙区")] {
        site.district(code, name);
    }
    settle(&site, "D1", "C3441", (32.00, 120.80), &[30, 40, 50, 60, 30, 40, 50, 60, 45, 55]);
    settle(&site, "D2", "C3441", (32.30, 121.20), &[31, 77]);
    settle(&site, "D3", "C3441", (32.10, 120.60), &[40, 35, 38, 44, 41]);
    settle(&site, "D1", "C1761", (32.05, 120.85), &[20, 25, 22, 24]);
    settle(&site, "D2", "C1761", (32.20, 121.10), &[90, 80, 85, 70, 75, 95, 88]);
    settle(&site, "D3", "C1761", (32.15, 120.65), &[15, 18, 16, 19]);
    let buyer = site.firm("F-1", "水泵厂");
    site.need(&buyer, "N-1", "求购轴承");
    site.product(&buyer, "P-1", "水泵");
    site
}

#[test]
fn an_official_reads_every_page_and_a_buyer_none() {
    let site = city();
    let official = site.signed_in("official@city.test", Role::Official, None);
    let buyer = site.signed_in("buyer@city.test", Role::Buyer, None);
    let industry = "/desk/reports/clusters/C34";
    for path in PAGES.into_iter().chain([industry]) {
        let page = official.get(path).expect(200);
        assert!(page.text().contains("按登记住所定位 100%") && page.text().contains("绝不以 0 代替"), "{path}");
        buyer.get(path).expect(403);
        site.visitor().get(path).expect(303);
    }
    assert!(official.get(industry).expect(200).text().contains("C3441"));
    assert!(official.get("/desk/reports/compare?d=D1&d=D3").expect(200).text().contains("甲区"));
    assert!(official.get("/desk/reports/resilience?off=F-1").expect(200).text().contains("都不在推断的供需网络中"));
    let trial = official.get("/desk/reports/resilience?off=F-1&district=D1&industry=C34&shock=30").expect(200);
    assert!(trial.text().contains("水泵厂") && trial.text().contains("value=\"30\""), "what was chosen stays chosen");
    official.get("/desk/reports/resilience?off=F-1&shock=0").expect(422);
    let unknown = official.get("/desk/reports/path?from=%E6%B0%B4%E6%B3%B5&to=x").expect(200);
    assert!(unknown.text().contains("没有这样命名的品类"));
    official.get("/desk/reports/resilience?off=F-9").expect(404);
    official.get("/desk/reports/clusters/99").expect(404);
    official.get("/desk/reports/chains/0000000000000000").expect(404);
    official.get("/desk/reports?quarter=2020Q1").expect(404);
    official.get("/desk/reports?quarter=soon").expect(422);
    buyer.get("/desk/reports/export?form=csv").expect(403);
    let program = site.program(Role::Buyer, None);
    program.get("/api/v1/reports/clusters").expect(403);
    program.get("/api/v1/gaps").expect(403);
}

/// The figures of an industry in a district.
fn part<'a>(answer: &'a Json, code: &str, part: &str) -> &'a Json {
    let of = |all: &'a Json, code: &str| all.as_array()?.iter().find(|one| one["code"] == code);
    of(&answer["items"], code).and_then(|item| of(&item["parts"], part)).map_or(&Json::Null, |part| &part["figures"])
}

#[test]
fn a_cell_of_two_firms_is_in_no_page_file_or_answer() {
    let site = city();
    let official = site.signed_in("official@city.test", Role::Official, None);
    let page = official.get("/desk/reports/clusters/C34").expect(200);
    let row = page.text().split("乙区</td>").nth(1).and_then(|rest| rest.split("</tr>").next()).expect("its row");
    assert!(row.matches("—*").count() >= 4, "{row}");

    let program = site.program(Role::Official, None);
    for by in ["industry", "division"] {
        let answer = program.get(&format!("/api/v1/reports/clusters?by={by}")).expect(200).json();
        let cell = match by {
            "industry" => part(&answer, "C34", "D2"),
            _ => part(&answer, "D2", "C34"),
        };
        for name in ["firms", "jobs", "quotient", "stars"] {
            assert_eq!((&cell[name]["value"], &cell[name]["absent"]), (&Json::Null, &"suppressed".into()), "{name}");
        }
        let of_other = match by {
            "industry" => part(&answer, "C17", "D2"),
            _ => part(&answer, "D2", "C17"),
        };
        assert!(of_other.is_object(), "{answer}");
    }
    program.get("/api/v1/reports/clusters?by=moon").expect(422);
    assert!(program.get("/api/v1/gaps").expect(200).json()["total"].is_number());

    let csv = official.get("/desk/reports/export?form=csv").expect(200);
    let row =
        csv.text().lines().find(|line| line.contains("乙区") && line.starts_with("C34")).expect("its row").to_owned();
    assert!(row.matches("—*").count() >= 4, "{row}");
    let json = official.get("/desk/reports/export?form=json").expect(200).json();
    let tables = json["tables"].as_array().expect("tables");
    let clusters = tables.iter().find(|table| table["id"] == "clusters").expect("the clusters");
    let rows = clusters["rows"].as_array().expect("rows");
    let hidden = rows.iter().find(|row| row[0] == "C34" && row[1] == "乙区").expect("its row");
    assert_eq!((&hidden[2], &hidden[3]), (&"—*".into(), &"—*".into()));

    let map = official.get("/desk/reports/export?form=geojson").expect(200).json();
    let features = map["features"].as_array().expect("features");
    assert!(!features.is_empty());
    for feature in features {
        let firms = &feature["properties"]["firms"];
        assert!(firms.is_null() || firms.as_f64() >= Some(3.0), "{feature}");
    }
    assert!(features.iter().any(|feature| feature["properties"]["firms_absent"] == "suppressed"));
    assert!(official.get("/desk/reports/export").expect(200).body.starts_with(b"PK"));
    official.get("/desk/reports/export?form=doc").expect(422);
}

#[test]
fn an_operator_hands_in_outlines_and_the_map_draws_them() {
    let site = city();
    let operator = site.signed_in("operator@city.test", Role::Operator, None);
    let official = site.signed_in("official@city.test", Role::Official, None);
    let file = r#"{"features":[{"properties":{"code":"D1"},
        "geometry":{"type":"Polygon","coordinates":[[[120.5,31.8],[121.4,31.8],[121.4,32.5],[120.5,31.8]]]}}]}"#;
    let (map, to) = ("/desk/reports/map", "/desk/reports/boundaries");
    assert!(!official.get(map).expect(200).text().contains("class=\"border\""));
    official.upload(map, to, "outlines.geojson", file.as_bytes()).expect(403);
    let wrong = operator.upload(map, to, "outlines.geojson", file.replace("D1", "D9").as_bytes()).expect(422);
    assert!(wrong.text().contains("没有这样的区划"));
    operator.upload(map, to, "outlines.geojson", file.as_bytes()).expect(303);
    site.eventually("the outline on the map", || {
        official.get(map).expect(200).text().contains("class=\"border\"").then_some(())
    });
}
