/*-------------------------------------------------------------------------
 *
 * field.c
 *	  The fields of a user: name, kind, place in the profile.
 *
 * src/field.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "field.h"

/*
 * In the order of UsField.  A profile carries app_metadata under the name
 * "metadata", or Auth0 loses it in a later merge.  The custom attributes are
 * spread over the profile's root.
 */
const UsFieldInfo us_fields[US_FIELD_COUNT] = {
	{"user_id", US_KIND_TEXT, "user_id", US_INPUT_REFUSED},
	{"email", US_KIND_TEXT, "email", US_INPUT_STRING},
	{"email_verified", US_KIND_BOOLEAN, "email_verified", US_INPUT_REFUSED},
	{"username", US_KIND_TEXT, "username", US_INPUT_STRING},
	{"phone_number", US_KIND_TEXT, "phone_number", US_INPUT_STRING},
	{"phone_verified", US_KIND_BOOLEAN, "phone_verified", US_INPUT_REFUSED},
	{"name", US_KIND_TEXT, "name", US_INPUT_STRING},
	{"nickname", US_KIND_TEXT, "nickname", US_INPUT_STRING},
	{"given_name", US_KIND_TEXT, "given_name", US_INPUT_STRING},
	{"family_name", US_KIND_TEXT, "family_name", US_INPUT_STRING},
	{"picture", US_KIND_TEXT, "picture", US_INPUT_STRING},
	{"blocked", US_KIND_BOOLEAN, "blocked", US_INPUT_REFUSED},
	{"attributes", US_KIND_JSON, "attributes", US_INPUT_REFUSED},
	{"user_metadata", US_KIND_JSON, "user_metadata", US_INPUT_OBJECT},
	{"app_metadata", US_KIND_JSON, "metadata", US_INPUT_OBJECT},
	{"verifier", US_KIND_TEXT, NULL, US_INPUT_REFUSED},
	{"salt", US_KIND_TEXT, NULL, US_INPUT_REFUSED},
	{"password_change_required", US_KIND_BOOLEAN, NULL, US_INPUT_REFUSED},
};

UsField
us_field_named(const char *name, Size len)
{
	for (int i = 0; i < US_FIELD_COUNT; i++)
	{
		if (strlen(us_fields[i].name) == len &&
			memcmp(us_fields[i].name, name, len) == 0)
			return (UsField) i;
	}
	return US_FIELD_CUSTOM;
}
