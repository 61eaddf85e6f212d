//! Messages into words, in three languages, from the catalogue in `locales/`.
//!
//! In a sentence of the catalogue, `{ $name }` is the value as text, formatted for the language ([`super::format`]), and
//! `{ $name-count }` its number, for plurals: `{ $n-count -> [one] customer *[other] customers }`.

use super::format;
use crate::error::Error;
use crate::message::{Message, Value};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "zh-Hant")]
    TraditionalChinese,
    #[serde(rename = "zh-Hans")]
    SimplifiedChinese,
    /// The words of Traditional Chinese, with short numbers in k and M.
    #[serde(rename = "zh-Hant-HK")]
    HongKong,
}

impl Language {
    pub const ALL: [Language; 3] =
        [Language::English, Language::TraditionalChinese, Language::SimplifiedChinese];

    /// BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::TraditionalChinese => "zh-Hant",
            Language::SimplifiedChinese => "zh-Hans",
            Language::HongKong => "zh-Hant-HK",
        }
    }

    /// The nearest language to a tag such as `zh-TW`; English when nothing fits.
    pub fn from_tag(tag: &str) -> Language {
        let tag = tag.to_ascii_lowercase();
        let is_chinese = tag.starts_with("zh");
        let is_traditional = ["hant", "-tw", "-hk", "-mo"].iter().any(|mark| tag.contains(mark));
        match (is_chinese, is_traditional) {
            (false, _) => Language::English,
            (true, true) if tag.contains("-hk") || tag.contains("-mo") => Language::HongKong,
            (true, true) => Language::TraditionalChinese,
            (true, false) => Language::SimplifiedChinese,
        }
    }

    pub fn is_chinese(self) -> bool {
        self != Language::English
    }

    fn source(self) -> &'static str {
        match self {
            Language::English => include_str!(concat!(env!("OUT_DIR"), "/en.ftl")),
            Language::TraditionalChinese | Language::HongKong => {
                include_str!(concat!(env!("OUT_DIR"), "/zh-Hant.ftl"))
            }
            Language::SimplifiedChinese => include_str!(concat!(env!("OUT_DIR"), "/zh-Hans.ftl")),
        }
    }
}

/// The words of one language.
pub struct Catalogue {
    pub language: Language,
    bundle: FluentBundle<FluentResource>,
}

/// A piece of a rendered sentence: plain words, or a value that can be traced.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Segment {
    pub text: String,
    /// Name of the value in the message; `None` for the words around it.
    pub value: Option<String>,
}

/// Private-use characters around a value inside a rendered sentence; the value's position follows the first.
const OPEN: char = '\u{F0000}';
const CLOSE: char = '\u{FFFFD}';

impl Catalogue {
    pub fn new(language: Language) -> Catalogue {
        let tag = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![tag]);
        bundle.set_use_isolating(false);
        // A faulty entry is skipped here and found by `tests/locales.rs`.
        let resource =
            FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
        Catalogue { language, bundle }
    }

    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The sentence. An unknown key gives the key itself, which a test of the catalogue prevents.
    pub fn text(&self, message: &Message) -> String {
        self.render(message, false)
    }

    /// The sentence in pieces, so that the page can make its numbers buttons.
    pub fn segments(&self, message: &Message) -> Vec<Segment> {
        let rendered = self.render(message, true);
        let (mut segments, mut words, mut value) = (Vec::new(), String::new(), None);
        let mut characters = rendered.chars();
        while let Some(character) = characters.next() {
            match character {
                OPEN => {
                    push(&mut segments, &mut words, None);
                    let position = characters.next().map_or(0, |c| c as usize - OPEN as usize - 1);
                    value = message.values.get(position).map(|(name, _)| name.to_string());
                }
                CLOSE => push(&mut segments, &mut words, value.take()),
                _ => words.push(character),
            }
        }
        push(&mut segments, &mut words, None);
        segments
    }

    /// A value on its own, as in a table cell.
    pub fn value(&self, value: &Value) -> String {
        match value {
            Value::Message(message) => self.text(message),
            other => format::value(other, self.language),
        }
    }

    /// The error as a person reads it: where, what, and the hint on a line of its own.
    pub fn error(&self, error: &Error) -> String {
        let mut text = String::new();
        let at = &error.at;
        if let Some(file) = &at.file {
            text += &self.text(&Message::new("error-at-file").text("file", file));
        }
        if let Some(line) = at.line {
            text += &self.text(&Message::new("error-at-line").count("line", line as usize));
        }
        if let Some(column) = &at.column {
            text += &self.text(&Message::new("error-at-column").text("column", column));
        }
        text += &self.text(&error.message());
        if let Some(hint) = &error.hint {
            text += "\n";
            text += &self.text(&Message::new("error-hint").with("hint", hint.clone().into()));
        }
        text
    }

    fn render(&self, message: &Message, is_marked: bool) -> String {
        let rendered = self.rendered(message, is_marked || self.language.is_chinese());
        if !self.language.is_chinese() {
            return rendered;
        }
        joined(&rendered, is_marked)
    }

    fn rendered(&self, message: &Message, is_marked: bool) -> String {
        let Some(pattern) = self.bundle.get_message(&message.key).and_then(|entry| entry.value()) else {
            return message.key.to_string();
        };
        let mut args = FluentArgs::new();
        for (position, (name, value)) in message.values.iter().enumerate() {
            let mut text = self.value(value);
            if is_marked && let Some(mark) = char::from_u32(OPEN as u32 + 1 + position as u32) {
                text = format!("{OPEN}{mark}{text}{CLOSE}");
            }
            args.set(name.clone(), FluentValue::from(text));
            if let Some(number) = format::number_of(value) {
                args.set(format!("{name}-count"), FluentValue::from(number));
            }
        }
        let mut faults = Vec::new();
        self.bundle.format_pattern(pattern, Some(&args), &mut faults).into_owned()
    }
}

