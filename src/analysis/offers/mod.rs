//! Next best offers: what each customer is likely to buy again, and what they might buy for the first time, with the
//! reason beside it and the back-test above it.

mod backtest;
mod history;
mod model;
mod report;
mod segments;

use crate::analysis::{Analysis, Control, Field, Inputs, Need, Shape};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::progress::Progress;
use crate::report::Report;
use crate::roles::Baskets;
use crate::table::Day;
use backtest::{Test, Tested};
use history::{History, Windows};
use model::{Model, POPULARITY_WITH_EASE, best};
use segments::Segments;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use backtest::{Backtest, K};
pub use segments::Summary;

pub struct Offers;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Items in each of a customer's two lists, 1..=100. Default 10.
    pub n_offers: u32,
    /// Only customers whose label (segment, cluster) has this name. Default: all.
    pub segment: Option<String>,
    /// Items in the lists of a segment's customers, 0..=100, in place of `n_offers`: `{"champions": 5, "lost": 0}`.
    /// Default: none.
    pub n_by_segment: BTreeMap<String, u32>,
    /// Labels or codes never to offer. Default: none.
    pub exclude_items: Vec<String>,
    /// Whether postage, fees, samples and the like may be offered. Default: no.
    pub include_pseudo_items: bool,
    /// Days without a sale after which a product is taken to be discontinued, 1..=3650. Default 60.
    pub discontinued_days: u32,
    /// Days that recent popularity looks back, 1..=3650. Default 30.
    pub recent_days: u32,
    /// Days at the end kept for the back-test, 1..=3650. Default 30, at most a quarter of the period.
    pub test_days: u32,
    /// Products the model knows, those of most customers, 10..=2000. Default 500.
    pub max_items: u32,
    /// Seed of the random list in the back-test. Default 0.
    pub seed: u64,
}

