#include "lamina/output.h"

#include "lamina/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct piece {
    char *path, *temporary;
    guint64 size; /* written by us so far; on disk, once flushed */
    bool renamed;
} piece;

struct lm_output {
    GPtrArray *pieces;
    FILE *file; /* the one opened last */
};

static GMutex temporaries_lock;
static GHashTable *temporaries; /* set of paths */
static bool leaving;            /* nothing begins and nothing is renamed any more */

static gint successes_left = -1;
static gint asked;

int lm_output_fail_after(int successes)
{
    g_atomic_int_set(&successes_left, successes);
    return g_atomic_int_exchange(&asked, 0);
}

static bool made_to_fail(void)
{
    g_atomic_int_inc(&asked);
    if (g_atomic_int_get(&successes_left) < 0 || g_atomic_int_add(&successes_left, -1) != 0)
        return false;
    errno = ENOSPC;
    return true;
}

/* Makes the file and puts it on the list in one go: whoever leaves meanwhile finds it there. */
static int create(const char *temporary)
{
    g_mutex_lock(&temporaries_lock);
    int fd = -1;
    errno = EINTR;
    if (!leaving)
        fd = g_open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
    if (!temporaries)
        temporaries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (fd >= 0)
        g_hash_table_add(temporaries, g_strdup(temporary));
    g_mutex_unlock(&temporaries_lock);
    return fd;
}

static void forget(const char *temporary)
{
    g_mutex_lock(&temporaries_lock);
    if (temporaries)
        g_hash_table_remove(temporaries, temporary);
    g_mutex_unlock(&temporaries_lock);
}

void lm_output_remove_all(void)
{
    g_mutex_lock(&temporaries_lock);
    leaving = true;
    if (temporaries) {
        GHashTableIter at;
        gpointer path;
        g_hash_table_iter_init(&at, temporaries);
        while (g_hash_table_iter_next(&at, &path, NULL))
            unlink(path);
        g_hash_table_remove_all(temporaries);
    }
    g_mutex_unlock(&temporaries_lock);
}

static void piece_free(gpointer data)
{
    piece *p = data;
    if (!p->renamed)
        unlink(p->temporary);
    forget(p->temporary);
    g_free(p->path);
    g_free(p->temporary);
    g_free(p);
}

lm_output *lm_output_new(void)
{
    lm_output *output = g_new0(lm_output, 1);
    output->pieces = g_ptr_array_new_with_free_func(piece_free);
    return output;
}

static bool cannot_write(const char *path, const char *why, GError **error)
{
    return lm_fail(error, LM_ERROR_OUTPUT, "%s cannot be written: %s", path, why);
}

/* What the disk says, with the way out. */
static bool disk_refuses(const char *path, int why, GError **error)
{
    bool is_full = why == ENOSPC || why == EDQUOT;
    return lm_fail(error, LM_ERROR_OUTPUT, "%s cannot be written: %s; %swrite it somewhere else",
                   path, g_strerror(why), is_full ? "make room there, or " : "");
}

const char *lm_output_add(lm_output *output, const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path), *name = g_path_get_basename(path);
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
        cannot_write(path, "there is a folder of that name; choose another", error);
        return NULL;
    }
    if (made_to_fail() || g_mkdir_with_parents(folder, 0777) != 0) {
        disk_refuses(path, errno, error);
        return NULL;
    }
    static gint serial;
    piece *p = g_new0(piece, 1);
    p->path = g_strdup(path);
    p->temporary = g_strdup_printf("%s/.lamina-%d-%d-%s", folder, (int)getpid(),
                                   g_atomic_int_add(&serial, 1), name);
    int fd = create(p->temporary);
    if (fd < 0) {
        disk_refuses(path, errno, error);
        p->renamed = true; /* nothing of ours is there to remove */
        piece_free(p);
        return NULL;
    }
    close(fd);
    g_ptr_array_add(output->pieces, p);
    return p->temporary;
}

static piece *last_piece(const lm_output *output)
{
    return output->pieces->pdata[output->pieces->len - 1];
}

static bool close_file(lm_output *output, GError **error)
{
    if (!output->file)
        return true;
    FILE *file = g_steal_pointer(&output->file);
    if (fclose(file) != 0)
        return disk_refuses(last_piece(output)->path, errno, error);
    return true;
}

