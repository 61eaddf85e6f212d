//! The border to JavaScript. It converts and forwards; a line that decides something belongs below.
//!
//! The worker holds an [`Engine`], which owns all data. The page holds a second instance of the same module without
//! data, which draws charts and puts messages into words ([`draw_chart`], [`say`]).
//!
//! Notebook, edits and options cross as JSON text and are read strictly; views cross as plain objects whose TypeScript
//! types are derived here. Failures are thrown as an `ErrorView`.

use crate::draw;
use crate::error::{Error, Kind, Result};
use crate::ingest::{self, ReadOptions};
use crate::message::{Message, Value};
use crate::notebook::{Document, Edit, Session, export, receipt, sheet, trace, view};
use crate::progress::{Progress, Tick, Watch};
use crate::publish;
use crate::report::chart::ChartSpec;
use crate::report::text::{Catalogue, Language};
use crate::roles::{self, Mapping, Role};
use crate::samples;
use plotters::prelude::IntoDrawingArea;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

/// How long work goes on before the message loop has its turn.
const SLICE_MILLISECONDS: f64 = 30.0;

/// The notebook and its data, in the worker.
#[wasm_bindgen]
pub struct Engine {
    session: Rc<RefCell<Session>>,
    words: RefCell<Rc<Catalogue>>,
    readings: RefCell<BTreeMap<u32, Reading>>,
    n_readings: Cell<u32>,
    stops: Rc<RefCell<BTreeMap<String, Rc<Cell<bool>>>>>,
}

struct Reading {
    reader: Option<ingest::Reader>,
    options: ReadOptions,
    source: Option<String>,
}

#[wasm_bindgen]
impl Engine {
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new(language: &str) -> Engine {
        console_error_panic_hook::set_once();
        Engine {
            session: Rc::default(),
            words: RefCell::new(Rc::new(Catalogue::new(Language::from_tag(language)))),
            readings: RefCell::default(),
            n_readings: Cell::new(0),
            stops: Rc::default(),
        }
    }

    #[wasm_bindgen(js_name = setLanguage)]
    pub fn set_language(&self, language: &str) {
        *self.words.borrow_mut() = Rc::new(Catalogue::new(Language::from_tag(language)));
    }

    /// Begins to read a file. `samples` are pieces of its head, middle and tail; `source` re-reads that source.
    #[wasm_bindgen(js_name = startReading)]
    pub fn start_reading(
        &self,
        name: &str,
        n_bytes: f64,
        #[wasm_bindgen(unchecked_param_type = "{ offset: number; bytes: Uint8Array }[]")]
        samples: js_sys::Array,
        options: &str,
        source: Option<String>,
    ) -> std::result::Result<u32, JsValue> {
        self.out((|| {
            let options: ReadOptions =
                if options.is_empty() { ReadOptions::default() } else { parse(options)? };
            let samples: Vec<ingest::Sample> = samples.iter().map(|sample| sample_of(&sample)).collect();
            let reader = ingest::Reader::start(name, n_bytes, &samples, &options)?;
            let id = self.n_readings.get() + 1;
            self.n_readings.set(id);
            self.readings.borrow_mut().insert(id, Reading { reader: Some(reader), options, source });
            Ok(id)
        })())
    }

    #[wasm_bindgen(js_name = pushBytes)]
    pub fn push_bytes(&self, reading: u32, bytes: &[u8]) -> std::result::Result<(), JsValue> {
        self.out(self.with_reader(reading, |reader| reader.push(bytes)))
    }

    /// What is known of the file so far.
    #[wasm_bindgen(unchecked_return_type = "Preview")]
    pub fn preview(&self, reading: u32) -> std::result::Result<JsValue, JsValue> {
        self.give(self.with_reader(reading, |reader| Ok(reader.preview())))
    }

