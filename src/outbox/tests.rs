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

    fn carry(&self, parcel: &Parcel, _: Moment) -> AppResult<Outcome> {
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
        if !goes_on() || !claim(db, receiver, &parcel, now).unwrap() || !goes_on() {
            return;
        }
        let outcome = receiver.carry(&parcel, now).unwrap();
        if !goes_on() {
            return;
        }
        note(db, receiver, &parcel, &outcome, now).unwrap();
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
    assert!(claim(&test.db, &receiver, &parcel, now).unwrap());
    assert!(!claim(&test.db, &receiver, &parcel, now).unwrap(), "seen by both, claimed by one");
    assert!(due(&test.db, &receiver, now).unwrap().is_empty());
}

#[test]
fn pauses_grow_to_a_day() {
    for (attempts, minutes) in [(1, 1), (2, 4), (3, 16), (5, 256), (8, 1440), (50, 1440)] {
        assert_eq!(pause(attempts), Duration::minutes(minutes), "{attempts}");
    }
}
