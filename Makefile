# userstore: a PostgreSQL extension, built with PGXS.  `make help` lists the
# targets.  The version stands in userstore.control alone.

EXTENSION = userstore
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" userstore.control)

# The install script is one text in parts, a concern each, in this order.
INSTALL_PARTS = configuration actions passwords attach layouts stores harden sealing reseal events \
	policy blocklist role_settings access guard doctor doctor_roles doctor_logs \
	doctor_stores doctor_keys doctor_audit selftest_answers selftest
DATA_built = $(EXTENSION)--$(EXTVERSION).sql

# Simply expanded lists: PGXS asks with ifdef whether there are any, and a
# recursive variable counts as defined although it expands to nothing.
MODULE_big = userstore
OBJS := $(patsubst %.c,%.o,$(sort $(wildcard src/*.c src/hash/*.c)))
PG_CPPFLAGS = -I$(srcdir)/src -DUS_VERSION='"$(EXTVERSION)"'
SHLIB_LINK = -lsodium -lcrypt -lcrypto -largon2

REGRESS := $(patsubst sql/%.sql,%,$(sort $(wildcard sql/*.sql)))
ISOLATION := $(patsubst specs/%.spec,%,$(sort $(wildcard specs/*.spec)))
TAP_TESTS := $(if $(wildcard t/*.pl),1)
EXTRA_CLEAN = test/unit/build test/fuzz/build

PG_CONFIG ?= pg_config
PGXS := $(wildcard $(shell $(PG_CONFIG) --pgxs 2>/dev/null))

.DEFAULT_GOAL := all

# PGXS tracks no headers, so every object depends on all of them.
$(OBJS) $(OBJS:.o=.bc): $(wildcard src/*.h src/hash/*.h)

$(DATA_built): $(INSTALL_PARTS:%=install/%.sql)
	awk 'FNR == 1 && NR > 1 { print "" } { print }' $^ >$@

# Folders have these names too.
.PHONY: demo test test-matrix fuzz bench help

demo:
	@demo/run

test:
	@test/run $(SUITES)

test-matrix:
	@test/matrix

fuzz:
	@test/fuzz/long

bench:
	@bench/run

help:
	@echo 'make               build the extension'
	@echo 'make install       install it into the PostgreSQL that PG_CONFIG names'
	@echo 'make installcheck  regression, isolation and TAP tests against that server'
	@echo 'make demo          the whole story on a throw-away server, in under a minute'
	@echo 'make test          every suite on a throw-away server; some: SUITES="regress pgtap"'
	@echo 'make test-matrix   every suite on PostgreSQL 15, 17 and 18; needs root'
	@echo 'make fuzz          the fuzzers for half an hour in all; for longer: FUZZ_MINUTES=120'
	@echo 'make bench         the benchmark on a throw-away server'

# demo, test, test-matrix, fuzz and bench install what is missing, so they must
# work before PGXS is there.
ifneq ($(PGXS),)
include $(PGXS)
else
.PHONY: all install installcheck
all install installcheck:
	@echo 'No PGXS: install postgresql-server-dev-<version>, or set PG_CONFIG.' >&2; exit 1
endif
