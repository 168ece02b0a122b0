/*-------------------------------------------------------------------------
 *
 * mediawiki_pbkdf2.c
 *	  The scheme "mediawiki-pbkdf2": MediaWiki's Pbkdf2Password.
 *
 *	 :pbkdf2:<digest>:N:<bytes of the key>:salt:key
 *
 * Salt and key are padded base64.  The digest is named as PHP's hash() names
 * it.
 *
 * src/hash/mediawiki_pbkdf2.c
 *
 *-------------------------------------------------------------------------
 */
#include "mediawiki_pbkdf2.h"

#include "pbkdf2.h"
#include "pbkdf2_parts.h"
#include "span.h"

#define PREFIX	":pbkdf2:"

bool
us_mediawiki_pbkdf2_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX);
}

UsHashResult
us_mediawiki_pbkdf2_read(const UsVerifier *verifier,
						 const UsHashLimits *limits, UsHashJob *job,
						 UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	UsSpan		rest = verifier->text;
	UsSpan		digest;
	UsSpan		iterations;
	UsSpan		bytes;
	UsSpan		salt;
	uint32_t	length;

	if (!us_span_skip(&rest, PREFIX) || !us_span_cut(&rest, ':', &digest) ||
		!us_span_cut(&rest, ':', &iterations) ||
		!us_span_cut(&rest, ':', &bytes) ||
		!us_span_cut(&rest, ':', &salt) || salt.len == 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The MediaWiki string is not \":pbkdf2:\", digest, iterations, length, salt and key.");
	if (!us_digest_named(digest, &pbkdf2->digest))
		return us_hash_refuse(info, US_HASH_UNSUPPORTED,
							  "The digest of the MediaWiki string is none that is known.");
	if (!us_span_number(iterations, &pbkdf2->iterations) ||
		!us_span_number(bytes, &length))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "Iterations and length of the MediaWiki string are no numbers of 32 bits without leading zeros.");
	if (salt.len % 4 != 0 || rest.len % 4 != 0 ||
		!us_pbkdf2_salt_base64(job, US_BASE64_STANDARD, salt) ||
		!us_pbkdf2_key_base64(job, US_BASE64_STANDARD, rest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "Salt and key of the MediaWiki string are not padded base64 of 1 to 256 and of 16 to 128 bytes.");
	if (length != job->expected_len)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The key of the MediaWiki string is not of the length that it names.");
	return us_pbkdf2_finish(job, limits, info);
}
