// ITK at the boundary: its exceptions, progress and abort, and its view of our voxels. In one
// place.
#pragma once

#include "guard.hxx"
#include "lamina/context.h"
#include "lamina/slab.h"

#include <itkCommand.h>
#include <itkImage.h>
#include <itkImportImageContainer.h>
#include <itkMultiThreaderBase.h>
#include <itkProcessObject.h>

#include <mutex>
#include <string>

namespace lamina
{

// The part of an ITK exception meant for people: no addresses, no class dumps, no source lines.
inline std::string itk_description(const itk::ExceptionObject &e)
{
    std::string text = e.GetDescription();
    const auto at = text.find("): ");
    const bool has_class = text.compare(0, 4, "itk:") == 0 || text.compare(0, 4, "ITK ") == 0;
    if (has_class && at != std::string::npos)
        text.erase(0, at + 3);
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    for (char &c : text)
        if (c == '\n')
            c = ' ';
    return text;
}

// guard() for bodies that call ITK. `what` begins the message: a file, or what was being done.
template <typename Body> bool itk_guard(const char *what, GError **error, Body &&body) noexcept
{
    return guard(error, [&](GError **inner) {
        try {
            return static_cast<bool>(body(inner));
        } catch (const itk::ProcessAborted &) {
            g_clear_error(inner);
            return lm_fail(inner, LM_ERROR_CANCELLED, "interrupted");
        } catch (const itk::MemoryAllocationError &) {
            g_clear_error(inner);
            return lm_fail(inner, LM_ERROR_MEMORY, "%s: not enough memory", what);
        } catch (const itk::ExceptionObject &e) {
            g_clear_error(inner);
            return lm_fail(inner, LM_ERROR_INTERNAL, "%s: %s", what, itk_description(e).c_str());
        }
    });
}

// Connects a filter to the context: it stops when cancelled. With `report` its progress is that of
// the step; slabs, which run side by side, do not report.
inline void itk_connect(itk::ProcessObject *filter, lm_context *context, bool report)
{
    filter->AddObserver(itk::ProgressEvent(), [=](const itk::EventObject &) {
        if (report)
            lm_context_progress(context, static_cast<double>(filter->GetProgress()));
        if (lm_context_cancelled(context))
            filter->AbortGenerateDataOn();
    });
}

// ITK makes its global objects on first use and keeps them in a map without a lock. Those of images
// and filters are made here, once, before slabs ask for them side by side.
inline void itk_make_globals()
{
    static std::once_flag once;
    std::call_once(once, [] {
        itk::Object::GetGlobalWarningDisplay();
        itk::DataObject::GetGlobalReleaseDataFlag();
        itk::MultiThreaderBase::New();
    });
}

// Shows ITK the voxels of a slab as a region of the whole image, in place: the same buffer, the
// whole as largest region, the slab's planes as buffered region. T is the type of one component's
// voxel.
template <typename T> typename itk::Image<T, 3>::Pointer itk_view(const lm_slab *slab)
{
    using Image = itk::Image<T, 3>;
    itk_make_globals();
    const lm_grid &grid = slab->grid;
    typename Image::Pointer image = Image::New();
    typename Image::SizeType size, part;
    typename Image::IndexType first{};
    typename Image::DirectionType direction;
    typename Image::PointType origin;
    typename Image::SpacingType spacing;
    for (unsigned k = 0; k < 3; k++) {
        size[k] = part[k] = static_cast<itk::SizeValueType>(grid.size[k]);
        spacing[k] = grid.spacing[k];
        origin[k] = grid.origin[k];
        for (unsigned c = 0; c < 3; c++)
            direction[k][c] = grid.direction[3 * k + c];
    }
    typename Image::RegionType whole(size);
    first[2] = static_cast<itk::IndexValueType>(slab->z.lo);
    part[2] = static_cast<itk::SizeValueType>(slab->z.hi - slab->z.lo);
    typename Image::RegionType held(first, part);
    image->SetLargestPossibleRegion(whole);
    image->SetBufferedRegion(held);
    image->SetRequestedRegion(held);
    image->SetOrigin(origin);
    image->SetSpacing(spacing);
    image->SetDirection(direction);
    image->GetPixelContainer()->SetImportPointer(static_cast<T *>(slab->data),
                                                 held.GetNumberOfPixels(), false);
    return image;
}

} // namespace lamina
