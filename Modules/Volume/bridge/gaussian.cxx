#include "itk.hxx"
#include "smoothing.h"

#include <itkGaussianOperator.h>
#include <itkImageAlgorithm.h>
#include <itkNeighborhoodOperatorImageFilter.h>

#include <vector>

namespace
{

using Image = itk::Image<float, 3>;
using Filter = itk::NeighborhoodOperatorImageFilter<Image, Image, double>;
using Operator = itk::GaussianOperator<double, 3>;

Operator gaussian(double variance, unsigned axis)
{
    Operator kernel;
    kernel.SetDirection(axis);
    kernel.SetVariance(variance);
    kernel.SetMaximumError(0.001);
    kernel.SetMaximumKernelWidth(1000); // beyond any that the variance allows
    kernel.CreateDirectional();
    return kernel;
}

} // namespace

gint64 lm_bridge_gaussian_radius(double variance)
{
    return variance > 0 ? static_cast<gint64>(gaussian(variance, 0).GetRadius(0)) : 0;
}

bool lm_bridge_gaussian(const lm_slab *in, lm_slab *out, const double variance[3],
                        lm_context *context, GError **error)
{
    return lamina::itk_guard("smoothing", error, [&](GError **) {
        Image::Pointer image = lamina::itk_view<float>(in), result = lamina::itk_view<float>(out);
        std::vector<Filter::Pointer> chain;  // keeps them: an image does not hold its source
        for (unsigned axis : {2u, 1u, 0u}) { // z first: the halo is dropped before the rest
            if (variance[axis] <= 0)
                continue;
            if (!chain.empty())
                image->ReleaseDataFlagOn();
            chain.push_back(Filter::New());
            chain.back()->SetOperator(gaussian(variance[axis], axis));
            chain.back()->SetInput(image);
            chain.back()->SetNumberOfWorkUnits(1);
            lamina::itk_connect(chain.back(), context, false);
            image = chain.back()->GetOutput();
        }
        const Image::RegionType region = result->GetBufferedRegion();
        if (chain.empty()) {
            itk::ImageAlgorithm::Copy(image.GetPointer(), result.GetPointer(), region, region);
            return true;
        }
        chain.back()->GraftOutput(result);
        chain.back()->Update();
        return image->GetBufferPointer() == out->data;
    });
}
