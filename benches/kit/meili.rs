//! A Meilisearch server with its own defaults, as a peer: started from a binary that the caller names.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Where it listens; on this machine only.
pub const ADDRESS: &str = "127.0.0.1:7719";
const BATCH: usize = 20_000;

/// A running server; it ends with this value.
pub struct Meili(Child);

impl Drop for Meili {
    fn drop(&mut self) {
        // Nothing is left to be done about a peer that ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn send(method: &str, path: &str, body: &Value) -> Value {
    let url = format!("http://{ADDRESS}{path}");
    let text = match method {
        "GET" => ureq::get(&url).call(),
        "PUT" => ureq::put(&url).send_json(body),
        _ => ureq::post(&url).send_json(body),
    };
    let mut answer = text.unwrap_or_else(|why| panic!("{method} {path}: {why}"));
    answer.body_mut().read_json().expect("an answer of JSON")
}

fn wait(task: &Value) {
    let uid = task["taskUid"].as_u64().expect("a task");
    loop {
        let task = send("GET", &format!("/tasks/{uid}"), &Value::Null);
        match task["status"].as_str() {
            Some("succeeded") => return,
            Some("failed" | "canceled") => panic!("the peer's task failed: {task}"),
            _ => std::thread::sleep(Duration::from_millis(100)),
        }
    }
}

impl Meili {
    /// Starts the server on an empty folder.
    pub fn start(binary: &Path, dir: &Path) -> Meili {
        let child = Command::new(binary)
            .args(["--http-addr", ADDRESS, "--no-analytics", "--db-path"])
            .arg(dir)
            .current_dir(dir.parent().expect("a folder"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the peer starts");
        let server = Meili(child);
        let started = Instant::now();
        while ureq::get(format!("http://{ADDRESS}/health")).call().is_err() {
            assert!(started.elapsed() < Duration::from_secs(30), "the peer does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
        server
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.0.id()
    }

    /// Puts documents in and waits until they are searchable; seconds that took.
    pub fn fill(&self, documents: impl Iterator<Item = Value>) -> f64 {
        let started = Instant::now();
        let filters = json!({ "filterableAttributes": ["industries", "divisions"] });
        wait(&send("POST", "/indexes", &json!({ "uid": "products", "primaryKey": "id" })));
        let patched = ureq::patch(format!("http://{ADDRESS}/indexes/products/settings")).send_json(&filters);
        wait(&patched.expect("settings").body_mut().read_json().expect("a task"));
        let mut documents = documents.peekable();
        let mut last = None;
        while documents.peek().is_some() {
            let batch: Vec<Value> = documents.by_ref().take(BATCH).collect();
            last = Some(send("POST", "/indexes/products/documents", &Value::Array(batch)));
        }
        if let Some(task) = last {
            wait(&task);
        }
        started.elapsed().as_secs_f64()
    }
}
