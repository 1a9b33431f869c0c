//! Requests per second of home, search and product page, each against a bare actix handler that returns the same bytes,
//! in one run: `cargo bench --bench pages [-- --products N]`.
//!
//! Load and servers share the machine, so the figure to read is the ratio, never the rate.

mod kit;
#[path = "kit/load.rs"]
mod load;

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::{App, HttpResponse, HttpServer, web};
use peitao::config::{Config, Given};
use peitao::http::AppError;
use peitao::{catalogue, clock, demo, search, serve};

// The program's own; the bare handler has it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 5;
const CONNECTIONS: usize = 16;
const LENGTH: Duration = Duration::from_secs(2);

fn argument(name: &str) -> Option<u64> {
    let mut arguments = std::env::args().skip_while(|a| a != name);
    arguments.nth(1).map(|value| value.parse().unwrap_or_else(|_| panic!("{name} takes a number")))
}

fn in_thread(server: impl FnOnce() -> (actix_web::dev::Server, SocketAddr) + Send + 'static) -> SocketAddr {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async {
            let (server, address) = server();
            send.send(address).expect("the benchmark waits for it");
            server.await.expect("the server runs");
        });
    });
    receive.recv().expect("the server starts")
}

fn bare(bytes: Vec<u8>) -> SocketAddr {
    in_thread(move || {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound listener");
        let bytes = web::Bytes::from(bytes);
        let server = HttpServer::new(move || {
            let bytes = bytes.clone();
            App::new().default_service(web::to(move || {
                let bytes = bytes.clone();
                async move { HttpResponse::Ok().content_type("text/html; charset=utf-8").body(bytes) }
            }))
        });
        (server.listen(listener).expect("a bound listener").run(), address)
    })
}

/// Codes of products that everybody may see.
fn codes_of_hits(app: &peitao::app::App) -> Vec<String> {
    let newest = app.db.read::<_, AppError>(|conn| Ok(catalogue::store::newest_products(conn, 500)?));
    newest.expect("the newest products").into_iter().map(|(line, _)| line.code).collect()
}

fn main() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let given = Given { data_dir: Some(dir.path().into()), ..Given::default() };
    let opened = serve::open(Config::from_parts(given, Given::default())).expect("the site opens");
    let size = demo::Size { products: argument("--products").unwrap_or(9_400), ..demo::Size::default() };
    let app = opened.app;
    let today = clock::local_day(clock::now());
    demo::make(&app.db, 1, size, today, &mut |_| Ok(())).expect("the demonstration city is made");
    search::catch_up(&app.db, app.engine.clone(), |_| {}).expect("the city is indexed");
    let codes = codes_of_hits(&app);
    let site = in_thread(move || {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        serve::server(&app, listener).expect("the server starts")
    });
    let products: Vec<String> = codes.iter().map(|code| format!("/products/{code}")).collect();
    let searches: Vec<String> = ["钢", "船用", "电机", "涤纶", "阀门", "不锈钢管", "光伏"]
        .iter()
        .map(|q| format!("/search?{}", serde_urlencoded::to_string([("q", q)]).expect("texts encode")))
        .collect();
    kit::settle(std::process::id());
    for (name, paths) in [("home", vec!["/".to_owned()]), ("search", searches), ("product page", products)] {
        let same = bare(load::body(site, &paths[0]));
        let ours_asked: Vec<load::Request> = paths.iter().map(|path| load::Request::get(site, path)).collect();
        let same_asked: Vec<load::Request> = paths.iter().map(|path| load::Request::get(same, path)).collect();
        let mut ours = Vec::new();
        let mut ratios = Vec::new();
        load::run(site, &ours_asked, CONNECTIONS, LENGTH / 4);
        for _ in 0..ROUNDS {
            let a = load::run(site, &ours_asked, CONNECTIONS, LENGTH).rate;
            let b = load::run(same, &same_asked, CONNECTIONS, LENGTH).rate;
            ours.push(a);
            ratios.push(a / b);
        }
        println!("{name}: {:.0}/s, {:.2} of a bare handler", kit::median(ours), kit::median(ratios));
    }
}
