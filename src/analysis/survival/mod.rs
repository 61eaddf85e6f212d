//! How long customers stay: survival curves with intervals, for any table with a length of time and an ending, or for
//! the tenure of customers derived from their orders.
//!
//! **Tenure from orders.** Nobody says goodbye in a shop, so a rule must: a customer is gone when nothing was bought for
//! longer than `silence_days`. The tenure runs from the first order to the last one before that silence. Who was not
//! silent so long by "today" is still there, and was watched until `silence_days` before today: only up to then can a
//! silence have run its length. Both ends move together, so the curve stays unbiased by those who are watched briefly.

pub mod estimate;
mod report;

use super::grouping::{Grouping, name_of};
use super::{Analysis, Control, Field, Inputs, LabelValues, Labels, Need, Source};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::report::Report;
use crate::roles::Ledger;
use crate::stats::quantile;
use crate::table::{Column, Day};
use estimate::{Curve, Interval, LogRank, Spell, kaplan_meier, log_rank};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub struct Survival;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Id of the source with the columns below. Default: the first that has the column `duration`; without `duration`,
    /// tenure from orders.
    pub table: Option<String>,
    /// Column with how long each row was watched: a number that is not negative, in any unit.
    pub duration: Option<String>,
    /// Column that says whether the time ended with the event: yes/no, a number that is not 0, or `positive`. Default:
    /// every row ended.
    pub event: Option<String>,
    /// The value of `event` that means the event, where it is not a yes/no column.
    pub positive: Option<String>,
    /// Column to compare groups by; for tenure from orders, a known attribute of customers or a label of an earlier cell.
    pub group: Option<String>,
    /// Days without an order after which a customer is gone. Default: nine in ten customers who came back never stayed
    /// away longer; at most half of the days in the file.
    pub silence_days: Option<u32>,
    /// Scale of the 95 % interval. Default: `log_log`.
    pub interval: Interval,
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    pub n: u32,
    pub n_events: u32,
    /// Rows or customers that could not be used: a time missing or negative, or first orders too recent to be judged.
    pub n_left_out: u32,
    /// Everybody.
    pub overall: Curve,
    /// Largest first; empty without `group`.
    pub groups: Vec<Group>,
    /// Groups beyond the twelve largest.
    pub n_groups_left_out: u32,
    pub log_rank: Option<LogRank>,
    /// For tenure from orders.
    pub tenure: Option<Tenure>,
    /// Header of the column of durations.
    pub duration: Option<String>,
    /// What groups are made by.
    pub grouped_by: Option<String>,
    #[serde(skip)]
    pub grouped_title: Message,
}

#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// The value of the column; the key of a label's name.
    pub name: String,
    #[serde(skip)]
    pub title: Message,
    #[serde(flatten)]
    pub curve: Curve,
}

/// The rule, and what became of those it calls gone.
#[derive(Clone, Debug, Serialize)]
pub struct Tenure {
    pub silence_days: u32,
    /// Gone after the first purchase day already.
    pub n_never_back: u32,
    /// Gone by the rule, but back later.
    pub n_came_back: u32,
    pub first_day: Day,
    pub last_day: Day,
    /// Customers in the curve, and those gone after their first day: positions.
    #[serde(skip)]
    pub customers: Vec<u32>,
    #[serde(skip)]
    pub never_back: Vec<u32>,
    /// Whether each of the ledger's customers is gone; `None` when not in the curve.
    #[serde(skip)]
    pub is_gone: Vec<Option<u32>>,
}

/// Most groups compared: more lines than this are not read.
const MAX_GROUPS: usize = 12;

