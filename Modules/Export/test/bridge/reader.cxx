#include "reader.h"

#include "vtk.hxx"

#include <itkMetaDataObject.h>
#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>
#include <itkPNGImageIO.h>
#include <itkTIFFImageIO.h>
#include <vtkCell.h>
#include <vtkDataArray.h>
#include <vtkMatrix3x3.h>
#include <vtkOBJReader.h>
#include <vtkPLYReader.h>
#include <vtkSTLReader.h>
#include <vtkXMLImageDataReader.h>
#include <vtkXMLPolyDataReader.h>

#include <cstring>

namespace
{

itk::ImageIOBase::Pointer open(const char *path)
{
    itk::ImageIOBase::Pointer io;
    if (g_str_has_suffix(path, ".nrrd"))
        io = itk::NrrdImageIO::New();
    else if (g_str_has_suffix(path, ".nii") || g_str_has_suffix(path, ".nii.gz"))
        io = itk::NiftiImageIO::New();
    else if (g_str_has_suffix(path, ".mha"))
        io = itk::MetaImageIO::New();
    else if (g_str_has_suffix(path, ".png"))
        io = itk::PNGImageIO::New();
    else
        io = itk::TIFFImageIO::New();
    g_assert_true(io->CanReadFile(path));
    io->SetFileName(path);
    io->ReadImageInformation();
    return io;
}

lm_type type_of(const char *name)
{
    lm_type type = LM_UINT8;
    g_assert_true(lm_type_from_name(name, &type));
    return type;
}

lm_type type_of(itk::IOComponentEnum component)
{
    using C = itk::IOComponentEnum;
    switch (component) {
    case C::UCHAR:
        return LM_UINT8;
    case C::CHAR:
        return LM_INT8;
    case C::USHORT:
        return LM_UINT16;
    case C::SHORT:
        return LM_INT16;
    case C::UINT:
        return LM_UINT32;
    case C::INT:
        return LM_INT32;
    default:
        g_assert_true(component == C::FLOAT);
        return LM_FLOAT32;
    }
}

lm_volume *new_volume(const lm_grid &grid, lm_type type, int components)
{
    GError *error = nullptr;
    lm_volume *volume = lm_volume_new(&grid, type, components, &error);
    g_assert_no_error(error);
    return volume;
}

lm_volume *read_itk(const char *path)
{
    auto io = open(path);
    lm_grid grid = lm_grid_make(1, 1, 1);
    itk::ImageIORegion region(io->GetNumberOfDimensions());
    for (unsigned k = 0; k < io->GetNumberOfDimensions(); k++) {
        region.SetSize(k, io->GetDimensions(k));
        if (k > 2) {
            g_assert_cmpint(static_cast<int>(io->GetDimensions(k)), ==, 1);
            continue;
        }
        grid.size[k] = static_cast<gint64>(io->GetDimensions(k));
        grid.spacing[k] = io->GetSpacing(k);
        grid.origin[k] = io->GetOrigin(k);
        for (unsigned r = 0; r < 3 && r < io->GetNumberOfDimensions(); r++)
            grid.direction[3 * r + k] = io->GetDirection(k)[r];
    }
    lm_volume *volume = new_volume(grid, type_of(io->GetComponentType()),
                                   static_cast<int>(io->GetNumberOfComponents()));
    io->SetIORegion(region);
    g_assert_cmpint(static_cast<gint64>(io->GetImageSizeInBytes()), ==,
                    static_cast<gint64>(lm_volume_plane_bytes(volume)) * grid.size[2]);
    io->Read(volume->data);
    return volume;
}

lm_volume *read_vti(const char *path)
{
    vtkNew<vtkXMLImageDataReader> reader;
    lamina::vtk_watch watch(reader, nullptr, false);
    reader->SetFileName(path);
    reader->Update();
    GError *error = nullptr;
    watch.check(path, &error);
    g_assert_no_error(error);
    vtkImageData *image = reader->GetOutput();
    vtkDataArray *values = image->GetPointData()->GetScalars();
    g_assert_nonnull(values);
    lm_grid grid = lm_grid_make(1, 1, 1);
    for (int k = 0; k < 3; k++) {
        g_assert_cmpint(image->GetExtent()[2 * k], ==, 0);
        grid.size[k] = image->GetDimensions()[k];
        grid.spacing[k] = image->GetSpacing()[k];
        grid.origin[k] = image->GetOrigin()[k];
    }
    memcpy(grid.direction, image->GetDirectionMatrix()->GetData(), sizeof grid.direction);
    std::string name = values->GetDataType() == VTK_FLOAT            ? "float32"
                       : values->GetDataType() == VTK_UNSIGNED_CHAR  ? "uint8"
                       : values->GetDataType() == VTK_SIGNED_CHAR    ? "int8"
                       : values->GetDataType() == VTK_UNSIGNED_SHORT ? "uint16"
                       : values->GetDataType() == VTK_SHORT          ? "int16"
                       : values->GetDataType() == VTK_UNSIGNED_INT   ? "uint32"
                       : values->GetDataType() == VTK_INT            ? "int32"
                                                                     : "";
    lm_volume *volume = new_volume(grid, type_of(name.c_str()), values->GetNumberOfComponents());
    memcpy(volume->data, values->GetVoidPointer(0),
           lm_volume_plane_bytes(volume) * static_cast<size_t>(grid.size[2]));
    return volume;
}

template <typename Reader> vtkSmartPointer<vtkPolyData> read_with(Reader *reader, const char *path)
{
    lamina::vtk_watch watch(reader, nullptr, false);
    reader->SetFileName(path);
    reader->Update();
    GError *error = nullptr;
    watch.check(path, &error);
    g_assert_no_error(error);
    return reader->GetOutput();
}

vtkSmartPointer<vtkPolyData> read_poly(const char *path)
{
    if (g_str_has_suffix(path, ".stl")) {
        vtkNew<vtkSTLReader> reader;
        reader->MergingOff();
        return read_with(reader.Get(), path);
    }
    if (g_str_has_suffix(path, ".ply"))
        return read_with(vtkNew<vtkPLYReader>().Get(), path);
    if (g_str_has_suffix(path, ".obj"))
        return read_with(vtkNew<vtkOBJReader>().Get(), path);
    return read_with(vtkNew<vtkXMLPolyDataReader>().Get(), path);
}

float *copy_array(vtkDataArray *array, size_t values)
{
    GError *error = nullptr;
    auto *copy = static_cast<float *>(lm_alloc(values, sizeof(float), "a test", &error));
    g_assert_no_error(error);
    g_assert_cmpint(array->GetDataType(), ==, VTK_FLOAT);
    memcpy(copy, array->GetVoidPointer(0), values * sizeof(float));
    return copy;
}

} // namespace

