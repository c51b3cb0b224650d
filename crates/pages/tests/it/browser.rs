//! A browser without a screen, and pages over a store of its own.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use facts::{Answer, DnsRecords, Instant, PersonId, Secret, Thing};
use mioboe::config::Config;
use mioboe::{Checker, Doors, Options, Place, Runner};
use pages::{Around, Kit, Pages, Settings, Whereabouts};
use tempfile::TempDir;
use tower::ServiceExt as _;
use words::Language;

/// Under which name the pages are asked.
pub(crate) const HOST: &str = "127.0.0.1:4710";
/// The page that asks.
pub(crate) const ORIGIN: &str = "http://127.0.0.1:4710";

/// What programs show.
pub(crate) const TOKEN: &str = "a-token-of-the-test";

/// Reading the tables takes longest, and nobody changes them.
static CHECKER: LazyLock<Arc<Checker>> = LazyLock::new(|| {
    let options = Options {
        is_offline: true,
        records: DnsRecords::closed(),
        ..Options::default()
    };
    Arc::new(Checker::new(options).expect("the embedded tables"))
});

/// The 22nd of November 2026, in the morning.
fn clock() -> Instant {
    Instant::from_seconds(1_795_306_500).expect("a moment")
}

/// Stands where the command would.
struct Stood;

impl Around for Stood {
    fn test(&self, language: Language) -> Vec<String> {
        vec![format!("tested in {}", language.as_str())]
    }

    fn kit(
        &self,
        _: Language,
        backup: &Path,
        passphrase: &Secret<String>,
        _: Instant,
    ) -> Option<Kit> {
        let text = format!("{}\n{}", backup.display(), passphrase.reveal());
        Some(Kit {
            text: Secret::new(text),
            code: vec!["█▀".to_owned(), "▄ ".to_owned()],
        })
    }
}

pub(crate) struct House {
    pub(crate) runner: Runner,
    pub(crate) pages: Pages,
    folder: TempDir,
    shown: Arc<Mutex<Vec<String>>>,
}

impl House {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let shown: Arc<Mutex<Vec<String>>> = Arc::default();
        let address = HOST.parse().expect("an address");
        let pages = Self::pages(folder.path(), address, config, &shown);
        Self {
            runner: Runner::new().expect("a runner"),
            pages,
            folder,
            shown,
        }
    }

    fn pages(
        folder: &Path,
        address: SocketAddr,
        config: Config,
        shown: &Arc<Mutex<Vec<String>>>,
    ) -> Pages {
        let shown = Arc::clone(shown);
        let settings = Settings {
            checker: Arc::clone(&CHECKER),
            config,
            place: Place::Sqlite(folder.join("store.sqlite")),
            copies: None,
            uploads: folder.join("uploads"),
            token: Some(facts::Secret::new(TOKEN.to_owned())),
            zone: jiff::tz::TimeZone::UTC,
            language: Language::English,
            clock,
            show_link: Arc::new(move |link| {
                shown.lock().expect("a list").push(link.to_owned());
            }),
            whereabouts: Whereabouts {
                data: folder.join("data"),
                config: folder.join("config.toml"),
                doors: Doors::offline(),
            },
            around: Arc::new(Stood),
        };
        Pages::new(settings, address)
    }

    /// The same pages after a restart: nobody is in.
    pub(crate) fn restarted(&self) -> Pages {
        self.at(HOST.parse().expect("an address"))
    }

    /// The same pages at another address.
    pub(crate) fn at(&self, address: SocketAddr) -> Pages {
        Self::pages(self.folder.path(), address, Config::default(), &self.shown)
    }

    pub(crate) fn store_file(&self) -> PathBuf {
        self.folder.path().join("store.sqlite")
    }

    /// The names of all files that lie there.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder");
        let mut names: Vec<String> = entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }

    /// What lies in the folder of uploads.
    pub(crate) fn uploads(&self) -> Vec<PathBuf> {
        let port = self.folder.path().join("uploads/4710");
        let entries = std::fs::read_dir(port).into_iter().flatten();
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    }

    /// The links that were shown in the terminal.
    pub(crate) fn shown(&self) -> Vec<String> {
        self.shown.lock().expect("a list").clone()
    }

    /// The path of a new login link.
    pub(crate) fn link(&self) -> String {
        path_of(&self.pages.link().expect("random numbers"))
    }

    pub(crate) fn ask(&self, request: Request<Body>) -> Answered {
        self.ask_of(&self.pages.router(), request)
    }

    pub(crate) fn ask_of(&self, router: &Router, request: Request<Body>) -> Answered {
        self.runner.run(async {
            let response = router.clone().oneshot(request).await;
            let (head, body) = response.unwrap_or_else(|never| match never {}).into_parts();
            let octets = to_bytes(body, usize::MAX).await.expect("a body");
            Answered {
                status: head.status,
                headers: head.headers,
                body: String::from_utf8(octets.to_vec()).expect("UTF-8"),
            }
        })
    }

    /// A browser that is in: its cookie, and the token of its forms.
    pub(crate) fn inside(&self) -> Inside<'_> {
        let entered = self.ask(get(&self.link()).body(Body::empty()).expect("a request"));
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.body);
        let cookie = entered.header("set-cookie");
        let cookie = cookie.split(';').next().expect("a cookie").to_owned();
        let mut inside = Inside {
            house: self,
            cookie,
            form_token: String::new(),
        };
        inside.form_token = value_of(&inside.get("/check").body, "form_token");
        inside
    }

    pub(crate) fn answer_of(&self, thing: &Thing) -> Option<Answer> {
        self.runner.run(async {
            let place = Place::Sqlite(self.store_file());
            let store = mioboe::Store::open(&place, &mioboe::opening()).await;
            let store = store.expect("a store");
            let person = PersonId("me".into());
            let answer = mioboe::answer_of(&store, &person, thing).await;
            store.close().await;
            answer.expect("an answer")
        })
    }
}

