//! The feed, rebuilding and checking, on a real database and the embedded engine.

use std::sync::Arc;

use super::*;
use crate::chain::store as chain;
use crate::clock;
use crate::db::testing::TestDb;
use crate::db::{Conn, Db, Kind};
use crate::engine::{Embedded, Engine, Meili, Query, Sort, dirty};
use crate::firms::store::{self as firms, FirmRow};
use crate::firms::{FirmFields, FirmId, Verification};
use crate::listings::{Listing, ListingState};
use crate::needs::store::{self as needs, NeedRow};
use crate::needs::{NeedFields, NeedId};
use crate::products::store::{self as products, ProductRow};
use crate::products::{ProductFields, ProductId};
use crate::wake::Wake;

/// A database and an index.
struct City {
    test: TestDb,
    engine: Arc<dyn Engine>,
}

impl City {
    fn new() -> City {
        let test = TestDb::new();
        let engine = Arc::new(Embedded::open(&test.dir.join("search")).unwrap());
        City { test, engine }
    }

    fn db(&self) -> &Db {
        &self.test.db
    }

    fn write<T>(&self, work: impl FnOnce(&mut Conn) -> diesel::QueryResult<T>) -> T {
        self.db().write::<_, anyhow::Error>(|conn| Ok(work(conn)?)).unwrap()
    }

    fn firm(&self, code: &str, verification: Verification) -> FirmRow {
        let fields = FirmFields { name: format!("企业{code}"), ..FirmFields::default() };
        let row = FirmRow::new(FirmId::new(), code.into(), fields, verification, clock::now());
        self.write(|conn| {
            firms::insert_many(conn, std::slice::from_ref(&row))?;
            dirty::mark(conn, Kind::Firm, row.id.as_str())
        });
        row
    }

    fn products(&self, firm: &FirmRow, names: &[&str], state: ListingState) -> Vec<ProductRow> {
        let row = |name: &&str| {
            let id = ProductId::new();
            let fields = ProductFields { name: (*name).into(), ..ProductFields::empty() };
            ProductRow::new(id.clone(), id.0, firm.id.clone(), fields, None, state, clock::now())
        };
        let rows: Vec<ProductRow> = names.iter().map(row).collect();
        self.write(|conn| {
            products::insert_many(conn, &rows)?;
            dirty::mark_many(conn, Kind::Product, &rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>())
        });
        rows
    }

    fn need(&self, firm: &FirmRow, text: &str) {
        let fields = NeedFields { text: text.into(), ..NeedFields::empty() };
        let state = ListingState::Published;
        let row = NeedRow::new(NeedId::new(), "N1".into(), firm.id.clone(), fields, None, state, clock::now());
        self.write(|conn| {
            needs::insert_many(conn, std::slice::from_ref(&row))?;
            dirty::mark(conn, Kind::Need, row.id.as_str())
        });
    }

    fn change(&self, row: ProductRow) {
        self.write(|conn| {
            products::update(conn, &row)?;
            dirty::mark(conn, Kind::Product, row.id.as_str())
        });
    }

    fn settle(&self) -> u64 {
        match catch_up(self.db(), self.engine.clone(), |_| {}).unwrap() {
            Caught::Up(settled) => settled,
            Caught::Elsewhere | Caught::Away => panic!("nobody else writes, and no server is needed"),
        }
    }

    fn found(&self, text: &str) -> u64 {
        self.engine.search(&Query { text: text.into(), limit: 10, ..Query::default() }).unwrap().total
    }

    fn report(&self) -> Report {
        check(self.db(), &*self.engine).unwrap()
    }
}

#[test]
fn the_index_follows_what_is_public() {
    let city = City::new();
    let (shown, waiting) = (city.firm("1", Verification::Verified), city.firm("2", Verification::Pending));
    let made = city.products(&shown, &["不锈钢法兰", "离心泵"], ListingState::Published);
    city.products(&shown, &["阀门"], ListingState::Draft);
    city.products(&waiting, &["电动机"], ListingState::Published);
    city.need(&shown, "采购轴承");
    let before = city.report();
    assert_eq!((before.waiting, before.differences.len()), (4, 0));
    assert_eq!(city.settle(), 7);
    assert_eq!(["法兰", "阀门", "电动机", "轴承", "企业"].map(|text| city.found(text)), [1, 0, 0, 1, 4]);

    city.change(ProductRow { state: ListingState::Withdrawn, ..made[0].clone() });
    city.change(ProductRow { name: "潜水泵".into(), ..made[1].clone() });
    // A verified firm brings its listings with it.
    city.write(|conn| {
        firms::update(conn, &FirmRow { verification: Verification::Verified, ..waiting.clone() })?;
        dirty::mark(conn, Kind::Firm, waiting.id.as_str())
    });
    assert_eq!(city.settle(), 4);
    assert_eq!(["法兰", "离心泵", "潜水泵", "电动机"].map(|text| city.found(text)), [0, 0, 1, 1]);

    city.write(|conn| {
        made[1].delete(conn)?;
        dirty::mark(conn, Kind::Product, made[1].id.as_str())
    });
    city.settle();
    assert_eq!(city.found("潜水泵"), 0);
    let report = city.report();
    assert_eq!((report.documents, report.waiting, report.differences), (4, 0, vec![]));
}

