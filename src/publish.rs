//! The report as one HTML file without any script: sentences, charts as SVG, tables, methods, what was left out.
//!
//! It holds results only, never rows of the user's file; tables about single customers are left out unless asked for,
//! and masked then when the notebook hides names.

use crate::analysis::Done;
use crate::draw;
use crate::message::{Message, Value};
use crate::notebook::export::{self, RowsWanted};
use crate::notebook::prose::{self, Block, BlockKind};
use crate::notebook::{CellSpec, Session, view};
use crate::report::text::Catalogue;
use crate::report::{Report, TableColumn, TableSpec};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Also tables with one row a customer.
    pub with_customers: bool,
    /// For whom the report is made, on top of it.
    pub client: String,
    /// The client's sign: a PNG as a `data:` address. Anything else is left out.
    pub logo: String,
}

/// Rows of a table that are printed; the rest is counted.
const MOST_ROWS: usize = 50;

/// Columns of a table that paper has room for; the rest is counted.
const MOST_COLUMNS: usize = 9;

/// 174 mm at 96 pixels an inch: labels of 12 pixels are 9 points on paper.
const WIDTH: f64 = 658.0;

const STYLE: &str = include_str!("publish.css");

/// The whole notebook as a report.
pub fn html(session: &Session, options: &Options, words: &Catalogue) -> String {
    let document = session.document();
    let keys = session.keys();
    let outcome = |cell: &CellSpec| {
        let (stored, _) = session.result(&cell.id, &keys)?;
        stored.outcome.as_deref().ok()
    };
    let done: Vec<(&CellSpec, &Done)> =
        document.cells.iter().filter_map(|cell| Some((cell, outcome(cell)?))).collect();
    let title = if document.title.is_empty() { say(words, "report-title") } else { document.title.clone() };
    let mut page = String::new();
    let head = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        words.language.tag(),
        escape(&title)
    );
    page += &head;
    page += "<header>";
    if is_png(&options.logo) {
        let _ = write!(page, "<img class=\"logo\" alt=\"\" src=\"{}\">", options.logo);
    }
    if !options.client.is_empty() {
        let _ = write!(page, "<p class=\"client\">{}</p>", escape(&options.client));
    }
    let _ = write!(page, "<h1>{}</h1>\n<ul class=\"files\">", escape(&title));
    for source in &document.sources {
        let n_rows = session.loaded(&source.id).map_or(0, |loaded| loaded.table.n_rows);
        let line = Message::new("report-file").text("name", &source.expect.name).count("n", n_rows);
        let _ = write!(page, "<li>{}</li>", escape(&words.text(&line)));
    }
    page += "</ul>\n";
    let with_base = done.iter().find(|(_, done)| done.report.base.is_some());
    if let Some(base) =
        with_base.and_then(|(cell, done)| view::base_text(session, &cell.id, &done.report, words))
    {
        let _ = writeln!(page, "<p class=\"base\">{}</p>", escape(&base));
    }
    page += "<ol class=\"brief\">";
    for sentence in done.iter().filter_map(|(cell, done)| headline(cell, &done.report, words)).take(3) {
        let _ = write!(page, "<li>{}</li>", escape(&sentence));
    }
    page += "</ol></header>\n";
    let is_masked = document.settings.mask_names;
    for cell in &document.cells {
        if cell.kind == prose::KIND {
            prose_html(&mut page, &prose::blocks(session, cell, words));
        } else if let Some(done) = outcome(cell) {
            let base = view::base_text(session, &cell.id, &done.report, words);
            section(&mut page, cell, &done.report, base, options.with_customers, is_masked, words);
        }
    }
    for chapter in appendix(session, words) {
        let _ = writeln!(page, "<section class=\"appendix\">\n<h2>{}</h2>", escape(&chapter.title));
        for Line { term, text } in &chapter.lines {
            let _ = match (term.is_empty(), text.is_empty()) {
                (false, true) => writeln!(page, "<h3>{}</h3>", escape(term)),
                (true, _) => writeln!(page, "<p>{}</p>", escape(text)),
                _ => writeln!(page, "<p><b>{}</b> {}</p>", escape(term), escape(text)),
            };
        }
        page += "</section>\n";
    }
    let made = Message::new("report-made").with("version", Value::Text(env!("CARGO_PKG_VERSION").into()));
    let _ = writeln!(page, "<footer>{}</footer>", escape(&words.text(&made)));
    page += "</main>\n</body>\n</html>\n";
    page
}

fn is_png(address: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let picture = address.strip_prefix("data:image/png;base64,");
    picture.is_some_and(|letters| !letters.is_empty() && letters.bytes().all(is_letter))
}

/// The sentence on top of a cell: the reader's own, else the calculated one.
fn headline(cell: &CellSpec, report: &Report, words: &Catalogue) -> Option<String> {
    let first = report.findings.first()?;
    Some(if cell.sentence.is_empty() { words.text(&first.message) } else { cell.sentence.clone() })
}

