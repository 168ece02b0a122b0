/*-------------------------------------------------------------------------
 *
 * nearest.c
 *	  Of some names the one that was probably meant.
 *
 * src/nearest.c
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/varlena.h"

#include "nearest.h"

/* Names that need more edits than this are not meant. */
#define DISTANCE_MAX	3

void
us_nearest_start(UsNearest *nearest, const char *meant)
{
	nearest->meant = meant;
	nearest->best = NULL;
	nearest->distance = DISTANCE_MAX + 1;
}

void
us_nearest_offer(UsNearest *nearest, const char *name)
{
	int			meant_len = (int) strlen(nearest->meant);
	int			distance;

	/* As in parse_relation.c: long names are not compared. */
	if (meant_len >= NAMEDATALEN || strlen(name) >= NAMEDATALEN)
		return;
	distance = varstr_levenshtein_less_equal(nearest->meant, meant_len,
											 name, (int) strlen(name),
											 1, 1, 1, DISTANCE_MAX, true);
	if (distance < nearest->distance)
	{
		nearest->best = name;
		nearest->distance = distance;
	}
}

const char *
us_nearest_name(const UsNearest *nearest)
{
	/* NB: of a short name more than half would be another name. */
	if (nearest->best == NULL || nearest->distance > DISTANCE_MAX ||
		nearest->distance * 2 > (int) strlen(nearest->meant))
		return NULL;
	return nearest->best;
}
