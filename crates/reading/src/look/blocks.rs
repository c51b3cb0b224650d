//! Codes drawn with block characters in a text: they become a small picture, looked into like any other.

/// Rows of blocks from which a drawing may be a code: the smallest has 21 modules, two to a row.
const LEAST_ROWS: usize = 10;
/// Characters in a row, likewise.
const LEAST_WIDTH: usize = 20;
/// Characters in a row beyond which a line is no part of a code.
const MOST_WIDTH: usize = 400;
/// Rows of one drawing.
const MOST_ROWS: usize = 200;
/// Drawings taken from one text.
const MOST: usize = 4;
/// Pixels on a side for each half of a character.
const PIXELS: usize = 4;

/// Every drawing of block characters in a text, as a bitmap (BMP) of its own.
pub(crate) fn drawn(seen: &str) -> Vec<Vec<u8>> {
    if !seen.contains(['█', '▀', '▄']) {
        return Vec::new();
    }
    let mut drawings = Vec::new();
    let mut rows: Vec<Vec<char>> = Vec::new();
    for line in seen.lines().chain([""]) {
        if is_row(line) && rows.len() < MOST_ROWS {
            rows.push(line.chars().collect());
            continue;
        }
        if rows.len() >= LEAST_ROWS && drawings.len() < MOST {
            drawings.push(bitmap(&rows));
        }
        rows.clear();
    }
    drawings
}

fn is_row(line: &str) -> bool {
    let mut width = 0;
    let mut blocks = 0;
    for c in line.chars() {
        width += 1;
        if width > MOST_WIDTH {
            return false;
        }
        match c {
            '█' | '▀' | '▄' => blocks += 1,
            ' ' | '\u{a0}' | '\u{3000}' | '▌' | '▐' => {}
            _ => return false,
        }
    }
    width >= LEAST_WIDTH && blocks > 0
}

/// A grey bitmap: each character is one module wide and two high, dark where a block is.
fn bitmap(rows: &[Vec<char>]) -> Vec<u8> {
    const BORDER: usize = 4;
    let wide = rows.iter().map(Vec::len).max().unwrap_or_default() + 2 * BORDER;
    let high = rows.len() * 2 + 2 * BORDER;
    let is_dark = |x: usize, y: usize| {
        let (Some(x), Some(y)) = (x.checked_sub(BORDER), y.checked_sub(BORDER)) else {
            return false;
        };
        let c = rows.get(y / 2).and_then(|row| row.get(x)).copied();
        match c {
            Some('█') => true,
            Some('▀') => y % 2 == 0,
            Some('▄') => y % 2 == 1,
            _ => false,
        }
    };
    let (width, height) = (wide * PIXELS, high * PIXELS);
    // Windows bitmap with a BITMAPINFOHEADER, 24 bits a pixel, rows from below, padded to four octets.
    let padded = (width * 3).next_multiple_of(4);
    let size = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let mut out = Vec::with_capacity(54 + padded * height);
    out.extend_from_slice(b"BM");
    for number in [54 + padded * height, 0, 54, 40, width, height] {
        out.extend_from_slice(&size(number));
    }
    out.extend_from_slice(&[1, 0, 24, 0]);
    for number in [0, padded * height, 2_835, 2_835, 0, 0] {
        out.extend_from_slice(&size(number));
    }
    for y in (0..height).rev() {
        for x in 0..width {
            let shade = if is_dark(x / PIXELS, y / PIXELS) {
                0
            } else {
                255
            };
            out.extend_from_slice(&[shade; 3]);
        }
        out.resize(out.len() + padded - width * 3, 0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_many_wide_rows_of_blocks_are_a_drawing() {
        let row = "█▀▄ █▀▄ █▀▄ █▀▄ █▀▄ █\n";
        assert_eq!(drawn(&row.repeat(12)).len(), 1);
        assert!(drawn(&row.repeat(3)).is_empty());
        assert!(drawn(&"████\n".repeat(30)).is_empty());
        assert!(drawn("plain").is_empty());
        assert_eq!(drawn(&format!("{0}text\n{0}", row.repeat(12))).len(), 2);
    }

    #[test]
    fn a_drawing_is_only_so_wide_and_high_and_so_many_are_taken() {
        let count = |width: usize, height: usize, times: usize| {
            let row = format!("{}\n", "█".repeat(width));
            drawn(&format!("{}text\n", row.repeat(height)).repeat(times)).len()
        };
        assert_eq!((count(400, 10, 1), count(401, 10, 1)), (1, 0));
        // One row more is lost, and those behind it are a drawing of their own.
        assert_eq!((count(20, 200, 1), count(20, 211, 1)), (1, 2));
        assert_eq!((count(20, 10, 4), count(20, 10, 5)), (4, 4));
    }
}
