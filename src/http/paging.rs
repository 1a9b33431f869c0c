//! Paging: which rows a page shows and the links around it.

/// How deep a list can be paged; further down a filter serves better than another page.
pub const DEEPEST: u64 = 10_000;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// The page, from 1.
    pub number: u64,
    /// Rows on a page.
    pub size: u64,
    /// Rows in all.
    pub total: u64,
    /// Path and query without `page`, ending in `?` or `&`.
    base: String,
}

impl Paging {
    /// The page `number` of a list of `total` rows. `here` is this page's path and query.
    pub fn new(number: u64, size: u64, total: u64, here: &str) -> Paging {
        let mut paging = Paging { number: number.max(1), size, total, base: base(here) };
        paging.number = paging.number.min(paging.last());
        paging
    }

    /// Rows before this page.
    pub fn offset(&self) -> u64 {
        (self.number - 1) * self.size
    }

    /// The last page that can be reached.
    pub fn last(&self) -> u64 {
        self.total.min(DEEPEST).div_ceil(self.size).max(1)
    }

    /// Number of the first row shown, from 1; 0 for an empty list.
    pub fn first_row(&self) -> u64 {
        if self.total == 0 { 0 } else { self.offset() + 1 }
    }

    /// Number of the last row shown.
    pub fn last_row(&self) -> u64 {
        (self.offset() + self.size).min(self.total)
    }

    /// The address of page `number`.
    pub fn link(&self, number: &u64) -> String {
        format!("{}page={number}", self.base)
    }

    /// The address of the page before.
    pub fn previous(&self) -> Option<String> {
        (self.number > 1).then(|| self.link(&(self.number - 1)))
    }

    /// The address of the page after.
    pub fn next(&self) -> Option<String> {
        (self.number < self.last()).then(|| self.link(&(self.number + 1)))
    }

    /// The pages to link: the first, the last, and two on each side of this one.
    pub fn around(&self) -> Vec<u64> {
        let (number, last) = (self.number, self.last());
        (1..=last).filter(|n| *n == 1 || *n == last || n.abs_diff(number) <= 2).collect()
    }
}

fn base(here: &str) -> String {
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let kept: Vec<&str> = query.split('&').filter(|p| !p.is_empty() && !p.starts_with("page=")).collect();
    if kept.is_empty() { format!("{path}?") } else { format!("{path}?{}&", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_stay_inside_the_list_and_keep_the_query() {
        let paging = Paging::new(3, 20, 45, "/search?q=a&page=3&sort=new");
        assert_eq!((paging.offset(), paging.first_row(), paging.last_row()), (40, 41, 45));
        assert_eq!(paging.previous().unwrap(), "/search?q=a&sort=new&page=2");
        assert_eq!(paging.next(), None);
        assert_eq!(Paging::new(99, 20, 45, "/x").number, 3);
        assert_eq!(Paging::new(0, 20, 0, "/x").first_row(), 0);
        assert_eq!(Paging::new(10, 20, 1_000_000, "/x").around(), [1, 8, 9, 10, 11, 12, 500]);
    }
}
