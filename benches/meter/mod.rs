//! What benches measure with: CPU time of this thread, and bytes alive.

#![allow(dead_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

/// CPU seconds of this thread where Linux tells them (other work on the machine then does not count), else wall time.
pub fn seconds(start: Instant) -> f64 {
    let on_cpu = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = on_cpu.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

/// Seconds of one run, the least over `times` batches, and the last result. Linux counts CPU time in ticks of a few
/// milliseconds, so that short runs are repeated within a batch.
pub fn best<T>(times: usize, mut run: impl FnMut() -> T) -> (f64, T) {
    let origin = Instant::now();
    let mut batch = || {
        let (before, mut n) = (seconds(origin), 0);
        loop {
            let result = std::hint::black_box(run());
            n += 1;
            let spent = seconds(origin) - before;
            if spent >= 0.1 {
                return (spent / f64::from(n), result);
            }
        }
    };
    let (mut least, mut result) = batch();
    for _ in 1..times {
        let next = batch();
        (least, result) = (least.min(next.0), next.1);
    }
    (least, result)
}

/// The system's allocator, counting what is alive. A bench installs it with `#[global_allocator]`.
pub struct Counting;

static ALIVE: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

fn grow(bytes: usize) {
    let alive = ALIVE.fetch_add(bytes, Relaxed) + bytes;
    MOST.fetch_max(alive, Relaxed);
}

// SAFETY: every call goes to the system's allocator as it came; only numbers are kept beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        ALIVE.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Old and new stand side by side while one is copied into the other.
        grow(size);
        ALIVE.fetch_sub(layout.size(), Relaxed);
        unsafe { System.realloc(at, layout, size) }
    }
}

/// Megabytes that `run` had alive at most, beyond what was alive before it; and its result.
pub fn megabytes<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let before = ALIVE.load(Relaxed);
    MOST.store(before, Relaxed);
    let result = run();
    ((MOST.load(Relaxed) - before) as f64 / 1e6, result)
}
