// What the disk knows of files and of the names in folders, and what a power loss does to them.
#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/simulation/disk/sim_disk_impl.hpp"

namespace hearth::simulation {

namespace fs = std::filesystem;

bool isUnder(std::string_view path, std::string_view folder) noexcept {
    return path.size() > folder.size() && path.substr(0, folder.size()) == folder &&
           path[folder.size()] == '/';
}

std::string folderOf(const std::string& path) {
    return fs::path(path).parent_path().string();
}

base::Bytes contentOf(const Handle& handle) {
    sqlite3_file* const file = handle.real;
    sqlite3_int64 size = 0;
    INVARIANT(file->pMethods->xFileSize(file, &size) == SQLITE_OK);
    base::Bytes content(static_cast<std::size_t>(size), '\0');
    if (content.empty()) return content;
    INVARIANT(file->pMethods->xRead(file, content.data(), static_cast<int>(size), 0) == SQLITE_OK);
    return content;
}

base::Bytes contentOf(const std::string& path) {
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    INVARIANT(in.good());
    base::Bytes content(static_cast<std::size_t>(in.tellg()), '\0');
    in.seekg(0);
    in.read(content.data(), static_cast<std::streamsize>(content.size()));
    INVARIANT(in.good());
    return content;
}

std::shared_ptr<FileState> SimDisk::Impl::stateOf(const std::string& path) {
    auto& state = files[path];
    if (!state) state = std::make_shared<FileState>();
    return state;
}

FileImage SimDisk::Impl::imageOf(const std::string& path) {
    const auto known = files.find(path);
    FileImage image;
    if (known != files.end()) image.unsynced = known->second->unsynced;
    const auto opened = std::find_if(handles.begin(), handles.end(), [&](const Handle* handle) {
        return handle->path == path && !handle->isDead();
    });
    image.content = opened != handles.end() ? contentOf(**opened) : contentOf(path);
    return image;
}

Images SimDisk::Impl::imagesUnder(const std::string& folder) {
    Images images;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) images[entry.path().string()] = imageOf(entry.path().string());
    return images;
}

Images SimDisk::Impl::endangeredUnder(const std::string& folder) {
    for (const auto& [place, changes] : names)
        if (place == folder || isUnder(place, folder)) return imagesUnder(folder);
    Images images;
    for (const auto& [path, state] : files)
        if (isUnder(path, folder) && !state->unsynced.empty()) images[path] = imageOf(path);
    return images;
}

void SimDisk::Impl::noteCreated(const std::string& path) {
    names[folderOf(path)].push_back({NameChange::Kind::Created, path, {}, std::nullopt});
}

void SimDisk::Impl::noteDeleted(const std::string& path, FileImage image) {
    files.erase(path);
    names[folderOf(path)].push_back({NameChange::Kind::Deleted, path, {}, std::move(image)});
}

void SimDisk::Impl::noteRenamed(const std::string& from, const std::string& to,
                                std::optional<FileImage> replaced) {
    const auto moved = files.find(from);
    files.erase(to);
    if (moved != files.end()) {
        files[to] = moved->second;
        files.erase(from);
    }
    names[folderOf(to)].push_back({NameChange::Kind::Renamed, from, to, std::move(replaced)});
}

void SimDisk::Impl::syncFile(const std::string& path) {
    if (ignoresSync(path)) return;
    const auto known = files.find(path);
    if (known != files.end()) known->second->unsynced.clear();
}

void SimDisk::Impl::syncNames(const std::string& folder) {
    if (ignoresSync(folder + "/")) return;
    names.erase(folder);
}

void SimDisk::Impl::forget(const std::string& folder) {
    for (const Handle* handle : handles)
        INVARIANT(handle->isDead() || !isUnder(handle->path, folder));
    const auto isInside = [&](const auto& entry) {
        return entry.first == folder || isUnder(entry.first, folder);
    };
    std::erase_if(files, isInside);
    std::erase_if(names, isInside);
}

namespace {

void undo(Images& images, const NameChange& change) {
    switch (change.kind) {
        case NameChange::Kind::Created:
            images.erase(change.name);
            return;
        case NameChange::Kind::Deleted:
            images[change.name] = *change.replaced;
            return;
        case NameChange::Kind::Renamed:
            images[change.name] = std::move(images[change.to]);
            if (change.replaced)
                images[change.to] = *change.replaced;
            else
                images.erase(change.to);
            return;
    }
}

}  // namespace

// A folder keeps the order of its changes: what is lost of it is its end.
std::map<std::string, base::Bytes> SimDisk::Impl::afterLoss(const std::string& folder,
                                                            Images images, base::Random& random,
                                                            PowerLoss& loss) {
    Dice dice(random);
    const Odds odds = Odds::draw(dice);
    for (const auto& [place, changes] : names) {
        if (place != folder && !isUnder(place, folder)) continue;
        const std::uint64_t kept = dice.below(changes.size() + 1);
        for (std::size_t i = changes.size(); i > kept; --i)
            undo(images, changes[i - 1]);
        loss.undoneNames += changes.size() - kept;
    }
    std::map<std::string, base::Bytes> left;
    for (const auto& [path, image] : images)
        left[path] = contentAfterLoss(image, odds, dice, loss);
    return left;
}

}  // namespace hearth::simulation
