# shellcheck shell=bash
#
# The part "secrecy" of bench/run: fills its stores and databases, measures, and
# prints the tables.

SECRECY_SERVER=(
	"autovacuum = off"
	"checkpoint_timeout = '1h'"
	"max_wal_size = '8GB'"
	"shared_buffers = '2GB'"
	# The disc is no part of the measurement.
	"synchronous_commit = off"
)

# sample TOPIC ROUND SIDE VALUE
sample() { printf '%s\t%s\t%s\t%s\n' "$@" >>"$US_WORK/secrecy.tsv"; }

# Makes a key, and says that a copy is kept.
add_key()
{
	us_psql -At -c "SELECT userstore.new_key('$1')" | us_as tee -a "$US_WORK/keys" >/dev/null
	us_psql -At -c "SELECT userstore.confirm_escrow('$1')" >/dev/null
}

use_key()
{
	us_psql -c "LOAD 'userstore'" -c "ALTER SYSTEM SET userstore.active_key = '$1'"
	us_psql -c 'SELECT pg_reload_conf()' >/dev/null
	sleep 1
}

fill_secrecy()
{
	us_say "Filling stores of $SECRECY_USERS users."
	us_as install -m 600 /dev/null "$US_WORK/keys"
	us_psql -f bench/roles.sql
	add_key k1
	add_key k2
	us_psql -v users="$SECRECY_USERS" -f bench/secrecy.sql
	us_psql -c 'SET client_min_messages = warning' -c "CALL userstore.reseal('sealed')"

	# Else the first login of each user would upgrade his verifier.
	us_psql -c "UPDATE userstore.mappings SET options = options || '{\"mode\": \"read\"}'
		WHERE options ->> 'verifiers' = 'exclusive'"
}

# A script for pgbench: a statement about a user picked at random.
script()
{
	printf '\\set id random(1, %s)\n%s;\n' "$SECRECY_USERS" "$2" >"$US_WORK/$1.pgbench"
}

login_script()
{
	script "$1" "SELECT userstore.login('user' || :id || '@example.com', 'password ' || :id, '$1')"
}

# pgbench_log TOPIC ROLE SETTINGS OPTION...   the time of each call is in TOPIC.log
pgbench_log()
{
	local topic=$1 role=$2 settings=$3
	shift 3

	us_as PGUSER="$role" PGOPTIONS="$settings" "$US_BIN/pgbench" -n -M prepared -l \
		--log-prefix="$US_WORK/$topic" "$@" >"$US_LOGS/pgbench.log" 2>&1 ||
		us_die "pgbench failed: $(tail -n 3 "$US_LOGS/pgbench.log")"
	mv "$US_WORK/$topic".[0-9]* "$US_WORK/$topic.log"
}

# Calls of each side in random order by one client; 1,000 in a row are a round.
compare_calls()
{
	local topic=$1 side
	local -a files=()
	shift

	for side; do
		login_script "$side"
		files+=(-f "$US_WORK/$side.pgbench")
	done
	pgbench_log "$topic" bench_script '' -t "$SECRECY_CALLS" "${files[@]}"
	awk -v topic="$topic" -v sides="$*" '
		BEGIN { OFS = "\t"; split(sides, side, " ") }
		{ print topic, int($2 / 1000), side[$4 + 1], $3 }' "$US_WORK/$topic.log" >>"$US_WORK/secrecy.tsv"
}

# look_up TOPIC ROUND SIDE DATABASE ROLE [SETTINGS]   look-ups by one client
look_up()
{
	local topic=$1 round=$2 side=$3

	pgbench_log "$topic" "$5" "${6:-}" -t 2000 -f "$US_WORK/look_up.pgbench" "$4"
	awk -v topic="$topic" -v round="$round" -v side="$side" '
		BEGIN { OFS = "\t" } { print topic, round, side, $3 }' "$US_WORK/$topic.log" >>"$US_WORK/secrecy.tsv"
}

