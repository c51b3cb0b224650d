//! Codes on the pages of a PDF, however they are put there: only the places that may be a code are drawn.

use reading::{Limits, LookLimits, OpaqueKind, look, read};

/// The link in the code of `fixtures/look/blocks.eml`.
const LINK: &str = "https://blocks.mio-oboe.example/k?id=4711";

/// Which modules of a code are dark, from the drawing in a mail.
fn modules() -> Vec<Vec<bool>> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/look/blocks.eml"
    );
    let raw = std::fs::read(path).expect("a fixture");
    let message = read(&raw, &Limits::default());
    let bytes = &message.opaque.first().expect("a drawing").bytes;
    // The bitmap that the drawing becomes: rows from below, four pixels to a module.
    let number = |at: usize| {
        let field = bytes[at..at + 4].try_into().expect("four octets");
        usize::try_from(u32::from_le_bytes(field)).expect("small")
    };
    let (width, height) = (number(18), number(22));
    let row = (width * 3).next_multiple_of(4);
    let is_dark = |x: usize, y: usize| bytes[54 + (height - 1 - y) * row + x * 3] == 0;
    let all: Vec<Vec<bool>> = (0..height / 4)
        .map(|y| (0..width / 4).map(|x| is_dark(x * 4, y * 4)).collect())
        .collect();
    let wide = 0..all[0].len();
    let columns: Vec<usize> = wide.filter(|&x| all.iter().any(|row| row[x])).collect();
    let (first, last) = (columns[0], columns[columns.len() - 1]);
    let rows = all.iter().filter(|row| row.contains(&true));
    rows.map(|row| row[first..=last].to_vec()).collect()
}

