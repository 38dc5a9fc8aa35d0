/* Planning a job and running it.
 *
 * The whole job is planned, type-checked and priced before the first slice is decoded: the headers
 * of the input are read, each operation says what its output will be, and the order in which values
 * come and go gives the peak of memory. Where the size of an output depends on the content, the
 * operation looks into its input first, which is made for it once and kept for the run. What later
 * steps do not need (planes outside a crop) is never read. A run makes the steps one after the
 * other, each on all threads, and drops every value after its last use. Steps that run by slabs are
 * run together where that costs less than to make the values between them (chain.h). What would
 * bring the run past its budget of memory goes to scratch files (spill.h), where that is enough.
 */
#pragma once

#include "lamina/job.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A planned step: node 0 is the input, the others follow in the order of the file, without those
 * that are off. */
typedef struct lm_node {
    const lm_step *step;
    int number; /* of the step in the order of the file, from 0 for the input */
    lm_plan plan;
    int depth;            /* of branches around it */
    int from;             /* node whose value it takes; -1 for the input */
    int *shown;           /* nodes named by its LM_PARAM_STEPS parameter, plan.n_shown of them */
    void *params;         /* what plan.params points to */
    int runs_with;        /* the last node of the chain that it runs in; itself when that is it */
    bool fused;           /* the chain goes on after it: its value never exists as a whole */
    int last_use;         /* the last node at which its value is taken; its own when none does */
    bool spilled;         /* its value is to go to a scratch file */
    GError *failure;      /* what is wrong with it by itself: a parameter, a name; usually NULL */
    bool needed;          /* false: nothing that is written depends on it, and it is not run */
    lm_zrange wanted;     /* planes of its output that are needed (volumes) */
    guint64 peak;         /* bytes of the whole process while it runs */
    bool probed;          /* its operation looked into what comes in, to plan */
    lm_value made;        /* its value, made for that and kept for the run; usually none */
    bool borrowed;        /* `made` is that of a live job: shared, and in memory already */
    bool idle;            /* needed only for values that are there already: not run */
    double probe_seconds; /* how long that took */
    double seconds;       /* after a run: how long it took, looking included */
    GVariant *facts;      /* after a run: what it found out, a{sv}; NULL before */
} lm_node;

typedef struct lm_job_plan {
    const lm_job *job;
    GPtrArray *nodes; /* of lm_node */
    guint64 peak;     /* bytes of the whole process at the worst moment */
    guint64 disk;     /* bytes of scratch files at the worst moment */
    bool estimate;    /* some sizes depend on the data */
} lm_job_plan;

/* Plans; the job must outlive the plan. Folders of the context are set by the caller (relative
 * inputs start from the job's folder, outputs from --output-dir). Warnings go to the context.
 * Errors begin with file, line and step. */
lm_job_plan *lm_job_plan_new(const lm_job *job, lm_context *context, GError **error);
void lm_job_plan_free(lm_job_plan *plan);

/* Runs it, once. Refuses with LM_ERROR_MEMORY, before anything is read, when the peak would pass
 * the context's budget, or scratch files the room on their disk. Facts and seconds of each step
 * stand in the nodes afterwards, also when it failed. */
bool lm_job_run(lm_job_plan *plan, lm_context *context, GError **error);

/* What is planned, and after a run what came of it, as JSON: keys as in DESIGN ("steps", each with
 * "size", "spacing", "type", ..., its facts; "peak_memory", "scratch_disk", "warnings", "error").
 * `failure` may be NULL. */
JsonNode *lm_job_plan_json(const lm_job_plan *plan, const lm_context *context,
                           const GError *failure);

/* Writes the report of a run as .json or .html, by the name's ending. The page holds the pictures
 * themselves, so that it can be sent as one file. */
bool lm_report_save(const char *path, const lm_job_plan *plan, const lm_context *context,
                    const GError *failure, GError **error);

/* What is known of a volume as members of a JSON object that is being built: size, spacing,
 * positions (mm of each plane from the first; null when they are evenly spaced), origin, direction,
 * type, components, labels. */
void lm_json_add_volume(JsonBuilder *builder, const lm_info *info);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(lm_job_plan, lm_job_plan_free)

G_END_DECLS
