/*-------------------------------------------------------------------------
 *
 * examples.h
 *	  Verifiers that several tests use, and short ways to try one.
 *
 * The verifiers were made with libargon2 (python3-argon2's hash_secret), salt
 * "0123456789abcdef".
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

/* DESIGN.md's limits: 256 MiB, and 1 GiB of memory times passes. */
extern const UsHashLimits example_limits;

extern const char *result_name(UsHashResult result);

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

#endif							/* EXAMPLES_H */
