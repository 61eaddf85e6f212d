//! What one row of a table is, and which of the proposed roles then make sense.

use super::evidence::Evidence;
use super::mapping::{Grain, Mapping, Role, RoleChoice};
use super::synonyms::{Folded, is_another_day};
use crate::message::Message;

/// What one row is, from the roles that were found.
pub fn grain(mapping: &Mapping, evidence: &Evidence) -> Grain {
    let position = |role| mapping.column(role).and_then(|name| evidence.table.position(name));
    let facts = |role| position(role).map(|column| &evidence.facts[column]);
    let has_product = position(Role::ProductId).or(position(Role::ProductName)).is_some();
    let has_money =
        [Role::LineTotal, Role::OrderTotal, Role::PaidAmount].iter().any(|&role| position(role).is_some());
    let has_date = position(Role::OrderDate).is_some();
    let customer = facts(Role::CustomerId).or(facts(Role::CustomerEmail)).or(facts(Role::CustomerName));
    if position(Role::TicketId).is_some() {
        return Grain::Ticket;
    }
    if position(Role::NRepeatOrders).is_some() {
        return Grain::Customer;
    }
    if let Some(order) = facts(Role::OrderId) {
        let is_repeated = order.n_distinct < order.n_valid || order.n_valid < order.n_rows;
        if position(Role::Rating).is_some() && !has_money && !has_product {
            return Grain::Response;
        }
        let is_line = has_product && (is_repeated || position(Role::OrderTotal).is_none());
        return if is_line || (is_repeated && position(Role::LineTotal).is_some()) {
            Grain::Line
        } else {
            Grain::Order
        };
    }
    // A form that was answered on a day: the name of who answered makes no table of customers of it.
    if has_date && !has_product && !has_money && position(Role::Rating).is_some() {
        return Grain::Response;
    }
    if has_date
        && has_product
        && (has_money
            || position(Role::Quantity).is_some()
            || position(Role::UnitPrice).is_some()
            || customer.is_some())
    {
        return Grain::Line;
    }
    if has_date && has_money {
        return if customer.is_some() { Grain::Order } else { Grain::Payment };
    }
    if has_product && !has_date && customer.is_none() {
        return Grain::Product;
    }
    if let Some(customer) = customer {
        return if customer.distinct_share() >= 0.95 { Grain::Customer } else { Grain::Unknown };
    }
    if position(Role::Rating).is_some() || position(Role::Response).is_some() {
        Grain::Response
    } else {
        Grain::Unknown
    }
}

/// Roles that make no sense beside others are taken back.
pub fn drop_doubtful(mapping: &mut Mapping, headers: &[Folded]) {
    let has = |mapping: &Mapping, role| mapping.column(role).is_some();
    // An order's amount paid says something only beside another amount.
    if has(mapping, Role::PaidAmount) && !has(mapping, Role::OrderTotal) {
        for choice in &mut mapping.roles {
            if choice.role == Role::PaidAmount {
                choice.role = Role::OrderTotal;
            }
        }
    }
    // A statement of an account: its texts describe bookings, not products.
    const BALANCES: &[&str] = &[
        "balance",
        "runningbalance",
        "余额",
        "餘額",
        "账户余额",
        "帳戶餘額",
        "結餘",
        "结余",
        "saldo",
        "solde",
    ];
    let has_balance = headers.iter().any(|header| BALANCES.contains(&header.joined.as_str()));
    if has_balance && !has(mapping, Role::OrderId) && !has(mapping, Role::Quantity) {
        mapping.roles.retain(|choice| !matches!(choice.role, Role::ProductName | Role::Category));
    }
    // Without a customer, an order or a product there is no trade, and a lone "type" or "status" means nothing.
    let is_trade = [
        Role::OrderId,
        Role::CustomerId,
        Role::CustomerEmail,
        Role::ProductId,
        Role::ProductName,
        Role::OrderTotal,
        Role::LineTotal,
        Role::TicketId,
    ]
    .iter()
    .any(|&role| has(mapping, role));
    if !is_trade {
        mapping.roles.retain(|choice| {
            !matches!(choice.role, Role::Category | Role::Status | Role::Quantity | Role::UnitPrice)
        });
    }
}

/// A column called no more than `ID` numbers what the table is a list of: orders, or customers.
pub fn bare_numbers(mapping: &mut Mapping, headers: &[Folded], evidence: &Evidence) {
    const BARE: &[&str] = &["id", "recordid", "no", "#", "編號", "编号", "序號", "序号"];
    let is_key = |column: &usize| {
        let facts = &evidence.facts[*column];
        facts.n_valid > 2 && facts.n_distinct == facts.n_rows && !facts.is_date
    };
    let bare = (0..headers.len()).find(|&column| BARE.contains(&headers[column].joined.as_str()));
    let Some(column) = bare.filter(is_key) else { return };
    let has = |roles: &[Role]| roles.iter().any(|&role| mapping.column(role).is_some());
    let is_counter =
        evidence.facts[column].is_number && evidence.facts[column].max == evidence.table.n_rows as f64;
    let has_order = has(&[Role::OrderId, Role::TicketId, Role::LineId]);
    let has_money = has(&[Role::OrderTotal, Role::PaidAmount]);
    let has_customer = has(&[Role::CustomerEmail, Role::CustomerName]);
    let has_trade = has(&[
        Role::ProductId,
        Role::ProductName,
        Role::LineTotal,
        Role::Quantity,
        Role::Rating,
        Role::Status,
        Role::OrderDate,
    ]);
    let role = if has(&[Role::OrderDate]) && has_money && !has_order && !has(&[Role::LineTotal]) {
        Role::OrderId
    } else if has_customer && !has_order && !has_money && !has_trade && !has(&[Role::CustomerId]) {
        Role::CustomerId
    } else {
        return;
    };
    let is_free = !mapping.roles.iter().any(|choice| choice.column == evidence.table.columns[column].name);
    if is_free && !(is_counter && role == Role::OrderId) {
        mapping.roles.push(RoleChoice {
            role,
            column: evidence.table.columns[column].name.clone(),
            confidence: 0.7,
            why: vec![Message::new("roles-why-name-similar")],
        });
    }
}

/// The only day that stands beside orders or products is theirs, whatever it is called.
pub fn only_date(mapping: &mut Mapping, headers: &[Folded], evidence: &Evidence) {
    let has = |roles: &[Role]| roles.iter().any(|&role| mapping.column(role).is_some());
    if has(&[Role::OrderDate, Role::PaidAt, Role::TicketId])
        || !has(&[Role::OrderId, Role::ProductId, Role::ProductName])
        || !has(&[Role::Quantity, Role::UnitPrice, Role::LineTotal, Role::OrderTotal])
    {
        return;
    }
    let mut dates = (0..headers.len()).filter(|&column| {
        let facts = &evidence.facts[column];
        facts.n_valid * 10 >= facts.n_rows * 9 && (facts.is_date || facts.is_compact_date)
    });
    let (Some(column), None) = (dates.next(), dates.next()) else { return };
    let name = &evidence.table.columns[column].name;
    if is_another_day(&headers[column]) || mapping.roles.iter().any(|choice| choice.column == *name) {
        return;
    }
    mapping.roles.push(RoleChoice {
        role: Role::OrderDate,
        column: name.clone(),
        confidence: 0.65,
        why: vec![Message::new("roles-why-cells")],
    });
}
