//! Before the deadline no price can be read anywhere: not in the database, the files beside it or a backup, not in what
//! the program logs when it logs all it can, not in what it sends, exports or shows to officials and operators.

mod places;
mod traces;

use std::fs::{self, File};

use actix_web::http::Method;
use peitao::accounts::Role;
use peitao::config::Given;
use peitao::router::{Who, routes};

use crate::kit::{MailServer, Person, Process, Receiver, TestApp};
use traces::Price;

/// What three firms offer: on their page, by API, by the link of the mail; and what the second offered at first.
const PRICES: [&str; 3] = ["8691743052.17", "7391824615.38", "6482913507.26"];
const AT_FIRST: &str = "5173928460.49";
const PAGE: &str = "/enquiries/E-9";

/// The real program on the data of a site, everything that it does in its log.
struct Scene {
    site: TestApp,
    process: Process,
    receiver: Receiver,
    /// Holds the log and what commands write.
    folder: tempfile::TempDir,
    sessions: Vec<String>,
    keys: Vec<String>,
    staff: Vec<(String, String)>,
}

impl Scene {
    fn new() -> Scene {
        let site = TestApp::start_with(Given { private_hooks: Some(true), ..Given::default() });
        let firms = ["F-0", "F-1", "F-2", "F-3"].map(|code| site.firm(code, code));
        let session = |(n, firm)| site.session(&format!("a@f{n}.test"), Role::Member, Some(firm));
        let sessions = firms.iter().enumerate().map(session).collect();
        let keys = firms.iter().map(|firm| site.key(Role::Member, Some(firm))).collect();
        let staff = [Role::Official, Role::Operator];
        let staff = staff.map(|role| (site.session(&format!("{role}@city.test"), role, None), site.key(role, None)));
        let (site, smtp, folder) = (site.halted(), MailServer::start(), tempfile::tempdir().expect("a folder"));
        let log = File::create(folder.path().join("log")).expect("a file");
        let process = Process::logging_all(&site, smtp.address, log);
        let receiver = Receiver::start(|_, _| (200, ""));
        Scene { site, process, receiver, folder, sessions, keys, staff: staff.into() }
    }

    /// The member of the firm `F-n`, in a browser.
    fn member(&self, n: usize) -> Person {
        Person::new(self.process.address).with_session(&self.sessions[n])
    }

    fn program(&self, n: usize) -> Person {
        Person::new(self.process.address).with_key(&self.keys[n])
    }

    fn log(&self) -> Vec<u8> {
        fs::read(self.folder.path().join("log")).expect("the log")
    }

    /// Calls of both sides go to the receiver.
    fn listen(&self, n: usize) {
        let address = format!("http://{}/in", self.receiver.address);
        let fields = [("way", "webhook"), ("name", "ERP"), ("address", &address), ("secret", "0123456789abcdef")];
        let topics = [("topic_enquiry", "1"), ("topic_quote", "1"), ("topic_deal", "1")];
        self.member(n).post_from("/hooks", "/hooks", &[&fields[..], &topics].concat()).expect(303);
    }

    /// Each firm quotes in its way; one attaches its price list, one thinks again.
    fn quote(&self) {
        let terms = [("tax_included", "true"), ("tax_rate", "13"), ("lead_days", "7"), ("valid_until", "2099-12-31")];
        let form = |price| [&terms[..], &[("price_1", price), ("unit_1", "件")]].concat();
        let first = self.member(1);
        first.post_from(PAGE, &format!("{PAGE}/quote"), &form(PRICES[0])).expect(303);
        let list = format!("%PDF-1.7 {}", PRICES[0]);
        first.upload("/enquiries/new", &format!("{PAGE}/files"), "价目.pdf", list.as_bytes()).expect(303);
        self.program(2).quotes("E-9", AT_FIRST);
        self.program(2).quotes("E-9", PRICES[1]);
        let link = self.site.answer_link("a@f3.test");
        Person::new(self.process.address).post_from(&link, &format!("{link}/quote"), &form(PRICES[2])).expect(200);
    }

    /// Runs a command and gives what it said, and whether it succeeded.
    fn command(&self, args: &[&str]) -> (bool, Vec<u8>) {
        let done = Process::command(&self.site).args(args).current_dir(&self.folder).output().expect("it runs");
        (done.status.success(), [done.stdout, done.stderr].concat())
    }

