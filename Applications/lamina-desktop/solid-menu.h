/* The menu of the solid view: its actions "solid.*". */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GMenuModel *lm_solid_menu_new(void);

G_END_DECLS
