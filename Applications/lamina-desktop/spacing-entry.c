#include "spacing-entry.h"

#include "inner-name.h"
#include "input-edit.h"
#include "length-words.h"
#include "paragraph.h"
#include "survey.h"
#include "tooltip.h"

#include "lamina/number.h"

#include <glib/gi18n.h>
#include <string.h>

struct _LmSpacingEntry {
    AdwBin parent;
    LmSession *session;
    GtkWidget *plots, *plots_words; /* says that they look like plots */
    GtkWidget *form, *words;        /* asks; what for */
    GtkEditable *numbers[3];
    GtkWidget *columns[3]; /* that hold them */
    GtkWidget *names[3];
    GtkDropDown *unit;
    GtkWidget *size, *doubt, *use;
};

G_DEFINE_TYPE(LmSpacingEntry, lm_spacing_entry, ADW_TYPE_BIN)

static const char *const units[] = {"mm", "um", "nm", "cm", "m", NULL};
static const char *const unit_words[] = {"mm", "µm", "nm", "cm", "m", NULL};

static LmSurvey *survey_of(LmSpacingEntry *entry)
{
    return lm_survey_of(entry->session);
}

static const lm_job *job_of(LmSpacingEntry *entry)
{
    return lm_document_job(lm_session_document(entry->session));
}

/* ---- what was typed ---- */

static const char *unit_of(LmSpacingEntry *entry)
{
    return units[gtk_drop_down_get_selected(entry->unit)];
}

/* In mm; the second may be left out, and the third is not asked for where positions give it. False
 * while it is no spacing. */
static bool read_numbers(LmSpacingEntry *entry, double spacing[3])
{
    const lm_series *series = lm_survey_series(survey_of(entry));
    double distance = series ? lm_series_distance(series, NULL) : 0;
    for (int k = 0; k < 3; k++) {
        const char *text = gtk_editable_get_text(entry->numbers[k]);
        if (k == 1 && !*text)
            spacing[1] = spacing[0];
        else if (k == 2 && distance > 0)
            spacing[2] = distance;
        else if (!lm_number_parse(text, &spacing[k]) || !(spacing[k] > 0))
            return false;
        else
            spacing[k] *= lm_unit_mm(unit_of(entry));
    }
    return true;
}

static void append_number(GString *text, const char *number)
{
    if (*number)
        g_string_append_printf(text, "%s%s", text->len ? " " : "", number);
}

/* As the job says it: in the unit that was chosen. Where slices keep their positions a job says the
 * size of pixels alone, but what DICOM says of even ones is to be said along. */
static char *typed_text(LmSpacingEntry *entry)
{
    GString *text = g_string_new(NULL);
    const lm_series *series = lm_survey_series(survey_of(entry));
    double distance = lm_series_distance(series, NULL);
    for (int k = 0; k < (distance > 0 ? 2 : 3); k++) {
        g_autofree char *one = g_strdup(gtk_editable_get_text(entry->numbers[k]));
        append_number(text, g_strstrip(one));
    }
    if (distance > 0 && !lm_series_keeps_positions(series)) {
        g_autofree char *last = lm_number_words(distance / lm_unit_mm(unit_of(entry)), 12);
        append_number(text, last);
    }
    return g_string_free(text, FALSE);
}

/* Why this is no size, with the way out; NULL: it is one, or nothing was typed yet. */
static char *refusal_of(const char *text)
{
    double number;
    const char *first = text + strspn(text, " ");
    g_autofree char *pointed = g_strstrip(g_strdelimit(g_strdup(text), ",", '.'));
    if (!*first)
        return NULL;
    if (lm_number_parse(text, &number))
        return number > 0 ? NULL
                          : g_strdup_printf(_("“%s” cannot be: a size is above zero."), text);
    if (lm_number_parse(pointed, &number))
        return g_strdup_printf(_("“%s”: a number has a point here: %s"), text, pointed);
    if (g_ascii_isdigit(*first))
        return g_strdup_printf(_("“%s”: type the number alone, and choose its unit beside it."),
                               text);
    return g_strdup_printf(_("“%s” is no number; one is written like 0.25."), text);
}

static char *refusal(LmSpacingEntry *entry)
{
    char *words = NULL;
    for (int k = 0; !words && k < 3; k++)
        if (gtk_widget_get_visible(entry->columns[k]))
            words = refusal_of(gtk_editable_get_text(entry->numbers[k]));
    return words;
}

