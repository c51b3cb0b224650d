//! The token with which programs of this computer ask the pages: made once, in a file that only its owner can read.

use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use facts::Secret;

/// The largest file with a token that is read.
const LARGEST_TOKEN: u64 = 4 << 10;
/// The fewest characters of a token: what is shorter was not made here.
const SHORTEST: usize = 32;

/// Where the token lies.
pub(crate) fn file(data: &Path) -> PathBuf {
    data.join("api-token")
}

/// The token, made where there is none.
///
/// # Errors
/// Where the file is somebody else's to read, holds no token, or cannot be made.
pub(crate) fn token(data: &Path) -> io::Result<Secret<String>> {
    let path = file(data);
    let opened = match OpenOptions::new().read(true).open(&path) {
        Ok(opened) => opened,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return make(data, &path),
        Err(error) => return Err(error),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if opened.metadata()?.permissions().mode() & 0o077 != 0 {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
    }
    let mut text = String::new();
    opened.take(LARGEST_TOKEN).read_to_string(&mut text)?;
    let token = text.trim();
    if token.len() < SHORTEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(Secret::new(token.to_owned()))
}

fn make(data: &Path, path: &Path) -> io::Result<Secret<String>> {
    let token = pages::new_token().map_err(io::Error::other)?;
    let mut folder = fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(data)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut opened = options.open(path)?;
    opened.write_all(token.reveal().as_bytes())?;
    opened.write_all(b"\n")?;
    opened.sync_all()?;
    Ok(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let first = token(&data).expect("made");
        assert!(first.reveal().len() >= SHORTEST);
        assert_eq!(token(&data).expect("read"), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let about = fs::metadata(file(&data)).expect("a file");
            assert_eq!(about.permissions().mode() & 0o777, 0o600);
            let open = fs::Permissions::from_mode(0o644);
            fs::set_permissions(file(&data), open).expect("changed");
            let refused = token(&data).expect_err("others may read it");
            assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        }
        fs::remove_file(file(&data)).expect("removed");
        assert_ne!(token(&data).expect("made anew"), first);
    }

    #[test]
    fn a_file_without_a_token_lets_nobody_in() {
        let folder = tempfile::tempdir().expect("a folder");
        token(folder.path()).expect("made");
        for text in ["", "\n", "short"] {
            fs::write(file(folder.path()), text).expect("written");
            let refused = token(folder.path()).expect_err("no token");
            assert_eq!(refused.kind(), io::ErrorKind::InvalidData, "{text:?}");
        }
    }
}
