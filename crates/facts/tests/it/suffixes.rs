//! The suite of the public suffix list.

use facts::{Domain, SuffixList};

/// `checkPublicSuffix(name, registrable);`, each quoted or `null`.
fn case(line: &str) -> Option<(Option<&str>, Option<&str>)> {
    let arguments = line.strip_prefix("checkPublicSuffix(")?.split_once(')')?.0;
    let (name, registrable) = arguments.split_once(',')?;
    Some((quoted(name), quoted(registrable)))
}

fn quoted(argument: &str) -> Option<&str> {
    argument.trim().strip_prefix('\'')?.strip_suffix('\'')
}

#[test]
fn every_case_of_the_suffix_suite_agrees() {
    let (Some(list), Some(suite)) = (
        crate::suite("psl/public_suffix_list.dat"),
        crate::suite("psl/test_psl.txt"),
    ) else {
        return;
    };
    let list = SuffixList::parse(&list);
    let (mut count, mut found) = (0, Vec::new());
    for (name, expected) in suite.lines().filter_map(case) {
        count += 1;
        // A name that cannot be parsed, as with a leading dot, has no registrable domain.
        let ours = name
            .and_then(|name| Domain::parse(name).ok())
            .and_then(|name| list.registrable(&name));
        let expected = expected.map(|text| Domain::parse(text).unwrap());
        if ours != expected {
            found.push(format!("{name:?}: {expected:?} there, {ours:?} here"));
        }
    }
    assert_eq!(found, Vec::<String>::new());
    // Of the 82 lines the suite itself has taken four back, on `local`.
    let withdrawn = suite
        .lines()
        .filter(|line| line.starts_with("//checkPublicSuffix"));
    assert_eq!((count, withdrawn.count()), (78, 4));
}