    /// What officials and operators can look at without knowing a key of it.
    fn shown_to_staff(&self) -> Vec<(String, Vec<u8>)> {
        let open = routes().into_iter().filter(|route| route.method == Method::GET && !route.path.contains('{'));
        let open: Vec<_> = open.filter(|route| !matches!(route.who, Who::Firm | Who::Trade)).collect();
        let mut shown = vec![];
        for (session, key) in &self.staff {
            for route in &open {
                let person = Person::new(self.process.address);
                let is_api = route.path.starts_with("/api/");
                let person = if is_api { person.with_key(key) } else { person.with_session(session) };
                // A workbook is packed; the same as text is not.
                let form = if route.path.ends_with("/export") { "?form=csv" } else { "" };
                shown.push((route.path.to_owned(), person.get(&format!("{}{form}", route.path)).body));
            }
        }
        shown
    }

    /// All that can be read, by where it stands.
    fn readable(&self) -> Vec<(String, Vec<u8>)> {
        let rows = places::rows(&self.site).into_iter().map(|(table, rows)| (table, rows.into_bytes()));
        let kept = [self.site.app.config.data_dir.as_path(), self.folder.path()];
        let kept = kept.into_iter().flat_map(places::files).map(|(path, bytes)| (path.display().to_string(), bytes));
        // The first call is waited for; those that are yet on their way are rows of the outbox.
        let calls = std::iter::once(self.receiver.next()).chain(std::iter::from_fn(|| self.receiver.try_next()));
        let calls = calls.map(|call| ("a call".to_owned(), call.body.into_bytes()));
        rows.chain(kept).chain(calls).chain(self.shown_to_staff()).collect()
    }
}

/// Where a price stands, and how.
fn found(price: &str, readable: &[(String, Vec<u8>)]) -> Vec<String> {
    let price = Price::new(price);
    let place = |(place, bytes): &(String, Vec<u8>)| Some(format!("{place}: {}", price.find(bytes)?));
    readable.iter().filter_map(place).collect()
}

fn is_sqlite(scene: &Scene) -> bool {
    scene.site.app.config.database_url.starts_with("sqlite:")
}

/// Copies and exports as an operator makes them at the command line.
fn copies(scene: &Scene) {
    let (done, said) = scene.command(&["export", "exported"]);
    assert!(done, "{}", String::from_utf8_lossy(&said));
    let (done, said) = scene.command(&["backup", "backup.tar"]);
    // On PostgreSQL its own tools copy the rows, which are searched themselves.
    assert_eq!(done, is_sqlite(scene), "{}", String::from_utf8_lossy(&said));
}

#[test]
fn no_price_can_be_read_before_the_deadline() {
    let scene = Scene::new();
    (0..2).for_each(|n| scene.listen(n));
    scene.program(0).asks("E-9", &["F-1", "F-2", "F-3"]);
    scene.quote();
    copies(&scene);
    let readable = scene.readable();
    for price in PRICES.into_iter().chain([AT_FIRST]) {
        assert_eq!(found(price, &readable), [""; 0], "{price}");
    }
    let holds = |name: &str| readable.iter().any(|(place, bytes)| place.contains(name) && !bytes.is_empty());
    for place in ["quotes", "outbox", "notices", "a call", "exported/firms.csv", "/desk/mails", "/log"] {
        assert!(holds(place), "{place} has been searched");
    }
    assert!(!is_sqlite(&scene) || holds("-wal") && holds("backup.tar"));
    let log = String::from_utf8_lossy(&scene.log()).into_owned();
    assert!(log.contains("TRACE") && log.contains("/api/v1/enquiries/E-9/quote"), "it logs all it can");

    // After it the same search finds what stands open, and still nothing in the log, nor what was thought better of.
    scene.site.let_the_deadline_pass("E-9").expect("the enquiry");
    let sheet = scene.program(0).get("/api/v1/enquiries/E-9/comparison").expect(200);
    let opened: Vec<_> = places::rows(&scene.site).into_iter().map(|(name, rows)| (name, rows.into_bytes())).collect();
    for price in PRICES {
        assert!(sheet.text().contains(price) && !found(price, &opened).is_empty(), "{price}");
        assert_eq!(Price::new(price).find(&scene.log()), None, "{price}");
    }
    assert_eq!(found(AT_FIRST, &opened), [""; 0]);
}
