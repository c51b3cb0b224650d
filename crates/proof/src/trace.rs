//! How a mail travelled: which Received fields can be believed.

use std::net::IpAddr;

use facts::{Domain, ProofResult};

/// What the trusted part of the trace says.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Whether any server recorded the mail (a Received field that parses).
    pub has_travelled: bool,
    /// The index in `Message::hops` of the hop in which the receiving side describes the outside client:
    /// the lowest one that can be believed. Fields below it are the sender's word.
    pub boundary: Option<usize>,
    /// The receiving server's name at the boundary.
    pub receiver: Option<Domain>,
    /// What the outside client called itself.
    pub helo: Option<Domain>,
    /// The outside client's reverse name, as the receiver recorded it.
    pub reverse: Option<Domain>,
    /// Whether the receiver recorded that the client has no reverse name.
    pub is_reverse_unknown: bool,
    /// The outside client's address.
    pub client: Option<IpAddr>,
    /// The envelope sender's domain, from a believable Received-SPF or Authentication-Results, else Return-Path.
    pub envelope: Option<Domain>,
    /// The SPF result for the envelope sender: ours where it could be computed, else the recorded one.
    pub spf: Option<ProofResult>,
    /// Whether mailing-list machinery handled the mail (List-Id, List-Post, a list's Sender or trace).
    pub is_list: bool,
}
