/* Proves which strings are PHC strings and what is read from them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hash/phc.h"
#include "hash/span.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define TEN		"a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1,j=1"

/* What is read, written as id|version or -|key=value ...|salt|digest. */
static const struct
{
	const char *text;
	const char *read;
}			good[] =
{
	{"$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$ZGlnZXN0",
	"argon2id|19|m=65536 t=2 p=1|c2FsdA|ZGlnZXN0"},
	{"$argon2i$m=65536,t=2,p=1$c2FsdA$ZGlnZXN0",
	"argon2i|-|m=65536 t=2 p=1|c2FsdA|ZGlnZXN0"},
	{"$argon2id$v=19$m=4096,p=1,t=3$c2FsdA$ZGlnZXN0",
	"argon2id|19|m=4096 p=1 t=3|c2FsdA|ZGlnZXN0"},
	{"$argon2id$v=19$m=8,t=3,p=4,backend=openssl$c2FsdA$ZGlnZXN0",
	"argon2id|19|m=8 t=3 p=4 backend=openssl|c2FsdA|ZGlnZXN0"},
	{"$argon2id$v=19$m=8,t=1,p=1$c2FsdA==$ZGlnZXN0MQ==",
	"argon2id|19|m=8 t=1 p=1|c2FsdA==|ZGlnZXN0MQ=="},
	{"$bcrypt-sha256$v=2,t=2b,r=12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8",
	"bcrypt-sha256|-|v=2 t=2b r=12|n79VH.0Q2TMWmt3Oqt9uku|Kq4Noyk3094Y2QlB8"},
	{"$bcrypt$v=98$r=10$c2FsdA$ZGlnZXN0", "bcrypt|98|r=10|c2FsdA|ZGlnZXN0"},
	{"$id$salt$digest", "id|-||salt|digest"},
	{"$id$v=0$salt$digest", "id|0||salt|digest"},
	{"$id$v=x$salt$digest", "id|-|v=x|salt|digest"},
	{"$id$k=a=b=$salt$digest", "id|-|k=a=b=|salt|digest"},
	{"$0$" TEN ",k=1,l=1,m=1,n=1,o=1,p=1$s$d",
		"0|-|a=1 b=1 c=1 d=1 e=1 f=1 g=1 h=1 i=1 j=1 k=1 l=1 m=1 n=1 o=1 p=1"
	"|s|d"},
};

static const struct
{
	const char *text;
	const char *what;
}			bad[] =
{
	{"", "nothing"},
	{"$", "a dollar"},
	{"$$$$$", "dollars"},
	{"id$v=1$k=v$salt$digest", "no dollar in front"},
	{" $id$salt$digest", "a blank in front"},
	{"$id", "an identifier alone"},
	{"$id$salt", "no digest"},
	{"$id$$digest", "an empty salt"},
	{"$id$salt$", "an empty digest"},
	{"$id$$salt$digest", "empty parameters"},
	{"$id$v=1$$salt$digest", "empty parameters after a version"},
	{"$$salt$digest", "an empty identifier"},
	{"$ID$salt$digest", "capitals in the identifier"},
	{"$a_b$salt$digest", "an underscore in the identifier"},
	{"$abcdefghijklmnopqrstuvwxyz0123456$s$d", "an identifier of 33 bytes"},
	{"$id$v=1$k=v$salt$digest$", "a part too many, empty"},
	{"$id$v=1$k=v$salt$digest$more", "a part too many"},
	{"$id$k=v$v=1$salt$digest", "the version after the parameters"},
	{"$id$v=x$k=v$salt$digest", "a version that is no number"},
	{"$id$v=$k=v$salt$digest", "an empty version"},
	{"$id$v=01$k=v$salt$digest", "a version with a leading zero"},
	{"$id$v=4294967296$k=v$salt$digest", "a version beyond 32 bits"},
	{"$id$v=1,w=2$k=v$salt$digest", "two versions"},
	{"$id$x=1$k=v$salt$digest", "two lots of parameters"},
	{"$id$v=1$v=1$salt$digest", "the version twice"},
	{"$id$v=1$k=v,v=2$salt$digest", "the version among the parameters too"},
	{"$id$k=1,k=1$salt$digest", "a key twice"},
	{"$id$k=1,l=1,k=2$salt$digest", "a key twice, apart"},
	{"$id$k$salt$digest", "a key without value"},
	{"$id$k=$salt$digest", "a key with an empty value"},
	{"$id$=v$salt$digest", "a value without key"},
	{"$id$,$salt$digest", "a comma"},
	{"$id$k=v,$salt$digest", "a comma at the end"},
	{"$id$,k=v$salt$digest", "a comma in front"},
	{"$id$k=1,,l=1$salt$digest", "two commas"},
	{"$id$K=v$salt$digest", "capitals in a key"},
	{"$id$k =v$salt$digest", "a blank in a key"},
	{"$id$k=v $salt$digest", "a blank in a value"},
	{"$id$abcdefghijklmnopqrstuvwxyz0123456=v$s$d", "a key of 33 bytes"},
	{"$id$salt$dig est", "a blank in the digest"},
	{"$id$salt$digest\n", "a line feed at the end"},
	{"$id$s,lt$digest", "a comma in the salt"},
	{"$id$s\xc3\xa4lt$digest", "a letter outside ASCII in the salt"},
	{"$0$" TEN ",k=1,l=1,m=1,n=1,o=1,p=1,q=1$s$d", "seventeen keys"},
};

