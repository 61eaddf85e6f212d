//! The generated samples as files: `cargo run --release --example samples -- FOLDER` writes each as CSV and
//! `facts.json`, what is planted in them.

use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/samples".into()));
    fs::create_dir_all(&folder)?;
    let mut facts = serde_json::Map::new();
    for name in regulars::samples::NAMES {
        let bytes = regulars::samples::csv(name).unwrap_or_default();
        println!("{name}: {} bytes", bytes.len());
        fs::write(folder.join(format!("{name}.csv")), bytes)?;
        facts.insert(name.into(), serde_json::to_value(regulars::samples::planted(name))?);
    }
    fs::write(folder.join("facts.json"), serde_json::to_string_pretty(&facts)?)
}
