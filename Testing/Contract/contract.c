/* What every operation owes its users, checked from its declaration alone: a new operation is under
 * test the moment it stands in ops.def. */
#include "lamina/alloc.h"
#include "lamina/output.h"
#include "lamina/positions.h"
#include "lamina/registry.h"
#include "testing.h"

#include <string.h>

/* ---- the declaration ---- */

static bool is_name(const char *text)
{
    return g_regex_match_simple("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", text, 0, 0);
}

static bool is_sentence(const char *text)
{
    return text && g_regex_match_simple("^[A-Za-z].*\\.$", text, G_REGEX_DOTALL, 0);
}

static void check_param(const lm_op *op, const lm_param *param)
{
    g_test_message("%s %s", op->name, param->name);
    g_assert_true(is_name(param->name));
    g_assert_true(param->label && *param->label);
    g_assert_true(is_sentence(param->help));
    g_assert_true(param->min <= param->max);
    g_assert_true(param->offset < op->params_size);
    g_assert_false((param->flags & LM_PARAM_REQUIRED) && param->def);
    g_assert_true(lm_param_find(op->params, param->name) == param); /* no name twice */
    g_assert_cmpstr(param->name, !=, "id");
}

static void declaration(gconstpointer data)
{
    const lm_op *op = data;
    g_assert_true(is_name(op->name));
    g_assert_true(op->title && *op->title);
    g_assert_true(is_sentence(op->help));
    g_assert_true(op->group && *op->group && op->since && *op->since);
    g_assert_true(op->flags & LM_OP_CONTAINER || op->slab || op->run);
    g_assert_true(!op->slab || op->need || (op->flags & LM_OP_SOURCE));
    g_assert_true(op->flags & LM_OP_CONTAINER || op->plan);
    for (const lm_param *p = op->params; p && p->name; p++)
        check_param(op, p);
}

/* ---- texts ---- */

static void refuses(const lm_param *param, void *params, const char *text)
{
    GError *error = NULL;
    g_assert_false(lm_param_set(param, params, text, &error));
    test_assert_error(&error, LM_ERROR_USAGE, param->name);
}

static void refuses_number(const lm_param *param, void *params, double value)
{
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < MAX(param->min_count, 1); i++)
        g_string_append_printf(text, "%s%.17g", i ? " " : "", value);
    refuses(param, params, text->str);
    g_string_free(text, TRUE);
}

static void texts(gconstpointer data)
{
    const lm_op *op = data;
    void *params = g_malloc0(MAX(op->params_size, 1)), *again = g_malloc0(MAX(op->params_size, 1));
    lm_params_init(op->params, params);
    lm_params_init(op->params, again);
    for (const lm_param *p = op->params; p && p->name; p++) {
        g_autofree char *text = lm_param_get(p, params);
        if (p->def) {
            g_assert_nonnull(text);
            g_assert_true(lm_param_set(p, again, text, NULL));
            g_autofree char *twice = lm_param_get(p, again);
            g_assert_cmpstr(text, ==, twice);
        }
        bool number =
            p->type == LM_PARAM_INT || p->type == LM_PARAM_REAL || p->type == LM_PARAM_REALS;
        if (number || p->type == LM_PARAM_BOOL || p->type == LM_PARAM_ENUM ||
            p->type == LM_PARAM_WORDS)
            refuses(p, params, "no-such-thing");
        if (number && (p->min != 0 || p->max != 0)) {
            refuses_number(p, params, p->min - 1 - 1e-3 * ABS(p->min));
            refuses_number(p, params, p->max + 1 + 1e-3 * ABS(p->max));
        }
    }
    lm_params_clear(op->params, params);
    lm_params_clear(op->params, again);
    g_free(params);
    g_free(again);
}

/* ---- running ---- */

typedef struct bench {
    char *folder, *volume_file;
    lm_value volume, mesh, series;
} bench;

/* Noise, plotted. */
static lm_volume *figures(void)
{
    lm_grid grid = lm_grid_make(24, 18, 3);
    g_autoptr(lm_volume) noise = test_noise(&grid, LM_UINT8, 1, 7);
    return test_figures(noise, 4, 0, 255);
}

