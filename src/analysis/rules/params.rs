//! What can be asked for.

use super::measures;
use super::threshold::Fraction;
use crate::analysis::{Control, Field};
use crate::error::{Error, Result};
use crate::message::Message;
use serde::{Deserialize, Serialize};

/// Everything may stay unset: with neither support, count nor confidence the best rules by leverage are found, exactly.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Share of all baskets a rule must be in, above 0, up to 1. Default: chosen so that the sets fit the budget.
    pub min_support: Option<f64>,
    /// The same as a number of baskets, at least 1.
    pub min_count: Option<u32>,
    /// Share of the antecedent's baskets that hold the consequent, 0..=1. Default: 0, or 0.3 with a support given.
    pub min_confidence: Option<f64>,
    /// Items of a rule, both sides together, at least 2. Default: any number; 5 for the best rules by leverage.
    pub max_length: Option<u32>,
    /// Items of a consequent at most. Default: any number; 1 for the best rules by leverage.
    pub consequent_length: Option<u32>,
    /// Default: products.
    pub level: Level,
    /// Whether postage, fees, samples and the like count as items. Default: no.
    pub include_pseudo_items: bool,
    /// Whether products that differ only by colour or size are one item. Default: no.
    pub merge_variants: bool,
    /// Labels or codes of which at least one stands in the antecedent. Default: any.
    pub antecedent_items: Vec<String>,
    /// Labels or codes of which at least one stands in the consequent. Default: any.
    pub consequent_items: Vec<String>,
    /// `week`, `month`, `quarter`, `year`, a column of the customers or a label of another cell: each group is searched for
    /// rules of its own. Default: none.
    pub by: Option<String>,
    /// Labels or codes that no rule holds. Default: none.
    pub exclude_items: Vec<String>,
    /// One of the fifty measures, or `size_adjusted_lift`, `log10_p`, `zhang`. Default: leverage.
    pub order_by: Option<String>,
    /// Rules listed at most; all are counted. Default: 1,000, or 10,000 with thresholds.
    pub limit: Option<u32>,
    /// Correction of p for the number of rules tried. Default: the search space.
    pub correction: Correction,
    /// Seed of the shuffles. Default: 0.
    pub seed: u64,
    /// How often the baskets are shuffled to see what chance gives, 0..=200. Default: 10.
    pub shuffles: Option<u32>,
    /// Sets kept at most; beyond it the support is raised, and the result says so. Default: 20,000 where the support is
    /// chosen, 1,000,000 where it is given.
    pub max_itemsets: Option<u32>,
    /// Rules kept at most; those beyond are counted. Default: 1,000,000.
    pub max_rules: Option<u32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    #[default]
    Product,
    Category,
}

/// How p is corrected for many rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Correction {
    /// For all rules that could have been found, one share for each length (Webb 2007, 2008).
    #[default]
    SearchSpace,
    Bonferroni,
    Holm,
    BenjaminiHochberg,
    BenjaminiYekutieli,
}

pub const FIELDS: &[Field] = &[
    Field::new("min_support", Control::Share { min: 0.0001, max: 1.0, default: None, is_log: true }),
    Field::new("min_confidence", Control::Share { min: 0.0, max: 1.0, default: None, is_log: false }),
    Field::new(
        "order_by",
        Control::Choice {
            options: &[
                "leverage",
                "size_adjusted_lift",
                "lift",
                "confidence",
                "support",
                "conviction",
                "zhang",
                "jaccard",
                "cosine",
                "kulczynski",
                "phi",
                "oddsRatio",
                "log10_p",
            ],
            default: "leverage",
        },
    ),
    Field::new("level", Control::Choice { options: &["product", "category"], default: "product" }),
    Field::new("include_pseudo_items", Control::Flag { default: false }),
    Field::new("antecedent_items", Control::Items),
    Field::new("consequent_items", Control::Items),
    Field::new("by", Control::Text),
    Field::advanced("exclude_items", Control::Items),
    Field::advanced("merge_variants", Control::Flag { default: false }),
    Field::advanced("min_count", Control::Integer { min: 1, max: i32::MAX as i64, default: None }),
    Field::advanced("max_length", Control::Integer { min: 2, max: 30, default: None }),
    Field::advanced("consequent_length", Control::Integer { min: 1, max: 30, default: None }),
    Field::advanced("limit", Control::Integer { min: 1, max: 1_000_000, default: None }),
    Field::advanced(
        "correction",
        Control::Choice {
            options: &["search_space", "bonferroni", "holm", "benjamini_hochberg", "benjamini_yekutieli"],
            default: "search_space",
        },
    ),
    Field::advanced("shuffles", Control::Integer { min: 0, max: 200, default: Some(10) }),
    Field::advanced("seed", Control::Integer { min: 0, max: i32::MAX as i64, default: Some(0) }),
    Field::advanced("max_itemsets", Control::Integer { min: 1, max: 20_000_000, default: None }),
    Field::advanced("max_rules", Control::Integer { min: 1, max: 20_000_000, default: None }),
];

