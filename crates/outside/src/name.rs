//! Which texts can be asked as a DNS name.

use hickory_resolver::proto::rr::Name;

/// The fully-qualified name of `text`, or `None` where no such name can exist.
///
/// Mail carries selectors and SPF macros that hold anything, so every printable ASCII octet may stand in a
/// label, a space too, which an SPF macro can mean (RFC 2181 §11 allows all octets, RFC 7208 §7.1 `%_`); a
/// control character, a backslash or a byte outside ASCII is never part of a name that somebody meant.
/// Labels have 1 to 63 octets and a name at most 253 (RFC 1035 §2.3.4).
pub(crate) fn fully_qualified(text: &str) -> Option<Name> {
    let text = text.strip_suffix('.').unwrap_or(text);
    if text.is_empty() || text.len() > 253 {
        return None;
    }
    let mut labels: Vec<&[u8]> = Vec::new();
    for label in text.split('.') {
        let is_label = (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| (b.is_ascii_graphic() || b == b' ') && b != b'\\');
        if !is_label {
            return None;
        }
        labels.push(label.as_bytes());
    }
    let mut name = Name::from_labels(labels).ok()?;
    // A name that is not fully qualified would be tried with the system's search suffixes too.
    name.set_fqdn(true);
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_a_name_is_asked() {
        for (input, is_name) in [
            ("s1._domainkey.example.com", true),
            ("example.com.", true),
            ("user+tag=x._spf.example.com", true),
            ("netflix", true),
            ("", false),
            (".", false),
            ("a..example.com", false),
            (".example.com", false),
            ("a b.example.com", true),
            ("a\0b.example.com", false),
            ("a\\.example.com", false),
            ("日本語.jp", false),
        ] {
            let name = fully_qualified(input);
            assert_eq!(name.is_some(), is_name, "{input}");
            assert!(name.is_none_or(|name| name.is_fqdn()), "{input}");
        }
        assert!(fully_qualified(&"a".repeat(64)).is_none());
        assert!(fully_qualified(&"a.".repeat(128)).is_none());
        assert!(fully_qualified(&["a"; 127].join(".")).is_some());
    }
}
