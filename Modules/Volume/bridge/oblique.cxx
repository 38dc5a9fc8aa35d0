#include "oblique.h"

#include "itk.hxx"

#include <itkBSplineInterpolateImageFunction.h>
#include <itkLinearInterpolateImageFunction.h>
#include <itkNearestNeighborInterpolateImageFunction.h>
#include <itkResampleImageFilter.h>
#include <itkWindowedSincInterpolateImageFunction.h>

namespace
{

template <typename Real>
typename itk::InterpolateImageFunction<itk::Image<Real, 3>, double>::Pointer
interpolator_of(lm_bridge_interpolator which)
{
    using Image = itk::Image<Real, 3>;
    switch (which) {
    case LM_BRIDGE_NEAREST:
        return itk::NearestNeighborInterpolateImageFunction<Image>::New().GetPointer();
    case LM_BRIDGE_LINEAR:
        break;
    case LM_BRIDGE_BSPLINE:
        return itk::BSplineInterpolateImageFunction<Image, double, Real>::New().GetPointer();
    case LM_BRIDGE_LANCZOS:
        return itk::WindowedSincInterpolateImageFunction<
                   Image, 3, itk::Function::LanczosWindowFunction<3>>::New()
            .GetPointer();
    }
    return itk::LinearInterpolateImageFunction<Image>::New().GetPointer();
}

template <typename Real>
bool oblique(const lm_slab *in, lm_slab *out, lm_bridge_interpolator interpolator, double fill,
             lm_context *context, GError **error)
{
    using Image = itk::Image<Real, 3>;
    return lamina::itk_guard("resampling", error, [&](GError **) {
        auto filter = itk::ResampleImageFilter<Image, Image>::New();
        auto result = lamina::itk_view<Real>(out);
        filter->SetInput(lamina::itk_view<Real>(in));
        filter->SetOutputParametersFromImage(result);
        filter->SetInterpolator(interpolator_of<Real>(interpolator));
        filter->SetDefaultPixelValue(static_cast<Real>(fill));
        filter->SetNumberOfWorkUnits(lm_context_threads(context));
        lamina::itk_connect(filter, context, true);
        filter->GraftOutput(result);
        filter->Update();
        return filter->GetOutput()->GetBufferPointer() == out->data;
    });
}

} // namespace

bool lm_bridge_oblique_float(const lm_slab *in, lm_slab *out, lm_bridge_interpolator interpolator,
                             double fill, lm_context *context, GError **error)
{
    return oblique<float>(in, out, interpolator, fill, context, error);
}

bool lm_bridge_oblique_double(const lm_slab *in, lm_slab *out, lm_bridge_interpolator interpolator,
                              double fill, lm_context *context, GError **error)
{
    return oblique<double>(in, out, interpolator, fill, context, error);
}
