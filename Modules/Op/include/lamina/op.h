/* An operation: one C file with one declaration, and one line in Modules/Job/ops.def.
 *
 * From the declaration alone come `lamina ops`, the command line, the XML and its schema, the
 * panels, the manual and the tests that exercise every operation.
 */
#pragma once

#include "lamina/context.h"
#include "lamina/param.h"
#include "lamina/slab.h"
#include "lamina/value.h"

G_BEGIN_DECLS

/* What is known of a value before it exists. */
typedef struct lm_info {
    lm_kind kind;            /* LM_VOLUME (also of a series) or LM_MESH */
    bool series;             /* volumes: as they came from the input; see LM_SERIES */
    lm_grid grid;            /* of the volume; for a mesh, of the volume it was made from */
    const double *positions; /* volumes: mm of each plane along the third axis from the first,
                                grid.size[2] of them, rising, where they are not evenly spaced;
                                grid.spacing[2] is then their mean distance. NULL: evenly. Kept
                                (lamina/positions.h): copied with the rest, freed by nobody */
    bool labels;    /* volumes: values are names of what is there, and nothing lies between two */
    lm_type type;   /* volumes */
    int components; /* volumes */
    int chroma[2];  /* series of JPEG in colour: the pixels across and down that share one value of
                       chroma, 2 and 2 in 4:2:0; 0: of no such files, or of several kinds */
    guint64 points, triangles; /* meshes: what to plan memory for; a bound or an estimate */
    bool estimate;             /* depends on the data: sizes here are bounds */
    lm_spacing_source spacing_source;
} lm_info;

/* Bytes the value will hold in memory. */
guint64 lm_info_bytes(const lm_info *info);

/* Becomes the part of the volume that starts at voxel `first` and has `size`: as lm_grid_sub(), and
 * the positions of its planes go along. */
void lm_info_take_part(lm_info *info, const gint64 first[3], const gint64 size[3]);

typedef struct lm_op lm_op;

/* One planned application of an operation. The planner fills the first part, the operation's plan
 * function the rest. */
typedef struct lm_plan {
    const lm_op *op;
    const void *params;   /* the operation's own struct */
    lm_info in;           /* kind LM_NONE for a source */
    const lm_info *shown; /* values named by the LM_PARAM_STEPS parameter, in its order */
    size_t n_shown;
    bool dry;        /* writes no file, though it is planned as if it did: live jobs */
    lm_spill *spill; /* where its value goes that memory would not hold; NULL: in memory */

    lm_info out;                /* preset to `in` */
    bool whole;                 /* use `run` although there is a `slab` (depends on parameters) */
    guint64 scratch;            /* bytes at the peak besides the values, whatever the threads */
    guint64 scratch_per_thread; /* bytes besides, for each thread at work */
    double cost;                /* seconds of one processor, roughly; weighs the progress bar */
    gint64 slab_planes;         /* planes of one slab; 0: the runner chooses */
    const char *outputs[4];     /* absolute paths it will write, NULL-ended; owned by `state` */
    gpointer state;             /* of the operation */
    GDestroyNotify free_state;
} lm_plan;

enum {
    LM_OP_SCALAR = 1,    /* takes volumes of one component only */
    LM_OP_SINK = 2,      /* writes something; its output is its input */
    LM_OP_CONTAINER = 4, /* holds steps of its own: branch */
    LM_OP_SOURCE = 8,    /* makes a value out of nothing: input */
    LM_OP_UNEVEN = 16,   /* takes volumes whose planes are not evenly spaced, and says in plan where
                            those of its output are; others are not asked to take one */
    LM_OP_LABELS = 32,   /* takes volumes of labels; what it makes of them are labels of the input,
                            or its plan says that they are none */
};

struct lm_op {
    const char *name;  /* as in the job: "to-scalar" */
    const char *title; /* as in a menu: "Colour to scalar" */
    const char *help;  /* one or two plain sentences */
    const char *group; /* "input", "volume", "surface", "picture", "output", "structure" */
    const char *since; /* version that brought it: "0.1" */
    unsigned in, out;  /* sets of lm_kind; `out` of several kinds means: the kind that came in */
    unsigned flags;
    size_t params_size;
    const lm_param *params;

    /* For an operation whose output's grid depends on the content, before `plan`: looks into the
     * input, which is complete, and leaves what it found in plan->state. NULL: nothing to look
     * for. */
    bool (*probe)(lm_plan *plan, const lm_value *in, lm_context *context, GError **error);

    /* From the input's info and the parameters to the output's info, memory and cost; checks every
     * parameter against the input and touches no voxel. The one who plans has checked kinds and
     * components already. Messages need not name the step: the planner does. */
    bool (*plan)(lm_plan *plan, lm_context *context, GError **error);

    /* For planes `out` of the output, the planes of the input they depend on; with it an operation
     * runs slab by slab and gives the same voxels however the planes are cut. NULL: a barrier. */
    lm_zrange (*need)(const lm_plan *plan, lm_zrange out);

    /* Computes the planes of `out` (all of them) from `in`, which holds at least what `need` asked
     * for; `in` is NULL for a source. Called from several threads at a time with different slabs.
     * Is not to use lm_parallel(), nor to report progress, and looks at the context for
     * cancellation now and then. */
    bool (*slab)(const lm_plan *plan, const lm_slab *in, lm_slab *out, lm_context *context,
                 GError **error);

    /* Computes the whole; may use all threads and lm_parallel(), and reports progress. `in` is
     * complete and borrowed; `shown` are the values of plan->shown. Sets *out, unless a sink; a
     * volume it makes comes from lm_plan_new_volume(). */
    bool (*run)(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error);
};

/* Plans: `probe`, where there is one (`in` may be NULL where there is none), then `plan`. This is
 * the one way operations are planned, by jobs and by tests. */
bool lm_plan_make(lm_plan *plan, const lm_value *in, lm_context *context, GError **error);

/* Whether what comes in is of a kind that the operation takes. */
bool lm_op_takes_info(const lm_op *op, const lm_info *in);

/* True when this plan runs slab by slab. */
bool lm_plan_by_slabs(const lm_plan *plan);

/* The volume that `run` is to fill and to give back, voxels not set: in memory, or where the plan
 * says. */
lm_volume *lm_plan_new_volume(const lm_plan *plan, GError **error);

void lm_plan_clear(lm_plan *plan); /* frees the operation's state */

/* Runs one planned operation on all threads: cuts it into slabs of `slab_planes` (0: a height that
 * keeps the work in cache and all threads busy), or calls `run`. `in` must hold what the planes
 * `wanted` of the output need (complete for a barrier); *out gets exactly those planes. This is the
 * one way operations are run, by jobs and by tests. */
bool lm_plan_run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_zrange wanted,
                 gint64 slab_planes, lm_value *out, lm_context *context, GError **error);

G_END_DECLS
