use super::*;
use crate::accounts::Role;
use crate::clock;
use crate::db::testing::TestDb;
use crate::firms::testing::member_of;
use crate::listings::ListingState;
use crate::needs::NeedFields;
use crate::pairings::Reason;
use crate::products::ProductFields;

const SITE: &str = "http://site.test";

struct Scene {
    buyer: Viewer,
    seller: Viewer,
    rival: Viewer,
    renewal: Renewal,
}

fn firm(viewer: &Viewer) -> FirmId {
    viewer.firm.clone().unwrap()
}

fn product_of(conn: &mut Conn, code: &str, firm: &FirmId, name: &str) -> ProductId {
    let fields = ProductFields { name: name.into(), ..ProductFields::empty() };
    let (id, state) = (ProductId::new(), ListingState::Published);
    let row = products::store::ProductRow::new(id, code.into(), firm.clone(), fields, None, state, clock::now());
    products::store::insert(conn, &row).unwrap();
    row.id
}

fn with_scene(test: impl FnOnce(&mut Conn, Scene)) {
    let test_db = TestDb::new();
    let conn = &mut *test_db.db.writer().unwrap();
    let [buyer, seller, rival] = ["buyer", "seller", "rival"].map(|code| member_of(conn, code, true));
    let product = product_of(conn, "P1", &firm(&seller), "法兰");
    let other = product_of(conn, "P2", &firm(&rival), "对焊法兰");
    let fields = NeedFields { text: "求购法兰".into(), ..NeedFields::empty() };
    let (id, state) = (NeedId::new(), ListingState::Published);
    let need = NeedRow::new(id, "N1".into(), firm(&buyer), fields, None, state, clock::now());
    needs::store::insert(conn, &need).unwrap();
    let proposed = vec![
        Proposed { seller: firm(&seller), product, fit: "same", score: 7_200 },
        Proposed { seller: firm(&rival), product: other, fit: "narrower", score: 5_000 },
    ];
    let renewal = Renewal { need: need.id, buyer: firm(&buyer), good: "法兰".into(), proposed };
    renew(conn, std::slice::from_ref(&renewal), clock::now()).unwrap();
    test(conn, Scene { buyer, seller, rival, renewal });
}

fn first(conn: &mut Conn, scene: &Scene) -> PairingRow {
    store::of_need(conn, &scene.renewal.need).unwrap().into_iter().find(|r| r.seller_id == firm(&scene.seller)).unwrap()
}

fn say(act: Act, reason: &'static str) -> Said<'static> {
    Said { act: act.as_str(), reason, note: "" }
}

#[test]
fn both_sides_walk_a_pairing_to_its_end_and_each_step_is_remembered() {
    with_scene(|conn, scene| {
        let id = first(conn, &scene).id;
        for (who, act, state) in [
            (&scene.seller, Act::See, State::Seen),
            (&scene.seller, Act::Interest, State::Interested),
            (&scene.buyer, Act::Interest, State::Interested),
            (&scene.buyer, Act::Contact, State::Contacted),
            (&scene.seller, Act::Agree, State::Agreed),
        ] {
            assert_eq!(answer(conn, SITE, who, &id, say(act, ""), clock::now()).unwrap().state, state);
        }
        let (_, history, side) = show(conn, &scene.buyer, &id).unwrap();
        assert_eq!(side, Some(Side::Buyer));
        let steps: Vec<(Side, State)> = history.iter().map(|event| (event.side, event.state)).collect();
        let expected = [
            (Side::Seller, State::Seen),
            (Side::Seller, State::Interested),
            (Side::Buyer, State::Contacted),
            (Side::Seller, State::Agreed),
        ];
        assert_eq!(steps, expected);
        assert_eq!(store::answers(conn, &[firm(&scene.seller)]).unwrap(), [(firm(&scene.seller), State::Agreed, 1)]);
    });
}

#[test]
fn other_firms_learn_nothing_of_it() {
    with_scene(|conn, scene| {
        let id = first(conn, &scene).id;
        for result in [
            show(conn, &scene.rival, &id).map(drop),
            answer(conn, SITE, &scene.rival, &id, say(Act::See, ""), clock::now()).map(drop),
        ] {
            assert!(matches!(result, Err(AppError::NotFound)));
        }
        assert!(matches!(show(conn, &Viewer::anonymous(), &id), Err(AppError::SignIn)));
        let official = Viewer { role: Some(Role::Official), ..Viewer::anonymous() };
        assert_eq!(show(conn, &official, &id).unwrap().2, None);
        let changed = answer(conn, SITE, &official, &id, say(Act::See, ""), clock::now());
        assert!(matches!(changed, Err(AppError::Forbidden(_))));
        let Own { lines, total, .. } = own(conn, &scene.rival, (Side::Seller, State::ALL), (0, 10)).unwrap();
        assert_eq!((lines.len(), total, lines[0].product.0.as_str()), (1, 1, "P2"));
    });
}

#[test]
fn what_is_declined_keeps_its_facts_teaches_and_can_be_taken_back() {
    with_scene(|conn, scene| {
        let id = first(conn, &scene).id;
        let wordless = answer(conn, SITE, &scene.seller, &id, say(Act::Decline, ""), clock::now());
        assert!(matches!(wordless, Err(AppError::Invalid(_))));
        let row = answer(conn, SITE, &scene.seller, &id, say(Act::Decline, "not_made"), clock::now()).unwrap();
        assert_eq!((row.state, row.reason, row.facts.is_empty()), (State::Declined, Some(Reason::NotMade), false));
        assert_eq!(store::not_made(conn, "法兰").unwrap(), [firm(&scene.seller)]);
        assert_eq!(store::declined(conn, &scene.renewal.need).unwrap(), [(firm(&scene.seller), row.facts)]);
        let by_other = answer(conn, SITE, &scene.buyer, &id, say(Act::Reopen, ""), clock::now());
        assert!(matches!(by_other, Err(AppError::Conflict(_))));
        answer(conn, SITE, &scene.seller, &id, say(Act::Reopen, ""), clock::now()).unwrap();
        assert!(store::not_made(conn, "法兰").unwrap().is_empty());
    });
}

#[test]
fn a_renewal_keeps_what_was_taken_up_and_drops_what_was_not() {
    with_scene(|conn, scene| {
        let id = first(conn, &scene).id;
        answer(conn, SITE, &scene.seller, &id, say(Act::Interest, ""), clock::now()).unwrap();
        let none = Renewal { proposed: vec![], ..scene.renewal.clone() };
        renew(conn, &[none], clock::now()).unwrap();
        let left = store::of_need(conn, &scene.renewal.need).unwrap();
        assert_eq!(left.iter().map(|row| (&row.id, row.place)).collect::<Vec<_>>(), [(&id, None)]);
        // What was declined and comes back has new facts, so it stands as new.
        answer(conn, SITE, &scene.buyer, &id, say(Act::Decline, "terms"), clock::now()).unwrap();
        renew(conn, std::slice::from_ref(&scene.renewal), clock::now()).unwrap();
        let row = first(conn, &scene);
        assert_eq!((row.id, row.state, row.place, row.reason), (id.clone(), State::Proposed, Some(1), None));
        let (_, history, _) = show(conn, &scene.seller, &id).unwrap();
        assert_eq!(history.last().map(|event| (event.side, event.state)), Some((Side::Site, State::Proposed)));
    });
}
