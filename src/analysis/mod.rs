//! Analyses: one file or folder per cell kind.
//!
//! To add one: write its file with a type that is [`Analysis`], add its line to [`ALL`], add its case to
//! `tests/analyses.rs`. Its form is built from `FIELDS`, the menu from `ALL`; charts and tables are generic.
//! Its words live in `locales/*/<kind>.ftl`.

pub mod field;
pub mod inputs;
pub mod day_param;
pub mod period;
pub mod grouping;
pub mod totals;

pub mod overview;
pub mod metric;
pub mod concentration;
pub mod rfm;
pub mod filter;
pub mod features;
pub mod clusters;
pub mod drivers;
pub mod rules;
pub mod offers;
pub mod cohorts;
pub mod flow;
pub mod clv;
pub mod scorecard;
pub mod sequences;
pub mod survival;
pub mod churn;
pub mod whatif;
pub mod survey;
pub mod complaints;
pub mod list;
pub mod query;

use crate::error::{Error, Kind as ErrorKind, Result};
use crate::message::Value;
use crate::progress::Progress;
use crate::report::{Report, Trace};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

pub use field::{Control, Field, Shape};
pub use inputs::{Inputs, LabelValues, Labels, Memory, Need, Source, class_ids};

/// Every cell kind, in menu order.
pub const ALL: &[Registered] = &[
    Registered::of::<overview::Overview>(),
    Registered::of::<metric::Metric>(),
    Registered::of::<concentration::Concentration>(),
    Registered::of::<rfm::Rfm>(),
    Registered::of::<filter::Filter>(),
    Registered::of::<clusters::Clusters>(),
    Registered::of::<features::Features>(),
    Registered::of::<drivers::Drivers>(),
    Registered::of::<cohorts::Cohorts>(),
    Registered::of::<flow::Flow>(),
    Registered::of::<scorecard::Scorecard>(),
    Registered::of::<clv::Clv>(),
    Registered::of::<rules::Rules>(),
    Registered::of::<sequences::SequencesCell>(),
    Registered::of::<offers::Offers>(),
    Registered::of::<survival::Survival>(),
    Registered::of::<churn::Churn>(),
    Registered::of::<whatif::WhatIf>(),
    Registered::of::<survey::Survey>(),
    Registered::of::<complaints::Complaints>(),
    Registered::of::<list::List>(),
    Registered::of::<query::Query>(),
];

/// An analysis of one cell kind.
pub trait Analysis: 'static {
    /// The cell kind: `"rfm"`.
    const KIND: &'static str;
    const NEEDS: &'static [Need];
    const FIELDS: &'static [Field];
    /// Plain data; `#[serde(default, deny_unknown_fields)]`.
    type Params: Default + Serialize + DeserializeOwned;
    /// All numbers of the method. Tests read this; `results.json` prints it.
    type Output: Serialize + 'static;

    /// Computes. Awaits `progress.step` at least every few milliseconds of work.
    ///
    /// # Errors
    /// Cancelled, a bad parameter, or data that cannot carry the method ([`ErrorKind::Insufficient`],
    /// [`ErrorKind::Refused`]).
    fn run(
        inputs: &Inputs,
        params: &Self::Params,
        progress: &Progress,
    ) -> impl Future<Output = Result<Self::Output>>;

    /// Selects what to show.
    fn report(output: &Self::Output, inputs: &Inputs) -> Report;

    /// Names of its own files beside tables and charts.
    const FILES: &'static [&'static str] = &[];

    /// The text of one of [`Analysis::FILES`].
    fn file(_output: &Self::Output, _name: &str) -> String {
        String::new()
    }

    /// What stands behind a row of one of its own tables, where [`RowKind::Traced`](crate::report::table::RowKind) says
    /// that it can be traced: the number that is traced, and where it comes from.
    fn trace(_output: &Self::Output, _table: &str, _row: usize) -> Option<(Value, Trace)> {
        None
    }

    /// What later cells can filter and group by: segment, cluster, P(alive), value.
    fn labels(_output: &Self::Output, _inputs: &Inputs) -> Vec<Labels> {
        Vec::new()
    }
}

/// What a run leaves.
pub struct Done {
    pub report: Report,
    pub labels: Vec<Rc<Labels>>,
    output: Box<dyn Printable>,
}

