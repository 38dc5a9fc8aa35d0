#include "header.h"

#include "icon-button.h"
#include "recent.h"
#include "shortcuts.h"
#include "tooltip.h"

#include <glib/gi18n.h>

static void set_accessible_label(GtkWidget *widget, const char *label)
{
    gtk_accessible_update_property(GTK_ACCESSIBLE(widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                   -1);
}

/* A tool of LmTool as a toggle: action win.tool with its name. */
static GtkWidget *make_tool(const char *icon, const char *label, const char *name)
{
    GtkWidget *button = gtk_toggle_button_new();
    gtk_button_set_icon_name(GTK_BUTTON(button), icon);
    lm_tooltip_set(button, label);
    gtk_actionable_set_action_name(GTK_ACTIONABLE(button), "win.tool");
    gtk_actionable_set_action_target(GTK_ACTIONABLE(button), "s", name);
    set_accessible_label(button, label);
    return button;
}

static GtkWidget *make_tools(void)
{
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(box, "linked");
    gtk_box_append(GTK_BOX(box), make_tool("find-location-symbolic", _("Crosshair"), "look"));
    gtk_box_append(GTK_BOX(box), make_tool("display-brightness-symbolic",
                                           _("Brightness and contrast"), "window"));
    gtk_box_append(GTK_BOX(box), make_tool("document-edit-symbolic", _("Measure"), "measure"));
    gtk_box_append(GTK_BOX(box), make_tool("edit-cut-symbolic", _("Box of the step"), "box"));
    return box;
}

static GtkWidget *make_menu(void)
{
    g_autoptr(GMenu) menu = g_menu_new();
    g_autoptr(GMenu) files = g_menu_new();
    g_autoptr(GMenuModel) recent = lm_recent_menu_new();
    g_autoptr(GMenu) help = g_menu_new();
    lm_shortcuts_append(files, _("Open a _folder…"), "win.open-folder");
    lm_shortcuts_append(files, _("_Open a file…"), "win.open-file");
    lm_shortcuts_append(files, _("_Save the job"), "win.save");
    lm_shortcuts_append(files, _("Save the job _as…"), "win.save-as");
    lm_shortcuts_append(files, _("_Export…"), "win.export");
    lm_shortcuts_append(files, _("_Copy as command line"), "win.copy-command");
    g_menu_append_section(menu, NULL, G_MENU_MODEL(files));
    g_menu_append_section(menu, _("Recent"), recent);
    lm_shortcuts_append(help, _("_Keyboard shortcuts"), "win.shortcuts");
    lm_shortcuts_append(help, _("_About Lamina"), "win.about");
    g_menu_append_section(menu, NULL, G_MENU_MODEL(help));
    GtkWidget *button = gtk_menu_button_new();
    gtk_menu_button_set_icon_name(GTK_MENU_BUTTON(button), "open-menu-symbolic");
    gtk_menu_button_set_menu_model(GTK_MENU_BUTTON(button), G_MENU_MODEL(menu));
    gtk_menu_button_set_primary(GTK_MENU_BUTTON(button), TRUE);
    set_accessible_label(button, _("Menu"));
    return button;
}

/* In a narrow window it changes from the steps to how values are seen, and back. */
static GtkWidget *make_side_button(LmSides *sides)
{
    const char *label = _("Brightness, opacity and surfaces");
    GtkWidget *button = gtk_toggle_button_new();
    gtk_button_set_icon_name(GTK_BUTTON(button), "sidebar-show-right-symbolic");
    lm_tooltip_set(button, label);
    set_accessible_label(button, label);
    g_object_bind_property(sides, "narrow", button, "visible", G_BINDING_SYNC_CREATE);
    g_object_bind_property(sides, "shows-right", button, "active",
                           G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
    return button;
}

GtkWidget *lm_header_new(AdwWindowTitle *title, LmSides *sides)
{
    GtkWidget *bar = adw_header_bar_new();
    AdwHeaderBar *header = ADW_HEADER_BAR(bar);
    adw_header_bar_set_title_widget(header, GTK_WIDGET(title));
    adw_header_bar_pack_start(
        header, lm_icon_button_new("folder-open-symbolic", _("Open a folder"), "win.open-folder"));
    adw_header_bar_pack_start(header,
                              lm_icon_button_new("edit-undo-symbolic", _("Undo"), "win.undo"));
    adw_header_bar_pack_start(header,
                              lm_icon_button_new("edit-redo-symbolic", _("Redo"), "win.redo"));
    adw_header_bar_pack_start(header, make_tools());
    adw_header_bar_pack_end(header, make_menu());
    adw_header_bar_pack_end(header, make_side_button(sides));
    adw_header_bar_pack_end(
        header, lm_icon_button_new("document-send-symbolic", _("Export…"), "win.export"));
    adw_header_bar_pack_end(
        header, lm_icon_button_new("document-save-symbolic", _("Save the job"), "win.save"));
    return bar;
}
