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
pub(super) const LEAST_MARGIN: usize = 32;
/// Pictures on one page that are read by themselves; the others are drawn.
const MOST_ALONE: usize = 8;
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
    held: Held,
    pieces: usize,
}

/// The pictures in a part of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Held {
    /// None.
    #[default]
    Nothing,
    /// One whose own pixels tell all, by its number, and nothing else that is marked.
    Alone(usize),
    /// No picture, but pieces.
    Pieces,
    /// Whatever must be drawn to be seen.
    Mixed,
}

impl Held {
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, held) | (held, Self::Nothing) => held,
            (one, other) if one == other => one,
            _ => Self::Mixed,
        }
    }
}

/// A part of a page in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// The parts of a page that are looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// What is drawn.
    pub(super) drawn: Vec<Place>,
    /// Pictures that need not be drawn, by their numbers, and where they stand.
    pub(super) alone: Vec<(usize, Place)>,
}

/// What may be a code or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// So many pieces of outline.
    Pieces(usize),
    /// A picture, or what is filled with one.
    Picture,
    /// A picture whose own pixels show what the page would, by its number.
    Alone(usize),
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
        let (mut left_over, held) = match mark {
            Mark::Pieces(pieces) => (pieces, Held::Pieces),
            Mark::Picture => (0, Held::Mixed),
            Mark::Alone(nth) => (0, Held::Alone(nth)),
        };
        for row in top..=bottom {
            let from = row * self.columns;
            let row = self.cells.get_mut(from + left..=from + right);
            for cell in row.unwrap_or_default() {
                cell.is_touched = true;
                cell.held = cell.held.with(held);
                cell.pieces = cell.pieces.saturating_add(std::mem::take(&mut left_over));
            }
        }
    }

    /// Whether a picture's own pixels show what the page would: as many of them, neither bent nor mirrored.
    pub(super) fn shows_as_it_is(&self, transform: Affine) -> bool {
        let [a, b, c, d, _, _] = (self.to_pixels * transform).as_coeffs();
        let (across, down) = (a.hypot(b), c.hypot(d));
        let is_square = (0.8..=1.25).contains(&(across / down));
        let is_upright = (a * c + b * d).abs() <= 0.1 * across * down;
        is_square && is_upright && across.max(down) <= 3.0 && a * d - b * c > 0.0
    }

    /// The places where a code may stand.
    pub(super) fn places(&self) -> Places {
        let whole = Place {
            x: 0,
            y: 0,
            width: self.width,
            height: self.height,
        };
        let mut places = Places::default();
        if self.is_whole {
            places.drawn.push(whole);
            return places;
        }
        let mut is_known = vec![false; self.cells.len()];
        for start in 0..self.cells.len() {
            match self.place_from(start, &mut is_known) {
                Some((place, Held::Alone(nth))) if places.alone.len() < MOST_ALONE => {
                    places.alone.push((nth, place));
                }
                Some((place, _)) => places.drawn.push(place),
                None => {}
            }
        }
        let Some(all) = places.drawn.iter().copied().reduce(Place::with) else {
            return places;
        };
        let apart: usize = places.drawn.iter().map(Place::area).sum();
        if places.drawn.len() > MOST_PLACES || apart * 10 >= all.area() * 7 {
            places.drawn = vec![all];
        }
        places
    }

    /// The place of all that hangs together with this cell, where it may be a code.
    fn place_from(&self, start: usize, is_known: &mut [bool]) -> Option<(Place, Held)> {
        let mut open = vec![start];
        let (mut held, mut pieces) = (Held::Nothing, 0usize);
        let (mut columns, mut rows) = ((usize::MAX, 0), (usize::MAX, 0));
        while let Some(at) = open.pop() {
            let (Some(cell), Some(is_known)) = (self.cells.get(at), is_known.get_mut(at)) else {
                continue;
            };
            if !cell.is_touched || std::mem::replace(is_known, true) {
                continue;
            }
            held = held.with(cell.held);
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
        if !is_room || held == Held::Pieces && pieces < LEAST_PIECES {
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
        let place = Place {
            x,
            y,
            width,
            height,
        };
        Some((place, held))
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
        assert_eq!(sheet.places().drawn, [place]);
        // What touches it belongs to it.
        sheet.mark(Rect::new(650.0, 480.0, 959.0, 799.0), Mark::Pieces(1));
        assert_eq!(sheet.places().drawn[0].width, 800);
    }

    #[test]
    fn pieces_are_drawn_where_enough_of_them_stand_together() {
        let rows = |count: usize, apart: f64| {
            let mut sheet = sheet();
            for row in 0..count {
                let y = 100.0 + apart * f64::from(u32::try_from(row).expect("small"));
                sheet.mark(Rect::new(100.0, y, 180.0, y + 2.0), Mark::Pieces(1));
            }
            sheet.places().drawn.len()
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
            sheet.places().drawn.len()
        };
        assert_eq!((count(0), count(1), count(3), count(4)), (0, 2, 6, 1));
    }

    #[test]
    fn a_picture_is_read_by_itself_where_nothing_touches_it_and_it_is_no_smaller_than_the_page_shows_it()
     {
        let mut sheet = sheet();
        sheet.mark(Rect::new(20.0, 20.0, 220.0, 220.0), Mark::Alone(0));
        sheet.mark(Rect::new(20.0, 600.0, 220.0, 800.0), Mark::Alone(1));
        sheet.mark(Rect::new(210.0, 600.0, 410.0, 800.0), Mark::Alone(2));
        sheet.mark(Rect::new(20.0, 1_200.0, 220.0, 1_400.0), Mark::Alone(3));
        sheet.mark(Rect::new(100.0, 1_300.0, 105.0, 1_305.0), Mark::Pieces(1));
        let places = sheet.places();
        let alone: Vec<usize> = places.alone.iter().map(|(nth, _)| *nth).collect();
        assert_eq!((alone, places.drawn.len()), (vec![0], 2), "{places:?}");

        for (transform, shows) in [
            (Affine::IDENTITY, true),
            (Affine::rotate(0.7), true),
            (Affine::scale(0.1), true),
            (Affine::scale(3.1), false),
            (Affine::scale_non_uniform(1.0, 0.7), false),
            (Affine::scale_non_uniform(-1.0, 1.0), false),
            (Affine::skew(0.3, 0.0), false),
            (Affine::scale(0.0), false),
        ] {
            assert_eq!(sheet.shows_as_it_is(transform), shows, "{transform:?}");
        }
    }

    #[test]
    fn too_many_pictures_by_themselves_are_drawn() {
        let mut sheet = sheet();
        for nth in 0..=MOST_ALONE {
            let y = 180.0 * f64::from(u32::try_from(nth).expect("small"));
            sheet.mark(Rect::new(20.0, y, 60.0, y + 40.0), Mark::Alone(nth));
        }
        let places = sheet.places();
        assert_eq!((places.alone.len(), places.drawn.len()), (MOST_ALONE, 1));
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
            assert_eq!(sheet.places().drawn[0].area(), 1_275 * 1_650);
        }
        let mut outside = sheet();
        outside.mark(Rect::new(-90.0, 10.0, -10.0, 90.0), Mark::Picture);
        outside.mark(Rect::new(1_300.0, 10.0, 1_400.0, 90.0), Mark::Picture);
        assert_eq!(outside.places(), Places::default());
    }

    #[test]
    fn a_speck_has_no_room_for_a_code_and_a_ground_is_no_module() {
        let mut sheet = sheet();
        sheet.mark(Rect::new(33.0, 33.0, 46.0, 46.0), Mark::Picture);
        assert_eq!(sheet.places(), Places::default());
        assert!(sheet.is_longer_than_modules(Rect::new(0.0, 0.0, 900.0, 2.0)));
        assert!(!sheet.is_longer_than_modules(Rect::new(0.0, 0.0, 300.0, 300.0)));
    }
}
