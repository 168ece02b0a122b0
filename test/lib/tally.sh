# shellcheck shell=bash
#
# Counts what the suites' own runners report, shows the logs of what failed,
# and sums up.

US_ROWS=()
US_PASSED=0
US_FAILED=0
US_LAST_FAILED=0

us_head()
{
	printf '\n=== %s\n' "$*"
}

# us_add SUITE PASSED FAILED [NOTE]
us_add()
{
	US_ROWS+=("$(printf '%-10s %5d passed %5d failed  %s' "$1" "$2" "$3" "${4:-}")")
	US_PASSED=$((US_PASSED + $2))
	US_FAILED=$((US_FAILED + $3))
	US_LAST_FAILED=$3
}

us_missing_suite()
{
	us_head "$1"
	echo "no files"
	if [[ " $2 " = *" $1 "* ]]; then
		us_add "$1" 0 1 'missing, and required'
	else
		us_add "$1" 0 0 'missing'
	fi
}

# us_count SUITE LOG STATUS
#
# A suite that failed has at least one failure, whatever could be counted; one
# that passed and ran nothing has failed too.
us_count()
{
	local passed=0 failed=0 note=

	read -r passed failed < <("us_count_$1" "$2" "$3")
	if [ "$3" != 0 ] && [ "$failed" = 0 ]; then
		failed=1
		note="ended with status $3"
	elif [ "$3" = 0 ] && [ "$passed" = 0 ]; then
		failed=1
		note='ran no test'
	fi
	us_add "$1" "$passed" "$failed" "$note"
}

us_count_build() { [ "$2" = 0 ] && echo 1 0 || echo 0 1; }
us_count_unit() { us_count_prove "$1"; }
us_count_fuzz() { us_count_lines "$1"; }
us_count_regress() { us_count_pg_regress "$1"; }
us_count_isolation() { us_count_pg_regress "$1"; }
us_count_pgtap() { us_count_prove "$1"; }
us_count_tap() { us_count_prove "$1"; }
us_count_encodings() { us_count_prove "$1"; }
us_count_frameworks() { us_count_prove "$1"; }
us_count_actions() { us_count_node "$1"; }

# "All 3 tests passed." or "1 of 3 tests failed.", before 16 and after.
us_count_pg_regress()
{
	awk '
		match($0, /All [0-9]+ tests passed/) { split($0, w, /All | tests/); passed += w[2] }
		match($0, /[0-9]+ of [0-9]+ tests failed/) {
			s = substr($0, RSTART); split(s, w, " ")
			failed += w[1]; passed += w[3] - w[1]
		}
		END { print passed + 0, failed + 0 }' "$1"
}

# "ok - ..." and "not ok - ...", a line each.
us_count_lines()
{
	awk '/^ok - / { passed++ } /^not ok - / { failed++ } END { print passed + 0, failed + 0 }' "$1"
}

# "Files=2, Tests=31, ..." and, for a file that failed,
# "t/a.pl (Wstat: 256 (exited 1) Tests: 9 Failed: 2)"; a file that died or ran
# too few tests has failed once, even if none of its tests did.
us_count_prove()
{
	awk '
		function settle() { if (bad && !n) n = 1; failed += n; bad = n = 0 }
		match($0, /^Files=[0-9]+, Tests=[0-9]+/) { settle(); split($0, w, /[=,]/); tests += w[4] }
		/\(Wstat: .* Failed: [0-9]+\)$/ {
			settle()
			n = $0; sub(/.*Failed: /, "", n); n += 0
			ran = $0; sub(/.*Tests: /, "", ran); ran += 0
			failing += n
			bad = ($0 !~ /Wstat: 0 /)
		}
		/^  (Parse errors|Non-zero exit)/ { bad = 1 }
		END { settle(); print tests - failing, failed }' "$1"
}

# Node: "# pass 12", "# fail 0", or with another reporter "ℹ pass 12".
us_count_node()
{
	awk '
		$2 == "pass" && NF == 3 { passed += $3 }
		$2 == "fail" && NF == 3 { failed += $3 }
		END { print passed + 0, failed + 0 }' "$1"
}

us_show_log()
{
	[ -s "$1" ] || return 0
	printf -- '--- %s, last %d lines\n' "${1#"$US_WORK/"}" "$2"
	tail -n "$2" "$1"
}

# The names, without folder and suffix, of the Perl scripts that failed.
us_failed_scripts()
{
	sed -nE 's|^t/([^ ]+)\.pl +\(Wstat: .*|\1|p' "$1"
}

# A script's own log, then those of its servers.
us_show_files_of()
{
	local file logs=$US_COPY/tmp_check/log

	for file in "$logs/regress_log_$1" "$logs/$1"_*; do
		us_show_log "$file" 60
	done
}

us_show_logs()
{
	local file

	case $1 in
		regress) us_show_log "$US_COPY/regression.diffs" 400 ;;
		isolation) us_show_log "$US_COPY/output_iso/regression.diffs" 400 ;;
		tap)
			for file in $(us_failed_scripts "$US_LOGS/tap.log"); do
				us_show_files_of "$file"
			done
			;;
	esac
	case $1 in
		build | unit | fuzz | tap) ;;
		*) us_show_log "$US_SERVER_LOG" 60 ;;
	esac
}

us_summary()
{
	us_head summary
	printf '%s\n' "${US_ROWS[@]}"
	printf '\n%d passed, %d failed\n' "$US_PASSED" "$US_FAILED"
	[ "$US_FAILED" = 0 ]
}
