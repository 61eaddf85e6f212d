//! The page's scripts and styles: TypeScript checked, bundled into `www/pkg`.

use crate::tools::{Result, is_stale, node_tool, run, www};
use std::path::Path;
use std::process::Command;

/// What the page is made of.
pub fn install() -> Result {
    install_in(&www())
}

/// `npm ci` in a folder, when its lock file is newer than what is installed.
pub fn install_in(folder: &Path) -> Result {
    if !is_stale(folder.join("node_modules/.package-lock.json"), folder.join("package-lock.json")) {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(Command::new(npm).args(["ci", "--no-fund", "--no-audit", "--loglevel=error"]).current_dir(folder))
        .map_err(|fault| format!("{fault}\nNode 20 or newer with npm is needed: https://nodejs.org").into())
}

/// `tsc --noEmit` over the page and its tests.
pub fn check_types() -> Result {
    run(node_tool("tsc").args(["--noEmit", "--project", "tsconfig.json"]))?;
    run(node_tool("tsc").args(["--noEmit", "--project", "../tests/web/tsconfig.json"]))
}

/// Bundles the worker and the styles as text, then the app that carries both, the shell, and the embed element.
pub fn bundle(is_dev: bool) -> Result {
    let bundle = |from: &str, to: &str, more: &[&str]| -> Result {
        let mut esbuild = node_tool("esbuild");
        esbuild.args([from, "--bundle", "--log-level=warning", "--target=es2022", "--charset=utf8"]);
        esbuild.args(["--loader:.ftl=text", "--loader:.csv=text", "--legal-comments=none"]);
        esbuild.arg(format!("--outfile={to}")).args(more);
        if !is_dev {
            esbuild.arg("--minify");
        }
        run(&mut esbuild)
    };
    bundle("src/styles/page.css", "pkg/page.css.txt", &[])?;
    bundle("src/worker.ts", "pkg/worker.js.txt", &["--format=iife"])?;
    bundle("src/main.ts", "pkg/app.js", &["--format=iife"])?;
    bundle("src/shell/main.ts", "pkg/shell.js", &["--format=iife"])?;
    bundle("embed/element.ts", "pkg/element.js", &["--format=esm"])
}
