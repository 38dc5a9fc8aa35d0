#include "dicom.h"

#include "guard.hxx"
#include "image-io.h"

#include <gdcmReader.h>
#include <gdcmSequenceOfItems.h>

#include <cstring>
#include <string>

struct dicom_file {
    gdcm::Reader reader;

    const gdcm::DataSet &data() const
    {
        return reader.GetFile().GetDataSet();
    }
};

static const gdcm::Tag pixel_data(0x7fe0, 0x0010);
static const gdcm::Tag shared_groups(0x5200, 0x9229), frame_groups(0x5200, 0x9230);

static gdcm::Tag tag_of(guint32 tag)
{
    return gdcm::Tag(static_cast<uint16_t>(tag >> 16), static_cast<uint16_t>(tag & 0xffff));
}

static std::set<gdcm::Tag> header_tags()
{
    return {gdcm::Tag(0x0008, 0x0016),
            gdcm::Tag(0x0008, 0x103e),
            gdcm::Tag(0x0020, 0x000e),
            gdcm::Tag(0x0020, 0x0032),
            gdcm::Tag(0x0020, 0x0037),
            gdcm::Tag(0x0028, 0x0002),
            gdcm::Tag(0x0028, 0x0004),
            gdcm::Tag(0x0028, 0x0008),
            gdcm::Tag(0x0028, 0x0010),
            gdcm::Tag(0x0028, 0x0011),
            gdcm::Tag(0x0028, 0x0030),
            gdcm::Tag(0x0028, 0x0100),
            gdcm::Tag(0x0028, 0x0101),
            gdcm::Tag(0x0028, 0x0103),
            gdcm::Tag(0x0028, 0x1052),
            gdcm::Tag(0x0028, 0x1053),
            shared_groups,
            frame_groups};
}

dicom_file *dicom_open(const char *path, GError **error)
{
    image_io_quiet();
    dicom_file *file = nullptr;
    const bool ok = lamina::guard(error, [&](GError **inner) {
        file = new dicom_file;
        file->reader.SetFileName(path);
        return (file->reader.CanRead() && file->reader.ReadSelectedTags(header_tags())) ||
               lm_fail(inner, LM_ERROR_INPUT, "%s: is no DICOM file, or a damaged one", path);
    });
    if (ok)
        return file;
    delete file;
    return nullptr;
}

void dicom_close(dicom_file *file)
{
    delete file;
}

static const gdcm::ByteValue *value_of(const gdcm::DataSet &data, const gdcm::Tag &tag)
{
    return data.FindDataElement(tag) ? data.GetDataElement(tag).GetByteValue() : nullptr;
}

static char *text_of(const gdcm::ByteValue *value)
{
    if (!value || !value->GetPointer())
        return nullptr;
    std::string text(value->GetPointer(), value->GetLength());
    text.erase(std::min(text.find('\0'), text.size()));
    char *copy = g_utf8_make_valid(text.c_str(), -1);
    return g_strstrip(copy);
}

char *dicom_text(const dicom_file *file, guint32 tag)
{
    return text_of(value_of(file->data(), tag_of(tag)));
}

int dicom_short(const dicom_file *file, guint32 tag)
{
    const gdcm::ByteValue *value = value_of(file->data(), tag_of(tag));
    uint16_t number;
    if (!value || value->GetLength() < sizeof number)
        return -1;
    std::memcpy(&number, value->GetPointer(), sizeof number);
    return number;
}

// The tag in any of the sequences of one functional group.
static char *text_in_group(const gdcm::DataSet &group, const gdcm::Tag &tag)
{
    for (const gdcm::DataElement &element : group.GetDES()) {
        const auto sequence = element.GetValueAsSQ();
        if (!sequence || sequence->GetNumberOfItems() < 1)
            continue;
        if (char *text = text_of(value_of(sequence->GetItem(1).GetNestedDataSet(), tag)))
            return text;
    }
    return nullptr;
}

static char *text_in_item(const gdcm::DataSet &data, const gdcm::Tag &groups, size_t item,
                          const gdcm::Tag &tag)
{
    if (!data.FindDataElement(groups))
        return nullptr;
    const auto sequence = data.GetDataElement(groups).GetValueAsSQ();
    if (!sequence || sequence->GetNumberOfItems() < item)
        return nullptr;
    return text_in_group(sequence->GetItem(item).GetNestedDataSet(), tag);
}

char *dicom_frame_text(const dicom_file *file, guint frame, guint32 tag)
{
    char *text = nullptr;
    lamina::guard(nullptr, [&](GError **) {
        text = text_in_item(file->data(), frame_groups, size_t{frame} + 1, tag_of(tag));
        if (!text)
            text = text_in_item(file->data(), shared_groups, 1, tag_of(tag));
        return true;
    });
    return text;
}

bool dicom_pixels(const char *path, gint64 *end, gint64 *bytes, GError **error)
{
    image_io_quiet();
    return lamina::guard(error, [&](GError **inner) {
        gdcm::Reader reader;
        reader.SetFileName(path);
        if (!reader.ReadSelectedTags({pixel_data}, false) ||
            !reader.GetFile().GetDataSet().FindDataElement(pixel_data))
            return lm_fail(inner, LM_ERROR_INPUT, "%s: holds no complete image", path);
        const gdcm::VL length = reader.GetFile().GetDataSet().GetDataElement(pixel_data).GetVL();
        *end = static_cast<gint64>(reader.GetStreamCurrentPosition());
        *bytes = length.IsUndefined() ? -1 : static_cast<gint64>(uint32_t{length});
        return true;
    });
}
