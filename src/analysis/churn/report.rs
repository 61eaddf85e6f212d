//! Sentences, lists and pictures of who is leaving.

use super::{Backtest, Output, Risk, stake};
use crate::message::{Message, Value};
use crate::order::Arrange;
use crate::report::chart::{self, Calibrated, Format};
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, CheckState, Checked, Finding, Layer, Report, Scale, Scope, TableColumn,
    TableSpec, Tone,
};
use crate::stats::share::wilson;

/// Below this many the test shows counts, no claim.
const LEAST_NAMED: usize = 30;
/// Silence of so many own rhythms makes a customer one to win back.
const WIN_BACK_RHYTHMS: f64 = 3.0;
/// Rows of each list; a note says so where there are more.
const N_LISTED: usize = 10_000;

pub fn report(output: &Output) -> Report {
    let mut findings = vec![headline(output)];
    findings.extend(output.backtest.as_ref().and_then(warning));
    let mut charts = Vec::new();
    if !output.strips.is_empty() {
        charts.push(strips(output));
    }
    if !output.calibration.is_empty() {
        charts.push(calibration(output));
    }
    let mut notes = notes(output);
    let (tables, longest) = lists(output);
    if longest > N_LISTED {
        notes.push(Message::new("churn-note-listed").count("n", N_LISTED).count("longest", longest));
    }
    Report {
        findings,
        base: Some(
            Message::new("churn-base")
                .count("n", output.customers.len())
                .with("as-of", Value::Day(output.as_of))
                .with("window", Value::Duration(f64::from(output.window_days))),
        ),
        charts,
        tables: tables.into_iter().chain([ranking(output)]).collect(),
        notes,
        method: vec![
            Message::new("churn-method-plain"),
            Message::new("churn-method-formula")
                .with("chosen", Message::new(chosen_by(output)).into())
                .with("model", Message::new(format!("clv-model-{}", output.model)).into()),
        ],
        checked: output.backtest.as_ref().map(checked),
    }
}

/// How the model came to be taken.
fn chosen_by(output: &Output) -> &'static str {
    let is_ranked = output.ranking.iter().any(|row| row.auc_choice.is_some());
    if is_ranked { "churn-chosen-ranked" } else { "churn-chosen-likely" }
}

fn headline(output: &Output) -> Finding {
    let (Some(rhythm), Some(silence)) = (output.median_rhythm_days, output.median_days_silent) else {
        let message = Message::new("churn-nobody").share("threshold", output.threshold);
        return Finding::new(message);
    };
    let who: Vec<u32> =
        output.customers.iter().filter(|risk| risk.is_at_risk).map(|risk| risk.customer_idx).collect();
    let mut message = Message::new(if output.last_year_at_risk.is_some() {
        "churn-leaving"
    } else {
        "churn-leaving-orders"
    })
    .count("n", output.n_at_risk)
    .with("rhythm", Value::Duration(rhythm))
    .with("silence", Value::Duration(silence));
    if let Some(money) = output.last_year_at_risk {
        message = message.with("money", Value::Money(libm::round(money), output.currency.clone()));
    }
    Finding::new(message).trace("n", Message::new("churn-what-named"), Scope::Customers(who.clone())).trace(
        "money",
        Message::new("churn-what-money"),
        Scope::Customers(who),
    )
}

/// The rule's record: of those it would have named, how many stayed away.
fn warning(test: &Backtest) -> Option<Finding> {
    let (precision, base) = (test.precision?, test.base_share?);
    let message = if test.n_named < LEAST_NAMED {
        Message::new("churn-record-few")
            .count("n", test.n_named)
            .with("lost", Value::Count(libm::round(precision * test.n_named as f64)))
            .with("from", Value::Day(test.from))
    } else {
        Message::new("churn-record")
            .count("n", test.n_named)
            .with("from", Value::Day(test.from))
            .share("precision", precision)
            .share("base", base)
            .with("lift", Value::Number(test.lift.unwrap_or(1.0), 1))
    };
    Some(Finding::new(message))
}

