/* lamina-describe [--check] SOURCE-FOLDER
 *
 * Writes anew the pages that follow from the declarations of commands and operations, or, with
 * --check, says which of the committed copies are out of date and fails. */
#include "lamina/job.h"
#include "page.h"

#include <stdio.h>
#include <string.h>

typedef struct page {
    const char *path; /* in the source folder */
    char *(*make)(const char *old);
} page;

static const page pages[] = {
    {"README.md", page_readme},
    {"Applications/lamina-desktop/po/operations.txt", page_texts},
    {"Data/Schema/lamina.xsd", page_schema},
    {"Utilities/completion/lamina.bash", page_completion},
    {"Utilities/docs/lamina.1", page_manual},
    {"Utilities/docs/operations.md", page_operations},
};

char *page_schema(const char *old)
{
    (void)old;
    return lm_job_schema();
}

char *page_with_block(const char *old, const char *begin, const char *end, const char *text)
{
    const char *from = strstr(old, begin);
    const char *to = from ? strstr(from, end) : NULL;
    if (!to)
        return NULL;
    g_autofree char *before = g_strndup(old, (gsize)(from - old));
    return g_strconcat(before, begin, text, to, NULL);
}

static bool renew(const page *p, const char *folder, bool only_check)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder, p->path, NULL), *old = NULL;
    g_file_get_contents(path, &old, NULL, NULL); /* one that is not there yet is made */
    g_autofree char *text = p->make(old ? old : "");
    if (!text) {
        fprintf(stderr, "%s: the lines are missing between which its lists belong\n", p->path);
        return false;
    }
    if (g_strcmp0(old, text) == 0)
        return true;
    if (only_check) {
        fprintf(stderr, "%s is out of date; run: cmake --build build/release --target docs\n",
                p->path);
        return false;
    }
    if (!g_file_set_contents(path, text, -1, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return false;
    }
    printf("%s\n", p->path);
    return true;
}

int main(int argc, char **argv)
{
    bool only_check = argc > 1 && g_str_equal(argv[1], "--check");
    if (argc != 2 + only_check) {
        fprintf(stderr, "usage: lamina-describe [--check] SOURCE-FOLDER\n");
        return 2;
    }
    bool ok = true;
    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++)
        ok = renew(&pages[i], argv[argc - 1], only_check) && ok;
    return ok ? 0 : 1;
}
