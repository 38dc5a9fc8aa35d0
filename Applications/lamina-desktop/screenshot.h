/* A picture of the whole window, for pages and tests. */
#pragma once

#include "window.h"

G_BEGIN_DECLS

/* Draws the window into this PNG file once everything has come that the job gives, and ends the
 * program; its exit status is 1 when that fails. */
void lm_screenshot_when_ready(LmWindow *window, const char *path);

G_END_DECLS