#[test]
fn a_check_names_every_difference() {
    let city = City::new();
    let firm = city.firm("1", Verification::Verified);
    let made = city.products(&firm, &["法兰", "阀门", "垫片"], ListingState::Published);
    city.settle();
    // Changes that their authors forgot to mark.
    city.write(|conn| {
        products::update(conn, &ProductRow { name: "盲板".into(), ..made[0].clone() })?;
        products::update(conn, &ProductRow { state: ListingState::Withdrawn, ..made[1].clone() })
    });
    city.engine.apply(&[(Kind::Product, made[2].id.0.clone())], Vec::new()).unwrap();
    city.engine.commit().unwrap();
    let mut found: Vec<(String, Wrong)> = city.report().differences.into_iter().map(|d| (d.id, d.wrong)).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let wrong = [Wrong::Outdated, Wrong::Surplus, Wrong::Missing];
    let mut expected: Vec<_> = made.iter().zip(wrong).map(|(row, wrong)| (row.id.0.clone(), wrong)).collect();
    expected.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(found, expected);
    reindex(city.db(), &*city.engine, |_| true).unwrap();
    assert_eq!(city.report().differences, []);
}

#[test]
fn a_new_index_takes_over_with_what_changed_while_it_was_built() {
    let city = City::new();
    let firm = city.firm("1", Verification::Verified);
    let names: Vec<String> = (0..2_500).map(|n| format!("法兰{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let made = city.products(&firm, &names, ListingState::Published);
    city.settle();
    assert!(city.engine.needs_rebuild().unwrap());
    let mut first = Some(made[0].clone());
    let done = reindex(city.db(), &*city.engine, |_| {
        // The first page is read already; the feed settles this one into the old index.
        if let Some(row) = first.take() {
            city.change(ProductRow { name: "盲板".into(), ..row });
            city.settle();
            assert_eq!(city.found("盲板"), 1);
        }
        true
    })
    .unwrap();
    assert_eq!((done.documents, city.settle()), (2_501, 1));
    assert_eq!((city.found("盲板"), city.found("法兰")), (1, 2_499));
    assert_eq!(city.report().differences, []);

    let stopped = reindex(city.db(), &*city.engine, |progress| progress.documents < 2_000);
    assert!(stopped.is_err());
    assert_eq!(city.found("法兰"), 2_499);
}

#[test]
fn a_changed_tree_is_followed_once_everything_is_marked() {
    let city = City::new();
    let firm = city.firm("1", Verification::Verified);
    let mut made = city.products(&firm, &["M8六角头"], ListingState::Published).remove(0);
    city.settle();
    let category = city.write(|conn| chain::ensure_categories(conn, &["紧固件"], None, clock::now()));
    made.category_id = category.get("紧固件").cloned();
    city.change(made);
    city.settle();
    assert_eq!(city.found("紧固件"), 1);
    city.write(dirty::mark_everything);
    assert_eq!(city.settle(), 2);
    assert_eq!(city.report().differences, []);
}

#[test]
fn the_feed_finds_a_listing_within_a_second_during_a_backlog() {
    let city = City::new();
    reindex(city.db(), &*city.engine, |_| true).unwrap();
    let firm = city.firm("1", Verification::Verified);
    let names: Vec<String> = (0..6_000).map(|n| format!("法兰{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    city.products(&firm, &names, ListingState::Published);
    let wake = Wake::default();
    let feed = Feed::start(city.db().clone(), city.engine.clone(), &wake);
    city.products(&firm, &["离心泵"], ListingState::Published);
    wake.ring();
    let wait = |text: &str, count: u64| {
        let started = std::time::Instant::now();
        while city.found(text) < count {
            assert!(started.elapsed().as_secs() < 30, "{text}: {} of {count}", city.found(text));
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        started.elapsed()
    };
    let single = wait("离心泵", 1);
    let all = wait("法兰", 6_000);
    assert!(single < all, "{single:?} {all:?}");
    wake.stop();
    feed.join();
    let report = city.report();
    assert_eq!((report.documents, report.waiting, report.differences), (6_002, 0, vec![]));
}

#[test]
fn a_certificate_leaves_the_index_on_the_day_after_its_last() {
    let city = City::new();
    let firm = city.firm("1", Verification::Verified);
    let made = city.products(&firm, &["法兰", "阀门", "垫片"], ListingState::Published);
    city.settle();
    let day = |ago: i64| clock::local_day(clock::now()) - chrono::Duration::days(ago);
    let stored = [format!("CE@{}", day(1)), format!("CE@{}", day(0)), format!("CE@{}", day(400))];
    city.write(|conn| {
        made.iter()
            .zip(stored)
            .try_for_each(|(row, certificates)| products::update(conn, &ProductRow { certificates, ..row.clone() }))
    });
    assert_eq!(expiry::mark_expired(city.db(), clock::now()).unwrap(), 1, "not one that still holds or is long gone");
    assert_eq!(expiry::mark_expired(city.db(), clock::now() + chrono::Duration::days(1)).unwrap(), 2);
}

/// What a search answers while the server is away: the names found, in order.
fn by_name(city: &City, asked: &query::Asked) -> String {
    let away = Meili::open("http://127.0.0.1:9", None, "peitao").unwrap();
    let lexicon = Lexicon::default();
    let answer = city
        .db()
        .read(|conn| {
            find::find(conn, (&away, &lexicon), asked, &find::Part { offset: 0, limit: 20, facets: None }, clock::now())
        })
        .unwrap();
    assert!(answer.by_name);
    assert_eq!(answer.total, answer.found.len() as u64);
    let name = |found: &find::Found| match &found.subject {
        find::Subject::Product(card) => card.row.name.clone(),
        find::Subject::Need(card) => card.row.text.clone(),
        find::Subject::Firm(row) => row.name.clone(),
    };
    answer.found.iter().map(name).collect::<Vec<_>>().join(" ")
}

#[test]
fn names_are_found_while_the_search_server_is_away_and_no_change_is_lost() {
    let city = City::new();
    let (shown, waiting) = (city.firm("1", Verification::Verified), city.firm("2", Verification::Pending));
    let made = city.products(&shown, &["法兰盘", "法兰", "不锈钢法兰", "Valve 100%"], ListingState::Published);
    city.products(&shown, &["法兰垫"], ListingState::Withdrawn);
    city.products(&waiting, &["法兰片"], ListingState::Published);
    city.need(&shown, "采购轴承");
    let ask = |q: &str| query::Asked { q: q.into(), ..query::Asked::default() };
    for (text, found) in [
        ("法兰", "法兰 法兰盘"),
        ("valve", "Valve 100%"),
        ("VALVE 100%", "Valve 100%"),
        ("法%", ""),
        ("法_", ""),
        ("法\\", ""),
        ("法'", ""),
        (&made[2].code, "不锈钢法兰"),
    ] {
        assert_eq!(by_name(&city, &ask(text)), found, "{text}");
    }
    assert_eq!(by_name(&city, &ask("")).matches("法兰").count(), 3);
    assert_eq!(by_name(&city, &query::Asked { divisions: vec!["320612".into()], ..ask("法兰") }), "");
    assert_eq!(by_name(&city, &query::Asked { sort: Sort::PriceUp, ..ask("法兰") }).split(' ').count(), 2);
    assert_eq!(by_name(&city, &query::Asked { kind: Kind::Need, ..ask("采购") }), "采购轴承");
    assert_eq!(by_name(&city, &query::Asked { kind: Kind::Firm, ..ask("企业") }), "企业1");

    let away = Arc::new(Meili::open("http://127.0.0.1:9", None, "peitao").unwrap());
    assert_eq!(catch_up(city.db(), away, |_| {}).unwrap(), Caught::Away);
    assert_eq!(city.settle(), 9, "every mark is still there");
    assert_eq!(city.report().differences, []);
}

#[test]
fn searches_use_the_words_that_are_held_until_these_are_renewed() {
    let city = City::new();
    let lexicon = Lexicon::default();
    let categories = |known: &Known, text: &str| known.meaning(text).categories;
    let read =
        |work: &dyn Fn(&mut Conn) -> crate::http::AppResult<Arc<Known>>| city.db().read(|conn| work(conn)).unwrap();
    let name = |name: &str| city.write(|conn| chain::ensure_categories(conn, &[name], None, clock::now()).map(drop));
    name("阀门");
    let now = || read(&|conn| lexicon.now(conn));
    assert_eq!(categories(&now(), "famen"), ["阀门"], "who comes first reads the tables");
    name("轴承");
    assert!(categories(&now(), "轴承").is_empty(), "no search waits for a graph to be read");
    assert_eq!(categories(&read(&|conn| lexicon.renewed(conn)), "轴承"), ["轴承"]);
    assert_eq!(categories(&now(), "zhoucheng"), ["轴承"]);
}
