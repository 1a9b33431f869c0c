use chrono::Duration;

use super::*;
use crate::accounts::{Actor, Role, UserId, Viewer};
use crate::clock;
use crate::db::Conn;
use crate::db::testing::TestDb;
use crate::enquiries::comparison::actions as comparing;
use crate::enquiries::files;
use crate::enquiries::quotes::{actions as quoting, seal};
use crate::enquiries::seat::{self, Seat, Seated};
use crate::enquiries::sent::{Sent, SentLine};
use crate::enquiries::store;
use crate::enquiries::{Answer, QuestionId, State, links};
use crate::firms::testing::member_of;
use crate::http::AppResult;
use crate::http::columns::Columns;

/// A buying firm, two sellers and somebody else, all verified.
struct Scene {
    db: TestDb,
    sealing: Sealing,
    buyer: Viewer,
    sellers: [Viewer; 2],
    stranger: Viewer,
    start: Moment,
}

impl Scene {
    fn new() -> Scene {
        let db = TestDb::new();
        let [buyer, one, two, stranger] = {
            let conn = &mut *db.db.writer().unwrap();
            ["buyer", "one", "two", "stranger"].map(|firm| member_of(conn, firm, true))
        };
        Scene { db, sealing: Sealing::passing(), buyer, sellers: [one, two], stranger, start: clock::now() }
    }

    fn post(&self) -> Post<'_> {
        Post { sealing: &self.sealing, site_url: "http://site.test" }
    }

    fn deadline(&self) -> Moment {
        self.start + Duration::hours(24)
    }

    fn run<T>(&self, work: impl FnOnce(&mut Conn) -> AppResult<T>) -> AppResult<T> {
        self.db.db.write(work)
    }

    fn draft(&self, code: &str) -> Sent {
        let line = |text: &str, quantity: &str| SentLine {
            text: text.into(),
            quantity: quantity.into(),
            unit: "千克".into(),
            ..SentLine::default()
        };
        Sent {
            code: code.into(),
            title: "钢管".into(),
            deadline: format!("{}Z", self.deadline().format("%Y-%m-%dT%H:%M:%S%.6f")),
            suppliers: vec!["one".into(), "two".into()],
            lines: vec![line("无缝钢管", "500")],
            ..Sent::default()
        }
    }

    fn sent(&self, code: &str) -> EnquiryRow {
        self.run(|conn| {
            create(conn, &self.buyer, &self.draft(code), self.start)?;
            send(conn, self.post(), &self.buyer, code, self.start)
        })
        .unwrap()
    }

    fn quote(&self, seller: &Viewer, price: &str, at: Moment) -> AppResult<quoting::Receipt> {
        self.run(|conn| {
            let seated = seat::take(conn, seller, "E1")?;
            quoting::submit(conn, &self.sealing, seated, &prices(price), at)
        })
    }

    fn mails(&self) -> usize {
        self.run(crate::mail::count).unwrap() as usize
    }
}

fn prices(price: &str) -> Columns {
    let pairs = [
        ("price_1", price),
        ("unit_1", "吨"),
        ("tax_included", "false"),
        ("tax_rate", "13"),
        ("lead_days", "7"),
        ("valid_until", "2099-12-31"),
    ];
    Columns(pairs.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect())
}

fn is_refused<T>(done: AppResult<T>, code: &str) -> bool {
    done.err().is_some_and(|why| why.code() == code)
}

#[test]
fn sent_twice_an_enquiry_is_one() {
    let scene = Scene::new();
    let first = scene.sent("E1");
    let again = scene.sent("E1");
    assert_eq!((first.id.clone(), first.sent_at), (again.id, again.sent_at));
    let other = Sent { title: "别的".into(), ..scene.draft("E1") };
    let done = scene.run(|conn| create(conn, &scene.buyer, &other, scene.start));
    assert!(is_refused(done, "invalid"));
    let stranger = scene.run(|conn| create(conn, &scene.stranger, &scene.draft("E1"), scene.start));
    assert!(is_refused(stranger, "invalid"), "a code of another firm tells nothing");
}

