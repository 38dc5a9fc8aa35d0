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
 * straight stack. Two slices in one place are an error. Distances that differ by more than 2 % are
 * an error that names the two slices, or, with `forgive` (the spacing was typed), a warning. */
bool stack_build(stack_slice *slices, guint n, bool forgive, lm_grid *grid, double shear[2],
                 GPtrArray *warnings, GError **error);

/* True when both slices have the same axes, to 1e-3. */
bool stack_same_orientation(const stack_slice *a, const stack_slice *b);
