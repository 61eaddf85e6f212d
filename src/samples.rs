//! Generated shops for "Try it": the same rows on every machine, no real people, and facts planted in them that the
//! analyses must find (`PLANTED`, checked by `tests/samples.rs`).
//!
//! Customers follow the buy-till-you-die story of BG/NBD: each has an own rhythm and leaves for good after some order.

use crate::stats::sample::Rng;
use crate::table::day;
use std::fmt::Write;

/// The names that [`csv`] knows.
pub const NAMES: [&str; 3] = ["shop", "drinks", "beauty"];

/// What stands in each sample for the analyses to find: the pair bought together far more often than chance, the month
/// in which sales peak, and the column that names customers.
pub const PLANTED: [Planted; 3] = [
    Planted { sample: "shop", pair: ["TEACUP ROSE", "SAUCER ROSE"], peak_month: 12, n_customers: 1400 },
    Planted { sample: "drinks", pair: ["珍珠奶茶", "鹽酥雞"], peak_month: 7, n_customers: 700 },
    Planted { sample: "beauty", pair: ["深层清洁", "补水面膜"], peak_month: 11, n_customers: 600 },
];

pub struct Planted {
    pub sample: &'static str,
    pub pair: [&'static str; 2],
    /// 1..=12
    pub peak_month: u32,
    /// About so many customers are born; a few never show a number.
    pub n_customers: u64,
}

struct Shop {
    header: &'static str,
    seed: u64,
    /// First day and number of days.
    start: (i32, u32, u32),
    n_days: f64,
    /// Prefix of order and customer numbers.
    order: &'static str,
    customer: &'static str,
    stores: &'static [&'static str],
    /// Name, price in cents or yuan cents, popularity.
    products: &'static [(&'static str, u32, u32)],
    /// Share of orders without a customer number, and of orders that are cancelled.
    anonymous: f64,
    cancelled: f64,
    is_roc: bool,
    planted: &'static Planted,
}

/// The sample as a CSV file in UTF-8; none for a name that [`NAMES`] does not hold.
pub fn csv(name: &str) -> Option<String> {
    let shop = match name {
        "shop" => shop(),
        "drinks" => drinks(),
        "beauty" => beauty(),
        _ => return None,
    };
    let mut rng = Rng::new(shop.seed);
    let mut visits: Vec<(f64, u64)> = Vec::new();
    for customer in 0..shop.planted.n_customers {
        live(&shop, customer, &mut rng, &mut visits);
    }
    visits.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut text = format!("{}\r\n", shop.header);
    for (number, (at, customer)) in visits.into_iter().enumerate() {
        order(&shop, number, at, customer, &mut rng, &mut text);
    }
    Some(text)
}

/// One customer's visits, as days since the start: a rhythm of their own, and a chance to stay away after each.
fn live(shop: &Shop, customer: u64, rng: &mut Rng, visits: &mut Vec<(f64, u64)>) {
    // Half come in the first quarter of the period, so that lives are long enough to learn from.
    let mut at = if rng.unit() < 0.5 { rng.unit() * 0.25 } else { rng.unit() } * shop.n_days;
    let rhythm = 18.0 * libm::exp(0.85 * rng.normal());
    let leaves = 0.02 + 0.22 * rng.unit() * rng.unit();
    while at < shop.n_days {
        if rng.unit() < season(shop, at) {
            visits.push((at, customer));
            if rng.unit() < leaves {
                return;
            }
        }
        at += -libm::log(1.0 - rng.unit()) * rhythm + 0.5;
    }
}

/// Chance that a visit happens at this time of the year: 1 in the planted month, less in the others.
fn season(shop: &Shop, at: f64) -> f64 {
    let (_, month, _) = day::ymd(first_day(shop) + at as i32);
    if month == shop.planted.peak_month { 1.0 } else { 0.62 }
}

fn first_day(shop: &Shop) -> i32 {
    let (year, month, first) = shop.start;
    day::from_ymd(year, month, first).unwrap_or_default()
}

fn order(shop: &Shop, number: usize, at: f64, customer: u64, rng: &mut Rng, text: &mut String) {
    let is_cancelled = rng.unit() < shop.cancelled;
    let is_anonymous = rng.unit() < shop.anonymous;
    let id = format!("{}{}{}", if is_cancelled { "C" } else { "" }, shop.order, 10_001 + number);
    let date = date(shop, at);
    let name = if is_anonymous { String::new() } else { format!("{}{:04}", shop.customer, 1000 + customer) };
    let store = shop.stores[rng.below(shop.stores.len() as u64) as usize];
    for product in basket(shop, rng) {
        let (title, cents, _) = shop.products[product];
        // Heavy spenders buy several of a thing.
        let quantity = 1 + rng.below(1 + customer % 4) as i64;
        let quantity = if is_cancelled { -quantity } else { quantity };
        let amount = quantity * i64::from(cents);
        let code = 20_001 + product;
        // Writing into a string cannot fail.
        let _ = write!(
            text,
            "{id},{date},{store},{name},{code},{title},{quantity},{},{}\r\n",
            money(i64::from(cents)),
            money(amount)
        );
    }
}

