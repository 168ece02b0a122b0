/*-------------------------------------------------------------------------
 *
 * member.c
 *	  The members of a JSON object, one after the other.
 *
 * src/member.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "member.h"

void
us_member_visit(JsonbContainer *object, UsMemberVisitor visit, void *arg)
{
	JsonbIterator *it = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue	value;
	char	   *name = NULL;

	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			name = us_member_text(&value);
		else if (token == WJB_VALUE)
			visit(name, &value, arg);
	}
}

char *
us_member_text(const JsonbValue *value)
{
	return pnstrdup(value->val.string.val, value->val.string.len);
}
