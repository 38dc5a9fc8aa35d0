#include "scale-reader.h"

#include "lamina/error.h"
#include "lamina/number.h"

#include <math.h>
#include <omp.h>
#include <string.h>
#include <tesseract/capi.h>

enum {
    DIGIT_HEIGHT = 32, /* that Tesseract is shown */
    BORDER = 12,       /* of paper around them */
    SIDE_MOST = 4096
};

struct plot_reader {
    TessBaseAPI *tesseract;
    GHashTable *known; /* by the pixels' checksum: plot_scale */
};

plot_reader *plot_reader_new(GError **error)
{
    char *names[] = {"load_system_dawg", "load_freq_dawg", "load_punc_dawg", "load_number_dawg",
                     "load_bigram_dawg"};
    char *values[] = {"0", "0", "0", "0", "0"};
    plot_reader *reader = g_new0(plot_reader, 1);
    reader->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    reader->tesseract = TessBaseAPICreate();
    TessBaseAPISetVariable(reader->tesseract, "debug_file", "/dev/null");
    if (TessBaseAPIInit4(reader->tesseract, NULL, "eng", OEM_LSTM_ONLY, NULL, 0, names, values,
                         G_N_ELEMENTS(names), FALSE) != 0) {
        plot_reader_free(reader);
        lm_fail(error, LM_ERROR_INTERNAL,
                "the numbers along the plots cannot be read: Tesseract does not find its English "
                "data. Install it (Debian: tesseract-ocr-eng) or give the numbers yourself");
        return NULL;
    }
    return reader;
}

void plot_reader_free(plot_reader *reader)
{
    if (!reader)
        return;
    TessBaseAPIDelete(reader->tesseract);
    g_hash_table_unref(reader->known);
    g_free(reader);
}

bool plot_reader_recall(plot_reader *reader, const char *key, plot_scale *scale)
{
    const plot_scale *known = g_hash_table_lookup(reader->known, key);
    if (known)
        *scale = *known;
    return known != NULL;
}

void plot_reader_remember(plot_reader *reader, const char *key, const plot_scale *scale)
{
    g_hash_table_insert(reader->known, g_strdup(key), g_memdup2(scale, sizeof *scale));
}

static double ink_at(const plot_strip *strip, gint64 x, gint64 y, const plot_rect *rect)
{
    if (x < rect->x0 || y < rect->y0 || x >= rect->x1 || y >= rect->y1)
        return 0;
    return plot_strip_ink(strip, x, y);
}

/* Catmull-Rom: smooth, and as sharp as the strokes were. */
static void weights(double t, double w[4])
{
    w[0] = t * (-0.5 + t * (1 - 0.5 * t));
    w[1] = 1 + t * t * (-2.5 + 1.5 * t);
    w[2] = t * (0.5 + t * (2 - 1.5 * t));
    w[3] = t * t * (-0.5 + 0.5 * t);
}

static double ink_between(const plot_strip *strip, const plot_rect *rect, double x, double y)
{
    const double fx = floor(x - 0.5), fy = floor(y - 0.5);
    double wx[4], wy[4], sum = 0;
    weights(x - 0.5 - fx, wx);
    weights(y - 0.5 - fy, wy);
    for (int j = 0; j < 4; j++)
        for (int i = 0; i < 4; i++)
            sum += wx[i] * wy[j] * ink_at(strip, (gint64)fx + i - 1, (gint64)fy + j - 1, rect);
    return sum;
}

static int blackest(const plot_strip *strip, const plot_rect *rect)
{
    double most = 1;
    for (gint64 y = rect->y0; y < rect->y1; y++)
        for (gint64 x = rect->x0; x < rect->x1; x++)
            most = MAX(most, ink_at(strip, x, y, rect));
    return (int)most;
}

/* Black on white, the digits DIGIT_HEIGHT high. NULL for what is far too long. */
static guint8 *enlarge(const plot_strip *strip, const plot_rect *rect, double text_height,
                       int *width, int *height)
{
    const double scale = DIGIT_HEIGHT / text_height;
    const double w = scale * (double)(rect->x1 - rect->x0) + 2 * BORDER;
    const double h = scale * (double)(rect->y1 - rect->y0) + 2 * BORDER;
    if (w > SIDE_MOST || h > SIDE_MOST)
        return NULL;
    *width = (int)w;
    *height = (int)h;
    const double black = blackest(strip, rect);
    guint8 *picture = g_new(guint8, (gsize)*width * (gsize)*height);
    for (int j = 0; j < *height; j++)
        for (int i = 0; i < *width; i++) {
            const double x = (double)rect->x0 + (i + 0.5 - BORDER) / scale;
            const double y = (double)rect->y0 + (j + 0.5 - BORDER) / scale;
            const double ink = ink_between(strip, rect, x, y) / black;
            picture[(gsize)j * (gsize)*width + (gsize)i] =
                (guint8)lround(255 * (1 - CLAMP(ink, 0, 1)));
        }
    return picture;
}

