// VTK at the boundary: its error events, progress and abort, and its view of our voxels and meshes.
// In one place.
//
// VTK 9.1 is always shown an identity direction and a zero origin; the grid's own matrix is applied
// by us (see DESIGN, Values). It reports errors by event, on the algorithm and on its executive,
// and only while global warning display is on; what no observer takes goes to vtkLogger, which is
// kept off stderr here.
#pragma once

#include "guard.hxx"
#include "lamina/context.h"
#include "lamina/mesh.h"
#include "lamina/slab.h"

#include <vtkAlgorithm.h>
#include <vtkCallbackCommand.h>
#include <vtkCellArray.h>
#include <vtkCommand.h>
#include <vtkExecutive.h>
#include <vtkFloatArray.h>
#include <vtkImageData.h>
#include <vtkLogger.h>
#include <vtkNew.h>
#include <vtkObject.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkTypeInt32Array.h>

#include <mutex>
#include <string>

namespace lamina
{

// VTK's first word on an error, without the class dump, the addresses and the source line around
// it.
inline std::string vtk_description(const char *text)
{
    std::string s = text ? text : "";
    const auto at = s.find("): ");
    if (s.compare(0, 6, "ERROR:") == 0 && at != std::string::npos)
        s.erase(0, at + 3);
    const auto line = s.find('\n');
    if (line != std::string::npos)
        s.erase(line);
    while (!s.empty() && (s.back() == ' ' || s.back() == '.'))
        s.pop_back();
    return s;
}

// Error events become an exception-free record; silence elsewhere. Once per process.
inline void vtk_quiet()
{
    static std::once_flag once;
    std::call_once(once, [] {
        vtkLogger::SetStderrVerbosity(vtkLogger::VERBOSITY_OFF);
        vtkObject::SetGlobalWarningDisplay(1);
    });
}

// Watches one algorithm for as long as it lives: keeps its first error, passes on progress (when
// `report`), and aborts it when the context is cancelled.
class vtk_watch
{
  public:
    vtk_watch(vtkAlgorithm *algorithm, lm_context *context, bool report)
        : algorithm_(algorithm), context_(context), report_(report)
    {
        vtk_quiet();
        command_->SetClientData(this);
        command_->SetCallback(&vtk_watch::event);
        tags_[0] = algorithm->AddObserver(vtkCommand::ErrorEvent, command_);
        tags_[1] = algorithm->AddObserver(vtkCommand::ProgressEvent, command_);
        executive_ = algorithm->GetExecutive();
        tags_[2] = executive_->AddObserver(vtkCommand::ErrorEvent, command_);
    }
    ~vtk_watch()
    {
        algorithm_->RemoveObserver(tags_[0]);
        algorithm_->RemoveObserver(tags_[1]);
        executive_->RemoveObserver(tags_[2]);
    }
    vtk_watch(const vtk_watch &) = delete;
    vtk_watch &operator=(const vtk_watch &) = delete;

    // After Update(): true when the algorithm neither failed nor was cancelled; else the error,
    // which begins with `what`.
    bool check(const char *what, GError **error) const
    {
        if (context_ && !lm_context_go_on(context_, error))
            return false;
        if (message_.empty())
            return true;
        return lm_fail(error, LM_ERROR_INTERNAL, "%s: %s", what, message_.c_str());
    }

  private:
    static void event(vtkObject *, unsigned long id, void *self, void *data)
    {
        auto *watch = static_cast<vtk_watch *>(self);
        if (id == vtkCommand::ErrorEvent && watch->message_.empty()) {
            watch->message_ = vtk_description(static_cast<const char *>(data));
            if (watch->message_.empty())
                watch->message_ = "failed and did not say why";
        }
        if (id == vtkCommand::ProgressEvent && watch->context_) {
            if (watch->report_)
                lm_context_progress(watch->context_, watch->algorithm_->GetProgress());
            if (lm_context_cancelled(watch->context_))
                watch->algorithm_->AbortExecuteOn();
        }
    }

    vtkAlgorithm *algorithm_;
    vtkExecutive *executive_ = nullptr;
    lm_context *context_;
    bool report_;
    std::string message_;
    vtkNew<vtkCallbackCommand> command_;
    unsigned long tags_[3] = {0, 0, 0};
};

// The mesh as VTK sees it: the same points and triangles, no copies. The mesh must outlive it.
inline vtkSmartPointer<vtkPolyData> vtk_view(const lm_mesh *mesh)
{
    vtkNew<vtkFloatArray> coordinates;
    coordinates->SetNumberOfComponents(3);
    coordinates->SetArray(mesh->points, static_cast<vtkIdType>(3 * mesh->n_points), 1);
    vtkNew<vtkPoints> points;
    points->SetData(coordinates);
    vtkNew<vtkTypeInt32Array> connectivity;
    connectivity->SetArray(mesh->triangles, static_cast<vtkIdType>(3 * mesh->n_triangles), 1);
    vtkNew<vtkTypeInt32Array> offsets;
    offsets->SetNumberOfValues(static_cast<vtkIdType>(mesh->n_triangles + 1));
    for (vtkIdType i = 0; i < offsets->GetNumberOfValues(); i++)
        offsets->SetValue(i, static_cast<vtkTypeInt32>(3 * i));
    vtkNew<vtkCellArray> triangles;
    triangles->SetData(offsets, connectivity);
    auto data = vtkSmartPointer<vtkPolyData>::New();
    data->SetPoints(points);
    data->SetPolys(triangles);
    if (mesh->normals) {
        vtkNew<vtkFloatArray> normals;
        normals->SetNumberOfComponents(3);
        normals->SetName("Normals");
        normals->SetArray(mesh->normals, static_cast<vtkIdType>(3 * mesh->n_points), 1);
        data->GetPointData()->SetNormals(normals);
    }
    if (mesh->scalars) {
        vtkNew<vtkFloatArray> scalars;
        scalars->SetName("Scalars");
        scalars->SetArray(mesh->scalars, static_cast<vtkIdType>(mesh->n_points), 1);
        data->GetPointData()->SetScalars(scalars);
    }
    return data;
}

} // namespace lamina
