/* What is in the middle of a window, and its two sides: all three next to each other where there is
 * room, else the middle and one of the sides. */
#pragma once

#include <adwaita.h>
#include <stdbool.h>

G_BEGIN_DECLS

#define LM_TYPE_SIDES (lm_sides_get_type())
G_DECLARE_FINAL_TYPE(LmSides, lm_sides, LM, SIDES, GtkWidget)

/* The borders between them can be moved. Properties: "narrow" (read only), there is no room for
 * both sides; "shows-right", it is the right one then. */
GtkWidget *lm_sides_new(GtkWidget *left, GtkWidget *middle, GtkWidget *right);

/* Lets this side be seen. */
void lm_sides_show_left(LmSides *sides);
void lm_sides_show_right(LmSides *sides);

G_END_DECLS
