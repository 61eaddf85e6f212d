//! Text cells: the reader's own words in a subset of Markdown, with references such as `{{c3.share}}` or
//! `{{c3.2.share}}` to numbers of results. Plain data comes out; nothing of it is ever read as HTML.

use super::document::CellSpec;
use super::session::Session;
use crate::report::text::Catalogue;
use serde::Serialize;

/// The kind of cells that hold a text, and the name of the parameter that holds it.
pub const KIND: &str = "text";
pub const PARAMETER: &str = "text";

/// A piece of a text, top to bottom.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Block {
    pub kind: BlockKind,
    pub spans: Vec<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum BlockKind {
    Heading,
    /// Line ends inside stand as they were typed.
    Paragraph,
    Item,
    Numbered,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Span {
    pub text: String,
    pub is_strong: bool,
    pub is_emphasised: bool,
    /// The number that the span quotes.
    pub quoted: Option<Quoted>,
}

/// A value of a sentence.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Quoted {
    pub cell: String,
    pub finding: u32,
    pub value: String,
    /// Rows are known behind it.
    pub is_traced: bool,
}

/// The text of a cell; empty for cells of other kinds.
pub fn text_of(cell: &CellSpec) -> &str {
    if cell.kind != KIND {
        return "";
    }
    cell.params.get(PARAMETER).and_then(|text| text.as_str()).unwrap_or_default()
}

pub fn blocks(session: &Session, cell: &CellSpec, words: &Catalogue) -> Vec<Block> {
    parse(text_of(cell), &|reference| quoted(session, reference, words))
}

/// What a reference says now; nothing when there is no such number. `c3.share` is the first finding's share of those
/// that have one, `c3.2.share` the second finding's.
fn quoted(session: &Session, reference: &str, words: &Catalogue) -> Option<(String, Quoted)> {
    let (cell, rest) = reference.split_once('.')?;
    let numbered = rest.split_once('.').and_then(|(number, value)| Some((number.parse().ok()?, value)));
    let (number, value): (Option<usize>, &str) = numbered.map_or((None, rest), |(n, value)| (Some(n), value));
    let (stored, _) = session.result(cell, &session.keys())?;
    let findings = &stored.outcome.as_ref().ok()?.report.findings;
    let is_meant = |(i, _): &(usize, _)| number.is_none_or(|number| i + 1 == number);
    findings.iter().enumerate().filter(is_meant).find_map(|(i, finding)| {
        let text = words.value(finding.message.get(value)?);
        let is_traced = finding.traces.iter().any(|(name, _)| name == value);
        let (cell, value) = (cell.to_owned(), value.to_owned());
        Some((text, Quoted { cell, finding: i as u32, value, is_traced }))
    })
}

type Resolve<'a> = &'a dyn Fn(&str) -> Option<(String, Quoted)>;

fn parse(text: &str, resolve: Resolve) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for line in text.lines().map(str::trim) {
        let (kind, rest) = kind_of(line);
        let spans = spans(rest, &Span::default(), resolve);
        match blocks.last_mut() {
            Some(last) if is_open && kind == BlockKind::Paragraph && !line.is_empty() => {
                last.spans.push(Span { text: "\n".into(), ..Span::default() });
                last.spans.extend(spans);
            }
            _ if line.is_empty() => {}
            _ => blocks.push(Block { kind, spans }),
        }
        is_open = kind == BlockKind::Paragraph && !line.is_empty();
    }
    blocks
}

fn kind_of(line: &str) -> (BlockKind, &str) {
    let heading = line.trim_start_matches('#');
    if heading.len() < line.len() && heading.starts_with(' ') {
        return (BlockKind::Heading, heading.trim_start());
    }
    if let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return (BlockKind::Item, item);
    }
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    match digits.strip_prefix(". ") {
        Some(item) if digits.len() < line.len() => (BlockKind::Numbered, item),
        _ => (BlockKind::Paragraph, line),
    }
}

/// `{{reference}}`, `**strong**`, `*emphasised*`. A mark without its partner, or with a blank on its inner side, is a
/// character like others.
fn spans(line: &str, style: &Span, resolve: Resolve) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut rest = line;
    let mut plain = String::new();
    while let Some(first) = rest.chars().next() {
        let reference = reference(rest).map(|(inside, after)| (resolve(inside.trim()), after));
        let (found, after) = match reference {
            Some((Some((text, quoted)), after)) => {
                (vec![Span { text, quoted: Some(quoted), ..style.clone() }], after)
            }
            // What cannot be quoted stands as it was typed.
            Some((None, after)) => {
                plain.push_str(&rest[..rest.len() - after.len()]);
                rest = after;
                continue;
            }
            None => match marked(rest, style) {
                Some((inside, style, after)) => (self::spans(inside, &style, resolve), after),
                None => {
                    plain.push(first);
                    rest = &rest[first.len_utf8()..];
                    continue;
                }
            },
        };
        if !plain.is_empty() {
            spans.push(Span { text: std::mem::take(&mut plain), ..style.clone() });
        }
        spans.extend(found);
        rest = after;
    }
    if !plain.is_empty() {
        spans.push(Span { text: plain, ..style.clone() });
    }
    spans
}

