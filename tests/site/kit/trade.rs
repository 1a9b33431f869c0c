//! The closed loop in short, by API: asking, quoting, choosing, agreeing. Each step must succeed.

use diesel::prelude::*;
use peitao::clock;
use peitao::db::schema::enquiries;
use peitao::enquiries::EnquiryId;
use peitao::http::AppError;
use serde_json::{Value, json};

use super::{Answer, Person, TestApp};

/// An enquiry of one line that is open for three hours.
pub fn enquiry(code: &str, suppliers: &[&str]) -> Value {
    let deadline = (clock::now() + chrono::Duration::hours(3)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    json!({"code": code, "deadline": deadline, "suppliers": suppliers,
        "lines": [{"text": "法兰", "quantity": 10, "unit": "件"}]})
}

/// A quote for its line.
pub fn quote(price: &str) -> Value {
    json!({"lines": [{"position": 1, "price": price}], "tax_included": true, "tax_rate": 13, "lead_days": 3,
        "valid_until": "2099-01-01"})
}

impl Person {
    /// Sends an enquiry to firms.
    #[track_caller]
    pub fn asks(&self, code: &str, suppliers: &[&str]) -> Answer {
        self.send_json("POST", "/api/v1/enquiries", &enquiry(code, suppliers)).expect(201)
    }

    /// Quotes, and gives the receipt.
    #[track_caller]
    pub fn quotes(&self, code: &str, price: &str) -> Value {
        self.send_json("PUT", &format!("/api/v1/enquiries/{code}/quote"), &quote(price)).expect(200).json()
    }

    /// Chooses a quote, and gives the frozen record.
    #[track_caller]
    pub fn chooses(&self, code: &str, firm: &str, reasons: &str) -> Value {
        let choice = json!({"chosen": firm, "reasons": reasons});
        self.send_json("POST", &format!("/api/v1/enquiries/{code}/choice"), &choice).expect(200).json()
    }

    /// Says that a deal came of it, and gives its address.
    #[track_caller]
    pub fn records_a_deal(&self, code: &str, amount: &str) -> String {
        let terms = json!({"enquiry": code, "amount": amount, "starts_on": clock::local_day(clock::now())});
        self.send_json("POST", "/api/v1/deals", &terms).expect(201).location
    }

    /// Confirms a deal of that address.
    #[track_caller]
    pub fn confirms(&self, deal: &str) {
        self.send_json("POST", &format!("{deal}/confirmation"), &json!({})).expect(200);
    }
}

impl TestApp {
    /// Puts the deadline of an enquiry a minute back, as if the time had passed; none if there is no such enquiry.
    pub fn let_the_deadline_pass(&self, code: &str) -> Option<EnquiryId> {
        let past = clock::now() - chrono::Duration::minutes(1);
        let change = |conn: &mut peitao::db::Conn| {
            let of = enquiries::table.filter(enquiries::code.eq(code));
            diesel::update(of).set(enquiries::deadline.eq(past)).execute(conn)?;
            let of = enquiries::table.filter(enquiries::code.eq(code));
            Ok::<_, AppError>(of.select(enquiries::id).first(conn).optional()?)
        };
        self.app.db.write(change).expect("the deadline can be moved")
    }

    /// The path of the link by which `recipient` of a mail can answer an enquiry.
    #[track_caller]
    pub fn answer_link(&self, recipient: &str) -> String {
        let mails = self.app.db.read(|conn| peitao::mail::page(conn, 0, 50)).expect("the mails");
        let mail = mails.iter().find(|m| m.recipient == recipient && m.body.contains("/answer/")).expect("the mail");
        let link = mail.body.split_whitespace().find(|word| word.contains("/answer/")).expect("the link");
        link[link.find("/answer/").expect("a path")..].to_owned()
    }
}
