//! Character classes of the tokeniser.

/// What a character does in running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Separates tokens and belongs to none.
    Space,
    /// A letter, a digit, an underscore-free word character, or a mark that modifies the character before it.
    Word,
    /// `.`
    Dot,
    /// `!` and `?` in any script, and the full stops of other scripts.
    Bang,
    /// `…`
    Ellipsis,
    /// `,`
    Comma,
    /// `:` and `;`
    Colon,
    /// Straight or curly apostrophes, which are single quotation marks as well.
    Apostrophe,
    /// Any other quotation mark.
    Quote,
    /// Opening bracket.
    Open,
    /// Closing bracket.
    Close,
    /// `-` and its typographic twins.
    Hyphen,
    /// En dash, em dash and the like.
    Dash,
    /// A currency sign.
    Currency,
    /// A character that leaves no ink and joins nothing: control characters, byte order marks.
    Invisible,
    /// Anything else: `@ # & / % * = + ~ ^ | < >`, emoji, arrows.
    Symbol,
}

use Class::{
    Apostrophe, Bang, Close, Colon, Comma, Currency, Dash, Dot, Ellipsis, Hyphen, Invisible, Open,
    Quote, Space, Symbol, Word,
};

const fn ascii(b: u8) -> Class {
    match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Word,
        b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => Space,
        b'.' => Dot,
        b'!' | b'?' => Bang,
        b',' => Comma,
        b':' | b';' => Colon,
        b'\'' | b'`' => Apostrophe,
        b'"' => Quote,
        b'(' | b'[' | b'{' => Open,
        b')' | b']' | b'}' => Close,
        b'-' => Hyphen,
        b'$' => Currency,
        0..=0x1f | 0x7f => Invisible,
        _ => Symbol,
    }
}

const ASCII: [Class; 128] = {
    let mut table = [Symbol; 128];
    let mut b = 0;
    while b < 128 {
        table[b] = ascii(b as u8);
        b += 1;
    }
    table
};

/// The class of an ASCII byte.
#[inline]
pub(super) fn class_of_byte(b: u8) -> Class {
    ASCII[(b & 0x7f) as usize]
}

/// The class of any character.
#[inline]
pub(super) fn class(c: char) -> Class {
    if c.is_ascii() { class_of_byte(c as u8) } else { beyond_ascii(c) }
}

fn beyond_ascii(c: char) -> Class {
    match c {
        '’' | '‘' | '‛' | 'ʼ' | 'ʹ' | '´' | '′' | '＇' => Apostrophe,
        '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '‚' | '″' | '「' | '」' | '『' | '』'
        | '〝' | '〞' | '＂' => Quote,
        '…' => Ellipsis,
        '‐' | '‑' | '﹣' | '－' => Hyphen,
        '‒'..='―' | '⸺' | '⸻' | '﹘' => Dash,
        '（' | '［' | '｛' | '【' | '〈' | '《' | '〔' | '⟨' | '⁅' => Open,
        '）' | '］' | '｝' | '】' | '〉' | '》' | '〕' | '⟩' | '⁆' => Close,
        '！' | '？' | '。' | '．' | '｡' | '‼' | '⁇' | '⁈' | '⁉' | '‽' | '؟' | '۔' | '।' | '॥' => {
            Bang
        }
        '，' | '、' | '،' => Comma,
        '：' | '；' | '؛' => Colon,
        '¢'..='¥' | '₠'..='⃀' | '﷼' | '＄' | '￠' | '￡' | '￥' | '￦' => Currency,
        '\u{feff}' | '\u{200b}' | '\u{2060}' | '\u{80}'..='\u{9f}' => {
            if c.is_whitespace() {
                Space
            } else {
                Invisible
            }
        }
        _ if c.is_alphanumeric() || joins(c) => Word,
        _ if c.is_whitespace() => Space,
        _ => Symbol,
    }
}

/// Whether the character modifies or joins its neighbours and so never stands alone: combining marks, joiners, variation
/// selectors, direction marks, skin tones. The scripts of India and South-East Asia, whose marks are scattered, count
/// as a whole; their full stops are dealt with before.
pub(super) fn joins(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'
        | '\u{5c1}' | '\u{5c2}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6ed}' | '\u{711}' | '\u{730}'..='\u{74a}' | '\u{7a6}'..='\u{7b0}'
        | '\u{900}'..='\u{dff}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{eb1}'..='\u{ece}' | '\u{f18}'..='\u{f3f}' | '\u{f71}'..='\u{fbc}'
        | '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2061}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}' | '\u{302a}'..='\u{302f}'
        | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0000}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_whitespace_character_is_space_and_nothing_else_is() {
        for c in '\0'..=char::MAX {
            assert_eq!(class(c) == Space, c.is_whitespace(), "{c:?}");
        }
    }

    #[test]
    fn letters_and_digits_of_every_script_are_word_characters() {
        for c in ['a', 'Z', '7', 'é', 'ß', 'Ж', 'ع', '한', '漢', '½', '²', '\u{301}', '\u{fe0f}']
        {
            assert_eq!(class(c), Word, "{c:?}");
        }
        for (c, k) in [('–', Dash), ('—', Dash), ('€', Currency), ('’', Apostrophe), ('🙂', Symbol)]
        {
            assert_eq!(class(c), k, "{c:?}");
        }
    }
}
