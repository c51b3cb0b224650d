//! Reads the QR codes (ISO/IEC 18004) of a picture: a fast reader first, then a patient one.

use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader as _;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BarcodeFormat, BinaryBitmap, DecodeHints, Luma8LuminanceSource};

use super::grey::{Grey, frame_a_code};
use super::{Look, LookLimits};

/// The least pixels on the longer side at which the readers work well; smaller pictures are enlarged.
const LEAST_SIDE: usize = 400;
/// Seeming corners of one picture that are held against each other.
const CORNERS: usize = 40;
/// Codes in one picture after which no further attempt is made.
const ENOUGH: usize = 8;

/// Reads all codes of a picture into the look.
pub(super) fn read(grey: &Grey, limits: &LookLimits, look: &mut Look) {
    if grey.width < 16 || grey.height < 16 {
        return;
    }
    let side = usize::try_from(limits.side).unwrap_or(usize::MAX).max(64);
    let longer = grey.width.max(grey.height);
    let base = if longer > side {
        let factor = longer.div_ceil(side);
        grey.reduced(factor)
    } else if longer < LEAST_SIDE {
        let times = LEAST_SIDE.div_ceil(longer).min(4);
        grey.scaled(grey.width * times, grey.height * times)
    } else {
        grey.clone()
    };
    let base = base.stretched();
    let before = look.codes.len();
    let mut attempt = |picture: &Grey, has_grid: &mut bool| {
        *has_grid |= fast(picture, limits, look);
        look.codes.len() > before
    };
    let mut has_grid = false;
    if attempt(&base, &mut has_grid) && look.codes.len() - before >= ENOUGH {
        return;
    }
    // Most pictures hold no code; only what looks like a corner of one is worth the patience.
    let smooth = base.reduced(2);
    let corners = [base.corners(CORNERS), smooth.corners(CORNERS)];
    let has_corners = corners.iter().any(|corners| !corners.is_empty());
    if !has_corners && !has_grid {
        return;
    }
    patient(&base, limits, look);
    if look.codes.len() > before {
        return;
    }
    // Other corners are chance, or those of a torn code.
    let frames = corners.iter().any(|corners| frame_a_code(corners))
        || frame_a_code(&smooth.without_specks().corners(CORNERS))
        || frame_a_code(&base.without_specks().corners(CORNERS));
    if !frames {
        look.has_torn_code = true;
        return;
    }
    let is_large = longer > side;
    let framed = base.framed(24, 255);
    let inverted = base.inverted().framed(24, 255);
    let mut steps: Vec<Box<dyn Fn() -> Grey>> = vec![
        Box::new(|| inverted.clone()),
        Box::new(|| framed.clone()),
        Box::new(|| framed.mirrored()),
        Box::new(|| framed.without_specks()),
        Box::new(|| smooth.clone()),
        Box::new(|| framed.without_specks().without_specks()),
        Box::new(|| smooth.without_specks()),
    ];
    if longer <= side / 2 {
        steps.push(Box::new(|| base.scaled(base.width * 2, base.height * 2)));
    }
    if is_large {
        // Small codes in a large picture are lost in the reduction.
        steps.push(Box::new(|| {
            grey.reduced(longer.div_ceil(side * 2)).stretched()
        }));
    }
    for step in steps {
        let picture = step();
        fast(&picture, limits, look);
        if look.codes.len() == before {
            patient(&picture, limits, look);
        }
        if look.codes.len() > before {
            return;
        }
    }
    look.has_torn_code |= has_corners;
}

/// Whether anything looked like a code; what could be read stands in the look.
fn fast(grey: &Grey, limits: &LookLimits, look: &mut Look) -> bool {
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(grey.width, grey.height, |x, y| grey.at(x, y));
    let grids = prepared.detect_grids();
    for grid in &grids {
        let mut bytes = Vec::new();
        if grid.decode_to(&mut bytes).is_ok() {
            look.add_code(text(&bytes), limits);
        }
    }
    !grids.is_empty()
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
