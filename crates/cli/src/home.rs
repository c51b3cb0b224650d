//! Where a person's things lie: the configuration, the store and what stands beside it.

use std::path::{Path, PathBuf};

use etcetera::base_strategy::{BaseStrategy as _, Xdg};
use facts::Secret;
use jiff::tz::TimeZone;
use mioboe::config::Config;
use mioboe::secrets::Handed;
use mioboe::{Opening, Place, Store, StoreError};

use crate::args::Household;
use crate::piece::{Trouble, read_text};
use crate::start::Refused;
use pages::store_failure;
use words::FailureKind;

/// The largest configuration that is read.
const LARGEST_CONFIG: u64 = 1 << 20;

/// The folders of the person, and what they set up.
#[derive(Clone)]
pub(crate) struct Home {
    /// What the person set up; empty where there is no file.
    pub(crate) config: Config,
    /// Where the store is.
    pub(crate) place: Place,
    /// The folder for data.
    pub(crate) data: PathBuf,
    /// Where the configuration is, or would be.
    pub(crate) config_file: PathBuf,
    /// Whether there is one.
    pub(crate) is_configured: bool,
}

impl Home {
    /// Finds the folders and reads the configuration.
    pub(crate) fn find(args: &Household) -> Result<Self, Refused> {
        match Self::examine(args)? {
            (home, None) => Ok(home),
            (_, Some(refused)) => Err(refused),
        }
    }

    /// Finds the folders; where the configuration is refused the rest is as if there were none.
    pub(crate) fn examine(args: &Household) -> Result<(Self, Option<Refused>), Refused> {
        let folders = Xdg::new().map_err(|error| Refused {
            file: "~".to_owned(),
            trouble: Trouble {
                detail: Some(error.to_string()),
                ..Trouble::of(FailureKind::NoHome)
            },
        })?;
        let data = folders.data_dir().join("mioboe");
        let (config_file, is_named) = match &args.config {
            Some(file) => (file.clone(), true),
            None => (folders.config_dir().join("mioboe/config.toml"), false),
        };
        let (config, refused) = match read_config(&config_file, is_named) {
            Ok(config) => (config, None),
            Err(refused) => (None, Some(refused)),
        };
        let is_configured = config.is_some();
        let config = config.unwrap_or_default();
        if let Some(store) = &args.store
            && has_password(store.reveal())
        {
            return Err(Refused {
                file: "--store".to_owned(),
                trouble: Trouble::of(FailureKind::StorePassword),
            });
        }
        let named = args
            .store
            .as_ref()
            .map(|store| store.reveal().as_str())
            .or(config.store.as_deref());
        let place = match named {
            Some(url) if is_postgres(url) => Place::Postgres(Secret::new(url.to_owned())),
            Some(file) => Place::Sqlite(file.into()),
            None => Place::Sqlite(data.join("store.sqlite")),
        };
        let home = Self {
            config,
            place,
            data,
            config_file,
            is_configured,
        };
        Ok((home, refused))
    }

    /// Opens the store, which is made where there is none.
    pub(crate) async fn open(&self) -> Result<Store, StoreError> {
        let opening = Opening {
            copies: self.copies(),
            ..mioboe::opening()
        };
        Store::open(&self.place, &opening).await
    }
}

impl Home {
    /// The file in which nothing was kept yet, where that is so: a look must make none.
    pub(crate) fn unmade(&self) -> Option<&Path> {
        match &self.place {
            Place::Sqlite(path) if !path.exists() => Some(path),
            _ => None,
        }
    }

    /// The folder for copies from before a migration; those of a file lie beside it, where forgetting and the doctor
    /// find them.
    pub(crate) fn copies(&self) -> Option<PathBuf> {
        matches!(self.place, Place::Postgres(_)).then(|| self.data.join("copies"))
    }

    /// The person's zone: the configured one, else the system's.
    pub(crate) fn zone(&self) -> TimeZone {
        self.config.zone.clone().unwrap_or_else(TimeZone::system)
    }

