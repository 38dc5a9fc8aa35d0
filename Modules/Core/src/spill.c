#include "lamina/spill.h"

#include "lamina/alloc.h"
#include "lamina/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

typedef struct mapping {
    void *block;
    size_t bytes;
} mapping;

struct lm_spill {
    gint refs;
    guint64 limit; /* of the process; above it, pages leave */
    GThread *watcher;
    GMutex lock; /* of all below */
    GCond end_asked;
    bool ended;
    GArray *mappings; /* of mapping */
};

const char *lm_spill_folder(void)
{
    const char *folder = g_getenv("TMPDIR");
    return folder && *folder ? folder : "/var/tmp";
}

guint64 lm_spill_room(void)
{
    struct statvfs disk;
    return statvfs(lm_spill_folder(), &disk) == 0 ? (guint64)disk.f_bavail * disk.f_frsize : 0;
}

guint64 lm_process_memory(void)
{
    g_autofree char *pages = NULL; /* "size resident ..." */
    if (!g_file_get_contents("/proc/self/statm", &pages, NULL, NULL))
        return 0;
    const char *resident = strchr(pages, ' ');
    return resident ? g_ascii_strtoull(resident, NULL, 10) * (guint64)sysconf(_SC_PAGESIZE) : 0;
}

/* ---- staying below the budget ---- */

/* What was written goes on to the disk in the kernel's own time; nothing is lost. */
static void let_pages_go(const lm_spill *spill)
{
    for (guint i = 0; i < spill->mappings->len; i++) {
        const mapping *m = &g_array_index(spill->mappings, mapping, i);
        madvise(m->block, m->bytes, MADV_DONTNEED);
    }
}

/* Microseconds: looks again before what is left could be filled at some 4 GB/s. */
static gint64 pause_after(const lm_spill *spill)
{
    guint64 occupied = lm_process_memory();
    guint64 left = spill->limit > occupied ? spill->limit - occupied : 0;
    return (gint64)CLAMP(left / 4000, 2000, 20000);
}

static gpointer watch(gpointer data)
{
    lm_spill *spill = data;
    g_mutex_lock(&spill->lock);
    while (!spill->ended) {
        if (lm_process_memory() > spill->limit)
            let_pages_go(spill);
        gint64 until = g_get_monotonic_time() + pause_after(spill);
        g_cond_wait_until(&spill->end_asked, &spill->lock, until);
    }
    g_mutex_unlock(&spill->lock);
    return NULL;
}

static void clear(lm_spill *spill)
{
    g_array_unref(spill->mappings);
    g_mutex_clear(&spill->lock);
    g_cond_clear(&spill->end_asked);
    g_free(spill);
}

/* The limit lies below the budget by what may come into memory between two looks. */
lm_spill *lm_spill_new(guint64 memory, GError **error)
{
    const guint64 margin = LM_SPILL_WINDOW / 8 * 5;
    lm_spill *spill = g_new0(lm_spill, 1);
    spill->refs = 1;
    spill->limit = memory - MIN(memory, margin);
    spill->mappings = g_array_new(FALSE, FALSE, sizeof(mapping));
    g_mutex_init(&spill->lock);
    g_cond_init(&spill->end_asked);
    spill->watcher = g_thread_try_new("lamina-spill", watch, spill, error);
    if (spill->watcher)
        return spill;
    g_prefix_error(error, "no thread to keep scratch files out of memory: ");
    clear(spill);
    return NULL;
}

lm_spill *lm_spill_ref(lm_spill *spill)
{
    g_atomic_int_inc(&spill->refs);
    return spill;
}

void lm_spill_unref(lm_spill *spill)
{
    if (!spill || !g_atomic_int_dec_and_test(&spill->refs))
        return;
    g_mutex_lock(&spill->lock);
    spill->ended = true;
    g_cond_signal(&spill->end_asked);
    g_mutex_unlock(&spill->lock);
    g_thread_join(spill->watcher);
    clear(spill);
}

/* ---- files ---- */

static bool no_file(guint64 bytes, const char *what, int why, GError **error)
{
    g_autofree char *size = lm_bytes_text(bytes);
    return lm_fail(error, LM_ERROR_OUTPUT,
                   "no room for %s (%s) in a scratch file in %s: %s; make room there, name another "
                   "folder with TMPDIR, or allow more memory with --memory",
                   what, size, lm_spill_folder(), g_strerror(why));
}

static int open_nameless(void)
{
    g_autofree char *path = g_build_filename(lm_spill_folder(), "lamina-XXXXXX", NULL);
    int file = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
    int why = errno;
    if (file >= 0)
        g_unlink(path);
    errno = why;
    return file;
}

/* All blocks of the file are there before it is mapped: a page without one would end the process.
 */
static void *map_file(int file, size_t bytes, int *why)
{
    while ((*why = posix_fallocate(file, 0, (off_t)bytes)) == EINTR)
        ;
    if (*why)
        return MAP_FAILED;
    void *block = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    *why = errno;
    return block;
}

static void *map_bytes(size_t bytes, const char *what, GError **error)
{
    int file = open_nameless(), why = errno;
    void *block = file >= 0 ? map_file(file, bytes, &why) : MAP_FAILED;
    if (file >= 0)
        close(file);
    if (block != MAP_FAILED)
        return block;
    no_file(bytes, what, why, error);
    return NULL;
}

void *lm_spill_map(lm_spill *spill, size_t count, size_t size, const char *what, GError **error)
{
    mapping m;
    if (__builtin_mul_overflow(count, size, &m.bytes) || m.bytes > G_MAXSSIZE) {
        no_file(G_MAXUINT64, what, EFBIG, error);
        return NULL;
    }
    m.bytes = MAX(m.bytes, 1);
    m.block = map_bytes(m.bytes, what, error);
    if (!m.block)
        return NULL;
    g_mutex_lock(&spill->lock);
    g_array_append_val(spill->mappings, m);
    g_mutex_unlock(&spill->lock);
    return m.block;
}

void lm_spill_unmap(lm_spill *spill, void *block)
{
    mapping m = {NULL, 0};
    g_mutex_lock(&spill->lock);
    for (guint i = 0; i < spill->mappings->len && !m.block; i++) {
        m = g_array_index(spill->mappings, mapping, i);
        if (m.block == block)
            g_array_remove_index_fast(spill->mappings, i);
        else
            m.block = NULL;
    }
    g_mutex_unlock(&spill->lock);
    if (m.block)
        munmap(m.block, m.bytes);
}
