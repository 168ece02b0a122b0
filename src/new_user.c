/*-------------------------------------------------------------------------
 *
 * new_user.c
 *	  Reads create's JSON: known fields, custom fields, what may not be set.
 *
 * The text holds a password; no error says more of it than the name of a
 * field.
 *
 * src/new_user.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

#include "charset.h"
#include "insert.h"
#include "json.h"
#include "new_user.h"
#include "outcome.h"
#include "user.h"

#define ARGUMENT "new_user"
#define NOTICE_NAMES_MAX	200 /* bytes of names in the NOTICE */

/* What Auth0 sends along and nobody stores. */
static const char *const ignored[] = {"client_id", "tenant", "connection"};

/* Names that a custom attribute must not take. */
static const char *const reserved[] = {
	"metadata", "password_hash", "custom_password_hash", "identities"
};

typedef struct Reader
{
	const UsMapping *mapping;
	UsNewUser  *user;
	StringInfoData custom;		/* JSON text of the custom attributes */
	StringInfoData unstored;	/* names for the NOTICE */
} Reader;

static void
refuse_field(const char *name, const char *why)
{
	us_refuse_argument(ARGUMENT, psprintf("Field \"%s\" %s.", name, why));
}

static bool
is_among(const char *name, const char *const *names, int count)
{
	for (int i = 0; i < count; i++)
	{
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

static void
note_unstored(Reader *reader, const char *name)
{
	if (reader->unstored.len > NOTICE_NAMES_MAX)
		return;
	if (reader->unstored.len > 0)
		appendStringInfoString(&reader->unstored, ", ");
	appendBinaryStringInfo(&reader->unstored, name,
						   pg_mbcliplen(name, (int) strlen(name),
										NAMEDATALEN));
}

/* JSON text as jsonb.  NB: jsonb_in's own error would show the text. */
static Datum
read_jsonb(const char *name, const char *json)
{
	MemoryContext context = CurrentMemoryContext;
	volatile Datum result = (Datum) 0;
	volatile bool failed = false;

	PG_TRY();
	{
		result = DirectFunctionCall1(jsonb_in, CStringGetDatum(json));
	}
	PG_CATCH();
	{
		MemoryContextSwitchTo(context);
		FlushErrorState();
		failed = true;
	}
	PG_END_TRY();
	if (failed)
		refuse_field(name, "can't be stored as jsonb: it holds U+0000, a lone surrogate, too large a number or too deep a structure");
	return result;
}

static void
set_slot(Reader *reader, int slot, Datum value)
{
	reader->user->values[slot] = value;
	reader->user->slots |= US_SLOT_BIT(slot);
}

static void
read_password(Reader *reader, const UsJsonMember *member)
{
	UsSecret   *utf8;

	switch (us_json_text(member->value, &utf8))
	{
		case US_JSON_STRING:
			reader->user->password = us_password_from(utf8);
			reader->user->has_password = true;
			break;
		case US_JSON_NOT_STRING:
			refuse_field(member->key, "is not a string");
			break;
		case US_JSON_BAD_CHARACTER:
			us_refuse(US_INVALID_PASSWORD,
					  "It holds U+0000 or a lone surrogate.");
			break;
	}
}

/* A JSON string in the database's encoding. */
static char *
read_text(const UsJsonMember *member)
{
	UsSecret   *utf8 = NULL;
	char	   *value;

	switch (us_json_text(member->value, &utf8))
	{
		case US_JSON_STRING:
			break;
		case US_JSON_NOT_STRING:
			refuse_field(member->key, "is not a string");
			break;
		case US_JSON_BAD_CHARACTER:
			refuse_field(member->key, "holds U+0000 or a lone surrogate");
			break;
	}
	value = us_utf8_to_server(utf8);
	if (value == NULL)
		refuse_field(member->key,
					 "has a character that the database's encoding lacks");
	return value;
}

static void
read_string(Reader *reader, const UsJsonMember *member, UsField field)
{
	char	   *value = read_text(member);
	const char *stored = value;

	if (field == US_FIELD_EMAIL)
	{
		reader->user->identifiers[US_CLASS_EMAIL] = value;
		stored = us_mapping_email(reader->mapping, value);
	}
	else if (field == US_FIELD_PHONE_NUMBER)
		reader->user->identifiers[US_CLASS_PHONE_NUMBER] = value;
	else if (field == US_FIELD_USERNAME)
		reader->user->identifiers[US_CLASS_USERNAME] = value;
	if (us_user_is_personal(field))
		reader->user->personal = lappend(reader->user->personal, value);
	set_slot(reader, field, CStringGetTextDatum(stored));
}

static void
read_object(Reader *reader, const UsJsonMember *member, UsField field)
{
	if (member->value.text[0] != '{')
		refuse_field(member->key, "is not an object");
	set_slot(reader, field,
			  read_jsonb(member->key, pnstrdup(member->value.text,
											   member->value.len)));
}

/*
 * Reads a custom field that has a column: its JSON if the column has that,
 * else the text of the string, number or boolean.
 */
static void
read_mapped(Reader *reader, const UsJsonMember *member, int slot)
{
	char	   *json = pnstrdup(member->value.text, member->value.len);

	if (us_json_is_null(member->value))
		return;
	if (us_insert_type(reader->mapping, slot) == JSONBOID)
		set_slot(reader, slot, read_jsonb(member->key, json));
	else if (json[0] == '"')
		set_slot(reader, slot, CStringGetTextDatum(read_text(member)));
	else if (json[0] == '{' || json[0] == '[')
		refuse_field(member->key, "is neither a string nor a number nor a boolean");
	else
		set_slot(reader, slot, CStringGetTextDatum(json));
}

/*
 * Keeps a custom field in its column or, if the store has them, among the
 * attributes.
 */
static void
read_custom(Reader *reader, const UsJsonMember *member)
{
	int			slot = us_mapping_custom_slot(reader->mapping, member->key);
	bool		mapped = slot >= 0;

	if (mapped && us_column_is_stored(us_mapping_slot(reader->mapping, slot)))
	{
		read_mapped(reader, member, slot);
		return;
	}

	/* NB: an attribute must not look like a field that is read elsewhere. */
	if (mapped ||
		us_mapping_column(reader->mapping, US_FIELD_ATTRIBUTES) == NULL ||
		is_among(member->key, reserved, lengthof(reserved)))
	{
		note_unstored(reader, member->key);
		return;
	}
	appendStringInfoChar(&reader->custom, reader->custom.len ? ',' : '{');
	appendBinaryStringInfo(&reader->custom, member->raw_key.text,
						   (int) member->raw_key.len);
	appendStringInfoChar(&reader->custom, ':');
	appendBinaryStringInfo(&reader->custom, member->value.text,
						   (int) member->value.len);
}

static void
read_member(Reader *reader, const UsJsonMember *member)
{
	UsField		field = us_field_named(member->key, strlen(member->key));

	if (is_among(member->key, ignored, lengthof(ignored)))
		return;
	if (strcmp(member->key, "password") == 0)
	{
		if (!us_json_is_null(member->value))
			read_password(reader, member);
		return;
	}
	if (field == US_FIELD_CUSTOM)
	{
		read_custom(reader, member);
		return;
	}
	if (us_fields[field].input == US_INPUT_REFUSED ||
		!us_mapping_writes(reader->mapping, field, US_SET_FOR_CREATE))
	{
		note_unstored(reader, member->key);
		return;
	}
	if (us_json_is_null(member->value))
		return;
	if (us_fields[field].input == US_INPUT_STRING)
		read_string(reader, member, field);
	else
		read_object(reader, member, field);
}

static int
compare_names(const ListCell *a, const ListCell *b)
{
	return strcmp(lfirst(a), lfirst(b));
}

/* Refuses a key that stands twice: which of them counts is anybody's guess. */
static void
refuse_duplicates(const List *members)
{
	List	   *names = NIL;
	const char *previous = NULL;
	ListCell   *cell;

	foreach(cell, members)
		names = lappend(names, ((UsJsonMember *) lfirst(cell))->key);
	list_sort(names, compare_names);
	foreach(cell, names)
	{
		if (previous != NULL && strcmp(previous, lfirst(cell)) == 0)
			us_refuse_argument(ARGUMENT, "A field stands in it twice.");
		previous = lfirst(cell);
	}
	list_free(names);
}

static void
check_identifiers(const UsNewUser *user)
{
	bool		any = false;

	for (int class = 0; class < US_CLASS_COUNT; class++)
	{
		if (user->identifiers[class] == NULL)
			continue;
		us_identifier_check((UsClass) class, user->identifiers[class]);
		any = true;
	}
	if (any)
		return;
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			errmsg("the new user has no identifier"),
			errdetail("At least one of email, username and phone_number must be given, and the store must have a column for it."));
}

void
us_new_user_read(const char *json, Size len, const UsMapping *mapping,
				 UsNewUser *user)
{
	Reader		reader;
	List	   *members;
	ListCell   *cell;

	memset(user, 0, sizeof(*user));
	reader.mapping = mapping;
	reader.user = user;
	initStringInfo(&reader.custom);
	initStringInfo(&reader.unstored);

	if (!us_json_members(json, len, &members))
		us_refuse_argument(ARGUMENT, "It is not an object with readable keys.");
	refuse_duplicates(members);
	foreach(cell, members)
		read_member(&reader, lfirst(cell));

	check_identifiers(user);
	if (!user->has_password)
		us_refuse_null("new_user.password");

	if (reader.custom.len > 0)
	{
		appendStringInfoChar(&reader.custom, '}');
		set_slot(&reader, US_FIELD_ATTRIBUTES,
				  read_jsonb("attributes", reader.custom.data));
	}
	if (reader.unstored.len > 0)
		ereport(NOTICE,
				errmsg("fields of the new user that are not stored: %s",
					   reader.unstored.data));
}
