/* Proves that JSON is read as RFC 8259 has it, and nothing else is. */
#include <stdlib.h>
#include <string.h>

#include "hash/json_reader.h"
#include "hash/span.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

typedef struct Text
{
	UsSpan		text;
	const char *what;
} Text;

/* in an initializer of static storage a compound literal has no place */
#define TEXT(literal, what)	{{(literal), sizeof(literal) - 1}, (what)}

static const Text valid[] = {
	TEXT("{}", "an empty object"),
	TEXT(" \t\r\n{ } \n", "white space around"),
	TEXT("[]", "an empty array"),
	TEXT("[1,\"a\",null,true,false,{\"b\":[]}]", "values of all kinds"),
	TEXT("\"\"", "an empty string"),
	TEXT("0", "zero"),
	TEXT("-0", "minus zero"),
	TEXT("-12.50e+07", "a number with all its parts"),
	TEXT("1E-2", "an exponent alone"),
	TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "all escapes"),
	TEXT("\"\\ud800\"", "half a surrogate pair, escaped"),
	TEXT("\"\xf0\x9f\x94\x91\x7f\"", "characters that need no escape"),
	TEXT("[[[[[[[[]]]]]]]]", "the depth that is allowed"),
	TEXT("{\"a\":{\"a\":1},\"A\":1,\"\":2}", "keys that differ"),
};

static const Text invalid[] = {
	TEXT("", "nothing"),
	TEXT("  ", "white space alone"),
	TEXT("{", "an object that does not end"),
	TEXT("{\"a\"}", "a key without a value"),
	TEXT("{\"a\":}", "a colon without a value"),
	TEXT("{\"a\":1,}", "a comma at the end of an object"),
	TEXT("{,\"a\":1}", "a comma at the beginning of an object"),
	TEXT("{\"a\":1 \"b\":2}", "no comma between members"),
	TEXT("{a:1}", "a key without quotes"),
	TEXT("{'a':1}", "single quotes"),
	TEXT("{1:1}", "a number for a key"),
	TEXT("[1,]", "a comma at the end of an array"),
	TEXT("[1 2]", "no comma between values"),
	TEXT("[1}", "brackets that do not pair"),
	TEXT("{} {}", "two values"),
	TEXT("{}\0", "a NUL at the end"),
	TEXT("\xef\xbb\xbf{}", "a byte order mark"),
	TEXT("\xc2\xa0{}", "a blank that is not ASCII"),
	TEXT("\v{}", "a vertical tab"),
	TEXT("01", "a leading zero"),
	TEXT("+1", "a plus"),
	TEXT("-", "a minus alone"),
	TEXT(".5", "no digit before the point"),
	TEXT("1.", "no digit behind the point"),
	TEXT("1e", "no digit in the exponent"),
	TEXT("1e+-1", "two signs"),
	TEXT("0x10", "hexadecimal"),
	TEXT("NaN", "not a number"),
	TEXT("True", "an upper-case literal"),
	TEXT("nul", "half a literal"),
	TEXT("nullx", "more than a literal"),
	TEXT("\"a", "a string that does not end"),
	TEXT("\"a\nb\"", "a line feed in a string"),
	TEXT("\"a\0b\"", "a NUL in a string"),
	TEXT("\"\\a\"", "an escape that is none"),
	TEXT("\"\\\0\"", "a NUL escaped"),
	TEXT("\"\\u12\"", "half an escape"),
	TEXT("\"\\u12G4\"", "an escape that is not hexadecimal"),
	TEXT("\"\\\"", "a quote that is escaped"),
	TEXT("\"\xc3\"", "half a character"),
	TEXT("\"\xed\xa0\x80\"", "half a surrogate pair, as UTF-8"),
	TEXT("\"\xc0\x80\"", "a spelling that is not the shortest"),
	TEXT("// a\n{}", "a comment"),
	TEXT("[[[[[[[[[]]]]]]]]]", "more depth"),
	TEXT("{\"a\":1,\"b\":2,\"a\":3}", "a key twice"),
	TEXT("{\"a\":1,\"\\u0061\":2}", "a key twice, once escaped"),
	TEXT("{\"x\":{\"\xf0\x9f\x94\x91\":1,\"\\ud83d\\uDD11\":2}}",
		 "a key twice, once as a surrogate pair"),
};

static void
test_validity(void)
{
	int			i;

	for (i = 0; i < COUNT(valid); i++)
		ok(us_json_is_valid(valid[i].text), "takes %s", valid[i].what);
	for (i = 0; i < COUNT(invalid); i++)
		ok(!us_json_is_valid(invalid[i].text), "refuses %s", invalid[i].what);
}

/* An object of so many members, each with a key of its own; to be freed. */
static UsSpan
make_object(int members)
{
	UsSpan		object;
	char	   *text = malloc((size_t) members * 7 + 2);
	char	   *at = text;
	int			i;

	if (text == NULL)
		exit(1);
	*at++ = '{';
	for (i = 0; i < members; i++)
	{
		memcpy(at, "\"aa\":1,", 7);
		at[1] = (char) ('a' + i / 26);
		at[2] = (char) ('a' + i % 26);
		at += 7;
	}
	at[-1] = '}';
	object.start = text;
	object.len = (size_t) (at - text);
	return object;
}

