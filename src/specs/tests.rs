use super::*;

#[test]
fn specs_are_read_as_people_write_them_and_kept_in_one_form() {
    for (written, kept) in [
        ("口径=50mm", "口径=50mm"),
        ("口径：50 毫米；材质：304L", "口径=50mm;材质=304L"),
        ("长度＝１０－２０ｍｍ", "长度=10-20mm"),
        ("长度=10mm~20mm\n宽度=1.50 米", "长度=10-20mm;宽度=1.5m"),
        ("温度=-20~60℃", "温度=-20~60℃"),
        ("温度=-20--5 摄氏度", "温度=-20~-5℃"),
        ("耐压=<=1.6mpa", "耐压=≤1.6MPa"),
        ("厚度=不小于3", "厚度=≥3"),
        ("产量=5吨以上", "产量=≥5t"),
        ("克重=120gsm", "克重=120g/m²"),
        ("含量=99.5％", "含量=99.5%"),
        ("配比=1:5", "配比=1:5"),
        ("牌号=06Cr19Ni10", "牌号=06Cr19Ni10"),
        ("编号=007", "编号=007"),
        ("日期=2026-05-01", "日期=2026-05-01"),
        ("批号=20-10", "批号=20-10"),
        ("公差=±0.05mm", "公差=±0.05mm"),
        ("颜色= 红  白 ", "颜色=红 白"),
        ("a=1;;a=1;", "a=1"),
        ("精度=0.00001mm", "精度=0.00001mm"),
        ("", ""),
    ] {
        let specs = parse(written).unwrap_or_else(|why| panic!("{written}: {why:?}"));
        let text = canonical(&specs);
        assert_eq!(text, kept, "{written}");
        assert_eq!(parse(&text).unwrap(), specs, "the kept form reads back: {text}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused_by_name() {
    let long = format!("备注={}", "长".repeat(201));
    let many = (0..61).map(|n| format!("k{n}=1")).collect::<Vec<_>>().join(";");
    for (written, named) in [
        ("DN50", "DN50"),
        ("=50mm", "=50mm"),
        ("口径=", "口径="),
        ("口径=50mm;口径=60mm", "口径"),
        ("长度=20-10mm", "20-10mm"),
        (long.as_str(), "备注"),
        (many.as_str(), "61"),
    ] {
        let (cause, _) = parse(written).unwrap_err();
        assert!(cause.zh.contains(named) && cause.en.contains(named), "{written}: {cause}");
    }
}

#[test]
fn numbers_compare_across_units_of_a_dimension() {
    let bounds = |written: &str| parse(written).unwrap()[0].value.bounds();
    assert_eq!(bounds("长=50-80mm"), Some((Some(0.05), Some(0.08), "length")));
    assert_eq!(bounds("压=≤1.6MPa"), Some((None, Some(1.6e6), "pressure")));
    assert_eq!(bounds("重=2吨"), bounds("重=2000kg"));
    assert_eq!(bounds("齿=≥3"), Some((Some(3.0), None, "")));
    assert_eq!(bounds("材质=304"), None);
}

#[test]
fn a_page_shows_key_value_and_unit() {
    let rows = shown("口径=50-80mm;材质=304");
    assert_eq!((rows[0].value.as_str(), rows[0].unit.as_str()), ("50-80", "mm"));
    assert_eq!((rows[1].value.as_str(), rows[1].unit.as_str()), ("304", ""));
    assert_eq!(as_lines("a=1;b=2"), "a=1\nb=2");
}