/// The inside of the reference that the text begins with, and what comes after it.
fn reference(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("{{")?.split_once("}}").filter(|(inside, _)| !inside.trim().is_empty())
}

/// The inside of the marks that the text begins with, its style, and what comes after them.
fn marked<'a>(text: &'a str, style: &Span) -> Option<(&'a str, Span, &'a str)> {
    let (mark, style) = match text.bytes().take_while(|byte| *byte == b'*').count() {
        0 => return None,
        1 if !style.is_emphasised => ("*", Span { is_emphasised: true, ..style.clone() }),
        2.. if !style.is_strong => ("**", Span { is_strong: true, ..style.clone() }),
        _ => return None,
    };
    let inside = &text[mark.len()..];
    if inside.starts_with(char::is_whitespace) {
        return None;
    }
    let end = closing(inside, mark.len())?;
    Some((&inside[..end], style, &inside[end + mark.len()..]))
}

/// Where the mark of `width` stars closes; never inside a reference.
fn closing(inside: &str, width: usize) -> Option<usize> {
    let (mut at, mut is_after_blank) = (0, true);
    while let Some(next) = inside[at..].chars().next() {
        let run = inside[at..].bytes().take_while(|byte| *byte == b'*').count();
        match reference(&inside[at..]) {
            Some((_, after)) => at = inside.len() - after.len(),
            // Of three stars, the outer mark takes the last.
            None if run == width && !is_after_blank => return Some(at),
            None if run == 3 && !is_after_blank => return Some(at + 3 - width),
            None => at += next.len_utf8().max(run),
        }
        is_after_blank = next.is_whitespace();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let resolve = |reference: &str| {
            let quoted = Quoted { cell: "c1".into(), finding: 0, value: "n".into(), is_traced: true };
            (reference == "c1.n").then(|| ("868".into(), quoted))
        };
        let span = |span: &Span| {
            let marks = [(span.is_strong, 'b'), (span.is_emphasised, 'i'), (span.quoted.is_some(), 'n')];
            let marks: String = marks.iter().filter(|(is_set, _)| *is_set).map(|(_, mark)| *mark).collect();
            if marks.is_empty() { span.text.clone() } else { format!("<{marks} {}>", span.text) }
        };
        let block =
            |block: &Block| format!("{:?}: {}", block.kind, block.spans.iter().map(span).collect::<String>());
        parse(text, &resolve).iter().map(block).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_subset_is_read_and_everything_else_is_text() {
        let text = "# Review\n\nThe **best** {{c1.n}} of *all*\nstay.\n- one\n- two\n1. first\n<b>2 * 3</b> {{c9.x}}";
        assert_eq!(
            shown(text),
            "Heading: Review\nParagraph: The <b best> <n 868> of <i all>\nstay.\nItem: one\nItem: two\n\
             Numbered: first\nParagraph: <b>2 * 3</b> {{c9.x}}"
        );
        assert_eq!(shown("#hash **open\n\n\n"), "Paragraph: #hash **open");
    }

    #[test]
    fn references_stand_inside_marks_and_stars_between_blanks_are_stars() {
        let line = |text: &str| shown(text).replace("Paragraph: ", "");
        assert_eq!(line("**{{c1.n}}**"), "<bn 868>");
        assert_eq!(line("**all {{c1.n}} of *them***."), "<b all ><bn 868><b  of ><bi them>.");
        assert_eq!(line("*a **b** c* 王**好**王"), "<i a ><bi b><i  c> 王<b 好>王");
        assert_eq!(line("***both***"), "<bi both>");
        assert_eq!(line("**{{c9.x}}**"), "<b {{c9.x}}>");
        // A star inside a reference closes nothing.
        assert_eq!(line("*a {{c1*n}} b*"), "<i a {{c1*n}} b>");
        for plain in ["2 * 3 * 4", "a ** b ** c", "* *", "****", "**", "*a", "**a b", "a {{}} {{ b"] {
            let text = line(&format!("x {plain}"));
            assert_eq!(text, format!("x {plain}"));
        }
    }
}
