/* Unsaved work that outlives a crash: beside the user's other state, one file for each document
 * that differs from its file, written within a second of each change and gone when the document was
 * saved or closed in order. Files of processes that are still there are left alone. Main thread
 * only, where not said otherwise; the disk is waited for on a thread.
 */
#pragma once

#include "document.h"

G_BEGIN_DECLS

/* Watches the document to its end. */
void lm_rescue_watch(LmDocument *document);

/* The document was closed in order: what it holds is not to come back. */
void lm_rescue_forget(LmDocument *document);

/* What was left behind of one document. */
typedef struct LmLeft {
    char *file;    /* that it is in */
    char *text;    /* what is in it */
    GError *error; /* why it could not be read; else NULL */
} LmLeft;
void lm_left_free(LmLeft *left);

/* All that was left behind: of LmLeft. Reads it: on any thread but the main one. Caller frees. */
GPtrArray *lm_rescue_found(void);

/* Brings such a document back, as one that was not saved; what was left goes as soon as it is kept
 * again, for this document. False when it cannot be read. */
bool lm_rescue_bring_back(const LmLeft *left, LmDocument *document, GError **error);

/* Throws it away. */
void lm_rescue_discard(const LmLeft *left);

/* At the end of the process: waits until all is written. */
void lm_rescue_settle(void);

G_END_DECLS
