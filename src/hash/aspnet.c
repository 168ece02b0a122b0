/*-------------------------------------------------------------------------
 *
 * aspnet.c
 *	  The scheme "aspnet-identity": ASP.NET Identity's versions 0 and 1.
 *
 * Padded base64 of
 *
 *	 00 | salt (16) | key (32)								SHA-1, 1000 times
 *	 01 | PRF (4) | iterations (4) | salt bytes (4) | salt | key
 *
 * with numbers in network order.  Nothing else names the scheme, so a string
 * is recognised only if all of it has this shape.
 *
 * src/hash/aspnet.c
 *
 *-------------------------------------------------------------------------
 */
#include "aspnet.h"

#include <string.h>

#include <sodium.h>

#include "encoding.h"
#include "pbkdf2.h"

#define ITERATIONS_V0	1000
#define SALT_V0			16
#define KEY_V0			32
#define HEADER_V0		1
#define HEADER_V1		13
#define PART_MIN		16		/* bytes of salt or key, as ASP.NET has it */
#define SALT_MAX		64		/* bytes looked at */
#define KEY_MAX			64
#define BYTES_MAX		(HEADER_V1 + SALT_MAX + KEY_MAX)

/* The PRFs by their number. */
static const UsDigest prfs[] = {US_SHA1, US_SHA256, US_SHA512};

#define PRF_COUNT		(sizeof(prfs) / sizeof(prfs[0]))
#define PRF_SHA512		2

/* A decoded verifier.  NB: holds the key, wipe it. */
typedef struct Aspnet
{
	unsigned char bytes[BYTES_MAX];
	size_t		len;
	UsDigest	digest;
	uint32_t	iterations;
	size_t		header;			/* what comes before salt and key */
	size_t		salt_len;
} Aspnet;

static uint32_t
get_number(const unsigned char *bytes)
{
	return (uint32_t) bytes[0] << 24 | (uint32_t) bytes[1] << 16 |
		(uint32_t) bytes[2] << 8 | (uint32_t) bytes[3];
}

static void
put_number(unsigned char *bytes, uint32_t number)
{
	bytes[0] = (unsigned char) (number >> 24);
	bytes[1] = (unsigned char) (number >> 16);
	bytes[2] = (unsigned char) (number >> 8);
	bytes[3] = (unsigned char) number;
}

static bool
read_v0(Aspnet *aspnet)
{
	aspnet->digest = US_SHA1;
	aspnet->iterations = ITERATIONS_V0;
	aspnet->header = HEADER_V0;
	aspnet->salt_len = SALT_V0;
	return aspnet->len == HEADER_V0 + SALT_V0 + KEY_V0;
}

static bool
read_v1(Aspnet *aspnet)
{
	uint32_t	prf;

	if (aspnet->len < HEADER_V1)
		return false;
	prf = get_number(aspnet->bytes + 1);
	aspnet->iterations = get_number(aspnet->bytes + 5);
	aspnet->header = HEADER_V1;
	aspnet->salt_len = get_number(aspnet->bytes + 9);
	if (prf >= PRF_COUNT || aspnet->iterations == 0 ||
		aspnet->salt_len < PART_MIN || aspnet->salt_len > SALT_MAX ||
		aspnet->len < HEADER_V1 + aspnet->salt_len + PART_MIN ||
		aspnet->len > HEADER_V1 + aspnet->salt_len + KEY_MAX)
		return false;
	aspnet->digest = prfs[prf];
	return true;
}

/* Decodes the string; NULL, or what is wrong with it. */
static const char *
parse(UsSpan text, Aspnet *aspnet)
{
	if (text.len % 4 != 0 ||
		!us_base64_decode(text.start, text.len, aspnet->bytes, BYTES_MAX,
						  &aspnet->len) || aspnet->len == 0)
		return "The ASP.NET Identity string is not padded base64 of up to 141 bytes.";
	if (aspnet->bytes[0] > 1)
		return "The ASP.NET Identity string is of neither version 0 nor version 1.";
	if (aspnet->bytes[0] == 0 ? !read_v0(aspnet) : !read_v1(aspnet))
		return "The parts of the ASP.NET Identity string do not have the lengths or values of its version.";
	return NULL;
}

