#include "lamina/param.h"

#include "lamina/error.h"

#include <string.h>

static const char *const kinds[] = {"nearest", "linear", "cubic", NULL};
static const char *const words[] = {"closed", "manifold", NULL};

typedef struct every {
    bool flag;
    gint64 count;
    double ratio;
    int kind;
    unsigned demands;
    lm_reals box, level;
    char *title, *path, *target, *shown;
} every;

static const lm_param table[] = {
    {.name = "flag", .type = LM_PARAM_BOOL, .def = "true", LM_FIELD(every, flag, bool)},
    {.name = "count",
     .type = LM_PARAM_INT,
     .def = "3",
     .min = 0,
     .max = 100,
     LM_FIELD(every, count, gint64)},
    {.name = "ratio",
     .type = LM_PARAM_REAL,
     .def = "0.1",
     .min = 0,
     .max = 1,
     .unit = "mm",
     LM_FIELD(every, ratio, double)},
    {.name = "kind",
     .type = LM_PARAM_ENUM,
     .def = "linear",
     .choices = kinds,
     LM_FIELD(every, kind, int)},
    {.name = "demands",
     .type = LM_PARAM_WORDS,
     .choices = words,
     LM_FIELD(every, demands, unsigned)},
    {.name = "box",
     .type = LM_PARAM_REALS,
     .min_count = 6,
     .max_count = 6,
     .flags = LM_PARAM_WHOLE | LM_PARAM_REQUIRED,
     LM_FIELD(every, box, lm_reals)},
    {.name = "level",
     .type = LM_PARAM_REALS,
     .min_count = 1,
     .max_count = 4,
     .choices = (const char *const[]){"otsu", NULL},
     .def = "otsu",
     .min = -10,
     .max = 10,
     LM_FIELD(every, level, lm_reals)},
    {.name = "title", .type = LM_PARAM_TEXT, LM_FIELD(every, title, char *)},
    {.name = "path", .type = LM_PARAM_INPUT, LM_FIELD(every, path, char *)},
    {.name = "target", .type = LM_PARAM_OUTPUT, .def = "out.nrrd", LM_FIELD(every, target, char *)},
    {.name = "shown", .type = LM_PARAM_STEPS, .def = "main", LM_FIELD(every, shown, char *)},
    {.name = NULL},
};

/* Setting `text` gives a value whose canonical text is `canonical`, which reads back as itself. */
static void right(const char *name, const char *text, const char *canonical)
{
    every params = {0};
    lm_params_init(table, &params);
    const lm_param *param = lm_param_find(table, name);
    g_autoptr(GError) error = NULL;
    g_assert_true(lm_param_set(param, &params, text, &error));
    g_assert_no_error(error);
    g_autofree char *got = lm_param_get(param, &params);
    g_assert_cmpstr(got, ==, canonical);
    if (canonical) {
        g_assert_true(lm_param_set(param, &params, got, &error));
        g_autofree char *again = lm_param_get(param, &params);
        g_assert_cmpstr(again, ==, canonical);
    }
    lm_params_clear(table, &params);
}

/* Setting `text` is refused with a message that says which, what, and what would be right; the
 * value stays as it was. */
static void wrong(const char *name, const char *text)
{
    every params = {0};
    lm_params_init(table, &params);
    const lm_param *param = lm_param_find(table, name);
    g_autofree char *before = lm_param_get(param, &params), *expects = lm_param_expects(param);
    g_autoptr(GError) error = NULL;
    g_assert_false(lm_param_set(param, &params, text, &error));
    g_assert_error(error, LM_ERROR, LM_ERROR_USAGE);
    g_autofree char *quoted = g_strdup_printf("%s=\"%s\"", name, text);
    g_assert_nonnull(strstr(error->message, quoted));
    g_assert_nonnull(strstr(error->message, expects));
    g_autofree char *after = lm_param_get(param, &params);
    g_assert_cmpstr(after, ==, before);
    lm_params_clear(table, &params);
}

static void defaults(void)
{
    every params = {0};
    lm_params_init(table, &params);
    for (const lm_param *p = table; p->name; p++) {
        g_autofree char *text = lm_param_get(p, &params);
        g_assert_cmpstr(text, ==, p->def);
    }
    g_assert_true(params.flag);
    g_assert_cmpint(params.count, ==, 3);
    g_assert_cmpfloat(params.ratio, ==, 0.1);
    g_assert_cmpint(params.kind, ==, 1);
    g_assert_cmpint(params.box.word, ==, -1);
    g_assert_cmpuint(params.box.count, ==, 0);
    g_assert_cmpint(params.level.word, ==, 0);
    lm_params_clear(table, &params);
    g_assert_null(params.target);
}

