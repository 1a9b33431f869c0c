//! Searches per second and their slowest hundredth on a large demonstration city, beside a Meilisearch server that holds
//! the same products with its own defaults, in one run:
//! `cargo bench --bench search -- --data-dir D [--meili BINARY] [--firms N --products N]`.
//!
//! D holds a demonstration city (`peitao demo --no-serve --data-dir D …`) of the given size. Both servers are asked the
//! same texts for the first twenty products with facets on industries and divisions. Load and servers share the
//! machine, so read the ratios, not the rates.

mod kit;
#[path = "kit/load.rs"]
mod load;
#[path = "kit/meili.rs"]
mod meili;
#[path = "kit/queries.rs"]
mod queries;

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use load::{Load, Request};
use peitao::clock;
use peitao::demo::{City, Size};
use serde_json::json;

const ROUNDS: usize = 3;
const CONNECTIONS: usize = 16;
const LENGTH: Duration = Duration::from_secs(8);
const OURS: &str = "127.0.0.1:7718";
/// Every so many-th product lends its name to queries.
const SAMPLE: usize = 400;

fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|a| a != name).nth(1)
}

fn number(name: &str, usual: u64) -> u64 {
    argument(name).map_or(usual, |value| value.parse().unwrap_or_else(|_| panic!("{name} takes a number")))
}

fn address(text: &str) -> SocketAddr {
    text.to_socket_addrs().ok().and_then(|mut all| all.next()).expect("an address")
}

/// The memory of a process: the most that was resident, and what it holds now beside the files that it has mapped.
fn memory(pid: u32) -> String {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("the process runs, on Linux");
    let mib = |field: &str| {
        let kib = status.lines().find_map(|line| line.strip_prefix(field)?.split_whitespace().next());
        kib.and_then(|kib| kib.parse::<u64>().ok()).expect("a figure in kB") / 1024
    };
    format!("at most {} MiB resident, {} MiB now without mapped files", mib("VmHWM:"), mib("RssAnon:"))
}

/// What people type, from names all over the city.
fn texts(city: &City, products: usize) -> Vec<String> {
    let firms: std::collections::HashMap<String, String> =
        city.firms().map(|(code, fields, _)| (code, fields.name)).collect();
    let (traditional, mut dice) = (queries::Traditional::new(), queries::Dice(7));
    let named = city.products().step_by((products / SAMPLE).max(1));
    let of = named.flat_map(|listing| {
        let firm = firms.get(&listing.firm_code).map_or("", String::as_str);
        queries::of(
            &listing.fields.name,
            firm,
            listing.fields.category.as_deref().unwrap_or_default(),
            &traditional,
            &mut dice,
        )
    });
    of.collect()
}

fn documents(city: &City) -> impl Iterator<Item = serde_json::Value> + '_ {
    let firms: std::collections::HashMap<String, peitao::firms::FirmFields> =
        city.firms().map(|(code, fields, _)| (code, fields)).collect();
    city.products().map(move |listing| {
        let firm = firms.get(&listing.firm_code);
        json!({
            "id": listing.code,
            "title": listing.fields.name,
            "firm_name": firm.map(|firm| &firm.name),
            "category": listing.fields.category,
            "text": format!("{} {}", listing.fields.description, listing.fields.specs),
            "divisions": firm.and_then(|firm| firm.division_code.clone()),
            "industries": firm.and_then(|firm| firm.industry_code.clone()),
        })
    })
}

/// Our server as a user runs it; ends with this value.
struct Ours(Child);

