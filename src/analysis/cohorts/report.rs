//! What the cell says of cohorts.

use super::{Back, Cohort, Output, row_name};
use crate::message::{Message, Value};
use crate::report::chart::{Details, Format, Scale};
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, CheckState, Checked, Finding, Layer, Report, Scope, TableColumn, TableSpec, Tone,
};

/// Below this, counts instead of percentages.
const N_FOR_SHARES: u32 = 30;
/// Rows and columns of a triangle that an eye can take in; the newest cohorts are drawn, the table holds all.
const MAX_DRAWN: usize = 24;

pub(super) fn report(output: &Output) -> Report {
    let mut findings = vec![headline(output)];
    findings.extend(value_finding(output));
    let mut charts = vec![share_triangle(output), curve(output), count_triangle(output)];
    if output.has_money {
        charts.extend([money_triangle(output), value_triangle(output)]);
    }
    charts.push(still_triangle(output));
    Report {
        findings,
        base: Some(base(output)),
        charts,
        tables: vec![cohorts_table(output), triangle_table(output)],
        notes: notes(output),
        method: vec!["cohorts-method".into(), "cohorts-method-formula".into()],
        checked: output.back.as_ref().and_then(|back| checked(back, output)),
    }
}

fn headline(output: &Output) -> Finding {
    let Some(back) = &output.back else {
        let message = Message::new("cohorts-headline-none").count("n", output.n_customers as usize);
        return Finding::new(message).trace("n", "cohorts-what-all".into(), Scope::All);
    };
    let held = checked(back, output).is_none_or(|checked| checked.state != CheckState::DidNotHold);
    let key = match () {
        () if back.n_customers < N_FOR_SHARES => "cohorts-headline-few",
        () if !held => "cohorts-headline-caution",
        () if back.high - back.low > 0.2 => "cohorts-headline-about",
        () => "cohorts-headline",
    };
    let name = |label: &str| output.periods.iter().position(|period| period == label).unwrap_or(0);
    let is_one = back.first_cohort == back.last_cohort;
    let mut when = Message::new(if is_one { "cohorts-within-one" } else { "cohorts-between" })
        .with("from", output.axis.name(name(&back.first_cohort)).into());
    if !is_one {
        when = when.with("to", output.axis.name(name(&back.last_cohort)).into());
    }
    let message = Message::new(key)
        .count("n", back.n_customers as usize)
        .count("k", back.n_returned as usize)
        .share("share", back.share)
        .with("when", when.into())
        .with("next", output.period.next(back.n_periods as usize).into());
    let formula = Message::new("cohorts-formula")
        .count("part", back.n_returned as usize)
        .count("whole", back.n_customers as usize)
        .share("low", back.low)
        .share("high", back.high);
    let returned = Scope::Customers(back.returned.clone());
    Finding::new(message)
        .trace("n", "cohorts-what-new".into(), Scope::Customers(back.customers.clone()))
        .trace("k", "cohorts-what-returned".into(), returned.clone())
        .trace_formula("share", "cohorts-what-returned".into(), formula, returned)
}

/// What a new customer brings up to the same age, over the same customers.
fn value_finding(output: &Output) -> Option<Finding> {
    let back = output.back.as_ref().filter(|back| back.n_customers >= N_FOR_SHARES)?;
    let value = output.ages.get(back.n_periods as usize)?.cumulative_net?;
    let money = |amount: f64| Value::Money(amount, output.currency.clone());
    let message = Message::new("cohorts-value")
        .with("money", money(value))
        .with("span", output.period.span(back.n_periods as usize + 1).into());
    let formula = Message::new("cohorts-value-formula")
        .with("sum", money(value * f64::from(back.n_customers)))
        .count("n", back.n_customers as usize);
    let scope = Scope::Customers(back.customers.clone());
    Some(Finding::new(message).trace_formula("money", "cohorts-what-value".into(), formula, scope))
}

fn base(output: &Output) -> Message {
    Message::new("cohorts-base")
        .count("n", output.n_customers as usize)
        .with("span", output.period.span(output.cohorts.len()).into())
        .with("from", Value::Day(output.axis.unit.start(output.axis.first).max(output.axis.from)))
        .with("to", Value::Day(output.axis.to))
}

