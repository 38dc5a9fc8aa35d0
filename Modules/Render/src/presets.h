/* The preset files of Data/Presets, as built into the program. */
#pragma once

#include <stddef.h>

/* The text of the preset at this position of lm_preset_names. */
extern const char *const lm_preset_texts[];
