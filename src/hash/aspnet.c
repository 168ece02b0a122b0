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
#define HEADER_V1		13
#define PART_MIN		16		/* bytes of salt or key, as ASP.NET has it */
#define SALT_MAX		64		/* bytes looked at */
#define BYTES_MAX		(HEADER_V1 + SALT_MAX + US_PBKDF2_KEY_MAX)

/* A parsed verifier, with its salt in it.  NB: holds the key, wipe it. */
typedef struct Aspnet
{
	unsigned char bytes[BYTES_MAX];
	size_t		len;
	UsPbkdf2	pbkdf2;
	const unsigned char *key;
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

/* Takes what stands behind the header apart. */
static void
set_parts(Aspnet *aspnet, size_t header, size_t salt_len)
{
	aspnet->pbkdf2.salt = aspnet->bytes + header;
	aspnet->pbkdf2.salt_len = salt_len;
	aspnet->key = aspnet->bytes + header + salt_len;
	aspnet->pbkdf2.key_len = aspnet->len - header - salt_len;
}

static bool
read_v0(Aspnet *aspnet)
{
	if (aspnet->len != 1 + SALT_V0 + KEY_V0)
		return false;
	aspnet->pbkdf2.prf = US_PBKDF2_SHA1;
	aspnet->pbkdf2.iterations = ITERATIONS_V0;
	set_parts(aspnet, 1, SALT_V0);
	return true;
}

static bool
read_v1(Aspnet *aspnet)
{
	uint32_t	prf;
	uint32_t	salt_len;

	if (aspnet->len < HEADER_V1)
		return false;
	prf = get_number(aspnet->bytes + 1);
	aspnet->pbkdf2.iterations = get_number(aspnet->bytes + 5);
	salt_len = get_number(aspnet->bytes + 9);
	if (prf > US_PBKDF2_SHA512 || aspnet->pbkdf2.iterations == 0 ||
		salt_len < PART_MIN || salt_len > SALT_MAX ||
		aspnet->len < HEADER_V1 + salt_len + PART_MIN)
		return false;
	aspnet->pbkdf2.prf = (UsPbkdf2Prf) prf;
	set_parts(aspnet, HEADER_V1, salt_len);
	return aspnet->pbkdf2.key_len <= US_PBKDF2_KEY_MAX;
}

/* Reads the string; US_HASH_MATCH, or US_HASH_MALFORMED with its detail. */
static UsHashResult
parse(const char *verifier, size_t len, Aspnet *aspnet, UsHashInfo *info)
{
	if (len % 4 != 0 ||
		!us_base64_decode(verifier, len, aspnet->bytes, BYTES_MAX,
						  &aspnet->len) || aspnet->len == 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The ASP.NET Identity string is not padded base64 of up to 141 bytes.");
	if (aspnet->bytes[0] > 1)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The ASP.NET Identity string is of neither version 0 nor version 1.");
	if (aspnet->bytes[0] == 0 ? !read_v0(aspnet) : !read_v1(aspnet))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The parts of the ASP.NET Identity string do not have the lengths or values of its version.");
	return US_HASH_MATCH;
}

/* us_aspnet_inspect, but keeps what was read: the caller wipes *aspnet. */
static UsHashResult
read_verifier(const char *verifier, size_t len, const UsHashLimits *limits,
			  Aspnet *aspnet, UsHashInfo *info)
{
	UsHashResult result = parse(verifier, len, aspnet, info);

	return result != US_HASH_MATCH ? result :
		us_pbkdf2_bound(&aspnet->pbkdf2, limits, info);
}

bool
us_aspnet_recognise(const char *verifier, size_t len)
{
	Aspnet		aspnet;
	UsHashInfo	info;
	bool		recognised = parse(verifier, len, &aspnet, &info) ==
		US_HASH_MATCH;

	sodium_memzero(&aspnet, sizeof(aspnet));
	return recognised;
}

UsHashResult
us_aspnet_inspect(const char *verifier, size_t len,
				  const UsHashLimits *limits, UsHashInfo *info)
{
	Aspnet		aspnet;
	UsHashResult result = read_verifier(verifier, len, limits, &aspnet, info);

	sodium_memzero(&aspnet, sizeof(aspnet));
	return result;
}

UsHashResult
us_aspnet_verify(const char *verifier, size_t len,
				 const char *password, size_t password_len,
				 const UsHashLimits *limits, UsHashInfo *info)
{
	Aspnet		aspnet;
	UsHashResult result = read_verifier(verifier, len, limits, &aspnet, info);

	if (result == US_HASH_MATCH)
		result = us_pbkdf2_verify(&aspnet.pbkdf2, aspnet.key, password,
								  password_len, info);
	sodium_memzero(&aspnet, sizeof(aspnet));
	return result;
}

/* What new verifiers are derived with. */
static UsPbkdf2
new_pbkdf2(const UsHashCost *cost, const unsigned char *salt)
{
	UsPbkdf2	pbkdf2;

	pbkdf2.prf = US_PBKDF2_SHA512;
	pbkdf2.iterations = cost->rounds;
	pbkdf2.salt = salt;
	pbkdf2.salt_len = US_HASH_SALT_BYTES;
	pbkdf2.key_len = US_HASH_DIGEST_BYTES;
	return pbkdf2;
}

UsHashResult
us_aspnet_make(const UsHashCost *cost, const unsigned char *salt,
			   const char *password, size_t password_len, char *out)
{
	const UsPbkdf2 pbkdf2 = new_pbkdf2(cost, salt);
	unsigned char bytes[HEADER_V1 + US_HASH_SALT_BYTES + US_HASH_DIGEST_BYTES];
	UsHashResult result;

	bytes[0] = 1;
	put_number(bytes + 1, US_PBKDF2_SHA512);
	put_number(bytes + 5, cost->rounds);
	put_number(bytes + 9, US_HASH_SALT_BYTES);
	memcpy(bytes + HEADER_V1, salt, US_HASH_SALT_BYTES);
	result = us_pbkdf2_compute(&pbkdf2, password, password_len,
							   bytes + HEADER_V1 + US_HASH_SALT_BYTES);
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
	const UsPbkdf2 pbkdf2 = new_pbkdf2(cost, NULL);

	return us_pbkdf2_work(&pbkdf2);
}

bool
us_aspnet_is_weaker(const char *verifier, size_t len,
					const UsHashLimits *limits, const UsHashCost *cost)
{
	Aspnet		aspnet;
	UsHashInfo	info;
	bool		weaker = false;

	/* version 0 is SHA-1; salts shorter than ours are refused, so none is */
	if (read_verifier(verifier, len, limits, &aspnet, &info) == US_HASH_MATCH)
		weaker = aspnet.pbkdf2.prf != US_PBKDF2_SHA512 ||
			aspnet.pbkdf2.iterations < cost->rounds ||
			aspnet.pbkdf2.key_len < US_HASH_DIGEST_BYTES;
	sodium_memzero(&aspnet, sizeof(aspnet));
	return weaker;
}
