use std::sync::Arc;

use super::sheet::paste;
use super::store::{ListRow, shown};
use super::work::go_on;
use super::{actions, store};
use crate::accounts::{Actor, Role, UserId, Viewer};
use crate::clock::{self, Moment};
use crate::db::Conn;
use crate::db::testing::TestDb;
use crate::firms::testing::member_of;
use crate::http::columns::Columns;
use crate::http::{AppError, AppResult};
use crate::listings::{self, ListingState};
use crate::matching::known::Known;
use crate::matching::matcher;
use crate::needs::store::NeedRow;
use crate::products::store::ProductRow;
use crate::{enquiries, needs};

/// A buying firm, two makers of steel pipes, one of flanges, and what is known of them.
struct Scene {
    db: TestDb,
    known: Arc<Known>,
    buyer: Viewer,
    maker: Viewer,
}

impl Scene {
    fn new() -> Scene {
        let db = TestDb::new();
        let (buyer, maker) = db
            .db
            .write::<_, AppError>(|conn| {
                let [buyer, one, two] = ["buyer", "one", "two"].map(|firm| member_of(conn, firm, true));
                for (maker, code, name) in
                    [(&one, "P-1", "不锈钢管"), (&two, "P-2", "不锈钢管"), (&two, "P-3", "碳钢法兰")]
                {
                    product(conn, maker, code, name)?;
                }
                Ok((buyer, one))
            })
            .unwrap();
        let known = Arc::new(matcher::read(&db.db, None).unwrap());
        Scene { db, known, buyer, maker }
    }

    fn run<T>(&self, work: impl FnOnce(&mut Conn) -> AppResult<T>) -> AppResult<T> {
        self.db.db.write(work)
    }

    /// The buyer's list of these lines, matched.
    fn list(&self, lines: &str) -> ListRow {
        let list = self.run(|conn| actions::begin(conn, &self.buyer, "清单", paste(lines)?, clock::now())).unwrap();
        while go_on(&self.db.db, &self.known).unwrap() {}
        list
    }

    fn show(&self, list: &ListRow) -> actions::Seen {
        self.run(|conn| actions::show(conn, &self.buyer, list.id.as_str())).unwrap()
    }
}

fn product(conn: &mut Conn, maker: &Viewer, code: &str, name: &str) -> AppResult<()> {
    let columns = columns(&[("code", code), ("name", name)]);
    listings::actions::create::<ProductRow>(conn, maker, &columns, ListingState::Published, clock::now()).map(drop)
}

