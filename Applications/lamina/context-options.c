#include "context-options.h"

#include "lamina/error.h"
#include "lamina/number.h"

enum { MOST_THREADS = 1024 };

static char *output_dir, *memory;
static int threads;

const GOptionEntry context_options[] = {
    {"output-dir", 'o', 0, G_OPTION_ARG_FILENAME, &output_dir,
     "Folder that relative results go to (the current one)", "DIR"},
    {"threads", 't', 0, G_OPTION_ARG_INT, &threads, "Threads to work with (one for each processor)",
     "N"},
    {"memory", 'm', 0, G_OPTION_ARG_FILENAME, &memory,
     "Memory the run may use, such as 4GiB (80 % of the machine's)", "SIZE"},
    {NULL}};

lm_context *context_from_options(const char *input_folder, GError **error)
{
    guint64 bytes = 0;
    if (threads < 0 || threads > MOST_THREADS) {
        lm_fail(error, LM_ERROR_USAGE, "--threads %d: expected a number from 1 to %d", threads,
                MOST_THREADS);
        return NULL;
    }
    if (memory && (!lm_bytes_parse(memory, &bytes) || bytes == 0)) {
        lm_fail(error, LM_ERROR_USAGE, "--memory %s: expected a size such as 500MiB or 4GiB",
                memory);
        return NULL;
    }
    lm_context *context = lm_context_new((unsigned)threads, bytes);
    lm_context_set_folders(context, input_folder, output_dir ? output_dir : ".");
    return context;
}
