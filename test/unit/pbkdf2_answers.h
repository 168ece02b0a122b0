/*-------------------------------------------------------------------------
 *
 * pbkdf2_answers.h
 *	  Known answers of the schemes built on PBKDF2, and of FSHP.
 *
 * The answers are of the password "päss wörd" and the salt F0 F1 ... FF:
 *
 *	passlib, dlitz, cta, Atlassian, GRUB, FSHP:
 *		python3 -c "from passlib.hash import pbkdf2_sha256 as h;
 *		print(h.using(rounds=3, salt=bytes(range(0xF0, 0x100))).hash('...'))"
 *	PHC, MediaWiki, Symfony:
 *		php -r "echo base64_encode(hash_pbkdf2('md4', '...',
 *		hex2bin('f0f1...'), 3, 64, true));"
 *	Spring, Keycloak:
 *		node -p "crypto.pbkdf2Sync('...', Buffer.from('f0f1...', 'hex'), 3,
 *		64, 'sha256').toString('base64')"
 *	colons: the same by Python's hashlib.pbkdf2_hmac; Keycloak's argon2 by
 *		python3-argon2's low_level.hash_secret_raw
 *	SCRAM: SELECT rolpassword FROM pg_authid of PostgreSQL 15 after
 *		CREATE ROLE a PASSWORD '...'
 *
 * test/unit/pbkdf2_answers.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef PBKDF2_ANSWERS_H
#define PBKDF2_ANSWERS_H

#include "hash/digest.h"

#define PASSWORD		"p\xc3\xa4ss w\xc3\xb6rd"

#define SALT			"8PHy8/T19vf4+fr7/P3+/w"
#define SALT_DOT		"8PHy8/T19vf4.fr7/P3./w"
#define SALT_HEX		"f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
#define KEY_SHA1		"l3EOu9sOVAT4rv2Vhoe54WWamYk"
#define KEY_SHA256		"Ts5oSimUUCGhMbnWP6lqJZj14Mhl+2utjnG1u8KKCnE"
#define KEY_SHA512 \
	"DFT2jrMK0AigbFDtcVzV0IfZCFjN2hTRmMkKxdoATSpQhowBcPr6Py+xaoDbPfLMUAcLM" \
	"jomyPx0wESgcWLZVQ"
#define KEY_V55 \
	"08525595adba909ad77b9004a11beaed585ad6eeb2e6ef7281ecff442a97bf9c"
#define KEY_V58 \
	"482fbe134f5f303de064f483d024f77fabe7aca1363dbcc85be4b24662a8f5bb"

#define KEYCLOAK_SECRET \
	"{\"value\":\"Ts5oSimUUCGhMbnWP6lqJZj14Mhl+2utjnG1u8KKCnG3I4H+0sWJmYzroj" \
	"rclqDJxqh6tBRIKiGq8a7oV2G5Hw==\",\"salt\":\"" SALT "==\"," \
	"\"additionalParameters\":{}}"
#define KEYCLOAK_DATA \
	"{\"hashIterations\":3,\"algorithm\":\"pbkdf2-sha256\"," \
	"\"additionalParameters\":{}}"
#define KEYCLOAK \
	"{\"secretData\":" KEYCLOAK_SECRET ",\"credentialData\":" KEYCLOAK_DATA "}"

/* As Keycloak's tables have it, and escaped as few would. */
#define KEYCLOAK_STRINGS \
	"{\"type\":\"password\",\"secretData\":\"{\\\"value\\\":\\\"" KEY_SHA512 \
	"==\\\",\\\"salt\\\":\\\"" SALT "==\\\"}\",\"credentialData\":" \
	"\"{\\\"hashIterations\\\":3,\\\"algorithm\\\":\\\"pbkdf2-sha512\\\"}\"}"
