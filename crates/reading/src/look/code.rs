//! Reads the QR codes (ISO/IEC 18004) of a picture: a fast reader first, then a patient one.

use std::borrow::Cow;

use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader as _;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource};

use super::dark::dark;
use super::grey::{Area, Corner, Grey, frames};
use super::{Look, LookLimits};

/// The least pixels on the longer side at which the readers work well; smaller pictures are enlarged.
const LEAST_SIDE: usize = 400;
/// Seeming corners of one picture that are held against each other.
const CORNERS: usize = 40;
/// Corners of a code (ISO/IEC 18004 §6.3.3).
const WHOLE: usize = 3;
/// Places in one picture that are looked at patiently.
const AREAS: usize = 4;
/// Pixels on the longer side up to which a picture is looked at patiently as a whole.
const SMALL: usize = 900;
/// Codes in one picture after which no further attempt is made.
const ENOUGH: usize = 8;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Matter {
    /// A picture as somebody made it, which may be a code and nothing else.
    Picture,
    /// A place on a page, drawn as large as is needed.
    Page,
}

/// Reads all codes of a picture into the look.
pub(super) fn read(grey: &Grey, matter: Matter, limits: &LookLimits, look: &mut Look) {
    if grey.width < 16 || grey.height < 16 {
        return;
    }
    let side = usize::try_from(limits.side).unwrap_or(usize::MAX).max(64);
    let longer = grey.width.max(grey.height);
    let base = if longer > side {
        let factor = longer.div_ceil(side);
        Cow::Owned(grey.reduced(factor))
    } else if longer < LEAST_SIDE && matter == Matter::Picture {
        let times = LEAST_SIDE.div_ceil(longer).min(4);
        Cow::Owned(grey.scaled(grey.width * times, grey.height * times))
    } else {
        Cow::Borrowed(grey)
    };
    let base = match base.spread() {
        Some(shades) => Cow::Owned(base.with(&shades)),
        None => base,
    };
    let before = look.codes.len();
    // Most pictures hold no code; only what looks like a corner of one is worth reading.
    let smooth = base.reduced(2);
    let mut views = vec![(base.corners(CORNERS), 1), (smooth.corners(CORNERS), 2)];
    if views.iter().all(|(corners, _)| corners.is_empty()) {
        return;
    }
    let is_small = matter == Matter::Picture && base.width.max(base.height) <= SMALL;
    if is_small || number(&views) >= WHOLE {
        let read = fast(&base, limits, look);
        let is_open = |corner: &Corner, times| !read.iter().any(|area| area.holds(corner, times));
        for (corners, times) in &mut views {
            corners.retain(|corner| is_open(corner, *times));
        }
        let found = look.codes.len() - before;
        if found >= ENOUGH {
            return;
        }
        if found > 0 && number(&views) < WHOLE {
            // Another code may stand beside it that is harder to read, put there to be overlooked.
            for (view, times) in [(&smooth, 2), (&*base, 1)] {
                let mut corners = view.without_specks().corners(CORNERS);
                corners.retain(|corner| is_open(corner, times));
                views.push((corners, times));
            }
            if number(&views) < WHOLE {
                return;
            }
        }
    }
    let middle = base.mean();
    let framed = |views: &[(Vec<Corner>, usize)]| -> Vec<Area> {
        let areas = views.iter();
        areas
            .flat_map(|(corners, times)| {
                let is_code = |three: [&Corner; 3]| base.is_half_dark(three, *times, middle);
                frames(corners, *times, is_code)
            })
            .collect()
    };
    let mut areas = framed(&views);
    for (view, times) in [(&smooth, 2), (&*base, 1)] {
        if areas.is_empty() {
            let corners = view.without_specks().corners(CORNERS);
            views.push((corners, times));
            areas = framed(views.get(views.len() - 1..).unwrap_or_default());
        }
    }
    if is_small {
        let lie_like_a_code = !areas.is_empty();
        areas.clear();
        if number(&views) >= WHOLE {
            if lie_like_a_code {
                areas.push(base.whole());
            } else {
                // Corners by chance, as in a page of text, or a code bent out of shape.
                patient(&base.framed(24, 255), limits, look);
                if look.codes.len() > before {
                    return;
                }
            }
        }
    }
    for area in areas.iter().take(AREAS) {
        patiently(&base.cut_out(area), limits, look);
        if look.codes.len() > before {
            return;
        }
    }
    if longer > side {
        // Small codes in a large picture are lost in the reduction.
        let finer = grey.reduced(longer.div_ceil(side * 2));
        let finer = match finer.spread() {
            Some(shades) => finer.with(&shades),
            None => finer,
        };
        if finer.corners(CORNERS).len() >= WHOLE {
            fast(&finer, limits, look);
        }
        if look.codes.len() > before {
            return;
        }
    }
    // Corners without a code are chance, or those of a torn one.
    look.has_torn_code = true;
}

