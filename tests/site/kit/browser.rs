//! A real browser for the journeys: Chromium through chromedriver, both from the system. Where they are missing the
//! journeys say that they skip.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;

const TAB: &str = "\u{E004}";

/// A browser window of one width.
pub struct Browser {
    pub client: Client,
    /// Whether it is as narrow as a phone, where filters and menus are folded.
    pub is_narrow: bool,
    driver: Child,
    _profile: tempfile::TempDir,
}

fn program(names: &[&str]) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<_> = std::env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port()
}

/// The flags that keep a headless Chromium small, silent and away from the network.
const FLAGS: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--lang=zh-CN",
];

impl Browser {
    /// Opens a window `width` CSS pixels wide, or says that there is no browser here.
    pub async fn open(width: u32) -> Option<Browser> {
        let Some((chromium, driver)) =
            program(&["chromium", "chromium-browser", "google-chrome"]).zip(program(&["chromedriver"]))
        else {
            eprintln!("SKIPPED: no Chromium with chromedriver on this machine");
            return None;
        };
        let port = free_port();
        let driver = Command::new(driver)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let profile = tempfile::tempdir().expect("a temporary folder");
        let client = connect(port, &chromium, profile.path(), width).await;
        Some(Browser { client, is_narrow: width < 500, driver, _profile: profile })
    }

    /// Goes to `url`.
    pub async fn go(&self, url: &str) {
        self.client.goto(url).await.unwrap_or_else(|why| panic!("going to {url}: {why}"));
    }

    /// The first element that `css` finds, waiting a little for it.
    pub async fn find(&self, css: &str) -> Element {
        let wait = self.client.wait().at_most(Duration::from_secs(8)).for_element(Locator::Css(css)).await;
        match wait {
            Ok(element) => element,
            Err(why) => {
                let url = self.client.current_url().await.map(|u| u.to_string());
                panic!("{css} is not on {url:?} ({why}): {}", self.text().await)
            }
        }
    }

    /// Types `text` into the field named `name` of the page's main part.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.find(&format!("main [name='{name}']")).await;
        field.clear().await.unwrap_or_else(|why| panic!("clearing {name}: {why}"));
        field.send_keys(text).await.unwrap_or_else(|why| panic!("typing into {name}: {why}"));
    }

    /// Presses what `css` finds.
    pub async fn press(&self, css: &str) {
        self.find(css).await.click().await.unwrap_or_else(|why| panic!("pressing {css}: {why}"));
    }

    /// Moves on with the Tab key until what `css` finds has the focus.
    pub async fn tab_to(&self, css: &str) -> Element {
        self.find(css).await;
        let reached = format!("return document.activeElement.matches({})", json!(css));
        for _ in 0..120 {
            self.client.active_element().await.expect("a focus").send_keys(TAB).await.expect("the Tab key");
            if self.client.execute(&reached, vec![]).await.expect("the script runs") == json!(true) {
                return self.client.active_element().await.expect("a focus");
            }
        }
        panic!("the Tab key does not lead to {css}: {}", self.text().await);
    }

    /// Says yes to the question that the page asks.
    pub async fn say_yes(&self) {
        self.client.accept_alert().await.unwrap_or_else(|why| panic!("the page asked nothing: {why}"));
    }

    /// The text that a person sees.
    pub async fn text(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_else(|why| why.to_string()),
            Err(why) => why.to_string(),
        }
    }

    /// The texts of all that `css` finds.
    pub async fn all(&self, css: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for element in self.client.find_all(Locator::Css(css)).await.expect("elements") {
            texts.push(element.text().await.expect("a text"));
        }
        texts
    }

    /// How many CSS pixels the page is wider than its window.
    pub async fn overflow(&self) -> i64 {
        let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        let wider = self.client.execute(script, vec![]).await.expect("the script runs");
        wider.as_i64().expect("a number")
    }

    /// Closes the window.
    pub async fn close(mut self) {
        drop(self.client.clone().close().await);
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

async fn connect(port: u16, chromium: &Path, profile: &Path, width: u32) -> Client {
    let mut flags: Vec<String> = FLAGS.iter().map(|f| (*f).to_owned()).collect();
    flags.push(format!("--user-data-dir={}", profile.display()));
    let mut options = json!({"args": flags, "binary": chromium, "prefs": {"intl.accept_languages": "zh-CN,zh"}});
    if width < 500 {
        // A window cannot be made this narrow; a phone can be emulated.
        options["mobileEmulation"] = json!({"deviceMetrics": {"width": width, "height": 740, "pixelRatio": 2.0}});
    } else {
        options["args"].as_array_mut().expect("a list").push(json!(format!("--window-size={width},1000")));
    }
    let mut capabilities = serde_json::Map::new();
    capabilities.insert("goog:chromeOptions".into(), options);
    let started = Instant::now();
    loop {
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities.clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await;
        match client {
            Ok(client) => return client,
            Err(why) if started.elapsed() > Duration::from_secs(60) => panic!("no browser session: {why}"),
            Err(_) => std::thread::sleep(Duration::from_millis(200)),
        }
    }
}