/* Writes what was read as the table above has it. */
static void
describe(const UsPhc *phc, char *out, size_t size)
{
	int			len;
	int			i;

	len = snprintf(out, size, "%.*s|", (int) phc->id.len, phc->id.start);
	if (phc->has_version)
		len += snprintf(out + len, size - (size_t) len, "%u|",
						(unsigned) phc->version);
	else
		len += snprintf(out + len, size - (size_t) len, "-|");
	for (i = 0; i < phc->parameter_count; i++)
	{
		const UsPhcParameter *p = &phc->parameters[i];

		len += snprintf(out + len, size - (size_t) len, "%s%.*s=%.*s",
						i > 0 ? " " : "", (int) p->key.len, p->key.start,
						(int) p->value.len, p->value.start);
	}
	snprintf(out + len, size - (size_t) len, "|%.*s|%.*s",
			 (int) phc->salt.len, phc->salt.start,
			 (int) phc->digest.len, phc->digest.start);
}

/* Parses a copy that ends where the text does, so that ASan sees overreads. */
static bool
parse(const char *text, size_t len, char *read, size_t size)
{
	char	   *copy = malloc(len > 0 ? len : 1);
	UsPhc		phc;
	bool		parsed;

	if (copy == NULL)
		abort();
	memcpy(copy, text, len);
	parsed = us_phc_parse(copy, len, &phc);
	if (parsed)
		describe(&phc, read, size);
	free(copy);
	return parsed;
}

static void
test_find(void)
{
	const char *text = "$id$mm=1,m=65536,t=4294967296,x=ab$salt$digest";
	UsPhc		phc;
	uint32_t	value = 7;

	ok(us_phc_parse(text, strlen(text), &phc) &&
	   us_phc_find(&phc, "x") != NULL &&
	   us_span_equals(*us_phc_find(&phc, "x"), "ab"), "a key is found");
	ok(us_phc_find(&phc, "a") == NULL && us_phc_find(&phc, "") == NULL &&
	   us_phc_find(&phc, "mmm") == NULL, "a key that is not there is not");
	ok(us_phc_number(&phc, "m", &value) && value == 65536,
	   "a number is read, not that of a longer key");
	ok(!us_phc_number(&phc, "t", &value) &&
	   !us_phc_number(&phc, "x", &value) &&
	   !us_phc_number(&phc, "y", &value) && value == 65536,
	   "no number is too large, a word, or missing");
	ok(!us_span_equals(phc.id, "i") && !us_span_equals(phc.id, "idx"),
	   "a span equals neither its beginning nor its continuation");
}

static void
test_nul(void)
{
	char		text[] = "$id$v=1$k=v$salt$digest";
	char		read[512];
	size_t		len = strlen(text);
	size_t		i;
	bool		any = false;

	for (i = 0; i < len; i++)
	{
		char		kept = text[i];

		text[i] = '\0';
		any = any || parse(text, len, read, sizeof(read));
		text[i] = kept;
	}
	ok(!any, "refuses a NUL at each of the %d places", (int) len);
	ok(parse(text, len - 3, read, sizeof(read)) &&
	   strcmp(read, "id|1|k=v|salt|dig") == 0,
	   "reads no further than its length");
}

int
main(void)
{
	char		read[512];
	int			i;

	plan(COUNT(good) + COUNT(bad) + 5 + 2);
	for (i = 0; i < COUNT(good); i++)
	{
		if (!parse(good[i].text, strlen(good[i].text), read, sizeof(read)))
			strcpy(read, "(refused)");
		ok(strcmp(read, good[i].read) == 0, "reads %s", good[i].text);
	}
	for (i = 0; i < COUNT(bad); i++)
		ok(!parse(bad[i].text, strlen(bad[i].text), read, sizeof(read)),
		   "refuses %s", bad[i].what);
	test_find();
	test_nul();
	return done();
}
