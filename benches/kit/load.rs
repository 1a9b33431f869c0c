//! A load of keep-alive connections.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// One answer to a GET on an open connection: its status and its body.
fn ask(stream: &mut TcpStream, request: &[u8], buffer: &mut Vec<u8>) -> (u16, usize) {
    stream.write_all(request).expect("the server takes requests");
    buffer.clear();
    let mut chunk = [0; 65536];
    loop {
        let read = stream.read(&mut chunk).expect("the server answers");
        assert!(read > 0, "the server closed the connection");
        buffer.extend_from_slice(&chunk[..read]);
        let Some(head) = buffer.windows(4).position(|w| w == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(&buffer[..head]).expect("a head of ASCII").to_ascii_lowercase();
        let status = text[9..12].parse().expect("a status");
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .map(|value| value.trim().parse::<usize>().expect("a length"))
            .expect("answers of known length");
        if buffer.len() >= head + 4 + length {
            return (status, head + 4);
        }
    }
}

/// The body of one GET.
pub fn body(address: SocketAddr, path: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let mut buffer = Vec::new();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    let (status, start) = ask(&mut stream, request.as_bytes(), &mut buffer);
    assert_eq!(status, 200, "GET {path}");
    buffer[start..].to_vec()
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
