//! Workbooks: read, handed out to be filled in, handed back with marks.

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;

use super::*;
use crate::imports::marked::marked;
use crate::lang::Lang;

/// A workbook with these sheets of texts; a cell that begins with `#` is a number.
fn book(path: &Path, sheets: &[(&str, Vec<Vec<String>>)]) {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let page = book.add_worksheet();
        page.set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let (row, column) = (row as u32, column as u16);
                match cell.strip_prefix('#') {
                    Some(number) => page.write_number(row, column, number.parse::<f64>().unwrap()).unwrap(),
                    None => page.write_string(row, column, cell).unwrap(),
                };
            }
        }
    }
    book.save(path).unwrap();
}

fn table(rows: &[&[&str]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
}

#[test]
fn a_workbook_imports_like_the_same_csvs() {
    let test = TestDb::new();
    let path = test.dir.join("a.xlsx");
    let firms = table(&[&["企业编码", "企业名称", "员工人数"], &["000001", "甲厂", "#120"], &["#2", "乙厂", "#12.0"]]);
    let products = table(&[
        &["产品名称", "编码", "企业编码", "单价（元）", "颜色", "含税"],
        &["钢管", "000", "000001", "#12.3", "红", "是"],
    ]);
    book(&path, &[("企业", firms), ("产品", products), ("说明", table(&[&["随便写"]])), ("Sheet9", table(&[&["x"]]))]);
    let report = import(&test, &path, Options::default());
    assert_eq!((report.applied, report.total()), (true, count(3, 0, 0, 0)), "{report}");
    assert_eq!(report.warnings.len(), 2, "the unknown sheet and the unknown column: {report}");
    let row = read(&test, |conn| Ok(crate::products::store::find_by_code(conn, "000")?)).unwrap();
    assert_eq!((row.price_from.unwrap().to_string().as_str(), row.tax_included), ("12.3", Some(true)));
    assert!(read(&test, |conn| Ok(crate::firms::store::find_by_code(conn, "2")?)).is_some());
}

/// A workbook as LibreOffice and WPS write one, by hand: nothing here writes that format.
fn ods(path: &Path, sheet: &str, rows: &[&[&str]]) {
    use std::io::Write;
    let cell = |text: &&str| match text.strip_prefix('#') {
        Some(number) => format!(
            r#"<table:table-cell office:value-type="float" office:value="{number}"><text:p>{number}</text:p></table:table-cell>"#
        ),
        None => format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#),
    };
    let row =
        |cells: &&[&str]| format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>());
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="{sheet}">{}</table:table></office:spreadsheet></office:body></office:document-content>"#,
        rows.iter().map(row).collect::<String>()
    );
    let manifest = r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"></manifest:manifest>"#;
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", &content),
    ] {
        archive.start_file(name, stored).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap();
}

#[test]
fn an_ods_imports_too() {
    let test = TestDb::new();
    let path = test.dir.join("a.ods");
    let rows: [&[&str]; 3] =
        [&["企业编码", "企业名称", "员工人数"], &["000001", "甲厂", "#120"], &["#2", "乙厂", "#3"]];
    ods(&path, "企业", &rows);
    let report = import(&test, &path, Options::default());
    assert_eq!((report.applied, report.total()), (true, count(2, 0, 0, 0)), "{report}");
    let firm = read(&test, |conn| Ok(crate::firms::store::find_by_code(conn, "000001")?)).unwrap();
    assert_eq!(firm.employees, Some(120));
}

#[test]
fn a_code_that_excel_cut_off_is_refused() {
    let test = TestDb::new();
    let path = test.dir.join("a.xlsx");
    let rows = table(&[
        &["企业编码", "企业名称", "信用代码"],
        &["#9132060012345678", "甲", ""],
        &["#913206001234567", "乙", ""],
        &["3", "丙", "#913501000001000430"],
    ]);
    book(&path, &[("企业", rows)]);
    let report = import(&test, &path, Options::default());
    assert_eq!(cells(&report), ["企业!A2 code", "企业!C4 uscc"], "{report}");
    assert!(report.faults.kept.iter().all(|f| f.fault.cause.zh.contains("Excel 截断")), "{report}");
    let csv = import_csv(&test, "firms.csv", "code,name\n9.13206E+17,甲\n");
    assert!(csv.faults.kept[0].fault.cause.zh.contains("Excel 截断"), "{csv}");
}

