//! Whom we believe that a server is who it says: the system's certificates, or a file of the person's.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

/// Where the certificates stand that a server's one must lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Roots {
    /// Those that the system keeps for every program.
    #[default]
    System,
    /// Those of one PEM file and no others, for a server with a certificate of its own making.
    File(PathBuf),
}

/// Why no encrypted connection can be prepared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// None of the usual files of certificates is there; usually the package `ca-certificates` is missing.
    #[error("this system keeps no list of certificates that could be trusted")]
    NoSystemRoots,
    /// The file cannot be read.
    #[error("the certificates of {path} cannot be read: {source}")]
    NotRead {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file holds no certificate that could be used.
    #[error("{0} holds no certificate in PEM form")]
    NoCertificate(PathBuf),
    /// The library refused its own settings; never seen.
    #[error("encryption cannot be set up: {0}")]
    Refused(#[from] rustls::Error),
}

/// Where Linux distributions keep the certificates of the system, in one file each.
const SYSTEM_FILES: &[&str] = &[
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// Octets of a file of certificates; those of systems have some 200 kB.
const LARGEST_FILE: u64 = 8 << 20;

impl Roots {
    /// The certificates themselves.
    ///
    /// # Errors
    /// [`TlsError`], where there are none.
    pub(crate) fn certificates(&self) -> Result<Vec<CertificateDer<'static>>, TlsError> {
        match self {
            Self::File(path) => read(path),
            Self::System => SYSTEM_FILES
                .iter()
                .map(Path::new)
                .find(|path| path.exists())
                .ok_or(TlsError::NoSystemRoots)
                .and_then(read),
        }
    }

    /// How connections to such servers are encrypted: TLS 1.2 or 1.3, with a certificate for the very name.
    ///
    /// # Errors
    /// [`TlsError`], where there is no certificate to trust.
    pub(crate) fn client(&self) -> Result<Arc<ClientConfig>, TlsError> {
        let mut store = RootCertStore::empty();
        // A list of a system may hold one that the library does not read; the others count all the same.
        store.add_parsable_certificates(self.certificates()?);
        let config = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()?
            .with_root_certificates(store)
            .with_no_client_auth();
        Ok(Arc::new(config))
    }
}

/// The one library that encrypts for every door.
pub(crate) fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

fn read(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let failed = |source| TlsError::NotRead {
        path: path.to_owned(),
        source,
    };
    let mut pem = Vec::new();
    File::open(path)
        .map_err(failed)?
        .take(LARGEST_FILE)
        .read_to_end(&mut pem)
        .map_err(failed)?;
    let certificates: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(&pem).flatten().collect();
    if certificates.is_empty() {
        return Err(TlsError::NoCertificate(path.to_owned()));
    }
    Ok(certificates)
}
