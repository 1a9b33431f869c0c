use super::*;
use image::Rgba;
use image::RgbaImage;

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// Left half red, right half blue.
fn halves(width: u32, height: u32) -> DynamicImage {
    let paint = |x, _| if x < width / 2 { Rgb([250, 0, 0]) } else { Rgb([0, 0, 250]) };
    RgbImage::from_fn(width, height, paint).into()
}

fn read(jpeg: &[u8]) -> RgbImage {
    assert_eq!(image::guess_format(jpeg).unwrap(), ImageFormat::Jpeg);
    image::load_from_memory(jpeg).unwrap().into_rgb8()
}

/// The JPEG with an EXIF segment behind its first marker that says `orientation`.
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let tiff: &[u8] = &[b'M', b'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
    let body = [b"Exif\0\0", tiff].concat();
    let length = (body.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &body, &jpeg[2..]].concat()
}

#[test]
fn all_three_kinds_become_two_jpegs() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let ready = prepare(&encoded(&halves(2000, 1000), format)).unwrap();
        assert_eq!((ready.width, ready.height), (1600, 800), "{format:?}");
        assert_eq!(read(&ready.full).dimensions(), (1600, 800));
        let small = read(&ready.small);
        assert_eq!(small.dimensions(), (400, 200));
        assert!(small.get_pixel(20, 100).0[0] > 200 && small.get_pixel(380, 100).0[2] > 200, "{format:?}");
    }
}

#[test]
fn small_pictures_keep_their_size_and_thin_ones_stay_visible() {
    let ready = prepare(&encoded(&halves(120, 80), ImageFormat::Png)).unwrap();
    assert_eq!((ready.width, ready.height), (120, 80));
    assert_eq!(read(&ready.small).dimensions(), (120, 80));
    let line = prepare(&encoded(&halves(6000, 2), ImageFormat::Png)).unwrap();
    assert_eq!((line.width, line.height), (1600, 1));
}

#[test]
fn a_picture_taken_sideways_stands_upright_and_its_exif_is_gone() {
    let sideways = with_orientation(&encoded(&halves(400, 200), ImageFormat::Jpeg), 6);
    let ready = prepare(&sideways).unwrap();
    assert_eq!((ready.width, ready.height), (200, 400));
    let upright = read(&ready.full);
    assert!(upright.get_pixel(100, 20).0[0] > 200, "red is on top after a quarter turn clockwise");
    assert!(upright.get_pixel(100, 380).0[2] > 200);
    assert!(!ready.full.windows(4).any(|w| w == b"Exif"));
}

#[test]
fn transparency_becomes_white() {
    let clear = RgbaImage::from_pixel(10, 10, Rgba([0, 0, 0, 0]));
    let ready = prepare(&encoded(&clear.into(), ImageFormat::Png)).unwrap();
    assert!(read(&ready.full).get_pixel(5, 5).0.iter().all(|c| *c > 250));
}

#[test]
fn other_files_are_refused_whatever_their_name() {
    let png = encoded(&halves(50, 50), ImageFormat::Png);
    let too_large = [png.clone(), vec![0; LARGEST_FILE]].concat();
    let gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    for (file, named) in [
        (b"just some text in a file named picture.jpg".to_vec(), "JPEG"),
        (gif, "JPEG"),
        (svg, "JPEG"),
        (Vec::new(), "JPEG"),
        (too_large, "8 MB"),
        (png[..png.len() / 2].to_vec(), "损坏"),
        (vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 1], "损坏"),
    ] {
        let (cause, _) = prepare(&file).unwrap_err();
        assert!(cause.zh.contains(named), "{cause}");
    }
}

#[test]
fn a_bomb_is_refused_before_it_is_decoded() {
    // A PNG that says it is 30000 × 30000 in a few bytes.
    let mut png = encoded(&halves(1, 1), ImageFormat::Png);
    png[16..20].copy_from_slice(&30_000u32.to_be_bytes());
    png[20..24].copy_from_slice(&30_000u32.to_be_bytes());
    let crc = crc32(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    let before = std::time::Instant::now();
    let (cause, _) = prepare(&png).unwrap_err();
    assert!(cause.zh.contains("30000×30000"), "{cause}");
    assert!(before.elapsed().as_secs() < 2);
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}
