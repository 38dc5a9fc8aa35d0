// Makes image files for tests, through ITK's own writers and nothing of Lamina.
//
//     make-slices PATH [key=value]...
//
// PATH with a number pattern (in/%02d.png) gives one file for each slice, else one volume.
// png, jpg, bmp, tif, dcm for slices; nrrd, nii, nii.gz, mha for volumes.
//     size=16,16,8  type=uint8|uint16|int16|float  components=1
//     spacing=1,1,1 first=0 (number of the first file)
//     content=ball    a ball in the middle, radius a third of the smallest side (in mm), smooth
//                     edge, 200 in 20
//             ramp    x + y + z
//             noise   what does not compress
#include <itkBMPImageIO.h>
#include <itkGDCMImageIO.h>
#include <itkJPEGImageIO.h>
#include <itkMetaDataObject.h>
#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>
#include <itkPNGImageIO.h>
#include <itkTIFFImageIO.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace
{

using triple = std::array<double, 3>;

struct request {
    std::string path, content = "ball", type = "uint8";
    triple size{16, 16, 8}, spacing{1, 1, 1};
    unsigned components = 1;
    int first = 0;
};

triple numbers(const std::string &text)
{
    triple t{};
    char comma;
    std::istringstream in(text);
    if (!(in >> t[0] >> comma >> t[1] >> comma >> t[2]))
        throw std::runtime_error("no three numbers: " + text);
    return t;
}

double value(const request &r, double x, double y, double z, std::uint32_t &seed)
{
    if (r.content == "ramp")
        return x + y + z;
    if (r.content == "noise") {
        seed = seed * 1664525u + 1013904223u;
        return seed >> 16;
    }
    const triple at{x, y, z};
    double d2 = 0, radius = 1e300;
    for (int k = 0; k < 3; k++) {
        d2 += std::pow((at[k] - (r.size[k] - 1) / 2) * r.spacing[k], 2);
        radius = std::min(radius, r.size[k] * r.spacing[k] / 3);
    }
    return 110 + 90 * std::clamp((radius - std::sqrt(d2)) / 2, -1.0, 1.0);
}

template <typename T> std::vector<char> voxels(const request &r)
{
    std::vector<char> bytes;
    std::uint32_t seed = 1;
    for (int z = 0; z < r.size[2]; z++)
        for (int y = 0; y < r.size[1]; y++)
            for (int x = 0; x < r.size[0]; x++)
                for (unsigned c = 0; c < r.components; c++) {
                    double v = value(r, x, y, z, seed);
                    T t = r.content == "ball" ? static_cast<T>(std::lround(v))
                                              : static_cast<T>(static_cast<std::int64_t>(v));
                    const char *p = reinterpret_cast<const char *>(&t);
                    bytes.insert(bytes.end(), p, p + sizeof t);
                }
    return bytes;
}

template <typename IO> itk::ImageIOBase::Pointer make()
{
    return IO::New().GetPointer();
}

itk::ImageIOBase::Pointer writer(const std::string &path)
{
    static const std::map<std::string, itk::ImageIOBase::Pointer (*)()> all{
        {".png", make<itk::PNGImageIO>},   {".jpg", make<itk::JPEGImageIO>},
        {".bmp", make<itk::BMPImageIO>},   {".tif", make<itk::TIFFImageIO>},
        {".dcm", make<itk::GDCMImageIO>},  {".nrrd", make<itk::NrrdImageIO>},
        {".nii", make<itk::NiftiImageIO>}, {".gz", make<itk::NiftiImageIO>},
        {".mha", make<itk::MetaImageIO>},
    };
    auto io = all.at(std::filesystem::path(path).extension().string())();
    if (auto *gdcm = dynamic_cast<itk::GDCMImageIO *>(io.GetPointer()))
        gdcm->KeepOriginalUIDOn();
    return io;
}

// One MR series, of which ITK makes one file for each slice.
void describe(itk::MetaDataDictionary &tags, int number)
{
    const std::string uid = "1.2.826.0.1.3680043.10.1";
    const std::map<std::string, std::string> said{
        {"0008|0060", "MR"},
        {"0008|0016", "1.2.840.10008.5.1.4.1.1.4"},
        {"0008|0018", uid + ".4." + std::to_string(number + 1)},
        {"0020|000d", uid + ".1"},
        {"0020|000e", uid + ".2"},
        {"0020|0052", uid + ".3"},
        {"0020|0013", std::to_string(number + 1)},
    };
    for (const auto &[tag, text] : said)
        itk::EncapsulateMetaData<std::string>(tags, tag, text);
}

void write(const request &r, const std::string &path, int z, int slices, const char *bytes)
{
    auto io = writer(path);
    const bool dicom = std::filesystem::path(path).extension() == ".dcm";
    const unsigned dimensions = slices == 1 && !dicom ? 2 : 3;
    io->SetNumberOfDimensions(dimensions);
    for (unsigned k = 0; k < dimensions; k++) {
        io->SetDimensions(k, k < 2 ? static_cast<size_t>(r.size[k]) : static_cast<size_t>(slices));
        io->SetSpacing(k, r.spacing[k]);
        io->SetOrigin(k, k < 2 ? 0 : z * r.spacing[2]);
    }
    io->SetNumberOfComponents(r.components);
    io->SetPixelType(r.components == 1   ? itk::IOPixelEnum::SCALAR
                     : r.components == 3 ? itk::IOPixelEnum::RGB
                     : r.components == 4 ? itk::IOPixelEnum::RGBA
                                         : itk::IOPixelEnum::VECTOR);
    io->SetComponentType(
        itk::ImageIOBase::GetComponentTypeFromString(r.type == "uint8"    ? "unsigned_char"
                                                     : r.type == "uint16" ? "unsigned_short"
                                                     : r.type == "int16"  ? "short"
                                                                          : "float"));
    io->SetFileName(path);
    if (dicom)
        describe(io->GetMetaDataDictionary(), z);
    itk::ImageIORegion region(dimensions);
    for (unsigned k = 0; k < dimensions; k++)
        region.SetSize(k, io->GetDimensions(k));
    io->SetIORegion(region);
    io->Write(bytes);
}

void make_files(const request &r)
{
    std::filesystem::path folder = std::filesystem::path(r.path).parent_path();
    if (!folder.empty())
        std::filesystem::create_directories(folder);
    const std::vector<char> bytes = r.type == "uint8"    ? voxels<std::uint8_t>(r)
                                    : r.type == "uint16" ? voxels<std::uint16_t>(r)
                                    : r.type == "int16"  ? voxels<std::int16_t>(r)
                                                         : voxels<float>(r);
    const int slices = static_cast<int>(r.size[2]);
    if (r.path.find('%') == std::string::npos)
        return write(r, r.path, 0, slices, bytes.data());
    const size_t slice = bytes.size() / static_cast<size_t>(slices);
    for (int z = 0; z < slices; z++) {
        char name[4096];
        std::snprintf(name, sizeof name, r.path.c_str(), z + r.first);
        write(r, name, z, 1, bytes.data() + slice * static_cast<size_t>(z));
    }
}

} // namespace

int main(int argc, char **argv)
try {
    request r;
    r.path = argc > 1 ? argv[1] : throw std::runtime_error("make-slices PATH [key=value]...");
    for (int i = 2; i < argc; i++) {
        const std::string argument = argv[i];
        const auto equals = argument.find('=');
        const std::string key = argument.substr(0, equals), text = argument.substr(equals + 1);
        if (key == "size")
            r.size = numbers(text);
        else if (key == "spacing")
            r.spacing = numbers(text);
        else if (key == "type")
            r.type = text;
        else if (key == "content")
            r.content = text;
        else if (key == "components")
            r.components = static_cast<unsigned>(std::stoi(text));
        else if (key == "first")
            r.first = std::stoi(text);
        else
            throw std::runtime_error("unknown: " + argument);
    }
    make_files(r);
} catch (const std::exception &e) {
    std::cerr << e.what() << '\n';
    return 1;
}
