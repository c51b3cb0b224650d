//! What the first view of home costs: requests and octets.

use crate::browser::House;
use crate::mails::{keep, made};
use crate::questions::kept_mail;

#[test]
fn the_first_view_of_home_is_three_requests_and_under_150_kilobytes() {
    let house = House::new();
    let mails: Vec<_> = (0..200)
        .map(|n| made(&n.to_string(), &format!("Order {n}"), "genuine", "rakuten"))
        .collect();
    keep(&house, &mails);
    for n in 0..40 {
        kept_mail(
            &house,
            &format!("An order with a rather long subject, number {n}"),
        );
    }
    let inside = house.inside();
    for language in ["ja", "en"] {
        let home = inside.get_with("/", &[("accept-language", language)]);
        // What a browser loads for itself: sheets, pictures, scripts.
        let loaded: Vec<&str> = home
            .body
            .split('<')
            .filter(|tag| {
                tag.starts_with("link ") || tag.starts_with("script ") || tag.starts_with("img ")
            })
            .filter_map(|tag| tag.split_once("href=\"").or(tag.split_once("src=\"")))
            .filter_map(|(_, rest)| rest.split('"').next())
            .collect();
        assert_eq!(loaded, ["/style.css", "/icon.svg"], "{language}");
        let more: usize = loaded.iter().map(|path| inside.get(path).body.len()).sum();
        let octets = home.body.len() + more;
        assert!(home.body.matches("class=\"card\"").count() >= 20);
        assert!(octets < 150_000, "{octets}");
    }
}