    /// Of these headers, the one of the customers' column.
    #[wasm_bindgen(js_name = customerColumn)]
    pub fn customer_column(&self, headers: Vec<String>) -> Option<String> {
        roles::customer_column(&headers).map(|at| headers[at].clone())
    }

    /// Ends a reading, also before the end of the file, with the rows read so far. Gives the source's id, or nothing
    /// when the file has to be pushed again from its first byte into the same reading.
    #[wasm_bindgen(js_name = finishReading)]
    pub fn finish_reading(&self, reading: u32) -> std::result::Result<Option<String>, JsValue> {
        self.out((|| {
            let mut readings = self.readings.borrow_mut();
            let entry = readings.get_mut(&reading).ok_or_else(no_reading)?;
            match entry.reader.take().ok_or_else(no_reading)?.finish()? {
                ingest::Outcome::Again(reader) => {
                    entry.reader = Some(*reader);
                    Ok(None)
                }
                ingest::Outcome::Done(read) => {
                    let id = self.session.borrow_mut().put(entry.source.as_deref(), *read, &entry.options);
                    readings.remove(&reading);
                    Ok(Some(id))
                }
            }
        })())
    }

    /// Forgets a reading.
    #[wasm_bindgen(js_name = dropReading)]
    pub fn drop_reading(&self, reading: u32) {
        self.readings.borrow_mut().remove(&reading);
    }

    /// Rows that were set aside or mended, as CSV.
    #[wasm_bindgen(js_name = setAsideCsv)]
    pub fn set_aside_csv(&self, source: &str) -> std::result::Result<String, JsValue> {
        self.out(self.session.borrow().loaded(source).map(|loaded| export::set_aside(&loaded.set_aside)))
    }

    #[wasm_bindgen(js_name = buildDefault)]
    pub fn build_default(&self) {
        self.session.borrow_mut().build_default();
    }

    /// Everything the check screen shows, with messages still to be said.
    #[wasm_bindgen(unchecked_return_type = "Passport")]
    pub fn check(&self, source: &str) -> std::result::Result<JsValue, JsValue> {
        let session = self.session.borrow();
        self.give(session.passport(source))
    }

    /// Compares the user's own total with the file's and names the likely reason for a difference.
    #[wasm_bindgen(js_name = explainTotal)]
    pub fn explain_total(
        &self,
        source: &str,
        own_total: &str,
    ) -> std::result::Result<Option<String>, JsValue> {
        let session = self.session.borrow();
        let words = self.words();
        self.out(session.explain_total(source, own_total).map(|why| why.map(|why| words.text(&why))))
    }

    /// The mapping in force as JSON, to be changed and sent back as an edit.
    pub fn mapping(&self, source: &str) -> std::result::Result<String, JsValue> {
        let json = |mapping: Rc<Mapping>| serde_json::to_string(&*mapping).unwrap_or_default();
        self.out(self.session.borrow().mapping(source).map(json))
    }

    /// Tries a formula on the first rows; `before` is the computed column that it would take the place of, or `""`.
    #[wasm_bindgen(js_name = tryFormula, unchecked_return_type = "Trial")]
    pub fn try_formula(
        &self,
        source: &str,
        before: &str,
        formula: &str,
    ) -> std::result::Result<JsValue, JsValue> {
        self.give(self.session.borrow().try_formula(source, before, formula))
    }

    /// Every role a column can have, with its name.
    #[wasm_bindgen(unchecked_return_type = "[string, string][]")]
    pub fn roles(&self) -> std::result::Result<JsValue, JsValue> {
        let words = self.words();
        let named = |role: &Role| (*role, words.text(&roles::role_label(*role)));
        self.give(Ok(Role::ALL.iter().map(named).collect::<Vec<_>>()))
    }

    #[wasm_bindgen(unchecked_return_type = "NotebookView")]
    pub fn view(&self) -> std::result::Result<JsValue, JsValue> {
        self.give(Ok(view::notebook(&self.session.borrow(), &self.words())))
    }

