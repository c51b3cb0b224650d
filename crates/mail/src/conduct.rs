//! How a mail behaves apart from its identity: how it was handed in, where its links lead, what it asks for.

use std::cell::OnceCell;

use brands::{Brand, Brands, Signs, SmimeMails};
use facts::{
    Domain, Evidence, Match, Method, Place, ProofResult, ProvenBy, Quote, Reason as _, SuffixList,
};
use proof::{Outcome, SmimeState, Standing};
use reading::{Irregularity, Link, LinkKind, Mailbox, Message, Trouble};

use crate::calls::Number;
use crate::claim::{Found, JUDGED, cut, header};
use crate::fold::{Folded, fold, is_hiragana};
use crate::lexicon::Lexicon;
use crate::reason::Reason;
use crate::targets::Setting;
use crate::unfold::{Target, Unfolded, unfold};
use crate::words::{ALARMING, Words};
use crate::{attached, calls, content, links, targets};

/// One sign: the reason, where it rests, and how much it counts (see [`crate::Conduct::from_points`]).
#[derive(Clone, Debug)]
pub(crate) struct Sign {
    pub(crate) reason: Reason,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) points: u32,
}

/// The points of a weak sign: honest mails show it every day. All weak signs together count one point, and only
/// beside a contradiction (a sign of two points or more) and under a domain that is not the brand's, so that they
/// never make one.
pub(crate) const WEAK: u32 = 0;

/// A text that is judged: the subject, a text of the mail, or one of a document attached.
pub(crate) struct Seen<'a> {
    /// The part; `None` for the subject.
    pub(crate) part: Option<&'a [u16]>,
    pub(crate) text: &'a str,
    /// What stands in the same part and is not seen.
    pub(crate) hidden: &'a str,
    pub(crate) folded: Folded,
    actions: OnceCell<Actions>,
    numbers: OnceCell<Vec<Number>>,
}

/// What a text asks for, and where (see [`Words::actions`]).
type Actions = Vec<(&'static str, std::ops::Range<usize>)>;

impl Seen<'_> {
    fn actions(&self, words: &Words) -> &Actions {
        self.actions
            .get_or_init(|| words.actions(&self.folded.text))
    }

    /// The telephone numbers of the text.
    pub(crate) fn numbers(&self) -> &[Number] {
        self.numbers.get_or_init(|| calls::numbers(self.text))
    }
}

/// What conduct is read with.
pub(crate) struct Reader<'a> {
    pub(crate) brands: &'a Brands,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) words: &'a Words,
    pub(crate) suffixes: &'a SuffixList,
    pub(crate) message: &'a Message,
    pub(crate) outcome: &'a Outcome,
    seen: OnceCell<Vec<Seen<'a>>>,
    unfolded: OnceCell<Vec<Unfolded>>,
    greeting: OnceCell<Option<Sign>>,
}

