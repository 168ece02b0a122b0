/*-------------------------------------------------------------------------
 *
 * scram.c
 *	  The scheme "pg-scram-sha-256": a role's password in PostgreSQL.
 *
 *	 SCRAM-SHA-256$N:salt$StoredKey:ServerKey
 *
 * in padded base64, of RFC 5802 with the digest of RFC 7677.  Both keys must
 * be right.  Without them, for wrapped.h, "A" stands for each character from
 * the first key to the last digit of the second, the colon too.
 *
 * src/hash/scram.c
 *
 *-------------------------------------------------------------------------
 */
#include "scram.h"

#include <string.h>

#include <sodium.h>

#include "host.h"
#include "pbkdf2.h"
#include "pbkdf2_parts.h"
#include "span.h"

#define PREFIX		"SCRAM-SHA-256$"
#define KEY			32			/* bytes of each key */
#define KEY_DIGITS	44			/* of its base64, with one "=" */
#define KEYS_DIGITS	(2 * KEY_DIGITS + 1)

/* Bytes that SASLprep makes of one at most: U+FDFA becomes 33 of 3. */
#define GROWTH_MAX	11

bool
us_scram_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX);
}

static bool
is_ascii(UsSpan text)
{
	size_t		i;

	for (i = 0; i < text.len; i++)
	{
		if ((unsigned char) text.start[i] >= 0x80)
			return false;
	}
	return true;
}

/*
 * PostgreSQL takes a password that SASLprep prohibits as it is.  ASCII is its
 * own form, or prohibited.
 */
static UsHashResult
prepare(const UsHashJob *job, UsSpan password, char *out, size_t *out_len,
		UsHashInfo *info)
{
	const UsNormalizer saslprep = us_host_saslprep();
	const bool	ascii = is_ascii(password);

	(void) job;
	if (!ascii && saslprep == NULL)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "This build has no SASLprep, which SCRAM needs for a password beyond ASCII.");
	if (!ascii && saslprep(password, out, US_JOB_PREPARED_MAX, out_len))
		return US_HASH_MATCH;

	/* NB: beyond this length it may be that the form did not fit */
	if (password.len > (ascii ? US_JOB_PREPARED_MAX :
						US_JOB_PREPARED_MAX / GROWTH_MAX))
		return us_hash_refuse(info, US_HASH_TOO_LONG,
							  "The password is too long to be prepared by SASLprep.");
	if (password.len > 0)
		memcpy(out, password.start, password.len);
	*out_len = password.len;
	return US_HASH_MATCH;
}

/* StoredKey and ServerKey of a salted password (RFC 5802, 3). */
static UsHashResult
derive_keys(const unsigned char *salted, unsigned char *out)
{
	const UsSpan key = {(const char *) salted, KEY};
	const UsSpan client = US_SPAN("Client Key");
	const UsSpan server = US_SPAN("Server Key");
	unsigned char client_key[US_DIGEST_MAX];
	UsSpan		part;
	UsHashResult result;

	result = us_hmac_compute(US_SHA256, key, &client, 1, client_key);
	part.start = (const char *) client_key;
	part.len = KEY;
	if (result == US_HASH_MATCH)
		result = us_digest_compute(US_SHA256, &part, 1, out);
	if (result == US_HASH_MATCH)
		result = us_hmac_compute(US_SHA256, key, &server, 1, out + KEY);
	sodium_memzero(client_key, sizeof(client_key));
	return result;
}

static UsHashResult
compute(const UsHashJob *job, UsSpan password, unsigned char *out,
		UsHashInfo *info)
{
	unsigned char salted[KEY];
	UsHashResult result;

	result = us_pbkdf2_derive(US_JOB_STATE_CONST(job, UsPbkdf2), password,
							  salted, sizeof(salted));
	if (result == US_HASH_MATCH)
		result = derive_keys(salted, out);
	if (result != US_HASH_MATCH)
		info->detail = us_digest_detail(result);
	sodium_memzero(salted, sizeof(salted));
	return result;
}

/* Are both keys blanked? */
static bool
is_blank(UsSpan keys)
{
	UsSpan		digits = keys;

	if (keys.len != KEYS_DIGITS)
		return false;
	digits.len--;
	return keys.start[digits.len] == '=' && us_span_is_of(digits, "A");
}

static bool
read_key(UsSpan text, unsigned char *key)
{
	size_t		len;

	return text.len == KEY_DIGITS &&
		us_base64_decode(text.start, text.len, key, KEY, &len) && len == KEY;
}

/* Reads both keys; the job expects only the first as yet. */
static bool
read_keys(UsSpan keys, UsHashJob *job)
{
	UsSpan		rest = keys;
	UsSpan		stored;

	job->blank.kind = US_BLANK_TEXT;
	job->blank.where = keys;
	job->blank.where.len = KEYS_DIGITS - 1;
	job->blank.fill = 'A';
	job->expected_len = KEY;
	return is_blank(keys) ||
		(us_span_cut(&rest, ':', &stored) && read_key(stored, job->expected) &&
		 read_key(rest, job->expected + KEY));
}

UsHashResult
us_scram_read(const UsVerifier *verifier, const UsHashLimits *limits,
			  UsHashJob *job, UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	UsSpan		rest = verifier->text;
	UsSpan		iterations;
	UsSpan		salt;
	UsHashResult result;

	if (!us_span_skip(&rest, PREFIX) ||
		!us_span_cut(&rest, ':', &iterations) ||
		!us_span_cut(&rest, '$', &salt) ||
		!us_span_number(iterations, &pbkdf2->iterations))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The SCRAM secret is not \"SCRAM-SHA-256$\", a number of iterations, salt and keys.");
	if (salt.len == 0 || salt.len % 4 != 0 ||
		!us_pbkdf2_salt_base64(job, US_BASE64_STANDARD, salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The salt of the SCRAM secret is not padded base64 of 1 to 256 bytes.");
	if (!read_keys(rest, job))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The keys of the SCRAM secret are not padded base64 of 32 bytes each, with a colon between.");
	pbkdf2->digest = US_SHA256;
	result = us_pbkdf2_finish(job, limits, info);

	/* one key is derived, and both come of it */
	job->expected_len = 2 * KEY;
	job->prepare = prepare;
	job->compute = compute;
	job->partial = true;
	return result;
}
