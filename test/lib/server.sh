# shellcheck shell=bash
#
# Private servers: one at a time, in the private folder, with TLS for the name
# localhost, on a free port of the loopback interface and on a socket.

# The certificate is for the DNS name localhost only: no address, so that a
# client which checks host names must refuse 127.0.0.1.
us_make_certificates()
{
	local tls=$US_WORK/tls

	mkdir "$tls"
	cat >"$tls/openssl.cnf" <<-'EOF'
		[req]
		distinguished_name = name
		prompt = no
		[name]
		CN = userstore test
		[ca]
		basicConstraints = critical, CA:TRUE
		keyUsage = critical, keyCertSign, cRLSign
		subjectKeyIdentifier = hash
		[server]
		basicConstraints = critical, CA:FALSE
		subjectAltName = DNS:localhost
		subjectKeyIdentifier = hash
		authorityKeyIdentifier = keyid
	EOF
	us_make_ca ca
	us_make_ca other-ca
	us_openssl req -new -config "$tls/openssl.cnf" -subj /CN=localhost -newkey rsa:2048 \
		-nodes -keyout "$tls/server.key" -out "$tls/server.csr"
	us_openssl x509 -req -in "$tls/server.csr" -days 2 -CA "$tls/ca.crt" -CAkey "$tls/ca.key" \
		-set_serial 1 -extfile "$tls/openssl.cnf" -extensions server -out "$tls/server.crt"
	chmod 600 "$tls"/*.key
	us_give_away
}

us_make_ca()
{
	us_openssl req -x509 -config "$US_WORK/tls/openssl.cnf" -extensions ca -days 2 \
		-subj "/CN=userstore test $1" -newkey rsa:2048 -nodes \
		-keyout "$US_WORK/tls/$1.key" -out "$US_WORK/tls/$1.crt"
}

us_openssl()
{
	openssl "$@" 2>>"$US_LOGS/openssl.log" || us_die "openssl failed: $(tail -n 3 "$US_LOGS/openssl.log")"
}

# Where the server finds the extension: Debian patches 15 to 17 for it, 18 has
# a setting of its own.
us_extension_settings()
{
	local lib share

	lib=$("$PG_CONFIG" --pkglibdir)
	share=$("$PG_CONFIG" --sharedir)
	if [ "$US_PG_MAJOR" -ge 18 ]; then
		echo "extension_control_path = '$US_STAGE$share:\$system'"
	else
		echo "extension_destdir = '$US_STAGE'"
	fi
	echo "dynamic_library_path = '$US_STAGE$lib:\$libdir'"
}

us_listen_addresses()
{
	if grep -qs ' lo$' /proc/net/if_inet6; then
		echo '127.0.0.1, ::1'
	else
		echo '127.0.0.1'
	fi
}

us_server_settings()
{
	us_extension_settings
	cat <<-EOF
		listen_addresses = '$(us_listen_addresses)'
		unix_socket_directories = '$US_WORK/run'
		ssl = on
		ssl_cert_file = '$US_WORK/tls/server.crt'
		ssl_key_file = '$US_WORK/tls/server.key'
		password_encryption = 'scram-sha-256'
		log_line_prefix = '%m [%p] %q%u@%d %a '
		fsync = off
		shared_buffers = '64MB'
	EOF
}

# One initdb; every server starts from a copy of it.
us_make_template()
{
	local template=$US_WORK/template

	[ ! -e "$template" ] || return 0
	us_make_certificates
	us_as "$US_BIN/initdb" -D "$template" -U postgres --auth=trust --no-sync \
		--encoding=UTF8 --locale=C.UTF-8 >"$US_LOGS/initdb.log" 2>&1 ||
		us_die "initdb failed: $(tail -n 5 "$US_LOGS/initdb.log")"
	us_server_settings >>"$template/postgresql.conf"
	cat >"$template/pg_hba.conf" <<-'EOF'
		local   all  all       trust
		host    all  all  all  scram-sha-256
	EOF
}

# A port on which nothing answers, below those the kernel gives to clients.
us_free_port()
{
	local port

	while :; do
		port=$((RANDOM % 12000 + 20000))
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

# us_server_start [setting...]   each a line of postgresql.conf
us_server_start()
{
	local tries

	us_server_stop
	us_make_template
	US_DATA=$US_WORK/data
	cp -a "$US_WORK/template" "$US_DATA"
	[ $# = 0 ] || printf '%s\n' "$@" >>"$US_DATA/postgresql.conf"
	US_SERVER_LOG=$US_LOGS/server.log
	rm -f "$US_SERVER_LOG"

	# Somebody may take the port between the look and the start.
	for tries in 1 2 3 4 5; do
		PGPORT=$(us_free_port)
		! us_try_start || break
		[ "$tries" != 5 ] ||
			us_die "the server did not start: $(tail -n 20 "$US_SERVER_LOG")"
	done
	export PGPORT PGHOST=$US_WORK/run PGUSER=postgres PGDATABASE=postgres
	export US_TEST_CA=$US_WORK/tls/ca.crt US_TEST_OTHER_CA=$US_WORK/tls/other-ca.crt
}

# NB: the server's environment decides which locales it finds.
us_try_start()
{
	us_as LOCPATH="$US_WORK/locale:/usr/lib/locale" \
		"$US_BIN/pg_ctl" -s -w -D "$US_DATA" -l "$US_SERVER_LOG" -o "-p $PGPORT" start \
		</dev/null >/dev/null 2>&1
}

us_server_stop()
{
	[ -n "${US_DATA:-}" ] || return 0
	us_as "$US_BIN/pg_ctl" -s -m immediate -D "$US_DATA" stop >/dev/null 2>&1 || true
	rm -rf "$US_DATA"
	US_DATA=
}

us_psql()
{
	us_as "$US_BIN/psql" -X -q -v ON_ERROR_STOP=1 "$@"
}
