//! Fingerprints of shop, payment, relation and survey systems: a few headers that stand together nowhere else. A
//! fingerprint settles roles and grain.

use super::evidence::Evidence;
use super::mapping::{Grain, Mapping, Role, RoleChoice};
use super::synonyms::{Folded, fold_header};
use crate::message::Message;

/// An export of a known system.
struct Platform {
    id: &'static str,
    /// The system's own name, the same in all languages.
    title: &'static str,
    /// Headers that all have to be there.
    marks: &'static [&'static str],
    grain: Grain,
    /// In order of preference: the first header that is there takes the role.
    roles: &'static [(Role, &'static str)],
}

use Role::*;

const PLATFORMS: &[Platform] = &[Platform {
    id: "shopify",
    title: "Shopify",
    marks: &["name", "financial status", "lineitem quantity", "lineitem name"],
    grain: Grain::Line,
    roles: &[
        (OrderId, "name"),
        (CustomerEmail, "email"),
        (CustomerName, "billing name"),
        (CustomerPhone, "billing phone"),
        (OrderDate, "created at"),
        (PaidAt, "paid at"),
        (ProductId, "lineitem sku"),
        (ProductName, "lineitem name"),
        (Quantity, "lineitem quantity"),
        (UnitPrice, "lineitem price"),
        (OrderTotal, "total"),
        (Discount, "discount amount"),
        (RefundAmount, "refunded amount"),
        (Status, "financial status"),
        (CancelledAt, "cancelled at"),
        (Currency, "currency"),
        (Shipping, "shipping"),
        (Tax, "taxes"),
        (Coupon, "discount code"),
        (Channel, "source"),
        (Country, "billing country"),
    ],
}];

/// The mapping of a known export, or `None` when no fingerprint fits.
pub fn recognise(headers: &[Folded], evidence: &Evidence) -> Option<Mapping> {
    let find = |name: &str| {
        let name = fold_header(name).joined;
        headers.iter().position(|header| header.joined == name)
    };
    let platform =
        PLATFORMS.iter().find(|platform| platform.marks.iter().all(|mark| find(mark).is_some()))?;
    let mut roles: Vec<RoleChoice> = Vec::new();
    for (role, name) in platform.roles {
        let Some(column) = find(name) else { continue };
        let column = &evidence.table.columns[column].name;
        if roles.iter().any(|choice| choice.role == *role || choice.column == *column) {
            continue;
        }
        let why = vec![Message::new("roles-why-platform").text("platform", platform.title)];
        roles.push(RoleChoice { role: *role, column: column.clone(), confidence: 0.98, why });
    }
    Some(Mapping {
        roles,
        grain: platform.grain,
        platform: Some(platform.id.to_owned()),
        questions: Vec::new(),
    })
}
