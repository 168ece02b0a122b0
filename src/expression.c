/*-------------------------------------------------------------------------
 *
 * expression.c
 *	  The SQL expressions of a mapping, and what stands in for values there.
 *
 * src/expression.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "nodes/parsenodes.h"
#include "nodes/value.h"
#include "parser/parser.h"

#include "expression.h"
#include "outcome.h"

/* Gives the text that takes the place of a token, or NULL for its own. */
typedef const char *(*Replace) (const char *token, size_t len, void *arg);

static bool
is_word_character(char c)
{
	return IS_HIGHBIT_SET(c) || c == '_' || c == '$' ||
		(c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		(c >= 'A' && c <= 'Z');
}

/* The length of a string or quoted name at p; escapes: \ is one in it. */
static size_t
quoted_length(const char *p, bool escapes)
{
	const char *q = p + 1;

	while (*q != '\0' && *q != *p)
		q += (escapes && *q == '\\' && q[1] != '\0') ? 2 : 1;
	return q - p + (*q != '\0');
}

/* The length of a dollar-quoted string at p, 0 if there is none. */
static size_t
dollar_quoted_length(const char *p)
{
	const char *tag_end = p + 1;
	const char *end;
	char	   *tag;

	while (is_word_character(*tag_end) && *tag_end != '$')
		tag_end++;
	if (*tag_end != '$' || (p[1] >= '0' && p[1] <= '9'))
		return 0;
	tag = pnstrdup(p, tag_end + 1 - p);
	end = strstr(tag_end + 1, tag);
	return end ? end - p + strlen(tag) : strlen(p);
}

/* The length of a comment at p, 0 if there is none.  Comments nest. */
static size_t
comment_length(const char *p)
{
	int			depth = 0;
	const char *q = p;

	if (p[0] == '-' && p[1] == '-')
		return strcspn(p, "\n");
	if (p[0] != '/' || p[1] != '*')
		return 0;
	while (*q != '\0')
	{
		if (q[0] == '/' && q[1] == '*')
			depth++, q += 2;
		else if (q[0] == '*' && q[1] == '/')
		{
			q += 2;
			if (--depth == 0)
				break;
		}
		else
			q++;
	}
	return q - p;
}

/* The length of a word at p, with ".word" behind it if it is "new". */
static size_t
word_length(const char *p)
{
	size_t		len = 0;

	while (is_word_character(p[len]))
		len++;
	if (len == strlen("new") && pg_strncasecmp(p, "new", len) == 0 &&
		p[len] == '.' && is_word_character(p[len + 1]))
	{
		len++;
		while (is_word_character(p[len]))
			len++;
	}
	return len;
}

/* Is the string at p one of the form E'...'? */
static bool
is_escape_string(const char *start, const char *p)
{
	return p > start && (p[-1] == 'E' || p[-1] == 'e') &&
		(p - 1 == start || !is_word_character(p[-2]));
}

/* The length of the token at p, which is not empty; *plain: look into it. */
static size_t
token_length(const char *start, const char *p, bool *plain)
{
	size_t		len = 0;

	*plain = false;
	if (*p == '\'' || *p == '"')
		return quoted_length(p, *p == '\'' && is_escape_string(start, p));
	if (*p == '$')
		len = dollar_quoted_length(p);
	if (len == 0)
		len = comment_length(p);
	if (len > 0)
		return len;
	if (!is_word_character(*p))
		return 1;
	len = word_length(p);
	*plain = p == start || p[-1] != '.';
	return len;
}

static void
rewrite(StringInfo out, const char *expression, Replace replace, void *arg)
{
	const char *p = expression;

	while (*p != '\0')
	{
		bool		plain;
		size_t		len = token_length(expression, p, &plain);
		const char *text = plain ? replace(p, len, arg) : NULL;

		if (text != NULL)
			appendStringInfoString(out, text);
		else
			appendBinaryStringInfo(out, p, (int) len);
		p += len;
	}
}

/* Is the token "new.<name>"?  *field is US_FIELD_CUSTOM if it is none of ours. */
static bool
is_new(const char *token, size_t len, UsField *field)
{
	size_t		prefix = strlen("new.");
	char		name[NAMEDATALEN];

	if (len <= prefix || pg_strncasecmp(token, "new.", prefix) != 0)
		return false;
	len = Min(len - prefix, sizeof(name) - 1);
	for (size_t i = 0; i < len; i++)
		name[i] = pg_ascii_tolower((unsigned char) token[prefix + i]);
	*field = us_field_named(name, len);
	return true;
}

/*
 * What a token stands for, *is_placeholder being set if it stands for
 * anything; NULL if placeholders does not have it.
 */
static const char *
find_placeholder(const char *token, size_t len,
				 const UsPlaceholders *placeholders, bool *is_placeholder)
{
	UsField		field;

	*is_placeholder = true;
	if (len == 1 && *token == '$')
		return placeholders->value;
	if (is_new(token, len, &field))
		return field == US_FIELD_CUSTOM ? NULL : placeholders->fields[field];
	*is_placeholder = *token == '$';
	return NULL;
}

static const char *
insert_value(const char *token, size_t len, void *arg)
{
	bool		is_placeholder;
	const char *text = find_placeholder(token, len, arg, &is_placeholder);

	if (text == NULL && is_placeholder)
	{
		us_forget_context();
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" has no meaning in this expression",
					   pnstrdup(token, len)));
	}
	return text;
}

