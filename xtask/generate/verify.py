"""Checks a written set with other implementations: dkimpy for signatures, pyspf for SPF, Python's email for structure.

Needs `pip install dkimpy dnspython pynacl pyspf`. Usage: python verify.py FOLDER
Answers come from FOLDER/dns.json alone; a question it does not hold is counted and fails the run.
"""

import collections
import email
import email.policy
import json
import pathlib
import re
import sys

import dkim
import spf


def main(folder: pathlib.Path) -> int:
    document = json.loads((folder / "dns.json").read_text())
    assert document["schema"] == "mioboe/dns/1"
    answers = {(a["name"], a["kind"]): a for a in document["answers"]}
    unanswered = collections.Counter()

    def ask(name, kind="txt"):
        answer = answers.get((name.lower().rstrip("."), kind))
        if answer is None and "\0" not in name:
            unanswered[(name, kind)] += 1
        if answer is None:
            return []
        return answer["records"]

    def dns(name, timeout=5):
        records = ask(name.decode() if isinstance(name, bytes) else name)
        return records[0].encode() if records else None

    for (name, kind), answer in answers.items():
        for prefix in ("v=spf1", "v=DMARC1"):
            same = [r for r in answer["records"] if kind == "txt" and r.startswith(prefix)]
            assert len(same) <= 1, f"two {prefix} records at {name}"

    manifest = {}
    lines = (folder / "manifest.tsv").read_text().splitlines() if (folder / "manifest.tsv").exists() else []
    for line in lines[1:]:
        row = dict(zip(lines[0].split("\t"), line.split("\t")))
        manifest[row["file"]] = row

    def look_up(name, kind, *_, **__):
        kind = kind.lower()
        if kind == "spf":
            return []
        records = ask(name, kind)
        if kind == "mx":
            records = [(r["preference"], r["exchange"]) for r in records]
        elif kind == "txt":
            records = [(r.encode(),) for r in records]
        return [((name, kind.upper()), r) for r in records]

    spf.DNSLookup = look_up
    senders = collections.Counter()
    signatures, defects, charsets, shapes = (collections.Counter() for _ in range(4))
    odd = []
    for path in sorted(folder.glob("*.eml")):
        raw = path.read_bytes()
        message = email.message_from_bytes(raw, policy=email.policy.default)
        row = manifest.get(path.name, {})
        bare = raw.replace(b"\r\n", b"")
        if b"\r" in bare or b"\n" in bare:
            odd.append((path.name, "bare CR or LF"))
        if any(len(line) > 998 for line in raw.split(b"\r\n")):
            odd.append((path.name, "line over 998 bytes"))
        for part in message.walk():
            if row.get("note", "").find("irregular") < 0:
                for defect in part.defects:
                    odd.append((path.name, repr(defect)))
            defects.update(type(d).__name__ for d in part.defects)
            if part.get_content_maintype() == "text" and "irregular" not in row.get("note", ""):
                charsets[part.get_content_charset()] += 1
                if part.get_content_charset() != "utf-7" and "\ufffd" in part.get_content():
                    odd.append((path.name, "replacement character"))
        shapes[message.get_content_type()] += 1
        for name, value in message.items():
            if "\ufffd" in value and row.get("note", "").find("irregular") < 0:
                odd.append((path.name, f"undecodable {name}"))

        count = len(message.get_all("DKIM-Signature", []))
        results = []
        for index in range(count):
            domain = re.search(r"\bd=([^;\s]+)", message.get_all("DKIM-Signature")[index]).group(1)
            try:
                good = dkim.DKIM(raw).verify(idx=index, dnsfunc=dns)
            except dkim.DKIMException as error:
                good = f"{type(error).__name__}"
            results.append((domain, good))
        author = (email.utils.parseaddr(str(message["From"]))[1].rpartition("@")[2]).lower()
        own = [good for domain, good in results if author == domain or author.endswith("." + domain)]
        seen = ("none" if not results else "esp-only" if not own else "own" if all(x is True for x in own) else "not-verified")
        signatures[(row.get("signed", "-"), seen)] += 1
        envelope = email.utils.parseaddr(str(message.get("Return-Path", "")))[1].rpartition("@")[2]
        for domain in {author, envelope, *(d for d, _ in results)} - {""}:
            labels = domain.lower().split(".")
            for start in range(len(labels)):
                ask("_dmarc." + ".".join(labels[start:]))
        for name in {envelope} - {""}:
            for record in ask(name):
                for include in re.findall(r"include:(\S+)", record):
                    ask(include)
        boundary = re.search(r"from (\S+) \([^)]*\[([0-9.]+)\]\)\s+(?:\(using[^\n]*\n\s+)?by mx\.mailbox\.example", raw.decode("latin-1"))
        if boundary:
            helo, client = boundary.groups()
            ask(helo)
            recorded = re.search(r"spf=(\w+) smtp", str(message.get("Authentication-Results", "")))
            result = spf.check2(i=client, s=f"x@{envelope}", h=helo)[0]
            senders[(recorded.group(1) if recorded else "not recorded", result)] += 1
            if recorded and recorded.group(1) != result and "irregular" not in row.get("note", ""):
                odd.append((path.name, f"SPF recorded {recorded.group(1)}, computed {result}"))
        elif "Received" in message:
            odd.append((path.name, "no boundary hop"))

    print("mails", sum(shapes.values()), dict(shapes))
    print("charsets of text parts", dict(charsets))
    print("manifest signed -> verified by dkimpy")
    for (expected, seen), number in sorted(signatures.items()):
        print(f"  {expected:10} {seen:14} {number}")
    print("SPF recorded -> computed by pyspf", dict(senders))
    print("unanswered questions", len(unanswered), list(unanswered)[:8])
    print("defects", dict(defects))
    print("oddities", len(odd), odd[:12])
    return 1 if odd or unanswered else 0


sys.exit(main(pathlib.Path(sys.argv[1])))
