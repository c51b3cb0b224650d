//! Rules that hide mail, their innocent neighbors, and rules that cannot be judged.

use std::sync::LazyLock;

use brands::Brands;
use facts::{Address, Confidence, Fact, Facts, ObservationId, Severity};
use mail::mailbox::{FilterAsk, FilterJudge, FiltersJudged};
use reading::read_filters;

const SHOP: &str = r#"
shown = { ja = "みほん商店", en = "Mihon Store" }
kind = "shop"
family = "mihon"
completeness = "incomplete"
source = "mihon.example/help"
checked = 2026-11-22
names = ["みほん商店", "Mihon Store"]
senders = ["order@mihon.example", "gift@mihon.example"]

[[domains]]
name = "mihon.example"
standing = "official"
source = "mihon.example/help/mail"

[[domains]]
name = "mail.mihon.example"
standing = "official"
source = "mihon.example/help/mail"
"#;

static JUDGE: LazyLock<FilterJudge> = LazyLock::new(|| {
    let brands = Brands::load(&[("mihon.toml", SHOP)]).expect("a made-up table");
    FilterJudge::new(&brands).expect("the embedded lists")
});

fn judged(written: &str, own: &[&str]) -> FiltersJudged {
    judged_by(&JUDGE, written, own)
}

fn judged_by(judge: &FilterJudge, written: &str, own: &[&str]) -> FiltersJudged {
    let filters = read_filters(written.as_bytes());
    let own: Vec<Address> = own
        .iter()
        .map(|it| Address::parse(it).expect("an address"))
        .collect();
    judge.judge(&FilterAsk {
        filters: &filters,
        observation: ObservationId::of(written.as_bytes()),
        name: "filters",
        own: &own,
    })
}

/// A finding or gap in one line.
fn line(code: &str, facts: &Facts) -> String {
    let word = |name| match facts.one(name) {
        Some(Fact::Word(word)) => format!(" {word}"),
        Some(Fact::Text(text)) if !text.is_empty() => format!(" {text}"),
        Some(Fact::Brand(brand)) => format!(" {}", brand.as_str()),
        _ => String::new(),
    };
    let words: String = [
        "brand", "topic", "deed", "folder", "which", "address", "trouble", "unknown",
    ]
    .map(word)
    .concat();
    format!("{code}{words}")
}

fn lines(judged: &FiltersJudged) -> Vec<String> {
    let findings = judged
        .findings
        .iter()
        .map(|it| line(it.code.as_str(), &it.facts));
    let gaps = judged
        .gaps
        .iter()
        .map(|it| line(it.code.as_str(), &it.facts));
    findings.chain(gaps).collect()
}

const OWN: &[&str] = &["hanako@mailbox.example"];

struct Case {
    name: &'static str,
    script: &'static str,
    lines: &'static [&'static str],
}

