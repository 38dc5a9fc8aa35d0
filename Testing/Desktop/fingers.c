/* Fingers on a touch screen, for scripts that drive the desktop. `fingers SOCKET WIDTH HEIGHT` does
 * what each line of its input says, and then answers "done":
 *
 *     X Y TO-X TO-Y [X Y TO-X TO-Y]...
 *
 * Each finger goes down, all move at the same time, all go up again; in pixels of a screen of that
 * size. The socket is that of a device of type Touch of the X.Org
 * server's inputtest driver, which hands on what it is told as the events of a real screen. The
 * messages are those of the driver (xf86-input-inputtest-protocol.h, version 1.1).
 */
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { MOST = 5, VALUATORS = 64, STEPS = 20, STEP_MS = 20, AXIS_MAX = 0xffff };
enum { VERSION = 0, WAIT_FOR_SYNC = 1, TOUCH = 6 };
enum { DOWN = 18, MOVE = 19, UP = 20 }; /* as the X protocol numbers them */

typedef struct header {
    uint32_t length, type;
} header;

typedef struct version {
    header header;
    uint16_t major, minor;
} version;

typedef struct touch {
    header header;
    uint32_t id, what;
    uint32_t has_unaccelerated;
    uint8_t mask[VALUATORS / 8];
    double values[VALUATORS], unaccelerated[VALUATORS];
} touch;

typedef struct finger {
    double x, y, to_x, to_y; /* parts of the screen */
} finger;

static bool tell(int device, const void *message, size_t size)
{
    return write(device, message, size) == (ssize_t)size;
}

/* Until the driver answers. */
static bool hear(int device)
{
    header answer;
    char rest[64];
    return read(device, &answer, sizeof answer) == (ssize_t)sizeof answer &&
           answer.length >= sizeof answer && answer.length <= sizeof rest &&
           read(device, rest, answer.length - sizeof answer) >= 0;
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    int device = socket(AF_UNIX, SOCK_STREAM, 0);
    const version mine = {{sizeof mine, VERSION}, 1, 1};
    bool ok = device >= 0 && connect(device, (struct sockaddr *)&address, sizeof address) == 0 &&
              tell(device, &mine, sizeof mine) && hear(device);
    return ok ? device : -1;
}

static bool touch_at(int device, uint32_t id, uint32_t what, double x, double y)
{
    touch t = {.header = {sizeof t, TOUCH}, .id = id, .what = what, .mask = {3}};
    t.values[0] = x * AXIS_MAX;
    t.values[1] = y * AXIS_MAX;
    return tell(device, &t, sizeof t);
}

/* All fingers, at that part of their way; until the server has told of it. */
static bool touch_all(int device, const finger *fingers, uint32_t count, uint32_t what, double part)
{
    const header wait = {sizeof wait, WAIT_FOR_SYNC};
    bool ok = true;
    for (uint32_t i = 0; ok && i < count; i++) {
        const finger *f = &fingers[i];
        ok = touch_at(device, i, what, f->x + (f->to_x - f->x) * part,
                      f->y + (f->to_y - f->y) * part);
    }
    return ok && tell(device, &wait, sizeof wait) && hear(device);
}

/* Down, along and up; a tap is short. */
static bool do_touch(int device, const finger *fingers, uint32_t count)
{
    bool is_tap = fingers[0].x == fingers[0].to_x && fingers[0].y == fingers[0].to_y;
    bool ok = touch_all(device, fingers, count, DOWN, 0);
    g_usleep(2 * STEP_MS * 1000);
    for (int step = 1; ok && !is_tap && step <= STEPS; step++) {
        g_usleep(STEP_MS * 1000);
        ok = touch_all(device, fingers, count, MOVE, (double)step / STEPS);
    }
    return ok && touch_all(device, fingers, count, UP, 1);
}

/* How many fingers the line tells of; 0 when it is none. */
static uint32_t read_fingers(const char *line, const double size[2], finger fingers[MOST])
{
    g_auto(GStrv) words = g_strsplit(line, " ", 4 * MOST + 1);
    uint32_t count = g_strv_length(words) / 4;
    for (uint32_t i = 0; i < count; i++) {
        double at[4];
        for (uint32_t k = 0; k < 4; k++)
            at[k] = g_ascii_strtod(words[4 * i + k], NULL) / size[k % 2];
        fingers[i] = (finger){at[0], at[1], at[2], at[3]};
    }
    return MIN(count, MOST);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    const double size[] = {g_ascii_strtod(argv[2], NULL), g_ascii_strtod(argv[3], NULL)};
    int device = connect_to(argv[1]);
    char line[256];
    finger fingers[MOST];
    while (device >= 0 && fgets(line, sizeof line, stdin)) {
        uint32_t count = read_fingers(line, size, fingers);
        if (!count || !do_touch(device, fingers, count))
            return 1;
        puts("done");
        fflush(stdout);
    }
    return device < 0;
}
