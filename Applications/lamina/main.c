#include "command.h"

#include <signal.h>

int main(int argc, char **argv)
{
    (void)argc;
    signal(SIGPIPE, SIG_IGN); /* a reader that went away must not leave half a file behind */
    return lamina_main(argv);
}
