#include "lamina/live.h"
#include "lamina/registry.h"
#include "lamina/run.h"
#include "testing.h"

#include <string.h>
#include <unistd.h>

static char *folder;

enum { SIDE = 40, STEPS = 16 };

static void write_volume(const char *name, const lm_volume *volume, const char *type)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *header = g_strdup_printf(
        "NRRD0004\ntype: %s\ndimension: 3\nspace: left-posterior-superior\nsizes: %d %d %d\n"
        "space directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nendian: little\n"
        "encoding: raw\n\n",
        type, (int)volume->grid.size[0], (int)volume->grid.size[1], (int)volume->grid.size[2]);
    g_autoptr(GByteArray) file = g_byte_array_new();
    g_byte_array_append(file, (const guint8 *)header, (guint)strlen(header));
    size_t bytes = lm_volume_plane_bytes(volume) * (size_t)volume->grid.size[2];
    g_byte_array_append(file, volume->data, (guint)bytes);
    test_write_file(path, file->data, file->len);
}

static void write_ball(const char *name, double radius)
{
    const lm_grid grid = lm_grid_make(SIDE, SIDE, SIDE);
    const double centre[3] = {SIDE / 2.0, SIDE / 2.0, SIDE / 2.0};
    g_autoptr(lm_volume) ball = test_ball(&grid, LM_FLOAT32, centre, radius, 4, 100, 0);
    write_volume(name, ball, "float");
}

/* What was told of each step in a run: the last state, and the rest of it. */
typedef struct heard {
    lm_live_state state;
    char *path; /* the first letters of all states, in order */
    lm_value value;
    char *error;
    char **warnings;
    bool kept;
    bool has_info;
    lm_info info;
    lm_series *series;
} heard;

typedef struct ear {
    heard steps[STEPS];
    lm_context *cancel;  /* to be cancelled */
    int cancel_when_run; /* when this step has begun */
} ear;

static void clear(ear *e)
{
    for (int i = 0; i < STEPS; i++) {
        g_free(e->steps[i].path);
        lm_value_clear(&e->steps[i].value);
        g_free(e->steps[i].error);
        g_strfreev(e->steps[i].warnings);
        lm_series_unref(e->steps[i].series);
    }
    memset(e->steps, 0, sizeof e->steps);
}

static void listen(const lm_live_result *r, gpointer user)
{
    ear *e = user;
    g_assert_cmpint(r->number, <, STEPS);
    heard *h = &e->steps[r->number];
    g_autofree char *before = h->path;
    h->path = g_strdup_printf("%s%c", before ? before : "", "prdxfn"[r->state]);
    h->state = r->state;
    h->kept = r->kept;
    lm_value_clear(&h->value);
    if (r->value)
        h->value = lm_value_ref(r->value);
    g_free(h->error);
    h->error = r->error ? g_strdup(r->error->message) : NULL;
    g_strfreev(h->warnings);
    h->warnings = g_strdupv((char **)r->warnings);
    h->has_info = r->info;
    if (r->info)
        h->info = *r->info;
    lm_series_unref(h->series);
    h->series = r->series ? lm_series_ref(r->series) : NULL;
    if (e->cancel && r->state == LM_LIVE_RUNNING && r->number == e->cancel_when_run)
        lm_context_cancel(e->cancel);
}

static lm_job *job_of(const char *input, const char *steps)
{
    g_autofree char *xml = g_strdup_printf(
        "<lamina version=\"1\"><input path=\"%s\"/><pipeline>%s</pipeline></lamina>", input, steps);
    g_autoptr(GError) error = NULL;
    lm_job *job = lm_job_parse(xml, strlen(xml), "job.xml", &error);
    g_assert_no_error(error);
    return job;
}

static lm_context *context_of(guint64 memory)
{
    lm_context *context = lm_context_new(2, memory);
    lm_context_set_folders(context, folder, folder);
    return context;
}

static void run_within(lm_live *live, ear *e, const lm_job *job, guint64 memory)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_context) context = context_of(memory);
    g_assert_true(lm_live_run(live, job, context, listen, e, &error));
    g_assert_no_error(error);
}

