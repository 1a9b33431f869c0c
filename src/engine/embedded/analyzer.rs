//! Lets tantivy cut text by `words::grams`. It does so in its indexing threads, on every core.

use std::ops::Range;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::words::grams;
use crate::words::script::fold;

/// Characters, pairs and words of letters.
pub(super) const GRAMS: &str = "grams";
/// Longer texts are searchable by their first so many bytes.
const TEXT_BYTES: usize = 16_384;

/// The tokenizers of the index; tantivy's `raw` among them.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(GRAMS, Grams::default());
    manager
}

#[derive(Clone, Default)]
struct Grams(Stream);

/// The tokens of one text. Kept from text to text, so that its buffers are made once.
#[derive(Clone, Default)]
struct Stream {
    folded: String,
    places: Vec<Range<usize>>,
    next: usize,
    token: Token,
}

/// A [`Stream`] on loan.
struct Cut<'a>(&'a mut Stream);

impl Tokenizer for Grams {
    type TokenStream<'a> = Cut<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Cut<'a> {
        let stream = &mut self.0;
        stream.folded = fold(&text[..text.floor_char_boundary(TEXT_BYTES)]);
        stream.places.clear();
        stream.next = 0;
        grams::of_document(&stream.folded, |place| stream.places.push(place));
        Cut(stream)
    }
}

impl TokenStream for Cut<'_> {
    fn advance(&mut self) -> bool {
        let Stream { folded, places, next, token } = &mut *self.0;
        let Some(place) = places.get(*next) else { return false };
        token.position = *next;
        token.offset_from = place.start;
        token.offset_to = place.end;
        token.text.clear();
        token.text.push_str(&folded[place.clone()]);
        *next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.0.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.0.token
    }
}
