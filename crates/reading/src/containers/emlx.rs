//! A mail with its length before and a property list behind it (`.emlx`).

/// The mail inside; where the length leads nowhere, all that stands before the property list.
#[must_use]
pub fn unwrap_emlx(mut file: Vec<u8>) -> Vec<u8> {
    let Some((length, start)) = length(&file) else {
        return file;
    };
    let mut mail = file.split_off(start.min(file.len()));
    if length <= mail.len() {
        mail.truncate(length);
    } else if let Some(end) = list_start(&mail) {
        mail.truncate(end);
    }
    mail
}

/// What stands behind the line with the length.
pub(super) fn content(start: &[u8]) -> Option<&[u8]> {
    let (_, at) = length(start)?;
    start.get(at..)
}

/// The length that the first line gives, and where the next line begins.
fn length(file: &[u8]) -> Option<(usize, usize)> {
    let end = file.iter().take(24).position(|&octet| octet == b'\n')?;
    let line = std::str::from_utf8(file.get(..end)?).ok()?;
    let digits = line.trim_ascii_end();
    let is_number = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    Some((is_number.then(|| digits.parse().ok())??, end + 1))
}

/// Where the property list behind a mail begins.
fn list_start(mail: &[u8]) -> Option<usize> {
    const LIST: &[u8] = b"<?xml ";
    let has_list = mail
        .get(mail.len().saturating_sub(64)..)?
        .windows(8)
        .any(|it| it == b"</plist>");
    has_list
        .then(|| mail.windows(LIST.len()).rposition(|it| it == LIST))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_stands_between_its_length_and_the_list() {
        struct Case {
            file: &'static str,
            mail: &'static str,
        }
        for case in [
            Case {
                file: "9       \nA: 1\n\nx\n\n<?xml version=\"1.0\"?><plist></plist>\n",
                mail: "A: 1\n\nx\n\n",
            },
            Case {
                file: "900\nA: 1\n\nx\n<?xml version=\"1.0\"?><plist></plist>\n",
                mail: "A: 1\n\nx\n",
            },
            Case {
                file: "900\nA: 1\n\ntorn",
                mail: "A: 1\n\ntorn",
            },
            Case {
                file: "0\n",
                mail: "",
            },
            Case {
                file: "no number",
                mail: "no number",
            },
        ] {
            let mail = unwrap_emlx(case.file.as_bytes().to_vec());
            assert_eq!(String::from_utf8_lossy(&mail), case.mail, "{}", case.file);
        }
    }
}
