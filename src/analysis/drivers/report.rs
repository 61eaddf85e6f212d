//! What the cell says of the outcome. "Goes with", never "leads to".

use super::{Coefficient, Output, yes_share};
use crate::analysis::Inputs;
use crate::message::{Message, Value};
use crate::report::chart::{self, Calibrated};
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, CheckState, Checked, Finding, Format, Layer, Report, Scale, Scope, TableColumn,
    TableSpec, Tone,
};

pub(super) fn report(output: &Output, inputs: &Inputs) -> Report {
    let mut findings = vec![headline(output)];
    findings.extend(strongest(output));
    Report {
        findings,
        base: Some(base(output)),
        charts: vec![odds_chart(output), calibration_chart(output)],
        tables: vec![coefficient_table(output), rule_table(output), member_table(output, inputs)],
        notes: notes(output),
        method: vec!["drivers-method".into(), "drivers-method-test".into()],
        checked: Some(checked(output)),
    }
}

fn noun(output: &Output, key: &str) -> String {
    if output.is_of_customers { key.to_owned() } else { format!("{key}-rows") }
}

fn scope(output: &Output) -> Scope {
    if !output.is_of_customers {
        return Scope::All;
    }
    let yes = output.customers.iter().zip(&output.is_yes).filter(|(_, y)| **y);
    let mut customers: Vec<u32> = yes.map(|(&customer, _)| customer).collect();
    customers.sort_unstable();
    Scope::Customers(customers)
}

fn headline(output: &Output) -> Finding {
    let low = output.auc - 1.96 * output.auc_standard_error;
    let key = match low {
        low if low > 0.5 && output.auc >= 0.6 => "drivers-headline",
        _ => "drivers-headline-weak",
    };
    let message = Message::new(noun(output, key))
        .count("n", output.n_yes as usize)
        .count("all", output.n_rows as usize)
        .share("share", f64::from(output.n_yes) / f64::from(output.n_rows.max(1)))
        .with("outcome", output.outcome.clone().into())
        .share("auc", output.auc.clamp(0.0, 1.0));
    let formula = Message::new("drivers-formula")
        .with("part", Value::Count(f64::from(output.n_yes)))
        .with("whole", Value::Count(f64::from(output.n_rows)));
    Finding::new(message)
        .trace("n", "drivers-what-yes".into(), scope(output))
        .trace_formula("share", "drivers-what-yes".into(), formula, scope(output))
        .trace("auc", Message::new("drivers-what-auc").count("folds", output.folds as usize), Scope::All)
}

/// The clearest column, when it is clear.
fn strongest(output: &Output) -> Option<Finding> {
    let is_named = |name: &String| output.collinear.contains(name);
    let clear = |c: &&Coefficient| c.p < 0.01 && !is_named(&c.name);
    let first = output.coefficients.iter().skip(1).find(clear)?;
    if output.auc < 0.6 {
        return None;
    }
    let key = if first.estimate > 0.0 { "drivers-strongest-more" } else { "drivers-strongest-less" };
    Some(
        Finding::new(
            Message::new(key)
                .with("feature", first.title.clone().into())
                .with("odds", Value::Number(first.odds_ratio, 2))
                .with("low", Value::Number(first.odds_ratio_low, 2))
                .with("high", Value::Number(first.odds_ratio_high, 2)),
        )
        .trace("odds", "drivers-what-odds".into(), Scope::All),
    )
}

fn base(output: &Output) -> Message {
    Message::new(noun(output, "drivers-base"))
        .count("n", output.n_rows as usize)
        .count("columns", output.coefficients.len().saturating_sub(1))
        .with("outcome", output.outcome.clone().into())
}

