//! Words with a fixed meaning in exports: cancelled, returned, walk-in, postage. Matching is on folded text
//! ([`fold`]), so that `Cancelled`, `ＣＡＮＣＥＬＬＥＤ` and ` cancelled ` are one word.

use super::ledger::PseudoItem;
pub use crate::table::ids::half_width;

/// Lower case, full-width forms made half-width, outer blanks off.
pub fn fold(text: &str) -> String {
    let folded: String = text.chars().map(half_width).flat_map(char::to_lowercase).collect();
    folded.trim().to_owned()
}

/// What a status cell says of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A sale, or nothing that says otherwise.
    Good,
    /// The order did not happen, or was wholly undone.
    Cancelled,
    /// The row gives money back.
    Refund,
    /// Not trade with a customer: a payout, a fee, a transfer.
    NoSale,
}

const CANCELLED_EN: &[&str] = &[
    "cancelled",
    "canceled",
    "cancel",
    "voided",
    "void",
    "refunded",
    "chargeback",
    "reversed",
    "failed",
    "denied",
    "expired",
    "returned",
    "closed lost",
    "lost",
    "declined",
    "abandoned",
    "annulé",
    "annulée",
    "annulee",
    "annule",
    "remboursé",
    "remboursée",
    "perdu",
    "storniert",
    "storno",
    "erstattet",
    "verloren",
    "cancelado",
    "cancelada",
    "anulado",
    "anulada",
    "reembolsado",
    "reembolsada",
    "perdido",
    "annullato",
    "annullata",
    "rimborsato",
    "geannuleerd",
    "terugbetaald",
    "zrušeno",
    "prohráno",
    "キャンセル",
    "trash",
    "deleted",
];
const CANCELLED_ZH: &[&str] = &[
    "取消",
    "不成立",
    "作廢",
    "作废",
    "退貨",
    "退货",
    "退款完成",
    "全額退款",
    "全额退款",
    "刪除",
    "删除",
    "交易关闭",
    "交易關閉",
    "已关闭",
    "已關閉",
    "退款成功",
    "已退款",
    "售后完成",
    "不计收支",
    "支付失敗",
    "支付失败",
    "付款失敗",
    "付款失败",
];
/// A status that holds a word of the list above and still means a sale.
const NOT_CANCELLED_ZH: &[&str] = &[
    "未取消",
    "无退款",
    "無退款",
    "未退款",
    "无售后",
    "未关闭",
    "未關閉",
    "部分退款",
    // WeChat names the part beside it.
    "已退款(",
    "取消申請",
    "退貨期",
    "退款关闭",
    "退款關閉",
    "非退貨",
];
const NO_SALE: &[&str] = &[
    "payout",
    "transfer",
    "shipping label",
    "other fee",
    "fee",
    "fees",
    "deposit",
    "withdrawal",
    "general withdrawal",
    "general authorization",
    "account hold for open authorization",
    "general currency conversion",
    "adjustment",
    "pending",
    "service fee",
    "fba inventory fee",
    "listing",
    "memo",
    "提现",
    "提現",
];

