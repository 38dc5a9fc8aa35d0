#include "names.h"

#include <string.h>

static size_t digits(const char *s)
{
    return strspn(s, "0123456789");
}

static const char *skip_zeros(const char *s, size_t *length)
{
    while (*length > 1 && *s == '0') {
        s++;
        --*length;
    }
    return s;
}

static int compare_numbers(const char *a, size_t la, const char *b, size_t lb)
{
    a = skip_zeros(a, &la);
    b = skip_zeros(b, &lb);
    if (la != lb)
        return la < lb ? -1 : 1;
    return strncmp(a, b, la);
}

int names_compare(const char *a, const char *b)
{
    const char *p = a, *q = b;
    while (*p && *q) {
        size_t dp = digits(p), dq = digits(q);
        if (dp && dq) {
            int order = compare_numbers(p, dp, q, dq);
            if (order)
                return order;
            p += dp;
            q += dq;
        } else if (*p != *q) {
            break;
        } else {
            p++;
            q++;
        }
    }
    if (*p != *q)
        return (unsigned char)*p < (unsigned char)*q ? -1 : 1;
    return strcmp(a, b);
}

char *names_skeleton(const char *name)
{
    GString *text = g_string_new(NULL);
    while (*name) {
        size_t run = digits(name);
        g_string_append_c(text, run ? '#' : *name);
        name += run ? run : 1;
    }
    return g_string_free(text, FALSE);
}

/* The runs of digits in a name, each a new string. */
static GPtrArray *runs_of(const char *name)
{
    GPtrArray *runs = g_ptr_array_new_with_free_func(g_free);
    while (*name) {
        size_t run = digits(name);
        if (run)
            g_ptr_array_add(runs, g_strndup(name, run));
        name += run ? run : 1;
    }
    return runs;
}

/* How many different values each run takes among names of one skeleton. */
static GArray *count_values(GPtrArray *names)
{
    GArray *counts = g_array_new(FALSE, TRUE, sizeof(guint));
    g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
    for (guint i = 0; i < names->len; i++) {
        g_autoptr(GPtrArray) runs = runs_of(names->pdata[i]);
        for (guint k = 0; k < runs->len; k++) {
            if (k == sets->len)
                g_ptr_array_add(sets, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL));
            g_hash_table_add(sets->pdata[k], g_strdup(runs->pdata[k]));
        }
    }
    for (guint k = 0; k < sets->len; k++) {
        guint count = g_hash_table_size(sets->pdata[k]);
        g_array_append_val(counts, count);
    }
    return counts;
}

static void append_escaped(GString *text, char c)
{
    if (strchr("*?[]\\", c))
        g_string_append_c(text, '\\');
    g_string_append_c(text, c);
}

/* Names of one skeleton as a pattern: runs that change become '*'. */
static char *pattern_of(const char *name, const GArray *counts)
{
    const char *base = strrchr(name, '/');
    GString *text = g_string_new(NULL);
    guint k = 0;
    for (const char *p = name; *p;) {
        size_t run = digits(p);
        bool runs = run && g_array_index(counts, guint, k) > 1;
        bool shown = !base || p > base;
        for (size_t i = 0; i < (run ? run : 1) && shown && !runs; i++)
            append_escaped(text, p[i]);
        if (runs && shown)
            g_string_append_c(text, '*');
        k += run > 0;
        p += run ? run : 1;
    }
    return g_string_free(text, FALSE);
}

static void group_free(gpointer data)
{
    names_group *group = data;
    g_ptr_array_unref(group->names);
    g_free(group->pattern);
    g_array_unref(group->numbers);
    g_free(group);
}

static guint runs_that_change(const GArray *counts, guint *which)
{
    guint changing = 0;
    for (guint k = 0; k < counts->len; k++)
        if (g_array_index(counts, guint, k) > 1) {
            *which = k;
            changing++;
        }
    return changing;
}

static names_group *group_of_skeleton(GPtrArray *names)
{
    g_autoptr(GArray) counts = count_values(names);
    names_group *group = g_new0(names_group, 1);
    group->names = g_ptr_array_ref(names);
    group->pattern = pattern_of(names->pdata[0], counts);
    group->numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
    guint which = 0;
    if (runs_that_change(counts, &which) != 1)
        return group;
    for (guint i = 0; i < names->len; i++) {
        g_autoptr(GPtrArray) runs = runs_of(names->pdata[i]);
        const char *run = runs->pdata[which];
        /* Eighteen digits fit; longer ones are serial numbers, not counters. */
        gint64 number = strlen(run) <= 18 ? g_ascii_strtoll(run, NULL, 10) : 0;
        g_array_append_val(group->numbers, number);
    }
    return group;
}