fn check(cases: &[Case]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|case| (case, lines(&judged(case.script, OWN))))
        .filter(|(case, lines)| lines != case.lines)
        .map(|(case, lines)| format!("{}: {lines:?}, not {:?}", case.name, case.lines))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rules_that_hide_a_brand_are_told() {
    check(&[
        Case {
            name: "by its domain",
            script: "if address :domain \"from\" \"mihon.example\" { discard; }",
            lines: &["filter-hides-brand mihon discard"],
        },
        Case {
            name: "by its name in the subject, in other capitals",
            script: "if header :contains \"subject\" \"MIHON store\" { fileinto \"INBOX.Trash\"; stop; }",
            lines: &["filter-hides-brand mihon trash"],
        },
        Case {
            name: "by one sender and one subject",
            script: "if allof (header :contains \"from\" \"gift@mihon\", header :matches \"subject\" \"*ギフト*\") { addflag \"\\\\Seen\"; fileinto \"x\"; }",
            lines: &["filter-hides-brand mihon file-read"],
        },
        Case {
            name: "into a folder without a name",
            script: "if address :all :contains \"from\" \"mihon\" { fileinto \".\"; }",
            lines: &["filter-hides-brand mihon trash"],
        },
        Case {
            name: "hidden in a variable",
            script: "set \"a\" \"mi\"; set \"b\" \"${a}hon.example\"; if address :domain \"from\" \"${b}\" { discard; }",
            lines: &["filter-hides-brand mihon discard"],
        },
        Case {
            name: "hidden in what a wildcard stood for",
            script: "if header :matches \"from\" \"*@*mihon.example*\" { if string :is \"x${1}\" \"xorder\" { keep; } else { discard; } }",
            lines: &["filter-hides-brand mihon discard"],
        },
        Case {
            name: "everything but friends, which is nearly everything",
            script: "if not address :domain \"from\" [\"home.example\", \"friends.example\"] { discard; }",
            lines: &["filter-hides-brand mihon discard"],
        },
        Case {
            name: "only marked as read",
            script: "if address :domain \"from\" \"mihon.example\" { setflag \"\\\\Seen\"; keep; }",
            lines: &["filter-hides-brand mihon read"],
        },
        Case {
            name: "sorted into a folder",
            script: "if address :domain \"from\" \"mihon.example\" { fileinto \"Shopping\"; }",
            lines: &["filter-files-brand mihon Shopping"],
        },
        Case {
            name: "thrown away after a rule that keeps it and stops",
            script: "if address :domain \"from\" \"mihon.example\" { keep; stop; } if header :contains \"subject\" \"ご注文\" { keep; } if address :domain \"from\" \"mihon.example\" { discard; }",
            lines: &[],
        },
        Case {
            name: "somebody else",
            script: "if address :domain \"from\" \"casino.example\" { discard; }",
            lines: &[],
        },
        Case {
            name: "switched off",
            script: "# rule:[shop]\nif false { discard; }",
            lines: &[],
        },
        Case {
            name: "copied aside",
            script: "if address :domain \"from\" \"mihon.example\" { fileinto :copy \"Trash\"; }",
            lines: &[],
        },
    ]);
    let read = judged(
        "if address :domain \"from\" \"mihon.example\" { setflag \"\\\\Seen\"; keep; }",
        OWN,
    );
    assert_eq!(read.findings[0].severity, Severity::Caution);
    assert_eq!(
        read.findings[0].evidence[0].quote.text(),
        "if address :domain \"from\" \"mihon.example\" { setflag \"\\\\Seen\"; keep; }"
    );
}

#[test]
fn rules_that_hide_notices_or_everything_are_told() {
    check(&[
        Case {
            name: "orders, whoever writes",
            script: "if header :contains \"subject\" [\"ご注文\", \"your order\"] { discard; }",
            lines: &["filter-hides-notices order discard"],
        },
        Case {
            name: "security notices, by an expression",
            script: "if header :regex \"subject\" \"^(new )?sign-?in\" { fileinto \"RSS Feeds\"; }",
            lines: &["filter-hides-notices security trash"],
        },
        Case {
            name: "orders into a folder",
            script: "if header :contains \"subject\" \"ご注文\" { fileinto \"Shopping\"; }",
            lines: &[],
        },
        Case {
            name: "everything",
            script: "discard;",
            lines: &["filter-hides-everything discard"],
        },
        Case {
            name: "everything by a pattern",
            script: "if header :matches \"subject\" \"*\" { fileinto \"Archive\"; }",
            lines: &["filter-hides-everything trash"],
        },
        Case {
            name: "everything kept",
            script: "keep;",
            lines: &[],
        },
        Case {
            name: "a folder for everything",
            script: "fileinto \"All\";",
            lines: &[],
        },
    ]);
}