    #[wasm_bindgen(unchecked_return_type = "CellView")]
    pub fn cell(&self, cell: &str) -> std::result::Result<JsValue, JsValue> {
        self.give(view::cell(&self.session.borrow(), cell, &self.words()))
    }

    /// `wanted` is JSON: `{offset, limit, sort, is_descending, is_masked, search}`.
    #[wasm_bindgen(unchecked_return_type = "RowsView")]
    pub fn rows(&self, cell: &str, table: &str, wanted: &str) -> std::result::Result<JsValue, JsValue> {
        let session = self.session.borrow();
        self.give(
            parse(wanted).and_then(|wanted| export::page(&session, cell, table, &wanted, &self.words())),
        )
    }

    /// `place` is a `Place` as JSON.
    #[wasm_bindgen(unchecked_return_type = "TraceView")]
    pub fn trace(
        &self,
        cell: &str,
        place: &str,
        offset: u32,
        limit: u32,
        is_masked: Option<bool>,
    ) -> std::result::Result<JsValue, JsValue> {
        let page = (offset as usize, limit as usize);
        let (session, is_masked) = (self.session.borrow(), is_masked.unwrap_or(false));
        self.give(
            parse(place)
                .and_then(|place| trace::trace(&session, cell, &place, page, is_masked, &self.words())),
        )
    }

    /// All rows behind a number as CSV; `place` as for `trace`.
    #[wasm_bindgen(js_name = exportTrace)]
    pub fn export_trace(
        &self,
        cell: &str,
        place: &str,
        is_masked: bool,
    ) -> std::result::Result<String, JsValue> {
        let (session, all) = (self.session.borrow(), (0, usize::MAX));
        let view = parse(place)
            .and_then(|place| trace::trace(&session, cell, &place, all, is_masked, &self.words()));
        self.out(view.map(|view| export::traced_csv(&view)))
    }

    /// Rows of a file as read; `wanted` as for `rows`, with a column's name as `sort`.
    #[wasm_bindgen(unchecked_return_type = "SheetView")]
    pub fn sheet(&self, source: &str, wanted: &str) -> std::result::Result<JsValue, JsValue> {
        let session = self.session.borrow();
        self.give(parse(wanted).and_then(|wanted| sheet::sheet(&session, source, &wanted, &self.words())))
    }

    /// How the files read belong together.
    #[wasm_bindgen(unchecked_return_type = "Relation[]")]
    pub fn relations(&self) -> std::result::Result<JsValue, JsValue> {
        self.give(Ok(self.session.borrow().relations()))
    }

    /// Last time's sentences beside those that hold now; nothing when there is no last time.
    #[wasm_bindgen(unchecked_return_type = "ChangesView | undefined")]
    pub fn changes(&self) -> std::result::Result<JsValue, JsValue> {
        self.give(Ok(receipt::changes(&self.session.borrow(), &self.words())))
    }

    /// Keeps what holds now as the last time, `at` this ISO time.
    pub fn remember(&self, at: &str) {
        self.session.borrow_mut().remember(at);
    }

    #[wasm_bindgen(unchecked_return_type = "KindView[]")]
    pub fn kinds(&self) -> std::result::Result<JsValue, JsValue> {
        self.give(Ok(view::kinds(&self.session.borrow(), &self.words())))
    }

