//! From the rows as text to the typed table, its profile and its notes.

use super::block::Block;
use super::dates;
use super::infer::{Candidate, Context, Guess};
use super::numbers;
use super::reader::{Reader, note};
use super::store::Store;
use super::{Profile, Read, RowClass, Shape, rows};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::order::Arrange;
use crate::table::{Column, Data, Table, Validity};
use std::collections::HashSet;

/// Names of the columns: the header made unique, `col3` where it is empty or missing.
pub fn names(block: &Block, n_columns: usize) -> Vec<String> {
    if block.shape == Shape::Baskets {
        return vec!["item".to_owned()];
    }
    let mut used = HashSet::new();
    (0..n_columns)
        .map(|i| {
            let header = block.header.get(i).map_or("", |cell| cell.trim());
            let name = if header.is_empty() { format!("col{}", i + 1) } else { header.to_owned() };
            let mut unique = name.clone();
            let mut n = 2;
            while !used.insert(unique.clone()) {
                unique = format!("{name} ({n})");
                n += 1;
            }
            unique
        })
        .collect()
}

/// Takes out the rows that are no data and the columns that are no columns; gives the columns' names.
pub fn settle(reader: &mut Reader) -> Vec<String> {
    let store = &mut reader.store;
    if reader.plan.block.shape == Shape::Table {
        let classes = rows::classify(store, &reader.part.kept(&reader.plan.block.header));
        if !classes.is_empty() {
            let mut keep = vec![true; store.n_rows()];
            for (row_idx, class) in classes {
                keep[row_idx] = false;
                reader.asides.count(class, 1);
                let reason = match class {
                    RowClass::RepeatedHeader => "repeated_header",
                    RowClass::RepeatedTable => "repeated_table",
                    RowClass::Total => "total",
                    _ => "footer",
                };
                let delimiter = &reader.plan.dialect.delimiter;
                reader
                    .asides
                    .add(reason, "set_aside", store.lines[row_idx], None, || store.raw(row_idx, delimiter));
            }
            store.retain(&keep);
        }
        reader.asides.count(RowClass::Data, store.n_rows() as u32);
        if !reader.part.columns().is_empty() {
            return reader.part.kept(&names(&reader.plan.block, reader.plan.block.width));
        }
        drop_empty_columns(store, &reader.plan.block);
    }
    names(&reader.plan.block, reader.store.columns.len())
}

/// A column without a name and without a value comes from a delimiter at the line's end.
fn drop_empty_columns(store: &mut Store, block: &Block) {
    while store.columns.len() > 1 {
        let i = store.columns.len() - 1;
        let has_name = block.header.get(i).is_some_and(|name| !name.trim().is_empty());
        let is_empty = store.columns[i].n_distinct() == 0
            || store.columns[i].n_distinct() == 1 && store.columns[i].str(0).trim().is_empty();
        if block.n_header == 0 || has_name || !is_empty {
            break;
        }
        store.columns.pop();
    }
}

/// Types the columns.
pub fn read(mut reader: Reader) -> Result<Read> {
    let names = settle(&mut reader);
    if reader.store.n_rows() == 0 && reader.plan.block.header.is_empty() {
        return Err(Error::unreadable("ingest-no-rows").in_file(&reader.name));
    }
    let mut notes = notes_before(&reader, &names);
    let store = std::mem::take(&mut reader.store);
    let lines = store.lines;
    let mut context = context(&reader);
    let mut candidates: Vec<Candidate> = store
        .columns
        .into_iter()
        .zip(names)
        .map(|(builder, name)| {
            let chosen = reader.options.columns.iter().find(|chosen| chosen.name == name).cloned();
            Candidate::new(name, builder, chosen)
        })
        .collect();
    for candidate in &candidates {
        candidate.tell(&mut context);
    }
    for candidate in &mut candidates {
        candidate.decide(&context, &mut notes);
    }
    let roc = candidates.iter().filter(|candidate| candidate.is_roc());
    reader.roc = roc.map(|candidate| candidate.name.clone()).collect();
    let columns = finish_columns(candidates, &lines, &mut reader, &mut notes);
    let mut table = Table { name: reader.name.clone(), columns, n_rows: lines.len(), lines };
    if reader.plan.block.shape == Shape::Baskets {
        let mantissa = table.lines.iter().map(|&line| i64::from(line)).collect();
        table.columns.insert(0, Column::new("basket", Data::Decimal { mantissa, scale: 0 }, Validity::all()));
    }
    notes_after(&reader, &table, &mut notes);
    let profile = Profile::of(&reader);
    let mut set_aside = reader.asides.list;
    set_aside.arrange_by_key(|aside| aside.line);
    Ok(Read { table, profile, set_aside, notes })
}

