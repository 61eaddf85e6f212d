//! The books: customers, orders, lines, refunds, products. Everything has its date and its amount; nobody below asks
//! whether a cell is missing. Money is whole minor units (`amount / 10^scale` in major units), summed in `i128`.
//!
//! Order of entries is by key, never by the file's row order, so that shuffling rows changes nothing.

use crate::table::Day;
use std::ops::Range;
use std::rc::Rc;

/// A row of a source: which table (position in the ledger's `sources`), which row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowRef {
    pub source: u16,
    pub row_idx: u32,
}

#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Ids of the sources that rows point into.
    pub sources: Vec<String>,
    /// Known customers, by id in byte order. Walk-ins (`散客`, blank) are nobody: their orders have no customer.
    pub customers: Vec<Customer>,
    /// Visits: orders that happened. By day, then id. Cancelled orders are not here.
    pub orders: Vec<Order>,
    /// Lines of those orders with a positive quantity or amount, by order, then row.
    pub lines: Vec<Line>,
    /// Money given back, whether or not the sale is in the file. By day, then row. A refund is no visit.
    pub refunds: Vec<Refund>,
    /// By code in byte order.
    pub products: Vec<Item>,
    pub categories: Vec<String>,
    /// What is known of customers beside their orders: country, channel, columns of a customer table.
    pub attributes: Vec<Attribute>,
    /// Digits after the point of all amounts.
    pub scale: u8,
    /// ISO code or symbol, `""` when the file names none.
    pub currency: String,
    /// False when no column tells money: every amount is 0 and money analyses are blocked.
    pub has_money: bool,
    pub first_day: Day,
    /// Last day with an order, a refund or a cancelled order: the default "today".
    pub last_day: Day,
    /// Cancelled orders: counted and summed here, used nowhere else.
    pub cancelled: Cancelled,
    /// Rows that are neither sale nor return nor cancelled, by reason. The money of the file is
    /// gross − (refunds − `refunds_stated`) + cancelled + left out.
    pub left_out: Vec<LeftOut>,
    /// The part of the refunds that a refund column states beside the sale, instead of rows of their own.
    pub refunds_stated: i128,
    /// Position of each customer in the ledger this one was filtered from (the first ledger: itself). Labels of cells
    /// over the whole ledger are read through it.
    pub customer_origins: Vec<u32>,
    /// Positions in `orders` of each customer, by day: see [`Ledger::orders_of`].
    pub orders_by_customer: Vec<u32>,
    pub customer_ranges: Vec<Range<u32>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Customer {
    pub id: String,
    /// A name to show, where the file has one.
    pub name: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Order {
    pub id: String,
    /// `None` for walk-ins: the order counts for baskets and products, not for customers.
    pub customer: Option<u32>,
    pub day: Day,
    /// Seconds since 1970-01-01 when the file has clock times.
    pub time: Option<i64>,
    /// What was bought, before refunds, after discounts.
    pub gross: i64,
    /// The part of the ledger's refunds that names this order.
    pub refunded: i64,
    /// Positions in `lines`. Empty when the file has no lines.
    pub lines: Range<u32>,
    pub row: RowRef,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Line {
    pub order: u32,
    pub product: Option<u32>,
    pub quantity: f64,
    pub amount: i64,
    /// Quantity that later came back and could be matched to this line.
    pub returned: f64,
    pub row: RowRef,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Refund {
    pub customer: Option<u32>,
    /// The sale it belongs to, when it can be told.
    pub order: Option<u32>,
    pub product: Option<u32>,
    pub day: Day,
    /// Positive.
    pub amount: i64,
    pub row: RowRef,
}

/// A product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    pub code: String,
    /// The most frequent description of the code, or the code.
    pub label: String,
    pub category: Option<u32>,
    /// Set when this is no product: postage, fees, samples …
    pub pseudo: Option<PseudoItem>,
}

/// Why an item is no product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PseudoItem {
    Postage,
    Fee,
    Discount,
    Manual,
    Sample,
    Gift,
    Test,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cancelled {
    pub n_orders: u32,
    pub n_lines: u32,
    pub amount: i128,
}

/// Rows the books leave out, and their money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    pub reason: LeftOutReason,
    pub n_rows: u32,
    pub amount: i128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOutReason {
    /// No date, not even on another row of the order.
    NoDate,
    /// Price or quantity 0 on every line of the order: stock movements, samples.
    ZeroValue,
    /// Payouts, fees, transfers, pending payments.
    NoSale,
    /// In another currency than the one kept.
    OtherCurrency,
    /// A correction of the books: bad debts.
    Adjustment,
    /// The same in every cell as an earlier row. This and the reasons below are the reader's choice.
    Duplicate,
    /// Before the first or after the last day that counts.
    OtherDays,
    /// Goods or money came back.
    Returned,
    NoCustomer,
}

impl LeftOutReason {
    /// Whether its money is no part of the total that the reader compares: left out by choice, or in another currency.
    pub fn is_beside_total(self) -> bool {
        use LeftOutReason::{Duplicate, NoCustomer, OtherCurrency, OtherDays, Returned};
        matches!(self, OtherCurrency | Duplicate | OtherDays | Returned | NoCustomer)
    }
}

/// Something known of every customer.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The header it comes from.
    pub name: String,
    pub values: AttributeValues,
}

#[derive(Clone, Debug)]
pub enum AttributeValues {
    /// One code a customer into `names`; `None` when unknown. The most frequent value of the customer's rows.
    Category {
        codes: Vec<Option<u32>>,
        names: Vec<String>,
    },
    Number(Vec<Option<f64>>),
}

/// Baskets for association rules: distinct items, ascending, no empty baskets. Built from a ledger (one basket an
/// order) or from a basket-per-line file (then without customers and days). Pseudo-items are inside; the analysis
/// leaves them out unless asked.
#[derive(Clone, Debug, Default)]
pub struct Baskets {
    /// `offsets[i]..offsets[i + 1]` are the positions of basket i in `items_of`.
    pub offsets: Vec<u32>,
    pub items_of: Vec<u32>,
    pub items: Rc<Vec<Item>>,
    pub categories: Rc<Vec<String>>,
    /// Per basket, parallel to the baskets.
    pub customers: Vec<Option<u32>>,
    pub days: Vec<Option<Day>>,
    /// Position of each basket in the ledger's `orders`; empty for baskets of a table.
    pub origins: Vec<u32>,
    /// Lines of the file that each basket of a table stands on; empty for baskets of a ledger. By `row_offsets` as items
    /// are by `offsets`; of rows on one line of the file the first.
    pub rows_of: Vec<RowRef>,
    pub row_offsets: Vec<u32>,
}

/// One basket, as seen by an iteration.
#[derive(Clone, Copy, Debug)]
pub struct Basket<'a> {
    pub items: &'a [u32],
    pub customer: Option<u32>,
    pub day: Option<Day>,
}

