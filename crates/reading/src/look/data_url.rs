//! Pictures written into a page itself.

/// Octets of one such picture's text.
const MOST: usize = 8 << 20;

/// The bytes of a picture in a `data:` URL (RFC 2397 §3), where it is base64; browsers pass over what does not
/// belong to the alphabet.
pub(crate) fn data_picture(written: &str) -> Option<Vec<u8>> {
    let written = written.trim_ascii_start();
    let head = written.get(..5)?;
    if !head.eq_ignore_ascii_case("data:") || written.len() > MOST {
        return None;
    }
    let (kind, data) = written.get(5..)?.split_once(',')?;
    let is_base64 = kind
        .rsplit(';')
        .next()
        .is_some_and(|last| last.trim().eq_ignore_ascii_case("base64"));
    is_base64.then(|| base64(data.as_bytes()))
}

fn base64(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / 4 * 3);
    let (mut held, mut bits) = (0u32, 0u32);
    let mut bytes = data.iter();
    while let Some(&byte) = bytes.next() {
        let byte = if byte == b'%' {
            let mut digit = || bytes.next().and_then(|&b| char::from(b).to_digit(16));
            let (high, low) = (digit().unwrap_or_default(), digit().unwrap_or_default());
            u8::try_from(high << 4 | low).unwrap_or_default()
        } else {
            byte
        };
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        held = held << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits & 0xff).unwrap_or_default());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_browsers_read_it() {
        struct Case {
            written: &'static str,
            expected: Option<&'static [u8]>,
        }
        for Case { written, expected } in [
            Case {
                written: "data:image/png;base64,aGVsbG8=",
                expected: Some(b"hello"),
            },
            Case {
                written: " DATA:;charset=x;BASE64,aGVs\n bG8%3D",
                expected: Some(b"hello"),
            },
            Case {
                written: "data:image/svg+xml,<svg/>",
                expected: None,
            },
            Case {
                written: "https://a.example/data:,",
                expected: None,
            },
            Case {
                written: "data:;base64",
                expected: None,
            },
        ] {
            assert_eq!(data_picture(written).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn a_picture_in_a_page_is_only_so_long() {
        const HEAD: &str = "data:;base64,";
        let written = |size: usize| format!("{HEAD}{}", "A".repeat(size - HEAD.len()));
        assert!(data_picture(&written(MOST)).is_some());
        assert!(data_picture(&written(MOST + 1)).is_none());
    }
}