#[test]
fn a_draft_is_private_and_what_is_sent_stays() {
    let scene = Scene::new();
    scene.run(|conn| create(conn, &scene.buyer, &scene.draft("E1"), scene.start)).unwrap();
    let colleague = Viewer { actor: Actor::User(UserId::new()), ..scene.buyer.clone() };
    assert!(is_refused(scene.run(|conn| seat::take(conn, &colleague, "E1")), "not_found"));
    assert!(is_refused(scene.run(|conn| seat::take(conn, &scene.sellers[0], "E1")), "not_found"));
    let changed = Sent { suppliers: vec!["one".into()], ..scene.draft("E1") };
    scene.run(|conn| edit(conn, &scene.buyer, "E1", &changed, scene.start)).unwrap();
    let row = scene.run(|conn| send(conn, scene.post(), &scene.buyer, "E1", scene.start)).unwrap();
    assert_eq!(scene.run(|conn| Ok(store::suppliers(conn, &row.id)?)).unwrap().len(), 1);
    assert_eq!(scene.run(|conn| seat::take(conn, &colleague, "E1")).unwrap().seat, Seat::Buyer);
    assert!(is_refused(scene.run(|conn| edit(conn, &scene.buyer, "E1", &changed, scene.start)), "conflict"));
    assert!(is_refused(scene.run(|conn| delete(conn, &scene.buyer, "E1")), "conflict"));
}

#[test]
fn who_cannot_be_asked_and_who_may_not_ask() {
    let scene = Scene::new();
    scene.run(|conn| Ok(member_of(conn, "raw", false))).unwrap();
    for supplier in ["buyer", "raw", "nobody"] {
        let sent = Sent { suppliers: vec![supplier.into()], ..scene.draft("E1") };
        assert!(is_refused(scene.run(|conn| create(conn, &scene.buyer, &sent, scene.start)), "invalid"), "{supplier}");
    }
    for role in [Role::Official, Role::Operator] {
        let staff = Viewer { role: Some(role), ..Viewer::anonymous() };
        let done = scene.run(|conn| create(conn, &staff, &scene.draft("E1"), scene.start));
        assert!(is_refused(done, "forbidden"), "{role}");
    }
    let raw = Viewer { firm_verified: false, ..scene.buyer.clone() };
    scene.run(|conn| create(conn, &raw, &scene.draft("E1"), scene.start)).unwrap();
    assert!(is_refused(scene.run(|conn| send(conn, scene.post(), &raw, "E1", scene.start)), "conflict"));
}

#[test]
fn until_the_deadline_no_price_can_be_read_and_afterwards_receipts_verify() {
    let scene = Scene::new();
    let enquiry = scene.sent("E1");
    let receipt = scene.quote(&scene.sellers[0], "4321.75", scene.start).unwrap();
    let (text, row) = (receipt.envelope.unwrap().canonical(), receipt.row);
    assert!(text.contains("4321.75") && seal::receipt(&text) == row.receipt);
    let stored = format!("{row:?}");
    assert!(row.opened.is_none() && !stored.contains("4321.75"), "{stored}");
    let other = scene.quote(&scene.sellers[1], "1", scene.start).unwrap().row;
    assert_eq!(other.sealed.len(), row.sealed.len(), "the length tells nothing");
    let moment_before = scene.deadline() - Duration::seconds(1);
    let sheet = |viewer: &Viewer, now| scene.run(|conn| comparing::sheet(conn, scene.post(), viewer, "E1", now));
    assert!(is_refused(sheet(&scene.buyer, moment_before), "forbidden"), "nor does the buyer");
    assert!(is_refused(sheet(&scene.sellers[0], scene.deadline()), "forbidden"));
    let opened = sheet(&scene.buyer, scene.deadline()).unwrap().1;
    let first = &opened.offers[0];
    // 1 元 a ton without tax, for half a ton, with 13 per cent.
    assert_eq!((first.firm_code.as_str(), first.total.unwrap().to_string()), ("two", "0.57".into()));
    assert!(opened.offers.iter().all(|offer| offer.is_whole));
    let own = scene.run(|conn| quoting::own(conn, &scene.sealing, &row.supplier_id)).unwrap().unwrap();
    assert_eq!(own.row.opened.as_deref(), Some(text.as_str()));
    for field in ["sealed", "opened", "receipt"] {
        let mut forged = own.row.clone();
        let target = match field {
            "sealed" => &mut forged.sealed,
            "opened" => forged.opened.as_mut().unwrap(),
            _ => &mut forged.receipt,
        };
        let last = target.pop().unwrap();
        target.push(if last == '0' { '1' } else { '0' });
        assert!(!seal::is_whole(&scene.sealing, &forged), "{field}");
    }
    assert!(is_refused(scene.quote(&scene.sellers[0], "1", scene.deadline()), "conflict"), "too late");
    assert_eq!(enquiry.state, State::Sent);
}

