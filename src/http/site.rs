//! What the web kit must know of the site itself.

/// Facts of the site, put into the application once.
#[derive(Debug, Clone)]
pub struct Site {
    /// Name of the city.
    pub city: String,
    /// Whether cookies are marked `Secure`.
    pub https: bool,
    /// Whether the last proxy's `X-Forwarded-For` names the client.
    pub trust_proxy: bool,
    /// Key of the form tokens, the same in every process.
    pub csrf_key: String,
}
