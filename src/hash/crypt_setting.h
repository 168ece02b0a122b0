/*-------------------------------------------------------------------------
 *
 * crypt_setting.h
 *	  What the setting of a string of crypt(3) asks for, counted in rounds.
 *
 * src/hash/crypt_setting.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CRYPT_SETTING_H
#define US_CRYPT_SETTING_H

#include "crypt_job.h"

#define US_CRYPT_SALT_MAX		64	/* characters of any salt */
#define US_CRYPT_DES_SALT		2	/* digits */
#define US_CRYPT_BSDI_SALT		4

typedef struct UsCryptMethod UsCryptMethod;

/* What makes up a text, and what was read there. */
typedef struct UsCryptSetting
{
	UsCryptParts parts;
	uint64_t	rounds;			/* UINT64_MAX: more than 32 bits hold */
} UsCryptSetting;

/*
 * Takes a text apart: false if it is none of the method's.  The rounds stay as
 * they are if it does not name them; nobody has bounded them yet.
 */
typedef bool (*UsCryptParse) (const UsCryptMethod *method, UsSpan text,
							  UsCryptSetting *parsed);

/* What there is to know of a method. */
struct UsCryptMethod
{
	const char *prefix;
	UsHashPrimitive primitive;
	size_t		checksum_len;
	int			spare_bits;		/* of its last digit, none of which is set */
	UsCryptParse parse;
	size_t		salt_len;		/* characters of a salt that are looked at */
	uint64_t	rounds;			/* if the string does not name them */
	uint64_t	rounds_min;
	uint64_t	rounds_max;
	const char *shape;			/* the refusal of another string */
};

extern bool us_crypt_parse_salted(const UsCryptMethod *method, UsSpan text,
								  UsCryptSetting *parsed);	/* MD5, SHA-2 */
extern bool us_crypt_parse_sha1(const UsCryptMethod *method, UsSpan text,
								UsCryptSetting *parsed);
extern bool us_crypt_parse_sunmd5(const UsCryptMethod *method, UsSpan text,
								  UsCryptSetting *parsed);
extern bool us_crypt_parse_des(const UsCryptMethod *method, UsSpan text,
							   UsCryptSetting *parsed);
extern bool us_crypt_parse_bsdi(const UsCryptMethod *method, UsSpan text,
								UsCryptSetting *parsed);

#endif							/* US_CRYPT_SETTING_H */