fn checked(output: &Output) -> Checked {
    let low = output.auc - 1.96 * output.auc_standard_error;
    let (state, key) = match low {
        low if low >= 0.6 => (CheckState::Held, "drivers-checked-held"),
        low if low > 0.5 => (CheckState::Weak, "drivers-checked-weak"),
        _ => (CheckState::DidNotHold, "drivers-checked-not"),
    };
    let message = Message::new(key)
        .count("folds", output.folds as usize)
        .share("auc", output.auc.clamp(0.0, 1.0))
        .share("inside", output.auc_in_sample.clamp(0.0, 1.0));
    Checked { state, message }
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = vec![Message::new("drivers-note-cause")];
    let list = |names: &[String]| Value::List(names.to_vec());
    if !output.collinear.is_empty() {
        // Columns as they are called in the tables.
        let title = |name: &String| {
            let effect = output.coefficients.iter().find(|effect| effect.name == *name);
            effect.map_or_else(|| Value::Text(name.clone()), |effect| effect.title.clone().into())
        };
        let together = output
            .collinear
            .iter()
            .map(title)
            .reduce(|a, b| Message::new("drivers-list").with("a", a).with("b", b).into());
        notes.extend(together.map(|columns| Message::new("drivers-note-collinear").with("columns", columns)));
    }
    if !output.left_out.is_empty() {
        notes.push(Message::new("drivers-note-repeat").with("columns", list(&output.left_out)));
    }
    let rarer = output.n_yes.min(output.n_rows - output.n_yes) as usize;
    let n_columns = output.coefficients.len() - 1;
    if rarer < 10 * n_columns {
        notes.push(Message::new("drivers-note-few").count("n", rarer).count("columns", n_columns));
    }
    notes.extend(output.notes.clone());
    notes
}

fn odds_chart(output: &Output) -> ChartSpec {
    let shown: Vec<&Coefficient> = output.coefficients.iter().skip(1).take(20).collect();
    let at: Vec<f64> = (0..shown.len()).map(|i| i as f64).collect();
    ChartSpec {
        id: "coefficients".into(),
        title: headline(output).message,
        subtitle: base(output),
        description: Message::new("drivers-chart-odds").count("n", shown.len()),
        x: Axis { label: "drivers-estimate-axis".into(), ..Axis::default() },
        y: Axis { scale: Scale::Band(shown.iter().map(|c| c.title.clone()).collect()), ..Axis::default() },
        layers: vec![
            Layer::RuleX { at: 0.0, label: "drivers-no-difference".into(), tone: Tone::Grey },
            Layer::Intervals {
                at: at.clone(),
                low: shown.iter().map(|c| c.estimate - 1.96 * c.standard_error).collect(),
                high: shown.iter().map(|c| c.estimate + 1.96 * c.standard_error).collect(),
                tone: Tone::Accent,
            },
            Layer::points("drivers-estimate", shown.iter().map(|c| c.estimate).collect(), at),
        ],
        ..ChartSpec::default()
    }
}

fn calibration_chart(output: &Output) -> ChartSpec {
    let groups: Vec<Calibrated> = output
        .calibration
        .iter()
        .map(|group| Calibrated::share(group.predicted_share, group.actual_share, group.n_rows))
        .collect();
    let axis = |label: &'static str| Axis::new(label, Scale::Linear, Format::Share).over(0.0, 1.0);
    ChartSpec {
        id: "calibration".into(),
        title: "drivers-calibration".into(),
        subtitle: base(output),
        description: Message::new("drivers-chart-calibration").count("n", groups.len()),
        x: axis("drivers-predicted"),
        y: axis("drivers-actual"),
        layers: chart::calibration("drivers-exact", "drivers-actual", &groups, (0.0, 1.0)),
        aspect: 0.75,
        ..ChartSpec::default()
    }
}