lm_volume *reader_volume(const char *path)
{
    return g_str_has_suffix(path, ".vti") ? read_vti(path) : read_itk(path);
}

char *reader_entry(const char *path, const char *key)
{
    std::string text;
    if (!itk::ExposeMetaData<std::string>(open(path)->GetMetaDataDictionary(), key, text))
        return nullptr;
    return g_strdup(text.c_str());
}

lm_mesh *reader_mesh(const char *path)
{
    auto poly = read_poly(path);
    const auto points = static_cast<size_t>(poly->GetNumberOfPoints());
    const auto triangles = static_cast<size_t>(poly->GetNumberOfCells());
    GError *error = nullptr;
    lm_mesh *mesh = lm_mesh_new(points, triangles, &error);
    g_assert_no_error(error);
    for (size_t i = 0; i < 3 * points; i++)
        mesh->points[i] = static_cast<float>(poly->GetPoint(static_cast<vtkIdType>(i / 3))[i % 3]);
    for (size_t i = 0; i < triangles; i++) {
        vtkCell *cell = poly->GetCell(static_cast<vtkIdType>(i));
        g_assert_cmpint(cell->GetCellType(), ==, VTK_TRIANGLE);
        for (int k = 0; k < 3; k++)
            mesh->triangles[3 * i + static_cast<size_t>(k)] =
                static_cast<gint32>(cell->GetPointId(k));
    }
    if (vtkDataArray *normals = poly->GetPointData()->GetNormals())
        mesh->normals = copy_array(normals, 3 * points);
    if (vtkDataArray *scalars = poly->GetPointData()->GetScalars())
        mesh->scalars = copy_array(scalars, points);
    return mesh;
}
