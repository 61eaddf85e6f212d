//! What columns are called in exports: the names of `names.txt`, and how a header is compared with them.
//!
//! A header is folded (first line of the cell, lower case, half-width, bracketed unit, accents, blanks, punctuation and
//! short words off) and compared: equal, or the name at the end ("customer e-mail"), at the start, or inside.

use super::mapping::Role;
use super::words::half_width;

/// Role by role: the role alone on a line, below it, indented, its names.
const NAMES: &str = include_str!("names.txt");

/// A header made comparable: its words, and all of them run together.
#[derive(Clone, Debug, PartialEq)]
pub struct Folded {
    pub words: Vec<String>,
    pub joined: String,
    /// Holds Chinese, where words are not separated by blanks.
    pub is_chinese: bool,
}

/// Folds a header: `收件者電話⏎(說明)` → `收件者電話`, `商品总价(元)` → `商品总价`, `InvoiceNo` → `invoice no`.
pub fn fold_header(header: &str) -> Folded {
    let header: String = header.chars().map(half_width).filter(|c| *c != '\u{feff}').collect();
    let first_line = header.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    let without_unit =
        match first_line.rfind('(').filter(|&at| at > 0 && first_line.trim_end().ends_with(')')) {
            Some(at) if is_unit(&first_line[at..]) => &first_line[..at],
            _ => first_line,
        };
    let (mut words, mut word, mut previous) = (Vec::new(), String::new(), ' ');
    for character in without_unit.chars().map(without_accent) {
        let is_part = character.is_alphanumeric() || character == '#' || character == '°';
        let starts_hump = character.is_uppercase() && previous.is_lowercase();
        if (!is_part || starts_hump) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if is_part {
            word.extend(character.to_lowercase());
        }
        previous = character;
    }
    if !word.is_empty() {
        words.push(word);
    }
    // `Nº Factura` is `no factura`, `Fecha de pedido` is `fecha pedido`.
    for word in words.iter_mut().filter(|word| matches!(word.as_str(), "n°" | "nº" | "n")) {
        "no".clone_into(word);
    }
    words.retain(|word| !matches!(word.as_str(), "°" | "º"));
    if words.iter().any(|word| !is_short_word(word)) {
        words.retain(|word| !is_short_word(word));
    }
    let joined = words.concat();
    let is_chinese = joined.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c));
    Folded { words, joined, is_chinese }
}

fn is_short_word(word: &str) -> bool {
    matches!(word, "de" | "del" | "do" | "da" | "du" | "des" | "di" | "d" | "l")
}

/// `é` → `e`, `ü` → `u`: half the exports lose their accents on the way.
fn without_accent(character: char) -> char {
    match character {
        'à'..='å' => 'a',
        'À'..='Å' => 'A',
        'ç' => 'c',
        'è'..='ë' => 'e',
        'È'..='Ë' => 'E',
        'ì'..='ï' => 'i',
        'ñ' => 'n',
        'ò'..='ö' => 'o',
        'Ò'..='Ö' => 'O',
        'ù'..='ü' => 'u',
        'Ù'..='Ü' => 'U',
        other => other,
    }
}

/// `(元)`, `($)`, `(USD)`, `(件)`: a unit, not a part of the name such as `(inc tax)`, `(UTC)`.
fn is_unit(bracket: &str) -> bool {
    let inner = bracket.trim().trim_start_matches('(').trim_end_matches(')').trim();
    inner.chars().count() <= 3 && !inner.eq_ignore_ascii_case("utc") && !inner.eq_ignore_ascii_case("ids")
        || inner.starts_with('元')
        || super::words::currency_code(inner).is_some()
}

