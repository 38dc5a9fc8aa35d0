/* DICOM slices in space: their order, their distance, and whether they stand straight above each
 * other. Only ImagePositionPatient and ImageOrientationPatient count (DICOM PS3.3, C.7.6.2). */
#pragma once

#include "lamina/grid.h"

typedef struct stack_slice {
    double position[3];       /* ImagePositionPatient: centre of the first pixel, mm */
    double row[3], column[3]; /* ImageOrientationPatient: the x and the y axis */
    const char *name;         /* of the file, for messages; borrowed */
    guint file, frame;        /* where it came from */
    double along;             /* out: position on the normal */
} stack_slice;

/* Sorts the slices along their normal and fills the grid's origin, direction and spacing[2] (left
 * alone for a single slice); size and in-plane spacing are the caller's. `shear` gets how far, in
 * mm along x and y, each slice is displaced against the one before it (gantry tilt); zero for a
 * straight stack. Where distances differ, spacing and shear are their means. Two slices in one
 * place are an error. */
bool stack_build(stack_slice *slices, guint n, lm_grid *grid, double shear[2], GError **error);

/* Of built slices that are not evenly spaced (lm_positions_are_even()): which two are furthest from
 * being so, in words. NULL when they are. Caller frees. */
char *stack_uneven(const stack_slice *slices, guint n);

/* True when both slices have the same axes, to 1e-3. */
bool stack_same_orientation(const stack_slice *a, const stack_slice *b);
