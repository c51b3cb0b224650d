//! Decodes pictures within bounds and hands them to the code reader.

use std::io::Cursor;

use hayro::hayro_interpret::ImageData;
use image::{
    AnimationDecoder as _, DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, RgbaImage,
};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::code::{self, Matter};
use super::grey::Grey;
use super::{Look, LookLimits};
use crate::OpaqueKind;

/// Pixels on a side below which a picture cannot hold a code that a camera reads.
const LEAST_SIDE: u32 = 24;
/// The longest side of a picture that is decoded.
const LONGEST_SIDE: u32 = 20_000;
/// Octets that a decoder may take for itself.
const DECODER_OCTETS: u64 = 192 << 20;
/// How much two pictures may differ in height (or width) to be halves of one, in hundredths.
const UNLIKE: usize = 6;

/// What bytes are by their first octets, where it is something to look into.
pub(crate) fn kind_of(bytes: &[u8]) -> Option<OpaqueKind> {
    let start = bytes.get(..16).unwrap_or(bytes);
    let is = |magic: &[u8]| start.starts_with(magic);
    let is_picture = is(b"\x89PNG\r\n\x1a\n")
        || is(b"\xff\xd8\xff")
        || is(b"GIF87a")
        || is(b"GIF89a")
        || (is(b"BM") && bytes.len() > 26)
        || (is(b"RIFF") && start.get(8..12) == Some(b"WEBP"));
    if is_picture {
        return Some(OpaqueKind::Picture);
    }
    // Readers accept a header anywhere in the first 1024 octets (ISO 32000-1, Annex H, implementation note 13).
    let head = bytes.get(..1024).unwrap_or(bytes);
    head.windows(5)
        .any(|five| five == b"%PDF-")
        .then_some(OpaqueKind::Pdf)
}

/// Whether a picture says itself that it is too small to hold a code, in a format whose size stands in front.
pub(crate) fn is_too_small(bytes: &[u8]) -> bool {
    let number = |at: usize, len: usize, is_big: bool| {
        let field = bytes.get(at..at + len)?;
        let join = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
        Some(if is_big {
            field.iter().fold(0, join)
        } else {
            field.iter().rev().fold(0, join)
        })
    };
    let size = if bytes.starts_with(b"\x89PNG") {
        // PNG (ISO/IEC 15948) §11.2.2: IHDR is the first chunk.
        number(16, 4, true).zip(number(20, 4, true))
    } else if bytes.starts_with(b"GIF8") {
        // GIF89a §18: the logical screen.
        number(6, 2, false).zip(number(8, 2, false))
    } else {
        None
    };
    size.is_some_and(|(width, height)| width.min(height) < LEAST_SIDE)
}

/// Looks for codes in a picture.
pub(super) fn look(bytes: &[u8], limits: &LookLimits) -> Look {
    let mut look = Look::default();
    let frames = decode(bytes, limits, &mut look);
    let mut last: Option<Grey> = None;
    for (on_white, on_black) in frames {
        if last.as_ref() == Some(&on_white) {
            continue;
        }
        let before = look.codes.len();
        code::read(&on_white, Matter::Picture, limits, &mut look);
        if let Some(on_black) = on_black.filter(|_| look.codes.len() == before) {
            code::read(&on_black, Matter::Picture, limits, &mut look);
        }
        last = Some(on_white);
    }
    if !look.codes.is_empty() {
        look.has_torn_code = false;
    }
    look
}

/// Looks for codes on a page that was drawn.
///
/// Its pixels have four octets, the last of which says nothing: what is drawn on paper is not transparent.
pub(super) fn look_drawn(
    (width, height): (usize, usize),
    pixels: &[u8],
    limits: &LookLimits,
    look: &mut Look,
) {
    let grey = Grey {
        width,
        height,
        pixels: (pixels.as_chunks::<4>().0.iter())
            .map(|&pixel| shade_of(pixel).to_le_bytes()[0])
            .collect(),
    };
    if grey.pixels.len() == width * height {
        code::read(&grey, Matter::Page, limits, look);
    }
}

/// The shades of a picture inside a document, where it has as many as it says.
pub(super) fn grey_of(colors: ImageData) -> Option<Grey> {
    let (width, height) = (colors.width(), colors.height());
    let pixels = match colors {
        ImageData::Rgb(colors) => {
            let pixels = colors.data.as_chunks::<3>().0.iter();
            pixels.map(|&color| shade(color)).collect()
        }
        ImageData::Luma(shades) => shades.data,
    };
    let (width, height) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
    (pixels.len() == width * height).then_some(Grey {
        width,
        height,
        pixels,
    })
}

