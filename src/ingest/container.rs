//! What the bytes are when they are no text table: workbooks, archives, pictures, web pages.

use super::encoding::Sample;
use crate::error::{Error, Result};

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
    if start.starts_with("<?xml") {
        return Err(Error::unreadable("ingest-is-xml"));
    }
    Ok(())
}
