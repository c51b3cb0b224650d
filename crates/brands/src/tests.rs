//! The room at its door: what is refused, who owns a domain, and that every embedded table is whole.

mod forms;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use facts::{Address, BrandId, Day, Domain};

use crate::{Brand, Brands, ContactKind, Domains, NameUse, Signs, SmimeMails, Standing};

const SAMPLE: &str = r#"
shown = { ja = "みほん商店", en = "Mihon Store" }
kind = "shop"
family = "mihon"
source = "mihon.example/help"
checked = 2026-11-22
names = ["みほん商店"]
ambiguous = ["MHN"]
order_numbers = ["999-9999999", "D01-A99"]
link_hosts = ["click.example", "shared.example"]
customers = ["post.mihon.example"]
senders = ["order@mihon.example"]

[smime]
mails = "some"
source = "mihon.example/help/smime"
checked = 2024-02-29

[[domains]]
name = "Mihon.example"
standing = "official"
source = "mihon.example/help/mail"
signs = "always"

[[domains]]
name = "mail.contractor.example"
standing = "quoted"
source = "mihon.example/help/mail"
covers = "itself"

[[domains]]
name = "telephone.example"
standing = "unverified"
covers = "below"

[[domains]]
name = "news.telephone.example"
standing = "seen"
source = "a header"
checked = 2025-01-31
mails = false

[[foreign_content]]
address = "share@mihon.example"
kind = "shared-document"
source = "mihon.example/help/share"

[[contacts]]
kind = "phone"
value = "0120-000-000"
source = "an old page"
checked = 2020-10-23

[[contacts]]
kind = "site"
value = "www.mihon.example"
"#;

const SISTER: &str = r#"
shown = { ja = "みほんカード", en = "Mihon Card" }
kind = "card"
family = "mihon"
source = "s"
checked = 2026-11-22
names = ["みほんカード"]
link_hosts = ["shared.example", "mihon.example"]

[[domains]]
name = "card.mihon.example"
standing = "official"
source = "s"
"#;

fn domain(text: &str) -> Domain {
    Domain::parse(text).expect("test name")
}

fn id(text: &str) -> BrandId {
    BrandId(text.into())
}

fn day(year: i16, month: i8, day: i8) -> Day {
    Day(jiff::civil::date(year, month, day))
}

fn sample() -> Brands {
    Brands::load(&[("sister.toml", SISTER), ("brands/mihon.toml", SAMPLE)])
        .expect("the samples load")
}

#[test]
fn a_table_is_read_as_it_is_written() {
    let brands = sample();
    let order: Vec<&str> = brands.iter().map(|brand| brand.id.as_str()).collect();
    assert_eq!(order, ["mihon", "sister"]);
    let mihon = brands.get(&id("mihon")).expect("there");
    assert_eq!((&*mihon.shown.ja, &*mihon.family), ("みほん商店", "mihon"));
    assert_eq!(mihon.completeness, Domains::Incomplete);
    let names: Vec<(&str, NameUse)> = mihon
        .names
        .iter()
        .map(|name| (&*name.text, name.usage))
        .collect();
    assert_eq!(
        names,
        [
            ("みほん商店", NameUse::Distinct),
            ("MHN", NameUse::Ambiguous)
        ]
    );
    let first = mihon.domains.first().expect("there");
    assert_eq!(
        (first.name.as_str(), first.mails, first.signs),
        ("mihon.example", true, Signs::Always)
    );
    assert_eq!(
        (first.standing, first.checked),
        (Standing::Official, day(2026, 11, 22))
    );
    let last = mihon.domains.last().expect("there");
    assert_eq!(
        (last.mails, last.signs, last.checked),
        (false, Signs::Unknown, day(2025, 1, 31))
    );
    let foreign: Vec<Option<&str>> = mihon
        .senders
        .iter()
        .map(|s| s.foreign_content.as_deref())
        .collect();
    assert_eq!(foreign, [None, Some("shared-document")]);
    let smime = mihon.smime.as_ref().expect("there");
    assert_eq!(
        (smime.mails, &*smime.source, smime.checked),
        (
            SmimeMails::Some,
            "mihon.example/help/smime",
            day(2024, 2, 29)
        )
    );
    let sister = brands.get(&id("sister")).expect("there");
    assert!(sister.smime.is_none());
    let site = mihon.contacts.last().expect("there");
    assert_eq!(
        (site.kind, &*site.source),
        (ContactKind::Site, "mihon.example/help")
    );
    assert!(brands.get(&id("amazon")).is_none());
}

