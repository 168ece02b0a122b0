/*-------------------------------------------------------------------------
 *
 * width.h
 *	  Is a column wide enough for what is written to it?
 *
 * src/width.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef US_WIDTH_H
#define US_WIDTH_H

#include "postgres.h"

#include "utils/relcache.h"

#include "mapping.h"
#include "verdict.h"

/*
 * Finds a column too narrow for so many characters: false, with reason and
 * cure in *verdict, palloc'd.
 */
extern bool us_width_suffices(Relation rel, const UsColumn *column,
							  size_t characters, UsVerdict *verdict);

#endif							/* US_WIDTH_H */
