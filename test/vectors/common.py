"""What the generators of test vectors share: passwords, PHP, how a file is written."""

import base64
import hashlib
import json
import os
import subprocess

FOLDER = os.path.dirname(os.path.abspath(__file__))

HEADER = """\
# Known answers for %s, made by test/vectors/%s; don't edit.
# Regenerate: apt-get install %s, then
# test/vectors/%s.  In a password, "\\\\" is a backslash and "\\xNN" a byte.
# match: the password is right; nomatch: it is wrong; reject: no verifier.
"""

PASSWORDS = {
    "ascii": b"correct horse battery staple",
    "empty": b"",
    "umlauts": "Pässwörter für Übergrößen".encode(),
    "cyrillic": "пароль с пробелом".encode(),
    "emoji": "🔑 密码 \U0001F468\u200D\U0001F469\u200D\U0001F467".encode(),
    "decomposed": "Pa\u0308sswort".encode(),
    "latin1": "Pässwort".encode("latin-1"),
    "quotes": b"a\\b'c\"d%s$1`\t\n#",
    "nul": b"before\0after",
    "72-bytes": b"0123456789ab" * 6,
    "73-bytes": b"0123456789ab" * 6 + b"c",
    "4096-bytes": b"0123456789abcdef" * 256,
}

# Nearly a password: the name of the right one, what was typed, how it differs.
WRONG = [
    ("ascii", b"Correct horse battery staple", "case"),
    ("ascii", b"correct horse battery staple ", "blank-behind"),
    ("ascii", b"correct horse battery stapl", "shorter"),
    ("ascii", b"", "empty"),
    ("ascii", b"correct horse battery staple\0", "nul-behind"),
    ("empty", b" ", "blank"),
    ("empty", b"\0", "nul"),
    ("umlauts", "Pässwörter für übergrößen".encode(), "case"),
    ("decomposed", "Pässwort".encode(), "composed"),
    ("nul", b"before", "to-the-nul"),
    ("73-bytes", b"0123456789ab" * 6, "72-of-73"),
    ("4096-bytes", (b"0123456789abcdef" * 256)[:4095], "4095-of-4096"),
]


def php(script, jobs):
    """Runs a script in one PHP process, the jobs its input; the list of its answers."""
    jobs = [dict(job, password=base64.b64encode(job["password"]).decode()) for job in jobs]
    out = subprocess.run(["php", "-r", script], input=json.dumps(jobs), check=True,
                         capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def salt_for(name, size=16):
    """A salt that stays the same as long as the row has its name."""
    return hashlib.sha256(name.encode()).digest()[:size]


def escape(password):
    """Backslashes, control characters and what is not UTF-8."""
    out = []
    for c in password.decode("utf-8", "surrogateescape"):
        if c == "\\":
            out.append("\\\\")
        elif c < " " or c == "\x7f":
            out.append("\\x%02x" % ord(c))
        elif "\udc80" <= c <= "\udcff":
            out.append("\\x%02x" % (ord(c) - 0xDC00))
        else:
            out.append(c)
    return "".join(out)


def write(scheme, rows, generator, packages):
    """Writes the file of a scheme: rows of id, source, password, verifier, expected."""
    ids = [row[0] for row in rows]
    assert len(set(ids)) == len(ids)
    path = os.path.join(FOLDER, scheme + ".tsv")
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEADER % (scheme, generator, packages, generator))
        out.write("id\tsource\tscheme\tpassword\thash\texpected\n")
        for row, source, password, verifier, expected in rows:
            out.write("\t".join((row, source, scheme, escape(password), verifier, expected))
                      + "\n")
    print("%d rows in %s" % (len(rows), os.path.relpath(path)))