fn checked(test: &Backtest) -> Checked {
    let (Some(precision), Some(base)) = (test.precision, test.base_share) else {
        return Checked { state: CheckState::Weak, message: Message::new("churn-checked-none") };
    };
    let lost = libm::round(precision * test.n_named as f64) as u32;
    let (low, high) = wilson(lost, test.n_named as u32);
    let state = match () {
        () if low > base && test.n_named >= LEAST_NAMED => CheckState::Held,
        () if high > base => CheckState::Weak,
        () => CheckState::DidNotHold,
    };
    let message = Message::new("churn-checked")
        .count("n", test.n_named)
        .with("from", Value::Day(test.from))
        .with("until", Value::Day(test.until))
        .share("precision", precision)
        .share("low", low)
        .share("high", high)
        .share("base", base);
    Checked { state, message }
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = output.cautions.clone();
    if let Some(test) = &output.backtest
        && let (Some(auc), Some(silence)) = (test.auc, test.auc_silence)
    {
        let note = Message::new("churn-note-auc")
            .with("auc", Value::Number(auc, 2))
            .with("silence", Value::Number(silence, 2))
            .with("alive", Value::Number(test.auc_p_alive.unwrap_or(0.5), 2));
        notes.push(note);
    }
    notes
}

fn reason(risk: &Risk, currency: &str) -> Message {
    let message = Message::new(match (risk.rhythm_days, risk.last_year) {
        (Some(_), Some(_)) => "churn-reason",
        (Some(_), None) => "churn-reason-orders",
        (None, Some(_)) => "churn-reason-money",
        (None, None) => "churn-reason-silent",
    });
    let mut message = message.with("silent", Value::Duration(f64::from(risk.days_silent)));
    if let Some(rhythm) = risk.rhythm_days {
        message = message.with("rhythm", Value::Duration(rhythm));
    }
    match risk.last_year {
        Some(money) => message.with("money", Value::Money(libm::round(money), currency.to_owned())),
        None => message,
    }
}

/// At risk, most valuable, worth winning back; and how many customers the longest has without its limit.
fn lists(output: &Output) -> (Vec<TableSpec>, usize) {
    let mut longest = 0;
    let mut sorted = |keep: &dyn Fn(&Risk) -> bool, by: &dyn Fn(&Risk) -> f64| {
        let mut kept: Vec<&Risk> = output.customers.iter().filter(|risk| keep(risk)).collect();
        kept.arrange_by(|a, b| by(b).total_cmp(&by(a)).then(a.customer_idx.cmp(&b.customer_idx)));
        longest = longest.max(kept.len());
        kept.truncate(N_LISTED);
        kept
    };
    let worth = |risk: &Risk| risk.last_year.unwrap_or(f64::from(risk.n_orders));
    let before = |risk: &Risk| risk.value_to_date.unwrap_or(f64::from(risk.n_orders));
    // Hardly any of them will come by themselves.
    let is_lost = |risk: &Risk| {
        let is_silent =
            risk.rhythm_days.is_some_and(|rhythm| f64::from(risk.days_silent) > WIN_BACK_RHYTHMS * rhythm);
        is_silent && risk.p_none >= 0.8 && before(risk) > 0.0
    };
    let tables = vec![
        list(output, "at_risk", &sorted(&|risk| risk.is_at_risk, &stake)),
        list(
            output,
            "valuable",
            &sorted(&|risk| risk.p_none < output.threshold && worth(risk) > 0.0, &worth),
        ),
        list(output, "win_back", &sorted(&is_lost, &before)),
    ];
    (tables, longest)
}

fn list(output: &Output, id: &str, risks: &[&Risk]) -> TableSpec {
    let column =
        |key: &str, cells: Cells| TableColumn::new(key, Message::new(format!("churn-column-{key}")), cells);
    let mut columns = vec![
        column("customer", Cells::Person(risks.iter().map(|risk| risk.id.clone()).collect())),
        column("reason", Cells::Message(risks.iter().map(|risk| reason(risk, &output.currency)).collect())),
        column("p_none", Cells::Share(risks.iter().map(|risk| Some(risk.p_none)).collect())).with_bar(),
        column("n_orders", Cells::Count(risks.iter().map(|risk| Some(f64::from(risk.n_orders))).collect())),
        column(
            "days_silent",
            Cells::Duration(risks.iter().map(|risk| Some(f64::from(risk.days_silent))).collect()),
        ),
        column("rhythm_days", Cells::Duration(risks.iter().map(|risk| risk.rhythm_days).collect())),
    ];
    if output.last_year_at_risk.is_some() {
        let money = |of: &dyn Fn(&Risk) -> Option<f64>| {
            Cells::Money(risks.iter().map(|risk| of(risk)).collect(), output.currency.clone())
        };
        columns.push(column("last_year", money(&|risk| risk.last_year)));
        columns.push(column("value_to_date", money(&|risk| risk.value_to_date)));
    }
    TableSpec {
        id: id.to_owned(),
        title: Message::new(match output.last_year_at_risk {
            Some(_) => format!("churn-table-{id}"),
            None => format!("churn-table-{id}-orders"),
        }),
        columns,
        rows: RowKind::Customers(risks.iter().map(|risk| risk.customer_idx).collect()),
        is_personal: true,
    }
}

