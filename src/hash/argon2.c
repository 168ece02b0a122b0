/*-------------------------------------------------------------------------
 *
 * argon2.c
 *	  The scheme "argon2", as PHC strings: its verifiers read and written.
 *
 * The string is parsed and bounded here and computed from its parts.
 * crypto_pwhash_str_verify() would allocate whatever the string asks for, and
 * reports that it could not as a wrong password.
 *
 * src/hash/argon2.c
 *
 *-------------------------------------------------------------------------
 */
#include "argon2.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "encoding.h"
#include "phc.h"
#include "span.h"

#define PREFIX				"$argon2"
#define VERSION_UNSAID		16	/* what a string without one means */
#define SALT_MIN			8	/* libargon2's */
#define DIGEST_MIN			4	/* RFC 9106 */
#define MEMORY_PER_LANE		8	/* KiB, RFC 9106 */

/* What Django has argon2-cffi write is no weaker: 128 bits are enough. */
#define DIGEST_ENOUGH		16

/* An unpadded base64 text of so many bytes, with its NUL. */
#define BASE64_ROOM(bytes)	(((bytes) * 4 + 2) / 3 + 1)

US_JOB_STATE_FITS(UsArgon2);

static const struct
{
	const char *name;
	UsArgon2Type type;
}			types[] =
{
	{"argon2id", US_ARGON2ID},
	{"argon2i", US_ARGON2I},
	{"argon2d", US_ARGON2D},
};

/* False if the identifier is not one of argon2's. */
static bool
read_type(UsSpan id, UsHashJob *job)
{
	size_t		i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
	{
		if (!us_span_equals(id, types[i].name))
			continue;
		us_argon2_state(job)->type = types[i].type;
		job->variant = types[i].name;
		return true;
	}
	return false;
}

/* False unless m, t and p are there and positive numbers. */
static bool
read_parameters(const UsPhc *phc, UsArgon2 *argon2)
{
	argon2->version = phc->has_version ? phc->version : VERSION_UNSAID;
	return us_phc_number(phc, "m", &argon2->memory_kib) &&
		us_phc_number(phc, "t", &argon2->passes) &&
		us_phc_number(phc, "p", &argon2->lanes) &&
		argon2->memory_kib > 0 && argon2->passes > 0 && argon2->lanes > 0;
}

/* Decodes base64; *len is size + 1 if it is longer.  False if it is none. */
static bool
read_bytes(UsSpan text, unsigned char *out, size_t size, size_t *len)
{
	if (us_base64_size(text.start, text.len) > size)
	{
		*len = size + 1;
		return true;
	}
	return us_base64_decode(text.start, text.len, out, size, len);
}

/* Reads salt, associated data and digest. */
static UsHashResult
read_parts(const UsPhc *phc, UsHashJob *job, UsHashInfo *info)
{
	UsArgon2   *argon2 = us_argon2_state(job);
	const UsSpan *data = us_phc_find(phc, "data");

	if (!read_bytes(phc->salt, argon2->salt, US_ARGON2_SALT_MAX,
					&argon2->salt_len))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The argon2 salt is not base64.");
	if (data != NULL && !read_bytes(*data, argon2->data, US_ARGON2_DATA_MAX,
									&argon2->data_len))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The argon2 associated data is not base64.");
	if (!read_bytes(phc->digest, job->expected, US_JOB_EXPECTED_MAX,
					&job->expected_len))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The argon2 digest is not base64.");
	if (job->expected_len < DIGEST_MIN)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The argon2 digest is shorter than 4 bytes.");
	return US_HASH_MATCH;
}

/* Reads the string, whatever its parameters. */
static UsHashResult
parse(UsSpan text, UsSpan secret, UsHashJob *job, UsHashInfo *info)
{
	UsPhc		phc;

	if (!us_phc_parse(text.start, text.len, &phc))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The argon2 string is not a PHC string with parameters, salt and digest.");
	if (!read_type(phc.id, job))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The string does not name a type of argon2.");
	if (!read_parameters(&phc, us_argon2_state(job)))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The argon2 parameters m, t and p are not all positive decimal numbers of 32 bits.");
	if (secret.len == 0 && us_phc_find(&phc, "keyid") != NULL)
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The argon2 string names a secret; it has to be declared as argon2-keyed.");
	return read_parts(&phc, job, info);
}

/* The limits, and what is not argon2's at all. */
static UsHashResult
check_bounds(const UsArgon2 *argon2, const UsHashLimits *limits,
			 UsHashInfo *info)
{
	if (argon2->memory_kib > limits->argon2_memory_kib)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The argon2 memory exceeds the limit.");
	if ((uint64_t) argon2->memory_kib * argon2->passes >
		limits->argon2_work_kib)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The argon2 memory times passes exceeds the limit.");
	if (argon2->lanes > US_ARGON2_LANES_MAX)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The argon2 lanes are more than 16.");
	return US_HASH_MATCH;
}

/* What libargon2 does not take, or is longer than there is room for. */
static UsHashResult
check_support(const UsHashJob *job, UsHashInfo *info)
{
	const UsArgon2 *argon2 = US_JOB_STATE_CONST(job, UsArgon2);
	const char *detail = NULL;

	if (argon2->version != US_ARGON2_VERSION &&
		argon2->version != VERSION_UNSAID)
		detail = "This build can't compute an argon2 version other than 16 and 19.";
	else if (argon2->memory_kib < MEMORY_PER_LANE * argon2->lanes)
		detail = "This build can't compute argon2 with less than 8 KiB of memory for each lane.";
	else if (argon2->salt_len < SALT_MIN ||
			 argon2->salt_len > US_ARGON2_SALT_MAX)
		detail = "This build can't compute argon2 with a salt shorter than 8 or longer than 64 bytes.";
	else if (argon2->data_len > US_ARGON2_DATA_MAX)
		detail = "This build can't compute argon2 with more than 64 bytes of associated data.";
	else if (job->expected_len > US_JOB_EXPECTED_MAX)
		detail = "This build can't compute argon2 with a digest longer than 128 bytes.";

	return detail == NULL ? US_HASH_MATCH :
		us_hash_refuse(info, US_HASH_UNSUPPORTED, detail);
}

