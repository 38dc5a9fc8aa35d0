/* What pointer and keys do in a slice.
 *
 * Dragging does what the tool in hand does; with the secondary button it always changes window and
 * level, with the middle one (or space held) it moves the picture. Scrolling goes through the
 * slices, with Ctrl it zooms, as pinching does; a double click maximises. Arrow keys do what
 * dragging does; shortcuts.c has them all.
 */
#pragma once

#include "slice-canvas.h"

G_BEGIN_DECLS

void lm_slice_input_add(LmSliceCanvas *canvas);

G_END_DECLS
