#include "command.h"
#include "execute.h"

static char *input, **settings;

static const GOptionEntry options[] = {{"input", 'i', 0, G_OPTION_ARG_FILENAME, &input,
                                        "Take this input in place of the one in the job", "PATH"},
                                       {"set", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &settings,
                                        "Change a parameter of a step; may be repeated",
                                        "STEP.PARAM=VALUE"},
                                       {NULL}};

static bool run(char **arguments, GError **error)
{
    g_autoptr(lm_job) job = lm_job_load(arguments[0], error);
    if (!job || (input && !lm_step_set(job->input, "path", input, error)))
        return false;
    for (char **setting = settings; setting && *setting; setting++)
        if (!lm_job_set(job, *setting, error))
            return false;
    /* What is typed here starts from the current folder, what stands in the job from the job's. */
    g_autofree char *folder = input ? g_strdup(".") : g_path_get_dirname(arguments[0]);
    return execute(job, folder, error);
}

const command command_run = {
    .name = "run",
    .arguments = "JOB.xml",
    .summary = "Run a job",
    .description =
        "Plans the whole job, then runs it, and says what was made. Relative paths of inputs start "
        "from the job's folder, those of results from --output-dir; paths typed here start from "
        "the current folder. STEP in --set is a step's id, or the name of its operation where that "
        "occurs once, else name[2]; \"input\" is the input. Ctrl-C stops the run and leaves no "
        "half-written file.",
    .examples =
        (const char *const[]){
            "lamina run job.xml --output-dir results",
            "lamina run job.xml --input specimen7 --set contour.value=120 --report report.html",
            NULL},
    .least = 1,
    .most = 1,
    .options = {options, execute_options},
    .run = run,
};
