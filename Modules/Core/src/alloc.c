#include "lamina/alloc.h"

#include "lamina/error.h"
#include "lamina/number.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ALIGNMENT = 64, HUGE_PAGE = 2 << 20 };

static gint successes_left = -1; /* below zero: never fail */
static gint asked;

static bool made_to_fail(void)
{
    g_atomic_int_inc(&asked);
    if (g_atomic_int_get(&successes_left) < 0)
        return false;
    return g_atomic_int_add(&successes_left, -1) == 0;
}

int lm_alloc_fail_after(int successes)
{
    g_atomic_int_set(&successes_left, successes);
    return g_atomic_int_exchange(&asked, 0);
}

static void *no_memory(guint64 bytes, const char *what, GError **error)
{
    g_autofree char *text = lm_bytes_text(bytes);
    lm_fail(error, LM_ERROR_MEMORY, "not enough memory for %s (%s)", what, text);
    return NULL;
}

/* Large blocks, ours and the libraries', go back to the system when they are freed. Left alone,
 * glibc learns from the first of them to keep them, and what a run occupies then has little to do
 * with what was planned. */
static void keep_no_large_blocks(void)
{
    static gsize done;
    if (g_once_init_enter(&done)) {
        mallopt(M_MMAP_THRESHOLD, 1 << 20);
        g_once_init_leave(&done, 1);
    }
}

/* Where the system has pages of 2 MiB, a volume is made of them: most of the time that fresh memory
 * takes goes into handing it out page by page. The last, partial one is left in small pages, so
 * that a block occupies no more than was asked for. */
static void *whole_block(size_t bytes)
{
    const size_t huge = bytes / HUGE_PAGE * HUGE_PAGE;
    void *block = NULL;
    if (posix_memalign(&block, huge ? HUGE_PAGE : ALIGNMENT, bytes) != 0)
        return NULL;
    if (huge)
        madvise(block, huge, MADV_HUGEPAGE);
    return block;
}

void *lm_alloc(size_t count, size_t size, const char *what, GError **error)
{
    keep_no_large_blocks();
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > G_MAXSSIZE - ALIGNMENT)
        return no_memory(G_MAXUINT64, what, error);
    if (bytes == 0)
        bytes = 1;
    void *block = made_to_fail() ? NULL : whole_block(bytes);
    return block ? block : no_memory(bytes, what, error);
}

void *lm_alloc0(size_t count, size_t size, const char *what, GError **error)
{
    void *block = lm_alloc(count, size, what, error);
    if (block)
        memset(block, 0, count * size);
    return block;
}

void *lm_realloc(void *block, size_t old_count, size_t count, size_t size, const char *what,
                 GError **error)
{
    void *grown = lm_alloc(count, size, what, error);
    if (!grown)
        return NULL;
    if (block)
        memcpy(grown, block, MIN(old_count, count) * size);
    lm_free(block);
    return grown;
}

void lm_free(void *block)
{
    free(block); /* allow: this is where it ends */
}

char *lm_bytes_text(guint64 bytes)
{
    static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double value = (double)bytes;
    size_t unit = 0;
    for (; value >= 1024 && unit + 1 < G_N_ELEMENTS(units); unit++)
        value /= 1024;
    g_autofree char *number = lm_number_words(value, value < 10 ? 2 : 3);
    return g_strdup_printf("%s %s", number, units[unit]);
}
