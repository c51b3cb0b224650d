//! Names of folders as IMAP spells them (RFC 3501 §5.1.3, modified UTF-7).

/// The name that was meant; what breaks the spelling stays as it stands.
pub(super) fn decode(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let Some((shifted, behind)) = after.split_once('-') else {
            plain.push('&');
            rest = after;
            continue;
        };
        match unshift(shifted) {
            Some(meant) => {
                plain.push_str(&meant);
                rest = behind;
            }
            None => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// Base64 with `,` for `/` and without padding, of UTF-16 with the high octet first.
fn unshift(shifted: &str) -> Option<String> {
    if shifted.is_empty() {
        return Some(String::from("&"));
    }
    let (mut bits, mut held) = (0_u32, 0);
    let mut units = Vec::with_capacity(shifted.len() / 2);
    for octet in shifted.bytes() {
        let six = match octet {
            b'A'..=b'Z' => octet - b'A',
            b'a'..=b'z' => octet - b'a' + 26,
            b'0'..=b'9' => octet - b'0' + 52,
            b'+' => 62,
            b',' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(six);
        held += 6;
        if held >= 16 {
            held -= 16;
            units.push(u16::try_from((bits >> held) & 0xffff).ok()?);
        }
        // Only what is not used yet stays.
        bits &= (1 << held) - 1;
    }
    // What is left over fills up the last of the letters, and is zero.
    if held >= 6 || bits != 0 {
        return None;
    }
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_were_meant() {
        for (raw, expected) in [
            ("INBOX", "INBOX"),
            ("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),
            ("&MLQw33ux-", "ゴミ箱"),
            ("Tom &- Jerry", "Tom & Jerry"),
            ("&2D3ekA-", "\u{1f690}"),
            ("&", "&"),
            ("&abc", "&abc"),
            ("&!!-x", "&!!-x"),
            ("&2D0-", "&2D0-"),
            ("&AAAA-", "&AAAA-"),
        ] {
            assert_eq!(decode(raw.as_bytes()), expected, "{raw}");
        }
        assert_eq!(decode("迷惑".as_bytes()), "迷惑");
        assert_eq!(decode(b"\xff"), "\u{fffd}");
    }
}
