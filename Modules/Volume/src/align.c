/* Slices brought to lie on each other. */
#include "align_stack.h"

#include "lamina/alloc.h"
#include "lamina/error.h"
#include "lamina/number.h"
#include "lamina/op.h"

static const char *const transforms[] = {"translation", "rigid", "similarity", NULL};
static const char *const reference_words[] = {"middle", NULL};
static const char *const shift_words[] = {"auto", NULL};

typedef struct align_params {
    int transform; /* align_freedom */
    lm_reals reference, max_shift;
    double max_rotation;
    bool keep_drift;
} align_params;

static const lm_param params[] = {
    {.name = "transform",
     .label = "Transform",
     .help = "What may have happened to a slice: translation: it was shifted; rigid: turned as "
             "well; similarity: made larger or smaller as well.",
     .type = LM_PARAM_ENUM,
     .choices = transforms,
     .def = "rigid",
     LM_FIELD(align_params, transform, int)},
    {.name = "reference",
     .label = "Reference slice",
     .help = "The slice that keeps its place, counted from 0; the others come to it.",
     .type = LM_PARAM_REALS,
     .max = G_MAXINT32,
     .min_count = 1,
     .max_count = 1,
     .choices = reference_words,
     .flags = LM_PARAM_WHOLE,
     .def = "middle",
     LM_FIELD(align_params, reference, lm_reals)},
    {.name = "keep-drift",
     .label = "Keep slow drift",
     .help = "true: what changes slowly along the stack, as in an object that leans or bends, "
             "stays, and only what jumps from slice to slice is undone; false: every slice comes "
             "to lie on its neighbours, which straightens such an object.",
     .type = LM_PARAM_BOOL,
     .def = "true",
     LM_FIELD(align_params, keep_drift, bool)},
    {.name = "max-shift",
     .label = "Largest shift",
     .help = "A slice that seems to lie further off the line of its neighbours is not believed: "
             "it keeps its place, with a warning; auto: an eighth of the slice's shorter side.",
     .unit = "mm",
     .type = LM_PARAM_REALS,
     .min = 1e-9,
     .max = 1e9,
     .min_count = 1,
     .max_count = 1,
     .choices = shift_words,
     .def = "auto",
     LM_FIELD(align_params, max_shift, lm_reals)},
    {.name = "max-rotation",
     .label = "Largest rotation",
     .help = "The same for how far a slice is turned.",
     .unit = "degree",
     .type = LM_PARAM_REAL,
     .min = 0.1,
     .max = 180,
     .def = "10",
     LM_FIELD(align_params, max_rotation, double)},
    {.name = NULL},
};

/* ---- planning ---- */

static align_ask ask_of(const lm_plan *plan)
{
    const align_params *p = plan->params;
    const lm_grid *grid = &plan->in.grid;
    const double side =
        MIN(grid->spacing[0] * (double)grid->size[0], grid->spacing[1] * (double)grid->size[1]);
    return (align_ask){.freedom = (align_freedom)p->transform,
                       .reference = p->reference.word >= 0 ? grid->size[2] / 2
                                                           : (gint64)p->reference.values[0],
                       .shift = p->max_shift.word >= 0 ? side / 8 : p->max_shift.values[0],
                       .rotation = p->max_rotation * (G_PI / 180),
                       .keep_drift = p->keep_drift,
                       .positions = plan->in.positions};
}

static bool plan(lm_plan *plan, lm_context *context, GError **error)
{
    (void)context;
    const align_ask ask = ask_of(plan);
    const lm_grid *grid = &plan->in.grid;
    if (ask.reference >= grid->size[2])
        return lm_fail(error, LM_ERROR_USAGE,
                       "reference=\"%" G_GINT64_FORMAT "\" is not there; the slices are 0 to "
                       "%" G_GINT64_FORMAT,
                       ask.reference, grid->size[2] - 1);
    guint64 looking;
    plan->scratch =
        align_stack_scratch(grid, &looking) + (guint64)grid->size[2] * sizeof(align_slice);
    plan->scratch_per_thread = MAX(looking, align_move_scratch_per_thread(grid));
    plan->cost = align_stack_cost(grid, &ask) +
                 (double)lm_grid_voxels(grid) * (double)plan->in.components * 40e-9;
    return true;
}

