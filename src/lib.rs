//! Peitao 配套: the supply-demand marketplace of an industrial city.
//!
//! # The story of one request
//!
//! `GET /products/P1` meets [`router`], the one table of URLs, which names a handler in a domain's `web.rs`. The
//! handler asks the domain for what it shows (`app.db.read(|conn| …)`), fills a page struct and returns it. A change
//! takes one hop more: `listings::web::publish` → `listings::actions::publish` (permission, rule, one transaction,
//! the search mark) → `products::store`. Everything below a handler is plain synchronous code on `&mut Conn`.
//!
//! # The story of one job
//!
//! An action marks its subject in `search_dirty` in the same transaction, and [`search`]'s feed re-reads the subject,
//! hands it to the [`engine`], commits, and only then takes the mark away. Work that is not search, a workbook to
//! import for one, is a row of [`queue`] that a worker claims. Both may run twice; neither may be lost.
//!
//! # The map, in dependency order
//!
//! A module may use those above it and never one below; `tests/architecture.rs` reads every `use crate::` and fails
//! on one that points down.

// Small named things.
pub mod lang;
pub mod clock;
pub mod text;
pub mod escape;
pub mod ids;
pub mod units;
pub mod geo;
pub mod faults;
pub mod fields;
pub mod specs;
pub mod words;
pub mod config;
pub mod wake;
// Ports and kits; none of them knows a domain.
pub mod db;
pub mod engine;
pub mod http;
pub mod draw;
pub mod queue;
pub mod secrets;
pub mod sealing;
pub mod views;
pub mod sought;
pub mod outbox;
pub mod mail;
pub mod app;
// Domains.
pub mod audit;
pub mod accounts;
pub mod notices;
pub mod divisions;
pub mod chain;
pub mod firms;
pub mod listings;
pub mod products;
pub mod needs;
pub mod pairings;
pub mod enquiries;
pub mod deals;
pub mod shortlists;
pub mod search;
pub mod imports;
pub mod matching;
pub mod purchases;
pub mod plans;
pub mod clusters;
pub mod alerts;
pub mod leaderboard;
pub mod fairs;
pub mod dispatch;
pub mod catalogue;
pub mod demo;
// Assembly.
pub mod health;
pub mod openapi;
pub mod router;
pub mod serve;
pub mod cli;
