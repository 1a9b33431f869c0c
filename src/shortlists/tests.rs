use super::actions;
use super::compare::compare;
use super::rules::{Named, named};
use crate::accounts::{Actor, Role, UserId, Viewer};
use crate::clock;
use crate::db::Conn;
use crate::db::testing::TestDb;
use crate::enquiries;
use crate::firms::testing::member_of;
use crate::http::AppResult;
use crate::http::columns::Columns;
use crate::lang::Lang;
use crate::listings::{self, ListingState};
use crate::products::store::ProductRow;

/// A buying firm, and two sellers with a product each.
struct Scene {
    db: TestDb,
    buyer: Viewer,
    sellers: [Viewer; 2],
}

impl Scene {
    fn new() -> Scene {
        let db = TestDb::new();
        let [buyer, one, two] = {
            let conn = &mut *db.db.writer().unwrap();
            ["buyer", "one", "two"].map(|firm| member_of(conn, firm, true))
        };
        let scene = Scene { db, buyer, sellers: [one, two] };
        for (at, code, price, specs) in [(0, "P-1", "12", "口径=50mm;材质=304"), (1, "P-2", "9", "口径=80mm")] {
            let pairs = [
                ("code", code),
                ("name", "法兰"),
                ("unit", "件"),
                ("price_from", price),
                ("price_visibility", "public"),
                ("lead_days", "7"),
                ("specs", specs),
                ("certificates", "CCS;ISO 9001@2020-01-01"),
            ];
            let columns = Columns(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect());
            let (seller, now) = (&scene.sellers[at], clock::now());
            let made = scene
                .run(|c| listings::actions::create::<ProductRow>(c, seller, &columns, ListingState::Published, now));
            made.unwrap();
        }
        scene
    }

    fn run<T>(&self, work: impl FnOnce(&mut Conn) -> AppResult<T>) -> AppResult<T> {
        self.db.db.write(work)
    }

    fn put(&self, who: &Viewer, id: &str, things: &[Named]) -> AppResult<(String, usize)> {
        let put = |conn: &mut Conn| actions::put(conn, who, (id, things), Lang::Zh, clock::now());
        self.run(put).map(|(list, added)| (list.id.0, added))
    }
}

fn things(pairs: &[(&str, &str)]) -> Vec<Named> {
    named(&pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect::<Vec<_>>())
}

fn code<T>(done: AppResult<T>) -> &'static str {
    done.err().map_or("done", |why| why.code())
}

#[test]
fn things_are_put_once_moved_and_taken_off() {
    let scene = Scene::new();
    let all = things(&[("product", "P-1"), ("product", "P-2"), ("firm", "one"), ("product", "none")]);
    let (id, added) = scene.put(&scene.buyer, "", &all).unwrap();
    assert_eq!(added, 3);
    assert_eq!(scene.put(&scene.buyer, "", &all).unwrap(), (id.clone(), 0), "the list used last, and nothing twice");
    let other = scene.run(|conn| actions::create(conn, &scene.buyer, "二期", clock::now())).unwrap();
    let again = scene.run(|conn| actions::create(conn, &scene.buyer, "二期", clock::now())).unwrap();
    assert_eq!(other.id, again.id);
    let one = things(&[("product", "P-1")]);
    let moved = |to: Option<&str>, from: &str| {
        scene.run(|conn| actions::take_off(conn, &scene.buyer, (from, to), &one, clock::now())).unwrap()
    };
    assert_eq!((moved(Some(other.id.as_str()), &id), moved(None, &id)), (1, 0));
    let on = |id: &str| scene.run(|conn| actions::show(conn, &scene.buyer, id)).unwrap();
    assert_eq!((on(&id).subjects.len(), on(other.id.as_str()).subjects.len()), (2, 1));
    scene
        .run(|conn| listings::actions::withdraw::<ProductRow>(conn, &scene.sellers[0], "P-1", "", clock::now()))
        .unwrap();
    let seen = on(other.id.as_str());
    assert_eq!((seen.subjects.len(), seen.gone), (0, 1), "what is withdrawn is not shown");
}

#[test]
fn a_list_is_nobody_elses() {
    let scene = Scene::new();
    let (id, _) = scene.put(&scene.buyer, "", &things(&[("product", "P-1")])).unwrap();
    let person = |role| Viewer { actor: Actor::User(UserId::new()), role, ..Viewer::anonymous() };
    for (who, expected) in [
        (scene.sellers[0].clone(), "not_found"),
        (person(Some(Role::Buyer)), "not_found"),
        (person(Some(Role::Official)), "forbidden"),
        (person(None), "sign_in_required"),
    ] {
        let one = things(&[("product", "P-2")]);
        let outcomes = [
            code(scene.put(&who, &id, &one)),
            code(scene.run(|conn| actions::show(conn, &who, &id))),
            code(scene.run(|conn| actions::rename(conn, &who, &id, "x"))),
            code(scene.run(|conn| actions::take_off(conn, &who, (&id, None), &one, clock::now()))),
            code(scene.run(|conn| actions::delete(conn, &who, &id))),
        ];
        assert_eq!(outcomes, [expected; 5], "{:?}", who.role);
    }
    let colleague = Viewer { actor: Actor::User(UserId::new()), ..scene.buyer.clone() };
    assert_eq!(code(scene.run(|conn| actions::delete(conn, &colleague, &id))), "done");
}

#[test]
fn things_stand_side_by_side_up_to_six() {
    let scene = Scene::new();
    let two = things(&[("product", "P-1"), ("product", "P-2"), ("firm", "two")]);
    let sheet = scene.run(|conn| compare(conn, &scene.buyer, &two, Lang::Zh, clock::now())).unwrap();
    let rows: Vec<String> =
        sheet.rows.iter().map(|row| format!("{}|{}|{}", row.label, row.cells.join("|"), row.differs)).collect();
    assert_eq!(
        rows,
        [
            "价格|¥12 / 件|¥9 / 件||true",
            "交货期|7 天|7 天||false",
            "证书|CCS|CCS||false",
            "口径|50 mm|80 mm||true",
            "材质|304|||false"
        ]
    );
    let many: Vec<(&str, &str)> = ["one", "two", "buyer"].iter().map(|code| ("firm", *code)).collect();
    let many = things(&[&many[..], &[("product", "P-1"), ("product", "P-2")]].concat());
    let sheet = scene.run(|conn| compare(conn, &scene.buyer, &many, Lang::Zh, clock::now())).unwrap();
    assert_eq!((sheet.heads.len(), sheet.left_out), (5, 0));
}

#[test]
fn all_are_asked_by_one_draft() {
    let scene = Scene::new();
    let all = things(&[("product", "P-1"), ("product", "P-2"), ("firm", "two"), ("firm", "buyer")]);
    let draft = scene.run(|conn| actions::ask(conn, &scene.buyer, &all, clock::now())).unwrap();
    let (lines, asked) = scene
        .run(|conn| {
            let lines = enquiries::store::lines(conn, &draft.id)?;
            Ok((lines.len(), enquiries::store::suppliers(conn, &draft.id)?.len()))
        })
        .unwrap();
    assert_eq!(
        (lines, asked, draft.state),
        (1, 2, enquiries::State::Draft),
        "alike lines are one, and nobody asks itself"
    );
    assert_eq!(code(scene.run(|conn| actions::ask(conn, &scene.buyer, &[], clock::now()))), "conflict");
    let official = Viewer { role: Some(Role::Official), ..Viewer::anonymous() };
    assert_eq!(code(scene.run(|conn| actions::ask(conn, &official, &all, clock::now()))), "forbidden");
}
