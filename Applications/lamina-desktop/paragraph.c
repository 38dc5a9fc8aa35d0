#include "paragraph.h"

#include <stdbool.h>

struct _LmParagraph {
    GtkWidget parent;
    PangoLayout *layout;
    int characters;
    guint fonts;       /* the state of the context that these hold for; 0: none */
    int least;         /* width, in pixels */
    int width, height; /* the height for that width; width -1: not known */
};

G_DEFINE_TYPE(LmParagraph, lm_paragraph, GTK_TYPE_WIDGET)

void lm_paragraph_set_text(LmParagraph *paragraph, const char *text)
{
    const char *now = text ? text : "";
    if (g_str_equal(now, pango_layout_get_text(paragraph->layout)))
        return;
    pango_layout_set_text(paragraph->layout, now, -1);
    paragraph->width = -1;
    gtk_accessible_update_property(GTK_ACCESSIBLE(paragraph), GTK_ACCESSIBLE_PROPERTY_LABEL, now,
                                   -1);
    gtk_widget_queue_resize(GTK_WIDGET(paragraph));
}

const char *lm_paragraph_text(LmParagraph *paragraph)
{
    return pango_layout_get_text(paragraph->layout);
}

/* Another font, another scale. */
static void follow_fonts(LmParagraph *paragraph)
{
    PangoContext *context = pango_layout_get_context(paragraph->layout);
    guint fonts = pango_context_get_serial(context);
    if (fonts == paragraph->fonts)
        return;
    PangoFontMetrics *metrics = pango_context_get_metrics(context, NULL, NULL);
    int width = paragraph->characters * pango_font_metrics_get_approximate_char_width(metrics);
    pango_font_metrics_unref(metrics);
    paragraph->fonts = fonts;
    paragraph->least = PANGO_PIXELS_CEIL(width);
    paragraph->width = -1;
}

static void break_lines(LmParagraph *paragraph, int width)
{
    if (width == paragraph->width)
        return;
    pango_layout_set_width(paragraph->layout, width * PANGO_SCALE);
    pango_layout_get_pixel_size(paragraph->layout, NULL, &paragraph->height);
    paragraph->width = width;
}

static void measure(GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                    int *natural, int *minimum_baseline, int *natural_baseline)
{
    LmParagraph *paragraph = LM_PARAGRAPH(widget);
    bool is_height = orientation == GTK_ORIENTATION_VERTICAL;
    follow_fonts(paragraph);
    if (is_height)
        break_lines(paragraph, MAX(for_size, paragraph->least));
    *minimum = *natural = is_height ? paragraph->height : paragraph->least;
    *minimum_baseline = *natural_baseline = -1;
}

static GtkSizeRequestMode request_mode(GtkWidget *widget)
{
    (void)widget;
    return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void snapshot(GtkWidget *widget, GtkSnapshot *snapshot)
{
    LmParagraph *paragraph = LM_PARAGRAPH(widget);
    break_lines(paragraph, gtk_widget_get_width(widget));
    gtk_snapshot_render_layout(snapshot, gtk_widget_get_style_context(widget), 0, 0,
                               paragraph->layout);
}

static void finalize(GObject *object)
{
    g_object_unref(LM_PARAGRAPH(object)->layout);
    G_OBJECT_CLASS(lm_paragraph_parent_class)->finalize(object);
}

static void lm_paragraph_class_init(LmParagraphClass *class)
{
    GtkWidgetClass *widget = GTK_WIDGET_CLASS(class);
    G_OBJECT_CLASS(class)->finalize = finalize;
    widget->measure = measure;
    widget->get_request_mode = request_mode;
    widget->snapshot = snapshot;
    gtk_widget_class_set_css_name(widget, "label");
    gtk_widget_class_set_accessible_role(widget, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void lm_paragraph_init(LmParagraph *paragraph)
{
    paragraph->layout = gtk_widget_create_pango_layout(GTK_WIDGET(paragraph), NULL);
    paragraph->width = -1;
    pango_layout_set_wrap(paragraph->layout, PANGO_WRAP_WORD_CHAR);
}

GtkWidget *lm_paragraph_new(int characters, int most_lines)
{
    LmParagraph *paragraph = g_object_new(LM_TYPE_PARAGRAPH, NULL);
    paragraph->characters = characters;
    if (most_lines) {
        pango_layout_set_height(paragraph->layout, -most_lines);
        pango_layout_set_ellipsize(paragraph->layout, PANGO_ELLIPSIZE_END);
    }
    return GTK_WIDGET(paragraph);
}