pub(crate) struct Inside<'a> {
    pub(crate) house: &'a House,
    pub(crate) cookie: String,
    pub(crate) form_token: String,
}

impl Inside<'_> {
    pub(crate) fn get(&self, path: &str) -> Answered {
        self.get_with(path, &[])
    }

    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answered {
        let mut request = get(path).header("cookie", &self.cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.house
            .ask(request.body(Body::empty()).expect("a request"))
    }

    /// Sends a form as our own page does.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answered {
        self.post_with(
            path,
            fields,
            &[("origin", ORIGIN), ("sec-fetch-site", "same-origin")],
        )
    }

    pub(crate) fn post_with(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answered {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = post(path)
            .header("cookie", &self.cookie)
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.join("&"))).expect("a request");
        self.house.ask(request)
    }

    pub(crate) fn answer(&self, id: &str, answer: &str) -> Answered {
        let fields = [
            ("form_token", self.form_token.as_str()),
            ("id", id),
            ("answer", answer),
        ];
        self.post("/answer", &fields)
    }

    /// Uploads parts: name, file name, content.
    pub(crate) fn upload(&self, parts: &[Part<'_>]) -> Answered {
        self.upload_in("en", parts)
    }

    pub(crate) fn upload_in(&self, language: &str, parts: &[Part<'_>]) -> Answered {
        let request = post("/check")
            .header("cookie", &self.cookie)
            .header("origin", ORIGIN)
            .header("sec-fetch-site", "same-origin")
            .header("accept-language", language)
            .header("content-type", "multipart/form-data; boundary=limit-7c1e")
            .body(Body::from(multipart(parts)))
            .expect("a request");
        self.house.ask(request)
    }

    /// Uploads one file as our own page does.
    pub(crate) fn check(&self, name: &str, octets: &[u8]) -> Answered {
        self.upload(&[self.token_part(), Part::file(name, octets)])
    }

    /// Uploads files to be taken in, as our own page does.
    pub(crate) fn import(&self, account: &str, files: &[(&str, &[u8])]) -> Answered {
        let mut parts = vec![
            self.token_part(),
            Part::plain("account", account.as_bytes()),
        ];
        parts.extend(files.iter().map(|(name, octets)| Part {
            name: "mails",
            file: Some(name),
            octets,
        }));
        self.send_import(multipart(&parts))
    }

    pub(crate) fn send_import(&self, body: Vec<u8>) -> Answered {
        let request = post("/import")
            .header("cookie", &self.cookie)
            .header("origin", ORIGIN)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "multipart/form-data; boundary=limit-7c1e")
            .body(Body::from(body))
            .expect("a request");
        self.house.ask(request)
    }

    pub(crate) fn token_part(&self) -> Part<'_> {
        Part::plain("form_token", self.form_token.as_bytes())
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Part<'a> {
    name: &'a str,
    file: Option<&'a str>,
    octets: &'a [u8],
}

impl<'a> Part<'a> {
    pub(crate) fn plain(name: &'a str, octets: &'a [u8]) -> Self {
        Self {
            name,
            file: None,
            octets,
        }
    }

    pub(crate) fn named(name: &'a str, file: &'a str, octets: &'a [u8]) -> Self {
        Self {
            name,
            file: Some(file),
            octets,
        }
    }

    pub(crate) fn file(name: &'a str, octets: &'a [u8]) -> Self {
        Self {
            name: "mail",
            file: Some(name),
            octets,
        }
    }
}

pub(crate) fn multipart(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        let file = part
            .file
            .map(|file| format!("; filename=\"{file}\"\r\nContent-Type: message/rfc822"));
        let head = format!(
            "--limit-7c1e\r\nContent-Disposition: form-data; name=\"{}\"{}\r\n\r\n",
            part.name,
            file.unwrap_or_default()
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(part.octets);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limit-7c1e--\r\n");
    body
}

pub(crate) fn get(path: &str) -> axum::http::request::Builder {
    Request::get(path).header("host", HOST)
}

pub(crate) fn post(path: &str) -> axum::http::request::Builder {
    Request::post(path).header("host", HOST)
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answered {
    /// A header; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> String {
        let value = self.headers.get(name);
        value.map_or_else(String::new, |value| {
            value.to_str().expect("ASCII").to_owned()
        })
    }

    /// Whether the page says the phrase `id` in English.
    pub(crate) fn says(&self, id: &str) -> bool {
        assert!(words::has_label(id), "{id}");
        self.body
            .contains(&escaped(&words::label(Language::English, id)))
    }
}

/// A text as a page shows it.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

/// The value of the first field of this name.
pub(crate) fn value_of(page: &str, name: &str) -> String {
    let from = format!("name=\"{name}\" value=\"");
    let (_, rest) = page
        .split_once(&from)
        .unwrap_or_else(|| panic!("{name} in {page}"));
    rest.split('"').next().expect("a value").to_owned()
}

/// The path of a whole link.
pub(crate) fn path_of(link: &str) -> String {
    link.strip_prefix(ORIGIN)
        .expect("a link of ours")
        .to_owned()
}
