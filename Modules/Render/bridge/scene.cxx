#include "scene.h"

#include "light.h"
#include "vtk.hxx"

#include <vtk_glew.h> // before any other header of OpenGL

#include <vtkAutoInit.h>
#include <vtkCamera.h>
#include <vtkColorTransferFunction.h>
#include <vtkGPUVolumeRayCastMapper.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkImageData.h>
#include <vtkLight.h>
#include <vtkMatrix4x4.h>
#include <vtkObjectFactory.h>
#include <vtkOpenGLIndexBufferObject.h>
#include <vtkOpenGLPolyDataMapper.h>
#include <vtkPiecewiseFunction.h>
#include <vtkPlane.h>
#include <vtkPlaneCollection.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkShortArray.h>
#include <vtkSignedCharArray.h>
#include <vtkUnsignedCharArray.h>
#include <vtkUnsignedShortArray.h>
#include <vtkVolume.h>
#include <vtkVolumeProperty.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

VTK_MODULE_INIT(vtkRenderingOpenGL2)
VTK_MODULE_INIT(vtkRenderingVolumeOpenGL2)

namespace
{

// Layers that are seen through one another; each peel takes two.
constexpr int most_peels = 100;

// A window whose OpenGL context is whatever is current. GLEW, where it is built for X11, loads all
// functions and then complains that there is no X display: that is no failure here.
class offscreen_window : public vtkGenericOpenGLRenderWindow
{
  public:
    static offscreen_window *New();
    vtkTypeMacro(offscreen_window, vtkGenericOpenGLRenderWindow);

    void OpenGLInitContext() override
    {
        if (Initialized)
            return;
        glewExperimental = GL_TRUE;
        const GLenum result = glewInit();
        GlewInitValid = result == GLEW_OK || result == GLEW_ERROR_NO_GLX_DISPLAY;
        Initialized = GlewInitValid;
    }
    bool is_ready() const
    {
        return Initialized;
    }
    void MakeCurrent() override
    {
    }
    bool IsCurrent() override
    {
        return true;
    }
    int SupportsOpenGL() override
    {
        return 1;
    }
};
vtkStandardNewMacro(offscreen_window);

// Draws a surface piece after piece.
class pieces_mapper : public vtkOpenGLPolyDataMapper
{
  public:
    static pieces_mapper *New();
    vtkTypeMacro(pieces_mapper, vtkOpenGLPolyDataMapper);

    void RenderPieceDraw(vtkRenderer *renderer, vtkActor *actor) override;
    void BuildIBO(vtkRenderer *, vtkActor *, vtkPolyData *) override;
    void ComputeBounds() override
    {
        GetInput()->GetPoints()->GetBounds(Bounds);
    }

    lm_scene *scene = nullptr;
    const lm_pieces *pieces = nullptr;
};
vtkStandardNewMacro(pieces_mapper);

} // namespace

struct lm_scene_mesh {
    vtkNew<vtkActor> actor;
};

struct lm_scene {
    vtkNew<offscreen_window> window;
    vtkNew<vtkRenderer> renderer;
    vtkNew<vtkCallbackCommand> command;
    vtkNew<vtkPlaneCollection> planes; // that cut all that is shown
    std::vector<std::unique_ptr<lm_scene_mesh>> meshes;
    vtkSmartPointer<vtkVolume> volume;               // NULL when there is none
    vtkSmartPointer<vtkGPUVolumeRayCastMapper> card; // its mapper
    double spacing;                                  // its least
    double unit;                                     // thickness that opacities are for
    lm_context *context = nullptr;                   // of the draw that is on
    const lm_shot *shot = nullptr;                   // the same
    float *depths = nullptr;                         // the same
    lm_cover *cover = nullptr;                       // the same
    std::string message;                             // VTK's first error in it

    ~lm_scene()
    {
        window->Finalize();
    }

    static void event(vtkObject *, unsigned long id, void *self, void *data)
    {
        auto *scene = static_cast<lm_scene *>(self);
        if (id == vtkCommand::ErrorEvent && scene->message.empty())
            scene->message = lamina::vtk_description(static_cast<const char *>(data));
        if (id == vtkCommand::AbortCheckEvent && lm_context_cancelled(scene->context))
            scene->window->SetAbortRender(1);
    }
};