impl Drop for Ours {
    fn drop(&mut self) {
        // Nothing is left to be done about a server that ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn peitao(command: &str, dir: &Path) -> Command {
    let mut peitao = Command::new(env!("CARGO_BIN_EXE_peitao"));
    peitao.args([command, "--data-dir"]).arg(dir).env("RUST_LOG", "warn").stdout(Stdio::null()).stderr(Stdio::null());
    peitao
}

fn serve(dir: &Path) -> Ours {
    let server = Ours(peitao("serve", dir).args(["--listen", OURS]).spawn().expect("peitao starts"));
    let started = Instant::now();
    while ureq::get(format!("http://{OURS}/readyz")).call().is_err() {
        assert!(started.elapsed() < Duration::from_secs(30), "peitao does not answer");
        std::thread::sleep(Duration::from_millis(20));
    }
    server
}

fn our_requests(texts: &[String]) -> Vec<Request> {
    let path = |text: &String| {
        let pairs = [("type", "product"), ("facets", "industry,division"), ("limit", "20"), ("q", text)];
        format!("/api/v1/search?{}", serde_urlencoded::to_string(pairs).expect("texts encode"))
    };
    texts.iter().map(|text| Request::get(address(OURS), &path(text))).collect()
}

fn their_requests(texts: &[String]) -> Vec<Request> {
    let body = |text: &String| json!({ "q": text, "limit": 20, "facets": ["industries", "divisions"] }).to_string();
    let path = "/indexes/products/search";
    texts.iter().map(|text| Request::post(address(meili::ADDRESS), path, &body(text))).collect()
}

fn show(name: &str, loads: &[Load]) {
    let rate = kit::median(loads.iter().map(|load| load.rate).collect());
    let slow = kit::median(loads.iter().map(|load| load.slowest_hundredth_ms).collect());
    println!("{name}: {rate:.0}/s, slowest hundredth {slow:.1} ms");
}

fn main() {
    let Some(dir) = argument("--data-dir").map(PathBuf::from) else {
        println!("SKIPPED: name the folder of a demonstration city: cargo bench --bench search -- --data-dir D");
        return;
    };
    let usual = Size::default();
    let size = Size { firms: number("--firms", usual.firms), products: number("--products", usual.products), ..usual };
    let city = City::new(1, size, clock::local_day(clock::now()));
    let texts = texts(&city, usize::try_from(size.products).expect("a size"));
    println!("{} texts", texts.len());

    let started = Instant::now();
    assert!(peitao("reindex", &dir).status().expect("peitao starts").success(), "the index can be built");
    let build = started.elapsed().as_secs_f64();
    println!("peitao: index built in {build:.0} s");
    let started = Instant::now();
    let ours = serve(&dir);
    println!("peitao: answers {:.2} s after its start", started.elapsed().as_secs_f64());
    kit::settle(ours.0.id());
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let theirs = argument("--meili").map(|binary| {
        let server = meili::Meili::start(Path::new(&binary), &temporary.path().join("meili"));
        let took = server.fill(documents(&city));
        println!("meilisearch: index built in {took:.0} s, {:.2} of it is ours", build / took);
        server
    });

    let (our_requests, their_requests) = (our_requests(&texts), their_requests(&texts));
    let (mut our_loads, mut their_loads) = (Vec::new(), Vec::new());
    load::run(address(OURS), &our_requests, CONNECTIONS, LENGTH / 4);
    for _ in 0..ROUNDS {
        our_loads.push(load::run(address(OURS), &our_requests, CONNECTIONS, LENGTH));
        if theirs.is_some() {
            their_loads.push(load::run(address(meili::ADDRESS), &their_requests, CONNECTIONS, LENGTH));
        }
    }
    show("peitao", &our_loads);
    println!("peitao: {}", memory(ours.0.id()));
    if let Some(server) = &theirs {
        show("meilisearch", &their_loads);
        println!("meilisearch: {}", memory(server.pid()));
        let ratio = |of: fn(&Load) -> f64| {
            kit::median(our_loads.iter().zip(&their_loads).map(|(a, b)| of(a) / of(b)).collect())
        };
        println!(
            "{:.1} times its rate, {:.2} of its slowest hundredth",
            ratio(|l| l.rate),
            ratio(|l| l.slowest_hundredth_ms)
        );
    }
}
