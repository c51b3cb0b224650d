//! Files and folders that only their owner may read.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// The mode of a file that only its owner may read.
const FILE_MODE: u32 = 0o600;
/// The mode of a folder that only its owner may enter.
const FOLDER_MODE: u32 = 0o700;

/// Makes the folders above a file that are missing; only their owner may enter them.
pub(crate) fn make_folders_above(path: &Path) -> io::Result<()> {
    let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, FOLDER_MODE);
    builder.create(folder)
}

/// Makes a file that was not there, for its owner alone.
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, FILE_MODE);
    options.open(path)
}

/// Takes other people's rights to a file away, where there are any and it is ours.
pub(crate) fn close_to_others(path: &Path) {
    #[cfg(unix)]
    if mode(path).is_some_and(|mode| mode & !FILE_MODE != 0) {
        use std::os::unix::fs::PermissionsExt as _;
        // A file of another user stays as it is, and `check` tells.
        let _ = fs::set_permissions(path, fs::Permissions::from_mode(FILE_MODE));
    }
}

/// The permission bits of a file or folder, where the system has them.
pub(crate) fn mode(path: &Path) -> Option<u32> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path)
            .ok()
            .map(|about| about.permissions().mode() & 0o777)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// The file with something added to its name.
pub(crate) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Hands a folder's list of names to the disk, so that a renamed file keeps its new name after a power cut.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}
