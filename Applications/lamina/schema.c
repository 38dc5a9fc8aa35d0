#include "command.h"
#include "lamina/job.h"

#include <stdio.h>

static bool run(char **arguments, GError **error)
{
    (void)arguments, (void)error;
    g_autofree char *schema = lm_job_schema();
    fputs(schema, stdout);
    return true;
}

const command command_schema = {
    .name = "schema",
    .arguments = "",
    .summary = "Print the XML schema of jobs",
    .description = "Prints the XSD that jobs are validated against, for editors that complete and "
                   "check XML while it is typed.",
    .examples = (const char *const[]){"lamina schema > lamina.xsd", NULL},
    .run = run,
};