bool
us_aspnet_recognise(UsSpan text)
{
	Aspnet		aspnet;
	const bool	recognised = parse(text, &aspnet) == NULL;

	sodium_memzero(&aspnet, sizeof(aspnet));
	return recognised;
}

UsHashResult
us_aspnet_read(const UsVerifier *verifier, const UsHashLimits *limits,
			   UsHashJob *job, UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	Aspnet		aspnet;
	const char *detail = parse(verifier->text, &aspnet);

	if (detail == NULL)
	{
		const size_t key_at = aspnet.header + aspnet.salt_len;

		pbkdf2->digest = aspnet.digest;
		pbkdf2->iterations = aspnet.iterations;
		pbkdf2->salt_len = aspnet.salt_len;
		memcpy(pbkdf2->salt, aspnet.bytes + aspnet.header, aspnet.salt_len);
		job->expected_len = aspnet.len - key_at;
		memcpy(job->expected, aspnet.bytes + key_at, job->expected_len);
		job->blank.kind = US_BLANK_BYTES;
		job->blank.where = verifier->text;
		job->blank.at = key_at;
		job->blank.len = job->expected_len;
	}
	sodium_memzero(&aspnet, sizeof(aspnet));
	return detail != NULL ? us_hash_refuse(info, US_HASH_MALFORMED, detail) :
		us_pbkdf2_finish(job, limits, info);
}

/* What new verifiers are derived with, but for the salt. */
static UsPbkdf2
new_pbkdf2(const UsHashCost *cost)
{
	UsPbkdf2	pbkdf2 = {0};

	pbkdf2.digest = prfs[PRF_SHA512];
	pbkdf2.iterations = cost->rounds;
	pbkdf2.salt_len = US_HASH_SALT_BYTES;
	return pbkdf2;
}

UsHashResult
us_aspnet_make(const UsHashCost *cost, const unsigned char *salt,
			   UsSpan password, char *out)
{
	UsPbkdf2	pbkdf2 = new_pbkdf2(cost);
	unsigned char bytes[HEADER_V1 + US_HASH_SALT_BYTES + US_HASH_DIGEST_BYTES];
	UsHashResult result;

	bytes[0] = 1;
	put_number(bytes + 1, PRF_SHA512);
	put_number(bytes + 5, cost->rounds);
	put_number(bytes + 9, US_HASH_SALT_BYTES);
	memcpy(bytes + HEADER_V1, salt, US_HASH_SALT_BYTES);
	memcpy(pbkdf2.salt, salt, US_HASH_SALT_BYTES);
	result = us_pbkdf2_derive(&pbkdf2, password,
							  bytes + HEADER_V1 + US_HASH_SALT_BYTES,
							  US_HASH_DIGEST_BYTES);
	if (result == US_HASH_MATCH)
		us_base64_encode_padded(bytes, sizeof(bytes), out,
								US_HASH_VERIFIER_MAX);
	sodium_memzero(bytes, sizeof(bytes));
	return result;
}

size_t
us_aspnet_length(const UsHashCost *cost)
{
	(void) cost;
	return US_ASPNET_LENGTH;
}

UsHashWork
us_aspnet_work(const UsHashCost *cost)
{
	const UsPbkdf2 pbkdf2 = new_pbkdf2(cost);

	return us_pbkdf2_work(&pbkdf2, US_HASH_DIGEST_BYTES);
}

bool
us_aspnet_is_weaker(const UsHashJob *job, const UsHashInfo *info,
					const UsHashCost *cost)
{
	const UsPbkdf2 *pbkdf2 = US_JOB_STATE_CONST(job, UsPbkdf2);

	/* version 0 is SHA-1; salts shorter than ours are refused, so none is */
	(void) info;
	return pbkdf2->digest != US_SHA512 ||
		pbkdf2->iterations < cost->rounds ||
		job->expected_len < US_HASH_DIGEST_BYTES;
}
