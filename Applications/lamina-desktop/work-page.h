/* The page of an open job: the steps or the slices on the left, the views, and on the right how
 * values are seen; below, what is being computed. The toolkit takes long to lay out all of it, and
 * to free it: the parts come into the picture one frame after another, and go in several turns. */
#pragma once

#include "sides.h"
#include "solid-view.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_WORK_PAGE (lm_work_page_get_type())
G_DECLARE_FINAL_TYPE(LmWorkPage, lm_work_page, LM, WORK_PAGE, AdwBin)

GtkWidget *lm_work_page_new(LmSession *session);

/* Borrowed. */
LmSolidView *lm_work_page_solid(LmWorkPage *page);
LmSides *lm_work_page_sides(LmWorkPage *page);

/* After one view filled the place of all. */
void lm_work_page_show_all_views(LmWorkPage *page);

/* Shows "steps", "slices" or, on the right, "looks", and gives it the focus. */
void lm_work_page_show_part(LmWorkPage *page, const char *name);

/* Frees a part of what is not seen any more. False when there is none left. */
bool lm_work_page_take_apart(LmWorkPage *page);

G_END_DECLS
