//! The library as a wasm module with its JavaScript door, in `www/pkg`.

use crate::tools::{Result, cargo, is_stale, run, target, www};
use std::fs;
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// Builds `www/pkg/regulars.{js,d.ts}` and `regulars_bg.wasm`. `is_dev` is ten times quicker and leaves the module
/// larger and slower.
pub fn build(is_dev: bool) -> Result {
    add_target()?;
    let profile = if is_dev { "quick" } else { "engine" };
    run(cargo()
        .args(["build", "--quiet", "--package", "regulars", "--lib", "--no-default-features"])
        .args(["--target", TARGET, "--profile", profile]))?;
    let made = target().join(TARGET).join(profile).join("regulars.wasm");
    let package = www().join("pkg");
    let door = package.join("regulars_bg.wasm");
    // What bindgen made of this very module is still good.
    let mark = package.join(format!("made-{profile}"));
    if !is_stale(&mark, &made) && door.exists() {
        return Ok(());
    }
    fs::create_dir_all(&package)?;
    // No wasm-opt after this: its inlining made the module smaller raw but larger once compressed, and rules slower.
    Bindgen::new()
        .input_path(&made)
        .web(true)?
        .omit_default_module_path(true)
        .typescript(true)
        .remove_name_section(!is_dev)
        .remove_producers_section(true)
        .generate(&package)?;
    for old in ["made-quick", "made-engine"] {
        let _ = fs::remove_file(package.join(old));
    }
    Ok(fs::write(mark, "")?)
}

/// Adds the wasm target when this toolchain lacks it.
fn add_target() -> Result {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output()?.stdout;
    let sysroot = String::from_utf8_lossy(&sysroot);
    let library = std::path::Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET);
    if library.exists() {
        return Ok(());
    }
    run(Command::new("rustup").args(["target", "add", TARGET]))
}