bool lm_output_open(lm_output *output, const char *path, GError **error)
{
    if (!close_file(output, error))
        return false;
    const char *temporary = lm_output_add(output, path, error);
    if (!temporary)
        return false;
    output->file = g_fopen(temporary, "wbe");
    return output->file || disk_refuses(path, errno, error);
}

bool lm_output_write(lm_output *output, const void *bytes, size_t size, GError **error)
{
    if (made_to_fail() || fwrite(bytes, 1, size, output->file) != size)
        return disk_refuses(last_piece(output)->path, errno, error);
    last_piece(output)->size += size;
    return true;
}

bool lm_output_patch(lm_output *output, guint64 offset, const void *bytes, size_t size,
                     GError **error)
{
    if (made_to_fail() || fseeko(output->file, (off_t)offset, SEEK_SET) != 0 ||
        fwrite(bytes, 1, size, output->file) != size || fseeko(output->file, 0, SEEK_END) != 0)
        return disk_refuses(last_piece(output)->path, errno, error);
    return true;
}

bool lm_output_printf(lm_output *output, GError **error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    return lm_output_write(output, text, strlen(text), error);
}

static bool flush_to_disk(piece *p, guint64 least, GError **error)
{
    int fd = g_open(p->temporary, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0)
        return disk_refuses(p->path, errno, error);
    off_t size = lseek(fd, 0, SEEK_END);
    bool flushed = fsync(fd) == 0 || errno == EINVAL;
    int why = errno;
    close(fd);
    if (!flushed)
        return disk_refuses(p->path, why, error);
    if (size < 0 || (guint64)size < MAX(MAX(least, 1), p->size))
        return cannot_write(p->path, "it came out shorter than its content; is the disk full?",
                            error);
    p->size = (guint64)size;
    return true;
}

static bool rename_all(lm_output *output, GError **error)
{
    if (leaving)
        return lm_fail(error, LM_ERROR_CANCELLED, "interrupted");
    for (guint i = 0; i < output->pieces->len; i++) {
        piece *p = output->pieces->pdata[i];
        if (g_rename(p->temporary, p->path) != 0)
            return disk_refuses(p->path, errno, error);
        p->renamed = true;
    }
    return true;
}

bool lm_output_commit(lm_output *output, guint64 least, GError **error)
{
    if (!close_file(output, error))
        return false;
    for (guint i = 0; i < output->pieces->len; i++) {
        piece *p = output->pieces->pdata[i];
        if (made_to_fail())
            return disk_refuses(p->path, errno, error);
        if (!flush_to_disk(p, least, error))
            return false;
    }
    g_mutex_lock(&temporaries_lock);
    bool ok = rename_all(output, error);
    g_mutex_unlock(&temporaries_lock);
    return ok;
}

guint64 lm_output_size(const lm_output *output)
{
    guint64 size = 0;
    for (guint i = 0; i < output->pieces->len; i++)
        size += ((const piece *)output->pieces->pdata[i])->size;
    return size;
}

void lm_output_free(lm_output *output)
{
    if (!output)
        return;
    if (output->file)
        fclose(output->file);
    g_ptr_array_unref(output->pieces);
    g_free(output);
}

bool lm_output_can_write(const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return cannot_write(path, "there is a folder of that name; choose another", error);
    g_autofree char *folder = g_path_get_dirname(path);
    while (!g_file_test(folder, G_FILE_TEST_EXISTS)) {
        char *parent = g_path_get_dirname(folder);
        g_free(folder);
        folder = parent;
    }
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
        return lm_fail(error, LM_ERROR_OUTPUT,
                       "%s cannot be written: %s is not a folder; write it somewhere else", path,
                       folder);
    if (access(folder, W_OK | X_OK) != 0)
        return lm_fail(
            error, LM_ERROR_OUTPUT,
            "%s cannot be written: the folder %s is not writable (%s); write it somewhere else",
            path, folder, g_strerror(errno));
    return true;
}

bool lm_output_can_write_as(const char *path, const char *ending, const char *what, GError **error)
{
    g_autofree char *lower = g_ascii_strdown(path, -1);
    if (!g_str_has_suffix(lower, ending))
        return lm_fail(error, LM_ERROR_USAGE, "%s: %s; let the name end with %s", path, what,
                       ending);
    return lm_output_can_write(path, error);
}
