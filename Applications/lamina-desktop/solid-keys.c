#include "solid-keys.h"

#include "solid-view.h"

#include <glib/gi18n.h>

static gboolean on_turn_key(GtkWidget *widget, GVariant *args, gpointer unused)
{
    (void)unused;
    double right, down;
    g_variant_get(args, "(dd)", &right, &down);
    lm_solid_view_turn(LM_SOLID_VIEW(widget), right, down);
    return TRUE;
}

static gboolean on_pan_key(GtkWidget *widget, GVariant *args, gpointer unused)
{
    (void)unused;
    double right, down;
    g_variant_get(args, "(dd)", &right, &down);
    lm_solid_view_pan(LM_SOLID_VIEW(widget), right, down);
    return TRUE;
}

static gboolean on_maximise_key(GtkWidget *widget, GVariant *args, gpointer unused)
{
    (void)args;
    (void)unused;
    g_signal_emit_by_name(widget, "maximise");
    return TRUE;
}

static void zoom_action(GtkWidget *widget, const char *action, GVariant *factor)
{
    (void)action;
    lm_solid_view_zoom(LM_SOLID_VIEW(widget), g_variant_get_double(factor));
}

static void frame_action(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    lm_solid_view_show_all(LM_SOLID_VIEW(widget));
}

static void view_action(GtkWidget *widget, const char *action, GVariant *number)
{
    (void)action;
    lm_solid_view_look_from(LM_SOLID_VIEW(widget), (lm_view)g_variant_get_int32(number));
}

static void clip_action(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    lm_solid_view_switch_clip(LM_SOLID_VIEW(widget));
}

static const char *view_label(lm_view view)
{
    switch (view) {
    case LM_VIEW_THREE_QUARTER:
        return _("_Three-quarter");
    case LM_VIEW_FRONT:
        return _("_Front");
    case LM_VIEW_BACK:
        return _("_Back");
    case LM_VIEW_LEFT:
        return _("_Left");
    case LM_VIEW_RIGHT:
        return _("_Right");
    case LM_VIEW_TOP:
        return _("T_op");
    case LM_VIEW_BOTTOM:
        return _("Botto_m");
    }
    return "";
}

GMenuModel *lm_solid_menu_new(void)
{
    GMenu *menu = g_menu_new();
    g_autoptr(GMenu) views = g_menu_new();
    for (int i = 0; lm_view_names[i]; i++) {
        g_autofree char *action = g_strdup_printf("solid.view(%d)", i);
        g_menu_append(views, view_label((lm_view)i), action);
    }
    g_menu_append_section(menu, _("Seen from"), G_MENU_MODEL(views));
    g_autoptr(GMenu) rest = g_menu_new();
    g_menu_append(rest, _("Show _all"), "solid.frame");
    g_menu_append(rest, _("_Clipping box"), "solid.clip");
    g_menu_append(rest, _("_Add this picture to the job"), "solid.add-picture");
    g_menu_append_section(menu, NULL, G_MENU_MODEL(rest));
    return G_MENU_MODEL(menu);
}

static void add_picture_action(GtkWidget *widget, const char *action, GVariant *parameter)
{
    (void)action;
    (void)parameter;
    lm_solid_view_add_picture(LM_SOLID_VIEW(widget));
}

static void add_key(GtkWidgetClass *class, guint key, guint keypad, GdkModifierType modifiers,
                    GtkShortcutFunc does, double right, double down)
{
    gtk_widget_class_add_binding(class, key, modifiers, does, "(dd)", right, down);
    gtk_widget_class_add_binding(class, keypad, modifiers, does, "(dd)", right, down);
}

static void add_arrows(GtkWidgetClass *class, GdkModifierType modifiers, GtkShortcutFunc does,
                       double step)
{
    add_key(class, GDK_KEY_Left, GDK_KEY_KP_Left, modifiers, does, -step, 0);
    add_key(class, GDK_KEY_Right, GDK_KEY_KP_Right, modifiers, does, step, 0);
    add_key(class, GDK_KEY_Up, GDK_KEY_KP_Up, modifiers, does, 0, -step);
    add_key(class, GDK_KEY_Down, GDK_KEY_KP_Down, modifiers, does, 0, step);
}

void lm_solid_keys_install(GtkWidgetClass *class)
{
    static const double closer = 1.25;
    static const guint larger[] = {GDK_KEY_plus, GDK_KEY_equal, GDK_KEY_KP_Add};
    static const guint smaller[] = {GDK_KEY_minus, GDK_KEY_KP_Subtract};
    gtk_widget_class_install_action(class, "solid.zoom", "d", zoom_action);
    gtk_widget_class_install_action(class, "solid.frame", NULL, frame_action);
    gtk_widget_class_install_action(class, "solid.view", "i", view_action);
    gtk_widget_class_install_action(class, "solid.clip", NULL, clip_action);
    gtk_widget_class_install_action(class, "solid.add-picture", NULL, add_picture_action);
    add_arrows(class, 0, on_turn_key, 10);
    add_arrows(class, GDK_SHIFT_MASK, on_pan_key, 20);
    for (size_t i = 0; i < G_N_ELEMENTS(larger); i++)
        gtk_widget_class_add_binding_action(class, larger[i], 0, "solid.zoom", "d", closer);
    for (size_t i = 0; i < G_N_ELEMENTS(smaller); i++)
        gtk_widget_class_add_binding_action(class, smaller[i], 0, "solid.zoom", "d", 1 / closer);
    gtk_widget_class_add_binding_action(class, GDK_KEY_0, 0, "solid.frame", NULL);
    for (int i = 0; lm_view_names[i]; i++)
        gtk_widget_class_add_binding_action(class, GDK_KEY_1 + (guint)i, 0, "solid.view", "i", i);
    gtk_widget_class_add_binding_action(class, GDK_KEY_c, 0, "solid.clip", NULL);
    gtk_widget_class_add_binding(class, GDK_KEY_Return, 0, on_maximise_key, NULL);
}
