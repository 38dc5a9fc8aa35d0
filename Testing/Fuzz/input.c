#include "fuzz.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static char *folder, *path;

static void clean_up(void)
{
    g_unlink(path);
    g_rmdir(folder);
}

const char *fuzz_file(const char *name, const uint8_t *data, size_t size)
{
    static int file = -1;
    if (file < 0) {
        file = memfd_create("fuzz", MFD_CLOEXEC);
        folder = g_dir_make_tmp("lamina-fuzz-XXXXXX", NULL);
        g_assert(file >= 0 && folder);
        path = g_build_filename(folder, name, NULL);
        g_autofree char *target = g_strdup_printf("/proc/self/fd/%d", file);
        g_assert(symlink(target, path) == 0);
        atexit(clean_up);
    }
    g_assert(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == (ssize_t)size);
    return path;
}

void fuzz_check_error(gboolean ok, GError **error, const char *about)
{
    g_assert(ok ? !*error : *error && strstr((*error)->message, about));
    g_clear_error(error);
}
