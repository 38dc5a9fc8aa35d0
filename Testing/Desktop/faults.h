/* What is wrong with what is shown, for a person who hears it and for one who sees it. */
#ifndef FAULTS_H
#define FAULTS_H

/* Prints what is shown and can be acted on but has no name or no role that tells what it is.
 * Returns how many. */
unsigned faults_in_names(void);

/* Prints what is shown but not whole, or lies over its neighbour. Returns how many. */
unsigned faults_in_places(void);

#endif
