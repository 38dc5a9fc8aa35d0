#include "screen.h"

#include <dbus/dbus.h>
#include <string.h>

/* A program that is asked much at a time would not get to anything else. */
enum { DEEPEST = 60, AT_A_TIME = 6, TIMEOUT_MS = 10000 };

#define ACCESSIBLE "org.a11y.atspi.Accessible"

static DBusConnection *bus;

bool screen_open(void)
{
    bus = atspi_get_a11y_bus();
    return bus != NULL;
}

/* ---- questions and answers ---- */

/* Sends it; the arguments are as those of dbus_message_append_args(), whose type comes first. */
static DBusPendingCall *ask(const thing *t, const char *interface, const char *method, int type,
                            ...)
{
    DBusMessage *question = dbus_message_new_method_call(t->program, t->path, interface, method);
    va_list arguments;
    va_start(arguments, type);
    dbus_message_append_args_valist(question, type, arguments);
    va_end(arguments);
    DBusPendingCall *call = NULL;
    dbus_connection_send_with_reply(bus, question, &call, TIMEOUT_MS);
    dbus_message_unref(question);
    return call;
}

static DBusPendingCall *ask_property(const thing *t, const char *interface, const char *property)
{
    return ask(t, DBUS_INTERFACE_PROPERTIES, "Get", DBUS_TYPE_STRING, &interface, DBUS_TYPE_STRING,
               &property, DBUS_TYPE_INVALID);
}

/* Waits for it; NULL when there is none, or an error. Ends the question. */
static DBusMessage *answer(DBusPendingCall *call)
{
    if (!call)
        return NULL;
    dbus_pending_call_block(call);
    DBusMessage *reply = dbus_pending_call_steal_reply(call);
    dbus_pending_call_unref(call);
    if (reply && dbus_message_get_type(reply) != DBUS_MESSAGE_TYPE_METHOD_RETURN)
        g_clear_pointer(&reply, dbus_message_unref);
    return reply;
}

/* The first value of the answer, out of its variant, when it has that type. */
static bool take(DBusPendingCall *call, int type, void *value)
{
    DBusMessage *reply = answer(call);
    DBusMessageIter at, inner;
    bool is = reply && dbus_message_iter_init(reply, &at);
    if (is && dbus_message_iter_get_arg_type(&at) == DBUS_TYPE_VARIANT) {
        dbus_message_iter_recurse(&at, &inner);
        at = inner;
    }
    is = is && dbus_message_iter_get_arg_type(&at) == type;
    if (is)
        dbus_message_iter_get_basic(&at, value);
    if (is && type == DBUS_TYPE_STRING)
        *(char **)value = g_strdup(*(char **)value);
    if (reply)
        dbus_message_unref(reply);
    return is;
}

static char *take_text(DBusPendingCall *call)
{
    char *text = NULL;
    return take(call, DBUS_TYPE_STRING, &text) ? text : NULL;
}

/* ---- one thing ---- */

static thing *thing_new(thing *parent, const char *program, const char *path)
{
    thing *t = g_new0(thing, 1);
    t->program = g_strdup(program);
    t->path = g_strdup(path);
    t->place.width = -1;
    t->parent = parent;
    t->children = g_ptr_array_new_with_free_func((GDestroyNotify)thing_free);
    return t;
}

void thing_free(thing *t)
{
    g_ptr_array_unref(t->children);
    g_free(t->program);
    g_free(t->path);
    g_free(t->name);
    g_free(t);
}

typedef struct questions {
    DBusPendingCall *name, *role, *states, *place, *child, *children;
} questions;