#define KEYCLOAK_ESCAPED \
	"{\"credentialData\":{\"hashIterations\":3,\"algorithm\":" \
	"\"pbkdf2-sha512\"},\"secretData\":{\"value\":\"\\u0044FT2jrMK0AigbFDt" \
	"cVzV0IfZCFjN2hTRmMkKxdoATSpQhowBcPr6Py+xaoDbPfLMUAcLMjomyPx0wESgcWLZV" \
	"Q==\",\"salt\":\"8PHy8\\/T19vf4+fr7\\/P3+\\/w==\"}}"
#define KEYCLOAK_ARGON2_OF(type, bytes) \
	"{\"secretData\":\"{\\\"value\\\": \\\"WObN5oAa+JjZvC15VZIqFzqPj8egWao9Ug" \
	"tmph9A/j0=\\\", \\\"salt\\\": \\\"" SALT "==\\\"}\",\"credentialData\":" \
	"{\"hashIterations\":5,\"algorithm\":\"argon2\",\"additionalParameters\":" \
	"{\"hashLength\":[\"" bytes "\"],\"memory\":[ \"8\" ],\"type\":" type "," \
	"\"version\":[\"1.3\"],\"parallelism\":[\"1\"]}}}"
#define KEYCLOAK_ARGON2	KEYCLOAK_ARGON2_OF("[\"id\"]", "32")

#define SCRAM_SALT		"SCRAM-SHA-256$4096:xIxiE00cpjE+TkZKgWBmRQ==$"
#define SCRAM_STORED	"zyNSo8cfV+9PuhGFRsPtxfanMTWS2WIwEUStuqZaTyI="
#define SCRAM_SERVER	"7Uzd5PQkuq9vI3uFm4kDEAdVAUVQgfn6N1yMxiyxt+w="

#define DECLARE(name, parameters)	"{\"scheme\":\"" name "\"," parameters "}"

