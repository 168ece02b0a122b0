/*-------------------------------------------------------------------------
 *
 * argument.h
 *	  Arguments checked for NULL and size before they are detoasted.
 *
 * src/argument.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_ARGUMENT_H
#define US_ARGUMENT_H

#include "postgres.h"

#include "fmgr.h"

/* The largest raw sizes, in bytes. */
#define US_IDENTIFIER_MAX	320
#define US_PASSWORD_MAX		4096
#define US_CONTEXT_MAX		(16 * 1024)
#define US_NEW_USER_MAX		(1024 * 1024)

/*
 * A varlena argument of at most max bytes: 22004 if NULL, 22023 if larger.
 * The result may point into the argument.
 */
extern struct varlena *us_argument_varlena(FunctionCallInfo fcinfo, int argno,
										   const char *name, Size max);

/* The same for an argument that may be NULL: NULL then. */
extern struct varlena *us_argument_optional(FunctionCallInfo fcinfo, int argno,
											const char *name, Size max);

/* An identifier or other short text as a palloc'd string. */
extern char *us_argument_string(FunctionCallInfo fcinfo, int argno,
								const char *name, Size max);

/* A boolean: 22004 if NULL. */
extern bool us_argument_bool(FunctionCallInfo fcinfo, int argno,
							 const char *name);

#endif							/* US_ARGUMENT_H */
