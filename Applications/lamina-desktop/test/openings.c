/* What is to be opened when several files are given at once. */
#include "openings.h"

#include <stdbool.h>

static void assert_openings(const char *const *given, const char *expected, bool has_refusal)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_object_unref);
    for (; *given; given++)
        g_ptr_array_add(files, g_file_new_for_commandline_arg(*given));
    g_autofree char *refusal = NULL;
    g_auto(GStrv) paths = lm_openings((GFile *const *)files->pdata, files->len, &refusal);
    g_autofree char *all = g_strjoinv(" | ", paths);
    g_assert_cmpstr(all, ==, expected);
    g_assert_true((refusal != NULL) == has_refusal);
}

static void test_openings(void)
{
    assert_openings((const char *const[]){"/a b", NULL}, "/a b", false);
    assert_openings((const char *const[]){"/a;b*.png", NULL}, "/a;b*.png", false);
    assert_openings((const char *const[]){"/1.png", "/2.png", NULL}, "/1.png;/2.png", false);
    assert_openings((const char *const[]){"/1;[a].png", "/[2].png", NULL}, "/1??a].png;/[2].png",
                    false);
    assert_openings((const char *const[]){"/j.xml", "/1.png", "/k.xml", "/2.png", NULL},
                    "/j.xml | /1.png;/2.png | /k.xml", false);
    assert_openings((const char *const[]){"sftp://host/1.png", NULL}, "", true);
    assert_openings((const char *const[]){"sftp://host/1.png", "/2.png", NULL}, "/2.png", true);
    assert_openings((const char *const[]){NULL}, "", false);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desktop/openings", test_openings);
    return g_test_run();
}
