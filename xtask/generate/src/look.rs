//! Mails whose link stands in a picture or a document: QR codes in every state, and PDF.

mod bombs;

use std::io::Cursor;

use anyhow::{Context, Result};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgba, RgbaImage};
use qrcode::{Color, EcLevel, QrCode};

use crate::Files;
use crate::mime::{Charset, Field, Part, Transfer, base64};
use crate::random::Random;

const SEED: u64 = 20_261_122;
const DARK: u8 = 0;
const LIGHT: u8 = 255;

/// A mail, and the host that must be found in it.
struct Case {
    name: &'static str,
    part: Part,
}

/// The mails, and `expected.tsv` with the host that each one hides.
pub(crate) fn files() -> Result<Files> {
    let mut files = Files::new();
    let mut expected = String::from("file\thost\n");
    for Case { name, part } in pictures()?.into_iter().chain(documents()) {
        let file = format!("{name}.eml");
        expected.push_str(&format!("{file}\t{}\n", host(name)));
        files.push((file, mail(name, part)));
    }
    for Case { name, part } in bombs::cases()? {
        files.push((format!("{name}.eml"), mail(name, part)));
    }
    files.push((String::from("expected.tsv"), expected.into_bytes()));
    Ok(files)
}

fn host(name: &str) -> String {
    format!("{name}.mio-oboe.example")
}

fn url(name: &str) -> String {
    format!("https://{}/k?id=4711", host(name))
}

fn mail(name: &str, part: Part) -> Vec<u8> {
    let mut fields = vec![
        Field::new("From", "\"Yamada Hanako\" <hanako@post.example>"),
        Field::new("To", "taro@home.example"),
        Field::new("Subject", format!("Test {name}")),
        Field::new("Date", "Mon, 16 Nov 2026 09:00:00 +0900"),
        Field::new("Message-ID", format!("<{name}@post.example>")),
        Field::new("MIME-Version", "1.0"),
    ];
    fields.extend(part.fields);
    Part {
        fields,
        body: part.body,
    }
    .write()
}

fn mixed(parts: &[Part]) -> Part {
    let text = Part::text(
        "plain",
        "Please see below.\n",
        Charset::Utf8,
        Transfer::Plain,
    );
    let mut all = vec![text];
    all.extend_from_slice(parts);
    Part::multipart("mixed", "", "=_parts", &all)
}

fn attached(bytes: &[u8], kind: &str, name: &str) -> Part {
    mixed(&[Part::file(kind, name, bytes, None)])
}

/// A code drawn with its quiet zone.
fn code(name: &str, module: u32, dark: u8, light: u8) -> Result<GrayImage> {
    let code = QrCode::with_error_correction_level(url(name), EcLevel::M)
        .context("a link fits into a code")?;
    let modules = u32::try_from(code.width())?;
    let colors = code.to_colors();
    let side = (modules + 8) * module;
    Ok(GrayImage::from_fn(side, side, |x, y| {
        let (x, y) = ((x / module).checked_sub(4), (y / module).checked_sub(4));
        let is_dark = match (x, y) {
            (Some(x), Some(y)) if x < modules && y < modules => {
                colors[(y * modules + x) as usize] == Color::Dark
            }
            _ => false,
        };
        Luma([if is_dark { dark } else { light }])
    }))
}

/// Turned by any angle, on ground of the light shade, mixed as cameras and mail programs do.
fn turned(picture: &GrayImage, degrees: f64) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let old = f64::from(picture.width());
    let side = (old * (sin.abs() + cos.abs())).ceil();
    let shade = |x: f64, y: f64| -> f64 {
        if x < 0.0 || y < 0.0 || x >= old || y >= old {
            return f64::from(LIGHT);
        }
        f64::from(picture.get_pixel(x as u32, y as u32).0[0])
    };
    GrayImage::from_fn(side as u32, side as u32, |x, y| {
        let mut sum = 0.0;
        for part in 0..9 {
            let (dx, dy) = (f64::from(part % 3) / 3.0, f64::from(part / 3) / 3.0);
            let (x, y) = (
                f64::from(x) + dx - side / 2.0,
                f64::from(y) + dy - side / 2.0,
            );
            sum += shade(x * cos + y * sin + old / 2.0, y * cos - x * sin + old / 2.0);
        }
        Luma([(sum / 9.0) as u8])
    })
}

fn png(picture: impl Into<DynamicImage>) -> Result<Vec<u8>> {
    written(&picture.into(), ImageFormat::Png)
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Result<Vec<u8>> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format)?;
    Ok(out.into_inner())
}