impl Default for Params {
    fn default() -> Params {
        Params {
            n_offers: 10,
            segment: None,
            n_by_segment: BTreeMap::new(),
            exclude_items: Vec::new(),
            include_pseudo_items: false,
            discontinued_days: 60,
            recent_days: 30,
            test_days: 30,
            max_items: 500,
            seed: 0,
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// Customers with a list.
    pub n_customers: u32,
    /// Products that may be offered today.
    pub n_items: u32,
    /// Products left out because they no longer sell, and because they are no products.
    pub n_discontinued: u32,
    pub n_pseudo: u32,
    /// Products the model knows.
    pub n_model_items: u32,
    /// λ of EASE.
    pub ridge: f64,
    pub popularity_weight: f64,
    pub first_day: Day,
    pub last_day: Day,
    /// Hit rates at ten.
    pub backtest: Vec<Backtest>,
    /// Last day known to the lists of the back-test, and the days after it.
    pub cut: Day,
    pub test_days: u32,
    /// Customers that only the blend, and only recent popularity, would have reached: cross-sell, then buy again.
    pub won: [u32; 2],
    pub lost: [u32; 2],
    pub lists: Vec<Lists>,
    /// By segments of an earlier cell, where the cell uses one.
    pub segments: Vec<segments::Summary>,
}

/// What one customer is offered.
#[derive(Clone, Debug, Serialize)]
pub struct Lists {
    pub customer_id: String,
    /// The customer's segment, where the cell uses one.
    pub segment: Option<String>,
    /// Position in the ledger's customers.
    pub customer: u32,
    pub buy_again: Vec<Again>,
    pub cross_sell: Vec<New>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Again {
    pub code: String,
    pub label: String,
    pub score: f64,
    /// The customer's baskets with it.
    pub n_baskets: u32,
    pub last_day: Day,
    /// Mean days between them; `None` for a single one.
    pub rhythm_days: Option<f64>,
    #[serde(skip)]
    pub item: u32,
}

#[derive(Clone, Debug, Serialize)]
pub struct New {
    pub code: String,
    pub label: String,
    pub score: f64,
    /// The customer's own product that speaks most for it; `None` when recent popularity alone does.
    pub because: Option<Because>,
    /// Baskets with it in the recent days.
    pub n_recent: u32,
    #[serde(skip)]
    pub item: u32,
}

/// A rule over customers: of those with one product, how many have the other.
#[derive(Clone, Debug, Serialize)]
pub struct Because {
    pub code: String,
    pub label: String,
    pub n_x: u32,
    pub n_xy: u32,
    pub confidence: f64,
    pub lift: f64,
    #[serde(skip)]
    pub item: u32,
}

impl Analysis for Offers {
    const KIND: &'static str = "offers";
    const NEEDS: &'static [Need] = &[Need::Baskets, Need::Customers];
    const FIELDS: &'static [Field] = &[
        Field::new("n_offers", Control::Integer { min: 1, max: 100, default: Some(10) }),
        Field::new("segment", Control::Text).of_data("segment"),
        Field::new(
            "n_by_segment",
            Control::Entries {
                table: "segments",
                key: "segment_id",
                label: "segment",
                value: "n_offers",
                shape: Shape::Numbers,
            },
        ),
        Field::new("exclude_items", Control::Items),
        Field::new("include_pseudo_items", Control::Flag { default: false }),
        Field::advanced("discontinued_days", Control::Integer { min: 1, max: 3650, default: Some(60) }),
        Field::advanced("recent_days", Control::Integer { min: 1, max: 3650, default: Some(30) }),
        Field::advanced("test_days", Control::Integer { min: 1, max: 3650, default: Some(30) }),
        Field::advanced("max_items", Control::Integer { min: 10, max: 2000, default: Some(500) }),
        Field::advanced("seed", Control::Integer { min: 0, max: i32::MAX as i64, default: Some(0) }),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        params.check()?;
        let (ledger, baskets) = (inputs.ledger()?, inputs.baskets()?);
        let is_in = params.items(baskets)?;
        let segments = Segments::of(inputs, ledger, params)?;
        let n_customers = ledger.customers.len();
        let (first_day, last_day) = period(baskets)?;
        let windows = Windows {
            recent_days: params.recent_days as i32,
            discontinued_days: params.discontinued_days as i32,
        };
        let n_model_items = params.max_items as usize;
        // The lists of the past know nothing of the test days.
        let quarter = ((i64::from(last_day) - i64::from(first_day)) / 4) as i32;
        let cut = last_day - (params.test_days as i32).min(quarter).max(1);
        let tested = match quarter {
            0 => Tested::default(),
            _ => {
                let test =
                    Test { n_customers, is_in: &is_in, cut, n_model_items, windows, seed: params.seed };
                backtest::backtest(baskets, &test, progress).await?
            }
        };
        let history = History::new(baskets, n_customers, &is_in, last_day, windows);
        let model = Model::fit(&history, n_model_items, windows, progress).await?;
        let mut lists = Vec::new();
        let mut scores = Vec::new();
        for (customer, person) in ledger.customers.iter().enumerate() {
            if customer % 128 == 127 {
                progress.step("offers-stage-lists", customer as u64, n_customers as u64).await?;
            }
            let k = segments.n_offers(customer) as usize;
            if k > 0 && !history.bought[customer].is_empty() {
                model.ease(&history, customer, &mut scores);
                let maker = Maker { baskets, history: &history, model: &model, windows, k };
                let segment = segments.id_of(customer);
                lists.push(Lists { segment, ..maker.lists(customer, &person.id, &scores) });
            }
        }
        if lists.is_empty() {
            let have = Message::new("offers-have").count("n", n_customers);
            return Err(Error::insufficient(have, "offers-need"));
        }
        let n_of = |keep: &dyn Fn(u32) -> bool| {
            (0..is_in.len() as u32).filter(|&item| is_in[item as usize] && keep(item)).count() as u32
        };
        let sold = |item: u32| history.n_baskets[item as usize] > 0;
        Ok(Output {
            n_customers: lists.len() as u32,
            n_items: n_of(&|item| sold(item) && history.is_current(item, windows)),
            n_discontinued: n_of(&|item| sold(item) && !history.is_current(item, windows)),
            n_pseudo: match params.include_pseudo_items {
                true => 0,
                false => baskets.items.iter().filter(|item| item.pseudo.is_some()).count() as u32,
            },
            n_model_items: model.items.len() as u32,
            ridge: model.ridge,
            popularity_weight: POPULARITY_WITH_EASE,
            first_day,
            last_day,
            backtest: tested.backtest,
            cut: tested.cut,
            test_days: tested.test_days,
            won: tested.won,
            lost: tested.lost,
            segments: segments.summaries(&lists),
            lists,
        })
    }

    fn report(output: &Output, inputs: &Inputs) -> Report {
        report::report(output, inputs)
    }
}

impl Params {
    fn check(&self) -> Result<()> {
        let within = |name: &str, value: u32, low: u32, high: u32| match (low..=high).contains(&value) {
            true => Ok(()),
            false => {
                let why = Message::new("offers-error-range")
                    .count("low", low as usize)
                    .count("high", high as usize);
                Err(Error::parameter(name, why))
            }
        };
        within("n_offers", self.n_offers, 1, 100)?;
        for &n in self.n_by_segment.values() {
            within("n_by_segment", n, 0, 100)?;
        }
        within("discontinued_days", self.discontinued_days, 1, 3650)?;
        within("recent_days", self.recent_days, 1, 3650)?;
        within("test_days", self.test_days, 1, 3650)?;
        within("max_items", self.max_items, 10, 2000)
    }

    /// Which items may be offered.
    fn items(&self, baskets: &Baskets) -> Result<Vec<bool>> {
        let mut is_in: Vec<bool> =
            baskets.items.iter().map(|item| self.include_pseudo_items || item.pseudo.is_none()).collect();
        for name in &self.exclude_items {
            let folded = name.trim().to_lowercase();
            let mut is_known = false;
            for (item, is_in) in baskets.items.iter().zip(&mut is_in) {
                if item.label.trim().to_lowercase() == folded || item.code.trim().to_lowercase() == folded {
                    *is_in = false;
                    is_known = true;
                }
            }
            if !is_known {
                return Err(Error::unknown("rules-item", name));
            }
        }
        Ok(is_in)
    }
}

fn period(baskets: &Baskets) -> Result<(Day, Day)> {
    let dated = || baskets.iter().filter(|basket| basket.customer.is_some()).filter_map(|basket| basket.day);
    match (dated().min(), dated().max()) {
        (Some(first), Some(last)) => Ok((first, last)),
        _ => Err(Error::insufficient(Message::new("offers-have").count("n", 0), "offers-need")),
    }
}

/// Makes the lists of one customer.
struct Maker<'a> {
    baskets: &'a Baskets,
    history: &'a History,
    model: &'a Model,
    windows: Windows,
    k: usize,
}

impl Maker<'_> {
    fn lists(&self, customer: usize, id: &str, ease: &[f64]) -> Lists {
        let (history, model) = (self.history, self.model);
        let own = &history.bought[customer];
        let again = own
            .iter()
            .filter(|bought| history.is_current(bought.item, self.windows))
            .map(|bought| (model.again(bought.item, bought.n), bought.item));
        let new = model
            .items
            .iter()
            .zip(ease)
            .filter(|(item, _)| !history.has(customer, **item))
            .map(|(&item, score)| (score + POPULARITY_WITH_EASE * model.popularity[item as usize], item));
        Lists {
            customer_id: id.to_owned(),
            segment: None,
            customer: customer as u32,
            buy_again: best(again, self.k)
                .into_iter()
                .filter_map(|(score, item)| self.again(own, item, score))
                .collect(),
            cross_sell: best(new, self.k)
                .into_iter()
                .map(|(score, item)| self.new_to(customer, item, score))
                .collect(),
        }
    }

