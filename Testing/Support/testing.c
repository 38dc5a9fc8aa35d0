#include "testing.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static void store(lm_volume *volume, size_t at, double value)
{
    switch (volume->type) {
#define STORE(NAME, T)                                                                             \
    case LM_##NAME:                                                                                \
        ((T *)volume->data)[at] =                                                                  \
            (T)(lm_type_is_integer(volume->type) ? floor(value + 0.5) : value);                    \
        break;
        LM_FOR_EACH_TYPE (STORE)
#undef STORE
    }
}

static lm_volume *volume_of(const lm_grid *grid, lm_type type, int components)
{
    g_autoptr(GError) error = NULL;
    lm_volume *volume = lm_volume_new(grid, type, components, &error);
    g_assert_no_error(error);
    volume->provenance = lm_provenance_new("phantom", LM_SPACING_TYPED);
    return volume;
}

lm_volume *test_noise(const lm_grid *grid, lm_type type, int components, guint32 seed)
{
    lm_volume *volume = volume_of(grid, type, components);
    double least = -1000, greatest = 1000;
    if (lm_type_is_integer(type))
        lm_type_range(type, &least, &greatest);
    size_t count = (size_t)(lm_grid_voxels(grid) * components);
    for (size_t i = 0; i < count; i++) {
        seed = seed * 1664525u + 1013904223u;
        store(volume, i, least + (greatest - least) * (double)(seed >> 8) / 0xffffff);
    }
    return volume;
}

lm_volume *test_ball(const lm_grid *grid, lm_type type, const double centre[3], double radius,
                     double edge, double inside, double outside)
{
    lm_volume *volume = volume_of(grid, type, 1);
    size_t at = 0;
    for (gint64 z = 0; z < grid->size[2]; z++)
        for (gint64 y = 0; y < grid->size[1]; y++)
            for (gint64 x = 0; x < grid->size[0]; x++) {
                double index[3] = {(double)x, (double)y, (double)z}, p[3], d2 = 0;
                lm_grid_to_world(grid, index, p);
                for (int k = 0; k < 3; k++)
                    d2 += (p[k] - centre[k]) * (p[k] - centre[k]);
                double depth = CLAMP((radius - sqrt(d2)) / edge, -1, 1);
                store(volume, at++, outside + (inside - outside) * (depth + 1) / 2);
            }
    return volume;
}

/* MATLAB's jet: three ramps, each 3/8 wide at half height. */
static void jet(double t, guint8 rgb[3])
{
    const double tent[] = {1.5 - fabs(4 * t - 3), 1.5 - fabs(4 * t - 2), 1.5 - fabs(4 * t - 1)};
    for (int k = 0; k < 3; k++)
        rgb[k] = (guint8)lround(255 * CLAMP(tent[k], 0, 1));
}

static void figure_pixel(const lm_volume *values, gint64 x, gint64 y, gint64 z, gint64 pixels,
                         const double limits[2], guint8 rgb[3])
{
    const gint64 wide = values->grid.size[0] * pixels, high = values->grid.size[1] * pixels;
    const bool inside = x >= 0 && y >= 0 && x < wide && y < high;
    const bool frame = !inside && x >= -1 && y >= -1 && x <= wide && y <= high;
    memset(rgb, frame ? 38 : 255, 3);
    if (inside)
        jet((lm_volume_get(values, x / pixels, y / pixels, z, 0) - limits[0]) /
                (limits[1] - limits[0]),
            rgb);
}

lm_volume *test_figures(const lm_volume *values, gint64 pixels, double least, double greatest)
{
    const double limits[2] = {least, greatest};
    lm_grid grid = values->grid;
    for (int k = 0; k < 2; k++)
        grid.size[k] = values->grid.size[k] * pixels + 2 * TEST_FIGURE_MARGIN;
    lm_volume *figures = lm_volume_new(&grid, LM_UINT8, 3, NULL);
    g_assert_nonnull(figures);
    guint8 *at = figures->data;
    for (gint64 z = 0; z < grid.size[2]; z++)
        for (gint64 y = 0; y < grid.size[1]; y++)
            for (gint64 x = 0; x < grid.size[0]; x++, at += 3)
                figure_pixel(values, x - TEST_FIGURE_MARGIN, y - TEST_FIGURE_MARGIN, z, pixels,
                             limits, at);
    return figures;
}

