use super::Cell;

/// What a reader hears instead of the picture, and the words of its language.
#[derive(Debug, Clone)]
pub struct Head {
    /// The name of the chart.
    pub title: String,
    /// What it shows, in a sentence or two; the numbers stand in the table beside it.
    pub desc: String,
    pub words: Words,
}

impl Head {
    /// A head with Chinese words.
    pub fn new(title: impl Into<String>, desc: impl Into<String>) -> Head {
        Head { title: title.into(), desc: desc.into(), words: Words::ZH }
    }
}

/// The few words that the kit itself writes.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    pub suppressed: &'static str,
    pub no_base: &'static str,
    pub unknown: &'static str,
    pub nothing: &'static str,
    /// Before the numbers of what could not be drawn.
    pub not_drawn: &'static str,
    /// The states of a link: ok, weak, missing.
    pub ok: &'static str,
    pub weak: &'static str,
    pub missing: &'static str,
}

impl Words {
    pub const ZH: Words = Words {
        suppressed: "已隐去",
        no_base: "无基数",
        unknown: "未知",
        nothing: "暂无数据",
        not_drawn: "未画出（见表）：",
        ok: "齐备",
        weak: "薄弱",
        missing: "缺失",
    };
    pub const EN: Words = Words {
        suppressed: "suppressed",
        no_base: "no base",
        unknown: "unknown",
        nothing: "No data yet",
        not_drawn: "Not drawn (see table): ",
        ok: "ok",
        weak: "weak",
        missing: "missing",
    };

    /// A cell as text.
    pub fn of<'a>(&self, cell: &'a Cell) -> &'a str {
        match cell {
            Cell::Number { value, text } if value.is_finite() => text,
            Cell::Suppressed => self.suppressed,
            _ => self.no_base,
        }
    }
}

/// The room a chart is drawn for. Its text is at least 12 px high when shown in that room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Desks and A4: 760 px.
    Wide,
    /// Phones from 360 px: 328 px.
    Narrow,
}

impl Width {
    /// Width in px.
    pub fn px(self) -> f64 {
        match self {
            Width::Wide => 760.0,
            Width::Narrow => 328.0,
        }
    }

    /// Height of text in px.
    pub fn font(self) -> f64 {
        match self {
            Width::Wide => 13.0,
            Width::Narrow => 14.0,
        }
    }

    pub fn is_narrow(self) -> bool {
        self == Width::Narrow
    }
}

/// Both drawings of a chart; the style sheet shows the one that fits, and the wide one on paper.
pub fn both(draw: impl Fn(Width) -> String) -> String {
    let (wide, narrow) = (draw(Width::Wide), draw(Width::Narrow));
    format!("<div class=\"draw-wide\">{wide}</div><div class=\"draw-narrow\">{narrow}</div>")
}