#[test]
fn a_quote_is_revised_withdrawn_and_sent_twice_without_harm() {
    let scene = Scene::new();
    scene.sent("E1");
    let seller = &scene.sellers[0];
    let revision = |price: &str| scene.quote(seller, price, scene.start).unwrap().row.revision;
    assert_eq!((revision("10"), revision("10"), revision("9")), (1, 1, 2));
    let withdraw = || {
        scene.run(|conn| {
            let seated = seat::take(conn, seller, "E1")?;
            quoting::withdraw(conn, &scene.sealing, seated, &Columns::default(), scene.start)
        })
    };
    assert!(withdraw().is_ok() && withdraw().is_ok());
    let sheet = scene.run(|conn| comparing::sheet(conn, scene.post(), &scene.buyer, "E1", scene.deadline())).unwrap().1;
    let answers: Vec<&str> = sheet.others.iter().map(|other| other.answer.as_str()).collect();
    assert_eq!((sheet.offers.len(), answers), (0, vec!["withdrawn", "waiting"]));
}

#[test]
fn a_link_answers_but_shows_and_changes_nothing_without_the_receipt() {
    let scene = Scene::new();
    let enquiry = scene.sent("E1");
    let asked = scene.run(|conn| Ok(store::suppliers(conn, &enquiry.id)?)).unwrap().remove(0);
    let token = links::token(&scene.sealing, &asked.id, scene.deadline());
    let take = |now| scene.run(|conn| seat::take_by_link(conn, &scene.sealing, &token, now));
    assert!(is_refused(take(scene.deadline()), "not_found"), "it ends with the deadline");
    let submit = |price: &str, more: &[(&str, &str)]| {
        let mut sent = prices(price);
        sent.0.extend(more.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        let seated = take(scene.start)?;
        scene.run(|conn| quoting::submit(conn, &scene.sealing, seated, &sent, scene.start))
    };
    let first = submit("10", &[]).unwrap();
    let nonce = first.envelope.unwrap().nonce;
    assert!(is_refused(submit("10", &[]), "forbidden"), "the same price is not told from another");
    assert!(is_refused(submit("9", &[("proof", "00")]), "forbidden"));
    assert_eq!(submit("9", &[("nonce", &nonce)]).unwrap().row.revision, 1, "the same form sent twice");
    assert_eq!(submit("9", &[("proof", &nonce)]).unwrap().row.revision, 2);
    let seated = take(scene.start).unwrap();
    let declined = scene.run(|conn| decline(conn, seated, "full", "", "", scene.start));
    assert!(is_refused(declined, "forbidden"));
}

#[test]
fn one_tap_answers_are_kept_and_a_referral_names_another_firm() {
    let scene = Scene::new();
    let enquiry = scene.sent("E1");
    let tap = |seller: &Viewer, word: &str, firm: &str| {
        scene.run(|conn| {
            let seated = seat::take(conn, seller, "E1")?;
            decline(conn, seated, word, firm, "", scene.start + Duration::hours(2))
        })
    };
    assert_eq!(tap(&scene.sellers[0], "not_made", "").unwrap().answer, Answer::NotMade);
    for firm in ["", "two", "buyer", "nobody"] {
        assert!(is_refused(tap(&scene.sellers[1], "referred", firm), "invalid"), "{firm}");
    }
    let referred = tap(&scene.sellers[1], "referred", "stranger").unwrap();
    assert_eq!(referred.referred_firm_id.unwrap().as_str(), "stranger");
    let firm = scene.sellers[0].firm.as_ref().unwrap();
    let firms: Vec<_> = scene.sellers.iter().filter_map(|seller| seller.firm.clone()).collect();
    let learnt = scene.run(|conn| crate::enquiries::figures::refusals(conn, &firms, scene.deadline())).unwrap();
    assert_eq!(learnt, [(firm.clone(), "无缝钢管".to_owned())]);
    let replies = scene.run(|conn| crate::enquiries::figures::replies(conn, &firms[..2], scene.deadline())).unwrap();
    assert_eq!(replies, [(firms[1].clone(), 0.5)]);
    let figures = scene.run(|conn| crate::enquiries::figures::responses(conn, firm, scene.deadline())).unwrap();
    assert_eq!((figures.rate(), figures.median_hours), (Some(100), Some(2)));
    assert_eq!(enquiry.buyer_name, "buyer");
}

#[test]
fn questions_are_for_all_and_the_asker_is_unsaid() {
    let scene = Scene::new();
    scene.sent("E1");
    let ask_it = |seller: &Viewer| {
        scene.run(|conn| {
            let seated = seat::take(conn, seller, "E1")?;
            ask(conn, scene.post(), seated, "要材质报告吗？", scene.start)
        })
    };
    let question = ask_it(&scene.sellers[0]).unwrap();
    assert_eq!(ask_it(&scene.sellers[0]).unwrap().id, question.id, "sent twice it is one");
    let answer = |viewer: &Viewer, id: &QuestionId| {
        scene.run(|conn| answer_question(conn, scene.post(), viewer, "E1", id, "要", scene.start))
    };
    assert!(is_refused(answer(&scene.sellers[0], &question.id), "forbidden"));
    assert!(is_refused(answer(&scene.buyer, &QuestionId::new()), "not_found"));
    answer(&scene.buyer, &question.id).unwrap();
    for (viewer, is_own) in [(&scene.sellers[0], true), (&scene.sellers[1], false), (&scene.buyer, false)] {
        let view = scene
            .run(|conn| {
                let seated = seat::take(conn, viewer, "E1")?;
                crate::enquiries::view::load(conn, seated, scene.start)
            })
            .unwrap();
        let found: Vec<_> = view.questions.iter().map(|q| (q.row.answer.as_str(), q.is_own)).collect();
        assert_eq!(found, [("要", is_own)]);
    }
}

#[test]
fn calling_off_tells_each_firm_once() {
    let scene = Scene::new();
    scene
        .run(|conn| {
            let row = crate::accounts::actions::create_buyer(conn, "a@one.test", "甲", "x", scene.start)?;
            use diesel::prelude::*;
            let users = crate::db::schema::users::dsl::users;
            diesel::update(users.find(row)).set(crate::db::schema::users::firm_id.eq("one")).execute(conn)?;
            Ok(())
        })
        .unwrap();
    scene.sent("E1");
    assert_eq!(scene.mails(), 1);
    let off = || scene.run(|conn| cancel(conn, &scene.buyer, "E1", "", scene.start)).unwrap();
    assert_eq!((off().state, off().state), (State::Cancelled, State::Cancelled));
    // The second letter waits a quarter of an hour for what else may happen.
    let told = scene.run(|conn| {
        use diesel::prelude::*;
        Ok(crate::db::schema::notices::table.count().get_result::<i64>(conn)?)
    });
    assert_eq!((scene.mails(), told.unwrap()), (1, 2));
    let mails = scene.run(|conn| crate::mail::page(conn, 0, 9)).unwrap();
    assert_eq!(mails.iter().filter(|mail| mail.body.contains("/answer/")).count(), 0, "the link is taken back");
    assert!(is_refused(scene.quote(&scene.sellers[0], "1", scene.start), "conflict"));
    let late = scene.run(|conn| comparing::sheet(conn, scene.post(), &scene.buyer, "E1", scene.deadline()));
    assert!(is_refused(late, "conflict"), "its quotes stay sealed");
}

#[test]
fn the_choice_is_frozen() {
    let scene = Scene::new();
    scene.sent("E1");
    scene.quote(&scene.sellers[0], "10", scene.start).unwrap();
    let later = scene.deadline() + Duration::hours(1);
    let choose = |firm: &str, reasons: &str| {
        scene.run(|conn| comparing::choose(conn, scene.post(), &scene.buyer, "E1", (firm, reasons), later))
    };
    assert!(is_refused(choose("one", " "), "invalid") && is_refused(choose("two", "便宜"), "invalid"));
    let row = choose("one", "唯一报价").unwrap();
    assert_eq!(choose("one", "唯一报价").unwrap(), row, "sent twice it is one");
    assert!(is_refused(choose("", "改主意"), "conflict"));
    let frozen = scene.run(|conn| comparing::frozen(conn, &scene.buyer, "E1")).unwrap().1;
    assert!(frozen.is_whole && frozen.record["chosen"][0] == "one");
    let forged = comparing_row_with(&row, "两家报价");
    assert!(!crate::enquiries::comparison::record::Frozen::new(forged).is_whole);
    let settled = |viewer: &Viewer| scene.run(|conn| comparing::settled(conn, viewer, "E1", later));
    assert!(settled(&scene.buyer).is_ok() && settled(&scene.sellers[0]).is_ok());
    assert!(is_refused(settled(&scene.sellers[1]), "not_found"));
}

fn comparing_row_with(
    row: &crate::enquiries::comparison::store::ChoiceRow,
    reasons: &str,
) -> crate::enquiries::comparison::store::ChoiceRow {
    let mut forged = row.clone();
    forged.snapshot = forged.snapshot.replace("唯一报价", reasons);
    forged
}

#[test]
fn attachments_go_both_ways_and_those_of_firms_are_sealed() {
    let scene = Scene::new();
    scene.run(|conn| create(conn, &scene.buyer, &scene.draft("E1"), scene.start)).unwrap();
    let dir = scene.db.dir.clone();
    let attach = |viewer: &Viewer, content: &[u8], now| {
        let ready = files::actions::prepare("图.pdf", content)?;
        scene.run(|conn| {
            let seated: Seated = seat::take(conn, viewer, "E1")?;
            files::actions::attach(conn, &scene.sealing, &dir, &seated, (&ready, content), now)
        })
    };
    let drawing = attach(&scene.buyer, b"%PDF drawing", scene.start).unwrap();
    scene.run(|conn| send(conn, scene.post(), &scene.buyer, "E1", scene.start)).unwrap();
    let offer = attach(&scene.sellers[0], b"%PDF price 4321", scene.start).unwrap();
    assert_eq!(attach(&scene.sellers[0], b"%PDF price 4321", scene.start).unwrap(), offer, "twice is one");
    let stored = files::disk::read(&dir, &offer.id).unwrap().unwrap();
    assert!(!stored.windows(4).any(|four| four == b"4321"));
    assert_eq!(files::actions::content(&scene.sealing, &dir, &offer).unwrap(), b"%PDF price 4321");
    let sees = |viewer: &Viewer, now| {
        let found = scene.run(|conn| {
            let seated = seat::take(conn, viewer, "E1")?;
            files::actions::visible(conn, &seated, now)
        });
        found.unwrap().into_iter().map(|file| file.id).collect::<Vec<_>>()
    };
    for (viewer, now, ids) in [
        (&scene.sellers[0], scene.start, vec![&drawing.id, &offer.id]),
        (&scene.sellers[1], scene.start, vec![&drawing.id]),
        (&scene.buyer, scene.start, vec![&drawing.id]),
        (&scene.buyer, scene.deadline(), vec![&drawing.id, &offer.id]),
        (&scene.sellers[1], scene.deadline(), vec![&drawing.id]),
    ] {
        assert_eq!(sees(viewer, now).iter().collect::<Vec<_>>(), ids);
    }
    assert!(is_refused(attach(&scene.sellers[0], b"%PDF late", scene.deadline()), "conflict"));
}
