#include "lamina/describe.h"

#include <string.h>

typedef struct trim_params {
    double ratio;
    lm_reals box;
    char *path;
} trim_params;

static const lm_param params[] = {
    {.name = "keep-ratio",
     .label = "Ratio",
     .help = "What is kept; <all> | a part.",
     .unit = "mm",
     .type = LM_PARAM_REAL,
     .def = "0.5",
     .min = 0,
     .max = 1,
     LM_FIELD(trim_params, ratio, double)},
    {.name = "box",
     .label = "Box",
     .help = "Where.",
     .type = LM_PARAM_REALS,
     .min_count = 2,
     .max_count = 6,
     .choices = (const char *const[]){"all", NULL},
     .flags = LM_PARAM_REQUIRED | LM_PARAM_WHOLE,
     LM_FIELD(trim_params, box, lm_reals)},
    {.name = "path",
     .label = "Path",
     .help =
         ".hidden files as well: a long sentence that does not fit into one line of a terminal, "
         "however it is set.",
     .type = LM_PARAM_INPUT,
     .flags = LM_PARAM_ADVANCED,
     LM_FIELD(trim_params, path, char *)},
    {.name = NULL},
};

static const lm_op trim = {.name = "trim",
                           .title = "Trim",
                           .help = "Keeps a part.",
                           .group = "volume",
                           .since = "0.1",
                           .in = LM_VOLUME,
                           .out = LM_MESH,
                           .flags = LM_OP_SCALAR,
                           .params_size = sizeof(trim_params),
                           .params = params};

static const lm_op keep = {.name = "keep",
                           .title = "Keep",
                           .help = "Keeps it.",
                           .group = "output",
                           .since = "0.1",
                           .in = LM_VOLUME | LM_MESH,
                           .out = LM_VOLUME | LM_MESH,
                           .flags = LM_OP_SINK};

static void json(void)
{
    static const char wanted[] =
        "{'name':'trim','title':'Trim','help':'Keeps a part.','group':'volume','since':'0.1',"
        "'in':['volume'],'out':['mesh'],'flags':['scalar'],'params':["
        "{'name':'keep-ratio','label':'Ratio','help':'What is kept; <all> | a part.','unit':'mm',"
        "'type':'real','default':'0.5','min':0,'max':1,'min_count':null,'max_count':null,"
        "'choices':[],'whole':false,'required':false,'advanced':false},"
        "{'name':'box','label':'Box','help':'Where.','unit':null,'type':'reals','default':null,"
        "'min':null,'max':null,'min_count':2,'max_count':6,'choices':['all'],'whole':true,"
        "'required':true,'advanced':false},"
        "{'name':'path','label':'Path','help':'.hidden files as well: a long sentence that does "
        "not fit into one line of a terminal, however it is set.','unit':null,'type':'input',"
        "'default':null,'min':null,'max':null,'min_count':null,'max_count':null,'choices':[],"
        "'whole':false,'required':false,'advanced':true}]}";
    g_autoptr(JsonNode) node = lm_op_json(&trim);
    g_autofree char *text = json_to_string(node, FALSE);
    g_autofree char *expected = g_strdelimit(g_strdup(wanted), "'", '"');
    g_assert_cmpstr(text, ==, expected);
}

static void json_without_parameters(void)
{
    g_autoptr(JsonNode) node = lm_op_json(&keep);
    g_autofree char *text = json_to_string(node, FALSE);
    g_assert_nonnull(strstr(text, "\"in\":[\"volume\",\"mesh\"]"));
    g_assert_nonnull(strstr(text, "\"flags\":[\"sink\"],\"params\":[]"));
}

static void kinds(void)
{
    g_autofree char *takes = lm_op_takes(&trim), *gives = lm_op_gives(&trim);
    g_assert_cmpstr(takes, ==, "volume of one component");
    g_assert_cmpstr(gives, ==, "mesh");
    g_autofree char *any = lm_op_takes(&keep), *same = lm_op_gives(&keep);
    g_assert_cmpstr(any, ==, "volume or mesh");
    g_assert_cmpstr(same, ==, "what came in");
    g_autofree char *summary = lm_op_summary(&trim);
    g_assert_cmpstr(summary, ==, "Keeps a part");
}

static void markdown(void)
{
    g_autofree char *text = lm_op_markdown(&trim);
    g_assert_true(g_str_has_prefix(text, "### trim\n\nTrim.\n"));
    g_assert_nonnull(strstr(text, "\n| `keep-ratio` | a number from 0 to 1 (mm) | `0.5` | "
                                  "What is kept; \\<all> \\| a part. |\n"));
    g_assert_nonnull(strstr(text, "\n| `box` | 2 to 6 whole numbers, or all | **required** | "));
    g_assert_nonnull(strstr(text, "\nTakes: volume of one component. Gives: mesh."));
    lm_op uneven = trim;
    uneven.flags |= LM_OP_UNEVEN;
    g_autofree char *also = lm_op_markdown(&uneven);
    g_assert_nonnull(strstr(also, "Takes: volume of one component, also of uneven slices. Gives"));
    g_autofree char *bare = lm_op_markdown(&keep);
    g_assert_null(strchr(bare, '|'));
}

static void roff(void)
{
    g_autofree char *text = lm_op_roff(&trim);
    g_assert_true(g_str_has_prefix(text, ".SS trim\nKeeps a part.\n"));
    g_assert_nonnull(
        strstr(text, ".TP\n\\fBkeep\\-ratio\\fR: a number from 0 to 1 (mm); default 0.5\n"));
    g_assert_nonnull(strstr(text, "\n\\&.hidden files"));
    g_autofree char *escaped = lm_roff_escape("'a\\b-c");
    g_assert_cmpstr(escaped, ==, "\\&'a\\eb\\-c");
}

static void terminal(void)
{
    g_autofree char *text = lm_op_text(&trim);
    g_assert_nonnull(strstr(text, "\n  box: 2 to 6 whole numbers, or all; required\n    Where.\n"));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        g_assert_cmpuint(strlen(*line), <, 80);
}

static void wrapping(void)
{
    g_autoptr(GString) out = g_string_new("ab");
    g_autofree char *long_word = g_strnfill(90, 'x');
    g_autofree char *text = g_strdup_printf("one %s two", long_word);
    lm_text_wrap(out, 2, text);
    g_autofree char *wanted = g_strdup_printf("abone\n  %s\n  two\n", long_word);
    g_assert_cmpstr(out->str, ==, wanted);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/describe/json", json);
    g_test_add_func("/describe/json/no-parameters", json_without_parameters);
    g_test_add_func("/describe/kinds", kinds);
    g_test_add_func("/describe/markdown", markdown);
    g_test_add_func("/describe/roff", roff);
    g_test_add_func("/describe/terminal", terminal);
    g_test_add_func("/describe/wrap", wrapping);
    return g_test_run();
}
