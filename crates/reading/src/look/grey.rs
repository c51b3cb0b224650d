//! A picture in shades of grey, and what is done to it before codes are looked for.

/// Pixels of which the shades are counted.
const SAMPLE: usize = 400_000;

/// Shades of grey, row by row; 0 is black.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grey {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

/// Places along each side of the triangle between three corners that are looked at.
const SAMPLES: usize = 24;

impl Grey {
    /// A picture of one shade.
    pub(super) fn blank(width: usize, height: usize, shade: u8) -> Self {
        Self {
            width,
            height,
            pixels: vec![shade; width.saturating_mul(height)],
        }
    }

    pub(super) fn at(&self, x: usize, y: usize) -> u8 {
        if x >= self.width {
            return u8::MAX;
        }
        self.pixels
            .get(y * self.width + x)
            .copied()
            .unwrap_or(u8::MAX)
    }

    pub(super) fn rows(&self) -> std::slice::ChunksExact<'_, u8> {
        self.pixels.chunks_exact(self.width.max(1))
    }

    fn row(&self, y: usize) -> &[u8] {
        let from = y.saturating_mul(self.width);
        self.pixels.get(from..from + self.width).unwrap_or_default()
    }

    /// Light and dark exchanged.
    pub(super) fn inverted(&self) -> Self {
        Self {
            pixels: self.pixels.iter().map(|shade| !shade).collect(),
            ..*self
        }
    }

    /// As a mirror shows it.
    pub(super) fn mirrored(&self) -> Self {
        Self {
            pixels: {
                let mut pixels = Vec::with_capacity(self.pixels.len());
                for row in self.rows() {
                    pixels.extend(row.iter().rev());
                }
                pixels
            },
            ..*self
        }
    }

    /// What each shade becomes where all are spread over the whole range, leaving out the rarest at both ends.
    ///
    /// Nothing, where they fill it already.
    pub(super) fn spread(&self) -> Option<[u8; 256]> {
        // Of a large picture one row in some says what all do.
        let rows = self.pixels.len() / SAMPLE + 1;
        let mut sample = Vec::new();
        let counted = if rows == 1 {
            &self.pixels
        } else {
            self.rows()
                .step_by(rows)
                .for_each(|row| sample.extend_from_slice(row));
            &sample
        };
        let counts = counts(counted);
        let rare = counted.len() / 200;
        let edge = |shades: &mut dyn Iterator<Item = (usize, &usize)>| {
            let mut seen = 0;
            for (shade, count) in shades {
                seen += count;
                if seen > rare {
                    return shade;
                }
            }
            0
        };
        let low = edge(&mut counts.iter().enumerate());
        let high = edge(&mut counts.iter().enumerate().rev());
        let span = high.saturating_sub(low);
        if span == 0 || span >= 230 {
            return None;
        }
        let mut new = [0u8; 256];
        for (old, shade) in new.iter_mut().enumerate() {
            let above = old.saturating_sub(low);
            *shade = u8::try_from((above * 255 / span).min(255)).unwrap_or(u8::MAX);
        }
        Some(new)
    }

    /// With other shades.
    pub(super) fn with(&self, shades: &[u8; 256]) -> Self {
        let new = |&shade: &u8| shades.get(usize::from(shade)).copied().unwrap_or(shade);
        Self {
            pixels: self.pixels.iter().map(new).collect(),
            ..*self
        }
    }

    /// Smaller by a whole factor, each pixel the mean of those it stands for.
    pub(super) fn reduced(&self, factor: usize) -> Self {
        let factor = factor.max(1);
        let (width, height) = (self.width / factor, self.height / factor);
        let mut pixels = Vec::with_capacity(width * height);
        let area = u32::try_from(factor * factor).unwrap_or(u32::MAX);
        // Rows are added to each other first: that goes many pixels at once.
        let mut sums = vec![0u32; width * factor];
        for (y, row) in self.rows().enumerate().take(height * factor) {
            for (sum, &shade) in sums.iter_mut().zip(row) {
                *sum += u32::from(shade);
            }
            if (y + 1) % factor != 0 {
                continue;
            }
            if factor == 2 {
                pixels.extend(sums.chunks_exact(2).map(|two| low((two[0] + two[1]) / 4)));
            } else {
                let means = sums.chunks_exact(factor);
                pixels.extend(means.map(|cell| low(cell.iter().sum::<u32>() / area)));
            }
            sums.fill(0);
        }
        Self {
            width,
            height,
            pixels,
        }
    }

    /// Scaled to another size, shades in between mixed.
    pub(super) fn scaled(&self, width: usize, height: usize) -> Self {
        let mut out = Self::blank(width, height, 0);
        if self.width == 0 || self.height == 0 || width == 0 || height == 0 {
            return out;
        }
        // Fixed point with 8 bits behind the point, centers of pixels laid upon each other.
        let place = |at: usize, from: usize, to: usize| {
            let twice = ((2 * at + 1) * from * 256 / (2 * to)).saturating_sub(128);
            let low = (twice >> 8).min(from - 1);
            (low, (low + 1).min(from - 1), twice & 255)
        };
        let columns: Vec<_> = (0..width).map(|x| place(x, self.width, width)).collect();
        let mix = |from: usize, into: &mut Vec<u32>| {
            let row = self.row(from);
            let shade = |x: usize| row.get(x).copied().map_or(255, u32::from);
            into.clear();
            into.extend(columns.iter().map(|&(left, right, across)| {
                let across = u32::try_from(across).unwrap_or_default();
                shade(left) * (256 - across) + shade(right) * across
            }));
        };
        // A row that lies above one pixel lies below another: each is mixed across once.
        let (mut known, mut above, mut below) = (None, Vec::new(), Vec::new());
        for (y, row) in out.pixels.chunks_exact_mut(width).enumerate() {
            let (top, bottom, down) = place(y, self.height, height);
            if known != Some((top, bottom)) {
                if known.is_some_and(|(_, before)| before == top) {
                    std::mem::swap(&mut above, &mut below);
                } else {
                    mix(top, &mut above);
                }
                mix(bottom, &mut below);
                known = Some((top, bottom));
            }
            let down = u32::try_from(down).unwrap_or_default();
            for ((pixel, &above), &below) in row.iter_mut().zip(&above).zip(&below) {
                *pixel = low((above * (256 - down) + below * down) >> 16);
            }
        }
        out
    }

    /// Each pixel the middle one of itself and its eight neighbors: single specks go, edges stay.
    pub(super) fn without_specks(&self) -> Self {
        let mut out = self.clone();
        if self.width < 3 || self.height < 3 {
            return out;
        }
        let width = self.width;
        let mut sorted = [vec![0; width], vec![0; width], vec![0; width]];
        for (y, out) in out.pixels.chunks_exact_mut(width).enumerate() {
            if y == 0 || y + 1 >= self.height {
                continue;
            }
            // Each column of three is sorted; the middle one of nine is then the middle one of the greatest of the
            // least, the middle of the middle ones and the least of the greatest.
            let [low, middle, high] = &mut sorted;
            let above = self.row(y - 1).iter().zip(self.row(y)).zip(self.row(y + 1));
            let slots = low.iter_mut().zip(middle.iter_mut()).zip(high.iter_mut());
            for (((&a, &b), &c), ((low, middle), high)) in above.zip(slots) {
                *low = a.min(b).min(c);
                *middle = median(a, b, c);
                *high = a.max(b).max(c);
            }
            let low = three(low).map(|[a, b, c]| a.max(b).max(c));
            let middle = three(middle).map(|[a, b, c]| median(a, b, c));
            let high = three(high).map(|[a, b, c]| a.min(b).min(c));
            let inner = out.get_mut(1..width - 1).unwrap_or_default();
            for (pixel, ((low, middle), high)) in inner.iter_mut().zip(low.zip(middle).zip(high)) {
                *pixel = median(low, middle, high);
            }
        }
        out
    }

    /// With a light border, so that a code that fills the picture has the quiet zone that readers look for.
    pub(super) fn framed(&self, border: usize, shade: u8) -> Self {
        let mut out = Self::blank(self.width + 2 * border, self.height + 2 * border, shade);
        let width = out.width;
        for (row, into) in self
            .rows()
            .zip(out.pixels.chunks_exact_mut(width).skip(border))
        {
            if let Some(into) = into.get_mut(border..border + row.len()) {
                into.copy_from_slice(row);
            }
        }
        out
    }

    /// This picture with another one to its right (or below it), cut to the smaller common side.
    pub(super) fn beside(&self, other: &Self) -> Self {
        let height = self.height.min(other.height);
        let mut pixels = Vec::with_capacity((self.width + other.width) * height);
        for (left, right) in self.rows().zip(other.rows()).take(height) {
            pixels.extend_from_slice(left);
            pixels.extend_from_slice(right);
        }
        Self {
            width: self.width + other.width,
            height,
            pixels,
        }
    }

    /// This picture with another one of the same width below it.
    pub(super) fn above(&self, other: &Self) -> Self {
        let width = self.width.min(other.width);
        let mut pixels = Vec::with_capacity(width * (self.height + other.height));
        for row in self.rows().chain(other.rows()) {
            pixels.extend(row.iter().take(width));
        }
        Self {
            width,
            height: self.height + other.height,
            pixels,
        }
    }

    /// All of it.
    pub(super) fn whole(&self) -> Area {
        Area {
            x: 0..self.width,
            y: 0..self.height,
        }
    }

    /// A piece of it, as far as it lies inside.
    pub(super) fn cut_out(&self, area: &Area) -> Self {
        let within = |range: &std::ops::Range<usize>, end: usize| {
            range.start.min(end)..range.end.min(end).max(range.start.min(end))
        };
        let (columns, rows) = (within(&area.x, self.width), within(&area.y, self.height));
        let mut pixels = Vec::with_capacity(columns.len() * rows.len());
        for y in rows.clone() {
            pixels.extend_from_slice(self.row(y).get(columns.clone()).unwrap_or_default());
        }
        Self {
            width: columns.len(),
            height: rows.len(),
            pixels,
        }
    }

    /// What seems to be the corners of codes: the squares in squares whose middle line runs 1:1:3:1:1.
    ///
    /// Counting stops at `enough`.
    pub(super) fn corners(&self, enough: usize) -> Vec<Corner> {
        let mut found: Vec<Corner> = Vec::new();
        let middle = self.mean();
        let mut line = Line::default();
        let mut column = Line::default();
        for (y, row) in self.rows().enumerate() {
            line.take(row.iter().map(|&shade| shade < middle));
            for (center, size) in line.five_runs() {
                let near = |other: &Corner| {
                    other.x.abs_diff(center) <= size && other.y.abs_diff(y) <= size
                };
                if found.iter().any(near) {
                    continue;
                }
                // The column through the middle must show the same pattern with the same middle.
                let from = y.saturating_sub(size);
                let to = (y + size).min(self.height);
                column.take((from..to).map(|y| self.at(center, y) < middle));
                let is_crossed = column.five_runs().any(|(cy, csize)| {
                    (from + cy).abs_diff(y) <= size / 3 && csize.abs_diff(size) <= size / 2
                });
                if is_crossed && self.has_rings(center, y, size, middle) {
                    found.push(Corner { x: center, y, size });
                    if found.len() >= enough {
                        return found;
                    }
                }
            }
        }
        found
    }

    /// Whether the place is dark, then light, then dark again all around, as a corner is at any turn.
    ///
    /// The line through a turned square is up to √2 times as long as its side, so that three lengths are tried.
    fn has_rings(&self, x: usize, y: usize, size: usize, middle: u8) -> bool {
        // The directions in 64ths: a circle of 16 points.
        const AROUND: [(isize, isize); 16] = [
            (64, 0),
            (59, 24),
            (45, 45),
            (24, 59),
            (0, 64),
            (-24, 59),
            (-45, 45),
            (-59, 24),
            (-64, 0),
            (-59, -24),
            (-45, -45),
            (-24, -59),
            (0, -64),
            (24, -59),
            (45, -45),
            (59, -24),
        ];
        // How many of the points, `tenths` of a module away, are dark; `length` is that of a corner, in hundredths.
        let dark = |length: usize, tenths: usize| {
            let radius = (size * length * tenths + 3_500) / 7_000;
            AROUND
                .iter()
                .filter(|(dx, dy)| {
                    let at = |middle: usize, step: isize| {
                        let far = (radius * step.unsigned_abs() + 32) / 64;
                        if step < 0 {
                            middle.checked_sub(far)
                        } else {
                            middle.checked_add(far)
                        }
                    };
                    match (at(x, *dx), at(y, *dy)) {
                        (Some(x), Some(y)) if x < self.width && y < self.height => {
                            self.at(x, y) < middle
                        }
                        _ => false,
                    }
                })
                .count()
        };
        [100, 85, 71].into_iter().any(|length| {
            let (core, gap, ring) = (dark(length, 10), dark(length, 20), dark(length, 31));
            let is_dark = core >= 11 && gap <= 6 && ring >= 10;
            let is_light = core <= 5 && gap >= 10 && ring <= 6;
            is_dark || is_light
        })
    }

    /// Whether about half of what lies between three corners is dark, as the masks of a code see to (ISO/IEC 18004
    /// §7.8); what tells light from dark is what the corners were found by.
    pub(super) fn is_half_dark(&self, corners: [&Corner; 3], times: usize, middle: u8) -> bool {
        let [a, b, c] = corners.map(|corner| (corner.x * times, corner.y * times));
        let (mut dark, mut all) = (0, 0);
        for along in 0..SAMPLES {
            for down in 0..SAMPLES - along {
                // The triangle lies in the code, however that is turned.
                let rest = SAMPLES - along - down;
                let mix =
                    |a: usize, b: usize, c: usize| (a * rest + b * along + c * down) / SAMPLES;
                all += 1;
                dark += usize::from(self.at(mix(a.0, b.0, c.0), mix(a.1, b.1, c.1)) < middle);
            }
        }
        (all..=all * 3).contains(&(dark * 4))
    }

    pub(super) fn mean(&self) -> u8 {
        let sum: u64 = self.pixels.iter().map(|&shade| u64::from(shade)).sum();
        let mean = sum / u64::try_from(self.pixels.len().max(1)).unwrap_or(1);
        // A page is mostly white and a code half of each: the middle lies between mean and mid-grey.
        u8::try_from((mean + 128) / 2).unwrap_or(128)
    }
}

