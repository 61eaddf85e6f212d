//! The headless program: the same notebook in a scheduled job, in tests, and past the memory of a tab.

use clap::{Parser, Subcommand};
use regulars::error::{Error, Result};
use regulars::ingest::{self, ReadOptions};
use regulars::notebook::{Document, Session, export, view};
use regulars::progress::{Progress, block_on};
use regulars::report::text::{Catalogue, Language};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Find out who your customers are, on this computer only.
#[derive(Parser)]
#[command(name = "regulars", version, about)]
struct Arguments {
    /// Language of sentences and messages: en, zh-Hant, zh-Hans
    #[arg(long, global = true, default_value = "en")]
    language: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say how files are understood: encoding, header, rows, roles, totals
    Inspect {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// One JSON object a file
        #[arg(long)]
        json: bool,
    },
    /// Run a notebook on files and write its results
    Run {
        /// The notebook, *.regulars.json
        #[arg(required_unless_present = "auto")]
        notebook: Option<PathBuf>,
        /// Run the default notebook instead
        #[arg(long, conflicts_with = "notebook")]
        auto: bool,
        /// The files, in the order of the notebook's sources
        #[arg(long, required = true, num_args = 1..)]
        data: Vec<PathBuf>,
        /// Folder for results.json, tables (CSV) and charts (SVG)
        #[arg(long)]
        out: PathBuf,
    },
    /// Write a file as a clean CSV: UTF-8, comma, header first, one line per record
    Convert {
        file: PathBuf,
        #[arg(long)]
        out: PathBuf,
    },
    /// List the kinds of cells and their settings
    Kinds {
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let words = Catalogue::new(Language::from_tag(&arguments.language));
    let outcome = match arguments.command {
        Command::Inspect { files, json } => inspect(&files, json, &words),
        Command::Run { notebook, auto: _, data, out } => run(notebook.as_deref(), &data, &out, &words),
        Command::Convert { file, out } => convert(&file, &out),
        Command::Kinds { json } => kinds(json, &words),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", words.error(&error));
            ExitCode::FAILURE
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

fn read(path: &Path) -> Result<ingest::Read> {
    let bytes =
        std::fs::read(path).map_err(|error| Error::from(error).in_file(path.display().to_string()))?;
    ingest::read(&name_of(path), &bytes, &ReadOptions::default())
        .map_err(|error| error.in_file(name_of(path)))
}

fn inspect(files: &[PathBuf], is_json: bool, words: &Catalogue) -> Result<()> {
    for path in files {
        let inspection = regulars::roles::inspect(&path.display().to_string(), &read(path), &|message| {
            words.text(message)
        });
        let text = if is_json {
            serde_json::to_string(&inspection)
        } else {
            serde_json::to_string_pretty(&inspection)
        };
        println!("{}", text.map_err(|error| Error::internal(error.to_string()))?);
    }
    Ok(())
}

fn run(notebook: Option<&Path>, data: &[PathBuf], out: &Path, words: &Catalogue) -> Result<()> {
    let mut session = Session::default();
    if let Some(path) = notebook {
        let text =
            std::fs::read_to_string(path).map_err(|error| Error::from(error).in_file(name_of(path)))?;
        session.open(Document::parse(&text).map_err(|error| error.in_file(name_of(path)))?);
    }
    let expected: Vec<String> = session.document().sources.iter().map(|source| source.id.clone()).collect();
    for (place, path) in data.iter().enumerate() {
        let spec = expected
            .get(place)
            .and_then(|id| session.document().sources.iter().find(|source| source.id == *id));
        let options = spec.map(|spec| spec.read.clone()).unwrap_or_default();
        let bytes = std::fs::read(path).map_err(|error| Error::from(error).in_file(name_of(path)))?;
        let read =
            ingest::read(&name_of(path), &bytes, &options).map_err(|error| error.in_file(name_of(path)))?;
        session.put(expected.get(place).map(String::as_str), read, &options);
    }
    if notebook.is_none() {
        session.build_default();
    }
    // A cell that cannot run says so in the results; the others go on. One that reads another's result is due once
    // that one has it.
    let mut tried = BTreeSet::new();
    while let Some(cell) = session.due().into_iter().find(|cell| !tried.contains(cell)) {
        let _ = block_on(session.run(&cell, &Progress::none()));
        tried.insert(cell);
    }
    write_results(&session, out, words)
}

fn write_results(session: &Session, out: &Path, words: &Catalogue) -> Result<()> {
    std::fs::create_dir_all(out)?;
    let results = export::results(session, words)?;
    std::fs::write(out.join("results.json"), format!("{results:#}\n"))?;
    let keys = session.keys();
    for cell in &session.document().cells {
        let Some((stored, _)) = session.result(&cell.id, &keys) else { continue };
        let Ok(done) = &stored.outcome else { continue };
        for table in &done.report.tables {
            let text = export::csv(table, &export::CsvOptions::default(), words);
            std::fs::write(out.join(format!("{}-{}.csv", cell.id, table.id)), text)?;
        }
        for chart in &done.report.charts {
            let text = regulars::draw::svg(chart, &regulars::draw::Options::default(), words)?;
            std::fs::write(out.join(format!("{}-{}.svg", cell.id, chart.id)), text)?;
        }
        for name in done.file_names() {
            std::fs::write(out.join(format!("{}-{name}", cell.id)), done.file(name)?)?;
        }
    }
    Ok(())
}

fn convert(file: &Path, out: &Path) -> Result<()> {
    let bytes = std::fs::read(file).map_err(|error| Error::from(error).in_file(name_of(file)))?;
    let text = ingest::convert(&name_of(file), &bytes, &ReadOptions::default())?;
    Ok(std::fs::write(out, text)?)
}

fn kinds(is_json: bool, words: &Catalogue) -> Result<()> {
    let kinds = view::kinds(&Session::default(), words);
    if is_json {
        println!("{}", serde_json::to_string(&kinds).map_err(|error| Error::internal(error.to_string()))?);
        return Ok(());
    }
    for kind in kinds {
        println!("{}: {}", kind.kind, kind.question);
        for field in kind.fields {
            println!("  {} = {}: {}", field.name, field.value, field.help);
        }
    }
    Ok(())
}
