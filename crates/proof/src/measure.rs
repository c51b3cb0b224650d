use crate::*;
use facts::*;
#[test]
fn spf_suite() {
    let cases: serde_json::Value = serde_json::from_str(&std::fs::read_to_string("/tmp/spf.json").unwrap()).unwrap();
    let mut bad = 0; let mut n = 0;
    for c in cases.as_array().unwrap() {
        let mut records = DnsRecords::closed();
        let mut map: std::collections::BTreeMap<(String, RecordKind), Vec<DnsRecord>> = Default::default();
        let mut fail: Vec<String> = vec![];
        for (name, rs) in c["zone"].as_object().unwrap() {
            for k in [RecordKind::Txt, RecordKind::A, RecordKind::Aaaa, RecordKind::Mx, RecordKind::Ptr] { map.entry((name.clone(), k)).or_default(); }
            for r in rs.as_array().unwrap() {
                let v = &r[1];
                let s = v.as_str().unwrap_or_default();
                let (k, rec) = match r[0].as_str().unwrap() {
                    "TXT" => (RecordKind::Txt, DnsRecord::Txt(s.as_bytes().to_vec())),
                    "A" => (RecordKind::A, DnsRecord::A(s.parse().unwrap())),
                    "AAAA" => (RecordKind::Aaaa, DnsRecord::Aaaa(s.parse().unwrap())),
                    "MX" => (RecordKind::Mx, DnsRecord::Mx { preference: v[0].as_u64().unwrap() as u16, exchange: v[1].as_str().unwrap().to_lowercase().into() }),
                    "PTR" => (RecordKind::Ptr, DnsRecord::Ptr(s.to_lowercase().into())),
                    "TIMEOUT" => { fail.push(name.clone()); continue; }
                    o => { eprintln!("skip {o}"); continue; }
                };
                map.entry((name.clone(), k)).or_default().push(rec);
            }
        }
        for ((name, k), v) in map {
            if v.is_empty() && fail.contains(&name) { records.insert(DnsQuestion { name: name.into(), kind: k }, DnsAnswer::Unreachable); }
            else { records.insert(DnsQuestion { name: name.into(), kind: k }, DnsAnswer::Records(v)); }
        }
        let a = crate::dns::Answers::new(&records);
        let helo = c["helo"].as_str().unwrap(); let mf = c["mailfrom"].as_str().unwrap();
        let (local, dom) = match mf.rsplit_once('@') { Some((l, d)) => (if l.is_empty() { None } else { Some(l) }, d), None => (None, if mf.is_empty() { helo } else { mf }) };
        let ours = match Domain::parse(dom) {
            Ok(d) => {
                let h = Domain::parse(helo).ok();
                crate::spf::check(crate::spf::Session { client: c["host"].as_str().unwrap().parse().unwrap(), helo: h.as_ref(), envelope: &d, local }, &a)
            }
            Err(_) => ProofResult::None,
        };
        let word = match ours { ProofResult::Invalid => "permerror", ProofResult::Unchecked => "temperror", o => o.as_str() };
        n += 1;
        if !c["result"].as_array().unwrap().iter().any(|r| r.as_str() == Some(word)) { bad += 1; eprintln!("{}: {} here, {}", c["name"], word, c["result"]); }
    }
    eprintln!("spf {n}, {bad} deviate");
}
#[test]
fn arc_suite() {
    let cases: serde_json::Value = serde_json::from_str(&std::fs::read_to_string("/tmp/arc.json").unwrap()).unwrap();
    let (mut bad, mut n) = (0, 0);
    for c in cases.as_array().unwrap() {
        let mut records = DnsRecords::closed();
        for (k, v) in c["txt"].as_object().unwrap() {
            records.insert(DnsQuestion { name: k.to_lowercase().into(), kind: RecordKind::Txt }, DnsAnswer::Records(vec![DnsRecord::Txt(v.as_str().unwrap().as_bytes().to_vec())]));
        }
        let raw = c["message"].as_str().unwrap().as_bytes();
        let o = crate::wire::normalise(raw);
        let w = crate::wire::Wire::split(&o);
        let mut b = crate::canonical::Bodies::new(w.body);
        let a = crate::dns::Answers::new(&records);
        let ours = match crate::arc::check(&w, &a, &mut b) { None => "None", Some(ch) if ch.result == ProofResult::Pass => "Pass", Some(_) => "Fail" };
        n += 1;
        if c["cv"].as_str() != Some(ours) { bad += 1; eprintln!("{}: {} here, {} ({})", c["name"], ours, c["cv"], c["desc"]); }
    }
    eprintln!("arc {n}, {bad} deviate");
}
