//! Throw-away.
use facts::*;
fn main() {
    let dns = std::fs::read_to_string("/tmp/dns.tsv").unwrap();
    let mut records = DnsRecords::closed();
    for l in dns.lines() { let (n,v)=l.split_once('\t').unwrap();
        let q=DnsQuestion{name:n.to_lowercase().into(),kind:RecordKind::Txt};
        let mut rs = match records.answer(&q){Some(DnsAnswer::Records(r))=>r.clone(),_=>vec![]};
        rs.push(DnsRecord::Txt(v.as_bytes().to_vec()));
        records.insert(q, DnsAnswer::Records(rs)); }
    let suffixes = SuffixList::parse(&std::fs::read_to_string("data/suffixes/public_suffix_list.dat").unwrap());
    let judge = mail::Judge::new(brands::Brands::embedded(), suffixes).unwrap();
    let now = Instant(jiff::Timestamp::now());
    let input = std::io::read_to_string(std::io::stdin()).unwrap();
    for path in input.lines() {
        let raw = std::fs::read(path).unwrap();
        let m = reading::read(&raw, &reading::Limits::default());
        let o = proof::prove(&raw, &m, &records, now, &proof::Trust::default(), judge.suffixes());
        let r = judge.mail(&m, &o, now, mail::OpenQuestions::NotAsked);
        let claims: Vec<String> = r.claims.iter().map(|c| format!("{}:{}:{}", c.brand.as_str(), c.matching.as_str(), c.places.iter().map(|p|p.as_str()).collect::<Vec<_>>().join("+"))).collect();
        let codes: Vec<&str> = r.findings.iter().map(|f| f.code.as_str()).collect();
        println!("{path}\t{}\t{}\t{:?}\t{}\t{:?}", r.verdict.as_str(), claims.join(","), o.standing, codes.join(","), o.trace.boundary);
    }
}