    /// Runs a cell. `on_progress` is called about thirty times a second at most and gives a promise that lets the
    /// message loop turn. Resolves when the cell has a result, a refusal or an error; rejects only when it was stopped
    /// or cannot start.
    #[wasm_bindgen(unchecked_return_type = "Promise<void>")]
    pub fn run(
        &self,
        cell: String,
        #[wasm_bindgen(
            unchecked_param_type = "(stage: string, done: number, total: number) => Promise<void>"
        )]
        on_progress: js_sys::Function,
    ) -> js_sys::Promise {
        let (session, words) = (self.session.clone(), self.words());
        let stops = self.stops.clone();
        future_to_promise(async move {
            let fault = |error: Error| throw(&error, &words);
            let job = session.borrow().prepare(&cell).map_err(fault)?;
            session.borrow_mut().start(&job);
            let stop = Rc::new(Cell::new(false));
            stops.borrow_mut().insert(cell.clone(), stop.clone());
            let started = js_sys::Date::now();
            let progress = Progress::watched(Rc::new(Page { on_progress, stop, turned: Cell::new(started) }));
            let outcome = job.run(&progress).await;
            stops.borrow_mut().remove(&cell);
            let is_cancelled = outcome.as_ref().is_err_and(Error::is_cancelled);
            session.borrow_mut().finish(&job, outcome, js_sys::Date::now() - started);
            if is_cancelled { Err(fault(Error::cancelled())) } else { Ok(JsValue::UNDEFINED) }
        })
    }

    /// Stops a running cell at its next step.
    pub fn cancel(&self, cell: &str) {
        if let Some(stop) = self.stops.borrow().get(cell) {
            stop.set(true);
        }
    }

    pub fn edit(&self, edit: &str) -> std::result::Result<(), JsValue> {
        self.out(parse::<Edit>(edit).and_then(|edit| self.session.borrow_mut().edit(edit)))
    }

    pub fn undo(&self) -> bool {
        self.session.borrow_mut().undo()
    }

    pub fn redo(&self) -> bool {
        self.session.borrow_mut().redo()
    }

    /// The notebook file.
    pub fn notebook(&self) -> String {
        self.session.borrow().document().to_json()
    }

    /// The notebook as a file, with what holds `at` this ISO time: refused when it would hold a customer's name or
    /// number.
    pub fn save(&self, with_values: bool, at: &str) -> std::result::Result<String, JsValue> {
        self.out(self.session.borrow().save(with_values, at))
    }

    #[wasm_bindgen(js_name = setNotebook)]
    pub fn set_notebook(&self, json: &str) -> std::result::Result<(), JsValue> {
        self.out(Document::parse(json).map(|document| self.session.borrow_mut().open(document)))
    }

    /// `results.json` as the headless program writes it.
    pub fn results(&self) -> std::result::Result<String, JsValue> {
        self.out(
            export::results(&self.session.borrow(), &self.words()).map(|results| format!("{results:#}\n")),
        )
    }

    /// A table as CSV. `options` is JSON: `{has_bom, is_masked}`.
    #[wasm_bindgen(js_name = exportTable)]
    pub fn export_table(
        &self,
        cell: &str,
        table: &str,
        options: &str,
    ) -> std::result::Result<String, JsValue> {
        let session = self.session.borrow();
        let options = parse(options);
        self.out(
            options.and_then(|options| Ok(export::csv(session.table(cell, table)?, &options, &self.words()))),
        )
    }

    /// The text of one of the cell's own files, see `CellView.files`.
    #[wasm_bindgen(js_name = exportFile)]
    pub fn export_file(&self, cell: &str, name: &str) -> std::result::Result<String, JsValue> {
        self.out(self.session.borrow().file(cell, name))
    }

    /// The report as one HTML file without script. `options` is JSON: `{with_customers, client, logo}`.
    #[wasm_bindgen(js_name = exportReport)]
    pub fn export_report(&self, options: &str) -> std::result::Result<String, JsValue> {
        let session = self.session.borrow();
        self.out(parse(options).map(|options| publish::html(&session, &options, &self.words())))
    }

    /// What stands at the end of a print.
    #[wasm_bindgen(unchecked_return_type = "Chapter[]")]
    pub fn appendix(&self) -> std::result::Result<JsValue, JsValue> {
        self.give(Ok(publish::appendix(&self.session.borrow(), &self.words())))
    }

    /// Forgets the work that later runs would build on, so that they prove something.
    #[wasm_bindgen(js_name = forgetWork)]
    pub fn forget_work(&self) {
        self.session.borrow_mut().forget_work();
    }

    /// Forgets everything.
    pub fn erase(&self) {
        self.session.borrow_mut().erase();
        self.readings.borrow_mut().clear();
    }

    fn words(&self) -> Rc<Catalogue> {
        self.words.borrow().clone()
    }

    fn with_reader<T>(&self, reading: u32, act: impl FnOnce(&mut ingest::Reader) -> Result<T>) -> Result<T> {
        let mut readings = self.readings.borrow_mut();
        let reader = readings.get_mut(&reading).and_then(|entry| entry.reader.as_mut());
        act(reader.ok_or_else(no_reading)?)
    }

    fn out<T>(&self, result: Result<T>) -> std::result::Result<T, JsValue> {
        result.map_err(|error| throw(&error, &self.words()))
    }

    fn give<T: Serialize>(&self, result: Result<T>) -> std::result::Result<JsValue, JsValue> {
        self.out(result.and_then(|value| to_js(&value)))
    }
}