/// The older against the newer half of the cohorts in the headline.
fn checked(back: &Back, output: &Output) -> Option<Checked> {
    let [older, newer] = back.halves?;
    if older.n_customers.min(newer.n_customers) < N_FOR_SHARES {
        return None;
    }
    let share = |half: super::Half| f64::from(half.n_returned) / f64::from(half.n_customers);
    let (older, newer) = (share(older), share(newer));
    let (state, key) = match (older - newer).abs() {
        d if d <= 0.05 => (CheckState::Held, "cohorts-checked-held"),
        d if d <= 0.1 => (CheckState::Weak, "cohorts-checked-weak"),
        _ => (CheckState::DidNotHold, "cohorts-checked-not"),
    };
    let message = Message::new(key)
        .share("older", older)
        .share("newer", newer)
        .with("next", output.period.next(back.n_periods as usize).into());
    Some(Checked { state, message })
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = Vec::new();
    let axis = &output.axis;
    if let Some(cohort) = output.cohorts.first().filter(|cohort| cohort.predates_log) {
        notes.push(
            Message::new("cohorts-midway")
                .count("n", cohort.n_customers as usize)
                .with("period", axis.name(0).into()),
        );
    }
    if !axis.is_finished(axis.n - 1) {
        notes.push(
            Message::new("period-running")
                .with("period", axis.name(axis.n - 1).into())
                .with("day", Value::Day(axis.to)),
        );
    }
    if axis.n_left_out > 0 {
        notes.push(Message::new("period-left-out").count("n", axis.n).count("left", axis.n_left_out));
    }
    let n = n_drawn(output);
    if n > MAX_DRAWN {
        notes.push(Message::new("cohorts-drawn").count("n", MAX_DRAWN).count("all", n));
    }
    notes
}

/// Without the periods after the last one in which somebody was new.
fn n_drawn(output: &Output) -> usize {
    output.cohorts.iter().rposition(|cohort| cohort.n_customers > 0).map_or(1, |last| last + 1)
}

/// A cell of a triangle: how dark, and what stands in it.
type Cell = (f64, Message);

/// A triangle of the newest cohorts, ages from `first_age`. `cell` sees finished periods only when `is_finished`.
fn triangle(
    output: &Output,
    id: &str,
    first_age: usize,
    is_finished: bool,
    cell: impl Fn(&Cohort, usize) -> Cell,
) -> ChartSpec {
    let n = n_drawn(output);
    let start = n.saturating_sub(MAX_DRAWN);
    let n_seen = if is_finished { output.axis.n_finished() } else { output.cohorts.len() };
    let n_ages = (n_seen - start.min(n_seen)).clamp(first_age + 1, MAX_DRAWN);
    let (mut cells, mut words) = (Vec::new(), Vec::new());
    let mut details = Details::default();
    for (cohort, row) in output.cohorts[..n].iter().enumerate().skip(start) {
        for age in first_age..n_ages {
            let is_there = cohort + age < n_seen && row.n_customers > 0;
            cells.push(is_there.then(|| cell(row, age)));
            let detail = Message::new("cohorts-detail")
                .with("row", row_name(output, cohort).into())
                .with("span", output.period.span(age).into())
                .count("n", row.n_active.get(age).copied().unwrap_or(0) as usize)
                .with("net", Value::Money(at(&row.net, age), output.currency.clone()));
            details.words.push(if is_there { detail } else { Message::default() });
        }
    }
    let highest = cells.iter().flatten().map(|cell| cell.0).fold(0.0, f64::max);
    let mut value = Vec::with_capacity(cells.len());
    for cell in cells {
        let (shade, text) = cell.map_or((None, Message::default()), |(shade, text)| {
            (Some(if highest > 0.0 { (shade / highest).clamp(0.0, 1.0) } else { 0.0 }), text)
        });
        value.push(shade);
        words.push(text);
    }
    let columns = (first_age..n_ages).map(|age| Message::new("cohorts-age").count("n", age)).collect();
    let rows = (start..n).map(|cohort| row_name(output, cohort)).collect();
    let key = |part: &str| Message::new(format!("cohorts-{id}-{part}"));
    ChartSpec {
        id: id.into(),
        title: if id == "share" { headline(output).message } else { key("title") },
        subtitle: key("subtitle").with("unit", output.period.word().into()),
        description: key("description").count("n", output.n_customers as usize).count("rows", n - start),
        x: Axis {
            label: Message::new("cohorts-x").with("unit", output.period.word().into()),
            scale: Scale::Band(columns),
            ..Axis::default()
        },
        y: Axis { label: "cohorts-y".into(), scale: Scale::Band(rows), ..Axis::default() },
        layers: vec![Layer::Heat {
            name: key("title"),
            n_columns: (n_ages - first_age) as u32,
            value,
            text: words,
            is_diverging: false,
        }],
        details: vec![details],
        ..ChartSpec::default()
    }
}