fn pictures() -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    let mut add = |name: &'static str, picture: GrayImage| -> Result<()> {
        cases.push(Case {
            name,
            part: attached(&png(picture)?, "image/png", "picture.png"),
        });
        Ok(())
    };
    let plain = |name| code(name, 6, DARK, LIGHT);
    add("upright", plain("upright")?)?;
    for (name, degrees) in [
        ("turned-90", 90.0),
        ("turned-17", 17.0),
        ("turned-45", 45.0),
        ("turned-200", 200.0),
    ] {
        add(name, turned(&plain(name)?, degrees))?;
    }
    add("inverted", code("inverted", 6, LIGHT, DARK)?)?;
    add("low-contrast", code("low-contrast", 6, 150, 190)?)?;
    add("small", code("small", 2, DARK, LIGHT)?)?;
    add("large", code("large", 50, DARK, LIGHT)?)?;
    add(
        "mirrored",
        image::imageops::flip_horizontal(&plain("mirrored")?),
    )?;
    let mut random = Random::for_item(SEED, 1);
    let mut specks = plain("specks")?;
    for pixel in specks.pixels_mut() {
        if random.chance(8) {
            *pixel = Luma([if random.chance(50) { DARK } else { LIGHT }]);
        }
    }
    add("specks", specks)?;
    let mut noise = code("noise", 6, 50, 200)?;
    for pixel in noise.pixels_mut() {
        let shade = i32::from(pixel.0[0]) + i32::try_from(random.below(121))? - 60;
        *pixel = Luma([u8::try_from(shade.clamp(0, 255))?]);
    }
    add("noise", noise)?;
    // On a page with lines of grey around it, as in a poster.
    let mut poster = GrayImage::from_fn(1_200, 1_600, |x, y| {
        Luma([if y % 40 < 14 && (x / 9 + y / 40) % 5 != 0 {
            90
        } else {
            245
        }])
    });
    image::imageops::overlay(&mut poster, &code("poster", 5, 20, LIGHT)?, 700, 900);
    add("poster", poster)?;
    for (name, format, kind) in [
        ("jpeg", ImageFormat::Jpeg, "image/jpeg"),
        ("gif", ImageFormat::Gif, "image/gif"),
        ("webp", ImageFormat::WebP, "image/webp"),
        ("bmp", ImageFormat::Bmp, "image/bmp"),
    ] {
        let picture = DynamicImage::from(code(name, 3, DARK, LIGHT)?).into_rgb8();
        let bytes = written(&picture.into(), format)?;
        cases.push(Case {
            name,
            part: attached(&bytes, kind, "picture"),
        });
    }
    for (name, ink) in [("clear-black", DARK), ("clear-white", LIGHT)] {
        let picture = plain(name)?;
        let clear = RgbaImage::from_fn(picture.width(), picture.height(), |x, y| {
            let is_dark = picture.get_pixel(x, y).0[0] == DARK;
            Rgba([ink, ink, ink, if is_dark { 255 } else { 0 }])
        });
        cases.push(Case {
            name,
            part: attached(&png(clear)?, "image/png", "picture.png"),
        });
    }
    cases.push(halves("halves-beside", true)?);
    cases.push(halves("halves-above", false)?);
    let inline = base64(&png(plain("data-url")?)?);
    cases.push(Case {
        name: "data-url",
        part: Part::text(
            "html",
            &format!("<p>Please scan.</p><img src=\"data:image/png;base64,{inline}\" alt=\"\">"),
            Charset::Utf8,
            Transfer::Base64,
        ),
    });
    cases.push(Case {
        name: "blocks",
        part: Part::text("plain", &blocks("blocks")?, Charset::Utf8, Transfer::Base64),
    });
    // A picture that says it is something else.
    cases.push(Case {
        name: "misnamed",
        part: attached(
            &png(plain("misnamed")?)?,
            "application/octet-stream",
            "letter.bin",
        ),
    });
    Ok(cases)
}

fn halves(name: &'static str, are_beside: bool) -> Result<Case> {
    let whole = code(name, 6, DARK, LIGHT)?;
    let (side, half) = (whole.width(), whole.width() / 2);
    let (first, second) = if are_beside {
        ((0, 0, half, side), (half, 0, side - half, side))
    } else {
        ((0, 0, side, half), (0, half, side, side - half))
    };
    let cut = |(x, y, width, height)| {
        png(image::imageops::crop_imm(&whole, x, y, width, height).to_image())
    };
    let between = if are_beside { "" } else { "<br>" };
    let page = format!("<p><img src=\"cid:a@x\">{between}<img src=\"cid:b@x\"></p>");
    Ok(Case {
        name,
        part: Part::multipart(
            "related",
            "",
            "=_related",
            &[
                Part::text("html", &page, Charset::Utf8, Transfer::Plain),
                Part::file("image/png", "a.png", &cut(first)?, Some("a@x")),
                Part::file("image/png", "b.png", &cut(second)?, Some("b@x")),
            ],
        ),
    })
}