/// A text of the reader's.
fn prose_html(page: &mut String, blocks: &[Block]) {
    if blocks.is_empty() {
        return;
    }
    page.push_str("<section class=\"prose\">\n");
    for run in blocks.chunk_by(|a, b| a.kind == b.kind) {
        let (tag, list) = match run[0].kind {
            BlockKind::Heading => ("h3", ""),
            BlockKind::Paragraph => ("p", ""),
            BlockKind::Item => ("li", "ul"),
            BlockKind::Numbered => ("li", "ol"),
        };
        let mark = |slash: &str| if list.is_empty() { String::new() } else { format!("<{slash}{list}>\n") };
        page.push_str(&mark(""));
        for block in run {
            let _ = write!(page, "<{tag}>");
            for span in &block.spans {
                let text = escape(&span.text).replace('\n', "<br>");
                let _ = match (span.is_strong || span.quoted.is_some(), span.is_emphasised) {
                    (true, true) => write!(page, "<b><em>{text}</em></b>"),
                    (true, false) => write!(page, "<b>{text}</b>"),
                    (false, true) => write!(page, "<em>{text}</em>"),
                    (false, false) => write!(page, "{text}"),
                };
            }
            let _ = writeln!(page, "</{tag}>");
        }
        page.push_str(&mark("/"));
    }
    page.push_str("</section>\n");
}

fn section(
    page: &mut String,
    cell: &CellSpec,
    report: &Report,
    base: Option<String>,
    with_customers: bool,
    is_masked: bool,
    words: &Catalogue,
) {
    let _ = write!(page, "<section>\n<h2>{}</h2>\n", escape(&view::kind_text(words, &cell.kind, "question")));
    if let Some(sentence) = headline(cell, report, words) {
        let _ = writeln!(page, "<p class=\"headline\">{}</p>", escape(&sentence));
    }
    if !cell.sentence.is_empty() {
        let _ = writeln!(page, "<p class=\"note\">{}</p>", escape(&say(words, "report-edited")));
    }
    if let Some(base) = base {
        let _ = writeln!(page, "<p class=\"base\">{}</p>", escape(&base));
    }
    let options = draw::Options {
        width: WIDTH,
        theme: draw::Theme::Print,
        language: words.language,
        has_words: false,
        ..draw::Options::default()
    };
    for (at, chart) in report.charts.iter().enumerate() {
        let Ok(svg) = draw::svg(chart, &options, words) else { continue };
        // The first picture belongs to the sentence and the base above it.
        let title = if at > 0 { words.text(&chart.title) } else { String::new() };
        let subtitle = Some(&chart.subtitle).filter(|subtitle| Some(*subtitle) != report.base.as_ref());
        let subtitle = subtitle.map_or(String::new(), |subtitle| words.text(subtitle));
        let (title, subtitle) = (escape(&title), escape(&subtitle));
        let _ = writeln!(page, "<figure><figcaption><b>{title}</b> {subtitle}</figcaption>{svg}</figure>");
    }
    for finding in report.findings.iter().skip(1) {
        let _ = writeln!(page, "<p class=\"finding\">{}</p>", escape(&words.text(&finding.message)));
    }
    if let Some(checked) = report.checked.as_ref().filter(|_| cell.sentence.is_empty()) {
        let _ = writeln!(page, "<p class=\"checked\">{}</p>", escape(&words.text(&checked.message)));
    }
    for note in &report.notes {
        let _ = writeln!(page, "<p class=\"note\">{}</p>", escape(&words.text(note)));
    }
    if !cell.note.is_empty() {
        let note = escape(&cell.note).replace('\n', "<br>");
        let _ = writeln!(page, "<p class=\"own\">{note}</p>");
    }
    for table in report.tables.iter().filter(|table| with_customers || !table.is_personal) {
        table_html(page, table, is_masked, words);
    }
    page.push_str("</section>\n");
}

/// Numbers stand on the right, their heads too.
fn class(column: &TableColumn) -> &'static str {
    if column.cells.is_text() { "" } else { " class=\"n\"" }
}

