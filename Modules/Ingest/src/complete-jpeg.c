/* JPEG. Only decoding tells whether the entropy-coded data are whole, so libjpeg decodes them here,
 * into a picture of an eighth of the size, which costs little more than reading the codes, and each
 * warning counts as damage. (ITK takes what a truncated file has for the whole.) */
#include "complete-private.h"

#include <jpeglib.h> /* needs stdio.h before it */

#include <setjmp.h>
#include <string.h>

enum { SOF0 = 0xc0, SOF2 = 0xc2, DHT = 0xc4, JPG = 0xc8, DAC = 0xcc, SOF15 = 0xcf };
enum { RST0 = 0xd0, EOI = 0xd9, SOS = 0xda, APP0 = 0xe0 };

static unsigned u16(const guint8 *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

/* How much coarser chroma is stored than luma, from the sampling factors of the three components
 * (two numbers from 1 to 4 in one byte); 0 where that is no whole number, or not the same for both.
 */
static void read_sampling(const guint8 *body, int chroma[2])
{
    for (int axis = 0; axis < 2; axis++) {
        const int shift = axis == 0 ? 4 : 0;
        const int luma = body[7] >> shift & 15, cb = body[10] >> shift & 15,
                  cr = body[13] >> shift & 15;
        chroma[axis] = cb > 0 && cb == cr && luma % cb == 0 ? luma / cb : 0;
    }
}

static bool read_frame(const lm_picture_file *file, int marker, const guint8 *body,
                       lm_picture_header *header, GError **error)
{
    if (header->components)
        return lm_picture_damaged(file, error, "it has two frame headers");
    if (marker > SOF2)
        return lm_picture_refused(file, error,
                                  "a JPEG of a rare kind (lossless, hierarchical or arithmetic); "
                                  "save it as PNG or as baseline JPEG");
    if (body[0] != 8)
        return lm_picture_refused(file, error,
                                  "a JPEG with %d bits per sample; Lamina reads 8: save it as "
                                  "16-bit PNG or TIFF",
                                  body[0]);
    *header = (lm_picture_header){.format = LM_PICTURE_JPEG,
                                  .width = u16(body + 3),
                                  .height = u16(body + 1),
                                  .bits = 8,
                                  .components = body[5],
                                  .pages = 1,
                                  .resolution = {header->resolution[0], header->resolution[1]}};
    if (body[5] != 1 && body[5] != 3)
        return lm_picture_refused(file, error, "a %s JPEG; save it as RGB or grey",
                                  body[5] == 4 ? "CMYK" : "many-channel");
    if (body[5] == 3)
        read_sampling(body, header->chroma);
    if (header->width == 0 || header->height == 0)
        return lm_picture_damaged(file, error, "its header claims %u x %u pixels", header->width,
                                  header->height);
    return true;
}

/* Density in the JFIF segment: unit 1 is the inch, 2 the centimetre. */
static void read_density(const guint8 *body, lm_picture_header *header)
{
    if (memcmp(body, "JFIF", 5) != 0 || (body[7] != 1 && body[7] != 2))
        return;
    for (int k = 0; k < 2; k++) {
        unsigned density = u16(body + 8 + 2 * k);
        header->resolution[k] = density > 0 ? (body[7] == 1 ? 25.4 : 10) / density : 0;
    }
}

/* The marker at *at, past any filling; *at moves behind it. */
static bool read_marker(const lm_picture_file *file, guint64 *at, int *marker, GError **error)
{
    guint8 bytes[2];
    if (!lm_picture_read(file, *at, bytes, 2, error))
        return false;
    if (bytes[0] != 0xff)
        return lm_picture_damaged(file, error, "no marker at byte %" G_GUINT64_FORMAT, *at);
    for (*at += 1; bytes[1] == 0xff; *at += 1)
        if (!lm_picture_read(file, *at + 1, &bytes[1], 1, error))
            return false;
    *at += 1;
    *marker = bytes[1];
    return true;
}

static bool is_frame(int marker)
{
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
}

bool lm_jpeg_header(const lm_picture_file *file, lm_picture_header *header, GError **error)
{
    int marker = 0;
    for (guint64 at = 2; read_marker(file, &at, &marker, error);) {
        if (marker == SOS && header->components)
            return true;
        guint8 body[16] = {0}, size[2];
        if (marker < SOF0 || (marker >= RST0 && marker <= SOS))
            return lm_picture_damaged(file, error, "its image data begin before its header");
        if (!lm_picture_read(file, at, size, sizeof size, error))
            return false;
        unsigned length = u16(size);
        size_t held = MIN((size_t)length - 2, sizeof body);
        if (length < 2 || (is_frame(marker) && length < 8))
            return lm_picture_damaged(file, error, "segment %02x is too short", marker);
        if (!lm_picture_read(file, at + 2, body, held, error) ||
            (is_frame(marker) && !read_frame(file, marker, body, header, error)))
            return false;
        if (marker == APP0)
            read_density(body, header);
        at += length;
    }
    return false;
}

typedef struct failure {
    struct jpeg_error_mgr base;
    jmp_buf back;
    char text[JMSG_LENGTH_MAX];
} failure;

static void on_error(j_common_ptr info)
{
    failure *f = (failure *)info->err;
    info->err->format_message(info, f->text);
    longjmp(f->back, 1);
}

static void on_message(j_common_ptr info, int level)
{
    if (level < 0)
        on_error(info);
}

static void give_up(failure *f, const char *text)
{
    g_strlcpy(f->text, text, sizeof f->text);
    longjmp(f->back, 1);
}

static unsigned components_of_scan(const struct jpeg_decompress_struct *jpeg)
{
    unsigned set = 0;
    for (int i = 0; i < jpeg->comps_in_scan; i++)
        set |= 1u << jpeg->cur_comp_info[i]->component_index;
    return set;
}

/* Progressive, or one scan for each component: a file cut between scans, and closed, decodes
 * without a warning. So each component must have come, and each coefficient to its last bit. */
static void read_scans(struct jpeg_decompress_struct *jpeg, failure *f)
{
    enum { SCANS_MAX = 100 }; /* ten are usual; thousands over a large picture are an attack */
    unsigned seen = components_of_scan(jpeg);
    jpeg->buffered_image = TRUE;
    jpeg_start_decompress(jpeg);
    for (int state; (state = jpeg_consume_input(jpeg)) != JPEG_REACHED_EOI;) {
        if (jpeg->input_scan_number > SCANS_MAX)
            give_up(f, "more than 100 scans");
        if (state == JPEG_REACHED_SOS)
            seen |= components_of_scan(jpeg);
    }
    if (seen != (1u << jpeg->num_components) - 1)
        give_up(f, "a component is missing");
    for (int c = 0; jpeg->progressive_mode && c < jpeg->num_components; c++)
        for (int k = 0; k < DCTSIZE2; k++)
            if (jpeg->coef_bits[c][k] != 0)
                give_up(f, "the last scans are missing");
}

static void read_rows(struct jpeg_decompress_struct *jpeg)
{
    jpeg->scale_num = 1;
    jpeg->scale_denom = 8;
    jpeg->do_fancy_upsampling = FALSE;
    if (jpeg->jpeg_color_space == JCS_YCbCr)
        jpeg->out_color_space = JCS_GRAYSCALE;
    jpeg_start_decompress(jpeg);
    JDIMENSION bytes = jpeg->output_width * (JDIMENSION)jpeg->output_components;
    JSAMPARRAY row = jpeg->mem->alloc_sarray((j_common_ptr)jpeg, JPOOL_IMAGE, bytes, 1);
    while (jpeg->output_scanline < jpeg->output_height)
        jpeg_read_scanlines(jpeg, row, 1);
    jpeg_finish_decompress(jpeg);
}

static bool decode(struct jpeg_decompress_struct *jpeg, failure *f, FILE *stream)
{
    if (setjmp(f->back))
        return false;
    jpeg_create_decompress(jpeg);
    jpeg_stdio_src(jpeg, stream);
    jpeg_read_header(jpeg, TRUE);
    if (jpeg_has_multiple_scans(jpeg))
        read_scans(jpeg, f);
    else
        read_rows(jpeg);
    return true;
}

bool lm_jpeg_walk(const lm_picture_file *file, const lm_picture_header *header, GError **error)
{
    /* Each block of 8 x 8 pixels takes at least one bit. */
    guint64 blocks = ((guint64)header->width + 7) / 8 * ((header->height + 7) / 8);
    if (!lm_picture_plausible(file, file->size, 64 * blocks, 512, error))
        return false;
    failure f = {.text = ""};
    struct jpeg_decompress_struct jpeg = {.err = jpeg_std_error(&f.base)};
    f.base.error_exit = on_error;
    f.base.emit_message = on_message;
    bool ok = fseeko(file->stream, 0, SEEK_SET) == 0 && decode(&jpeg, &f, file->stream);
    jpeg_destroy_decompress(&jpeg);
    if (ok)
        return true;
    return lm_picture_damaged(file, error, "its image data are not whole (%s)", f.text);
}
