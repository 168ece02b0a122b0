# shellcheck shell=bash
#
# Finds which PostgreSQL to use, and installs the Debian packages that are
# missing, without creating, starting or restarting a database cluster.

# Is this Debian, of that version at least?  Testing has no number yet.
us_is_debian_from()
(
	. /etc/os-release
	[ "${ID:-}" = debian ] && [ "${VERSION_ID:-999}" -ge "$1" ]
)

# The packages of a group, one a line, each after the file or the command that
# shows whether it is there.
us_wanted()
{
	local major=${US_PG_MAJOR:-}
	local root=/usr/lib/postgresql/$major

	case $1 in
		build)
			echo "$root/bin/initdb postgresql-$major"
			echo "$root/lib/pgxs/src/makefiles/pgxs.mk postgresql-server-dev-$major"
			echo "/usr/include/sodium.h libsodium-dev"
			echo "/usr/include/crypt.h libcrypt-dev"
			echo "/usr/include/openssl/evp.h libssl-dev"
			# MD4 and Whirlpool; up to Debian 12 they come with libssl3.
			us_is_debian_from 13 &&
				echo "/usr/lib/$(uname -m)-linux-gnu/ossl-modules/legacy.so openssl-provider-legacy"
			echo "/usr/include/argon2.h libargon2-dev"
			# The server's own header for a connection includes it.
			echo "/usr/include/gssapi/gssapi.h libkrb5-dev"
			echo "/usr/include/stdlib.h libc6-dev"
			echo "make make"
			echo "gcc gcc"
			echo "openssl openssl"
			;;
		test)
			echo "/usr/share/postgresql/$major/extension/pgtap.control postgresql-$major-pgtap"
			# Not every Debian has it for every major; a test then goes without.
			apt-cache show "postgresql-$major-pgaudit" >/dev/null 2>&1 &&
				echo "$root/lib/pgaudit.so postgresql-$major-pgaudit"
			echo "pg_prove libtap-parser-sourcehandler-pgtap-perl"
			echo "/usr/share/perl5/IPC/Run.pm libipc-run-perl"
			# The source of the Turkish locale.
			echo "/usr/share/i18n/locales/tr_TR locales"
			;;
		fuzz)
			echo "clang clang"
			echo "python3 python3"
			# clang only recommends its runtime library.
			echo "/usr/share/doc/libclang-rt-$(us_clang_major)-dev libclang-rt-$(us_clang_major)-dev"
			;;
		frameworks)
			echo "/usr/lib/python3/dist-packages/django python3-django"
			echo "/usr/lib/python3/dist-packages/psycopg2 python3-psycopg2"
			echo "/usr/lib/python3/dist-packages/argon2 python3-argon2"
			echo "ruby ruby"
			echo "/usr/share/doc/ruby-activerecord ruby-activerecord"
			echo "/usr/share/doc/ruby-bcrypt ruby-bcrypt"
			echo "/usr/share/doc/ruby-pg ruby-pg"
			echo "php php-cli"
			echo "/usr/share/doc/php-pgsql php-pgsql"
			echo "/usr/share/php/Illuminate/Database php-illuminate-database"
			echo "/usr/share/php/Illuminate/Hashing php-illuminate-hashing"
			echo "/usr/share/php/Symfony/Component/PasswordHasher php-symfony-password-hasher"
			;;
		node) echo "node nodejs" ;;
		npm) echo "npm npm" ;;
		*) us_die "no group of packages is called $1" ;;
	esac
}

# The version of the clang that is there, else of Debian's.
us_clang_major()
{
	if command -v clang >/dev/null; then
		clang -dumpversion | cut -d. -f1
	else
		[ -n "$(apt-cache depends clang 2>/dev/null)" ] || us_apt update
		apt-cache depends clang | sed -nE 's/^ *Depends: clang-([0-9]+)$/\1/p' | head -n 1
	fi
}

# The missing packages of all groups named.
us_missing()
{
	local group evidence package

	for group in "$@"; do
		us_wanted "$group"
	done | while read -r evidence package; do
		case $evidence in
			/*) [ -e "$evidence" ] || echo "$package" ;;
			*) command -v "$evidence" >/dev/null || echo "$package" ;;
		esac
	done
}

us_installed_major()
{
	local major

	for major in 15 18 17 16; do
		[ ! -x "/usr/lib/postgresql/$major/bin/postgres" ] || { echo "$major"; return; }
	done
}

us_available_major()
{
	local major

	for major in 15 18 17 16; do
		! apt-cache show "postgresql-server-dev-$major" >/dev/null 2>&1 ||
			{ echo "$major"; return; }
	done
}

us_choose_major()
{
	if [ -n "${PG_CONFIG:-}" ]; then
		US_PG_MAJOR=$("$PG_CONFIG" --version | sed -E 's/^PostgreSQL ([0-9]+).*/\1/')
	else
		US_PG_MAJOR=${US_PG_MAJOR:-$(us_installed_major)}
		if [ -z "$US_PG_MAJOR" ]; then
			us_apt update
			US_PG_MAJOR=$(us_available_major)
		fi
	fi
	case $US_PG_MAJOR in
		15 | 16 | 17 | 18) ;;
		*) us_die "needs PostgreSQL 15 to 18, found: ${US_PG_MAJOR:-none}" ;;
	esac
}

# apt-get as root, silent unless it fails.
us_apt()
{
	local sudo=() log status=0

	command -v apt-get >/dev/null || us_die "no apt-get here: this needs Debian"
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null || us_die "not root and no sudo, so not run: apt-get $*"
		sudo=(sudo)
	fi
	log=$(mktemp)
	"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q "$@" </dev/null >"$log" 2>&1 ||
		status=$?
	[ "$status" = 0 ] || tail -n 30 "$log" >&2
	rm -f "$log"
	[ "$status" = 0 ] || us_die "failed: apt-get $*"
}

# Would apt-get upgrade a server whose cluster is running?  That restarts it.
us_refuse_to_restart()
{
	local major

	for major in $(apt-get -s install --no-install-recommends "$@" 2>/dev/null |
		sed -nE 's/^Inst postgresql-([0-9]+) \[.*/\1/p'); do
		! pg_lsclusters -h 2>/dev/null | grep -qE "^$major .* online" ||
			us_die "these packages restart your running PostgreSQL $major; install them yourself: $*"
	done
}

# Programs that stand before the real ones while dpkg runs: postgresql-NN
# would create a cluster "main" when there is none, and start those there are.
us_make_shims()
{
	local shims=$1

	printf '#!/bin/sh\nexit 0\n' >"$shims/pg_createcluster"
	cat >"$shims/invoke-rc.d" <<-'EOF'
		#!/bin/sh
		for word; do [ "$word" != postgresql ] || exit 0; done
		exec /usr/sbin/invoke-rc.d "$@"
	EOF
	chmod 755 "$shims" "$shims"/*
}

us_install_packages()
{
	local missing=() shims

	mapfile -t missing < <(us_missing "$@")
	[ ${#missing[@]} -gt 0 ] || return 0

	us_say "Installing with apt-get: ${missing[*]}"
	us_apt update
	us_refuse_to_restart "${missing[@]}"
	shims=$(mktemp -d)
	us_make_shims "$shims"
	(us_apt install -y --no-install-recommends \
		-o "DPkg::Path=$shims:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
		"${missing[@]}") || { rm -rf "$shims"; exit 1; }
	rm -rf "$shims"
	mapfile -t missing < <(us_missing "$@")
	[ ${#missing[@]} = 0 ] || us_die "still missing after installation: ${missing[*]}"
}