/* What is doubtful, as one text; NULL: nothing. */
static char *doubt_of(const lm_grid *grid)
{
    g_auto(GStrv) doubts = lm_spacing_doubts(grid);
    return *doubts ? g_strjoinv("\n", doubts) : NULL;
}

static void show_label(GtkWidget *label, const char *text)
{
    lm_paragraph_set_text(LM_PARAGRAPH(label), text);
    gtk_widget_set_visible(label, text != NULL);
}

/* How many voxels there will be. False: that comes out later. */
static bool find_count(LmSpacingEntry *entry, gint64 size[3])
{
    LmSurvey *survey = survey_of(entry);
    memcpy(size, lm_series_info(lm_survey_series(survey))->grid.size, 3 * sizeof *size);
    return !lm_survey_is_recovered(survey) || lm_survey_plot_samples(survey, size);
}

/* The size in words, and what is doubtful of it. */
static char *size_words(LmSpacingEntry *entry, const double spacing[3], char **doubt)
{
    lm_series *series = lm_survey_series(survey_of(entry));
    lm_grid grid = lm_series_info(series)->grid;
    if (!find_count(entry, grid.size))
        return g_strdup(_("How large it is comes out when the numbers are recovered."));
    memcpy(grid.spacing, spacing, sizeof grid.spacing);
    if (!lm_series_keeps_positions(series))
        grid.spacing[2] *= (double)lm_input_step(job_of(entry));
    g_autofree char *extent = lm_extent_words(&grid);
    *doubt = doubt_of(&grid);
    if (!lm_survey_is_recovered(survey_of(entry)))
        return g_strdup_printf(_("The volume measures %s."), extent);
    return g_strdup_printf(_("A plot shows %ld × %ld samples: the volume measures %s."),
                           (long)grid.size[0], (long)grid.size[1], extent);
}

/* While it is typed. */
static void show_size(LmSpacingEntry *entry)
{
    g_autofree char *size = NULL, *doubt = NULL;
    double spacing[3];
    bool is_right = lm_survey_series(survey_of(entry)) && read_numbers(entry, spacing);
    if (is_right)
        size = size_words(entry, spacing, &doubt);
    else
        doubt = refusal(entry);
    show_label(entry->size, size);
    show_label(entry->doubt, doubt);
    gtk_widget_set_sensitive(entry->use, is_right);
}

static void use(LmSpacingEntry *entry)
{
    double spacing[3];
    if (!read_numbers(entry, spacing))
        return;
    LmDocument *document = lm_session_document(entry->session);
    lm_job *job = lm_document_edit(document);
    g_autofree char *text = typed_text(entry);
    const char *unit = unit_of(entry);
    g_autoptr(GError) error = NULL;
    if (lm_step_set(job->input, "spacing", text, &error) &&
        lm_step_set(job->input, "unit", g_str_equal(unit, "mm") ? NULL : unit, &error)) {
        lm_document_commit(document, job, _("Spacing"), NULL);
        return;
    }
    lm_job_free(job);
    lm_session_say(entry->session, "%s", error->message);
}

/* ---- what is asked ---- */

/* Of samples that plots show; `apart` is what positions say, or NULL. */
static char *question_of_samples(const char *apart)
{
    if (!apart)
        return g_strdup(_("How far apart are the samples that the plots show, across and down, and "
                          "the plots? Not the pixels of the figures."));
    return g_strdup_printf(
        _("How far apart are the samples that the plots show, across and down? "
          "Not the pixels of the figures. By their positions the plots are %s mm apart."),
        apart);
}

static char *question_of_pixels(const lm_series *series, const char *apart)
{
    const gint64 *n = lm_series_info(series)->grid.size;
    g_autofree char *size =
        g_strdup_printf(ngettext("There are %ld × %ld pixels and %ld slice.",
                                 "There are %ld × %ld pixels and %ld slices.", (gulong)n[2]),
                        (long)n[0], (long)n[1], (long)n[2]);
    if (!apart)
        return g_strdup_printf(_("The files do not say how large a pixel is and how far apart the "
                                 "slices are. %s"),
                               size);
    return g_strdup_printf(_("The files do not say how large a pixel is. By their positions the "
                             "slices are %s mm apart. %s"),
                           apart, size);
}

