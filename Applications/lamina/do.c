#include "command.h"
#include "context-options.h"
#include "execute.h"
#include "lamina/error.h"
#include "lamina/registry.h"

#include <stdio.h>
#include <string.h>

static gboolean print;

static const GOptionEntry options[] = {
    {"print", 0, 0, G_OPTION_ARG_NONE, &print, "Print the job as XML and do not run it", NULL},
    {NULL}};

static lm_step *new_step(const char *name, GError **error)
{
    const lm_op *op = lm_op_find(name);
    if (op && !(op->flags & (LM_OP_SOURCE | LM_OP_CONTAINER)))
        return lm_step_new(op);
    const char *like = op ? NULL : lm_op_like(name);
    if (op)
        lm_fail(error, LM_ERROR_USAGE, "\"%s\" has no place here; write a job (lamina new)", name);
    else if (like)
        lm_fail(error, LM_ERROR_USAGE, "there is no operation \"%s\"; did you mean \"%s\"?", name,
                like);
    else
        lm_fail(error, LM_ERROR_USAGE, "there is no operation \"%s\"; lamina ops lists all of them",
                name);
    return NULL;
}

static bool set_from(lm_step *step, const char *word, GError **error)
{
    const char *equals = strchr(word, '=');
    g_autofree char *key = g_strndup(word, (gsize)(equals - word));
    const lm_param *param = lm_param_find(step->op->params, key);
    if (param && step->texts[param - step->op->params])
        return lm_fail(error, LM_ERROR_USAGE, "%s: %s is given twice", step->op->name, key);
    if (lm_step_set(step, key, equals + 1, error))
        return true;
    g_prefix_error(error, "%s: ", step->op->name);
    return false;
}

/* The words after the input: its own parameters, then operations with theirs, a colon between two.
 * `step` is what parameters go to; NULL after a colon. */
static bool add_words(lm_job *job, char **words, GError **error)
{
    lm_step *step = job->input;
    for (; *words; words++) {
        if (g_str_equal(*words, ":")) {
            if (!step || step == job->input)
                return lm_fail(error, LM_ERROR_USAGE,
                               "there is no operation before a \":\"; it stands between two");
            step = NULL;
        } else if (strchr(*words, '=')) {
            if (!step)
                return lm_fail(error, LM_ERROR_USAGE,
                               "%s follows a \":\"; an operation is expected there", *words);
            if (!set_from(step, *words, error))
                return false;
        } else if (step && step != job->input) {
            return lm_fail(
                error, LM_ERROR_USAGE,
                "\"%s\" follows %s without a \":\" between them; parameters are typed as "
                "name=value",
                *words, step->op->name);
        } else {
            step = new_step(*words, error);
            if (!step)
                return false;
            g_ptr_array_add(job->steps, step);
        }
    }
    return step || lm_fail(error, LM_ERROR_USAGE, "an operation is missing after the last \":\"");
}

static bool run(char **arguments, GError **error)
{
    g_autoptr(lm_job) job = lm_job_new("command line");
    if (!lm_step_set(job->input, "path", arguments[0], error) ||
        !add_words(job, arguments + 1, error))
        return false;
    if (!print)
        return execute(job, ".", error);
    g_autofree char *xml = lm_job_xml(job);
    fputs(xml, stdout);
    return true;
}

const command command_do = {
    .name = "do",
    .arguments = "INPUT [key=value]... OPERATION [key=value]... : OPERATION ...",
    .summary = "Run a job typed in one line",
    .description = "The first word is the input; parameters of it or of an operation follow as "
                   "name=value. A colon stands between operations. There are no branches here.",
    .examples =
        (const char *const[]){
            "lamina do head.nrrd contour value=otsu : save path=head.stl",
            "lamina do slices spacing=\"0.5 0.5 2\" to-scalar : resample spacing=0.5 : save "
            "path=volume.nrrd",
            "lamina do scan contour value=300 : save path=bone.stl --print > job.xml", NULL},
    .least = 2,
    .most = G_MAXUINT,
    .options = {options, context_options, execute_options},
    .run = run,
};
