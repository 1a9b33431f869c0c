//! Why a hit fits, in words: one line for each reason that the ranking knows.

use crate::engine::rank::How;
use crate::lang::Say;

/// The word for programs.
pub fn word(how: How) -> &'static str {
    match how {
        How::Exact => "exact",
        How::Spelt => "spelt",
        How::Initials => "initials",
        How::Order => "order",
        How::Slip => "slip",
        How::Part => "part",
        How::Words => "words",
        How::Firm => "firm",
        How::Kind => "kind",
        How::Wider => "wider",
        How::Inside => "inside",
        How::Letters => "letters",
        How::Text => "text",
    }
}

/// The line for people.
pub fn say(how: How) -> Say {
    let (zh, en) = match how {
        How::Exact => ("名称一致", "called so"),
        How::Spelt => ("读音相同", "spelt so in pinyin"),
        How::Initials => ("拼音首字母相同", "these are its initials"),
        How::Order => ("字词顺序不同", "the same characters in another order"),
        How::Slip => ("与输入相差一个字", "one character away from what was typed"),
        How::Part => ("名称包含该词", "its name holds the words"),
        How::Words => ("名称包含各词", "its name holds each of the words"),
        How::Firm => ("企业与产品名称都相符", "firm and product are both named"),
        How::Kind => ("属于该品类", "filed under this category"),
        How::Wider => ("较宽的品类", "a wider category"),
        How::Inside => ("是所查内容的一部分", "part of what was typed"),
        How::Letters => ("名称部分相似", "a similar name"),
        How::Text => ("说明中提到", "mentioned in its description"),
    };
    Say::new(zh, en)
}

/// Whether a reader sees the reason in the marked name, so that a line would say it twice.
pub fn is_plain(how: How) -> bool {
    matches!(how, How::Exact | How::Part | How::Words)
}