/// One to five products; the planted pair goes together four times out of five.
fn basket(shop: &Shop, rng: &mut Rng) -> Vec<usize> {
    let total: u32 = shop.products.iter().map(|product| product.2).sum();
    let n_items = 1 + rng.below(3) + rng.below(2) * rng.below(2);
    let mut basket: Vec<usize> = Vec::new();
    for _ in 0..n_items {
        let mut left = rng.below(u64::from(total)) as u32;
        let drawn = shop.products.iter().position(|product| {
            let is_here = left < product.2;
            left = left.saturating_sub(product.2);
            is_here
        });
        basket.extend(drawn.filter(|product| !basket.contains(product)));
    }
    let place = |title: &str| shop.products.iter().position(|product| product.0 == title);
    if let [Some(first), Some(second)] = shop.planted.pair.map(place)
        && basket.contains(&first)
        && !basket.contains(&second)
        && rng.unit() < 0.8
    {
        basket.push(second);
    }
    basket
}

fn date(shop: &Shop, at: f64) -> String {
    let (year, month, of_month) = day::ymd(first_day(shop) + at as i32);
    if shop.is_roc {
        return format!("{}/{month:02}/{of_month:02}", year - 1911);
    }
    let minutes = (600.0 + (at - libm::floor(at)) * 660.0) as u32;
    format!("{year}-{month:02}-{of_month:02} {:02}:{:02}", minutes / 60, minutes % 60)
}

fn money(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}

fn shop() -> Shop {
    Shop {
        header: "Invoice,InvoiceDate,Country,Customer ID,StockCode,Description,Quantity,Price,Amount",
        seed: 20_260_101,
        start: (2024, 1, 8),
        n_days: 720.0,
        order: "5",
        customer: "",
        stores: &["United Kingdom", "United Kingdom", "United Kingdom", "Germany", "France", "Ireland"],
        products: &[
            ("TEACUP ROSE", 395, 40),
            ("SAUCER ROSE", 250, 6),
            ("CAKE STAND 2 TIER", 1495, 18),
            ("LUNCH BAG RED", 165, 50),
            ("LUNCH BAG DOTS", 165, 44),
            ("BIRD ORNAMENT", 169, 38),
            ("PARTY BUNTING", 495, 46),
            ("WICKER HEART", 325, 41),
            ("JAM JAR SET", 525, 30),
            ("T-LIGHT HOLDER", 295, 60),
            ("ALARM CLOCK GREEN", 425, 28),
            ("ALARM CLOCK RED", 425, 27),
            ("NAPKINS FLORAL", 85, 33),
            ("HOT WATER BOTTLE", 495, 25),
            ("KITCHEN SIGN", 595, 16),
            ("PICTURE FRAME", 895, 14),
            ("GARDEN GLOVES", 775, 9),
            ("PAPER CHAINS", 290, 21),
        ],
        anonymous: 0.12,
        cancelled: 0.02,
        is_roc: false,
        planted: &PLANTED[0],
    }
}

fn drinks() -> Shop {
    Shop {
        header: "交易編號,交易日期,門市,會員編號,品號,品名,數量,單價,金額",
        seed: 20_260_102,
        start: (2024, 3, 1),
        n_days: 540.0,
        order: "T",
        customer: "M",
        stores: &["中山店", "公館店", "板橋店", "台中一中店"],
        products: &[
            ("珍珠奶茶", 5500, 60),
            ("鹽酥雞", 7000, 8),
            ("紅茶", 3000, 45),
            ("綠茶", 3000, 38),
            ("四季春", 3500, 30),
            ("冬瓜檸檬", 5000, 18),
            ("百香果綠茶", 6000, 16),
            ("鮮奶茶", 6500, 26),
            ("仙草凍飲", 5500, 14),
            ("薯條", 4500, 20),
            ("雞塊", 5000, 15),
            ("布丁奶茶", 6000, 17),
        ],
        anonymous: 0.25,
        cancelled: 0.0,
        is_roc: true,
        planted: &PLANTED[1],
    }
}

fn beauty() -> Shop {
    Shop {
        header: "订单号,下单时间,门店,会员编号,项目编号,项目名称,数量,单价,实付金额",
        seed: 20_260_103,
        start: (2024, 2, 1),
        n_days: 640.0,
        order: "B",
        customer: "K",
        stores: &["静安店", "徐汇店", "浦东店"],
        products: &[
            ("深层清洁", 19_800, 50),
            ("补水面膜", 9_800, 8),
            ("肩颈按摩", 16_800, 40),
            ("眼部护理", 12_800, 26),
            ("美甲单色", 8_800, 45),
            ("美睫", 15_800, 24),
            ("头皮护理", 13_800, 20),
            ("全身精油", 29_800, 12),
            ("光子嫩肤", 49_800, 7),
            ("修眉", 3_800, 30),
        ],
        anonymous: 0.05,
        cancelled: 0.0,
        is_roc: false,
        planted: &PLANTED[2],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_the_same_every_time_and_has_its_planted_pair() {
        for planted in &PLANTED {
            let text = csv(planted.sample).unwrap();
            assert_eq!(Some(&text), csv(planted.sample).as_ref());
            let n_lines = text.lines().count();
            assert!((10_000..120_000).contains(&n_lines), "{}: {n_lines}", planted.sample);
            assert!(planted.pair.iter().all(|title| text.contains(title)));
        }
        assert_eq!(csv("nothing"), None);
    }
}