fn coefficient_table(output: &Output) -> TableSpec {
    let rows = &output.coefficients;
    let numbers = |value: fn(&Coefficient) -> f64, decimals| {
        Cells::Number(rows.iter().map(|row| Some(value(row)).filter(|v| v.is_finite())).collect(), decimals)
    };
    TableSpec {
        id: "coefficients".into(),
        title: "drivers-table-coefficients".into(),
        columns: vec![
            TableColumn::new(
                "name",
                "drivers-feature",
                Cells::Message(rows.iter().map(|row| row.title.clone()).collect()),
            ),
            TableColumn::new("odds_ratio", "drivers-odds", numbers(|row| row.odds_ratio, 2)),
            TableColumn::new("odds_ratio_low", "drivers-odds-low", numbers(|row| row.odds_ratio_low, 2)),
            TableColumn::new("odds_ratio_high", "drivers-odds-high", numbers(|row| row.odds_ratio_high, 2)),
            TableColumn::new("estimate", "drivers-estimate", numbers(|row| row.estimate, 3)),
            TableColumn::new("standard_error", "drivers-error", numbers(|row| row.standard_error, 3)),
            TableColumn::new("z", "drivers-z", numbers(|row| row.z, 2)),
            TableColumn::new("p", "drivers-p", numbers(|row| row.p, 4)),
        ],
        ..TableSpec::default()
    }
}

fn rule_table(output: &Output) -> TableSpec {
    let rules = &output.tree.rules;
    let leaves = output.tree.tree.leaves();
    let share = |i: usize| leaves.get(i).map(|(node, _)| yes_share(&output.tree.tree.nodes[*node]));
    let customers = |rows: &[u32]| {
        let mut customers: Vec<u32> = rows.iter().map(|&row| output.customers[row as usize]).collect();
        customers.sort_unstable();
        customers
    };
    TableSpec {
        id: "rules".into(),
        title: "drivers-table-rules".into(),
        columns: vec![
            TableColumn::new(
                "rule",
                "clusters-rule",
                Cells::Message(rules.iter().map(|rule| rule.words.clone()).collect()),
            ),
            TableColumn::new(
                "n",
                Message::new(noun(output, "clusters-n")),
                Cells::Count(rules.iter().map(|rule| Some(f64::from(rule.n_rows))).collect()),
            ),
            TableColumn::new(
                "share",
                "drivers-yes-share",
                Cells::Share((0..rules.len()).map(share).collect()),
            )
            .with_bar(),
        ],
        rows: match output.is_of_customers {
            true => RowKind::CustomerGroups(rules.iter().map(|rule| customers(&rule.members)).collect()),
            false => RowKind::Plain,
        },
        is_personal: false,
    }
}

/// Every row with its prediction, the most likely first.
fn member_table(output: &Output, inputs: &Inputs) -> TableSpec {
    let ledger = inputs.ledger.as_deref().filter(|_| output.is_of_customers);
    let mut order: Vec<usize> = (0..output.ids.len()).collect();
    order.sort_by(|&a, &b| {
        output.predicted[b].total_cmp(&output.predicted[a]).then_with(|| output.ids[a].cmp(&output.ids[b]))
    });
    let person = |i: usize| {
        let customer = ledger.and_then(|ledger| ledger.customers.get(output.customers[i] as usize));
        customer.and_then(|customer| customer.name.clone()).unwrap_or_else(|| output.ids[i].clone())
    };
    TableSpec {
        id: "members".into(),
        title: Message::new(noun(output, "drivers-table-members")),
        columns: vec![
            TableColumn::new(
                "id",
                Message::new(noun(output, "clusters-member")),
                Cells::Person(order.iter().map(|&i| person(i)).collect()),
            ),
            TableColumn::new(
                "predicted",
                "drivers-predicted",
                Cells::Share(order.iter().map(|&i| Some(output.predicted[i])).collect()),
            ),
            TableColumn::new(
                "actual",
                "drivers-actual-value",
                Cells::Class {
                    codes: order.iter().map(|&i| u32::from(output.is_yes[i])).collect(),
                    names: vec!["drivers-no".into(), "drivers-yes".into()],
                },
            ),
        ],
        rows: match output.is_of_customers {
            true => RowKind::Customers(order.iter().map(|&i| output.customers[i]).collect()),
            false => RowKind::Plain,
        },
        is_personal: output.is_of_customers,
    }
}
