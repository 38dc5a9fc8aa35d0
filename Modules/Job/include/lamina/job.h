/* A job: an input and a pipeline of steps, as in the XML file.
 *
 * A job holds what was written, as text: each step its operation, its id, its line in the file, and
 * the parameters that were given. Turning it into values and sizes is planning (lamina/run.h). A
 * job belongs to one thread.
 */
#pragma once

#include "lamina/op.h"

G_BEGIN_DECLS

/* Comments of the file, which stay where they are through loading and saving. Lists are NULL-ended,
 * and NULL when there are none. */
typedef struct lm_comments {
    char **before; /* the element */
    char **end;    /* after all that is inside it */
} lm_comments;

typedef struct lm_step {
    const lm_op *op;
    char *id;         /* NULL when none was given */
    bool off;         /* as if it were not there, with all that is inside */
    int line;         /* in the job's file; 0 when it came from elsewhere */
    char **texts;     /* one for each parameter of the table, in its order; NULL when not given */
    GPtrArray *steps; /* of lm_step, the steps inside a container; NULL for other operations */
    lm_comments comments;
    guint64 tag; /* of whoever edits, to know a step again in a copy of the job; 0 at first */
} lm_step;

typedef struct lm_job {
    char *name; /* the file it came from, or "command line": begins messages */
    lm_step *input;
    GPtrArray *steps;                        /* of lm_step */
    lm_comments comments, pipeline_comments; /* of the root, and of <pipeline> */
    char **last_comments;                    /* after the root */
} lm_job;

/* A step without parameters. */
lm_step *lm_step_new(const lm_op *op);
void lm_step_free(lm_step *step);

/* Sets a parameter (or "id", or "off") from text, after checking the text against the declaration.
 * NULL takes it back. LM_ERROR_USAGE for an unknown name (with the nearest) or a wrong text. */
bool lm_step_set(lm_step *step, const char *param, const char *text, GError **error);

/* The step as in the job, without its inner steps: `crop box="0 9 0 9 0 9"`. Caller frees. */
char *lm_step_text(const lm_step *step);

/* "job.xml:12: crop" or "command line: crop", to begin messages with. Caller frees. */
char *lm_step_place(const lm_job *job, const lm_step *step);

/* An empty job with an input that has no path yet. */
lm_job *lm_job_new(const char *name);
void lm_job_free(lm_job *job);

/* Reads a job file (at most 16 MiB). It must be well-formed, without a document type (no entities,
 * nothing fetched from anywhere), and valid: known operations, known parameters, each text as
 * declared, the required ones given. Errors name file, line, step and the way out;
 * LM_ERROR_INPUT when the file cannot be read, else LM_ERROR_USAGE. */
lm_job *lm_job_load(const char *path, GError **error);

/* The two halves of it: the file as it is, and what bytes that came from it, or from elsewhere,
 * say. */
GBytes *lm_job_read(const char *path, GError **error);
lm_job *lm_job_parse(const char *xml, size_t size, const char *name, GError **error);

/* The job as XML, as the desktop saves it and `lamina do --print` shows it, comments included. Read
 * back, it gives the same text again. Caller frees. */
char *lm_job_xml(const lm_job *job);

/* The job as a command: `lamina do ...`, to be typed in the job's folder, its words quoted for a
 * shell, without the steps that are off. Where one line cannot say it (there are branches, or no
 * steps), it is `lamina run` of `file`, and *why says so in words (static; else NULL). Caller
 * frees. */
char *lm_job_command_line(const lm_job *job, const char *file, const char **why);

/* ---- editing ---- */

/* Whole copies, inner steps, lines and tags included. */
lm_step *lm_step_copy(const lm_step *step);
lm_job *lm_job_copy(const lm_job *job);

/* A copy to stand beside the step: without ids and tags, of which a job has each once. */
lm_step *lm_step_duplicate(const lm_step *step);

/* Steps by their place in the file, as in a plan: 0 is the input, inner steps follow their branch.
 * NULL when there is no such step. */
lm_step *lm_job_step_at(const lm_job *job, guint number);

/* Where a step stands: *parent is the container around it, or NULL in the main line, *position its
 * place there, from 0. False for the input, and for steps that are not in the job. */
bool lm_job_find(const lm_job *job, const lm_step *step, lm_step **parent, guint *position);

/* Puts a new step at a place, before what stands there now; takes it over. */
void lm_job_insert(lm_job *job, lm_step *parent, guint position, lm_step *step);

/* Takes a step out of the job; the caller frees it. NULL for the input. */
lm_step *lm_job_take(lm_job *job, const lm_step *step);

/* Moves a step before what now stands at a place. False, and nothing is moved, for the input and
 * for a place inside the step itself. */
bool lm_job_move(lm_job *job, const lm_step *step, lm_step *parent, guint position);

/* One `--set`: "STEP.PARAM=VALUE". STEP is a step's id, or its operation's name where that occurs
 * once, else name[2] (from 1, in the order of the file); "input" is the input. */
bool lm_job_set(lm_job *job, const char *assignment, GError **error);

/* The XML Schema (XSD 1.0) of jobs, generated from the declarations. Caller frees. */
char *lm_job_schema(void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_job, lm_job_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_step, lm_step_free)

G_END_DECLS