static void run_on(lm_live *live, ear *e, const char *input, const char *steps)
{
    clear(e);
    g_autoptr(lm_job) job = job_of(input, steps);
    run_within(live, e, job, 0);
}

static void run(lm_live *live, ear *e, const char *steps)
{
    run_on(live, e, "ball.nrrd", steps);
}

static void assert_paths(const ear *e, const char *const *paths)
{
    for (int i = 0; paths[i]; i++) {
        if (e->steps[i].error)
            g_test_message("step %d: %s", i, e->steps[i].error);
        g_assert_cmpstr(e->steps[i].path, ==, paths[i]);
    }
}
#define PATHS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- tests ---- */

static const char line[] = "<smooth sigma=\"1\"/><crop box=\"5 34 5 34 5 34\"/>"
                           "<contour id=\"skin\" value=\"50\"/><decimate keep=\"0.5\"/>";

static void first_and_second_time(void)
{
    g_autoptr(lm_live) live = lm_live_new();
    ear e = {0};
    run(live, &e, line);
    assert_paths(&e, PATHS("prd", "prd", "prd", "prd", "prd"));
    for (int i = 0; i < 5; i++)
        g_assert_false(e.steps[i].kept);
    g_assert_cmpint(e.steps[2].info.grid.size[0], ==, 30);
    g_assert_true(lm_volume_is_complete(e.steps[1].value.volume));
    g_assert_cmpuint(e.steps[4].info.triangles, ==, e.steps[4].value.mesh->n_triangles);
    g_assert_nonnull(e.steps[0].series);
    const lm_mesh *mesh = e.steps[4].value.mesh;
    run(live, &e, line);
    assert_paths(&e, PATHS("d", "d", "d", "d", "d"));
    g_assert_true(e.steps[4].kept);
    g_assert_true(e.steps[4].value.mesh == mesh);
    g_assert_nonnull(e.steps[0].series);
    clear(&e);
}

static void makes_only_what_changed(void)
{
    g_autoptr(lm_live) live = lm_live_new();
    ear e = {0};
    run(live, &e, "<smooth sigma=\"1\"/><contour value=\"50\"/>");
    const lm_mesh *mesh = e.steps[2].value.mesh;
    run(live, &e, "<smooth sigma=\"1.0\"/><contour value=\"40\"/>");
    assert_paths(&e, PATHS("d", "d", "prd"));
    run(live, &e, "<smooth id=\"s\" sigma=\"1\"/><contour value=\"5e1\"/>");
    assert_paths(&e, PATHS("d", "d", "d"));
    g_assert_true(e.steps[2].value.mesh == mesh);
    run(live, &e, "<smooth sigma=\"2\"/><contour value=\"50\"/>");
    assert_paths(&e, PATHS("d", "prd", "prd"));
    lm_live_clear(live);
    g_assert_cmpuint(lm_live_bytes(live), ==, 0);
    run(live, &e, "<contour value=\"50\"/>");
    assert_paths(&e, PATHS("prd", "prd"));
    clear(&e);
}

static void run_job(const char *steps)
{
    g_autoptr(lm_job) job = job_of("ball.nrrd", steps);
    g_autoptr(lm_context) context = context_of(0);
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_job_plan) plan = lm_job_plan_new(job, context, &error);
    g_assert_no_error(error);
    g_assert_true(lm_job_run(plan, context, &error));
    g_assert_no_error(error);
}

static void save(const lm_value *value, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(lm_context) context = context_of(0);
    g_autoptr(GError) error = NULL;
    const lm_info info = test_info(value);
    test_step step;
    lm_value same;
    g_assert_true(
        test_step_plan(&step, lm_op_find("save"), &info, context, &error, "path", path, NULL));
    g_assert_true(
        lm_plan_run(&step.plan, value, NULL, (lm_zrange){0, 0}, 0, &same, context, &error));
    lm_value_clear(&same);
    test_step_clear(&step);
}

