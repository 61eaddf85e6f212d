//! Whether the cells of a column suit a role, whatever the header says.

use super::evidence::Facts;
use super::mapping::Role;

/// How well the cells suit the role, 0..=1; 0 rules it out. A column without cells suits everything a little.
pub fn fit(role: Role, facts: &Facts) -> f64 {
    if facts.n_valid == 0 {
        return 0.5;
    }
    let is_key = (facts.is_text() || (facts.is_number && facts.is_whole && facts.min >= 0.0))
        && facts.mean_words <= 4.0;
    let yes = |condition: bool| if condition { 1.0 } else { 0.0 };
    match role {
        Role::CustomerId => {
            if !is_key {
                0.0
            } else if facts.n_distinct < 2 && facts.n_valid > 20 {
                0.4
            } else {
                1.0
            }
        }
        Role::CustomerEmail => yes(facts.email_share >= 0.3),
        Role::CustomerPhone => {
            yes(facts.phone_share >= 0.3 || (facts.is_number && facts.is_whole && facts.mean_length >= 7.0))
        }
        Role::CustomerName => {
            if !facts.is_text() || facts.email_share > 0.5 || facts.number_sign_share > 0.5 {
                0.0
            } else if facts.digit_share > 0.9 {
                0.55
            } else {
                1.0
            }
        }
        Role::OrderId | Role::TicketId => {
            if !is_key || facts.mean_words > 2.5 || facts.email_share > 0.2 {
                0.0
            } else if facts.is_text() && facts.digit_share < 0.5 {
                0.2
            } else if facts.n_distinct < 3 && facts.n_valid > 20 {
                0.1
            } else {
                1.0
            }
        }
        Role::LineId => yes(is_key && facts.distinct_share() >= 0.98),
        Role::OrderDate | Role::PaidAt | Role::TicketCreated => {
            if facts.is_date {
                1.0
            } else if facts.is_compact_date {
                0.9
            } else if facts.is_text()
                && facts.digit_share > 0.9
                && facts.mean_length < 32.0
                && facts.email_share == 0.0
            {
                0.2
            } else {
                0.0
            }
        }
        Role::TicketResolved => {
            yes(facts.is_date || facts.is_compact_date || facts.is_text() && facts.digit_share > 0.8)
        }
        Role::OrderTime => yes(facts.is_text() && facts.clock_share >= 0.8),
        Role::ProductId => yes(is_key && !facts.is_date),
        Role::ProductName => {
            if !facts.is_text() {
                0.0
            } else if facts.digit_share > 0.98 && facts.mean_words < 1.2 && facts.mean_length > 6.0 {
                0.5
            } else {
                1.0
            }
        }
        Role::Category | Role::Channel | Role::Country => {
            if !facts.is_text() {
                0.0
            } else if facts.n_distinct > 60 && facts.distinct_share() > 0.5
                || facts.n_distinct < 2 && facts.n_valid > 20 && role == Role::Category
            {
                0.2
            } else {
                1.0
            }
        }
        Role::Quantity => {
            if !facts.is_number || facts.max.abs() > 1e7 {
                0.0
            } else if facts.is_whole {
                1.0
            } else {
                0.7
            }
        }
        Role::UnitPrice
        | Role::LineTotal
        | Role::OrderTotal
        | Role::PaidAmount
        | Role::Discount
        | Role::RefundAmount
        | Role::Shipping
        | Role::Tax => yes(facts.is_number && !facts.is_compact_date),
        Role::Status | Role::ReturnStatus => {
            if !facts.is_text() {
                0.0
            } else if facts.n_distinct > 60 {
                0.1
            } else {
                1.0
            }
        }
        Role::CancelledAt => yes(facts.is_date || facts.is_text() || facts.max <= 1.0),
        Role::Currency => {
            if !facts.is_text() {
                0.0
            } else if facts.currency_share >= 0.5 {
                1.0
            } else {
                0.1
            }
        }
        Role::Coupon => yes(facts.is_text()),
        Role::Rating => yes(facts.is_number && facts.min >= 0.0 && facts.max <= 10.0),
        Role::Response => {
            yes(facts.n_distinct == 2 || (facts.is_number && facts.min >= 0.0 && facts.max <= 1.0))
        }
        Role::NRepeatOrders => yes(facts.is_number && facts.is_whole && facts.min >= 0.0),
        Role::FirstToLast | Role::Age => yes(facts.is_number && facts.min >= 0.0),
    }
}
