/* Proves what the generated Unicode tables hold and that looking up works. */
#include "unicode_table.h"
#include "tap.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

#define PAIRS_UNICODE_14	1405	/* later versions only add some */
#define LAST				0x10FFFF

static const struct
{
	uint32_t	c;
	uint32_t	lower;
	const char *name;
}			lowered[] =
{
	{'A', 'a', "A"}, {'Z', 'z', "Z"}, {'@', '@', "@, before A"},
	{'[', '[', "[, after Z"}, {'a', 'a', "a"}, {'0', '0', "0"},
	{0x00, 0x00, "NUL"}, {0x7F, 0x7F, "DELETE"}, {0x80, 0x80, "U+0080"},
	{0x00C4, 0x00E4, "A with diaeresis"},
	{0x00C0, 0x00E0, "the first pair"},
	{0x1E921, 0x1E943, "the last pair of Unicode 14"},
	{0x00D7, 0x00D7, "the multiplication sign"},
	{0x00DF, 0x00DF, "sharp s"}, {0x1E9E, 0x00DF, "capital sharp s"},
	{0x0130, 0x0130, "I with dot above"}, {0x0131, 0x0131, "dotless i"},
	{0x212A, 0x212A, "KELVIN SIGN"}, {0x212B, 0x00E5, "ANGSTROM SIGN"},
	{0x03A3, 0x03C3, "sigma"}, {0x03C2, 0x03C2, "final sigma"},
	{0x01C4, 0x01C6, "DZ with caron"}, {0x01C5, 0x01C6, "Dz with caron"},
	{0x0410, 0x0430, "Cyrillic a"}, {0x10A0, 0x2D00, "Georgian an"},
	{0x13A0, 0xAB70, "Cherokee a"}, {0xFF21, 0xFF41, "full-width A"},
	{0x10400, 0x10428, "Deseret long i"}, {0x4E2D, 0x4E2D, "an ideograph"},
	{0x1F511, 0x1F511, "an emoji"}, {0xD800, 0xD800, "a surrogate"},
	{LAST, LAST, "U+10FFFF"}, {UINT32_MAX, UINT32_MAX, "2^32 - 1"},
};

static const struct
{
	uint32_t	c;
	bool		other;
	bool		space;
	const char *name;
}			kinds[] =
{
	{0x00, true, false, "NUL"}, {0x08, true, false, "BACKSPACE"},
	{0x09, true, true, "TAB"}, {0x0A, true, true, "LINE FEED"},
	{0x0D, true, true, "CARRIAGE RETURN"}, {0x0E, true, false, "SHIFT OUT"},
	{0x1F, true, false, "UNIT SEPARATOR"}, {0x20, false, true, "SPACE"},
	{0x21, false, false, "!"}, {0x7E, false, false, "~"},
	{0x7F, true, false, "DELETE"}, {0x85, true, false, "NEXT LINE"},
	{0x9F, true, false, "the last C1 control"},
	{0xA0, false, true, "NO-BREAK SPACE"}, {0xAD, true, false, "SOFT HYPHEN"},
	{0xE4, false, false, "a with diaeresis"},
	{0x0301, false, false, "COMBINING ACUTE ACCENT"},
	{0x0378, true, false, "an unassigned character"},
	{0x1680, false, true, "OGHAM SPACE MARK"},
	{0x2003, false, true, "EM SPACE"},
	{0x200B, true, false, "ZERO WIDTH SPACE"},
	{0x200D, true, false, "ZERO WIDTH JOINER"},
	{0x2028, false, true, "LINE SEPARATOR"},
	{0x2029, false, true, "PARAGRAPH SEPARATOR"},
	{0x202E, true, false, "RIGHT-TO-LEFT OVERRIDE"},
	{0x2066, true, false, "LEFT-TO-RIGHT ISOLATE"},
	{0x3000, false, true, "IDEOGRAPHIC SPACE"},
	{0xD800, true, false, "the first surrogate"},
	{0xDFFF, true, false, "the last surrogate"},
	{0xE000, true, false, "the first private use"},
	{0xFEFF, true, false, "BYTE ORDER MARK"},
	{0xFFFD, false, false, "REPLACEMENT CHARACTER"},
	{0xFFFF, true, false, "a noncharacter"},
	{0x1F511, false, false, "an emoji"},
	{0xE0001, true, false, "LANGUAGE TAG"},
	{LAST, true, false, "U+10FFFF"},
	{LAST + 1, true, false, "U+110000"},
	{UINT32_MAX, true, false, "2^32 - 1"},
};

/* Counts the code points that a look-up changes, beyond ASCII. */
static int
count_lowered(void)
{
	uint32_t	c;
	int			count = 0;

	for (c = 0x80; c <= LAST; c++)
		count += us_unicode_lower(c) != c;
	return count;
}

static void
test_pairs(void)
{
	bool		sorted = true;
	bool		outside = true;
	bool		stable = true;
	bool		found = true;
	int			i;

	for (i = 0; i < us_case_pairs_count; i++)
	{
		const UsCasePair *pair = &us_case_pairs[i];

		sorted = sorted && (i == 0 || pair[-1].upper < pair->upper);
		outside = outside && pair->upper >= 0x80 && pair->lower >= 0x80 &&
			pair->upper <= LAST && pair->lower <= LAST;
		stable = stable && pair->lower != pair->upper &&
			us_unicode_lower(pair->lower) == pair->lower;
		found = found && us_unicode_lower(pair->upper) == pair->lower;
	}
	ok(us_case_pairs_count >= PAIRS_UNICODE_14, "there are %d pairs",
	   us_case_pairs_count);
	ok(sorted, "the pairs are sorted, none is there twice");
	ok(outside, "both sides of each pair are outside ASCII");
	ok(stable, "the lower side of each pair is its own lower case");
	ok(found, "each pair is found");
	ok(count_lowered() == us_case_pairs_count,
	   "no other code point is lowered");
}

static void
test_sets(void)
{
	uint32_t	c;
	int			others = 0;
	int			spaces = 0;
	int			both = 0;

	for (c = 0; c <= LAST; c++)
	{
		others += us_unicode_is_other(c);
		spaces += us_unicode_is_space(c);
		both += us_unicode_is_other(c) && us_unicode_is_space(c);
	}
	ok(others > 0x20000 && others <= LAST + 1 - 144534,
	   "others: %d, the rest is no less than Unicode 14 has", others);
	ok(spaces == 24, "spaces: %d", spaces);
	ok(both == 5, "both: only the five of ASCII");
}

int
main(void)
{
	int			i;

	plan(6 + 3 + COUNT(lowered) + COUNT(kinds));
	note("Unicode %s", US_UNICODE_VERSION);
	test_pairs();
	test_sets();
	for (i = 0; i < COUNT(lowered); i++)
		ok(us_unicode_lower(lowered[i].c) == lowered[i].lower, "lower: %s",
		   lowered[i].name);
	for (i = 0; i < COUNT(kinds); i++)
		ok(us_unicode_is_other(kinds[i].c) == kinds[i].other &&
		   us_unicode_is_space(kinds[i].c) == kinds[i].space,
		   "%s is %s, %s", kinds[i].name,
		   kinds[i].other ? "other" : "not other",
		   kinds[i].space ? "space" : "no space");
	return done();
}
