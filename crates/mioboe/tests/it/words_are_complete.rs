//! Every finding and gap that a room declares can be said in both languages.

#[test]
fn every_declared_code_has_its_words() {
    let declared: Vec<(&str, &[&str])> = mioboe::declared()
        .iter()
        .flat_map(|room| room.iter().copied())
        .collect();
    assert!(declared.len() > 40, "the rooms' lists are joined");
    let problems = words::check_codes(&declared);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn a_code_without_words_is_noticed() {
    let problems = words::check_codes(&[("never-heard-of", &["brand"])]);
    assert!(
        problems
            .iter()
            .any(|problem| problem.contains("never-heard-of")),
        "{problems:?}"
    );
}