#[test]
fn the_longest_entry_owns_a_domain() {
    struct Case {
        name: &'static str,
        owner: Option<(&'static str, &'static str)>,
        link: Option<&'static str>,
    }
    let case = |name, owner, link| Case { name, owner, link };
    let brands = sample();
    for Case { name, owner, link } in [
        case(
            "mihon.example",
            Some(("mihon", "mihon.example")),
            Some("mihon"),
        ),
        case(
            "a.b.mihon.example",
            Some(("mihon", "mihon.example")),
            Some("mihon"),
        ),
        case(
            "card.mihon.example",
            Some(("sister", "card.mihon.example")),
            Some("sister"),
        ),
        case(
            "x.card.mihon.example",
            Some(("sister", "card.mihon.example")),
            Some("sister"),
        ),
        case("notmihon.example", None, None),
        case("mihon.example.attacker.test", None, None),
        case("example", None, None),
        case(
            "mail.contractor.example",
            Some(("mihon", "mail.contractor.example")),
            Some("mihon"),
        ),
        case("other.mail.contractor.example", None, None),
        case("contractor.example", None, None),
        case("telephone.example", None, Some("mihon")),
        case(
            "x.telephone.example",
            Some(("mihon", "telephone.example")),
            Some("mihon"),
        ),
        case(
            "news.telephone.example",
            Some(("mihon", "news.telephone.example")),
            Some("mihon"),
        ),
        case("post.mihon.example", None, Some("mihon")),
        case("x.post.mihon.example", None, Some("mihon")),
        case("click.example", None, Some("mihon")),
        case("x.click.example", None, Some("mihon")),
        case("shared.example", None, Some("mihon")),
    ] {
        let found = brands
            .owner(&domain(name))
            .map(|(brand, entry)| (brand.id.as_str(), entry.name.as_str()));
        assert_eq!(found, owner, "owner of {name}");
        assert_eq!(
            brands.link_owner(&domain(name)).map(|b| b.id.as_str()),
            link,
            "link owner of {name}"
        );
    }
    for (name, expected) in [
        ("telephone.example", true),
        ("news.telephone.example", false),
        ("post.mihon.example", true),
        ("x.post.mihon.example", true),
        ("mihon.example", false),
    ] {
        assert_eq!(
            brands.is_customers(&domain(name)),
            expected,
            "customers at {name}"
        );
    }
    assert!(brands.links_to(&id("sister"), &domain("shared.example")));
    assert!(
        brands.links_to(&id("sister"), &domain("www.mihon.example")),
        "one house"
    );
    assert!(!brands.links_to(&id("sister"), &domain("elsewhere.example")));
    assert!(!brands.links_to(&id("nobody"), &domain("mihon.example")));
}

#[test]
fn a_house_is_known_by_its_family() {
    let brands = sample();
    assert_eq!(brands.family_of(&id("sister")), Some("mihon"));
    assert!(brands.same_family(&id("mihon"), &id("sister")));
    assert!(brands.same_family(&id("nobody"), &id("nobody")));
    assert!(!brands.same_family(&id("nobody"), &id("no-one")));
}

#[test]
fn facts_grow_stale_after_400_days() {
    let brands = sample();
    let mihon = brands.get(&id("mihon")).expect("there");
    let phone = mihon.contacts.first().expect("there");
    for (today, brand, contact) in [
        (day(2026, 11, 22), false, true),
        (day(2027, 12, 27), false, true),
        (day(2027, 12, 28), true, true),
        (day(2020, 1, 1), false, false),
    ] {
        assert_eq!(mihon.is_stale(today), brand, "{today}");
        assert_eq!(phone.is_stale(today), contact, "{today}");
    }
}

