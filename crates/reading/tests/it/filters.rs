//! Lists of filters in every form, good ones, broken ones and hostile ones.

use reading::{
    Action, Condition, FilterField, FilterForm, FilterTroubleKind, Filters, Operator, Rule, Step,
    read_filters,
};

/// A rule in one line: name, condition and actions.
fn shown(rule: &Rule) -> String {
    let name = rule.name.as_deref().unwrap_or("-");
    let state = if rule.is_enabled { "" } else { " off" };
    let branches: Vec<String> = rule
        .branches
        .iter()
        .map(|branch| {
            let steps: Vec<String> = branch.steps.iter().map(step).collect();
            format!("{} => {}", condition(&branch.condition), steps.join(", "))
        })
        .collect();
    format!("{}{state} @{}: {}", name, rule.line, branches.join(" | "))
}

fn step(step: &Step) -> String {
    match step {
        Step::Act(action) => match action {
            Action::File { folder, is_copy } => {
                format!("file({folder}{})", if *is_copy { "+" } else { "" })
            }
            Action::Forward { address, is_copy } => {
                format!("forward({address}{})", if *is_copy { "+" } else { "" })
            }
            Action::Other(name) => format!("other({name})"),
            other => format!("{other:?}").to_lowercase(),
        },
        Step::Rule(rule) => format!("[{}]", shown(rule)),
        Step::Set { name, value } => format!("{name}:={}", value.as_deref().unwrap_or("?")),
        _ => "?".to_owned(),
    }
}

fn condition(it: &Condition) -> String {
    match it {
        Condition::Always => "always".to_owned(),
        Condition::Never => "never".to_owned(),
        Condition::All(all) => format!(
            "({})",
            all.iter().map(condition).collect::<Vec<_>>().join(" & ")
        ),
        Condition::Any(any) => format!(
            "({})",
            any.iter().map(condition).collect::<Vec<_>>().join(" / ")
        ),
        Condition::Not(inner) => format!("!{}", condition(inner)),
        Condition::Unknown(name) => format!("?{name}"),
        Condition::Test(test) => {
            let fields: Vec<String> = test
                .fields
                .iter()
                .map(|field| match field {
                    FilterField::Header(name) => name.to_string(),
                    FilterField::Text(text) => format!("'{text}'"),
                    other => format!("{other:?}").to_lowercase(),
                })
                .collect();
            let operator = match test.operator {
                Operator::Is => "=",
                Operator::Contains => "~",
                Operator::Begins => "^",
                Operator::Ends => "$",
                Operator::Matches => "*",
                Operator::Regex => "r",
                Operator::Exists => "exists",
            };
            format!("{}{operator}{}", fields.join("+"), test.values.join(","))
        }
        _ => "other".to_owned(),
    }
}

struct Case {
    name: &'static str,
    written: &'static str,
    form: FilterForm,
    rules: &'static [&'static str],
    troubles: &'static [(u32, FilterTroubleKind)],
}

fn check(case: &Case) {
    let read = read_filters(case.written.as_bytes());
    assert_eq!(read.form, case.form, "{}", case.name);
    let rules: Vec<String> = read.rules.iter().map(shown).collect();
    assert_eq!(rules, case.rules, "{}", case.name);
    let troubles: Vec<(u32, FilterTroubleKind)> =
        read.troubles.iter().map(|it| (it.line, it.kind)).collect();
    assert_eq!(troubles, case.troubles, "{}", case.name);
}

#[test]
fn sieve_scripts_are_read() {
    for case in [
        Case {
            name: "names, branches, flags and copies",
            written: "require [\"fileinto\", \"imap4flags\"];\n# rule:[Shop]\nif anyof (address :domain \"from\" \"shop.example\",\n  header :contains [\"subject\", \"X-Kind\"] \"order\") {\n  addflag \"\\\\Seen\";\n  fileinto :copy \"INBOX.Shop\";\n  stop;\n} elsif not exists \"list-id\" { keep; } else { discard; }\n",
            form: FilterForm::Sieve,
            rules: &[
                "Shop @3: (from=shop.example / subject+x-kind~order) => markread, file(INBOX.Shop+), stop | !list-idexists => keep | always => discard",
            ],
            troubles: &[],
        },
        Case {
            name: "outside any condition, nested, variables, multi-line strings",
            written: "/* all */ redirect \"x@out.example\";\nset \"who\" \"shop\";\nif true { if header :matches \"Subject\" \"*${who}*\" { fileinto :flags \"\\\\Seen\" \"a\"; } }\nvacation :days 7 :subject \"away\" text:\n..dot\nI am away.\n.\n;\n",
            form: FilterForm::Sieve,
            rules: &[
                "- @1: always => forward(x@out.example)",
                "- @2: always => who:=shop",
                "- @3: always => [- @3: subject*\u{2a}${who}\u{2a} => file(a), markread]",
                "- @4: always => reply",
            ],
            troubles: &[],
        },
        Case {
            name: "a rule that is switched off, and tests that no mail can answer",
            written: "# rule:[.]\nif false # anyof\n{ discard; }\nif allof (size :over 1M, header :count \"gt\" \"to\" \"5\") { discard; }",
            form: FilterForm::Sieve,
            rules: &[
                ". off @2: never => discard",
                "- @4: (?size & ?header) => discard",
            ],
            troubles: &[],
        },
        Case {
            name: "an unclosed block keeps what stands before it",
            written: "keep;\nif header :is \"subject\" \"a\" { discard;\n",
            form: FilterForm::Sieve,
            rules: &["- @1: always => keep", "- @2: subject=a => discard"],
            troubles: &[(2, FilterTroubleKind::Malformed)],
        },
        Case {
            name: "a broken test makes no rule that takes everything",
            written: "if header :is [\"subject\" \"a\" { discard; }",
            form: FilterForm::Sieve,
            rules: &[],
            troubles: &[(1, FilterTroubleKind::Malformed)],
        },
        Case {
            name: "an else without an if",
            written: "require \"copy\";\nkeep;\nelse { discard; }\ninclude :personal \"more\";",
            form: FilterForm::Sieve,
            rules: &["- @2: always => keep", "- @4: always => other(include)"],
            troubles: &[
                (3, FilterTroubleKind::Malformed),
                (4, FilterTroubleKind::Elsewhere),
            ],
        },
    ] {
        check(&case);
    }
}

