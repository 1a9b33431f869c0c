//! A purchase list from the upload to the result, the export, the drafts and the needs. The answer for a list of 200
//! lines in a small fixed city is kept in `golden/purchases.txt`; with `PEITAO_WRITE_GOLDEN=1` the test writes it anew.

use std::io::Cursor;
use std::time::{Duration, Instant};

use calamine::{Data, Reader, Xlsx};
use peitao::accounts::Role;
use peitao::firms::FirmFields;
use peitao::http::download::{Cell, Table, csv, workbook};
use peitao::ids::FirmId;
use serde_json::{Value, json};

use crate::kit::{Answer, Person, TestApp};

/// Code and name of a firm, and what it lists: name, specs, from which price on, and in how many days.
type Maker = (&'static str, &'static str, &'static [(&'static str, &'static str, &'static str, i64)]);

const CITY: &[Maker] = &[
    ("F-01", "恒泰管业", &[("不锈钢无缝管", "材质=304", "21500", 15), ("碳钢管", "", "5200", 7)]),
    ("F-02", "江海阀门", &[("船用截止阀", "口径=50mm", "320", 20), ("球阀", "材质=316L", "260", 10)]),
    ("F-03", "通达紧固", &[("六角螺栓", "", "0.35", 5), ("螺母", "", "0.12", 5), ("平垫圈", "", "0.03", 3)]),
    ("F-04", "华锻法兰", &[("碳钢法兰", "口径=50mm", "46", 9), ("不锈钢法兰", "口径=50mm", "88", 12)]),
    ("F-05", "亚通轴承", &[("深沟球轴承", "", "12.5", 8), ("圆锥滚子轴承", "", "35", 10)]),
    ("F-06", "南洋电机", &[("三相异步电机", "功率=7.5kW", "1450", 25), ("伺服电机", "", "2800", 30)]),
    ("F-07", "金陵电缆", &[("船用电力电缆", "", "78", 14), ("控制电缆", "", "26", 10)]),
    ("F-08", "大生纺织", &[("纯棉坯布", "", "9.8", 12), ("涤纶长丝", "", "8600", 9)]),
    ("F-09", "丰利密封", &[("橡胶密封圈", "", "1.2", 6), ("石墨填料", "", "45", 8)]),
    ("F-10", "海工铸造", &[("球墨铸铁件", "", "7800", 30), ("不锈钢铸件", "", "26000", 35)]),
    ("F-11", "苏中焊材", &[("不锈钢焊丝", "", "38", 4), ("碳钢焊条", "", "9", 4)]),
    ("F-12", "联创仪表", &[("压力变送器", "", "680", 18), ("电磁流量计", "口径=80mm", "3200", 22)]),
];

/// What is sought, goods that nobody lists among it.
const SOUGHT: &[(&str, &str)] = &[
    ("不锈钢无缝管", "304"),
    ("不锈钢无缝管", "材质=316L"),
    ("截止阀", "口径=50mm"),
    ("石墨烯薄膜", ""),
    ("六角螺栓", "M12×60 8.8级"),
    ("法兰", "口径=50mm"),
    ("轴承", "6204"),
    ("三相异步电机", "功率=7.5kW"),
    ("电缆", "3×25"),
    ("航空煤油", ""),
    ("橡胶密封圈", "80×5"),
    ("电磁流量计", "口径=80mm"),
    ("碳钢焊条", "J422"),
    ("激光切割机", "6kW"),
    ("球墨铸铁件", "QT450-10"),
    ("涤纶长丝", "150D"),
    ("船用锚链", "直径=32mm"),
    ("压力变送器", "0-1.6MPa"),
    ("光伏组件", "550W"),
];

/// Codes as buyers have them, each of a kind that some program has spoilt before.
fn code(n: usize) -> String {
    match n % 9 {
        0 => format!("{n:06}"),
        1 => format!("3206{n:014}"),
        2 => format!("GD/{n}-01 08"),
        3 => format!("=A{n}"),
        4 => format!("{n}E5"),
        5 => format!(" 料{n} "),
        6 => format!("-{n}"),
        7 => format!("'00{n}"),
        _ => format!("Φ{n}，ａｂ"),
    }
}

