#include "mesh-file-private.h"
#include "vtk.hxx"

#include <vtkXMLPolyDataReader.h>

static bool take_points(vtkPolyData *data, lm_mesh_builder *mesh, GError **error)
{
    for (vtkIdType i = 0; i < data->GetNumberOfPoints(); i++) {
        double at[3];
        data->GetPoint(i, at);
        if (!lm_mesh_add_point(mesh, at, error))
            return false;
    }
    return true;
}

static bool take_polygons(vtkCellArray *polygons, lm_mesh_builder *mesh, GError **error)
{
    for (vtkIdType i = 0; i < polygons->GetNumberOfCells(); i++) {
        vtkIdType count;
        const vtkIdType *corners;
        polygons->GetCellAtId(i, count, corners);
        lm_mesh_fan fan = {};
        for (vtkIdType k = 0; k < count; k++)
            if (!lm_mesh_add_corner(mesh, &fan, static_cast<double>(corners[k]), error))
                return false;
        if (!lm_mesh_end_fan(mesh, &fan, error))
            return false;
    }
    return true;
}

// What VTK says of the file, damaged in its eyes, in our words.
static bool read(vtkXMLPolyDataReader *reader, lm_mesh_builder *mesh, GError **error)
{
    lamina::vtk_watch watch(reader, nullptr, false);
    GError *problem = nullptr;
    try {
        reader->Update();
    } catch (const std::bad_alloc &) {
        return lm_mesh_damaged(mesh, error, "it claims more data than fit into memory");
    }
    if (watch.check(mesh->path, &problem))
        return true;
    lm_mesh_damaged(mesh, error, "VTK cannot read it (%s)", problem->message);
    g_error_free(problem);
    return false;
}

extern "C" bool lm_vtp_bridge(lm_mesh_builder *mesh, GError **error)
{
    return lamina::guard(error, [&](GError **inner) {
        vtkNew<vtkXMLPolyDataReader> reader;
        lamina::vtk_quiet();
        reader->SetFileName(mesh->path);
        if (!reader->CanReadFile(mesh->path))
            return lm_fail(inner, LM_ERROR_INPUT,
                           "%s: is XML but no VTK surface (.vtp); export it again", mesh->path);
        if (!read(reader, mesh, inner))
            return false;
        vtkPolyData *data = reader->GetOutput();
        if (data->GetNumberOfStrips() > 0)
            return lm_fail(inner, LM_ERROR_INPUT,
                           "%s: holds triangle strips; save it as plain triangles", mesh->path);
        return take_points(data, mesh, inner) && take_polygons(data->GetPolys(), mesh, inner);
    });
}