/// Parameters that hold what they promise.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Nobody chose support, count or confidence.
    pub is_automatic: bool,
    pub min_support: Option<Fraction>,
    pub min_count: Option<u32>,
    pub min_confidence: Fraction,
    pub min_confidence_share: f64,
    pub max_length: usize,
    pub max_consequent_length: usize,
    pub order: Order,
    pub limit: usize,
    pub n_shuffles: u32,
    pub max_itemsets: usize,
    pub max_rules: usize,
}

/// What rules are ordered by.
#[derive(Clone, Copy, Debug)]
pub enum Order {
    Measure(&'static measures::Measure),
    SizeAdjustedLift,
    Log10P,
    Zhang,
}

impl Params {
    /// # Errors
    /// A parameter outside its range, both a support and a count, or an unknown measure.
    pub fn check(&self) -> Result<Checked> {
        let bad = |name: &'static str, why: &'static str| Err(Error::parameter(name, why));
        let is_automatic =
            self.min_support.is_none() && self.min_count.is_none() && self.min_confidence.is_none();
        if self.min_support.is_some() && self.min_count.is_some() {
            return bad("min_count", "rules-error-two-supports");
        }
        let min_support = match self.min_support {
            Some(share) if share > 0.0 => match Fraction::of(share) {
                Some(fraction) => Some(fraction),
                None => return bad("min_support", "rules-error-support"),
            },
            Some(_) => return bad("min_support", "rules-error-support"),
            None => None,
        };
        if self.min_count == Some(0) {
            return bad("min_count", "rules-error-count");
        }
        let min_confidence_share = self.min_confidence.unwrap_or(if is_automatic { 0.0 } else { 0.3 });
        let Some(min_confidence) = Fraction::of(min_confidence_share) else {
            return bad("min_confidence", "rules-error-confidence");
        };
        if self.max_length.is_some_and(|length| length < 2) {
            return bad("max_length", "rules-error-length");
        }
        if self.consequent_length == Some(0) {
            return bad("consequent_length", "rules-error-consequent-length");
        }
        if self.limit == Some(0) {
            return bad("limit", "rules-error-limit");
        }
        if self.shuffles.is_some_and(|n| n > 200) {
            return bad("shuffles", "rules-error-shuffles");
        }
        if self.max_itemsets == Some(0) || self.max_rules == Some(0) {
            return bad(
                if self.max_rules == Some(0) { "max_rules" } else { "max_itemsets" },
                "rules-error-limit",
            );
        }
        let order = match self.order_by.as_deref() {
            None => Order::Measure(leverage()),
            Some("size_adjusted_lift") => Order::SizeAdjustedLift,
            Some("log10_p") => Order::Log10P,
            Some("zhang") => Order::Zhang,
            Some(name) => match measures::find(name) {
                Some(measure) => Order::Measure(measure),
                None => {
                    let why = Message::new("rules-error-order").text("name", name);
                    return Err(Error::parameter("order_by", why));
                }
            },
        };
        let is_support_chosen = min_support.is_none() && self.min_count.is_none();
        let or = |value: Option<u32>, default: usize| value.map_or(default, |value| value as usize);
        Ok(Checked {
            is_automatic,
            min_support,
            min_count: self.min_count,
            min_confidence,
            min_confidence_share,
            max_length: or(self.max_length, if is_automatic { 5 } else { usize::MAX }),
            max_consequent_length: or(self.consequent_length, if is_automatic { 1 } else { usize::MAX }),
            order,
            limit: or(self.limit, if is_automatic { 1_000 } else { 10_000 }),
            n_shuffles: self.shuffles.unwrap_or(10),
            max_itemsets: or(self.max_itemsets, if is_support_chosen { 20_000 } else { 1_000_000 }),
            max_rules: or(self.max_rules, 1_000_000),
        })
    }
}

fn leverage() -> &'static measures::Measure {
    // The name stands in the list; the first measure answers should it ever leave it.
    measures::find("leverage").unwrap_or(&measures::ALL[0])
}
