/* How a decoded picture lies in memory. */
#pragma once

#include "lamina/complete.h"
#include "lamina/type.h"

/* The type of its values. */
lm_type picture_type(const lm_picture_header *header);

/* Bytes of the decoded picture, and of one of its rows. */
size_t picture_row_bytes(const lm_picture_header *header);
size_t picture_bytes(const lm_picture_header *header);