/// How many corners are seen in views that are reduced so many times.
fn number(views: &[(Vec<Corner>, usize)]) -> usize {
    let mut known: Vec<Area> = Vec::new();
    for (corners, times) in views {
        for corner in corners {
            if !known.iter().any(|area| area.holds(corner, *times)) {
                known.push(corner.place(*times));
            }
        }
    }
    known.len()
}

/// Reads a code of which the corners are seen, in all manners that help.
fn patiently(base: &Grey, limits: &LookLimits, look: &mut Look) {
    let before = look.codes.len();
    patient(base, limits, look);
    if look.codes.len() > before {
        return;
    }
    let smooth = base.reduced(2);
    let framed = base.framed(24, 255);
    let steps: [&dyn Fn() -> Grey; 9] = [
        &|| base.inverted().framed(24, 255),
        &|| framed.clone(),
        &|| framed.mirrored(),
        &|| framed.without_specks(),
        &|| smooth.clone(),
        &|| framed.without_specks().without_specks(),
        &|| smooth.without_specks(),
        &|| base.scaled(base.width * 2, base.height * 2),
        &|| base.inverted().mirrored().framed(24, 255),
    ];
    for step in steps {
        let picture = step();
        if picture.width.max(picture.height) > 2 * SMALL {
            continue;
        }
        fast(&picture, limits, look);
        if look.codes.len() == before {
            patient(&picture, limits, look);
        }
        if look.codes.len() > before {
            return;
        }
    }
}

/// Reads what can be read at once, and says where it stands.
fn fast(grey: &Grey, limits: &LookLimits, look: &mut Look) -> Vec<Area> {
    let mut read = Vec::new();
    let dark = dark(grey);
    let mut prepared = rqrr::PreparedImage::prepare_from_bitmap(grey.width, grey.height, |x, y| {
        dark.get(y * grey.width + x).copied().unwrap_or_default()
    });
    for grid in prepared.detect_grids() {
        let mut bytes = Vec::new();
        if grid.decode_to(&mut bytes).is_ok() {
            look.add_code(text(&bytes), limits);
            read.push(Area::over(grid.bounds.map(|point| (point.x, point.y))));
        }
    }
    read
}

fn patient(grey: &Grey, limits: &LookLimits, look: &mut Look) {
    let (Ok(width), Ok(height)) = (u32::try_from(grey.width), u32::try_from(grey.height)) else {
        return;
    };
    let Ok(source) = Luma8LuminanceSource::new(grey.pixels.clone(), width, height) else {
        return;
    };
    let hints = DecodeHints {
        TryHarder: Some(true),
        PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
        ..DecodeHints::default()
    };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let found = QrReader.decode_multiple_with_hints(&mut bitmap, &hints);
    for result in found.unwrap_or_default() {
        look.add_code(result.getText().to_owned(), limits);
    }
}

/// A code's bytes as text: UTF-8 as nearly all write it, else Shift_JIS, which phones in Japan read too.
fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::SHIFT_JIS.decode(bytes).0.into_owned(),
    }
}
