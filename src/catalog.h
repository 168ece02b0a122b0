/*-------------------------------------------------------------------------
 *
 * catalog.h
 *	  Finds and reads the extension's own configuration tables.
 *
 * src/catalog.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_CATALOG_H
#define US_CATALOG_H

#include "postgres.h"

#include "nodes/pg_list.h"
#include "utils/jsonb.h"
#include "utils/uuid.h"

#include "usage.h"

#define US_STORE_DEFAULT "default"

/* Must verifiers of a store be sealed? */
typedef enum UsSealing
{
	US_SEALING_OFF,				/* they are not */
	US_SEALING_MIGRATING,		/* some are */
	US_SEALING_REQUIRED			/* one that is not matches no password */
} UsSealing;

/* A row of userstore.mappings; palloc'd. */
typedef struct UsMappingRow
{
	pg_uuid_t	id;
	Oid			relation;
	Jsonb	   *columns;
	Jsonb	   *options;
	bool		suspended;
	UsSealing	sealing;
	bool		unsealing;		/* migrating, to off */
} UsMappingRow;

/* A row of userstore.grants; palloc'd. */
typedef struct UsGrantRow
{
	char	   *store;
	List	   *actions;		/* of char * */
	int			quotas[US_QUOTA_COUNT]; /* per hour, 0: none */
} UsGrantRow;

/* A row of userstore.costs; palloc'd. */
typedef struct UsCostRow
{
	char	   *primitive;
	int64		shape;
	int64		amount;
} UsCostRow;

/* A row of userstore.keys; palloc'd. */
typedef struct UsKeyRow
{
	char	   *id;
	char	   *canary;			/* sealed with that key */
} UsKeyRow;

/* Called when a configuration table may have changed. */
typedef void (*UsCatalogListener) (void);

/* Registers a listener for the life of the session.  From _PG_init. */
extern void us_catalog_listen(UsCatalogListener listener);

/* Registers the callbacks that tell the listeners.  Once, from _PG_init. */
extern void us_catalog_start(void);

/* The mapping of a store; false if there is none. */
extern bool us_catalog_mapping(const char *store, UsMappingRow *row);

/* The names of all stores, palloc'd. */
extern List *us_catalog_stores(void);

/* The grants of a role as a list of UsGrantRow. */
extern List *us_catalog_grants(Oid role);

/* The kinds of work of a store's verifiers as a list of UsCostRow. */
extern List *us_catalog_costs(const char *store);

/* The keys that verifiers may be sealed with as a list of UsKeyRow. */
extern List *us_catalog_keys(void);

/*
 * Is a folded password, a text, in userstore.blocklist?  No statement is run
 * and no copy is made.
 */
extern bool us_catalog_blocks(Datum password);

/* The OID of the table of mappings, and of its owner. */
extern Oid	us_catalog_mappings_table(Oid *owner);

#endif							/* US_CATALOG_H */
