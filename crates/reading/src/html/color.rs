//! Colors as style sheets and old attributes write them.

/// A color without its alpha channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rgb(pub(super) u8, pub(super) u8, pub(super) u8);

impl Rgb {
    /// Whether no eye tells the two apart.
    pub(super) fn is_like(self, other: Self) -> bool {
        self.0.abs_diff(other.0) <= 8
            && self.1.abs_diff(other.1) <= 8
            && self.2.abs_diff(other.2) <= 8
    }
}

/// What is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    Solid(Rgb),
    /// Nothing is painted.
    Transparent,
    /// An image, a gradient, or something half transparent.
    Unknown,
}

/// A color value of CSS.
pub(super) fn paint(value: &str) -> Option<Paint> {
    let value = value.trim();
    if value == "transparent" {
        return Some(Paint::Transparent);
    }
    if let Some(digits) = value.strip_prefix('#') {
        return hex_color(digits);
    }
    if let Some(inner) = value
        .strip_prefix("rgb")
        .map(|v| v.trim_start_matches('a'))
        .and_then(|v| v.strip_prefix('('))
    {
        let parts: Vec<&str> = inner
            .trim_end_matches(')')
            .split([',', ' ', '/'])
            .filter(|p| !p.is_empty())
            .collect();
        let channel = |part: &&str| {
            let amount = match part.strip_suffix('%') {
                Some(share) => super::style::number(share)? * 2.55,
                None => super::style::number(part)?,
            };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to 0..=255"
            )]
            Some(amount.clamp(0.0, 255.0).round() as u8)
        };
        let alpha = parts
            .get(3)
            .and_then(|a| super::style::number(a.trim_end_matches('%')));
        return match alpha {
            Some(0.0) => Some(Paint::Transparent),
            Some(alpha) if alpha < 0.95 => Some(Paint::Unknown),
            _ => Some(Paint::Solid(Rgb(
                channel(parts.first()?)?,
                channel(parts.get(1)?)?,
                channel(parts.get(2)?)?,
            ))),
        };
    }
    named(value).map(Paint::Solid)
}

fn hex_color(digits: &str) -> Option<Paint> {
    let values: Vec<u8> = digits
        .chars()
        .map_while(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect();
    match *values.as_slice() {
        [r, g, b] => Some(Paint::Solid(Rgb(r * 17, g * 17, b * 17))),
        [_, _, _, 0] => Some(Paint::Transparent),
        [r, g, b, 15] => Some(Paint::Solid(Rgb(r * 17, g * 17, b * 17))),
        [r1, r2, g1, g2, b1, b2] | [r1, r2, g1, g2, b1, b2, 15, _] => {
            Some(Paint::Solid(Rgb(r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2)))
        }
        [_, _, _, _, _, _, 0, 0] => Some(Paint::Transparent),
        [_, _, _, _] | [_, _, _, _, _, _, _, _] => Some(Paint::Unknown),
        _ => None,
    }
}

/// A color attribute of old HTML, where the number sign may be missing.
pub(super) fn legacy_color(value: &str) -> Option<Rgb> {
    let value = value.trim().to_ascii_lowercase();
    let paint = paint(&value).or_else(|| hex_color(&value));
    match paint {
        Some(Paint::Solid(color)) => Some(color),
        _ => None,
    }
}

/// The color names that mails use.
fn named(name: &str) -> Option<Rgb> {
    Some(match name {
        "white" => Rgb(255, 255, 255),
        "black" => Rgb(0, 0, 0),
        "red" => Rgb(255, 0, 0),
        "green" => Rgb(0, 128, 0),
        "lime" => Rgb(0, 255, 0),
        "blue" => Rgb(0, 0, 255),
        "yellow" => Rgb(255, 255, 0),
        "orange" => Rgb(255, 165, 0),
        "gray" | "grey" => Rgb(128, 128, 128),
        "silver" => Rgb(192, 192, 192),
        "lightgray" | "lightgrey" => Rgb(211, 211, 211),
        "gainsboro" => Rgb(220, 220, 220),
        "darkgray" | "darkgrey" => Rgb(169, 169, 169),
        "dimgray" | "dimgrey" => Rgb(105, 105, 105),
        "whitesmoke" => Rgb(245, 245, 245),
        "snow" => Rgb(255, 250, 250),
        "ivory" => Rgb(255, 255, 240),
        "ghostwhite" => Rgb(248, 248, 255),
        "floralwhite" => Rgb(255, 250, 240),
        "azure" => Rgb(240, 255, 255),
        "aliceblue" => Rgb(240, 248, 255),
        "mintcream" => Rgb(245, 255, 250),
        "navy" => Rgb(0, 0, 128),
        "maroon" => Rgb(128, 0, 0),
        "purple" => Rgb(128, 0, 128),
        "fuchsia" | "magenta" => Rgb(255, 0, 255),
        "teal" => Rgb(0, 128, 128),
        "aqua" | "cyan" => Rgb(0, 255, 255),
        "olive" => Rgb(128, 128, 0),
        "brown" => Rgb(165, 42, 42),
        "pink" => Rgb(255, 192, 203),
        "gold" => Rgb(255, 215, 0),
        "crimson" => Rgb(220, 20, 60),
        "darkred" => Rgb(139, 0, 0),
        "darkblue" => Rgb(0, 0, 139),
        "darkgreen" => Rgb(0, 100, 0),
        _ => return None,
    })
}