impl Baskets {
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, i: usize) -> Basket<'_> {
        let items = &self.items_of[self.offsets[i] as usize..self.offsets[i + 1] as usize];
        Basket { items, customer: self.customers[i], day: self.days[i] }
    }

    /// Lines of the file that a basket of a table stands on.
    pub fn rows(&self, i: usize) -> &[RowRef] {
        &self.rows_of[self.row_offsets[i] as usize..self.row_offsets[i + 1] as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = Basket<'_>> {
        (0..self.len()).map(|i| self.get(i))
    }
}

impl Ledger {
    /// The customer's orders by day.
    pub fn orders_of(&self, customer: u32) -> impl DoubleEndedIterator<Item = &Order> + Clone {
        let range = &self.customer_ranges[customer as usize];
        self.orders_by_customer[range.start as usize..range.end as usize]
            .iter()
            .map(|&order| &self.orders[order as usize])
    }

    pub fn lines_of(&self, order: &Order) -> &[Line] {
        &self.lines[order.lines.start as usize..order.lines.end as usize]
    }

    /// Rows of the sources that an order stands on: its lines, or its own row where the file has no lines.
    pub fn rows_of(&self, order: &Order) -> impl Iterator<Item = RowRef> {
        let lines = self.lines_of(order);
        lines.iter().map(|line| line.row).chain(lines.is_empty().then_some(order.row))
    }

    /// Rows of the sources that the books rest on: orders, then refunds.
    pub fn rows(&self) -> impl Iterator<Item = RowRef> {
        let orders = self.orders.iter().flat_map(|order| self.rows_of(order));
        orders.chain(self.refunds.iter().map(|refund| refund.row))
    }

    /// An amount in major units, for ratios and models. Sums are made before, in minor units.
    pub fn major(&self, minor: i128) -> f64 {
        minor as f64 / libm::exp10(f64::from(self.scale))
    }

    /// Gross sales minus all refunds, walk-ins included.
    pub fn net(&self) -> i128 {
        let gross: i128 = self.orders.iter().map(|order| i128::from(order.gross)).sum();
        gross - self.refunds.iter().map(|refund| i128::from(refund.amount)).sum::<i128>()
    }

    /// Money of the file that is beside the total which the reader compares with a report of their own.
    pub fn beside_total(&self) -> i128 {
        let beside = |entry: &&LeftOut| entry.reason.is_beside_total();
        self.left_out.iter().filter(beside).map(|entry| entry.amount).sum()
    }

    /// Net money of each customer: gross of their orders minus their refunds.
    pub fn net_by_customer(&self) -> Vec<i128> {
        let mut net = vec![0; self.customers.len()];
        for order in &self.orders {
            if let Some(customer) = order.customer {
                net[customer as usize] += i128::from(order.gross);
            }
        }
        for refund in &self.refunds {
            if let Some(customer) = refund.customer {
                net[customer as usize] -= i128::from(refund.amount);
            }
        }
        net
    }
}