/// The list: 200 lines, of which some are wrong.
fn list() -> Table {
    let header = ["物料编码", "物料名称", "规格型号", "数量", "单位", "期望单价(元)", "预算", "备注"];
    let row = |n: usize| {
        let (name, specs) = SOUGHT[n * 7 % SOUGHT.len()];
        let number = |value: f64, missing: bool| if missing { Cell::Empty } else { Cell::Number(value) };
        let code = if n == 99 { Cell::Number(320_600_000_000_000_099.0) } else { code(n).into() };
        let quantity = if n.is_multiple_of(50) {
            "若干".into()
        } else {
            number((n * 37 % 500 + 1) as f64, n.is_multiple_of(23))
        };
        vec![
            code,
            if n.is_multiple_of(67) { Cell::Empty } else { name.into() },
            specs.into(),
            quantity,
            ["件", "吨", "米"][n % 3].into(),
            number((n * 13 % 900) as f64 + 0.5, n.is_multiple_of(5)),
            number(n as f64 * 100.0, !n.is_multiple_of(10)),
            "急".into(),
        ]
    };
    Table { name: "采购".into(), header: header.map(str::to_owned).to_vec(), rows: (1..=200).map(row).collect() }
}

/// The city, and the buying firm.
fn city() -> (TestApp, FirmId) {
    let site = TestApp::start();
    let buyer = site.firm_with("F-00", FirmFields { lat: Some(32.0), lon: Some(120.9), ..named("重工总装") });
    for (at, (code, name, goods)) in CITY.iter().enumerate() {
        let (lat, lon) = (Some(32.0 + at as f64 * 0.03), Some(120.9));
        let firm = site.firm_with(code, FirmFields { lat, lon, ..named(name) });
        let program = site.program(Role::Member, Some(&firm));
        for (number, (good, specs, price, lead)) in goods.iter().enumerate() {
            let product = json!({"code": format!("{code}-{}", number + 1), "name": good, "specs": specs, "unit": "件",
                "price_from": price, "price_visibility": "public", "lead_days": lead, "min_order": 10});
            program.send_json("POST", "/api/v1/products", &product).expect(201);
        }
    }
    let official = site.program(Role::Official, None);
    site.eventually("the matcher to see the last product", || {
        let answer = official.send_json("POST", "/api/v1/match", &json!({"text": "电磁流量计"}));
        (answer.status == 200 && answer.json()["pairings"][0]["firm"]["code"] == "F-12").then_some(())
    });
    (site, buyer)
}

fn named(name: &str) -> FirmFields {
    FirmFields { name: name.into(), ..FirmFields::default() }
}

/// The list's answer once nothing waits any more.
fn matched(site: &TestApp, program: &Person, id: &str) -> Value {
    let path = format!("/api/v1/purchase-lists/{id}");
    site.within(Duration::from_secs(180), "the list to be matched", || {
        let answer = program.get(&path).expect(200).json();
        (answer["state"] == "ready").then_some(answer)
    })
}

/// The answer in lines to be compared.
fn written(answer: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut out = String::new();
    for (name, value) in answer["coverage"].as_object().expect("coverage") {
        out.push_str(&format!("{name}: {}\n", text(value)));
    }
    for line in answer["lines"].as_array().expect("lines") {
        let candidates = line["candidates"]
            .as_array()
            .expect("candidates")
            .iter()
            .map(|one| format!("{} {} {}", text(&one["product"]["code"]), text(&one["score"]), text(&one["fit"])));
        let errors = line["errors"].as_array().expect("errors").iter();
        let errors = errors.map(|one| format!("{}={:?}", text(&one["field"]), text(&one["value"])));
        out.push_str(&format!(
            "{} {:?} {} | {} | {} | {} | {}\n",
            line["position"],
            text(&line["code"]),
            text(&line["name"]),
            text(&line["standing"]),
            text(&line["amount"]),
            errors.collect::<Vec<_>>().join("; "),
            candidates.collect::<Vec<_>>().join("; ")
        ));
    }
    out
}

fn compare_with_golden(found: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site/golden/purchases.txt");
    if std::env::var_os("PEITAO_WRITE_GOLDEN").is_some() {
        std::fs::write(path, found).expect("the golden answer can be written");
    }
    let golden = std::fs::read_to_string(path).expect("golden/purchases.txt");
    for (number, (found, golden)) in found.lines().zip(golden.lines()).enumerate() {
        assert_eq!(found, golden, "line {} of the golden answer", number + 1);
    }
    assert_eq!(found.lines().count(), golden.lines().count());
}

/// The first column of the first sheet, below its header.
fn codes_of_workbook(bytes: &[u8]) -> Vec<String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("a range");
    let text = |row: &[Data]| match &row[0] {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("a code is no text: {other:?}"),
    };
    range.rows().skip(1).map(text).collect()
}

