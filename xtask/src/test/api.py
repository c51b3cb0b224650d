"""Asks the interface for programs everything that its description allows, and much that it does not.

Arguments: the built command, and a folder with mails and DNS answers to have something to ask about.
"""

import os
import re
import subprocess
import sys
import tempfile

command, mails = map(os.path.abspath, sys.argv[1:3])
# An answer that is not told of, one of another form, and a fault of ours are failures.
checks = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "response_headers_conformance,ignored_auth,unsupported_method,use_after_free"
)

with tempfile.TemporaryDirectory() as home:
    folders = {f"XDG_{name}_HOME": os.path.join(home, name.lower()) for name in ("DATA", "CONFIG", "CACHE", "STATE")}
    environment = dict(os.environ, **folders, LANG="en_US.UTF-8")
    files = sorted(os.path.join(mails, name) for name in os.listdir(mails) if name.endswith(".eml"))
    records = os.path.join(home, "dns.json")
    with open(os.path.join(mails, "dns.json"), "rb") as given, open(records, "wb") as copy:
        copy.write(given.read())
    subprocess.run(
        [command, "import", "--offline", "--quiet", "--dns-record", records, *files], env=environment, check=False
    )
    serving = subprocess.Popen(
        [command, "serve", "--api", "--offline", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        found = re.search(r"http://(127\.0\.0\.1:\d+)/", serving.stdout.readline())
        if not found:
            sys.exit("the command does not serve")
        with open(os.path.join(folders["XDG_DATA_HOME"], "mioboe", "api-token")) as file:
            token = file.read().strip()
        run = [sys.executable, "-m", "schemathesis.cli", "run", f"http://{found[1]}/api/v1/openapi.json"]
        run += ["--header", f"Authorization: Bearer {token}", "--checks", checks, "--max-examples", "40"]
        run += ["--phases", "examples,coverage,fuzzing", "--seed", "1", "--no-color"]
        ended = subprocess.run(run, cwd=home, check=False).returncode
        if serving.poll() is not None:
            sys.exit("the command went away")
        sys.exit(ended)
    finally:
        serving.kill()
        serving.wait()
