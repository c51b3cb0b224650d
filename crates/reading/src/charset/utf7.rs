//! UTF-7 (RFC 2152), decoded strictly: only what follows a `+` is read as shifted.

/// Decodes UTF-7; what is not valid becomes U+FFFD.
pub(super) fn decode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        if byte != b'+' {
            let width = rest.iter().position(|&b| b == b'+').unwrap_or(rest.len());
            text.push_str(&String::from_utf8_lossy(
                rest.get(..width).unwrap_or_default(),
            ));
            rest = rest.get(width..).unwrap_or_default();
            continue;
        }
        let width = after
            .iter()
            .position(|&b| sextet(b).is_none())
            .unwrap_or(after.len());
        let shifted = after.get(..width).unwrap_or_default();
        rest = after.get(width..).unwrap_or_default();
        if let Some(after) = rest.strip_prefix(b"-") {
            rest = after;
        }
        if shifted.is_empty() {
            text.push('+');
            continue;
        }
        let mut units = Vec::with_capacity(shifted.len() * 6 / 16 + 1);
        let (mut bits, mut count) = (0_u32, 0_u32);
        for value in shifted.iter().filter_map(|&b| sextet(b)) {
            bits = (bits << 6) | u32::from(value);
            count += 6;
            if count >= 16 {
                count -= 16;
                units.push(u16::try_from((bits >> count) & 0xffff).unwrap_or(0xfffd));
                bits &= (1 << count) - 1;
            }
        }
        text.extend(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')));
        // RFC 2152 rule 2: what is left over is less than six zero bits.
        if count >= 6 || bits != 0 {
            text.push('\u{fffd}');
        }
    }
    text
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_rfc_decode() {
        // RFC 2152, "Examples".
        for (bytes, expected) in [
            ("A+ImIDkQ.", "A≢Α."),
            ("Hi Mom -+Jjo--!", "Hi Mom -☺-!"),
            ("+ZeVnLIqe-", "日本語"),
            ("1 +- 1", "1 + 1"),
        ] {
            assert_eq!(decode(bytes.as_bytes()), expected, "{bytes}");
        }
        assert_eq!(decode(b"+2AA-"), "\u{fffd}");
    }
}