/* The compute function. */
static UsHashResult
compute(const UsHashJob *job, UsSpan password, unsigned char *out,
		UsHashInfo *info)
{
	const UsHashResult result =
		us_argon2_derive(US_JOB_STATE_CONST(job, UsArgon2), password, out,
						 job->expected_len);

	if (result == US_HASH_NO_MEMORY)
		info->detail = "The memory that argon2 works in could not be had.";
	else if (result == US_HASH_TOO_LONG)
		info->detail = "The password is longer than the 4 GiB that argon2 takes.";
	else if (result != US_HASH_MATCH)
		info->detail = "The argon2 parameters are beyond what this build's libraries take.";
	return result;
}

bool
us_argon2_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX);
}

UsHashResult
us_argon2_read_keyed(UsSpan text, UsSpan secret, const UsHashLimits *limits,
					 UsHashJob *job, UsHashInfo *info)
{
	UsArgon2   *argon2 = us_argon2_state(job);
	UsHashResult result = parse(text, secret, job, info);

	if (result != US_HASH_MATCH)
		return result;
	if (secret.len > US_ARGON2_SECRET_MAX)
		return us_hash_refuse(info, US_HASH_OUT_OF_BOUNDS,
							  "The argon2 secret is longer than 512 bytes.");
	if (secret.len > 0)
		memcpy(argon2->secret, secret.start, secret.len);
	argon2->secret_len = secret.len;
	us_hash_add_work(info, us_argon2_work_of(argon2, job->expected_len));
	job->compute = compute;
	result = check_bounds(argon2, limits, info);
	return result != US_HASH_MATCH ? result : check_support(job, info);
}

UsHashResult
us_argon2_read(const UsVerifier *verifier, const UsHashLimits *limits,
			   UsHashJob *job, UsHashInfo *info)
{
	return us_argon2_read_keyed(verifier->text, US_SPAN(""), limits, job,
								info);
}

/* What a new verifier is computed with, but for its salt. */
static UsArgon2
new_argon2(const UsHashCost *cost)
{
	UsArgon2	argon2 = {0};

	argon2.type = US_ARGON2ID;
	argon2.version = US_ARGON2_VERSION;
	argon2.memory_kib = cost->memory_kib;
	argon2.passes = cost->iterations;
	argon2.lanes = 1;
	argon2.salt_len = US_HASH_SALT_BYTES;
	return argon2;
}

UsHashResult
us_argon2_make(const UsHashCost *cost, const unsigned char *salt,
			   UsSpan password, char *out)
{
	UsArgon2	argon2 = new_argon2(cost);
	unsigned char digest[US_HASH_DIGEST_BYTES];
	char		salt_text[BASE64_ROOM(US_HASH_SALT_BYTES)];
	char		digest_text[BASE64_ROOM(US_HASH_DIGEST_BYTES)];
	UsHashResult result;

	memcpy(argon2.salt, salt, US_HASH_SALT_BYTES);
	result = us_argon2_derive(&argon2, password, digest, sizeof(digest));
	if (result == US_HASH_TOO_LONG)
		return US_HASH_OUT_OF_BOUNDS;
	if (result != US_HASH_MATCH)
		return result;
	us_base64_encode(salt, US_HASH_SALT_BYTES, salt_text, sizeof(salt_text));
	us_base64_encode(digest, sizeof(digest), digest_text, sizeof(digest_text));
	snprintf(out, US_HASH_VERIFIER_MAX, "$argon2id$v=%d$m=%lu,t=%lu,p=1$%s$%s",
			 US_ARGON2_VERSION, (unsigned long) cost->memory_kib,
			 (unsigned long) cost->iterations, salt_text, digest_text);
	sodium_memzero(digest, sizeof(digest));
	sodium_memzero(digest_text, sizeof(digest_text));
	return US_HASH_MATCH;
}

size_t
us_argon2_length(const UsHashCost *cost)
{
	/* without their NULs, and a "$" before each */
	const size_t encoded = BASE64_ROOM(US_HASH_SALT_BYTES) +
		BASE64_ROOM(US_HASH_DIGEST_BYTES);

	return (size_t) snprintf(NULL, 0, "$argon2id$v=%d$m=%lu,t=%lu,p=1",
							 US_ARGON2_VERSION,
							 (unsigned long) cost->memory_kib,
							 (unsigned long) cost->iterations) + encoded;
}

UsHashWork
us_argon2_work(const UsHashCost *cost)
{
	const UsArgon2 argon2 = new_argon2(cost);

	return us_argon2_work_of(&argon2, US_HASH_DIGEST_BYTES);
}

bool
us_argon2_is_weaker(const UsHashJob *job, const UsHashInfo *info,
					const UsHashCost *cost)
{
	const UsArgon2 *argon2 = US_JOB_STATE_CONST(job, UsArgon2);

	(void) info;
	return argon2->type != US_ARGON2ID ||
		argon2->version != US_ARGON2_VERSION ||
		argon2->memory_kib < cost->memory_kib ||
		(uint64_t) argon2->memory_kib * argon2->passes <
		(uint64_t) cost->memory_kib * cost->iterations ||
		argon2->salt_len < US_HASH_SALT_BYTES ||
		job->expected_len < DIGEST_ENOUGH;
}
