#include "solid-menu.h"

#include "shortcuts.h"

#include "lamina/camera.h"

#include <glib/gi18n.h>

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
        lm_shortcuts_append(views, view_label((lm_view)i), action);
    }
    g_menu_append_section(menu, _("Seen from"), G_MENU_MODEL(views));
    g_autoptr(GMenu) rest = g_menu_new();
    lm_shortcuts_append(rest, _("Show _all"), "solid.frame");
    lm_shortcuts_append(rest, _("_Clipping box"), "solid.clip");
    lm_shortcuts_append(rest, _("_Add this picture to the job"), "solid.add-picture");
    g_menu_append_section(menu, NULL, G_MENU_MODEL(rest));
    return G_MENU_MODEL(menu);
}
