//! Which addresses a hook may have. The site's server can reach machines that the person who types an address cannot;
//! so nothing but the public network is called, unless the settings allow it, and that is checked when the name has been
//! resolved, at each call, since a name can point elsewhere tomorrow.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Whether anybody on the public network can be at this address.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let is_special = match (a, b, c) {
        // This network, shared by providers, protocol assignments, relays of old, measuring, reserved and broadcast.
        (0, ..) | (100, 64..=127, _) | (192, 0, 0) | (192, 88, 99) | (198, 18 | 19, _) | (240..=255, ..) => true,
        _ => false,
    };
    let is_ours = ip.is_private() || ip.is_loopback() || ip.is_link_local();
    !(is_special || is_ours || ip.is_multicast() || ip.is_documentation())
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(inner) = embedded(ip) {
        return is_public_v4(inner);
    }
    let first = ip.segments()[0];
    // All that is given out to the public lies in 2000::/3; documentation and other special blocks lie there, too.
    let is_special =
        matches!(ip.segments(), [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..]);
    (first & 0xe000) == 0x2000 && !is_special
}

/// The IPv4 address that such an address stands for: mapped, translated (64:ff9b::/96) or 6to4.
fn embedded(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let of = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match (a, b, c, d, e, f) {
        (0, 0, 0, 0, 0, 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => Some(of(g, h)),
        (0x2002, high, low, ..) => Some(of(high, low)),
        _ => None,
    }
}

/// Resolves names as usual and leaves out what is not public.
#[derive(Debug)]
pub struct Guard {
    /// Whether private addresses may be called, too.
    pub allows_private: bool,
    /// Resolves the names.
    pub inner: DefaultResolver,
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut open = self.empty();
        for address in found.iter().filter(|found| self.allows_private || is_public(found.ip())) {
            open.push(*address);
        }
        if open.is_empty() {
            let why = "the address is not on the public network";
            return Err(std::io::Error::new(std::io::ErrorKind::PermissionDenied, why).into());
        }
        Ok(open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_called() {
        for ip in ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5", "64:ff9b::df05:505", "2002:df05:505::"] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.0.1",
            "203.0.113.9",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "::127.0.0.1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }
}
