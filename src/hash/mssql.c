/*-------------------------------------------------------------------------
 *
 * mssql.c
 *	  The scheme "mssql2005": SHA-1 of UTF-16LE and a salt, SQL Server's.
 *
 *	 0x0100 <salt, 4 bytes> <digest, 20 bytes>		all in hexadecimal
 *
 * src/hash/mssql.c
 *
 *-------------------------------------------------------------------------
 */
#include "mssql.h"

#include "encoding.h"
#include "salted.h"
#include "span.h"

#define PREFIX		"0x0100"
#define SALT_BYTES	4
#define TEXT_LEN	(sizeof(PREFIX) - 1 + 2 * (SALT_BYTES + 20))

bool
us_mssql2005_recognise(UsSpan text)
{
	return text.len == TEXT_LEN && us_span_skip_ci(&text, PREFIX) &&
		us_span_is_of(text, "0123456789abcdefABCDEF");
}

UsHashResult
us_mssql2005_read(const UsVerifier *verifier, const UsHashLimits *limits,
				  UsHashJob *job, UsHashInfo *info)
{
	unsigned char salt[SALT_BYTES];
	UsSpan		rest = verifier->text;
	UsSpan		hex;
	size_t		len;
	UsHashResult result;

	(void) limits;
	if (!us_mssql2005_recognise(rest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The verifier is not 0x0100 and the hexadecimal of 24 bytes.");
	us_span_skip_ci(&rest, PREFIX);
	hex = us_span_take(&rest, 2 * SALT_BYTES);
	result = us_salted_start(job, US_SHA1, info);
	if (result != US_HASH_MATCH)
		return result;
	us_hex_decode(hex.start, hex.len, salt, sizeof(salt), &len);
	us_salted_append(&us_salted_state(job)->after,
					 (UsSpan) {(const char *) salt, sizeof(salt)});
	us_salted_expect_hex(job, rest);
	job->prepare = us_salted_prepare_utf16le;
	return US_HASH_MATCH;
}
