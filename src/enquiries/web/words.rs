//! Enquiries in words.

use crate::enquiries::Answer;
use crate::enquiries::rules::Phase;
use crate::lang::Lang;

/// What may happen to an enquiry, and the class of its tag.
pub fn phase(phase: Phase, lang: Lang) -> (&'static str, &'static str) {
    match phase {
        Phase::Draft => (lang.t("草稿", "Draft"), ""),
        Phase::Open => (lang.t("等待报价", "Open"), "ok"),
        Phase::Due => (lang.t("已截止，待比价", "To be compared"), "warn"),
        Phase::Decided => (lang.t("已定", "Decided"), ""),
        Phase::Cancelled => (lang.t("已取消", "Called off"), "bad"),
    }
}

/// What a firm has answered.
pub fn answer(answer: Answer, lang: Lang) -> &'static str {
    match answer {
        Answer::Waiting => lang.t("未答复", "No answer yet"),
        Answer::Quoted => lang.t("已报价", "Quoted"),
        Answer::Withdrawn => lang.t("已撤回报价", "Quote withdrawn"),
        Answer::NotMade => lang.t("不生产", "Does not make it"),
        Answer::Full => lang.t("产能已满", "No capacity left"),
        Answer::Referred => lang.t("转荐", "Names another firm"),
    }
}
