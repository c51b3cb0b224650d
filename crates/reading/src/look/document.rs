//! Reads a PDF (ISO 32000): its links, its text, and the codes on its pages.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, InterpreterWarning, SoftMask, interpret_page,
};
use hayro::hayro_syntax::object::{Array, Dict, Object};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::kurbo::{Affine, BezPath, Rect, Shape as _};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};

use super::{Look, LookLimits, picture};

/// Pixels on the longer side of a page that is drawn to look for codes.
const DRAWN_SIDE: f32 = 1_650.0;
/// How far a page may be enlarged for it.
const MOST_SCALE: f32 = 4.0;
/// Pieces of outline on a page from which they may be the modules of a code.
const LEAST_PIECES: usize = 150;
/// Pixels of a picture on a page from which it may be one.
const LEAST_PICTURE: u32 = 21;
/// How deep actions may follow one another.
const MOST_ACTIONS: usize = 8;
/// Annotations read on one page.
const MOST_ANNOTATIONS: usize = 500;

pub(super) fn look(bytes: &[u8], limits: &LookLimits) -> Look {
    let mut look = Look {
        // ISO 32000-1 §7.5.5: the trailer names the encryption; it is never compressed.
        is_encrypted: contains(bytes, b"/Encrypt"),
        ..Look::default()
    };
    let pdf = match Pdf::new(bytes.to_vec()) {
        Ok(pdf) => pdf,
        Err(error) => {
            look.is_failed = true;
            look.is_encrypted |= matches!(
                error,
                LoadPdfError::Decryption(
                    DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm
                )
            );
            return look;
        }
    };
    if let Some(catalog) = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id()) {
        actions(&catalog, &["OpenAction"], &mut look, limits);
        if let Some(more) = catalog.get::<Dict<'_>>("AA") {
            each_action(&more, &mut look, limits);
        }
        let scripts = catalog
            .get::<Dict<'_>>("Names")
            .is_some_and(|names| names.contains_key("JavaScript"));
        look.has_script |= scripts;
    }
    let pages = pdf.pages();
    look.is_failed |= pages.is_empty();
    look.is_cut |= pages.len() > limits.pages;
    // Links come first for all pages: they cost little, and a page that breaks us must not hide them.
    for page in pages.iter().take(limits.linked_pages) {
        annotations(page, &mut look, limits);
    }
    let is_amiss = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&is_amiss);
    let settings = InterpreterSettings {
        warning_sink: Arc::new(move |warning| {
            // An annotation without a picture of its own hides nothing: its link was read.
            if !matches!(warning, InterpreterWarning::UnresolvedAnnotationAppearance) {
                told.store(true, Ordering::Relaxed);
            }
        }),
        ..InterpreterSettings::default()
    };
    let cache = InterpreterCache::new();
    let mut busy = Vec::new();
    for page in pages.iter().take(limits.pages) {
        let mut seen = Seen {
            room: limits.text.saturating_sub(look.text.len()),
            ..Seen::default()
        };
        let bounds = Rect::new(0.0, 0.0, 10_000.0, 10_000.0);
        let transform = Affine::IDENTITY;
        let mut context = Context::new(transform, bounds, &cache, page.xref(), settings.clone());
        interpret_page(page, &mut context, &mut seen);
        if !look.text.is_empty() && !seen.text.is_empty() && seen.room > 0 {
            look.text.push('\n');
        }
        look.text.push_str(&seen.text);
        look.is_cut |= seen.is_cut;
        if seen.pictures > 0 || seen.pieces >= LEAST_PIECES {
            busy.push(page);
        }
    }
    for page in busy {
        draw(page, &settings, limits, &mut look);
    }
    look.has_torn_code = false;
    look.is_cut |= is_amiss.load(Ordering::Relaxed);
    look
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// Draws a page and looks for codes on it.
fn draw(page: &Page<'_>, settings: &InterpreterSettings, limits: &LookLimits, look: &mut Look) {
    let (width, height) = page.render_dimensions();
    let longer = width.max(height);
    if !(longer.is_finite() && width >= 8.0 && height >= 8.0) {
        return;
    }
    let scale = (DRAWN_SIDE / longer).min(MOST_SCALE);
    let pixmap = hayro::render(
        page,
        &RenderCache::new(),
        settings,
        &RenderSettings::default(),
        &PixmapSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
        },
    );
    let limits = LookLimits {
        side: 1_700,
        ..*limits
    };
    let size = (usize::from(pixmap.width()), usize::from(pixmap.height()));
    picture::look_drawn(size, pixmap.data_as_u8_slice(), &limits, look);
}

/// The links of a page's annotations (ISO 32000-1 §12.5.6.5) and what else they do.
fn annotations(page: &Page<'_>, look: &mut Look, limits: &LookLimits) {
    let Some(all) = page.raw().get::<Array<'_>>("Annots") else {
        return;
    };
    for (nth, annotation) in all.iter::<Dict<'_>>().enumerate() {
        if nth >= MOST_ANNOTATIONS {
            look.is_cut = true;
            return;
        }
        actions(&annotation, &["A", "PA"], look, limits);
        if let Some(more) = annotation.get::<Dict<'_>>("AA") {
            each_action(&more, look, limits);
        }
    }
}