#[test]
fn exported_lists_are_read() {
    for case in [
        Case {
            name: "a feed of search filters",
            written: "<?xml version='1.0' encoding='UTF-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom' xmlns:apps='http://schemas.example/apps'>\n<entry>\n<category term='filter'></category>\n<apps:property name='from' value='order@shop.example OR card@shop.example'/>\n<apps:property name='hasTheWord' value='subject:(gift) -{a &quot;b c&quot;}'/>\n<apps:property name='label' value='Later'/>\n<apps:property name='shouldArchive' value='true'/>\n<apps:property name='shouldMarkAsRead' value='true'/>\n</entry>\n<entry><apps:property name='to' value='*'/><apps:property name='forwardTo' value='x@out.example'/></entry>\n</feed>",
            form: FilterForm::Atom,
            rules: &[
                "- @3: ((from~order@shop.example / from~card@shop.example) & (subject~gift & !((subject~a / from~a / body~a) / (subject~b c / from~b c / body~b c)))) => file(Later), markread",
                "- @11: always => forward(x@out.example+)",
            ],
            troubles: &[],
        },
        Case {
            name: "a feed that breaks off",
            written: "<feed><entry><apps:property name='from' value='a'/>",
            form: FilterForm::Atom,
            rules: &[],
            troubles: &[(1, FilterTroubleKind::Malformed)],
        },
        Case {
            name: "rules of a mail program",
            written: "version=\"9\"\nlogging=\"no\"\nname=\"Shop \\\"new\\\"\"\nenabled=\"yes\"\ntype=\"17\"\naction=\"Move to folder\"\nactionValue=\"mailbox://nobody@Local%20Folders/Trash/A%20B\"\naction=\"Mark read\"\ncondition=\"OR (from,contains,shop.example) OR (subject,doesn't contain,\\\"a),(b\\\")\"\nname=\" \"\nenabled=\"no\"\naction=\"Delete\"\ncondition=\"ALL\"\nname=\"x\"\nenabled=\"yes\"\naction=\"Forward\"\nactionValue=\"x@out.example\"\ncondition=\"AND (age in days,is greater than,3) AND (\\\"X-A\\\",is,b)\"\n",
            form: FilterForm::MessageFilters,
            rules: &[
                "Shop \"new\" @3: (from~shop.example / !subject~a),(b) => file(Trash/A B), markread",
                "  off @10: always => discard",
                "x @14: (?age in days & x-a=b) => forward(x@out.example+)",
            ],
            troubles: &[],
        },
        Case {
            name: "a rule whose condition is torn takes nothing for sure",
            written: "version=\"9\"\nlogging=\"no\"\nname=\"a\"\nenabled=\"yes\"\naction=\"Delete\"\ncondition=\"AND (from,contains\"\nrubbish\n",
            form: FilterForm::MessageFilters,
            rules: &["a @3: ?condition => discard"],
            troubles: &[
                (6, FilterTroubleKind::Malformed),
                (7, FilterTroubleKind::Malformed),
            ],
        },
        Case {
            name: "inbox rules as the interface writes them",
            written: r#"{"value":[{"displayName":"..","sequence":1,"isEnabled":true,"conditions":{"senderContains":["shop.example"],"bodyOrSubjectContains":["gift"]},"exceptions":{"subjectContains":["news"]},"actions":{"moveToFolder":"RSS","markAsRead":true,"stopProcessingRules":true}},{"displayName":"all","isEnabled":false,"conditions":{},"actions":{"forwardTo":[{"emailAddress":{"name":"x","address":"x@out.example"}}],"delete":true}},7]}"#,
            form: FilterForm::Exchange,
            rules: &[
                ".. @1: (subject+body~gift & from~shop.example & !subject~news) => markread, file(RSS), stop",
                "all off @2: always => discard, forward(x@out.example+)",
            ],
            troubles: &[(3, FilterTroubleKind::Malformed)],
        },
        Case {
            name: "inbox rules as the command writes them",
            written: "\"Name\",\"Enabled\",\"From\",\"SubjectContainsWords\",\"DeleteMessage\",\"RedirectTo\",\"ExceptIfFrom\"\n\"r\",\"True\",\"\",\"{order, gift}\",\"True\",\"\"\"X\"\" [SMTP:x@out.example]\",\"a@shop.example\"\n",
            form: FilterForm::Exchange,
            rules: &[
                "r @2: (subject~order,gift & !from=a@shop.example) => discard, forward(x@out.example+)",
            ],
            troubles: &[],
        },
        Case {
            name: "broken JSON",
            written: "{\"value\":[\n{]}",
            form: FilterForm::Exchange,
            rules: &[],
            troubles: &[(2, FilterTroubleKind::Malformed)],
        },
        Case {
            name: "recipes",
            written: "MAILDIR=$HOME/Mail\n:0\n* ^From:.*shop\\.example\n* !^Subject: news\n/dev/null\n\n:0 c\n! x@out.example\n:0\n* ^TO_list\n{\n :0\n lists/\n}\n:0 fw\n| spamc\n",
            form: FilterForm::Procmail,
            rules: &[
                "- @2: ((allheadersr^From:.*shop\\.example) & !(allheadersr^Subject: news)) => discard, stop",
                "- @7: always => forward(x@out.example+)",
                "- @9: ?^TO_list => [- @12: always => file(lists), stop]",
                "- @15: always => other(|)",
            ],
            troubles: &[(16, FilterTroubleKind::Elsewhere)],
        },
        Case {
            name: "forwarding that keeps",
            written: "\\hanako, x@out.example\n\"|/usr/bin/vacation\"\n",
            form: FilterForm::Forward,
            rules: &[
                "- @1: always => keep, forward(x@out.example+)",
                "- @2: always => other(|)",
            ],
            troubles: &[(2, FilterTroubleKind::Elsewhere)],
        },
        Case {
            name: "pasted lists",
            written: "フィルター名：買い物\n差出人が「order@shop.example」を含む\n件名：注文 を含む\n移動先：ゴミ箱\n\nfrom contains \"gift\"\nmark as read\nsomething else\n",
            form: FilterForm::Pasted,
            rules: &[
                "買い物 @1: (from~order@shop.example & subject~注文) => discard",
                "- @6: from~gift => markread",
            ],
            troubles: &[(8, FilterTroubleKind::UnknownForm)],
        },
        Case {
            name: "anything else",
            written: "dear diary\n",
            form: FilterForm::Unknown,
            rules: &[],
            troubles: &[(0, FilterTroubleKind::UnknownForm)],
        },
        Case {
            name: "nothing",
            written: "",
            form: FilterForm::Unknown,
            rules: &[],
            troubles: &[],
        },
    ] {
        check(&case);
    }
}

