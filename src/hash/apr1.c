/*-------------------------------------------------------------------------
 *
 * apr1.c
 *	  The scheme "apr1": Apache's variant of md5crypt.
 *
 * It is md5crypt, as Poul-Henning Kamp made it for FreeBSD 2, with another
 * prefix, which is hashed too; the steps are those that passlib's
 * documentation of md5_crypt lists.  libxcrypt does not have it.
 *
 * src/hash/apr1.c
 *
 *-------------------------------------------------------------------------
 */
#include "apr1.h"

#include <string.h>

#include <sodium.h>

#include "crypt_job.h"
#include "digest.h"
#include "encoding.h"
#include "host.h"
#include "span.h"

#define PREFIX			"$apr1$"
#define SALT_MAX		8
#define MD5_BYTES		16
#define CHECKSUM_DIGITS	22
#define CHECKSUM_SPARE	0x3C	/* the bits of its last digit beyond 16 bytes */
#define ROUNDS			1000
#define ROUNDS_A_POLL	256		/* between questions whether to stop */
#define LENGTH_BITS		9		/* of US_APR1_PASSWORD_MAX */

typedef struct Apr1State
{
	char		salt[SALT_MAX];
	size_t		salt_len;
} Apr1State;

US_JOB_STATE_FITS(Apr1State);

/*
 * Begins with the digest of password, salt and password, spread over as many
 * bytes as the password has; then a NUL or the password's first byte for each
 * bit of its length, the lowest first.
 */
static UsHashResult
begin(UsSpan password, UsSpan salt, unsigned char digest[MD5_BYTES])
{
	const UsSpan twice[] = {password, salt, password};
	char		spread[US_APR1_PASSWORD_MAX];
	char		bits[LENGTH_BITS];
	UsSpan		parts[5];
	size_t		len;
	size_t		i;
	UsHashResult result = us_digest_compute(US_MD5, twice, 3, digest);

	if (result != US_HASH_MATCH)
		return result;
	for (i = 0; i < password.len; i++)
		spread[i] = (char) digest[i % MD5_BYTES];
	i = 0;
	for (len = password.len; len > 0; len >>= 1)
		bits[i++] = (len & 1) != 0 ? '\0' : password.start[0];

	parts[0] = password;
	parts[1] = US_SPAN(PREFIX);
	parts[2] = salt;
	parts[3] = (UsSpan) {spread, password.len};
	parts[4] = (UsSpan) {bits, i};
	result = us_digest_compute(US_MD5, parts, 5, digest);
	sodium_memzero(spread, sizeof(spread));
	sodium_memzero(bits, sizeof(bits));
	return result;
}

/* One round: the digest of digest, salt and password, in the round's order. */
static UsHashResult
turn(int round, UsSpan password, UsSpan salt, unsigned char digest[MD5_BYTES])
{
	const UsSpan last = {(const char *) digest, MD5_BYTES};
	const bool	odd = round % 2 != 0;
	UsSpan		parts[4];
	int			count = 0;

	parts[count++] = odd ? password : last;
	if (round % 3 != 0)
		parts[count++] = salt;
	if (round % 7 != 0)
		parts[count++] = password;
	parts[count++] = odd ? last : password;
	return us_digest_compute(US_MD5, parts, count, digest);
}

/* The bytes of the digest in the order in which their digits stand. */
static void
encode(const unsigned char digest[MD5_BYTES], char out[CHECKSUM_DIGITS + 1])
{
	static const unsigned char order[MD5_BYTES] = {
		12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11
	};
	unsigned char bytes[MD5_BYTES];
	int			i;

	for (i = 0; i < MD5_BYTES; i++)
		bytes[i] = digest[order[i]];
	us_crypt64_encode(bytes, MD5_BYTES, out, CHECKSUM_DIGITS + 1);
	sodium_memzero(bytes, sizeof(bytes));
}

/* Hashes a password of up to US_APR1_PASSWORD_MAX bytes. */
static UsHashResult
hash_password(UsSpan password, UsSpan salt, char out[CHECKSUM_DIGITS + 1])
{
	unsigned char digest[MD5_BYTES];
	UsHashResult result = begin(password, salt, digest);
	int			round;

	for (round = 0; round < ROUNDS && result == US_HASH_MATCH; round++)
	{
		if (round % ROUNDS_A_POLL == 0 && us_host_interrupted())
			result = US_HASH_INTERRUPTED;
		else
			result = turn(round, password, salt, digest);
	}
	if (result == US_HASH_MATCH)
		encode(digest, out);
	sodium_memzero(digest, sizeof(digest));
	return result;
}

static UsHashResult
compute(const UsHashJob *job, UsSpan password, unsigned char *out,
		UsHashInfo *info)
{
	const Apr1State *state = US_JOB_STATE_CONST(job, Apr1State);
	const UsSpan salt = {state->salt, state->salt_len};
	char		checksum[CHECKSUM_DIGITS + 1];
	UsHashResult result;

	if (password.len > US_APR1_PASSWORD_MAX)
		return us_hash_refuse(info, US_HASH_TOO_LONG,
							  "The password is longer than the 511 bytes that are taken for apr1.");
	result = hash_password(password, salt, checksum);
	if (result != US_HASH_MATCH)
		return us_hash_refuse(info, result, us_digest_detail(result));
	memcpy(out, checksum, CHECKSUM_DIGITS);
	sodium_memzero(checksum, sizeof(checksum));
	return US_HASH_MATCH;
}

bool
us_apr1_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX);
}

UsHashResult
us_apr1_read(const UsVerifier *verifier, const UsHashLimits *limits,
			 UsHashJob *job, UsHashInfo *info)
{
	const UsHashWork work = {US_PRIMITIVE_APR1, 0, ROUNDS};
	Apr1State  *state = US_JOB_STATE(job, Apr1State);
	UsCryptParts parts;
	UsSpan		salt;

	if (!us_crypt_split(verifier->text, CHECKSUM_DIGITS, &parts) ||
		!us_crypt_is_canonical(parts.checksum, CHECKSUM_SPARE))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The apr1 string does not end in $ and the 22 characters of a checksum.");
	salt = parts.setting;
	if (!us_span_skip(&salt, PREFIX) || salt.len > SALT_MAX ||
		!us_crypt_is_salt(salt))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The apr1 string is not $apr1$ and a salt of up to 8 characters.");
	us_hash_add_work(info, work);
	if (ROUNDS > limits->crypt_rounds)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The rounds of apr1, 1000, exceed the limit.");
	memcpy(state->salt, salt.start, salt.len);
	state->salt_len = salt.len;
	us_crypt_set_digest(job, parts.checksum);
	us_crypt_set_blank(job, parts.checksum);
	job->compute = compute;
	return US_HASH_MATCH;
}

UsHashResult
us_apr1_burn(UsSpan password)
{
	char		checksum[CHECKSUM_DIGITS + 1];
	UsHashResult result;

	if (password.start == NULL)
		password = US_SPAN("");
	if (password.len > US_APR1_PASSWORD_MAX)
		password.len = US_APR1_PASSWORD_MAX;
	result = hash_password(password, US_SPAN("........"), checksum);
	sodium_memzero(checksum, sizeof(checksum));
	return result;
}
