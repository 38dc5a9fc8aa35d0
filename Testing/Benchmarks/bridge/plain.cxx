#include "plain.h"

#include "itk.hxx"
#include "vtk.hxx"

#include <itkBSplineInterpolateImageFunction.h>
#include <itkBinShrinkImageFilter.h>
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
#include <vtkImageInterpolator.h>
#include <vtkImageResize.h>
#include <vtkImageReslice.h>
#include <vtkImageSincInterpolator.h>
#include <vtkQuadricDecimation.h>
#include <vtkSTLWriter.h>
#include <vtkUnsignedShortArray.h>
#include <vtkWindowedSincPolyDataFilter.h>

#include <cstring>

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

namespace
{

Image::SizeType itk_size(const lm_grid *grid)
{
    Image::SizeType size;
    for (unsigned k = 0; k < 3; k++)
        size[k] = static_cast<itk::SizeValueType>(grid->size[k]);
    return size;
}

void keep(const void *voxels, lm_volume *result)
{
    if (result)
        memcpy(result->data, voxels, static_cast<size_t>(lm_grid_voxels(&result->grid)) * 2);
}

itk::InterpolateImageFunction<Image, double>::Pointer itk_interpolator(plain_interpolator which)
{
    if (which == PLAIN_BSPLINE)
        return itk::BSplineInterpolateImageFunction<Image>::New().GetPointer();
    return itk::LinearInterpolateImageFunction<Image>::New().GetPointer();
}

vtkSmartPointer<vtkAbstractImageInterpolator> vtk_interpolator(plain_interpolator which)
{
    if (which == PLAIN_LANCZOS)
        return vtkSmartPointer<vtkImageSincInterpolator>::New(); // Lanczos, 3 to either side
    vtkNew<vtkImageInterpolator> interpolator;
    if (which == PLAIN_CUBIC)
        interpolator->SetInterpolationModeToCubic();
    return interpolator;
}

} // namespace

double plain_resample_itk(const lm_volume *in, const lm_grid *out, plain_interpolator interpolator,
                          lm_volume *result)
{
    auto filter = itk::ResampleImageFilter<Image, Image>::New();
    auto image = itk_image(in);
    filter->SetInput(image);
    filter->SetSize(itk_size(out));
    filter->SetOutputSpacing(out->spacing);
    filter->SetOutputOrigin(out->origin);
    filter->SetOutputDirection(image->GetDirection());
    filter->SetInterpolator(itk_interpolator(interpolator));
    const double time = seconds([&] { filter->Update(); });
    keep(filter->GetOutput()->GetBufferPointer(), result);
    return time;
}

double plain_reslice_vtk(const lm_volume *in, const lm_grid *out, plain_interpolator interpolator,
                         lm_volume *result)
{
    vtkNew<vtkImageReslice> filter;
    filter->SetInputData(vtk_image(in));
    if (interpolator == PLAIN_CUBIC)
        filter->SetInterpolationModeToCubic();
    else
        filter->SetInterpolationModeToLinear();
    filter->SetOutputSpacing(out->spacing);
    filter->SetOutputOrigin(out->origin);
    filter->SetOutputExtent(0, static_cast<int>(out->size[0]) - 1, 0,
                            static_cast<int>(out->size[1]) - 1, 0,
                            static_cast<int>(out->size[2]) - 1);
    const double time = seconds([&] { filter->Update(); });
    keep(filter->GetOutput()->GetScalarPointer(), result);
    return time;
}

double plain_resize_vtk(const lm_volume *in, const lm_grid *out, plain_interpolator interpolator,
                        lm_volume *result)
{
    vtkNew<vtkImageResize> filter;
    filter->SetInputData(vtk_image(in));
    filter->SetOutputDimensions(static_cast<int>(out->size[0]), static_cast<int>(out->size[1]),
                                static_cast<int>(out->size[2]));
    filter->BorderOn(); // outer faces coincide, not outermost centres
    filter->SetInterpolator(vtk_interpolator(interpolator));
    const double time = seconds([&] { filter->Update(); });
    keep(filter->GetOutput()->GetScalarPointer(), result);
    return time;
}

double plain_shrink_itk(const lm_volume *in, const lm_grid *out, lm_volume *result)
{
    auto filter = itk::BinShrinkImageFilter<Image, Image>::New();
    filter->SetInput(itk_image(in));
    for (unsigned k = 0; k < 3; k++)
        filter->SetShrinkFactor(k, static_cast<unsigned>(in->grid.size[k] / out->size[k]));
    const double time = seconds([&] { filter->Update(); });
    keep(filter->GetOutput()->GetBufferPointer(), result);
    return time;
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
