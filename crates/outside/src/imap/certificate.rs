//! Certificates: held against the platform's authorities, and told in detail where they are refused.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use facts::Instant;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use super::error::ImapError;

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateFault {
    /// It is for other names; usually the wrong host was given, or somebody stands between.
    #[error("it is for another name")]
    WrongName,
    /// Its time is over; the provider must renew it (or the clock here is wrong).
    #[error("it has expired")]
    Expired,
    /// Its time has not come; usually the clock here is wrong.
    #[error("it is not valid yet")]
    NotYetValid,
    /// Nobody that is trusted here vouches for it: it is self-made, or somebody stands between.
    #[error("nobody who is trusted vouches for it")]
    UnknownIssuer,
    /// Its issuer took it back.
    #[error("it was revoked")]
    Revoked,
    /// It is no certificate that a server could show.
    #[error("it is malformed")]
    Malformed,
}

/// A certificate that was refused, with what a person needs to understand why.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CertificateTrouble {
    /// The name that was wanted.
    pub host: String,
    /// What is wrong.
    pub fault: CertificateFault,
    /// The names that the certificate is for; at most sixteen.
    pub names: Vec<String>,
    /// Who vouches for it, as it says itself.
    pub issuer: String,
    /// From when it is valid.
    pub valid_from: Option<Instant>,
    /// Until when it is valid.
    pub valid_until: Option<Instant>,
}

/// Names of a certificate that are told.
const NAMES_TOLD: usize = 16;

/// The platform's authorities; what cannot be read of them is left out.
pub(super) fn platform_roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// TLS that trusts these authorities and remembers a certificate that it refused.
pub(super) fn config(
    platform: &RootCertStore,
    extra: &[u8],
) -> Result<(ClientConfig, Refused), ImapError> {
    let mut roots = platform.clone();
    for certificate in CertificateDer::pem_slice_iter(extra) {
        let certificate = certificate.map_err(|_| ImapError::NoRoots)?;
        roots.add(certificate).map_err(|_| ImapError::NoRoots)?;
    }
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let refused = Refused::default();
    let verifier = Watcher {
        inner: WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .map_err(|_| ImapError::NoRoots)?,
        refused: refused.clone(),
    };
    let config = versions(provider)?
        .dangerous()
        // It asks the verifier of rustls itself, and only looks on.
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok((config, refused))
}

type Versions =
    tokio_rustls::rustls::ConfigBuilder<ClientConfig, tokio_rustls::rustls::WantsVerifier>;

fn versions(provider: Arc<CryptoProvider>) -> Result<Versions, ImapError> {
    ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ImapError::Tls {
            at: String::new(),
            reason: error.to_string(),
        })
}

/// The certificate that was refused last.
#[derive(Clone, Default)]
pub(super) struct Refused(Arc<Mutex<Option<Vec<u8>>>>);

impl Refused {
    /// What TLS said, made into words of ours.
    pub(super) fn explain(&self, error: &Error, host: &str, at: &str) -> ImapError {
        let Error::InvalidCertificate(why) = error else {
            return ImapError::Tls {
                at: at.to_owned(),
                reason: error.to_string(),
            };
        };
        let fault = match why {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                CertificateFault::WrongName
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                CertificateFault::Expired
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                CertificateFault::NotYetValid
            }
            // A signature that is not the named issuer's was made by somebody who only goes by that name.
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                CertificateFault::UnknownIssuer
            }
            CertificateError::Revoked => CertificateFault::Revoked,
            _ => CertificateFault::Malformed,
        };
        let mut trouble = CertificateTrouble {
            host: host.to_owned(),
            fault,
            names: Vec::new(),
            issuer: String::new(),
            valid_from: None,
            valid_until: None,
        };
        let shown = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(shown) = shown {
            trouble.read(&shown);
        }
        ImapError::Certificate(Box::new(trouble))
    }
}

impl CertificateTrouble {
    fn read(&mut self, der: &[u8]) {
        let Ok(certificate) = x509_cert::Certificate::from_der(der) else {
            return;
        };
        let inside = &certificate.tbs_certificate;
        self.issuer = super::error::said(inside.issuer.to_string().as_bytes(), &[]);
        let moment = |time: x509_cert::time::Time| {
            let seconds = time.to_unix_duration().as_secs();
            Instant::from_seconds(i64::try_from(seconds).ok()?)
        };
        self.valid_from = moment(inside.validity.not_before);
        self.valid_until = moment(inside.validity.not_after);
        let Ok(Some((_, SubjectAltName(names)))) = inside.get::<SubjectAltName>() else {
            return;
        };
        self.names = names
            .iter()
            .filter_map(|name| match name {
                GeneralName::DnsName(name) => Some(super::error::said(name.as_bytes(), &[])),
                _ => None,
            })
            .take(NAMES_TOLD)
            .collect();
    }
}

/// The verifier of rustls, looked at from outside.
struct Watcher {
    inner: Arc<WebPkiServerVerifier>,
    refused: Refused,
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watcher").finish_non_exhaustive()
    }
}

impl ServerCertVerifier for Watcher {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.inner
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .inspect_err(|_| {
                *self
                    .refused
                    .0
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner) = Some(end_entity.to_vec());
            })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
