//! How long the pairings of one need take, in process and over HTTP, and how long learning took:
//! `cargo bench --bench matching -- --data-dir D [--needs N] [--address A --key K]`.
//!
//! D holds a city (`peitao demo --no-serve --data-dir D …`). A is where `peitao serve` runs on it, K an operator's key.
//! With `--all MOST`, the pairings of the first MOST needs are worked out and kept instead, as after each learning.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use peitao::accounts::Viewer;
use peitao::app::App;
use peitao::config::{Config, Given};
use peitao::http::AppError;
use peitao::matching::actions::{Options, of_need};
use peitao::matching::known::Known;
use peitao::matching::matcher;
use peitao::matching::runs::{self, Shelves};
use peitao::{needs, serve};

// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const OPTIONS: Options = Options { limit: 20, nearness: true, personal: true };

fn argument(name: &str) -> Option<String> {
    std::env::args().skip_while(|a| a != name).nth(1)
}

fn say(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!("{what}: {} needs, median {:.2} ms, p99 {:.2} ms, most {:.2} ms", times.len(), at(0.5), at(0.99), at(1.0));
}

/// Asks on one open connection; gives the time.
fn ask(stream: &mut BufReader<TcpStream>, path: &str, key: &str) -> Duration {
    let started = Instant::now();
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n");
    stream.get_mut().write_all(request.as_bytes()).expect("the server takes requests");
    let (mut line, mut length) = (String::new(), 0);
    let mut first = true;
    while line != "\r\n" {
        line.clear();
        stream.read_line(&mut line).expect("the server answers");
        assert!(!first || line.contains(" 200 "), "{path}: {line}");
        first = false;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("the whole body");
    started.elapsed()
}

fn main() {
    let dir = argument("--data-dir").expect("--data-dir D");
    let count: usize = argument("--needs").map_or(2_000, |n| n.parse().expect("a number"));
    let given = Given { data_dir: Some(dir.into()), ..Given::default() };
    let app = serve::open(Config::from_parts(given, Given::default())).expect("the city opens").app;

    let all = app.db.read::<_, AppError>(|conn| Ok(needs::store::count(conn)?)).expect("a count") as usize;
    let step = (all / count).max(1);
    let mut codes: Vec<String> = vec![];
    let mut after = String::new();
    for at in 0.. {
        let part = app.db.read::<_, AppError>(|conn| Ok(needs::store::after_id(conn, &after, 1_000)?)).expect("needs");
        let Some(last) = part.last() else { break };
        after = last.row.id.0.clone();
        let published = part.iter().filter(|card| card.row.published_at.is_some());
        codes.extend(published.skip(at % step).step_by(step).map(|card| card.row.code.clone()));
    }

    match argument("--address").zip(argument("--key")) {
        Some((address, key)) => {
            let mut stream = BufReader::new(TcpStream::connect(address).expect("the server runs"));
            for code in codes.iter().take(20) {
                ask(&mut stream, &path(code), &key);
            }
            say("over HTTP", codes.iter().map(|code| ask(&mut stream, &path(code), &key)).collect());
        }
        None => {
            let started = Instant::now();
            let known = matcher::read(&app.db, None).expect("the tables");
            println!("read {} listings in {:.1} s", known.market().listings.len(), started.elapsed().as_secs_f64());
            let started = Instant::now();
            let learned = matcher::learn(&known, &|| true).expect("nothing cuts it short");
            println!("learned in {:.1} s", started.elapsed().as_secs_f64());
            let known = known.taught(learned);
            if let Some(most) = argument("--all") {
                return keep_all(&app, &known, most.parse().expect("a number"));
            }
            let one = |code: &String| {
                let started = Instant::now();
                let found = app.db.read(|conn| of_need(conn, &known, &Viewer::cli(), code, OPTIONS));
                found.expect("pairings");
                started.elapsed()
            };
            say("in process", codes.iter().map(one).collect());
            say("the same once more, goods remembered", codes.iter().map(one).collect());
        }
    }
}

/// Works out the pairings of the first `most` needs, or of all, and keeps them.
fn keep_all(app: &App, known: &Known, most: i64) {
    runs::ask(&app.db).expect("a run");
    let (started, mut done, shelves) = (Instant::now(), 0, Shelves::default());
    while let Some(run) = runs::go_on(&app.db, (known, &shelves), runs::PART).expect("pairings") {
        done = run.done;
        if run.finished_at.is_some() || done >= most {
            break;
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("kept: {done} needs in {seconds:.1} s, {:.3} ms each", seconds * 1e3 / done.max(1) as f64);
}

fn path(code: &str) -> String {
    format!("/api/v1/needs/{code}/pairings")
}