/// Looks for codes in a picture that stands on paper.
pub(super) fn look_framed(grey: &Grey, margin: usize, limits: &LookLimits, look: &mut Look) {
    let paper = grey.framed(margin, u8::MAX);
    code::read(&paper, Matter::Picture, limits, look);
}

/// Looks for a code in two pictures laid side by side and one above the other.
pub(super) fn look_joined(first: &[u8], second: &[u8], limits: &LookLimits) -> Look {
    let mut look = Look::default();
    let mut one = |bytes| {
        decode(bytes, limits, &mut look)
            .into_iter()
            .next()
            .map(|(on_white, _)| on_white)
    };
    let (Some(first), Some(second)) = (one(first), one(second)) else {
        return look;
    };
    let are_alike = |a: usize, b: usize| a.abs_diff(b) * 100 <= a.max(b) * UNLIKE;
    let is_moderate = |grey: &Grey| grey.width.max(grey.height) <= 3_000;
    if !is_moderate(&first) || !is_moderate(&second) {
        look.is_cut = true;
        return look;
    }
    if are_alike(first.height, second.height) {
        code::read(&first.beside(&second), Matter::Picture, limits, &mut look);
    }
    if look.codes.is_empty() && are_alike(first.width, second.width) {
        code::read(&first.above(&second), Matter::Picture, limits, &mut look);
    }
    look
}

/// A frame laid on white, and on black too where the difference can be seen.
type Shades = (Grey, Option<Grey>);

/// The frames of a picture; what is over a limit or broken is noted.
fn decode(bytes: &[u8], limits: &LookLimits, look: &mut Look) -> Vec<Shades> {
    match decode_frames(bytes, limits, look) {
        Some(frames) if !frames.is_empty() => frames,
        _ => {
            look.is_failed = true;
            Vec::new()
        }
    }
}

fn decode_frames(bytes: &[u8], limits: &LookLimits, look: &mut Look) -> Option<Vec<Shades>> {
    let mut bounds = image::Limits::default();
    bounds.max_image_width = Some(LONGEST_SIDE);
    bounds.max_image_height = Some(LONGEST_SIDE);
    bounds.max_alloc = Some(DECODER_OCTETS);
    let reader = || -> Option<ImageReader<Cursor<&[u8]>>> {
        let mut reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .ok()?;
        reader.limits(bounds.clone());
        Some(reader)
    };
    let (width, height) = reader()?.into_dimensions().ok()?;
    if width == 0 || height == 0 || u64::from(width) * u64::from(height) > limits.pixels {
        return None;
    }
    if width.min(height) < LEAST_SIDE {
        return Some(vec![(Grey::blank(1, 1, u8::MAX), None)]);
    }
    if reader()?.format() == Some(ImageFormat::Gif) {
        let mut decoder = image::codecs::gif::GifDecoder::new(Cursor::new(bytes)).ok()?;
        decoder.set_limits(bounds).ok()?;
        let mut frames = Vec::new();
        // Each frame is as large as the whole; all of them together are held.
        let most = usize::try_from(limits.pixels / (u64::from(width) * u64::from(height)).max(1))
            .unwrap_or(usize::MAX)
            .clamp(1, limits.frames.max(1));
        for frame in decoder.into_frames() {
            if frames.len() >= most {
                look.is_cut = true;
                break;
            }
            match frame {
                Ok(frame) => frames.push(greys(frame.buffer())),
                Err(_) => {
                    look.is_cut = true;
                    break;
                }
            }
        }
        return Some(frames);
    }
    let size = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
    if reader()?.format() == Some(ImageFormat::Jpeg)
        && let Some(grey) = luma(bytes, size)
    {
        return Some(vec![(grey, None)]);
    }
    let picture: DynamicImage = reader()?.decode().ok()?;
    if picture.color().has_alpha() {
        return Some(vec![greys(&picture.into_rgba8())]);
    }
    let pixels = match picture {
        DynamicImage::ImageRgb8(picture) => {
            let colors = picture.as_raw().as_chunks::<3>().0.iter();
            colors.map(|&color| shade(color)).collect()
        }
        other => other.into_luma8().into_raw(),
    };
    let (width, height) = size;
    let grey = Grey {
        width,
        height,
        pixels,
    };
    Some(vec![(grey, None)])
}