    fn again(&self, own: &[history::Bought], item: u32, score: f64) -> Option<Again> {
        let bought = own.get(own.binary_search_by_key(&item, |bought| bought.item).ok()?)?;
        let (code, label) = self.names(item);
        let rhythm_days =
            (bought.n > 1).then(|| f64::from(bought.last - bought.first) / f64::from(bought.n - 1));
        Some(Again { code, label, score, n_baskets: bought.n, last_day: bought.last, rhythm_days, item })
    }

    fn new_to(&self, customer: usize, item: u32, score: f64) -> New {
        let (code, label) = self.names(item);
        let position = self.model.position[item as usize] as usize;
        let because =
            self.model.reason(self.history, customer, position).map(|at| self.because(at as usize, position));
        New { code, label, score, because, n_recent: self.history.n_recent[item as usize], item }
    }

    fn because(&self, own: usize, offered: usize) -> Because {
        let n = self.model.items.len();
        let count = |a: usize, b: usize| self.model.together[a * n + b];
        let (n_x, n_y, n_xy) = (count(own, own), count(offered, offered), count(own, offered));
        let confidence = f64::from(n_xy) / f64::from(n_x.max(1));
        let lift = confidence * f64::from(self.model.n_customers) / f64::from(n_y.max(1));
        let item = self.model.items[own];
        let (code, label) = self.names(item);
        Because { code, label, n_x, n_xy, confidence, lift, item }
    }

    fn names(&self, item: u32) -> (String, String) {
        let item = &self.baskets.items[item as usize];
        (item.code.clone(), item.label.clone())
    }
}
