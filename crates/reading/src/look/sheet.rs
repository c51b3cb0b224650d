//! Where on a page a code may stand, so that no more of it is drawn.

use hayro::hayro_interpret::TransformExt as _;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, Rect};

/// Pixels on the longer side of a page that is drawn to look for codes.
const DRAWN_SIDE: f64 = 1_650.0;
/// How far a page may be enlarged for it.
const MOST_SCALE: f64 = 4.0;
/// Pixels on a side of the cells that a page is divided into; what lies in neighbors belongs together.
const CELL: usize = 16;
/// Pieces in one place from which they may be a code: the smallest (ISO/IEC 18004 §6.3) cannot be drawn in fewer.
const LEAST_PIECES: usize = 40;
/// Places on one page that are drawn apart from each other.
const MOST_PLACES: usize = 6;
/// Pixels that are drawn around a place at least: the quiet zone.
const LEAST_MARGIN: usize = 32;
/// Cells that are marked on one page before all of it is drawn.
const MOST_MARKS: usize = 2_000_000;

/// A page in the pixels in which it would be drawn, with what was seen on it.
#[derive(Debug)]
pub(super) struct Sheet {
    /// From the page's own coordinates to pixels.
    pub(super) to_pixels: Affine,
    width: usize,
    height: usize,
    columns: usize,
    cells: Vec<Cell>,
    marks: usize,
    is_whole: bool,
}

#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    is_touched: bool,
    is_picture: bool,
    pieces: usize,
}

/// A part of a page in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// What may be a code or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// So many pieces of outline.
    Pieces(usize),
    /// A picture, or what is filled with one.
    Picture,
}

impl Sheet {
    /// Nothing, where the page is too small or has no size.
    pub(super) fn of(page: &Page<'_>) -> Option<Self> {
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width), f64::from(height));
        let longer = width.max(height);
        if !(longer.is_finite() && width >= 8.0 && height >= 8.0) {
            return None;
        }
        let scale = (DRAWN_SIDE / longer).min(MOST_SCALE);
        let to_pixels = Affine::scale(scale) * page.initial_transform(true).to_kurbo();
        Some(Self::new(
            to_pixels,
            pixels(width * scale),
            pixels(height * scale),
        ))
    }

    fn new(to_pixels: Affine, width: usize, height: usize) -> Self {
        let columns = width.div_ceil(CELL).max(1);
        Self {
            to_pixels,
            width,
            height,
            columns,
            cells: vec![Cell::default(); columns * height.div_ceil(CELL).max(1)],
            marks: 0,
            is_whole: false,
        }
    }

    /// Makes all of the page be drawn, whatever else is seen on it.
    pub(super) fn mark_whole(&mut self) {
        self.is_whole = true;
    }

    /// Whether something plain is too long for a module: a ground, a rule, a frame.
    pub(super) fn is_longer_than_modules(&self, bounds: Rect) -> bool {
        let seen = self.to_pixels.transform_rect_bbox(bounds);
        let longer = self.width.max(self.height);
        pixels(seen.width().max(seen.height())) > longer / 2
    }

    /// Marks what stands within these bounds, in the page's own coordinates.
    pub(super) fn mark(&mut self, bounds: Rect, mark: Mark) {
        if self.is_whole {
            return;
        }
        let seen = self.to_pixels.transform_rect_bbox(bounds);
        if !(bounds.is_finite() && seen.is_finite()) {
            self.is_whole = true;
            return;
        }
        let is_outside = seen.x1 < 0.0
            || seen.y1 < 0.0
            || pixels(seen.x0) >= self.width
            || pixels(seen.y0) >= self.height;
        if is_outside {
            return;
        }
        let rows = self.cells.len() / self.columns;
        let last = |at: f64, most: usize| (pixels(at) / CELL).min(most.saturating_sub(1));
        let (left, right) = (last(seen.x0, self.columns), last(seen.x1, self.columns));
        let (top, bottom) = (last(seen.y0, rows), last(seen.y1, rows));
        self.marks += (right - left + 1) * (bottom - top + 1);
        if self.marks > MOST_MARKS {
            self.is_whole = true;
            return;
        }
        let mut left_over = match mark {
            Mark::Pieces(pieces) => pieces,
            Mark::Picture => 0,
        };
        for row in top..=bottom {
            let from = row * self.columns;
            let row = self.cells.get_mut(from + left..=from + right);
            for cell in row.unwrap_or_default() {
                cell.is_touched = true;
                cell.is_picture |= mark == Mark::Picture;
                cell.pieces = cell.pieces.saturating_add(std::mem::take(&mut left_over));
            }
        }
    }

    /// The places where a code may stand.
    pub(super) fn places(&self) -> Vec<Place> {
        let whole = Place {
            x: 0,
            y: 0,
            width: self.width,
            height: self.height,
        };
        if self.is_whole {
            return vec![whole];
        }
        let mut places: Vec<Place> = Vec::new();
        let mut is_known = vec![false; self.cells.len()];
        for start in 0..self.cells.len() {
            if let Some(place) = self.place_from(start, &mut is_known) {
                places.push(place);
            }
        }
        let Some(all) = places.iter().copied().reduce(Place::with) else {
            return places;
        };
        let apart: usize = places.iter().map(Place::area).sum();
        if places.len() > MOST_PLACES || apart * 10 >= all.area() * 7 {
            return vec![all];
        }
        places
    }

    /// The place of all that hangs together with this cell, where it may be a code.
    fn place_from(&self, start: usize, is_known: &mut [bool]) -> Option<Place> {
        let mut open = vec![start];
        let (mut is_picture, mut pieces) = (false, 0usize);
        let (mut columns, mut rows) = ((usize::MAX, 0), (usize::MAX, 0));
        while let Some(at) = open.pop() {
            let (Some(cell), Some(is_known)) = (self.cells.get(at), is_known.get_mut(at)) else {
                continue;
            };
            if !cell.is_touched || std::mem::replace(is_known, true) {
                continue;
            }
            is_picture |= cell.is_picture;
            pieces = pieces.saturating_add(cell.pieces);
            let (column, row) = (at % self.columns, at / self.columns);
            columns = (columns.0.min(column), columns.1.max(column));
            rows = (rows.0.min(row), rows.1.max(row));
            for row in row.saturating_sub(1)..=row + 1 {
                let around = column.saturating_sub(1)..=(column + 1).min(self.columns - 1);
                open.extend(around.map(|column| row * self.columns + column));
            }
        }
        // What lies in one row of cells has less than a pixel for each of the 21 modules.
        let is_room = columns.1 > columns.0 && rows.1 > rows.0;
        if !is_room || !(is_picture || pieces >= LEAST_PIECES) {
            return None;
        }
        let longer = (columns.1 - columns.0 + 1).max(rows.1 - rows.0 + 1) * CELL;
        let margin = (longer / 8).max(LEAST_MARGIN);
        let range = |(first, last): (usize, usize), end: usize| {
            let from = (first * CELL).saturating_sub(margin);
            (
                from,
                ((last + 1) * CELL + margin).min(end).saturating_sub(from),
            )
        };
        let ((x, width), (y, height)) = (range(columns, self.width), range(rows, self.height));
        Some(Place {
            x,
            y,
            width,
            height,
        })
    }
}

