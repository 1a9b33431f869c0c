use std::cell::RefCell;
use std::collections::BTreeSet;

use super::*;
use crate::clock;
use crate::db::testing::TestDb;

/// A receiver that keeps what came, by id.
#[derive(Default)]
struct Receiver {
    came: RefCell<Vec<String>>,
}

impl Carrier for Receiver {
    fn ways(&self) -> &'static [Way] {
        &[Way::Mail]
    }

    fn carry(&self, parcel: &Parcel, _: &[Parcel], _: Moment) -> AppResult<Outcome> {
        self.came.borrow_mut().push(parcel.id.clone());
        Ok(Outcome::Sent(Some(200)))
    }
}

fn put(test: &TestDb, id: &str, now: Moment) {
    let row = Parcel {
        id: id.into(),
        recipient: "a@firm.example".into(),
        subject: "成交".into(),
        body: "您好".into(),
        created_at: now,
        sent_at: None,
        failure: None,
        attempts: 0,
        retry_at: now,
        secret_until: None,
        way: Way::Mail,
        stops: None,
        status: None,
    };
    test.db.write(|conn| AppResult::Ok(store::insert(conn, &row)?)).unwrap();
}

/// The steps of a process that carries, after each of which it may be stopped.
const STEPS: usize = 4;

/// Does the first `steps` steps of carrying and is then stopped.
fn stopped_after(test: &TestDb, receiver: &Receiver, steps: usize, now: Moment) {
    let (db, mut done) = (&test.db, 0);
    let mut goes_on = || {
        done += 1;
        done <= steps
    };
    for parcel in due(db, receiver, now).unwrap() {
        if !goes_on() || claim(db, receiver, &parcel, now).unwrap().is_none() || !goes_on() {
            return;
        }
        let outcome = receiver.carry(&parcel, &[], now).unwrap();
        if !goes_on() {
            return;
        }
        note(db, receiver, &parcel, &[], &outcome, now).unwrap();
        if !goes_on() {
            return;
        }
    }
}

#[test]
fn stopped_at_any_step_nothing_is_lost_and_nothing_comes_twice_under_another_id() {
    for steps in 0..=STEPS {
        let (test, receiver, now) = (TestDb::new(), Receiver::default(), clock::now());
        put(&test, "p1", now);
        put(&test, "p2", now);
        stopped_after(&test, &receiver, steps, now);
        // Another process comes at once, and again when what the first had claimed is free.
        for later in [now, now + CLAIM, now + CLAIM * 2] {
            while carry_due(&test.db, &receiver, || later).unwrap() > 0 {}
        }
        let came = receiver.came.borrow();
        let ids: BTreeSet<&str> = came.iter().map(String::as_str).collect();
        assert_eq!(ids.into_iter().collect::<Vec<_>>(), ["p1", "p2"], "after step {steps}");
        // Only what was carried and not noted comes again, and under its id.
        let twice = usize::from(steps == 2);
        assert_eq!(came.len(), 2 + twice, "after step {steps}: {came:?}");
    }
}

#[test]
fn two_processes_do_not_carry_the_same_parcel() {
    let (test, receiver, now) = (TestDb::new(), Receiver::default(), clock::now());
    put(&test, "p1", now);
    let parcel = due(&test.db, &receiver, now).unwrap().remove(0);
    assert_eq!(claim(&test.db, &receiver, &parcel, now).unwrap(), Some(vec![]));
    assert_eq!(claim(&test.db, &receiver, &parcel, now).unwrap(), None, "seen by both, claimed by one");
    assert!(due(&test.db, &receiver, now).unwrap().is_empty());
}

#[test]
fn pauses_grow_to_a_day() {
    for (attempts, minutes) in [(1, 1), (2, 4), (3, 16), (5, 256), (8, 1440), (50, 1440)] {
        assert_eq!(pause(attempts), Duration::minutes(minutes), "{attempts}");
    }
}

/// A receiver that takes all that waits in one message, and nothing the first time.
#[derive(Default)]
struct Gatherer {
    came: RefCell<Vec<usize>>,
}

impl Carrier for Gatherer {
    fn ways(&self) -> &'static [Way] {
        &[Way::Mail]
    }

    fn turn(&self, conn: &mut Conn, parcel: &Parcel, now: Moment) -> AppResult<Turn> {
        Ok(Turn::With(store::due_beside(conn, parcel, now, 100)?))
    }

    fn carry(&self, _: &Parcel, with: &[Parcel], _: Moment) -> AppResult<Outcome> {
        self.came.borrow_mut().push(1 + with.len());
        Ok(if self.came.borrow().len() == 1 { Outcome::Refused(None, "later".into()) } else { Outcome::Sent(None) })
    }
}

#[test]
fn what_goes_together_is_claimed_and_noted_together() {
    let (test, receiver, now) = (TestDb::new(), Gatherer::default(), clock::now());
    let ids = ["p1", "p2", "p3"];
    ids.iter().for_each(|id| put(&test, id, now));
    assert_eq!(carry_due(&test.db, &receiver, || now).unwrap(), 0);
    let parcel = |id: &str| test.db.read(|conn| AppResult::Ok(store::find(conn, id)?)).unwrap().unwrap();
    assert!(ids.iter().all(|id| parcel(id).attempts == 1 && parcel(id).failure.is_some()));
    let later = now + Duration::minutes(2);
    assert_eq!(carry_due(&test.db, &receiver, || later).unwrap(), 1);
    assert!(ids.iter().all(|id| parcel(id).sent_at == Some(later)));
    assert_eq!(*receiver.came.borrow(), [3, 3]);
    let moments = test.db.read(|conn| AppResult::Ok(store::last_sent(conn, "a@firm.example", 20)?)).unwrap();
    assert_eq!(moments, [Some(later)], "one message, one moment");
}

#[test]
fn what_was_sent_long_ago_is_cleared_and_what_was_not_is_kept() {
    let (test, receiver, now) = (TestDb::new(), Receiver::default(), clock::now());
    put(&test, "sent", now);
    carry_due(&test.db, &receiver, || now).unwrap();
    put(&test, "waiting", now);
    for (days, gone) in [(KEPT_DAYS, 0), (KEPT_DAYS + 1, 1), (KEPT_DAYS * 20, 0)] {
        let later = now + Duration::days(days);
        assert_eq!(test.db.write(|conn| purge(conn, later)).unwrap(), gone, "after {days} days");
    }
    let kept = test.db.read(|conn| AppResult::Ok(store::find(conn, "waiting")?)).unwrap();
    assert!(kept.is_some());
}