/// A page with these pictures of one octet a module, as `/Im1` and so on.
fn page(content: &str, entries: &str, pictures: &[&[&[bool]]]) -> Vec<u8> {
    let mut objects = vec![b"<< /Type /Catalog /Pages 2 0 R >>".to_vec()];
    objects.push(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec());
    let names: String = (1..=pictures.len())
        .map(|nth| format!("/Im{nth} {} 0 R ", nth + 5))
        .collect();
    let resources = format!("<< /Font << /F1 5 0 R >> /XObject << {names}>> >>");
    objects.push(
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {entries} /Contents 4 0 R \
             /Resources {resources} >>"
        )
        .into_bytes(),
    );
    let stream = |head: &str, body: &[u8]| {
        let mut out = format!("<< {head} /Length {} >> stream\n", body.len()).into_bytes();
        out.extend_from_slice(body);
        out.extend_from_slice(b"\nendstream");
        out
    };
    objects.push(stream("", content.as_bytes()));
    objects.push(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec());
    for rows in pictures {
        let octets: Vec<u8> = rows
            .iter()
            .flat_map(|row| row.iter().map(|&is_dark| if is_dark { 0 } else { 255 }))
            .collect();
        let head = format!(
            "/Type /XObject /Subtype /Image /Width {} /Height {} /BitsPerComponent 8 \
             /ColorSpace /DeviceGray",
            rows[0].len(),
            rows.len()
        );
        objects.push(stream(&head, &octets));
    }
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (nth, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend_from_slice(format!("{} 0 obj\n", nth + 1).as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    let size = objects.len() + 1;
    out.extend_from_slice(format!("xref\n0 {size}\n0000000000 65535 f \n").as_bytes());
    for place in places {
        out.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    let trailer = format!("trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF");
    out.extend_from_slice(trailer.as_bytes());
    out
}

#[test]
fn a_code_is_found_on_a_page_however_it_is_drawn() {
    struct Case<'a> {
        name: &'a str,
        content: String,
        entries: &'a str,
    }
    const SIDE: usize = 4;
    let modules = modules();
    let count = modules.len();
    let whole: Vec<&[bool]> = modules.iter().map(Vec::as_slice).collect();
    let left: Vec<&[bool]> = modules.iter().map(|row| &row[..count / 2]).collect();
    let top: Vec<&[bool]> = whole[..count / 2].to_vec();
    // With more pixels than the page is drawn with.
    let finely = |rows: &[&[bool]]| -> Vec<Vec<bool>> {
        let wide = rows
            .iter()
            .map(|row| -> Vec<bool> { row.iter().flat_map(|&module| [module; 12]).collect() });
        wide.flat_map(|row| vec![row; 12]).collect()
    };
    let fine = finely(&whole);
    let fine: Vec<&[bool]> = fine.iter().map(Vec::as_slice).collect();
    let fine_left = finely(&left);
    let fine_left: Vec<&[bool]> = fine_left.iter().map(Vec::as_slice).collect();
    let mirrored: Vec<Vec<bool>> = fine
        .iter()
        .map(|row| row.iter().rev().copied().collect())
        .collect();
    let mirrored: Vec<&[bool]> = mirrored.iter().map(Vec::as_slice).collect();
    let square = |x: usize, y: usize| {
        let (x, y) = (200 + x * SIDE, 100 + (count - 1 - y) * SIDE);
        format!("{x} {y} {SIDE} {SIDE} re ")
    };
    let each = |from: usize, is_dark: bool, end: &str| -> String {
        (0..count * count)
            .map(|nth| (nth % count, nth / count))
            .filter(|&(x, y)| x >= from && modules[y][x] == is_dark)
            .map(|(x, y)| square(x, y) + end)
            .collect()
    };
    let picture = |nth: usize, width: usize, height: usize, y: usize| {
        format!("q {width} 0 0 {height} 200 {y} cm /Im{nth} Do Q ")
    };
    let side = count * SIDE;
    let letters = "BT /F1 11 Tf 60 700 Td (Please scan the code below at once.) Tj ET ";
    let ground = "0.9 1 0.9 rg 0 0 612 792 re f 0 g ";
    let rules: String = (0..20)
        .map(|nth| format!("60 {0} m 550 {0} l S ", 400 + nth * 10))
        .collect();
    let case = |name, content| Case {
        name,
        content,
        entries: "",
    };
    let cases = [
        case("a picture", picture(1, side, side, 100)),
        Case {
            entries: "/Rotate 90",
            ..case("a turned page", picture(1, side, side, 100))
        },
        Case {
            entries: "/CropBox [100 50 500 600]",
            ..case("a cut page", picture(1, side, side, 100))
        },
        case(
            "a turned picture",
            format!("q {0} {0} -{0} {0} 300 200 cm /Im1 Do Q", side * 7 / 10),
        ),
        case("squares", each(0, true, "f ")),
        case("one outline", each(0, true, "") + "f "),
        case(
            "squares on a ground",
            ground.to_owned() + &rules + &each(0, true, "f "),
        ),
        case(
            "light squares",
            format!("192 92 {0} {0} re f 1 g ", side + 16)
                + "0 g 200 100 "
                + &format!(
                    "{side} {side} re f 1 g 192 92 {0} 8 re f 192 92 8 {0} re f ",
                    side + 16
                )
                + &format!(
                    "192 {} {1} 8 re f {2} 92 8 {1} re f ",
                    100 + side,
                    side + 16,
                    200 + side
                )
                + &each(0, false, "f "),
        ),
        case(
            "half a picture, half squares",
            picture(2, count / 2 * SIDE, side, 100) + &each(count / 2, true, "f "),
        ),
        case(
            "a picture beside another one",
            picture(1, side, side, 100) + "q 60 0 0 60 520 700 cm /Im3 Do Q ",
        ),
        case("a fine picture", picture(4, side, side, 100)),
        case(
            "a fine picture, turned",
            format!("q {0} {0} -{0} {0} 300 200 cm /Im4 Do Q", side * 7 / 10),
        ),
        case(
            "a fine picture that is mirrored back",
            format!("q -{side} 0 0 {side} {} 100 cm /Im6 Do Q", 200 + side),
        ),
        case(
            "a fine picture shown with its other half",
            picture(5, count / 2 * SIDE, side, 100) + &each(count / 2, true, "f "),
        ),
        case(
            "a fine picture seen in part, and a whole one far from it",
            format!(
                "{} q 60 0 0 60 520 700 cm /Im5 Do Q ",
                picture(4, side, side, 100)
            ),
        ),
        case(
            "many fine pictures, and the code in the last",
            (0..10)
                .map(|nth| format!("q 30 0 0 30 {} 720 cm /Im5 Do Q ", 20 + nth * 58))
                .collect::<String>()
                + &picture(4, side, side, 100),
        ),
    ];
    for Case {
        name,
        content,
        entries,
    } in cases
    {
        let bytes = page(
            &(letters.to_owned() + &content),
            entries,
            &[&whole, &left, &top, &fine, &fine_left, &mirrored],
        );
        let seen = look(OpaqueKind::Pdf, &bytes, &LookLimits::default());
        assert_eq!(seen.codes, [LINK], "{name}");
    }
}