static char *recognise(plot_reader *reader, TessPageSegMode mode, int *confidence)
{
    TessBaseAPISetPageSegMode(reader->tesseract, mode);
    char *text = TessBaseAPIGetUTF8Text(reader->tesseract);
    *confidence = text ? TessBaseAPIMeanTextConf(reader->tesseract) : 0;
    GString *kept = g_string_new(NULL);
    for (const char *c = text; c && *c; c++)
        if (!g_ascii_isspace(*c))
            g_string_append_c(kept, *c);
    TessDeleteText(text);
    return g_string_free(kept, kept->len == 0);
}

/* The letters with their soft edges, which lie around what the threshold kept. */
static plot_rect with_edges(const plot_strip *strip, const plot_rect *rect)
{
    return (plot_rect){MAX(rect->x0 - 1, strip->x), MAX(rect->y0 - 1, strip->y),
                       MIN(rect->x1 + 1, strip->x + strip->width),
                       MIN(rect->y1 + 1, strip->y + strip->height)};
}

char *plot_reader_text(plot_reader *reader, const plot_strip *strip, const plot_rect *rect,
                       double text_height, const char *allowed, int *confidence)
{
    int width, height;
    const plot_rect soft = with_edges(strip, rect);
    g_autofree guint8 *picture = enlarge(strip, &soft, text_height, &width, &height);
    if (!picture)
        return NULL;
    /* Tesseract's threads wait for each other longer than they work on so little. */
    const int levels = omp_get_max_active_levels();
    omp_set_max_active_levels(0);
    TessBaseAPISetVariable(reader->tesseract, "tessedit_char_whitelist", allowed);
    TessBaseAPISetImage(reader->tesseract, picture, width, height, 1, width);
    TessBaseAPISetSourceResolution(reader->tesseract, 300);
    char *text = recognise(reader, PSM_SINGLE_LINE, confidence);
    if (!text) /* a digit alone is not always taken for a line */
        text = recognise(reader, PSM_SINGLE_CHAR, confidence);
    omp_set_max_active_levels(levels);
    return text;
}

/* How far ink goes along x or y, the soft edges by their share of black. */
static double soft_length(const plot_strip *strip, const plot_rect *rect, bool along_x)
{
    const double black = blackest(strip, rect);
    plot_rect first = *rect, last = *rect;
    if (along_x) {
        first.x1 = rect->x0 + 1;
        last.x0 = rect->x1 - 1;
    } else {
        first.y1 = rect->y0 + 1;
        last.y0 = rect->y1 - 1;
    }
    const gint64 between = along_x ? last.x0 - first.x1 : last.y0 - first.y1;
    return (double)between + (blackest(strip, &first) + blackest(strip, &last)) / black;
}

static gint64 pixels_inked(const plot_strip *strip, const plot_rect *word, gint64 x,
                           double threshold, gint64 *top)
{
    gint64 bottom = word->y0;
    *top = word->y1;
    for (gint64 y = word->y0; y < word->y1; y++)
        if (ink_at(strip, x, y, word) >= threshold) {
            *top = MIN(*top, y);
            bottom = y + 1;
        }
    return MAX(0, bottom - *top);
}

/* Where what follows begins when the columns at `from` are those of a minus sign: a flat mark half
 * way up and nothing else, also when it touches its neighbours. Else `from`. */
static gint64 behind_minus(const plot_strip *strip, const plot_rect *word, gint64 from)
{
    const double height = (double)(word->y1 - word->y0);
    gint64 x = from, top;
    for (; x < word->x1; x++) {
        const gint64 high = pixels_inked(strip, word, x, strip->threshold, &top);
        const double middle = (double)(top - word->y0) + 0.5 * (double)high;
        if (high == 0 || (double)high > 0.4 * height || middle < 0.3 * height ||
            middle > 0.75 * height)
            break;
    }
    /* The tip of a 4 is as flat, but a part of the 4. */
    const bool apart = x == word->x1 || pixels_inked(strip, word, x, strip->threshold, &top) == 0;
    if ((double)(x - from) < (apart ? 0.2 : 0.3) * height)
        return from;
    while (x < word->x1 && pixels_inked(strip, word, x, strip->threshold, &top) == 0)
        x++;
    return x;
}

int plot_reader_count_minus(const plot_strip *strip, const plot_rect *word, gint64 *behind)
{
    int n = 0;
    *behind = word->x0;
    for (gint64 x = word->x0; x < word->x1; x++) {
        const gint64 next = behind_minus(strip, word, x);
        if (next > x) {
            n++;
            *behind = next;
            x = next - 1;
        }
    }
    return n;
}

