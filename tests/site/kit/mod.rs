//! What the tests speak with: a running site, people who use it, and short ways to set a scene.

mod app;
mod browser;
mod person;
mod scene;

pub use app::TestApp;
pub use browser::Browser;
pub use person::{Answer, Person};