impl Place {
    fn area(&self) -> usize {
        self.width * self.height
    }

    /// The least place that holds both.
    fn with(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self {
            x,
            y,
            width: (self.x + self.width).max(other.x + other.width) - x,
            height: (self.y + self.height).max(other.y + other.height) - y,
        }
    }
}

/// A length in whole pixels; what is less than nothing is nothing.
fn pixels(length: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held to a small range first, and a fraction of a pixel is none"
    )]
    let whole = length.clamp(0.0, 65_535.0) as usize;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        Sheet::new(Affine::IDENTITY, 1_275, 1_650)
    }

    #[test]
    fn a_picture_is_drawn_with_its_quiet_zone_and_no_more() {
        let mut sheet = sheet();
        sheet.mark(Rect::new(320.0, 480.0, 639.0, 799.0), Mark::Picture);
        let place = Place {
            x: 280,
            y: 440,
            width: 400,
            height: 400,
        };
        assert_eq!(sheet.places(), [place]);
        // What touches it belongs to it.
        sheet.mark(Rect::new(650.0, 480.0, 959.0, 799.0), Mark::Pieces(1));
        assert_eq!(sheet.places()[0].width, 800);
    }

    #[test]
    fn pieces_are_drawn_where_enough_of_them_stand_together() {
        let rows = |count: usize, apart: f64| {
            let mut sheet = sheet();
            for row in 0..count {
                let y = 100.0 + apart * f64::from(u32::try_from(row).expect("small"));
                sheet.mark(Rect::new(100.0, y, 180.0, y + 2.0), Mark::Pieces(1));
            }
            sheet.places().len()
        };
        assert_eq!((rows(40, 4.0), rows(39, 4.0), rows(40, 33.0)), (1, 0, 0));
    }

    #[test]
    fn far_places_are_drawn_apart_and_too_many_of_them_at_once() {
        let count = |pictures: u32| {
            let mut sheet = sheet();
            for nth in 0..pictures {
                let y = f64::from(nth) * 200.0;
                sheet.mark(Rect::new(20.0, y, 60.0, y + 40.0), Mark::Picture);
                sheet.mark(Rect::new(1_200.0, y, 1_240.0, y + 40.0), Mark::Picture);
            }
            sheet.places().len()
        };
        assert_eq!((count(0), count(1), count(3), count(4)), (0, 2, 6, 1));
    }

    #[test]
    fn what_has_no_place_or_too_many_makes_all_be_drawn() {
        let mut lost = sheet();
        lost.mark(Rect::new(f64::NAN, 0.0, 1.0, 1.0), Mark::Picture);
        let mut many = sheet();
        for _ in 0..=MOST_MARKS / 8_000 {
            many.mark(Rect::new(0.0, 0.0, 5_000.0, 5_000.0), Mark::Pieces(0));
        }
        for sheet in [lost, many] {
            assert_eq!(sheet.places()[0].area(), 1_275 * 1_650);
        }
        let mut outside = sheet();
        outside.mark(Rect::new(-90.0, 10.0, -10.0, 90.0), Mark::Picture);
        outside.mark(Rect::new(1_300.0, 10.0, 1_400.0, 90.0), Mark::Picture);
        assert_eq!(outside.places(), []);
    }

    #[test]
    fn a_speck_has_no_room_for_a_code_and_a_ground_is_no_module() {
        let mut sheet = sheet();
        sheet.mark(Rect::new(33.0, 33.0, 46.0, 46.0), Mark::Picture);
        assert_eq!(sheet.places(), []);
        assert!(sheet.is_longer_than_modules(Rect::new(0.0, 0.0, 900.0, 2.0)));
        assert!(!sheet.is_longer_than_modules(Rect::new(0.0, 0.0, 300.0, 300.0)));
    }
}