/* What a word's marks are by their shape. */
typedef struct shape {
    size_t digits;                /* in marks of a digit's height */
    int before_point;             /* of them; -1: no point */
    bool odd;                     /* has marks of no number */
    gint64 digits_end, point_end; /* how far down they reach */
} shape;

/* Digits may touch. In most typefaces one is 0.5 to 0.8 of its height wide, and 0.75 to 0.9 of it
 * further stands the next. */
static size_t digits_in(const plot_rect *mark, double height)
{
    const double width = (double)(mark->x1 - mark->x0) / height;
    return 1 + (size_t)lround(MAX(0.0, (width - 0.65) / 0.82));
}

static void add_mark(shape *s, const plot_rect *mark, const plot_rect *word)
{
    const double height = (double)(word->y1 - word->y0);
    const double middle = (0.5 * (double)(mark->y0 + mark->y1) - (double)word->y0) / height;
    const bool raised = (double)(word->y1 - mark->y1) > 0.25 * height; /* the 2 of a power of ten */
    if (!raised && (double)(mark->y1 - mark->y0) >= 0.45 * height) {
        s->digits += digits_in(mark, height);
        s->digits_end = MAX(s->digits_end, mark->y1);
    } else if (!raised && middle > 0.75 && s->before_point < 0) {
        s->before_point = (int)s->digits;
        s->point_end = mark->y1;
    } else
        s->odd = true;
}

/* By the marks that hang together; one above another is a part of it. */
static shape look_at_marks(const plot_word *word, const plot_rect *unsigned_rect)
{
    shape s = {.before_point = -1};
    plot_rect last = {0};
    for (guint i = 0; i < word->marks->len; i++) {
        plot_rect mark = g_array_index(word->marks, plot_rect, i);
        if (mark.x1 <= unsigned_rect->x0)
            continue;
        mark.x0 = MAX(mark.x0, unsigned_rect->x0);
        if (2 * (last.x1 - mark.x0) > mark.x1 - mark.x0)
            continue;
        add_mark(&s, &mark, unsigned_rect);
        last = mark;
    }
    return s;
}

/* By the columns that hold at least `threshold` of ink: marks that touch come apart. */
static shape look_at_columns(const plot_strip *strip, const plot_rect *word, double threshold)
{
    shape s = {.before_point = -1};
    plot_rect mark = {0};
    for (gint64 x = word->x0; x <= word->x1; x++) {
        gint64 top;
        const gint64 high = x < word->x1 ? pixels_inked(strip, word, x, threshold, &top) : 0;
        if (high > 0 && mark.x1 == 0)
            mark = (plot_rect){x, top, x + 1, top + high};
        else if (high > 0)
            mark = (plot_rect){mark.x0, MIN(mark.y0, top), x + 1, MAX(mark.y1, top + high)};
        else if (mark.x1 != 0) {
            add_mark(&s, &mark, word);
            mark.x1 = 0;
        }
    }
    return s;
}

/* Puts in the decimal point that the marks show and Tesseract may have left out. */
static char *with_point(const char *text, const shape *s)
{
    const char *point = strchr(text, '.');
    const gsize digits = strlen(text) - (point ? 1 : 0);
    if (s->before_point < 0)
        return g_strdup(text);
    if (s->digits != digits)
        return point ? g_strdup(text) : NULL;
    GString *put = g_string_new(text);
    if (point)
        g_string_erase(put, point - text, 1);
    g_string_insert_c(put, s->before_point, '.');
    return g_string_free(put, FALSE);
}

static bool is_decimal(const char *text)
{
    int points = 0, digits = 0;
    for (const char *c = text; *c; c++) {
        points += *c == '.';
        digits += g_ascii_isdigit(*c) != 0;
        if (*c != '.' && !g_ascii_isdigit(*c))
            return false;
    }
    const bool lost_point = text[0] == '0' && g_ascii_isdigit(text[1]);
    return points <= 1 && digits > 0 && digits <= 12 && !lost_point;
}

/* How much wider the rectangle is than so many digits of a wide typeface, as a share of their
 * height: above 0 there may be a sign or point in it that nobody saw. */
static double spare_width(const plot_strip *strip, const plot_rect *rect, const char *digits)
{
    const plot_rect soft = with_edges(strip, rect);
    const double width =
        soft_length(strip, &soft, true) / MAX(1.0, soft_length(strip, &soft, false));
    const size_t n = strlen(digits);
    const double ones = 0.1 * ((digits[0] == '1') + (digits[n - 1] == '1'));
    return width + ones - 0.82 - 0.87 * (double)(n - 1);
}

