//! Every suite, one line each.

use crate::tools::{Result, cargo, node_tool, root, run, www};
use crate::{dist, engine, page};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

/// A suite: its name, what it does, when, and its work.
struct Suite {
    name: &'static str,
    about: &'static str,
    lane: Lane,
    work: fn() -> Result<Vec<Command>>,
}

/// Native and browser code build side by side, since each leaves a core idle; what needs both comes after.
#[derive(Clone, Copy, PartialEq)]
enum Lane {
    Native,
    Browser,
    Both,
}

const SUITES: &[Suite] = &[
    Suite {
        name: "fmt",
        about: "formatting",
        lane: Lane::Native,
        work: || Ok(vec![with(cargo(), &["fmt", "--all", "--check"])]),
    },
    Suite {
        name: "clippy",
        about: "native code",
        lane: Lane::Native,
        work: || Ok(vec![with(cargo(), CLIPPY_NATIVE)]),
    },
    Suite {
        name: "rust",
        about: "unit, golden and property tests",
        lane: Lane::Native,
        work: || Ok(vec![with(cargo(), RUST)]),
    },
    Suite { name: "build", about: "dist/regulars.html and dist/site", lane: Lane::Browser, work: build },
    Suite {
        name: "clippy-wasm",
        about: "browser code",
        lane: Lane::Browser,
        work: || Ok(vec![with(cargo(), CLIPPY_WASM)]),
    },
    Suite {
        name: "boundary",
        about: "the engine from JavaScript; native and wasm agree",
        lane: Lane::Both,
        work: boundary,
    },
    Suite {
        name: "browser",
        about: "the built page in Chromium and Firefox",
        lane: Lane::Both,
        work: browser,
    },
];

const CLIPPY_NATIVE: &[&str] = &["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"];
const CLIPPY_WASM: &[&str] = &[
    "clippy",
    "--quiet",
    "--lib",
    "--target",
    "wasm32-unknown-unknown",
    "--no-default-features",
    "--",
    "-D",
    "warnings",
];
const RUST: &[&str] = &["test", "--quiet", "--package", "regulars"];

/// Runs the suites named, or all; one line each, the whole story only of those that fail.
///
/// # Errors
/// When a suite fails.
pub fn test(names: &[String]) -> Result {
    if let Some(unknown) = names.iter().find(|name| SUITES.iter().all(|suite| suite.name != **name)) {
        let known: Vec<_> = SUITES.iter().map(|suite| suite.name).collect();
        return Err(format!("no suite {unknown:?}; there are {}", known.join(", ")).into());
    }
    let wanted = |lane| {
        move |suite: &&Suite| {
            suite.lane == lane && (names.is_empty() || names.iter().any(|name| name == suite.name))
        }
    };
    let lane = |lane| SUITES.iter().filter(wanted(lane)).map(passes).collect::<Vec<bool>>();
    let mut passed = thread::scope(|scope| {
        let browser = scope.spawn(|| lane(Lane::Browser));
        let mut passed = lane(Lane::Native);
        passed.extend(browser.join().unwrap_or_else(|_| vec![false]));
        passed
    });
    passed.extend(lane(Lane::Both));
    let n_passed = passed.iter().filter(|passed| **passed).count();
    let n_failed = passed.len() - n_passed;
    println!("{n_passed} passed, {n_failed} failed");
    if n_failed == 0 { Ok(()) } else { Err("some suites failed".into()) }
}

/// Runs a suite and says in a line how it went; the story of a failure follows.
fn passes(suite: &Suite) -> bool {
    let start = Instant::now();
    let outcome = (suite.work)().and_then(|commands| commands.into_iter().try_for_each(quietly));
    let seconds = start.elapsed().as_secs_f64();
    let word = if outcome.is_ok() { "ok    " } else { "FAILED" };
    println!("{word} {:<12} {seconds:>6.1} s  {}", suite.name, suite.about);
    if let Err(fault) = &outcome {
        eprintln!("{fault}");
    }
    outcome.is_ok()
}

/// Formatting, clippy, types.
pub fn lint() -> Result {
    test(&["fmt", "clippy", "clippy-wasm"].map(String::from))?;
    page::install()?;
    engine::build(true)?;
    page::check_types()
}

/// The native benches, then the page's.
pub fn bench() -> Result {
    run(&mut with(cargo(), &["bench", "--quiet"]))?;
    build()?;
    run(Command::new("node").arg("bench/page.mjs").current_dir(www()))?;
    page::install_in(&www().join("bench/peers"))?;
    run(Command::new("node").arg("bench/load.mjs").current_dir(www()))
}

fn build() -> Result<Vec<Command>> {
    page::install()?;
    engine::build(false)?;
    page::check_types()?;
    page::bundle(false)?;
    dist::write_outputs()?;
    Ok(Vec::new())
}

fn boundary() -> Result<Vec<Command>> {
    let mut native = cargo();
    native.args(["build", "--quiet", "--bin", "regulars"]);
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec", "tests/web/boundary.test.mjs"]).current_dir(root());
    node.env("REGULARS_BINARY", crate::tools::target().join("debug/regulars"));
    Ok(vec![native, node])
}

fn browser() -> Result<Vec<Command>> {
    let mut commands = Vec::new();
    if !has_chromium() {
        commands.push(with(node_tool("playwright"), &["install", "chromium"]));
    }
    commands.push(with(node_tool("playwright"), &["test", "--config", "../tests/web/playwright.config.ts"]));
    Ok(commands)
}

/// The same search as `tests/web/chromium.ts`.
fn has_chromium() -> bool {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
    std::env::var_os("REGULARS_CHROME").is_some()
        || std::env::var_os("PATH").is_some_and(|path| {
            std::env::split_paths(&path).any(|folder| names.iter().any(|name| folder.join(name).exists()))
        })
}

fn with(mut command: Command, words: &[&str]) -> Command {
    command.args(words);
    command
}

/// The lines of a failed command's output that are worth reading: its end.
const N_LAST_LINES: usize = 120;

/// Runs it without a word; a failure carries the end of what it said.
fn quietly(mut command: Command) -> Result {
    let said = command.stdin(Stdio::null()).output().map_err(|fault| format!("{command:?}: {fault}"))?;
    if said.status.success() {
        return Ok(());
    }
    let out = String::from_utf8_lossy(&said.stdout);
    let err = String::from_utf8_lossy(&said.stderr);
    let lines: Vec<&str> = out.lines().chain(err.lines()).collect();
    let last = lines[lines.len().saturating_sub(N_LAST_LINES)..].join("\n");
    Err(format!("{command:?}\n{last}").into())
}
