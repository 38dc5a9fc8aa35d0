/* File names that count: their natural order, and which number in them it is that runs. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Like strcmp(), but runs of digits compare as numbers: "s2" comes before "s10". */
int names_compare(const char *a, const char *b);

/* The name with every run of digits replaced by '#': equal for the files of one series. */
char *names_skeleton(const char *name);

/* Names of equal skeleton, in natural order, and the number that counts them. */
typedef struct names_group {
    GPtrArray *names; /* const char *, borrowed */
    char *pattern;    /* matches them: "slice*.png"; fixed numbers stand as they are */
    GArray *numbers;  /* gint64, the running number of each; empty when none or several run */
} names_group;

/* Sorts names into groups, the largest first (of equal ones the first in natural order). Names
 * that are alone with their skeleton are grouped by their ending when no two names share one. A
 * group in which two numbers run independently (slice and channel) is split by the one with fewer
 * values. The names must outlive the groups. */
GPtrArray *names_group_all(GPtrArray *names);

/* The step in which the numbers of a group count; 0 when it has none. */
gint64 names_step(const names_group *group);

/* The numbers that are missing between the first and the last of a group, in words ("3, 7 to 9"),
 * or NULL. A series that counts in steps misses nothing between them. Caller frees. */
char *names_missing(const names_group *group);