#[test]
fn a_bad_file_is_refused_with_its_name_and_line() {
    struct Case {
        wrong: &'static str,
        instead: &'static str,
        problem: &'static str,
    }
    let case = |wrong, instead, problem| Case {
        wrong,
        instead,
        problem,
    };
    for Case {
        wrong,
        instead,
        problem,
    } in [
        case(
            "kind = \"shop\"",
            "kind = \"shpo\"",
            "line 3: unknown variant `shpo`",
        ),
        case("kind = \"shop\"", "", "missing key `kind`"),
        case("family =", "famly =", "line 4: unknown field `famly`"),
        case("signs =", "sings =", "unknown field `sings`"),
        case(
            "source = \"mihon.example/help\"\n",
            "",
            "missing field `source`",
        ),
        case(
            "source = \"mihon.example/help\"\n",
            "source = \" \"\n",
            "line 5: source: empty",
        ),
        case(
            "checked = 2026-11-22",
            "checked = 2026-11-22T10:00:00Z",
            "line 6: checked: a day",
        ),
        case("checked = 2026-11-22", "checked = \"2026-11-22\"", "line 6"),
        case("checked = 2026-11-22\n", "", "missing field `checked`"),
        case(
            "names = [\"みほん商店\"]",
            "names = [\" みほん\"]",
            "line 7: names: empty, or with space",
        ),
        case(
            "ambiguous = [\"MHN\"]",
            "ambiguous = [\"みほん商店\"]",
            "line 8: names: `みほん商店` stands twice",
        ),
        case("D01-A99", "no number", "line 9: order_numbers"),
        case(
            "click.example",
            "https://click.example",
            "line 10: link_hosts",
        ),
        case(
            "click.example",
            "mihon.example",
            "`mihon.example` is one of the brand's domains already",
        ),
        case(
            "\"order@mihon.example\"",
            "\"order\"",
            "line 12: senders: `order`: no @",
        ),
        case(
            "Mihon.example",
            "mihon",
            "domains.name: `mihon` is a single label",
        ),
        case(
            "news.telephone.example",
            "mihon.example",
            "domains: `mihon.example` stands twice",
        ),
        case(
            "source = \"a header\"\n",
            "",
            "`news.telephone.example` has no source, so it must be unverified",
        ),
        case(
            "covers = \"below\"",
            "signs = \"always\"",
            "signs always, but no good source",
        ),
        case(
            "standing = \"official\"",
            "standing = \"listed\"",
            "`mihon.example` signs always, but no good source",
        ),
        case(
            "mails = \"some\"",
            "mails = \"most\"",
            "unknown variant `most`",
        ),
        case(
            "source = \"mihon.example/help/smime\"",
            "source = \"\"",
            "smime.source: empty",
        ),
        case("checked = 2024-02-29", "checked = 2024-02-30", "line 17: "),
        case(
            "\"shared-document\"",
            "\"spam\"",
            "foreign_content.kind: `spam` is none of shared-document, ",
        ),
        case(
            "\"0120-000-000\"",
            "\"call us\"",
            "contacts.value: a number",
        ),
        case(
            "\"www.mihon.example\"",
            "\"https://www.mihon.example\"",
            "contacts.value: a host",
        ),
        case("[[contacts]]", "[[contacts", "line "),
    ] {
        assert!(SAMPLE.contains(wrong), "{wrong}");
        let text = SAMPLE.replacen(wrong, instead, 1);
        let problems = Brands::load(&[("mihon.toml", &text)]).expect_err(problem);
        let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(
            all.iter()
                .any(|one| one.starts_with("mihon.toml: ") && one.contains(problem)),
            "{problem} not in {all:?}"
        );
    }
}

