//! What happened in a quarter, as facts.

use std::collections::HashMap;

use crate::clock::{Moment, local_day};
use crate::clusters::Quarter;
use crate::db::Conn;
use crate::http::{AppError, AppResult};
use crate::ids::FirmId;
use crate::leaderboard::Measure;
use crate::leaderboard::counting::{self, Fact, Firm};
use crate::leaderboard::referral::{self, REFERRERS};
use crate::leaderboard::store::facts as read;
use crate::leaderboard::store::referrals::{ReferralRow, accepted};
use crate::units::Decimal;

/// Where each verified firm is; firms elsewhere count for nobody.
struct Places<'a>(HashMap<&'a FirmId, &'a str>);

impl Places<'_> {
    /// A fact of a firm, if it counts for a division.
    fn fact(&self, measure: Measure, firm: FirmId, subject: String, at: Moment, amount: Decimal) -> Option<Fact> {
        let division = (*self.0.get(&firm)?).to_owned();
        Some(Fact { measure, division, firm: Some(firm), subject, day: local_day(at), amount })
    }
}

/// All facts of a quarter.
///
/// # Errors
/// Those of the database.
pub fn facts(conn: &mut Conn, quarter: Quarter, firms: &[Firm]) -> AppResult<Vec<Fact>> {
    let placed = firms.iter().filter_map(|(firm, division, _)| Some((firm, division.as_deref()?)));
    let (places, span) = (Places(placed.collect()), (quarter.begins(), quarter.ends()));
    let mut found = listings(conn, span, &places)?;
    found.extend(answers(conn, span, &places)?);
    found.extend(deals(conn, span, &places)?);
    found.extend(sourcing(conn, quarter, &places)?);
    found.extend(gaps(conn, span, &places)?);
    Ok(found)
}

fn listings(conn: &mut Conn, span: read::Span, places: &Places<'_>) -> AppResult<Vec<Fact>> {
    let one = |(firm, subject, at): (FirmId, String, Option<Moment>)| {
        places.fact(Measure::Listings, firm, subject, at?, Decimal::whole(1))
    };
    Ok(read::listings(conn, span)?.into_iter().filter_map(one).collect())
}

fn answers(conn: &mut Conn, span: read::Span, places: &Places<'_>) -> AppResult<Vec<Fact>> {
    let one = |(firm, code, deadline, answered): read::Asked| {
        let in_time = answered.is_some() && answered <= deadline;
        places.fact(Measure::Answers, firm, format!("enquiries/{code}"), deadline?, Decimal::whole(in_time.into()))
    };
    Ok(read::asked(conn, span)?.into_iter().filter_map(one).collect())
}

fn gaps(conn: &mut Conn, span: read::Span, places: &Places<'_>) -> AppResult<Vec<Fact>> {
    let (new, before, wanted) = read::gaps(conn, span)?;
    let one = |product: &counting::Listed| {
        let subject = format!("products/{}", product.code);
        places.fact(Measure::Gaps, product.firm.clone(), subject, product.at, Decimal::whole(1))
    };
    Ok(counting::closed(&new, &before, &wanted).into_iter().filter_map(one).collect())
}

/// Purchases of this quarter count up, those of the one before down, in 万元.
fn sourcing(conn: &mut Conn, quarter: Quarter, places: &Places<'_>) -> AppResult<Vec<Fact>> {
    let days = |quarter: Quarter| (quarter.first_day(), quarter.after().first_day());
    let mut found = vec![];
    for (quarter, sign) in [(quarter, 1), (quarter.before(), -1)] {
        for (buyer, code, day, amount) in read::local(conn, days(quarter))? {
            let wan = amount.scaled(sign, 10_000).unwrap_or_default();
            let at = day.and_time(chrono::NaiveTime::MIN);
            found.extend(
                buyer.and_then(|buyer| places.fact(Measure::Sourcing, buyer, format!("deals/{code}"), at, wan)),
            );
        }
    }
    Ok(found)
}

/// Deals count where the seller is; one that a referral led there is split, and so is a project that came about.
fn deals(conn: &mut Conn, span: read::Span, places: &Places<'_>) -> AppResult<Vec<Fact>> {
    let ways = Ways::read(conn, span.1)?;
    let confirmed = read::confirmed(conn, span)?;
    let enquiries: Vec<_> = confirmed.iter().map(|deal| &deal.2).collect();
    let needs = read::needs_of(conn, &enquiries)?;
    let mut found = vec![];
    for (seller, code, enquiry, at) in confirmed {
        let whole =
            at.and_then(|at| places.fact(Measure::Deals, seller, format!("deals/{code}"), at, Decimal::whole(1)));
        let Some(whole) = whole else { continue };
        let needs = needs.get(&enquiry).map_or(&[][..], Vec::as_slice);
        let way = needs.iter().find_map(|need| ways.to(&format!("need:{need}"), &whole.division));
        found.extend(split(whole, way.as_deref())?);
    }
    for (way, landed) in ways.projects(span) {
        let subject = format!("referrals/{}", landed.id);
        let day = landed.landed_at.map_or(landed.made_at.date(), local_day);
        let (measure, division) = (Measure::Deals, landed.to_code.clone());
        let whole = Fact { measure, division, firm: None, subject, day, amount: Decimal::whole(1) };
        found.extend(split(whole, Some(&way))?);
    }
    Ok(found)
}

fn split(whole: Fact, way: Option<&[&str]>) -> AppResult<Vec<Fact>> {
    let Some(way) = way else { return Ok(vec![whole]) };
    let shares = referral::split(way, REFERRERS).map_err(|fault| AppError::Invalid(vec![fault]))?;
    let amounts = referral::credit(whole.amount, &shares);
    let part = |(share, amount): (referral::Share, Decimal)| Fact { division: share.park, amount, ..whole.clone() };
    Ok(shares.into_iter().zip(amounts).map(part).collect())
}

/// The ways that matters went from park to park.
struct Ways(HashMap<String, Vec<ReferralRow>>);

impl Ways {
    fn read(conn: &mut Conn, until: Moment) -> AppResult<Ways> {
        let mut by: HashMap<String, Vec<ReferralRow>> = HashMap::new();
        for row in accepted(conn, until)? {
            by.entry(row.matter.clone()).or_default().push(row);
        }
        Ok(Ways(by))
    }

    /// The way of a matter, if it ended where it was served.
    fn to(&self, matter: &str, division: &str) -> Option<Vec<&str>> {
        let steps = self.0.get(matter)?;
        (steps.last()?.to_code == division).then(|| way(steps))
    }

    /// The projects that came about in a span, by their keys, with their ways.
    fn projects(&self, (from, to): read::Span) -> Vec<(Vec<&str>, &ReferralRow)> {
        let is_in = |row: &&ReferralRow| row.landed_at.is_some_and(|at| from <= at && at < to);
        let landed = self.0.values().filter_map(|steps| Some((way(steps), steps.iter().find(is_in)?)));
        let mut found: Vec<(Vec<&str>, &ReferralRow)> = landed.collect();
        found.sort_by(|one, other| one.1.id.cmp(&other.1.id));
        found
    }
}

fn way(steps: &[ReferralRow]) -> Vec<&str> {
    let first = steps.first().map(|row| row.from_code.as_str());
    first.into_iter().chain(steps.iter().map(|row| row.to_code.as_str())).collect()
}