/// How often each shade stands there.
fn counts(shades: &[u8]) -> [usize; 256] {
    // Four tables in turns: neighbors are often alike, and would wait for each other at the same place.
    let mut tables = [[0u32; 256]; 4];
    for four in shades.chunks(4) {
        for (table, &shade) in tables.iter_mut().zip(four) {
            if let Some(count) = table.get_mut(usize::from(shade)) {
                *count += 1;
            }
        }
    }
    std::array::from_fn(|shade| {
        let all = tables.iter().filter_map(|table| table.get(shade));
        all.map(|&count| usize::try_from(count).unwrap_or_default())
            .sum()
    })
}

fn low(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

fn median(a: u8, b: u8, c: u8) -> u8 {
    a.min(b).max(a.max(b).min(c))
}

/// Each three neighbors.
fn three(row: &[u8]) -> impl Iterator<Item = [u8; 3]> {
    let from = |at: usize| row.get(at..).unwrap_or_default().iter().copied();
    from(0)
        .zip(from(1))
        .zip(from(2))
        .map(|((a, b), c)| [a, b, c])
}

/// A row or column in dark and light, as the places where one turns into the other.
#[derive(Default)]
struct Line {
    dark: Vec<u8>,
    turns: Vec<usize>,
}

impl Line {
    fn take(&mut self, line: impl Iterator<Item = bool>) {
        self.dark.clear();
        self.dark.extend(line.map(u8::from));
        self.turns.clear();
        let Some(&first) = self.dark.first() else {
            return;
        };
        self.turns.push(0);
        // Eight pixels at once: each octet is held against the one before it.
        let mut before = u64::from(first);
        let (eights, rest) = self.dark.as_chunks::<8>();
        let mut from = 0;
        for eight in eights {
            let word = u64::from_le_bytes(*eight);
            let mut turned = word ^ (word << 8 | before);
            before = word >> 56;
            while turned != 0 {
                self.turns.push(from + turned.trailing_zeros() as usize / 8);
                turned &= turned - 1;
            }
            from += 8;
        }
        for &dark in rest {
            if u64::from(dark) != before {
                self.turns.push(from);
            }
            before = u64::from(dark);
            from += 1;
        }
        self.turns.push(from);
    }

    /// The places where five runs stand in the ratio 1:1:3:1:1, dark or light in the middle: the middle's position,
    /// and the length of all five.
    fn five_runs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.turns.windows(6).filter_map(|six| {
            let &[a, b, c, d, e, f] = six else {
                return None;
            };
            let all = f - a;
            let most = all / 7;
            let fits = |run: usize, modules: usize| {
                (run * 14).abs_diff(modules * all * 2) <= all * (modules + 1) / 2 + most
            };
            let is_pattern = all >= 7
                && fits(d - c, 3)
                && fits(b - a, 1)
                && fits(c - b, 1)
                && fits(e - d, 1)
                && fits(f - e, 1);
            is_pattern.then(|| (d - (d - c) / 2 - 1, all))
        })
    }
}

