/* Version 7.3. The HDF5 library finds what is cut off or corrupt; but it follows cells and
 * structures that hold themselves without end, reads values from other files when told to, and
 * makes up those that are not there. */
#include "mat-check.h"

#include "lamina/error.h"

#include <hdf5.h>

enum { MAX_DEPTH = 32, MAX_OBJECTS = 1 << 20 };

/* Deflate shrinks at most 1032 times. */
static const guint64 deflate_ratio = 1032;

typedef struct walk {
    int depth;
    guint objects;
} walk;

static bool walk_object(walk *w, hid_t object);

static herr_t walk_link(hid_t group, const char *name, const H5L_info_t *info, void *user)
{
    if (info->type != H5L_TYPE_HARD)
        return -1; /* links to elsewhere: MATLAB writes none */
    hid_t object = H5Oopen(group, name, H5P_DEFAULT);
    return walk_object(user, object) ? 0 : -1;
}

static bool walk_references(walk *w, hid_t set)
{
    hid_t space = H5Dget_space(set);
    hssize_t count = H5Sget_simple_extent_npoints(space);
    H5Sclose(space);
    if (count < 0 || count > MAX_OBJECTS)
        return false;
    g_autofree hobj_ref_t *refs = g_new0(hobj_ref_t, count + 1);
    bool ok = H5Dread(set, H5T_STD_REF_OBJ, H5S_ALL, H5S_ALL, H5P_DEFAULT, refs) >= 0;
    for (hssize_t i = 0; ok && i < count; i++)
        ok = walk_object(w, H5Rdereference2(set, H5P_DEFAULT, H5R_OBJECT, &refs[i]));
    return ok;
}

/* In this file, and not fewer than deflate can make of as many bytes. */
static bool has_values(hid_t set, hid_t type)
{
    hid_t space = H5Dget_space(set), list = H5Dget_create_plist(set);
    hssize_t count = H5Sget_simple_extent_npoints(space);
    size_t size = H5Tget_size(type);
    bool here = H5Pget_layout(list) != H5D_VIRTUAL && H5Pget_external_count(list) == 0;
    bool enough =
        count >= 0 && size > 0 && (guint64)count / deflate_ratio <= H5Dget_storage_size(set) / size;
    H5Pclose(list);
    H5Sclose(space);
    return here && enough;
}

static bool walk_set(walk *w, hid_t set)
{
    hid_t type = H5Dget_type(set);
    bool ok = has_values(set, type);
    bool references = H5Tequal(type, H5T_STD_REF_OBJ) > 0;
    H5Tclose(type);
    return ok && (!references || walk_references(w, set));
}

/* Closes the object. */
static bool walk_object(walk *w, hid_t object)
{
    if (object < 0)
        return false;
    bool ok = ++w->depth <= MAX_DEPTH && ++w->objects <= MAX_OBJECTS;
    if (ok && H5Iget_type(object) == H5I_GROUP)
        ok = H5Literate(object, H5_INDEX_NAME, H5_ITER_NATIVE, NULL, walk_link, w) >= 0;
    else if (ok && H5Iget_type(object) == H5I_DATASET)
        ok = walk_set(w, object);
    w->depth--;
    H5Oclose(object);
    return ok;
}

bool mat_check_hdf5(const char *path, GError **error)
{
    walk w = {0};
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    bool ok = file >= 0 && walk_object(&w, H5Oopen(file, "/", H5P_DEFAULT));
    if (file >= 0)
        H5Fclose(file);
    return ok || lm_fail(error, LM_ERROR_INPUT,
                         "%s: damaged MAT file of version 7.3 (HDF5): it is cut off, or holds what "
                         "MATLAB does not write; copy or save it again",
                         path);
}
