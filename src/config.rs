//! Settings: a flag, then a `PEITAO_*` variable, then `peitao.toml`, then a default that works.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde::Deserialize;

/// The settings as given on the command line or in the environment; what is not given stays `None`.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Given {
    /// Folder of database, index and pictures (default: ./data)
    #[arg(long, env = "PEITAO_DATA_DIR", global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Address to listen on (default: 127.0.0.1:8080)
    #[arg(long, env = "PEITAO_LISTEN", global = true, value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    /// sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME (default: a SQLite file in the data folder)
    #[arg(long, env = "PEITAO_DATABASE_URL", global = true, value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// http://HOST:PORT of a Meilisearch server; without one, the index is kept in the data folder
    #[arg(long, env = "PEITAO_SEARCH_URL", global = true, value_name = "URL")]
    pub search_url: Option<String>,
    /// Key of the Meilisearch server
    #[arg(long, env = "PEITAO_SEARCH_KEY", global = true, value_name = "KEY", hide_env_values = true)]
    pub search_key: Option<Secret>,
    /// Address under which people reach the site, for links in mails (default: http://LISTEN)
    #[arg(long, env = "PEITAO_PUBLIC_URL", global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// smtp://USER:PASSWORD@HOST:PORT; without one, mails are kept for the operator to pass on
    #[arg(long, env = "PEITAO_SMTP_URL", global = true, value_name = "URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// Sender of mails (default: peitao@localhost)
    #[arg(long, env = "PEITAO_MAIL_FROM", global = true, value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// Name of the city, shown on every page (default: 南通)
    #[arg(long, env = "PEITAO_CITY", global = true, value_name = "NAME")]
    pub city: Option<String>,
    /// Log as text or json (default: text)
    #[arg(long, env = "PEITAO_LOG_FORMAT", global = true, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
    /// Take the address that the last proxy adds to X-Forwarded-For for the client's (default: false)
    #[arg(long, env = "PEITAO_TRUST_PROXY", global = true, value_name = "BOOL")]
    pub trust_proxy: Option<bool>,
    /// Let webhooks and robots have addresses on this network, not only public ones (default: false)
    #[arg(long, env = "PEITAO_PRIVATE_HOOKS", global = true, value_name = "BOOL")]
    pub private_hooks: Option<bool>,
}

/// A text that no log shows.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(secret)")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Secret {
        Secret(text.to_owned())
    }
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One readable line each.
    Text,
    /// One JSON object each.
    Json,
}

/// The settings in force.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of database, index and pictures.
    pub data_dir: PathBuf,
    /// Address to listen on.
    pub listen: SocketAddr,
    /// `sqlite:…` or `postgres://…`.
    pub database_url: String,
    /// Address of a Meilisearch server, if search is not to be kept in the data folder.
    pub search_url: Option<String>,
    /// Its key.
    pub search_key: Option<Secret>,
    /// Base of links in mails, without a slash at its end.
    pub public_url: String,
    /// Mail server, if any.
    pub smtp_url: Option<String>,
    /// Sender of mails.
    pub mail_from: String,
    /// Name of the city.
    pub city: String,
    /// How log lines look.
    pub log_format: LogFormat,
    /// Whether a proxy's `X-Forwarded-For` is believed.
    pub trust_proxy: bool,
    /// Whether hooks may be called on private addresses.
    pub private_hooks: bool,
}

impl Config {
    /// Fills what `given` leaves open from `peitao.toml` in the working folder, then from the defaults.
    ///
    /// # Errors
    /// When `peitao.toml` exists and cannot be read.
    pub fn load(given: Given) -> anyhow::Result<Config> {
        let file = read_file(Path::new("peitao.toml"))?;
        Ok(Config::from_parts(given, file))
    }

    /// `first` over `second` over the defaults.
    pub fn from_parts(first: Given, second: Given) -> Config {
        let data_dir = first.data_dir.or(second.data_dir).unwrap_or_else(|| "data".into());
        let listen = first.listen.or(second.listen).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080)));
        let database_url = first
            .database_url
            .or(second.database_url)
            .unwrap_or_else(|| format!("sqlite:{}", data_dir.join("peitao.db").display()));
        let public_url = first.public_url.or(second.public_url).unwrap_or_else(|| format!("http://{listen}"));
        Config {
            data_dir,
            listen,
            database_url,
            search_url: first.search_url.or(second.search_url).filter(|url| !url.is_empty()),
            search_key: first.search_key.or(second.search_key).filter(|key| !key.0.is_empty()),
            public_url: public_url.trim_end_matches('/').into(),
            smtp_url: first.smtp_url.or(second.smtp_url),
            mail_from: first.mail_from.or(second.mail_from).unwrap_or_else(|| "peitao@localhost".into()),
            city: first.city.or(second.city).unwrap_or_else(|| "南通".into()),
            log_format: first.log_format.or(second.log_format).unwrap_or(LogFormat::Text),
            trust_proxy: first.trust_proxy.or(second.trust_proxy).unwrap_or(false),
            private_hooks: first.private_hooks.or(second.private_hooks).unwrap_or(false),
        }
    }

    /// Whether people reach the site over TLS; cookies are then marked `Secure`.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

fn read_file(path: &Path) -> anyhow::Result<Given> {
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).with_context(|| format!("reading {}", path.display())),
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(Given::default()),
        Err(why) => Err(why).with_context(|| format!("reading {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearer_source_wins_and_nothing_set_works() {
        let file = Given { city: Some("常州".into()), data_dir: Some("/srv".into()), ..Given::default() };
        let flag = Given { data_dir: Some("/tmp/x".into()), ..Given::default() };
        let config = Config::from_parts(flag, file);
        assert_eq!(config.city, "常州");
        assert_eq!(config.database_url, "sqlite:/tmp/x/peitao.db");
        assert_eq!(Config::from_parts(Given::default(), Given::default()).public_url, "http://127.0.0.1:8080");
    }

    #[test]
    fn keys_are_read_and_never_shown() {
        let file = toml::from_str::<Given>("search-url = 'http://127.0.0.1:7700'\nsearch-key = 'abc123'").unwrap();
        let config = Config::from_parts(Given::default(), file);
        assert_eq!(config.search_key, Some("abc123".into()));
        assert!(!format!("{config:?}").contains("abc123"));
    }

    #[test]
    fn a_wrong_key_in_the_file_is_named() {
        let why = toml::from_str::<Given>("datadir = 'x'").unwrap_err().to_string();
        assert!(why.contains("datadir"), "{why}");
    }
}
