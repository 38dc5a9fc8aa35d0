#include "names.h"

#include <string.h>

static void test_order(void)
{
    g_assert_cmpint(names_compare("s2.png", "s10.png"), <, 0);
    g_assert_cmpint(names_compare("s10.png", "s9.png"), >, 0);
    g_assert_cmpint(names_compare("s02.png", "s2.png"), !=, 0);
    g_assert_cmpint(names_compare("s02a.png", "s2b.png"), <, 0);
    g_assert_cmpint(names_compare("a", "b"), <, 0);
    g_assert_cmpint(names_compare("a", "a1"), <, 0);
    g_assert_cmpint(names_compare("x1y2", "x1y2"), ==, 0);
    g_assert_cmpint(names_compare("n99999999999999999998", "n99999999999999999999"), <, 0);
}

static GPtrArray *groups_of(const char *const *names)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    for (; *names; names++)
        g_ptr_array_add(list, (gpointer)*names);
    return names_group_all(list);
}

static const char *name_in(const GPtrArray *groups, guint group, guint i)
{
    return ((const names_group *)groups->pdata[group])->names->pdata[i];
}

static void test_groups(void)
{
    const char *names[] = {"d/s10.png", "d/overview.jpg", "d/s9.png", "d/s1.png", NULL};
    g_autoptr(GPtrArray) groups = groups_of(names);
    g_assert_cmpuint(groups->len, ==, 2);
    const names_group *group = groups->pdata[0];
    g_assert_cmpuint(group->names->len, ==, 3);
    g_assert_cmpstr(name_in(groups, 0, 0), ==, "d/s1.png");
    g_assert_cmpstr(name_in(groups, 0, 2), ==, "d/s10.png");
    g_assert_cmpstr(group->pattern, ==, "s*.png");
    g_assert_cmpint(g_array_index(group->numbers, gint64, 1), ==, 9);
    g_assert_cmpstr(((const names_group *)groups->pdata[1])->pattern, ==, "overview.jpg");
}

static void test_no_numbers(void)
{
    const char *names[] = {"top.png", "middle.png", "scan [x].tif", "bottom.png", NULL};
    g_autoptr(GPtrArray) groups = groups_of(names);
    g_assert_cmpuint(groups->len, ==, 2);
    g_assert_cmpstr(((const names_group *)groups->pdata[0])->pattern, ==, "*.png");
    g_assert_cmpstr(name_in(groups, 0, 0), ==, "bottom.png");
}

/* Slices and channels, or times: what has fewer values tells the series apart. */
static void test_two_numbers(void)
{
    const char *names[] = {"z1c1.png", "z1c2.png", "z2c1.png", "z2c2.png",
                           "z3c1.png", "z3c2.png", NULL};
    g_autoptr(GPtrArray) groups = groups_of(names);
    g_assert_cmpuint(groups->len, ==, 2);
    g_assert_cmpstr(((const names_group *)groups->pdata[0])->pattern, ==, "z*c1.png");
    g_assert_cmpstr(((const names_group *)groups->pdata[1])->pattern, ==, "z*c2.png");
    g_assert_cmpstr(name_in(groups, 1, 2), ==, "z3c2.png");
}

static void test_escaped(void)
{
    const char *names[] = {"a[1] 1.png", "a[1] 2.png", NULL};
    g_autoptr(GPtrArray) groups = groups_of(names);
    g_assert_cmpstr(((const names_group *)groups->pdata[0])->pattern, ==, "a\\[1\\] *.png");
}

static void check_missing(const char *const *names, const char *expected)
{
    g_autoptr(GPtrArray) groups = groups_of(names);
    g_autofree char *missing = names_missing(groups->pdata[0]);
    g_assert_cmpstr(missing, ==, expected);
}

static void test_missing(void)
{
    const char *none[] = {"s1", "s2", "s3", NULL}, *steps[] = {"s0", "s5", "s10", NULL},
               *some[] = {"s1", "s2", "s4", "s9", "s10", NULL},
               *in_steps[] = {"s0", "s5", "s15", "s20", NULL}, *twice[] = {"s1", "s01", "s2", NULL};
    check_missing(none, NULL);
    check_missing(steps, NULL);
    check_missing(some, "3, 5 to 8");
    check_missing(in_steps, "10");
    check_missing(twice, NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/names/order", test_order);
    g_test_add_func("/names/groups", test_groups);
    g_test_add_func("/names/no-numbers", test_no_numbers);
    g_test_add_func("/names/two-numbers", test_two_numbers);
    g_test_add_func("/names/escaped", test_escaped);
    g_test_add_func("/names/missing", test_missing);
    return g_test_run();
}
