/*-------------------------------------------------------------------------
 *
 * examples.h
 *	  Verifiers that several tests use, and short ways to try one.
 *
 * The verifiers were made with libargon2 (python3-argon2's hash_secret),
 * python3-bcrypt and Python's hashlib, salt "0123456789abcdef".
 *
 * test/unit/examples.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef EXAMPLES_H
#define EXAMPLES_H

#include "hash/hash.h"

#define EXAMPLE_PASSWORD	"correct horse"
#define EXAMPLE_SALT		"0123456789abcdef"

#define SALT				"$MDEyMzQ1Njc4OWFiY2RlZg"
#define ID_8_1				"$argon2id$v=19$m=8,t=1,p=1" SALT
#define DIGEST_ID_8_1		"$M7jw0GQI4Kfcxf+xPldfNRYttP89scc9XVAYAcaZ0U0"

#define EXAMPLE_ID			ID_8_1 DIGEST_ID_8_1
#define EXAMPLE_ID_PADDED \
	"$argon2id$v=19$m=8,t=1,p=1" SALT "==" DIGEST_ID_8_1 "="
#define EXAMPLE_I \
	"$argon2i$v=19$m=8,t=3,p=1" SALT \
	"$qxMX/x/65lyLUoFZJcBB2qz+mwuFsCTptuyNpMmn6wA"
#define EXAMPLE_ID_64_1 \
	"$argon2id$v=19$m=64,t=1,p=1" SALT \
	"$MjZP1+1U9JUbDWvDvtLyEsZiNXOKEUxfi6O2oe46uxA"
#define EXAMPLE_ID_65536_2 \
	"$argon2id$v=19$m=65536,t=2,p=1" SALT \
	"$XlIARiBE0nDF7PsfubnEl7+kj2YcIpRpFBydLDuxDgI"

#define BCRYPT_SALT			"KBCwKxOzLha2MUDgW0PjXe"
#define BCRYPT_DIGEST		"xGfB5dmDvvvgEVjeeXiTo87i0yXWYau"
#define EXAMPLE_2A			"$2a$04$" BCRYPT_SALT BCRYPT_DIGEST
#define EXAMPLE_2B			"$2b$04$" BCRYPT_SALT BCRYPT_DIGEST
#define EXAMPLE_2Y			"$2y$04$" BCRYPT_SALT BCRYPT_DIGEST

/* The salt as a number to the base 62. */
#define DJANGO_SALT			"Bc6HFoS3tg5xFkgTlNd1CO"
#define DJANGO_KEY			"cADxLjTruBaDwGFpgIIdwfzdrm3C3UMw3YoC1ujPzx4="
#define DJANGO_KEY_SHA1		"OCjtTA/OAqjtVuUBbJAc+Sl9ls0="
#define EXAMPLE_DJANGO \
	"pbkdf2_sha256$1000$" DJANGO_SALT "$" DJANGO_KEY
#define EXAMPLE_DJANGO_SHA1 \
	"pbkdf2_sha1$1000$" DJANGO_SALT "$" DJANGO_KEY_SHA1
#define EXAMPLE_DJANGO_ARGON2	"argon2" EXAMPLE_ID
#define EXAMPLE_DJANGO_BCRYPT	"bcrypt$" EXAMPLE_2B
#define EXAMPLE_DJANGO_BCRYPT_SHA256 \
	"bcrypt_sha256$$2b$04$" BCRYPT_SALT "ws96PLnmDW7s6Vw3XEEzbD0YsNn92du"

/* Version 0, and version 1 with SHA-256 and SHA-512, 1000 iterations. */
#define EXAMPLE_ASPNET_V0 \
	"ADAxMjM0NTY3ODlhYmNkZWZpR8Ta/HlDvOBtvSPHj0Bo2ldRBBVbql48o3lpvfsbjQ=="
#define EXAMPLE_ASPNET_SHA256 \
	"AQAAAAEAAAPoAAAAEDAxMjM0NTY3ODlhYmNkZWZwGDwPYO6eBEH2TvqzNOF/l6F/IHP33" \
	"VrLo9PxKvCTgw=="
#define EXAMPLE_ASPNET \
	"AQAAAAIAAAPoAAAAEDAxMjM0NTY3ODlhYmNkZWY4zQUCgioJUrWxa3EOJ99WUF6O0tr6S" \
	"zhM/vUmJ5zC5A=="

/* Both of one iteration. */
#define CHEAP_DJANGO \
	"pbkdf2_sha256$1$" DJANGO_SALT \
	"$fnEuvZ7DgeMXbU8xmFtRefVX9Uai9Y2jE537m0Ftkmk="
#define CHEAP_ASPNET \
	"AQAAAAIAAAABAAAAEDAxMjM0NTY3ODlhYmNkZWY9oLBWKy7NvL7IXF/6cpHRSSD76Bzti" \
	"tzyEXvsf5ogJA=="

/* The limits that a server has by default. */
extern const UsHashLimits example_limits;

extern const char *result_name(UsHashResult result);

/*
 * A verifier of a NUL-terminated text.  Declared and strict, so that no other
 * scheme reads it, unless declared is NULL.
 */
extern UsVerifier declared_verifier(const char *declared, const char *text);

/*
 * Verifies a copy of the bytes without a NUL behind, so that a sanitizer sees
 * a read beyond them.
 */
extern UsHashResult try_bytes(const char *verifier, size_t verifier_len,
							  const char *password, size_t password_len,
							  const UsHashLimits *limits, UsHashInfo *info);

/* The same for NUL-terminated texts within the example limits. */
extern UsHashResult try_text(const char *verifier, const char *password,
							 UsHashInfo *info);

/* The same for a text of a declared scheme, NULL: undeclared. */
extern UsHashResult try_declared(const char *declared, const char *verifier,
								 const char *password, UsHashInfo *info);

/* Does it name this work, and no other?  US_PRIMITIVE_NONE: none at all. */
extern bool is_work(const UsHashInfo *info, UsHashPrimitive primitive,
					uint32_t shape, uint64_t amount);

/*
 * One test: is a verifier refused, by inspecting and verifying alike, with
 * that detail?  declared NULL: undeclared.
 */
extern bool refuses(const char *declared, const char *verifier,
					UsHashResult expected, const char *detail);

/* One test: does a password match, and the same behind an "x" not? */
extern bool matches(const char *declared, const char *verifier,
					const char *password, const char *what);

#endif							/* EXAMPLES_H */
