/*-------------------------------------------------------------------------
 *
 * member.h
 *	  The members of a JSON object, one after the other.
 *
 * src/member.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_MEMBER_H
#define US_MEMBER_H

#include "postgres.h"

#include "utils/jsonb.h"

/* Gets a member; the name is palloc'd, the value of the object. */
typedef void (*UsMemberVisitor) (char *name, const JsonbValue *value,
								 void *arg);

/* Shows the members in the order of their keys. */
extern void us_member_visit(JsonbContainer *object, UsMemberVisitor visit,
							void *arg);

/* The text of a JSON string, palloc'd. */
extern char *us_member_text(const JsonbValue *value);

#endif							/* US_MEMBER_H */
