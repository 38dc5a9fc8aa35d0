#include "lamina/job.h"

#include <string.h>

static void add_word(GString *line, const char *word)
{
    static const char plain[] = "%+,-./:=@_";
    bool safe = *word;
    for (const char *c = word; *c; c++)
        safe &= g_ascii_isalnum(*c) || strchr(plain, *c);
    g_autofree char *quoted = safe ? g_strdup(word) : g_shell_quote(word);
    g_string_append_printf(line, " %s", quoted);
}

static void add_setting(GString *line, const char *name, const char *text)
{
    if (!text)
        return;
    g_autofree char *word = g_strdup_printf("%s=%s", name, text);
    add_word(line, word);
}

static void add_params(GString *line, const lm_step *step, size_t first)
{
    for (size_t i = first; step->op->params && step->op->params[i].name; i++)
        add_setting(line, step->op->params[i].name, step->texts[i]);
}

static void add_input(GString *line, const lm_step *input)
{
    const char *path = input->texts[0] ? input->texts[0] : "";
    g_autofree char *word = g_strconcat(*path == '-' ? "./" : "", path, NULL);
    add_word(line, word);
    add_params(line, input, 1);
}

/* Why one line cannot say it; NULL when it can. */
static const char *obstacle(const lm_job *job)
{
    guint on = 0;
    for (guint i = 0; i < job->steps->len; i++) {
        const lm_step *step = job->steps->pdata[i];
        if (!step->off && step->steps)
            return "branches cannot be typed in one line";
        on += !step->off;
    }
    return on ? NULL : "there are no steps yet";
}

char *lm_job_command_line(const lm_job *job, const char *file, const char **why)
{
    *why = obstacle(job);
    if (*why) {
        GString *line = g_string_new("lamina run");
        add_word(line, file);
        return g_string_free(line, FALSE);
    }
    GString *line = g_string_new("lamina do");
    add_input(line, job->input);
    bool first = true;
    for (guint i = 0; i < job->steps->len; i++) {
        const lm_step *step = job->steps->pdata[i];
        if (step->off)
            continue;
        g_string_append_printf(line, "%s %s", first ? "" : " :", step->op->name);
        add_setting(line, "id", step->id);
        add_params(line, step, 0);
        first = false;
    }
    return g_string_free(line, FALSE);
}
