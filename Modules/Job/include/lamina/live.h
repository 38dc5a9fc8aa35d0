/* A live job: a job that is changed and run again, step by step, and keeps what did not change.
 *
 * What the desktop stands on. A run plans the job as far as it can be planned and makes the value
 * of every step, the same values that lm_job_run() makes, whether anything is written from them or
 * not; steps that write (save, render) are planned and checked and not run. A step that fails stops
 * what comes after it in its own line and nothing else. What came of each step is told as it comes.
 *
 * Every value is kept under a key: its operation, its parameters (as values: "1" is "1.0"), the key
 * of what came in and, where files are read, their sizes and times of modification. A changed
 * parameter makes anew only what depends on it, and going back finds the old values while they are
 * kept. A step whose value is kept is neither planned nor looked into again.
 *
 * What is kept and what is made stay within the context's budget of memory together with the rest
 * of the process. When it gets tight, values of earlier runs leave first, the least recently used
 * before others; then values of this run that no step still needs, which is told (LM_LIVE_DROPPED).
 * When even that does not help, the step that would pass the budget fails with LM_ERROR_MEMORY.
 * A value that somebody else holds a reference to goes on taking memory after it has left.
 */
#pragma once

#include "lamina/run.h"
#include "lamina/series.h"

G_BEGIN_DECLS

typedef struct lm_live lm_live;

typedef enum lm_live_state {
    LM_LIVE_PLANNED,     /* will be run; for steps that write and branches, all there is */
    LM_LIVE_RUNNING,     /* has begun */
    LM_LIVE_DONE,        /* its value is there */
    LM_LIVE_DROPPED,     /* was done, but its value had to leave memory for other steps */
    LM_LIVE_FAILED,      /* `error` says why: in planning or in running */
    LM_LIVE_NOT_REACHED, /* something that it takes failed */
} lm_live_state;

/* What came of one step. Borrowed for the time of the call; what is not known is NULL. */
typedef struct lm_live_result {
    const lm_step *step; /* of the job that was given */
    int number;          /* the same in the order of the file, 0 being the input; all steps count */
    lm_live_state state;
    const lm_info *info;         /* what comes out (of a step that writes: what comes in); sizes of
                                    meshes are exact once done */
    const lm_value *value;       /* LM_LIVE_DONE: lm_value_ref() keeps it */
    lm_series *series;           /* the input, also one that failed for want of spacing or, without
                                    the files at fault (lm_series_left_out_at()), because they do not
                                    fit together: lm_series_ref() keeps it */
    GVariant *facts;             /* what it found out, a{sv} */
    const char *const *warnings; /* NULL-ended, never NULL */
    const GError *error;         /* LM_LIVE_FAILED; does not name file and step */
    double seconds;              /* how long it took when it was made */
    bool kept;                   /* from an earlier run */
} lm_live_result;

typedef void (*lm_live_fn)(const lm_live_result *result, gpointer user);

lm_live *lm_live_new(void);
void lm_live_free(lm_live *live);

/* Runs the job, as far as it goes, on the calling thread and those of the context; blocks. `told`
 * is called on the calling thread, for a step as often as its state changes. False only with
 * LM_ERROR_CANCELLED: what was complete by then is kept. The job is not to change meanwhile.
 * Progress goes to the context, and warnings do as well. A run that was cancelled may still be
 * coming to its end in one thread while the next has begun in another, with a context of its own.
 */
bool lm_live_run(lm_live *live, const lm_job *job, lm_context *context, lm_live_fn told,
                 gpointer user, GError **error);

/* The plan to run the job in earnest, for lm_job_run(), which then takes what is kept instead of
 * making it again: for the same files, only what is not there is made, and what writes a file on
 * its way. The job must outlive the plan. Errors as of lm_job_plan_new(). */
lm_job_plan *lm_live_plan(lm_live *live, const lm_job *job, lm_context *context, GError **error);

/* Bytes of all values that are kept now. */
guint64 lm_live_bytes(lm_live *live);

/* Forgets all values. */
void lm_live_clear(lm_live *live);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_live, lm_live_free)

G_END_DECLS
