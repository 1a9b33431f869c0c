//! The two languages of the pages, Chinese first. A text is written as a pair where it is used, so that one cannot be
//! translated and the other forgotten.

/// The language a person reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// zh-CN, the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The text of this language out of a pair.
    pub fn t<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The value of the `lang` attribute and of the cookie.
    pub fn tag(self) -> &'static str {
        self.t("zh-CN", "en")
    }

    /// Reads a cookie value or an `Accept-Language` header; anything that is not English is Chinese.
    pub fn from_tag(tag: &str) -> Lang {
        let first = tag.split([',', ';']).next().unwrap_or("").trim();
        if first.to_ascii_lowercase().starts_with("en") { Lang::En } else { Lang::Zh }
    }
}

/// One message in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Say {
    /// The Chinese text.
    pub zh: String,
    /// The English text.
    pub en: String,
}

impl Say {
    /// A message from its two texts.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Say {
        Say { zh: zh.into(), en: en.into() }
    }

    /// The text in `lang`.
    pub fn r#in(&self, lang: Lang) -> &str {
        lang.t(&self.zh, &self.en)
    }
}

impl std::fmt::Display for Say {
    /// Both texts, for logs and the command line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.zh, self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_only_when_asked_for() {
        for (tag, lang) in [
            ("zh-CN,zh;q=0.9,en;q=0.8", Lang::Zh),
            ("en-GB,en;q=0.9", Lang::En),
            ("EN", Lang::En),
            ("", Lang::Zh),
            ("de-DE,en;q=0.5", Lang::Zh),
        ] {
            assert_eq!(Lang::from_tag(tag), lang, "{tag}");
        }
    }
}
