#include "find.h"

#include "lamina/error.h"
#include "names.h"

#include <fnmatch.h>
#include <glib/gstdio.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

static void file_free(gpointer data)
{
    find_file *file = data;
    g_free(file->path);
    g_free(file);
}

const char *find_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool find_matches(const char *pattern, const char *path)
{
    return !pattern || fnmatch(pattern, find_base(path), 0) == 0;
}

static bool starts_with(const guint8 *bytes, size_t n, const char *magic, size_t size)
{
    return n >= size && memcmp(bytes, magic, size) == 0;
}

static find_kind kind_by_content(const char *path)
{
    guint8 bytes[132];
    FILE *stream = fopen(path, "rbe");
    if (!stream)
        return FIND_UNKNOWN;
    size_t n = fread(bytes, 1, sizeof bytes, stream);
    fclose(stream);
    if (n == sizeof bytes && memcmp(bytes + 128, "DICM", 4) == 0)
        return FIND_DICOM;
    static const struct {
        const char *magic;
        size_t size;
        find_kind kind;
    } marks[] = {{"\x89PNG", 4, FIND_PICTURE},     {"\xff\xd8\xff", 3, FIND_PICTURE},
                 {"II*\0", 4, FIND_PICTURE},       {"MM\0*", 4, FIND_PICTURE},
                 {"MATLAB 5.0 MAT", 14, FIND_MAT}, {"MATLAB 7.3 MAT", 14, FIND_MAT}};
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
        if (starts_with(bytes, n, marks[i].magic, marks[i].size))
            return marks[i].kind;
    return FIND_UNKNOWN;
}

static find_kind kind_of(const char *path)
{
    static const struct {
        const char *ending;
        find_kind kind;
    } endings[] = {
        {".png", FIND_PICTURE},  {".jpg", FIND_PICTURE}, {".jpeg", FIND_PICTURE},
        {".bmp", FIND_PICTURE},  {".tif", FIND_PICTURE}, {".tiff", FIND_PICTURE},
        {".dcm", FIND_DICOM},    {".dicom", FIND_DICOM}, {".ima", FIND_DICOM},
        {".nrrd", FIND_VOLUME},  {".nhdr", FIND_VOLUME}, {".mha", FIND_VOLUME},
        {".mhd", FIND_VOLUME},   {".nii", FIND_VOLUME},  {".nii.gz", FIND_VOLUME},
        {".vtk", FIND_VOLUME},   {".mat", FIND_MAT},     {".raw", FIND_UNKNOWN},
        {".zraw", FIND_UNKNOWN}, {".txt", FIND_UNKNOWN},
    };
    g_autofree char *lower = g_ascii_strdown(path, -1);
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
        if (g_str_has_suffix(lower, endings[i].ending))
            return endings[i].kind;
    return kind_by_content(path);
}

static void add_file(GPtrArray *files, const char *path)
{
    GStatBuf status;
    if (g_stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return;
    find_file *file = g_new0(find_file, 1);
    file->path = g_strdup(path);
    file->kind = kind_of(path);
    file->bytes = (guint64)status.st_size;
    file->modified = (gint64)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
    g_ptr_array_add(files, file);
}

static bool add_folder(GPtrArray *files, const char *path, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GDir) dir = g_dir_open(path, 0, &cause);
    if (!dir)
        return lm_fail(error, LM_ERROR_INPUT, "%s: the folder cannot be read (%s)", path,
                       cause->message);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        if (*name != '.')
            add_file(files, child);
    }
    return true;
}

static guint count_known(const char *folder)
{
    guint count = 0;
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_free);
    add_folder(files, folder, NULL);
    for (guint i = 0; i < files->len; i++)
        count += ((find_file *)files->pdata[i])->kind != FIND_UNKNOWN;
    return count;
}

typedef struct fullest {
    char *path;
    guint count, looks_left;
} fullest;

static void look_inside(const char *folder, int depth, fullest *best)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir)) && best->looks_left > 0;) {
        g_autofree char *inner = g_build_filename(folder, name, NULL);
        if (*name == '.' || !g_file_test(inner, G_FILE_TEST_IS_DIR))
            continue;
        best->looks_left--;
        guint count = count_known(inner);
        bool is_before = best->path && names_compare(inner, best->path) < 0;
        if (count > best->count || (count > 0 && count == best->count && is_before)) {
            g_free(best->path);
            best->path = g_strdup(inner);
            best->count = count;
        }
        if (depth > 1)
            look_inside(inner, depth - 1, best);
    }
}

char *find_folder_inside(const char *folder, guint *count)
{
    enum { DEPTH = 4, LOOKS = 300 };
    fullest best = {.looks_left = LOOKS};
    look_inside(folder, DEPTH, &best);
    *count = best.count;
    return best.path;
}

static bool add_matching(GPtrArray *files, const char *pattern, GError **error)
{
    glob_t found = {0};
    int status = glob(pattern, GLOB_NOSORT, NULL, &found);
    for (size_t i = 0; status == 0 && i < found.gl_pathc; i++)
        add_file(files, found.gl_pathv[i]);
    globfree(&found);
    return status == 0 ||
           lm_fail(error, LM_ERROR_INPUT, "%s: no file matches this pattern", pattern);
}

static bool add_path(GPtrArray *files, const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return add_folder(files, path, error);
    if (g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        add_file(files, path);
        return true;
    }
    if (strpbrk(path, "*?["))
        return add_matching(files, path, error);
    return lm_fail(error, LM_ERROR_INPUT, "%s: there is no such file or folder; check the path",
                   path);
}

static gint by_path(gconstpointer a, gconstpointer b)
{
    return names_compare((*(find_file *const *)a)->path, (*(find_file *const *)b)->path);
}

GPtrArray *find_files(const char *const *paths, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_free);
    for (; *paths; paths++)
        if (!add_path(files, *paths, error))
            return NULL;
    g_ptr_array_sort(files, by_path);
    for (guint i = 1; i < files->len;)
        if (by_path(&files->pdata[i - 1], &files->pdata[i]) == 0)
            g_ptr_array_remove_index(files, i);
        else
            i++;
    return g_steal_pointer(&files);
}
