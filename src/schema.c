/*-------------------------------------------------------------------------
 *
 * schema.c
 *	  May somebody else put an object into a schema that is searched?
 *
 * src/schema.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_database.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "domain.h"
#include "schema.h"

/* pg_database_owner stands for whoever owns the database. */
static Oid
resolve_role(Oid role)
{
	HeapTuple	tuple;

	if (role != ROLE_PG_DATABASE_OWNER)
		return role;
	tuple = SearchSysCache1(DATABASEOID, ObjectIdGetDatum(MyDatabaseId));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for database %u", MyDatabaseId);
	role = ((Form_pg_database) GETSTRUCT(tuple))->datdba;
	ReleaseSysCache(tuple);
	return role;
}

/* Could the role do all that the owner can anyway? */
static bool
is_trusted(Oid role, Oid owner)
{
	role = resolve_role(role);
	return OidIsValid(role) &&
		(superuser_arg(role) || has_privs_of_role(role, owner));
}

/* The items of an access control list, palloc'd; *count gets their number. */
static AclItem **
acl_items(Acl *acl, int *count)
{
	AclItem   **items;
	Datum	   *elements;
	int16		len;
	bool		by_value;
	char		align;

	get_typlenbyvalalign(ACLITEMOID, &len, &by_value, &align);
	deconstruct_array(acl, ACLITEMOID, len, by_value, align,
					  &elements, NULL, count);
	items = palloc(*count * sizeof(AclItem *));
	for (int i = 0; i < *count; i++)
		items[i] = DatumGetAclItemP(elements[i]);
	return items;
}

/* Somebody else who may create objects in a schema: his name, or NULL. */
static char *
find_stranger(Oid schema, Oid owner)
{
	HeapTuple	tuple = SearchSysCache1(NAMESPACEOID,
										ObjectIdGetDatum(schema));
	char	   *stranger = NULL;
	Form_pg_namespace form;
	Datum		acl_datum;
	AclItem   **items;
	bool		isnull;
	int			count;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for schema %u", schema);
	form = (Form_pg_namespace) GETSTRUCT(tuple);
	acl_datum = SysCacheGetAttr(NAMESPACEOID, tuple, Anum_pg_namespace_nspacl,
								&isnull);
	items = acl_items(isnull ? acldefault(OBJECT_SCHEMA, form->nspowner) :
					  DatumGetAclPCopy(acl_datum), &count);

	if (!is_trusted(form->nspowner, owner))
		stranger = GetUserNameFromId(resolve_role(form->nspowner), false);
	for (int i = 0; i < count && stranger == NULL; i++)
	{
		const AclItem *item = items[i];

		if ((ACLITEM_GET_PRIVS(*item) & ACL_CREATE) == 0)
			continue;
		if (item->ai_grantee == ACL_ID_PUBLIC)
			stranger = pstrdup("public");
		else if (!is_trusted(item->ai_grantee, owner))
			stranger = GetUserNameFromId(resolve_role(item->ai_grantee),
										 false);
	}
	ReleaseSysCache(tuple);
	return stranger;
}

static void
check_schema(Oid schema, Oid owner)
{
	char	   *stranger = find_stranger(schema, owner);
	char	   *name = get_namespace_name(schema);

	if (stranger == NULL)
		return;
	ereport(ERROR,
			errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			errmsg("others than the relation's owner may create objects in schema \"%s\"",
				   name),
			errdetail("Role \"%s\" may. What it puts there could run with the owner's rights.",
					  stranger),
			errhint("REVOKE CREATE ON SCHEMA %s FROM %s, or name other schemas in option \"search_path\".",
					quote_identifier(name), quote_identifier(stranger)));
}

void
us_schema_check(Relation rel, const List *schemas)
{
	ListCell   *cell;

	if (schemas == NIL)
		check_schema(RelationGetNamespace(rel), rel->rd_rel->relowner);
	foreach(cell, schemas)
		check_schema(get_namespace_oid(lfirst(cell), false),
					 rel->rd_rel->relowner);
}
