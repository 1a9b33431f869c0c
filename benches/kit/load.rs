//! A load of keep-alive connections.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Bytes that a read may fill: more than most answers have.
const ROOM: usize = 65_536;

/// One answer to a GET on an open connection: its status, and where in the buffer its body stands.
fn ask(stream: &mut TcpStream, request: &[u8], buffer: &mut Vec<u8>) -> (u16, Range<usize>) {
    stream.write_all(request).expect("the server takes requests");
    let (mut filled, mut head) = (0, None);
    loop {
        if buffer.len() < filled + ROOM {
            buffer.resize(filled + ROOM, 0);
        }
        let read = stream.read(&mut buffer[filled..]).expect("the server answers");
        assert!(read > 0, "the server closed the connection");
        filled += read;
        head = head.or_else(|| read_head(&buffer[..filled]));
        if let Some((status, start, length)) = head
            && filled >= start + length
        {
            return (status, start..start + length);
        }
    }
}

/// Status, start of the body and its length, once the head is there.
fn read_head(answer: &[u8]) -> Option<(u16, usize, usize)> {
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..end]).expect("a head of ASCII");
    let status = head[9..12].parse().expect("a status");
    let fields = head.lines().filter_map(|line| line.split_once(':'));
    let mut lengths = fields.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let (_, length) = lengths.next().expect("answers of known length");
    Some((status, end + 4, length.trim().parse().expect("a length")))
}

/// A request, ready to be sent.
pub struct Request(Vec<u8>);

impl Request {
    /// A GET.
    pub fn get(address: SocketAddr, path: &str) -> Request {
        Request(format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n").into_bytes())
    }

    /// A POST of JSON.
    #[allow(dead_code, reason = "not every benchmark posts")]
    pub fn post(address: SocketAddr, path: &str, json: &str) -> Request {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            json.len()
        );
        Request([head.as_bytes(), json.as_bytes()].concat())
    }
}

/// What a server did under load.
pub struct Load {
    /// Requests per second.
    pub rate: f64,
    /// Milliseconds that the slowest hundredth of requests took at least.
    #[allow(dead_code, reason = "not every benchmark shows it")]
    pub slowest_hundredth_ms: f64,
}

/// The body of one GET.
#[allow(dead_code, reason = "not every benchmark reads bodies")]
pub fn body(address: SocketAddr, path: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let mut buffer = Vec::new();
    let (status, body) = ask(&mut stream, &Request::get(address, path).0, &mut buffer);
    assert_eq!(status, 200, "GET {path}");
    buffer[body].to_vec()
}

/// `connections` keep-alive connections that send `requests` in turn for `length`.
pub fn run(address: SocketAddr, requests: &[Request], connections: usize, length: Duration) -> Load {
    let stop = AtomicBool::new(false);
    let started = Instant::now();
    let mut took: Vec<Duration> = std::thread::scope(|scope| {
        let client = |first: usize| {
            let stop = &stop;
            scope.spawn(move || {
                let mut stream = TcpStream::connect(address).expect("a connection");
                stream.set_nodelay(true).expect("an open connection");
                let (mut buffer, mut took) = (Vec::new(), Vec::new());
                for request in requests.iter().cycle().skip(first * 7) {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let asked = Instant::now();
                    let (status, _) = ask(&mut stream, &request.0, &mut buffer);
                    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&request.0));
                    took.push(asked.elapsed());
                }
                took
            })
        };
        let clients: Vec<_> = (0..connections).map(client).collect();
        std::thread::sleep(length);
        stop.store(true, Ordering::Relaxed);
        clients.into_iter().flat_map(|client| client.join().expect("a client that ends")).collect()
    });
    let rate = took.len() as f64 / started.elapsed().as_secs_f64();
    took.sort_unstable();
    let slow = took.get(took.len() * 99 / 100).copied().expect("at least one answer");
    Load { rate, slowest_hundredth_ms: slow.as_secs_f64() * 1e3 }
}