namespace
{

void draw_triangles(size_t first, size_t end, gpointer)
{
    glDrawRangeElements(GL_TRIANGLES, 0, G_MAXINT32, static_cast<GLsizei>(3 * (end - first)),
                        GL_UNSIGNED_INT,
                        reinterpret_cast<const void *>(3 * first * sizeof(GLuint)));
}

void read_depths(gpointer user)
{
    const auto *scene = static_cast<const lm_scene *>(user);
    scene->window->GetZbufferData(0, 0, scene->shot->width - 1, scene->shot->height - 1,
                                  scene->depths);
}

void pieces_mapper::BuildIBO(vtkRenderer *, vtkActor *, vtkPolyData *)
{
    static_assert(sizeof(GLuint) == sizeof *pieces->triangles);
    vtkOpenGLIndexBufferObject *all = Primitives[PrimitiveTris].IBO;
    all->IndexCount = 3 * pieces->n_triangles;
    all->Upload(reinterpret_cast<const GLuint *>(pieces->triangles), all->IndexCount,
                vtkOpenGLBufferObject::ElementArrayBuffer);
}

void pieces_mapper::RenderPieceDraw(vtkRenderer *renderer, vtkActor *actor)
{
    vtkOpenGLHelper &triangles = Primitives[PrimitiveTris];
    DrawingVertices = false;
    if (triangles.IBO->IndexCount == 0)
        return;
    UpdateShaders(triangles, renderer, actor);
    triangles.IBO->Bind();
    const lm_pencil pencil = {draw_triangles, read_depths, scene};
    const bool seen_through = actor->GetProperty()->GetOpacity() < 1;
    lm_pieces_draw(pieces, scene->shot, seen_through ? nullptr : scene->cover, &pencil,
                   scene->context);
    triangles.IBO->Release();
}

// How opaque a place is by how much its value changes to the next voxel: fully from a twentieth of
// the range of points on.
void dress_edges(vtkVolumeProperty *property, const lm_transfer &transfer)
{
    const double range = transfer.points[transfer.count - 1].value - transfer.points[0].value;
    vtkNew<vtkPiecewiseFunction> opacity;
    opacity->AddPoint(0, 1 - transfer.edges);
    opacity->AddPoint(range / 20, 1);
    property->SetGradientOpacity(opacity);
}

void add_lamp(vtkRenderer *renderer, const lm_lamp &lamp)
{
    vtkNew<vtkLight> light;
    light->SetLightTypeToCameraLight();
    light->SetPosition(lamp.place);
    light->SetFocalPoint(0, 0, 0);
    light->SetIntensity(lamp.intensity);
    renderer->AddLight(light);
}

// VTK 9.1 draws volumes on graphics cards with lamps on the wrong side when the grid's axes are
// turned; one lamp at the eye is right for all.
void light(vtkRenderer *renderer, bool from_eye)
{
    renderer->RemoveAllLights();
    if (!from_eye) {
        for (const lm_lamp &lamp : lm_lamps)
            add_lamp(renderer, lamp);
        return;
    }
    vtkNew<vtkLight> lamp;
    lamp->SetLightTypeToHeadlight();
    lamp->SetAmbientColor(1, 1, 1);
    renderer->AddLight(lamp);
}

template <typename Array> vtkSmartPointer<vtkDataArray> array_view(const lm_volume *volume)
{
    auto array = vtkSmartPointer<Array>::New();
    array->SetArray(static_cast<typename Array::ValueType *>(volume->data),
                    static_cast<vtkIdType>(lm_grid_voxels(&volume->grid)), 1);
    return array;
}

vtkSmartPointer<vtkDataArray> scalars_of(const lm_volume *volume)
{
    switch (volume->type) {
    case LM_UINT8:
        return array_view<vtkUnsignedCharArray>(volume);
    case LM_INT8:
        return array_view<vtkSignedCharArray>(volume);
    case LM_UINT16:
        return array_view<vtkUnsignedShortArray>(volume);
    case LM_INT16:
        return array_view<vtkShortArray>(volume);
    default:
        return nullptr;
    }
}

vtkSmartPointer<vtkImageData> image_of(const lm_volume *volume)
{
    const lm_grid &grid = volume->grid;
    auto image = vtkSmartPointer<vtkImageData>::New();
    image->SetDimensions(static_cast<int>(grid.size[0]), static_cast<int>(grid.size[1]),
                         static_cast<int>(grid.size[2]));
    image->SetSpacing(grid.spacing);
    image->GetPointData()->SetScalars(scalars_of(volume));
    return image;
}

void place(vtkVolume *prop, const lm_grid &grid)
{
    vtkNew<vtkMatrix4x4> matrix;
    for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++)
            matrix->SetElement(row, column, grid.direction[3 * row + column]);
        matrix->SetElement(row, 3, grid.origin[row]);
    }
    prop->SetUserMatrix(matrix);
}

