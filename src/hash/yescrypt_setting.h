/*-------------------------------------------------------------------------
 *
 * yescrypt_setting.h
 *	  What the setting of a $y$, $gy$ or $7$ asks for, decoded and bounded.
 *
 * src/hash/yescrypt_setting.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_YESCRYPT_SETTING_H
#define US_YESCRYPT_SETTING_H

#include "scheme.h"

/* The flavours, as the string has them. */
#define US_YESCRYPT_SCRYPT	0
#define US_YESCRYPT_WORM	1	/* write once, read many */
#define US_YESCRYPT_FULL	47

typedef struct UsYescrypt
{
	uint32_t	flavour;
	uint32_t	log2_n;
	uint32_t	r;
	uint32_t	p;
	uint32_t	t;
} UsYescrypt;

/*
 * Decodes what stands in a setting behind $y$ or $gy$: parameters, "$" and a
 * salt.  US_HASH_MATCH; US_HASH_MALFORMED; US_HASH_UNSUPPORTED.
 */
extern UsHashResult us_yescrypt_decode(UsSpan rest, UsYescrypt *parameters,
									   UsHashInfo *info);

/*
 * The same behind $7$: log2 N in one digit, r and p in five each, and the salt
 * as it is hashed.
 */
extern UsHashResult us_yescrypt_decode_scrypt7(UsSpan rest,
											   UsYescrypt *parameters,
											   UsHashInfo *info);

/*
 * Adds the work, of this primitive if it is none of scrypt's, and checks it
 * against the limits.  US_HASH_MATCH; US_HASH_OUT_OF_BOUNDS.
 */
extern UsHashResult us_yescrypt_bound(const UsYescrypt *parameters,
									  UsHashPrimitive primitive,
									  const UsHashLimits *limits,
									  UsHashInfo *info);

#endif							/* US_YESCRYPT_SETTING_H */
