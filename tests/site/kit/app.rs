//! A running site of one test.

use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use peitao::app::App;
use peitao::config::{Config, Given};
use peitao::db::testing::TestDb;
use peitao::serve::{self, Background};

use super::Person;

/// A site with a database, an index and a port of its own; it ends with this value.
pub struct TestApp {
    pub app: App,
    pub address: SocketAddr,
    /// Goes away last, with its folder.
    _test_db: TestDb,
    background: Option<Background>,
    server: actix_web::dev::ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl TestApp {
    pub fn start() -> TestApp {
        TestApp::start_with(Given::default())
    }

    /// A site with settings of its own.
    pub fn start_with(given: Given) -> TestApp {
        let test_db = TestDb::new();
        let given = Given { data_dir: Some(test_db.dir.clone()), database_url: Some(test_db.url.clone()), ..given };
        let opened = serve::open(Config::from_parts(given, Given::default())).expect("the site opens");
        let app = opened.app;
        let background = Background::start(&app);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let (send, receive) = mpsc::channel();
        let served = app.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let (server, address) = serve::server(&served, listener).expect("the server starts");
                send.send((server.handle(), address)).expect("the test waits for it");
                server.await.expect("the server runs");
            });
        });
        let (server, address) = receive.recv().expect("the server starts");
        TestApp { app, address, _test_db: test_db, background: Some(background), server, thread: Some(thread) }
    }

    /// Somebody who has not signed in.
    pub fn visitor(&self) -> Person {
        Person::new(self.address)
    }

    /// Asks again and again until `found` gives something; fails after five seconds.
    pub fn eventually<T>(&self, what: &str, found: impl FnMut() -> Option<T>) -> T {
        self.within(Duration::from_secs(5), what, found)
    }

    /// Asks again and again until `found` gives something; fails after `limit`.
    pub fn within<T>(&self, limit: Duration, what: &str, mut found: impl FnMut() -> Option<T>) -> T {
        let started = Instant::now();
        loop {
            if let Some(value) = found() {
                return value;
            }
            assert!(started.elapsed() < limit, "waited {limit:?} for: {what}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl TestApp {
    /// The same without its server and threads: its data, for another process to serve.
    pub fn halted(mut self) -> TestApp {
        self.halt();
        self
    }

    fn halt(&mut self) {
        drop(self.server.stop(false));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
        if let Some(background) = self.background.take() {
            background.stop(&self.app);
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.halt();
    }
}
