//! The pictures: tracking, frequency, conditional expectation, calibration, values, one customer's history.

use super::Output;
use super::pictures::{AliveHistory, Tracking};
use crate::message::{Message, Value};
use crate::report::chart::{self, Calibrated, Format};
use crate::report::{Axis, ChartSpec, Layer, Scale, Tone};

pub fn all(output: &Output) -> Vec<ChartSpec> {
    let pictures = &output.pictures;
    let mut charts = Vec::new();
    if !pictures.value_dots.is_empty() {
        charts.push(values(output));
    }
    if let Some(tracking) = &pictures.tracking {
        charts.push(track(tracking, true));
        charts.push(track(tracking, false));
    }
    if !pictures.deciles.is_empty() {
        charts.push(calibration(output));
    }
    if !pictures.conditional.is_empty() {
        charts.push(conditional(output));
    }
    if !pictures.frequency.is_empty() {
        charts.push(frequency(output));
    }
    if let Some(history) = &pictures.history {
        charts.push(alive(history));
    }
    charts
}

fn chart(id: &str, subtitle: Message) -> ChartSpec {
    ChartSpec {
        id: id.to_owned(),
        title: Message::new(format!("clv-chart-{id}")),
        description: Message::new(format!("clv-chart-{id}-description")),
        subtitle,
        ..ChartSpec::default()
    }
}

fn axis(label: &'static str, scale: Scale, format: Format) -> Axis {
    Axis::new(label, scale, format)
}

/// Fifty dots that stand for all customers, each a fiftieth of them.
fn values(output: &Output) -> ChartSpec {
    let dots = &output.pictures.value_dots;
    let has_money = output.totals.money.is_some();
    let subtitle =
        Message::new(if has_money { "clv-chart-values-subtitle" } else { "clv-chart-values-orders" })
            .count("n", output.customers.len())
            .with("horizon", Value::Duration(output.horizon * output.time_unit.days()));
    let format = if has_money { Format::Money(output.currency.clone()) } else { Format::Number };
    // Dots of about the same value are stacked.
    let top = dots.last().copied().unwrap_or(0.0).max(1e-9);
    let bin = |value: f64| libm::floor(value / top * 40.0);
    let (mut x, mut y, mut height, mut before) = (Vec::new(), Vec::new(), 0.0, f64::NAN);
    for &value in dots {
        height = if bin(value) == before { height + 1.0 } else { 1.0 };
        before = bin(value);
        x.push((before + 0.5) * top / 40.0);
        y.push(height);
    }
    ChartSpec {
        x: axis(if has_money { "clv-axis-value" } else { "clv-axis-orders" }, Scale::Linear, format),
        y: axis("clv-axis-fiftieths", Scale::Linear, Format::Count),
        layers: vec![Layer::points("clv-axis-customers", x, y)],
        ..chart("values", subtitle)
    }
}

fn track(tracking: &Tracking, is_cumulative: bool) -> ChartSpec {
    let id = if is_cumulative { "cumulative" } else { "periods" };
    let days: Vec<f64> = tracking.days.iter().map(|day| f64::from(*day)).collect();
    let mut sums = [0.0; 2];
    let mut series = |values: &[f64], side: usize| -> Vec<f64> {
        let add = |value: &f64| {
            sums[side] += value;
            if is_cumulative { sums[side] } else { *value }
        };
        values.iter().map(add).collect()
    };
    let (mut actual, mut model) = (series(&tracking.actual, 0), series(&tracking.model, 1));
    let mut x = days;
    if !is_cumulative && x.len() > 2 {
        // The last period is cut short by the end of the file.
        x.pop();
        actual.pop();
        model.pop();
    }
    let subtitle = Message::new("clv-chart-tracking-subtitle")
        .with("period", Value::Duration(f64::from(tracking.period_days)))
        .with("split", Value::Day(tracking.split));
    ChartSpec {
        x: axis("clv-axis-day", Scale::Time, Format::Day),
        y: axis("clv-axis-repeats", Scale::Linear, Format::Count),
        layers: vec![
            Layer::line("clv-series-actual", x.clone(), actual, Tone::Grey, false),
            Layer::line("clv-series-model", x, model, Tone::Accent, true),
            Layer::RuleX { at: f64::from(tracking.split), label: "clv-rule-split".into(), tone: Tone::Grey },
        ],
        ..chart(id, subtitle)
    }
}

