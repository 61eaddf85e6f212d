//! All numbers of the method.

use super::params::{Correction, Level};
use super::prepare::PseudoListed;
use super::significance::{Corrected, Significant};
use crate::message::Message;
use crate::table::Day;
use serde::{Serialize, Serializer};

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// True when neither support, count nor confidence was chosen: then `rules` are the best by leverage, exactly.
    pub is_automatic: bool,
    pub level: Level,
    /// N.
    pub n_baskets: u32,
    /// Distinct items in those baskets.
    pub n_items: u32,
    /// Items of all baskets added up.
    pub n_basket_items: u32,
    pub first_day: Option<Day>,
    pub last_day: Option<Day>,
    /// The sets are complete down to this count.
    pub min_count: u32,
    /// The same as a share of all baskets.
    pub min_support: f64,
    /// The rules are complete down to this count: lower than `min_count` never, higher where the best rules by leverage
    /// cannot be rarer.
    pub rules_min_count: u32,
    pub min_confidence: f64,
    /// Frequent sets, single items included, the empty set not.
    pub n_itemsets: u32,
    pub n_closed: u32,
    pub n_maximal: u32,
    /// Sets without a smaller set that occurs as often.
    pub n_generators: u32,
    /// Sets of 1, 2, 3 … items.
    pub n_itemsets_by_length: Vec<u32>,
    /// All rules that fit the request, listed or not.
    pub n_rules: f64,
    pub n_redundant: u32,
    /// Among all rules kept.
    pub n_significant: Significant,
    pub correction: Correction,
    /// Rules listed that nothing speaks against.
    pub n_trusted: u32,
    /// `None` when the search was complete.
    pub stopped_by: Option<Stopped>,
    /// The lift that chance alone gives to pairs, because large baskets hold everything.
    pub size_baseline: Option<f64>,
    pub calibration: Option<Calibration>,
    pub holdout: Option<Holdout>,
    pub pseudo_items: Vec<PseudoListed>,
    pub has_pseudo_items: bool,
    /// Items that are in every basket: nothing can be said about them.
    pub universal_items: Vec<String>,
    pub largest_basket: u32,
    pub n_without_category: u32,
    pub n_merged: u32,
    pub order_by: String,
    /// Best first.
    pub rules: Vec<Rule>,
    /// How `groups` were made: `month`, a column, a label; `None` when nobody asked for groups.
    pub by: Option<String>,
    #[serde(skip)]
    pub by_title: Message,
    /// Rules of each group of baskets.
    pub groups: Vec<Group>,
    /// By rank: the inputs' items that each item of the rules stands for, for tracing.
    #[serde(skip)]
    pub items_of: Vec<Vec<u32>>,
}

/// A segment, a country, a month.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    pub id: String,
    #[serde(skip)]
    pub name: Message,
    pub n_baskets: u32,
    /// False for a group of fewer baskets than a rule needs.
    pub is_searched: bool,
    /// All its rules that fit the request.
    pub n_rules: f64,
    /// The first of them, each set of items once.
    pub rules: Vec<GroupRule>,
}

/// A rule inside one group.
#[derive(Clone, Debug, Serialize)]
pub struct GroupRule {
    pub antecedent: Vec<String>,
    pub consequent: Vec<String>,
    /// Baskets of the group with both sides, with the antecedent, with the consequent.
    pub n_xy: u32,
    pub n_x: u32,
    pub n_y: u32,
    pub confidence: f64,
    pub lift: f64,
    /// The lift over the baskets of all groups.
    pub overall_lift: f64,
    pub log10_p: f64,
    /// For the search space of the group, times the number of groups.
    pub corrected_log10_p: f64,
    /// At least 30 baskets of the group hold both sides, and the corrected p is at most 5 %.
    pub is_trusted: bool,
    /// Positions of the orders with both sides.
    #[serde(skip)]
    pub orders: Vec<u32>,
}

