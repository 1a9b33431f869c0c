//! Which post hears of an alert, and what a notice of one year must be.

use chrono::Datelike;

use super::calendar::Calendar;
use super::store::PostRow;
use super::{Level, notice};
use crate::faults::Fault;
use crate::lang::Say;

/// The post that hears of a level in a division: its own, else that of the division it lies in, else the city's. `parents`
/// are pairs of code and parent.
pub fn post<'a>(
    posts: &'a [PostRow],
    parents: &[(String, Option<String>)],
    division: Option<&str>,
    level: Level,
) -> Option<&'a PostRow> {
    let of = |code: &str| posts.iter().find(|post| post.division_code == code && post.level == level);
    let mut code = division;
    // Divisions nest a few levels deep; a circle in the table must not hold us up.
    for _ in 0..parents.len().min(8) {
        let Some(here) = code else { break };
        if let Some(post) = of(here) {
            return Some(post);
        }
        code = parents.iter().find(|(one, _)| one == here).and_then(|(_, parent)| parent.as_deref());
    }
    of("")
}

/// The published calendar with the notices that operators brought.
///
/// # Errors
/// What is wrong with a notice that cannot be read: without its days every clock would run wrongly.
pub fn calendar<'a>(notices: impl IntoIterator<Item = &'a str>) -> Result<Calendar, Vec<Fault>> {
    notices.into_iter().try_fold(Calendar::published(), |calendar, text| Ok(calendar.with(notice::read(text)?)))
}

/// The year of a notice.
///
/// # Errors
/// Lines that cannot be read, none at all, or days of several years.
pub fn year(text: &str) -> Result<i32, Vec<Fault>> {
    let days = notice::read(text)?;
    let Some((first, _)) = days.first() else {
        let fix = Say::new("请粘贴放假安排，每行一天或一段", "Paste the notice, one day or stretch a line");
        return Err(vec![Fault::new("text", "", Say::new("没有写任何日期", "There are no days"), fix)]);
    };
    match days.iter().find(|(day, _)| day.year() != first.year()) {
        None => Ok(first.year()),
        Some((day, _)) => {
            let cause = Say::new("一次只能保存一个年份", "One notice is of one year");
            let fix = Say::new("请按年份分开保存", "Save each year by itself");
            Err(vec![Fault::new("text", &day.to_string(), cause, fix)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_post_hears_of_it() {
        let post_of = |division_code: &str, level| PostRow {
            division_code: division_code.into(),
            level,
            email: format!("{division_code}@x"),
        };
        let posts = [post_of("", Level::Red), post_of("D1", Level::Red), post_of("P1", Level::Yellow)];
        let parents = [("P1".to_owned(), Some("D1".to_owned())), ("D1".to_owned(), None)];
        for (division, level, heard) in [
            (Some("P1"), Level::Yellow, Some("P1@x")),
            (Some("P1"), Level::Red, Some("D1@x")),
            (Some("D2"), Level::Red, Some("@x")),
            (None, Level::Red, Some("@x")),
            (Some("D1"), Level::Yellow, None),
        ] {
            let found = post(&posts, &parents, division, level).map(|post| post.email.as_str());
            assert_eq!(found, heard, "{division:?} {level}");
        }
    }

    #[test]
    fn a_notice_is_of_one_year() {
        assert_eq!(year("2027-01-01 休 元旦"), Ok(2027));
        assert_eq!(year("2026-12-31 休\n2027-01-01 休").unwrap_err()[0].field, "text");
        assert_eq!(year("# nothing").unwrap_err()[0].field, "text");
    }
}