lm_info test_info(const lm_value *value)
{
    lm_info info = {
        .kind = value->kind, .series = value->volume, .spacing_source = LM_SPACING_TYPED};
    if (value->volume) {
        info.grid = value->volume->grid;
        info.type = value->volume->type;
        info.components = value->volume->components;
    } else if (value->mesh) {
        info.grid = lm_grid_make(1, 1, 1);
        info.points = value->mesh->n_points;
        info.triangles = value->mesh->n_triangles;
    }
    return info;
}

static bool shows_steps(const lm_op *op)
{
    for (const lm_param *param = op->params; param && param->name; param++)
        if (param->type == LM_PARAM_STEPS)
            return true;
    return false;
}

static bool plan_with(test_step *step, const lm_op *op, const lm_info *in, const lm_value *value,
                      lm_context *context, GError **error, va_list args)
{
    *step = (test_step){
        .plan = {.op = op}, .context = context, .params = g_malloc0(MAX(op->params_size, 1))};
    lm_params_init(op->params, step->params);
    for (const char *name; (name = va_arg(args, const char *));) {
        const lm_param *param = lm_param_find(op->params, name);
        g_assert_nonnull(param);
        if (!lm_param_set(param, step->params, va_arg(args, const char *), error))
            return false;
    }
    step->plan = (lm_plan){.op = op, .params = step->params, .in = *in, .out = *in};
    if (shows_steps(op)) { /* as show="main" does */
        step->plan.shown = &step->plan.in;
        step->plan.n_shown = 1;
    }
    return lm_plan_make(&step->plan, value, context, error);
}

bool test_step_plan(test_step *step, const lm_op *op, const lm_info *in, lm_context *context,
                    GError **error, ...)
{
    va_list args;
    va_start(args, error);
    bool ok = plan_with(step, op, in, NULL, context, error, args);
    va_end(args);
    return ok;
}

void test_step_clear(test_step *step)
{
    lm_plan_clear(&step->plan);
    lm_params_clear(step->plan.op->params, step->params);
    g_free(step->params);
}

static lm_zrange all_planes(const lm_info *info)
{
    return (lm_zrange){0, info->kind == LM_VOLUME ? info->grid.size[2] : 0};
}

static lm_value run_with(const lm_op *op, const lm_value *in, va_list args)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    g_autoptr(GError) error = NULL;
    test_step step;
    lm_info info = test_info(in);
    bool planned = plan_with(&step, op, &info, in, context, &error, args);
    g_assert_no_error(error);
    g_assert_true(planned);
    lm_value out = {LM_NONE, NULL, NULL};
    bool ran =
        lm_plan_run(&step.plan, in, in, all_planes(&step.plan.out), 0, &out, context, &error);
    g_assert_no_error(error);
    g_assert_true(ran);
    test_step_clear(&step);
    return out;
}

lm_volume *test_run_volume(const lm_op *op, lm_volume *in, ...)
{
    va_list args;
    va_start(args, in);
    lm_value value = {LM_VOLUME, in, NULL};
    lm_value out = run_with(op, &value, args);
    va_end(args);
    g_assert_nonnull(out.volume);
    return out.volume;
}

lm_mesh *test_run_mesh(const lm_op *op, const lm_value *in, ...)
{
    va_list args;
    va_start(args, in);
    lm_value out = run_with(op, in, args);
    va_end(args);
    g_assert_nonnull(out.mesh);
    return out.mesh;
}

void test_assert_error(GError **error, lm_error code, const char *pattern)
{
    g_assert_error(*error, LM_ERROR, (int)code);
    if (!g_regex_match_simple(pattern, (*error)->message, 0, 0))
        g_error("the message \"%s\" does not match \"%s\"", (*error)->message, pattern);
    g_clear_error(error);
}

void test_plan_fails(const lm_op *op, const lm_value *in, lm_error code, const char *pattern, ...)
{
    g_autoptr(lm_context) context = lm_context_new(1, 0);
    GError *error = NULL;
    test_step step;
    lm_info info = test_info(in);
    va_list args;
    va_start(args, pattern);
    g_assert_false(plan_with(&step, op, &info, in, context, &error, args));
    va_end(args);
    test_assert_error(&error, code, pattern);
    test_step_clear(&step);
}

