/* PLY, after Greg Turk's description: a text header that declares elements and their properties,
 * then the elements, as text or in binary. */
#include "mesh-file-private.h"

#include "lamina/number.h"

#include <string.h>

enum { PROPERTIES_MAX = 64, ELEMENTS_MAX = 16 };

typedef enum type { NONE, I8, U8, I16, U16, I32, U32, F32, F64 } type;

typedef struct property {
    type count, value; /* `count` is NONE except for lists */
    int axis;          /* 0 1 2 for x y z of a vertex; else -1 */
    bool corners;      /* the list of a face's points */
} property;

typedef struct element {
    enum { OTHER, VERTEX, FACE } role;
    double count;
    size_t n;
    property properties[PROPERTIES_MAX];
} element;

typedef struct ply {
    lm_mesh_builder *mesh;
    lm_mesh_text text; /* its place also counts for binary data */
    enum { TEXT, LITTLE, BIG } format;
    size_t n;
    element elements[ELEMENTS_MAX];
} ply;

static type type_named(const char *word)
{
    static const char *const names[][2] = {
        [I8] = {"char", "int8"},      [U8] = {"uchar", "uint8"},    [I16] = {"short", "int16"},
        [U16] = {"ushort", "uint16"}, [I32] = {"int", "int32"},     [U32] = {"uint", "uint32"},
        [F32] = {"float", "float32"}, [F64] = {"double", "float64"}};
    for (type t = I8; t <= F64; t++)
        if (strcmp(word, names[t][0]) == 0 || strcmp(word, names[t][1]) == 0)
            return t;
    return NONE;
}

static bool bad_header(const ply *p, GError **error)
{
    return lm_mesh_damaged(p->mesh, error,
                           "line %" G_GSIZE_FORMAT " of its header cannot be understood",
                           p->text.line);
}

static bool read_format(ply *p, GError **error)
{
    char word[LM_MESH_WORD] = "";
    lm_mesh_word(&p->text, true, word);
    if (strcmp(word, "ascii") == 0)
        p->format = TEXT;
    else if (strcmp(word, "binary_little_endian") == 0)
        p->format = LITTLE;
    else if (strcmp(word, "binary_big_endian") == 0)
        p->format = BIG;
    else
        return bad_header(p, error);
    return true;
}

static bool read_element(ply *p, GError **error)
{
    char name[LM_MESH_WORD] = "", count[LM_MESH_WORD] = "";
    if (p->n == ELEMENTS_MAX)
        return bad_header(p, error);
    element *e = &p->elements[p->n++];
    if (!lm_mesh_word(&p->text, true, name) || !lm_mesh_word(&p->text, true, count) ||
        !lm_number_parse(count, &e->count) || e->count < 0)
        return bad_header(p, error);
    e->role = strcmp(name, "vertex") == 0 ? VERTEX : strcmp(name, "face") == 0 ? FACE : OTHER;
    return true;
}

static bool read_property(ply *p, GError **error)
{
    char word[LM_MESH_WORD] = "";
    element *e = p->n > 0 ? &p->elements[p->n - 1] : NULL;
    if (!e || e->n == PROPERTIES_MAX || !lm_mesh_word(&p->text, true, word))
        return bad_header(p, error);
    property *q = &e->properties[e->n++];
    bool list = strcmp(word, "list") == 0;
    if (list) {
        if (!lm_mesh_word(&p->text, true, word))
            return bad_header(p, error);
        q->count = type_named(word);
        if (q->count == NONE || !lm_mesh_word(&p->text, true, word))
            return bad_header(p, error);
    }
    q->value = type_named(word);
    if (q->value == NONE || !lm_mesh_word(&p->text, true, word))
        return bad_header(p, error);
    bool axis = e->role == VERTEX && !list && word[0] >= 'x' && word[0] <= 'z' && !word[1];
    q->axis = axis ? word[0] - 'x' : -1;
    q->corners = e->role == FACE && list &&
                 (strcmp(word, "vertex_indices") == 0 || strcmp(word, "vertex_index") == 0);
    return true;
}

