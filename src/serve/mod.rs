//! Builds the site once and runs it: the web server, the search feed, the worker, the flusher of views; and stops them
//! in order when the process is told to end.

mod background;
mod logs;
mod open;

pub use background::Background;
pub use logs::start_logging;
pub use open::{Opened, open};

use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, DefaultHeaders, from_fn};
use actix_web::web::{Data, FormConfig};
use actix_web::{App as WebApp, HttpServer};

use crate::app::App;
use crate::http::{Site, csrf, error, observe};
use crate::{accounts, catalogue, clusters, matching, purchases, router, search, secrets, words};

/// How long running requests may take to end after SIGTERM.
const GRACE: Duration = Duration::from_secs(20);

const POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The web server of `app`, bound and ready to be awaited.
///
/// # Errors
/// When the address is taken or not ours.
pub fn server(app: &App, listener: std::net::TcpListener) -> anyhow::Result<(Server, std::net::SocketAddr)> {
    observe::install_metrics();
    let address = listener.local_addr()?;
    let site = Data::new(Site {
        city: app.config.city.clone(),
        https: app.config.is_https(),
        trust_proxy: app.config.trust_proxy,
        csrf_key: secrets::of(&app.db, secrets::FORM_TOKENS)?,
    });
    let app = Data::new(app.clone());
    let gate = Data::new(accounts::Gate::new());
    let board = Data::new(catalogue::Board::default());
    board.count_behind(&app);
    // The dictionary and the words of the graph take a moment to load, and no search should wait for them.
    let dictionary = std::thread::spawn(words::warm_up);
    let reports = Data::new(clusters::Board::default());
    reports.make_behind(&app)?;
    let lexicon = Data::new(search::Lexicon::default());
    app.db.read(|conn| lexicon.renewed(conn))?;
    lexicon.keep_behind(&app);
    dictionary.join().map_err(|_| anyhow::anyhow!("the dictionary of words could not be loaded"))?;
    let matcher = Data::new(matching::Matcher::default());
    matcher.keep_behind(&app.db, &app.wake);
    matching::fresh::keep_behind(&app, &matcher, lexicon.clone().into_inner());
    purchases::work::keep_behind(&app, &matcher);
    search::saved::digest::keep_behind(&app, lexicon.clone().into_inner());
    let server = HttpServer::new(move || {
        WebApp::new()
            .app_data(app.clone())
            .app_data(site.clone())
            .app_data(gate.clone())
            .app_data(board.clone())
            .app_data(reports.clone())
            .app_data(lexicon.clone())
            .app_data(matcher.clone())
            .app_data(FormConfig::default().limit(csrf::FORM_LIMIT))
            .configure(router::configure)
            .wrap(from_fn(csrf::guard))
            .wrap(from_fn(accounts::web::identify))
            .wrap(from_fn(error::answer))
            .wrap(Compress::default())
            .wrap(
                DefaultHeaders::new()
                    .add(("Content-Security-Policy", POLICY))
                    .add(("X-Content-Type-Options", "nosniff"))
                    .add(("Referrer-Policy", "same-origin")),
            )
            .wrap(from_fn(observe::observe))
    })
    .shutdown_timeout(GRACE.as_secs())
    .listen(listener)?
    .run();
    Ok((server, address))
}

/// Serves until SIGTERM or Ctrl-C: running requests end, then the background threads, and the index commits.
///
/// # Errors
/// When the address cannot be bound or the server fails.
pub fn run(opened: Opened, greet: impl FnOnce(std::net::SocketAddr)) -> anyhow::Result<()> {
    use anyhow::Context;
    let listen = opened.app.config.listen;
    let listener = std::net::TcpListener::bind(listen).with_context(|| {
        format!("{listen} cannot be listened on; is another program there? Choose one with --listen")
    })?;
    let background = Background::start(&opened.app);
    let served = actix_web::rt::System::new().block_on(async {
        let (server, address) = server(&opened.app, listener)?;
        tracing::info!(%address, database = opened.database, "serving");
        greet(address);
        server.await.context("the web server failed")
    });
    background.stop(&opened.app);
    tracing::info!("stopped");
    served
}