fn at<T: Copy + Default>(values: &[T], age: usize) -> T {
    values.get(age).copied().unwrap_or_default()
}

fn share_cell(n: u32, all: u32) -> Cell {
    let share = f64::from(n) / f64::from(all.max(1));
    (share, Message::new("cohorts-cell").share("value", share))
}

fn share_triangle(output: &Output) -> ChartSpec {
    triangle(output, "share", 1, true, |cohort, age| {
        share_cell(at(&cohort.n_active, age), cohort.n_customers)
    })
}

fn still_triangle(output: &Output) -> ChartSpec {
    triangle(output, "still", 1, true, |cohort, age| {
        share_cell(at(&cohort.n_seen_later, age), cohort.n_customers)
    })
}

fn count_triangle(output: &Output) -> ChartSpec {
    triangle(output, "count", 0, false, |cohort, age| {
        let n = at(&cohort.n_active, age);
        (f64::from(n), Message::new("cohorts-cell").count("value", n as usize))
    })
}

fn money_triangle(output: &Output) -> ChartSpec {
    triangle(output, "money", 0, false, |cohort, age| {
        let net = at(&cohort.net, age);
        (net.max(0.0), money_cell(net, output))
    })
}

fn value_triangle(output: &Output) -> ChartSpec {
    triangle(output, "value", 0, true, |cohort, age| {
        let value = at(&cohort.cumulative_net, age) / f64::from(cohort.n_customers.max(1));
        (value.max(0.0), money_cell(value, output))
    })
}

/// The currency stands in the subtitle's words, not in every cell.
fn money_cell(amount: f64, output: &Output) -> Message {
    let rounded = if amount.abs() >= 100.0 { amount.round() } else { amount };
    debug_assert!(output.has_money);
    Message::new("cohorts-cell").with("value", Value::ShortMoney(rounded, String::new()))
}

/// The share that buys at each age, over all cohorts of new customers, with its interval.
fn curve(output: &Output) -> ChartSpec {
    let ages: Vec<_> = output.ages.iter().skip(1).filter(|age| age.n_customers > 0).collect();
    let x: Vec<f64> = ages.iter().map(|age| f64::from(age.age)).collect();
    ChartSpec {
        id: "curve".into(),
        title: "cohorts-curve-title".into(),
        subtitle: Message::new("cohorts-curve-subtitle").with("unit", output.period.word().into()),
        description: Message::new("cohorts-curve-description").count("n", ages.len()),
        x: Axis {
            label: Message::new("cohorts-x").with("unit", output.period.word().into()),
            format: Format::Count,
            ..Axis::default()
        },
        y: Axis {
            label: "cohorts-active-share".into(),
            format: Format::Share,
            range: None,
            ..Axis::default()
        },
        layers: vec![
            Layer::Area {
                name: "cohorts-interval".into(),
                x: x.clone(),
                low: ages.iter().map(|age| age.low.unwrap_or(0.0)).collect(),
                high: ages.iter().map(|age| age.high.unwrap_or(0.0)).collect(),
                tone: Tone::Accent,
            },
            Layer::Line {
                name: "cohorts-active-share".into(),
                x,
                y: ages.iter().map(|age| age.share).collect(),
                tone: Tone::Accent,
                is_dashed: false,
            },
        ],
        ..ChartSpec::default()
    }
}