static bool read_header(ply *p, GError **error)
{
    char word[LM_MESH_WORD];
    for (lm_mesh_skip_line(&p->text); lm_mesh_word(&p->text, true, word);
         lm_mesh_skip_line(&p->text)) {
        bool ok = true;
        if (strcmp(word, "end_header") == 0) {
            lm_mesh_skip_line(&p->text);
            return true;
        }
        if (strcmp(word, "format") == 0)
            ok = read_format(p, error);
        else if (strcmp(word, "element") == 0)
            ok = read_element(p, error);
        else if (strcmp(word, "property") == 0)
            ok = read_property(p, error);
        else if (strcmp(word, "comment") != 0 && strcmp(word, "obj_info") != 0)
            ok = bad_header(p, error);
        if (!ok)
            return false;
    }
    return bad_header(p, error);
}

static double number(type t, guint64 bits)
{
    union {
        guint32 bits;
        float value;
    } f32 = {.bits = (guint32)bits};
    union {
        guint64 bits;
        double value;
    } f64 = {.bits = bits};
    switch (t) {
    case I8:
        return (gint8)bits;
    case I16:
        return (gint16)bits;
    case I32:
        return (gint32)bits;
    case F32:
        return (double)f32.value;
    case F64:
        return f64.value;
    default:
        return (double)bits;
    }
}

static bool read_value(ply *p, type t, double *value, GError **error)
{
    static const guint8 sizes[] = {0, 1, 1, 2, 2, 4, 4, 4, 8};
    if (p->format == TEXT)
        return lm_mesh_number(p->mesh, &p->text, false, value, error);
    size_t size = sizes[t];
    if ((size_t)(p->text.end - p->text.at) < size)
        return lm_mesh_damaged(p->mesh, error,
                               "it is cut off after %" G_GSIZE_FORMAT " points and "
                               "%" G_GSIZE_FORMAT " triangles",
                               p->mesh->n_points, p->mesh->n_triangles);
    guint64 bits = 0;
    for (size_t i = 0; i < size; i++)
        bits = bits << 8 | (guint8)p->text.at[p->format == BIG ? i : size - 1 - i];
    p->text.at += size;
    *value = number(t, bits);
    return true;
}

/* Of a count, which any number of the file may be; the file ends long before the greatest. */
static guint64 whole(double count)
{
    return (guint64)MIN(count, 0x1p53);
}

static bool read_list(ply *p, const property *q, GError **error)
{
    double count, value;
    lm_mesh_fan fan = {0};
    if (!read_value(p, q->count, &count, error))
        return false;
    if (!(count >= 0))
        return lm_mesh_damaged(p->mesh, error, "a list has %.15g entries", count);
    for (guint64 i = 0, n = whole(count); i < n; i++)
        if (!read_value(p, q->value, &value, error) ||
            (q->corners && !lm_mesh_add_corner(p->mesh, &fan, value, error)))
            return false;
    return !q->corners || lm_mesh_end_fan(p->mesh, &fan, error);
}

static bool read_item(ply *p, const element *e, GError **error)
{
    double point[3] = {0, 0, 0}, value;
    for (size_t k = 0; k < e->n; k++) {
        const property *q = &e->properties[k];
        if (q->count != NONE ? !read_list(p, q, error) : !read_value(p, q->value, &value, error))
            return false;
        if (q->axis >= 0)
            point[q->axis] = value;
    }
    return e->role != VERTEX || lm_mesh_add_point(p->mesh, point, error);
}

/* Each item takes at least a byte of the file, or the loop over a claimed count would not end. */
static bool check_element(const ply *p, const element *e, GError **error)
{
    unsigned axes = 0;
    for (size_t k = 0; k < e->n; k++)
        if (e->properties[k].axis >= 0)
            axes |= 1u << e->properties[k].axis;
    if (e->n == 0 && e->count > 0)
        return lm_mesh_damaged(p->mesh, error, "its header declares an element without content");
    if (e->role == VERTEX && axes != 7)
        return lm_mesh_damaged(p->mesh, error, "its points have no x, y and z");
    return true;
}

bool lm_ply_read(lm_mesh_builder *mesh, const char *bytes, size_t size, GError **error)
{
    ply p = {.mesh = mesh, .text = {bytes, bytes + size, 1}};
    if (!read_header(&p, error))
        return false;
    for (size_t k = 0; k < p.n; k++) {
        if (!check_element(&p, &p.elements[k], error))
            return false;
        for (guint64 i = 0, n = whole(p.elements[k].count); i < n; i++)
            if (!read_item(&p, &p.elements[k], error))
                return false;
    }
    return true;
}
