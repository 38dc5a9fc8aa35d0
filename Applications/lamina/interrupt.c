#include "interrupt.h"

#include "lamina/output.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static sigset_t signals;

static void leave(void)
{
    static const char message[] = "\nlamina: interrupted\n";
    lm_output_remove_all();
    /* stdio may be locked by a thread that is still at work */
    if (write(STDERR_FILENO, message, strlen(message)) < 0)
        errno = 0; /* nobody is left to tell */
    _exit(130);
}

/* A library call can last longer than anyone wants to wait: after this, or at the second Ctrl-C,
 * the process goes at once. */
static gpointer wait_for_signal(gpointer user)
{
    static const struct timespec patience = {0, 700 * 1000 * 1000};
    int signal;
    while (sigwait(&signals, &signal) != 0)
        continue;
    lm_context_cancel(user);
    while (sigtimedwait(&signals, NULL, &patience) < 0 && errno == EINTR)
        continue;
    leave();
    return NULL;
}

/* What was ignored from the start (nohup, a background job) stays ignored. */
static void add_signal(int number)
{
    struct sigaction now;
    if (sigaction(number, NULL, &now) == 0 && now.sa_handler != SIG_IGN)
        sigaddset(&signals, number);
}

void interrupt_cancels(lm_context *context)
{
    sigemptyset(&signals);
    add_signal(SIGINT);
    add_signal(SIGTERM);
    add_signal(SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    g_thread_unref(g_thread_new("interrupt", wait_for_signal, context));
}
