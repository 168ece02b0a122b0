/* Proves what the schemes built on PBKDF2, and FSHP, refuse, and why. */
#include <string.h>

#include "hash/hash.h"
#include "pbkdf2_answers.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

static const struct
{
	const char *scheme;
	const char *text;
	const char *says;			/* a part of the detail */
}			malformed[] =
{
	{"passlib-pbkdf2",
		"$pbkdf2$01212$THDqatpidANpadlLeTeOEg$" KEY_SHA1,
	"leading zeros"},
	{"passlib-pbkdf2", "$pbkdf2$4294967296$$" KEY_SHA1, "32 bits"},
	{"passlib-pbkdf2", "$pbkdf2$0$$" KEY_SHA1, "are 0"},
	{"passlib-pbkdf2", "$pbkdf2$1$$" KEY_SHA1 "A", "whole digest"},
	{"passlib-pbkdf2", "$pbkdf2-sha256$1$$" KEY_SHA1, "whole digest"},
	{"passlib-pbkdf2", "$pbkdf2$1$.+..$" KEY_SHA1, "whole digest"},
	{"passlib-pbkdf2", "$pbkdf2$1$" KEY_SHA1, "whole digest"},
	{"pbkdf2-phc",
		"$pbkdf2-sha256$l=32,i=3$" SALT "$" KEY_SHA256,
	"\"$pbkdf2-<digest>$i=N$\""},
	{"pbkdf2-phc", "$pbkdf2-sha256$i=3,$" SALT "$" KEY_SHA256, "\"i=N,l=L\""},
	{"pbkdf2-phc",
		"$pbkdf2-sha256$i=3,l=32,x=1$" SALT "$" KEY_SHA256,
	"\"i=N,l=L\""},
	{"pbkdf2-phc",
		"$pbkdf2-sha256$i=3,l=0$" SALT "$" KEY_SHA256,
	"\"i=N,l=L\""},
	{"pbkdf2-phc",
		"$pbkdf2-sha256$i=3,l=31$" SALT "$" KEY_SHA256,
	"length that it names"},
	{"pbkdf2-phc", "$pbkdf2-sha256$i=3$" SALT "==$" KEY_SHA256, "unpadded"},
	{"pbkdf2-phc", "$pbkdf2-sha256$i=3$$" KEY_SHA256, "unpadded"},
	{"pbkdf2-phc", "$pbkdf2-sha256$i=3$" SALT "$AAAA", "unpadded"},
	{"pbkdf2-phc", "$pbkdf2-sha256$i=0$" SALT "$" KEY_SHA256, "are 0"},
	{"dlitz-pbkdf2", "$p5k2$190$salt$ndmVswVAUNsIgVdFqTNDr.G.4TZp92PD", "400"},
	{"dlitz-pbkdf2",
		"$p5k2$03$salt$ndmVswVAUNsIgVdFqTNDr.G.4TZp92PD",
	"lower-case"},
	{"dlitz-pbkdf2",
		"$p5k2$A$salt$ndmVswVAUNsIgVdFqTNDr.G.4TZp92PD",
	"lower-case"},
	{"dlitz-pbkdf2",
		"$p5k2$100000000$$ndmVswVAUNsIgVdFqTNDr.G.4TZp92PD",
	"32 bits"},
	{"dlitz-pbkdf2",
		"$p5k2$$sa-t$ndmVswVAUNsIgVdFqTNDr.G.4TZp92PD",
	"The salt"},
	{"dlitz-pbkdf2",
		"$p5k2$$salt$ndmVswVAUNsIgVdFqTNDr.G.4TZp92P",
	"24 bytes"},
	{"cta-pbkdf2",
		"$p5k2$$8PHy8_T19vf4-fr7_P3-_w==$" KEY_SHA1 "=",
	"lower-case"},
	{"cta-pbkdf2", "$p5k2$3$8PHy8_T19vf4-fr7_P3-_w$" KEY_SHA1 "=", "The salt"},
	{"cta-pbkdf2",
		"$p5k2$3$8PHy8/T19vf4-fr7_P3-_w==$" KEY_SHA1 "=",
	"The salt"},
	{"cta-pbkdf2", "$p5k2$3$$" KEY_SHA256 "=", "20 bytes"},
	{"atlassian", "{PKCS5S2}8PHy8/T19vf4+fr7/P3+/w==", "48 bytes"},
	{"grub", "grub.pbkdf2.sha512.3.F0F", "iterations, salt"},
	{"grub", "grub.pbkdf2.sha512.3.F0F." SALT_HEX, "hexadecimal"},
	{"grub", "grub.pbkdf2.sha512.x.F0." SALT_HEX, "32 bits"},
	{"grub", "grub.pbkdf2.sha512.3.F0.F0F1F2", "hexadecimal"},
	{"mediawiki-pbkdf2",
		":pbkdf2:sha256:3:64:" SALT "==:" KEY_SHA256 "=",
	"length that it names"},
	{"mediawiki-pbkdf2",
		":pbkdf2:sha256:3:32:" SALT ":" KEY_SHA256 "=",
	"padded"},
	{"mediawiki-pbkdf2", ":pbkdf2:sha256:3:32:" SALT "==", "length, salt"},
	{"mediawiki-pbkdf2",
		":pbkdf2:sha256::32:" SALT "==:" KEY_SHA256 "=",
	"32 bits"},
	{"fshp", "{FSHP0|0|1}qUqP5cyxm6YcTAhz05Hph5gvu9M", "padded"},
	{"fshp", "{FSHP1|0|1}qUqP5cyxm6YcTAhz05Hph5gvu9M=", "padded"},
	{"fshp", "{FSHP0|1|1}qUqP5cyxm6YcTAhz05Hph5gvu9M=", "padded"},
	{"fshp", "{FSHP0|0|0}qUqP5cyxm6YcTAhz05Hph5gvu9M=", "numbers"},
	{"fshp", "{FSHP0|0}qUqP5cyxm6YcTAhz05Hph5gvu9M=", "numbers"},
	{"fshp", "{FSHP0|0|1", "braces"},
	{"pbkdf2-colon", "1000:" SALT, "between colons"},
	{"pbkdf2-colon", "sha1:18:" SALT "==", "between colons"},
	{"pbkdf2-colon", "sha3:1000:" SALT ":" KEY_SHA1, "no digest"},
	{"pbkdf2-colon", "sha1:0:" SALT ":" KEY_SHA1, "are 0"},
	{"pbkdf2-colon", "sha1:010:" SALT ":" KEY_SHA1, "leading zeros"},
	{"pbkdf2-colon", "sha1:3:18:" SALT ":" KEY_SHA1, "before the salt"},
	{"pbkdf2-colon", "sha1:3:" SALT ":AAAA", "16 to 128"},
	{"spring-pbkdf2-v55", "{pbkdf2}f0f1f2f3f4f5f6f7", "40 or"},
	{"spring-pbkdf2-v55", "{pbkdf2}x0f1f2f3f4f5f6f7" KEY_V55, "hexadecimal"},
	{"spring-pbkdf2-v58", "{pbkdf2@SpringSecurity_v5_8}" KEY_V58, "48 bytes"},
	{"spring-pbkdf2", "f0f1f2f3f4f5f6f7" SALT_HEX, "16 to 128"},
	{"keycloak", "{}", "secretData"},
	{"keycloak",
		"{\"secretData\":{},\"credentialData\":\"\"}",
	"each an object"},
	{"keycloak", "{\"secretData\":{},\"credentialData\":{}}", "lacks a value"},
	{"keycloak",
		"{\"secretData\":" KEYCLOAK_SECRET ",\"credentialData\":{\"hashItera"
		"tions\":\"3\",\"algorithm\":\"pbkdf2\"}}",
	"number of iterations"},
	{"keycloak",
		"{\"secretData\":" KEYCLOAK_SECRET ",\"credentialData\":{\"hashItera"
		"tions\":0,\"algorithm\":\"pbkdf2\"}}",
	"are 0"},
	{"keycloak",
		KEYCLOAK_ARGON2_OF("[\"id\"]", "31"),
	"length that they name"},
	{"keycloak", KEYCLOAK_ARGON2_OF("[\"id\",\"i\"]", "32"), "not argon2's"},
	{"keycloak", KEYCLOAK_ARGON2_OF("\"id\"", "32"), "not argon2's"},
	{"keycloak", KEYCLOAK_ARGON2_OF("[]", "32"), "not argon2's"},
	{DECLARE("symfony-pbkdf2", "\"salt\":\"\""), "AAAA", "declared length"},
	{DECLARE("symfony-pbkdf2", "\"salt\":\"\",\"length\":20"),
		KEY_SHA1,
	"padded"},
	{"pg-scram-sha-256",
		"SCRAM-SHA-256$x:" SALT "==$" SCRAM_STORED ":" SCRAM_SERVER,
	"a number"},
	{"pg-scram-sha-256",
		"SCRAM-SHA-256$3:" SALT "$" SCRAM_STORED ":" SCRAM_SERVER,
	"The salt"},
	{"pg-scram-sha-256", SCRAM_SALT SCRAM_STORED, "The keys"},
	{"pg-scram-sha-256", SCRAM_SALT SCRAM_STORED ":", "The keys"},
	{"pg-scram-sha-256",
		"SCRAM-SHA-256$0:" SALT "==$" SCRAM_STORED ":" SCRAM_SERVER,
	"are 0"},
};

