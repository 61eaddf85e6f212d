//! A module uses only modules that stand above it in `src/lib.rs`.

use std::{fs, path::Path};

fn modules() -> Vec<String> {
    let lib = fs::read_to_string("src/lib.rs").unwrap();
    lib.lines()
        .filter_map(|line| Some(line.strip_prefix("pub mod ")?.trim_end_matches(';').to_owned()))
        .collect()
}

fn sources(path: &Path, found: &mut Vec<(String, String)>) {
    if !path.exists() {
        return;
    }
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            sources(&entry.unwrap().path(), found);
        }
    } else if path.extension().is_some_and(|e| e == "rs") {
        found.push((path.display().to_string(), fs::read_to_string(path).unwrap()));
    }
}

#[test]
fn modules_look_only_upwards() {
    let modules = modules();
    assert!(modules.len() > 10);
    let mut faults = Vec::new();
    for (position, module) in modules.iter().enumerate() {
        let mut files = Vec::new();
        sources(Path::new(&format!("src/{module}")), &mut files);
        sources(Path::new(&format!("src/{module}.rs")), &mut files);
        for (file, text) in &files {
            for lower in &modules[position + 1..] {
                let line = text.lines().find(|line| {
                    !line.trim_start().starts_with("//") && line.contains(&format!("crate::{lower}::"))
                });
                if let Some(line) = line {
                    faults.push(format!("{file} uses {lower}: {}", line.trim()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
