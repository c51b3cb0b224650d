//! The part of CSS that decides whether a person sees a text.

use super::color::{Paint, Rgb, legacy_color, paint};

/// Octets of one declaration block looked at.
const BLOCK_LIMIT: usize = 8 << 10;

/// A size of type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Size {
    Pixels(f32),
    /// A multiple of the parent's size.
    Times(f32),
}

/// A property that may be set, with or without `!important`.
#[derive(Clone, Copy, Debug)]
struct Slot<T> {
    value: Option<T>,
    is_important: bool,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self {
            value: None,
            is_important: false,
        }
    }
}

impl<T: Copy> Slot<T> {
    fn set(&mut self, value: T, is_important: bool) {
        if is_important || !self.is_important {
            *self = Self {
                value: Some(value),
                is_important,
            };
        }
    }

    fn lay(&mut self, over: &Self) {
        if let Some(value) = over.value {
            self.set(value, over.is_important);
        }
    }
}

/// Octets of the longest name of a declaration that matters here.
const LONGEST_NAME: usize = 24;

/// The declarations that matter here.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    is_displayed: Slot<bool>,
    is_visible: Slot<bool>,
    is_opaque: Slot<bool>,
    is_clipped: Slot<bool>,
    has_no_height: Slot<bool>,
    has_no_max_height: Slot<bool>,
    has_no_width: Slot<bool>,
    has_no_max_width: Slot<bool>,
    is_positioned: Slot<bool>,
    is_offset: Slot<bool>,
    is_indented_away: Slot<bool>,
    size: Slot<Size>,
    color: Slot<Paint>,
    background: Slot<Paint>,
    keeps_blanks: Slot<bool>,
    /// What rules that are not followed here may undo.
    pub(super) shown: Shown,
}

/// The ways of hiding that a rule could undo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    is_displayed: bool,
    has_size: bool,
    has_color: bool,
    has_room: bool,
}

impl Shown {
    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            is_displayed: self.is_displayed || other.is_displayed,
            has_size: self.has_size || other.has_size,
            has_color: self.has_color || other.has_color,
            has_room: self.has_room || other.has_room,
        }
    }
}

impl Style {
    /// Reads a declaration block.
    pub(super) fn parse(block: &str) -> Self {
        let mut style = Self::default();
        let mut room = [0; LONGEST_NAME];
        for declaration in split_outside_brackets(crate::link::cut(block, BLOCK_LIMIT), b';') {
            let Some((name, value)) = declaration.split_once(':') else {
                continue;
            };
            let Some(name) = small(name.trim(), &mut room) else {
                continue;
            };
            let value = value.trim();
            if value.bytes().any(|octet| octet.is_ascii_uppercase()) {
                style.declare(name, &value.to_ascii_lowercase());
            } else {
                style.declare(name, value);
            }
        }
        style
    }

    fn declare(&mut self, name: &str, value: &str) {
        let (value, important) = match value.rsplit_once('!') {
            Some((value, mark)) if mark.trim() == "important" => (value.trim(), true),
            _ => (value, false),
        };
        match name {
            "display" => self.is_displayed.set(value != "none", important),
            "visibility" => self
                .is_visible
                .set(!matches!(value, "hidden" | "collapse"), important),
            "opacity" => {
                if let Some(amount) = number(value.trim_end_matches('%')) {
                    let amount = if value.ends_with('%') {
                        amount / 100.0
                    } else {
                        amount
                    };
                    self.is_opaque.set(amount > 0.05, important);
                }
            }
            "overflow" | "overflow-y" | "overflow-x" => {
                self.is_clipped.set(
                    value
                        .split_whitespace()
                        .any(|v| matches!(v, "hidden" | "clip")),
                    important,
                );
            }
            "height" => self.has_no_height.set(is_zero(value), important),
            "max-height" => self.has_no_max_height.set(is_zero(value), important),
            "width" => self.has_no_width.set(is_zero(value), important),
            "max-width" => self.has_no_max_width.set(is_zero(value), important),
            "position" => self.is_positioned.set(
                matches!(value, "absolute" | "fixed" | "relative"),
                important,
            ),
            "left" | "top" | "right" | "bottom" if is_far(value) => {
                self.is_offset.set(true, important)
            }
            "text-indent" => self.is_indented_away.set(is_far(value), important),
            "font-size" => {
                if let Some(size) = size(value) {
                    self.size.set(size, important);
                }
            }
            "font" => {
                // The size stands before an optional line height: `bold 0/0 Arial`.
                if let Some(size) = value.split_whitespace().find_map(|word| {
                    let word = word.split('/').next().unwrap_or_default();
                    (word == "0" || word.ends_with(|c: char| c.is_ascii_alphabetic() || c == '%'))
                        .then(|| size(word))
                        .flatten()
                }) {
                    self.size.set(size, important);
                }
            }
            "color" => {
                if let Some(paint) = paint(value) {
                    self.color.set(paint, important);
                }
            }
            "-webkit-text-fill-color" => {
                if let Some(paint) = paint(value) {
                    self.color.set(paint, true);
                }
            }
            "background-color" => {
                if let Some(paint) = paint(value) {
                    self.background.set(paint, important);
                }
            }
            "background" | "background-image" => self.background(name, value, important),
            "white-space" => self.keeps_blanks.set(value.starts_with("pre"), important),
            _ => {}
        }
    }