static questions ask_about(const thing *t, aspects what)
{
    const dbus_int32_t first = 0;
    const dbus_uint32_t coordinates = ATSPI_COORD_TYPE_WINDOW;
    return (questions){
        .name = ask_property(t, ACCESSIBLE, "Name"),
        .role = what & ROLE ? ask(t, ACCESSIBLE, "GetRole", DBUS_TYPE_INVALID) : NULL,
        .states = what & STATES ? ask(t, ACCESSIBLE, "GetState", DBUS_TYPE_INVALID) : NULL,
        .place = what & PLACE ? ask(t, "org.a11y.atspi.Component", "GetExtents", DBUS_TYPE_UINT32,
                                    &coordinates, DBUS_TYPE_INVALID)
                              : NULL,
        .child = what & PAGES ? ask(t, ACCESSIBLE, "GetChildAtIndex", DBUS_TYPE_INT32, &first,
                                    DBUS_TYPE_INVALID)
                              : NULL,
    };
}

static void take_states(thing *t, DBusPendingCall *call)
{
    DBusMessage *reply = answer(call);
    const dbus_uint32_t *bits = NULL;
    int count = 0;
    t->states = 0;
    if (reply && dbus_message_get_args(reply, NULL, DBUS_TYPE_ARRAY, DBUS_TYPE_UINT32, &bits,
                                       &count, DBUS_TYPE_INVALID))
        for (int i = 0; i < MIN(count, 2); i++)
            t->states |= (guint64)bits[i] << (32 * i);
    if (reply)
        dbus_message_unref(reply);
}

static void take_place(thing *t, DBusPendingCall *call)
{
    DBusMessage *reply = answer(call);
    DBusMessageIter at, inner;
    int *const parts[] = {&t->place.x, &t->place.y, &t->place.width, &t->place.height};
    t->place.width = -1;
    if (reply && dbus_message_iter_init(reply, &at) &&
        dbus_message_iter_get_arg_type(&at) == DBUS_TYPE_STRUCT) {
        dbus_message_iter_recurse(&at, &inner);
        for (gsize i = 0; i < G_N_ELEMENTS(parts); i++, dbus_message_iter_next(&inner))
            if (dbus_message_iter_get_arg_type(&inner) == DBUS_TYPE_INT32)
                dbus_message_iter_get_basic(&inner, parts[i]);
    }
    if (reply)
        dbus_message_unref(reply);
}

static void take_children(thing *t, DBusPendingCall *call)
{
    DBusMessage *reply = answer(call);
    DBusMessageIter at, child, part;
    if (reply && dbus_message_iter_init(reply, &at) &&
        dbus_message_iter_get_arg_type(&at) == DBUS_TYPE_ARRAY)
        for (dbus_message_iter_recurse(&at, &child);
             dbus_message_iter_get_arg_type(&child) == DBUS_TYPE_STRUCT;
             dbus_message_iter_next(&child)) {
            const char *program = NULL, *path = NULL;
            dbus_message_iter_recurse(&child, &part);
            dbus_message_iter_get_basic(&part, &program);
            dbus_message_iter_next(&part);
            dbus_message_iter_get_basic(&part, &path);
            g_ptr_array_add(t->children, thing_new(t, program, path));
        }
    if (reply)
        dbus_message_unref(reply);
}

/* A page is told as a child only when one of them is asked for, all of them are what is on it. */
static void take_pages(thing *t, DBusPendingCall *call)
{
    DBusMessage *reply = answer(call);
    DBusMessageIter at, part;
    const thing *child = t->children->len ? t->children->pdata[0] : NULL;
    if (child && reply && dbus_message_iter_init(reply, &at) &&
        dbus_message_iter_get_arg_type(&at) == DBUS_TYPE_STRUCT) {
        const char *path = NULL;
        dbus_message_iter_recurse(&at, &part);
        dbus_message_iter_next(&part);
        dbus_message_iter_get_basic(&part, &path);
        t->has_pages = !g_str_equal(path, child->path);
    }
    if (reply)
        dbus_message_unref(reply);
}

