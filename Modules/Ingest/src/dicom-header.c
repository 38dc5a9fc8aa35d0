#include "dicom-header.h"

#include "dicom-file.h"
#include "lamina/error.h"
#include "lamina/number.h"

#include <math.h>
#include <string.h>

static const guint32 series_uid = DICOM_TAG(0x0020, 0x000e);
static const guint32 series_description = DICOM_TAG(0x0008, 0x103e);
static const guint32 position_tag = DICOM_TAG(0x0020, 0x0032);
static const guint32 orientation_tag = DICOM_TAG(0x0020, 0x0037);
static const guint32 samples_tag = DICOM_TAG(0x0028, 0x0002);
static const guint32 photometric_tag = DICOM_TAG(0x0028, 0x0004);
static const guint32 frames_tag = DICOM_TAG(0x0028, 0x0008);
static const guint32 rows_tag = DICOM_TAG(0x0028, 0x0010);
static const guint32 columns_tag = DICOM_TAG(0x0028, 0x0011);
static const guint32 spacing_tag = DICOM_TAG(0x0028, 0x0030);
static const guint32 allocated_tag = DICOM_TAG(0x0028, 0x0100);
static const guint32 stored_tag = DICOM_TAG(0x0028, 0x0101);
static const guint32 sign_tag = DICOM_TAG(0x0028, 0x0103);
static const guint32 intercept_tag = DICOM_TAG(0x0028, 0x1052);
static const guint32 slope_tag = DICOM_TAG(0x0028, 0x1053);

enum { MAX_FRAMES = 100000 };

void dicom_header_clear(dicom_header *header)
{
    g_free(header->series);
    g_free(header->description);
    g_free(header->pixels);
    g_free(header->type);
    g_free(header->frames);
    *header = (dicom_header){0};
}

static bool numbers_of(char *text, double *values, size_t expected)
{
    g_autofree char *owned = text;
    size_t count;
    return text && lm_numbers_parse(g_strdelimit(owned, "\\", ' '), values, expected, &count) &&
           count == expected;
}

/* A tag of one frame: from the file itself, else from its functional groups. */
static bool frame_numbers(const dicom_file *file, guint frame, guint32 tag, double *values,
                          size_t expected)
{
    return numbers_of(dicom_file_text(file, tag), values, expected) ||
           numbers_of(dicom_file_frame_text(file, frame, tag), values, expected);
}

static bool unit_and_perpendicular(const double axes[6])
{
    double a = 0, b = 0, ab = 0;
    for (int k = 0; k < 3; k++) {
        a += axes[k] * axes[k];
        b += axes[3 + k] * axes[3 + k];
        ab += axes[k] * axes[3 + k];
    }
    return fabs(a - 1) < 1e-2 && fabs(b - 1) < 1e-2 && fabs(ab) < 1e-3;
}

/* Axes are written with few digits; they are made exactly unit vectors. */
static void set_axis(const double from[3], double axis[3])
{
    double length = sqrt(from[0] * from[0] + from[1] * from[1] + from[2] * from[2]);
    for (int k = 0; k < 3; k++)
        axis[k] = from[k] / length;
}

/* What stands outside the functional groups of several frames is the place of the first only. */
static bool read_frame(const dicom_file *file, guint frame, bool only, stack_slice *slice)
{
    double axes[6];
    if (!(only && numbers_of(dicom_file_text(file, position_tag), slice->position, 3)) &&
        !numbers_of(dicom_file_frame_text(file, frame, position_tag), slice->position, 3))
        return false;
    if (!frame_numbers(file, frame, orientation_tag, axes, 6) || !unit_and_perpendicular(axes))
        return false;
    set_axis(axes, slice->row);
    set_axis(axes + 3, slice->column);
    slice->frame = frame;
    return true;
}

static void read_frames(const dicom_file *file, dicom_header *header)
{
    header->frames = g_new0(stack_slice, header->n_frames);
    header->placed = true;
    for (guint i = 0; i < header->n_frames && header->placed; i++)
        header->placed = read_frame(file, i, header->n_frames == 1, &header->frames[i]);
}