    /// A failure of the store, to be told.
    pub(crate) fn refused(&self, error: &StoreError) -> Refused {
        let kind = store_failure(error);
        let has_detail = matches!(
            kind,
            FailureKind::StoreFailed | FailureKind::StoreDamaged | FailureKind::StoreUnreachable
        );
        Refused {
            file: self.place.to_string(),
            trouble: Trouble {
                detail: has_detail.then(|| error.to_string()),
                ..Trouble::of(kind)
            },
        }
    }
}

fn is_postgres(store: &str) -> bool {
    store.starts_with("postgres://") || store.starts_with("postgresql://")
}

/// Whether the address of a database holds a password: on a command line every process of the machine reads it.
fn has_password(store: &str) -> bool {
    if !is_postgres(store) {
        return false;
    }
    let (place, query) = store.split_once('?').unwrap_or((store, ""));
    let (_, place) = place.split_once("://").unwrap_or(("", place));
    // A password may hold a slash that somebody forgot to write as %2F.
    let user = place.rsplit_once('@').map_or("", |(user, _)| user);
    let is_in_user = user.split_once(':').is_some_and(|(_, it)| !it.is_empty());
    let mut names = query
        .split('&')
        .map(|it| it.split('=').next().unwrap_or(""));
    is_in_user || names.any(|name| name.eq_ignore_ascii_case("password"))
}

/// The configuration; `None` where there is no file and none was named.
fn read_config(path: &Path, is_named: bool) -> Result<Option<Config>, Refused> {
    let file = path.display().to_string();
    let text = match read_text(&file, LARGEST_CONFIG) {
        Ok(text) => text,
        Err(trouble) if trouble.kind == FailureKind::NotFound && !is_named => return Ok(None),
        Err(trouble) => return Err(Refused { file, trouble }),
    };
    match Config::parse(&text) {
        Ok(config) => Ok(Some(config)),
        Err(error) => Err(Refused {
            file,
            trouble: Trouble {
                detail: Some(error.to_string()),
                ..Trouble::of(FailureKind::ConfigRefused)
            },
        }),
    }
}

/// What this process was handed to reach secrets with.
#[expect(
    clippy::disallowed_methods,
    reason = "the environment is read in this room alone"
)]
pub(crate) fn handed() -> Handed {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    // systemd's sessions lay the bus there also where no variable names it.
    let beside = set("XDG_RUNTIME_DIR").map(|folder| PathBuf::from(folder).join("bus"));
    let named = set("DBUS_SESSION_BUS_ADDRESS").and_then(|bus| bus.into_string().ok());
    Handed {
        bus: named.or_else(|| {
            let socket = beside.filter(|socket| socket.exists())?;
            Some(format!("unix:path={}", socket.to_str()?))
        }),
        credentials: set("CREDENTIALS_DIRECTORY").map(PathBuf::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_the_address_of_a_database_is_seen() {
        for (store, expected) in [
            ("postgres://hanako:pw@db.example/mioboe", true),
            ("postgresql://hanako:p%40w@db.example", true),
            (
                "postgres://hanako:a/b@c@db.example/mioboe?sslmode=require",
                true,
            ),
            ("postgres://db.example/mioboe?user=hanako&password=pw", true),
            ("postgres://db.example/mioboe?PASSWORD=pw", true),
            ("postgres://hanako@db.example:5432/mioboe", false),
            ("postgres://hanako:@db.example/mioboe", false),
            ("postgres:///mioboe?host=/run/postgresql", false),
            ("postgres://db.example:5432/mioboe", false),
            ("/home/hanako:pw@home/store.sqlite", false),
        ] {
            assert_eq!(has_password(store), expected, "{store}");
        }
    }

    #[test]
    fn copies_of_a_file_lie_beside_it() {
        let copies = |place| {
            let home = Home {
                config: Config::default(),
                place,
                data: "/home/hanako/data".into(),
                config_file: PathBuf::new(),
                is_configured: false,
            };
            home.copies()
        };
        assert_eq!(copies(Place::Sqlite("store.sqlite".into())), None);
        let url = Secret::new("postgres://db.example/mioboe".to_owned());
        assert_eq!(
            copies(Place::Postgres(url)),
            Some("/home/hanako/data/copies".into())
        );
    }
}