impl Done {
    /// The output as JSON, every number of it.
    pub fn output_json(&self) -> Result<serde_json::Value> {
        self.output.json()
    }

    /// What stands behind a row of a table: a number and where it comes from.
    pub fn trace(&self, table: &str, row: usize) -> Option<(Value, Trace)> {
        self.output.trace(table, row)
    }

    /// Names of the cell's own files beside tables and charts: models for other tools. `rules.pmml` is saved as
    /// `<cell>-rules.pmml`.
    pub fn file_names(&self) -> &'static [&'static str] {
        self.output.file_names()
    }

    /// # Errors
    /// Unknown when the cell has no such file.
    pub fn file(&self, name: &str) -> Result<String> {
        match self.file_names().contains(&name) {
            true => Ok(self.output.file(name)),
            false => Err(Error::unknown("notebook-a-file", name)),
        }
    }
}

trait Printable {
    fn json(&self) -> Result<serde_json::Value>;
    fn trace(&self, table: &str, row: usize) -> Option<(Value, Trace)>;
    fn file_names(&self) -> &'static [&'static str];
    fn file(&self, name: &str) -> String;
}

struct Held<A: Analysis>(A::Output);

impl<A: Analysis> Printable for Held<A> {
    fn json(&self) -> Result<serde_json::Value> {
        serde_json::to_value(&self.0).map_err(|error| Error::internal(error.to_string()))
    }

    fn trace(&self, table: &str, row: usize) -> Option<(Value, Trace)> {
        A::trace(&self.0, table, row)
    }

    fn file_names(&self) -> &'static [&'static str] {
        A::FILES
    }

    fn file(&self, name: &str) -> String {
        A::file(&self.0, name)
    }
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<Done>> + 'a>>;

/// An [`Analysis`] with its types erased.
#[derive(Clone, Copy)]
pub struct Registered {
    pub kind: &'static str,
    pub needs: &'static [Need],
    pub fields: &'static [Field],
    run: for<'a> fn(&'a Inputs, &'a serde_json::Value, &'a Progress) -> Running<'a>,
    defaults: fn() -> serde_json::Value,
}

impl Registered {
    pub const fn of<A: Analysis>() -> Registered {
        Registered {
            kind: A::KIND,
            needs: A::NEEDS,
            fields: A::FIELDS,
            run: run_erased::<A>,
            defaults: defaults::<A>,
        }
    }

    /// The parameters when nobody chose any.
    pub fn defaults(&self) -> serde_json::Value {
        (self.defaults)()
    }

    /// Checks needs and parameters, runs, reports.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] when an input is lacking, [`ErrorKind::Parameter`] for parameters that do not fit, and
    /// what the analysis itself says.
    pub async fn run(
        &self,
        inputs: &Inputs,
        params: &serde_json::Value,
        progress: &Progress,
    ) -> Result<Done> {
        let missing: Vec<_> =
            self.needs.iter().filter(|need| !inputs.has(**need)).map(|need| need.message()).collect();
        if !missing.is_empty() {
            return Err(Error::missing(missing));
        }
        (self.run)(inputs, params, progress).await
    }
}

fn run_erased<'a, A: Analysis>(
    inputs: &'a Inputs,
    params: &'a serde_json::Value,
    progress: &'a Progress,
) -> Running<'a> {
    Box::pin(async move {
        let params = read_params::<A>(params)?;
        let output = A::run(inputs, &params, progress).await?;
        let report = A::report(&output, inputs);
        let labels = A::labels(&output, inputs).into_iter().map(Rc::new).collect();
        Ok(Done { report, labels, output: Box::new(Held::<A>(output)) })
    })
}

fn defaults<A: Analysis>() -> serde_json::Value {
    serde_json::to_value(A::Params::default()).unwrap_or_default()
}

fn read_params<A: Analysis>(params: &serde_json::Value) -> Result<A::Params> {
    if params.is_null() {
        return Ok(A::Params::default());
    }
    serde_json::from_value(params.clone()).map_err(|error| {
        Error::new(ErrorKind::Parameter {
            name: A::KIND.to_owned(),
            why: crate::message::Message::new("error-params-unreadable").text("why", error.to_string()),
        })
    })
}

/// The cell kind with this name.
pub fn find(kind: &str) -> Option<&'static Registered> {
    ALL.iter().find(|registered| registered.kind == kind)
}
