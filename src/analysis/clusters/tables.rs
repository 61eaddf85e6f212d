//! Lists of groups, of the choices of k, of rules, bands and members.

use super::choose::Verdict;
use super::explain::Value3;
use super::report::{group_members, names, noun};
use super::{Indices, Output};
use crate::analysis::Inputs;
use crate::analysis::features::Unit;
use crate::message::{Message, Value};
use crate::report::table::RowKind;
use crate::report::{Cells, TableColumn, TableSpec};

pub(super) fn tables(output: &Output, inputs: &Inputs) -> Vec<TableSpec> {
    let mut tables = vec![group_table(output), index_table(output), rule_table(output)];
    if output.verdict == Verdict::None {
        tables.extend(band_table(output));
    }
    tables.push(member_table(output, inputs));
    tables
}

fn group_table(output: &Output) -> TableSpec {
    let groups = &output.groups;
    let mut columns = vec![
        TableColumn::new("group", "clusters-group", Cells::Message(names(output))),
        TableColumn::new(
            "n",
            Message::new(noun(output, "clusters-n")),
            Cells::Count(groups.iter().map(|group| Some(f64::from(group.n_rows))).collect()),
        )
        .with_bar(),
        TableColumn::new(
            "share",
            "clusters-share",
            Cells::Share(groups.iter().map(|group| Some(group.share)).collect()),
        ),
    ];
    if groups.iter().any(|group| group.monetary.is_some()) {
        let money = groups.iter().map(|group| group.monetary).collect();
        columns.push(
            TableColumn::new("monetary", "clusters-money", Cells::Money(money, output.currency.clone()))
                .with_bar(),
        );
        let shares = groups.iter().map(|group| group.monetary_share).collect();
        columns.push(TableColumn::new("monetary_share", "clusters-money-share", Cells::Share(shares)));
    }
    for profile in &output.profiles {
        let means: Vec<Option<f64>> = profile.groups.iter().map(|value| Some(value.mean)).collect();
        columns.push(TableColumn::new(
            &profile.name,
            Message::new("clusters-mean-of").with("feature", profile.title.clone().into()),
            cells(profile.unit, means, &output.currency),
        ));
        let interval = |value: &Value3| {
            let decimals = if value.high.abs() >= 1000.0 { 0 } else { 1 };
            Message::new("clusters-interval")
                .with("low", Value::Number(value.low, decimals))
                .with("high", Value::Number(value.high, decimals))
        };
        columns.push(TableColumn::new(
            &format!("{}_interval", profile.name),
            Message::new("clusters-interval-of").with("feature", profile.title.clone().into()),
            Cells::Message(profile.groups.iter().map(interval).collect()),
        ));
    }
    let typical = groups.iter().map(|group| group.typical_ids.clone()).collect();
    columns.push(TableColumn::new(
        "typical",
        Message::new(noun(output, "clusters-typical")),
        Cells::List(typical),
    ));
    TableSpec {
        id: "groups".into(),
        title: "clusters-table-groups".into(),
        columns,
        rows: groups_of(output),
        is_personal: output.is_of_customers,
    }
}

fn groups_of(output: &Output) -> RowKind {
    match output.is_of_customers {
        true => RowKind::CustomerGroups((0..output.k).map(|label| group_members(output, label)).collect()),
        false => RowKind::Plain,
    }
}

fn cells(unit: Unit, values: Vec<Option<f64>>, currency: &str) -> Cells {
    match unit {
        Unit::Money => Cells::Money(values, currency.to_owned()),
        Unit::Share => Cells::Share(values),
        _ => Cells::Number(values, 1),
    }
}

fn index_table(output: &Output) -> TableSpec {
    let of = |value: fn(&Indices) -> Option<f64>, decimals| {
        Cells::Number(output.indices.iter().map(value).collect(), decimals)
    };
    TableSpec {
        id: "indices".into(),
        title: "clusters-table-indices".into(),
        columns: vec![
            TableColumn::new("k", "clusters-k", of(|i| Some(f64::from(i.k)), 0)),
            TableColumn::new("excess_silhouette", "clusters-excess", of(|i| i.excess_silhouette, 3)),
            TableColumn::new("stability_ari", "clusters-stability", of(|i| i.stability_ari, 2)),
            TableColumn::new("silhouette", "clusters-silhouette", of(|i| i.silhouette, 3)),
            TableColumn::new("calinski_harabasz", "clusters-ch", of(|i| i.calinski_harabasz, 0)),
            TableColumn::new("davies_bouldin", "clusters-db", of(|i| i.davies_bouldin, 2)),
            TableColumn::new("inertia", "clusters-inertia", of(|i| Some(i.inertia), 1)),
        ],
        ..TableSpec::default()
    }
}