fn columns(pairs: &[(&str, &str)]) -> Columns {
    Columns(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

fn code<T>(done: AppResult<T>) -> &'static str {
    done.err().map_or("done", |why| why.code())
}

const LINES: &str = "编码\t名称\t数量\t单位\t单价\n001\t不锈钢管\t2\t吨\t100\n002\t法兰\t3\t件\t\n\
                     003\t石墨烯薄膜\t1\t卷\t300\n004\t不锈钢管\t许多\t吨\t1";

#[test]
fn a_list_is_matched_and_counted() {
    let scene = Scene::new();
    let seen = scene.show(&scene.list(LINES));
    let standing: Vec<&str> = seen.lines.iter().map(|line| seen.standing(line).as_str()).collect();
    assert_eq!(standing, ["covered", "covered", "uncovered", "wrong"]);
    assert!(seen.list.matched_at.is_some());
    assert_eq!((seen.coverage.by_lines(), seen.coverage.by_amount()), (Some(667), Some(400)));
    assert_eq!((seen.coverage.unpriced, seen.coverage.lines()), (1, 4));
    let firms: Vec<&str> = seen.of(1).iter().map(|one| one.firm.1.as_str()).collect();
    assert_eq!(firms, ["one", "two"]);
    let chosen = seen.of(1).iter().map(|one| one.row.is_chosen).collect::<Vec<_>>();
    assert_eq!(chosen, [true, false], "the best is chosen until its buyer says otherwise");
    // What is withdrawn covers nothing any more, however old the list is.
    scene.run(|conn| listings::actions::withdraw::<ProductRow>(conn, &scene.maker, "P-1", "", clock::now())).unwrap();
    let firms: Vec<String> = scene.show(&seen.list).of(1).iter().map(|one| one.firm.1.clone()).collect();
    assert_eq!(firms, ["two"]);
}

#[test]
fn a_list_is_nobody_elses() {
    let scene = Scene::new();
    let list = scene.list(LINES);
    let id = list.id.as_str();
    let stranger = scene.run(|conn| Ok(member_of(conn, "stranger", true))).unwrap();
    let person = |role| Viewer { actor: Actor::User(UserId::new()), role, ..Viewer::anonymous() };
    let people = [
        (stranger, "not_found"),
        (scene.maker.clone(), "not_found"),
        (person(Some(Role::Buyer)), "not_found"),
        (person(Some(Role::Official)), "forbidden"),
        (person(Some(Role::Operator)), "forbidden"),
        (person(None), "sign_in_required"),
    ];
    let now = clock::now();
    let nothing = columns(&[("name", "x")]);
    for (who, expected) in &people {
        let outcomes = [
            code(scene.run(|conn| actions::show(conn, who, id))),
            code(scene.run(|conn| actions::rename(conn, who, id, "x"))),
            code(scene.run(|conn| actions::renew(conn, who, id, now))),
            code(scene.run(|conn| actions::edit_line(conn, who, (id, "1"), &nothing, now))),
            code(scene.run(|conn| actions::choose(conn, who, id, &[1], &[], now))),
            code(scene.run(|conn| actions::draft_enquiries(conn, who, id, now))),
            code(scene.run(|conn| actions::make_needs(conn, who, id, now))),
            code(scene.run(|conn| actions::delete(conn, who, id, clock::now()))),
        ];
        assert_eq!(outcomes, [*expected; 8], "{:?}", who.role);
    }
    let colleague = Viewer { actor: Actor::User(UserId::new()), ..scene.buyer.clone() };
    assert_eq!(code(scene.run(|conn| actions::rename(conn, &colleague, id, "改名"))), "done");
    assert_eq!(scene.show(&list).list.name, "改名");
    assert_eq!(code(scene.run(|conn| actions::delete(conn, &colleague, id, clock::now()))), "done");
    assert_eq!(code(scene.run(|conn| actions::show(conn, &scene.buyer, id))), "not_found");
}

#[test]
fn each_supplier_gets_one_draft_and_a_second_click_makes_none() {
    let scene = Scene::new();
    let list = scene.list(LINES);
    let (id, now) = (list.id.as_str(), clock::now());
    let picked = [(1, "P-1".to_owned()), (1, "P-2".to_owned()), (2, "P-3".to_owned()), (3, "P-1".to_owned())];
    let chosen = scene.run(|conn| actions::choose(conn, &scene.buyer, id, &[1, 2, 3], &picked, now)).unwrap();
    assert_eq!(chosen, 3, "what is no candidate of its line is left out");
    let ask = || scene.run(|conn| actions::draft_enquiries(conn, &scene.buyer, id, clock::now()));
    let made = ask().unwrap();
    let shown: Vec<(&str, usize)> = made.iter().map(|draft| (draft.firm.as_str(), draft.lines)).collect();
    assert_eq!(shown, [("one", 1), ("two", 2)]);
    assert_eq!(code(ask()), "conflict");
    let lines = scene
        .run(|conn| {
            let draft = enquiries::store::find_by_code(conn, &made[1].code)?.unwrap();
            assert_eq!(draft.state, enquiries::State::Draft);
            Ok(enquiries::store::lines(conn, &draft.id)?)
        })
        .unwrap();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["001 不锈钢管", "002 法兰"], "with the buyer's numbers and without its prices");
    scene.run(|conn| enquiries::actions::delete(conn, &scene.buyer, &made[0].code)).unwrap();
    assert_eq!(ask().unwrap().len(), 1, "a draft that was thrown away can be made again");
    // What is chosen and asked outlives a new matching.
    scene.run(|conn| actions::renew(conn, &scene.buyer, id, clock::now())).unwrap();
    while go_on(&scene.db.db, &scene.known).unwrap() {}
    assert_eq!(code(ask()), "conflict");
}

#[test]
fn lines_that_nobody_fits_become_needs_once() {
    let scene = Scene::new();
    let list = scene.list(LINES);
    let make = |who: &Viewer| scene.run(|conn| actions::make_needs(conn, who, list.id.as_str(), clock::now()));
    assert_eq!(make(&scene.buyer).unwrap(), 1);
    assert_eq!(code(make(&scene.buyer)), "conflict");
    let need = scene.show(&list).lines[2].need_code.clone();
    let row = scene.run(|conn| Ok(needs::store::find_by_code(conn, &need)?)).unwrap().unwrap();
    assert_eq!((row.text.as_str(), row.state, row.budget_wan), ("石墨烯薄膜", ListingState::Published, None));
    let soon = clock::local_day(clock::now()) + chrono::Duration::days(30);
    assert_eq!(row.needed_by, Some(soon), "a need is dated");
    let buyer = Viewer { actor: Actor::User(UserId::new()), role: Some(Role::Buyer), ..Viewer::anonymous() };
    let own = scene.run(|conn| actions::begin(conn, &buyer, "x", paste("石墨烯")?, clock::now())).unwrap();
    while go_on(&scene.db.db, &scene.known).unwrap() {}
    let refused = scene.run(|conn| actions::make_needs(conn, &buyer, own.id.as_str(), clock::now()));
    assert_eq!(code(refused), "forbidden");
}

