//! The sheet and the templates: their words exist, their colors can be read, and nothing comes from elsewhere.

use std::collections::BTreeMap;
use std::path::PathBuf;

const STYLE: &str = include_str!("../../assets/style.css");

fn templates() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("templates");
    let entries = std::fs::read_dir(folder).expect("the templates");
    let files: Vec<(String, String)> = entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("UTF-8");
            (path.display().to_string(), text)
        })
        .collect();
    assert!(files.len() >= 5, "{}", files.len());
    files
}

#[test]
fn every_phrase_of_a_template_exists() {
    for (file, text) in templates() {
        for piece in text.split("say(\"").skip(1) {
            let id = piece.split('"').next().expect("an id");
            assert!(words::has_label(id), "{file}: {id}");
        }
    }
    for id in [
        "pages-home-some",
        "pages-home-many",
        "pages-home-none",
        "pages-home-nothing-kept",
        "pages-card-when",
        "pages-card-notice",
        "pages-card-filters",
        "pages-card-mail",
        "pages-area-mailbox",
        "pages-area-read",
        "pages-area-no-more",
        "pages-area-unread",
        "pages-area-imported",
        "pages-area-no-mailbox",
        "pages-pasted-source",
        "pages-upload",
        "pages-first-of-many",
        "pages-mail-links",
        "pasted-text",
        "forwarded-note",
        "field-from",
        "field-subject",
        "field-file",
        "empty-from",
        "empty-subject",
        "heading-raw",
        "heading-raw-text",
    ] {
        assert!(words::has_label(id), "{id}");
    }
}

#[test]
fn no_sentence_stands_in_a_template() {
    for (file, text) in templates() {
        let mut bare = text.clone();
        for (open, close) in [("{{", "}}"), ("{%", "%}"), ("<", ">")] {
            while let Some(start) = bare.find(open) {
                let end = bare[start..]
                    .find(close)
                    .map_or(bare.len(), |at| start + at + close.len());
                bare.replace_range(start..end, " ");
            }
        }
        let words: Vec<&str> = bare
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphabetic) && *word != "mioboe")
            .collect();
        assert_eq!(words, Vec::<&str>::new(), "{file}");
    }
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    for loaded in ["url(", "@import", "http", "@font-face", "expression"] {
        assert!(!STYLE.contains(loaded), "{loaded}");
    }
    for (file, text) in templates() {
        // The one script, which is ours; and what stands in its place without one.
        let text = text
            .replace("<script src=\"/live.js\" defer></script>", "")
            .replace("http-equiv=\"refresh\" content=\"5\"", "");
        for loaded in ["http", "<script", "style=", "<iframe", " on"] {
            let is_word = loaded == " on";
            let tags = text.split('<').filter_map(|piece| piece.split('>').next());
            let is_there = if is_word {
                tags.into_iter()
                    .any(|tag| tag.contains(" onclick") || tag.contains(" onload"))
            } else {
                text.contains(loaded)
            };
            assert!(!is_there, "{file}: {loaded}");
        }
    }
}

/// The tokens of the light sheet, and of the dark one.
fn tokens() -> [BTreeMap<String, [f64; 3]>; 2] {
    let (light, dark) = STYLE
        .split_once("@media screen and (prefers-color-scheme: dark)")
        .expect("a dark sheet");
    let dark = dark.split_once("\n}\n").expect("its end").0;
    [light, dark].map(|sheet| {
        sheet
            .lines()
            .filter_map(|line| {
                let (name, value) = line.trim().strip_prefix("--")?.split_once(": #")?;
                let part = |at: usize| {
                    let octet = u8::from_str_radix(value.get(at..at + 2)?, 16).ok()?;
                    let share = f64::from(octet) / 255.0;
                    Some(if share <= 0.04045 {
                        share / 12.92
                    } else {
                        ((share + 0.055) / 1.055).powf(2.4)
                    })
                };
                Some((name.to_owned(), [part(0)?, part(2)?, part(4)?]))
            })
            .collect()
    })
}

/// WCAG 2.2, "contrast ratio".
fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let light = |[r, g, b]: [f64; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b;
    let (one, other) = (light(one), light(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_text_can_be_read_in_light_and_dark() {
    let on =
        |texts: &[&'static str], grounds: &[&'static str], least: f64| -> Vec<(&str, &str, f64)> {
            let pair = |text: &&'static str| {
                grounds
                    .iter()
                    .map(move |ground| (*text, *ground, least))
                    .collect::<Vec<_>>()
            };
            texts.iter().flat_map(pair).collect()
        };
    let mut pairs = on(
        &["ink", "soft", "press", "impostor", "doubtful"],
        &["paper", "sheet"],
        4.5,
    );
    pairs.extend(on(&["press-ink"], &["press"], 4.5));
    pairs.extend(on(&["edge", "press"], &["paper", "sheet"], 3.0));
    for verdict in ["impostor", "doubtful", "genuine", "unproven"] {
        let ground = match verdict {
            "impostor" => "impostor-ground",
            "doubtful" => "doubtful-ground",
            "genuine" => "genuine-ground",
            _ => "unproven-ground",
        };
        pairs.extend([(verdict, ground, 4.5), ("ink", ground, 4.5)]);
    }
    for (sheet, tokens) in ["light", "dark"].into_iter().zip(tokens()) {
        for (text, ground, least) in &pairs {
            let (Some(one), Some(other)) = (tokens.get(*text), tokens.get(*ground)) else {
                panic!("{sheet}: {text} or {ground} is missing");
            };
            let found = contrast(*one, *other);
            assert!(found >= *least, "{sheet}: {text} on {ground} is {found:.2}");
        }
    }
}