/* Another unit would move slices whose positions were said. */
static void show_unit(LmSpacingEntry *entry)
{
    bool is_said = lm_input_has_positions(job_of(entry));
    guint i = 0;
    while (units[i] && !g_str_equal(units[i], lm_input_unit(job_of(entry))))
        i++;
    if (is_said && units[i])
        gtk_drop_down_set_selected(entry->unit, i);
    gtk_widget_set_sensitive(GTK_WIDGET(entry->unit), !is_said);
}

static void show_question(LmSpacingEntry *entry, const lm_series *series)
{
    g_autofree char *apart = NULL;
    lm_series_distance(series, &apart);
    static const char *const names[2][3] = {
        {N_("Pixel width"), N_("Pixel height"), N_("Slice to slice")},
        {N_("Across"), N_("Down"), N_("Plot to plot")},
    };
    bool of_samples = lm_survey_is_recovered(survey_of(entry));
    g_autofree char *question =
        of_samples ? question_of_samples(apart) : question_of_pixels(series, apart);
    lm_paragraph_set_text(LM_PARAGRAPH(entry->words), question);
    for (int k = 0; k < 3; k++)
        lm_paragraph_set_text(LM_PARAGRAPH(entry->names[k]), _(names[of_samples][k]));
    gtk_widget_set_visible(entry->columns[2], !apart);
}

static void show_plots(LmSpacingEntry *entry, const char *map)
{
    g_autofree char *words =
        g_strdup_printf(_("These look like plots of an image (colours: %s), not like slices. If "
                          "the arrays can be had as .mat files, open those instead."),
                        map);
    lm_paragraph_set_text(LM_PARAGRAPH(entry->plots_words), words);
}

static void on_changed(LmSpacingEntry *entry)
{
    LmSurvey *survey = survey_of(entry);
    const lm_series *series = lm_survey_series(survey);
    const char *map = lm_survey_plot_map(survey);
    bool asks = series && !lm_series_spacing_known(series);
    bool offers = series && map && !lm_survey_is_recovered(survey);
    if (asks) {
        show_unit(entry);
        show_question(entry, series);
    }
    if (offers)
        show_plots(entry, map);
    show_size(entry);
    gtk_widget_set_visible(entry->form, asks && !offers); /* one question after the other */
    gtk_widget_set_visible(entry->plots, offers);
    gtk_widget_set_visible(GTK_WIDGET(entry), asks || offers);
}

/* ---- the widget ---- */

static GtkWidget *words_new(const char *text, const char *class)
{
    GtkWidget *label = lm_paragraph_new(20, 0);
    lm_paragraph_set_text(LM_PARAGRAPH(label), text);
    if (class)
        gtk_widget_add_css_class(label, class);
    return label;
}

/* A framed box with a heading. */
static GtkWidget *card_new(const char *heading)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 8);
    gtk_widget_add_css_class(box, "card");
    gtk_widget_add_css_class(box, "question");
    gtk_box_append(GTK_BOX(box), words_new(heading, "heading"));
    return box;
}

static GtkWidget *plots_new(LmSpacingEntry *entry)
{
    entry->plots = card_new(_("Plots, not slices"));
    entry->plots_words = words_new(NULL, NULL);
    GtkWidget *recover = gtk_button_new_with_label(_("Recover the numbers"));
    g_signal_connect_object(recover, "clicked", G_CALLBACK(lm_survey_recover), survey_of(entry),
                            G_CONNECT_SWAPPED);
    gtk_box_append(GTK_BOX(entry->plots), entry->plots_words);
    GtkWidget *slices = gtk_button_new_with_label(_("They are slices"));
    g_signal_connect_object(slices, "clicked", G_CALLBACK(lm_survey_take_as_slices),
                            survey_of(entry), G_CONNECT_SWAPPED);
    gtk_widget_add_css_class(recover, "suggested-action");
    gtk_box_append(GTK_BOX(entry->plots), recover);
    gtk_box_append(GTK_BOX(entry->plots), slices);
    return entry->plots;
}

