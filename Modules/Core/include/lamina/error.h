/* Errors: one GError domain, one code for each kind of thing that goes wrong.
 *
 * A function that can fail returns false or NULL and fills its last parameter, GError **. Whoever
 * detects the fault writes the message: what is wrong, in which file (and line), and the way out.
 * Callers pass it on; the one who knows the context (the step and its line in the job) adds it
 * once. The code decides the exit status of the command line; nothing here prints or exits.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

G_BEGIN_DECLS

#define LM_ERROR (lm_error_quark())
GQuark lm_error_quark(void);

typedef enum lm_error {
    LM_ERROR_INPUT,     /* an input is missing, unreadable or contradicts itself; status 1 */
    LM_ERROR_OUTPUT,    /* an output cannot be written; status 1 */
    LM_ERROR_MEMORY,    /* memory ran out, or would pass the budget; status 1 */
    LM_ERROR_INTERNAL,  /* a library failed for a reason of its own; status 1 */
    LM_ERROR_USAGE,     /* the command, the job or a parameter is wrong; status 2 */
    LM_ERROR_SPACING,   /* the files do not say their spacing and nobody typed it; status 2 */
    LM_ERROR_REQUIRE,   /* a `require` does not hold; status 3 */
    LM_ERROR_CANCELLED, /* interrupted; status 130 */
} lm_error;

/* Set *error (which may be NULL) from a printf format. Always returns false, so that a function
 * can end with `return lm_fail(...)`. */
bool lm_fail(GError **error, lm_error code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The exit status that stands for this error: 1, 2, 3 or 130; 1 for errors of other domains. */
int lm_error_exit_status(const GError *error);

/* True when the error says that the work was cancelled. */
bool lm_error_is_cancelled(const GError *error);

G_END_DECLS
