/* A disk that takes a second for everything, for what is below the folder LAMINA_SLOW_DISK: loaded
 * before the C library (LD_PRELOAD), in place of its calls that open files and wait for the disk.
 */
#undef _FILE_OFFSET_BITS /* both names of a call are to be told apart */
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int open_call(const char *path, int flags, ...);
typedef int sync_call(int file);

static void wait_below(const char *path)
{
    const char *folder = getenv("LAMINA_SLOW_DISK");
    if (folder && strncmp(path, folder, strlen(folder)) == 0)
        sleep(1);
}

static int slow_open(const char *name, const char *path, int flags, int mode)
{
    open_call *next = NULL;
    *(void **)&next = dlsym(RTLD_NEXT, name);
    wait_below(path);
    return next(path, flags, mode);
}

static int slow_sync(const char *name, int file)
{
    sync_call *next = NULL;
    char link[64], path[PATH_MAX] = "";
    *(void **)&next = dlsym(RTLD_NEXT, name);
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    if (readlink(link, path, sizeof path - 1) > 0)
        wait_below(path);
    return next(file);
}

static int mode_of(int flags, va_list args)
{
    return flags & (O_CREAT | __O_TMPFILE) ? va_arg(args, int) : 0;
}

/* The arguments are called as in the system's headers. */

int open(const char *file, int oflag, ...)
{
    va_list args;
    va_start(args, oflag);
    int mode = mode_of(oflag, args);
    va_end(args);
    return slow_open("open", file, oflag, mode);
}

int open64(const char *file, int oflag, ...)
{
    va_list args;
    va_start(args, oflag);
    int mode = mode_of(oflag, args);
    va_end(args);
    return slow_open("open64", file, oflag, mode);
}

int fsync(int fd)
{
    return slow_sync("fsync", fd);
}

int fdatasync(int fildes)
{
    return slow_sync("fdatasync", fildes);
}
