//! Amounts as whole numbers of the smallest unit: line amounts, order totals, refunds.

use super::discount::{self, Discount};
use super::keys::Keys;
use super::mapping::{Mapping, Role};
use super::words;
use crate::table::column::power_of_ten;
use crate::table::{Column, Data, Table};

pub const MISSING_AMOUNT: i64 = i64::MIN;
/// Digits kept of numbers that are no exact decimals.
const FLOAT_SCALE: u8 = 4;

pub struct Money {
    pub amounts: Vec<i64>,
    pub totals: Option<Vec<i64>>,
    pub refunds: Option<Vec<i64>>,
    pub scale: u8,
    pub has_line_money: bool,
    pub discount: Option<Discount>,
}

impl Money {
    /// Line amounts: the line total, else quantity × price less the discount, else the price. Order totals: the total,
    /// else the amount paid.
    pub fn of(table: &Table, mapping: &Mapping, orders: &Keys) -> Money {
        let number = |role: Role| {
            mapping.column(role).and_then(|name| table.column(name)).filter(|column| column.is_number())
        };
        let total = number(Role::OrderTotal).or(number(Role::PaidAmount));
        let refund = number(Role::RefundAmount);
        let line = number(Role::LineTotal);
        let price = if line.is_none() { number(Role::UnitPrice) } else { None };
        let quantity = if price.is_some() { number(Role::Quantity) } else { None };
        let off = number(Role::Discount).filter(|_| total.is_none() && quantity.is_some());
        let price_scale = price.map_or(0, scale_of) + quantity.map_or(0, scale_of);
        let stated = [total, refund, line].into_iter().flatten().map(scale_of).chain([price_scale]);
        let mut scale = stated.max().unwrap_or(0);
        let read = |column: &Column, scale: u8| -> Vec<i64> {
            let exact = Exact::new(column, scale);
            (0..table.n_rows).map(|row| exact.get(row).unwrap_or(MISSING_AMOUNT)).collect()
        };
        let (mut amounts, has_line_money) = match (line, price, quantity) {
            (Some(line), _, _) => (read(line, scale), true),
            (None, Some(price), Some(quantity)) => {
                let quantity_scale = scale_of(quantity);
                let quantity = Exact::new(quantity, quantity_scale);
                let price = Exact::new(price, scale - quantity_scale);
                let product = |row: usize| quantity.get(row)?.checked_mul(price.get(row)?);
                ((0..table.n_rows).map(|row| product(row).unwrap_or(MISSING_AMOUNT)).collect(), true)
            }
            (None, Some(price), None) => (read(price, scale), true),
            (None, None, _) => (vec![MISSING_AMOUNT; table.n_rows], false),
        };
        let mut discount = None;
        if let Some(off) = off {
            (discount, scale) = discount::subtract(off, &mut amounts, scale, orders);
        }
        Money {
            amounts,
            totals: total.map(|column| read(column, scale)),
            refunds: refund.map(|column| read(column, scale)),
            scale,
            has_line_money,
            discount,
        }
    }
}

pub fn scale_of(column: &Column) -> u8 {
    match &column.data {
        Data::Decimal { scale, .. } => *scale,
        _ => FLOAT_SCALE,
    }
}

/// Number cells in `10^-scale`; `None` for those that are missing or too large.
pub struct Exact<'a> {
    column: &'a Column,
    /// What a mantissa is multiplied by; `None` when the scale asked for is too small.
    factor: Option<i64>,
    power: f64,
}

impl<'a> Exact<'a> {
    pub fn new(column: &'a Column, scale: u8) -> Exact<'a> {
        let shift = scale.checked_sub(scale_of(column));
        let factor = shift.and_then(|shift| 10i64.checked_pow(u32::from(shift)));
        Exact { column, factor, power: power_of_ten(scale) }
    }

    pub fn get(&self, row: usize) -> Option<i64> {
        if !self.column.is_valid(row) {
            return None;
        }
        match &self.column.data {
            Data::Decimal { mantissa, .. } => self.factor?.checked_mul(mantissa[row]),
            Data::Float(values) => {
                let value = (values[row] * self.power).round();
                (value.abs() < 9e18).then_some(value as i64)
            }
            _ => None,
        }
    }
}

/// The column that amounts come from.
pub fn amount_column<'a>(table: &'a Table, mapping: &Mapping) -> Option<&'a Column> {
    [Role::OrderTotal, Role::LineTotal, Role::UnitPrice, Role::PaidAmount]
        .into_iter()
        .find_map(|role| mapping.column(role))
        .and_then(|name| table.column(name))
}

/// A currency named in the header of an amount: `金额（元）`, `Sale Price ($)`.
pub fn header_currency(mapping: &Mapping) -> Option<String> {
    let amount = [Role::OrderTotal, Role::LineTotal, Role::UnitPrice, Role::PaidAmount]
        .into_iter()
        .find_map(|role| mapping.column(role))?;
    let header: String = amount.chars().map(words::half_width).collect();
    let (_, bracket) = header.rsplit_once('(')?;
    words::currency_code(bracket.trim_end().trim_end_matches(')')).map(str::to_owned)
}