#[test]
fn forwarding_to_others_is_told() {
    struct Case {
        name: &'static str,
        script: &'static str,
        own: &'static [&'static str],
        lines: &'static [&'static str],
    }
    for case in [
        Case {
            name: "everything, and nothing stays",
            script: "redirect \"x@out.example\";",
            own: OWN,
            lines: &[
                "filter-hides-everything forward",
                "filter-forwards-outside everything x@out.example",
            ],
        },
        Case {
            name: "a copy of what the brand writes",
            script: "if header :contains \"from\" \"mihon\" { redirect :copy \"x@out.example\"; }",
            own: OWN,
            lines: &["filter-forwards-outside notices x@out.example"],
        },
        Case {
            name: "what a friend writes",
            script: "if header :contains \"from\" \"friend@\" { redirect :copy \"x@out.example\"; }",
            own: OWN,
            lines: &["filter-forwards-outside some x@out.example"],
        },
        Case {
            name: "to an address of their own",
            script: "redirect :copy \"Hanako@second.example\";",
            own: &["hanako@mailbox.example", "hanako@second.example"],
            lines: &[],
        },
        Case {
            name: "within the house",
            script: "redirect :copy \"office@mailbox.example\";",
            own: OWN,
            lines: &[],
        },
        Case {
            name: "at the same free mailbox, where anybody may be",
            script: "redirect :copy \"someone@gmail.com\";",
            own: &["hanako@gmail.com"],
            lines: &["filter-forwards-outside everything someone@gmail.com"],
        },
        Case {
            name: "nobody said what is their own",
            script: "redirect :copy \"x@out.example\";",
            own: &[],
            lines: &[
                "filter-forwards-outside everything x@out.example",
                "own-addresses-not-known",
            ],
        },
        Case {
            name: "to the programs of the server",
            script: "\\hanako\nx@out.example\n",
            own: OWN,
            lines: &["filter-forwards-outside everything x@out.example"],
        },
    ] {
        assert_eq!(
            lines(&judged(case.script, case.own)),
            case.lines,
            "{}",
            case.name
        );
    }
}

#[test]
fn what_no_made_up_mail_can_answer_is_a_gap() {
    check(&[
        Case {
            name: "large mails are thrown away",
            script: "if size :over 10K { discard; }",
            lines: &["filter-not-evaluated size"],
        },
        Case {
            name: "a field that only real mails have",
            script: "if header :contains \"X-Spam-Flag\" \"YES\" { fileinto \"Junk\"; }",
            lines: &["filter-not-evaluated x-spam-flag"],
        },
        Case {
            name: "large mails are filed",
            script: "if size :over 10M { fileinto \"Large\"; }",
            lines: &[],
        },
        Case {
            name: "what follows an unknown end is not sure either",
            script: "if size :over 10K { stop; } discard;",
            lines: &["filter-not-evaluated"],
        },
        Case {
            name: "known whatever the unknown says",
            script: "if anyof (size :over 10K, address :domain \"from\" \"mihon.example\") { discard; }",
            lines: &["filter-hides-brand mihon discard"],
        },
        Case {
            name: "another script decides",
            script: "include \"other\";",
            lines: &["filters-not-read elsewhere"],
        },
        Case {
            name: "a broken script",
            script: "if header :contains \"subject\" { discard; }\nif }",
            lines: &["filters-not-read malformed", "filter-not-evaluated header"],
        },
        Case {
            name: "no list at all",
            script: "dear diary",
            lines: &["filters-not-read unknown-form"],
        },
        Case {
            name: "an expression that is too large to run",
            script: "if header :regex \"subject\" \"(a{1000}){1000}\" { discard; }",
            lines: &["filter-not-evaluated"],
        },
    ]);
}

#[test]
fn names_that_hide_a_rule_are_told() {
    check(&[
        Case {
            name: "a dot",
            script: "# rule:[.]\nif address :domain \"from\" \"mihon.example\" { discard; }",
            lines: &["filter-hides-brand mihon discard", "filter-is-nameless"],
        },
        Case {
            name: "a blank, in rules of a mail program",
            script: "version=\"9\"\nlogging=\"no\"\nname=\" \"\nenabled=\"yes\"\naction=\"Mark flagged\"\ncondition=\"AND (from,contains,friend)\"\n",
            lines: &["filter-is-nameless"],
        },
        Case {
            name: "a name",
            script: "# rule:[友だち]\nif header :contains \"from\" \"friend\" { addflag \"\\\\Flagged\"; }",
            lines: &[],
        },
        Case {
            name: "a script without names",
            script: "if header :contains \"from\" \"friend\" { addflag \"\\\\Flagged\"; }",
            lines: &[],
        },
    ]);
}

