//! A load of keep-alive connections.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
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

/// The body of one GET.
pub fn body(address: SocketAddr, path: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let mut buffer = Vec::new();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let (status, body) = ask(&mut stream, request.as_bytes(), &mut buffer);
    assert_eq!(status, 200, "GET {path}");
    buffer[body].to_vec()
}

/// Requests per second of `connections` keep-alive connections that ask for `paths` in turn for `length`.
pub fn rate(address: SocketAddr, paths: &[String], connections: usize, length: Duration) -> f64 {
    let stop = AtomicBool::new(false);
    let answered = AtomicU64::new(0);
    let started = Instant::now();
    std::thread::scope(|scope| {
        for first in 0..connections {
            let (stop, answered) = (&stop, &answered);
            scope.spawn(move || {
                let mut stream = TcpStream::connect(address).expect("a connection");
                stream.set_nodelay(true).expect("an open connection");
                let mut buffer = Vec::new();
                for path in paths.iter().cycle().skip(first * 7) {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
                    let (status, _) = ask(&mut stream, request.as_bytes(), &mut buffer);
                    assert_eq!(status, 200, "GET {path}");
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        std::thread::sleep(length);
        stop.store(true, Ordering::Relaxed);
    });
    answered.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64()
}
