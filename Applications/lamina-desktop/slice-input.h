/* What pointer and keys do in a slice.
 *
 * Dragging does what the tool in hand does; with the secondary button it always changes window and
 * level, with the middle one (or space held) it moves the picture. Scrolling goes through the
 * slices, with Ctrl it zooms, as pinching does. Arrow keys do what dragging does, Page Up and Page
 * Down go through the slices, + - 0 zoom, Return and double click maximise, Escape takes the
 * measured line away.
 */
#pragma once

#include "slice-canvas.h"

G_BEGIN_DECLS

void lm_slice_input_add(LmSliceCanvas *canvas);

G_END_DECLS