static GBytes *read_file(const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    char *text;
    gsize size;
    g_assert_true(g_file_get_contents(path, &text, &size, NULL));
    return g_bytes_new_take(text, size);
}

static void assert_same_files(const char *a, const char *b)
{
    g_autoptr(GBytes) of_a = read_file(a), of_b = read_file(b);
    g_assert_true(g_bytes_equal(of_a, of_b));
}

/* The values are those of a run, byte by byte, though a run makes no more planes than it needs. */
static void is_what_a_run_makes(void)
{
    g_autoptr(lm_live) live = lm_live_new();
    ear e = {0};
    g_autofree char *steps =
        g_strdup_printf("<branch><smooth sigma=\"1\"/><crop box=\"5 34 5 34 5 34\"/>"
                        "<save path=\"run.nrrd\"/></branch>%s<save path=\"run.stl\"/>",
                        line);
    run_job(steps);
    run(live, &e, line);
    save(&e.steps[2].value, "live.nrrd");
    save(&e.steps[4].value, "live.stl");
    assert_same_files("run.nrrd", "live.nrrd");
    assert_same_files("run.stl", "live.stl");
    clear(&e);
}

/* Steps that write are planned, and not run; what is wrong with them is told. */
static void writes_nothing(void)
{
    g_autoptr(lm_live) live = lm_live_new();
    ear e = {0};
    run(live, &e,
        "<contour value=\"50\"/><save path=\"never.stl\"/><save path=\"never.nrrd\"/>"
        "<save path=\"never.stl\"/><render path=\"never.png\" show=\"main\"/>"
        "<branch/>");
    assert_paths(&e, PATHS("prd", "prd", "p", "f", "f", "p", "p"));
    g_assert_nonnull(strstr(e.steps[4].error, "is written already"));
    run(live, &e, "<first-surface map=\"never.nrrd\"/>");
    assert_paths(&e, PATHS("d", "prd"));
    static const char *const never[] = {"never.stl", "never.nrrd", "never.png"};
    for (size_t i = 0; i < G_N_ELEMENTS(never); i++) {
        g_autofree char *path = g_build_filename(folder, never[i], NULL);
        g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    }
    clear(&e);
}

/* A fault stops its own line only, in planning as in running. */
static void goes_on_elsewhere(void)
{
    g_autoptr(lm_live) live = lm_live_new();
    ear e = {0};
    run(live, &e,
        "<smooth sigma=\"1\"/>"
        "<branch><crop box=\"0 1 0 1 0 99\"/><contour value=\"1\"/><save path=\"a.stl\"/></branch>"
        "<branch id=\"b\"><threshold lower=\"1\"/></branch>"
        "<contour value=\"50\"/><smooth/><save path=\"b.nrrd\"/>"
        "<render path=\"b.png\" show=\"nobody\"/>");
    assert_paths(&e, PATHS("prd", "prd", "p", "f", "n", "n", "p"));
    g_assert_nonnull(strstr(e.steps[3].error, "0 to 39"));
    g_assert_null(strstr(e.steps[3].error, "job.xml"));
    g_assert_cmpstr(e.steps[8].path, ==, "prd");
    g_assert_cmpstr(e.steps[9].path, ==, "f");
    g_assert_cmpstr(e.steps[10].path, ==, "n");
    g_assert_nonnull(strstr(e.steps[11].error, "no earlier step has the id \"nobody\""));
    clear(&e);
}

static void no_input(void)
{
    g_autoptr(lm_live) live = lm_live_new();
    ear e = {0};
    run_on(live, &e, "nowhere.nrrd", "<contour value=\"50\"/><save path=\"a.stl\"/>");
    assert_paths(&e, PATHS("f", "n", "n"));
    g_assert_nonnull(strstr(e.steps[0].error, "nowhere.nrrd"));
    clear(&e);
}

