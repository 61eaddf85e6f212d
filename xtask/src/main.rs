//! The workshop: builds, serves and tests the house with what Rust and Node already bring.
//!
//! Reading order: [`tools`] runs programs, [`engine`] makes the wasm module, [`page`] the bundles, [`dist`] the two
//! outputs, [`serve`] shows them, [`suites`] tests everything.

mod dist;
mod engine;
mod page;
mod serve;
mod suites;
mod tools;

use std::process::ExitCode;
use tools::Result;

const USAGE: &str = "usage: cargo xtask <command>

  start [--dev] [--port N]   build, serve dist/site on 127.0.0.1, print the path of dist/regulars.html
  build [--dev]              build dist/regulars.html and dist/site (--dev: quicker, larger)
  page                       bundle the page again around the engine built before
  test [SUITE…]              run every suite, or those named
  bench                      measure, as ratios in one run
  lint                       formatting, clippy, types";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = words.split_first() else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let is_dev = rest.iter().any(|word| word == "--dev");
    let outcome = match command.as_str() {
        "build" => build(is_dev),
        "page" => page(),
        "start" => start(is_dev, port(rest)),
        "test" => suites::test(rest),
        "lint" => suites::lint(),
        "bench" => suites::bench(),
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn build(is_dev: bool) -> Result {
    page::install()?;
    engine::build(is_dev)?;
    page::check_types()?;
    page::bundle(is_dev)?;
    dist::write_outputs()
}

fn page() -> Result {
    page::check_types()?;
    page::bundle(true)?;
    dist::write_outputs()
}

fn start(is_dev: bool, port: u16) -> Result {
    build(is_dev)?;
    serve::site(port)
}

fn port(words: &[String]) -> u16 {
    let mut words = words.iter().skip_while(|word| *word != "--port").skip(1);
    words.next().and_then(|port| port.parse().ok()).unwrap_or(4173)
}