static const struct
{
	const char *declared;		/* NULL: recognised */
	const char *text;
	UsHashResult result;
	const char *says;
}			refused[] =
{
	{NULL,
		"$pbkdf2-sha256$400001$$" KEY_SHA256,
	US_HASH_OUT_OF_BOUNDS, "iterations exceed"},
	{NULL,
		"$pbkdf2-sha256$4294967295$$" KEY_SHA256,
	US_HASH_OUT_OF_BOUNDS, "iterations exceed"},
	{NULL, "$pbkdf2-sha257$1$$" KEY_SHA256, US_HASH_UNSUPPORTED, "digest"},
	{NULL,
		"$pbkdf2-sha256$i=400001$" SALT "$" KEY_SHA256,
	US_HASH_OUT_OF_BOUNDS, "iterations exceed"},
	{NULL,
		"$pbkdf2-sha257$i=1$" SALT "$" KEY_SHA256,
	US_HASH_UNSUPPORTED, "digest"},
	{NULL,
		"$p5k2$ffffffff$salt$ndmVswVAUNsIgVdFqTNDr.G.4TZp92PD",
	US_HASH_OUT_OF_BOUNDS, "iterations exceed"},
	{NULL,
		"grub.pbkdf2.sha512.400001.F0." SALT_HEX,
	US_HASH_OUT_OF_BOUNDS, "iterations exceed"},
	{NULL,
		":pbkdf2:sha256:400001:32:" SALT "==:" KEY_SHA256 "=",
	US_HASH_OUT_OF_BOUNDS, "iterations exceed"},
	{NULL,
		":pbkdf2:crc32:3:32:" SALT "==:" KEY_SHA256 "=",
	US_HASH_UNSUPPORTED, "digest"},
	{NULL,
		"{FSHP0|0|400001}qUqP5cyxm6YcTAhz05Hph5gvu9M=",
	US_HASH_OUT_OF_BOUNDS, "rounds exceed"},
	{NULL,
		"{FSHP4|0|1}qUqP5cyxm6YcTAhz05Hph5gvu9M=",
	US_HASH_UNSUPPORTED, "variants"},
	{NULL,
		"{FSHP0|257|1}qUqP5cyxm6YcTAhz05Hph5gvu9M=",
	US_HASH_OUT_OF_BOUNDS, "256 bytes"},
	{NULL,
		"sha1:400001:" SALT ":" KEY_SHA1,
	US_HASH_OUT_OF_BOUNDS, "iterations exceed"},
	{NULL,
		"$pbkdf2-sha512$i=200001$" SALT "$"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	US_HASH_OUT_OF_BOUNDS, "blocks"},
	{NULL, "3:" SALT ":" KEY_SHA1, US_HASH_UNSUPPORTED, "No scheme"},
	{NULL, "sha1:3:" SALT ":plain text", US_HASH_UNSUPPORTED, "No scheme"},
	{NULL,
		"{pbkdf2}1212$" SALT "$",
	US_HASH_MALFORMED, "passlib's PBKDF2"},
	{NULL,
		"SCRAM-SHA-256$400001:" SALT "==$" SCRAM_STORED ":" SCRAM_SERVER,
	US_HASH_OUT_OF_BOUNDS, "iterations exceed"},
	{NULL,
		"{\"secretData\":" KEYCLOAK_SECRET ",\"credentialData\":{\"hashItera"
		"tions\":400001,\"algorithm\":\"pbkdf2\"}}",
	US_HASH_OUT_OF_BOUNDS, "iterations exceed"},
	{NULL,
		"{\"secretData\":" KEYCLOAK_SECRET ",\"credentialData\":{\"hashItera"
		"tions\":1,\"algorithm\":\"bcrypt\"}}",
	US_HASH_UNSUPPORTED, "algorithm"},
	{NULL,
		KEYCLOAK_ARGON2_OF("[\"x\"]", "32"),
	US_HASH_UNSUPPORTED, "type or version"},
	{DECLARE("pbkdf2-colon", "\"digest\":\"sha5\""),
		"3:" SALT ":" KEY_SHA1,
	US_HASH_UNSUPPORTED, "\"digest\""},
	{DECLARE("pbkdf2-colon", "\"encoding\":\"hax\""),
		"3:" SALT ":" KEY_SHA1,
	US_HASH_UNSUPPORTED, "\"encoding\""},
	{DECLARE("pbkdf2-colon", "\"salt\":\"\""),
		"3:" SALT ":" KEY_SHA1,
	US_HASH_UNSUPPORTED, "\"encoding\""},
	{DECLARE("spring-pbkdf2-v55", "\"iterations\":3"),
		"{pbkdf2}f0f1f2f3f4f5f6f7" KEY_V55,
	US_HASH_UNSUPPORTED, "\"secret\""},
	{DECLARE("spring-pbkdf2-v55", "\"secret\":3"),
		"{pbkdf2}f0f1f2f3f4f5f6f7" KEY_V55,
	US_HASH_UNSUPPORTED, "no text"},
	{DECLARE("spring-pbkdf2", "\"salt_bytes\":257"),
		SALT_HEX KEY_V58,
	US_HASH_UNSUPPORTED, "256"},
	{DECLARE("spring-pbkdf2", "\"iterations\":0"),
		SALT_HEX KEY_V58,
	US_HASH_UNSUPPORTED, "from 1 on"},
	{DECLARE("spring-pbkdf2", "\"iterations\":400001"),
		SALT_HEX KEY_V58,
	US_HASH_OUT_OF_BOUNDS, "iterations exceed"},
	{DECLARE("spring-pbkdf2", "\"iteration\":3"),
		SALT_HEX KEY_V58,
	US_HASH_UNSUPPORTED, "parameters"},
	{"symfony-pbkdf2",
		KEY_SHA1 "=",
	US_HASH_UNSUPPORTED, "neither a column's nor declared"},
	{DECLARE("symfony-pbkdf2", "\"salt\":\"\",\"iterations\":-1"),
		KEY_SHA1 "=",
	US_HASH_UNSUPPORTED, "parameters"},
	{DECLARE("symfony-pbkdf2", "\"salt\":\"\",\"iterations\":0,\"length\":20"),
		KEY_SHA1 "=",
	US_HASH_UNSUPPORTED, "none"},
};

