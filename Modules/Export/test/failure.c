/* Every format on a full disk, with every write, allocation and moment of cancelling made to fail:
 * an error that says so, the old file where it was, and nothing half-written beside it. */
#include "testing.h"

#include "lamina/alloc.h"
#include "lamina/output.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>

extern const lm_op lm_op_save;

typedef struct saving {
    const char *name; /* given to save */
    const char *file; /* what is there from before: the first that is written */
    const char *compress;
    lm_kind kind;
} saving;

static const saving savings[] = {
    {"a.nrrd", "a.nrrd", "true", LM_VOLUME},     {"a.nrrd", "a.nrrd", "false", LM_VOLUME},
    {"a.mha", "a.mha", "true", LM_VOLUME},       {"a.mha", "a.mha", "false", LM_VOLUME},
    {"a.vti", "a.vti", "true", LM_VOLUME},       {"a.vti", "a.vti", "false", LM_VOLUME},
    {"a.nii.gz", "a.nii.gz", "true", LM_VOLUME}, {"a.nii", "a.nii", "true", LM_VOLUME},
    {"a%02d.tif", "a00.tif", "true", LM_VOLUME}, {"a%02d.tif", "a00.tif", "false", LM_VOLUME},
    {"a%02d.png", "a00.png", "true", LM_VOLUME}, {"a.stl", "a.stl", "true", LM_MESH},
    {"a.ply", "a.ply", "true", LM_MESH},         {"a.obj", "a.obj", "true", LM_MESH},
    {"a.vtp", "a.vtp", "true", LM_MESH}};

/* About 200 KiB that do not pack, or 4000 triangles. */
static lm_value value_of(lm_kind kind)
{
    g_autoptr(GError) error = NULL;
    if (kind == LM_VOLUME) {
        lm_grid grid = lm_grid_make(100, 100, 10);
        return lm_value_of_volume(test_noise(&grid, LM_UINT16, 1, 4));
    }
    enum { SIDE = 46 };
    lm_mesh *mesh = lm_mesh_new(SIDE * SIDE, 2 * (SIDE - 1) * (SIDE - 1), &error);
    g_assert_no_error(error);
    for (gint32 i = 0, t = 0; i < SIDE * SIDE; i++) {
        gint32 x = i % SIDE, y = i / SIDE;
        const float point[3] = {(float)x / 3, (float)y / 3, (float)(x * y) / 7};
        memcpy(mesh->points + 3 * i, point, sizeof point);
        const gint32 two[6] = {i, i + 1, i + SIDE, i + 1, i + SIDE + 1, i + SIDE};
        if (x + 1 < SIDE && y + 1 < SIDE)
            memcpy(mesh->triangles + 6 * t++, two, sizeof two);
    }
    return lm_value_of_mesh(mesh);
}

static bool save(const saving *s, const lm_value *in, const char *folder, lm_context *context,
                 GError **error)
{
    g_autofree char *path = g_build_filename(folder, s->name, NULL);
    lm_value out = {LM_NONE, NULL, NULL};
    lm_info info = test_info(in);
    test_step step;
    bool ok = test_step_plan(&step, &lm_op_save, &info, context, error, "path", path, "compress",
                             s->compress, NULL);
    lm_zrange all = {0, s->kind == LM_VOLUME ? info.grid.size[2] : 0};
    ok = ok && lm_plan_run(&step.plan, in, NULL, all, 0, &out, context, error);
    test_step_clear(&step);
    lm_value_clear(&out);
    return ok;
}

static void put_old_file(const saving *s, const char *folder)
{
    g_autofree char *old = g_build_filename(folder, s->file, NULL);
    test_write_file(old, "old", 3);
}

static void assert_untouched(const saving *s, const char *folder)
{
    g_autofree char *old = g_build_filename(folder, s->file, NULL), *content = NULL;
    g_assert_true(g_file_get_contents(old, &content, NULL, NULL));
    g_assert_cmpstr(content, ==, "old");
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(files));)
        g_assert_cmpstr(name, ==, s->file);
}

static void assert_fails_on_disk(const saving *s, const char *folder)
{
    g_autoptr(lm_context) context = lm_context_new(2, 0);
    lm_value in = value_of(s->kind);
    GError *error = NULL;
    g_assert_false(save(s, &in, folder, context, &error));
    lm_value_clear(&in);
    test_assert_error(&error, LM_ERROR_OUTPUT, "a(0\\d)?\\.[a-z.]+ cannot be written");
    assert_untouched(s, folder);
}