/* What collect_stranger() needs and gives. */
typedef struct Stranger
{
	const UsPlaceholders *placeholders;
	char	   *token;			/* out */
} Stranger;

static const char *
collect_stranger(const char *token, size_t len, void *arg)
{
	Stranger   *stranger = arg;
	bool		is_placeholder;

	if (find_placeholder(token, len, stranger->placeholders,
						 &is_placeholder) == NULL &&
		is_placeholder && stranger->token == NULL)
		stranger->token = pnstrdup(token, len);
	return NULL;
}

char *
us_expression_stranger(const char *expression,
					   const UsPlaceholders *placeholders)
{
	Stranger	stranger = {placeholders, NULL};
	StringInfoData ignored;

	initStringInfo(&ignored);
	rewrite(&ignored, expression, collect_stranger, &stranger);
	pfree(ignored.data);
	return stranger.token;
}

void
us_expression_append(StringInfo sql, const char *expression,
					 const UsPlaceholders *placeholders)
{
	appendStringInfoChar(sql, '(');
	rewrite(sql, expression, insert_value, (void *) placeholders);
	/* The line ends, or a comment would take the parenthesis in. */
	appendStringInfoString(sql, "\n)");
}

static const char *
collect_field(const char *token, size_t len, void *arg)
{
	UsField		field;

	if (is_new(token, len, &field) && field != US_FIELD_CUSTOM)
		*(uint32 *) arg |= US_FIELD_BIT(field);
	return NULL;
}

uint32
us_expression_fields(const char *expression)
{
	StringInfoData ignored;
	uint32		fields = 0;

	initStringInfo(&ignored);
	rewrite(&ignored, expression, collect_field, &fields);
	pfree(ignored.data);
	return fields;
}

static const char *
insert_null(const char *token, size_t len, void *arg)
{
	UsField		field;

	return (len == 1 && *token == '$') || is_new(token, len, &field) ?
		"NULL" : NULL;
}

/* Is this SELECT nothing but a list of one unnamed expression? */
static bool
is_single_expression(const List *statements)
{
	const SelectStmt *select;

	if (list_length(statements) != 1)
		return false;
	select = (const SelectStmt *) linitial_node(RawStmt, statements)->stmt;
	return IsA(select, SelectStmt) && select->op == SETOP_NONE &&
		list_length(select->targetList) == 1 &&
		linitial_node(ResTarget, select->targetList)->name == NULL &&
		select->distinctClause == NIL && select->intoClause == NULL &&
		select->fromClause == NIL && select->whereClause == NULL &&
		select->groupClause == NIL && select->havingClause == NULL &&
		select->windowClause == NIL && select->valuesLists == NIL &&
		select->sortClause == NIL && select->limitOffset == NULL &&
		select->limitCount == NULL && select->lockingClause == NIL &&
		select->withClause == NULL;
}

/* A position in the text parsed is none in the caller's statement. */
static void
move_position(void *arg)
{
	int			position = geterrposition();

	if (position <= 0)
		return;
	errposition(0);
	internalerrposition(position);
	internalerrquery((const char *) arg);
}

void
us_expression_check(const char *expression)
{
	ErrorContextCallback callback;
	StringInfoData sql;
	List	   *statements;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	rewrite(&sql, expression, insert_null, NULL);

	callback.callback = move_position;
	callback.arg = sql.data;
	callback.previous = error_context_stack;
	error_context_stack = &callback;
	statements = raw_parser(sql.data, RAW_PARSE_DEFAULT);
	error_context_stack = callback.previous;

	if (is_single_expression(statements))
		return;
	us_forget_context();
	ereport(ERROR,
			errcode(ERRCODE_SYNTAX_ERROR),
			errmsg("\"%s\" is not one SQL expression", expression));
}

/* From a parameter as SQL has it to the placeholder it came from. */
static const char *
restore_placeholder(const char *token, size_t len, void *arg)
{
	const UsPlaceholders *placeholders = arg;

	if (*token != '$' || len < 2)
		return NULL;
	if (placeholders->value != NULL &&
		strlen(placeholders->value) == len &&
		strncmp(placeholders->value, token, len) == 0)
		return "$";
	for (int i = 0; i < US_FIELD_COUNT; i++)
	{
		const char *text = placeholders->fields[i];

		if (text != NULL && strlen(text) == len &&
			strncmp(text, token, len) == 0)
			return psprintf("new.%s", us_fields[i].name);
	}
	return NULL;
}

char *
us_expression_restore(const char *deparsed, const UsPlaceholders *placeholders)
{
	StringInfoData text;

	initStringInfo(&text);
	rewrite(&text, deparsed, restore_placeholder, (void *) placeholders);
	return text.data;
}
