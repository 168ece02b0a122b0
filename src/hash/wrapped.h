/*-------------------------------------------------------------------------
 *
 * wrapped.h
 *	  Wrapped verifiers: argon2id over the digest of a weaker scheme.
 *
 *	 $us-wrap$v=1,s=<scheme>,p=<frame>$argon2id$v=19$m=...,t=...,p=1$salt$hash
 *
 * The frame is unpadded base64 of what is needed to compute the digest of a
 * password again: the verifier as it was with its digest blanked, and behind a
 * NUL each, if there are any, the declaration, the salt of a column of its own
 * and the user's name.
 *
 * argon2id's input is "userstore\0wrap\0v1\0", then scheme and frame, each
 * behind its length (32 bits, big-endian), then the raw digest; of crypt(3)
 * the characters of its checksum.  No text of SQL holds a NUL, so no password
 * that somebody types is that input: strip the tag, and the rest matches
 * nothing.  The domain is that of DESIGN.md; what it does not stop is testing
 * a stolen unsalted digest instead of a password.
 *
 * src/hash/wrapped.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_WRAPPED_H
#define US_WRAPPED_H

#include "scheme.h"

#define US_WRAPPED_SCHEME	"us-wrap"

/* Is it one? */
extern bool us_wrapped_recognise(UsSpan text);

/* Parses and bounds one, and the scheme within it; fills info. */
extern UsHashResult us_wrapped_inspect(const UsVerifier *verifier,
									   const UsHashLimits *limits,
									   UsHashInfo *info);

/* Compares a password with one. */
extern UsHashResult us_wrapped_verify(const UsVerifier *verifier,
									  UsSpan password,
									  const UsHashLimits *limits,
									  UsHashInfo *info);

/*
 * Does the scheme within tell every password of that length from all others?
 */
extern bool us_wrapped_consumes(const UsVerifier *verifier,
								size_t password_len,
								const UsHashLimits *limits);

/* Bytes, without NUL, that it would have wrapped; 0 if it can't be. */
extern size_t us_wrapped_length(const UsVerifier *verifier,
								const UsHashJob *job, const char *scheme,
								const UsHashCost *cost);

/*
 * Wraps a verifier that was read into a job which can be.  Into out, which has
 * US_HASH_WRAPPED_MAX bytes.  US_HASH_UNSUPPORTED if it would be longer; else
 * as us_argon2_make.
 */
extern UsHashResult us_wrapped_make(const UsVerifier *verifier,
									const UsHashJob *job, const char *scheme,
									const UsHashCost *cost,
									const unsigned char *salt, char *out);

#endif							/* US_WRAPPED_H */