    fn background(&mut self, name: &str, value: &str, important: bool) {
        if value.contains("url(") || value.contains("gradient") {
            self.background.set(Paint::Unknown, important);
        } else if name == "background" {
            let found = split_outside_brackets(value, b' ').find_map(paint);
            self.background
                .set(found.unwrap_or(Paint::Transparent), important);
        }
    }

    /// What these declarations could undo; with `is_important_only`, only by those marked `!important`.
    pub(super) fn shows(&self, is_important_only: bool) -> Shown {
        let weighs = |is_important: bool| is_important || !is_important_only;
        let is = |slot: &Slot<bool>, value| slot.value == Some(value) && weighs(slot.is_important);
        Shown {
            is_displayed: [&self.is_displayed, &self.is_visible, &self.is_opaque]
                .into_iter()
                .any(|s| is(s, true)),
            has_size: matches!(self.size.value, Some(Size::Pixels(p)) if p > 1.0)
                && weighs(self.size.is_important),
            has_color: self.color.value.is_some() && weighs(self.color.is_important),
            has_room: [
                &self.has_no_height,
                &self.has_no_max_height,
                &self.has_no_width,
                &self.has_no_max_width,
                &self.is_clipped,
                &self.is_positioned,
                &self.is_indented_away,
            ]
            .into_iter()
            .any(|s| is(s, false)),
        }
    }

    /// Lays the declarations of a rule that comes later over these.
    pub(super) fn lay(&mut self, over: &Self) {
        self.is_displayed.lay(&over.is_displayed);
        self.is_visible.lay(&over.is_visible);
        self.is_opaque.lay(&over.is_opaque);
        self.is_clipped.lay(&over.is_clipped);
        self.has_no_height.lay(&over.has_no_height);
        self.has_no_max_height.lay(&over.has_no_max_height);
        self.has_no_width.lay(&over.has_no_width);
        self.has_no_max_width.lay(&over.has_no_max_width);
        self.is_positioned.lay(&over.is_positioned);
        self.is_offset.lay(&over.is_offset);
        self.is_indented_away.lay(&over.is_indented_away);
        self.size.lay(&over.size);
        self.color.lay(&over.color);
        self.background.lay(&over.background);
        self.keeps_blanks.lay(&over.keeps_blanks);
    }

    /// The `color` attribute of a `font` element; any style sheet beats it.
    pub(super) fn with_color(mut self, value: &str) -> Self {
        if let Some(color) = legacy_color(value) {
            self.color.set(Paint::Solid(color), false);
        }
        self
    }

    /// The `bgcolor` attribute.
    pub(super) fn with_background(mut self, value: &str) -> Self {
        if let Some(color) = legacy_color(value) {
            self.background.set(Paint::Solid(color), false);
        }
        self
    }

