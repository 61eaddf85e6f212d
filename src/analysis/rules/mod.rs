//! Association rules that can be trusted: what is bought together, how much more often than chance, and what speaks
//! against it.
//!
//! From baskets to ranks (`prepare`, `transactions`), to frequent sets (`mine`, `lattice`, `depth`), to rules (`generate`,
//! `leverage`, `search`), to doubts (`significance`, `shuffle`, `calibrate`, `strata`, `assess`), to groups (`groups`), to a report.

pub mod assess;
pub mod baseline;
mod by_group;
pub mod calibrate;
mod charts;
pub mod depth;
pub mod generate;
pub mod groups;
pub mod lattice;
pub mod leverage;
pub mod measures;
pub mod mine;
pub mod output;
pub mod params;
mod pmml;
pub mod prepare;
mod report;
pub mod run;
pub mod search;
pub mod shuffle;
pub mod significance;
pub mod split;
pub mod strata;
pub mod threshold;
pub mod transactions;
mod variants;

use crate::analysis::{Analysis, Field, Inputs, Need};
use crate::error::Result;
use crate::message::Value;
use crate::progress::Progress;
use crate::report::{Report, Trace};

pub use output::Output;
pub use params::Params;
pub use pmml::pmml;

pub struct Rules;

impl Analysis for Rules {
    const KIND: &'static str = "rules";
    const NEEDS: &'static [Need] = &[Need::Baskets];
    const FIELDS: &'static [Field] = params::FIELDS;
    const FILES: &'static [&'static str] = &["rules.pmml"];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        run::run(inputs, params, progress).await
    }

    fn report(output: &Output, inputs: &Inputs) -> Report {
        report::report(output, inputs)
    }

    fn trace(output: &Output, table: &str, row: usize) -> Option<(Value, Trace)> {
        match table {
            "rules" => report::trace(output, row),
            "by_group" => by_group::trace(output, row),
            _ => None,
        }
    }

    fn file(output: &Output, _name: &str) -> String {
        pmml(output)
    }
}
