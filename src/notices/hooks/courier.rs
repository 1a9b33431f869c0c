//! Calls hooks. The client is ureq: it blocks, as sending mail does, so it needs no runtime; and its TLS is the one that
//! mail brings along, so it adds no other crate (the client of the search server would need a TLS of its own). Its parts
//! that may change with a minor version are used in [`address`](super::address) alone.

use std::time::Duration;

use ureq::Agent;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;

use super::super::{News, To, Topic, tell};
use super::address::Guard;
use super::robots::{self, Call};
use super::store::{self, HookRow};
use super::{actions, rules};
use crate::app::App;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::AppResult;
use crate::lang::Say;
use crate::outbox::{self, Carrier, Outcome, Parcel, Turn, Way};

/// How long a hook may take in all.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of an answer that are read.
const MOST_READ: u64 = 64 * 1024;

/// Carries the parcels of hooks.
pub struct Courier {
    app: App,
    agent: Agent,
}

impl Courier {
    /// A courier of this site. It follows no redirection and no proxy: either could lead to another address than the one
    /// that was checked.
    pub fn new(app: &App) -> Courier {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(PATIENCE))
            .user_agent("Peitao")
            .build();
        let guard = Guard { allows_private: app.config.private_hooks, inner: DefaultResolver::default() };
        let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
        Courier { app: app.clone(), agent }
    }

    /// Calls the hooks that are due, one round of them. Returns how many took it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn carry_due(&self) -> AppResult<usize> {
        outbox::carry_due(&self.app.db, self, crate::clock::now)
    }

    /// Status and text of the answer.
    fn post(&self, call: &Call) -> Result<(u16, String), ureq::Error> {
        let mut request = self.agent.post(&call.url).header("content-type", "application/json; charset=utf-8");
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        let mut answer = request.send(call.body.as_bytes())?;
        let status = answer.status().as_u16();
        let text = answer.body_mut().with_config().limit(MOST_READ).lossy_utf8(true).read_to_string();
        Ok((status, text.unwrap_or_default()))
    }
}

/// Why a call failed, without its address: that of a robot is a secret.
fn why(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "no answer in time".into(),
        ureq::Error::HostNotFound => "there is no such host".into(),
        ureq::Error::Io(why) => why.to_string(),
        ureq::Error::Tls(why) => format!("TLS: {why}"),
        ureq::Error::Rustls(why) => format!("TLS: {why}"),
        _ => "the call failed".into(),
    }
}

impl Carrier for Courier {
    fn ways(&self) -> &'static [Way] {
        rules::WAYS
    }

    fn goes_on(&self) -> bool {
        !self.app.wake.is_stopping()
    }

    fn turn(&self, conn: &mut Conn, parcel: &Parcel, now: Moment) -> AppResult<Turn> {
        if parcel.way == Way::Webhook {
            return Ok(Turn::Alone);
        }
        let latest = outbox::store::last_sent(conn, &parcel.recipient, rules::MOST_A_MINUTE as i64)?;
        let latest: Vec<Moment> = latest.into_iter().flatten().collect();
        Ok(match rules::room(&latest, now) {
            rules::Room::Until(free) => Turn::Wait(free),
            rules::Room::Last => Turn::With(outbox::store::due_beside(conn, parcel, now, rules::MOST_TOGETHER)?),
            rules::Room::Some => Turn::Alone,
        })
    }

    fn carry(&self, parcel: &Parcel, with: &[Parcel], now: Moment) -> AppResult<Outcome> {
        let found = self.app.db.read(|conn| -> AppResult<_> { Ok(store::find(conn, &parcel.recipient)?) })?;
        let Some(hook) = found.filter(|hook| hook.disabled_at.is_none()) else {
            return Ok(Outcome::Gone("the hook was removed or switched off".into()));
        };
        let events = std::iter::once(parcel).chain(with).map(|one| serde_json::from_str(&one.body));
        let target = actions::target(&self.app.sealing, &hook);
        let (Some(target), Ok(events)) = (target, events.collect::<Result<Vec<_>, _>>()) else {
            return Ok(Outcome::Gone("the sealing key is another one: set the hook anew".into()));
        };
        let call = robots::call(parcel.way, &target, &events, &parcel.id, &self.app.config.public_url, now);
        Ok(match self.post(&call) {
            Err(error) => Outcome::Refused(None, why(&error)),
            Ok((status, text)) => match robots::verdict(parcel.way, status, &text) {
                Ok(()) => Outcome::Sent(Some(i64::from(status))),
                Err(why) => Outcome::Refused(Some(i64::from(status)), why),
            },
        })
    }

    fn noted(&self, conn: &mut Conn, parcel: &Parcel, outcome: &Outcome, now: Moment) -> AppResult<()> {
        match outcome {
            Outcome::Sent(_) => Ok(store::worked(conn, &parcel.recipient)?),
            Outcome::Refused(_, why) => failed(conn, &parcel.recipient, why, now),
            Outcome::Blocked(_) | Outcome::Gone(_) => Ok(()),
        }
    }
}

/// Counts a failure, and switches the hook off after too many in a row.
fn failed(conn: &mut Conn, id: &str, why: &str, now: Moment) -> AppResult<()> {
    store::failed(conn, id)?;
    let Some(hook) = store::find(conn, id)? else { return Ok(()) };
    if hook.failures < rules::MOST_FAILURES || !store::switch(conn, &hook.id, Some(now))? {
        return Ok(());
    }
    outbox::store::give_up_all(conn, id, why)?;
    say_so(conn, &hook, why, now)
}