    /// The `background` attribute, an image.
    pub(super) fn with_image(mut self) -> Self {
        self.background.set(Paint::Unknown, false);
        self
    }
}

/// How an element looks after all its ancestors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Hidden with everything inside, whatever that says.
    pub(super) is_gone: bool,
    is_visible: bool,
    pixels: f32,
    color: Paint,
    background: Paint,
    pub(super) keeps_blanks: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            is_gone: false,
            is_visible: true,
            pixels: 16.0,
            color: Paint::Solid(Rgb(0, 0, 0)),
            background: Paint::Solid(Rgb(255, 255, 255)),
            keeps_blanks: false,
        }
    }
}

impl Look {
    /// The look of a child with these declarations.
    pub(super) fn child(&self, style: &Style) -> Self {
        let mut look = *self;
        let is = |slot: &Slot<bool>| slot.value == Some(true);
        let is_not = |slot: &Slot<bool>| slot.value == Some(false);
        let has_no_room = [
            &style.has_no_height,
            &style.has_no_max_height,
            &style.has_no_width,
            &style.has_no_max_width,
        ]
        .into_iter()
        .any(is);
        let shown = style.shown;
        let is_far =
            (is(&style.is_positioned) && is(&style.is_offset)) || is(&style.is_indented_away);
        let has_room = shown.has_room || !(is_far || has_no_room && is(&style.is_clipped));
        let is_there =
            shown.is_displayed || !(is_not(&style.is_displayed) || is_not(&style.is_opaque));
        look.is_gone |= !is_there || !has_room;
        if let Some(is_visible) = style.is_visible.value {
            look.is_visible = is_visible || shown.is_displayed;
        }
        match style.size.value {
            Some(_) if shown.has_size => {}
            Some(Size::Pixels(pixels)) => look.pixels = pixels,
            Some(Size::Times(times)) => look.pixels *= times,
            None => {}
        }
        if let Some(color) = style.color.value {
            look.color = if shown.has_color {
                Paint::Unknown
            } else {
                color
            };
        }
        match style.background.value {
            Some(Paint::Transparent) | None => {}
            Some(background) => look.background = background,
        }
        if let Some(keeps) = style.keeps_blanks.value {
            look.keeps_blanks = keeps;
        }
        look
    }

    /// Whether text of this look reaches the eye.
    pub(super) fn is_seen(&self) -> bool {
        let has_contrast = match (self.color, self.background) {
            (Paint::Transparent, _) => false,
            (Paint::Solid(color), Paint::Solid(background)) => !color.is_like(background),
            _ => true,
        };
        !self.is_gone && self.is_visible && self.pixels > 1.0 && has_contrast
    }
}

/// Splits at `separator` outside round brackets and quotes.
fn split_outside_brackets(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = end_outside_brackets(text.as_bytes(), separator);
        rest = end.and_then(|end| text.get(end + 1..));
        text.get(..end.unwrap_or(text.len()))
    })
}

fn end_outside_brackets(text: &[u8], separator: u8) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    text.iter().position(|&octet| {
        match (octet, quote) {
            (octet, Some(q)) if octet == q => quote = None,
            (_, Some(_)) => {}
            (b'"' | b'\'', None) => quote = Some(octet),
            (b'(', None) => depth += 1,
            (b')', None) => depth = depth.saturating_sub(1),
            (octet, None) => return octet == separator && depth == 0,
        }
        false
    })
}

/// A name in small letters, without room of its own on the heap; nothing where it is longer than any that matters.
fn small<'a>(name: &str, room: &'a mut [u8; LONGEST_NAME]) -> Option<&'a str> {
    let room = room.get_mut(..name.len())?;
    room.copy_from_slice(name.as_bytes());
    room.make_ascii_lowercase();
    std::str::from_utf8(room).ok()
}

pub(super) fn number(text: &str) -> Option<f32> {
    text.trim().parse::<f32>().ok().filter(|n| n.is_finite())
}

