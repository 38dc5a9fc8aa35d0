#include "picture-layout.h"

lm_type picture_type(const lm_picture_header *header)
{
    if (header->bits == 16)
        return header->is_signed ? LM_INT16 : LM_UINT16;
    return header->is_signed ? LM_INT8 : LM_UINT8;
}

size_t picture_row_bytes(const lm_picture_header *header)
{
    return (size_t)header->width * (size_t)header->components * (size_t)(header->bits / 8);
}

size_t picture_bytes(const lm_picture_header *header)
{
    return picture_row_bytes(header) * header->height;
}
