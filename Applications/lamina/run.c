#include "command.h"
#include "context-options.h"
#include "execute.h"
#include "job-file.h"

static bool run(char **arguments, GError **error)
{
    g_autofree char *folder = NULL;
    g_autoptr(lm_job) job = job_file_open(arguments[0], &folder, error);
    return job && execute(job, folder, error);
}

const command command_run = {
    .name = "run",
    .arguments = "JOB.xml",
    .summary = "Run a job",
    .description =
        "Plans the whole job, then runs it, and says what was made. Relative paths of inputs start "
        "from the job's folder, those of results from --output-dir; paths typed here start from "
        "the current folder. STEP in --set is a step's id, or the name of its operation where that "
        "occurs once, else name[2]; \"input\" is the input. What --memory does not hold goes to "
        "scratch files in the folder that TMPDIR names, else in /var/tmp, of which nothing stays "
        "behind; where that is not enough, the job is refused before anything is read. Ctrl-C "
        "stops the run and leaves no "
        "half-written file.",
    .examples =
        (const char *const[]){
            "lamina run job.xml --output-dir results",
            "lamina run job.xml --input specimen7 --set contour.value=120 --report report.html",
            NULL},
    .least = 1,
    .most = 1,
    .options = {job_file_options, context_options, execute_options},
    .run = run,
};
