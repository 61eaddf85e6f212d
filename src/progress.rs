//! Long work in slices.
//!
//! An analysis is an `async fn` that awaits [`Progress::step`] at least every few milliseconds of work. Natively the
//! step returns at once. In the browser, when about 30 ms have passed, it gives the worker's message loop a turn: the
//! page hears how far the work is, and a stop is honoured within 200 ms, without shared memory and without killing the
//! worker. Results never depend on how the work was sliced.

use crate::error::{Error, Result};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// What the edge (browser, command line, test) says when work reports in.
pub enum Tick {
    Go,
    /// Wait for this, then go on: the message loop has its turn.
    Pause(Pin<Box<dyn Future<Output = ()>>>),
    Stop,
}

/// The edge's side of a running piece of work.
pub trait Watch {
    /// `stage` is a message key such as `"stage-mining"`; `done` of `total` are real work units (baskets, iterations);
    /// `total` 0 means unknown.
    fn tick(&self, stage: &'static str, done: u64, total: u64) -> Tick;
}

/// Handed to everything that may take long.
#[derive(Clone, Default)]
pub struct Progress {
    watch: Option<Rc<dyn Watch>>,
}

impl Progress {
    /// Nobody watches and nobody stops it: tests, benches, the command line.
    pub fn none() -> Progress {
        Progress::default()
    }

    pub fn watched(watch: Rc<dyn Watch>) -> Progress {
        Progress { watch: Some(watch) }
    }

    /// Reports in.
    ///
    /// # Errors
    /// [`crate::error::Kind::Cancelled`] when the user stopped the work.
    pub async fn step(&self, stage: &'static str, done: u64, total: u64) -> Result<()> {
        let Some(watch) = &self.watch else { return Ok(()) };
        match watch.tick(stage, done, total) {
            Tick::Go => Ok(()),
            Tick::Stop => Err(Error::cancelled()),
            Tick::Pause(turn) => {
                turn.await;
                // The stop may have arrived during the pause.
                match watch.tick(stage, done, total) {
                    Tick::Stop => Err(Error::cancelled()),
                    _ => Ok(()),
                }
            }
        }
    }
}

/// Runs a future to its end on this thread: everything outside the browser, where a step never really waits.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}
