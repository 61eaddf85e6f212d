//! Gathers the catalogue: every `locales/<language>/*.ftl` but `page.ftl`, which the page bundles itself, becomes one
//! resource a language. A new room brings its own file; no list has to name it.

use std::{env, fs, path::PathBuf};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    for language in ["en", "zh-Hant", "zh-Hans"] {
        let folder = PathBuf::from("locales").join(language);
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files: Vec<_> = fs::read_dir(&folder)
            .expect("locales hold a folder a language")
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| {
                path.extension().is_some_and(|e| e == "ftl") && path.file_stem().is_some_and(|s| s != "page")
            })
            .collect();
        files.sort();
        let catalogue: String = files
            .iter()
            .map(|path| {
                println!("cargo::rerun-if-changed={}", path.display());
                fs::read_to_string(path).expect("a catalogue file is UTF-8") + "\n"
            })
            .collect();
        fs::write(out.join(format!("{language}.ftl")), catalogue).expect("OUT_DIR is writable");
    }
}