static void booleans(void)
{
    right("flag", "true", "true");
    right("flag", "yes", "true");
    right("flag", "1", "true");
    right("flag", "false", "false");
    right("flag", "no", "false");
    right("flag", "0", "false");
    wrong("flag", "");
    wrong("flag", "TRUE");
    wrong("flag", "2");
}

static void whole_numbers(void)
{
    right("count", "0", "0");
    right("count", " 100 ", "100");
    wrong("count", "101");
    wrong("count", "-1");
    wrong("count", "1.5");
    wrong("count", "1 2");
    wrong("count", "ten");
    wrong("count", "");
}

static void whole_numbers_without_range(void)
{
    typedef struct one {
        gint64 n;
    } one;
    static const lm_param free_count = {
        .name = "n", .type = LM_PARAM_INT, LM_FIELD(one, n, gint64)};
    one params = {0};
    g_assert_true(lm_param_set(&free_count, &params, "-9007199254740992", NULL));
    g_assert_cmpint(params.n, ==, -9007199254740992);
    g_assert_false(lm_param_set(&free_count, &params, "1e300", NULL));
    g_assert_cmpint(params.n, ==, -9007199254740992);
}

static void numbers(void)
{
    right("ratio", "0.25", "0.25");
    right("ratio", "1e-3", "0.001");
    right("ratio", "0", "0");
    right("ratio", "1", "1");
    wrong("ratio", "1.0001");
    wrong("ratio", "0,5");
    wrong("ratio", "nan");
    wrong("ratio", "inf");
    wrong("ratio", "0x1");
    wrong("ratio", "");
}

static void one_of(void)
{
    right("kind", "cubic", "cubic");
    wrong("kind", "Cubic");
    wrong("kind", "cub");
    wrong("kind", "");
}

static void any_of(void)
{
    right("demands", "manifold closed", "closed manifold");
    right("demands", "closed,manifold,closed", "closed manifold");
    right("demands", "\tmanifold\n", "manifold");
    right("demands", "", NULL);
    wrong("demands", "closed tight");
}

static void lists(void)
{
    right("box", "0 9 0 9 0 9", "0 9 0 9 0 9");
    right("box", "0,9,0,9,0,9", "0 9 0 9 0 9");
    right("box", " 0, 9  0\t9 -1 9 ", "0 9 0 9 -1 9");
    wrong("box", "0 9 0 9 0");
    wrong("box", "0 9 0 9 0 9 1");
    wrong("box", "0 9 0 9 0 9.5");
    wrong("box", "0 9 0 9 0 x");
    wrong("box", "");
    right("level", "otsu", "otsu");
    right("level", "0.5", "0.5");
    right("level", "-10 10", "-10 10");
    wrong("level", "0.5 11");
    wrong("level", "otsu 1");
    wrong("level", "1 2 3 4 5");
    wrong("level", "Otsu");
}

static void texts(void)
{
    right("title", "a b", "a b");
    right("title", "", "");
    right("path", "slices/*.png", "slices/*.png");
    right("target", "näme.nrrd", "näme.nrrd");
    right("shown", "main skin", "main skin");
    wrong("path", "");
    wrong("target", "");
    wrong("shown", "");
}

static void finding(void)
{
    g_assert_true(lm_param_find(table, "box") == &table[5]);
    g_assert_null(lm_param_find(table, "bo"));
    g_assert_null(lm_param_find(NULL, "box"));
}

static void expectation(const char *name, const char *text)
{
    g_autofree char *got = lm_param_expects(lm_param_find(table, name));
    g_assert_cmpstr(got, ==, text);
}

static void expectations(void)
{
    expectation("flag", "true or false");
    expectation("count", "a whole number from 0 to 100");
    expectation("ratio", "a number from 0 to 1 (mm)");
    expectation("kind", "nearest, linear or cubic");
    expectation("demands", "any of closed or manifold");
    expectation("box", "6 whole numbers");
    expectation("level", "1 to 4 numbers from -10 to 10, or otsu");
    expectation("title", "a text");
    expectation("path", "a path");
    expectation("shown", "names of earlier steps");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/param/defaults", defaults);
    g_test_add_func("/param/bool", booleans);
    g_test_add_func("/param/int", whole_numbers);
    g_test_add_func("/param/int/no-range", whole_numbers_without_range);
    g_test_add_func("/param/real", numbers);
    g_test_add_func("/param/enum", one_of);
    g_test_add_func("/param/words", any_of);
    g_test_add_func("/param/reals", lists);
    g_test_add_func("/param/text", texts);
    g_test_add_func("/param/find", finding);
    g_test_add_func("/param/expects", expectations);
    return g_test_run();
}