void test_run_fails(const lm_op *op, const lm_value *in, lm_error code, const char *pattern, ...)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    GError *error = NULL;
    test_step step;
    lm_info info = test_info(in);
    va_list args;
    va_start(args, pattern);
    bool planned = plan_with(&step, op, &info, in, context, &error, args);
    va_end(args);
    g_assert_no_error(error);
    g_assert_true(planned);
    lm_value out = {LM_NONE, NULL, NULL};
    g_assert_false(
        lm_plan_run(&step.plan, in, in, all_planes(&step.plan.out), 0, &out, context, &error));
    test_assert_error(&error, code, pattern);
    test_step_clear(&step);
}

/* One slab at a time, each from a copy of exactly the planes that the operation said it needs. */
static lm_volume *run_cut(const lm_plan *plan, const lm_volume *in, gint64 height,
                          lm_context *context)
{
    g_autoptr(GError) error = NULL;
    lm_volume *out = lm_volume_new(&plan->out.grid, plan->out.type, plan->out.components, &error);
    g_assert_no_error(error);
    for (gint64 z = 0; z < plan->out.grid.size[2]; z += height) {
        lm_zrange range = {z, MIN(z + height, plan->out.grid.size[2])};
        lm_zrange need = plan->op->need(plan, range);
        g_assert_true(0 <= need.lo && need.lo <= need.hi && need.hi <= in->grid.size[2]);
        g_autoptr(lm_volume) part =
            lm_volume_new_planes(&in->grid, in->type, in->components, need, &error);
        g_assert_no_error(error);
        lm_slab from = lm_slab_of(in, need), copy = lm_slab_of(part, need),
                to = lm_slab_of(out, range);
        memcpy(copy.data, from.data, (size_t)(need.hi - need.lo) * lm_volume_plane_bytes(in));
        bool ok = plan->op->slab(plan, &copy, &to, context, &error);
        g_assert_no_error(error);
        g_assert_true(ok);
    }
    return out;
}

void test_same_at_any_cut(const lm_op *op, lm_volume *in, ...)
{
    g_autoptr(lm_context) one = lm_context_new(1, 0), two = lm_context_new(2, 0);
    g_autoptr(GError) error = NULL;
    test_step step;
    lm_value value = {LM_VOLUME, in, NULL};
    lm_info info = test_info(&value);
    va_list args;
    va_start(args, in);
    bool planned = plan_with(&step, op, &info, &value, one, &error, args);
    va_end(args);
    g_assert_no_error(error);
    g_assert_true(planned && lm_plan_by_slabs(&step.plan));
    gint64 planes = step.plan.out.grid.size[2];
    g_autoptr(lm_volume) whole = run_cut(&step.plan, in, planes, one);
    for (gint64 height = 1; height < planes; height = 2 * height + 1) {
        g_autoptr(lm_volume) cut = run_cut(&step.plan, in, height, one);
        test_assert_same_volume(whole, cut);
        lm_value out = {LM_NONE, NULL, NULL};
        g_assert_true(lm_plan_run(&step.plan, &value, NULL, (lm_zrange){0, planes}, height, &out,
                                  two, &error));
        test_assert_same_volume(whole, out.volume);
        lm_value_clear(&out);
    }
    test_step_clear(&step);
}

void test_assert_same_volume(const lm_volume *a, const lm_volume *b)
{
    g_assert_true(lm_grid_equal(&a->grid, &b->grid, 1e-9));
    g_assert_cmpint(a->type, ==, b->type);
    g_assert_cmpint(a->components, ==, b->components);
    size_t bytes = lm_volume_plane_bytes(a) * (size_t)a->grid.size[2];
    g_assert_true(memcmp(a->data, b->data, bytes) == 0);
}

char *test_folder(void)
{
    g_autoptr(GError) error = NULL;
    char *folder = g_dir_make_tmp("lamina-test-XXXXXX", &error);
    g_assert_no_error(error);
    return folder;
}

static void remove_tree(const char *path)
{
    GDir *dir = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        remove_tree(child);
    }
    if (dir)
        g_dir_close(dir);
    g_remove(path);
}

void test_folder_remove(char *folder)
{
    remove_tree(folder);
    g_free(folder);
}

void test_write_file(const char *path, const void *bytes, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_file_set_contents(path, bytes, (gssize)size, &error);
    g_assert_no_error(error);
}

char *test_data(const char *relative)
{
    const char *place = g_getenv("LAMINA_TEST_DATA");
    g_autofree char *path =
        g_build_filename(place ? place : LAMINA_SOURCE_DIR "/../shared/data", relative, NULL);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&path);
    g_test_skip("the real data is not beside the checkout");
    return NULL;
}