#[test]
fn a_domain_has_one_owner_and_a_brand_one_file() {
    let twice = Brands::load(&[("mihon.toml", SAMPLE), ("mihon.toml", SAMPLE)]).expect_err("twice");
    assert_eq!(
        twice[0].to_string(),
        "mihon.toml: a second file for the same brand"
    );
    let thief = SISTER
        .replace("card.mihon.example", "mihon.example")
        .replace(", \"mihon.example\"]", "]");
    let both = Brands::load(&[("mihon.toml", SAMPLE), ("thief.toml", &thief)])
        .expect_err("claimed by both");
    assert_eq!(
        both[0].to_string(),
        "thief.toml: domains: `mihon.example` belongs to the brand `mihon` already"
    );
    let name = Brands::load(&[("Mihon Store.toml", SAMPLE)]).expect_err("a bad name");
    assert!(name[0].to_string().contains("lower-case"));
}

#[test]
fn an_own_file_adds_to_a_table_and_corrects_it() {
    let own = r#"
source = "my own mail of 2026-12"
checked = 2026-12-01
names = ["みほん書店", "MHN"]

[smime]
mails = "all"
source = "a letter"

[[domains]]
name = "telephone.example"
standing = "official"
source = "a letter"

[[domains]]
name = "mihon-news.example"
standing = "seen"
source = "signed mail"

[[contacts]]
kind = "phone"
value = "0120-000-000"

[[contacts]]
kind = "phone"
value = "0120-111-111"
"#;
    let new = SISTER
        .replace("card.mihon.example", "new.example")
        .replace("family = \"mihon\"\n", "");
    let brands = sample()
        .with_own(&[("/home/me/mihon.toml", own), ("new.toml", &new)])
        .expect("both are good");
    let mihon = brands.get(&id("mihon")).expect("there");
    let names: Vec<(&str, NameUse)> = mihon
        .names
        .iter()
        .map(|name| (&*name.text, name.usage))
        .collect();
    let distinct = NameUse::Distinct;
    assert_eq!(
        names,
        [
            ("みほん商店", distinct),
            ("みほん書店", distinct),
            ("MHN", distinct)
        ]
    );
    assert_eq!(mihon.domains.len(), 5);
    let owner = |name: &str| {
        brands
            .owner(&domain(name))
            .map(|(brand, entry)| (brand.id.as_str(), entry.standing))
    };
    assert_eq!(
        owner("telephone.example"),
        Some(("mihon", Standing::Official))
    );
    assert_eq!(
        owner("x.mihon-news.example"),
        Some(("mihon", Standing::Seen))
    );
    assert_eq!(owner("mihon.example"), Some(("mihon", Standing::Official)));
    assert_eq!(owner("new.example"), Some(("new", Standing::Official)));
    assert_eq!(brands.family_of(&id("new")), Some("new"));
    let phones: Vec<(&str, Day)> = mihon
        .contacts
        .iter()
        .filter(|contact| contact.kind == ContactKind::Phone)
        .map(|contact| (&*contact.value, contact.checked))
        .collect();
    assert_eq!(
        phones,
        [
            ("0120-000-000", day(2026, 12, 1)),
            ("0120-111-111", day(2026, 12, 1))
        ]
    );
    let smime = mihon.smime.as_ref().expect("there");
    assert_eq!(
        (smime.mails, smime.checked),
        (SmimeMails::All, day(2026, 12, 1))
    );
    assert_eq!(mihon.checked, day(2026, 12, 1), "the newer day");
    let older = own.replace("2026-12-01", "2020-01-01");
    let brands = sample()
        .with_own(&[("mihon.toml", &older)])
        .expect("an older file is good");
    let mihon = brands.get(&id("mihon")).expect("there");
    assert_eq!(mihon.checked, day(2026, 11, 22), "the newer day");

    let thief = own.replace("mihon-news.example", "card.mihon.example");
    let error = sample()
        .with_own(&[("mihon.toml", &thief)])
        .expect_err("the sister's");
    assert_eq!(&*error.file, "mihon.toml");
    let error = sample()
        .with_own(&[("unknown.toml", own)])
        .expect_err("a new brand must be whole");
    assert!(error.problem.contains("missing key"), "{error}");
}