fn table_html(page: &mut String, table: &TableSpec, is_masked: bool, words: &Catalogue) {
    let n_rows = table.n_rows();
    let wanted = RowsWanted { limit: MOST_ROWS, is_masked, ..RowsWanted::default() };
    let _ = write!(
        page,
        "<details><summary>{}</summary>\n<table>\n<thead><tr>",
        escape(&words.text(&table.title))
    );
    // Beside a segment's name stands its id, for programs.
    let is_shown = |column: &&TableColumn| column.key != "segment_id";
    for column in table.columns.iter().filter(is_shown) {
        let label = escape(&words.text(&column.label));
        let _ = write!(page, "<th scope=\"col\"{}>{label}</th>", class(column));
    }
    page.push_str("</tr></thead>\n");
    for row in export::rows(table, &wanted, words).rows {
        page.push_str("<tr>");
        for (cell, column) in row.iter().zip(&table.columns).filter(|(_, column)| is_shown(column)) {
            let _ = write!(page, "<td{}>{}</td>", class(column), escape(cell));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</table>\n");
    if n_rows > MOST_ROWS {
        let shown = Message::new("report-shown").count("n", MOST_ROWS).count("all", n_rows);
        let _ = writeln!(page, "<p class=\"note\">{}</p>", escape(&words.text(&shown)));
    }
    if table.columns.len() > MOST_COLUMNS {
        let shown = Message::new("report-columns").count("n", MOST_COLUMNS).count("all", table.columns.len());
        let _ = writeln!(page, "<p class=\"note paper\">{}</p>", escape(&words.text(&shown)));
    }
    page.push_str("</details>\n");
}

/// A part of what stands at the end, on paper and in the report.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Chapter {
    pub title: String,
    pub lines: Vec<Line>,
}

/// A term and what is said of it; a heading has no text, a plain line no term.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Line {
    pub term: String,
    pub text: String,
}

/// Terms explained, and the kinds of cells that use them; without kinds, always.
const TERMS: [(&str, &[&str]); 8] = [
    ("net", &[]),
    ("rfm", &["rfm", "clusters", "features"]),
    ("cohort", &["cohorts"]),
    ("lift", &["rules", "sequences"]),
    ("silhouette", &["clusters"]),
    ("value", &["clv", "whatif"]),
    ("interval", &[]),
    ("checked", &[]),
];

/// What was left out, how each finding was made and where its numbers come from, what was run, and the terms.
pub fn appendix(session: &Session, words: &Catalogue) -> Vec<Chapter> {
    let document = session.document();
    let keys = session.keys();
    let plain = |text: String| Line { term: String::new(), text };
    let mut left_out = Vec::new();
    let mut run = Vec::new();
    for source in &document.sources {
        let Ok(loaded) = session.loaded(&source.id) else { continue };
        let name = &source.expect.name;
        left_out.extend(loaded.notes.iter().map(|note| plain(words.text(note))));
        for row in session.passport(&source.id).map(|passport| passport.left_out).unwrap_or_default() {
            left_out.push(Line { term: words.text(&row.what), text: words.text(&row.treatment) });
        }
        let aside = Message::new("report-set-aside").text("name", name).count("n", loaded.set_aside.len());
        left_out.push(plain(words.text(&aside)));
        run.push(plain(
            words.text(&Message::new("report-file").text("name", name).count("n", loaded.table.n_rows)),
        ));
    }
    let (mut methods, mut kinds) = (Vec::new(), Vec::new());
    for cell in &document.cells {
        let Some((stored, _)) = session.result(&cell.id, &keys) else { continue };
        let Ok(done) = stored.outcome.as_deref() else { continue };
        kinds.push(cell.kind.as_str());
        methods.push(Line { term: view::kind_text(words, &cell.kind, "name"), text: String::new() });
        methods.extend(done.report.method.iter().map(|line| plain(words.text(line))));
        for (at, finding) in done.report.findings.iter().enumerate() {
            // As a text cell quotes it: `c2.share`, `c2.3.share` in the third finding.
            let place = if at == 0 { String::new() } else { format!("{}.", at + 1) };
            for segment in words.segments(&finding.message) {
                let trace = finding.traces.iter().find(|(name, _)| segment.value.as_ref() == Some(name));
                let Some((name, trace)) = trace else { continue };
                let mut text = format!("{}: {}", segment.text, words.text(&trace.what));
                if let Some(formula) = &trace.formula {
                    let _ = write!(text, " = {}", words.text(formula));
                }
                methods.push(Line { term: format!("{}.{place}{name}", cell.id), text });
            }
        }
    }
    let settings =
        Message::new("report-settings").count("n", kinds.len()).text("version", env!("CARGO_PKG_VERSION"));
    run.push(plain(words.text(&settings)));
    if let Some(seed) = document.settings.seed {
        run.push(plain(words.text(&Message::new("report-seed").text("seed", seed.to_string()))));
    }
    if let Some(day) = &document.settings.as_of {
        run.push(plain(words.text(&Message::new("report-as-of").text("day", day))));
    }
    let terms = TERMS
        .iter()
        .filter(|(_, of)| of.is_empty() || of.iter().any(|kind| kinds.contains(kind)))
        .map(|(term, _)| Line {
            term: words.text(&Message::new(format!("report-term-{term}"))),
            text: words.text(&Message::new(format!("report-about-{term}"))),
        });
    let terms = terms.collect();
    [("left-out", left_out), ("methods", methods), ("run", run), ("terms", terms)]
        .into_iter()
        .filter(|(_, lines): &(_, Vec<Line>)| !lines.is_empty())
        .map(|(key, lines)| Chapter { title: words.text(&Message::new(format!("report-{key}"))), lines })
        .collect()
}

fn say(words: &Catalogue, key: &'static str) -> String {
    words.text(&Message::new(key))
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            other => out.push(other),
        }
    }
    out
}
