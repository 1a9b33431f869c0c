use super::super::place::Rect;
use super::super::scale::Scale;
use super::super::svg::{Anchor, Canvas};
use super::super::{Cell, Head, text};
use super::Series;

/// Writes names and last values right of the field, each as near to the end of its line as the others allow;
/// returns where the lowest ends.
pub fn labels(c: &mut Canvas, head: &Head, series: &[Series], field: Rect, y: &Scale) -> f64 {
    let (step, right) = (1.3 * c.font, field.x + field.w);
    let last = |s: &Series| s.values.iter().rev().find_map(Cell::value);
    let mut wanted: Vec<(usize, f64)> =
        series.iter().enumerate().filter_map(|(k, s)| last(s).map(|v| (k, y.at(v)))).collect();
    wanted.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let ends: Vec<f64> = wanted.iter().map(|w| w.1).collect();
    let lines: Vec<Vec<String>> = wanted.iter().map(|(k, _)| words(c, head, &series[*k], right)).collect();
    let heights: Vec<f64> = lines.iter().map(|l| step * l.len() as f64).collect();
    let tops = spread(&ends, &heights, field.y - 0.5 * c.font);
    for (i, (k, end)) in wanted.iter().enumerate() {
        let middle = tops[i] + heights[i] / 2.0;
        c.line((right + 4.0, *end), (right + 14.0, middle), "leader");
        c.line((right + 14.0, middle), (right + 22.0, middle), &format!("line s{}", k % 6));
        for (row, line) in lines[i].iter().enumerate() {
            let at = (right + 26.0, tops[i] + step * (row as f64 + 0.78));
            c.text(at, Anchor::Start, "", line);
        }
    }
    tops.iter().zip(&heights).map(|(t, h)| t + h).fold(0.0, f64::max) + 4.0
}

/// The name and the last cell, in one line or, where that is too long, in up to three.
fn words(c: &Canvas, head: &Head, series: &Series, right: f64) -> Vec<String> {
    let room = c.width - right - 28.0;
    let last = series.values.last().map_or("", |cell| head.words.of(cell));
    let one = format!("{} {last}", series.name);
    if text::width(&one, c.font) <= room {
        return vec![one];
    }
    let mut lines = text::wrap(&series.name, room, c.font, 2);
    lines.push(text::clip(last, room, c.font));
    lines
}

/// Tops of boxes of these heights near the wanted middles (rising), none above `least` and none over another.
fn spread(middles: &[f64], heights: &[f64], least: f64) -> Vec<f64> {
    // Boxes that touch move as one block, whose place is the mean of what its members want.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (middle, height) in middles.iter().zip(heights) {
        blocks.push(((middle - height / 2.0).max(least), *height, 1));
        while let [.., a, b] = blocks[..] {
            if a.0 + a.1 <= b.0 {
                break;
            }
            let (n, m) = (a.2 as f64, b.2 as f64);
            let top = ((a.0 * n + (b.0 - a.1) * m) / (n + m)).max(least);
            blocks.truncate(blocks.len() - 2);
            blocks.push((top, a.1 + b.1, a.2 + b.2));
        }
    }
    let mut tops = Vec::new();
    for (top, _, count) in blocks {
        let mut y = top;
        for _ in 0..count {
            let height = heights[tops.len()];
            tops.push(y);
            y += height;
        }
    }
    tops
}