/// How well each model ranked before the test, which chooses, and in it.
fn ranking(output: &Output) -> TableSpec {
    let column =
        |key: &str, cells: Cells| TableColumn::new(key, Message::new(format!("churn-column-{key}")), cells);
    let rows = &output.ranking;
    let names = rows.iter().map(|row| Message::new(format!("clv-model-{}", row.model))).collect();
    let state = |row: &super::Ranking| {
        Message::new(if row.is_chosen { "clv-state-chosen" } else { "clv-state-other" })
    };
    TableSpec {
        id: "ranking".into(),
        title: "churn-table-ranking".into(),
        columns: vec![
            column("model", Cells::Message(names)),
            column("state", Cells::Message(rows.iter().map(state).collect())),
            column("auc_choice", Cells::Number(rows.iter().map(|row| row.auc_choice).collect(), 3)),
            column("auc", Cells::Number(rows.iter().map(|row| row.auc).collect(), 3)),
        ],
        rows: RowKind::Plain,
        is_personal: false,
    }
}

/// A row a customer: purchases as ticks, the own rhythm as a bracket after the last, silence as a bar.
fn strips(output: &Output) -> ChartSpec {
    let names = (1..=output.strips.len()).map(|rank| Message::new("churn-rank").count("n", rank)).collect();
    let today = f64::from(output.as_of);
    let (mut x0, mut x1, mut y0, mut y1) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut tick_x, mut tick_low, mut tick_high) = (Vec::new(), Vec::new(), Vec::new());
    let (mut rhythm_x0, mut rhythm_x1, mut rhythm_y) = (Vec::new(), Vec::new(), Vec::new());
    let mut label = Vec::new();
    for (row, strip) in output.strips.iter().enumerate() {
        let (y, last) = (row as f64, strip.purchases.last().map_or(today, |day| f64::from(*day)));
        x0.push(last);
        x1.push(today);
        y0.push(y - 0.18);
        y1.push(y + 0.18);
        for day in &strip.purchases {
            tick_x.push(f64::from(*day));
            tick_low.push(y - 0.32);
            tick_high.push(y + 0.32);
        }
        let risk = output.customers.iter().find(|risk| risk.customer_idx == strip.customer_idx);
        if let Some(rhythm) = risk.and_then(|risk| risk.rhythm_days) {
            rhythm_x0.push(last);
            rhythm_x1.push(last + rhythm);
            rhythm_y.push(y - 0.36);
        }
        label.push(Message::new("churn-silence").with("days", Value::Duration(today - last)));
    }
    let n = x0.len();
    ChartSpec {
        id: "strips".into(),
        title: "churn-chart-strips".into(),
        subtitle: Message::new("churn-chart-strips-subtitle").count("n", n),
        description: "churn-chart-strips-description".into(),
        x: Axis::new("clv-axis-day", Scale::Time, Format::Day),
        y: Axis::new("churn-axis-rank", Scale::Band(names), Format::Count),
        layers: vec![
            Layer::Rects { x0, y0, x1, y1, shade: vec![0.5; n], detail: label, label: Vec::new() },
            Layer::Segments {
                x0: tick_x.clone(),
                y0: tick_low,
                x1: tick_x,
                y1: tick_high,
                width: Vec::new(),
                has_arrow: false,
                tone: Tone::Grey,
            },
            Layer::Segments {
                x0: rhythm_x0,
                y0: rhythm_y.clone(),
                x1: rhythm_x1,
                y1: rhythm_y,
                width: Vec::new(),
                has_arrow: false,
                tone: Tone::Warn,
            },
        ],
        ..ChartSpec::default()
    }
}

fn calibration(output: &Output) -> ChartSpec {
    let tenths = &output.calibration;
    let groups: Vec<Calibrated> = tenths
        .iter()
        .map(|tenth| Calibrated::share(tenth.predicted, tenth.actual, tenth.n_customers))
        .collect();
    ChartSpec {
        id: "calibration".into(),
        title: "churn-chart-calibration".into(),
        subtitle: Message::new("churn-chart-calibration-subtitle")
            .count("n", tenths.iter().map(|tenth| tenth.n_customers as usize).sum()),
        description: "churn-chart-calibration-description".into(),
        x: Axis::new("churn-axis-predicted", Scale::Linear, Format::Share).over(0.0, 1.0),
        y: Axis::new("churn-axis-actual", Scale::Linear, Format::Share).over(0.0, 1.0),
        layers: chart::calibration("clv-series-equal", "clv-series-tenths", &groups, (0.0, 1.0)),
        aspect: 0.75,
        ..ChartSpec::default()
    }
}