/// A code drawn with block characters, two modules to a character.
fn blocks(name: &str) -> Result<String> {
    let code = code(name, 1, DARK, LIGHT)?;
    let mut text = String::from("Please scan:\n\n");
    for y in (0..code.height()).step_by(2) {
        for x in 0..code.width() {
            let is_dark = |y: u32| y < code.height() && code.get_pixel(x, y).0[0] == DARK;
            text.push(match (is_dark(y), is_dark(y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => '\u{a0}',
            });
        }
        text.push('\n');
    }
    text.push_str("\nYamada\n");
    Ok(text)
}

fn documents() -> Vec<Case> {
    let target = |name| url(name);
    let uri = |name| format!("<< /Type /Action /S /URI /URI ({}) >>", target(name));
    let annotation = |name| {
        format!(
            "/Annots [<< /Type /Annot /Subtype /Link /Rect [72 700 300 720] /A {} >>]",
            uri(name)
        )
    };
    let shown = |text: &str| format!("BT /F1 14 Tf 72 702 Td ({text}) Tj ET");
    let script = format!(
        "/OpenAction << /S /JavaScript /JS (app.launchURL\\(\"{}\", true\\);) >>",
        target("pdf-script")
    );
    vec![
        Case {
            name: "pdf-link",
            part: pdf(
                "",
                &annotation("pdf-link"),
                shown("Open the invoice").as_bytes(),
                None,
            ),
        },
        Case {
            name: "pdf-text",
            part: pdf("", "", shown(&target("pdf-text")).as_bytes(), None),
        },
        Case {
            name: "pdf-script",
            part: pdf(&script, "", shown("Loading").as_bytes(), None),
        },
        Case {
            name: "pdf-code-drawn",
            part: pdf("", "", &drawn("pdf-code-drawn"), None),
        },
        Case {
            name: "pdf-code-picture",
            part: pdf(
                "",
                "",
                b"q 120 0 0 120 300 400 cm /Im1 Do Q",
                code("pdf-code-picture", 4, DARK, LIGHT).ok().as_ref(),
            ),
        },
    ]
}

/// A code of filled squares, 3 points a module.
fn drawn(name: &str) -> Vec<u8> {
    let mut out = String::from("0 g\n");
    if let Ok(code) = code(name, 1, DARK, LIGHT) {
        for (x, y, pixel) in code.enumerate_pixels() {
            if pixel.0[0] == DARK {
                out.push_str(&format!("{} {} 3 3 re f\n", 200 + x * 3, 600 - y * 3));
            }
        }
    }
    out.into_bytes()
}

/// A document of one page (ISO 32000-1 §7.5).
fn pdf(catalog: &str, page: &str, content: &[u8], picture: Option<&GrayImage>) -> Part {
    let resources = "/Resources << /Font << /F1 5 0 R >> /XObject << /Im1 6 0 R >> >>";
    let (width, height, pixels) = picture.map_or((1, 1, vec![LIGHT]), |picture| {
        (picture.width(), picture.height(), picture.as_raw().clone())
    });
    let objects = [
        format!("<< /Type /Catalog /Pages 2 0 R {catalog} >>").into_bytes(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {resources} {page} >>"
        )
        .into_bytes(),
        stream("", content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec(),
        stream(
            &format!(
                "/Type /XObject /Subtype /Image /Width {width} /Height {height} \
                 /ColorSpace /DeviceGray /BitsPerComponent 8"
            ),
            &pixels,
        ),
    ];
    attached(&document(&objects), "application/pdf", "invoice.pdf")
}

fn stream(head: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = format!("<< {head} /Length {} >>\nstream\n", bytes.len()).into_bytes();
    out.extend_from_slice(bytes);
    out.extend_from_slice(b"\nendstream");
    out
}

/// Objects numbered from 1, of which the first is the catalog, with their table.
fn document(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (number, object) in (1..).zip(objects) {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    let size = objects.len() + 1;
    out.extend_from_slice(
        format!("xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n")
            .as_bytes(),
    );
    out
}
