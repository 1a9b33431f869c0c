//! What ends a matter: a recorded resolution and nothing else. Where the tables can show that it is true, they must.

use super::MatterKind;
use crate::clock::Moment;
use crate::faults::Fault;
use crate::lang::Say;

/// Letters of a resolution that stands on its text alone, at least.
const LEAST: usize = 4;

/// What someone records as the end of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// When it was recorded.
    pub at: Moment,
    /// What was done; may be empty where a rule decides.
    pub text: String,
}

/// What the tables say of a matter, read when the resolution is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facts {
    /// A need: firms that serve it or have accepted to, and whether its firm took it back.
    Need { suppliers: u32, is_withdrawn: bool },
    /// An enquiry: answers, refusals among them, and whether its asker took it back.
    Enquiry { answers: u32, is_withdrawn: bool },
    /// A firm to verify: whether it was accepted or refused.
    Verification { is_decided: bool },
    /// A gap: local suppliers, and how many close it.
    Gap { suppliers: u32, wanted: u32 },
    /// A task; only people can tell.
    Task,
}

impl Facts {
    /// The kind of matter that they are of.
    pub fn kind(&self) -> MatterKind {
        match self {
            Facts::Need { .. } => MatterKind::Need,
            Facts::Enquiry { .. } => MatterKind::Enquiry,
            Facts::Verification { .. } => MatterKind::Verification,
            Facts::Gap { .. } => MatterKind::Gap,
            Facts::Task => MatterKind::Task,
        }
    }

    /// Whether the rule of the kind holds; none where there is no rule.
    pub fn holds(&self) -> Option<bool> {
        match *self {
            Facts::Need { suppliers, is_withdrawn } => Some(suppliers > 0 || is_withdrawn),
            Facts::Enquiry { answers, is_withdrawn } => Some(answers > 0 || is_withdrawn),
            Facts::Verification { is_decided } => Some(is_decided),
            Facts::Gap { suppliers, wanted } => Some(suppliers >= wanted),
            Facts::Task => None,
        }
    }

    /// What has to be true, for the page on which the resolution is recorded.
    pub fn rule(&self) -> Say {
        match self {
            Facts::Need { .. } => Say::new("需求已有供应商或已撤回", "The need has a supplier or was withdrawn"),
            Facts::Enquiry { .. } => Say::new("询价已有答复或已撤回", "The enquiry has an answer or was withdrawn"),
            Facts::Verification { .. } => Say::new("认证已有结论", "The verification is decided"),
            Facts::Gap { wanted, .. } => {
                Say::new(format!("本地供应商不少于 {wanted} 家"), format!("There are {wanted} local suppliers or more"))
            }
            Facts::Task => Say::new("写明办理结果", "The outcome is written down"),
        }
    }
}

/// Lets a resolution clear a matter that began at `started`.
///
/// # Errors
/// What keeps it open: the rule does not hold, the text says too little where there is no rule, or it is dated before
/// the matter or after `now`.
pub fn clears(facts: &Facts, resolution: &Resolution, started: Moment, now: Moment) -> Result<(), Fault> {
    if resolution.at < started || resolution.at > now {
        let cause = Say::new("办结时间不在事项开始与现在之间", "It is dated before the matter began, or ahead");
        let fix = Say::new("请核对时间", "Check the time");
        return Err(Fault::new("at", &crate::clock::show(resolution.at), cause, fix));
    }
    let letters = resolution.text.chars().filter(|letter| letter.is_alphanumeric()).count();
    match facts.holds() {
        Some(true) => Ok(()),
        None if letters >= LEAST => Ok(()),
        Some(false) => Err(unsolved(facts, &resolution.text)),
        None => {
            let fix = Say::new(format!("至少写 {LEAST} 个字"), format!("Write {LEAST} letters or more"));
            Err(Fault::new("text", &resolution.text, Say::new("没有写明结果", "It does not say what came of it"), fix))
        }
    }
}

fn unsolved(facts: &Facts, text: &str) -> Fault {
    let Say { zh, en } = facts.rule();
    let fix = Say::new(format!("办结条件：{zh}"), format!("It ends when this holds: {en}"));
    Fault::new("resolution", text, Say::new("事项尚未解决", "The matter is not solved"), fix)
}
