"""What the generators of test vectors share: passwords, salts, how a file is written."""

import base64
import hashlib
import os

FOLDER = os.path.dirname(os.path.abspath(__file__))

HEADER = """\
# Known answers, made by test/vectors/%s; don't edit.
# Regenerate: apt-get install %s, then
# test/vectors/%s.  In a password, a salt and a user "\\\\" is a backslash and
# "\\xNN" a byte; no salt and no user: not given.
# match: the password is right; nomatch: it is wrong; reject: no verifier;
# too-long: right, but longer than the library takes.
"""

COLUMNS = ("id", "scheme", "declared", "salt", "user", "password", "hash", "expected", "by")

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
    "600-bytes": b"0123456789 abcdefghijklm\xc3\xa4 567" * 20,
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

# What a scheme is tried with at least: right ones, and some of the wrong ones.
USUAL = ("ascii", "empty", "umlauts", "cyrillic", "emoji", "73-bytes", "600-bytes",
         "4096-bytes")
USUALLY_WRONG = ("case", "blank-behind", "shorter", "composed")

BCRYPT64 = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
CRYPT64 = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def salt_for(name, size=16):
    """A salt that stays the same as long as the row has its name."""
    return hashlib.shake_256(name.encode()).digest(size)


def text_salt(name, length, alphabet=CRYPT64):
    """The same as characters."""
    return "".join(alphabet[byte % len(alphabet)] for byte in salt_for(name, length))


def hex_salt(name, size=16):
    return salt_for(name, size).hex()


def bcrypt_setting(name, prefix="2y", cost=4):
    """The same as bcrypt's 22 characters, behind prefix and cost."""
    bits = "".join(format(byte, "08b") for byte in salt_for(name)) + "0000"
    salt = "".join(BCRYPT64[int(bits[i:i + 6], 2)] for i in range(0, len(bits), 6))
    return "$%s$%02d$%s" % (prefix, cost, salt)


def b64(data, padded=True, alphabet="+/"):
    text = base64.b64encode(data, alphabet.encode()).decode()
    return text if padded else text.rstrip("=")


def crypt64(data):
    """Three bytes as four digits, the lowest six bits first, as phpass writes them."""
    out = []
    for i in range(0, len(data), 3):
        chunk = data[i:i + 3]
        value = int.from_bytes(chunk, "little")
        out.append("".join(CRYPT64[value >> 6 * j & 63] for j in range(len(chunk) + 1)))
    return "".join(out)


def row(name, scheme, password, verifier, expected, by, declared="", salt=b"", user=b""):
    return dict(id=name, scheme=scheme, declared=declared, salt=salt, user=user,
                password=password, hash=verifier, expected=expected, by=by)


def rows(scheme, by, encode, variant="", names=USUAL, wrong=USUALLY_WRONG, expected=None,
         **outside):
    """
    Rows of right and of wrong passwords.  encode(row's name, password) gives the
    verifier; expected maps names of passwords whose row isn't a match.
    """
    prefix = scheme + ("-" + variant if variant else "")
    for name in names:
        full = "%s-%s" % (prefix, name)
        yield row(full, scheme, PASSWORDS[name], encode(full, PASSWORDS[name]),
                  (expected or {}).get(name, "match"), by, **outside)
    for name, typed, how in WRONG:
        if how in wrong:
            full = "%s-wrong-%s-%s" % (prefix, name, how)
            yield row(full, scheme, typed, encode(full, PASSWORDS[name]), "nomatch", by,
                      **outside)


def rejects(scheme, by, password, texts, **outside):
    """Rows of damaged verifiers whose password would be right."""
    for name, text in texts.items():
        yield row("%s-reject-%s" % (scheme, name), scheme, password, text, "reject",
                  by + ", damaged", **outside)


def escape(data):
    """Backslashes, control characters and what is not UTF-8."""
    out = []
    for c in data.decode("utf-8", "surrogateescape"):
        if c == "\\":
            out.append("\\\\")
        elif c < " " or c == "\x7f":
            out.append("\\x%02x" % ord(c))
        elif "\udc80" <= c <= "\udcff":
            out.append("\\x%02x" % (ord(c) - 0xDC00))
        else:
            out.append(c)
    return "".join(out)


def write(stem, all_rows, generator, packages):
    """Writes a file of rows."""
    all_rows = list(all_rows)
    ids = [r["id"] for r in all_rows]
    assert len(set(ids)) == len(ids), [i for i in ids if ids.count(i) > 1][:5]
    path = os.path.join(FOLDER, stem + ".tsv")
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEADER % (generator, packages, generator))
        out.write("\t".join(COLUMNS) + "\n")
        for r in all_rows:
            cells = [escape(r[c]) if isinstance(r[c], bytes) else r[c] for c in COLUMNS]
            assert not any("\t" in cell or "\n" in cell for cell in cells), r["id"]
            out.write("\t".join(cells) + "\n")
    print("%d rows in %s" % (len(all_rows), os.path.relpath(path)))
