/* Paths in the words of a person. */
#include "place.h"

#include <glib.h>

static void is_shown(const char *path, const char *expected)
{
    g_autofree char *words = lm_place_words(path);
    g_assert_cmpstr(words, ==, expected);
}

static void home(void)
{
    is_shown("/users/ada/scans/eye.xml", "~/scans/eye.xml");
    is_shown("/users/ada", "~");
    is_shown("/users/adam/eye.xml", "/users/adam/eye.xml");
    is_shown("/data/users/ada/eye.xml", "/data/users/ada/eye.xml");
}

static void bytes(void)
{
    g_autofree char *words = lm_place_words("/data/\xff.xml");
    g_assert_true(g_utf8_validate(words, -1, NULL));
}

int main(int argc, char **argv)
{
    g_setenv("HOME", "/users/ada/", TRUE);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/place/home", home);
    g_test_add_func("/place/bytes", bytes);
    return g_test_run();
}
