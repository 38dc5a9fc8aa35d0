/* Jobs: what is loaded can be written, and reads back as the same. */
#include "fuzz.h"

#include "lamina/error.h"
#include "lamina/job.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    GError *error = NULL;
    g_autoptr(lm_job) job = lm_job_parse((const char *)data, size, "fuzz.xml", &error);
    g_assert(job || g_error_matches(error, LM_ERROR, LM_ERROR_USAGE));
    fuzz_check_error(job != NULL, &error, "fuzz.xml");
    if (!job)
        return 0;
    g_autofree char *xml = lm_job_xml(job);
    g_autoptr(lm_job) again = lm_job_parse(xml, strlen(xml), "again.xml", &error);
    g_assert(again);
    g_autofree char *twice = lm_job_xml(again);
    g_assert(strcmp(xml, twice) == 0);
    return 0;
}