fn calibration(output: &Output) -> ChartSpec {
    let deciles = &output.pictures.deciles;
    let groups: Vec<Calibrated> = deciles
        .iter()
        .map(|d| Calibrated {
            predicted: d.predicted,
            actual: d.actual,
            low: d.actual - 1.96 * d.error,
            high: d.actual + 1.96 * d.error,
        })
        .collect();
    let top = groups.iter().fold(0.0_f64, |top, g| top.max(g.predicted).max(g.high));
    let n = deciles.iter().map(|d| d.n_customers as usize).sum();
    ChartSpec {
        x: axis("clv-axis-predicted", Scale::Linear, Format::Number),
        y: axis("clv-axis-actual", Scale::Linear, Format::Number),
        layers: chart::calibration("clv-series-equal", "clv-series-tenths", &groups, (0.0, top)),
        aspect: 0.75,
        ..chart("calibration", Message::new("clv-chart-calibration-subtitle").count("n", n))
    }
}

fn band(counts: impl Iterator<Item = (u32, bool)>) -> Scale {
    let name = |(n, is_or_more): (u32, bool)| {
        Message::new(if is_or_more { "clv-times-or-more" } else { "clv-times" }).count("n", n as usize)
    };
    Scale::Band(counts.map(name).collect())
}

fn conditional(output: &Output) -> ChartSpec {
    let points = &output.pictures.conditional;
    let x: Vec<f64> = (0..points.len()).map(|i| i as f64).collect();
    let n = points.iter().map(|p| p.n_customers as usize).sum();
    ChartSpec {
        x: axis(
            "clv-axis-before",
            band(points.iter().map(|p| (p.n_repeat_orders, p.is_or_more))),
            Format::Count,
        ),
        y: axis("clv-axis-mean-after", Scale::Linear, Format::Number),
        layers: vec![
            Layer::line("clv-series-actual", x.clone(), points.iter().map(|p| p.actual), Tone::Grey, false),
            Layer::line("clv-series-model", x, points.iter().map(|p| p.model), Tone::Accent, true),
        ],
        ..chart("conditional", Message::new("clv-chart-conditional-subtitle").count("n", n))
    }
}

fn frequency(output: &Output) -> ChartSpec {
    let bars = &output.pictures.frequency;
    let at: Vec<f64> = (0..bars.len()).map(|i| i as f64).collect();
    ChartSpec {
        x: axis(
            "clv-axis-repeats-each",
            band(bars.iter().map(|b| (b.n_repeat_orders, b.is_or_more))),
            Format::Count,
        ),
        y: axis("clv-axis-customers", Scale::Linear, Format::Count),
        layers: vec![
            Layer::Bars {
                name: "clv-series-actual".into(),
                at: at.clone(),
                value: bars.iter().map(|b| Some(b.actual)).collect(),
                base: Vec::new(),
                tone: Tone::Grey,
            },
            Layer::points("clv-series-model", at, bars.iter().map(|b| b.model).collect()),
        ],
        ..chart("frequency", Message::new("clv-chart-frequency-subtitle").count("n", output.n_customers))
    }
}

fn alive(history: &AliveHistory) -> ChartSpec {
    let days: Vec<f64> = history.days.iter().map(|day| f64::from(*day)).collect();
    let ticks: Vec<f64> = history.purchases.iter().map(|day| f64::from(*day)).collect();
    let n = ticks.len();
    ChartSpec {
        x: axis("clv-axis-day", Scale::Time, Format::Day),
        y: axis("clv-axis-alive", Scale::Linear, Format::Share).over(0.0, 1.0),
        layers: vec![
            Layer::line("clv-series-alive", days, history.p_alive.iter().copied(), Tone::Accent, false),
            Layer::Segments {
                x0: ticks.clone(),
                y0: vec![0.0; n],
                x1: ticks,
                y1: vec![0.06; n],
                width: Vec::new(),
                has_arrow: false,
                tone: Tone::Grey,
            },
        ],
        ..chart("alive", Message::new("clv-chart-alive-subtitle").count("n", n))
    }
}