void dress(vtkVolume *prop, const lm_transfer &transfer, double unit)
{
    vtkNew<vtkColorTransferFunction> colours;
    vtkNew<vtkPiecewiseFunction> opacity;
    for (size_t i = 0; i < transfer.count; i++) {
        const lm_transfer_point &p = transfer.points[i];
        colours->AddRGBPoint(p.value, p.colour[0], p.colour[1], p.colour[2]);
        opacity->AddPoint(p.value, p.opacity);
    }
    vtkVolumeProperty *property = prop->GetProperty();
    property->SetColor(colours);
    property->SetScalarOpacity(opacity);
    property->SetScalarOpacityUnitDistance(unit);
    property->SetInterpolationTypeToLinear();
    property->ShadeOn();
    property->SetAmbient(transfer.ambient);
    property->SetDiffuse(transfer.diffuse);
    property->SetSpecular(transfer.specular);
    property->SetSpecularPower(transfer.shininess);
    property->SetDisableGradientOpacity(transfer.edges > 0 ? 0 : 1);
    if (transfer.edges > 0)
        dress_edges(property, transfer);
}

void look(vtkRenderer *renderer, const lm_shot &shot)
{
    double eye[3];
    for (int k = 0; k < 3; k++)
        eye[k] = shot.centre[k] - shot.camera->towards[k] * shot.distance;
    vtkCamera *view = renderer->GetActiveCamera();
    view->ParallelProjectionOn();
    view->SetFocalPoint(shot.centre);
    view->SetPosition(eye);
    view->SetViewUp(shot.camera->up);
    view->SetParallelScale(shot.camera->half_height);
    view->SetClippingRange(LM_SHOT_NEAR * shot.distance, LM_SHOT_FAR * shot.distance);
}

} // namespace

extern "C" lm_scene *lm_scene_new(GError **error)
{
    lm_scene *scene = nullptr;
    lamina::guard(error, [&](GError **inner) {
        lamina::vtk_quiet();
        auto made = std::make_unique<lm_scene>();
        made->command->SetClientData(made.get());
        made->command->SetCallback(&lm_scene::event);
        made->window->AddObserver(vtkCommand::ErrorEvent, made->command);
        made->window->AddObserver(vtkCommand::AbortCheckEvent, made->command);
        made->renderer->AddObserver(vtkCommand::ErrorEvent, made->command);
        made->window->OpenGLInitContext();
        if (!made->window->is_ready())
            return lm_fail(inner, LM_ERROR_INTERNAL, "cannot draw: OpenGL could not be loaded");
        made->window->OpenGLInit();
        made->window->SetMultiSamples(0);
        made->window->SetFrameBlitModeToNoBlit();
        made->renderer->AutomaticLightCreationOff();
        made->renderer->TwoSidedLightingOn();
        light(made->renderer, false);
        made->window->AddRenderer(made->renderer);
        made->renderer->UseDepthPeelingOn();
        made->renderer->UseDepthPeelingForVolumesOn();
        made->renderer->SetMaximumNumberOfPeels(most_peels);
        made->renderer->SetOcclusionRatio(0);
        scene = made.release();
        return true;
    });
    return scene;
}

extern "C" void lm_scene_free(lm_scene *scene)
{
    delete scene;
}

extern "C" bool lm_scene_add_volume(lm_scene *scene, const lm_volume *volume,
                                    const lm_transfer *transfer, GError **error)
{
    return lamina::guard(error, [&](GError **) {
        double extent[3];
        lm_grid_extent(&volume->grid, extent);
        const double *spacing = volume->grid.spacing;
        scene->spacing = std::min({spacing[0], spacing[1], spacing[2]});
        scene->unit = std::hypot(extent[0], extent[1], extent[2]) / 300;
        auto card = vtkSmartPointer<vtkGPUVolumeRayCastMapper>::New();
        card->AutoAdjustSampleDistancesOff();
        card->UseJitteringOn();
        card->SetInputData(image_of(volume));
        card->SetClippingPlanes(scene->planes);
        auto prop = vtkSmartPointer<vtkVolume>::New();
        prop->SetMapper(card);
        place(prop, volume->grid);
        dress(prop, *transfer, scene->unit);
        light(scene->renderer, true);
        scene->renderer->AddViewProp(prop);
        scene->volume = prop;
        scene->card = card;
        return true;
    });
}

extern "C" bool lm_scene_set_transfer(lm_scene *scene, const lm_transfer *transfer, GError **error)
{
    return lamina::guard(error, [&](GError **) {
        dress(scene->volume, *transfer, scene->unit);
        return true;
    });
}