/* A ball of 12 x 11 x 10 voxels, what contour makes of it, the ball as a file, and plots. */
static bench bench_new(void)
{
    bench b = {.folder = test_folder()};
    lm_grid grid = lm_grid_make(12, 11, 10);
    const double centre[3] = {5.5, 5, 4.5};
    b.volume = lm_value_of_volume(test_ball(&grid, LM_INT16, centre, 3, 1.5, 1000, 0));
    b.mesh =
        lm_value_of_mesh(test_run_mesh(lm_op_find("contour"), &b.volume, "value", "500", NULL));
    b.mesh.mesh->provenance = lm_provenance_new("phantom", LM_SPACING_TYPED);
    b.series = lm_value_of_volume(figures());
    b.volume_file = g_build_filename(b.folder, "ball.nrrd", NULL);
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    g_autoptr(GError) error = NULL;
    lm_info info = test_info(&b.volume);
    lm_value out = {LM_NONE, NULL, NULL};
    test_step step;
    g_assert_true(test_step_plan(&step, lm_op_find("save"), &info, context, &error, "path",
                                 b.volume_file, NULL));
    g_assert_true(
        lm_plan_run(&step.plan, &b.volume, NULL, (lm_zrange){0, 10}, 0, &out, context, &error));
    g_assert_no_error(error);
    lm_value_clear(&out);
    test_step_clear(&step);
    return b;
}

static void bench_clear(bench *b)
{
    lm_value_clear(&b->volume);
    lm_value_clear(&b->mesh);
    lm_value_clear(&b->series);
    g_free(b->volume_file);
    test_folder_remove(b->folder);
}

/* A text for a required parameter, from its type alone. */
static char *sample(const bench *b, const lm_op *op, const lm_param *param, lm_kind kind)
{
    switch (param->type) {
    case LM_PARAM_INPUT:
        return g_strdup(b->volume_file);
    case LM_PARAM_OUTPUT: {
        const char *name = g_str_equal(op->group, "picture") ? "p.png"
                           : kind == LM_MESH                 ? "m.stl"
                                                             : "v.nrrd";
        return g_build_filename(b->folder, "out", name, NULL);
    }
    case LM_PARAM_REALS: {
        if (param->choices)
            return g_strdup(param->choices[0]);
        GString *text = g_string_new(NULL);
        for (size_t i = 0; i < MAX(param->min_count, 1); i++)
            g_string_append_printf(text, "%g ",
                                   CLAMP((double)(i % 2), param->min, MAX(param->max, 1)));
        return g_string_free(text, FALSE);
    }
    case LM_PARAM_ENUM:
    case LM_PARAM_WORDS:
        return g_strdup(param->choices[0]);
    default:
        return g_strdup("1");
    }
}

static void give(test_step *step, const bench *b, const lm_param *param, lm_kind kind)
{
    g_autofree char *text = sample(b, step->plan.op, param, kind);
    g_assert_true(lm_param_set(param, step->params, text, NULL));
}

/* The plan may refuse, in words. */
static bool plans(test_step *step, const lm_info *info, const lm_value *in)
{
    g_autoptr(GError) error = NULL;
    lm_plan_clear(&step->plan);
    step->plan.out = *info;
    if (lm_plan_make(&step->plan, in, step->context, &error))
        return true;
    g_assert_nonnull(error);
    g_assert_cmpuint(strlen(error->message), >, 10);
    return false;
}

/* As the planner does it, with what is required; when that is not enough (one of several has to be
 * given), with one more of those that have no default. */
static bool plan_on(test_step *step, const bench *b, const lm_op *op, const lm_value *in,
                    lm_context *context)
{
    lm_info info = test_info(in);
    *step = (test_step){.context = context, .params = g_malloc0(MAX(op->params_size, 1))};
    lm_params_init(op->params, step->params);
    lm_info *shown = g_memdup2(&info, sizeof info);
    step->plan =
        (lm_plan){.op = op, .params = step->params, .in = info, .shown = shown, .n_shown = 1};
    for (const lm_param *p = op->params; p && p->name; p++)
        if (p->flags & LM_PARAM_REQUIRED)
            give(step, b, p, in->kind);
    if (plans(step, &info, in))
        return true;
    for (const lm_param *p = op->params; p && p->name; p++)
        if (p->type == LM_PARAM_REALS && !p->def && !(p->flags & LM_PARAM_REQUIRED)) {
            give(step, b, p, in->kind);
            return plans(step, &info, in);
        }
    return false;
}

