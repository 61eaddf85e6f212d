//! Generated shops for "Try it": the same bytes on every machine, no real people, and facts planted in them that the
//! analyses must find ([`planted`], checked by `tests/samples.rs`). Made when asked for, they cost the page a few
//! kilobytes of code instead of half a megabyte of data.
//!
//! Customers follow the buy-till-you-die story of BG/NBD (Fader, Hardie & Lee 2005): each has an own rate from a gamma
//! and an own chance to leave after a visit from a beta distribution. A group of regulars goes silent in spring.

mod shops;

use crate::message::{Message, Value};
use crate::order::Arrange;
use crate::stats::sample::Rng;
use crate::table::day::{self, Day};
use encoding_rs::Encoding;
use shops::{BEAUTY, DRINKS, SHOP, Shop};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The names that [`csv`] and [`planted`] know.
pub const NAMES: [&str; 3] = ["shop", "drinks", "beauty"];

/// A sample as the bytes of a CSV file in the encoding its country uses; none for an unknown name.
pub fn csv(name: &str) -> Option<Vec<u8>> {
    let shop = find(name)?;
    Some(encoded(&write(shop, &orders(shop)), shop.encoding))
}

/// "What is hidden in this data?", as sentences `samples-…`; empty for an unknown name.
pub fn planted(name: &str) -> Vec<Message> {
    let Some(shop) = find(name) else { return Vec::new() };
    let pair = shop.pair.map(|(product, _)| shop.products[product].name);
    vec![
        Message::new("samples-pair")
            .text("a", pair[0])
            .text("b", pair[1])
            .with("times", Value::Number(shop.facts.times, 1)),
        Message::new("samples-top").share("share", shop.facts.top_fifth_share),
        Message::new("samples-silent").count("n", shop.n_silent as usize),
        Message::new("samples-peak").with("month", Value::Month(shop.facts.peak.0, shop.facts.peak.1)),
        Message::new("samples-fee").text("fee", shop.fee.name),
        Message::new("samples-walk-ins").share("share", shop.facts.walk_in_share),
        Message::new("samples-undone")
            .count("n", shop.facts.n_returned as usize)
            .count("cancelled", shop.facts.n_cancelled as usize),
    ]
}

/// The two products of [`planted`] that are bought together.
pub fn pair(name: &str) -> Option<[&'static str; 2]> {
    find(name).map(|shop| shop.pair.map(|(product, _)| shop.products[product].name))
}

/// The fee that must not become a rule.
pub fn fee(name: &str) -> Option<&'static str> {
    find(name).map(|shop| shop.fee.name)
}

fn find(name: &str) -> Option<&'static Shop> {
    [&SHOP, &DRINKS, &BEAUTY].into_iter().find(|shop| shop.name == name)
}

