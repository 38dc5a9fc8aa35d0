#include "job-file.h"

static char *input, **settings;

const GOptionEntry job_file_options[] = {{"input", 'i', 0, G_OPTION_ARG_FILENAME, &input,
                                          "Take this input in place of the one in the job", "PATH"},
                                         {"set", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &settings,
                                          "Change a parameter of a step; may be repeated",
                                          "STEP.PARAM=VALUE"},
                                         {NULL}};

lm_job *job_file_open(const char *path, char **input_folder, GError **error)
{
    g_autoptr(lm_job) job = lm_job_load(path, error);
    if (!job || (input && !lm_step_set(job->input, "path", input, error)))
        return NULL;
    for (char **setting = settings; setting && *setting; setting++)
        if (!lm_job_set(job, *setting, error))
            return NULL;
    /* What is typed here starts from the current folder, what stands in the job from the job's. */
    *input_folder = input ? g_strdup(".") : g_path_get_dirname(path);
    return g_steal_pointer(&job);
}