/* PixelSpacing is the distance of rows first, then of columns. */
static void read_spacing(const dicom_file *file, dicom_header *header)
{
    double distance[2];
    if (!frame_numbers(file, 0, spacing_tag, distance, 2) || !(distance[0] > 0) ||
        !(distance[1] > 0))
        return;
    header->spacing[0] = distance[1];
    header->spacing[1] = distance[0];
}

static void read_rescale(const dicom_file *file, guint frame, double rescale[2])
{
    rescale[0] = 1;
    rescale[1] = 0;
    frame_numbers(file, frame, slope_tag, &rescale[0], 1);
    frame_numbers(file, frame, intercept_tag, &rescale[1], 1);
}

static bool check_rescale(const dicom_file *file, const char *path, dicom_header *header,
                          double rescale[2], GError **error)
{
    read_rescale(file, 0, rescale);
    header->fractional = rescale[0] != floor(rescale[0]) || rescale[1] != floor(rescale[1]);
    for (guint i = 1; i < header->n_frames; i++) {
        double other[2];
        read_rescale(file, i, other);
        if (other[0] != rescale[0] || other[1] != rescale[1])
            return lm_fail(
                error, LM_ERROR_INPUT,
                "%s: its frames are scaled differently; convert it to single-frame DICOM", path);
    }
    return true;
}

static bool read_pixels(const dicom_file *file, const char *path, dicom_header *header,
                        GError **error)
{
    g_autofree char *photometric = dicom_file_text(file, photometric_tag);
    int bits = dicom_file_short(file, allocated_tag), samples = dicom_file_short(file, samples_tag);
    double rescale[2];
    if (!photometric || (bits != 8 && bits != 16 && bits != 32) || (samples != 1 && samples != 3))
        return lm_fail(error, LM_ERROR_INPUT,
                       "%s: pixels of %d samples with %d bits are not supported (8, 16 or 32 bits, "
                       "grey or colour)",
                       path, samples, bits);
    if (!check_rescale(file, path, header, rescale, error))
        return false;
    header->components = g_str_equal(photometric, "PALETTE COLOR") ? 3 : samples;
    header->pixels = g_strdup_printf(
        "%d %d %d %d %s %g %g", bits, dicom_file_short(file, stored_tag),
        dicom_file_short(file, sign_tag), samples, photometric, rescale[0], rescale[1]);
    header->type = g_strdup_printf("%d-bit %s", bits, header->components == 3 ? "RGB" : "grey");
    return true;
}

/* GDCM fills up pixels that are missing. */
static bool check_complete(const dicom_file *file, const char *path, const dicom_header *header,
                           GError **error)
{
    gint64 bytes = dicom_file_pixel_bytes(file);
    gint64 expected = header->width * header->height * dicom_file_short(file, samples_tag) *
                      (dicom_file_short(file, allocated_tag) / 8) * header->n_frames;
    if (bytes == -1 || bytes >= expected)
        return true;
    return lm_fail(error, LM_ERROR_INPUT,
                   "%s: its pixels are not all there; copy or export it again", path);
}

static bool read_image(const dicom_file *file, const char *path, dicom_header *header,
                       GError **error)
{
    double frames = 1;
    char *text = dicom_file_text(file, frames_tag);
    if (text && (!numbers_of(text, &frames, 1) || !(frames >= 1 && frames <= MAX_FRAMES)))
        return lm_fail(error, LM_ERROR_INPUT, "%s: its number of frames is impossible", path);
    header->n_frames = (guint)frames;
    header->series = dicom_file_text(file, series_uid);
    header->description = dicom_file_text(file, series_description);
    if (!read_pixels(file, path, header, error) || !check_complete(file, path, header, error))
        return false;
    read_spacing(file, header);
    read_frames(file, header);
    return true;
}

bool dicom_header_read(const char *path, dicom_header *header, GError **error)
{
    *header = (dicom_header){0};
    g_autoptr(dicom_file) file = dicom_file_open(path, error);
    if (!file)
        return false;
    header->width = dicom_file_short(file, columns_tag);
    header->height = dicom_file_short(file, rows_tag);
    header->is_image = header->width > 0 && header->height > 0;
    if (!header->is_image || read_image(file, path, header, error))
        return true;
    dicom_header_clear(header);
    return false;
}
