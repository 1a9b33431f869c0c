//! The site as its users meet it: one test program, a real server on a port of its own for each test, on SQLite or,
//! with `TEST_DATABASE_URL`, on PostgreSQL.

mod kit;

mod access;
mod accounts;
mod alerts;
mod catalogue;
mod crash;
mod demo;
mod dispatch;
mod enquiries;
mod fairs;
mod firms;
mod fuzz;
mod health;
mod imports;
mod journeys;
mod leaderboard;
mod listings;
mod sealed;
mod search;
mod shortlists;
mod matching;
mod notices;
mod plans;
mod purchases;
mod reports;
mod story;
