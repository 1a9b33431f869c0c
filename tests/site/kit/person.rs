//! A person with a browser's manners: keeps cookies, reads the form token off the page, follows to the next page.

use std::net::SocketAddr;

use ureq::Agent;

/// One person and their cookies.
pub struct Person {
    agent: Agent,
    base: String,
    key: Option<String>,
    session: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub content_type: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text is UTF-8")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|why| panic!("no JSON ({why}): {}", self.text()))
    }

    /// This answer, if it has `status`.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "to {:?}: {}", self.location, String::from_utf8_lossy(&self.body));
        self
    }

    /// The form token of the page.
    #[track_caller]
    pub fn csrf(&self) -> String {
        self.hidden("csrf")
    }

    /// The value of the page's first hidden field of that name.
    #[track_caller]
    pub fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let text = self.text();
        let at = text.find(&mark).unwrap_or_else(|| panic!("no field {name} on this page: {text}")) + mark.len();
        text[at..].split('"').next().expect("a closing quote").to_owned()
    }
}

impl Person {
    pub fn new(address: SocketAddr) -> Person {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(std::time::Duration::from_secs(20)))
            // Less than the server keeps a quiet connection, so that none is used just as it is closed.
            .max_idle_age(std::time::Duration::from_secs(2))
            .build();
        Person { agent: config.into(), base: format!("http://{address}"), key: None, session: None }
    }

    /// The same address with an API key instead of cookies.
    pub fn with_key(mut self, key: &str) -> Person {
        self.key = Some(format!("Bearer {key}"));
        self
    }

    /// The same with the cookie of a session that was made behind the site's back.
    pub fn with_session(mut self, secret: &str) -> Person {
        self.session = Some(format!("{}={secret}", peitao::http::csrf::SESSION));
        self
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", Vec::new())
    }

    /// Sends a form with the token of the page `from`.
    pub fn post_from(&self, from: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.get(from).csrf();
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.post(path, &all)
    }

    /// Sends a form as it is given.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).expect("texts encode");
        self.send("POST", path, "application/x-www-form-urlencoded", body.into_bytes())
    }

    /// Sends JSON.
    pub fn send_json(&self, method: &str, path: &str, body: &serde_json::Value) -> Answer {
        self.send(method, path, "application/json", body.to_string().into_bytes())
    }

    /// Uploads one file as a form does, with the token of the page `from` in the query.
    pub fn upload(&self, from: &str, path: &str, name: &str, content: &[u8]) -> Answer {
        let token = self.get(from).csrf();
        let edge = "----------------peitao7MA4YWxkTrZu0gW";
        let mut body = format!(
            "--{edge}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(format!("\r\n--{edge}--\r\n").as_bytes());
        self.send("POST", &format!("{path}?csrf={token}"), &format!("multipart/form-data; boundary={edge}"), body)
    }

    pub fn send(&self, method: &str, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        if !content_type.is_empty() {
            request = request.header("content-type", content_type);
        }
        if let Some(key) = &self.key {
            request = request.header("authorization", key);
        }
        if let Some(session) = &self.session {
            request = request.header("cookie", session);
        }
        let has_body = !matches!(method, "GET" | "DELETE");
        let mut answer = if has_body {
            self.agent.run(request.body(body).expect("a request"))
        } else {
            self.agent.run(request.body(()).expect("a request"))
        }
        .unwrap_or_else(|why| panic!("{method} {path}: {why}"));
        let header =
            |name: &str| answer.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let (location, content_type) = (header("location"), header("content-type"));
        let body = answer.body_mut().with_config().limit(64 << 20).read_to_vec().expect("a whole body");
        Answer { status: answer.status().as_u16(), location, content_type, body }
    }
}