# Sessions that have no business with us: where the extension is, against where
# it is not; with the library loaded, against without, while all is logged.
measure_presence()
{
	local round loud='-c log_statement=all' loaded='-c session_preload_libraries=userstore'

	script look_up 'SELECT content FROM bench_secrecy.things WHERE id = :id'
	for ((round = 0; round < SECRECY_ROUNDS; round++)); do
		look_up presence $round without bench_without bench_other
		look_up presence $round with bench_with bench_other
		look_up presence $round control bench_control bench_other
		look_up logged $round without bench_without postgres "$loud"
		look_up logged $round with bench_without postgres "$loud $loaded"
		look_up logged $round control bench_without postgres "$loud"
	done
}

# reseal ROUND WHAT KEY UNSEAL   users a second
reseal()
{
	local start

	use_key "$3"
	start=$EPOCHREALTIME
	us_psql -c 'SET client_min_messages = warning' -c "CALL userstore.reseal('reseal', $4)"
	sample reseal "$1" "$2" "$(awk -v users="$SECRECY_RESEAL" -v from="$start" -v to="$EPOCHREALTIME" \
		'BEGIN { print users / (to - from) }')"
}

measure_reseal()
{
	local round

	for ((round = 0; round < 3; round++)); do
		reseal $round seal k1 false
		reseal $round rotate k2 false
		reseal $round unseal k2 true
	done
}

# What the log, the WAL and the databases take, in bytes.
sizes()
{
	stat -c %s "$US_SERVER_LOG"
	us_psql -At -c "SELECT pg_current_wal_insert_lsn() - '0/0'" \
		-c 'SELECT sum(pg_database_size(oid)) FROM pg_database'
}

# Half of them unknown identifiers, half guesses at one that are refused.
measure_flood()
{
	local -a before after what=(log wal tables)
	local i

	script unknown "SELECT bench_secrecy.guess('nobody' || random() || :id || '@example.com', 'wrong')"
	script refused "SELECT bench_secrecy.guess('one@example.com', 'wrong ' || random() || :id)"
	mapfile -t before < <(sizes)
	pgbench_log flood bench_script '' -c 8 -R 1000 -T "$SECRECY_FLOOD" \
		-f "$US_WORK/unknown.pgbench" -f "$US_WORK/refused.pgbench"
	mapfile -t after < <(sizes)
	for i in 0 1 2; do
		sample flood 0 "${what[$i]}" "$(((${after[$i]} - ${before[$i]}) / 1024))"
	done
	sample flood 0 rate "$(awk -v seconds="$SECRECY_FLOOD" 'END { print NR / seconds }' "$US_WORK/flood.log")"
}

# NB: the server has nothing in its memory then, the system may.
measure_events()
{
	us_say "Filling in $SECRECY_EVENTS events."
	us_psql -v events="$SECRECY_EVENTS" -f bench/secrecy_events.sql
	restart
	us_psql -At -F "$(printf '\t')" -f bench/secrecy_ranges.sql >>"$US_WORK/secrecy.tsv"
}

secrecy()
{
	local before

	us_server_start "${SECRECY_SERVER[@]}" "userstore.key_file = '$US_WORK/keys'"
	fill_secrecy
	before=$(load)
	us_say "Measuring: $SECRECY_CALLS logins, sealed and not; with their event and without."
	compare_calls sealing plain sealed plain_control
	compare_calls events quiet events quiet_control
	us_say "Measuring: a flood of $SECRECY_FLOOD seconds."
	measure_flood
	us_say "Measuring: $SECRECY_ROUNDS rounds of sessions that call nothing of ours."
	measure_presence
	us_say "Measuring: reseal of $SECRECY_RESEAL users."
	us_psql -v users="$SECRECY_RESEAL" -f bench/secrecy_reseal.sql
	measure_reseal
	measure_events
	machine 'm=65536,t=2,p=1; of logins MD5'
	machine_load "$before" "$(load)"
	us_psql -v samples="$US_WORK/secrecy.tsv" -v events="$SECRECY_EVENTS" -f bench/secrecy_table.sql
}