/// The shades of a photograph as it holds them itself, beside colors that need not be read.
///
/// Nothing, where it holds none apart (ITU-T T.871 §6.2 names those that do).
fn luma(bytes: &[u8], (width, height): (usize, usize)) -> Option<Grey> {
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .jpeg_set_out_colorspace(ColorSpace::Luma);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    if decoder.input_colorspace() != Some(ColorSpace::YCbCr) {
        return None;
    }
    let pixels = decoder.decode().ok()?;
    (decoder.dimensions() == Some((width, height)) && pixels.len() == width * height).then_some(
        Grey {
            width,
            height,
            pixels,
        },
    )
}

fn greys(picture: &RgbaImage) -> Shades {
    let (width, height) = (
        usize::try_from(picture.width()).unwrap_or_default(),
        usize::try_from(picture.height()).unwrap_or_default(),
    );
    let pixels = picture.as_raw();
    if pixels
        .as_chunks::<4>()
        .0
        .iter()
        .all(|pixel| pixel[3] == u8::MAX)
    {
        let opaque = pixels.as_chunks::<4>().0.iter();
        let grey = Grey {
            width,
            height,
            pixels: opaque
                .map(|&pixel| shade_of(pixel).to_le_bytes()[0])
                .collect(),
        };
        return (grey, None);
    }
    let on = |ground: u32| Grey {
        width,
        height,
        pixels: pixels
            .as_chunks::<4>()
            .0
            .iter()
            .map(|&pixel| {
                let (shade, alpha) = (shade_of(pixel), u32::from_le_bytes(pixel) >> 24);
                let mixed = shade * alpha + ground * (255 - alpha);
                // Divided by 255, exactly for all that there can be here.
                ((mixed + 1 + (mixed >> 8)) >> 8).to_le_bytes()[0]
            })
            .collect(),
    };
    let is_transparent = picture.pixels().any(|pixel| pixel.0[3] < 200);
    (on(255), is_transparent.then(|| on(0)))
}

/// The shade of a color, by the weights of ITU-R BT.601.
fn shade(color: [u8; 3]) -> u8 {
    let [red, green, blue] = color.map(u16::from);
    // In 256ths, so that sixteen bits hold the sum and many pixels go at once.
    ((red * 77 + green * 150 + blue * 29) >> 8).to_le_bytes()[0]
}

/// The same shade of a pixel with four octets, whose last one is left out; all lie in one number, so that many
/// pixels go at once without being taken apart.
fn shade_of(pixel: [u8; 4]) -> u32 {
    let pixel = u32::from_le_bytes(pixel);
    let color = |nth: u32| (pixel >> (8 * nth)) & 255;
    (color(0) * 77 + color(1) * 150 + color(2) * 29) >> 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clear_pixel_shows_its_ground_and_an_opaque_one_its_shade() {
        for color in [[0, 0, 0], [255, 255, 255], [200, 30, 90], [1, 2, 3]] {
            for alpha in 0..=255 {
                let [red, green, blue] = color;
                let mut picture = RgbaImage::from_pixel(2, 1, image::Rgba([9, 9, 9, 0]));
                picture.put_pixel(1, 0, image::Rgba([red, green, blue, alpha]));
                let (on_white, on_black) = greys(&picture);
                let on = |ground: u32| {
                    let part = u32::from(shade(color)) * u32::from(alpha);
                    u8::try_from((part + ground * (255 - u32::from(alpha))) / 255).expect("a shade")
                };
                assert_eq!(on_white.pixels, [255, on(255)], "{color:?} {alpha}");
                assert_eq!(on_black.expect("transparent").pixels, [0, on(0)]);
            }
        }
    }

    #[test]
    fn bytes_are_known_by_their_beginning() {
        for (bytes, expected) in [
            (&b"\x89PNG\r\n\x1a\nrest"[..], Some(OpaqueKind::Picture)),
            (b"\xff\xd8\xff\xe0", Some(OpaqueKind::Picture)),
            (b"GIF89a", Some(OpaqueKind::Picture)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(OpaqueKind::Picture)),
            (b"\xef\xbb\xbf\n%PDF-1.7", Some(OpaqueKind::Pdf)),
            (b"BM me", None),
            (b"plain words", None),
            (b"", None),
        ] {
            assert_eq!(kind_of(bytes), expected, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn junk_is_said_to_have_failed() {
        for junk in [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"GIF89a", b"x"] {
            assert!(look(junk, &LookLimits::default()).is_failed);
        }
    }
}
