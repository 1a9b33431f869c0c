//! A stand-in for the programs and robots that hooks call: it keeps what it was sent and answers as it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Inbox, Sender, channel};
use std::time::Duration;

/// What came.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Path and query.
    pub path: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Call {
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(one, _)| one == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_else(|| panic!("no header {name}: {:?}", self.headers))
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("no JSON ({why}): {}", self.body))
    }
}

/// The running stand-in; it ends with the test program.
pub struct Receiver {
    pub address: SocketAddr,
    inbox: Inbox<Call>,
}

impl Receiver {
    /// Answers the `n`th call, from 0, with the status and body that `answer` gives.
    pub fn start(answer: impl Fn(usize, &Call) -> (u16, &'static str) + Send + 'static) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound listener");
        let (tell, inbox) = channel();
        std::thread::spawn(move || serve(&listener, &tell, answer));
        Receiver { address, inbox }
    }

    /// The next call; fails after twenty seconds.
    #[track_caller]
    pub fn next(&self) -> Call {
        self.inbox.recv_timeout(Duration::from_secs(20)).expect("a call comes")
    }

    /// A call that has come already.
    pub fn try_next(&self) -> Option<Call> {
        self.inbox.try_recv().ok()
    }

    /// Whether nothing comes for a while.
    pub fn is_quiet(&self, wait: Duration) -> bool {
        self.inbox.recv_timeout(wait).is_err()
    }
}

fn serve(listener: &TcpListener, tell: &Sender<Call>, answer: impl Fn(usize, &Call) -> (u16, &'static str)) {
    for (n, stream) in listener.incoming().flatten().enumerate() {
        let Some(call) = read(&stream) else { continue };
        let (status, body) = answer(n, &call);
        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
        // The caller may have gone.
        drop((&stream).write_all(format!("{head}{body}").as_bytes()));
        drop(tell.send(call));
    }
}

fn read(stream: &TcpStream) -> Option<Call> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim().split_once(':') else { break };
        headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length")?.1.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Call { path, headers, body: String::from_utf8(body).ok()? })
}
