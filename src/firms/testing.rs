//! Firms for the tests of those who belong to one.

use diesel::prelude::*;

use crate::accounts::{Actor, Role, UserId, Viewer};
use crate::clock;
use crate::db::Conn;
use crate::db::schema::firms::dsl;
use crate::firms::Verification;
use crate::ids::FirmId;

/// Adds a firm and returns a member of it.
pub fn member_of(conn: &mut Conn, firm: &str, verified: bool) -> Viewer {
    let verification = if verified { Verification::Verified } else { Verification::Pending };
    let now = clock::now();
    diesel::insert_into(dsl::firms)
        .values((
            dsl::id.eq(firm),
            dsl::code.eq(firm),
            dsl::name.eq(firm),
            dsl::verification.eq(verification),
            dsl::created_at.eq(now),
            dsl::updated_at.eq(now),
        ))
        .execute(conn)
        .unwrap();
    Viewer {
        actor: Actor::User(UserId::new()),
        role: Some(Role::Member),
        firm: Some(FirmId(firm.into())),
        firm_verified: verified,
        ..Viewer::anonymous()
    }
}
