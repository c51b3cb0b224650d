//! The blocks a mail's body is made of, and how they become text and HTML.

use crate::random::Random;

/// One block of a body.
#[derive(Clone)]
pub(crate) enum Block {
    /// A heading.
    Title(String),
    /// A paragraph.
    Text(String),
    /// Labels and values; the mark stands before each label, such as `■`.
    Table {
        mark: &'static str,
        colon: &'static str,
        rows: Vec<(String, String)>,
    },
    /// A button: what it says and where it leads.
    Button(String, String),
    /// A link that shows an address: the shown one and the real one.
    Link(String, String),
    /// A picture with its alternative text, leading somewhere.
    Picture(String, String),
    /// Small print.
    Small(String),
    /// A line between sections.
    Rule,
    /// HTML of the case's own, with the text that stands for it.
    Raw { text: String, html: String },
}

/// A paragraph.
pub(crate) fn text(words: impl Into<String>) -> Block {
    Block::Text(words.into())
}

/// A heading.
pub(crate) fn title(words: impl Into<String>) -> Block {
    Block::Title(words.into())
}

/// Small print.
pub(crate) fn small(words: impl Into<String>) -> Block {
    Block::Small(words.into())
}

/// A button.
pub(crate) fn button(words: impl Into<String>, target: impl Into<String>) -> Block {
    Block::Button(words.into(), target.into())
}

/// A link that shows its own target.
pub(crate) fn link(target: impl Into<String>) -> Block {
    let target = target.into();
    Block::Link(target.clone(), target)
}

/// Rows with the usual colon and no mark.
pub(crate) fn rows(rows: &[(&str, &str)]) -> Block {
    marked("", "：", rows)
}

/// Rows with a mark and a colon of their own.
pub(crate) fn marked(mark: &'static str, colon: &'static str, rows: &[(&str, &str)]) -> Block {
    let rows = rows
        .iter()
        .map(|(label, value)| ((*label).to_owned(), (*value).to_owned()))
        .collect();
    Block::Table { mark, colon, rows }
}

/// What surrounds the blocks in HTML.
#[derive(Clone, Default)]
pub(crate) struct Frame {
    /// The line that mail programs show behind the subject; hidden in the page.
    pub(crate) preheader: String,
    /// The click tracker's host, without which links stay as they are.
    pub(crate) tracker: String,
    /// The host of the counting picture; none where empty.
    pub(crate) pixel: String,
    /// The host of pictures.
    pub(crate) images: String,
    /// The name in the page's head.
    pub(crate) brand: String,
    /// Which of the three looks.
    pub(crate) look: usize,
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The plain form.
pub(crate) fn plain(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Title(words) => out.push_str(&format!(
                "━━━━━━━━━━━━━━━━━━━━\n{words}\n━━━━━━━━━━━━━━━━━━━━\n"
            )),
            Block::Text(words) | Block::Small(words) => out.push_str(&format!("{words}\n")),
            Block::Table { mark, colon, rows } => {
                for (label, value) in rows {
                    out.push_str(&format!("{mark}{label}{colon}{value}\n"));
                }
            }
            Block::Button(words, target) => out.push_str(&format!("▼{words}\n{target}\n")),
            Block::Link(_, target) => out.push_str(&format!("{target}\n")),
            Block::Picture(words, _) => out.push_str(&format!("[{words}]\n")),
            Block::Rule => out.push_str("----------------------------------------\n"),
            Block::Raw { text, .. } => out.push_str(&format!("{text}\n")),
        }
        out.push('\n');
    }
    out
}

