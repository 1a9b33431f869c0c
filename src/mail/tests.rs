use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use chrono::Duration;

use super::*;
use crate::clock;
use crate::config::{Config, Given};
use crate::db::testing::TestDb;
use crate::sealing::Sealing;

/// A mail server that takes (or refuses) mails and hands over what it was told.
fn server(is_willing: bool) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let mut mail = String::new();
            stream.write_all(b"220 here\r\n").unwrap();
            while let Some(Ok(line)) = lines.next() {
                let answer: &str = match line.get(..4).unwrap_or("") {
                    "EHLO" => "250 here",
                    "RCPT" if !is_willing => "550 no such mailbox",
                    "DATA" => {
                        stream.write_all(b"354 go on\r\n").unwrap();
                        mail =
                            lines.by_ref().map(Result::unwrap).take_while(|l| l != ".").collect::<Vec<_>>().join("\n");
                        "250 taken"
                    }
                    "QUIT" => "221 bye",
                    _ => "250 fine",
                };
                stream.write_all(format!("{answer}\r\n").as_bytes()).unwrap();
            }
            // The test may have ended.
            let _ = tell.send(mail);
        }
    });
    (url, told)
}

fn mailer(smtp_url: Option<String>) -> Mailer {
    let given = Given { smtp_url, ..Given::default() };
    Mailer::new(&Config::from_parts(given, Given::default()), &Sealing::passing()).unwrap()
}

fn write_one(test: &TestDb, id: &str, secret_until: Option<Moment>) {
    let body = "请打开 http://x.example/password/reset?token=abc";
    let draft =
        Draft { id, recipient: "a@firm.example", subject: "重设密码", body, secret_until, ..Draft::default() };
    test.db.write(|c| super::write(c, &draft, clock::now())).unwrap();
}

fn only(test: &TestDb) -> MailRow {
    test.db.read(|c| super::page(c, 0, 10)).unwrap().remove(0)
}

fn in_an_hour() -> Option<Moment> {
    Some(clock::now() + Duration::hours(1))
}

#[test]
fn a_mail_goes_out_once_and_its_link_is_forgotten() {
    let (test, (url, told)) = (TestDb::new(), server(true));
    write_one(&test, "m1", in_an_hour());
    let mailer = mailer(Some(url));
    assert_eq!(send_waiting(&test.db, &mailer).unwrap(), 1);
    assert!(told.recv().unwrap().contains("To: a@firm.example"));
    let mail = only(&test);
    assert_eq!((mail.state(clock::now()), mail.body.as_str(), mail.attempts), (State::Sent, "", 1));
    assert_eq!(send_waiting(&test.db, &mailer).unwrap(), 0);
}

#[test]
fn a_refusal_is_kept_and_tried_again_later_but_not_for_ever() {
    let (test, (url, _told)) = (TestDb::new(), server(false));
    write_one(&test, "m1", None);
    let mailer = mailer(Some(url));
    assert_eq!(send_waiting(&test.db, &mailer).unwrap(), 0);
    let mail = only(&test);
    assert!(mail.failure.as_deref().unwrap().contains("no such mailbox"), "{:?}", mail.failure);
    assert_eq!((mail.attempts, mail.state(clock::now())), (1, State::Waiting));
    assert!(mail.retry_at > clock::now());
    assert_eq!(send_waiting(&test.db, &mailer).unwrap(), 0);
    assert_eq!(only(&test).attempts, 1, "not before its time");
    let failed = MailRow { attempts: MOST_ATTEMPTS, ..mail };
    assert_eq!(failed.state(clock::now()), State::Failed);
}

#[test]
fn without_a_server_a_mail_is_told_of_once_and_kept_and_a_later_server_gets_it() {
    let test = TestDb::new();
    write_one(&test, "m1", in_an_hour());
    assert_eq!(send_waiting(&test.db, &Mailer::Log).unwrap(), 1);
    assert_eq!(send_waiting(&test.db, &Mailer::Log).unwrap(), 0);
    let mail = only(&test);
    assert!(mail.body.contains("token=abc"));
    assert_eq!(mail.state(clock::now()), State::Waiting);
    let (url, _told) = server(true);
    assert_eq!(send_waiting(&test.db, &mailer(Some(url))).unwrap(), 1);
}

#[test]
fn a_dead_link_is_neither_kept_nor_sent() {
    let (test, (url, _told)) = (TestDb::new(), server(true));
    write_one(&test, "m1", Some(clock::now() - Duration::seconds(1)));
    assert_eq!(send_waiting(&test.db, &mailer(Some(url))).unwrap(), 0);
    assert_eq!(test.db.write(|c| purge(c, clock::now())).unwrap(), 1);
    assert_eq!(only(&test).body, "");
    write_one(&test, "m2", in_an_hour());
    test.db.write(|c| blank(c, "m2")).unwrap();
    assert_eq!(only(&test).state(clock::now()), State::Over);
}

#[test]
fn a_mail_that_can_be_stopped_says_how_and_keeps_its_id_at_every_try() {
    let (test, (url, told)) = (TestDb::new(), server(true));
    let (id, recipient, stops) = ("alerts:320613:head", "a@firm.example", Some("u1.deal"));
    let draft = Draft { id, recipient, subject: "成交", body: "您好\n", stops, ..Draft::default() };
    test.db.write(|c| super::write(c, &draft, clock::now())).unwrap();
    assert_eq!(send_waiting(&test.db, &mailer(Some(url))).unwrap(), 1);
    let mail = told.recv().unwrap();
    assert!(mail.contains("Message-ID: <alerts-320613-head@localhost>"), "{mail}");
    assert!(mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{mail}");
    let unfolded = mail.replace("\n ", " ");
    assert!(unfolded.contains("List-Unsubscribe: <http://127.0.0.1:8080/unsubscribe/u1.deal."), "{mail}");
}

#[test]
fn a_mail_for_later_waits() {
    let (test, (url, _told)) = (TestDb::new(), server(true));
    let draft = Draft { id: "m1", recipient: "a@b.example", body: "x", not_before: in_an_hour(), ..Draft::default() };
    test.db.write(|c| super::write(c, &draft, clock::now())).unwrap();
    assert_eq!(send_waiting(&test.db, &mailer(Some(url))).unwrap(), 0);
    assert_eq!((only(&test).attempts, send_waiting(&test.db, &Mailer::Log).unwrap()), (0, 0));
}

#[test]
fn what_is_rolled_back_leaves_no_mail() {
    let test = TestDb::new();
    let undone: AppResult<()> = test.db.write(|conn| {
        super::write(conn, &Draft { id: "m1", recipient: "a@b.example", ..Draft::default() }, clock::now())?;
        Err(crate::http::AppError::NotFound)
    });
    assert!(undone.is_err());
    assert_eq!(test.db.read(super::count).unwrap(), 0);
}