fn rule_table(output: &Output) -> TableSpec {
    let rules = &output.tree.rules;
    let name =
        |label: u32| output.groups.get(label as usize).map_or("clusters-outside".into(), |g| g.name.clone());
    TableSpec {
        id: "rules".into(),
        title: Message::new("clusters-table-rules").share("share", output.tree.fidelity),
        columns: vec![
            TableColumn::new(
                "rule",
                "clusters-rule",
                Cells::Message(rules.iter().map(|rule| rule.words.clone()).collect()),
            ),
            TableColumn::new(
                "group",
                "clusters-group",
                Cells::Message(rules.iter().map(|rule| name(rule.label)).collect()),
            ),
            TableColumn::new(
                "n",
                Message::new(noun(output, "clusters-n")),
                Cells::Count(rules.iter().map(|rule| Some(f64::from(rule.n_rows))).collect()),
            ),
            TableColumn::new(
                "purity",
                "clusters-purity",
                Cells::Share(rules.iter().map(|rule| Some(rule.purity)).collect()),
            ),
        ],
        rows: match output.is_of_customers {
            true => {
                RowKind::CustomerGroups(rules.iter().map(|rule| customers(output, &rule.members)).collect())
            }
            false => RowKind::Plain,
        },
        is_personal: false,
    }
}

/// Thirds of each feature: what can be said when there are no groups.
fn band_table(output: &Output) -> Option<TableSpec> {
    if output.bands.is_empty() {
        return None;
    }
    let (mut features, mut bands, mut sizes, mut members) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for band in &output.bands {
        let decimals = if band.upper.abs() >= 100.0 { 0 } else { 1 };
        for (i, key) in
            ["clusters-band-low", "clusters-band-middle", "clusters-band-high"].into_iter().enumerate()
        {
            features.push(band.title.clone());
            bands.push(
                Message::new(key)
                    .with("lower", Value::Number(band.lower, decimals))
                    .with("upper", Value::Number(band.upper, decimals)),
            );
            sizes.push(Some(f64::from(band.sizes[i])));
            if output.is_of_customers {
                members.push(customers(output, &band.members[i]));
            }
        }
    }
    Some(TableSpec {
        id: "bands".into(),
        title: "clusters-table-bands".into(),
        columns: vec![
            TableColumn::new("feature", "clusters-feature", Cells::Message(features)),
            TableColumn::new("band", "clusters-band-column", Cells::Message(bands)),
            TableColumn::new("n", Message::new(noun(output, "clusters-n")), Cells::Count(sizes)).with_bar(),
        ],
        rows: if output.is_of_customers { RowKind::CustomerGroups(members) } else { RowKind::Plain },
        is_personal: false,
    })
}

/// Every row with its group: the list to export.
fn member_table(output: &Output, inputs: &Inputs) -> TableSpec {
    let assigned = &output.labels;
    let outside = output.groups.len() as u32;
    let mut names = names(output);
    names.push("clusters-outside".into());
    let ledger = inputs.ledger.as_deref().filter(|_| output.is_of_customers);
    let person = |&row: &u32| {
        let customer = assigned.customers.get(row as usize).copied();
        let known =
            ledger.zip(customer).and_then(|(ledger, customer)| ledger.customers.get(customer as usize));
        known.and_then(|known| known.name.clone()).unwrap_or_else(|| assigned.ids[row as usize].clone())
    };
    let people = assigned.listed.iter().map(person).collect();
    let labels = || assigned.listed.iter().map(|&row| assigned.labels[row as usize]);
    TableSpec {
        id: "members".into(),
        title: Message::new(noun(output, "clusters-table-members")),
        columns: vec![
            TableColumn::new("id", Message::new(noun(output, "clusters-member")), Cells::Person(people)),
            TableColumn::new(
                "group",
                "clusters-group",
                Cells::Class {
                    codes: labels().map(|label| label.map_or(outside, u32::from)).collect(),
                    names,
                },
            ),
            TableColumn::new(
                "label",
                "clusters-label",
                Cells::Number(labels().map(|label| label.map(f64::from)).collect(), 0),
            ),
        ],
        rows: match output.is_of_customers {
            true => RowKind::Customers(
                assigned.listed.iter().map(|&row| assigned.customers[row as usize]).collect(),
            ),
            false => RowKind::Plain,
        },
        is_personal: output.is_of_customers,
    }
}

/// Positions in the ledger of rows of the frame, ascending.
fn customers(output: &Output, rows: &[u32]) -> Vec<u32> {
    let mut customers: Vec<u32> = rows.iter().map(|&row| output.labels.customers[row as usize]).collect();
    customers.sort_unstable();
    customers
}
