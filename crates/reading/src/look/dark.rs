//! Which pixels of a picture are dark, each held against its surroundings.

use super::grey::Grey;

/// The bits behind the point of the fraction that stands for a division.
const POINT: u32 = 40;

/// The dark pixels, row by row, as the reader of codes that is asked first would tell them apart itself, only
/// sooner: it divides twice for each pixel.
///
/// A pixel is dark where it falls short of the fading means that come along its row from both sides (the adaptive
/// threshold of P. Wellner, 1993).
pub(super) fn dark(grey: &Grey) -> Vec<bool> {
    let width = grey.width;
    let mut out = Vec::with_capacity(grey.pixels.len());
    let Some(fading) = Fading::over(width) else {
        return out;
    };
    let (mut there, mut back) = (0, 0);
    let mut to_right = vec![0u32; width];
    let mut to_left = vec![0u32; width];
    for (y, row) in grey.rows().enumerate() {
        // The two means change sides with each row, so that each goes on where it came out.
        let (mut rightward, mut leftward) = if y % 2 == 0 {
            (there, back)
        } else {
            (back, there)
        };
        let ends = row.iter().zip(row.iter().rev());
        let means = to_right.iter_mut().zip(to_left.iter_mut().rev());
        for ((&left, &right), (from_left, from_right)) in ends.zip(means) {
            rightward = fading.next(rightward, left);
            leftward = fading.next(leftward, right);
            *from_left = rightward;
            *from_right = leftward;
        }
        (there, back) = if y % 2 == 0 {
            (rightward, leftward)
        } else {
            (leftward, rightward)
        };
        let means = to_right.iter().zip(&to_left);
        out.extend(row.iter().zip(means).map(|(&shade, (right, left))| {
            // Five in a hundred below the mean of both.
            (u32::from(shade) + 1) * 200 * fading.over <= (right + left) * 95
        }));
    }
    out
}

/// A sum that loses its `over`th part with each step.
struct Fading {
    over: u32,
    part: u64,
}

impl Fading {
    /// Over an eighth of a row, where the row is short enough for the numbers.
    fn over(width: usize) -> Option<Self> {
        let over = u32::try_from((width / 8).max(1)).ok()?;
        // So that the fraction is exact for every sum that there can be, and no product too great.
        (over < 1 << 14).then(|| Self {
            over,
            part: (1 << POINT) / u64::from(over) + 1,
        })
    }

    fn next(&self, sum: u32, shade: u8) -> u32 {
        let lost = (u64::from(sum + self.over - 1) * self.part) >> POINT;
        sum - u32::try_from(lost).unwrap_or(sum).min(sum) + u32::from(shade)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fraction_is_the_division() {
        for width in [0, 8, 24, 1_000, 1_700, 131_064] {
            let fading = Fading::over(width).expect("short enough");
            let over = u64::from(fading.over);
            for sum in
                (0..256 * fading.over).step_by(usize::try_from(over / 50 + 1).expect("small"))
            {
                let kept = u64::from(sum) * (over - 1) / over;
                assert_eq!(u64::from(fading.next(sum, 0)), kept, "{width} {sum}");
            }
        }
        assert!(Fading::over(131_072).is_none());
    }

    #[test]
    fn a_shade_is_dark_or_light_by_what_stands_around_it() {
        // From black to white across the row, with spots that are darker than their neighbors.
        let mut grey = Grey::blank(256, 40, 0);
        for (at, shade) in grey.pixels.iter_mut().enumerate() {
            let ground = u8::try_from(at % 256).expect("a shade");
            *shade = if at % 16 == 8 { ground / 2 } else { ground };
        }
        let dark = dark(&grey);
        assert_eq!(dark.len(), grey.pixels.len());
        let row = &dark[20 * 256..21 * 256];
        for spot in [72, 136, 200, 232] {
            assert!(row[spot] && !row[spot + 6], "{spot}");
        }
    }
}