/// Additional actions (§12.6.3): a dictionary of one action for each event.
fn each_action(events: &Dict<'_>, look: &mut Look, limits: &LookLimits) {
    let keys: Vec<_> = events.keys().take(32).collect();
    for key in keys {
        actions(events, &[key.as_str()], look, limits);
    }
}

/// Follows actions (§12.6.4) and those after them, within bounds.
fn actions(holder: &Dict<'_>, keys: &[&str], look: &mut Look, limits: &LookLimits) {
    let mut open: Vec<Dict<'_>> = keys
        .iter()
        .filter_map(|key| holder.get::<Dict<'_>>(key))
        .collect();
    for _ in 0..MOST_ACTIONS {
        let Some(action) = open.pop() else { return };
        action_target(&action, look, limits);
        match action.get::<Object<'_>>("Next") {
            Some(Object::Dict(next)) => open.push(next),
            Some(Object::Array(all)) => open.extend(all.iter::<Dict<'_>>().take(MOST_ACTIONS)),
            _ => {}
        }
    }
}

fn action_target(action: &Dict<'_>, look: &mut Look, limits: &LookLimits) {
    if let Some(uri) = action.get::<hayro::hayro_syntax::object::String<'_>>("URI") {
        look.add_link(decoded(uri.as_bytes()), limits);
    }
    for key in ["JS", "Win"] {
        look.has_script |= action.contains_key(key);
    }
    let kind = action.get::<hayro::hayro_syntax::object::Name<'_>>("S");
    let kind = kind.as_ref().map_or("", |name| name.as_str());
    look.has_script |= matches!(kind, "JavaScript" | "Launch");
    // A script, a submitted form and a file elsewhere name their addresses as text.
    let mut texts = Vec::new();
    match action.get::<Object<'_>>("JS") {
        Some(Object::String(text)) => texts.push(decoded(text.as_bytes())),
        Some(Object::Stream(stream)) => {
            if let Ok(text) = stream.decoded() {
                let text = text.get(..limits.text).unwrap_or(&text);
                texts.push(decoded(text));
            }
        }
        _ => {}
    }
    if let Some(Object::Dict(file)) = action.get::<Object<'_>>("F") {
        for key in ["F", "UF"] {
            if let Some(text) = file.get::<hayro::hayro_syntax::object::String<'_>>(key) {
                texts.push(decoded(text.as_bytes()));
            }
        }
    } else if let Some(text) = action.get::<hayro::hayro_syntax::object::String<'_>>("F") {
        texts.push(decoded(text.as_bytes()));
    }
    for text in texts {
        for range in crate::link::plain_urls(&text) {
            if let Some(url) = text.get(range) {
                look.add_link(url.to_owned(), limits);
            }
        }
    }
}

/// A text string (§7.9.2.2): UTF-16 or UTF-8 with a mark, else taken as Latin.
fn decoded(bytes: &[u8]) -> String {
    if bytes.starts_with(b"\xfe\xff") || bytes.starts_with(b"\xff\xfe") {
        let (encoding, rest) = if bytes.starts_with(b"\xfe\xff") {
            (encoding_rs::UTF_16BE, bytes.get(2..))
        } else {
            (encoding_rs::UTF_16LE, bytes.get(2..))
        };
        return encoding.decode(rest.unwrap_or_default()).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// What a page shows, without drawing it.
#[derive(Default)]
struct Seen {
    text: String,
    room: usize,
    is_cut: bool,
    /// Where the last letter ended, and its size.
    end: Option<(f64, f64, f64)>,
    pictures: usize,
    pieces: usize,
}

impl Seen {
    fn letter(&mut self, glyph: &Glyph<'_>, at: Affine) {
        let letters = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => letter.to_string(),
            Some(BfString::String(letters)) => letters,
            None => return,
        };
        let [a, b, c, d, x, y] = at.as_coeffs();
        let size = (a * d - b * c).abs().sqrt();
        // Glyphs are in thousandths of the size.
        let (across, size) = (a.hypot(b), size * 1000.0);
        let width = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let width = f64::from(width.unwrap_or(500.0)) * across;
        if let Some((end, line, before)) = self.end {
            let height = size.max(before);
            if (y - line).abs() > height * 0.4 {
                self.push("\n");
            } else if x - end > height * 0.18 || end - x > height * 2.0 {
                self.push(" ");
            }
        }
        self.end = Some((x + width, y, size));
        self.push(&letters);
    }

    fn push(&mut self, text: &str) {
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return;
        }
        if self.text.len() + text.len() > self.room {
            self.is_cut = true;
        } else {
            self.text.push_str(text);
        }
    }
}

impl<'a> Device<'a> for Seen {
    fn draw_path(&mut self, path: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.pieces = self
            .pieces
            .saturating_add(path.path_elements(0.1).count().max(4) / 4);
    }

    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {
        self.pieces = self.pieces.saturating_add(1);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.letter(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        if image.width().min(image.height()) >= LEAST_PICTURE {
            self.pictures = self.pictures.saturating_add(1);
        } else {
            // A code drawn from pictures of one module each.
            self.pieces = self.pieces.saturating_add(1);
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