fn say_so(conn: &mut Conn, hook: &HookRow, why: &str, now: Moment) -> AppResult<()> {
    let (name, path) = (&hook.name, format!("/hooks/{}", hook.id));
    let title = Say::new(format!("消息推送「{name}」已停用"), format!("Hook “{name}” is switched off"));
    let most = rules::MOST_FAILURES;
    let body = format!(
        "您好：\n\n消息推送「{name}」连续 {most} 次失败，已停用。最后一次的原因：{why}\n\
         请检查对方地址，在推送页面重新启用后，可以重发失败的消息。\n\n--\n\n\
         “{name}” has failed {most} times in a row and is switched off. Check its address, switch it on again on its \
         page, and send anew what failed.\n"
    );
    let owner = format!("user:{}", hook.created_by);
    let news = News { topic: Topic::Hook, title, body: &body, path: &path, key: None, secret_until: None };
    tell(conn, To::Owner(&owner), &news, now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::actions::{NewUser, add_user};
    use crate::accounts::{Actor, Role, Viewer};
    use crate::clock;
    use crate::db::testing::TestDb;
    use crate::http::AppError;
    use crate::notices;
    use crate::notices::hooks::rules::NewHook;
    use crate::sealing::Sealing;

    fn operator(conn: &mut Conn, email: &str) -> Viewer {
        let new = NewUser {
            email: email.into(),
            name: String::new(),
            role: Role::Operator,
            firm_id: None,
            division_code: None,
            password_hash: Some("!".into()),
        };
        let user = add_user(conn, &Viewer::cli(), &new, "http://site.test", clock::now()).unwrap().id;
        Viewer { actor: Actor::User(user), role: Some(Role::Operator), ..Viewer::anonymous() }
    }

    fn new(name: &str) -> NewHook {
        NewHook {
            way: Way::DingTalk,
            name: name.into(),
            address: "https://robot.example/send?access_token=geheim".into(),
            host: "robot.example".into(),
            secret: "SEC0123456789".into(),
            topics: vec![Topic::Alert],
        }
    }

    #[test]
    fn a_hook_that_fails_ten_times_in_a_row_is_switched_off_and_its_maker_is_told() {
        let (test, sealing, now) = (TestDb::new(), Sealing::passing(), clock::now());
        test.db
            .write::<_, AppError>(|conn| {
                let viewer = operator(conn, "op@x.test");
                let hook = actions::create(conn, &sealing, &viewer, new("群"), now)?;
                let told = |conn: &mut Conn| notices::actions::list(conn, &viewer, 1, "/notices").unwrap().1;
                for n in 1..rules::MOST_FAILURES {
                    failed(conn, hook.id.as_str(), "HTTP 500", now)?;
                    assert!(store::find(conn, hook.id.as_str())?.unwrap().disabled_at.is_none(), "{n}");
                }
                store::worked(conn, hook.id.as_str())?;
                for _ in 1..rules::MOST_FAILURES {
                    failed(conn, hook.id.as_str(), "HTTP 500", now)?;
                }
                assert_eq!(told(conn), [], "an answer in between begins the count anew");
                actions::try_out(conn, &viewer, hook.id.as_str(), now)?;
                failed(conn, hook.id.as_str(), "HTTP 500", now)?;
                failed(conn, hook.id.as_str(), "HTTP 500", now)?;
                assert_eq!(told(conn).iter().map(|row| row.topic).collect::<Vec<_>>(), [Topic::Hook], "told once");
                let (row, log) = actions::show(conn, &viewer, hook.id.as_str(), |_| (0, 10))?;
                assert!(row.disabled_at.is_some() && log[0].state(now) == outbox::State::Failed);
                assert!(matches!(actions::replay(conn, &viewer, &log[0].id, now), Err(AppError::Conflict(_))));
                actions::enable(conn, &viewer, hook.id.as_str(), now)?;
                actions::replay(conn, &viewer, &log[0].id, now)?;
                let again = outbox::store::find(conn, &log[0].id)?.unwrap();
                assert_eq!((again.state(now), again.attempts), (outbox::State::Waiting, 0));
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn no_copy_of_the_database_holds_an_address_or_a_secret_and_others_reach_no_hook() {
        let (test, sealing, now) = (TestDb::new(), Sealing::passing(), clock::now());
        test.db
            .write::<_, AppError>(|conn| {
                let viewer = operator(conn, "op@x.test");
                let hook = actions::create(conn, &sealing, &viewer, new("群"), now)?;
                let row = store::find(conn, hook.id.as_str())?.unwrap();
                assert!(!format!("{row:?}").contains("geheim") && !format!("{row:?}").contains("SEC0123456789"));
                assert_eq!(actions::target(&sealing, &row).unwrap().secret, "SEC0123456789");
                assert_eq!(actions::target(&Sealing::passing(), &row), None);
                let member = crate::firms::testing::member_of(conn, "F", true);
                assert_eq!(actions::list(conn, &member)?, []);
                for done in [
                    actions::try_out(conn, &member, hook.id.as_str(), now),
                    actions::enable(conn, &member, hook.id.as_str(), now).map(drop),
                    actions::delete(conn, &member, hook.id.as_str(), now).map(drop),
                    actions::show(conn, &member, hook.id.as_str(), |_| (0, 10)).map(drop),
                ] {
                    assert!(matches!(done, Err(AppError::NotFound)));
                }
                for role in [Role::Buyer, Role::Official] {
                    let other = Viewer { role: Some(role), ..viewer.clone() };
                    assert!(matches!(actions::list(conn, &other), Err(AppError::Forbidden(_))));
                }
                Ok(())
            })
            .unwrap();
    }
}
