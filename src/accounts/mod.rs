//! Accounts: who may sign in, as what, and for which firm.
//!
//! A browser is known by its session cookie, a program by its API key; [`web::identify`] turns either into a
//! [`Viewer`], once per request, and everything else decides by that.

pub mod actions;
mod gate;
pub mod password;
pub mod rules;
mod store;
pub mod web;

pub use gate::Gate;

use crate::ids::FirmId;
use crate::lang::Lang;

crate::id_type! {
    /// The key of a user.
    UserId
}

crate::text_enum! {
    /// What a person or an API key may be.
    Role {
        /// Acts for one firm.
        Member = "member",
        /// Looks for suppliers, without a firm of this city.
        Buyer = "buyer",
        /// Works for a division: verifies firms, reads reports.
        Official = "official",
        /// Runs the site.
        Operator = "operator",
    }
}

impl Role {
    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Role::Member => lang.t("企业成员", "Member of a firm"),
            Role::Buyer => lang.t("采购商", "Buyer"),
            Role::Official => lang.t("政府工作人员", "Official"),
            Role::Operator => lang.t("平台管理员", "Operator"),
        }
    }
}

/// Who does something, for the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Nobody is signed in.
    Anonymous,
    /// A signed-in user.
    User(UserId),
    /// An API key, by its key in the database.
    Key(String),
    /// Somebody with a shell on the server.
    Cli,
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Actor::Anonymous => f.write_str("anonymous"),
            Actor::User(id) => write!(f, "user:{id}"),
            Actor::Key(id) => write!(f, "key:{id}"),
            Actor::Cli => f.write_str("cli"),
        }
    }
}

/// Who asks: what every action is handed and decides by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Who it is.
    pub actor: Actor,
    /// As what; none when nobody is signed in.
    pub role: Option<Role>,
    /// The firm of a member.
    pub firm: Option<FirmId>,
    /// Whether that firm is verified.
    pub firm_verified: bool,
    /// The division of an official; none sees the whole city.
    pub division: Option<String>,
    /// E-mail address, or the name of the key.
    pub name: String,
}

impl Viewer {
    /// Somebody who is not signed in.
    pub fn anonymous() -> Viewer {
        Viewer {
            actor: Actor::Anonymous,
            role: None,
            firm: None,
            firm_verified: false,
            division: None,
            name: String::new(),
        }
    }

    /// The person at the server's shell, who may do what an operator may.
    pub fn cli() -> Viewer {
        Viewer { actor: Actor::Cli, role: Some(Role::Operator), name: "cli".into(), ..Viewer::anonymous() }
    }

    /// Whether somebody is signed in.
    pub fn is_signed_in(&self) -> bool {
        self.role.is_some()
    }

    /// Whether this is an operator.
    pub fn is_operator(&self) -> bool {
        self.role == Some(Role::Operator)
    }

    /// Whether this is an official or an operator.
    pub fn is_staff(&self) -> bool {
        matches!(self.role, Some(Role::Official | Role::Operator))
    }

    /// The user, when a person is signed in (and not a program with a key).
    pub fn user(&self) -> Option<&UserId> {
        match &self.actor {
            Actor::User(id) => Some(id),
            _ => None,
        }
    }

    /// Whether this member acts for `firm`.
    pub fn acts_for(&self, firm: &FirmId) -> bool {
        self.role == Some(Role::Member) && self.firm.as_ref() == Some(firm)
    }
}

impl crate::audit::Author for Viewer {
    fn author(&self) -> String {
        self.actor.to_string()
    }
}