#[test]
fn all_embedded_tables_load() {
    let brands = Brands::embedded();
    assert!(brands.iter().count() >= 80);
    assert!(
        brands
            .iter()
            .filter(|brand| brand.has_sourced_domain())
            .count()
            >= 60,
        "brands with a mailing domain that is seen or better; 63 in 2026-11"
    );
    // One name says one brand, else the matcher could not choose.
    let mut names: HashMap<String, &BrandId> = HashMap::new();
    for brand in brands.iter() {
        for name in &brand.names {
            let folded = name.text.to_lowercase();
            if let Some(other) = names.insert(folded, &brand.id) {
                assert_eq!(other, &brand.id, "the name {} belongs to both", name.text);
            }
        }
    }
}

#[test]
fn every_known_sender_writes_from_its_house() {
    let brands = Brands::embedded();
    for brand in brands.iter() {
        for sender in &brand.senders {
            let (owner, entry) = brands
                .owner(sender.address.domain())
                .expect("a sender's domain is listed");
            assert!(entry.mails, "{}", sender.address);
            assert!(
                brands.same_family(&owner.id, &brand.id),
                "{}",
                sender.address
            );
        }
    }
}

#[test]
fn customers_and_mail_services_own_nothing() {
    let brands = Brands::embedded();
    for name in [
        "yahoo.co.jp",
        "gmail.com",
        "outlook.com",
        "tenant.onmicrosoft.com",
        "icloud.com",
        "docomo.ne.jp",
        "softbank.ne.jp",
        "i.softbank.jp",
        "au.com",
        "amazonses.com",
        "sendgrid.net",
        "co.jp",
        "com",
    ] {
        let name = domain(name);
        let owner = brands.owner(&name).map(|(brand, _)| &brand.id);
        assert_eq!(owner, None, "{name}");
    }
    for name in [
        "yahoo.co.jp",
        "gmail.com",
        "outlook.com",
        "docomo.ne.jp",
        "i.softbank.jp",
        "au.com",
        "icloud.com",
    ] {
        assert!(brands.is_customers(&domain(name)), "{name}");
    }
    for (name, brand) in [
        ("bounces.amazon.co.jp", "amazon"),
        ("mkrm.rakuten.co.jp", "rakuten"),
        ("pay.rakuten.co.jp", "rakuten-pay"),
        ("contact.vpass.ne.jp", "smbc-card"),
        ("cr.mufg.jp", "mufg-card"),
        ("tr.mufg.jp", "mufg"),
        ("mail.yahoo.co.jp", "yahoo-japan"),
        ("wdy.docomo.ne.jp", "docomo"),
        ("accounts.google.com", "google"),
    ] {
        let owner = brands
            .owner(&domain(name))
            .map(|(brand, _)| brand.id.as_str());
        assert_eq!(owner, Some(brand), "{name}");
    }
}

#[test]
fn one_list_proves_nothing() {
    let order = [
        (Standing::Unverified, false),
        (Standing::Listed, false),
        (Standing::Seen, true),
        (Standing::SecondHand, true),
        (Standing::Quoted, true),
        (Standing::Official, true),
    ];
    assert!(order.is_sorted_by(|(one, _), (other, _)| one < other));
    for (standing, can_prove) in order {
        assert_eq!(standing.can_prove(), can_prove, "{standing:?}");
    }
    let listed = SISTER.replace("official", "listed");
    let brands = Brands::load(&[("sister.toml", &listed)]).expect("loads");
    let sister = brands.get(&id("sister")).expect("there");
    assert!(!sister.has_sourced_domain());
    let (owner, entry) = brands
        .owner(&domain("card.mihon.example"))
        .expect("it is still the brand's, which avoids an alarm");
    assert_eq!(
        (owner.id.as_str(), entry.standing),
        ("sister", Standing::Listed)
    );
}

#[test]
fn no_source_no_certainty() {
    for brand in Brands::embedded().iter() {
        for entry in &brand.domains {
            let is_unverified = entry.standing == Standing::Unverified;
            assert!(is_unverified || !entry.source.is_empty(), "{}", entry.name);
            assert!(
                entry.standing.can_prove() || entry.signs != Signs::Always,
                "{}",
                entry.name
            );
        }
        assert!(
            brand.completeness == Domains::Incomplete || brand.has_sourced_domain(),
            "{}",
            brand.id.as_str()
        );
    }
}