static GtkWidget *number_new(LmSpacingEntry *entry, int k)
{
    static const char *const names[] = {N_("along x"), N_("along y; empty: as along x"),
                                        N_("from slice to slice")};
    GtkWidget *number = gtk_entry_new();
    entry->numbers[k] = GTK_EDITABLE(number);
    gtk_editable_set_width_chars(GTK_EDITABLE(number), 5);
    gtk_widget_set_hexpand(number, TRUE);
    if (k == 1)
        gtk_entry_set_placeholder_text(GTK_ENTRY(number), _("same"));
    lm_tooltip_set(number, _(names[k]));
    g_autofree char *name = g_strdup_printf(_("Spacing, %s"), _(names[k]));
    gtk_accessible_update_property(GTK_ACCESSIBLE(number), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
    g_signal_connect_swapped(number, "changed", G_CALLBACK(show_size), entry);
    g_signal_connect_swapped(number, "activate", G_CALLBACK(use), entry);
    return number;
}

/* A number below what it is. */
static GtkWidget *named_number_new(LmSpacingEntry *entry, int k)
{
    GtkWidget *name = lm_paragraph_new(12, 0); /* narrower than words that stand alone */
    entry->names[k] = name;
    gtk_widget_add_css_class(name, "caption");
    entry->columns[k] = gtk_box_new(GTK_ORIENTATION_VERTICAL, 3);
    gtk_widget_set_valign(entry->columns[k], GTK_ALIGN_END);
    gtk_widget_add_css_class(name, "dim-label");
    gtk_box_append(GTK_BOX(entry->columns[k]), name);
    gtk_box_append(GTK_BOX(entry->columns[k]), number_new(entry, k));
    return entry->columns[k];
}

static GtkWidget *numbers_new(LmSpacingEntry *entry)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 6);
    for (int k = 0; k < 3; k++)
        gtk_box_append(GTK_BOX(box), named_number_new(entry, k));
    GtkWidget *unit = gtk_drop_down_new_from_strings(unit_words);
    entry->unit = GTK_DROP_DOWN(unit);
    gtk_widget_set_valign(unit, GTK_ALIGN_END);
    gtk_accessible_update_property(GTK_ACCESSIBLE(unit), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                   _("Unit of the spacing"), -1);
    lm_inner_name_set(unit, GTK_TYPE_TOGGLE_BUTTON, _("Unit of the spacing"));
    g_signal_connect_swapped(unit, "notify::selected", G_CALLBACK(show_size), entry);
    gtk_box_append(GTK_BOX(box), unit);
    return box;
}

static GtkWidget *form_new(LmSpacingEntry *entry)
{
    entry->form = card_new(_("How large is it?"));
    entry->words = words_new(NULL, NULL);
    entry->use = gtk_button_new_with_label(_("Use this spacing"));
    entry->size = words_new(NULL, "numeric");
    entry->doubt = words_new(NULL, "warning");
    gtk_widget_add_css_class(entry->use, "suggested-action");
    g_signal_connect_swapped(entry->use, "clicked", G_CALLBACK(use), entry);
    gtk_box_append(GTK_BOX(entry->form), entry->words);
    gtk_box_append(GTK_BOX(entry->form), numbers_new(entry));
    gtk_box_append(GTK_BOX(entry->form), entry->size);
    gtk_box_append(GTK_BOX(entry->form), entry->doubt);
    gtk_box_append(GTK_BOX(entry->form), entry->use);
    return entry->form;
}

static void dispose(GObject *object)
{
    g_clear_object(&LM_SPACING_ENTRY(object)->session);
    G_OBJECT_CLASS(lm_spacing_entry_parent_class)->dispose(object);
}

static void lm_spacing_entry_class_init(LmSpacingEntryClass *class)
{
    G_OBJECT_CLASS(class)->dispose = dispose;
}

static void lm_spacing_entry_init(LmSpacingEntry *entry)
{
    (void)entry;
}

GtkWidget *lm_spacing_entry_new(LmSession *session)
{
    LmSpacingEntry *entry = g_object_new(LM_TYPE_SPACING_ENTRY, NULL);
    entry->session = g_object_ref(session);
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 12);
    gtk_box_append(GTK_BOX(box), plots_new(entry));
    gtk_box_append(GTK_BOX(box), form_new(entry));
    adw_bin_set_child(ADW_BIN(entry), box);
    g_signal_connect_object(survey_of(entry), "changed", G_CALLBACK(on_changed), entry,
                            G_CONNECT_SWAPPED);
    g_signal_connect_object(session, "job", G_CALLBACK(on_changed), entry, G_CONNECT_SWAPPED);
    on_changed(entry);
    return GTK_WIDGET(entry);
}
