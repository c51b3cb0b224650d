//! A QR code made of characters: two modules above each other in one, with the quiet zone around them.

use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};

/// Light modules around the code (ISO/IEC 18004 §9.1).
const QUIET: usize = 4;
/// The largest version that fits into 80 columns with its quiet zone.
const LARGEST: i16 = 13;
/// Enough for a fold or a stain on the paper.
const LEVEL: EcLevel = EcLevel::M;
/// The extended channel that says UTF-8 (ISO/IEC 18004 §7.4.2).
const UTF_8: u32 = 26;

/// The code as lines of equal width, dark modules as ink; `None` where the text is too long for the page.
///
/// The text goes in octet by octet: what looks like the pairs of another charset must not be stored as such.
pub(crate) fn lines(text: &str) -> Option<Vec<String>> {
    let code = (1..=LARGEST).find_map(|version| encode(text, Version::Normal(version)))?;
    let width = code.width();
    let colors = code.into_colors();
    let is_dark = |column: usize, row: usize| {
        let (Some(column), Some(row)) = (column.checked_sub(QUIET), row.checked_sub(QUIET)) else {
            return false;
        };
        column < width && colors.get(row * width + column) == Some(&Color::Dark)
    };
    let side = width + 2 * QUIET;
    let lines = (0..side).step_by(2).map(|row| {
        let halves = (0..side).map(|column| (is_dark(column, row), is_dark(column, row + 1)));
        halves
            .map(|halves| match halves {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            })
            .collect()
    });
    Some(lines.collect())
}

fn encode(text: &str, version: Version) -> Option<QrCode> {
    let mut bits = Bits::new(version);
    if !text.is_ascii() {
        bits.push_eci_designator(UTF_8).ok()?;
    }
    bits.push_byte_data(text.as_bytes()).ok()?;
    bits.push_terminator(LEVEL).ok()?;
    QrCode::with_bits(bits, LEVEL).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a page is drawn and looked at.
    struct Look {
        /// Dots of a module's side.
        scale: usize,
        /// White dots between two lines of characters, as some printers leave them.
        gap: usize,
        /// Dots that the camera sees as one.
        blur: usize,
    }

    /// What a camera sees: each half of a character a block of dots, several of them one pixel.
    fn read(lines: &[String], look: &Look) -> Vec<String> {
        let &Look { scale, gap, blur } = look;
        let columns = lines.first().map_or(0, |line| line.chars().count());
        let line_height = 2 * scale + gap;
        let dot = |x: usize, y: usize| {
            let (row, within) = (y / line_height, y % line_height);
            let sign = lines.get(row).and_then(|line| line.chars().nth(x / scale));
            let is_dark = match sign {
                Some('█') => within < 2 * scale,
                Some('▀') => within < scale,
                Some('▄') => (scale..2 * scale).contains(&within),
                _ => false,
            };
            if is_dark { 0 } else { 255_usize }
        };
        let pixel = |x: usize, y: usize| {
            let dots = (0..blur).flat_map(|down| (0..blur).map(move |right| (right, down)));
            let sum: usize = dots
                .map(|(right, down)| dot(x * blur + right, y * blur + down))
                .sum();
            u8::try_from(sum / (blur * blur)).unwrap_or(u8::MAX)
        };
        let (width, height) = (columns * scale / blur, lines.len() * line_height / blur);
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, pixel);
        let grids = image.detect_grids();
        grids
            .iter()
            .map(|grid| grid.decode().expect("a code that can be read").1)
            .collect()
    }

    #[test]
    fn what_is_drawn_can_be_read_from_a_screen_and_from_paper() {
        for text in [
            "k3m9-7xq2-p0va-8d4t-wz5n-c6hj",
            "correct horse battery staple",
            "12345678",
            "月見うどん 大盛り",
            // octets that are pairs of Shift_JIS as well
            "ﾃｽﾄ・繝・せ繝・",
            "a'b\"c\\d$e ",
            &"long ".repeat(40),
        ] {
            let lines = lines(text).expect("short enough");
            let columns = lines[0].chars().count();
            assert!(columns <= 80, "{text}: {columns}");
            assert!(lines.iter().all(|line| line.chars().count() == columns));
            // The quiet zone stands on all four sides.
            let blank = |line: &String| line.trim().is_empty();
            assert!(lines[..2].iter().all(blank) && lines[lines.len() - 2..].iter().all(blank));
            assert!(
                lines
                    .iter()
                    .all(|line| line.starts_with("    ") && line.ends_with("    "))
            );
            for look in [
                Look {
                    scale: 4,
                    gap: 0,
                    blur: 1,
                },
                Look {
                    scale: 9,
                    gap: 0,
                    blur: 2,
                },
                Look {
                    scale: 12,
                    gap: 1,
                    blur: 3,
                },
            ] {
                assert_eq!(read(&lines, &look), [text], "{} {}", look.scale, look.gap);
            }
        }
        assert_eq!(lines(&"x".repeat(400)), None);
    }
}
