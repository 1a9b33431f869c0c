//! Codes in addresses.

/// `code` as it stands in an address.
pub fn in_address(code: &str) -> String {
    code.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_written_into_addresses_safely() {
        for (code, address) in
            [("P-1_a.b", "P-1_a.b"), ("a:b?c#d", "a%3Ab%3Fc%23d"), ("型1", "%E5%9E%8B1"), ("100%", "100%25")]
        {
            assert_eq!(in_address(code), address);
        }
    }
}