/// Chinese sets a space between Han and digits, none between Han and Han: "5月20日" ends in Han, so the space that the
/// sentence keeps for a number goes. The reader's own words are left as they are. Marks stay when they are wanted.
fn joined(rendered: &str, keeps_marks: bool) -> String {
    let all: Vec<char> = rendered.chars().collect();
    let is_han = |c: Option<&char>| c.is_some_and(|c| ('\u{3400}'..='\u{9fff}').contains(c));
    let mut out = String::with_capacity(rendered.len());
    for (i, &c) in all.iter().enumerate() {
        // After OPEN comes the position of the value.
        let is_mark = c == OPEN || c == CLOSE || (i > 0 && all[i - 1] == OPEN);
        if is_mark {
            if keeps_marks {
                out.push(c);
            }
            continue;
        }
        let (before, after) = (i.checked_sub(1).and_then(|at| all.get(at)), all.get(i + 1));
        let is_after_value = before == Some(&CLOSE) && is_han(all[..i - 1].last()) && is_han(after);
        let is_before_value = after == Some(&OPEN) && is_han(before) && is_han(all.get(i + 3));
        let is_between = before == Some(&CLOSE) && after == Some(&OPEN);
        let is_between = is_between && is_han(all[..i - 1].last()) && is_han(all.get(i + 3));
        if c == ' ' && (is_after_value || is_before_value || is_between) {
            continue;
        }
        out.push(c);
    }
    out
}

fn push(segments: &mut Vec<Segment>, words: &mut String, value: Option<String>) {
    if !words.is_empty() {
        segments.push(Segment { text: std::mem::take(words), value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_sets_no_space_between_han_and_a_value_that_ends_in_han() {
        let words = Catalogue::new(Language::TraditionalChinese);
        let week = Message::new("period-of-week").with("day", Value::Day(19_723));
        assert_eq!(words.text(&week), "2024年1月1日當週");
        let next = Message::new("period-next-week").count("n", 3);
        assert_eq!(words.text(&next), "接下來 3 週內");
        let segments = words.segments(&week);
        assert_eq!(segments[0].text, "2024年1月1日");
        assert_eq!(segments[1].text, "當週");
        // What the reader's file says stays as it is.
        assert_eq!(joined("\u{F0000}\u{F0001}好日子 生活\u{FFFFD} 門市", false), "好日子 生活門市");
    }

    #[test]
    fn a_sentence_is_split_at_its_values() {
        let catalogue = Catalogue::new(Language::English);
        let message = Message::new("error-unknown").text("what", "column").text("name", "x");
        let segments = catalogue.segments(&message);
        assert_eq!(segments.iter().map(|s| s.text.as_str()).collect::<String>(), catalogue.text(&message));
        assert!(segments.iter().any(|s| s.value.as_deref() == Some("name") && s.text == "x"));
    }
}
