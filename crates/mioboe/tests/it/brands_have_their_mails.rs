//! Every brand with a sourced mailing domain has a mail that matches and a look-alike that must not.

use facts::Verdict;

use crate::{claims, folder, offline};

#[test]
fn the_matching_mail_is_the_brands_and_the_lookalike_is_not() {
    let checker = offline();
    let mut brands = 0;
    for entry in std::fs::read_dir(folder("fixtures/brands")).expect("the folder") {
        let path = entry.expect("an entry").path();
        let Some(id) = path
            .file_name()
            .and_then(|name| name.to_str())
            .filter(|_| path.is_dir())
        else {
            continue;
        };
        brands += 1;
        let read =
            |name: &str| std::fs::read(path.join(name)).unwrap_or_else(|_| panic!("{id}/{name}"));
        let matching = checker.check(&read("match.eml")).report;
        // A domain that one list alone names avoids an alarm and proves nothing.
        let is_known = ["own", "unverified"]
            .iter()
            .any(|kind| claims(&matching).contains(&format!("{id}:{kind}")));
        assert!(is_known, "{id}: {:?}", claims(&matching));
        assert!(
            matches!(matching.verdict, Verdict::Unproven | Verdict::Doubtful),
            "{id}: {:?}",
            matching.verdict
        );
        let lookalike = checker.check(&read("lookalike.eml")).report;
        assert!(
            claims(&lookalike)
                .iter()
                .any(|claim| claim.starts_with(&format!("{id}:"))),
            "{id}: {:?}",
            claims(&lookalike)
        );
        assert!(!claims(&lookalike).contains(&format!("{id}:own")), "{id}");
        assert!(
            matches!(lookalike.verdict, Verdict::Impostor | Verdict::Doubtful),
            "{id}: {:?}",
            lookalike.verdict
        );
    }
    assert!(brands >= 35, "{brands} brands have their mails");
}
