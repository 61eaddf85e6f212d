//! Excel workbooks: one sheet as text, read on like any other file.

use super::ReadOptions;
use super::container::Opened;
use super::dates;
use crate::error::{Error, Result};
use crate::table::day;
use calamine::{Data, Range, Reader, Xls, Xlsx};
use std::io::Cursor;

/// The chosen sheet, or the first one that holds anything, as CSV text. Line numbers are the sheet's row numbers.
///
/// # Errors
/// [`crate::error::Kind::Unreadable`] when the workbook is damaged, locked or empty.
pub fn open<'a>(bytes: &'a [u8], is_old: bool, options: &ReadOptions) -> Result<Opened<'a>> {
    let damaged = || Error::unreadable("ingest-workbook-damaged");
    if is_old {
        sheet(Xls::new(Cursor::new(bytes)).map_err(|_| damaged())?, options)
    } else {
        sheet(Xlsx::new(Cursor::new(bytes)).map_err(|_| damaged())?, options)
    }
}

fn sheet<'b, 'a, R: Reader<Cursor<&'a [u8]>>>(mut workbook: R, options: &ReadOptions) -> Result<Opened<'b>> {
    let parts = workbook.sheet_names();
    let wanted = options.part.as_ref().filter(|part| parts.contains(part));
    let candidates: Vec<&String> = wanted.into_iter().chain(&parts).collect();
    for part in candidates {
        let Ok(range) = workbook.worksheet_range(part) else { continue };
        if range.is_empty() {
            continue;
        }
        let options = ReadOptions {
            encoding: Some("utf-8".to_owned()),
            delimiter: Some(",".to_owned()),
            quote: Some('"'),
            ..options.clone()
        };
        let bytes = text(&range)?.into();
        return Ok(Opened { bytes, options, part: Some(part.clone()), parts });
    }
    Err(Error::unreadable("ingest-workbook-empty"))
}

fn text(range: &Range<Data>) -> Result<Vec<u8>> {
    let mut text = vec![b'\n'; range.start().map_or(0, |(row, _)| row as usize)];
    let failed = |error: csv::Error| Error::internal(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in range.rows() {
        writer.write_record(row.iter().map(cell)).map_err(failed)?;
    }
    text.extend(writer.into_inner().map_err(|error| Error::internal(error.to_string()))?);
    Ok(text)
}

/// A cell as a person would have typed it into a text file, on one line.
fn cell(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text.replace(['\n', '\r'], " ")
        }
        Data::Int(value) => value.to_string(),
        Data::Float(value) => value.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::Error(error) => error.to_string(),
        Data::DateTime(time) => match dates::excel_serial(time.as_f64()) {
            Some((date, 0)) if time.is_datetime() => day::iso(date),
            Some((date, seconds)) if time.is_datetime() => {
                day::iso_time(i64::from(date) * 86_400 + i64::from(seconds))
            }
            // A clock time alone is a fraction of a day.
            _ if (0.0..1.0).contains(&time.as_f64()) => {
                day::iso_time(libm::round(time.as_f64() * 86_400.0) as i64)[11..].to_owned()
            }
            _ => time.as_f64().to_string(),
        },
    }
}