/* What the files say now is what counts. */
static void sees_changed_files(void)
{
    g_autoptr(lm_live) live = lm_live_new();
    ear e = {0};
    write_ball("other.nrrd", 8);
    run_on(live, &e, "other.nrrd", "<contour value=\"50\"/>");
    size_t before = e.steps[1].value.mesh->n_triangles;
    g_usleep(20000); /* the clock of the file system has to tick */
    write_ball("other.nrrd", 14);
    run_on(live, &e, "other.nrrd", "<contour value=\"50\"/>");
    assert_paths(&e, PATHS("prd", "prd"));
    g_assert_cmpuint(e.steps[1].value.mesh->n_triangles, >, before);
    clear(&e);
}

/* What is complete when a run is cancelled stays. */
/* One number for each of 40 planes, the last of them `last`. */
static void write_positions(int last)
{
    g_autofree char *path = g_build_filename(folder, "stand.txt", NULL);
    GString *text = g_string_new(NULL);
    for (int i = 0; i < 39; i++)
        g_string_append_printf(text, "%d\n", i);
    g_string_append_printf(text, "%d\n", last);
    test_write_file(path, text->str, text->len);
    g_string_free(text, TRUE);
}

/* Where slices are goes with what is kept, and is read anew when its file has changed. */
static void keeps_positions(void)
{
    static const char input[] = "ball.nrrd\" positions=\"stand.txt";
    static const char steps[] = "<crop box=\"0 9 0 9 30 39\"/><smooth/>";
    g_autoptr(lm_live) live = lm_live_new();
    ear e = {0};
    write_positions(50);
    run_on(live, &e, input, steps);
    assert_paths(&e, PATHS("prd", "prd", "f"));
    g_assert_nonnull(strstr(e.steps[0].warnings[0], "replaces"));
    g_assert_nonnull(strstr(e.steps[0].warnings[1], "1 to 12 mm apart"));
    g_assert_nonnull(strstr(e.steps[2].error, "not evenly spaced (from 1 to 12 mm apart)"));
    run_on(live, &e, input, steps);
    assert_paths(&e, PATHS("d", "d", "f"));
    g_assert_cmpfloat(e.steps[1].info.positions[9], ==, 20);
    write_positions(100);
    run_on(live, &e, input, steps);
    assert_paths(&e, PATHS("prd", "prd", "f"));
    g_assert_cmpfloat(e.steps[1].info.positions[9], ==, 70);
    write_positions(39);
    run_on(live, &e, input, steps);
    assert_paths(&e, PATHS("prd", "prd", "prd"));
    clear(&e);
}

static void stops_when_cancelled(void)
{
    g_autoptr(lm_live) live = lm_live_new();
    g_autoptr(lm_context) context = context_of(0);
    g_autoptr(lm_job) job = job_of("ball.nrrd", line);
    g_autoptr(GError) error = NULL;
    ear e = {.cancel = context, .cancel_when_run = 2};
    g_assert_false(lm_live_run(live, job, context, listen, &e, &error));
    g_assert_true(lm_error_is_cancelled(error));
    assert_paths(&e, PATHS("prd", "prd", "pr", "p", "p"));
    e.cancel = NULL;
    run(live, &e, line);
    assert_paths(&e, PATHS("d", "d", "prd", "prd", "prd"));
    clear(&e);
}

static char *saving_steps(const char *name)
{
    return g_strdup_printf("<smooth sigma=\"1\"/><branch><contour value=\"50\"/>"
                           "<save path=\"%s.stl\"/></branch><flip axis=\"x\"/>"
                           "<first-surface map=\"%s-map.nrrd\"/><save path=\"%s.ply\"/>",
                           name, name, name);
}