#[test]
fn exported_rules_are_judged_alike() {
    check(&[
        Case {
            name: "search filters",
            script: "<feed xmlns:apps='a'><entry><apps:property name='from' value='mihon.example'/><apps:property name='shouldArchive' value='true'/><apps:property name='shouldMarkAsRead' value='true'/></entry></feed>",
            lines: &["filter-hides-brand mihon archive"],
        },
        Case {
            name: "a label for newsletters",
            script: "<feed xmlns:apps='a'><entry><apps:property name='from' value='news@list.example'/><apps:property name='label' value='News'/><apps:property name='shouldArchive' value='true'/></entry></feed>",
            lines: &[],
        },
        Case {
            name: "rules of a mail program",
            script: "version=\"9\"\nlogging=\"no\"\nname=\"a\"\nenabled=\"yes\"\naction=\"Delete\"\ncondition=\"AND (from,is,order@mihon.example)\"\n",
            lines: &["filter-hides-brand mihon discard"],
        },
        Case {
            name: "inbox rules",
            script: r#"[{"displayName":"...","isEnabled":true,"conditions":{"fromAddresses":[{"emailAddress":{"address":"gift@mihon.example"}}]},"actions":{"permanentDelete":true}}]"#,
            lines: &["filter-hides-brand mihon discard", "filter-is-nameless"],
        },
        Case {
            name: "recipes",
            script: ":0\n* ^From:.*@mihon\\.example\n/dev/null\n:0\n* ^List-Id: lists\nlists/\n",
            lines: &["filter-hides-brand mihon discard"],
        },
        Case {
            name: "pasted lists",
            script: "フィルター名：1\n件名が「カードご利用」を含む\n移動先：迷惑メール\n",
            lines: &["filter-hides-notices card trash"],
        },
    ]);
}

#[test]
fn the_work_for_one_list_is_bounded() {
    let many: String = (0..9_000)
        .map(|n| format!("if header :contains \"subject\" [\"q{n}\", \"r{n}\"] {{ discard; }}\n"))
        .collect();
    let brands = Brands::embedded();
    let judge = FilterJudge::new(&brands).expect("the embedded lists");
    let spent = judged_by(&judge, &many, OWN);
    assert_eq!(lines(&spent), ["filters-not-read cut"]);
    // A value that doubles with every line is given up, not kept.
    let mut growing = "set \"a\" \"xxxxxxxx\";\n".to_owned();
    growing.push_str(&"set \"a\" \"${a}${a}\";\n".repeat(60));
    growing.push_str("if header :contains \"subject\" \"${a}\" { discard; }");
    assert_eq!(lines(&judged(&growing, OWN)), ["filter-not-evaluated"]);
    let expressions: String = (0..600)
        .map(|n| format!("if header :regex \"subject\" \"q{n}x+\" {{ discard; }}\n"))
        .collect();
    assert_eq!(lines(&judged(&expressions, OWN)).len(), 100, "500 are made");
}

#[test]
fn rules_about_every_sender_are_said_with_less_certainty() {
    let brands = Brands::embedded();
    let judge = FilterJudge::new(&brands).expect("the embedded lists");
    let rule = "if header :contains \"from\" \"no-reply@\" { discard; }";
    let found = judged_by(&judge, rule, OWN);
    assert_eq!(found.findings[0].code.as_str(), "filter-hides-brand");
    assert_eq!(found.findings[0].confidence, Confidence::Possible);
    let Some(Fact::Count(count)) = found.findings[0].facts.one("count") else {
        panic!("{found:?}");
    };
    assert!(*count > 40, "{count}");
    for brand in brands.iter() {
        let Some(domain) = brand
            .domains
            .iter()
            .find(|it| it.mails && it.standing.can_prove())
        else {
            continue;
        };
        let rule = format!(
            "if header :contains \"from\" \"@{}\" {{ discard; }}",
            domain.name
        );
        let found = judged_by(&judge, &rule, OWN);
        assert!(
            lines(&found)
                .iter()
                .any(|it| it.starts_with("filter-hides-brand")),
            "{} {found:?}",
            domain.name
        );
    }
}