fn codes_of_csv(bytes: &[u8]) -> Vec<String> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").expect("a BOM");
    let mut reader = csv_crate(text);
    reader.records().map(|row| row.expect("a row")[0].to_owned()).collect()
}

fn csv_crate(bytes: &[u8]) -> ::csv::Reader<&[u8]> {
    ::csv::Reader::from_reader(bytes)
}

fn codes(answer: &Value) -> Vec<String> {
    let lines = answer["lines"].as_array().expect("lines");
    lines.iter().map(|line| line["code"].as_str().expect("a code").to_owned()).collect()
}

fn id_of(uploaded: &Answer) -> String {
    uploaded.location.strip_prefix("/my/purchases/").expect("the page of the list").to_owned()
}

#[test]
fn two_hundred_lines_give_the_golden_answer_and_their_codes_come_back_byte_for_byte() {
    let (site, buyer) = city();
    let (member, program) = (site.member("buyer@f0.test", &buyer), site.program(Role::Member, Some(&buyer)));
    let file = workbook(&[list()]).expect("a workbook");
    let started = Instant::now();
    let uploaded = member.upload("/my/purchases", "/my/purchases", "四季度.xlsx", &file).expect(303);
    let answer = matched(&site, &program, &id_of(&uploaded));
    eprintln!("200 lines were read and matched in {:?}", started.elapsed());
    compare_with_golden(&written(&answer));

    // What went in comes out: of the numeric cell with 18 digits only what is left of it, named as wrong.
    let expected: Vec<String> = (1..=200).map(code).collect();
    let seen = codes(&answer);
    assert_eq!((&seen[..98], &seen[99..]), (&expected[..98], &expected[99..]));
    let page = member.get(&uploaded.location).expect(200);
    assert!(page.text().contains("四季度") && page.text().contains("备注") && page.text().contains("15 位"));
    let export = |form: &str| member.get(&format!("{}/export?form={form}", uploaded.location)).expect(200).body;
    let book = export("xlsx");
    let from_book = codes_of_workbook(&book);
    assert_eq!((&from_book[..98], &from_book[99..]), (&expected[..98], &expected[99..]));
    let sheet = export("csv");
    let escaped = |code: &String| peitao::escape::escape(code).into_owned();
    let from_csv = codes_of_csv(&sheet);
    assert!(from_csv.iter().zip(&expected).enumerate().all(|(n, (found, code))| n == 98 || *found == escaped(code)));

    // What was handed out can be handed in again, in either form.
    for (name, bytes) in [("again.xlsx", book), ("again.csv", sheet), ("own.csv", csv(&list()).expect("a CSV"))] {
        let again = member.upload("/my/purchases", "/my/purchases", name, &bytes).expect(303);
        let again = codes(&matched(&site, &program, &id_of(&again)));
        assert_eq!((&again[..98], &again[99..]), (&expected[..98], &expected[99..]), "{name}");
    }
}

