#include "image-io.h"

#include "itk.hxx"

#include <gdcmTrace.h>
#include <itkGDCMImageIO.h>
#include <itkJPEGImageIO.h>
#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>
#include <itkVTKImageIO.h>

#include <iostream>
#include <mutex>

struct image_reader {
    itk::ImageIOBase::Pointer io;
    std::string path;
};

// MetaIO, OpenJPEG and others write to the C++ streams, which Lamina itself never uses.
static void keep_quiet()
{
    static std::once_flag once;
    std::call_once(once, [] {
        itk::Object::GlobalWarningDisplayOff();
        gdcm::Trace::DebugOff();
        gdcm::Trace::WarningOff();
        gdcm::Trace::ErrorOff();
        std::cerr.rdbuf(nullptr);
        std::cout.rdbuf(nullptr);
    });
}

static itk::ImageIOBase::Pointer new_io(image_io io)
{
    switch (io) {
    case IMAGE_JPEG:
        return itk::JPEGImageIO::New().GetPointer();
    case IMAGE_DICOM:
        return itk::GDCMImageIO::New().GetPointer();
    case IMAGE_NRRD:
        return itk::NrrdImageIO::New().GetPointer();
    case IMAGE_META:
        return itk::MetaImageIO::New().GetPointer();
    case IMAGE_NIFTI:
        return itk::NiftiImageIO::New().GetPointer();
    case IMAGE_VTK:
        return itk::VTKImageIO::New().GetPointer();
    }
    return nullptr;
}

static int stored_type(const itk::ImageIOBase *io)
{
    const bool is_signed = io->GetComponentType() == itk::IOComponentEnum::CHAR ||
                           io->GetComponentType() == itk::IOComponentEnum::SHORT ||
                           io->GetComponentType() == itk::IOComponentEnum::INT ||
                           io->GetComponentType() == itk::IOComponentEnum::LONG ||
                           io->GetComponentType() == itk::IOComponentEnum::LONGLONG;
    switch (io->GetComponentType()) {
    case itk::IOComponentEnum::FLOAT:
        return LM_FLOAT32;
    case itk::IOComponentEnum::DOUBLE:
        return STORED_FLOAT64;
    case itk::IOComponentEnum::UNKNOWNCOMPONENTTYPE:
    case itk::IOComponentEnum::LDOUBLE:
        return -1;
    default:
        break;
    }
    switch (io->GetComponentSize()) {
    case 1:
        return is_signed ? LM_INT8 : LM_UINT8;
    case 2:
        return is_signed ? LM_INT16 : LM_UINT16;
    case 4:
        return is_signed ? LM_INT32 : LM_UINT32;
    default:
        return is_signed ? STORED_INT64 : STORED_UINT64;
    }
}

static bool fill_header(const image_reader *reader, image_header *header, GError **error)
{
    const itk::ImageIOBase *io = reader->io;
    *header = {};
    header->dimensions = static_cast<int>(io->GetNumberOfDimensions());
    header->more = 1;
    header->grid = lm_grid_make(1, 1, 1);
    header->components = static_cast<int>(io->GetNumberOfComponents());
    header->stored = stored_type(io);
    header->complex_numbers = io->GetPixelType() == itk::IOPixelEnum::COMPLEX;
    if (header->stored < 0)
        return lm_fail(error, LM_ERROR_INPUT, "%s: its type of voxels is not one Lamina reads",
                       reader->path.c_str());
    for (unsigned k = 0; k < io->GetNumberOfDimensions(); k++) {
        const auto size = static_cast<gint64>(io->GetDimensions(k));
        if (k >= 3) {
            if (size < 1 || __builtin_mul_overflow(header->more, size, &header->more))
                return lm_fail(error, LM_ERROR_INPUT, "%s: its sizes are impossible",
                               reader->path.c_str());
            continue;
        }
        header->grid.size[k] = size;
        header->grid.spacing[k] = io->GetSpacing(k);
        header->grid.origin[k] = io->GetOrigin(k);
        const std::vector<double> axis = io->GetDirection(k);
        for (unsigned row = 0; row < 3 && io->GetNumberOfDimensions() >= 3; row++)
            header->grid.direction[3 * row + k] = axis[row];
    }
    return true;
}

image_reader *image_reader_open(image_io io, const char *path, image_header *header, GError **error)
{
    keep_quiet();
    image_reader *reader = nullptr;
    const bool ok = lamina::itk_guard(path, error, [&](GError **inner) {
        reader = new image_reader{new_io(io), path};
        try {
            reader->io->SetFileName(path);
            reader->io->ReadImageInformation();
        } catch (const itk::ExceptionObject &e) {
            return lm_fail(inner, LM_ERROR_INPUT, "%s: cannot be read (%s)", path,
                           lamina::itk_description(e).c_str());
        }
        return fill_header(reader, header, inner);
    });
    if (ok)
        return reader;
    delete reader;
    return nullptr;
}

bool image_reader_read(image_reader *reader, void *buffer, size_t bytes, GError **error)
{
    const char *path = reader->path.c_str();
    return lamina::itk_guard(path, error, [&](GError **inner) {
        itk::ImageIOBase *io = reader->io;
        if (static_cast<size_t>(io->GetImageSizeInBytes()) != bytes)
            return lm_fail(inner, LM_ERROR_INPUT, "%s: its header contradicts itself", path);
        itk::ImageIORegion region(io->GetNumberOfDimensions());
        for (unsigned k = 0; k < io->GetNumberOfDimensions(); k++) {
            region.SetIndex(k, 0);
            region.SetSize(k, io->GetDimensions(k));
        }
        io->SetIORegion(region);
        try {
            io->Read(buffer);
        } catch (const itk::ExceptionObject &e) {
            return lm_fail(inner, LM_ERROR_INPUT,
                           "%s: its voxels cannot be read (%s); the file seems damaged", path,
                           lamina::itk_description(e).c_str());
        }
        return true;
    });
}

void image_reader_close(image_reader *reader)
{
    delete reader;
}
