/*-------------------------------------------------------------------------
 *
 * shared_rows.h
 *	  What the shared vectors say in their notes, and what we say to them.
 *
 * test/unit/shared_rows.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef SHARED_ROWS_H
#define SHARED_ROWS_H

#include "vectors.h"

/*
 * Fills in what is declared for a row, and the user, which stand in its notes.
 * NULL, or why we argue with what is expected.
 */
extern const char *shared_row_complete(Vector *row);

#endif							/* SHARED_ROWS_H */