/// 500 products of which 37 cells are wrong, in all the ways that there are.
fn seeded() -> (Vec<Vec<String>>, usize) {
    let header = [
        "产品编码",
        "企业编码",
        "产品名称",
        "最低价(元)",
        "最高价(元)",
        "交货期(天)",
        "价格可见范围",
        "含税",
        "规格参数",
        "收入占比",
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for n in 0..500 {
        rows.push(vec![
            format!("C{n:04}"),
            "000001".into(),
            format!("产品{n}"),
            "#10".into(),
            "#12.5".into(),
            "#15".into(),
            "公开".into(),
            "是".into(),
            "外径=10mm".into(),
            "#0.1".into(),
        ]);
    }
    let wrong: [(usize, &str); 12] = [
        (0, ""),
        (0, "a b"),
        (0, "#9132060012345678"),
        (1, "000009"),
        (2, ""),
        (3, "十块"),
        (3, "-3"),
        (4, "#1"),
        (5, "三天"),
        (6, "保密"),
        (7, "也许"),
        (9, "#7"),
    ];
    let mut seeds = 0;
    for at in 0..36 {
        let (column, value) = wrong[at % wrong.len()];
        rows[3 + at * 13][column] = value.into();
        seeds += 1;
    }
    // A code that stands there twice, with another name.
    rows[499][0] = "C0000".into();
    (rows, seeds + 1)
}

/// How many notes a workbook has, and whether all other cells are as they were.
fn notes_of(bytes: &[u8], rows: &[Vec<String>]) -> usize {
    let path = std::env::temp_dir().join(format!("{}.xlsx", crate::ids::new_id()));
    std::fs::write(&path, bytes).unwrap();
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let range = book.worksheet_range("产品").unwrap();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let expected = match cell.strip_prefix('#') {
                Some(number) => Data::Float(number.parse().unwrap()),
                None if cell.is_empty() => Data::Empty,
                None => Data::String(cell.clone()),
            };
            let found = range.get_value((row as u32, column as u32)).cloned().unwrap_or_default();
            assert_eq!(found, expected, "row {row} column {column}");
        }
    }
    std::fs::remove_file(&path).unwrap();
    notes_in(bytes)
}

/// Counts the notes themselves, which calamine does not read.
fn notes_in(bytes: &[u8]) -> usize {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut notes = 0;
    for at in 0..archive.len() {
        let member = archive.by_index(at).unwrap();
        if member.name().unwrap().starts_with("xl/comments") {
            notes += std::io::read_to_string(member).unwrap().matches("<comment ").count();
        }
    }
    notes
}

#[test]
fn thirty_seven_faults_give_thirty_seven_notes() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let (rows, seeds) = seeded();
    assert_eq!(seeds, 37);
    let path = test.dir.join("产品.xlsx");
    book(&path, &[("产品", rows.clone())]);
    let report = import(&test, &path, Options::default());
    assert_eq!((report.applied, report.faults.total, report.total()), (false, 37, count(463, 0, 0, 37)), "{report}");
    let bytes = marked(&path, 1_000, &report.faults.kept, Lang::Zh).unwrap();
    assert_eq!(notes_of(&bytes, &rows), 37);
    let csv: String = rows.iter().map(|row| row.join(",").replace('#', "") + "\n").collect();
    let dir = folder(&test, "csv", &[("产品.csv", csv.as_bytes())]);
    let report = import(&test, &dir, Options::default());
    // A CSV holds all digits of the long number, which is right the first time and repeated twice.
    assert_eq!(report.faults.total, 36, "{report}");
    let bytes = marked(&dir, 1_000, &report.faults.kept, Lang::En).unwrap();
    assert_eq!(notes_in(&bytes), 36);
}

#[test]
fn the_template_imports_as_nothing_and_takes_what_it_explains() {
    let test = TestDb::new();
    import(&test, &bundle(&test), Options::default());
    let lists = read(&test, |conn| actions::lists(conn, &Viewer::cli()));
    assert_eq!(lists.categories, ["不锈钢管", "钢管", "锅炉"]);
    let bytes = template::template(&sheets::Sheet::ALL, &lists, Lang::Zh).unwrap();
    let path = test.dir.join("template.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let report = import(&test, &path, Options::default());
    assert_eq!((report.tables.len(), report.total(), report.warnings.len()), (6, count(0, 0, 0, 0), 0), "{report}");
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let leaflet = book.worksheet_range(LEAFLET).unwrap();
    assert_eq!(leaflet.get_value((0, 1)), Some(&Data::String(template::VERSION.into())));
}