/* "2,500": a comma before three digits may as well part thousands, unless a 0 stands before it. */
static bool may_be_thousands(const char *text, const shape *s, double height)
{
    const bool comma = (double)(s->point_end - s->digits_end) > 0.1 * height;
    return comma && s->before_point > 0 && s->digits == (size_t)s->before_point + 3 &&
           text[0] != '0';
}

/* The number that Tesseract's reading and the shape make together. */
static bool agree(const char *text, const shape *s, char **decimal)
{
    if (s->odd || s->digits == 0)
        return false;
    *decimal = with_point(text, s);
    if (*decimal && is_decimal(*decimal) &&
        strlen(*decimal) - (strchr(*decimal, '.') != NULL) == s->digits)
        return true;
    g_clear_pointer(decimal, g_free);
    return false;
}

static bool agree_somehow(const char *text, const plot_strip *strip, const plot_word *word,
                          const plot_rect *unsigned_rect, char **decimal)
{
    const double black = blackest(strip, unsigned_rect);
    shape s = look_at_marks(word, unsigned_rect);
    if (may_be_thousands(text, &s, (double)(unsigned_rect->y1 - unsigned_rect->y0)))
        return false;
    if (agree(text, &s, decimal))
        return true;
    s = look_at_columns(strip, unsigned_rect, 0.5 * black);
    if (agree(text, &s, decimal))
        return true;
    s = look_at_columns(strip, unsigned_rect, 0.65 * black);
    return agree(text, &s, decimal);
}

/* Above 0 when some digits stand further from each other than others, as a share of their height;
 * when they touch or are few that tells nothing. */
static double uneven(const plot_word *word, const plot_rect *rect, size_t digits)
{
    gint64 least = G_MAXINT64, most = 0;
    size_t n = 0;
    for (guint i = 0; i < word->marks->len; i++) {
        const plot_rect *mark = &g_array_index(word->marks, plot_rect, i);
        if (mark->x0 < rect->x0)
            continue;
        if (n++ == 0)
            continue;
        const gint64 step = mark->x0 - (mark - 1)->x0;
        least = MIN(least, step);
        most = MAX(most, step);
    }
    return n == digits && n > 2 ? (double)(most - least) / (double)(rect->y1 - rect->y0) - 0.3
                                : INFINITY;
}

bool plot_reader_exponent(plot_reader *reader, const plot_strip *strip, const plot_rect *rect,
                          double text_height, const char *text)
{
    plot_rect digits = *rect;
    const int minus = plot_reader_count_minus(strip, rect, &digits.x0);
    const char *exponent = strpbrk(strchr(text, 'e'), "0123456789");
    if (minus == 0) {
        g_autofree char *positive = g_strconcat("1e", exponent, NULL);
        return !strchr(text, '-') && spare_width(strip, rect, positive) <= 0;
    }
    int confidence;
    g_autofree char *again =
        plot_reader_text(reader, strip, &digits, text_height, "0123456789", &confidence);
    return minus == 1 && (!again || strcmp(again, exponent) == 0);
}

/* "2e-06", "3.5e+06". */
static bool read_exponential(plot_reader *reader, const plot_strip *strip, const plot_word *word,
                             double text_height, plot_number *number)
{
    static const int sure = 60; /* of 100: by its shape a plus sign has a minus sign in it */
    const plot_rect *rect = &word->rect;
    g_autofree char *text =
        plot_reader_text(reader, strip, rect, text_height, "0123456789.e+-", &number->confidence);
    number->has_point = true;
    return text && g_regex_match_simple("^[1-9](\\.[0-9]+)?e[-+][0-9]{2}$", text, 0, 0) &&
           (strchr(text, '+') ? number->confidence >= sure
                              : plot_reader_exponent(reader, strip, rect, text_height, text)) &&
           lm_number_parse(text, &number->value);
}

bool plot_reader_number(plot_reader *reader, const plot_strip *strip, const plot_word *word,
                        double text_height, plot_number *number)
{
    plot_rect rect = word->rect;
    rect.x0 = behind_minus(strip, &rect, rect.x0);
    if (rect.x0 >= rect.x1)
        return false;
    g_autofree char *decimal = NULL;
    g_autofree char *text =
        plot_reader_text(reader, strip, &rect, text_height, "0123456789.", &number->confidence);
    if (!text || !agree_somehow(text, strip, word, &rect, &decimal))
        return read_exponential(reader, strip, word, text_height, number);
    if (!lm_number_parse(decimal, &number->value))
        return false;
    number->has_point = strchr(decimal, '.') != NULL;
    number->spare = MIN(spare_width(strip, &rect, decimal), uneven(word, &rect, strlen(decimal)));
    if (rect.x0 > word->rect.x0)
        number->value = -number->value;
    return true;
}