/// A budget that ended a search, and what was not looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stopped {
    /// `"itemsets"` or `"rules"`.
    pub budget: &'static str,
    pub limit: u32,
    /// The count that was asked for, and the one that was reached: sets between them were not looked at.
    pub asked_min_count: u32,
    pub reached_min_count: u32,
    /// Rules counted but not kept.
    pub n_rules_not_kept: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Rule {
    /// Labels.
    pub antecedent: Vec<String>,
    pub consequent: Vec<String>,
    pub antecedent_codes: Vec<String>,
    pub consequent_codes: Vec<String>,
    /// Baskets with both sides, with the antecedent, with the consequent.
    pub n_xy: u32,
    pub n_x: u32,
    pub n_y: u32,
    pub support: f64,
    pub confidence: f64,
    /// Wilson's interval, 95 %.
    pub confidence_low: f64,
    pub confidence_high: f64,
    pub lift: f64,
    /// Interval of the lift by the delta method on its logarithm, 95 %.
    pub lift_low: Option<f64>,
    pub lift_high: Option<f64>,
    /// The lift that chance alone gives, from the sizes of baskets.
    pub size_baseline: Option<f64>,
    /// Lift ÷ that.
    pub size_adjusted_lift: Option<f64>,
    pub leverage: f64,
    /// `None`: infinite, no basket with the antecedent lacks the consequent.
    pub conviction: Option<f64>,
    pub zhang: Option<f64>,
    pub jaccard: Option<f64>,
    pub cosine: Option<f64>,
    pub kulczynski: Option<f64>,
    pub imbalance: Option<f64>,
    pub phi: Option<f64>,
    pub odds_ratio: Option<f64>,
    pub chi_squared: Option<f64>,
    /// Fisher's exact test, one-sided.
    pub log10_p: f64,
    /// By the chosen correction.
    pub corrected_log10_p: f64,
    pub corrected: Corrected,
    /// Rules expected by chance among those at least as significant ÷ their number, from the shuffles.
    pub shuffle_fdr: Option<f64>,
    /// Confidence minus the best confidence of a smaller antecedent, the empty one included.
    pub improvement: Option<f64>,
    /// A smaller antecedent gives the same or a higher confidence.
    pub redundant: bool,
    /// Distinct customers with such a basket; `None` without customers.
    pub n_customers: Option<u32>,
    /// In the earlier two thirds and in the later third of the period (or of a random order).
    pub early_confidence: Option<f64>,
    pub holdout_confidence: Option<f64>,
    pub holdout_lift: Option<f64>,
    pub holdout_n_x: u32,
    pub holdout_n_xy: u32,
    /// Whether the rule holds inside groups of customers and months.
    pub within: Vec<Within>,
    /// Nothing speaks against it.
    pub is_trusted: bool,
    pub doubts: Vec<Doubt>,
    /// The fifty measures, by their names in arules.
    pub measures: AllMeasures,
    /// Ranks of both sides, ascending.
    #[serde(skip)]
    pub antecedent_ranks: Vec<u32>,
    #[serde(skip)]
    pub consequent_ranks: Vec<u32>,
}

/// The check for Simpson's paradox: a rule may hold over all baskets and in none of their groups.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Within {
    /// `month`, the header of an attribute, or the name of a label.
    pub by: String,
    /// Groups with at least five baskets expected to hold both sides.
    pub n_groups: u32,
    /// Of those, groups where the lift is above 1.
    pub n_above: u32,
    /// Baskets with both sides ÷ those expected when antecedent and consequent are independent inside every group.
    pub adjusted_lift: f64,
}

/// What speaks against a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// Fewer than 30 baskets with both sides.
    FewBaskets,
    /// Corrected p above 5 %.
    NotSignificant,
    /// Shuffled baskets give as many such rules.
    LikeShuffled,
    /// No more than basket sizes alone give.
    BasketSize,
    /// Lift no longer above 1 in the later third.
    NotLater,
    /// Gone inside groups of customers or months.
    NotWithin,
}

impl Doubt {
    pub fn name(self) -> &'static str {
        match self {
            Doubt::FewBaskets => "few_baskets",
            Doubt::NotSignificant => "not_significant",
            Doubt::LikeShuffled => "like_shuffled",
            Doubt::BasketSize => "basket_size",
            Doubt::NotLater => "not_later",
            Doubt::NotWithin => "not_within",
        }
    }
}

/// What the same search finds in the user's own baskets, shuffled.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    pub n_shuffles: u32,
    /// Rules in each shuffle that fit the same request.
    pub n_rules: Vec<f64>,
    pub n_rules_low: f64,
    pub n_rules_high: f64,
    pub n_rules_mean: f64,
    /// Rules in the real baskets.
    pub n_rules_real: f64,
    /// The most significant rule of any shuffle; `None` when no shuffle gave a rule.
    pub best_log10_p: Option<f64>,
}

/// Rules mined in the earlier part and tried in the other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Holdout {
    /// True: the later third of the period. False: a random third, because not all baskets have a day.
    pub is_by_time: bool,
    pub n_baskets_early: u32,
    pub n_baskets_late: u32,
    /// First day of the later part.
    pub from_day: Option<Day>,
    /// Rules mined in the earlier part.
    pub n_rules: u32,
    /// Joint baskets in the earlier part that a rule needs to be tested.
    pub n_needed: u32,
    /// Of those, rules whose antecedent occurs in the later part at all.
    pub n_tested: u32,
    /// Mean confidence of the tested rules in each part.
    pub confidence_early: Option<f64>,
    pub confidence_late: Option<f64>,
    /// Share of the tested rules that still reach the least confidence, and whose lift is still above 1.
    pub share_confident: Option<f64>,
    pub share_above_1: Option<f64>,
}

/// The fifty measures of one rule; printed as an object by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AllMeasures(pub Vec<Option<f64>>);

impl Serialize for AllMeasures {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(super::measures::ALL.iter().map(|measure| measure.name).zip(&self.0))
    }
}
