/*-------------------------------------------------------------------------
 *
 * seal.h
 *	  Sealed verifiers: XChaCha20-Poly1305, its text form, what it is bound to.
 *
 *	 $us-seal$v=1,k=<key id>,s=<scheme>$<base64 of nonce, ciphertext and tag>
 *
 * The base64 has no padding.  The associated data is "userstore-seal-v1", a
 * byte for the purpose, and then the store's uuid, the user_id, the key id and
 * the scheme, each behind its length in four bytes, the highest first.  So a
 * verifier opens in no other place than the one it was sealed for, and nobody
 * without the key can make one, or say that it is of another scheme.
 *
 * The key of the cipher is derived from the one in the key file, by
 * crypto_kdf_derive_from_key with id 1 and context "userstor".
 *
 * Plain C, so that a test can try every bit.  sodium_init() was called.
 *
 * src/seal.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_SEAL_H
#define US_SEAL_H

#include "hash/types.h"

#define US_SEAL_PREFIX			"$us-seal$"

#define US_SEAL_KEY_BYTES		32
#define US_SEAL_NONCE_BYTES		24
#define US_SEAL_TAG_BYTES		16
#define US_SEAL_STORE_BYTES		16		/* of a uuid */

/* The most bytes of each, without NUL. */
#define US_SEAL_ID_MAX			32		/* a key's id; a scheme's name too */
#define US_SEAL_USER_MAX		1024
#define US_SEAL_VERIFIER_MAX	4096
#define US_SEAL_BODY_MAX \
	(US_SEAL_NONCE_BYTES + US_SEAL_VERIFIER_MAX + US_SEAL_TAG_BYTES)
#define US_SEAL_TEXT_MAX \
	(sizeof(US_SEAL_PREFIX "v=1,k=,s=$") - 1 + 2 * US_SEAL_ID_MAX + \
	 (US_SEAL_BODY_MAX * 4 + 2) / 3)

/* What a verifier is kept for. */
typedef enum UsSealPurpose
{
	US_SEAL_CURRENT = 1,		/* in the store's relation */
	US_SEAL_HISTORY = 2,		/* in userstore.history */
	US_SEAL_CANARY = 3			/* no verifier: it shows that a key is right */
} UsSealPurpose;

/* What a verifier is bound to, besides key and scheme; borrowed. */
typedef struct UsSealPlace
{
	UsSealPurpose purpose;
	UsSpan		store;			/* the bytes of its uuid; a canary has none */
	UsSpan		user;			/* the user_id; likewise */
} UsSealPlace;

/* A sealed verifier, taken apart; the spans are borrowed from its text. */
typedef struct UsSealed
{
	UsSpan		key;			/* the key's id */
	UsSpan		scheme;			/* in clear; to be believed once it opened */
	size_t		verifier_len;
	unsigned char body[US_SEAL_BODY_MAX];	/* nonce, ciphertext, tag */
} UsSealed;

typedef enum UsSealResult
{
	US_SEAL_DONE,
	US_SEAL_MALFORMED,			/* no sealed verifier, or an id that none has */
	US_SEAL_TOO_LONG,			/* the verifier, the user_id, or for out */
	US_SEAL_WRONG				/* another key or place, or it was changed */
} UsSealResult;

/* Is this what a key's id looks like: a-z, 0-9, "_" and "-", up to 32? */
extern bool us_seal_is_id(UsSpan id);

/* The key of the cipher from the one in the key file. */
extern void us_seal_derive(const unsigned char master[US_SEAL_KEY_BYTES],
						   unsigned char key[US_SEAL_KEY_BYTES]);

/* Does a stored text say that it is sealed?  It may be broken all the same. */
extern bool us_seal_recognise(UsSpan text);

/*
 * Takes a sealed verifier apart: US_SEAL_DONE, US_SEAL_MALFORMED or
 * US_SEAL_TOO_LONG.  Strict: what is accepted has one spelling.
 */
extern UsSealResult us_seal_parse(UsSpan text, UsSealed *sealed);

/*
 * Opens one into out, which has sealed->verifier_len bytes and gets no NUL.
 * US_SEAL_DONE; else out is wiped.
 */
extern UsSealResult us_seal_open(const unsigned char key[US_SEAL_KEY_BYTES],
								 const UsSealed *sealed,
								 const UsSealPlace *place, char *out);

/* Bytes, without NUL, of a sealed verifier. */
extern size_t us_seal_length(size_t id_len, size_t scheme_len,
							 size_t verifier_len);

/*
 * Seals a verifier, NUL-terminated, into out, which has size bytes.  Never
 * twice the same.  US_SEAL_DONE, US_SEAL_MALFORMED or US_SEAL_TOO_LONG.
 */
extern UsSealResult us_seal_make(const unsigned char key[US_SEAL_KEY_BYTES],
								 UsSpan id, UsSpan scheme,
								 const UsSealPlace *place, UsSpan verifier,
								 char *out, size_t size);

#endif							/* US_SEAL_H */
