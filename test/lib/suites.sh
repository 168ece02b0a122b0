# shellcheck shell=bash
#
# One function for each suite: runs it in the private copy and lets its own
# runner print what it has to say.

# No suite may hang for ever. Without --foreground Ctrl-C would not reach it.
us_suite_as()
{
	us_as timeout --foreground -k 10 "${US_SUITE_SECONDS:-1200}" "$@"
}

us_suite_make()
{
	us_suite_as make -s PG_CONFIG="$PG_CONFIG" "$@"
}

# The files that make a suite; nothing if it has not been written.
us_files_of()
{
	local pattern

	case $1 in
		unit) pattern='test/unit/Makefile' ;;
		fuzz) pattern='test/fuzz/Makefile' ;;
		regress) pattern='sql/*.sql' ;;
		isolation) pattern='specs/*.spec' ;;
		pgtap) pattern='test/pgtap/*.sql' ;;
		tap) pattern='t/*.pl' ;;
		actions) pattern='test/actions/run' ;;
		encodings) pattern='test/encodings/*.sql' ;;
		frameworks) pattern='test/frameworks/run' ;;
	esac
	(cd "$US_COPY" && compgen -G "$pattern") || true
}

suite_build()
{
	us_build
}

# What needs no server: the plain C, and which file includes which.
suite_unit()
{
	local status=0

	us_suite_make -C test/unit check || status=1
	us_suite_as prove test/layers || status=1
	return "$status"
}

# Each fuzzer for some seconds; `make fuzz` is the long run.
suite_fuzz()
{
	us_suite_make -C test/fuzz -j2 run SECONDS="${US_FUZZ_SECONDS:-7}"
}

suite_regress()
{
	us_suite_make installcheck ISOLATION= TAP_TESTS=
}

suite_isolation()
{
	us_suite_make installcheck REGRESS= TAP_TESTS=
}

# The extension is in place, as on a staging server; pgTAP too.
suite_pgtap()
{
	us_make_database pgtap
	us_prove_sql pgtap test/pgtap
}

us_make_database()
{
	local database=$1
	shift

	us_psql -c "CREATE DATABASE $database TEMPLATE template0 $*" &&
		us_psql -d "$database" -c 'CREATE EXTENSION pgtap' -c 'CREATE EXTENSION userstore'
}

us_prove_sql()
{
	us_suite_as pg_prove --psql-bin "$US_BIN/psql" -d "$1" --ext .sql -r "$2"
}

# PostgreSQL::Test::Cluster makes servers of its own; it adds this file to
# their configuration.
suite_tap()
{
	us_extension_settings >"$US_WORK/tap.conf"
	us_give_away
	us_suite_as env TEMP_CONFIG="$US_WORK/tap.conf" \
		make -s PG_CONFIG="$PG_CONFIG" installcheck REGRESS= ISOLATION=
}

suite_actions()
{
	us_npm_ci
	us_suite_as test/actions/run
}

# The same story in databases whose encoding or language is a trap: in
# SQL_ASCII a byte above 127 means nothing, LATIN1 has few characters, and in
# Turkish the small letter of I is not i.
suite_encodings()
{
	local status=0

	# The server looks for locales here first; the system's are not touched.
	us_as mkdir "$US_WORK/locale"
	us_as localedef -i tr_TR -f UTF-8 "$US_WORK/locale/tr_TR.UTF-8"

	us_prove_encoding sql_ascii "ENCODING 'SQL_ASCII' LOCALE 'C'" || status=1
	us_prove_encoding latin1 "ENCODING 'LATIN1' LOCALE 'C'" || status=1
	us_prove_encoding turkish "ENCODING 'UTF8' LOCALE 'tr_TR.UTF-8'" || status=1
	return "$status"
}

us_prove_encoding()
{
	echo "--- database $1: $2"
	us_make_database "$1" "$2" && us_prove_sql "$1" test/encodings
}

# Django, Rails, Laravel and Symfony, from Debian's packages, each on tables
# that it made itself.
suite_frameworks()
{
	us_suite_as test/frameworks/run
}