static void step_clear(test_step *step)
{
    g_free((gpointer)step->plan.shown);
    test_step_clear(step);
}

static bool run_on(const test_step *step, const lm_value *in, GError **error)
{
    lm_zrange all = {0, step->plan.out.kind == LM_VOLUME ? step->plan.out.grid.size[2] : 0};
    lm_value out = {LM_NONE, NULL, NULL};
    bool ok = lm_plan_run(&step->plan, in, in, all, 3, &out, step->context, error);
    g_assert_true(ok == (out.kind != LM_NONE));
    lm_value_clear(&out);
    return ok;
}

/* The values this operation takes: volume, mesh, or both, or a series; a source takes none. */
static size_t inputs(const bench *b, const lm_op *op, lm_value values[2])
{
    size_t n = 0;
    if (op->flags & LM_OP_SOURCE)
        values[n++] = (lm_value){LM_NONE, NULL, NULL};
    if (op->in & LM_VOLUME)
        values[n++] = b->volume;
    if (op->in & LM_MESH)
        values[n++] = b->mesh;
    if (op->in == LM_SERIES)
        values[n++] = b->series;
    return n;
}

static void for_each_input(const lm_op *op,
                           void (*check)(const bench *, const lm_op *, const lm_value *))
{
    bench b = bench_new();
    lm_value values[2];
    size_t n = inputs(&b, op, values);
    g_assert_cmpuint(n, >, 0);
    for (size_t i = 0; i < n; i++)
        check(&b, op, &values[i]);
    bench_clear(&b);
}

static void runs_on(const bench *b, const lm_op *op, const lm_value *in)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(GError) error = NULL;
    test_step step;
    g_assert_true(plan_on(&step, b, op, in, context));
    g_assert_true(run_on(&step, in, &error));
    g_assert_no_error(error);
    step_clear(&step);
}

static void runs(gconstpointer op)
{
    for_each_input(op, runs_on);
}

static void cancelled_on(const bench *b, const lm_op *op, const lm_value *in)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    test_step step;
    g_assert_true(plan_on(&step, b, op, in, context));
    lm_context_cancel(context);
    GError *error = NULL;
    g_assert_false(run_on(&step, in, &error));
    test_assert_error(&error, LM_ERROR_CANCELLED, "interrupted");
    step_clear(&step);
}

static void cancelled(gconstpointer op)
{
    for_each_input(op, cancelled_on);
}

/* Each call that can fail is made to fail once: an error of the right kind, and with the address
 * sanitizer no leak and no use of what is not there. */
static void fail_each(const test_step *step, const lm_value *in, int (*fail_after)(int),
                      lm_error code)
{
    g_autoptr(GError) none = NULL;
    fail_after(-1);
    g_assert_true(run_on(step, in, &none));
    int calls = fail_after(-1);
    for (int i = 0; i < calls; i++) {
        GError *error = NULL;
        fail_after(i);
        g_assert_false(run_on(step, in, &error));
        test_assert_error(&error, code, "....");
    }
    fail_after(-1);
}

static void starved_on(const bench *b, const lm_op *op, const lm_value *in)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    test_step step;
    g_assert_true(plan_on(&step, b, op, in, context));
    fail_each(&step, in, lm_alloc_fail_after, LM_ERROR_MEMORY);
    fail_each(&step, in, lm_output_fail_after, LM_ERROR_OUTPUT);
    step_clear(&step);
}

static void starved(gconstpointer op)
{
    for_each_input(op, starved_on);
}

