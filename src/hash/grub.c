/*-------------------------------------------------------------------------
 *
 * grub.c
 *	  The scheme "grub": what grub-mkpasswd-pbkdf2 writes.
 *
 *	 grub.pbkdf2.sha512.N.SALT.KEY
 *
 * Salt and key are hexadecimal; their lengths are options of the program, 64
 * bytes if not given.
 *
 * src/hash/grub.c
 *
 *-------------------------------------------------------------------------
 */
#include "grub.h"

#include "pbkdf2.h"
#include "pbkdf2_parts.h"
#include "span.h"

#define PREFIX	"grub.pbkdf2.sha512."

bool
us_grub_recognise(UsSpan text)
{
	return us_span_begins(text, PREFIX);
}

UsHashResult
us_grub_read(const UsVerifier *verifier, const UsHashLimits *limits,
			 UsHashJob *job, UsHashInfo *info)
{
	UsPbkdf2   *pbkdf2 = us_pbkdf2_state(job);
	UsSpan		rest = verifier->text;
	UsSpan		iterations;
	UsSpan		salt;

	if (!us_span_skip(&rest, PREFIX) ||
		!us_span_cut(&rest, '.', &iterations) ||
		!us_span_cut(&rest, '.', &salt) || salt.len == 0)
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The GRUB string is not \"grub.pbkdf2.sha512.\", iterations, salt and key.");
	pbkdf2->digest = US_SHA512;
	if (!us_span_number(iterations, &pbkdf2->iterations))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "The iterations of the GRUB string are no number of 32 bits without leading zeros.");
	if (!us_pbkdf2_salt_hex(job, salt) || !us_pbkdf2_key_hex(job, rest))
		return us_hash_refuse(info, US_HASH_MALFORMED,
							  "Salt and key of the GRUB string are not hexadecimal of 1 to 256 and of 16 to 128 bytes.");
	return us_pbkdf2_finish(job, limits, info);
}