/// The meaning of a status.
pub fn standing(status: &str) -> Standing {
    let status = fold(status);
    let plain = status.strip_prefix("wc-").unwrap_or(&status).replace('_', " ");
    if NO_SALE.contains(&plain.as_str()) {
        return Standing::NoSale;
    }
    if matches!(plain.as_str(), "refund" | "payment refund" | "return" | "reversal" | "refund reversal") {
        return Standing::Refund;
    }
    let words_match = CANCELLED_EN.iter().any(|word| {
        plain == *word
            || plain.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', ',', '-', '(', '/', ':']))
    });
    let is_partly = plain.starts_with("partial");
    if words_match && !is_partly {
        return Standing::Cancelled;
    }
    let ends_cancelled = ["cancelled", "canceled", "voided", "refunded"]
        .iter()
        .any(|word| plain.ends_with(&format!(" {word}")));
    if ends_cancelled && !is_partly && !plain.contains("not ") && !plain.contains("partial") {
        return Standing::Cancelled;
    }
    if CANCELLED_ZH.iter().any(|word| status.contains(word))
        && !NOT_CANCELLED_ZH.iter().any(|word| status.contains(word))
    {
        return Standing::Cancelled;
    }
    Standing::Good
}

/// Whether a cell of a column such as `Cancelled at` or `订单关闭原因` says that the order was cancelled.
pub fn says_cancelled(reason: &str) -> bool {
    let reason = fold(reason);
    !matches!(
        reason.as_str(),
        "" | "-" | "--" | "no" | "false" | "0" | "n/a" | "none" | "null" | "无" | "無" | "否"
    ) && !reason.contains("未关闭")
        && !reason.contains("未取消")
        && !reason.contains("未關閉")
}

/// Whether a customer cell names nobody: `散客`, `guest`, `#N/A`.
pub fn is_walk_in(customer: &str) -> bool {
    let customer = fold(customer);
    matches!(
        customer.as_str(),
        "" | "-"
            | "--"
            | "guest"
            | "walk-in"
            | "walk in"
            | "walkin"
            | "walk-in customer"
            | "cash customer"
            | "cash sale"
            | "#n/a"
            | "n/a"
            | "na"
            | "nan"
            | "null"
            | "none"
            | "unknown"
            | "anonymous"
            | "no customer"
            | "not set"
            | "(not set)"
            | "0"
            | "散客"
            | "非會員"
            | "非会员"
            | "過路客"
            | "过路客"
            | "游客"
            | "遊客"
            | "訪客"
            | "访客"
            | "匿名"
            | "路人"
            | "现金客户"
            | "現金客戶"
            | "零售客户"
            | "零售客戶"
            | "一般客戶"
            | "普通顾客"
            | "門市散客"
            | "门店散客"
            | "无"
            | "無"
            | "/"
            | "invité"
            | "gast"
            | "invitado"
    )
}

/// Codes that stand for no product in files whose other codes are longer. `(exact, starts with)`.
const CODES: &[(&str, &str, PseudoItem)] = &[
    ("POST", "", PseudoItem::Postage),
    ("DOT", "", PseudoItem::Postage),
    ("C2", "", PseudoItem::Postage),
    ("C3", "", PseudoItem::Postage),
    ("SHIP", "", PseudoItem::Postage),
    ("SHIPPING", "", PseudoItem::Postage),
    ("FREIGHT", "", PseudoItem::Postage),
    ("M", "", PseudoItem::Manual),
    ("B", "", PseudoItem::Manual),
    ("PADS", "", PseudoItem::Manual),
    ("CRUK", "", PseudoItem::Fee),
    ("BANK CHARGES", "", PseudoItem::Fee),
    ("AMAZONFEE", "", PseudoItem::Fee),
    ("D", "", PseudoItem::Discount),
    ("S", "", PseudoItem::Sample),
    ("TPRODUCT", "", PseudoItem::Test),
    ("TPRODUCTS", "", PseudoItem::Test),
    ("", "GIFT_", PseudoItem::Gift),
    ("", "TEST", PseudoItem::Test),
    ("", "ADJUST", PseudoItem::Manual),
];

const LABELS: &[(&str, PseudoItem)] = &[
    ("postage", PseudoItem::Postage),
    ("carriage", PseudoItem::Postage),
    ("dotcom postage", PseudoItem::Postage),
    ("shipping", PseudoItem::Postage),
    ("shipping fee", PseudoItem::Postage),
    ("delivery", PseudoItem::Postage),
    ("delivery fee", PseudoItem::Postage),
    ("freight", PseudoItem::Postage),
    ("versand", PseudoItem::Postage),
    ("versandkosten", PseudoItem::Postage),
    ("運費", PseudoItem::Postage),
    ("运费", PseudoItem::Postage),
    ("郵費", PseudoItem::Postage),
    ("邮费", PseudoItem::Postage),
    ("宅配費", PseudoItem::Postage),
    ("快递费", PseudoItem::Postage),
    ("配送费", PseudoItem::Postage),
    ("外送費", PseudoItem::Postage),
    ("fee", PseudoItem::Fee),
    ("service fee", PseudoItem::Fee),
    ("service charge", PseudoItem::Fee),
    ("handling fee", PseudoItem::Fee),
    ("amazon fee", PseudoItem::Fee),
    ("bank charges", PseudoItem::Fee),
    ("tip", PseudoItem::Fee),
    ("手續費", PseudoItem::Fee),
    ("手续费", PseudoItem::Fee),
    ("服務費", PseudoItem::Fee),
    ("服务费", PseudoItem::Fee),
    ("包装费", PseudoItem::Fee),
    ("包裝費", PseudoItem::Fee),
    ("打包费", PseudoItem::Fee),
    ("餐盒费", PseudoItem::Fee),
    ("購物袋", PseudoItem::Fee),
    ("购物袋", PseudoItem::Fee),
    ("塑膠袋", PseudoItem::Fee),
    ("塑料袋", PseudoItem::Fee),
    ("discount", PseudoItem::Discount),
    ("coupon", PseudoItem::Discount),
    ("rabatt", PseudoItem::Discount),
    ("折扣", PseudoItem::Discount),
    ("優惠券", PseudoItem::Discount),
    ("优惠券", PseudoItem::Discount),
    ("抵用券", PseudoItem::Discount),
    ("折讓", PseudoItem::Discount),
    ("manual", PseudoItem::Manual),
    ("adjustment", PseudoItem::Manual),
    ("custom amount", PseudoItem::Manual),
    ("補差價", PseudoItem::Manual),
    ("补差价", PseudoItem::Manual),
    ("差價", PseudoItem::Manual),
    ("差价", PseudoItem::Manual),
    ("補差額", PseudoItem::Manual),
    ("sample", PseudoItem::Sample),
    ("samples", PseudoItem::Sample),
    ("試用品", PseudoItem::Sample),
    ("试用装", PseudoItem::Sample),
    ("gift card", PseudoItem::Gift),
    ("gift voucher", PseudoItem::Gift),
    ("贈品", PseudoItem::Gift),
    ("赠品", PseudoItem::Gift),
    ("禮券", PseudoItem::Gift),
    ("礼品卡", PseudoItem::Gift),
    ("test", PseudoItem::Test),
    ("test product", PseudoItem::Test),
    ("測試", PseudoItem::Test),
    ("测试", PseudoItem::Test),
    ("測試商品", PseudoItem::Test),
    ("测试商品", PseudoItem::Test),
];

/// Whether an item is no product. `has_codes`: the file has a column of codes, commonly of four characters or more, so
/// that a code such as `M` or `POST` stands out.
pub fn pseudo_item(code: &str, label: &str, has_codes: bool) -> Option<PseudoItem> {
    if has_codes {
        let code = code.trim().to_uppercase();
        let found = CODES.iter().find(|(exact, prefix, _)| {
            (!exact.is_empty() && code == *exact) || (!prefix.is_empty() && code.starts_with(prefix))
        });
        if let Some((_, _, pseudo)) = found {
            return Some(*pseudo);
        }
    }
    let label = fold(label);
    if let Some((_, pseudo)) = LABELS.iter().find(|(words, _)| label == *words) {
        return Some(*pseudo);
    }
    // `【贈品】面膜`, `(贈品) …`, `贈品-提袋`.
    let marks_gift =
        ["【贈品】", "【赠品】", "[贈品]", "[赠品]", "(贈品)", "(赠品)", "贈品-", "赠品-", "贈品:", "赠品:"];
    marks_gift.iter().any(|mark| label.starts_with(mark)).then_some(PseudoItem::Gift)
}

/// Whether a line corrects the books instead of selling: bad debts and the like.
pub fn is_book_adjustment(label: &str) -> bool {
    let label = fold(label);
    label.contains("bad debt") || label.contains("呆帳") || label.contains("坏账") || label.contains("壞帳")
}

/// A currency's ISO code from a code, a symbol or a word; `None` when it names none.
pub fn currency_code(text: &str) -> Option<&'static str> {
    let text = fold(text);
    Some(match text.as_str() {
        "nt$" | "ntd" | "twd" | "新台幣" | "新臺幣" | "台幣" => "TWD",
        "rmb" | "cny" | "人民币" | "人民幣" | "cn¥" => "CNY",
        "hk$" | "hkd" | "港幣" | "港币" => "HKD",
        "usd" | "us$" => "USD",
        "eur" | "€" => "EUR",
        "gbp" | "£" => "GBP",
        "jpy" | "円" => "JPY",
        "brl" | "r$" => "BRL",
        "krw" | "₩" => "KRW",
        "inr" | "₹" => "INR",
        "aud" | "a$" => "AUD",
        "cad" | "c$" => "CAD",
        "nzd" => "NZD",
        "sgd" | "s$" => "SGD",
        "chf" => "CHF",
        "sek" => "SEK",
        "nok" => "NOK",
        "dkk" => "DKK",
        "mxn" => "MXN",
        "pln" => "PLN",
        "czk" => "CZK",
        "thb" | "฿" => "THB",
        "myr" | "rm" => "MYR",
        "php" | "₱" => "PHP",
        "idr" | "rp" => "IDR",
        "vnd" | "₫" => "VND",
        "mop" => "MOP",
        "zar" => "ZAR",
        "rub" | "₽" => "RUB",
        "try" => "TRY",
        "huf" => "HUF",
        "ils" => "ILS",
        "aed" => "AED",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_understood_in_three_languages() {
        let cancelled = [
            "Cancelled",
            "wc-cancelled",
            "voided",
            "refunded",
            "Closed Lost",
            "已取消",
            "交易关闭",
            "未发货，退款成功",
            "作廢",
            "不成立",
            "退貨",
            "Canceled by buyer",
            "ＣＡＮＣＥＬＬＥＤ",
        ];
        for status in cancelled {
            assert_eq!(standing(status), Standing::Cancelled, "{status}");
        }
        for status in [
            "paid",
            "partially_refunded",
            "wc-completed",
            "交易成功",
            "买家已付款，等待卖家发货",
            "無退款",
            "正常",
            "部分退款",
        ] {
            assert_eq!(standing(status), Standing::Good, "{status}");
        }
        assert_eq!(standing("Refund"), Standing::Refund);
        assert_eq!(standing("Payout"), Standing::NoSale);
        assert!(says_cancelled("买家未付款") && !says_cancelled("订单未关闭"));
    }

    #[test]
    fn short_codes_are_no_products_only_where_codes_are_long() {
        assert_eq!(pseudo_item("M", "Manual", true), Some(PseudoItem::Manual));
        assert_eq!(pseudo_item("M", "M", false), None);
        assert_eq!(pseudo_item("85123A", "WHITE HEART", true), None);
        assert_eq!(pseudo_item("", "運費", false), Some(PseudoItem::Postage));
    }
}
