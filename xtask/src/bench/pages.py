"""Measures what a page costs the server while the store holds a million mails, beside a page that says only "ok".

    python3 xtask/src/bench/pages.py target/release/mioboe [MAILS] [REQUESTS]

The store is filled here, in the form that docs/STORE.md tells; the command that is measured opens it as any other.
Processor time is that of the serving process alone, by the system's own count.
"""

import hashlib
import http.client
import json
import os
import re
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

command = os.path.abspath(sys.argv[1])
mails = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
requests = int(sys.argv[3]) if len(sys.argv) > 3 else 300
PERSON, ACCOUNT = "me", "me@mail.example"
VERDICTS = ["genuine"] * 6 + ["no-claim"] * 5 + ["unproven"] * 2 + ["impostor", "doubtful"]
BRANDS = ["rakuten", "amazon", "apple", "paypay", "mercari"]
SUBJECTS = ["ご注文の確認 {}", "発送のお知らせ {}", "Your order {} has shipped", "【重要】お支払い方法の更新 {}", "Weekly news {}"]
START = 1_700_000_000_000_000


def word(text):
    digest = hashlib.sha256(PERSON.encode() + b"\0" + text.encode()).digest()
    return struct.unpack(">q", digest[:8])[0]


def parts(text):
    words = set()
    for piece in re.findall(r"[a-z0-9]+|[\u3040-\u9fff]+", text.lower()):
        if piece.isascii() or len(piece) == 1:
            words.add(piece)
        else:
            words.update(piece[at : at + 2] for at in range(len(piece) - 1))
    return words


def fill(path):
    store = sqlite3.connect(path)
    store.execute("PRAGMA synchronous = OFF")
    known = {}
    for begin in range(0, mails, 20_000):
        seen, found = [], []
        for n in range(begin, min(begin + 20_000, mails)):
            brand, verdict = BRANDS[n % 7 % 5], VERDICTS[n * 7 % 15]
            subject = SUBJECTS[n % 5].format(n)
            note = {"from": f"{brand} <no-reply@mail.{brand}.example>", "subject": subject, "sender": f"mail.{brand}.example"}
            note |= {"verdict": verdict, "brand": brand, "is_proven": verdict == "genuine", "octets": 20_000 + n % 9_000}
            moment = START + n * 60_000_000
            content = json.dumps(note, ensure_ascii=False)
            identity = hashlib.sha256(str(n).encode()).digest()
            source = json.dumps({"folder": "INBOX", "validity": 7, "uid": n + 1})
            seen.append((n + 1, PERSON, ACCOUNT, identity, "mail", source, moment, moment, content))
            words = parts(f"{subject} {note['from']} {note['sender']}") | {f"verdict:{verdict}", f"brand:{brand}"}
            found.extend((known.setdefault(it, word(it)), moment, n + 1) for it in words)
            if n % 5 < 4 and len(known) > 200_000:
                known.clear()
        store.executemany("INSERT INTO observation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", seen)
        store.executemany("INSERT INTO mail_word VALUES (?, ?, ?)", sorted(found))
        store.commit()
    for n in range(200):
        content = {"mails": [{"id": "", "account": ACCOUNT, "from": "x", "subject": f"Order {n}", "arrived": 0, "sender": "shop.example"}]}
        content["notices"] = []
        thing = f"mail:{hashlib.sha256(str(n).encode()).hexdigest()}"
        name = hashlib.sha256(PERSON.encode() + b"\0" + thing.encode()).hexdigest()[:32]
        values = (name, PERSON, ACCOUNT, thing, None, START, START, 20_000 + n, n, "open", json.dumps(content))
        store.execute("INSERT INTO question VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    store.commit()
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


def used(process):
    with open(f"/proc/{process.pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


with tempfile.TemporaryDirectory() as home:
    folders = {f"XDG_{name}_HOME": os.path.join(home, name.lower()) for name in ("DATA", "CONFIG", "CACHE", "STATE")}
    environment = dict(os.environ, **folders, LANG="ja_JP.UTF-8")
    store = os.path.join(folders["XDG_DATA_HOME"], "mioboe", "store.sqlite")
    empty = os.path.join(home, "empty.eml")
    with open(empty, "w") as file:
        file.write("From: a@b.example\nSubject: x\n\nx\n")
    # The command makes the tables; what it kept is thrown away again.
    subprocess.run([command, "import", "--offline", "--quiet", empty], env=environment, check=False)
    made = sqlite3.connect(store)
    for table in ("mail_unlisted", "mail_word", "question", "observation", "account_state"):
        made.execute(f"DELETE FROM {table}")
    made.commit()
    made.close()
    began = time.monotonic()
    fill(store)
    print(f"{mails} mails in {os.path.getsize(store) / 1e6:.0f} MB, filled in {time.monotonic() - began:.0f} s")
    serving = subprocess.Popen([command, "serve", "--offline", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        address, link = re.search(r"http://(127\.0\.0\.1:\d+)(/\S+)", serving.stdout.readline()).groups()
        line = http.client.HTTPConnection(address)
        line.request("GET", link)
        answer = line.getresponse()
        answer.read()
        headers = {"Cookie": answer.headers["set-cookie"].split(";")[0]}
        middle = f"{START + mails * 30_000_000}.{mails // 2}"
        for name, path in [
            ("an echo (/healthz)", "/healthz"),
            ("a fixed page (/check)", "/check"),
            ("home", "/"),
            ("sources", "/sources"),
            ("mails", "/mails"),
            ("mails, from the middle on", f"/mails?after={middle}"),
            ("mails of a verdict and a brand", "/mails?verdict=impostor&brand=rakuten"),
            ("mails, a frequent word", "/mails?words=order"),
            ("mails, a rare word", f"/mails?words={mails // 3}"),
            ("mails, two words in Japanese", "/mails?words=%E6%B3%A8%E6%96%87+%E7%A2%BA%E8%AA%8D"),
            ("mails, frequent words that never meet", "/mails?words=shipped+news"),
        ]:
            took = []
            octets = 0
            for n in range(requests + 10):
                if n == 10:
                    before = used(serving)
                began = time.monotonic()
                line.request("GET", path, headers=headers)
                answer = line.getresponse()
                octets = len(answer.read())
                took.append(time.monotonic() - began)
                if answer.status != 200:
                    sys.exit(f"{path}: {answer.status}")
            cpu = (used(serving) - before) / requests * 1e3
            took = sorted(took[10:])
            print(f"{name:40} {cpu:8.2f} ms CPU  {took[len(took) // 2] * 1e3:8.2f} ms median  {octets:7} octets")
    finally:
        serving.kill()
        serving.wait()
