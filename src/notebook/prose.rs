//! Text cells: the reader's own words in a subset of Markdown, with references such as `{{c3.share}}` to numbers of
//! results. Plain data comes out; nothing of it is ever read as HTML.

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

/// What a reference says now; nothing when there is no such number.
fn quoted(session: &Session, reference: &str, words: &Catalogue) -> Option<(String, Quoted)> {
    let (cell, value) = reference.split_once('.')?;
    let (stored, _) = session.result(cell, &session.keys())?;
    let findings = &stored.outcome.as_ref().ok()?.report.findings;
    findings.iter().enumerate().find_map(|(i, finding)| {
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
        let spans = spans(rest, resolve);
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

/// `**strong**`, `*emphasised*`, `{{reference}}`. A mark without its partner is a character like others.
fn spans(line: &str, resolve: Resolve) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut rest = line;
    let mut plain = String::new();
    while let Some(first) = rest.chars().next() {
        let pair = [("**", "**"), ("{{", "}}"), ("*", "*")].into_iter().find_map(|(open, close)| {
            let (inside, after) = rest.strip_prefix(open)?.split_once(close)?;
            (!inside.trim().is_empty()).then_some((open, inside, after))
        });
        let Some((open, inside, after)) = pair else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let span = match open {
            "{{" => match resolve(inside.trim()) {
                Some((text, quoted)) => Span { text, quoted: Some(quoted), ..Span::default() },
                None => Span { text: format!("{{{{{inside}}}}}"), ..Span::default() },
            },
            open => Span {
                text: inside.to_owned(),
                is_strong: open == "**",
                is_emphasised: open == "*",
                quoted: None,
            },
        };
        if !plain.is_empty() {
            spans.push(Span { text: std::mem::take(&mut plain), ..Span::default() });
        }
        spans.push(span);
        rest = after;
    }
    if !plain.is_empty() {
        spans.push(Span { text: plain, ..Span::default() });
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let resolve = |reference: &str| {
            let quoted = Quoted { cell: "c1".into(), finding: 0, value: "n".into(), is_traced: true };
            (reference == "c1.n").then(|| ("868".into(), quoted))
        };
        let span = |span: &Span| match (span.is_strong, span.is_emphasised, &span.quoted) {
            (true, ..) => format!("<b {}>", span.text),
            (_, true, _) => format!("<i {}>", span.text),
            (.., Some(_)) => format!("<n {}>", span.text),
            _ => span.text.clone(),
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
}
