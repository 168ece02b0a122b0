/*-------------------------------------------------------------------------
 *
 * profile.c
 *	  A user as the jsonb profile that an action hands out.
 *
 * Login and get_user build it from the same statement's row, so they give it
 * byte for byte alike.  A verifier is never in that row.
 *
 * src/profile.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/jsonb.h"

#include "compat.h"
#include "field.h"
#include "profile.h"

static void
push_key(JsonbParseState **state, const char *key, int len)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = (char *) key;
	value.val.string.len = len;
	(void) pushJsonbValue(state, WJB_KEY, &value);
}

/* Pushes a jsonb as a value, be it an object, an array or a scalar. */
static void
push_jsonb(JsonbParseState **state, Jsonb *jsonb)
{
	JsonbValue	value;

	if (JB_ROOT_IS_SCALAR(jsonb))
		(void) JsonbExtractScalar(&jsonb->root, &value);
	else
	{
		value.type = jbvBinary;
		value.val.binary.data = &jsonb->root;
		value.val.binary.len = VARSIZE(jsonb) - VARHDRSZ;
	}
	(void) pushJsonbValue(state, WJB_VALUE, &value);
}

static bool
is_key(const JsonbValue *key, const char *name)
{
	return name != NULL && strlen(name) == (size_t) key->val.string.len &&
		memcmp(name, key->val.string.val, key->val.string.len) == 0;
}

/* Is the key that of a field, one of ours or one that the mapping adds? */
static bool
is_profile_key(const UsMapping *mapping, const JsonbValue *key)
{
	for (int i = 0; i < US_FIELD_COUNT; i++)
	{
		if (is_key(key, us_fields[i].profile))
			return true;
	}
	for (int i = 0; i < mapping->custom_count; i++)
	{
		if (is_key(key, mapping->columns[mapping->custom[i]].name))
			return true;
	}
	return false;
}

/*
 * Spreads the custom attributes over the profile's root; none of them takes
 * the place of a field.
 */
static void
push_attributes(JsonbParseState **state, const UsMapping *mapping,
				Jsonb *attributes)
{
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	value;
	bool		shown = false;

	if (!JB_ROOT_IS_OBJECT(attributes))
		return;
	it = JsonbIteratorInit(&attributes->root);
	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			shown = !is_profile_key(mapping, &value);
			if (shown)
				push_key(state, value.val.string.val, value.val.string.len);
		}
		else if (token == WJB_VALUE && shown)
			(void) pushJsonbValue(state, WJB_VALUE, &value);
	}
}

static void
push_text(JsonbParseState **state, const char *text)
{
	JsonbValue	value;

	value.type = jbvString;
	value.val.string.val = (char *) text;
	value.val.string.len = (int) strlen(text);
	(void) pushJsonbValue(state, WJB_VALUE, &value);
}

/* Pushes a field of the user that the row has not just as it is shown. */
static bool
push_made(JsonbParseState **state, const UsUser *user, const UsColumn *column)
{
	char	   *text;

	if (column->field == US_FIELD_USER_ID)
	{
		push_key(state, column->name, (int) strlen(column->name));
		push_text(state, psprintf("%s%s",
								  user->mapping->options->user_id_prefix,
								  user->user_id));
		return true;
	}
	if (!us_column_is_several(column))
		return false;
	text = us_user_text(user, column->field);
	if (text != NULL)
	{
		push_key(state, column->name, (int) strlen(column->name));
		push_text(state, text);
	}
	return true;
}

static void
push_field(JsonbParseState **state, const UsColumn *column, Datum datum)
{
	const char *key = column->field == US_FIELD_CUSTOM ?
		column->name : us_fields[column->field].profile;
	JsonbValue	value;

	push_key(state, key, (int) strlen(key));
	switch (us_column_kind(column))
	{
		case US_KIND_TEXT:
			value.type = jbvString;
			value.val.string.val = VARDATA_ANY(DatumGetPointer(datum));
			value.val.string.len = VARSIZE_ANY_EXHDR(DatumGetPointer(datum));
			(void) pushJsonbValue(state, WJB_VALUE, &value);
			break;
		case US_KIND_BOOLEAN:
			value.type = jbvBool;
			value.val.boolean = DatumGetBool(datum);
			(void) pushJsonbValue(state, WJB_VALUE, &value);
			break;
		case US_KIND_JSON:
			push_jsonb(state, DatumGetJsonbP(datum));
			break;
	}
}

Datum
us_profile(const UsUser *user)
{
	const UsMapping *mapping = user->mapping;
	JsonbParseState *state = NULL;
	int			attributes = mapping->by_field[US_FIELD_ATTRIBUTES];

	(void) pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	if (attributes >= 0 && !user->row.nulls[attributes])
		push_attributes(&state, mapping,
						DatumGetJsonbP(user->row.values[attributes]));
	for (int i = 0; i < mapping->count; i++)
	{
		const UsColumn *column = &mapping->columns[i];

		if (user->row.nulls[i] || i == attributes ||
			(column->field != US_FIELD_CUSTOM &&
			 us_fields[column->field].profile == NULL))
			continue;
		if (!push_made(&state, user, column))
			push_field(&state, column, user->row.values[i]);
	}
	return JsonbPGetDatum(JsonbValueToJsonb(pushJsonbValue(&state,
														   WJB_END_OBJECT,
														   NULL)));
}