/* In earnest, what is kept is taken, and only the rest is made; the files are the same. */
static void runs_from_what_is_kept(void)
{
    g_autoptr(lm_live) live = lm_live_new();
    g_autofree char *plain = saving_steps("plain"), *kept = saving_steps("kept");
    run_job(plain);
    ear e = {0};
    run(live, &e, kept);
    g_autoptr(lm_job) job = job_of("ball.nrrd", kept);
    g_autoptr(lm_context) context = context_of(0);
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_job_plan) plan = lm_live_plan(live, job, context, &error);
    g_assert_no_error(error);
    static const bool borrowed[] = {true, true, false, true, false, true, false, false};
    for (guint i = 0; i < plan->nodes->len; i++)
        g_assert_true(((lm_node *)plan->nodes->pdata[i])->borrowed == borrowed[i]);
    g_assert_true(lm_job_run(plan, context, &error));
    g_assert_no_error(error);
    assert_same_files("plain.stl", "kept.stl");
    assert_same_files("plain.ply", "kept.ply");
    assert_same_files("plain-map.nrrd", "kept-map.nrrd");
    clear(&e);
}

typedef struct other_run {
    lm_live *live;
    const char *steps;
    ear heard;
} other_run;

static gpointer run_beside(gpointer data)
{
    other_run *o = data;
    run(o->live, &o->heard, o->steps);
    return NULL;
}

/* A run that was left to end alone does not disturb the next. */
static void runs_may_overlap(void)
{
    g_autoptr(lm_live) live = lm_live_new();
    other_run runs[] = {{.live = live, .steps = "<smooth sigma=\"1\"/><contour value=\"50\"/>"},
                        {.live = live, .steps = "<smooth sigma=\"1\"/><contour value=\"40\"/>"}};
    GThread *thread = g_thread_new("beside", run_beside, &runs[0]);
    run_beside(&runs[1]);
    g_thread_join(thread);
    ear e = {0};
    for (size_t i = 0; i < G_N_ELEMENTS(runs); i++) {
        run(live, &e, runs[i].steps);
        assert_paths(&e, PATHS("d", "d", "d"));
        clear(&runs[i].heard);
    }
    clear(&e);
}

static guint64 own_memory(void)
{
    g_autofree char *pages = NULL;
    g_assert_true(g_file_get_contents("/proc/self/statm", &pages, NULL, NULL));
    return g_ascii_strtoull(strchr(pages, ' '), NULL, 10) * (guint64)sysconf(_SC_PAGESIZE);
}

enum { BIG = 96, BIG_BYTES = BIG * BIG * BIG * 4 };

/* Room for so many volumes of the big ball beside what the process has. */
static void run_with_room(lm_live *live, ear *e, const char *steps, double volumes)
{
    clear(e);
    g_autoptr(lm_job) job = job_of("big.nrrd", steps); /* before memory is looked at */
    guint64 base = own_memory() - lm_live_bytes(live);
    run_within(live, e, job, base + (guint64)(volumes * BIG_BYTES));
}

static void write_big(void)
{
    const lm_grid grid = lm_grid_make(BIG, BIG, BIG);
    g_autoptr(lm_volume) noise = test_noise(&grid, LM_FLOAT32, 1, 7);
    write_volume("big.nrrd", noise, "float");
}

/* Old values go first; then those that no step needs, which is told and not undone in vain. */
static void keeps_within_memory(void)
{
    static const char steps[] = "<flip axis=\"x\"/><flip axis=\"y\"/><flip axis=\"z\"/>";
    g_autoptr(lm_live) live = lm_live_new();
    ear e = {0};
    write_big();
    run_with_room(live, &e, steps, 10.5);
    assert_paths(&e, PATHS("prd", "prd", "prd", "prd"));
    g_assert_cmpuint(lm_live_bytes(live), ==, 4 * BIG_BYTES);
    run_with_room(live, &e, "<flip axis=\"z\"/>", 2.5);
    assert_paths(&e, PATHS("d", "prd"));
    g_assert_cmpuint(lm_live_bytes(live), ==, 2 * BIG_BYTES);
    lm_live_clear(live);
    run_with_room(live, &e, steps, 2.5);
    assert_paths(&e, PATHS("prdx", "prdx", "prd", "prd"));
    run_with_room(live, &e, steps, 2.5);
    assert_paths(&e, PATHS("px", "px", "d", "d"));
    lm_live_clear(live);
    run_with_room(live, &e, steps, 1.5);
    assert_paths(&e, PATHS("prd", "prf", "pn", "pn"));
    g_assert_nonnull(strstr(e.steps[1].error, "this step would bring the run to"));
    clear(&e);
}

