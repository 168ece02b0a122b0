# shellcheck shell=bash
#
# The private folder: the copy of the tree, its build, and who works in it.

us_make_workspace()
{
	# The folder is private as a whole; within it root and the server's user
	# read each other's files.
	umask 022
	US_WORK=$(mktemp -d -t userstore.XXXXXX)
	trap us_clean_up EXIT
	# A signal ends the script, and that runs the trap above.
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP

	US_USER=$(id -un)
	[ "$(id -u)" != 0 ] || US_USER=postgres
	US_COPY=$US_WORK/tree
	US_LOGS=$US_WORK/logs
	US_STAGE=$US_WORK/stage
	mkdir "$US_COPY" "$US_LOGS" "$US_WORK/home" "$US_WORK/run" "$US_WORK/tmp"
	us_give_away
	us_as test -w . ||
		us_die "user $US_USER can't work in $US_WORK: set TMPDIR to a folder it can reach"
}

# As root, everything in the folder belongs to the user that runs servers.
us_give_away()
{
	[ "$(id -u)" != 0 ] || chown -R "$US_USER:" "$US_WORK"
}

# Runs a command in the copy, as a user that initdb accepts.  Its home and its
# temporary files are private too: no .psqlrc, no .pgpass, no history.
us_as()
{
	local become=()

	[ "$(id -u)" != 0 ] || become=(runuser -u "$US_USER" --)
	(
		cd "$US_COPY" || exit
		exec "${become[@]}" env HOME="$US_WORK/home" TMPDIR="$US_WORK/tmp" LC_ALL=C.UTF-8 "$@"
	)
}

# Everything us_as starts works below the private folder, servers in their
# data directories too.
us_processes()
{
	find /proc -maxdepth 2 -name cwd -lname "$US_WORK*" 2>/dev/null | cut -d/ -f3 || true
}

# Ends what still runs in the folder.  A server takes SIGQUIT for an immediate
# shutdown, which gives its shared memory back; what hangs is killed.
us_end_processes()
{
	local round pid pids signal

	for round in {1..50}; do
		mapfile -t pids < <(us_processes)
		[ ${#pids[@]} -gt 0 ] || return 0
		for pid in "${pids[@]}"; do
			signal=TERM
			[ "$(cat "/proc/$pid/comm" 2>/dev/null)" != postgres ] || signal=QUIT
			[ "$round" -lt 40 ] || signal=KILL
			kill -"$signal" "$pid" 2>/dev/null || true
		done
		sleep 0.1
	done
}

us_clean_up()
{
	local status=$?

	# A second Ctrl-C must not leave a server behind.
	trap '' INT TERM HUP
	us_end_processes
	rm -rf "$US_WORK"
	exit "$status"
}

# The files of the work tree as they are now, committed or not, without what
# git ignores.
us_list_files()
{
	cd "$US_SOURCE" || exit
	# The tree may belong to somebody else than root.
	if git -c safe.directory='*' rev-parse --is-inside-work-tree >/dev/null 2>&1; then
		git -c safe.directory='*' ls-files -z -co --exclude-standard
	else
		find . \( -name .git -o -name node_modules \) -prune -o \
			-type f ! -name '*.o' ! -name '*.bc' ! -name '*.so' -print0
	fi
}

us_copy_tree()
{
	local file

	# A file that is deleted but still in git's index is left out.
	us_list_files | while IFS= read -r -d '' file; do
		[ ! -e "$US_SOURCE/$file" ] || printf '%s\0' "$file"
	done | tar -C "$US_SOURCE" --null -T - -cf - | tar -C "$US_COPY" -xf -
}

# The unit tests read vectors that are kept beside the repository; the copy
# stands elsewhere, and its user may not reach them.
us_copy_vectors()
{
	local given=${US_SHARED_VECTORS:-} folder=$US_SOURCE

	while [ -z "$given" ] && [ "$folder" != / ]; do
		folder=$(dirname "$folder")
		[ ! -e "$folder/shared/vectors/vectors.tsv" ] || given=$folder/shared/vectors/vectors.tsv
	done
	[ -n "$given" ] || return 0
	mkdir "$US_WORK/vectors"
	cp "$(dirname "$given")"/*.tsv "$US_WORK/vectors"
	export US_SHARED_VECTORS=$US_WORK/vectors/${given##*/}
}

us_make()
{
	us_as make -s -j "$(nproc)" PG_CONFIG="$PG_CONFIG" "$@"
}

# Warnings are errors here, not in the shipped Makefile.  The server's own
# headers have unused parameters.
us_build()
{
	local copt=${COPT:--Wall -Wextra -Wno-unused-parameter -Werror}

	us_make COPT="$copt" all && us_make COPT="$copt" DESTDIR="$US_STAGE" install
}

# npm runs as the caller, whose settings say where packages come from; its
# cache is private.
us_npm_ci()
{
	local target=$US_COPY/test/actions

	if [ -n "${US_NODE_MODULES:-}" ]; then
		cp -R "$US_NODE_MODULES" "$target/node_modules"
	else
		(cd "$target" &&
			npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
				--cache "$US_WORK/npm" "$@" >&2)
	fi
	[ -z "${US_USER:-}" ] || us_give_away	# the tests may add to it
}
