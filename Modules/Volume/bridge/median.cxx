#include "itk.hxx"
#include "smoothing.h"

#include <itkMedianImageFilter.h>

bool lm_bridge_median(const lm_slab *in, lm_slab *out, const gint64 radius[3], lm_context *context,
                      GError **error)
{
    using Image = itk::Image<gint32, 3>;
    return lamina::itk_guard("smoothing", error, [&](GError **) {
        auto filter = itk::MedianImageFilter<Image, Image>::New();
        Image::SizeType size;
        for (unsigned k = 0; k < 3; k++)
            size[k] = static_cast<itk::SizeValueType>(radius[k]);
        filter->SetRadius(size);
        filter->SetInput(lamina::itk_view<gint32>(in));
        filter->SetNumberOfWorkUnits(1);
        lamina::itk_connect(filter, context, false);
        filter->GraftOutput(lamina::itk_view<gint32>(out));
        filter->Update();
        return filter->GetOutput()->GetBufferPointer() == out->data;
    });
}
