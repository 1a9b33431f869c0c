//! Scenes: firms, their members and their listings, in one line each. Everything that a test does not name is plain.

use std::collections::HashMap;

use peitao::accounts::actions::{self, NewUser};
use peitao::accounts::{self, Role, UserId, Viewer};
use peitao::chain::store::EdgeRow;
use peitao::chain::{self, CategoryId, Relation};
use peitao::clock;
use peitao::db::{Conn, Kind};
use peitao::divisions::{self, DivisionFields, DivisionKind};
use peitao::engine::dirty;
use peitao::enquiries;
use peitao::enquiries::sent::{Sent, SentLine};
use peitao::firms::{self, FirmFields, FirmId, Verification};
use peitao::http::AppResult;
use peitao::listings::ListingState;
use peitao::needs::{self, NeedId};
use peitao::products::{self, ProductId};

use super::{Person, TestApp};

impl TestApp {
    fn write<T: Send + 'static>(&self, work: impl FnOnce(&mut Conn) -> AppResult<T>) -> T {
        let done = self.app.db.write(work).expect("the scene can be set");
        self.app.wake.ring();
        done
    }

    /// A district of the city.
    pub fn district(&self, code: &str, name: &str) {
        self.division(code, name, DivisionKind::District, None);
    }

    /// A division of the city that may lie in another.
    pub fn division(&self, code: &str, name: &str, kind: DivisionKind, parent: Option<&str>) {
        let fields = DivisionFields {
            code: code.into(),
            name: name.into(),
            parent_code: parent.map(Into::into),
            kind,
            area_km2: None,
            lat: None,
            lon: None,
        };
        let row = divisions::store::DivisionRow::new(fields, clock::now());
        self.write(|conn| Ok(divisions::store::insert_many(conn, std::slice::from_ref(&row))?));
    }

    /// A verified firm.
    pub fn firm(&self, code: &str, name: &str) -> FirmId {
        self.firm_that_is(code, name, Verification::Verified)
    }

    /// A verified firm of a district.
    pub fn firm_in(&self, district: &str, code: &str, name: &str) -> FirmId {
        let division_code = Some(district.into());
        self.add_firm(
            code,
            FirmFields { name: name.into(), division_code, ..FirmFields::default() },
            Verification::Verified,
        )
    }

    /// A verified firm that states what `fields` hold.
    pub fn firm_with(&self, code: &str, fields: FirmFields) -> FirmId {
        self.add_firm(code, fields, Verification::Verified)
    }

    /// A firm as far as an official has got with it.
    pub fn firm_that_is(&self, code: &str, name: &str, verification: Verification) -> FirmId {
        self.add_firm(code, FirmFields { name: name.into(), ..FirmFields::default() }, verification)
    }

    fn add_firm(&self, code: &str, fields: FirmFields, verification: Verification) -> FirmId {
        let row = firms::store::FirmRow::new(FirmId::new(), code.into(), fields, verification, clock::now());
        self.write(|conn| {
            firms::store::insert_many(conn, std::slice::from_ref(&row))?;
            Ok(dirty::mark(conn, Kind::Firm, row.id.as_str())?)
        });
        row.id
    }

    /// A published product of `firm`.
    pub fn product(&self, firm: &FirmId, code: &str, name: &str) -> ProductId {
        let mut fields = products::ProductFields::empty();
        fields.name = name.into();
        let id = ProductId::new();
        let row = products::store::ProductRow::new(
            id.clone(),
            code.into(),
            firm.clone(),
            fields,
            None,
            ListingState::Published,
            clock::now(),
        );
        self.write(|conn| {
            products::store::insert(conn, &row)?;
            Ok(dirty::mark(conn, Kind::Product, row.id.as_str())?)
        });
        id
    }

    /// A published need of `firm`.
    pub fn need(&self, firm: &FirmId, code: &str, text: &str) -> NeedId {
        let mut fields = needs::NeedFields::empty();
        fields.text = text.into();
        let id = NeedId::new();
        let (state, now) = (ListingState::Published, clock::now());
        let row = needs::store::NeedRow::new(id.clone(), code.into(), firm.clone(), fields, None, state, now);
        self.write(|conn| {
            needs::store::insert(conn, &row)?;
            Ok(dirty::mark(conn, Kind::Need, row.id.as_str())?)
        });
        id
    }

    /// Edges of the chain graph; gives the categories by their names.
    pub fn edges(&self, edges: &[(&str, Relation, &str)]) -> HashMap<String, CategoryId> {
        let names: Vec<&str> = edges.iter().flat_map(|(from, _, to)| [*from, *to]).collect();
        self.write(|conn| {
            let ids = chain::store::ensure_categories(conn, &names, None, clock::now())?;
            let row = |(from, relation, to): &(&str, Relation, &str)| EdgeRow {
                from_id: ids[*from].clone(),
                relation: *relation,
                to_id: ids[*to].clone(),
                weight: None,
                source: String::new(),
                batch_id: None,
                updated_at: clock::now(),
            };
            chain::store::insert_edges(conn, &edges.iter().map(row).collect::<Vec<_>>())?;
            Ok(ids)
        })
    }

    /// A draft of an enquiry that `firm` has made by a program.
    pub fn enquiry(&self, firm: &FirmId, code: &str, text: &str) {
        let maker = Viewer {
            actor: accounts::Actor::Key("test".into()),
            role: Some(Role::Member),
            firm: Some(firm.clone()),
            firm_verified: true,
            ..Viewer::anonymous()
        };
        let lines = vec![SentLine { text: text.into(), ..SentLine::default() }];
        let sent = Sent { code: code.into(), lines, ..Sent::default() };
        self.write(|conn| enquiries::actions::create(conn, &maker, &sent, clock::now()));
    }

    /// A user who is not signed in yet and has no password.
    pub fn user(&self, email: &str, role: Role, firm: Option<&FirmId>) -> UserId {
        self.add_user(email, None, role, firm)
    }

    /// A user who can sign in with `password`.
    pub fn user_with(&self, email: &str, password: &str, role: Role, firm: Option<&FirmId>) -> UserId {
        self.add_user(email, Some(accounts::password::hash(password).expect("a hash")), role, firm)
    }

    fn add_user(&self, email: &str, password_hash: Option<String>, role: Role, firm: Option<&FirmId>) -> UserId {
        let (email, firm_id) = (email.into(), firm.cloned());
        let new = NewUser { email, name: String::new(), role, firm_id, division_code: None, password_hash };
        self.write(|conn| actions::add_user(conn, &Viewer::cli(), &new, "http://site.test", clock::now())).id
    }

    /// A member of `firm` who has signed in.
    pub fn member(&self, email: &str, firm: &FirmId) -> Person {
        self.signed_in(email, Role::Member, Some(firm))
    }

    /// Somebody of `role` who has signed in.
    pub fn signed_in(&self, email: &str, role: Role, firm: Option<&FirmId>) -> Person {
        self.visitor().with_session(&self.session(email, role, firm))
    }

    /// The secret of a session of somebody new.
    pub fn session(&self, email: &str, role: Role, firm: Option<&FirmId>) -> String {
        let user = self.user(email, role, firm);
        self.write(|conn| actions::start_session(conn, &user, "test", clock::now()))
    }

    /// A program with an API key of `role`.
    pub fn program(&self, role: Role, firm: Option<&FirmId>) -> Person {
        self.visitor().with_key(&self.key(role, firm))
    }

    /// An API key of `role`.
    pub fn key(&self, role: Role, firm: Option<&FirmId>) -> String {
        let new = actions::NewKey { name: "test".into(), role, firm_id: firm.cloned(), division_code: None };
        self.write(|conn| actions::create_key(conn, &Viewer::cli(), &new, clock::now()))
    }
}
