//! What the tests speak with: a running site, people who use it, and short ways to set a scene.

mod app;
mod browser;
mod person;
mod process;
mod receiver;
mod scene;
mod smtp;
mod trade;

pub use app::TestApp;
pub use browser::Browser;
pub use person::{Answer, Person};
pub use process::Process;
pub use receiver::Receiver;
pub use smtp::MailServer;
pub use trade::{enquiry, quote};
