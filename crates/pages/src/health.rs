//! Whether the pages answer, whether the store does, and how much was done: for those who watch programs. Nothing of a
//! person stands in it.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

use crate::House;
use crate::imports::Stage;

/// What was done since the start.
#[derive(Default)]
pub(crate) struct Counts {
    /// Answers by the hundreds of their status.
    answers: [AtomicU64; 5],
    /// Mails and texts that were judged.
    pub(crate) checks: AtomicU64,
}

impl Counts {
    /// Counts an answer.
    pub(crate) fn answered(&self, status: StatusCode) {
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(count) = self.answers.get(class) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts a check.
    pub(crate) fn checked(&self) {
        self.checks.fetch_add(1, Ordering::Relaxed);
    }
}

/// We answer.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// The store answers, or there is none yet.
pub(crate) async fn ready(State(house): State<Arc<House>>) -> Response {
    let asked = async {
        if let Some(store) = house.keeping.store().await? {
            let person = &house.settings.config.person;
            store.setting(person, "ready").await?;
        }
        Ok::<_, mioboe::StoreError>(())
    };
    match asked.await {
        Ok(()) => "ok\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "store\n").into_response(),
    }
}

/// What was done, in Prometheus' form of text.
pub(crate) async fn metrics(State(house): State<Arc<House>>) -> Response {
    let mut text = String::new();
    let _ = writeln!(text, "# TYPE mioboe_build_info gauge");
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(text, "mioboe_build_info{{version=\"{version}\"}} 1");
    let _ = writeln!(text, "# TYPE mioboe_answers_total counter");
    for (class, count) in house.counts.answers.iter().enumerate() {
        let count = count.load(Ordering::Relaxed);
        let _ = writeln!(
            text,
            "mioboe_answers_total{{status=\"{}xx\"}} {count}",
            class + 1
        );
    }
    let _ = writeln!(text, "# TYPE mioboe_checks_total counter");
    let checks = house.counts.checks.load(Ordering::Relaxed);
    let _ = writeln!(text, "mioboe_checks_total {checks}");
    let _ = writeln!(text, "# TYPE mioboe_imports gauge");
    let jobs = house.imports.all();
    for stage in [
        Stage::Waiting,
        Stage::Running,
        Stage::Done,
        Stage::Stopped,
        Stage::Failed,
    ] {
        let count = jobs.iter().filter(|job| job.progress().stage == stage);
        let _ = writeln!(
            text,
            "mioboe_imports{{stage=\"{}\"}} {}",
            stage.as_str(),
            count.count()
        );
    }
    let form = [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (form, text).into_response()
}
