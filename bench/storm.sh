# shellcheck shell=bash
#
# The part "storm" of bench/run: builds its programs and servers, measures, and
# prints the table.

STORM_SERVER=(
	"autovacuum = off"
	"checkpoint_timeout = '1h'"
	"max_wal_size = '4GB'"
)

# The last commit that had no guard.
STORM_GUARDLESS=dba665a

# What the guard costs is measured beside the least hash that may be set, so
# that there are more logins in a minute.
COST_SERVER=("userstore.argon2_memory = '19456kB'")

build_storm()
{
	compile -o "$US_WORK/storm" bench/{storm,clients,probe,memory,hashers}.c \
		bench/{phase,children,tools,bare_hash}.c -lpq -lsodium -lm
	compile -o "$US_WORK/guard_cost" bench/{guard_cost,tools}.c -lpq -lsodium
	build_hash_clock
}

# start_storm [setting...]
start_storm()
{
	LD_PRELOAD=$US_WORK/hash_clock.so us_server_start "${STORM_SERVER[@]}" "$@"
}

# Chooses the cost of bcrypt, if none was chosen yet.
fill_storm()
{
	us_say "Filling stores of 20,000 users."
	us_psql -f bench/roles.sql -c 'CREATE EXTENSION pgcrypto SCHEMA public'
	[ -n "${STORM_COST:-}" ] ||
		IFS='|' read -r STORM_COST STORM_OURS_MS STORM_CRYPT_MS \
			< <(us_psql -At -f bench/storm_cost.sql)
	us_psql -v cost="$STORM_COST" -f bench/storm.sql
}

git_here()
{
	git -c safe.directory='*' -C "$US_SOURCE" "$@"
}

# The tree as it was without the guard, built and installed.  A process of its
# own: what it sets is not the caller's.
build_guardless()
(
	folder=$US_WORK/guardless

	mkdir -p "$folder"/{tree,home,tmp,logs}
	git_here archive "$STORM_GUARDLESS" | tar -C "$folder/tree" -xf -
	US_WORK=$folder US_COPY=$folder/tree US_LOGS=$folder/logs US_STAGE=$folder/stage
	us_give_away
	us_build
)

# NB: in one server, each session with one of the two libraries.
measure_cost()
{
	if ! git_here cat-file -e "$STORM_GUARDLESS^{commit}" 2>/dev/null; then
		us_say "No commit $STORM_GUARDLESS here: what the guard costs is not measured."
		return
	fi
	us_say "Building the tree without the guard."
	build_guardless
	start_storm "${COST_SERVER[@]}"
	fill_storm
	us_psql -f bench/storm_quiet.sql
	us_psql -v library="$US_WORK/guardless/stage$("$PG_CONFIG" --pkglibdir)/userstore" <<-'EOF'
		CREATE FUNCTION bench_storm.guardless_login(text, text, text DEFAULT NULL, jsonb DEFAULT NULL)
			RETURNS jsonb LANGUAGE c AS :'library', 'us_sql_login';
	EOF
	us_say "Measuring: $COST_BLOCKS blocks of logins with the guard and without."
	us_as "$US_WORK/guard_cost" "$COST_BLOCKS" "$COST_LOGINS" \
		"host=$PGHOST port=$PGPORT user=bench_script" "$BENCH_HASH_CLOCK" \
		guardless bench_storm.guardless_login storm guard userstore.login quiet \
		control bench_storm.guardless_login storm events userstore.login storm >>"$US_WORK/storm.tsv"
}

# The hash slots that the server gives itself.
slots()
{
	us_psql -At -c 'SELECT slots FROM userstore.guard'
}

measure_refusals()
{
	us_psql -At -F "$(printf '\t')" -f bench/storm_refusal.sql >>"$US_WORK/storm.tsv"
}

measure_storm()
{
	us_say "Measuring: $STORM_ROUNDS rounds of storms, half as many of guesses and shares."
	us_as PGUSER=bench_script "$US_WORK/storm" "$1" "$STORM_ROUNDS" "$STORM_SECONDS" \
		>>"$US_WORK/storm.tsv"
}

storm()
{
	local before slots

	build_storm
	start_storm
	fill_storm
	slots=$(slots)
	before=$(load)
	measure_refusals
	measure_storm "$slots"
	measure_cost
	machine m=65536,t=2,p=1
	printf 'Load        %s before; the storm itself is dozens\n' "$before"
	printf 'Hashes      argon2id %s ms, bcrypt of cost %s %s ms; slots: %s\n' \
		"$STORM_OURS_MS" "$STORM_COST" "$STORM_CRYPT_MS" "$slots"
	us_psql -v samples="$US_WORK/storm.tsv" -v slots="$slots" -f bench/storm_table.sql
}