/// A length in pixels; units that depend on the surroundings are not read.
fn pixels(value: &str) -> Option<f32> {
    let split = value
        .find(|c: char| c.is_ascii_alphabetic() || c == '%')
        .unwrap_or(value.len());
    let amount = number(value.get(..split)?)?;
    match value.get(split..)?.trim() {
        "" | "px" => Some(amount),
        "pt" => Some(amount * 4.0 / 3.0),
        "em" | "rem" | "vw" | "vh" | "ex" | "ch" => Some(amount * 16.0),
        "%" => Some(amount * 6.0),
        "mm" => Some(amount * 3.78),
        "cm" => Some(amount * 37.8),
        "in" => Some(amount * 96.0),
        _ => None,
    }
}

fn is_zero(value: &str) -> bool {
    pixels(value).is_some_and(|p| (0.0..=1.0).contains(&p))
}

/// Whether a length moves a text off any screen.
fn is_far(value: &str) -> bool {
    pixels(value).is_some_and(|p| p <= -999.0)
}

fn size(value: &str) -> Option<Size> {
    let value = value.trim();
    let times = |unit: &str, by: f32| {
        value
            .strip_suffix(unit)
            .and_then(number)
            .map(|n| Size::Times(n * by))
    };
    if let Some(size) = times("%", 0.01) {
        return Some(size);
    }
    if !value.ends_with("rem")
        && let Some(size) = times("em", 1.0)
    {
        return Some(size);
    }
    match value {
        "xx-small" | "x-small" | "small" | "medium" | "large" | "x-large" | "xx-large"
        | "initial" => Some(Size::Pixels(16.0)),
        "smaller" => Some(Size::Times(0.83)),
        "larger" => Some(Size::Times(1.2)),
        _ => pixels(value).filter(|p| *p >= 0.0).map(Size::Pixels),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_hides_or_shows() {
        for (style, is_seen) in [
            ("", true),
            ("display:none", false),
            ("DISPLAY : NONE !important", false),
            ("display:none!important;display:block", false),
            ("visibility:hidden", false),
            ("opacity:0", false),
            ("opacity:0.9", true),
            ("font-size:0", false),
            ("font-size:1px", false),
            ("font-size:0.01em", false),
            ("font-size:12px", true),
            ("font:0/0 a", false),
            ("font:bold 14px/20px Arial", true),
            ("max-height:0;overflow:hidden", false),
            ("max-height:0", true),
            ("height:0px;overflow:hidden", false),
            ("width:100%;overflow:hidden", true),
            ("text-indent:-9999px", false),
            ("position:absolute;left:-10000px", false),
            ("position:absolute;left:-10px", true),
            ("color:#fff", false),
            ("color:#fefefe", false),
            ("color:rgb(255, 255, 255)", false),
            ("color:rgba(0,0,0,0)", false),
            ("color:transparent", false),
            ("color:#fff;background:#000", true),
            ("color:#fff;background:url(a.png)", true),
            ("color:white;background-color:navy", true),
            ("background:#000", false),
            ("mso-hide:all", true),
        ] {
            assert_eq!(
                Look::default().child(&Style::parse(style)).is_seen(),
                is_seen,
                "{style}"
            );
        }
    }
    #[test]
    fn separators_in_brackets_and_quotes_separate_nothing() {
        for (text, pieces) in [
            ("", &[""][..]),
            ("a;b;", &["a", "b", ""]),
            ("a:url(x;y);b", &["a:url(x;y)", "b"]),
            ("a:\"x;y\";b:')';c", &["a:\"x;y\"", "b:')'", "c"]),
            (")あ;い(;)", &[")あ", "い(;)"]),
            ("a:'x;y", &["a:'x;y"]),
        ] {
            let found: Vec<&str> = split_outside_brackets(text, b';').collect();
            assert_eq!(found, pieces, "{text}");
        }
    }

    #[test]
    fn names_count_in_any_letters_and_long_ones_do_not() {
        for (style, is_seen) in [
            ("DISPLAY : NONE", false),
            ("-WEBKIT-text-fill-COLOR:Transparent", false),
            ("display-of-a-name-that-is-longer-than-any:none", true),
            ("dısplay:none", true),
        ] {
            let look = Look::default().child(&Style::parse(style));
            assert_eq!(look.is_seen(), is_seen, "{style}");
        }
    }
}
