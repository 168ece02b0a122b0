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

#if PG_VERSION_NUM >= 170000
#include "storage/dsm_registry.h"
#include "storage/proc.h"
#include "utils/wait_event.h"
#define us_proc_number() ((int) MyProcNumber)
#define us_wait_event_new(name) WaitEventExtensionNew(name)

/*
 * Memory that all backends find by its name; init fills it when it is made.
 * The caller holds AddinShmemInitLock.
 */
static inline void *
us_named_memory(const char *name, Size size, void (*init) (void *))
{
	bool		found;

	return GetNamedDSMSegment(name, size, init, &found);
}
#else
#include "storage/proc.h"
#include "storage/shmem.h"
#include "utils/wait_event.h"
#define us_proc_number() ((int) MyProc->pgprocno)
#define us_wait_event_new(name) ((uint32) PG_WAIT_EXTENSION)

static inline void *
us_named_memory(const char *name, Size size, void (*init) (void *))
{
	bool		found;
	void	   *memory = ShmemInitStruct(name, size, &found);

	if (!found)
		init(memory);
	return memory;
}
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
