/*-------------------------------------------------------------------------
 *
 * crypt_setting.c
 *	  What the setting of a string of crypt(3) asks for, counted in rounds.
 *
 * The strings are those that crypt(5) of libxcrypt describes.
 *
 * src/hash/crypt_setting.c
 *
 *-------------------------------------------------------------------------
 */
#include "crypt_setting.h"

#include "crypt3_burn.h"
#include "encoding.h"
#include "span.h"

#define BSDI_COUNT	4			/* digits, behind the "_" */

/* As us_span_number; a longer number becomes UINT64_MAX. */
static bool
read_rounds(UsSpan digits, uint64_t *rounds)
{
	uint32_t	number;

	*rounds = UINT64_MAX;
	if (us_span_number(digits, &number))
		*rounds = number;
	return digits.len > 0 && us_span_is_of(digits, "0123456789") &&
		(digits.start[0] != '0' || digits.len == 1);
}

/*
 * prefix [rounds=N$] salt $ checksum.  crypt(3) looks at so many characters of
 * a salt; there are stores that keep longer ones beside the right checksum.
 */
bool
us_crypt_parse_salted(const UsCryptMethod *method, UsSpan text,
					  UsCryptSetting *parsed)
{
	UsSpan		salt;
	UsSpan		rounds;

	if (!us_crypt_split(text, method->checksum_len, &parsed->parts))
		return false;
	salt = parsed->parts.setting;
	if (!us_span_skip(&salt, method->prefix))
		return false;
	if (method->primitive != US_PRIMITIVE_MD5CRYPT &&
		us_span_skip(&salt, "rounds=") &&
		(!us_span_cut(&salt, '$', &rounds) ||
		 !read_rounds(rounds, &parsed->rounds)))
		return false;
	if (salt.len > US_CRYPT_SALT_MAX || !us_crypt_is_salt(salt))
		return false;
	if (salt.len > method->salt_len)
		parsed->parts.setting.len -= salt.len - method->salt_len;
	return true;
}

/* $sha1$ N $ salt $ checksum */
bool
us_crypt_parse_sha1(const UsCryptMethod *method, UsSpan text,
					UsCryptSetting *parsed)
{
	UsSpan		salt;
	UsSpan		rounds;

	if (!us_crypt_split(text, method->checksum_len, &parsed->parts))
		return false;
	salt = parsed->parts.setting;
	return us_span_skip(&salt, method->prefix) &&
		us_span_cut(&salt, '$', &rounds) &&
		read_rounds(rounds, &parsed->rounds) &&
		salt.len > 0 && salt.len <= method->salt_len &&
		us_crypt_is_digits(salt);
}

/*
 * $md5[,rounds=N]$ salt [$] $ checksum.  The setting is hashed as it stands:
 * each spelling is another one, that with "$" for the comma, which Sun's own
 * takes too, and those with one "$" or two behind the salt.
 */
bool
us_crypt_parse_sunmd5(const UsCryptMethod *method, UsSpan text,
					  UsCryptSetting *parsed)
{
	UsSpan		salt;
	UsSpan		rounds;
	uint64_t	more = 0;

	if (!us_crypt_split(text, method->checksum_len, &parsed->parts))
		return false;
	salt = parsed->parts.setting;
	if (us_span_skip(&salt, "$md5,rounds=") ||
		us_span_skip(&salt, "$md5$rounds="))
	{
		/* libxcrypt takes no 0 here, which nobody writes */
		if (!us_span_cut(&salt, '$', &rounds) ||
			!read_rounds(rounds, &more) || more == 0)
			return false;
	}
	else if (!us_span_skip(&salt, "$md5$"))
		return false;
	if (salt.len > 0 && salt.start[salt.len - 1] == '$')
		salt.len--;
	parsed->rounds = more > UINT32_MAX ? more : US_SUNMD5_ROUNDS + more;
	return salt.len <= method->salt_len && us_crypt_is_digits(salt);
}

/* Splits a text of digits, which has that length, behind the setting. */
static bool
split_digits(const UsCryptMethod *method, UsSpan text, size_t setting_len,
			 UsCryptSetting *parsed)
{
	UsSpan		rest = text;

	if (text.len != setting_len + method->checksum_len ||
		!us_span_skip(&rest, method->prefix) || !us_crypt_is_digits(rest))
		return false;
	parsed->parts.checksum = text;
	parsed->parts.setting = us_span_take(&parsed->parts.checksum,
										 setting_len);
	parsed->parts.dollar = false;
	return true;
}

/* salt and checksum */
bool
us_crypt_parse_des(const UsCryptMethod *method, UsSpan text,
				   UsCryptSetting *parsed)
{
	return split_digits(method, text, US_CRYPT_DES_SALT, parsed);
}

/* _ rounds salt checksum, of digits, the lowest first */
bool
us_crypt_parse_bsdi(const UsCryptMethod *method, UsSpan text,
					UsCryptSetting *parsed)
{
	int			i;

	if (!split_digits(method, text, 1 + BSDI_COUNT + US_CRYPT_BSDI_SALT,
					  parsed))
		return false;
	parsed->rounds = 0;
	for (i = BSDI_COUNT; i > 0; i--)
		parsed->rounds = parsed->rounds << 6 |
			(uint64_t) us_crypt64_value(text.start[i]);
	return true;
}
