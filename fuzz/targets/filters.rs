//! Any list of filters: what is read keeps its limits, says what it did not read, and is judged without end.
#![no_main]

use std::sync::LazyLock;

use brands::Brands;
use libfuzzer_sys::fuzz_target;
use mail::mailbox::{FilterAsk, FilterJudge};
use reading::{Action, FilterForm, Rule, Step, read_filters};

static WORDS: LazyLock<Vec<Vec<u8>>> =
    LazyLock::new(|| fuzz::words(include_str!("../dictionaries/filters.dict")));

static JUDGE: LazyLock<FilterJudge> = LazyLock::new(|| {
    let files = [(
        "mihon.toml",
        include_str!("../seeds/brands_table/mihon.toml"),
    )];
    let brands = Brands::load(&files).expect("a made-up table");
    FilterJudge::new(&brands).expect("the embedded lists")
});

/// What holds of every rule; yields whether a rule stands inside it.
fn holds(rule: &Rule, lines: usize, depth: usize) -> bool {
    assert!(depth <= 32, "rules too deep in one another");
    assert!(rule.line as usize <= lines + 2, "a line that is not there");
    assert!(rule.excerpt.len() <= 240);
    assert!(rule.name.as_ref().is_none_or(|name| name.len() <= 4 << 10));
    let mut is_nested = depth > 0;
    for step in rule.branches.iter().flat_map(|branch| &branch.steps) {
        match step {
            Step::Rule(inner) => is_nested |= holds(inner, lines, depth + 1),
            Step::Set { name, .. } => assert_eq!(**name, *name.to_ascii_lowercase()),
            Step::Act(
                Action::File { folder: text, .. } | Action::Forward { address: text, .. },
            ) => {
                assert!(text.len() <= 4 << 10);
            }
            _ => {}
        }
    }
    is_nested
}

fuzz_target!(|data: &[u8]| {
    let input = fuzz::input(data, &WORDS);
    let filters = read_filters(&input);
    assert_eq!(filters, read_filters(&input), "a second look sees another");
    assert!(filters.troubles.len() <= 100);
    let lines = input.len() + 1;
    let mut is_nested = false;
    for rule in &filters.rules {
        is_nested |= holds(rule, lines, 0);
    }
    if filters.form == FilterForm::Unknown {
        assert!(filters.rules.is_empty());
    }
    fuzz::planted(is_nested);
    let judged = JUDGE.judge(&FilterAsk {
        filters: &filters,
        observation: facts::ObservationId::of(&input),
        name: "filters",
        own: &[],
    });
    assert_eq!(
        filters.troubles.is_empty(),
        !judged
            .gaps
            .iter()
            .any(|gap| gap.code.as_str() == "filters-not-read"),
        "what was not read is said, and nothing else"
    );
    if filters.rules.is_empty() {
        assert!(judged.findings.is_empty(), "found in nothing");
    }
});
