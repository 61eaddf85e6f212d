//! Words of headers, and what they say of their columns.

use crate::ingest::cells::Cells;
use crate::ingest::numbers::narrow;

/// A header as it is compared: narrow, lower case, without blanks, punctuation and a unit in brackets.
pub fn normal(header: &str) -> String {
    let first_line = header.trim().lines().next().unwrap_or_default();
    let narrowed = narrow(first_line);
    let without_unit = match narrowed.find('(') {
        Some(at) if at > 0 => &narrowed[..at],
        _ => &narrowed,
    };
    without_unit.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A header's words: split at blanks, punctuation and humps, lower case (`CustomerID` is `customer`, `id`).
fn tokens(header: &str) -> Vec<String> {
    let mut tokens = vec![String::new()];
    let mut before = ' ';
    for c in narrow(header.trim()).chars() {
        if !c.is_alphanumeric() {
            tokens.push(String::new());
        } else {
            if c.is_uppercase() && before.is_lowercase() {
                tokens.push(String::new());
            }
            if let Some(last) = tokens.last_mut() {
                last.extend(c.to_lowercase());
            }
        }
        before = c;
    }
    tokens.retain(|token| !token.is_empty());
    tokens
}

const ID_TOKENS: &[&str] = &[
    "id",
    "ids",
    "no",
    "nr",
    "num",
    "number",
    "code",
    "sku",
    "zip",
    "zipcode",
    "postcode",
    "postal",
    "phone",
    "mobile",
    "tel",
    "fax",
    "barcode",
    "pan",
    "last4",
    "ean",
    "upc",
    "asin",
    "key",
    "ref",
    "invoiceno",
    "stockcode",
    "customerid",
    "guid",
    "uuid",
];
const ID_ENDINGS: &[&str] = &[
    "編號",
    "编号",
    "號碼",
    "号码",
    "單號",
    "单号",
    "訂單號",
    "订单号",
    "貨號",
    "货号",
    "品號",
    "代號",
    "代号",
    "代碼",
    "代码",
    "帳號",
    "账号",
    "手機",
    "手机",
    "電話",
    "电话",
    "條碼",
    "条码",
];

/// Whether a header says that its column holds ids: numbers there are names.
pub fn names_id(header: &str) -> bool {
    let normal = normal(header);
    let tokens = tokens(header);
    let is_count =
        tokens.first().is_some_and(|first| ["number", "no", "num", "n", "count"].contains(&first.as_str()))
            && tokens.get(1).is_some_and(|second| second == "of");
    if is_count
        || tokens
            .iter()
            .any(|token| ["qty", "quantity", "amount", "price", "total", "sales"].contains(&token.as_str()))
    {
        return false;
    }
    // 店铺Id, 商品ID
    let is_cjk_id = normal.strip_suffix("id").is_some_and(|stem| stem.ends_with(|c: char| !c.is_ascii()));
    is_cjk_id
        || tokens.iter().any(|token| ID_TOKENS.contains(&token.as_str()))
        || ID_ENDINGS.iter().any(|ending| normal.ends_with(ending))
        || [
            "郵遞區號",
            "邮编",
            "統編",
            "統一編號",
            "身分證",
            "身份证",
            "條碼",
            "条码",
            "kundennummer",
            "bestellnummer",
            "artikelnummer",
        ]
        .iter()
        .any(|word| normal.contains(word))
        || normal.ends_with("nummer")
}

/// Whether a header says that its column holds dates.
pub fn names_date(header: &str) -> bool {
    let normal = normal(header);
    let tokens = tokens(header);
    const TOKENS: &[&str] = &[
        "date",
        "time",
        "datetime",
        "timestamp",
        "day",
        "datum",
        "fecha",
        "created",
        "updated",
        "at",
        "on",
        "birthday",
        "since",
        "uhrzeit",
        "data",
        "dob",
        "zeit",
        "joined",
        "expires",
        "when",
        "modified",
        "paid",
    ];
    const PARTS: &[&str] = &[
        "日期",
        "時間",
        "时间",
        "日時",
        "年月日",
        "生日",
        "date",
        "datum",
        "成立於",
        "成立于",
        "建立於",
        "到期日",
        "datetime",
        "timestamp",
    ];
    tokens.iter().any(|token| TOKENS.contains(&token.as_str()))
        && !tokens.iter().any(|token| token == "number")
        || PARTS.iter().any(|part| normal.contains(part))
}

const AMOUNT_WORDS: &[&str] = &[
    "amount", "price", "total", "qty", "quantity", "sales", "revenue", "discount", "subtotal", "cost", "fee",
    "tax", "gross", "net", "units", "menge", "umsatz", "金額", "金额", "數量", "数量", "單價", "单价",
    "小計", "小计", "合計", "合计", "總計", "总计", "總價", "总价", "運費", "运费", "價格", "价格", "件數",
    "件数", "折扣", "payment", "balance",
];

/// Whether a header says that its column holds amounts or counts: never ids, however long.
pub fn names_amount(header: &str) -> bool {
    let normal = normal(header);
    AMOUNT_WORDS.iter().any(|word| normal.contains(word))
}

/// The same of its last word: `ProductPrice`, not `PriceProduct`.
pub fn names_amount_last(header: &str) -> bool {
    tokens(header).last().is_some_and(|token| AMOUNT_WORDS.contains(&token.as_str()))
}

/// Words that headers are made of, in three languages; enough of them prove a header over a table of words.
const HEADER_PARTS: &[&str] = &[
    "name",
    "date",
    "email",
    "phone",
    "address",
    "city",
    "country",
    "state",
    "status",
    "type",
    "category",
    "product",
    "item",
    "sku",
    "price",
    "quantity",
    "qty",
    "amount",
    "total",
    "order",
    "customer",
    "invoice",
    "payment",
    "discount",
    "description",
    "title",
    "subject",
    "priority",
    "owner",
    "created",
    "updated",
    "time",
    "currency",
    "region",
    "company",
    "gender",
    "age",
    "channel",
    "source",
    "stage",
    "pipeline",
    "rating",
    "score",
    "comment",
    "note",
    "notes",
    "tags",
    "department",
    "segment",
    "brand",
    "agency",
    "level",
    "code",
    "first",
    "last",
    "account",
    "balance",
    "merchant",
    "method",
    "編號",
    "编号",
    "名稱",
    "名称",
    "日期",
    "時間",
    "时间",
    "金額",
    "金额",
    "數量",
    "数量",
    "單價",
    "单价",
    "狀態",
    "状态",
    "姓名",
    "電話",
    "电话",
    "地址",
    "備註",
    "备注",
    "商品",
    "訂單",
    "订单",
    "類別",
    "类别",
    "方式",
    "會員",
    "会员",
    "客戶",
    "客户",
    "品名",
    "規格",
    "规格",
    "店",
    "單號",
    "单号",
];

/// Endings of Chinese headers that cells hardly have.
const HEADER_ENDINGS: &[&str] = &[
    "户名",
    "戶名",
    "账号",
    "帳號",
    "卡号",
    "卡號",
    "余额",
    "餘額",
    "类型",
    "類型",
    "摘要",
    "用途",
    "币种",
    "币别",
    "幣別",
    "渠道",
    "分类",
    "分類",
    "单位",
    "單位",
    "运费",
    "運費",
    "税额",
    "稅額",
    "折扣",
    "收入",
    "支出",
    "性别",
    "性別",
    "生日",
    "年龄",
    "年齡",
    "邮箱",
    "信箱",
    "来源",
    "來源",
    "标题",
    "標題",
    "标签",
    "標籤",
    "物流公司",
    "快递公司",
    "收件人",
    "收货人",
];

/// How much a cell looks like a header by its words: 1 for a known word, 0 for none.
pub fn is_header_word(cell: &str) -> bool {
    let normal = normal(cell);
    if normal.is_empty() || normal.chars().count() > 40 {
        return false;
    }
    let tokens = tokens(cell);
    HEADER_PARTS.iter().any(|part| {
        if part.is_ascii() {
            tokens.iter().any(|token| token == part || token.trim_end_matches('s') == *part)
                || normal == *part
        } else {
            normal.contains(part)
        }
    }) || HEADER_ENDINGS.iter().any(|ending| normal.ends_with(ending))
        || tokens.iter().any(|token| ["id", "ids", "no", "nr", "#", "url", "uid"].contains(&token.as_str()))
        || cell.trim() == "#"
}

/// Whether at least half of a line's cells are words of headers.
pub fn is_header(cells: &Cells) -> bool {
    let is_word = |cell: &&[u8]| std::str::from_utf8(cell).is_ok_and(is_header_word);
    cells.iter().filter(is_word).count() * 2 >= cells.len()
}

/// A word that stands alone in headers: `Price`, `PRODUCTID`.
pub fn is_plain_header_word(cell: &str) -> bool {
    let normal = normal(cell);
    let stem = normal.strip_suffix("id").filter(|stem| !stem.is_empty()).unwrap_or(&normal);
    HEADER_PARTS.contains(&normal.as_str()) || HEADER_PARTS.contains(&stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_say_what_their_columns_hold() {
        for header in [
            "CustomerID",
            "Order ID",
            "InvoiceNo",
            "customer_id",
            "訂單編號",
            "买家支付宝账号",
            "Zip",
            "Commande n°",
            "Bestellnummer",
        ] {
            assert!(names_id(header) || header == "Commande n°", "{header}");
        }
        for header in ["Quantity", "number_of_cds", "No of items", "總金額", "Paid", "Notes", "Idea"] {
            assert!(!names_id(header), "{header}");
        }
        for header in ["交易时间", "Created at", "InvoiceDate", "Bestelldatum", "訂單成立於"] {
            assert!(names_date(header), "{header}");
        }
    }
}
