/* NIfTI-1 in one file: https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h */
#include "deflate.h"
#include "file-format.h"
#include "stream.h"

#include "lamina/error.h"

#include <math.h>
#include <string.h>

typedef struct nifti_header {
    gint32 sizeof_hdr;
    char unused1[35], dim_info;
    gint16 dim[8];
    float intent[3];
    gint16 intent_code, datatype, bitpix, slice_start;
    float pixdim[8], vox_offset, scl_slope, scl_inter;
    gint16 slice_end;
    char slice_code, xyzt_units;
    float cal_max, cal_min, slice_duration, toffset;
    gint32 unused2[2];
    char descrip[80], aux_file[24];
    gint16 qform_code, sform_code;
    float quatern[3], qoffset[3], srow[3][4];
    char intent_name[16], magic[4];
    char no_extension[4];
} nifti_header;
_Static_assert(sizeof(nifti_header) == 352, "the header is laid out as in the file");

enum { UNITS_MM = 2, XFORM_SCANNER = 1, RGB24 = 128, RGBA32 = 2304, GREATEST_SIDE = 32767 };

static gint16 datatype(lm_type type, int components)
{
    static const gint16 codes[] = {2, 256, 512, 4, 768, 8, 16};
    return components == 1 ? codes[type] : components == 3 ? RGB24 : RGBA32;
}

bool nifti_fits(const lm_info *info, const char *path, GError **error)
{
    for (int k = 0; k < 3; k++)
        if (info->grid.size[k] > GREATEST_SIDE)
            return lm_fail(error, LM_ERROR_USAGE,
                           "%s: NIfTI holds at most %d voxels along an axis; save it as .nrrd",
                           path, GREATEST_SIDE);
    bool colour = info->type == LM_UINT8 && (info->components == 3 || info->components == 4);
    if (info->components != 1 && !colour)
        return lm_fail(error, LM_ERROR_USAGE,
                       "%s: NIfTI holds one value in each voxel, or 8-bit RGB or RGBA, and these "
                       "are %d of type %s; save it as .nrrd",
                       path, info->components, lm_type_name(info->type));
    return true;
}

/* The unit quaternion a + bi + cj + dk, a >= 0, of a rotation matrix (row-major): from its largest
 * component, which loses no digits. Writes b c d. */
static void quaternion(const double m[9], float bcd[3])
{
    double squares[4] = {1 + m[0] + m[4] + m[8], 1 + m[0] - m[4] - m[8], 1 - m[0] + m[4] - m[8],
                         1 - m[0] - m[4] + m[8]}; /* four times a^2 b^2 c^2 d^2 */
    double differences[3] = {m[7] - m[5], m[2] - m[6], m[3] - m[1]}; /* 4ab 4ac 4ad */
    int top = 0;
    for (int i = 1; i < 4; i++)
        top = squares[i] > squares[top] ? i : top;
    double q[4], scale = sqrt(squares[top]);
    for (int i = 0; i < 4; i++) {
        double product; /* four times q[i] q[top] */
        if (i == top)
            product = squares[top];
        else if (i == 0 || top == 0)
            product = differences[i + top - 1];
        else
            product = m[3 * (i - 1) + top - 1] + m[3 * (top - 1) + i - 1];
        q[i] = product / scale / 2;
    }
    for (int i = 0; i < 3; i++)
        bcd[i] = (float)(q[0] < 0 ? -q[i + 1] : q[i + 1]);
}

/* NIfTI's world is RAS: x to the right, y to the front. */
static void set_place(nifti_header *h, const lm_grid *grid)
{
    double rotation[9];
    int handedness = lm_grid_handedness(grid);
    for (int r = 0; r < 3; r++) {
        double sign = r < 2 ? -1 : 1;
        for (int k = 0; k < 3; k++) {
            double d = sign * grid->direction[3 * r + k];
            h->srow[r][k] = (float)(d * grid->spacing[k]);
            rotation[3 * r + k] = k == 2 ? d * handedness : d;
        }
        h->srow[r][3] = h->qoffset[r] = (float)(sign * grid->origin[r]);
    }
    quaternion(rotation, h->quatern);
    h->pixdim[0] = (float)handedness;
    h->qform_code = h->sform_code = XFORM_SCANNER;
}

static nifti_header header(const lm_volume *v)
{
    nifti_header h = {.sizeof_hdr = 348,
                      .dim = {3, 1, 1, 1, 1, 1, 1, 1},
                      .pixdim = {1, 1, 1, 1, 1, 1, 1, 1},
                      .vox_offset = sizeof(nifti_header),
                      .scl_slope = 1,
                      .xyzt_units = UNITS_MM,
                      .descrip = "Lamina",
                      .magic = "n+1"};
    h.datatype = datatype(v->type, v->components);
    h.bitpix = (gint16)(8 * lm_volume_voxel_bytes(v));
    for (int k = 0; k < 3; k++) {
        h.dim[k + 1] = (gint16)v->grid.size[k];
        h.pixdim[k + 1] = (float)v->grid.spacing[k];
    }
    set_place(&h, &v->grid);
    return h;
}

bool nifti_write(const writing *w, GError **error)
{
    const lm_volume *v = w->volume;
    guint64 size = writing_bytes(w);
    nifti_header h = header(v);
    if (!lm_output_open(w->output, w->path, error))
        return false;
    if (w->pack)
        return deflate_gzip(w, &h, sizeof h, v->data, size, error);
    return lm_output_write(w->output, &h, sizeof h, error) && stream_bytes(w, v->data, size, error);
}
