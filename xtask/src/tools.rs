//! Where things stand, and running programs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

pub fn www() -> PathBuf {
    root().join("www")
}

pub fn dist() -> PathBuf {
    root().join("dist")
}

/// What cargo builds into.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Runs a program to its end.
///
/// # Errors
/// When it cannot start, or ends badly; the message names it.
pub fn run(command: &mut Command) -> Result {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|fault| format!("cannot start {name}: {fault}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} ended with {status}").into()) }
}

/// A program that `npm ci` brought, started with the `node` of the path.
pub fn node_tool(name: &str) -> Command {
    let path = www().join("node_modules/.bin").join(name);
    let mut command =
        if cfg!(windows) { Command::new(path.with_extension("cmd")) } else { Command::new(path) };
    // The browser tests live outside `www` and find its packages through this.
    command.current_dir(www()).env("NODE_PATH", www().join("node_modules"));
    command
}

/// Cargo, the one that runs this program.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

pub fn read(path: impl AsRef<Path>) -> Result<String> {
    let path = path.as_ref();
    Ok(fs::read_to_string(path).map_err(|fault| format!("{}: {fault}", path.display()))?)
}

pub fn read_bytes(path: impl AsRef<Path>) -> Result<Vec<u8>> {
    let path = path.as_ref();
    Ok(fs::read(path).map_err(|fault| format!("{}: {fault}", path.display()))?)
}

pub fn write(path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> Result {
    let path = path.as_ref();
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, bytes).map_err(|fault| format!("{}: {fault}", path.display()))?)
}

/// Is `made` missing or older than `source`?
pub fn is_stale(made: impl AsRef<Path>, source: impl AsRef<Path>) -> bool {
    let time = |path: &Path| path.metadata().and_then(|facts| facts.modified()).ok();
    match (time(made.as_ref()), time(source.as_ref())) {
        (Some(made), Some(source)) => made < source,
        _ => true,
    }
}