impl Analysis for Survival {
    const KIND: &'static str = "survival";
    const NEEDS: &'static [Need] = &[Need::Table];
    const FIELDS: &'static [Field] = &[
        Field::new("silence_days", Control::Integer { min: 1, max: 3650, default: None }),
        Field::new("group", Control::Columns { is_many: false }),
        Field::new("table", Control::Source),
        Field::new("duration", Control::Columns { is_many: false }),
        Field::new("event", Control::Columns { is_many: false }),
        Field::advanced("positive", Control::Text).of_data("positive"),
        Field::advanced(
            "interval",
            Control::Choice { options: &["log_log", "log", "plain"], default: "log_log" },
        ),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        progress.step("survival-stage", 0, 2).await?;
        let data = match table(inputs, params)? {
            Some(source) => from_table(source, params)?,
            None => from_ledger(inputs, params)?,
        };
        progress.step("survival-stage", 1, 2).await?;
        estimate(data, params)
    }

    fn report(output: &Output, _inputs: &Inputs) -> Report {
        report::report(output)
    }

    fn labels(output: &Output, _inputs: &Inputs) -> Vec<Labels> {
        let Some(tenure) = &output.tenure else { return Vec::new() };
        vec![Labels {
            cell: String::new(),
            name: "gone".into(),
            title: "survival-status".into(),
            values: LabelValues::Class {
                codes: tenure.is_gone.clone(),
                names: vec!["survival-there".into(), "survival-gone".into()],
            },
        }]
    }
}

/// What both sources come to. A spell's group is a position in `names`; rows of no group are left out.
struct Data {
    spells: Vec<Spell>,
    names: Vec<Message>,
    n_left_out: u32,
    tenure: Option<Tenure>,
    duration: Option<String>,
    grouped_by: Option<(String, Message)>,
}

fn text(key: &str) -> Message {
    Message::new("survival-group-name").text("name", key)
}

/// The table asked for, if any.
fn table<'a>(inputs: &'a Inputs, params: &Params) -> Result<Option<&'a Source>> {
    let Some(duration) = params.duration.as_deref().filter(|name| !name.is_empty()) else {
        return match &params.table {
            Some(_) if params.event.is_some() => Err(Error::parameter("duration", "survival-need-duration")),
            _ => Ok(None),
        };
    };
    let found = match &params.table {
        Some(id) => {
            let source = inputs.sources.iter().find(|source| source.id == *id);
            Some(source.ok_or_else(|| Error::unknown("survival-a-file", id))?)
        }
        None => inputs.sources.iter().find(|source| source.table.column(duration).is_some()),
    };
    found.map(Some).ok_or_else(|| Error::unknown("survival-a-column", duration))
}

fn column<'a>(source: &'a Source, name: &str) -> Result<&'a Column> {
    source
        .table
        .column(name)
        .ok_or_else(|| Error::unknown("survival-a-column", name).in_file(&source.table.name))
}

fn chosen(name: &Option<String>) -> Option<&str> {
    name.as_deref().map(str::trim).filter(|name| !name.is_empty())
}

fn from_table(source: &Source, params: &Params) -> Result<Data> {
    let name = chosen(&params.duration).unwrap_or_default();
    let duration = column(source, name)?;
    if !duration.is_number() {
        return Err(Error::parameter("duration", "survival-duration-number").in_column(name));
    }
    let event = chosen(&params.event).map(|name| column(source, name)).transpose()?;
    let group = chosen(&params.group).map(|name| column(source, name)).transpose()?;
    let ended = event.map(|event| Ended::new(event, chosen(&params.positive))).transpose()?;
    let mut names: BTreeMap<String, u32> = BTreeMap::new();
    let mut spells = Vec::new();
    for row in 0..source.table.n_rows {
        let Some(duration) = duration.number(row).filter(|time| time.is_finite() && *time >= 0.0) else {
            continue;
        };
        let is_event = match &ended {
            None => true,
            Some(ended) => match ended.at(row) {
                Some(is_event) => is_event,
                None => continue,
            },
        };
        let group = match group {
            None => 0,
            Some(group) if group.is_valid(row) => {
                let n = names.len() as u32;
                *names.entry(group.display(row)).or_insert(n)
            }
            Some(_) => continue,
        };
        spells.push(Spell { duration, is_event, group });
    }
    let mut in_order: Vec<(String, u32)> = names.into_iter().collect();
    in_order.arrange_by_key(|(_, position)| *position);
    Ok(Data {
        n_left_out: (source.table.n_rows - spells.len()) as u32,
        spells,
        names: in_order.iter().map(|(name, _)| text(name)).collect(),
        tenure: None,
        duration: Some(name.to_owned()),
        grouped_by: group.map(|column| (column.name.clone(), text(&column.name))),
    })
}

