/* The program: its options, its windows, and what it is asked to open. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LM_TYPE_APPLICATION (lm_application_get_type())
G_DECLARE_FINAL_TYPE(LmApplication, lm_application, LM, APPLICATION, AdwApplication)

LmApplication *lm_application_new(void);

G_END_DECLS
