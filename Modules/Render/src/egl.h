/* An OpenGL context that needs no window, no screen and no display server. */
#pragma once

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

typedef struct lm_egl lm_egl;

/* A context of its own on Mesa's surfaceless platform, else on the first graphics device that gives
 * one. LM_ERROR_INTERNAL, saying what to install, when there is none. */
lm_egl *lm_egl_new(GError **error);

/* The thread that calls this must be the one that entered last, if any did. */
void lm_egl_free(lm_egl *egl);

/* Makes the context current on this thread. */
bool lm_egl_enter(lm_egl *egl, GError **error);
void lm_egl_leave(lm_egl *egl);

/* What GL says it is ("llvmpipe (LLVM 15.0.6, 256 bits)"); borrowed. */
const char *lm_egl_device(const lm_egl *egl);

/* True when GL draws with the processor and not with a graphics card. */
bool lm_egl_is_software(const lm_egl *egl);

G_END_DECLS
