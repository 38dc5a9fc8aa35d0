#include "say.h"

#include "lamina/error.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void say_error(const GError *error)
{
    fflush(stdout);
    fprintf(stderr, "lamina: %s\n", error->message);
}

void say_warning(const char *text)
{
    fflush(stdout);
    fprintf(stderr, "lamina: warning: %s\n", text);
}

guint say_warnings(const lm_context *context, guint from)
{
    g_auto(GStrv) warnings = lm_context_warnings(context);
    guint count = g_strv_length(warnings);
    for (guint i = from; i < count; i++)
        say_warning(warnings[i]);
    return count;
}

const char *say_path(const char *path)
{
    g_autofree char *here = g_get_current_dir();
    size_t length = strlen(here);
    bool below = g_str_has_prefix(path, here) && path[length] == '/' && path[length + 1];
    return below ? path + length + 1 : path;
}

void say_json(JsonNode *node)
{
    g_autofree char *text = json_to_string(node, TRUE);
    puts(text);
}

/* A write that failed some time ago has left no errno; the pipe itself still knows. */
static bool reader_went_away(void)
{
    struct pollfd out = {STDOUT_FILENO, POLLOUT, 0};
    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR);
}

bool say_all_written(GError **error)
{
    if ((fflush(stdout) == 0 && !ferror(stdout)) || reader_went_away())
        return true;
    return lm_fail(error, LM_ERROR_OUTPUT,
                   "the result cannot be written to standard output; is the disk full?");
}
