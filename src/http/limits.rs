//! Limits on how often something may be tried, and who counts as one client.
//!
//! Counts live in this process: with several processes behind one address each allows the rate.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Data;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::error::{AppError, AppResult};
use super::site::Site;

/// After so many tries the keys that have their full allowance again are forgotten, which bounds the memory.
const SWEEP: u32 = 1_024;

/// A limit per key: a number of tries at once, and one more after each period.
pub struct Limit {
    limiter: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
    tries: AtomicU32,
}

impl Limit {
    /// `burst` tries (at least 1) at once, and one more each `period` (longer than nothing).
    pub fn new(burst: u32, period: Duration) -> Limit {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let period = period.max(Duration::from_millis(1));
        let quota = Quota::with_period(period).expect("the period is not zero").allow_burst(burst);
        Limit { limiter: RateLimiter::keyed(quota), clock: DefaultClock::default(), tries: AtomicU32::new(0) }
    }

    /// Counts one try of `key`.
    ///
    /// # Errors
    /// [`AppError::TooMany`] with the seconds to wait when the allowance is used up.
    pub fn check(&self, key: &str) -> AppResult<()> {
        if self.tries.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&key.to_owned()).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            AppError::TooMany(wait.as_secs() + 1)
        })
    }
}

impl std::fmt::Debug for Limit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limit").field("keys", &self.limiter.len()).finish_non_exhaustive()
    }
}

/// Who counts as one client: the address of the connection or, behind a trusted proxy, the last one that the proxy
/// added to `X-Forwarded-For` (the ones before it are whatever the client wrote). An IPv6 client owns a whole /64.
pub fn client(request: &HttpRequest) -> String {
    let trusted = request.app_data::<Data<Site>>().is_some_and(|s| s.trust_proxy);
    let forwarded = trusted.then(|| forwarded(request)).flatten();
    match forwarded.or_else(|| request.peer_addr().map(|a| a.ip())) {
        Some(address) => one_client(address),
        None => "unknown".into(),
    }
}

fn forwarded(request: &HttpRequest) -> Option<IpAddr> {
    let last = request.headers().get_all("x-forwarded-for").last()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

fn one_client(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_key_is_stopped_after_its_burst_and_others_are_not() {
        let limit = Limit::new(3, Duration::from_secs(60));
        for _ in 0..3 {
            limit.check("a").unwrap();
        }
        let Err(AppError::TooMany(wait)) = limit.check("a") else { panic!("the fourth try passed") };
        assert!((1..=61).contains(&wait), "{wait}");
        limit.check("b").unwrap();
    }

    #[test]
    fn only_a_trusted_proxy_names_the_client_and_only_with_its_own_entry() {
        for (trust, headers, client_is) in [
            (false, vec!["9.9.9.9"], "10.0.0.1"),
            (true, vec!["9.9.9.9"], "9.9.9.9"),
            (true, vec!["1.1.1.1, 9.9.9.9"], "9.9.9.9"),
            (true, vec!["1.1.1.1", "8.8.8.8,9.9.9.9"], "9.9.9.9"),
            (true, vec!["nonsense"], "10.0.0.1"),
            (true, vec![], "10.0.0.1"),
            (true, vec!["2001:db8:1:2:3:4:5:6"], "2001:db8:1:2::/64"),
            (true, vec!["::ffff:9.9.9.9"], "9.9.9.9"),
        ] {
            let site = Site { city: String::new(), https: false, trust_proxy: trust, csrf_key: String::new() };
            let mut request =
                TestRequest::default().app_data(Data::new(site)).peer_addr("10.0.0.1:5000".parse().unwrap());
            for header in &headers {
                request = request.append_header(("x-forwarded-for", *header));
            }
            assert_eq!(client(&request.to_http_request()), client_is, "{trust} {headers:?}");
        }
    }
}