extern "C" void lm_scene_remove_volume(lm_scene *scene)
{
    scene->renderer->RemoveViewProp(scene->volume);
    scene->volume = nullptr;
    scene->card = nullptr;
    light(scene->renderer, false);
}

extern "C" lm_scene_mesh *lm_scene_add_mesh(lm_scene *scene, const lm_mesh *mesh,
                                            const lm_pieces *pieces, const float *normals,
                                            GError **error)
{
    lm_scene_mesh *added = nullptr;
    lamina::guard(error, [&](GError **) {
        lm_mesh shaded = *mesh;
        shaded.normals = const_cast<float *>(normals); // only read
        shaded.n_triangles = 0;                        // the mapper takes them from the pieces
        vtkNew<pieces_mapper> mapper;
        mapper->scene = scene;
        mapper->pieces = pieces;
        mapper->SetInputData(lamina::vtk_view(&shaded));
        mapper->SetClippingPlanes(scene->planes);
        mapper->ScalarVisibilityOff();
        auto made = std::make_unique<lm_scene_mesh>();
        made->actor->SetMapper(mapper);
        vtkProperty *property = made->actor->GetProperty();
        property->SetInterpolationToPhong();
        property->SetAmbient(LM_SURFACE_AMBIENT);
        property->SetDiffuse(LM_SURFACE_DIFFUSE);
        property->SetSpecular(LM_SURFACE_SPECULAR);
        property->SetSpecularPower(LM_SURFACE_SHININESS);
        scene->renderer->AddViewProp(made->actor);
        scene->meshes.push_back(std::move(made));
        added = scene->meshes.back().get();
        return true;
    });
    return added;
}

extern "C" void lm_scene_dress_mesh(lm_scene_mesh *mesh, const double colour[3], double opacity)
{
    mesh->actor->GetProperty()->SetColor(colour[0], colour[1], colour[2]);
    mesh->actor->GetProperty()->SetOpacity(opacity);
}

extern "C" void lm_scene_show_mesh(lm_scene_mesh *mesh, bool visible)
{
    mesh->actor->SetVisibility(visible);
}

extern "C" void lm_scene_remove_mesh(lm_scene *scene, lm_scene_mesh *mesh)
{
    scene->renderer->RemoveViewProp(mesh->actor);
    auto &all = scene->meshes;
    all.erase(std::find_if(all.begin(), all.end(), [&](auto &m) { return m.get() == mesh; }));
}

extern "C" bool lm_scene_clip(lm_scene *scene, const lm_plane *planes, size_t count, GError **error)
{
    return lamina::guard(error, [&](GError **) {
        scene->planes->RemoveAllItems();
        for (size_t i = 0; i < count; i++) {
            vtkNew<vtkPlane> plane;
            plane->SetOrigin(planes[i].point[0], planes[i].point[1], planes[i].point[2]);
            plane->SetNormal(planes[i].normal[0], planes[i].normal[1], planes[i].normal[2]);
            scene->planes->AddItem(plane);
        }
        return true;
    });
}

extern "C" bool lm_scene_draw(lm_scene *scene, const lm_shot *shot, guint8 *pixels, float *depths,
                              lm_context *context, GError **error)
{
    return lamina::guard(error, [&](GError **inner) {
        const lm_region all = {0, shot->width, 0, shot->height};
        g_autoptr(lm_cover) cover = lm_cover_new(&all, depths, inner);
        if (!cover)
            return false;
        scene->context = context;
        scene->shot = shot;
        scene->depths = depths;
        scene->cover = cover;
        scene->message.clear();
        scene->renderer->SetBackground(shot->background[0], shot->background[1],
                                       shot->background[2]);
        scene->window->SetSize(shot->width, shot->height);
        if (scene->card)
            scene->card->SetSampleDistance(static_cast<float>(shot->ray_step * scene->spacing));
        look(scene->renderer, *shot);
        scene->window->Render();
        if (!lm_context_go_on(context, inner))
            return false;
        if (!scene->message.empty())
            return lm_fail(inner, LM_ERROR_INTERNAL, "drawing: %s", scene->message.c_str());
        vtkNew<vtkUnsignedCharArray> view;
        view->SetArray(pixels, vtkIdType{3} * shot->width * shot->height, 1);
        view->SetNumberOfComponents(3);
        return scene->window->GetPixelData(0, 0, shot->width - 1, shot->height - 1, 0, view, 0) ==
                   VTK_OK ||
               lm_fail(inner, LM_ERROR_INTERNAL, "drawing: the picture could not be read back");
    });
}
