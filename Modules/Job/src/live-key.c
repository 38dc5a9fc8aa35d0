#include "live-key.h"

#include "lamina/series.h"

#include <string.h>

/* A text that is the name of a file (a colour map of one's own) stands for what is in it, too. */
static bool names_files(const lm_param *param, const char *text, const lm_context *context)
{
    if (param->type == LM_PARAM_INPUT)
        return true;
    g_autofree char *path =
        param->type == LM_PARAM_TEXT ? lm_context_input_path(context, text) : NULL;
    return path && g_file_test(path, G_FILE_TEST_IS_REGULAR);
}

static void add_text(GChecksum *sum, const char *text)
{
    g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text) + 1);
}

static void add_param(GChecksum *sum, const lm_param *param, const lm_node *node,
                      const lm_context *context)
{
    g_autofree char *text = lm_param_get(param, node->params);
    add_text(sum, param->name);
    add_text(sum, text ? "=" : "");
    if (!text)
        return;
    add_text(sum, text);
    if (!names_files(param, text, context))
        return;
    g_autofree char *stamp = lm_series_stamp(text, context);
    add_text(sum, stamp);
}

char *live_key(const lm_node *node, const char *from, const lm_context *context)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    add_text(sum, from ? from : "");
    add_text(sum, node->step->op->name);
    for (const lm_param *param = node->step->op->params; param && param->name; param++)
        add_param(sum, param, node, context);
    return g_strdup(g_checksum_get_string(sum));
}