static const UsHashLimits limits = {
	.argon2_memory_kib = 65536,
	.argon2_work_kib = 1048576,
	.bcrypt_cost = 14,
	.pbkdf2_iterations = 400000,
	.scrypt_memory_kib = 65536,
	.scrypt_work_kib = 65536,
	.crypt_rounds = 10000,
	.digest_rounds = 1
};

/* One test: is a text refused so, by inspecting and verifying alike? */
static void
test_refusal(const char *declared, bool strict, const char *text,
			 UsHashResult expected, const char *says)
{
	UsVerifier	verifier = us_hash_verifier(text, strlen(text));
	const UsSpan password = {"x", 1};
	UsHashInfo	inspected;
	UsHashInfo	verified;
	UsHashResult result;

	if (declared != NULL)
	{
		verifier.declared.start = declared;
		verifier.declared.len = strlen(declared);
	}
	verifier.strict = strict;
	result = us_hash_inspect(&verifier, &limits, &inspected);
	if (ok(result == expected && inspected.detail != NULL &&
		   strstr(inspected.detail, says) != NULL &&
		   us_hash_verify(&verifier, password, &limits,
						  &verified) == expected &&
		   verified.detail == inspected.detail, "%s: %.60s", says, text))
		return;
	note("got %d: %s", (int) result,
		 inspected.detail != NULL ? inspected.detail : "no detail");
}

int
main(void)
{
	int			i;

	plan(COUNT(malformed) + COUNT(refused));
	if (us_hash_start(NULL) != 0)
		return 1;
	for (i = 0; i < COUNT(malformed); i++)
		test_refusal(malformed[i].scheme, true, malformed[i].text,
					 US_HASH_MALFORMED, malformed[i].says);
	for (i = 0; i < COUNT(refused); i++)
		test_refusal(refused[i].declared, false, refused[i].text,
					 refused[i].result, refused[i].says);
	return done();
}