#[test]
fn the_needs_of_a_list_are_taken_back_at_once_unless_somebody_worked_with_them() {
    let scene = Scene::new();
    let list = scene.list("石墨烯薄膜\n钛合金紧固件\n碳化硅晶圆");
    let (id, now) = (list.id.as_str(), clock::now());
    let back = |now| scene.run(|conn| actions::take_back_needs(conn, &scene.buyer, id, now));
    assert_eq!(code(back(now)), "conflict", "nothing is posted yet");
    let make = || scene.run(|conn| actions::make_needs(conn, &scene.buyer, id, clock::now()));
    let made = make().unwrap();
    assert!(made >= 2, "{made}");
    let codes: Vec<String> = scene.show(&list).lines.iter().map(|line| line.need_code.clone()).collect();
    scene.run(|conn| listings::actions::confirm::<NeedRow>(conn, &scene.buyer, &codes[0], clock::now())).unwrap();
    let late = back(now + chrono::Duration::days(31)).unwrap();
    assert_eq!((late.withdrawn, late.kept.len()), (0, made));
    let taken = back(clock::now()).unwrap();
    let kept: Vec<&str> = taken.kept.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!((taken.withdrawn, kept), (made - 1, vec![codes[0].as_str()]));
    let row = scene.run(|conn| Ok(needs::store::find_by_code(conn, &codes[1])?)).unwrap().unwrap();
    assert_eq!(row.state, ListingState::Withdrawn);
    assert_eq!(make().unwrap(), made - 1, "their lines can be posted again");
}

#[test]
fn a_list_sent_twice_under_one_code_is_one_list() {
    let scene = Scene::new();
    let send = |who: &Viewer, code: &str, lines: &str| {
        scene.run(|conn| actions::begin_once(conn, who, ("x", code), paste(lines)?, clock::now()))
    };
    let first = send(&scene.buyer, "PO-7", "法兰").unwrap();
    assert_eq!(send(&scene.buyer, " PO-7 ", "法兰").unwrap().id, first.id);
    assert_eq!(code(send(&scene.buyer, "PO-7", "球阀")), "conflict");
    assert_eq!(code(send(&scene.buyer, &"长".repeat(65), "法兰")), "invalid");
    let other = Viewer { actor: Actor::User(UserId::new()), role: Some(Role::Buyer), ..Viewer::anonymous() };
    assert_ne!(send(&other, "PO-7", "球阀").unwrap().id, first.id, "a code is the sender’s own");
    assert_ne!(send(&scene.buyer, "", "法兰").unwrap().id, send(&scene.buyer, "", "法兰").unwrap().id);
}

#[test]
fn a_wrong_line_is_kept_until_it_is_corrected() {
    let scene = Scene::new();
    let list = scene.list(LINES);
    let edit = |quantity: &str| {
        let sent =
            columns(&[("code", "004"), ("name", "不锈钢管"), ("quantity", quantity), ("unit", "吨"), ("price", "1")]);
        scene.run(|conn| actions::edit_line(conn, &scene.buyer, (list.id.as_str(), "4"), &sent, clock::now()))
    };
    assert_eq!(scene.show(&list).lines[3].faults()[0].value, "许多");
    assert_eq!((code(edit("很多")), code(edit("40"))), ("invalid", "done"));
    let seen = scene.show(&list);
    assert_eq!((seen.coverage.waiting, seen.coverage.wrong), (1, 0));
    while go_on(&scene.db.db, &scene.known).unwrap() {}
    assert_eq!(scene.show(&list).coverage.by_amount(), Some(444));
}

#[test]
fn what_was_found_for_a_list_that_changed_meanwhile_is_found_anew() {
    let scene = Scene::new();
    let list = scene.run(|conn| actions::begin(conn, &scene.buyer, "x", paste("法兰")?, clock::now())).unwrap();
    let later: Moment = clock::now() + chrono::Duration::seconds(1);
    scene
        .run(|conn| {
            assert!(store::advance(conn, &list.id, list.updated_at, later)?);
            assert!(!store::advance(conn, &list.id, list.updated_at, list.updated_at)?);
            assert!(shown(conn, &list.id, None)?.is_empty());
            Ok(())
        })
        .unwrap();
    while go_on(&scene.db.db, &scene.known).unwrap() {}
    assert_eq!(scene.show(&list).coverage.covered, 1);
}

#[test]
fn a_list_can_be_deleted_while_its_candidates_are_written() {
    let scene = Scene::new();
    let list = scene.list("不锈钢管\n碳钢法兰");
    let (began, waits) = std::sync::mpsc::channel();
    let (deleted, written) = std::thread::scope(|threads| {
        let write = || {
            scene.run(|conn| {
                assert!(store::advance(conn, &list.id, list.updated_at, list.updated_at)?);
                began.send(()).unwrap();
                std::thread::sleep(std::time::Duration::from_millis(300));
                let kept = store::kept(conn, &list.id, &[1, 2])?;
                assert!(!kept.is_empty());
                store::replace(conn, &list.id, &[1, 2], &kept)?;
                Ok(())
            })
        };
        let writer = threads.spawn(write);
        waits.recv().unwrap();
        let deleted = scene.run(|conn| actions::delete(conn, &scene.buyer, list.id.as_str(), clock::now()));
        (code(deleted), code(writer.join().unwrap()))
    });
    assert_eq!((deleted, written), ("done", "done"));
}
