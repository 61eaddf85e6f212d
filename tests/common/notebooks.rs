//! Open notebooks with a file in them.

use regulars::ingest::{self, ReadOptions};
use regulars::notebook::{Document, Session, State};
use regulars::progress::{Progress, block_on};
use serde_json::Value;

/// The notebook with this text read as `shop.csv`; nothing has run yet.
pub fn opened(document: &Value, text: &str) -> Session {
    let mut session = Session::default();
    session.open(Document::parse(&document.to_string()).unwrap());
    let read = ingest::read("shop.csv", text.as_bytes(), &ReadOptions::default()).unwrap();
    session.put(None, read, &ReadOptions::default());
    session
}

/// The same after all its cells have run; each must be able to.
pub fn done(document: &Value, text: &str) -> Session {
    let mut session = opened(document, text);
    while let Some(cell) = session.due().first().cloned() {
        block_on(session.run(&cell, &Progress::none())).unwrap();
    }
    session
}

/// Runs what can run.
pub fn run_all(session: &mut Session) {
    let mut tried = std::collections::BTreeSet::new();
    while let Some(cell) = session.due().into_iter().find(|cell| !tried.contains(cell)) {
        let _ = block_on(session.run(&cell, &Progress::none()));
        tried.insert(cell);
    }
}

pub fn states(session: &Session) -> Vec<State> {
    let keys = session.keys();
    session.document().cells.iter().map(|cell| session.state(cell, &keys)).collect()
}
