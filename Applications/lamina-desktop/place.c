#include "place.h"

#include <stdbool.h>
#include <string.h>

char *lm_place_words(const char *path)
{
    g_autofree char *shown = g_filename_display_name(path);
    g_autofree char *home = g_filename_display_name(g_get_home_dir());
    size_t length = strlen(home);
    while (length > 0 && home[length - 1] == '/')
        length--;
    bool inside =
        length > 0 && strncmp(shown, home, length) == 0 && (shown[length] == '/' || !shown[length]);
    return inside ? g_strconcat("~", shown + length, NULL) : g_steal_pointer(&shown);
}
