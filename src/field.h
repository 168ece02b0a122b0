/*-------------------------------------------------------------------------
 *
 * field.h
 *	  The fields of a user: name, kind, place in the profile.
 *
 * src/field.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_FIELD_H
#define US_FIELD_H

#include "postgres.h"

typedef enum UsField
{
	US_FIELD_USER_ID,
	US_FIELD_EMAIL,
	US_FIELD_EMAIL_VERIFIED,
	US_FIELD_USERNAME,
	US_FIELD_PHONE_NUMBER,
	US_FIELD_PHONE_VERIFIED,
	US_FIELD_NAME,
	US_FIELD_NICKNAME,
	US_FIELD_GIVEN_NAME,
	US_FIELD_FAMILY_NAME,
	US_FIELD_PICTURE,
	US_FIELD_BLOCKED,
	US_FIELD_ATTRIBUTES,
	US_FIELD_USER_METADATA,
	US_FIELD_APP_METADATA,
	US_FIELD_VERIFIER,
	US_FIELD_SALT,
	US_FIELD_PASSWORD_CHANGE_REQUIRED,
	US_FIELD_CUSTOM				/* a column the mapping adds to the profile */
} UsField;

#define US_FIELD_COUNT	US_FIELD_CUSTOM

/* How a field's value travels between SQL and here. */
typedef enum UsFieldKind
{
	US_KIND_TEXT,
	US_KIND_BOOLEAN,
	US_KIND_JSON
} UsFieldKind;

/* Who may write a field, and how, in create's JSON. */
typedef enum UsFieldInput
{
	US_INPUT_REFUSED,			/* not the caller's to set: left out, reported */
	US_INPUT_STRING,
	US_INPUT_OBJECT
} UsFieldInput;

typedef struct UsFieldInfo
{
	const char *name;			/* in a mapping and in create's JSON */
	UsFieldKind kind;
	const char *profile;		/* its key in the profile; NULL: not there */
	UsFieldInput input;
} UsFieldInfo;

extern const UsFieldInfo us_fields[US_FIELD_COUNT];

/* The field of that name, or US_FIELD_CUSTOM. */
extern UsField us_field_named(const char *name, Size len);

#endif							/* US_FIELD_H */
