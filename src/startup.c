/*-------------------------------------------------------------------------
 *
 * startup.c
 *	  Refuses a start-up packet that names a setting of ours.
 *
 * Without preloading, a setting in the start-up packet is a placeholder when
 * the library loads; its value is then refused, but the built-in default
 * stays, not what the operator wrote (tried on 15, 17 and 18).  A client
 * could so wipe any setting of ours for its session.  With preloading
 * PostgreSQL refuses by itself, because all settings are PGC_SIGHUP.
 *
 * src/startup.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "libpq/libpq-be.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/guc.h"

#include "domain.h"
#include "settings.h"
#include "startup.h"

/*
 * Does a setting's name, possibly after switches, name one of ours?  Names
 * have any case; "-Ecuserstore.x=1" hides one behind other switches; the
 * value after "=" does not matter.
 */
static bool
names_ours(const char *word)
{
	static const char prefix[] = US_SETTINGS_PREFIX ".";
	const char *end = strchr(word, '=');
	const char *p;

	if (end == NULL)
		end = word + strlen(word);
	for (p = word; p + sizeof(prefix) - 1 <= end; p++)
	{
		if (pg_strncasecmp(p, prefix, sizeof(prefix) - 1) == 0)
			return true;
	}
	return false;
}

static bool
packet_names_ours(const Port *port)
{
	ListCell   *cell;
	bool		is_name = true;

	foreach(cell, port->guc_options)
	{
		if (is_name && names_ours((char *) lfirst(cell)))
			return true;
		is_name = !is_name;
	}

	if (port->cmdline_options != NULL)
	{
		int			max = 2 + (int) (strlen(port->cmdline_options) + 1) / 2;
		char	  **words = palloc(max * sizeof(char *));
		int			count = 0;

		/* As the server splits them: a backslash may stand anywhere. */
		pg_split_opts(words, &count, port->cmdline_options);
		for (int i = 0; i < count; i++)
		{
			if (names_ours(words[i]))
				return true;
		}
	}
	return false;
}

/*
 * The user who connected, whatever role is set by now.  Preloaded by
 * session_preload_libraries there is no transaction yet, nor can the role
 * have changed.
 */
static bool
connected_as_superuser(void)
{
	if (IsTransactionState())
		return superuser_arg(GetAuthenticatedUserId());
	return strcmp(GetConfigOption("is_superuser", false, false), "on") == 0;
}

void
us_startup_check(void)
{
	if (MyProcPort == NULL || !packet_names_ours(MyProcPort) ||
		connected_as_superuser())
		return;
	ereport(ERROR,
			errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			errmsg("a connection must not name settings of \"%s\"",
				   US_SETTINGS_PREFIX),
			errdetail("They can be set in the server's configuration only."),
			errhint("Remove them from PGOPTIONS or from the connection string."));
}