/* What had to leave is not made again for values that are there. */
static void runs_within_memory(void)
{
    static const char steps[] = "<flip axis=\"x\"/><flip axis=\"y\"/><flip axis=\"z\"/>"
                                "<save path=\"big-z.mha\" compress=\"false\"/>";
    g_autoptr(lm_live) live = lm_live_new();
    ear e = {0};
    write_big();
    run_with_room(live, &e, steps, 2.5);
    clear(&e);
    g_autoptr(lm_job) job = job_of("big.nrrd", steps);
    g_autoptr(lm_context) context = context_of(own_memory() + BIG_BYTES / 2);
    g_autoptr(GError) error = NULL;
    g_autoptr(lm_job_plan) plan = lm_live_plan(live, job, context, &error);
    g_assert_no_error(error);
    static const bool idle[] = {true, true, false, false, false};
    for (guint i = 0; i < plan->nodes->len; i++)
        g_assert_true(((lm_node *)plan->nodes->pdata[i])->idle == idle[i]);
    g_assert_true(lm_job_run(plan, context, &error));
    g_assert_no_error(error);
}

/* 6 planes of 24 x 20 samples as coloured figures. */
static void write_figures(void)
{
    const lm_grid grid = lm_grid_make(24, 20, 6);
    g_autoptr(lm_volume) noise = test_noise(&grid, LM_FLOAT32, 1, 5);
    g_autoptr(lm_volume) figures = test_figures(noise, 8, -1000, 1000);
    lm_value value = lm_value_of_volume(g_steal_pointer(&figures));
    save(&value, "figures.nrrd");
    lm_value_clear(&value);
}

/* What has to be looked into is looked into once; nothing is written on the way. */
static void looks_once(void)
{
    g_autoptr(lm_live) live = lm_live_new();
    ear e = {0};
    write_figures();
    static const char found[] = "<unplot map=\"jet\" range=\"-1000 1000\" size=\"24 20\" "
                                "picture=\"proof.png\"/>";
    g_autofree char *steps = g_strconcat(found, "<contour value=\"0\"/>", NULL),
                    *other = g_strconcat(
                        found, "<contour value=\"10\"/><render path=\"proof.png\"/>", NULL),
                    *proof = g_build_filename(folder, "proof.png", NULL);
    run_on(live, &e, "figures.nrrd", steps);
    assert_paths(&e, PATHS("prd", "rd", "rd"));
    g_assert_cmpint(e.steps[1].info.grid.size[0], ==, 24);
    g_assert_false(g_file_test(proof, G_FILE_TEST_EXISTS));
    run_on(live, &e, "figures.nrrd", other);
    assert_paths(&e, PATHS("d", "d", "prd", "f"));
    g_assert_nonnull(strstr(e.steps[3].error, "is written already, by <unplot> of line 1"));
    clear(&e);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = test_folder();
    write_ball("ball.nrrd", 14);
    g_test_add_func("/live/first-and-second-time", first_and_second_time);
    g_test_add_func("/live/only-what-changed", makes_only_what_changed);
    g_test_add_func("/live/what-a-run-makes", is_what_a_run_makes);
    g_test_add_func("/live/writes-nothing", writes_nothing);
    g_test_add_func("/live/goes-on-elsewhere", goes_on_elsewhere);
    g_test_add_func("/live/no-input", no_input);
    g_test_add_func("/live/changed-files", sees_changed_files);
    g_test_add_func("/live/positions", keeps_positions);
    g_test_add_func("/live/cancelled", stops_when_cancelled);
    g_test_add_func("/live/in-earnest", runs_from_what_is_kept);
    g_test_add_func("/live/overlap", runs_may_overlap);
    g_test_add_func("/live/memory", keeps_within_memory);
    g_test_add_func("/live/in-earnest-within-memory", runs_within_memory);
    g_test_add_func("/live/looks-once", looks_once);
    int status = g_test_run();
    test_folder_remove(folder);
    return status;
}