/// One row a cohort.
fn cohorts_table(output: &Output) -> TableSpec {
    let cohorts = &output.cohorts;
    let n_finished = output.axis.n_finished();
    let mut columns = vec![
        TableColumn::new(
            "cohort",
            "cohorts-cohort",
            Cells::Message((0..cohorts.len()).map(|cohort| output.axis.name(cohort)).collect()),
        ),
        TableColumn::new(
            "n_customers",
            "cohorts-customers",
            Cells::Count(cohorts.iter().map(|cohort| Some(f64::from(cohort.n_customers))).collect()),
        )
        .with_bar(),
    ];
    for age in [1, 2, 3, 6, 12].into_iter().filter(|&age| age < n_finished) {
        let share = |(position, cohort): (usize, &Cohort)| {
            (position + age < n_finished && cohort.n_customers > 0)
                .then(|| f64::from(at(&cohort.n_active, age)) / f64::from(cohort.n_customers))
        };
        let label = Message::new("cohorts-after").with("span", output.period.span(age).into());
        let cells = Cells::Share(cohorts.iter().enumerate().map(share).collect());
        columns.push(TableColumn::new(&format!("share_after_{age}"), label, cells));
    }
    if output.has_money {
        let net = |cohort: &Cohort| cohort.cumulative_net.last().copied();
        let each = |cohort: &Cohort| {
            net(cohort).filter(|_| cohort.n_customers > 0).map(|net| net / f64::from(cohort.n_customers))
        };
        let money = |value: &dyn Fn(&Cohort) -> Option<f64>| {
            Cells::Money(cohorts.iter().map(value).collect(), output.currency.clone())
        };
        columns.push(TableColumn::new("net", "cohorts-net", money(&net)));
        columns.push(TableColumn::new("net_per_customer", "cohorts-net-each", money(&each)));
    }
    TableSpec {
        id: "cohorts".into(),
        title: "cohorts-table".into(),
        columns,
        rows: RowKind::CustomerGroups(cohorts.iter().map(|cohort| cohort.members.clone()).collect()),
        is_personal: false,
    }
}

/// Every cell of the triangles, one a row.
fn triangle_table(output: &Output) -> TableSpec {
    let cells = || {
        output.cohorts.iter().enumerate().flat_map(|(position, cohort)| {
            (0..cohort.n_active.len())
                .filter(|_| cohort.n_customers > 0)
                .map(move |age| (position, cohort, age))
        })
    };
    let count = |value: &dyn Fn(&Cohort, usize) -> u32| {
        Cells::Count(cells().map(|(_, cohort, age)| Some(f64::from(value(cohort, age)))).collect())
    };
    let money = |value: &dyn Fn(&Cohort, usize) -> f64| {
        Cells::Money(
            cells().map(|(_, cohort, age)| Some(value(cohort, age))).collect(),
            output.currency.clone(),
        )
    };
    let shares = cells().map(|(_, c, age)| Some(share_cell(at(&c.n_active, age), c.n_customers).0)).collect();
    let mut columns = vec![
        TableColumn::new(
            "cohort",
            "cohorts-cohort",
            Cells::Text(cells().map(|(_, cohort, _)| cohort.period.clone()).collect()),
        ),
        TableColumn::new(
            "period",
            "cohorts-period-column",
            Cells::Text(cells().map(|(position, _, age)| output.periods[position + age].clone()).collect()),
        ),
        TableColumn::new("age", "cohorts-age-column", count(&|_, age| age as u32)),
        TableColumn::new("n_active", "cohorts-active", count(&|cohort, age| at(&cohort.n_active, age))),
        TableColumn::new("active_share", "cohorts-active-share", Cells::Share(shares)),
        TableColumn::new(
            "n_seen_later",
            "cohorts-still",
            count(&|cohort, age| at(&cohort.n_seen_later, age)),
        ),
        TableColumn::new("n_orders", "cohorts-orders", count(&|cohort, age| at(&cohort.n_orders, age))),
    ];
    if output.has_money {
        let cumulated = money(&|cohort, age| at(&cohort.cumulative_net, age));
        columns.push(TableColumn::new("net", "cohorts-net", money(&|cohort, age| at(&cohort.net, age))));
        columns.push(TableColumn::new("cumulative_net", "cohorts-cumulative", cumulated));
    }
    TableSpec {
        id: "triangle".into(),
        title: "cohorts-triangle-table".into(),
        columns,
        rows: RowKind::Plain,
        is_personal: false,
    }
}
