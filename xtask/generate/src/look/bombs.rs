//! Pictures and documents made to be slow, large or endless.

use std::io::Write as _;

use anyhow::Result;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::{GrayImage, Luma};

use super::{Case, attached, document, png, stream};

/// Mails that must end within the limits, whatever is seen in them.
pub(super) fn cases() -> Result<Vec<Case>> {
    let picture = |name, bytes: &[u8]| Case {
        name,
        part: attached(bytes, "image/png", "picture.png"),
    };
    let zeros = png(GrayImage::new(4_800, 4_800))?;
    let mut corners = GrayImage::from_pixel(1_000, 1_000, Luma([255]));
    for (x, y, pixel) in corners.enumerate_pixels_mut() {
        let (x, y) = (x % 9, y % 9);
        let ring = x
            .min(6_u32.saturating_sub(x))
            .min(y.min(6_u32.saturating_sub(y)));
        if x < 7 && y < 7 && ring != 1 {
            *pixel = Luma([0]);
        }
    }
    let mut cases = vec![
        picture("bomb-png-sides", &png_head(50_000, 50_000)),
        picture("bomb-png-zeros", &zeros),
        picture("bomb-png-torn", zeros.get(..zeros.len() / 2).unwrap_or_default()),
        picture("bomb-png-corners", &png(corners)?),
        picture("bomb-jpeg-sides", b"\xff\xd8\xff\xc0\x00\x0b\x08\xff\xdc\xff\xdc\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00"),
        picture("bomb-webp-junk", b"RIFF\xff\xff\xff\x7fWEBPVP8L\xff\xff\xff\x7f\x2f\xff\xff\xff\x0f\x00\x00"),
        picture("bomb-gif-frames", &gif(2_000, 3_000)),
    ];
    cases.extend(documents()?);
    Ok(cases)
}

fn documents() -> Result<Vec<Case>> {
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
                /Resources << /XObject << /F0 5 0 R >> >> >>";
    let pages = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
    let catalog = "<< /Type /Catalog /Pages 2 0 R >>";
    let case = |name, objects: &[Vec<u8>]| Case {
        name,
        part: attached(&document(objects), "application/pdf", "invoice.pdf"),
    };
    let text = |text: &str| text.as_bytes().to_vec();
    let start = |page: &str| vec![text(catalog), text(pages), text(page)];

    // 400 MB of nothing to draw, compressed twice.
    let mut flate = start(page);
    let once = deflated(&vec![b' '; 400 << 20])?;
    flate.push(stream(
        "/Filter [/FlateDecode /FlateDecode]",
        &deflated(&once)?,
    ));

    // Each form draws the next one ten times: 10^9 in all.
    let mut laughs = start(page);
    laughs.push(stream("", b"/F0 Do"));
    for level in 0..9 {
        let next = format!("/Resources << /XObject << /F0 {} 0 R >> >>", 6 + level);
        let head = format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] {next}");
        laughs.push(stream(&head, "/F0 Do ".repeat(10).as_bytes()));
    }
    laughs.push(stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 595 842]",
        b"0 0 5 5 re f",
    ));

    let mut own = start(page);
    own.push(stream("", b"/F0 Do"));
    own.push(stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F0 5 0 R >> >>",
        b"/F0 Do /F0 Do",
    ));

    let mut ring = vec![text("<< /Type /Catalog /Pages 2 0 R /OpenAction 3 0 R >>")];
    ring.push(text(
        "<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 3 >>",
    ));
    ring.push(text("<< /S /URI /URI (x) /Next [3 0 R 3 0 R 3 0 R] >>"));

    let mut deep = vec![text(catalog)];
    for level in 0..4_000 {
        deep.push(text(&format!(
            "<< /Type /Pages /Kids [{} 0 R] /Count 1 >>",
            level + 3
        )));
    }
    deep.push(text(page));

    let mut junk = start(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /XObject << /A 5 0 R /B 6 0 R /C 7 0 R >> >> >>",
    );
    junk.push(stream("", b"q 500 0 0 500 0 0 cm /A Do /B Do /C Do Q"));
    for filter in ["JBIG2Decode", "JPXDecode", "CCITTFaxDecode"] {
        let head = format!(
            "/Type /XObject /Subtype /Image /Width 20000 /Height 20000 /ColorSpace /DeviceGray \
             /BitsPerComponent 1 /Filter /{filter}"
        );
        let bytes: Vec<u8> = (0..4_000_u32).map(|n| (n * n % 251) as u8).collect();
        junk.push(stream(&head, &bytes));
    }

    let strokes = "0 0 m 595 842 l 0 842 l 595 0 l h S\n".repeat(200_000);
    let mut lines = start(page);
    lines.push(stream(
        "/Filter /FlateDecode",
        &deflated(strokes.as_bytes())?,
    ));

    let brackets = {
        let mut bytes = b"%PDF-1.7\n1 0 obj\n".to_vec();
        bytes.extend_from_slice(&b"[".repeat(60_000));
        bytes
    };
    let table = b"%PDF-1.7\nxref\n0 99999999\n0000000000 65535 f \ntrailer\n<< /Size 99999999 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n".to_vec();
    let raw = |name, bytes: &[u8]| Case {
        name,
        part: attached(bytes, "application/pdf", "invoice.pdf"),
    };
    Ok(vec![
        case("bomb-pdf-flate", &flate),
        case("bomb-pdf-laughs", &laughs),
        case("bomb-pdf-own-form", &own),
        case("bomb-pdf-ring", &ring),
        case("bomb-pdf-deep", &deep),
        case("bomb-pdf-junk-pictures", &junk),
        case("bomb-pdf-lines", &lines),
        raw("bomb-pdf-brackets", &brackets),
        raw("bomb-pdf-table", &table),
        raw(
            "bomb-pdf-torn",
            document(&flate).get(..300).unwrap_or_default(),
        ),
    ])
}

fn deflated(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// A PNG that claims a size and holds nothing; its checksum is right, so that it is believed.
fn png_head(width: u32, height: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend_from_slice(&width.to_be_bytes());
    chunk.extend_from_slice(&height.to_be_bytes());
    chunk.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut sum = flate2::Crc::new();
    sum.update(&chunk);
    let mut out = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    out.extend_from_slice(&chunk);
    out.extend_from_slice(&sum.sum().to_be_bytes());
    out.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    out
}

/// A moving picture with frames of one pixel each on a large screen.
fn gif(side: u16, frames: usize) -> Vec<u8> {
    let mut out = b"GIF89a".to_vec();
    out.extend_from_slice(&side.to_le_bytes());
    out.extend_from_slice(&side.to_le_bytes());
    out.extend_from_slice(&[0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
    for _ in 0..frames {
        out.extend_from_slice(&[0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
    }
    out.push(0x3b);
    out
}
