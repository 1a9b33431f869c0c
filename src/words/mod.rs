//! The text pipeline: what a name sounds like, what it is short for, and what of a sentence is the thing meant.
//!
//! One pipeline for documents and queries and for every engine, so that all of them find the same:
//! [`script`] folds width, case and traditional script; [`grams`] cuts text into characters and pairs; [`names`] says
//! what a title calls its thing; [`near`] makes keys under which a slip of one character is still found; [`sound`]
//! spells names in pinyin; [`intent`] parts the thing wanted from the words of wanting and from specs.

pub mod grams;
pub mod intent;
pub mod names;
pub mod near;
pub mod script;
pub mod sound;

/// Loads what the first search would otherwise wait for.
pub fn warm_up() {
    grams::warm_up();
    script::simple('鋼');
    sound::readings('钢');
}
