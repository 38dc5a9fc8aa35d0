#include "itk.hxx"
#include "smoothing.h"

#include <itkCurvatureAnisotropicDiffusionImageFilter.h>

bool lm_bridge_curvature(lm_slab *whole, gint64 iterations, double conductance, lm_context *context,
                         GError **error)
{
    using Image = itk::Image<float, 3>;
    return lamina::itk_guard("smoothing", error, [&](GError **) {
        auto filter = itk::CurvatureAnisotropicDiffusionImageFilter<Image, Image>::New();
        filter->SetInput(lamina::itk_view<float>(whole));
        filter->InPlaceOn();
        filter->SetTimeStep(1.0 / 16); // the largest stable one in 3D for a spacing of 1
        filter->SetConductanceParameter(conductance);
        filter->SetNumberOfIterations(static_cast<itk::IdentifierType>(iterations));
        filter->SetNumberOfWorkUnits(lm_context_threads(context));
        lamina::itk_connect(filter, context, true);
        filter->Update();
        return filter->GetOutput()->GetBufferPointer() == whole->data;
    });
}
