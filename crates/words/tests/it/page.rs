//! The generated page.

use words::findings_page;

use crate::root;

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "UPDATE=1 rewrites the committed page"
)]
fn the_committed_page_is_the_generated_one() {
    let path = root().join("docs/findings.md");
    let page = findings_page();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(committed, page, "run the tests of words with UPDATE=1");
}

#[test]
fn the_page_has_a_section_for_a_code_and_no_hole() {
    let page = findings_page();
    for expected in [
        "\n### sender-is-lookalike\n",
        "\n### key-is-gone\n",
        "\n- `problem` = `several-fields`: there are several From fields / 差出人の欄がいくつもある\n",
        "‹brand›",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    assert!(
        !page.contains("{$") && !page.contains("{ $"),
        "an argument is missing"
    );
}
