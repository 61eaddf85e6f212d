//! What the bytes are when they are no text table: workbooks and archives are opened, the rest is refused by name.

use super::encoding::Sample;
use super::{ReadOptions, workbook};
use crate::error::{Error, Result};
use std::borrow::Cow;
use std::io::{Cursor, Read};

/// Unpacked text larger than this is refused: archives can hide any amount.
const MAX_UNPACKED: u64 = 1 << 31;
const GZIP: &[u8] = b"\x1F\x8B";
const ZIP: &[u8] = b"PK\x03\x04";
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// A file's text, taken out of its container.
pub struct Opened<'a> {
    pub bytes: Cow<'a, [u8]>,
    pub options: ReadOptions,
    /// Sheets of a workbook, entries of an archive.
    pub parts: Vec<String>,
    /// The one that was read.
    pub part: Option<String>,
}

/// Whether the file must be whole before it can be read.
pub fn is_container(head: &[u8]) -> bool {
    [GZIP, ZIP, OLE].iter().any(|signature| head.starts_with(signature))
}

/// Opens a workbook or an archive; anything else is handed back as it is.
///
/// # Errors
/// [`crate::error::Kind::Unreadable`] when the container is damaged, locked or empty.
pub fn open<'a>(bytes: &'a [u8], options: &ReadOptions) -> Result<Opened<'a>> {
    if bytes.starts_with(GZIP) {
        let mut text = Vec::new();
        let decoder = flate2::read::MultiGzDecoder::new(bytes);
        decoder
            .take(MAX_UNPACKED)
            .read_to_end(&mut text)
            .map_err(|_| Error::unreadable("ingest-archive-damaged"))?;
        return Ok(Opened { bytes: text.into(), options: options.clone(), parts: Vec::new(), part: None });
    }
    if bytes.starts_with(OLE) {
        return workbook::open(bytes, true, options);
    }
    if bytes.starts_with(ZIP) {
        return unzip(bytes, options);
    }
    Ok(Opened { bytes: bytes.into(), options: options.clone(), parts: Vec::new(), part: None })
}

fn unzip<'a>(bytes: &'a [u8], options: &ReadOptions) -> Result<Opened<'a>> {
    let damaged = || Error::unreadable("ingest-archive-damaged");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let names: Vec<String> = archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).collect();
    if names.iter().any(|name| name == "xl/workbook.xml") {
        return workbook::open(bytes, false, options);
    }
    if names
        .iter()
        .any(|name| name == "xl/workbook.bin" || name == "content.xml" || name == "word/document.xml")
    {
        return Err(Error::unreadable("ingest-is-document"));
    }
    let is_part =
        |name: &String| !name.ends_with('/') && !name.starts_with("__MACOSX") && !name.contains("/.");
    let mut parts: Vec<String> = names.into_iter().filter(is_part).collect();
    parts.sort();
    let chosen = options.part.as_ref().and_then(|part| parts.iter().find(|name| *name == part));
    let is_table =
        |name: &&String| [".csv", ".tsv", ".txt"].iter().any(|end| name.to_lowercase().ends_with(end));
    let part: Option<&String> = chosen.or(parts.iter().find(is_table)).or(parts.first());
    let part = part.cloned().ok_or_else(|| Error::unreadable("ingest-archive-empty"))?;
    let mut text = Vec::new();
    let entry = archive.by_name(&part).map_err(|_| Error::unreadable("ingest-archive-locked"))?;
    entry.take(MAX_UNPACKED).read_to_end(&mut text).map_err(|_| damaged())?;
    Ok(Opened { bytes: text.into(), options: options.clone(), parts, part: Some(part) })
}

/// Signatures at the start of files that hold no table, and the message for each.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF", "ingest-is-pdf"),
    (b"\x89PNG", "ingest-is-picture"),
    (b"\xFF\xD8\xFF", "ingest-is-picture"),
    (b"GIF8", "ingest-is-picture"),
    (b"RIFF", "ingest-is-binary"),
    (b"SQLite format 3", "ingest-is-binary"),
    (b"PAR1", "ingest-is-binary"),
    (b"\x7FELF", "ingest-is-binary"),
    (b"{\\rtf", "ingest-is-document"),
    (b"7z\xBC\xAF\x27\x1C", "ingest-is-archive"),
    (b"Rar!", "ingest-is-archive"),
    (b"\xFD7zXZ", "ingest-is-archive"),
];

/// Refuses what cannot be a table.
///
/// # Errors
/// [`crate::error::Kind::Unreadable`] with what the file is.
pub fn refuse(samples: &[Sample], n_bytes: f64) -> Result<()> {
    let head =
        samples.iter().find(|sample| sample.offset == 0.0).map_or(&[][..], |sample| sample.bytes.as_slice());
    if n_bytes == 0.0 || head.is_empty() {
        return Err(Error::unreadable("ingest-empty"));
    }
    if let Some((_, key)) = SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)) {
        return Err(Error::unreadable(*key));
    }
    let start = String::from_utf8_lossy(&head[..head.len().min(512)])
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase();
    if ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| start.starts_with(tag)) {
        return Err(Error::unreadable("ingest-is-web-page"));
    }
    // Text has hardly a control character; UTF-16 has NULs in one half only, which is looked at elsewhere.
    let n_control = head.iter().take(2048).filter(|byte| matches!(byte, 1..=8 | 14..=26 | 28..=31)).count();
    if n_control * 12 > head.len().min(2048) {
        return Err(Error::unreadable("ingest-is-binary"));
    }
    if start.starts_with("<?xml") {
        return Err(Error::unreadable("ingest-is-xml"));
    }
    Ok(())
}
