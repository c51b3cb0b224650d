//! Made-up mails of a given size, written one after the other, so that a mailbox of any size needs no disk.

use std::io::Write;

use anyhow::Result;

/// What a mail is made of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Filling {
    /// Text and page, as a newsletter is.
    Text,
    /// A little text and an attachment, as large mail is.
    Attachment,
}

/// Writes so many mails of about so many octets as a mailbox (mboxrd).
///
/// # Errors
/// Where the reader goes away.
pub(super) fn mailbox(
    to: &mut dyn Write,
    mails: u64,
    octets: usize,
    filling: Filling,
) -> Result<()> {
    let body = body(octets, filling);
    for nth in 0..mails {
        write!(
            to,
            "From someone@mail.example Sat Jan  3 12:00:00 2026\n\
             Received: from out.mail.example (out.mail.example [192.0.2.7]) by in.shop.example; \
             Sat, 3 Jan 2026 12:00:00 +0900\n\
             From: \"Made Up Shop\" <news{nth}@mail.example>\n\
             To: reader@shop.example\n\
             Subject: Your order {nth} has been sent\n\
             Date: Sat, 3 Jan 2026 12:00:00 +0900\n\
             Message-ID: <{nth}@mail.example>\n"
        )?;
        to.write_all(&body)?;
    }
    Ok(())
}

/// The rest of the header and the body: plain text and a page, or a page and an attachment.
fn body(octets: usize, filling: Filling) -> Vec<u8> {
    let mut text = String::from(
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"next\"\n\n--next\n\
         Content-Type: text/html; charset=utf-8\n\n<html><body>\n",
    );
    let paragraph = |nth: usize| {
        format!(
            "<p style=\"color:#333\">Item {nth}, お届け物 {nth}: <a href=\"https://www.mail.example/item/{nth}\">\
             have a look</a> at what was packed on that day.</p>\n"
        )
    };
    let page = match filling {
        Filling::Text => octets,
        Filling::Attachment => 4_000,
    };
    for nth in 0.. {
        if text.len() + 200 >= page {
            break;
        }
        text.push_str(&paragraph(nth));
    }
    text.push_str("</body></html>\n");
    if matches!(filling, Filling::Attachment) {
        text.push_str(
            "--next\nContent-Type: image/jpeg; name=\"picture.jpg\"\nContent-Transfer-Encoding: base64\n\
             Content-Disposition: attachment; filename=\"picture.jpg\"\n\n",
        );
        let line = "/9j/AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHHIIIIJJJJKKKKLLLLMMMMNNNNOOOOPPPPQQQQ1234\n";
        while text.len() + line.len() < octets {
            text.push_str(line);
        }
    }
    text.push_str("--next--\n\n");
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_have_about_the_size_asked_for() {
        for filling in [Filling::Text, Filling::Attachment] {
            let mut made = Vec::new();
            mailbox(&mut made, 3, 20_000, filling).expect("memory takes all");
            assert!((50_000..70_000).contains(&made.len()), "{}", made.len());
            let text = String::from_utf8(made).expect("text");
            assert_eq!(text.matches("\nFrom someone@").count() + 1, 3);
        }
    }
}
