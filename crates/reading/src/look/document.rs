//! Reads a PDF (ISO 32000): its links, its text, and the codes on its pages.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::pattern::Pattern;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, InterpreterWarning, Paint, SoftMask, interpret_page,
};
use hayro::hayro_syntax::object::{Array, Dict, Object};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::kurbo::{Affine, BezPath, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings};

use super::grey::Grey;
use super::sheet::{LEAST_MARGIN, Mark, Place, Sheet};
use super::{Look, LookLimits, picture};

/// Pieces of outline on a page from which they may be the modules of a code.
const LEAST_PIECES: usize = 150;
/// Pixels of a picture on a page from which it may be one.
const LEAST_PICTURE: u32 = 21;
/// Letters in a row that are looked at together, and how many different ones a text has among them at least: fewer
/// may be the modules of a code.
const LETTERS: usize = 12;
const LEAST_LETTERS: usize = 5;
/// Pieces that a dashed line stands for.
const DASHED: usize = 10;
/// How deep actions may follow one another.
const MOST_ACTIONS: usize = 8;
/// Annotations read on one page.
const MOST_ANNOTATIONS: usize = 500;

pub(super) fn look(bytes: &[u8], limits: &LookLimits) -> Look {
    let mut look = Look {
        // ISO 32000-1 §7.5.5: the trailer names the encryption; it is never compressed.
        is_encrypted: memchr::memmem::find(bytes, b"/Encrypt").is_some(),
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
    let seen_cache = InterpreterCache::new();
    let mut busy = Vec::new();
    for page in pages.iter().take(limits.pages) {
        let mut seen = Seen {
            room: limits.text.saturating_sub(look.text.len()),
            sheet: Sheet::of(page),
            ..Seen::default()
        };
        interpret_page(
            page,
            &mut interpreter(page, &seen_cache, &settings),
            &mut seen,
        );
        if !look.text.is_empty() && !seen.text.is_empty() && seen.room > 0 {
            look.text.push('\n');
        }
        look.text.push_str(&seen.text);
        look.is_cut |= seen.is_cut;
        if seen.pictures > 0 || seen.pieces >= LEAST_PIECES {
            busy.extend(seen.sheet.map(|sheet| (page, sheet)));
        }
    }
    let cache = RenderCache::new();
    for (page, sheet) in busy {
        let mut places = sheet.places();
        let mut pictures = Pictures {
            wanted: places.alone.iter().map(|(nth, _)| *nth).collect(),
            images: 0,
            found: BTreeMap::new(),
            room: limits.pixels,
        };
        if !places.alone.is_empty() {
            interpret_page(
                page,
                &mut interpreter(page, &seen_cache, &settings),
                &mut pictures,
            );
        }
        for (nth, place) in places.alone {
            match pictures.found.remove(&nth) {
                Some(grey) => picture::look_framed(&grey, LEAST_MARGIN, limits, &mut look),
                None => places.drawn.push(place),
            }
        }
        for place in places.drawn {
            draw(
                page,
                (&sheet, place),
                (&settings, &cache),
                limits,
                &mut look,
            );
        }
    }
    look.has_torn_code = false;
    look.is_cut |= is_amiss.load(Ordering::Relaxed);
    look
}

/// What goes through a page in its own coordinates.
fn interpreter<'a>(
    page: &Page<'a>,
    cache: &'a InterpreterCache<'a>,
    settings: &InterpreterSettings,
) -> Context<'a> {
    let bounds = Rect::new(0.0, 0.0, 10_000.0, 10_000.0);
    Context::new(
        Affine::IDENTITY,
        bounds,
        cache,
        page.xref(),
        settings.clone(),
    )
}

/// Draws a place on a page and looks for codes there.
fn draw<'a>(
    page: &'a Page<'a>,
    (sheet, place): (&Sheet, Place),
    (settings, cache): (&InterpreterSettings, &RenderCache<'a>),
    limits: &LookLimits,
    look: &mut Look,
) {
    let size = (u16::try_from(place.width), u16::try_from(place.height));
    let (Ok(width), Ok(height), Ok(x), Ok(y)) = (
        size.0,
        size.1,
        u32::try_from(place.x),
        u32::try_from(place.y),
    ) else {
        return;
    };
    let transform = Affine::translate((-f64::from(x), -f64::from(y))) * sheet.to_pixels;
    let mut context = RenderContext::new(width, height);
    hayro::render_into(
        page,
        cache,
        settings,
        &RenderSettings {
            hinting: false,
            ..RenderSettings::default()
        },
        &mut context,
        transform,
    );
    context.flush();
    let mut pixmap = Pixmap::new(width, height);
    context.render_with(
        &mut pixmap,
        &mut Resources::default(),
        RasterizerSettings {
            target_init: TargetInit::Clear(WHITE),
            ..RasterizerSettings::default()
        },
    );
    let limits = LookLimits {
        side: 1_700,
        ..*limits
    };
    let size = (place.width, place.height);
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
    /// All pictures, small ones too.
    images: usize,
    pieces: usize,
    sheet: Option<Sheet>,
    /// The last letters, and where they stand.
    last: VecDeque<(u32, Rect)>,
}