/* ---- telling ---- */

/* "3, 4 and 7"; the first few of many. NULL when there are none. */
static char *slices_text(const align_slice *slices, gint64 count, align_verdict verdict)
{
    enum { MOST = 12 };
    gint64 n = 0, said = 0;
    for (gint64 z = 0; z < count; z++)
        n += slices[z].verdict == verdict;
    if (n == 0)
        return NULL;
    GString *text = g_string_new(n == 1 ? "slice " : "slices ");
    for (gint64 z = 0; z < count && said < MIN(n, MOST); z++)
        if (slices[z].verdict == verdict) {
            const bool last = n > 1 && said == n - 1;
            g_string_append_printf(text, "%s%" G_GINT64_FORMAT,
                                   said == 0 ? ""
                                   : last    ? " and "
                                             : ", ",
                                   z);
            said++;
        }
    if (n > MOST)
        g_string_append_printf(text, " and %" G_GINT64_FORMAT " more", n - MOST);
    return g_string_free(text, FALSE);
}

static void warn_of(const align_slice *slices, gint64 count, align_verdict verdict, const char *why,
                    lm_context *context)
{
    g_autofree char *which = slices_text(slices, count, verdict);
    if (which)
        lm_context_warn(context, "align: not moved: %s (counted from 0), %s", which, why);
}

static void warn(const align_slice *slices, gint64 count, const align_ask *ask, lm_context *context)
{
    if (count == 1)
        lm_context_warn(context, "align: there is one slice only, and nothing to align it with");
    else if (count == 2 && ask->keep_drift)
        lm_context_warn(context, "align: of two slices nobody can tell a jump from a lean, so "
                                 "nothing is moved; keep-drift=\"false\" moves one onto the other");
    if (slices[ask->reference].verdict == ALIGN_PLAIN)
        lm_context_warn(context,
                        "align: nothing is moved, as the reference slice %" G_GINT64_FORMAT
                        " has no texture to align the others to; choose another with reference=",
                        ask->reference);
    warn_of(slices, count, ALIGN_PLAIN, "too small or without any texture", context);
    warn_of(slices, count, ALIGN_UNLIKE, "nothing in common with the slices beside", context);
    warn_of(slices, count, ALIGN_FAR,
            "found further off than max-shift or max-rotation allow; if they are right about "
            "where it lies, allow more",
            context);
}

typedef double (*number_of)(const align_slice *slice);

static double move_x(const align_slice *s)
{
    return creal(s->move.shift);
}

static double move_y(const align_slice *s)
{
    return cimag(s->move.shift);
}

static double move_angle(const align_slice *s)
{
    return align_motion_degrees(s->move);
}

static double move_scale(const align_slice *s)
{
    return cabs(s->move.turn);
}

static double lay_x(const align_slice *s)
{
    return creal(s->lay.shift);
}

static double lay_y(const align_slice *s)
{
    return cimag(s->lay.shift);
}

static double lay_angle(const align_slice *s)
{
    return align_motion_degrees(s->lay);
}

static void tell_numbers(const char *key, const align_slice *slices, gint64 count, number_of number,
                         lm_context *context)
{
    GVariantBuilder list;
    g_variant_builder_init(&list, G_VARIANT_TYPE("ad"));
    for (gint64 z = 0; z < count; z++)
        g_variant_builder_add(&list, "d", number(&slices[z]));
    lm_context_fact(context, key, g_variant_builder_end(&list));
}

