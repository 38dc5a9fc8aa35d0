/* Runs one case: makes its inputs in an empty folder, runs its commands there, and compares.
 *
 *     run-case FOLDER-OF-THE-CASE EMPTY-FOLDER FOLDER-OF-THE-PROGRAMS
 *
 * case.ini, a key file:
 *     [case]
 *     about=What must happen, in a sentence.
 *     data=dicom/acr-siemens-aera      skipped when it is not beside the checkout; $DATA names it
 *     tmpfs=out size=64k               mounted on the folder out; skipped where it is not allowed
 *     plain=true                       skipped under a sanitizer, which changes what is measured
 *     prepare=make-slices in/%02d.png  shell; makes the inputs
 *     [run]                            as many groups as wanted, of names that begin with "run"
 *     command=lamina run job.xml       shell
 *     status=0                         exit status
 *     stdout=regex  stderr=regex       that must match somewhere; '.' matches newlines
 *     makes=out.nrrd slices/?.png      exactly the files that appear or change; patterns
 *     json.size=16 16 4                value at a path in the JSON on stdout; also
 *     json.volume_mm3=33510 +- 0.5%    with a tolerance, relative or not;
 *     json.warnings=/regex/            or a regex on its text
 * All other files of the case are copied beside its inputs; $SOURCE is the top of the sources. No
 * run may leave a temporary behind or say what no user should read (a GLib warning, an address, a
 * sanitizer's report).
 */
#include <errno.h>
#include <ftw.h>
#include <glib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PASSED = 0, FAILED = 1, SKIPPED = 77 };

typedef struct run {
    GKeyFile *ini;
    const char *group;
    char *out, *err; /* what the command said */
    bool failed;
} run;

static void complain(run *r, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void complain(run *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    printf("[%s] %s\n", r->group, text);
    r->failed = true;
}

static char *raw(const run *r, const char *key)
{
    return g_key_file_get_value(r->ini, r->group, key, NULL);
}

/* The exit status, or 128 and the signal. */
static int shell(char *command, char **out, char **err)
{
    char *argv[] = {"/bin/sh", "-ec", command, NULL};
    g_autoptr(GError) error = NULL;
    int status = 0;
    if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, out, err, &status, &error))
        g_error("%s", error->message);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* ---- the files there are: path -> checksum ---- */

static GHashTable *seen;

static int see(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)at;
    g_autofree char *bytes = NULL;
    gsize size;
    if (kind == FTW_F && g_file_get_contents(path, &bytes, &size, NULL))
        g_hash_table_insert(
            seen, g_strdup(path + strlen("./")),
            g_compute_checksum_for_data(G_CHECKSUM_SHA1, (const guchar *)bytes, size));
    return 0;
}

static GHashTable *files_here(void)
{
    seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    nftw(".", see, 16, FTW_PHYS);
    return seen;
}

static bool expected_file(char **patterns, bool *used, const char *path)
{
    bool expected = false;
    for (guint i = 0; patterns[i]; i++)
        if (g_pattern_match_simple(patterns[i], path))
            expected = used[i] = true;
    return expected;
}

static void check_files(run *r, GHashTable *before)
{
    g_autoptr(GHashTable) after = files_here();
    g_autofree char *makes = raw(r, "makes");
    g_auto(GStrv) patterns = g_strsplit(makes ? makes : "", " ", -1);
    g_autofree bool *used = g_new0(bool, g_strv_length(patterns) + 1);
    GHashTableIter at;
    gpointer path, sum;
    g_hash_table_iter_init(&at, after);
    while (g_hash_table_iter_next(&at, &path, &sum)) {
        if (strstr(path, ".lamina-"))
            complain(r, "a temporary remains: %s", (char *)path);
        else if (g_strcmp0(sum, g_hash_table_lookup(before, path)) != 0 &&
                 !expected_file(patterns, used, path))
            complain(r, "a file that was not expected: %s", (char *)path);
    }
    for (guint i = 0; patterns[i]; i++)
        if (!used[i])
            complain(r, "not made: %s", patterns[i]);
    g_hash_table_iter_init(&at, before);
    while (g_hash_table_iter_next(&at, &path, NULL))
        if (!g_hash_table_contains(after, path))
            complain(r, "gone: %s", (char *)path);
}

