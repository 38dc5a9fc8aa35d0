#include "plain.h"

#include "itk.hxx"
#include "vtk.hxx"

#include <itkDiscreteGaussianImageFilter.h>
#include <itkImageFileWriter.h>
#include <itkImageSeriesReader.h>
#include <itkLinearInterpolateImageFunction.h>
#include <itkNrrdImageIO.h>
#include <itkNumericSeriesFileNames.h>
#include <itkPNGImageIO.h>
#include <itkResampleImageFilter.h>
#include <vtkFlyingEdges3D.h>
#include <vtkImageGaussianSmooth.h>
#include <vtkImageReslice.h>
#include <vtkQuadricDecimation.h>
#include <vtkSTLWriter.h>
#include <vtkUnsignedShortArray.h>
#include <vtkWindowedSincPolyDataFilter.h>

namespace
{

using Image = itk::Image<guint16, 3>;

template <typename Body> double seconds(Body &&body)
{
    const gint64 start = g_get_monotonic_time();
    body();
    return static_cast<double>(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
}

Image::Pointer itk_image(const lm_volume *volume)
{
    const lm_slab slab = lm_slab_of(volume, volume->held);
    return lamina::itk_view<guint16>(&slab);
}

vtkSmartPointer<vtkImageData> vtk_image(const lm_volume *volume)
{
    vtkNew<vtkUnsignedShortArray> voxels;
    voxels->SetArray(static_cast<guint16 *>(volume->data), lm_grid_voxels(&volume->grid), 1);
    auto image = vtkSmartPointer<vtkImageData>::New();
    const gint64 *n = volume->grid.size;
    image->SetDimensions(static_cast<int>(n[0]), static_cast<int>(n[1]), static_cast<int>(n[2]));
    image->SetSpacing(volume->grid.spacing);
    image->GetPointData()->SetScalars(voxels);
    return image;
}

} // namespace

double plain_read_itk(const char *pattern, gint64 slices)
{
    auto names = itk::NumericSeriesFileNames::New();
    names->SetSeriesFormat(pattern);
    names->SetEndIndex(static_cast<itk::SizeValueType>(slices - 1));
    names->SetStartIndex(0);
    auto reader = itk::ImageSeriesReader<Image>::New();
    reader->SetImageIO(itk::PNGImageIO::New());
    reader->SetFileNames(names->GetFileNames());
    return seconds([&] { reader->Update(); });
}

double plain_resample_itk(const lm_volume *in, const lm_grid *out)
{
    auto filter = itk::ResampleImageFilter<Image, Image>::New();
    auto image = itk_image(in);
    Image::SizeType size;
    for (unsigned k = 0; k < 3; k++)
        size[k] = static_cast<itk::SizeValueType>(out->size[k]);
    filter->SetInput(image);
    filter->SetSize(size);
    filter->SetOutputSpacing(out->spacing);
    filter->SetOutputOrigin(out->origin);
    filter->SetOutputDirection(image->GetDirection());
    filter->SetInterpolator(itk::LinearInterpolateImageFunction<Image>::New());
    return seconds([&] { filter->Update(); });
}

double plain_resample_vtk(const lm_volume *in, const lm_grid *out)
{
    vtkNew<vtkImageReslice> filter;
    filter->SetInputData(vtk_image(in));
    filter->SetInterpolationModeToLinear();
    filter->SetOutputSpacing(out->spacing);
    filter->SetOutputOrigin(out->origin);
    filter->SetOutputExtent(0, static_cast<int>(out->size[0]) - 1, 0,
                            static_cast<int>(out->size[1]) - 1, 0,
                            static_cast<int>(out->size[2]) - 1);
    return seconds([&] { filter->Update(); });
}

double plain_smooth_itk(const lm_volume *in, double sigma)
{
    auto filter = itk::DiscreteGaussianImageFilter<Image, Image>::New();
    filter->SetInput(itk_image(in));
    filter->SetVariance(sigma * sigma);
    filter->SetUseImageSpacingOn();
    return seconds([&] { filter->Update(); });
}

double plain_smooth_vtk(const lm_volume *in, double sigma)
{
    vtkNew<vtkImageGaussianSmooth> filter;
    filter->SetInputData(vtk_image(in));
    const double *spacing = in->grid.spacing;
    filter->SetStandardDeviations(sigma / spacing[0], sigma / spacing[1], sigma / spacing[2]);
    filter->SetRadiusFactors(3, 3, 3);
    return seconds([&] { filter->Update(); });
}

double plain_contour_vtk(const lm_volume *in, double value)
{
    vtkNew<vtkFlyingEdges3D> filter;
    filter->SetInputData(vtk_image(in));
    filter->SetValue(0, value);
    filter->ComputeNormalsOff();
    filter->ComputeScalarsOff();
    return seconds([&] { filter->Update(); });
}

double plain_smooth_mesh_vtk(const lm_mesh *in, int iterations)
{
    vtkNew<vtkWindowedSincPolyDataFilter> filter;
    filter->SetInputData(lamina::vtk_view(in));
    filter->SetNumberOfIterations(iterations);
    filter->NormalizeCoordinatesOn();
    return seconds([&] { filter->Update(); });
}

double plain_decimate_vtk(const lm_mesh *in, double keep)
{
    vtkNew<vtkQuadricDecimation> filter;
    filter->SetInputData(lamina::vtk_view(in));
    filter->SetTargetReduction(1 - keep);
    return seconds([&] { filter->Update(); });
}

double plain_write_nrrd_itk(const lm_volume *in, const char *path)
{
    auto writer = itk::ImageFileWriter<Image>::New();
    writer->SetImageIO(itk::NrrdImageIO::New());
    writer->SetInput(itk_image(in));
    writer->SetFileName(path);
    return seconds([&] { writer->Update(); });
}

double plain_write_stl_vtk(const lm_mesh *in, const char *path)
{
    vtkNew<vtkSTLWriter> writer;
    writer->SetInputData(lamina::vtk_view(in));
    writer->SetFileTypeToBinary();
    writer->SetFileName(path);
    return seconds([&] { writer->Update(); });
}