/// How well a folded header matches a name, 0..=1: equal 1, at the end .8, at the start .7, inside .55. Names marked as
/// whole-header only give nothing unless equal.
fn match_name(header: &Folded, name: &Name) -> f64 {
    if header.joined == name.folded.joined {
        return if name.is_weak { 0.72 } else { 1.0 };
    }
    if name.is_whole || name.is_weak {
        return 0.0;
    }
    if name.folded.is_chinese {
        let length_share =
            name.folded.joined.chars().count() as f64 / header.joined.chars().count().max(1) as f64;
        let at = if header.joined.ends_with(&name.folded.joined) {
            0.8
        } else if header.joined.starts_with(&name.folded.joined) {
            0.68
        } else if header.joined.contains(&name.folded.joined) {
            0.55
        } else {
            return 0.0;
        };
        return at * (0.75 + 0.25 * length_share.min(1.0));
    }
    let (h, n) = (&header.words, &name.folded.words);
    if n.len() >= h.len() || n.is_empty() {
        return 0.0;
    }
    if h.ends_with(n) {
        0.8
    } else if h.starts_with(n) {
        0.7
    } else if h.windows(n.len()).any(|window| window == n.as_slice()) {
        0.55
    } else {
        0.0
    }
}

struct Name {
    folded: Folded,
    is_whole: bool,
    is_weak: bool,
}

/// The synonym table, folded once.
pub struct Names {
    roles: Vec<(Role, Vec<Name>)>,
}

impl Default for Names {
    fn default() -> Names {
        let fold = |name: &str| {
            let bare = name.trim_end_matches(['!', '?']);
            Name { folded: fold_header(bare), is_whole: name.contains('!'), is_weak: name.contains('?') }
        };
        let mut roles: Vec<(Role, Vec<Name>)> = Vec::new();
        for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
            if let Some(names) = line.strip_prefix(' ') {
                let names = names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(fold);
                roles.last_mut().into_iter().for_each(|(_, known)| known.extend(names.clone()));
            } else if let Some(role) = Role::named(line) {
                roles.push((role, Vec::new()));
            }
        }
        Names { roles }
    }
}

impl Names {
    /// How well the header names the role, 0..=1.
    pub fn score(&self, role: Role, header: &Folded) -> f64 {
        let names = self
            .roles
            .iter()
            .find(|(r, _)| *r == role)
            .map(|(_, names)| names.as_slice())
            .unwrap_or_default();
        let best = names.iter().map(|name| match_name(header, name)).fold(0.0, f64::max);
        // A whole name is stronger than a word in it that commonly means something else.
        match trap(role, header) {
            trap if best == 1.0 && trap < 0.5 => best,
            trap => best * trap,
        }
    }
}

/// The column that tells customers apart, as far as headers say.
pub fn customer_column(headers: &[String]) -> Option<usize> {
    let names = Names::default();
    let score = |header: &String| {
        let header = fold_header(header);
        let of = |role| names.score(role, &header);
        of(Role::CustomerId)
            .max(of(Role::CustomerEmail).max(of(Role::CustomerPhone)) * 0.9)
            .max(of(Role::CustomerName) * 0.6)
    };
    let scores: Vec<f64> = headers.iter().map(score).collect();
    let best = (0..scores.len()).rev().max_by(|&a, &b| scores[a].total_cmp(&scores[b]))?;
    (scores[best] > 0.4).then_some(best)
}

