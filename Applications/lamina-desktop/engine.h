/* The worker: plans and runs the job beside the main loop, and tells what came of each step.
 *
 * The latest job wins: a new one cancels the one that is running, and starts when that has stopped.
 * A run that does not stop at once is orphaned, so that all has stopped within a second: it ends
 * when it can, and nobody hears of it. Everything here is called, and heard of, on the main thread.
 */
#pragma once

#include "lamina/live.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* What is known of a step. Belongs to the engine, until its signal "result" comes again. */
typedef struct LmResult {
    lm_live_state state;
    bool stale;        /* the job has changed since; what stands here is of before */
    lm_info info;      /* of what comes out; kind LM_NONE while it is not known */
    lm_value value;    /* kind LM_NONE while there is none */
    lm_series *series; /* of the input; NULL: not known */
    GVariant *facts;   /* a{sv}; NULL: none */
    char **warnings;   /* NULL-ended */
    char *error;       /* NULL: none */
    int code;          /* of the error, lm_error */
    double seconds;
} LmResult;

#define LM_TYPE_ENGINE (lm_engine_get_type())
G_DECLARE_FINAL_TYPE(LmEngine, lm_engine, LM, ENGINE, GObject)

/* Signals: "result" (guint64 tag) when what is known of a step has changed; "busy" when work
 * began, went on or ended: see the functions below; "exported" (gpointer GError, NULL when all went
 * well; char *output) at the end of lm_engine_export(). `memory` 0 is the usual budget. */
LmEngine *lm_engine_new(unsigned threads, guint64 memory);
guint64 lm_engine_memory(LmEngine *engine);

/* Makes all values of this job, and writes nothing. `folder` is where relative inputs start from.
 */
void lm_engine_run(LmEngine *engine, const lm_job *job, const char *folder);

/* Runs the job as `lamina run` does, and writes what it says into `output`; `report` is the file of
 * its report, or NULL. */
void lm_engine_export(LmEngine *engine, const lm_job *job, const char *folder, const char *output,
                      const char *report);

/* Stops what is running; results so far stay. */
void lm_engine_cancel(LmEngine *engine);
/* Whether values are missing because of that. */
bool lm_engine_is_stopped(LmEngine *engine);

/* Lets go of the values that are kept in case a change is taken back: what comes is another job. */
void lm_engine_forget(LmEngine *engine);

/* NULL when nothing is known of a step with this tag. */
const LmResult *lm_engine_result(LmEngine *engine, guint64 tag);

bool lm_engine_is_busy(LmEngine *engine);
bool lm_engine_is_exporting(LmEngine *engine);
/* Of the run at hand: 0 to 1, the step's name (borrowed, NULL before the first), and the seconds
 * that are left, roughly (below 0: not known yet). */
double lm_engine_progress(LmEngine *engine, const char **step, double *seconds_left);

G_END_DECLS
