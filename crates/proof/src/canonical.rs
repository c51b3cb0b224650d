//! Canonical forms of header fields and bodies (RFC 6376 §3.4).

use mail_auth::crypto::HashAlgorithm;

use crate::wire::WireField;

/// Which changes on the way a signature forgives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// None.
    Simple,
    /// Changed white space and letter case of names.
    Relaxed,
}

/// Adds a field in its canonical form, with its CRLF.
pub(crate) fn add_field(field: &WireField<'_>, form: Form, out: &mut Vec<u8>) {
    add(field.head(), field.name, field.value(), form, out);
}

/// Adds the signature field itself: with an empty `b=` and without the final CRLF (RFC 6376 §3.7).
pub(crate) fn add_signature(field: &WireField<'_>, form: Form, out: &mut Vec<u8>) {
    let mut value = Vec::with_capacity(field.value().len());
    for (at, part) in field.value().split(|&b| b == b';').enumerate() {
        if at > 0 {
            value.push(b';');
        }
        let is_b = part
            .trim_ascii_start()
            .strip_prefix(b"b")
            .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"="));
        match part.iter().position(|&b| b == b'=') {
            Some(sign) if is_b => value.extend_from_slice(part.get(..=sign).unwrap_or_default()),
            _ => value.extend_from_slice(part),
        }
    }
    add(field.head(), field.name, &value, form, out);
    while out.ends_with(b"\n") || out.ends_with(b"\r") {
        out.pop();
    }
}

fn add(head: &[u8], name: &[u8], value: &[u8], form: Form, out: &mut Vec<u8>) {
    match form {
        Form::Simple => {
            out.extend_from_slice(head);
            out.extend_from_slice(value);
            if !value.ends_with(b"\r\n") {
                out.extend_from_slice(b"\r\n");
            }
        }
        Form::Relaxed => {
            // RFC 6376 §3.4.2: unfold, squeeze blanks, drop those at both ends, name in lower case.
            out.extend(name.iter().map(u8::to_ascii_lowercase));
            out.push(b':');
            let mut blank = false;
            let mut begun = false;
            for &b in value {
                match b {
                    b' ' | b'\t' => blank = true,
                    b'\r' | b'\n' => {}
                    _ => {
                        if blank && begun {
                            out.push(b' ');
                        }
                        blank = false;
                        begun = true;
                        out.push(b);
                    }
                }
            }
            out.extend_from_slice(b"\r\n");
        }
    }
}

/// The body in canonical form (RFC 6376 §3.4.3, §3.4.4).
pub(crate) fn body(body: &[u8], form: Form) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + 2);
    match form {
        Form::Simple => out.extend_from_slice(body),
        Form::Relaxed => {
            let mut blank = false;
            let mut octets = body.iter().copied().peekable();
            while let Some(b) = octets.next() {
                match b {
                    b' ' | b'\t' => blank = true,
                    b'\r' if octets.peek() == Some(&b'\n') => {
                        octets.next();
                        blank = false;
                        out.extend_from_slice(b"\r\n");
                    }
                    _ => {
                        if blank {
                            out.push(b' ');
                        }
                        blank = false;
                        out.push(b);
                    }
                }
            }
        }
    }
    while out.ends_with(b"\r\n") {
        out.truncate(out.len() - 2);
    }
    if form == Form::Simple || !out.is_empty() {
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// Body hashes computed once per form and algorithm.
pub(crate) struct Bodies<'a> {
    body: &'a [u8],
    forms: [Option<Vec<u8>>; 2],
    hashes: Vec<(Form, HashAlgorithm, usize, Vec<u8>)>,
}

impl<'a> Bodies<'a> {
    /// Nothing computed yet.
    pub(crate) fn new(body: &'a [u8]) -> Self {
        Self {
            body,
            forms: [None, None],
            hashes: Vec::new(),
        }
    }

    fn canonical(&mut self, form: Form) -> &[u8] {
        let raw = self.body;
        self.forms[form as usize].get_or_insert_with(|| body(raw, form))
    }

    /// The length of the canonical body.
    pub(crate) fn len(&mut self, form: Form) -> usize {
        self.canonical(form).len()
    }

    /// The hash of the first `length` octets of the canonical body.
    pub(crate) fn hash(&mut self, form: Form, algorithm: HashAlgorithm, length: usize) -> Vec<u8> {
        if let Some((.., hash)) = self
            .hashes
            .iter()
            .find(|(f, a, l, _)| (*f, *a, *l) == (form, algorithm, length))
        {
            return hash.clone();
        }
        let canonical = self.canonical(form);
        let covered = canonical.get(..length).unwrap_or(canonical);
        let hash = algorithm.hash(covered).as_ref().to_vec();
        self.hashes.push((form, algorithm, length, hash.clone()));
        hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Octets, Wire};

    fn octets(raw: &[u8]) -> Octets<'_> {
        Octets::new(raw, &reading::read(raw, &reading::Limits::default()).layout)
    }

    /// The example of RFC 6376 §3.4.5.
    #[test]
    fn the_rfc_example_comes_out_as_printed() {
        let octets = octets(b"A: X \r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n");
        let wire = Wire::split(&octets);
        let mut relaxed = Vec::new();
        let mut simple = Vec::new();
        for field in &wire.fields {
            add_field(field, Form::Relaxed, &mut relaxed);
            add_field(field, Form::Simple, &mut simple);
        }
        assert_eq!(relaxed, b"a:X\r\nb:Y Z\r\n");
        assert_eq!(simple, b"A: X \r\nB : Y\t\r\n\tZ  \r\n");
        assert_eq!(body(wire.body, Form::Relaxed), b" C\r\nD E\r\n");
        assert_eq!(body(wire.body, Form::Simple), b" C \r\nD \t E\r\n");
    }

    #[test]
    fn an_empty_body_and_a_missing_line_end_have_one_form() {
        assert_eq!(body(b"", Form::Simple), b"\r\n");
        assert_eq!(body(b"", Form::Relaxed), b"");
        assert_eq!(body(b"\r\n \t\r\n", Form::Relaxed), b"");
        assert_eq!(body(b"a", Form::Relaxed), b"a\r\n");
        assert_eq!(body(b"a\r\n\r\n", Form::Simple), b"a\r\n");
    }

    #[test]
    fn only_the_value_of_b_is_cut_from_the_signature() {
        let octets = octets(b"DKIM-Signature: v=1; bh=x=; b=abc\r\n def=; d=e\r\n\r\n");
        let wire = Wire::split(&octets);
        let mut out = Vec::new();
        add_signature(&wire.fields[0], Form::Relaxed, &mut out);
        assert_eq!(out, b"dkim-signature:v=1; bh=x=; b=; d=e");
    }
}