/// What a header says against a role: receivers are not buyers, a member's level is no member's number.
fn trap(role: Role, header: &Folded) -> f64 {
    let text = header.joined.as_str();
    let has = |marks: &str| marks.split(' ').any(|mark| text.contains(mark));
    let has_word = |marks: &str| marks.split(' ').any(|mark| header.words.iter().any(|word| word == mark));
    let is_customer =
        matches!(role, Role::CustomerId | Role::CustomerEmail | Role::CustomerPhone | Role::CustomerName);
    if is_customer {
        if has("等級 等级 類型 类型 備註 备注 留言 群組 标签 標籤 生日 性別 性别 年齡 年龄 數 数 金額 金额")
            || has_word(
                "level tier type group segment age gender note tags description count status since product item file staff owner rep agent supplier vendor seller event campaign device city state zip country satisfaction rating",
            )
        {
            return 0.0;
        }
        if has("收件 收货 收貨 shipping receiver recipientname delivery shipto shipname") {
            return if role == Role::CustomerName { 0.66 } else { 0.75 };
        }
        if has("賣家 卖家 商家 店铺 店鋪 員工 员工 客服 門市 供應商 供应商 快递 物流")
        {
            return 0.0;
        }
    }
    if role == Role::OrderId
        && (has(
            "備註 备注 狀態 状态 日期 時間 时间 金額 金额 來源 来源 類型 类型 物流 快递 托運 商家订单号 merchantorderid legacyorderid",
        ) || has_word("date status total type notes note source amount qty quantity reference"))
    {
        return 0.3;
    }
    if matches!(role, Role::ProductName | Role::ProductId)
        && (has("數 数 價 价 金額 金额 類型 类型 折扣 重量 图片 圖片")
            || has_word(
                "price quantity qty type category sales weight cost tax discount rating length count photos name",
            ) && role == Role::ProductId)
    {
        return 0.0;
    }
    if role == Role::ProductName && has_word("description") && header.words.len() > 1 {
        return 0.95;
    }
    if role == Role::OrderId && has_word("invoice receipt transaction voucher txn trans") {
        return 0.97;
    }
    if role == Role::Category
        && (text == "宝贝种类"
            || has_word("id key customer payment shipping")
            || has("訂單 订单 會員 会员 顧客 客戶 客户 付款 支付 單據 单据 發票 发票 配送 用户 門市 店"))
    {
        return 0.0;
    }
    if role == Role::Status
        && (has_word("fulfillment address marital dispute employment code") || has("物流 發票 配送 送貨"))
    {
        return 0.55;
    }
    // Beside the order's own status and day, those of the payment and the booking come second.
    if role == Role::Status
        && (has("付款 支付 審核 审核") || has_word("payment zahlungsstatus paiement pago"))
        || role == Role::OrderDate
            && (has("记账 記帳 入账 入帳 帳務 开票 制单") || has_word("posting value due"))
    {
        return 0.93;
    }
    if matches!(role, Role::OrderDate | Role::TicketCreated | Role::PaidAt) && is_another_day(header) {
        return 0.0;
    }
    1.0
}

/// A day of a birth, a parcel, a deadline, not of the order.
pub fn is_another_day(header: &Folded) -> bool {
    const WORDS: &str =
        "birth birthday modified updated shipped fulfilled expiration expected due ship delivery delivered";
    const CHINESE: &str = "生日 出生 出貨 发货 發貨 到期 更新 完成 配送 到貨 收货 收貨";
    WORDS.split(' ').any(|mark| header.words.iter().any(|word| word == mark))
        || CHINESE.split(' ').any(|mark| header.joined.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(role: Role, header: &str, at_least: f64, below: f64) {
        let score = Names::default().score(role, &fold_header(header));
        assert!(score >= at_least && score < below, "{role:?} {header}: {score}");
    }

    #[test]
    fn headers_are_recognised_however_they_are_written() {
        check(Role::OrderId, "InvoiceNo", 0.95, 1.1);
        check(Role::CustomerId, "CustomerID", 0.95, 1.1);
        check(Role::CustomerId, " customer_id ", 0.95, 1.1);
        check(Role::OrderTotal, "用户实付金额(元)", 0.95, 1.1);
        check(Role::CustomerPhone, "收件者電話\n\n(說明)", 0.7, 1.0);
        check(Role::OrderDate, "Created (UTC)", 0.95, 1.1);
        check(Role::OrderDate, "訂單日期", 0.95, 1.1);
    }

    #[test]
    fn a_level_is_no_number_and_a_receiver_no_buyer() {
        check(Role::CustomerId, "會員等級", 0.0, 0.1);
        check(Role::CustomerName, "收件者姓名", 0.3, 0.7);
        check(Role::Category, "宝贝种类", 0.0, 0.1);
        check(Role::Discount, "Discount Code", 0.0, 0.75);
    }

    #[test]
    fn every_list_of_names_is_that_of_a_role() {
        let heads: Vec<&str> =
            NAMES.lines().filter(|line| !line.is_empty() && !line.starts_with([' ', '#'])).collect();
        for head in &heads {
            assert!(Role::named(head).is_some(), "{head}");
        }
        assert!(Names::default().roles.iter().all(|(_, names)| names.len() > 3));
    }

    #[test]
    fn accents_and_short_words_do_not_count() {
        check(Role::OrderDate, "Fecha de pedido", 0.95, 1.1);
        check(Role::CustomerId, "CODIGO CLIENTE", 0.95, 1.1);
        check(Role::OrderId, "Nº de Factura", 0.95, 1.1);
        check(Role::Quantity, "Quantità", 0.95, 1.1);
    }
}
