//! A stand-in for a mail server that takes everything and keeps the `Message-ID` of each mail.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// The running stand-in; it ends with the test program.
pub struct MailServer {
    pub address: SocketAddr,
    ids: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    pub fn start() -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound listener");
        let ids = Arc::new(Mutex::new(Vec::new()));
        let kept = ids.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let kept = kept.clone();
                // Whoever is killed while talking to it must not keep it from others.
                std::thread::spawn(move || drop(talk(&stream, &kept)));
            }
        });
        MailServer { address, ids }
    }

    /// What came so far, in order.
    pub fn ids(&self) -> Vec<String> {
        self.ids.lock().expect("no holder panics").clone()
    }
}

fn talk(stream: &TcpStream, kept: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut out = stream;
    let mut lines = BufReader::new(stream).lines();
    out.write_all(b"220 here\r\n")?;
    while let Some(line) = lines.next() {
        let answer = match line?.get(..4).unwrap_or("") {
            "EHLO" => "250 here",
            "DATA" => {
                out.write_all(b"354 go on\r\n")?;
                take(&mut lines, kept)?;
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 fine",
        };
        out.write_all(format!("{answer}\r\n").as_bytes())?;
    }
    Ok(())
}

/// A mail counts once it has come to its end.
fn take(lines: &mut impl Iterator<Item = std::io::Result<String>>, kept: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut id = String::new();
    for line in lines {
        let line = line?;
        if line == "." {
            kept.lock().expect("no holder panics").push(id);
            return Ok(());
        }
        if let Some(found) = line.strip_prefix("Message-ID: <") {
            id = found.split('@').next().unwrap_or("").to_owned();
        }
    }
    Ok(())
}
