/*-------------------------------------------------------------------------
 *
 * kratos_pattern.c
 *	  The pattern in which Kratos puts salt and password together.
 *
 * src/hash/kratos_pattern.c
 *
 *-------------------------------------------------------------------------
 */
#include "kratos_pattern.h"

#include "span.h"

UsHashResult
us_kratos_pattern_apply(UsSpan pattern, UsSpan salt, UsSaltedText *before,
						UsSaltedText *after)
{
	UsSaltedText *text = before;
	bool		fits = true;

	while (fits && pattern.len > 0)
	{
		if (us_span_skip(&pattern, "{SALT}"))
			fits = us_salted_append(text, salt);
		else if (!us_span_skip(&pattern, "{PASSWORD}"))
			fits = us_salted_append(text, us_span_take(&pattern, 1));
		else if (text == after)
			return US_HASH_MALFORMED;
		else
			text = after;
	}
	if (!fits)
		return US_HASH_OUT_OF_BOUNDS;
	return text == after ? US_HASH_MATCH : US_HASH_MALFORMED;
}