/* Of each scheme, and what it costs. */
static const struct
{
	const char *scheme;
	const char *declared;		/* NULL: it is recognised */
	const char *verifier;
	UsDigest	digest;
	uint64_t	amount;
	bool		never_wrapped;
}			answers[] =
{
	{"passlib-pbkdf2", NULL,
		"$pbkdf2$3$" SALT_DOT "$" KEY_SHA1,
	US_SHA1, 3, false},
	{"passlib-pbkdf2", NULL,
		"$pbkdf2-sha256$3$" SALT_DOT "$Ts5oSimUUCGhMbnWP6lqJZj14Mhl.2utjnG1u"
		"8KKCnE",
	US_SHA256, 3, false},
	{"passlib-pbkdf2", NULL,
		"$pbkdf2-sha512$3$" SALT "==$" KEY_SHA512 "==",
	US_SHA512, 3, false},
	{"passlib-pbkdf2", NULL,
		"$pbkdf2-sha512$3$$VKfc5hRoBbTLjVLzMijJnkZcyBan21eZ7/04cpZPRXZYGl6Yy"
		"ITlByOLWGoW01puELhuFzFxvz9GIY8lnbrWqQ",
	US_SHA512, 3, false},
	{"passlib-pbkdf2", NULL,
		"$pbkdf2-sha384$3$" SALT "==$NINNa/FbpkOeyA/22hTSaiazGNPcvZ2cA2pDUmE"
		"9S8MKN+qXw2lPUFT3Vn8Bu71Z",
	US_SHA384, 3, false},
	{"pbkdf2-phc", NULL,
		"$pbkdf2-sha256$i=3$" SALT "$" KEY_SHA256,
	US_SHA256, 3, false},
	{"pbkdf2-phc", NULL,
		"$pbkdf2-sha512$i=3,l=16$" SALT "$DFT2jrMK0AigbFDtcVzV0A",
	US_SHA512, 3, false},
	{"pbkdf2-phc", NULL,
		"$pbkdf2-sha224$i=3,l=28$" SALT "$CiKp9nEvjRVdqo2fdmqUONPf3V/vIr7rP8"
		"RvVg",
	US_SHA224, 3, false},
	{"dlitz-pbkdf2", NULL,
		"$p5k2$3$./aZ09$YwaUBDctRWNPTt7yneZWZnCrTrWaNgqe",
	US_SHA1, 6, false},
	{"dlitz-pbkdf2", NULL,
		"$p5k2$$salt$ndmVswVAUNsIgVdFqTNDr.G.4TZp92PD",
	US_SHA1, 800, false},
	{"dlitz-pbkdf2", NULL,
		"$p5k2$fff$$dBi0E8Hv.FHuEfH2uhB6oCQtcTFoy9OL",
	US_SHA1, 8190, false},
	{"cta-pbkdf2", NULL,
		"$p5k2$3$8PHy8_T19vf4-fr7_P3-_w==$" KEY_SHA1 "=",
	US_SHA1, 3, false},
	{"cta-pbkdf2", NULL,
		"$p5k2$1f$$zO2v2AdeDs4-dp8DhvSq8gVPots=",
	US_SHA1, 31, false},
	{"atlassian", NULL,
		"{PKCS5S2}8PHy8/T19vf4+fr7/P3+/+UfopxAYK5FuXa5e/to8c906I8rEH6Q6vL4XS"
		"zAVHo9",
	US_SHA1, 20000, false},
	{"grub", NULL,
		"grub.pbkdf2.sha512.3.F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF.0C54F68EB30AD"
		"008A06C50ED715CD5D087D90858CDDA14D198C90AC5DA004D2A50868C0170FAFA3F"
		"2FB16A80DB3DF2CC50070B323A26C8FC74C044A07162D955",
	US_SHA512, 3, false},
	{"mediawiki-pbkdf2", NULL,
		":pbkdf2:sha512:3:64:" SALT "==:" KEY_SHA512 "==",
	US_SHA512, 3, false},
	{"mediawiki-pbkdf2", NULL,
		":pbkdf2:sha256:3:32:" SALT "==:" KEY_SHA256 "=",
	US_SHA256, 3, false},
	{"fshp", NULL,
		"{FSHP0|16|3}8PHy8/T19vf4+fr7/P3+/zbeN4Qqo0Dn+y36kpuK4WwYvOWh",
	US_SHA1, 3, false},
	{"fshp", NULL,
		"{FSHP1|16|3}8PHy8/T19vf4+fr7/P3+/9XoblLhEDdxeAXcIrtjdD4kmRlKKWJqDT7"
		"UnnDEKxQ1",
	US_SHA256, 3, false},
	{"fshp", NULL,
		"{FSHP2|16|3}8PHy8/T19vf4+fr7/P3+/61JNOUau/+x1Jq4xVZM/hT6jquuHhDiQXq"
		"oDXiyq7aswGtu9LA5DxzTiWFPWlh4Bw==",
	US_SHA384, 3, false},
	{"fshp", NULL,
		"{FSHP3|16|3}8PHy8/T19vf4+fr7/P3+/1mXrKC/8WUiOqnStweV5nmeNBhSGdShA8g"
		"MCYtq+ek+LmU3Gh/1A5gZH8bxNKmHkwnzbxs/tLgzjBEbuumUP3o=",
	US_SHA512, 3, false},
	{"fshp", NULL,
		"{FSHP1|0|1}nZeOKZw+IphR1Bgwa5CX4YW3jBofBqPGXszHb5xN75k=",
	US_SHA256, 1, false},
	{"pbkdf2-colon", NULL,
		"md5:3:" SALT "==:n8JGAyPauS7u1/iiVKM8bEFbsHDXpNyX+Nn38PXMt7E=",
	US_MD5, 6, false},
	{"pbkdf2-colon", NULL,
		"sha1:3:" SALT ":" KEY_SHA1,
	US_SHA1, 3, false},
	{"pbkdf2-colon", NULL,
		"sha256:3:" SALT "==:" KEY_SHA256 "=",
	US_SHA256, 3, false},
	{"pbkdf2-colon", NULL,
		"sha512:3:" SALT "==:DFT2jrMK0AigbFDtcVzV0IfZCFjN2hTR",
	US_SHA512, 3, false},
	{"pbkdf2-colon", NULL,
		"sha1:3:18:" SALT "==:l3EOu9sOVAT4rv2Vhoe54WWa",
	US_SHA1, 3, false},
	{"pbkdf2-colon", "pbkdf2-colon",
		"3:" SALT "==:l3EOu9sOVAT4rv2Vhoe54WWamYnhBxhv",
	US_SHA1, 6, false},
	{"pbkdf2-colon", DECLARE("pbkdf2-colon", "\"digest\":\"sha256\""),
		"3:" SALT "==:Ts5oSimUUCGhMbnWP6lqJZj14Mhl+2ut",
	US_SHA256, 3, false},
	{"pbkdf2-colon", DECLARE("pbkdf2-colon", "\"encoding\":\"hex\""),
		"3:" SALT_HEX ":97710ebbdb0e5404f8aefd958687b9e1659a9989e107186f",
	US_SHA1, 6, false},
	{"spring-pbkdf2-v55", NULL,
		"{pbkdf2}f0f1f2f3f4f5f6f7" KEY_V55,
	US_SHA1, 370000, false},
	{"spring-pbkdf2-v55",
		DECLARE("spring-pbkdf2-v55", "\"secret\":\"pepper\""),
		"{pbkdf2}f0f1f2f3f4f5f6f76adfddf2015e9447b94d6c5e4c794bf286a2b427225"
		"afe8c24048970d3aeb28e",
	US_SHA1, 370000, true},
	{"spring-pbkdf2-v58", NULL,
		"{pbkdf2@SpringSecurity_v5_8}" SALT_HEX KEY_V58,
	US_SHA256, 310000, false},
	{"spring-pbkdf2", "spring-pbkdf2",
		"f0f1f2f3f4f5f6f7" KEY_V55,
	US_SHA1, 370000, false},
	{"spring-pbkdf2", "spring-pbkdf2",
		SALT_HEX KEY_V58,
	US_SHA256, 310000, false},
	{"spring-pbkdf2",
		DECLARE("spring-pbkdf2",
				"\"iterations\":3,\"digest\":\"sha512\",\"salt_bytes\":12,\""
				"encoding\":\"base64\""),
		"8PHy8/T19vf4+fr7Bdt1AoVU3WAO8U29AtGctDw+Z/Ifr0hlLODqcAcj87JWvx+8bcP"
		"LS6q60GZ80SodsHtAYwJNXv1oT02aK7YutQ==",
	US_SHA512, 3, false},
	{"spring-pbkdf2",
		DECLARE("spring-pbkdf2",
				"\"iterations\":3,\"digest\":\"sha256\",\"secret\":\"pepper"
				"\""),
		"f0f1f2f3f4f5f6f79202104c20336502fb3dc53a763b67ac2731f7135bad9c966e7"
		"5b6a9d659a6d5",
	US_SHA256, 3, true},
	{"keycloak", NULL,
		KEYCLOAK,
	US_SHA256, 6, false},
	{"keycloak", NULL,
		KEYCLOAK_STRINGS,
	US_SHA512, 3, false},
	{"keycloak", NULL,
		KEYCLOAK_ESCAPED,
	US_SHA512, 3, true},
	{"symfony-pbkdf2", DECLARE("symfony-pbkdf2", "\"salt\":\"sel\""),
		"Op5qjQapsFR//1lj//WzefPyvsPkLr5UKI0s9nKdHxmK75n7i0P5Nw==",
	US_SHA512, 1000, false},
	{"symfony-pbkdf2",
		DECLARE("symfony-pbkdf2",
				"\"salt\":\"sel\",\"digest\":\"sha256\",\"iterations\":2,\"l"
				"ength\":40,\"encoding\":\"hex\""),
		"41d40ae0a51835fdc20454e1e1858db103227bf8d8afd17b6bb1d7c563be0d23f8f"
		"fca01bb6bbf9c",
	US_SHA256, 4, false},
	{"pg-scram-sha-256", NULL,
		SCRAM_SALT SCRAM_STORED ":" SCRAM_SERVER,
	US_SHA256, 4096, false},
};

#endif							/* PBKDF2_ANSWERS_H */