static void take_answers(thing *t, const questions *q)
{
    g_free(t->name);
    t->name = take_text(q->name);
    if (!t->name)
        t->name = g_strdup("");
    dbus_uint32_t role = ATSPI_ROLE_INVALID;
    if (q->role && take(q->role, DBUS_TYPE_UINT32, &role))
        t->role = (AtspiRole)role;
    if (q->states)
        take_states(t, q->states);
    if (q->place)
        take_place(t, q->place);
    if (q->children)
        take_children(t, q->children);
    if (q->child)
        take_pages(t, q->child);
}

void thing_ask(thing *t, aspects what)
{
    questions q = ask_about(t, what);
    take_answers(t, &q);
}

bool thing_has(const thing *t, AtspiStateType state)
{
    return t->states >> state & 1;
}

bool thing_is_shown(const thing *t)
{
    return thing_has(t, ATSPI_STATE_SHOWING) || thing_has(t, ATSPI_STATE_VISIBLE);
}

/* ---- all of them ---- */

/* These, and puts their children into next. */
static void read_some(thing **things, guint count, aspects what, GPtrArray *next)
{
    questions q[AT_A_TIME];
    for (guint i = 0; i < count; i++) {
        q[i] = ask_about(things[i], what);
        q[i].children = ask(things[i], ACCESSIBLE, "GetChildren", DBUS_TYPE_INVALID);
    }
    for (guint i = 0; i < count; i++) {
        take_answers(things[i], &q[i]);
        g_ptr_array_extend(next, things[i]->children, NULL, NULL);
    }
}

static void drop_hidden(GPtrArray *level)
{
    for (guint i = level->len; i-- > 0;)
        if (!thing_is_shown(((thing *)level->pdata[i])->parent))
            g_ptr_array_remove_index(level, i);
}

thing *screen_read(aspects what, bool only_shown)
{
    thing *screen = thing_new(NULL, "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root");
    g_autoptr(GPtrArray) level = g_ptr_array_new();
    g_ptr_array_add(level, screen);
    for (int depth = 0; level->len && depth < DEEPEST; depth++) {
        g_autoptr(GPtrArray) next = g_ptr_array_new();
        for (guint i = 0; i < level->len; i += AT_A_TIME)
            read_some((thing **)level->pdata + i, MIN(level->len - i, AT_A_TIME), what, next);
        if (only_shown && depth > 1)
            drop_hidden(next);
        g_ptr_array_unref(level);
        level = g_steal_pointer(&next);
    }
    return screen;
}

/* ---- what it does and says ---- */

bool thing_press(const thing *t)
{
    const dbus_int32_t first = 0;
    dbus_bool_t done = FALSE;
    return take(ask(t, "org.a11y.atspi.Action", "DoAction", DBUS_TYPE_INT32, &first,
                    DBUS_TYPE_INVALID),
                DBUS_TYPE_BOOLEAN, &done) &&
           done;
}

bool thing_can_be_pressed(const thing *t)
{
    dbus_int32_t count = 0;
    return take(ask_property(t, "org.a11y.atspi.Action", "NActions"), DBUS_TYPE_INT32, &count) &&
           count > 0;
}

bool thing_type(const thing *t, const char *text)
{
    dbus_bool_t done = FALSE;
    return take(ask(t, "org.a11y.atspi.EditableText", "SetTextContents", DBUS_TYPE_STRING, &text,
                    DBUS_TYPE_INVALID),
                DBUS_TYPE_BOOLEAN, &done) &&
           done;
}

char *thing_text(const thing *t)
{
    const dbus_int32_t first = 0, last = -1;
    double number = 0;
    char *words = take_text(ask(t, "org.a11y.atspi.Text", "GetText", DBUS_TYPE_INT32, &first,
                                DBUS_TYPE_INT32, &last, DBUS_TYPE_INVALID));
    if (!words)
        words = take_text(ask_property(t, ACCESSIBLE, "Description"));
    if (words && *words)
        return words;
    if (!take(ask_property(t, "org.a11y.atspi.Value", "CurrentValue"), DBUS_TYPE_DOUBLE, &number))
        return words ? words : g_strdup("");
    g_free(words); /* a spin button */
    return g_strdup_printf("%g", number);
}
