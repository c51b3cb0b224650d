"""Verifies every DKIM signature of some mails with dkimpy, against recorded DNS answers.

Usage: second_opinion.py RECORDS MAIL...; prints one line per signature: file, domain, algorithm, whether a body length limits
the signature, and `pass` or `fail`, separated by tabs.
"""

import base64
import json
import logging
import re
import sys
import time

import dkim


def answers(path):
    """TXT records by name, out of our own form or a plain object of name to strings."""
    with open(path, encoding="utf-8") as file:
        recorded = json.load(file)
    found = {}
    if "answers" in recorded:
        for answer in recorded["answers"]:
            if answer["kind"] == "txt" and answer.get("records"):
                first = answer["records"][0]
                text = base64.b64decode(first["base64"]) if isinstance(first, dict) else first.encode()
                found[answer["name"].lower()] = text
    else:
        for name, strings in recorded.items():
            if strings:
                found[name.lower()] = strings[0].encode()
    return found


def signed_at(mail, index):
    """A minute after the time that signature gives, else a time after all signatures."""
    values = [value for name, value in mail.headers if name.lower() == b"dkim-signature"]
    signed = re.search(rb"(?:^|[;\s])t\s*=\s*(\d+)", values[index])
    return int(signed.group(1)) + 60 if signed else 1893456000


def main(records, mails):
    logging.disable(logging.CRITICAL)
    known = answers(records)

    def ask(name, timeout=5):
        name = name.decode() if isinstance(name, bytes) else name
        return known.get(name.rstrip(".").lower())

    for path in mails:
        with open(path, "rb") as file:
            raw = file.read()
        raw = re.sub(rb"\AFrom [^\n]*\n", b"", raw)
        raw = re.sub(rb"\r?\n", b"\r\n", raw)
        try:
            mail = dkim.DKIM(raw, logger=logging.getLogger("dkim"))
            count = sum(name.lower() == b"dkim-signature" for name, _ in mail.headers)
        except Exception:  # it cannot read the header at all: no signature verifies
            continue
        for index in range(count):
            # Whether a signature has run out is judged elsewhere; here the clock stands at the time of signing.
            moment = signed_at(mail, index)
            time.time = lambda: moment
            passed = False
            try:
                passed = mail.verify(idx=index, dnsfunc=ask)
            except Exception:  # an exception of a second implementation is its "fail"
                passed = False
            fields = mail.signature_fields or {}
            print(
                path,
                fields.get(b"d", b"").decode("utf-8", "replace").lower(),
                fields.get(b"a", b"").decode("utf-8", "replace"),
                "limited" if b"l" in fields else "whole",
                "pass" if passed else "fail",
                sep="\t",
            )


main(sys.argv[1], sys.argv[2:])