/// How a column says yes.
struct Ended<'a> {
    column: &'a Column,
    positive: Option<String>,
}

const YES: [&str; 24] = [
    "yes",
    "y",
    "true",
    "t",
    "1",
    "churned",
    "churn",
    "left",
    "lost",
    "cancelled",
    "canceled",
    "closed",
    "ended",
    "gone",
    "是",
    "已流失",
    "流失",
    "離開",
    "离开",
    "退訂",
    "退订",
    "取消",
    "已取消",
    "結束",
];

impl<'a> Ended<'a> {
    fn new(column: &'a Column, positive: Option<&str>) -> Result<Ended<'a>> {
        let positive = positive.map(fold);
        let ended = Ended { column, positive };
        let mut answers = (0..column.len()).filter_map(|row| ended.at(row));
        let says_yes = answers.any(|is_event| is_event);
        // Words that are neither yes nor the chosen value would turn every row into "still there".
        if !says_yes && !column.is_number() && ended.positive.is_none() {
            return Err(Error::parameter("positive", "survival-need-positive").in_column(&column.name));
        }
        if !says_yes && ended.positive.is_some() {
            return Err(Error::parameter("positive", "survival-no-positive").in_column(&column.name));
        }
        Ok(ended)
    }

    fn at(&self, row: usize) -> Option<bool> {
        if !self.column.is_valid(row) {
            return None;
        }
        match (&self.positive, self.column.number(row)) {
            (Some(positive), _) => Some(fold(&self.column.display(row)) == *positive),
            (None, Some(number)) => Some(number != 0.0),
            (None, None) => Some(YES.contains(&fold(&self.column.display(row)).as_str())),
        }
    }
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Nine in ten customers who came back never stayed away longer; at most half of the days in the file, so that
/// something is left to watch.
fn usual_silence(ledger: &Ledger, from: Day, to: Day) -> Option<u32> {
    let mut longest_gaps = Vec::new();
    for customer in 0..ledger.customers.len() as u32 {
        let (mut last, mut longest): (Option<Day>, Day) = (None, 0);
        for order in ledger.orders_of(customer).take_while(|order| order.day <= to) {
            longest = longest.max(last.map_or(0, |last| order.day - last));
            last = Some(order.day);
        }
        if longest > 0 {
            longest_gaps.push(f64::from(longest));
        }
    }
    let silence = quantile::tile(&quantile::sorted(longest_gaps), 9, 10)?;
    let half = f64::from(to.saturating_sub(from)) / 2.0;
    Some(libm::ceil(silence.min(half)).max(1.0) as u32)
}

fn from_ledger(inputs: &Inputs, params: &Params) -> Result<Data> {
    let ledger = inputs.ledger()?;
    if ledger.customers.is_empty() {
        return Err(inputs.lack(Need::Customers));
    }
    if params.silence_days == Some(0) {
        return Err(Error::parameter("silence_days", "survival-silence-range"));
    }
    let to = inputs.as_of().unwrap_or(ledger.last_day);
    let silence = params
        .silence_days
        .or_else(|| usual_silence(ledger, ledger.first_day, to))
        .ok_or_else(|| Error::insufficient("survival-nobody-returns", "survival-need-returns"))?;
    // Later first orders cannot yet be judged.
    let watched_to = i64::from(to) - i64::from(silence);
    let grouping =
        chosen(&params.group).map(|name| Grouping::find(inputs, ledger, name, "group")).transpose()?;
    let mut spells = Vec::new();
    let mut tenure = Tenure {
        silence_days: silence,
        n_never_back: 0,
        n_came_back: 0,
        first_day: ledger.first_day,
        last_day: to,
        customers: Vec::new(),
        never_back: Vec::new(),
        is_gone: vec![None; ledger.customers.len()],
    };
    let mut n_left_out = 0;
    for customer in 0..ledger.customers.len() as u32 {
        let mut days = ledger.orders_of(customer).map(|order| order.day).take_while(|day| *day <= to);
        let Some(first) = days.next() else { continue };
        let group = grouping.as_ref().map_or(Some(0), |grouping| grouping.codes[customer as usize]);
        let Some(group) = group.filter(|_| i64::from(first) <= watched_to) else {
            n_left_out += 1;
            continue;
        };
        let (mut last, mut came_back) = (first, false);
        for day in days {
            if i64::from(day) - i64::from(last) > i64::from(silence) {
                came_back = true;
                break;
            }
            last = day;
        }
        let is_gone = came_back || i64::from(last) < watched_to;
        let end = if is_gone { i64::from(last) } else { watched_to };
        spells.push(Spell { duration: (end - i64::from(first)) as f64, is_event: is_gone, group });
        tenure.n_came_back += u32::from(came_back);
        tenure.customers.push(customer);
        tenure.is_gone[customer as usize] = Some(u32::from(is_gone));
        if is_gone && last == first {
            tenure.never_back.push(customer);
        }
    }
    tenure.n_never_back = tenure.never_back.len() as u32;
    Ok(Data {
        spells,
        names: grouping.as_ref().map_or(Vec::new(), |grouping| grouping.names.clone()),
        n_left_out,
        tenure: Some(tenure),
        duration: None,
        grouped_by: grouping.map(|grouping| (grouping.name, grouping.title)),
    })
}

fn estimate(data: Data, params: &Params) -> Result<Output> {
    let Data { mut spells, names, n_left_out, tenure, duration, grouped_by } = data;
    if spells.len() < 2 || !spells.iter().any(|spell| spell.is_event) {
        let have = Message::new("survival-have")
            .count("n", spells.len())
            .count("events", spells.iter().filter(|spell| spell.is_event).count());
        return Err(Error::insufficient(have, "survival-need"));
    }
    spells.arrange_by(|a, b| a.duration.total_cmp(&b.duration).then(a.is_event.cmp(&b.is_event)));
    let overall = kaplan_meier(&spells, params.interval);
    let (mut groups, mut n_groups_left_out, mut test) = (Vec::new(), 0, None);
    if grouped_by.is_some() {
        let mut members: Vec<(usize, Vec<Spell>)> =
            (0..names.len()).map(|group| (group, Vec::new())).collect();
        for spell in &spells {
            if let Some((_, members)) = members.get_mut(spell.group as usize) {
                members.push(*spell);
            }
        }
        members.retain(|(_, members)| !members.is_empty());
        // The largest first; ties by name.
        members.sort_by_cached_key(|(group, members)| {
            (std::cmp::Reverse(members.len()), name_of(&names[*group]))
        });
        n_groups_left_out = members.len().saturating_sub(MAX_GROUPS) as u32;
        members.truncate(MAX_GROUPS);
        let mut compared: Vec<Spell> = Vec::new();
        for (position, (group, members)) in members.iter().enumerate() {
            let curve = kaplan_meier(members, params.interval);
            groups.push(Group { name: name_of(&names[*group]), title: names[*group].clone(), curve });
            compared.extend(members.iter().map(|spell| Spell { group: position as u32, ..*spell }));
        }
        compared.arrange_by(|a, b| a.duration.total_cmp(&b.duration).then(a.group.cmp(&b.group)));
        test = log_rank(&compared, groups.len());
    }
    Ok(Output {
        n: overall.n,
        n_events: overall.n_events,
        n_left_out,
        overall,
        groups,
        n_groups_left_out,
        log_rank: test,
        tenure,
        duration,
        grouped_title: grouped_by.as_ref().map(|(_, title)| title.clone()).unwrap_or_default(),
        grouped_by: grouped_by.map(|(name, _)| name),
    })
}