/// What happened at the till.
struct Order {
    day: Day,
    minute: u32,
    /// `None` for walk-ins.
    customer: Option<u32>,
    kind: OrderKind,
    /// Position of the product (`FEE` for the fee) and quantity.
    lines: Vec<(usize, i32)>,
    store: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum OrderKind {
    Sale,
    Cancelled,
    Return,
}

const FEE: usize = usize::MAX;

/// All orders by time.
fn orders(shop: &Shop) -> Vec<Order> {
    let mut rng = Rng::new(shop.seed);
    let mut orders = Vec::new();
    for customer in 0..shop.n_customers + shop.n_silent {
        let taste = Taste::new(shop, &mut rng);
        let visits = if customer < shop.n_silent { regular(shop, &mut rng) } else { life(shop, &mut rng) };
        for at in visits {
            order(shop, at, Some(customer), &taste, &mut rng, &mut orders);
        }
    }
    let n_walk_ins = (orders.len() as f64 * shop.walk_ins) as u32;
    for _ in 0..n_walk_ins {
        let at = loop {
            let at = rng.unit() * shop.n_days;
            if rng.unit() < season(shop, at) {
                break at;
            }
        };
        let taste = Taste::new(shop, &mut rng);
        order(shop, at, None, &taste, &mut rng, &mut orders);
    }
    orders.arrange_by_key(|order| (order.day, order.minute, order.customer));
    orders
}

/// What a customer likes, where they shop and how much they take.
struct Taste {
    favourite: &'static str,
    store: usize,
    /// Around 1.
    appetite: f64,
}

impl Taste {
    fn new(shop: &Shop, rng: &mut Rng) -> Taste {
        let favourite = shop.products[pick(shop.products.iter().map(|p| p.weight), rng)].category;
        let store = pick((0..shop.stores.len()).map(|i| 1.0 / (1.0 + i as f64)), rng);
        Taste { favourite, store, appetite: libm::exp(shop.appetite_spread * rng.normal()) }
    }
}

/// Visits of a customer in days since the start: first visit, own rate, own chance to stay away for good after each.
/// Many customers are older than the file.
fn life(shop: &Shop, rng: &mut Rng) -> Vec<f64> {
    let mut at = (rng.unit() * 1.5 - 0.52) * shop.n_days;
    let rate = gamma(shop.rate_shape, rng) * shop.rate_scale;
    let leaves = beta(0.8, 3.0, rng);
    let mut visits = Vec::new();
    loop {
        let is_first = visits.is_empty();
        if at >= shop.n_days || visits.len() > 400 {
            break;
        }
        if is_first || rng.unit() < season(shop, at) {
            visits.push(at);
            if rng.unit() < leaves {
                break;
            }
        }
        at += exponential(rng) / rate.max(1e-4) + 0.4;
    }
    visits.retain(|at| *at >= 0.0);
    visits
}

/// A regular with a steady rhythm of two to four weeks until some day of spring.
fn regular(shop: &Shop, rng: &mut Rng) -> Vec<f64> {
    let rhythm = 14.0 + 12.0 * rng.unit();
    let last = shop.silent_from + 45.0 * rng.unit();
    let mut at = rng.unit() * rhythm + 30.0 * rng.unit();
    let mut visits = Vec::new();
    while at < last {
        visits.push(at);
        at += rhythm * (0.75 + 0.5 * rng.unit());
    }
    visits
}

/// Chance that an intended visit takes place: highest in the peak month.
fn season(shop: &Shop, at: f64) -> f64 {
    let (_, month, _) = day::ymd(shop.first_day() + at as Day);
    shop.season[(month as usize - 1) % 12]
}

fn order(shop: &Shop, at: f64, customer: Option<u32>, taste: &Taste, rng: &mut Rng, orders: &mut Vec<Order>) {
    let day = shop.first_day() + at as Day;
    let minute = 9 * 60 + rng.below(12 * 60) as u32;
    let n_lines = 1 + (exponential(rng) * (shop.mean_lines - 1.0) + 0.5) as usize;
    let mut lines: Vec<(usize, i32)> = Vec::new();
    while lines.len() < n_lines.min(24) {
        let likes = |category: &str| if category == taste.favourite { 3.0 } else { 1.0 };
        let product = pick(shop.products.iter().map(|p| p.weight * likes(p.category)), rng);
        if lines.iter().any(|(other, _)| *other == product) {
            // Drawn twice: one more piece, and the basket is a little shorter.
            if rng.unit() < 0.5 {
                break;
            }
            continue;
        }
        lines.push((product, quantity(shop, taste, rng)));
        for (from, to) in [(0, 1), (1, 0)] {
            let (leader, chance) = shop.pair[from];
            let follower = shop.pair[to].0;
            let is_new = !lines.iter().any(|(other, _)| *other == follower);
            if product == leader && is_new && rng.unit() < chance {
                lines.push((follower, quantity(shop, taste, rng)));
            }
        }
    }
    let store = if rng.unit() < 0.9 { taste.store } else { rng.below(shop.stores.len() as u64) as usize };
    let kind = if rng.unit() < shop.cancelled { OrderKind::Cancelled } else { OrderKind::Sale };
    if kind == OrderKind::Sale && rng.unit() < shop.returned {
        let (product, n) = lines[rng.below(lines.len() as u64) as usize];
        let back = Order {
            day: (day + 2 + rng.below(12) as Day).min(shop.first_day() + shop.n_days as Day - 1),
            minute: 10 * 60 + rng.below(10 * 60) as u32,
            customer,
            kind: OrderKind::Return,
            lines: vec![(product, -n)],
            store,
        };
        // Who has no number cannot bring anything back by it.
        if customer.is_some() {
            orders.push(back);
        }
    }
    if rng.unit() < shop.fee_share {
        lines.push((FEE, 1));
    }
    orders.push(Order { day, minute, customer, kind, lines, store });
}

fn quantity(shop: &Shop, taste: &Taste, rng: &mut Rng) -> i32 {
    let n = exponential(rng) * shop.mean_quantity * taste.appetite;
    (n.round() as i32).clamp(1, 48)
}

/// The file as text, with a line of totals where the shop prints one.
fn write(shop: &Shop, orders: &[Order]) -> String {
    let mut text = format!("{}\r\n", shop.header);
    let (mut total, mut pieces, mut serial) = (0i64, 0i64, 0u32);
    for order in orders {
        serial += 1 + (order.minute % 3) / 2;
        let (year, month, date) = day::ymd(order.day);
        let (number, when) = match shop.name {
            "shop" => {
                let prefix = if order.kind == OrderKind::Return { "R" } else { "" };
                let (hour, minute) = (order.minute / 60, order.minute % 60);
                (
                    format!("{prefix}{}", 510_000 + serial),
                    format!("{year}-{month:02}-{date:02} {hour:02}:{minute:02}"),
                )
            }
            "drinks" => (format!("T{:07}", 20_000 + serial), format!("{}/{month:02}/{date:02}", year - 1911)),
            _ => (format!("XF{:06}", 100_000 + serial), format!("{year}/{month}/{date}")),
        };
        let customer = order.customer.map_or(String::new(), |c| shop.customer_number(c));
        let status = match order.kind {
            OrderKind::Sale => shop.words[0],
            OrderKind::Cancelled => shop.words[1],
            OrderKind::Return => shop.words[2],
        };
        for (product, n) in &order.lines {
            let product = shop.products.get(*product).unwrap_or(&shop.fee);
            let amount = i64::from(*n) * i64::from(product.price);
            total += amount;
            pieces += i64::from(*n);
            let (price, amount) = (shop.money(i64::from(product.price)), shop.money(amount));
            let name = if product.name.contains(',') {
                format!("\"{}\"", product.name)
            } else {
                product.name.to_owned()
            };
            let (store, code, category) = (shop.stores[order.store], product.code, product.category);
            let _ = write!(
                text,
                "{number},{when},{store},{customer},{code},{name},{category},{n},{price},{amount},{status}\r\n"
            );
        }
    }
    if let Some(word) = shop.total_word {
        let _ = write!(text, "{word},,,,,,,{pieces},,{},\r\n", shop.money(total));
    }
    text
}

/// The text in its country's encoding. All pairs of bytes are decoded to learn which stands for what: the engine reads
/// many encodings and writes none but here, and their encoders are large.
fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    if encoding == encoding_rs::UTF_8 {
        return text.as_bytes().to_vec();
    }
    let mut known: BTreeMap<char, [u8; 2]> = BTreeMap::new();
    for pair in (0xa1..=0xfe).flat_map(|lead| (0x40..=0xfe).map(move |trail| [lead, trail])) {
        if let Some(decoded) = encoding.decode_without_bom_handling_and_without_replacement(&pair)
            && let Some(c) = decoded.chars().next()
        {
            known.entry(c).or_insert(pair);
        }
    }
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.chars() {
        match known.get(&c) {
            Some(pair) if !c.is_ascii() => bytes.extend_from_slice(pair),
            _ => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    bytes
}

/// A position drawn in proportion to the weights.
fn pick(weights: impl Iterator<Item = f64> + Clone, rng: &mut Rng) -> usize {
    let mut left = rng.unit() * weights.clone().sum::<f64>();
    let mut last = 0;
    for (i, weight) in weights.enumerate() {
        last = i;
        left -= weight;
        if left < 0.0 {
            break;
        }
    }
    last
}

fn exponential(rng: &mut Rng) -> f64 {
    -libm::log(1.0 - rng.unit())
}

/// Gamma with scale 1 (Marsaglia & Tsang 2000).
fn gamma(shape: f64, rng: &mut Rng) -> f64 {
    if shape < 1.0 {
        return gamma(shape + 1.0, rng) * libm::pow(1.0 - rng.unit(), 1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = rng.normal();
        let v = (1.0 + c * x) * (1.0 + c * x) * (1.0 + c * x);
        if v > 0.0 && libm::log(1.0 - rng.unit()) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}

fn beta(a: f64, b: f64, rng: &mut Rng) -> f64 {
    let (x, y) = (gamma(a, rng), gamma(b, rng));
    x / (x + y)
}
