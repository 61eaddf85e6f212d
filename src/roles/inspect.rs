//! What a file is, in one flat object for machines: `regulars inspect FILE… --json`.

use super::assign::assign;
use super::choices::Choices;
use super::groups::Groups;
use super::mapping::{Grain, Mapping};
use super::passport::wire_name;
use super::rows::Rows;
use super::unlike::unlike;
use crate::error::Result;
use crate::ingest::{Read, RowClass};
use crate::message::Message;
use crate::table::day;
use serde::Serialize;
use std::collections::BTreeMap;

/// The report of one file. Field names are a contract; absent knowledge is null.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Inspection {
    pub file: String,
    pub encoding: Option<String>,
    pub delimiter: Option<String>,
    /// Physical line of the first header line, from 0.
    pub header_row_index: Option<u32>,
    pub n_data_rows: usize,
    pub columns: Vec<String>,
    /// Role to exact header.
    pub roles: BTreeMap<String, String>,
    pub grain: Grain,
    /// Distinct known customers over all rows.
    pub n_customers: Option<usize>,
    /// Distinct order ids over all rows.
    pub n_orders: Option<usize>,
    /// `YYYY-MM-DD`.
    pub date_min: Option<String>,
    pub date_max: Option<String>,
    /// Order totals once per order, else line amounts; all rows as they stand.
    pub revenue_all_rows: Option<f64>,
    /// The same without cancelled orders and credit notes.
    pub revenue_after_excluding_cancelled: Option<f64>,
    /// Records that are no data rows, by class.
    pub skipped: BTreeMap<String, u32>,
    pub questions: Vec<InspectedQuestion>,
    pub notes: Vec<String>,
    pub error: Option<String>,
    pub platform: Option<String>,
    /// Role to confidence, 0..=1.
    pub confidence: BTreeMap<String, f64>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct InspectedQuestion {
    pub role: String,
    pub options: Vec<String>,
    pub effect: String,
}

/// Inspects a file as read; `say` puts a message into words.
pub fn inspect(file: &str, read: &Result<Read>, say: &dyn Fn(&Message) -> String) -> Inspection {
    match read {
        Ok(read) => inspect_mapped(file, read, &assign(read), say),
        Err(error) => {
            Inspection { file: file.to_owned(), error: Some(say(&error.message())), ..Inspection::default() }
        }
    }
}

/// Inspects a file whose roles are already settled.
pub fn inspect_mapped(
    file: &str,
    read: &Read,
    mapping: &Mapping,
    say: &dyn Fn(&Message) -> String,
) -> Inspection {
    let (table, profile) = (&read.table, &read.profile);
    // Columns the reader split off others are not in the file.
    let is_derived = |name: &String| profile.derived_columns.contains(name);
    let in_file = || table.columns.iter().filter(|column| !is_derived(&column.name));
    let roles = || mapping.roles.iter().filter(|choice| !is_derived(&choice.column));
    let mut inspection = Inspection {
        file: file.to_owned(),
        encoding: Some(profile.encoding.clone()),
        delimiter: Some(profile.delimiter.clone()),
        header_row_index: profile.header_row_index,
        n_data_rows: table.n_rows,
        columns: in_file().map(|column| column.name.clone()).collect(),
        roles: roles().map(|choice| (wire_name(&choice.role), choice.column.clone())).collect(),
        confidence: roles().map(|choice| (wire_name(&choice.role), choice.confidence)).collect(),
        grain: mapping.grain,
        platform: mapping.platform.clone(),
        questions: mapping
            .questions
            .iter()
            .map(|question| InspectedQuestion {
                role: wire_name(&question.role),
                options: question.options.clone(),
                effect: say(&question.effect),
            })
            .collect(),
        notes: read.notes.iter().chain(&unlike(table, mapping)).map(say).collect(),
        ..Inspection::default()
    };
    for (class, n) in &profile.records {
        if !matches!(class, RowClass::Data | RowClass::Header) && *n > 0 {
            inspection.skipped.insert(wire_name(class), *n);
        }
    }
    if mapping.grain == Grain::Basket {
        inspection.n_data_rows = profile
            .records
            .iter()
            .filter(|(class, _)| *class == RowClass::Data)
            .map(|(_, n)| *n as usize)
            .sum();
    }
    let rows = Rows::new(table, mapping, &Choices::usual());
    if rows.discount.is_some() {
        let column = mapping.column(super::mapping::Role::Discount).unwrap_or_default();
        inspection.notes.push(say(&Message::new("roles-discount-subtracted").text("column", column)));
    }
    count(&mut inspection, &rows, mapping);
    inspection
}

fn count(inspection: &mut Inspection, rows: &Rows, mapping: &Mapping) {
    inspection.n_customers = rows.customer_role.map(|_| rows.customers.n_used());
    inspection.n_orders = rows.has_order_ids.then(|| rows.orders.n_used());
    inspection.date_min = rows.days.iter().flatten().min().map(|&day| day::iso(day));
    inspection.date_max = rows.days.iter().flatten().max().map(|&day| day::iso(day));
    if rows.has_money() {
        let groups = Groups::new(rows, mapping.grain);
        let (mut all, mut kept) = (0i128, 0i128);
        for group in 0..groups.len() {
            all += rows.group_money(groups.rows(group));
            kept += rows.group_money_kept(groups.rows(group));
        }
        let major = |minor: i128| minor as f64 / libm::exp10(f64::from(rows.scale));
        inspection.revenue_all_rows = Some(major(all));
        inspection.revenue_after_excluding_cancelled = Some(major(kept));
    }
}