fn is_cut(read: &Filters) -> bool {
    read.troubles
        .iter()
        .any(|it| it.kind == FilterTroubleKind::Cut)
}

#[test]
fn filters_are_read_to_a_size_and_a_depth() {
    let long = format!("keep;\n{}", "# comment\n".repeat(500_000));
    assert!(is_cut(&read_filters(long.as_bytes())));
    let many = "keep;".repeat(150_000);
    let read = read_filters(many.as_bytes());
    assert!(is_cut(&read) && read.rules.len() == 100_000);
    for deep in [
        format!(
            "if {}true{} {{ keep; }}",
            "not allof (".repeat(100),
            ")".repeat(100)
        ),
        format!("{}keep;{}", "if true {".repeat(40), "}".repeat(40)),
        format!(":0\n{}", "{\n:0\n".repeat(40)),
    ] {
        let read = read_filters(deep.as_bytes());
        assert!(is_cut(&read), "{:?}", read.troubles);
    }
    let nested = format!("{}keep;{}", "if true {".repeat(15), "}".repeat(15));
    assert_eq!(read_filters(nested.as_bytes()).troubles, []);
    let search = format!(
        "<feed><entry><apps:property name='from' value='{}'/></entry></feed>",
        "a ".repeat(2_000)
    );
    assert!(is_cut(&read_filters(search.as_bytes())));
    let name = format!(
        "# rule:[{}]\nif true {{ keep; }}\nredirect \"{}\";",
        "n".repeat(9),
        "x".repeat(9_000)
    );
    let read = read_filters(name.as_bytes());
    let Some(Step::Act(Action::Forward { address, .. })) = read
        .rules
        .last()
        .and_then(|rule| rule.branches.first()?.steps.first())
    else {
        panic!("{read:?}");
    };
    assert_eq!(address.len(), 4 << 10);
    let broken = format!("version=\"9\"\nlogging=\"no\"\n{}", "x\n".repeat(1_000));
    assert_eq!(read_filters(broken.as_bytes()).troubles.len(), 100);
}
