/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  What differs between PostgreSQL 15 and 18.
 *
 * src/compat.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_COMPAT_H
#define US_COMPAT_H

#include "postgres.h"

#include "access/attmap.h"
#include "catalog/pg_class.h"
#include "utils/acl.h"

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "userstore supports PostgreSQL 15 to 18"
#endif

#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#define us_owns_relation(relid, roleid) \
	object_ownercheck(RelationRelationId, (relid), (roleid))
#define us_build_attrmap(to, from) \
	build_attrmap_by_name((to), (from), false)
#else
#define us_build_attrmap(to, from) \
	build_attrmap_by_name((to), (from))
#define us_owns_relation(relid, roleid) \
	pg_class_ownercheck((relid), (roleid))
#endif

/* The setting lc_monetary; from 17 on utils/pg_locale.h wants ICU's headers. */
extern PGDLLIMPORT char *locale_monetary;

/* Stands before the declaration of a function that does not return. */
#if PG_VERSION_NUM >= 180000
#define us_noreturn pg_noreturn
#else
#define us_noreturn pg_attribute_noreturn()
#endif

#endif							/* US_COMPAT_H */
