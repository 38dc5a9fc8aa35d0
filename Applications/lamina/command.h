/* The sub-commands of lamina. What --help, the manual and the completion say of one is written in
 * its declaration and nowhere else. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct command {
    const char *name;
    const char *arguments;          /* as in the usage: "JOB.xml" */
    const char *summary;            /* one line, without full stop */
    const char *description;        /* plain sentences */
    const char *const *examples;    /* whole command lines, NULL-ended */
    guint least, most;              /* how many arguments besides options */
    const GOptionEntry *options[4]; /* tables, NULL-ended */
    bool (*run)(char **arguments, GError **error);
} command;

/* NULL-ended, in the order in which people meet them. */
extern const command *const commands[];

/* The options that every command has. */
extern const GOptionEntry common_options[];

extern const char exit_status_help[];

/* The whole program: finds the command, reads its options, runs it, says what went wrong. Returns
 * the exit status. */
int lamina_main(char **arguments);
