/*-------------------------------------------------------------------------
 *
 * seal.c
 *	  Sealed verifiers: XChaCha20-Poly1305, its text form, what it is bound to.
 *
 * src/seal.c
 *
 *-------------------------------------------------------------------------
 */
#include "seal.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "hash/encoding.h"
#include "hash/span.h"

#define LABEL		"userstore-seal-v1"
#define VERSION		"v=1,k="
#define SUBKEY		1

/* Characters of a key's id, and of a scheme's name. */
#define ID_CHARACTERS	"abcdefghijklmnopqrstuvwxyz0123456789_-"

/* All of the associated data: the label, the purpose, four fields. */
#define BOUND_MAX \
	(sizeof(LABEL) - 1 + 1 + 4 * 4 + US_SEAL_STORE_BYTES + US_SEAL_USER_MAX + \
	 2 * US_SEAL_ID_MAX)

_Static_assert(US_SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES &&
			   US_SEAL_KEY_BYTES == crypto_kdf_KEYBYTES &&
			   US_SEAL_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES &&
			   US_SEAL_TAG_BYTES == crypto_aead_xchacha20poly1305_ietf_ABYTES,
			   "the sizes are libsodium's");

/* Associated data while it is put together. */
typedef struct Bound
{
	unsigned char bytes[BOUND_MAX];
	size_t		len;
} Bound;

bool
us_seal_is_id(UsSpan id)
{
	return id.len > 0 && id.len <= US_SEAL_ID_MAX &&
		us_span_is_of(id, ID_CHARACTERS);
}

void
us_seal_derive(const unsigned char master[US_SEAL_KEY_BYTES],
			   unsigned char key[US_SEAL_KEY_BYTES])
{
	(void) crypto_kdf_derive_from_key(key, US_SEAL_KEY_BYTES, SUBKEY,
									  "userstor", master);
}

static void
bind_bytes(Bound *bound, const void *bytes, size_t len)
{
	if (len > 0)
		memcpy(bound->bytes + bound->len, bytes, len);
	bound->len += len;
}

/* A field behind its length, so that no two lists of fields are the same. */
static void
bind_field(Bound *bound, UsSpan field)
{
	const unsigned char length[4] = {
		(unsigned char) (field.len >> 24), (unsigned char) (field.len >> 16),
		(unsigned char) (field.len >> 8), (unsigned char) field.len
	};

	bind_bytes(bound, length, sizeof(length));
	bind_bytes(bound, field.start, field.len);
}

/* Puts the associated data together; false if a field is too long. */
static bool
bind_place(Bound *bound, const UsSealPlace *place, UsSpan id, UsSpan scheme)
{
	const unsigned char purpose = (unsigned char) place->purpose;

	if (place->store.len > US_SEAL_STORE_BYTES ||
		place->user.len > US_SEAL_USER_MAX)
		return false;
	bound->len = 0;
	bind_bytes(bound, LABEL, sizeof(LABEL) - 1);
	bind_bytes(bound, &purpose, 1);
	bind_field(bound, place->store);
	bind_field(bound, place->user);
	bind_field(bound, id);
	bind_field(bound, scheme);
	return true;
}

bool
us_seal_recognise(UsSpan text)
{
	return us_span_begins(text, US_SEAL_PREFIX);
}

UsSealResult
us_seal_parse(UsSpan text, UsSealed *sealed)
{
	size_t		len;

	if (text.len > US_SEAL_TEXT_MAX)
		return us_seal_recognise(text) ? US_SEAL_TOO_LONG : US_SEAL_MALFORMED;
	if (!us_span_skip(&text, US_SEAL_PREFIX VERSION) ||
		!us_span_cut(&text, ',', &sealed->key) ||
		!us_seal_is_id(sealed->key) ||
		!us_span_skip(&text, "s=") ||
		!us_span_cut(&text, '$', &sealed->scheme) ||
		!us_seal_is_id(sealed->scheme))
		return US_SEAL_MALFORMED;

	/* The decoder takes padding; there is none here. */
	if (memchr(text.start, '=', text.len) != NULL ||
		!us_base64_decode(text.start, text.len, sealed->body,
						  sizeof(sealed->body), &len) ||
		len <= US_SEAL_NONCE_BYTES + US_SEAL_TAG_BYTES)
		return US_SEAL_MALFORMED;
	sealed->verifier_len = len - US_SEAL_NONCE_BYTES - US_SEAL_TAG_BYTES;
	return US_SEAL_DONE;
}

UsSealResult
us_seal_open(const unsigned char key[US_SEAL_KEY_BYTES],
			 const UsSealed *sealed, const UsSealPlace *place, char *out)
{
	Bound		bound;

	if (!bind_place(&bound, place, sealed->key, sealed->scheme))
		return US_SEAL_TOO_LONG;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *) out,
												   NULL, NULL,
												   sealed->body + US_SEAL_NONCE_BYTES,
												   sealed->verifier_len + US_SEAL_TAG_BYTES,
												   bound.bytes, bound.len,
												   sealed->body, key) != 0)
	{
		sodium_memzero(out, sealed->verifier_len);
		return US_SEAL_WRONG;
	}
	return US_SEAL_DONE;
}

/* What stands before the base64, NUL-terminated. */
static size_t
write_head(UsSpan id, UsSpan scheme, char *out, size_t size)
{
	return (size_t) snprintf(out, size, US_SEAL_PREFIX VERSION "%.*s,s=%.*s$",
							 (int) id.len, id.start,
							 (int) scheme.len, scheme.start);
}

size_t
us_seal_length(size_t id_len, size_t scheme_len, size_t verifier_len)
{
	return sizeof(US_SEAL_PREFIX VERSION ",s=$") - 1 + id_len + scheme_len +
		((US_SEAL_NONCE_BYTES + verifier_len + US_SEAL_TAG_BYTES) * 4 + 2) / 3;
}

UsSealResult
us_seal_make(const unsigned char key[US_SEAL_KEY_BYTES], UsSpan id,
			 UsSpan scheme, const UsSealPlace *place, UsSpan verifier,
			 char *out, size_t size)
{
	unsigned char body[US_SEAL_BODY_MAX];
	Bound		bound;
	size_t		head;

	if (!us_seal_is_id(id) || !us_seal_is_id(scheme) || verifier.len == 0)
		return US_SEAL_MALFORMED;
	if (verifier.len > US_SEAL_VERIFIER_MAX ||
		size <= us_seal_length(id.len, scheme.len, verifier.len) ||
		!bind_place(&bound, place, id, scheme))
		return US_SEAL_TOO_LONG;
	randombytes_buf(body, US_SEAL_NONCE_BYTES);
	(void) crypto_aead_xchacha20poly1305_ietf_encrypt(body + US_SEAL_NONCE_BYTES,
													  NULL,
													  (const unsigned char *) verifier.start,
													  verifier.len,
													  bound.bytes, bound.len,
													  NULL, body, key);
	head = write_head(id, scheme, out, size);
	(void) us_base64_encode(body, US_SEAL_NONCE_BYTES + verifier.len + US_SEAL_TAG_BYTES,
							out + head, size - head);
	return US_SEAL_DONE;
}