/// The HTML form.
pub(crate) fn html(blocks: &[Block], frame: &Frame, random: &mut Random) -> String {
    let colour = ["#232f3e", "#bf0000", "#0a6e4f", "#1b4f9c", "#5a3e85"][random.below(5)];
    let mut body = String::new();
    for block in blocks {
        body.push_str(&one(block, frame, colour, random));
        body.push('\n');
    }
    let padding = "&#847;&zwnj;&nbsp;".repeat(12);
    let preheader = if frame.preheader.is_empty() {
        String::new()
    } else {
        format!(
            "<div style=\"display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all\">{}{padding}</div>\n",
            escape(&frame.preheader)
        )
    };
    let pixel = if frame.pixel.is_empty() {
        String::new()
    } else {
        format!(
            "<img src=\"https://{}/o/{}.gif\" width=\"1\" height=\"1\" alt=\"\" border=\"0\" style=\"display:block\">\n",
            frame.pixel,
            random.token(24)
        )
    };
    let brand = escape(&frame.brand);
    match frame.look % 3 {
        0 => format!(
            "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"ja\">\n<head><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{brand}</title>\n<style type=\"text/css\">@media only screen and (max-width:480px){{.wrap{{width:100%!important}}.pc{{display:none!important}}}} a{{color:{colour}}}</style></head>\n<body style=\"margin:0;padding:0;background:#f3f3f3\">\n{preheader}<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td align=\"center\">\n<table class=\"wrap\" role=\"presentation\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"background:#ffffff;font-family:'Hiragino Sans',Meiryo,sans-serif\">\n<tr><td style=\"background:{colour};color:#ffffff;padding:14px 20px;font-size:18px\">{brand}</td></tr>\n<tr><td style=\"padding:20px;font-size:14px;line-height:1.7;color:#333333\">\n{body}</td></tr></table>\n</td></tr></table>\n{pixel}</body></html>\n"
        ),
        1 => format!(
            "<html><head><meta http-equiv=\"Content-Type\" content=\"text/html\"><title></title></head>\n<body bgcolor=\"#ffffff\">\n{preheader}<div style=\"max-width:640px;margin:0 auto;font-family:sans-serif;font-size:15px;color:#222\">\n<p style=\"border-bottom:3px solid {colour};font-weight:bold\">{brand}</p>\n{body}</div>\n{pixel}</body></html>\n"
        ),
        _ => format!(
            "{preheader}<div dir=\"ltr\" style=\"font-family:Meiryo,sans-serif\">\n{body}</div>\n{pixel}"
        ),
    }
}

fn target(address: &str, frame: &Frame, random: &mut Random) -> String {
    let is_web = address.starts_with("http");
    if frame.tracker.is_empty() || !is_web {
        return escape(address);
    }
    let count = random.between(28, 60);
    match frame.look % 2 {
        0 => format!(
            "https://{}/c/{}?m={}&amp;u={}",
            frame.tracker,
            random.token(8),
            random.digits(6),
            random.token(count)
        ),
        _ => format!("https://{}/{}", frame.tracker, random.token(count)),
    }
}

fn one(block: &Block, frame: &Frame, colour: &str, random: &mut Random) -> String {
    match block {
        Block::Title(words) => format!(
            "<h2 style=\"font-size:17px;color:{colour};margin:12px 0\">{}</h2>",
            escape(words)
        ),
        Block::Text(words) => format!(
            "<p style=\"margin:0 0 14px\">{}</p>",
            escape(words).replace('\n', "<br>\n")
        ),
        Block::Small(words) => format!(
            "<p style=\"font-size:11px;color:#777777;line-height:1.5\">{}</p>",
            escape(words).replace('\n', "<br>\n")
        ),
        Block::Table { mark, rows, .. } => {
            let mut out = String::from(
                "<table cellpadding=\"6\" cellspacing=\"0\" border=\"0\" width=\"100%\" style=\"border-collapse:collapse;border-top:1px solid #dddddd\">\n",
            );
            for (label, value) in rows {
                out.push_str(&format!(
                    "<tr><th align=\"left\" valign=\"top\" style=\"border-bottom:1px solid #dddddd;font-weight:normal;color:#666666\">{mark}{}</th><td style=\"border-bottom:1px solid #dddddd\">{}</td></tr>\n",
                    escape(label),
                    escape(value).replace('\n', "<br>")
                ));
            }
            out.push_str("</table>");
            out
        }
        Block::Button(words, address) => format!(
            "<p style=\"text-align:center;margin:18px 0\"><a href=\"{}\" target=\"_blank\" style=\"display:inline-block;background:{colour};color:#ffffff;padding:12px 28px;border-radius:4px;text-decoration:none\">{}</a></p>",
            target(address, frame, random),
            escape(words)
        ),
        Block::Link(shown, address) => format!(
            "<p><a href=\"{}\" style=\"color:{colour}\">{}</a></p>",
            target(address, frame, random),
            escape(shown)
        ),
        Block::Picture(words, address) => {
            let host = &frame.images;
            format!(
                "<a href=\"{}\"><img src=\"https://{host}/i/{}.jpg\" alt=\"{}\" width=\"560\" style=\"width:100%;max-width:560px\" border=\"0\"></a>",
                target(address, frame, random),
                random.hex(12),
                escape(words)
            )
        }
        Block::Rule => "<hr style=\"border:0;border-top:1px solid #cccccc\">".to_owned(),
        Block::Raw { html, .. } => html.clone(),
    }
}
