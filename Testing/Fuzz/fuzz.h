/* What fuzz targets share. A target looks at some bytes and ends the process when a promise is
 * broken. The name and the type are libFuzzer's. */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as a file of this name (without folders), for readers that open by name. It lies in
 * memory, is replaced by the next call, and gone after the run. One name for each program. */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);

/* Fails unless the outcome and its error agree, and the error says what it is about (a path). */
void fuzz_check_error(gboolean ok, GError **error, const char *about);

G_END_DECLS