/// A running cell's line to the page.
struct Page {
    on_progress: js_sys::Function,
    stop: Rc<Cell<bool>>,
    turned: Cell<f64>,
}

impl Watch for Page {
    fn tick(&self, stage: &'static str, done: u64, total: u64) -> Tick {
        if self.stop.get() {
            return Tick::Stop;
        }
        let now = js_sys::Date::now();
        if now - self.turned.get() < SLICE_MILLISECONDS {
            return Tick::Go;
        }
        self.turned.set(now);
        let turn = self.on_progress.call3(
            &JsValue::NULL,
            &stage.into(),
            &(done as f64).into(),
            &(total as f64).into(),
        );
        match turn.ok().and_then(|turn| turn.dyn_into::<js_sys::Promise>().ok()) {
            Some(turn) => Tick::Pause(Box::pin(async move {
                let _ = JsFuture::from(turn).await;
            })),
            None => Tick::Go,
        }
    }
}

/// Steps a device pixel in which lines and points are placed.
const FINE: f64 = 8.0;

/// Draws a chart on a canvas of the page and gives the canvas its size: the height that suits the chart unless
/// `options`, JSON: `{width, height, ratio, theme, language}`, have one.
#[wasm_bindgen(js_name = drawChart, unchecked_return_type = "Hits")]
pub fn draw_chart(
    canvas: web_sys::HtmlCanvasElement,
    #[wasm_bindgen(unchecked_param_type = "ChartSpec")] spec: JsValue,
    options: &str,
) -> std::result::Result<JsValue, JsValue> {
    let draw = || {
        let mut options: draw::Options = parse(options)?;
        let spec: ChartSpec = from_js(spec)?;
        if options.height <= 0.0 {
            options.height = draw::height(&spec, options.width);
        }
        options.fine = FINE;
        let (width, height) = (options.width * options.ratio, options.height * options.ratio);
        let size = |steps: f64| {
            canvas.set_width((width * steps).round() as u32);
            canvas.set_height((height * steps).round() as u32);
        };
        // plotters draws nothing beyond the size it finds at first, and counts in steps; nothing is painted at that size.
        size(FINE);
        let backend = plotters_canvas::CanvasBackend::with_canvas_object(canvas.clone());
        let area =
            backend.ok_or_else(|| Error::internal("the canvas has no 2d context"))?.into_drawing_area();
        size(1.0);
        let context = canvas.get_context("2d").ok().flatten();
        if let Some(context) = context.and_then(|it| it.dyn_into::<web_sys::CanvasRenderingContext2d>().ok())
        {
            context.scale(1.0 / FINE, 1.0 / FINE).map_err(|_| Error::internal("the canvas has no scale"))?;
        }
        with_words(options.language, |words| draw::chart(&area, &spec, &options, words))
    };
    // A catalogue is dear to make: only a fault needs this one.
    draw().and_then(|hits| to_js(&hits)).map_err(|error| throw(&error, &Catalogue::new(Language::English)))
}

