# shellcheck shell=bash
#
# What the demo, the tests, the matrix and the benchmark share: a private copy
# of this tree, built and installed into itself, and private servers that use
# it.  Nothing is written outside of one folder, which goes when the script
# ends, by Ctrl-C too.  Source it, with `set -euo pipefail` in force:
#
#   us_begin [group...]      installs missing packages of the groups "test",
#                            "frameworks", "node" and "npm", makes the copy
#   us_build                 builds the copy, warnings as errors
#   us_server_start          a fresh server with the extension at hand; sets
#                            PGHOST PGPORT PGUSER PGDATABASE US_TEST_CA
#   us_server_stop           ends it (so does the end of the script)
#   us_npm_ci [option...]    the Node packages of test/actions, in the copy
#   us_as COMMAND...         in the copy, as a user that PostgreSQL accepts
#
# US_COPY is the copy, US_BIN the server's programs, US_LOGS a folder for logs.
#
# From the environment: US_PG_MAJOR, or the version of PG_CONFIG, chooses which of
# Debian's PostgreSQL servers (15 if it is there, else what is); COPT replaces
# the compiler's further options.

US_SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The caller's connection, make and Perl settings are not for private servers.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES PERL5OPT
for us_name in ${!PG*}; do
	[ "$us_name" = PG_CONFIG ] || unset "$us_name"
done
unset us_name

us_say() { printf '%s\n' "$*" >&2; }

us_die()
{
	us_say "userstore: $*"
	exit 1
}

. "$US_SOURCE/test/lib/packages.sh"
. "$US_SOURCE/test/lib/workspace.sh"
. "$US_SOURCE/test/lib/server.sh"

us_begin()
{
	us_choose_major
	us_install_packages build "$@"
	PG_CONFIG=/usr/lib/postgresql/$US_PG_MAJOR/bin/pg_config
	US_BIN=$("$PG_CONFIG" --bindir)
	us_make_workspace
	us_copy_tree
	us_give_away
}
