/*-------------------------------------------------------------------------
 *
 * phc.h
 *	  Reads a PHC string, $id[$v=N][$key=value(,key=value)*]$salt$digest.
 *
 * The parts are spans of the text given: nothing is copied, decoded or
 * allocated, and they live as long as the text.
 *
 * src/hash/phc.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_PHC_H
#define US_PHC_H

#include "types.h"

#define US_PHC_PARAMETERS_MAX	16	/* more are refused */

typedef struct UsPhcParameter
{
	UsSpan		key;
	UsSpan		value;
} UsPhcParameter;

typedef struct UsPhc
{
	UsSpan		id;
	bool		has_version;	/* is there a part "v=N"? */
	uint32_t	version;		/* 0 if not */
	UsPhcParameter parameters[US_PHC_PARAMETERS_MAX];
	int			parameter_count;	/* in the order of the text */
	UsSpan		salt;			/* as written, never empty */
	UsSpan		digest;			/* as written, never empty */
} UsPhc;

/*
 * Splits a text into the parts of a PHC string.  Keys come in any order, keys
 * that no scheme knows included, and "v" if there is no part for the version
 * alone.  False, and *phc undefined, if the text has another shape, an empty
 * part, a key twice, too many keys, or a character that has no place there.
 */
extern bool us_phc_parse(const char *text, size_t len, UsPhc *phc);

/* The value of a key, or NULL if it is not there. */
extern const UsSpan *us_phc_find(const UsPhc *phc, const char *key);

/* Reads a key's decimal number; false if it is not there or none. */
extern bool us_phc_number(const UsPhc *phc, const char *key, uint32_t *value);

#endif							/* US_PHC_H */
