//! From whatever was uploaded to two clean JPEG files, or to the words that say why not.

use std::io::Cursor;
use std::sync::Mutex;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

use super::LARGEST_FILE;
use crate::lang::Say;

/// Most pixels that are decoded: more than any camera of today has, and little enough for memory.
const MOST_PIXELS: u64 = 40_000_000;
/// Most memory that decoding may take, in bytes: 40 million pixels at four bytes, with something to spare.
const MOST_MEMORY: u64 = 192 * 1024 * 1024;
const FULL: u32 = 1_600;
const SMALL: u32 = 400;
const QUALITY: u8 = 82;

/// A picture ready to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Ready {
    /// JPEG of at most 1600 px.
    pub full: Vec<u8>,
    /// JPEG of at most 400 px.
    pub small: Vec<u8>,
    /// Width of the full one, in pixels.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// Cause and fix of a file that is not taken.
pub type Refusal = (Say, Say);

/// Decodes a JPEG, PNG or WebP, known by its content whatever its name, turns it upright, and writes it anew.
///
/// # Errors
/// Cause and fix: too large, another kind, damaged.
pub fn prepare(file: &[u8]) -> Result<Ready, Refusal> {
    // One at a time: a few phones uploading at once must not take a gigabyte.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    check_size(file.len())?;
    let format = format(file)?;
    // A decoder that panicked left nothing half-done here.
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let picture = flatten(decode(file, format)?);
    let full = shrink(&picture, FULL);
    let small = shrink(&full, SMALL);
    Ok(Ready { width: full.width(), height: full.height(), full: encode(&full)?, small: encode(&small)? })
}

/// Refuses a file by its size alone, so that an upload can stop as soon as it is too large.
///
/// # Errors
/// Cause and fix.
pub fn check_size(bytes: usize) -> Result<(), Refusal> {
    if bytes <= LARGEST_FILE {
        return Ok(());
    }
    Err((Say::new("图片超过 8 MB", "the picture is larger than 8 MB"), Say::new("请压缩后再上传", "make it smaller")))
}

fn format(file: &[u8]) -> Result<ImageFormat, Refusal> {
    match image::guess_format(file) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => Ok(format),
        _ => Err((
            Say::new("不是 JPEG、PNG 或 WebP 图片", "the file is no JPEG, PNG or WebP picture"),
            Say::new("请换用这三种格式之一", "use one of these three"),
        )),
    }
}

fn decode(file: &[u8], format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|_| damaged())?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err((
            Say::new(format!("图片有 {width}×{height} 像素，过大"), format!("{width}×{height} pixels are too many")),
            Say::new("请缩小到 4000 万像素以内", "make it smaller than 40 million pixels"),
        ));
    }
    // A picture whose orientation cannot be read is shown as it is stored.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| damaged())?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

fn damaged() -> Refusal {
    (
        Say::new("图片已损坏，无法打开", "the picture is damaged and cannot be opened"),
        Say::new("请重新导出后再上传", "export it again and upload that"),
    )
}

/// On white, where it is transparent: JPEG knows no transparency and would show black.
fn flatten(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [r, g, b, alpha] = picture.get_pixel(x, y).0;
        let over = |c: u8| ((u32::from(c) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255) as u8;
        Rgb([over(r), over(g), over(b)])
    })
}

fn shrink(picture: &RgbImage, longest: u32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let most = width.max(height);
    if most <= longest {
        return picture.clone();
    }
    let scaled = |side: u32| (u64::from(side) * u64::from(longest) / u64::from(most)).max(1) as u32;
    // Far larger pictures are first brought near by averaging, which is many times quicker.
    if most > longest * 3 {
        let near = image::imageops::thumbnail(picture, scaled(width) * 2, scaled(height) * 2);
        return image::imageops::resize(&near, scaled(width), scaled(height), FilterType::CatmullRom);
    }
    image::imageops::resize(picture, scaled(width), scaled(height), FilterType::CatmullRom)
}

fn encode(picture: &RgbImage) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(picture).map_err(|_| damaged())?;
    Ok(out)
}

#[cfg(test)]
mod tests;