static bool
counts(void *arg, UsSpan key, UsSpan value)
{
	(void) value;
	if (us_span_equals(key, "\"stop\""))
		return false;
	++*(int *) arg;
	return true;
}

static void
test_members(void)
{
	const UsSpan object = US_SPAN(" {\"a\" : 1 , \"b\\u0062\":{\"c\":[\"}\"]} ,\"d\":\"x\"}");
	UsSpan		some = make_object(US_JSON_MEMBERS_MAX);
	UsSpan		more = make_object(US_JSON_MEMBERS_MAX + 1);
	UsSpan		value;
	int			count = 0;

	ok(us_json_is_valid(some) && !us_json_is_valid(more),
	   "an object has no more members than the limit");
	free((char *) some.start);
	free((char *) more.start);

	ok(us_json_is_object(object) && !us_json_is_string(object) &&
	   us_json_is_string(US_SPAN(" \"\"")) && !us_json_is_object(US_SPAN("[]")),
	   "objects and strings are told apart");
	ok(us_json_member(object, "a", &value) && us_span_equals(value, "1"),
	   "a member's value, without the blanks around it");
	ok(us_json_member(object, "bb", &value) &&
	   us_span_equals(value, "{\"c\":[\"}\"]}"), "a key that is escaped");
	ok(us_json_member(object, "d", &value) && us_span_equals(value, "\"x\""),
	   "a string's value has its quotes");
	ok(!us_json_member(object, "c", &value) &&
	   !us_json_member(object, "", &value) &&
	   !us_json_member(object, "aa", &value) &&
	   !us_json_member(US_SPAN("{\"a\\u0000b\":1}"), "a", &value) &&
	   !us_json_member(US_SPAN("[1]"), "a", &value),
	   "no value for a key that is not there");
	ok(us_json_each(object, counts, &count) && count == 3 &&
	   us_json_each(US_SPAN("{}"), counts, &count) && count == 3,
	   "each member is visited");
	ok(!us_json_each(US_SPAN("{\"a\":1,\"stop\":1,\"b\":1}"), counts, &count) &&
	   count == 4, "a visit ends where it is told to");
}

/* Is the string read as this text? */
static bool
reads(UsSpan value, const char *text)
{
	char		out[8];
	size_t		len;

	return us_json_string(value, out, sizeof(out), &len) &&
		len == strlen(text) && strcmp(out, text) == 0;
}

static void
test_strings(void)
{
	char		out[8];
	size_t		len;

	ok(reads(US_SPAN(" \"a b\" "), "a b"), "a string");
	ok(reads(US_SPAN("\"\""), ""), "an empty string");
	ok(reads(US_SPAN("\"\\\"\\\\\\/\\n\\u00e9\""), "\"\\/\n\xc3\xa9"),
	   "escapes");
	ok(reads(US_SPAN("\"\\ud83d\\udd11\""), "\xf0\x9f\x94\x91"),
	   "a surrogate pair, escaped");
	ok(reads(US_SPAN("\"1234567\""), "1234567") &&
	   !us_json_string(US_SPAN("\"12345678\""), out, sizeof(out), &len) &&
	   !us_json_string(US_SPAN("\"\""), out, 0, &len),
	   "a string that fits with its NUL");
	ok(!us_json_string(US_SPAN("\"a\\u0000\""), out, sizeof(out), &len),
	   "U+0000 is refused");
	ok(!us_json_string(US_SPAN("\"\\ud83d\""), out, sizeof(out), &len) &&
	   !us_json_string(US_SPAN("\"\\udd11\""), out, sizeof(out), &len) &&
	   !us_json_string(US_SPAN("\"\\ud83d\\u0041\""), out, sizeof(out), &len),
	   "half a surrogate pair is refused");
	ok(!us_json_string(US_SPAN("1"), out, sizeof(out), &len) &&
	   !us_json_string(US_SPAN("null"), out, sizeof(out), &len),
	   "a number and null are no strings");
}

static void
test_numbers(void)
{
	uint32_t	number = 7;

	ok(us_json_number(US_SPAN(" 4294967295\n"), &number) &&
	   number == 4294967295u, "the largest number");
	ok(us_json_number(US_SPAN("0"), &number) && number == 0, "zero");
	ok(!us_json_number(US_SPAN("4294967296"), &number) &&
	   !us_json_number(US_SPAN("-1"), &number) &&
	   !us_json_number(US_SPAN("1.0"), &number) &&
	   !us_json_number(US_SPAN("1e3"), &number) &&
	   !us_json_number(US_SPAN("\"1\""), &number) &&
	   !us_json_number(US_SPAN("true"), &number) && number == 0,
	   "anything else is refused");
}

int
main(void)
{
	plan(COUNT(valid) + COUNT(invalid) + 8 + 8 + 3);
	test_validity();
	test_members();
	test_strings();
	test_numbers();
	return done();
}
