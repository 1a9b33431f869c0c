//! How wide text will be, without a font at hand: estimates on the safe side for the site's sans-serif fonts.

fn em(c: char) -> f64 {
    match c {
        _ if is_wide(c) => 1.0,
        'i' | 'j' | 'l' | 'f' | 't' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '(' | ')' | '['
        | ']' => 0.4,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.96,
        'A'..='Z' | '&' => 0.74,
        _ if c.is_ascii() => 0.6,
        '\u{300}'..='\u{36F}' => 0.0,
        '\u{80}'..='\u{24F}' => 0.7,
        _ => 1.0,
    }
}

/// Chinese and what is set as wide as Chinese.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{FFEF}' | '\u{1F300}'..='\u{3FFFF}')
}

/// Width of one line in px.
pub fn width(text: &str, font: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * font
}

/// The text, or as much of it as fits with an ellipsis.
pub fn clip(text: &str, room: f64, font: f64) -> String {
    if width(text, font) <= room {
        return text.to_owned();
    }
    let mut left = room - font;
    let mut short: String = text
        .chars()
        .take_while(|c| {
            left -= em(*c) * font;
            left >= 0.0
        })
        .collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

/// At most `lines` lines that fit in `room` px; the last one is clipped. Chinese breaks between any two characters
/// but never before a closing sign; other words stay whole where they can.
pub fn wrap(text: &str, room: f64, font: f64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = vec![String::new()];
    for piece in pieces(text) {
        let line = out.last_mut().map_or(0.0, |line| width(line, font));
        let full = line > 0.0 && line + width(piece.trim_end(), font) > room;
        if full && out.len() < lines {
            out.push(String::new());
        }
        if let Some(line) = out.last_mut() {
            line.push_str(if line.is_empty() { piece.trim_start() } else { piece });
        }
    }
    out.iter().map(|line| clip(line.trim_end(), room, font)).collect()
}

/// The parts between which a line may break.
fn pieces(text: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    for pair in chars.windows(2) {
        let ((_, before), (at, c)) = (pair[0], pair[1]);
        let may = before == ' ' || is_wide(c) || is_wide(before);
        if may && !opens(before) && !closes(c) && c != ' ' {
            cuts.push(at);
        }
    }
    cuts.push(text.len());
    cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]).collect()
}

fn closes(c: char) -> bool {
    "，。、；：！？）》」』”’…,.;:!?)]%".contains(c)
}

fn opens(c: char) -> bool {
    "（《「『“‘([".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_room_and_closing_signs() {
        let text = "高精度轴承（含滚动体、保持架）与 spindle assemblies 的热处理加工服务";
        for room in [40.0, 60.0, 96.0, 180.0] {
            for line in wrap(text, room, 13.0, 4) {
                assert!(width(&line, 13.0) <= room, "{line} in {room}");
                assert!(!line.starts_with(closes) || line == "…", "{line}");
            }
        }
        assert_eq!(wrap("轴承", 96.0, 13.0, 3), ["轴承"]);
        assert_eq!(wrap("滚动轴承制造", 40.0, 13.0, 3), ["滚动轴", "承制造"]);
    }

    #[test]
    fn what_does_not_fit_says_so() {
        assert_eq!(clip("滚动轴承制造", 52.0, 13.0), "滚动轴…");
        assert_eq!(clip("", 0.0, 13.0), "");
    }
}
