//! Forms of mails: read as written, refused where they could not be told from another mail.

use super::{day, domain, id, sample};
use crate::Brands;

/// A form that is whole; the tests break one thing of it at a time.
const FORM: &str = r#"
source = "s"
checked = 2026-11-22

[[notices]]
name = "ordered"
kind = "order-confirmed"
language = "ja"
standing = "verified"
source = "mihon.example/help/order"
senders = ["order@mihon.example"]
subjects = ["^ご注文"]
markers = ["注文番号"]
zone = "+09:00"
currency = "JPY"
fields = [
    { part = "order", labels = ["注文番号"] },
    { part = "kind", labels = ["取引"], choices = { "取消" = "cancelled" } },
    { part = "merchant", subject = "{}様への領収書" },
]
lines = { label = "利用速報", parts = ["merchant", "charged"] }
items = { style = "bullet", after = ["注文番号"], until = ["合計"], quantity = ["数量"] }
"#;

#[test]
fn a_form_is_read_as_it_is_written_and_replaced_by_its_name() {
    let brands = sample()
        .with_own(&[("mihon.toml", FORM)])
        .expect("it loads");
    let form = &brands.get(&id("mihon")).expect("there").forms[0];
    assert_eq!(
        (&*form.name, form.kind, form.times),
        ("ordered", facts::NoticeKind::OrderConfirmed, 1)
    );
    assert_eq!(form.checked, day(2026, 11, 22));
    assert!(matches!(form.zone, crate::FormZone::Assumed(offset) if offset.seconds() == 9 * 3600));
    assert_eq!(form.fields.len(), 3);
    assert_eq!(
        form.fields[2].subject,
        Some(("".into(), "様への領収書".into()))
    );
    let again = FORM.replace("verified", "unverified");
    let brands = brands
        .with_own(&[("mihon.toml", &again)])
        .expect("it loads");
    let forms = &brands.get(&id("mihon")).expect("there").forms;
    assert_eq!(forms.len(), 1);
    assert_eq!(forms[0].standing, crate::FormStanding::Unverified);
}

#[test]
fn a_form_that_could_not_be_told_from_another_mail_is_refused() {
    for (from, to, problem) in [
        ("markers =", "marker =", "unknown field"),
        (
            "labels = [\"注文番号\"] }",
            "labels = [\"注文番号\"], is_big = true }",
            "unknown field",
        ),
        ("order-confirmed", "order-dreamt", "no kind of notice"),
        ("part = \"order\"", "part = \"sum\"", "no part of a notice"),
        (
            "source = \"mihon.example/help/order\"",
            "source = \" \"",
            "source: empty",
        ),
        (
            "subjects = [\"^ご注文\"]\nmarkers = [\"注文番号\"]",
            "",
            "neither",
        ),
        (
            "markers = [\"注文番号\"]",
            "markers = [\"\"]",
            "fits everything",
        ),
        ("order@mihon.example", "order", "has no @"),
        ("+09:00", "Japan", "neither written"),
        ("\"JPY\"", "\"yen\"", "currency"),
        ("language = \"ja\"", "language = \"Japanese\"", "language"),
        (", choices = { \"取消\" = \"cancelled\" }", "", "choices"),
        ("{}様への領収書", "様への領収書", "{}"),
        ("after = [\"注文番号\"]", "after = []", "items"),
        ("parts = [\"merchant\", \"charged\"]", "parts = []", "lines"),
    ] {
        let text = FORM.replacen(from, to, 1);
        assert_ne!(text, FORM, "{from}");
        let error = sample().with_own(&[("mihon.toml", &text)]).expect_err(to);
        assert!(error.problem.contains(problem), "{error}");
    }
}

/// A form whose sender is not the brand's, or not known well enough to prove anything, would never be asked.
#[test]
fn every_embedded_form_comes_from_an_address_of_its_house() {
    let brands = Brands::embedded();
    let mut count = 0;
    for brand in brands.iter() {
        for form in &brand.forms {
            count += 1;
            for sender in &form.senders {
                let host = sender.rsplit_once('@').expect("an address").1;
                let (owner, entry) = brands.owner(&domain(host)).expect("a brand's host");
                assert!(brands.same_family(&owner.id, &brand.id), "{sender}");
                assert!(entry.standing.can_prove(), "{sender}");
            }
            assert!(!form.source.is_empty());
        }
    }
    assert!(count > 80, "{count} forms");
}