impl Seen {
    fn mark(&mut self, bounds: Rect, mark: Mark) {
        if let Some(sheet) = &mut self.sheet {
            sheet.mark(bounds, mark);
        }
    }

    fn mark_whole(&mut self) {
        if let Some(sheet) = &mut self.sheet {
            sheet.mark_whole();
        }
    }

    /// Marks letters that may be the modules of a code: the same few again and again, or pictures themselves.
    fn mark_letter(&mut self, glyph: &Glyph<'_>, at: Affine) {
        let (code, is_blank) = match glyph.as_unicode() {
            Some(BfString::Char(letter)) => (u32::from(letter), letter.is_whitespace()),
            _ => (glyph.char_code(), false),
        };
        if is_blank {
            return;
        }
        // The square of a letter, in thousandths of its size.
        let bounds = at.transform_rect_bbox(Rect::new(0.0, -250.0, 1000.0, 1000.0));
        if let Glyph::Type3(_) = glyph {
            self.mark(bounds, Mark::Pieces(DASHED));
            return;
        }
        if self.last.len() >= LETTERS {
            self.last.pop_front();
        }
        self.last.push_back((code, bounds));
        if self.last.len() < LETTERS {
            return;
        }
        let mut known = Vec::with_capacity(LEAST_LETTERS);
        for (code, _) in &self.last {
            if !known.contains(code) {
                known.push(*code);
            }
            if known.len() >= LEAST_LETTERS {
                return;
            }
        }
        let last = std::mem::take(&mut self.last);
        for (_, bounds) in last {
            // A letter may stand for two modules.
            self.mark(bounds, Mark::Pieces(2));
        }
    }

    fn mark_drawn(
        &mut self,
        (bounds, pieces): (Rect, usize),
        props: &DrawProps<'_>,
        mode: &DrawMode,
    ) {
        let is_tiled = matches!(&props.paint, Paint::Pattern(pattern) if matches!(**pattern, Pattern::Tiling(_)));
        let bounds = props.transform.transform_rect_bbox(bounds);
        if is_tiled || props.soft_mask.is_some() {
            self.mark(bounds, Mark::Picture);
            return;
        }
        let is_dashed = match mode {
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => {
                !stroke.dash_array.is_empty()
            }
            _ => false,
        };
        let is_plain = pieces == 1 && !is_dashed;
        let is_long = |sheet: &Sheet| sheet.is_longer_than_modules(bounds);
        if !(is_plain && self.sheet.as_ref().is_some_and(is_long)) {
            let pieces = if is_dashed {
                pieces.saturating_mul(DASHED)
            } else {
                pieces
            };
            self.mark(bounds, Mark::Pieces(pieces));
        }
    }

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
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let pieces = path.elements().len().max(4) / 4;
        self.pieces = self.pieces.saturating_add(pieces);
        self.mark_drawn((path.control_box(), pieces), &props, mode);
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        self.pieces = self.pieces.saturating_add(1);
        self.mark_drawn((*rect, 1), &props, mode);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let at = props.transform * glyph.transform();
            self.letter(glyph, at);
            self.mark_letter(glyph, at);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (width, height) = (image.width(), image.height());
        if width.min(height) >= LEAST_PICTURE {
            self.pictures = self.pictures.saturating_add(1);
        } else {
            // A code drawn from pictures of one module each.
            self.pieces = self.pieces.saturating_add(1);
        }
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let is_plain = matches!(image, Image::Raster(_))
            && props.soft_mask.is_none()
            && props.blend_mode == BlendMode::Normal;
        let shows = |sheet: &Sheet| sheet.shows_as_it_is(props.transform);
        let mark = if is_plain && self.sheet.as_ref().is_some_and(shows) {
            Mark::Alone(self.images)
        } else {
            Mark::Picture
        };
        self.images = self.images.saturating_add(1);
        self.mark(props.transform.transform_rect_bbox(bounds), mark);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        // A ground that is seen through a clip is drawn like its outline.
        let pieces = clip.path.elements().len() / 4;
        if pieces >= LEAST_PIECES {
            self.mark_whole();
        }
    }

    fn push_transparency_group(&mut self, _: f32, mask: Option<SoftMask<'a>>, _: BlendMode) {
        if mask.is_some() {
            self.mark_whole();
        }
    }

    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// The pixels of some of a page's pictures, without drawing it.
struct Pictures {
    /// The numbers of those that are wanted.
    wanted: Vec<usize>,
    /// How many came by.
    images: usize,
    found: BTreeMap<usize, Grey>,
    /// Pixels that may still be held.
    room: u64,
}

impl<'a> Device<'a> for Pictures {
    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        let nth = self.images;
        self.images = self.images.saturating_add(1);
        let pixels = u64::from(image.width()) * u64::from(image.height());
        if !self.wanted.contains(&nth) || pixels > self.room {
            return;
        }
        let Image::Raster(image) = image else { return };
        self.room -= pixels;
        image.with_rgba(
            |colors, alpha| {
                // What lets the page through is drawn with it.
                if alpha.is_none() {
                    let grey = picture::grey_of(colors);
                    self.found.extend(grey.map(|grey| (nth, grey)));
                }
            },
            None,
        );
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