/// What seems to be a corner of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Corner {
    x: usize,
    y: usize,
    /// Its width.
    size: usize,
}

/// A piece of a picture: the first column and row, and those behind the last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Area {
    x: std::ops::Range<usize>,
    y: std::ops::Range<usize>,
}

impl Corner {
    /// The ground it covers, taken from a picture reduced `times`.
    pub(super) fn place(&self, times: usize) -> Area {
        let range = |middle: usize| {
            let half = self.size / 2 + 1;
            middle.saturating_sub(half) * times..(middle + half) * times
        };
        Area {
            x: range(self.x),
            y: range(self.y),
        }
    }
}

impl Area {
    /// The least one that holds these points.
    pub(super) fn over(points: [(i32, i32); 4]) -> Self {
        let range = |all: [i32; 4]| {
            let place = |at: Option<i32>| usize::try_from(at.unwrap_or_default()).unwrap_or(0);
            place(all.into_iter().min())..place(all.into_iter().max())
        };
        Self {
            x: range(points.map(|(x, _)| x)),
            y: range(points.map(|(_, y)| y)),
        }
    }

    /// Whether the middle of a corner, taken from a picture reduced `times`, lies in it.
    pub(super) fn holds(&self, corner: &Corner, times: usize) -> bool {
        self.x.contains(&(corner.x * times)) && self.y.contains(&(corner.y * times))
    }
}

