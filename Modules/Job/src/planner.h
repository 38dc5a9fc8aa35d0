/* Planning the nodes of a job one by one, as whole plans (plan.c) and live jobs (live.c) do. */
#pragma once

#include "lamina/run.h"

typedef struct planner {
    lm_job_plan *plan;
    lm_context *context;
    GHashTable *outputs; /* path -> the step that writes it */
    guint64 base;        /* bytes of the process before anything was read */
} planner;

planner planner_new(lm_job_plan *plan, lm_context *context);
void planner_clear(planner *p);

/* Begins with what needs no look at values: the node's own failure, what comes in, what is shown.
 * The nodes it takes from are planned. Errors do not name the place. */
bool planner_begin(const planner *p, lm_node *node, GError **error);

/* Ends it, from the value that comes in when the operation has to look into it (else NULL). */
bool planner_end(const planner *p, lm_node *node, const lm_value *in, GError **error);

/* Plans all nodes of a job, as lm_job_plan_new(); `take`, when not NULL, is asked of each first
 * whether its plan and its value are there already. */
typedef bool (*planner_take)(const planner *p, lm_node *node, gpointer user);
lm_job_plan *planner_plan(const lm_job *job, lm_context *context, planner_take take, gpointer user,
                          GError **error);

/* From now on the step is known to write `path`. */
void planner_claim(const planner *p, const lm_step *step, const char *path);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(planner, planner_clear)