/* ---- texts ---- */

static bool matches(const char *pattern, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_DOTALL | G_REGEX_MULTILINE, 0, &error);
    if (!regex)
        g_error("%s: %s", pattern, error->message);
    return g_regex_match(regex, text, 0, NULL);
}

static void check_text(run *r, const char *key, const char *text)
{
    g_autofree char *pattern = raw(r, key);
    if (pattern && !matches(pattern, text))
        complain(r, "%s does not match %s", key, pattern);
    if (matches("-(CRITICAL|WARNING) \\*\\*|\\(null\\)|\\b0x[0-9a-f]{6,}|Sanitizer|runtime error:",
                text))
        complain(r, "%s says what no user should read", key);
}

/* ---- JSON ---- */

static JsonNode *node_at(JsonNode *node, const char *path)
{
    g_auto(GStrv) steps = g_strsplit(path, ".", -1);
    for (char **s = steps; *s && node; s++) {
        if (JSON_NODE_HOLDS_OBJECT(node)) {
            node = json_object_get_member(json_node_get_object(node), *s);
        } else if (JSON_NODE_HOLDS_ARRAY(node)) {
            JsonArray *array = json_node_get_array(node);
            guint64 i = g_ascii_strtoull(*s, NULL, 10);
            bool there = i < json_array_get_length(array);
            node = there ? json_array_get_element(array, (guint)i) : NULL;
        } else {
            node = NULL;
        }
    }
    return node;
}

static bool same_value(JsonNode *node, const char *expected, const char *tolerance)
{
    GType type = json_node_get_value_type(node);
    if (type == G_TYPE_STRING)
        return strcmp(json_node_get_string(node), expected) == 0;
    if (type == G_TYPE_BOOLEAN)
        return strcmp(json_node_get_boolean(node) ? "true" : "false", expected) == 0;
    if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
        return false;
    char *end;
    double want = g_ascii_strtod(expected, &end), allowed = 0;
    if (end == expected)
        return false;
    if (tolerance) {
        allowed = g_ascii_strtod(tolerance, &end);
        if (*end == '%')
            allowed *= fabs(want) / 100;
    }
    return fabs(json_node_get_double(node) - want) <= allowed;
}

static bool same(JsonNode *node, const char *text, const char *expected)
{
    size_t length = strlen(expected);
    if (length > 1 && expected[0] == '/' && expected[length - 1] == '/') {
        g_autofree char *pattern = g_strndup(expected + 1, length - 2);
        return matches(pattern, text);
    }
    g_auto(GStrv) parts = g_strsplit(expected, " +- ", 2);
    if (!JSON_NODE_HOLDS_ARRAY(node))
        return JSON_NODE_HOLDS_VALUE(node) && same_value(node, parts[0], parts[1]);
    JsonArray *array = json_node_get_array(node);
    g_auto(GStrv) values = g_strsplit(parts[0], " ", -1);
    if (g_strv_length(values) != json_array_get_length(array))
        return false;
    for (guint i = 0; values[i]; i++)
        if (!same_value(json_array_get_element(array, i), values[i], parts[1]))
            return false;
    return true;
}

static void check_json(run *r)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autoptr(GError) error = NULL;
    bool parsed = json_parser_load_from_data(parser, r->out, -1, &error);
    g_auto(GStrv) keys = g_key_file_get_keys(r->ini, r->group, NULL, NULL);
    for (char **k = keys; *k; k++) {
        if (!g_str_has_prefix(*k, "json."))
            continue;
        if (!parsed) {
            complain(r, "stdout is no JSON: %s", error->message);
            return;
        }
        JsonNode *node = node_at(json_parser_get_root(parser), *k + strlen("json."));
        g_autofree char *expected = raw(r, *k);
        g_autofree char *text = node ? json_to_string(node, FALSE) : g_strdup("nothing");
        if (!node || !same(node, text, expected))
            complain(r, "%s is %s, not %s", *k, text, expected);
    }
}

/* ---- the case ---- */