/// Converts the columns; a column of clock times beside a column of dates is joined to it.
fn finish_columns(
    candidates: Vec<Candidate>,
    lines: &[u32],
    reader: &mut Reader,
    notes: &mut Vec<Message>,
) -> Vec<Column> {
    let clock_of: Vec<Option<usize>> = (0..candidates.len())
        .map(|i| {
            let is_clock =
                |j: usize| candidates.get(j).is_some_and(|candidate| candidate.guess == Guess::Clock);
            let j = [i + 1, i.wrapping_sub(1)].into_iter().find(|&j| is_clock(j))?;
            candidates[i].is_plain_date().then_some(j)
        })
        .collect();
    let mut clocks: Vec<Option<Vec<Option<i32>>>> = Vec::new();
    for (i, clock) in clock_of.iter().enumerate() {
        clocks.push(clock.and_then(|j| candidates[j].clocks()));
        if let Some(j) = *clock {
            notes.push(
                note("time-joined").text("date", &candidates[i].name).text("time", &candidates[j].name),
            );
        }
    }
    let refunds: Vec<Column> = candidates.iter().filter_map(Candidate::refunds).collect();
    for column in &refunds {
        notes.push(note("refund-split").text("column", &column.name));
        reader.derived.push(column.name.clone());
    }
    let currencies: Vec<Column> = candidates.iter().filter_map(Candidate::mixed_currencies).collect();
    for column in &currencies {
        notes.push(note("mixed-currencies").text("column", &column.name));
        reader.derived.push(column.name.clone());
    }
    let named = reader.preamble.iter().find_map(|line| numbers::currency_in(line)).unwrap_or_default();
    let columns = candidates.into_iter().zip(clocks).map(|(candidate, clocks)| {
        let column = candidate.finish(lines, clocks.as_deref(), &mut reader.asides);
        let is_plain = column.is_number() && column.currency.is_empty();
        if is_plain { column.with_currency(named) } else { column }
    });
    columns.chain(refunds).chain(currencies).collect()
}

fn context(reader: &Reader) -> Context {
    let mut context = Context::default();
    let around = reader.preamble.iter().map(String::as_str).chain([reader.name.as_str()]);
    for text in around {
        context.years.extend(years(text));
        context.last_day = context.last_day.max(dates::latest_in(text));
        context.is_taiwanese |= ["民國", "NT$", "統一編號", "門市"].iter().any(|word| text.contains(word));
    }
    let header = &reader.plan.block.header;
    context.is_english = header.iter().all(|name| name.is_ascii());
    context.is_taiwanese |= reader.decoder.choice.encoding == encoding_rs::BIG5
        || header.iter().any(|name| {
            ["統一編號", "統編", "發票號碼", "民國", "總價元"].iter().any(|word| name.contains(word))
        });
    context
}

/// Four-digit years in a text.
fn years(text: &str) -> Vec<i32> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| match digits.len() {
            4 => digits.parse().ok(),
            8 => digits[..4].parse().ok(),
            _ => None,
        })
        .filter(|year| (1990..=2100).contains(year))
        .collect()
}

/// What is doubtful before the types are known.
fn notes_before(reader: &Reader, names: &[String]) -> Vec<Message> {
    let mut notes = Vec::new();
    let block = &reader.plan.block;
    if block.shape == Shape::Baskets {
        notes.push(note("baskets"));
        return notes;
    }
    if block.master.is_some() {
        notes.push(note("master-detail"));
    } else if block.header_line.is_none() {
        notes.push(note(if block.is_doubtful { "header-doubtful-none" } else { "header-none" }));
    } else if block.is_doubtful {
        notes.push(note("header-doubtful").text("header", block.header.join(&reader.plan.dialect.delimiter)));
    }
    let n_names = block.header.iter().filter(|name| !name.trim().is_empty()).count();
    let header = reader.part.kept(&block.header);
    if block.header_line.is_some() && block.header.len() < names.len() {
        notes.push(note("header-short").count("names", n_names).count("width", names.len()));
    }
    if reader.plan.uniformity < 0.5 && reader.plan.block.width > 1 {
        notes.push(note("ragged-file").count("width", block.width));
    }
    let renamed: Vec<String> = names
        .iter()
        .zip(&header)
        .filter(|(name, header)| !header.trim().is_empty() && name.as_str() != header.trim())
        .map(|(name, _)| name.clone())
        .collect();
    if !renamed.is_empty() {
        notes.push(note("renamed").with("columns", crate::message::Value::List(renamed)));
    }
    notes
}

fn notes_after(reader: &Reader, table: &Table, notes: &mut Vec<Message>) {
    let asides = &reader.asides;
    for (reason, key) in [
        ("bad_bytes", "bad-bytes"),
        ("nul", "nul"),
        ("unclosed_quote", "unclosed-quote"),
        ("text_after_quote", "text-after-quote"),
        ("too_many_cells", "too-many-cells"),
        ("too_few_cells", "too-few-cells"),
        ("sci_id", "sci-id"),
        ("bad_number", "bad-number"),
        ("bad_date", "bad-date"),
        ("total", "total"),
        ("repeated_header", "repeated-header"),
        ("repeated_table", "repeated-table"),
        ("realigned", "realigned"),
    ] {
        let n = asides.n(reason);
        if n > 0 {
            let first =
                asides.list.iter().filter(|aside| aside.reason == reason).map(|aside| aside.line).min();
            notes.push(note(key).count("n", n as usize).count("line", first.unwrap_or(0) as usize));
        }
    }
    if reader.decoder.had_errors {
        notes.push(
            note("undecodable").text("encoding", super::encoding::label(reader.decoder.choice.encoding)),
        );
    }
    if reader.is_partial {
        notes.push(note("partial").count("n", table.n_rows));
    }
    if let Some(sample) = reader.options.customers.as_ref().filter(|_| reader.part.is_sample()) {
        let n = asides.classes.get(&RowClass::NotDrawn).copied().unwrap_or(0);
        let drawn = note("customers-drawn").text("column", &sample.column).count("k", sample.one_in as usize);
        notes.push(drawn.count("n", n as usize));
    }
    let n_left = reader.plan.block.width.saturating_sub(reader.part.columns().len());
    if !reader.part.columns().is_empty() && n_left > 0 {
        notes.push(note("columns-left").count("n", n_left));
    }
}