/* A disk of 64 KiB, where there is leave to make one. */
static void test_full_disk(gconstpointer data)
{
    char *folder = test_folder();
    if (mount("lamina", folder, "tmpfs", 0, "size=64k") == 0) {
        put_old_file(data, folder);
        assert_fails_on_disk(data, folder);
        g_assert_cmpint(umount(folder), ==, 0);
    } else {
        g_autofree char *words = g_strdup_printf("no small disk: %s", g_strerror(errno));
        g_test_skip(words);
    }
    test_folder_remove(folder);
}

/* Files that may not grow beyond a limit, which needs no leave. */
static void test_short_files(gconstpointer data)
{
    static const rlim_t limits[] = {10, 352, 4096, 15000};
    char *folder = test_folder();
    put_old_file(data, folder);
    struct rlimit before;
    g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
    signal(SIGXFSZ, SIG_IGN);
    for (size_t i = 0; i < G_N_ELEMENTS(limits); i++) {
        struct rlimit limit = {limits[i], before.rlim_max};
        g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
        assert_fails_on_disk(data, folder);
        g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
    }
    test_folder_remove(folder);
}

/* Lets ever more steps on the disk, or allocations, succeed, until the whole does. */
static void each_failure(const saving *s, int (*fail_after)(int), lm_error code, int least)
{
    char *folder = test_folder();
    put_old_file(s, folder);
    lm_value in = value_of(s->kind);
    int failures = 0;
    for (;; failures++) {
        g_autoptr(lm_context) context = lm_context_new(1, 0);
        GError *error = NULL;
        fail_after(failures);
        bool ok = save(s, &in, folder, context, &error);
        fail_after(-1);
        if (ok)
            break;
        test_assert_error(&error, code, ".");
        assert_untouched(s, folder);
    }
    lm_value_clear(&in);
    g_assert_cmpint(failures, >=, least);
    test_folder_remove(folder);
}

static void test_each_write(gconstpointer data)
{
    const saving *s = data;
    each_failure(s, lm_output_fail_after, LM_ERROR_OUTPUT, strchr(s->name, '%') ? 20 : 3);
}

static void test_each_allocation(gconstpointer data)
{
    const saving *s = data;
    bool libraries_allocate = strchr(s->name, '%') != NULL;
    bool straight_from_memory = s->kind == LM_VOLUME && (g_str_equal(s->compress, "false") ||
                                                         g_str_equal(s->name, "a.nii"));
    each_failure(s, lm_alloc_fail_after, LM_ERROR_MEMORY,
                 libraries_allocate || straight_from_memory ? 0 : 2);
}

typedef struct patience {
    lm_context *context;
    int left;
} patience;

static void lose_patience(double fraction, const char *step, gpointer user)
{
    (void)fraction, (void)step;
    patience *p = user;
    if (p->left-- == 0)
        lm_context_cancel(p->context);
}

/* Cancelled before it begins, and at the first word of progress. */
static void test_cancelled(gconstpointer data)
{
    const saving *s = data;
    char *folder = test_folder();
    lm_value in = value_of(s->kind);
    put_old_file(s, folder);
    for (int words = -1; words < 1; words++) {
        g_autoptr(lm_context) context = lm_context_new(2, 0);
        patience p = {context, words};
        lm_context_set_listener(context, lose_patience, &p);
        if (words < 0)
            lm_context_cancel(context);
        GError *error = NULL;
        g_assert_false(save(s, &in, folder, context, &error));
        test_assert_error(&error, LM_ERROR_CANCELLED, "interrupted");
        assert_untouched(s, folder);
    }
    lm_value_clear(&in);
    test_folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    static const struct {
        const char *name;
        GTestDataFunc function;
    } tests[] = {{"full-disk", test_full_disk},
                 {"short-files", test_short_files},
                 {"each-write", test_each_write},
                 {"each-allocation", test_each_allocation},
                 {"cancelled", test_cancelled}};
    for (size_t i = 0; i < G_N_ELEMENTS(savings); i++)
        for (size_t k = 0; k < G_N_ELEMENTS(tests); k++) {
            g_autofree char *path =
                g_strdup_printf("/save/failure/%s/%s/compress-%s", tests[k].name, savings[i].name,
                                savings[i].compress);
            g_test_add_data_func(path, &savings[i], tests[k].function);
        }
    return g_test_run();
}