/* "moved 9 of 10 slices, the most 0.12 mm (slice 4)" */
static char *summary(const align_slice *slices, gint64 count)
{
    gint64 moved = 0, most = 0, turned = 0;
    for (gint64 z = 0; z < count; z++) {
        moved += slices[z].move.shift != 0 || slices[z].move.turn != 1;
        if (cabs(slices[z].move.shift) > cabs(slices[most].move.shift))
            most = z;
        if (fabs(move_angle(&slices[z])) > fabs(move_angle(&slices[turned])))
            turned = z;
    }
    if (moved == 0)
        return g_strdup("moved no slice");
    g_autofree char *far = lm_number_words(cabs(slices[most].move.shift), 2);
    g_autofree char *angle = lm_number_words(fabs(move_angle(&slices[turned])), 2);
    GString *text = g_string_new(NULL);
    g_string_printf(text,
                    "moved %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                    " slices, the most %s mm (slice %" G_GINT64_FORMAT ")",
                    moved, count, far, most);
    if (move_angle(&slices[turned]) != 0)
        g_string_append_printf(text, " and %s degrees (slice %" G_GINT64_FORMAT ")", angle, turned);
    g_string_append(text, "; slices are counted from 0");
    return g_string_free(text, FALSE);
}

static bool tell(const align_slice *slices, gint64 count, const align_ask *ask, lm_context *context,
                 GError **error)
{
    g_autofree char *done = summary(slices, count);
    lm_context_fact(context, "done", g_variant_new_string(done));
    lm_context_fact(context, "reference", g_variant_new_int64(ask->reference));
    tell_numbers("shift_x", slices, count, move_x, context);
    tell_numbers("shift_y", slices, count, move_y, context);
    tell_numbers("rotation", slices, count, move_angle, context);
    tell_numbers("found_x", slices, count, lay_x, context);
    tell_numbers("found_y", slices, count, lay_y, context);
    tell_numbers("found_rotation", slices, count, lay_angle, context);
    if (ask->freedom == ALIGN_SIMILARITY)
        tell_numbers("scale", slices, count, move_scale, context);
    warn(slices, count, ask, context);
    g_autoptr(GBytes) png = align_picture(slices, count, error);
    if (png)
        lm_context_fact(context, "picture",
                        g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, png, TRUE));
    return png != NULL;
}

/* ---- running ---- */

static lm_volume *aligned(const lm_plan *plan, const lm_volume *in, align_slice *slices,
                          lm_context *context, GError **error)
{
    const align_ask ask = ask_of(plan);
    if (!align_stack(in, &ask, slices, context, error) ||
        !tell(slices, in->grid.size[2], &ask, context, error))
        return NULL;
    g_autoptr(lm_volume) out = lm_plan_new_volume(plan, error);
    lm_context_part(context, 2, 3);
    if (!out || !align_move(in, slices, plan->in.labels, out, context, error))
        return NULL;
    return g_steal_pointer(&out);
}

static bool run(const lm_plan *plan, const lm_value *in, const lm_value *shown, lm_value *out,
                lm_context *context, GError **error)
{
    (void)shown;
    align_slice *slices =
        lm_alloc((size_t)plan->in.grid.size[2], sizeof *slices, "the places of slices", error);
    lm_volume *volume = slices ? aligned(plan, in->volume, slices, context, error) : NULL;
    lm_free(slices);
    if (volume)
        *out = lm_value_of_volume(volume);
    return volume != NULL;
}

const lm_op lm_op_align = {
    .name = "align",
    .title = "Align slices",
    .help = "Undoes the jumps of slices that were shifted or turned in their planes: each is "
            "registered with its neighbours, moved to where it belongs and sampled anew with cubic "
            "interpolation (labels: the nearest one). The grid stays; where a slice moves away "
            "from the edge its outermost values go on.",
    .group = "volume",
    .since = "0.1",
    .in = LM_VOLUME,
    .out = LM_VOLUME,
    .flags = LM_OP_UNEVEN | LM_OP_LABELS,
    .params_size = sizeof(align_params),
    .params = params,
    .plan = plan,
    .run = run,
};
