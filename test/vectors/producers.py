"""Other programs that compute, each started once: PHP, Node, Perl.

Each answers one line of JSON with one; bytes travel as base64.  PHP's digests,
HMAC, PBKDF2 and crypt are its own, Node's scrypt is OpenSSL's, Perl's crypt is
libxcrypt's.
"""

import base64
import json
import subprocess

PHP = r"""
$b = fn($x) => base64_decode($x);
@include_once "Symfony/Component/PasswordHasher/autoload.php";
while (($line = fgets(STDIN)) !== false) {
    $a = json_decode($line, true);
    $out = match ($a[0]) {
        "hash" => hash($a[1], $b($a[2]), true),
        "hmac" => hash_hmac($a[1], $b($a[2]), $b($a[3]), true),
        "pbkdf2" => hash_pbkdf2($a[1], $b($a[2]), $b($a[3]), $a[4], $a[5], true),
        "crypt" => crypt($b($a[1]), $b($a[2])),
        "verify" => password_verify($b($a[1]), $b($a[2])) ? "match" : "nomatch",
        "iterate" => (function () use ($a, $b) {
            $value = hash($a[1], $b($a[2]), true);
            for ($i = 0; $i < $a[4]; $i++)
                $value = hash($a[1], $value . $b($a[3]), true);
            return $value;
        })(),
        "trim" => trim($b($a[1])),
        "symfony_digest" => (new Symfony\Component\PasswordHasher\Hasher\MessageDigestPasswordHasher(
            $a[1], $a[2], $a[3]))->hash($b($a[4]), $b($a[5])),
        "symfony_pbkdf2" => (new Symfony\Component\PasswordHasher\Hasher\Pbkdf2PasswordHasher(
            $a[1], $a[2], $a[3], $a[4]))->hash($b($a[5]), $b($a[6])),
        "symfony_native" => (new Symfony\Component\PasswordHasher\Hasher\NativePasswordHasher(
            null, null, 4))->verify($b($a[1]), $b($a[2])) ? "match" : "nomatch",
    };
    echo json_encode(base64_encode($out)), "\n";
}
"""

NODE = r"""
const crypto = require("crypto");
const b = x => Buffer.from(x, "base64");
const verbs = {
    scrypt: (password, salt, N, r, p, length) =>
        crypto.scryptSync(b(password), b(salt), length, {N, r, p, maxmem: 1 << 30}),
    ctr: (key, plain) => {
        const aes = crypto.createCipheriv("aes-256-ctr", b(key), Buffer.alloc(16));
        return Buffer.concat([aes.update(b(plain)), aes.final()]);
    },
    nfkc: text => Buffer.from(b(text).toString().normalize("NFKC")),
};
require("readline").createInterface({input: process.stdin}).on("line", line => {
    const [verb, ...args] = JSON.parse(line);
    console.log(JSON.stringify(verbs[verb](...args).toString("base64")));
});
"""

PERL = r"""
use MIME::Base64; use JSON::PP; $| = 1;
while (my $line = <STDIN>) {
    my (undef, $password, $setting) = @{decode_json $line};
    my $out = crypt(decode_base64($password), decode_base64($setting));
    print encode_json([encode_base64($out // "*0", "")]), "\n";
}
"""


class Program:
    """A program that answers calls until this one ends."""

    def __init__(self, command):
        self.command = command
        self.process = None

    def __call__(self, *call):
        if self.process is None:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, text=True)
        call = [base64.b64encode(part).decode() if isinstance(part, bytes) else part
                for part in call]
        self.process.stdin.write(json.dumps(call) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return base64.b64decode(answer[0] if isinstance(answer, list) else answer)


php = Program(["php", "-d", "include_path=/usr/share/php", "-r", PHP])
node = Program(["node", "-e", NODE])
perl = Program(["perl", "-e", PERL])


def php_hash(digest, *parts):
    return php("hash", digest, b"".join(parts))


def php_hmac(digest, key, message):
    return php("hmac", digest, message, key)


def php_pbkdf2(digest, password, salt, iterations, length):
    return php("pbkdf2", digest, password, salt, iterations, length)


def php_iterate(digest, first, tail, times):
    """A digest of first, then so many times of the last one and tail."""
    return php("iterate", digest, first, tail, times)


def php_crypt(password, setting):
    return php("crypt", password, setting.encode()).decode()


def node_scrypt(password, salt, n, r, p, length):
    return node("scrypt", password, salt, n, r, p, length)


def perl_crypt(password, setting):
    return perl("crypt", password, setting.encode()).decode()
