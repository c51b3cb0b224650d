//! probe
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::use_debug,
    reason = "probe"
)]
fn main() {
    let mode = std::env::args().nth(1).unwrap();
    for file in std::env::args().skip(2) {
        let raw = std::fs::read(&file).unwrap();
        let t = std::time::Instant::now();
        let m = reading::read(&raw, &reading::Limits::default());
        let dt = t.elapsed();
        match mode.as_str() {
            "author" => println!(
                "{file}\t{:?}\t{:?}",
                m.author
                    .mailboxes
                    .iter()
                    .map(|b| (
                        b.name.as_str(),
                        b.address.as_ref().map(|a| a.to_string()),
                        b.written.as_str(),
                        b.line
                    ))
                    .collect::<Vec<_>>(),
                m.author.irregular
            ),
            "hops" => {
                for h in &m.hops {
                    println!("{file}\t{:?}\t{}", h, m.fields[h.field].value)
                }
            }
            "time" => println!("{file}\t{}\t{:?}", raw.len(), dt),
            "trouble" => println!(
                "{file}\t{:?}\t{:?}",
                m.troubles,
                m.texts
                    .iter()
                    .map(|t| (
                        t.part.clone(),
                        t.is_html,
                        t.charset.as_str(),
                        t.seen.len(),
                        t.hidden.len()
                    ))
                    .collect::<Vec<_>>()
            ),
            "subject" => println!("{file}\t{:?}", m.subject),
            "links" => {
                for l in &m.links {
                    println!(
                        "{file}\t{:?}\t{:?}\t{}\t{:?}\t{:?}",
                        l.kind,
                        l.scheme,
                        l.target.chars().take(60).collect::<String>(),
                        l.host,
                        l.label.chars().take(40).collect::<String>()
                    )
                }
            }
            "seen" => {
                for t in &m.texts {
                    println!(
                        "=== {:?} {} {}\n{}\n--- hidden\n{}",
                        t.part, t.is_html, t.charset, t.seen, t.hidden
                    )
                }
            }
            _ => {}
        }
    }
}
