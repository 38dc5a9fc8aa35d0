#include "execute.h"

#include "context-options.h"
#include "interrupt.h"
#include "lamina/error.h"
#include "lamina/output.h"
#include "lamina/run.h"
#include "made.h"
#include "progress.h"
#include "say.h"

static char *progress_style, *report;

const GOptionEntry execute_options[] = {
    {"progress", 'p', 0, G_OPTION_ARG_FILENAME, &progress_style,
     "How progress is shown: auto is a bar on a terminal and lines of JSON elsewhere",
     PROGRESS_STYLES},
    {"report", 'r', 0, G_OPTION_ARG_FILENAME, &report,
     "Write what was done to this page or JSON file", "FILE.html|FILE.json"},
    {NULL}};

/* Before hours of work, not after them. */
static bool check_report(GError **error)
{
    if (!report)
        return true;
    if (!g_str_has_suffix(report, ".html") && !g_str_has_suffix(report, ".json"))
        return lm_fail(error, LM_ERROR_USAGE, "--report %s: the name ends in .html or .json",
                       report);
    return lm_output_can_write(report, error);
}

static bool save_report(const lm_job_plan *plan, const lm_context *context, const GError *failure,
                        GError **error)
{
    return !report || lm_report_save(report, plan, context, failure, error);
}

static bool run_planned(lm_job_plan *plan, lm_context *context, progress *bar, GError **error)
{
    guint said = say_warnings(context, 0);
    g_autoptr(GError) failure = NULL;
    progress_begin(bar, context, plan->job->name);
    bool ok = lm_job_run(plan, context, &failure);
    progress_end(bar, context);
    say_warnings(context, said);
    say_made(plan);
    if (ok)
        return save_report(plan, context, NULL, error);
    g_autoptr(GError) second = NULL;
    if (!save_report(plan, context, failure, &second))
        say_warning(second->message);
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool execute(const lm_job *job, const char *input_folder, GError **error)
{
    g_autoptr(progress) bar = progress_new(progress_style, error);
    if (!bar || !check_report(error))
        return false;
    lm_context *context = context_from_options(input_folder, error);
    if (!context)
        return false;
    interrupt_cancels(context); /* and keeps it to the end */
    g_autoptr(lm_job_plan) plan = lm_job_plan_new(job, context, error);
    if (!plan) {
        say_warnings(context, 0);
        return false;
    }
    return run_planned(plan, context, bar, error);
}
