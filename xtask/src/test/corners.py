"""Writes mails that lie at the corners of DKIM's canonical forms, signed by dkimpy, and the DNS record of their key.

Usage: corners.py KEY FOLDER; KEY is an RSA key in PEM. The clock stands still, so that the same mails come out each time.
"""

import base64
import itertools
import json
import os
import sys
import time

import dkim
import dkim.crypto

DOMAIN, SELECTOR, MOMENT = b"shop.example", b"corner", 1768435200

HEADERS = {
    "plain": b"Subject: order\r\n",
    "folded": b"Subject: an order\r\n\tthat is\r\n  folded\r\n",
    "blanks": b"Subject:   an \t order  \t \r\n",
    "unspaced": b"Subject:order\r\n",
    "empty": b"Subject:\r\n",
    "upper": b"SUBJECT: order\r\n",
    "octets": b"Subject: \xe6\xb3\xa8\xe6\x96\x87\r\n",
    "twice": b"X-Note: one\r\nX-Note: two\r\nSubject: order\r\n",
}

# Left out: a last line that ends in a blank and has no line end. RFC 6376 §3.4.4 a) drops blanks at the end of
# lines, which we do there too and dkimpy does not; over SMTP no such line travels.
BODIES = {
    "plain": b"Thank you.\r\n",
    "none": b"",
    "one line end": b"\r\n",
    "line ends": b"\r\n\r\n\r\n",
    "blank line": b" \t \r\n",
    "ends in a blank line": b"Thank you.\r\n \t\r\n",
    "ends in many lines": b"Thank you.\r\n\r\n\r\n\r\n",
    "no line end": b"Thank you.",
    "blanks at ends": b"Thank you. \t \r\n  for  \t your\torder\t\r\n",
    "dots": b".\r\n..\r\n.x\r\n",
    "octets": b"\xe3\x81\x82\xff\x00\x1b$B\r\n",
    "long": b"x" * 5000 + b"\r\n",
    "looks like a header": b"From: another@shop.example\r\n\r\nbody\r\n",
}


def der(tag, content):
    length = len(content)
    size = bytes([length]) if length < 128 else b"\x82" + length.to_bytes(2, "big")
    return bytes([tag]) + size + content


def number(value):
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def public(pem):
    """The public half of a key as DNS publishes it."""
    key = dkim.crypto.parse_pem_private_key(pem)
    pair = der(0x30, number(key["modulus"]) + number(key["publicExponent"]))
    rsa = bytes.fromhex("300d06092a864886f70d0101010500")
    return base64.b64encode(der(0x30, rsa + der(3, b"\0" + pair))).decode()


def main(key, folder):
    time.time = lambda: MOMENT
    with open(key, "rb") as file:
        pem = file.read()
    forms = list(itertools.product((b"simple", b"relaxed"), repeat=2))
    for header, body in itertools.product(HEADERS, BODIES):
        mail = (
            b"From: Shop <order@shop.example>\r\nTo: hanako@home.example\r\n"
            + HEADERS[header]
            + b"Date: Thu, 15 Jan 2026 09:00:00 +0900\r\n\r\n"
            + BODIES[body]
        )
        for form in forms:
            names = [b"from", b"to", b"subject", b"date", b"x-note", b"x-note", b"from"]
            field = dkim.sign(mail, SELECTOR, DOMAIN, pem, canonicalize=form, include_headers=names)
            name = f"{header}, {body}, {form[0].decode()} {form[1].decode()}.eml".replace(" ", "-")
            with open(os.path.join(folder, name), "wb") as file:
                file.write(field + mail)
    record = {f"{SELECTOR.decode()}._domainkey.{DOMAIN.decode()}": ["v=DKIM1; k=rsa; p=" + public(pem)]}
    with open(os.path.join(folder, "dns.json"), "w", encoding="utf-8") as file:
        json.dump(record, file)


main(sys.argv[1], sys.argv[2])