/// Where three of these corners, taken from a picture reduced `times`, lie as those of a code do: alike in size, at
/// a right angle, at distances that are alike. Each place is given once.
pub(super) fn frames(
    corners: &[Corner],
    times: usize,
    is_code: impl Fn([&Corner; 3]) -> bool,
) -> impl Iterator<Item = Area> {
    let mut found: Vec<Area> = Vec::new();
    for (at, a) in corners.iter().enumerate() {
        let rest = corners.get(at + 1..).unwrap_or_default();
        for (next, b) in rest.iter().enumerate() {
            for c in rest.get(next + 1..).unwrap_or_default() {
                if !lie_like_a_code([a, b, c]) {
                    continue;
                }
                let area = around([a, b, c], times);
                let is_known = |known: &Area| {
                    known.x.start.abs_diff(area.x.start) + known.y.start.abs_diff(area.y.start)
                        <= 8 * times
                };
                if !found.iter().any(is_known) && is_code([a, b, c]) {
                    found.push(area);
                }
            }
        }
    }
    found.into_iter()
}

fn lie_like_a_code([a, b, c]: [&Corner; 3]) -> bool {
    let apart = |a: &Corner, b: &Corner| a.x.abs_diff(b.x).pow(2) + a.y.abs_diff(b.y).pow(2);
    let mut sizes = [a.size, b.size, c.size];
    sizes.sort_unstable();
    let mut squares = [apart(a, b), apart(b, c), apart(a, c)];
    squares.sort_unstable();
    let [near, far, across] = squares;
    // ISO/IEC 18004 §6.3: the least code has 14 modules between two middles, and a corner has seven. The bounds
    // leave room for a slanted view.
    sizes[2] <= sizes[0] * 2
        && near >= sizes[0].pow(2) * 2
        && far <= near * 2
        && (near + far).abs_diff(across) * 10 <= across * 4
}