/// The sum of the signs, each kind once.
pub(crate) fn points(signs: &[Sign], matching: Match) -> u32 {
    let mut counted: Vec<facts::Code> = Vec::new();
    let has_contradiction = signs.iter().any(|sign| sign.points >= 2);
    let has_weak = signs.iter().any(|sign| sign.points == WEAK);
    let mut sum = u32::from(has_contradiction && has_weak && matching != Match::Own);
    for sign in signs {
        let code = sign.reason.code();
        if !counted.contains(&code) {
            counted.push(code);
            sum += sign.points;
        }
    }
    sum
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        brands: &'a Brands,
        lexicon: &'a Lexicon,
        words: &'a Words,
        suffixes: &'a SuffixList,
        message: &'a Message,
        outcome: &'a Outcome,
    ) -> Self {
        Self {
            brands,
            lexicon,
            words,
            suffixes,
            message,
            outcome,
            seen: OnceCell::new(),
            unfolded: OnceCell::new(),
            greeting: OnceCell::new(),
        }
    }

    /// Subject, texts and documents as far as they are judged, folded once.
    pub(crate) fn seen(&self) -> &[Seen<'a>] {
        self.seen.get_or_init(|| {
            let message = self.message;
            let subject = (None, message.subject.as_str(), "");
            let texts = message.texts.iter().map(|text| {
                (
                    Some(text.part.as_slice()),
                    text.seen.as_str(),
                    text.hidden.as_str(),
                )
            });
            let documents = message
                .documents
                .iter()
                .map(|document| (Some(document.part.as_slice()), document.text.as_str(), ""));
            let mut left = JUDGED;
            std::iter::once(subject)
                .chain(texts)
                .chain(documents)
                .map(|(part, text, hidden)| {
                    let text = cut(text, left);
                    left -= text.len();
                    Seen {
                        part,
                        text,
                        hidden,
                        folded: fold(text),
                        actions: OnceCell::new(),
                        numbers: OnceCell::new(),
                    }
                })
                .collect()
        })
    }

    /// Subject and texts, without the documents.
    pub(crate) fn written(&self) -> impl Iterator<Item = &Seen<'a>> {
        self.seen().iter().take(1 + self.message.texts.len())
    }

    /// The links that lead somewhere, with what stands inside them.
    pub(crate) fn links(&self) -> impl Iterator<Item = (&'a Link, &Unfolded)> {
        let unfolded = self.unfolded.get_or_init(|| {
            let links = self.message.links.iter();
            links
                .map(|link| match link.kind {
                    LinkKind::Resource => Unfolded::default(),
                    _ => self.unfold(link),
                })
                .collect()
        });
        self.message
            .links
            .iter()
            .zip(unfolded)
            .filter(|(link, _)| link.kind != LinkKind::Resource)
    }

    fn unfold(&self, link: &Link) -> Unfolded {
        let mut unfolded = unfold(&link.target, self.words);
        // A relative target was resolved where its base is known.
        if unfolded.targets.is_empty()
            && let Some(host) = &link.host
            && let Some(target) = Target::parse(&format!("https://{host}/"))
        {
            unfolded.targets.push(target);
        }
        unfolded
    }

    /// The signs that hold against any claim.
    pub(crate) fn of_message(&self) -> Vec<Sign> {
        let mut signs = Vec::new();
        self.irregular_author(&mut signs);
        self.salted(&mut signs);
        self.chinese_charset(&mut signs);
        signs.extend(attached::signs(self));
        signs.extend(content::coins(self));
        signs
    }

    /// What stands in a genuine template in a stranger's words, whoever is proven.
    pub(crate) fn of_template(&self) -> Option<Sign> {
        self.greeting
            .get_or_init(|| content::misused_greeting(self))
            .clone()
    }

    /// The signs that concern one claimed brand.
    pub(crate) fn of_claim(&self, claim: &Found, brand: &Brand, matching: Match) -> Vec<Sign> {
        let mut signs = Vec::new();
        if let Some((written, evidence)) = &claim.disguise {
            signs.push(Sign {
                reason: Reason::NameIsDisguised {
                    brand: brand.id.clone(),
                    text: short(written),
                },
                evidence: vec![evidence.clone()],
                points: 4,
            });
        }
        if let Some((written, evidence)) = &claim.shown_address {
            let domain = self.author_domain();
            if let Some(domain) = domain.filter(|_| matching != Match::Own) {
                signs.push(Sign {
                    reason: Reason::AddressShowsBrand {
                        brand: brand.id.clone(),
                        domain,
                        text: short(written),
                    },
                    evidence: vec![evidence.clone()],
                    points: 2,
                });
            }
        }
        signs.extend(self.free_mailbox(claim, brand, matching));
        if matching == Match::Own {
            self.handed_in(brand, &mut signs);
        }
        if let Some(domain) = self.author_domain() {
            signs.extend(self.author_fails(&domain));
        }
        signs.extend(self.reply(brand));
        let is_regular = self.message.author.sole().is_some() && !self.is_author_unaccountable();
        if claim.is_by_person && matching == Match::Own && is_regular {
            // A person at the brand's address writes as a person: links and requests are theirs.
            return signs;
        }
        let asked = self.asks(matching);
        let asks = asked.is_some();
        signs.extend(asked);
        signs.extend(links::signs(self, claim, brand, matching, asks));
        let is_own = matching == Match::Own;
        let setting = Setting { asks, is_own };
        signs.extend(targets::signs(self, setting, |host| {
            self.is_at_home(host, brand)
        }));
        for sign in content::markup(self, is_own) {
            if !signs.iter().any(|known| known.reason == sign.reason) {
                signs.push(sign);
            }
        }
        signs.extend(content::hidden(self, Some(&brand.id)));
        signs.extend(content::strange_order(self, brand));
        // Of a brand's own mail nobody knows all numbers.
        signs.extend(content::number_to_call(self, Some(brand)).filter(|_| !is_own));
        signs
    }

    pub(crate) fn author_domain(&self) -> Option<Domain> {
        self.message
            .author
            .mailboxes
            .iter()
            .find_map(|m| m.address.as_ref())
            .map(|a| a.domain().clone())
    }

    fn irregular_author(&self, signs: &mut Vec<Sign>) {
        let Some((problem, is_slip)) = self.irregularity() else {
            return;
        };
        let word = match problem {
            Irregularity::NoFrom => "no-from",
            Irregularity::SeveralFields => "several-fields",
            Irregularity::SeveralMailboxes => "several-mailboxes",
            Irregularity::Group => "group",
            Irregularity::NoDomain => "no-domain",
            Irregularity::Control => "control",
            Irregularity::EncodedAddress => "encoded-address",
            _ => "malformed",
        };
        let evidence = self
            .message
            .fields
            .iter()
            .find(|f| f.name.trim().eq_ignore_ascii_case("from"))
            .map(|f| header(self.message.id, "From", f.line, &f.value, 0..f.value.len()));
        signs.push(Sign {
            reason: Reason::AuthorIsIrregular { problem: word },
            evidence: evidence.into_iter().collect(),
            points: if is_slip { 1 } else { 2 },
        });
    }

    fn salted(&self, signs: &mut Vec<Sign>) {
        let mut count = 0;
        let mut spot = None;
        for seen in self.seen() {
            let salted = seen.folded.salted;
            if salted > 0 && spot.is_none() {
                spot = seen.part.map(<[u16]>::to_vec);
            }
            count += salted;
        }
        // Mailers break long numbers and addresses with one or two invisible characters; salt comes by the dozen.
        if count >= 8 {
            let evidence = spot.map(|part| Evidence {
                observation: self.message.id,
                place: Place::Text { part },
                quote: Quote::default(),
            });
            signs.push(Sign {
                reason: Reason::TextIsSalted {
                    count: count as u64,
                },
                evidence: evidence.into_iter().collect(),
                points: 2,
            });
        }
    }

    fn chinese_charset(&self, signs: &mut Vec<Sign>) {
        let found = self.message.texts.iter().find(|text| {
            matches!(text.charset.as_str(), "gbk" | "gb2312" | "gb18030" | "big5")
                && text
                    .seen
                    .chars()
                    .filter(|c| is_hiragana(*c))
                    .take(10)
                    .count()
                    == 10
        });
        if let Some(text) = found {
            signs.push(Sign {
                reason: Reason::JapaneseInChineseCharset {
                    charset: short(&text.charset),
                },
                evidence: vec![Evidence {
                    observation: self.message.id,
                    place: Place::Text {
                        part: text.part.clone(),
                    },
                    quote: Quote::default(),
                }],
                points: 2,
            });
        }
    }

    /// A brand that writes from a mailbox or a project that anybody can have.
    fn free_mailbox(&self, claim: &Found, brand: &Brand, matching: Match) -> Option<Sign> {
        let domain = self
            .author_domain()
            .filter(|_| matching == Match::Foreign && !self.message.is_pasted)?;
        let is_free = self.words.is_free_mail(&domain)
            || self.brands.is_customers(&domain)
            || self.words.shared_kind(&domain, "").is_some();
        is_free.then(|| Sign {
            reason: Reason::FreeMailbox {
                brand: brand.id.clone(),
                domain,
            },
            evidence: claim.evidence.first().cloned().into_iter().collect(),
            points: 1,
        })
    }

    /// How a mail under the brand's own domain was handed in.
    fn handed_in(&self, brand: &Brand, signs: &mut Vec<Sign>) {
        if matches!(
            self.outcome.standing,
            Standing::Proven | Standing::Untravelled | Standing::NoAuthor
        ) {
            return;
        }
        let Some(domain) = self.author_domain() else {
            return;
        };
        let trace = &self.outcome.trace;
        if self.outcome.standing == Standing::Unsigned
            && self
                .brands
                .owner(&domain)
                .is_some_and(|(_, d)| d.signs == Signs::Always)
            && !self.is_before_dkim()
        {
            signs.push(Sign {
                reason: Reason::SignatureMissing {
                    brand: brand.id.clone(),
                    domain: domain.clone(),
                },
                evidence: Vec::new(),
                points: 2,
            });
        }
        signs.extend(self.smime(&domain));
        if let Some(claimed) = self.lying_server(brand, &domain) {
            let actual = trace.reverse.as_ref().map_or_else(
                || {
                    trace
                        .client
                        .map_or_else(|| "?".to_owned(), |ip| ip.to_string())
                },
                |reverse| reverse.as_str().to_owned(),
            );
            signs.push(Sign {
                reason: Reason::ServerLies {
                    claimed: claimed.as_str().into(),
                    actual: actual.into(),
                },
                evidence: self.received().into_iter().collect(),
                points: 2,
            });
        }
        if let Some(other) = self
            .outcome
            .others
            .iter()
            .find(|other| self.brands.owner(other).is_none())
        {
            signs.push(Sign {
                reason: Reason::SentThroughAnother {
                    domain: other.clone(),
                },
                evidence: Vec::new(),
                points: 1,
            });
        }
    }

    /// What the S/MIME signature, or its absence, says against a mail under a brand's own domain that nothing
    /// else speaks for. A list changes what it hands on, and what was not read may have held one.
    fn smime(&self, domain: &Domain) -> Option<Sign> {
        if self.outcome.trace.is_list || self.outcome.standing == Standing::Recorded {
            return None;
        }
        let sign = |reason| Sign {
            reason,
            evidence: Vec::new(),
            points: 1,
        };
        if let Some(smime) = &self.outcome.smime {
            return (smime.state == SmimeState::Broken).then(|| sign(Reason::SmimeBroken {}));
        }
        let (owner, _) = self.brands.owner(domain)?;
        let signs_all = owner
            .smime
            .as_ref()
            .is_some_and(|smime| smime.mails == SmimeMails::All);
        let is_read = !self.message.troubles.iter().any(|trouble| {
            matches!(
                trouble,
                Trouble::Encrypted | Trouble::PartsCut | Trouble::MessageCut
            )
        });
        (signs_all && is_read && !self.message.has_smime_signature && !self.is_before_dkim()).then(
            || {
                sign(Reason::SmimeMissing {
                    brand: owner.id.clone(),
                })
            },
        )
    }

    /// The Received field in which the receiving side describes the outside client.
    fn received(&self) -> Option<Evidence> {
        let hop = self.message.hops.get(self.outcome.trace.boundary?)?;
        let field = self.message.fields.get(hop.field)?;
        Some(header(
            self.message.id,
            &field.name,
            field.line,
            &field.value,
            0..field.value.len(),
        ))
    }

    /// What says that the author's own domain does not stand behind the mail, whosever it is.
    fn author_fails(&self, domain: &Domain) -> Option<Sign> {
        // An aligned signature that was changed on the way explains why a receiver saw the checks fail.
        if matches!(
            self.outcome.standing,
            Standing::Proven | Standing::Recorded | Standing::Unconfirmed
        ) {
            return None;
        }
        let trace = &self.outcome.trace;
        let is_aligned = trace
            .envelope
            .as_ref()
            .is_some_and(|d| self.suffixes.same_registrant(d, domain));
        if let (true, Some(result @ (ProofResult::Fail | ProofResult::SoftFail))) =
            (is_aligned, trace.spf)
        {
            return Some(Sign {
                reason: Reason::ServerNotAllowed {
                    domain: domain.clone(),
                    result,
                },
                evidence: self.received().into_iter().collect(),
                points: 2,
            });
        }
        let receiver = self.outcome.lines.iter().find_map(|line| match &line.by {
            ProvenBy::NamedReceiver(name) | ProvenBy::InferredReceiver(name)
                if line.method == Method::Dmarc && line.result == ProofResult::Fail =>
            {
                Some(name.clone())
            }
            _ => None,
        })?;
        Some(Sign {
            reason: Reason::RecordedAsFailed {
                domain: domain.clone(),
                receiver,
            },
            evidence: Vec::new(),
            points: 2,
        })
    }

    /// Whether nobody stands behind the author: the domain's own policy, servers or the receiver's record speak
    /// against it, or From is read differently by different readers.
    pub(crate) fn is_author_unaccountable(&self) -> bool {
        match self.outcome.standing {
            Standing::Rejected => true,
            Standing::NoAuthor => !self.message.author.irregular.is_empty(),
            _ => self
                .author_domain()
                .is_some_and(|domain| self.author_fails(&domain).is_some()),
        }
    }

    /// The first irregularity of From, and whether it is a mere slip: a stray comma or an unquoted sign in a name is
    /// sloppy, and who sends is not in doubt.
    fn irregularity(&self) -> Option<(Irregularity, bool)> {
        let author = &self.message.author;
        let problem = *author.irregular.first()?;
        let is_slip = problem == Irregularity::Malformed
            && author.irregular.len() == 1
            && matches!(author.mailboxes.as_slice(), [only] if only.address.is_some());
        Some((problem, is_slip))
    }

    /// Whether the author's name, subject or text offer a prize, from a mailbox that anybody can have.
    pub(crate) fn is_prize_from_free_mailbox(&self) -> bool {
        let is_free = self.author_domain().is_some_and(|domain| {
            self.words.is_free_mail(&domain) || self.brands.is_customers(&domain)
        });
        is_free
            && self.seen().first().is_some_and(|subject| {
                let mut asked = subject.actions(self.words).iter();
                asked.any(|(word, _)| *word == "claim-prize")
            })
    }

    /// Whether the author's name, subject or text ask for anything at all.
    pub(crate) fn asks_anything(&self) -> bool {
        let names = self
            .message
            .author
            .mailboxes
            .iter()
            .take(4)
            .map(|mailbox| mailbox.name.as_str());
        names
            .into_iter()
            .any(|name| !self.words.actions(&fold(name).text).is_empty())
            || self.asks(Match::Foreign).is_some()
    }

    /// Whether subject or text make a plain request, not just alarm.
    pub(crate) fn requests_anything(&self) -> bool {
        self.seen().iter().any(|seen| {
            let mut found = seen.actions(self.words).iter();
            found.any(|(word, _)| *word != ALARMING)
        })
    }

    /// DKIM was standardised in May 2007 (RFC 4871): what a receiver took in before cannot be expected to be signed.
    fn is_before_dkim(&self) -> bool {
        const RFC_4871: i64 = 1_177_977_600;
        self.message
            .hops
            .first()
            .and_then(|hop| hop.at)
            .is_some_and(|at| at.seconds() < RFC_4871)
    }

    /// A client that calls itself by the brand's domain while its reverse name is another's.
    ///
    /// Real servers say their host name. The bare domain of the author, or any of the brand's names from an
    /// address without a reverse name, is a borrowed one.
    fn lying_server(&self, brand: &Brand, author: &Domain) -> Option<Domain> {
        let trace = &self.outcome.trace;
        let helo = trace.helo.as_ref()?;
        let is_brands = |name: &Domain| brand.domains.iter().any(|own| name.is_within(&own.name));
        if !is_brands(helo) || trace.spf == Some(ProofResult::Pass) {
            return None;
        }
        let is_bare = helo == author || self.suffixes.registrable(helo).as_ref() == Some(helo);
        let is_another = trace
            .reverse
            .as_ref()
            .is_some_and(|reverse| !is_brands(reverse));
        (trace.is_reverse_unknown || (is_bare && is_another)).then(|| helo.clone())
    }

    pub(crate) fn reply(&self, brand: &Brand) -> Option<Sign> {
        let author = self.author_domain();
        for mailbox in self.message.reply_to.iter().take(4) {
            let Some(address) = &mailbox.address else {
                continue;
            };
            let domain = address.domain();
            let is_authors = author
                .as_ref()
                .is_some_and(|a| self.suffixes.same_registrant(a, domain));
            let is_brands = self
                .brands
                .link_owner(domain)
                .is_some_and(|owner| self.is_related(&owner.id, brand));
            if is_authors || is_brands {
                continue;
            }
            let is_free = self.words.is_free_mail(domain) || self.brands.is_customers(domain);
            return Some(self.reply_sign(mailbox, domain, if is_free { 2 } else { 1 }));
        }
        None
    }

    fn reply_sign(&self, mailbox: &Mailbox, domain: &Domain, points: u32) -> Sign {
        Sign {
            reason: Reason::ReplyGoesElsewhere {
                domain: domain.clone(),
            },
            evidence: vec![header(
                self.message.id,
                "Reply-To",
                mailbox.line,
                &mailbox.written,
                0..mailbox.written.len(),
            )],
            points,
        }
    }

    /// Answers that go to a mailbox that anybody can have, while the author writes from elsewhere.
    pub(crate) fn reply_to_free_mailbox(&self) -> Option<Sign> {
        let author = self.author_domain()?;
        self.message.reply_to.iter().take(4).find_map(|mailbox| {
            let domain = mailbox.address.as_ref()?.domain();
            let is_free = self.words.is_free_mail(domain);
            if !is_free || self.suffixes.same_registrant(&author, domain) {
                return None;
            }
            Some(self.reply_sign(mailbox, domain, 2))
        })
    }

    /// Whether nothing is proven or recorded of anybody.
    pub(crate) fn is_nobody_proven(&self) -> bool {
        !matches!(self.outcome.standing, Standing::Proven | Standing::Recorded)
            && self.outcome.others.is_empty()
    }

    /// What subject or text ask for; one sign, whose weight depends on who asks: a brand may well ask its customers.
    pub(crate) fn asks(&self, matching: Match) -> Option<Sign> {
        let mut alarming = None;
        for seen in self.seen() {
            let Some((action, range)) = seen.actions(self.words).first() else {
                continue;
            };
            let action = *action;
            let spot = seen.folded.original(range.start, range.end);
            let evidence = content::at(self, seen, spot);
            let is_alarming = action == ALARMING;
            // Where no sender is known to be another, a request contradicts nothing.
            let is_weak = is_alarming || matches!(matching, Match::Own | Match::Absent);
            let points = if is_weak { 1 } else { 2 };
            let sign = Sign {
                reason: Reason::AsksForAction { action },
                evidence: vec![evidence],
                points,
            };
            if !is_alarming {
                return Some(sign);
            }
            alarming = alarming.or(Some(sign));
        }
        // Words that also stand in honest notices say nothing against a brand's own domain.
        alarming.filter(|_| matching != Match::Own)
    }

    /// A host of the brand, of its house, or one that its genuine mail is known to link to.
    pub(crate) fn is_at_home(&self, host: &Domain, brand: &Brand) -> bool {
        self.brands.links_to(&brand.id, host)
    }

    fn is_related(&self, id: &facts::BrandId, brand: &Brand) -> bool {
        *id == brand.id || self.brands.same_family(id, &brand.id)
    }
}

/// A foreign text as a fact: harmless and short.
pub(crate) fn short(text: &str) -> Box<str> {
    Quote::whole(text)
        .text()
        .chars()
        .take(80)
        .collect::<String>()
        .into()
}
