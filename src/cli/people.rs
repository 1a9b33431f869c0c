//! `peitao user` and `peitao api-key`: the first operator has no page to be made on.

use clap::Subcommand;

use crate::accounts::{Role, Viewer, actions};
use crate::app::App;
use crate::clock;
use crate::firms;
use crate::http::AppError;
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
    },
}

fn firm_id(app: &App, role: Role, code: Option<&str>) -> anyhow::Result<Option<FirmId>> {
    match (role, code) {
        (Role::Member, None) => anyhow::bail!("a member belongs to a firm; name it with --firm CODE"),
        (Role::Member, Some(code)) => {
            let firm = app.db.read::<_, AppError>(|conn| Ok(firms::store::find_by_code(conn, code)?))?;
            let firm = firm.ok_or_else(|| anyhow::anyhow!("no firm has the code {code:?}; `peitao export` lists them"))?;
            Ok(Some(firm.id))
        }
        (_, Some(_)) => anyhow::bail!("only a member belongs to a firm; leave --firm out"),
        (_, None) => Ok(None),
    }
}

pub fn user(opened: &Opened, command: UserCommand) -> anyhow::Result<()> {
    let UserCommand::Add { email, role, firm, division } = command;
    let app = &opened.app;
    let new = actions::NewUser { email, role, firm_id: firm_id(app, role, firm.as_deref())?, division_code: division };
    let link = app.db.write(|conn| actions::add_user(conn, &Viewer::cli(), &app.config.public_url, new, clock::now()))?;
    println!("{link}");
    Ok(())
}

pub fn api_key(opened: &Opened, command: KeyCommand) -> anyhow::Result<()> {
    let KeyCommand::Add { name, role, firm } = command;
    let app = &opened.app;
    let firm = firm_id(app, role, firm.as_deref())?;
    let key = app.db.write(|conn| actions::create_key(conn, &Viewer::cli(), &name, role, firm, clock::now()))?;
    println!("{key}");
    Ok(())
}
