//! Everything a cell says exists in every language and fits its data.

use regulars::analysis::{self, Control, Done, LabelValues};
use regulars::message::{Message, Value};
use regulars::report::chart::{Layer, Scale};
use regulars::report::table::{Cells, RowKind};
use regulars::report::text::{Catalogue, Language};

/// Every message of a result, with those inside.
fn messages(done: &Done) -> Vec<Message> {
    let report = &done.report;
    let mut all: Vec<Message> = Vec::new();
    for finding in &report.findings {
        all.push(finding.message.clone());
        for (name, trace) in &finding.traces {
            assert!(finding.message.get(name).is_some(), "{}: no value {name}", finding.message.key);
            all.push(trace.what.clone());
            all.extend(trace.formula.clone());
        }
    }
    all.extend(report.base.clone());
    all.extend(report.notes.clone());
    all.extend(report.method.clone());
    all.extend(report.checked.as_ref().map(|checked| checked.message.clone()));
    for chart in &report.charts {
        all.extend([&chart.title, &chart.subtitle, &chart.description].map(Clone::clone));
        for axis in [&chart.x, &chart.y] {
            all.push(axis.label.clone());
            if let Scale::Band(names) = &axis.scale {
                all.extend(names.clone());
            }
        }
        for layer in &chart.layers {
            all.extend(words_of(layer));
        }
        for details in &chart.details {
            all.extend(details.words.clone());
        }
    }
    for table in &report.tables {
        all.push(table.title.clone());
        let n = table.n_rows();
        for column in &table.columns {
            assert_eq!(column.cells.len(), n, "{}/{}", table.id, column.key);
            all.push(column.label.clone());
            if let Cells::Message(cells) = &column.cells {
                all.extend(cells.clone());
            }
        }
        match &table.rows {
            RowKind::Plain | RowKind::Traced => {}
            RowKind::Customers(rows) => assert_eq!(rows.len(), n, "{}", table.id),
            RowKind::CustomerGroups(rows) => {
                assert_eq!(rows.len(), n, "{}", table.id);
            }
        }
    }
    for labels in &done.labels {
        all.push(labels.title.clone());
        if let LabelValues::Class { names, codes } = &labels.values {
            assert!(codes.iter().flatten().all(|&code| (code as usize) < names.len()));
            all.extend(names.clone());
        }
    }
    all
}

fn words_of(layer: &Layer) -> Vec<Message> {
    match layer {
        Layer::Line { name, x, y, .. } => {
            assert_eq!(x.len(), y.len());
            vec![name.clone()]
        }
        Layer::Area { name, x, low, high, .. } => {
            assert!(x.len() == low.len() && x.len() == high.len());
            assert!(low.iter().zip(high).all(|(low, high)| low <= high));
            vec![name.clone()]
        }
        Layer::Bars { name, at, value, base, .. } => {
            assert!(at.len() == value.len() && (base.is_empty() || base.len() == at.len()));
            vec![name.clone()]
        }
        Layer::Points { name, x, y, group_names, .. } => {
            assert_eq!(x.len(), y.len());
            group_names.iter().chain([name]).cloned().collect()
        }
        Layer::Intervals { at, low, high, .. } => {
            assert!(at.len() == low.len() && at.len() == high.len());
            Vec::new()
        }
        Layer::Heat { name, n_columns, value, text, .. } => {
            assert_eq!(value.len(), text.len());
            assert!(*n_columns > 0 && value.len().is_multiple_of(*n_columns as usize));
            assert!(value.iter().flatten().all(|shade| (0.0..=1.0).contains(shade)));
            text.iter().chain([name]).cloned().collect()
        }
        Layer::Treemap { label, detail, .. } | Layer::Rects { label, detail, .. } => {
            label.iter().chain(detail).cloned().collect()
        }
        Layer::Segments { .. } => Vec::new(),
        Layer::RuleX { label, .. } | Layer::RuleY { label, .. } | Layer::Note { label, .. } => {
            vec![label.clone()]
        }
    }
}

fn nested(message: &Message, found: &mut Vec<Message>) {
    found.push(message.clone());
    for (_, value) in &message.values {
        match value {
            Value::Message(inside) => nested(inside, found),
            Value::Count(n)
            | Value::Number(n, _)
            | Value::Share(n)
            | Value::Money(n, _)
            | Value::ShortMoney(n, _)
            | Value::Duration(n) => assert!(n.is_finite(), "{message:?}"),
            _ => {}
        }
    }
}

/// Checks a result in all three languages and gives its sentences in one of them: findings, check, notes.
pub fn sayable(done: &Done, language: Language) -> Vec<String> {
    let mut all = Vec::new();
    for message in messages(done) {
        nested(&message, &mut all);
    }
    for language in Language::ALL {
        let catalogue = Catalogue::new(language);
        for message in all.iter().filter(|message| !message.key.is_empty()) {
            assert!(catalogue.has(&message.key), "{} is missing in {}", message.key, language.tag());
            let text = catalogue.text(message);
            assert!(!text.contains("{$") && !text.contains("{ $"), "{}: {text}", message.key);
            assert!(!text.contains("period-") && !text.contains("NaN"), "{}: {text}", message.key);
        }
    }
    let catalogue = Catalogue::new(language);
    let report = &done.report;
    let findings = report.findings.iter().map(|finding| &finding.message);
    let checked = report.checked.iter().map(|checked| &checked.message);
    findings.chain(&report.base).chain(checked).chain(&report.notes).map(|m| catalogue.text(m)).collect()
}

/// Name, question, and the label and help of every field of a kind, with its options.
pub fn form_is_worded(kind: &str) {
    let registered = analysis::find(kind).unwrap();
    let mut keys = vec![format!("{kind}-name"), format!("{kind}-question")];
    for field in registered.fields {
        let (key, _) = field.words(kind);
        if let Control::Choice { options, default } = field.control {
            assert!(options.contains(&default));
            keys.extend(options.iter().map(|option| format!("{key}-{option}")));
        }
        keys.push(format!("{key}-help"));
        keys.push(key);
    }
    for language in Language::ALL {
        let catalogue = Catalogue::new(language);
        for key in &keys {
            assert!(catalogue.has(key), "{key} is missing in {}", language.tag());
        }
    }
    // Every field is a parameter.
    let defaults = registered.defaults();
    for field in registered.fields {
        assert!(defaults.get(field.name).is_some(), "{kind}: {} is no parameter", field.name);
    }
}
