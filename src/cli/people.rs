//! `peitao user` and `peitao api-key`: the first operator has no page to be made on.

use clap::Subcommand;

use crate::accounts::actions::{self, NewKey, NewUser};
use crate::accounts::{Role, Viewer};
use crate::app::App;
use crate::clock;
use crate::ids::FirmId;
use crate::serve::Opened;

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| "one of member, buyer, official, operator".into())
}

#[derive(Subcommand)]
pub enum UserCommand {
    /// Add a user; prints the link with which they set their password
    Add {
        /// E-mail address
        email: String,
        /// member, buyer, official or operator
        #[arg(long, value_parser = role)]
        role: Role,
        /// Code of the firm, for a member
        #[arg(long)]
        firm: Option<String>,
        /// Code of the division, for an official; without it the whole city
        #[arg(long)]
        division: Option<String>,
    },
}

#[derive(Subcommand)]
pub enum KeyCommand {
    /// Add an API key; prints the key alone
    Add {
        /// What the key is for
        name: String,
        /// member, buyer, official or operator
        #[arg(long, value_parser = role)]
        role: Role,
        /// Code of the firm, for a member
        #[arg(long)]
        firm: Option<String>,
        /// Code of the division, for an official; without it the whole city
        #[arg(long)]
        division: Option<String>,
    },
}

fn firm_id(app: &App, role: Role, code: Option<&str>) -> anyhow::Result<Option<FirmId>> {
    match (role, code) {
        (Role::Member, None) => anyhow::bail!("a member belongs to a firm; name it with --firm CODE"),
        (Role::Member, Some(code)) => Ok(Some(app.db.read(|conn| actions::firm_by_code(conn, code))?)),
        (_, Some(_)) => anyhow::bail!("only a member belongs to a firm; leave --firm out"),
        (_, None) => Ok(None),
    }
}

pub fn user(opened: &Opened, command: UserCommand) -> anyhow::Result<()> {
    let UserCommand::Add { email, role, firm, division } = command;
    let app = &opened.app;
    let firm_id = firm_id(app, role, firm.as_deref())?;
    let new = NewUser { email, name: String::new(), role, firm_id, division_code: division, password_hash: None };
    let added =
        app.db.write(|conn| actions::add_user(conn, &Viewer::cli(), &new, &app.config.public_url, clock::now()))?;
    if let Some(link) = added.link {
        println!("{link}");
    }
    Ok(())
}

pub fn api_key(opened: &Opened, command: KeyCommand) -> anyhow::Result<()> {
    let KeyCommand::Add { name, role, firm, division } = command;
    let app = &opened.app;
    let new = NewKey { name, role, firm_id: firm_id(app, role, firm.as_deref())?, division_code: division };
    println!("{}", app.db.write(|conn| actions::create_key(conn, &Viewer::cli(), &new, clock::now()))?);
    Ok(())
}