static bool run_group(GKeyFile *ini, const char *group)
{
    run r = {.ini = ini, .group = group};
    g_autofree char *command = raw(&r, "command");
    g_assert_nonnull(command);
    g_autoptr(GHashTable) before = files_here();
    int status = shell(command, &r.out, &r.err);
    int expected = g_key_file_get_integer(ini, group, "status", NULL);
    if (status != expected)
        complain(&r, "exit status %d, not %d", status, expected);
    if (expected != 0 && !*r.err)
        complain(&r, "it failed without a word on stderr");
    check_text(&r, "stdout", r.out);
    check_text(&r, "stderr", r.err);
    check_files(&r, before);
    check_json(&r);
    if (r.failed)
        printf("    command: %s\n--- stdout ---\n%.4000s\n--- stderr ---\n%.4000s\n", command,
               r.out, r.err);
    g_free(r.out);
    g_free(r.err);
    return !r.failed;
}

/* Mounts a tmpfs that only this process and its children see, and that ends with them. */
static bool mount_tmpfs(const char *what)
{
    g_auto(GStrv) parts = g_strsplit(what, " ", 2);
    g_mkdir_with_parents(parts[0], 0777);
    return unshare(geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) == 0 &&
           mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", parts[0], "tmpfs", 0, parts[1]) == 0;
}

static void copy_files(const char *from)
{
    g_autoptr(GDir) dir = g_dir_open(from, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(from, name, NULL), *bytes = NULL;
        gsize size;
        if (strcmp(name, "case.ini") != 0 && g_file_get_contents(path, &bytes, &size, NULL))
            g_assert_true(g_file_set_contents(name, bytes, (gssize)size, NULL));
    }
}

/* Makes what the case needs: PASSED, or SKIPPED with a word. */
static int set_up(const run *r)
{
    g_autofree char *data = raw(r, "data"), *tmpfs = raw(r, "tmpfs"), *prepare = raw(r, "prepare");
    if (data) {
        const char *place = g_getenv("LAMINA_TEST_DATA");
        g_autofree char *path =
            g_build_filename(place ? place : LAMINA_SOURCE_DIR "/../shared/data", data, NULL);
        if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
            printf("skipped: %s is not beside the checkout\n", data);
            return SKIPPED;
        }
        g_setenv("DATA", path, TRUE);
    }
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    if (g_key_file_has_key(r->ini, r->group, "plain", NULL)) {
        printf("skipped: it measures what a sanitizer changes\n");
        return SKIPPED;
    }
#endif
    if (tmpfs && !mount_tmpfs(tmpfs)) {
        printf("skipped: a small file system cannot be mounted here (%s)\n", g_strerror(errno));
        return SKIPPED;
    }
    if (prepare) {
        g_autofree char *out = NULL, *err = NULL;
        if (shell(prepare, &out, &err) != 0)
            g_error("prepare failed: %s%s", out, err);
    }
    return PASSED;
}

static int run_case(const char *folder)
{
    g_autoptr(GKeyFile) ini = g_key_file_new();
    g_autofree char *path = g_build_filename(folder, "case.ini", NULL);
    g_autoptr(GError) error = NULL;
    if (!g_key_file_load_from_file(ini, path, G_KEY_FILE_NONE, &error))
        g_error("%s: %s", path, error->message);
    copy_files(folder);
    int verdict = set_up(&(run){.ini = ini, .group = "case"});
    if (verdict != PASSED)
        return verdict;
    g_auto(GStrv) groups = g_key_file_get_groups(ini, NULL);
    g_assert_nonnull(groups[1]);
    for (char **g = groups + 1; *g; g++)
        if (!run_group(ini, *g))
            verdict = FAILED;
    return verdict;
}

int main(int argc, char **argv)
{
    g_assert_cmpint(argc, ==, 4);
    g_autofree char *path = g_strdup_printf("%s:%s", argv[3], g_getenv("PATH"));
    g_setenv("PATH", path, TRUE);
    g_setenv("SOURCE", LAMINA_SOURCE_DIR, TRUE);
    g_autofree char *empty = g_strdup_printf("rm -rf '%s'; mkdir -p '%s'", argv[2], argv[2]);
    /* NOLINTNEXTLINE(cert-env33-c): a shell to empty a folder of the build's own */
    if (system(empty) != 0 || chdir(argv[2]) != 0)
        g_error("%s: %s", argv[2], g_strerror(errno));
    return run_case(argv[1]);
}
