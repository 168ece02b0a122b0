/*-------------------------------------------------------------------------
 *
 * shared_rows.c
 *	  What the shared vectors say in their notes, and what we say to them.
 *
 * test/unit/shared_rows.c
 *
 *-------------------------------------------------------------------------
 */
#include "shared_rows.h"

#include <string.h>

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define SPRING_1 \
	"{\"scheme\":\"spring-pbkdf2\",\"secret\":\"secret\",\"iterations\":185000," \
	"\"digest\":\"sha1\",\"salt_bytes\":8}"
#define SPRING_3 \
	"{\"scheme\":\"spring-pbkdf2\",\"secret\":\"secret\",\"iterations\":185000," \
	"\"digest\":\"sha256\",\"salt_bytes\":8}"
#define SPRING_4 \
	"{\"scheme\":\"spring-pbkdf2\",\"iterations\":185000," \
	"\"digest\":\"sha256\",\"salt_bytes\":16}"

/* A scheme, or one row of it, is declared like this. */
static const struct
{
	const char *name;			/* of the scheme, or a row's id */
	const char *declared;
	const char *user;
}			declarations[] =
{
	{"spring-pbkdf2-001", SPRING_1, NULL},
	{"spring-pbkdf2-003", SPRING_3, NULL},
	{"spring-pbkdf2-004", SPRING_4, NULL},
	{"bcrypt-prehash-002",
		"{\"scheme\":\"bcrypt-prehash\",\"digest\":\"sha256\","
	"\"encoding\":\"hex\"}", NULL},
	{"bcrypt-prehash-003",
		"{\"scheme\":\"bcrypt-prehash\",\"digest\":\"sha512\","
	"\"encoding\":\"hex\"}", NULL},
	{"bcrypt-pepper-suffix",
	"{\"scheme\":\"bcrypt-pepper-suffix\",\"pepper\":\"PEPPER\"}", NULL},
	{"argon2-keyed",
	"{\"scheme\":\"argon2-keyed\",\"secret\":\"unknown\"}", NULL},
	{"symfony-pbkdf2-002",
		"{\"scheme\":\"symfony-pbkdf2\",\"digest\":\"sha256\","
		"\"iterations\":2,\"length\":40,\"encoding\":\"hex\","
	"\"salt\":\"\"}", NULL},
	{"pg-md5-role-001", "pg-md5-role", "vec_u"},
	{"pg-md5-role-004", "pg-md5-role", "27032153220030464358344758762807"},

	/* their strings are other schemes' too */
	{"kratos-006", "kratos", NULL},
	{"kratos-008", "kratos", NULL},
	{"django-008", "django", NULL},

	{"better-auth-scrypt", "better-auth-scrypt", NULL},
	{"hex-md4", "hex-md4", NULL},
	{"hex-md5", "hex-md5", NULL},
	{"hex-sha1", "hex-sha1", NULL},
	{"hex-sha256", "hex-sha256", NULL},
	{"hex-sha512", "hex-sha512", NULL},
	{"ipb-md5", "ipb-md5", NULL},
	{"joomla-md5", "joomla-md5", NULL},
	{"magento", "magento", NULL},
	{"node-scrypt-colon", "node-scrypt-colon", NULL},
	{"oscommerce-md5", "oscommerce-md5", NULL},
	{"symfony-bcrypt-sha512", "symfony-bcrypt-sha512", NULL},
	{"symfony-digest", "symfony-digest", NULL},
	{"vbulletin-md5", "vbulletin-md5", NULL},
};

#define LATIN1 \
	"libxcrypt takes bytes for characters; Windows digests UTF-16 of the text"

/* Only rows that are marked as not verified. */
static const struct
{
	const char *id;
	const char *reason;
}			argued[] =
{
	{"nthash-007", LATIN1}, {"nthash-010", LATIN1}, {"nthash-014", LATIN1},
	{"nthash-016", LATIN1},
};

const char *
shared_row_complete(Vector *row)
{
	int			i;

	for (i = 0; i < COUNT(declarations); i++)
	{
		if (strcmp(declarations[i].name, row->id) != 0 &&
			strcmp(declarations[i].name, row->scheme) != 0)
			continue;
		row->declared = declarations[i].declared;
		if (declarations[i].user != NULL)
		{
			row->user.start = declarations[i].user;
			row->user.len = strlen(declarations[i].user);
		}
		break;
	}
	for (i = 0; i < COUNT(argued); i++)
	{
		if (strcmp(argued[i].id, row->id) == 0)
			return argued[i].reason;
	}
	return NULL;
}
