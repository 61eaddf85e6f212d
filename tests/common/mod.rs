//! What several test files need.
#![allow(dead_code)]

pub mod books;
pub mod baskets;
pub mod words;

use std::path::PathBuf;
use std::process::Command;

/// A file of the folder of public data that may stand beside the project (`../shared`, or `REGULARS_SHARED`); `.xz`
/// files are unpacked. `None`, with a line that says so, when it is absent: the test is then skipped.
pub fn shared(path: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("REGULARS_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let file = root.join(path);
    if !file.exists() {
        println!("skipped: {path} is not here");
        return None;
    }
    if path.ends_with(".xz") {
        let output = Command::new("xz").args(["-dkc"]).arg(&file).output().ok()?;
        if !output.status.success() {
            println!("skipped: xz could not unpack {path}");
            return None;
        }
        return Some(output.stdout);
    }
    std::fs::read(file).ok()
}
