//! The threads beside the web server, and the order in which they end.

use std::collections::HashMap;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::app::App;
use crate::http::observe;
use crate::notices::hooks::courier::Courier;
use crate::products::pictures;
use crate::queue::{Handler, Worker};
use crate::search::Feed;
use crate::{
    accounts, alerts, clock, clusters, enquiries, fairs, imports, mail, notices, outbox, plans, queue, search, sought,
};

/// How often views are added to the table and waiting mail is looked for.
const ROUND: Duration = Duration::from_secs(3);
/// The least time between two looks for hooks to call, however often the bell rings.
const PAUSE: Duration = Duration::from_millis(100);
/// How often old sessions, jobs and files are cleared away.
const CLEARING: Duration = Duration::from_secs(3600);

/// How often matters that stand still are looked for.
const SWEEP: Duration = Duration::from_secs(60);

/// The running threads.
pub struct Background {
    feed: Feed,
    worker: Worker,
    keeper: JoinHandle<()>,
    courier: JoinHandle<()>,
}

impl Background {
    /// Starts the search feed, the worker and the keeper of small chores.
    pub fn start(app: &App) -> Background {
        let (keeper, courier) = (app.clone(), app.clone());
        Background {
            feed: Feed::start(app.db.clone(), app.engine.clone(), &app.wake),
            worker: Worker::start(app.db.clone(), &app.wake, handlers(app)),
            keeper: std::thread::spawn(move || keep(&keeper)),
            courier: std::thread::spawn(move || call_hooks(&courier)),
        }
    }

    /// Ends them: the job in hand first, the index's last commit, then the last views.
    pub fn stop(self, app: &App) {
        app.wake.stop();
        self.worker.join();
        self.feed.join();
        if self.keeper.join().is_err() {
            tracing::error!("the keeper thread had panicked");
        }
        if self.courier.join().is_err() {
            tracing::error!("the courier thread had panicked");
        }
        if let Err(why) = app.views.flush(&app.db) {
            tracing::error!(error = %why, "the last views could not be added");
        }
        report("adding what was looked for last", app.sought.flush(&app.db));
    }
}

/// Every job by its name.
fn handlers(app: &App) -> HashMap<&'static str, Handler> {
    let mut handlers: HashMap<&'static str, Handler> = HashMap::new();
    let own = app.clone();
    let import = move |batch: &str| imports::jobs::run(&own.db, &own.wake, &own.config.data_dir, batch);
    handlers.insert(imports::jobs::NAME, Box::new(import));
    let db = app.db.clone();
    handlers.insert(plans::jobs::NAME, Box::new(move |plan: &str| plans::jobs::run(&db, plan)));
    let own = app.clone();
    handlers.insert(enquiries::jobs::OPEN, Box::new(move |enquiry: &str| enquiries::jobs::open(&own, enquiry)));
    let own = app.clone();
    handlers.insert(fairs::jobs::ASK, Box::new(move |fair: &str| fairs::jobs::ask(&own, fair)));
    let db = app.db.clone();
    handlers.insert(clusters::jobs::NAME, Box::new(move |payload: &str| clusters::jobs::run(&db, payload)));
    handlers
}

fn keep(app: &App) {
    let mut ear = app.wake.ear();
    let mut cleared: Option<Instant> = None;
    let mut swept: Option<Instant> = None;
    let mut round = Instant::now();
    while ear.wait(ROUND) {
        // The bell rings at every change; these chores can wait for their round.
        if round.elapsed() < ROUND {
            std::thread::sleep(Duration::from_millis(50));
            continue;
        }
        round = Instant::now();
        // Durations wait in memory until they are sorted into their buckets.
        observe::install_metrics().run_upkeep();
        report("adding views", app.views.flush(&app.db));
        report("adding what was looked for", app.sought.flush(&app.db));
        let digests = notices::digest::write_due(&app.db, &app.config.public_url, clock::now());
        report("writing the letters that gather notices", digests);
        report("sending mail", mail::send_waiting(&app.db, &app.mailer));
        if swept.is_none_or(|at| at.elapsed() > SWEEP) {
            swept = Some(Instant::now());
            report(
                "looking for matters that stand still",
                alerts::sweep::run(&app.db, &app.config.public_url, clock::now()),
            );
        }
        if cleared.is_none_or(|at| at.elapsed() > CLEARING) {
            cleared = Some(Instant::now());
            clear(app);
        }
    }
}

/// Calls hooks, apart from the other chores: a machine of somebody else may take its time to answer.
fn call_hooks(app: &App) {
    let (mut ear, courier) = (app.wake.ear(), Courier::new(app));
    while ear.wait(ROUND) {
        report("calling hooks", courier.carry_due());
        std::thread::sleep(PAUSE);
    }
}

fn clear(app: &App) {
    let now = clock::now();
    report("removing pictures without a product", pictures::purge(&app.db, &app.config.data_dir));
    report("removing attachments without an enquiry", enquiries::files::purge(&app.db, &app.config.data_dir));
    report("clearing sessions and links", app.db.write(|conn| accounts::actions::purge(conn, now)));
    report("clearing uploads", imports::actions::purge(&app.db, &app.config.data_dir, now));
    report("clearing what was sent long ago", app.db.write(|conn| outbox::purge(conn, now)));
    report("clearing what was read long ago", app.db.write(|conn| notices::actions::purge(conn, now)));
    report("clearing counts of searches", sought::purge(&app.db, now));
    report("clearing leads", app.db.write(|conn| search::leads::actions::purge(conn, now)));
    report("asking for this quarter to be kept", app.db.write(|conn| clusters::actions::ask_daily(conn, now)));
    report("clearing jobs", app.db.write(|conn| Ok(queue::store::purge(conn, now - chrono::Duration::days(30))?)));
}

fn report<T>(what: &str, done: crate::http::AppResult<T>) {
    if let Err(why) = done {
        tracing::error!(error = %why, "{what} failed; it is tried again");
    }
}