/* A volume goes where the plan says. */
static void spilled_on(const bench *b, const lm_op *op, const lm_value *in)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_spill) spill = lm_spill_new(G_MAXUINT64, &error);
    test_step step;
    g_assert_true(plan_on(&step, b, op, in, context));
    step.plan.spill = spill;
    const lm_zrange all = {0, step.plan.out.kind == LM_VOLUME ? step.plan.out.grid.size[2] : 0};
    lm_value out = {LM_NONE, NULL, NULL};
    lm_plan_run(&step.plan, in, in, all, 0, &out, context, &error);
    g_assert_no_error(error);
    g_assert_true(!out.volume || out.volume == in->volume || out.volume->spill == spill);
    lm_value_clear(&out);
    step_clear(&step);
}

static void spilled(gconstpointer op)
{
    for_each_input(op, spilled_on);
}

/* Where the planes of the result are is said right when those of the input are not evenly spaced.
 */
static void uneven(gconstpointer data)
{
    const lm_op *op = data;
    if (!(op->flags & LM_OP_UNEVEN))
        return;
    static const double stand[] = {0, 1, 2, 4, 5, 6, 7, 9, 10, 12};
    bench b = bench_new();
    lm_value values[2];
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    for (size_t i = inputs(&b, op, values); i-- > 0;) {
        test_step step;
        g_assert_true(plan_on(&step, &b, op, &values[i], context));
        lm_info info = step.plan.in;
        info.positions = lm_positions_keep(stand, info.grid.size[2]);
        info.grid.spacing[2] = lm_positions_mean(stand, info.grid.size[2]);
        step.plan.in = info;
        const lm_info *out = &step.plan.out;
        if (info.positions && plans(&step, &info, &values[i]) && out->positions) {
            gint64 last = out->grid.size[2] - 1;
            g_assert_cmpint(last, <=, info.grid.size[2] - 1);
            g_assert_cmpfloat_with_epsilon(out->positions[last],
                                           (double)last * out->grid.spacing[2], 1e-9);
        }
        step_clear(&step);
    }
    bench_clear(&b);
}

/* What is made of labels and holds labels is of whole numbers, and one component. */
static void labels(gconstpointer data)
{
    const lm_op *op = data;
    if (!(op->flags & LM_OP_LABELS) || !(op->in & LM_VOLUME))
        return;
    bench b = bench_new();
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    test_step step;
    g_assert_true(plan_on(&step, &b, op, &b.volume, context));
    lm_info info = step.plan.in;
    info.labels = true;
    step.plan.in = info;
    if (plans(&step, &info, &b.volume) && step.plan.out.labels) {
        g_assert_true(lm_type_is_integer(step.plan.out.type));
        g_assert_cmpint(step.plan.out.components, ==, 1);
    }
    step_clear(&step);
    bench_clear(&b);
}

/* One voxel: a result or words, never a crash. */
static void one_voxel(gconstpointer data)
{
    const lm_op *op = data;
    if (!(op->in & (LM_VOLUME | LM_SERIES)))
        return;
    bench b = bench_new();
    lm_grid grid = lm_grid_make(1, 1, 1);
    lm_value in = lm_value_of_volume(test_noise(&grid, LM_UINT8, 1, 1));
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    test_step step;
    GError *error = NULL;
    if (plan_on(&step, &b, op, &in, context) && !run_on(&step, &in, &error)) {
        g_assert_nonnull(error);
        g_assert_cmpuint(strlen(error->message), >, 10);
        g_clear_error(&error);
    }
    step_clear(&step);
    lm_value_clear(&in);
    bench_clear(&b);
}

static void add(const lm_op *op, const char *name, GTestDataFunc check)
{
    g_autofree char *path = g_strdup_printf("/contract/%s/%s", op->name, name);
    g_test_add_data_func(path, op, check);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (const lm_op *const *op = lm_ops(); *op; op++) {
        add(*op, "declaration", declaration);
        add(*op, "texts", texts);
        if ((*op)->flags & LM_OP_CONTAINER)
            continue;
        add(*op, "runs", runs);
        add(*op, "cancelled", cancelled);
        add(*op, "starved", starved);
        add(*op, "spilled", spilled);
        add(*op, "uneven", uneven);
        add(*op, "labels", labels);
        add(*op, "one-voxel", one_voxel);
    }
    return g_test_run();
}