#[test]
fn ordinary_words_are_no_names_of_their_own() {
    let brands = Brands::embedded();
    for word in [
        "Apple",
        "アップル",
        "LINE",
        "ライン",
        "Meta",
        "メタ",
        "Visa",
        "ビザ",
        "Steam",
        "VIEW",
        "EX",
        "X",
        "au",
        "UPS",
        "ETC",
        "UC",
        "Office",
        "Outlook",
        "Teams",
        "イオン",
        "みずほ",
        "Mizuho",
        "ヤマト",
        "楽天",
        "図書カード",
        "税務署",
        "郵便局",
        "giftee",
        "Diners",
        "DMM",
        "Gmail",
        "YouTube",
        "WhatsApp",
    ] {
        let uses: Vec<NameUse> = brands
            .iter()
            .flat_map(|brand| &brand.names)
            .filter(|name| name.text.eq_ignore_ascii_case(word))
            .map(|name| name.usage)
            .collect();
        assert_eq!(uses, [NameUse::Ambiguous], "{word}");
    }
}

#[test]
fn s_mime_is_known_of_the_banks_that_speak_of_it() {
    let brands = Brands::embedded();
    let known: Vec<(&str, SmimeMails)> = brands
        .iter()
        .filter_map(|brand| Some((brand.id.as_str(), brand.smime.as_ref()?.mails)))
        .collect();
    assert_eq!(
        known,
        [
            ("japan-post-bank", SmimeMails::Some),
            ("micard", SmimeMails::Some),
            ("mizuho", SmimeMails::Some),
            ("mufg", SmimeMails::Some),
            ("smbc", SmimeMails::All),
            ("sony-bank", SmimeMails::Some),
            ("sumitomo-mitsui-trust", SmimeMails::Some),
        ]
    );
}

fn fixture(brand: &Brand, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fixtures/brands")
        .join(brand.id.as_str())
        .join(name)
}

/// The address in From; the fixtures write it in angle brackets at the end of the field.
fn author(path: &Path) -> Address {
    let raw = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let text = String::from_utf8_lossy(&raw)
        .replace("\r\n ", " ")
        .replace("\r\n\t", " ");
    let field = text
        .split("\r\n")
        .take_while(|line| !line.is_empty())
        .find(|line| line.starts_with("From:"))
        .unwrap_or_else(|| panic!("{}: no From", path.display()));
    let address = field
        .rsplit('<')
        .next()
        .expect("split gives one")
        .trim_end_matches('>');
    Address::parse(address).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_sourced_brand_has_a_mail_that_matches_and_a_lookalike() {
    let brands = Brands::embedded();
    for brand in brands.iter() {
        // A brand whose domains are listed only needs none; what it has must be right all the same.
        if !brand.has_sourced_domain() && !fixture(brand, "match.eml").exists() {
            continue;
        }
        let address = author(&fixture(brand, "match.eml"));
        let (owner, entry) = brands
            .owner(address.domain())
            .expect("the matching mail comes from the brand");
        assert!(brands.same_family(&owner.id, &brand.id), "{address}");
        assert!(
            entry.mails && entry.standing >= Standing::Listed,
            "{address}"
        );
        assert!(
            entry.standing.can_prove() || !brand.has_sourced_domain(),
            "{address}"
        );

        let path = fixture(brand, "lookalike.eml");
        let address = author(&path);
        assert!(brands.owner(address.domain()).is_none(), "{address}");
        assert!(brands.link_owner(address.domain()).is_none(), "{address}");
        assert_eq!(
            address.domain().labels().next_back(),
            Some("example"),
            "no real third party's name"
        );
        let raw = std::fs::read(&path).expect("read above");
        let has_travelled = String::from_utf8_lossy(&raw).contains("\r\n\tby mx.mioboe.example ");
        assert!(has_travelled, "{}", path.display());
    }
}