#[test]
fn a_list_leads_to_drafts_needs_and_corrections_by_page() {
    let (site, buyer) = city();
    let member = site.member("buyer@f0.test", &buyer);
    let program = site.program(Role::Member, Some(&buyer));
    let lines = "编码,名称,规格,数量,单位,单价\n001,不锈钢无缝管,304,2,吨,20000\n002,六角螺栓,,100,件,0.4\n\
                 003,石墨烯薄膜,,1,卷,300\n004,螺母,,很多,件,1\n005,\"法兰,\",,1,件,1,9";
    let pasted = member.post_from("/my/purchases", "/my/purchases/pasted", &[("lines", lines), ("name", "机舱")]);
    let to = pasted.expect(303).location;
    matched(&site, &program, to.trim_start_matches("/my/purchases/"));
    let page = member.get(&to).expect(200);
    for text in ["机舱", "恒泰管业", "通达紧固", "75.0%", "暂无本地配套", "很多", "40000"] {
        assert!(page.text().contains(text), "{text}: {}", page.text());
    }
    assert!(!member.get(&format!("{to}?show=uncovered")).expect(200).text().contains("恒泰管业"));
    let line = member.get(&format!("{to}/lines/1")).expect(200);
    assert!(line.text().contains("列有所需产品") && line.text().contains("21500"), "{}", line.text());
    // The wrong line is corrected in place.
    let fix = [("code", "004"), ("name", "螺母"), ("quantity", "x"), ("unit", "件"), ("price", "1")];
    member.post_from(&format!("{to}/lines/4"), &format!("{to}/lines/4"), &fix).expect(422);
    let fix = fix.map(|(name, value)| (name, if name == "quantity" { "40" } else { value }));
    member.post_from(&format!("{to}/lines/4"), &format!("{to}/lines/4"), &fix).expect(303);
    matched(&site, &program, to.trim_start_matches("/my/purchases/"));
    // Drafts: one for each supplier of what is ticked.
    let ticks =
        [("line", "1"), ("line", "2"), ("line", "4"), ("pick", "1:F-01-1"), ("pick", "2:F-03-1"), ("pick", "4:F-03-2")];
    member.post_from(&to, &format!("{to}/choices"), &ticks).expect(303);
    member.post_from(&to, &format!("{to}/enquiries"), &ticks).expect(303);
    member.post_from(&to, &format!("{to}/enquiries"), &ticks).expect(409);
    let drafts = program.get("/api/v1/enquiries").expect(200).json();
    assert_eq!(drafts["total"], 0, "a person's draft is private to that person");
    let enquiries = member.get("/my/enquiries").expect(200);
    let text = enquiries.text();
    assert!(text.contains("机舱（2 项）") || text.matches("机舱（").count() >= 2, "{text}");
    // Needs of what nobody makes.
    member.post_from(&to, &format!("{to}/needs"), &[]).expect(303);
    assert!(member.get("/my/needs").expect(200).text().contains("石墨烯薄膜"));
    assert!(member.get(&to).expect(200).text().contains(&format!("{to}/needs/withdrawal")));
    member.post_from(&to, &format!("{to}/needs/withdrawal"), &[]).expect(303);
    member.post_from(&to, &format!("{to}/needs/withdrawal"), &[]).expect(409);
    // Named, matched anew, deleted; refused with a reason.
    member.post_from(&to, &format!("{to}/name"), &[("name", "机舱二期")]).expect(303);
    member.post_from(&to, &format!("{to}/renewal"), &[]).expect(303);
    assert!(member.get("/my/purchases").expect(200).text().contains("机舱二期"));
    member.post_from(&to, &format!("{to}/deletion"), &[]).expect(303);
    member.get(&to).expect(404);
    let refused = member.upload("/my/purchases", "/my/purchases", "a.csv", "编码,颜色\n1,红\n".as_bytes()).expect(422);
    assert!(refused.text().contains("名称") && refused.text().contains("缺少必需的列"));
    assert!(member.get("/my/purchases/template.xlsx").expect(200).body.starts_with(b"PK"));
}

#[test]
fn a_program_hands_a_list_in_and_only_its_firm_reads_it() {
    let (site, buyer) = city();
    let program = site.program(Role::Member, Some(&buyer));
    let mut body = json!({"name": "API", "code": "PO-1", "lines": [{"code": "0001", "name": "球阀", "quantity": 3, "price": "200"},
        {"name": "", "quantity": "x"}]});
    let made = program.send_json("POST", "/api/v1/purchase-lists", &body).expect(201);
    let answer = matched(&site, &program, made.json()["id"].as_str().expect("an id"));
    assert_eq!(answer["coverage"]["by_amount_tenths"], 1000);
    assert_eq!(
        (answer["lines"][0]["code"].clone(), answer["lines"][0]["amount"].clone()),
        (json!("0001"), json!("600"))
    );
    assert_eq!(answer["lines"][1]["errors"].as_array().map(Vec::len), Some(2));
    let again = program.send_json("POST", "/api/v1/purchase-lists", &body).expect(201);
    assert_eq!((again.location.as_str(), &again.json()["code"]), (made.location.as_str(), &json!("PO-1")));
    body["lines"][0]["quantity"] = json!(4);
    program.send_json("POST", "/api/v1/purchase-lists", &body).expect(409);
    assert_eq!(program.get("/api/v1/purchase-lists").expect(200).json()["total"], 1);
    let rival = site.program(Role::Member, Some(&site.firm("F-99", "对手")));
    rival.get(&made.location).expect(404);
    assert_eq!(rival.get("/api/v1/purchase-lists").expect(200).json()["total"], 0);
    site.program(Role::Operator, None).get(&made.location).expect(403);
    for wrong in
        [json!({"name": "x", "lines": []}), json!({"name": "x", "lines": [{"colour": "red"}]}), json!({"nmae": 1})]
    {
        program.send_json("POST", "/api/v1/purchase-lists", &wrong).expect(422);
    }
    program.send("DELETE", &made.location, "", Vec::new()).expect(204);
    program.get(&made.location).expect(404);
}