/* The run to split by, when exactly two runs change and every combination of them is there. */
static bool split_by(const GArray *counts, guint names, guint *which)
{
    guint changing = 0, fewest = G_MAXUINT;
    guint64 product = 1;
    for (guint k = 0; k < counts->len && changing <= 2; k++) {
        guint count = g_array_index(counts, guint, k);
        if (count < 2)
            continue;
        changing++;
        product *= count;
        if (count <= fewest) {
            fewest = count;
            *which = k;
        }
    }
    return changing == 2 && product == names;
}

static void add_to(GHashTable *table, char *key, gpointer name)
{
    GPtrArray *list = g_hash_table_lookup(table, key);
    if (!list) {
        list = g_ptr_array_new();
        g_hash_table_insert(table, key, list);
    } else {
        g_free(key);
    }
    g_ptr_array_add(list, name);
}

static GHashTable *new_table(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                 (GDestroyNotify)g_ptr_array_unref);
}

static void add_groups_of_skeleton(GPtrArray *groups, GPtrArray *names)
{
    g_autoptr(GArray) counts = count_values(names);
    guint which = 0;
    if (!split_by(counts, names->len, &which)) {
        g_ptr_array_add(groups, group_of_skeleton(names));
        return;
    }
    g_autoptr(GHashTable) parts = new_table();
    for (guint i = 0; i < names->len; i++) {
        g_autoptr(GPtrArray) runs = runs_of(names->pdata[i]);
        add_to(parts, g_strdup(runs->pdata[which]), names->pdata[i]);
    }
    GHashTableIter iter;
    gpointer part;
    g_hash_table_iter_init(&iter, parts);
    while (g_hash_table_iter_next(&iter, NULL, &part))
        g_ptr_array_add(groups, group_of_skeleton(part));
}

static char *ending_of(const char *name)
{
    const char *dot = strrchr(name, '.');
    return g_ascii_strdown(dot ? dot : "", -1);
}

static void add_groups_by_ending(GPtrArray *groups, GPtrArray *names)
{
    g_autoptr(GHashTable) endings = new_table();
    for (guint i = 0; i < names->len; i++)
        add_to(endings, ending_of(names->pdata[i]), names->pdata[i]);
    GHashTableIter iter;
    gpointer ending, list;
    g_hash_table_iter_init(&iter, endings);
    while (g_hash_table_iter_next(&iter, &ending, &list)) {
        names_group *group = g_new0(names_group, 1);
        group->names = g_ptr_array_ref(list);
        group->pattern = g_strconcat("*", ending, NULL);
        group->numbers = g_array_new(FALSE, FALSE, sizeof(gint64));
        g_ptr_array_add(groups, group);
    }
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return names_compare(*(const char *const *)a, *(const char *const *)b);
}

static gint by_size(gconstpointer a, gconstpointer b)
{
    const names_group *x = *(names_group *const *)a, *y = *(names_group *const *)b;
    if (x->names->len != y->names->len)
        return x->names->len > y->names->len ? -1 : 1;
    return names_compare(x->names->pdata[0], y->names->pdata[0]);
}

GPtrArray *names_group_all(GPtrArray *names)
{
    GPtrArray *groups = g_ptr_array_new_with_free_func(group_free);
    g_ptr_array_sort(names, by_name);
    g_autoptr(GHashTable) skeletons = new_table();
    for (guint i = 0; i < names->len; i++)
        add_to(skeletons, names_skeleton(names->pdata[i]), names->pdata[i]);
    if (g_hash_table_size(skeletons) == names->len && names->len > 1) {
        add_groups_by_ending(groups, names);
    } else {
        GHashTableIter iter;
        gpointer list;
        g_hash_table_iter_init(&iter, skeletons);
        while (g_hash_table_iter_next(&iter, NULL, &list))
            add_groups_of_skeleton(groups, list);
    }
    g_ptr_array_sort(groups, by_size);
    return groups;
}

static gint64 common_step(const GArray *numbers)
{
    gint64 step = 0;
    for (guint i = 1; i < numbers->len; i++) {
        gint64 a = g_array_index(numbers, gint64, i) - g_array_index(numbers, gint64, i - 1);
        for (gint64 b = step; b;) {
            gint64 rest = a % b;
            a = b;
            b = rest;
        }
        step = a;
    }
    return step;
}

gint64 names_step(const names_group *group)
{
    return common_step(group->numbers);
}

char *names_missing(const names_group *group)
{
    enum { SHOWN = 10 };
    gint64 step = common_step(group->numbers);
    GString *text = g_string_new(NULL);
    int gaps = 0;
    for (guint i = 1; i < group->numbers->len && step > 0; i++) {
        gint64 first = g_array_index(group->numbers, gint64, i - 1) + step;
        gint64 last = g_array_index(group->numbers, gint64, i) - step;
        if (first > last || gaps++ >= SHOWN)
            continue;
        g_string_append_printf(text, "%s%" G_GINT64_FORMAT, text->len ? ", " : "", first);
        if (last > first)
            g_string_append_printf(text, " to %" G_GINT64_FORMAT, last);
    }
    if (gaps > SHOWN)
        g_string_append(text, " and more");
    return g_string_free(text, text->len == 0);
}