/// The square that holds the corners whichever of them is the middle one, with a quiet zone.
fn around(corners: [&Corner; 3], times: usize) -> Area {
    let range = |of: fn(&Corner) -> usize| {
        let all = corners.map(of);
        let least = all.into_iter().min().unwrap_or_default();
        let most = all.into_iter().max().unwrap_or_default();
        let size = corners.iter().map(|c| c.size).max().unwrap_or_default();
        // The fourth corner of a turned code lies as far outside as the code is long, at most.
        let margin = size * 2 + (most - least) / 2;
        least.saturating_sub(margin) * times..(most + margin) * times
    };
    Area {
        x: range(|c| c.x),
        y: range(|c| c.y),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corner(module: usize) -> Grey {
        let mut grey = Grey::blank(11 * module, 11 * module, 255);
        for y in 0..7 * module {
            for x in 0..7 * module {
                let (mx, my) = (x / module, y / module);
                let ring = mx.min(6 - mx).min(my.min(6 - my));
                if ring != 1 {
                    let at = (y + 2 * module) * grey.width + x + 2 * module;
                    grey.pixels[at] = 0;
                }
            }
        }
        grey
    }

    #[test]
    fn a_corner_is_counted_once_whatever_its_size_and_shade() {
        for module in [2, 3, 5, 9] {
            assert_eq!(corner(module).corners(9).len(), 1, "{module}");
            assert_eq!(
                corner(module).inverted().corners(9).len(),
                1,
                "{module} inverted"
            );
        }
        assert_eq!(Grey::blank(100, 100, 255).corners(9).len(), 0);
    }

    #[test]
    fn between_the_corners_of_a_code_about_half_is_dark() {
        let at = |x, y| Corner { x, y, size: 14 };
        let (a, b, c) = (at(10, 10), at(90, 10), at(10, 90));
        let striped = |dark: usize| {
            let mut grey = Grey::blank(100, 100, 255);
            for (nth, shade) in grey.pixels.iter_mut().enumerate() {
                // Rows of a hundred, so that stripes of seven fall elsewhere in each.
                *shade = if (nth + nth / 100) % 7 < dark { 0 } else { 255 };
            }
            grey.is_half_dark([&a, &b, &c], 1, 128)
        };
        let seen: Vec<bool> = [0, 1, 3, 4, 6, 7].map(striped).into();
        assert_eq!(seen, [false, false, true, true, false, false]);
    }

    #[test]
    fn three_corners_frame_a_code_only_where_they_lie_like_one() {
        let at = |x, y| Corner { x, y, size: 7 };
        let turned = |degrees: f64| {
            let (sin, cos) = degrees.to_radians().sin_cos();
            [(0.0, 0.0), (30.0, 0.0), (0.0, 30.0)].map(|(x, y): (f64, f64)| {
                let (x, y) = (x * cos - y * sin + 100.0, x * sin + y * cos + 100.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "small and positive"
                )]
                at(x.round() as usize, y.round() as usize)
            })
        };
        for degrees in [0.0, 17.0, 45.0, 90.0, 200.0] {
            let found: Vec<Area> = frames(&turned(degrees), 1, |_| true).collect();
            assert_eq!(found.len(), 1, "{degrees}");
            for corner in turned(degrees) {
                assert!(found[0].x.contains(&corner.x) && found[0].y.contains(&corner.y));
            }
        }
        // In a row, too near to each other, and too few.
        for corners in [
            &[at(0, 0), at(30, 0), at(60, 0)][..],
            &[at(0, 0), at(8, 0), at(0, 8)],
            &[at(0, 0), at(30, 0)],
        ] {
            assert_eq!(frames(corners, 1, |_| true).count(), 0);
        }
    }

    /// Shades without order, the same ones each time.
    fn mottled(width: usize, height: usize) -> Grey {
        let mut grey = Grey::blank(width, height, 0);
        let mut state = 1u32;
        for shade in &mut grey.pixels {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *shade = state.to_be_bytes()[0];
        }
        grey
    }

    #[test]
    fn a_pixel_becomes_the_middle_one_of_nine_or_the_mean_of_its_cell() {
        let grey = mottled(19, 14);
        let clean = grey.without_specks();
        for (y, x) in (0..14).flat_map(|y| (0..19).map(move |x| (y, x))) {
            let is_edge = x == 0 || y == 0 || x == 18 || y == 13;
            let mut around: Vec<u8> = (0..9)
                .filter(|_| !is_edge)
                .map(|nth| grey.at(x + nth % 3 - 1, y + nth / 3 - 1))
                .collect();
            around.sort_unstable();
            let expected = around.get(4).copied().unwrap_or_else(|| grey.at(x, y));
            assert_eq!(clean.at(x, y), expected, "{x} {y}");
        }
        for factor in [1, 2, 3, 5] {
            let small = grey.reduced(factor);
            for (y, x) in (0..small.height).flat_map(|y| (0..small.width).map(move |x| (y, x))) {
                let sum: usize = (0..factor * factor)
                    .map(|nth| grey.at(x * factor + nth % factor, y * factor + nth / factor))
                    .map(usize::from)
                    .sum();
                let mean = sum / (factor * factor);
                assert_eq!(usize::from(small.at(x, y)), mean, "{factor} {x} {y}");
            }
        }
    }

    #[test]
    fn the_turns_of_a_line_are_where_its_neighbors_differ() {
        for length in [0, 1, 7, 8, 9, 40] {
            let grey = mottled(length.max(1), 1);
            let is_dark: Vec<bool> = grey.pixels[..length].iter().map(|&s| s < 128).collect();
            let mut line = Line::default();
            line.take(is_dark.iter().copied());
            let inner = (1..length).filter(|&at| is_dark[at] != is_dark[at - 1]);
            let mut expected: Vec<usize> = inner.collect();
            if length > 0 {
                expected.insert(0, 0);
                expected.push(length);
            }
            assert_eq!(line.turns, expected, "{length}");
        }
        let mut line = Line::default();
        let modules = "..#.###.#..".chars().flat_map(|c| [c == '#'; 3]);
        line.take(modules);
        assert_eq!(line.five_runs().collect::<Vec<_>>(), [(16, 21)]);
    }

    #[test]
    fn a_corner_lies_in_the_ground_of_a_code_that_was_read() {
        let read = Area::over([(-3, 10), (90, 12), (88, 95), (4, 100)]);
        let corner = |x, y| Corner { x, y, size: 14 };
        assert!(read.holds(&corner(20, 30), 1) && read.holds(&corner(20, 30), 2));
        assert!(!read.holds(&corner(20, 30), 5) && !read.holds(&corner(20, 5), 1));
        // The same corner seen in the whole picture and in the reduced one is one.
        assert!(corner(20, 30).place(2).holds(&corner(41, 59), 1));
    }

    #[test]
    fn sizes_are_as_asked() {
        let grey = Grey::blank(10, 7, 9);
        for (made, width, height) in [
            (grey.reduced(2), 5, 3),
            (grey.scaled(30, 21), 30, 21),
            (grey.framed(2, 255), 14, 11),
            (grey.beside(&grey), 20, 7),
            (grey.above(&grey), 10, 14),
            (grey.without_specks(), 10, 7),
            (grey.mirrored(), 10, 7),
        ] {
            assert_eq!((made.width, made.height), (width, height));
            assert_eq!(made.pixels.len(), width * height);
        }
    }
}