/// The chart as a standalone SVG, for export and print.
#[wasm_bindgen(js_name = chartSvg)]
pub fn chart_svg(
    #[wasm_bindgen(unchecked_param_type = "ChartSpec")] spec: JsValue,
    options: &str,
) -> std::result::Result<String, JsValue> {
    let draw = || {
        let options: draw::Options = parse(options)?;
        let spec: ChartSpec = from_js(spec)?;
        with_words(options.language, |words| draw::svg(&spec, &options, words))
    };
    draw().map_err(|error: Error| throw(&error, &Catalogue::new(Language::English)))
}

/// A generated file for "Try it", in the encoding of its country.
#[wasm_bindgen(js_name = sampleCsv)]
pub fn sample_csv(name: &str) -> Option<Vec<u8>> {
    samples::csv(name)
}

/// "What is hidden in this data?", in sentences.
#[wasm_bindgen(js_name = sampleFacts)]
pub fn sample_facts(name: &str, language: &str) -> Vec<String> {
    let planted = samples::planted(name);
    with_words(Language::from_tag(language), |words| planted.iter().map(|fact| words.text(fact)).collect())
}

/// Which version of the program this is.
#[wasm_bindgen(js_name = programVersion)]
pub fn program_version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// A message in words.
#[wasm_bindgen]
pub fn say(
    language: &str,
    #[wasm_bindgen(unchecked_param_type = "Message")] message: JsValue,
) -> std::result::Result<String, JsValue> {
    let message: Message = from_js(message).map_err(|error| JsValue::from_str(&error.to_string()))?;
    Ok(with_words(Language::from_tag(language), |words| words.text(&message)))
}

/// A value on its own, as in a table cell.
#[wasm_bindgen(js_name = sayValue)]
pub fn say_value(
    language: &str,
    #[wasm_bindgen(unchecked_param_type = "Value")] value: JsValue,
) -> std::result::Result<String, JsValue> {
    let value: Value = from_js(value).map_err(|error| JsValue::from_str(&error.to_string()))?;
    Ok(with_words(Language::from_tag(language), |words| words.value(&value)))
}

thread_local! {
    /// Catalogues of the page's instance, one a language, made when first used.
    static WORDS: RefCell<Vec<Rc<Catalogue>>> = const { RefCell::new(Vec::new()) };
}

fn with_words<T>(language: Language, act: impl FnOnce(&Catalogue) -> T) -> T {
    let words = WORDS.with_borrow_mut(|kept| {
        if let Some(words) = kept.iter().find(|words| words.language == language) {
            return words.clone();
        }
        let words = Rc::new(Catalogue::new(language));
        kept.push(words.clone());
        words
    });
    act(&words)
}

fn no_reading() -> Error {
    Error::unknown("notebook-a-source", "")
}

fn sample_of(sample: &JsValue) -> ingest::Sample {
    let part = |name: &str| js_sys::Reflect::get(sample, &name.into()).unwrap_or_default();
    let bytes = js_sys::Uint8Array::new(&part("bytes")).to_vec();
    ingest::Sample { offset: part("offset").as_f64().unwrap_or(0.0), bytes }
}

fn parse<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|error| {
        let why = Message::new("error-params-unreadable").text("why", error.to_string());
        Error::new(Kind::Parameter { name: "json".into(), why })
    })
}

fn to_js<T: Serialize>(value: &T) -> Result<JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(|error| Error::internal(error.to_string()))
}

fn from_js<T: DeserializeOwned>(value: JsValue) -> Result<T> {
    serde_wasm_bindgen::from_value(value).map_err(|error| Error::internal(error.to_string()))
}

fn throw(error: &Error, words: &Catalogue) -> JsValue {
    to_js(&view::error_view(error, words)).unwrap_or_else(|_| JsValue::from_str(&error.to_string()))
}
