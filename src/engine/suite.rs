//! What every engine must do, said once for all of them: each runs [`all`] on engines that begin empty.

use super::rank::How;
use super::*;
use crate::geo::Point;
use crate::units::Decimal;

/// A document with as little in it as possible.
pub(super) fn doc(kind: Kind, id: &str, title: &str) -> Doc {
    Doc {
        kind,
        id: id.into(),
        code: format!("C-{id}"),
        title: title.into(),
        firm_id: "f1".into(),
        firm_code: "F-1".into(),
        firm_name: "启东某某机械".into(),
        keywords: Vec::new(),
        text: String::new(),
        divisions: Vec::new(),
        industries: Vec::new(),
        categories: Vec::new(),
        certificates: Vec::new(),
        verified: true,
        completeness: 0,
        price: None,
        lead_days: None,
        place: None,
        published_at: 0,
        stale_from: None,
    }
}

fn product(id: &str, title: &str) -> Doc {
    doc(Kind::Product, id, title)
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

fn fill(engine: &dyn Engine, docs: Vec<Doc>) {
    engine.apply(&[], docs).unwrap();
    engine.commit().unwrap();
}

fn query(text: &str) -> Query {
    Query { text: text.into(), limit: 20, facet_limit: 10, now: 1_000, ..Query::default() }
}

fn ask(engine: &dyn Engine, query: &Query) -> String {
    let hits = engine.search(query).unwrap();
    hits.hits.iter().map(|hit| hit.id.as_str()).collect::<Vec<_>>().join(" ")
}

fn find(engine: &dyn Engine, text: &str) -> String {
    ask(engine, &query(text))
}

fn counts(engine: &dyn Engine, query: &Query, facet: Facet) -> String {
    let hits = engine.search(&Query { facets: vec![facet], ..query.clone() }).unwrap();
    assert_eq!(hits.facets.len(), 1);
    let counts = hits.facets[0].1.iter().map(|(value, count)| format!("{value}={count}"));
    counts.collect::<Vec<_>>().join(" ")
}

/// Runs every test on an engine of its own from `make`.
pub(super) fn all(make: impl Fn() -> Box<dyn Engine>) {
    let tests: [fn(&dyn Engine); 16] = [
        finds_whole_names_parts_and_codes,
        exact_names_go_first,
        finds_names_by_slips_sounds_and_scripts,
        finds_kinds_and_wider_words_by_what_is_meant,
        equals_go_by_what_is_verified_and_complete,
        widens_when_nothing_is_what_was_meant,
        any_text_is_answered,
        a_text_still_being_typed_is_completed,
        filters_join_and_facets_leave_their_own_aside,
        numbers_filter_and_count_in_bands,
        places_filter_sort_and_measure,
        sorts_with_missing_values_last,
        the_stale_sink,
        pages_are_apart_and_complete,
        a_change_replaces_and_a_deletion_removes,
        a_rebuilt_index_takes_over_at_once,
    ];
    for test in tests {
        test(&*make());
    }
}

fn finds_whole_names_parts_and_codes(engine: &dyn Engine) {
    let flange = Doc { text: "材质 304；DN50".into(), ..product("1", "不锈钢法兰盘") };
    let pump =
        Doc {
            keywords: words(&["水泵", "Pump"]), firm_name: "海安泵业".into(), ..product("2", "离心式清水泵ISW-65")
        };
    fill(engine, vec![flange, pump, doc(Kind::Firm, "3", "通州轴承厂")]);
    for (text, ids) in [
        ("不锈钢法兰盘", "1"),
        ("法兰", "1"),
        ("兰", "1"),
        ("锈钢", "1"),
        ("法兰 不锈钢", "1"),
        ("dn50", "1"),
        ("ＤＮ５０", "1"),
        ("50dn", "1"),
        ("DN 50 法兰", "1"),
        ("304的法兰", "1"),
        ("pump", "2"),
        ("海安 清水泵", "2"),
        ("isw65", "2"),
        ("c-2", "2"),
        ("轴承", "3"),
        ("f-1", "1 2 3"),
        ("螺栓", ""),
        ("dn80", ""),
    ] {
        let mut found: Vec<String> = find(engine, text).split(' ').map(str::to_owned).collect();
        found.sort_unstable();
        assert_eq!(found.join(" "), ids, "{text}");
    }
}

fn exact_names_go_first(engine: &dyn Engine) {
    let kinds = ["法兰", "法兰盘", "不锈钢法兰", "法兰法兰法兰连接件", "锻造法兰毛坯"];
    let docs = kinds.iter().enumerate().map(|(n, title)| product(&n.to_string(), title)).collect();
    fill(engine, docs);
    for (n, title) in kinds.iter().enumerate() {
        let found = find(engine, title);
        assert!(found.starts_with(&n.to_string()), "{title}: {found}");
    }
    assert_eq!(engine.search(&query("法兰")).unwrap().total, 5);
}

fn finds_names_by_slips_sounds_and_scripts(engine: &dyn Engine) {
    let titles = ["不锈钢无缝管", "电饭煲系列", "空调压缩机", "钢化玻璃", "铝合金门窗及幕墙"];
    fill(engine, titles.iter().enumerate().map(|(n, title)| product(&n.to_string(), title)).collect());
    for (text, id) in [
        ("不锈钢无管", "0"),
        ("不锈无钢缝管", "0"),
        ("不绣钢无缝管", "0"),
        ("不鏽鋼無縫管", "0"),
        ("buxiugangwufengguan", "0"),
        ("bxgwfg", "0"),
        ("管 不锈钢 无缝", "0"),
        ("求购不锈钢无缝管 5吨", "0"),
        ("dianfanbao", "1"),
        ("店饭煲", "1"),
        ("kongtiaoyasuoji", "2"),
        ("yasuoji", "2"),
        ("ktysj", "2"),
        ("夹胶钢化玻璃", "3"),
        ("幕墙", "4"),
        ("lhjmc", "4"),
    ] {
        let found = find(engine, text);
        assert!(found.starts_with(id), "{text}: {found}");
    }
}

fn finds_kinds_and_wider_words_by_what_is_meant(engine: &dyn Engine) {
    let filed = Doc { categories: words(&["螺栓", "紧固件"]), ..product("filed", "六角头M8") };
    fill(engine, vec![filed, product("named", "膨胀螺丝"), product("wide", "五金件"), product("other", "水泵")]);
    let meaning = Meaning {
        other_names: words(&["连接件"]),
        categories: words(&["紧固件"]),
        kinds: words(&["膨胀螺丝"]),
        wider: words(&["五金件"]),
    };
    assert_eq!(ask(engine, &Query { meaning: meaning.clone(), ..query("紧固件") }), "named filed wide");
    let hits = engine.search(&Query { meaning, ..query("紧固件") }).unwrap().hits;
    assert_eq!(
        hits.iter().map(|hit| hit.how).collect::<Vec<_>>(),
        [Some(How::Kind), Some(How::Kind), Some(How::Wider)]
    );
}

fn equals_go_by_what_is_verified_and_complete(engine: &dyn Engine) {
    let plain = Doc { verified: false, ..product("plain", "法兰") };
    let verified = product("verified", "法兰");
    let complete = Doc { completeness: 80, ..product("complete", "法兰") };
    let other = Doc { completeness: 100, published_at: 900, ..product("other", "法兰盘") };
    fill(engine, vec![plain, verified, complete, other]);
    assert_eq!(find(engine, "法兰"), "complete verified plain other");
}

fn widens_when_nothing_is_what_was_meant(engine: &dyn Engine) {
    fill(engine, vec![product("1", "不锈钢法兰"), product("2", "钢丝绳"), product("3", "电动机")]);
    let hits = engine.search(&query("不锈钢法兰垫片螺栓套装")).unwrap();
    assert!(hits.loose);
    assert_eq!(hits.hits[0].id, "1");
    assert!(!engine.search(&query("不锈钢")).unwrap().loose);
    let nothing = engine.search(&query("空调")).unwrap();
    assert!(!nothing.loose && nothing.total == 0);
}

fn any_text_is_answered(engine: &dyn Engine) {
    fill(engine, vec![product("1", "不锈钢法兰"), product("2", "DN50 valve")]);
    let long = "不锈钢法兰 AND (".repeat(1_000);
    let letters = "x".repeat(10_000);
    for text in [
        "\"",
        "(",
        ")",
        "AND",
        "OR NOT",
        "a:b",
        "title:法兰",
        "*",
        "?",
        "~",
        "^2",
        "[1 TO",
        "/x/",
        "\\",
        "-法兰",
        "+",
        "法兰~2",
        "'; DROP TABLE",
        "\u{0}",
        "\u{FFFD}",
        "🙂",
        "👩‍👩‍👧",
        "e\u{301}",
        "\u{202E}法兰",
        "\u{10FFFF}",
        "ﬁ",
        "İ",
        &long,
        &letters,
    ] {
        engine.search(&Query { facets: vec![Facet::Kind], ..query(text) }).unwrap();
    }
    assert_eq!(engine.search(&query("《》!?")).unwrap().total, 0);
    assert_eq!(engine.search(&query("   ")).unwrap().total, 2);
    assert_eq!(find(engine, "-法兰"), "1");
}

fn a_text_still_being_typed_is_completed(engine: &dyn Engine) {
    let titles = ["不锈钢管", "不锈钢管", "不锈钢法兰", "不锈钢法兰", "不锈钢法兰", "钢管", "PVC管"];
    let mut docs: Vec<Doc> = titles.iter().enumerate().map(|(n, title)| product(&n.to_string(), title)).collect();
    docs.push(doc(Kind::Need, "n", "不锈钢板"));
    docs.push(Doc { firm_name: "不锈机械有限公司".into(), ..doc(Kind::Firm, "f", "不锈机械") });
    fill(engine, docs);
    for (typed, suggested) in [
        ("不锈", "product 不锈钢法兰 3, product 不锈钢管 2, firm 不锈机械 1, firm 不锈机械有限公司 1"),
        ("不銹鋼管", "product 不锈钢管 2"),
        ("buxiugangg", "product 不锈钢管 2"),
        ("bxgf", "product 不锈钢法兰 3"),
        ("pv", "product pvc管 1"),
        ("不绣钢管", "product 不锈钢管 2"),
        ("阀", ""),
        ("", ""),
        ("《", ""),
    ] {
        let found = engine.suggest(typed, 2).unwrap();
        let found = found.iter().map(|one| format!("{} {} {}", one.kind, one.name, one.count));
        assert_eq!(found.collect::<Vec<_>>().join(", "), suggested, "{typed}");
    }
    engine.apply(&[(Kind::Product, "0".into()), (Kind::Product, "1".into())], Vec::new()).unwrap();
    engine.commit().unwrap();
    assert!(engine.suggest("不锈钢管", 2).unwrap().is_empty(), "what was deleted is not suggested");
    assert_eq!(engine.suggest(&"不".repeat(10_000), 2).unwrap(), []);
}

fn filters_join_and_facets_leave_their_own_aside(engine: &dyn Engine) {
    let make = |id: &str, kind, division: &str, category: &str, certificates: &[&str]| Doc {
        divisions: words(&[division, "city"]),
        categories: words(&[category, "goods"]),
        certificates: words(certificates),
        verified: id != "4",
        firm_id: format!("f{division}"),
        ..doc(kind, id, "法兰")
    };
    fill(
        engine,
        vec![
            make("1", Kind::Product, "east", "flange", &["iso", "ce", "ce"]),
            make("2", Kind::Product, "west", "flange", &["iso"]),
            make("3", Kind::Product, "west", "pipe", &[]),
            make("4", Kind::Need, "north", "pipe", &[]),
        ],
    );
    for text in ["法兰", ""] {
        let all = query(text);
        assert_eq!(counts(engine, &all, Facet::Division), "city=4 west=2 east=1 north=1");
        assert_eq!(counts(engine, &all, Facet::Kind), "product=3 need=1");
        assert_eq!(counts(engine, &all, Facet::Certificate), "iso=2 ce=1");
        assert_eq!(counts(engine, &all, Facet::Verified), "true=3");

        let west = Query { divisions: words(&["west"]), ..query(text) };
        assert_eq!(engine.search(&west).unwrap().total, 2);
        assert_eq!(counts(engine, &west, Facet::Division), "city=4 west=2 east=1 north=1");
        assert_eq!(counts(engine, &west, Facet::Category), "goods=2 flange=1 pipe=1");

        let either = Query { divisions: words(&["west", "east"]), categories: words(&["flange"]), ..query(text) };
        let counted = Query { facets: vec![Facet::Division, Facet::Category], ..either.clone() };
        assert_eq!(engine.search(&either).unwrap().total, 2);
        assert_eq!(engine.search(&counted).unwrap().total, 2);
        assert_eq!(counts(engine, &either, Facet::Category), "goods=3 flange=2 pipe=1");

        let unknown = Query { divisions: words(&["nowhere"]), facet_limit: 1, ..query(text) };
        assert_eq!(engine.search(&unknown).unwrap().total, 0);
        assert_eq!(counts(engine, &unknown, Facet::Division), "city=4 nowhere=0");

        let needs = Query { kinds: vec![Kind::Need], ..query(text) };
        assert_eq!(ask(engine, &needs), "4");
        assert_eq!(ask(engine, &Query { verified: true, ..needs }), "");
        let firm = Query { firm_id: Some("feast".into()), ..query(text) };
        assert_eq!(ask(engine, &firm), "1");
    }
}

fn numbers_filter_and_count_in_bands(engine: &dyn Engine) {
    let raw = |yuan: i64| Some(Decimal::whole(yuan).raw());
    let make = |id: &str, price, lead_days| Doc { price, lead_days, ..product(id, "法兰") };
    fill(
        engine,
        vec![
            make("1", raw(5), Some(3)),
            make("2", raw(100), Some(15)),
            make("3", raw(20_000), Some(90)),
            make("4", None, None),
        ],
    );
    let all = query("");
    assert_eq!(counts(engine, &all, Facet::Price), "-10=1 10-100=1 100-1000=1 1000-10000=0 10000-=1");
    assert_eq!(counts(engine, &all, Facet::Lead), "7=1 15=2 30=2 60=2");
    let dear = Query { price_from: raw(100), sort: Sort::PriceUp, ..query("法兰") };
    assert_eq!(ask(engine, &dear), "2 3");
    assert_eq!(counts(engine, &dear, Facet::Price), "-10=1 10-100=1 100-1000=1 1000-10000=0 10000-=1");
    assert_eq!(counts(engine, &dear, Facet::Lead), "7=0 15=1 30=1 60=1");
    assert_eq!(ask(engine, &Query { price_to: raw(100), ..dear.clone() }), "2");
    assert_eq!(ask(engine, &Query { lead_max: Some(15), price_from: None, ..dear }), "1 2");
}

fn places_filter_sort_and_measure(engine: &dyn Engine) {
    let home = Point { lat: 31.98, lon: 120.894 };
    let make = |id: &str, lat: f64| Doc { place: Point::new(lat, 120.894), ..product(id, "法兰") };
    let nowhere = product("nowhere", "法兰");
    fill(engine, vec![make("far", 32.80), make("here", 31.98), make("near", 32.07), nowhere]);
    let near =
        |radius_km| Query { near: Some(Near { point: home, radius_km }), sort: Sort::Distance, ..query("法兰") };
    assert_eq!(ask(engine, &near(None)), "here near far nowhere");
    assert_eq!(ask(engine, &near(Some(20.0))), "here near");
    assert_eq!(ask(engine, &near(Some(9.0))), "here");
    assert_eq!(counts(engine, &near(Some(9.0)), Facet::Distance), "5=1 10=1 20=2 50=2 100=3");
    let hits = engine.search(&near(None)).unwrap().hits;
    assert!((hits[1].distance_km.unwrap() - 10.0).abs() < 0.1);
    assert_eq!(hits[3].distance_km, None);
    assert_eq!(counts(engine, &query("法兰"), Facet::Distance), "");
}

fn sorts_with_missing_values_last(engine: &dyn Engine) {
    let make =
        |id: &str, price, lead_days, published_at| Doc { price, lead_days, published_at, ..product(id, "法兰") };
    fill(engine, vec![make("a", Some(300), None, 10), make("b", None, Some(9), 30), make("c", Some(-1), Some(2), 20)]);
    for text in ["", "法兰"] {
        for (sort, ids) in [
            (Sort::Newest, "b c a"),
            (Sort::PriceUp, "c a b"),
            (Sort::PriceDown, "a c b"),
            (Sort::Lead, "c b a"),
            (Sort::Relevance, "b c a"),
        ] {
            assert_eq!(ask(engine, &Query { sort, ..query(text) }), ids, "{sort:?} {text}");
        }
    }
}

fn the_stale_sink(engine: &dyn Engine) {
    let stale = Doc { published_at: 99, stale_from: Some(500), ..product("stale", "法兰") };
    let fresh = Doc { published_at: 1, stale_from: Some(1_500), ..product("fresh", "法兰") };
    let other = Doc { stale_from: Some(1_500), ..product("other", "带法兰的长长的离心泵配件") };
    fill(engine, vec![stale, fresh, other]);
    assert_eq!(find(engine, ""), "fresh other stale");
    assert_eq!(find(engine, "法兰"), "fresh stale other", "sinks among equals only");
    assert_eq!(ask(engine, &Query { now: 100, ..query("") }), "stale fresh other");
}

fn pages_are_apart_and_complete(engine: &dyn Engine) {
    let ids: Vec<String> = (0..100).map(|n| format!("{n:02}")).collect();
    for part in ids.chunks(30) {
        fill(engine, part.iter().map(|id| product(id, "法兰")).collect());
    }
    for text in ["法兰", ""] {
        let mut seen: Vec<String> = Vec::new();
        for page in 0..11 {
            let hits = engine.search(&Query { offset: page * 10, limit: 10, ..query(text) }).unwrap();
            assert_eq!(hits.total, 100);
            assert_eq!(hits.hits.len(), if page == 10 { 0 } else { 10 });
            seen.extend(hits.hits.into_iter().map(|hit| hit.id));
        }
        seen.sort_unstable();
        assert_eq!(seen, ids);
        assert!(engine.search(&Query { offset: usize::MAX, ..query(text) }).unwrap().hits.is_empty());
        assert_eq!(engine.search(&Query { limit: 0, ..query(text) }).unwrap().total, 100);
    }
}

fn a_change_replaces_and_a_deletion_removes(engine: &dyn Engine) {
    let (old, new) = (product("1", "法兰"), product("1", "阀门"));
    engine.apply(&[], vec![old.clone()]).unwrap();
    assert_eq!(find(engine, "法兰"), "", "not before the commit");
    engine.commit().unwrap();
    assert_eq!(find(engine, "法兰"), "1");
    engine.apply(&[], vec![product("2", "垫片"), old.clone()]).unwrap();
    engine.apply(&[], vec![new.clone()]).unwrap();
    engine.apply(&[], vec![doc(Kind::Firm, "1", "法兰厂"), product("0", "弯头")]).unwrap();
    engine.commit().unwrap();
    assert_eq!(engine.search(&query("法兰")).unwrap().hits[0].kind, Kind::Firm);
    assert_eq!((engine.count(Kind::Product).unwrap(), engine.count(Kind::Need).unwrap()), (3, 0));
    let ids = words(&["1", "none", "2"]);
    let expected = [Some(new.version()), None, Some(product("2", "垫片").version())];
    assert_eq!(engine.versions(Kind::Product, &ids).unwrap(), expected);
    assert_eq!(engine.ids(Kind::Product, None, 2).unwrap(), ["0", "1"]);
    assert_eq!(engine.ids(Kind::Product, Some("1"), 2).unwrap(), ["2"]);
    assert_eq!(engine.ids(Kind::Firm, None, 9).unwrap(), ["1"]);

    let gone = [(Kind::Product, "1".to_owned()), (Kind::Product, "never".to_owned())];
    engine.apply(&gone, Vec::new()).unwrap();
    engine.commit().unwrap();
    engine.commit().unwrap();
    assert_eq!((engine.count(Kind::Product).unwrap(), engine.count(Kind::Firm).unwrap()), (2, 1));
    assert_eq!(find(engine, "阀门"), "");
    assert_eq!(engine.versions(Kind::Product, &words(&["1"])).unwrap(), [None]);
    assert_eq!(engine.ids(Kind::Product, None, 9).unwrap(), ["0", "2"]);
    engine.healthy().unwrap();
    engine.release().unwrap();
    fill(engine, vec![new]);
    assert_eq!(find(engine, "阀门"), "1");
}

fn a_rebuilt_index_takes_over_at_once(engine: &dyn Engine) {
    assert!(engine.needs_rebuild().unwrap());
    fill(engine, vec![product("old", "法兰")]);
    drop(engine.rebuild().unwrap());
    let mut rebuild = engine.rebuild().unwrap();
    rebuild.add((0..50).map(|n| product(&format!("n{n}"), "阀门")).collect()).unwrap();
    fill(engine, vec![product("between", "法兰")]);
    assert_eq!(engine.search(&query("法兰")).unwrap().total, 2);
    engine.apply(&[], vec![product("lost", "法兰")]).unwrap();
    rebuild.finish().unwrap();
    assert!(matches!(engine.commit(), Err(EngineError::Replaced)), "what was not committed went with the old index");
    assert_eq!(engine.search(&query("法兰")).unwrap().total, 0);
    assert_eq!(engine.search(&query("阀门")).unwrap().total, 50);
    assert!(!engine.needs_rebuild().unwrap());
    fill(engine, vec![product("lost", "法兰")]);
    assert_eq!(find(engine, "法兰"), "lost");
}
