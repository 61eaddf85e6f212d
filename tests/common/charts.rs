//! One chart of every kind, with plausible figures, for pictures and tests. An unknown key of the catalogue is its own
//! text, so words stand here directly.

#![allow(dead_code)]

use regulars::message::Message;
use regulars::report::text::Language;
use regulars::report::{Axis, ChartSpec, Details, Format, Layer, Scale, Tone};
use regulars::stats::sample::Rng;
use regulars::table::day;

fn axis(label: &'static str, scale: Scale, format: Format) -> Axis {
    Axis { label: label.into(), scale, format, range: None }
}

fn bands(names: &[&'static str]) -> Scale {
    Scale::Band(names.iter().map(|name| Message::new(*name)).collect())
}

fn some(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().copied().map(Some).collect()
}

fn months(n: i32) -> Vec<f64> {
    (0..n).map(|i| f64::from(day::month_start(491 + i))).collect()
}

/// Normal numbers around 0 with spread 1.
fn bell(n: usize, seed: u64) -> Vec<f64> {
    let mut rng = Rng::new(seed);
    (0..n).map(|_| rng.normal()).collect()
}

pub fn all(language: Language) -> Vec<ChartSpec> {
    let is_chinese = language != Language::English;
    let w = |en: &'static str, zh: &'static str| if is_chinese { zh } else { en };
    let spec = |id: &str, title: &'static str, subtitle: &'static str| ChartSpec {
        id: id.into(),
        title: title.into(),
        subtitle: subtitle.into(),
        description: subtitle.into(),
        ..ChartSpec::default()
    };
    let currency = if is_chinese { "TWD" } else { "GBP" };
    let mut all = Vec::new();

    // Pareto.
    let x: Vec<f64> = (0..=100).map(|i| f64::from(i) / 100.0).collect();
    let share = |p: f64| 1.0 - (1.0 - p) * (1.0 - p) * (1.0 - 0.72 * p.sqrt());
    all.push(ChartSpec {
        x: axis(w("customers, largest first", "顧客，由大到小"), Scale::Linear, Format::Share),
        y: axis(w("share of sales", "營業額占比"), Scale::Linear, Format::Share),
        layers: vec![
            Layer::Line {
                name: w("everyone equal", "若人人相同").into(),
                x: x.clone(),
                y: x.iter().copied().map(Some).collect(),
                tone: Tone::Grey,
                is_dashed: true,
            },
            Layer::Line {
                name: "".into(),
                x: x.clone(),
                y: x.iter().map(|p| Some(share(*p))).collect(),
                tone: Tone::Accent,
                is_dashed: false,
            },
            Layer::Note { x: 0.2, y: share(0.2), label: w("20% of customers → 57%", "20% 的顧客 → 57%").into() },
        ],
        ..spec(
            "pareto",
            w(
                "The top 20% of customers (1,159) bring 57% of sales to known customers.",
                "前 20% 的顧客（1,159 位）帶來 57% 的會員營業額。",
            ),
            w(
                "Share of sales, customers ranked from largest · 5,795 customers · Dec 2009 – Dec 2011 · refunds netted",
                "營業額累計占比，顧客由大到小 · 5,795 位顧客 · 2009年12月–2011年12月 · 已扣退貨",
            ),
        )
    });

    // Time.
    let season = [1.0, 0.82, 0.95, 0.9, 1.02, 1.08, 1.0, 1.1, 1.4, 1.55, 1.95, 1.3];
    let sales = |growth: f64| season.map(|s| 620_000.0 * s * growth);
    all.push(ChartSpec {
        x: axis("", Scale::Time, Format::Day),
        y: axis(w("sales", "營業額"), Scale::Linear, Format::Money(currency.into())),
        layers: vec![
            Layer::Line {
                name: w("same month last year", "去年同月").into(),
                x: months(12),
                y: some(&sales(0.83)),
                tone: Tone::Grey,
                is_dashed: false,
            },
            Layer::Line {
                name: w("this year", "今年").into(),
                x: months(12),
                y: some(&sales(1.0)),
                tone: Tone::Accent,
                is_dashed: false,
            },
        ],
        ..spec(
            "months",
            w("Sales peak in November at 1.2 million.", "營業額在 11 月達到高峰，約 121 萬。"),
            w("Sales a month, refunds netted", "每月營業額，已扣退貨"),
        )
    });

    // Forecast with a band.
    let weeks: Vec<f64> = (0..60).map(|i| f64::from(day::month_start(491) + 7 * i)).collect();
    let path = |i: usize| 40.0 * i as f64 / (1.0 + i as f64 / 70.0);
    all.push(ChartSpec {
        x: axis("", Scale::Time, Format::Day),
        y: axis(w("repeat orders, cumulative", "累計回購次數"), Scale::Linear, Format::Count),
        layers: vec![
            Layer::Area {
                name: w("80% interval", "80% 區間").into(),
                x: weeks[39..].to_vec(),
                low: (39..60).map(|i| path(i) - (i as f64 - 39.0) * 6.0).collect(),
                high: (39..60).map(|i| path(i) + (i as f64 - 39.0) * 8.0).collect(),
                tone: Tone::Accent,
            },
            Layer::Line {
                name: w("expected", "預期").into(),
                x: weeks.clone(),
                y: (0..60).map(|i| Some(path(i))).collect(),
                tone: Tone::Accent,
                is_dashed: true,
            },
            Layer::Line {
                name: w("observed", "實際").into(),
                x: weeks[..46].to_vec(),
                y: (0..46).map(|i| Some(path(i) + 18.0 * libm::sin(i as f64 * 0.7))).collect(),
                tone: Tone::Grey,
                is_dashed: false,
            },
            Layer::RuleX {
                at: weeks[39],
                label: w("trained up to here", "以此前資料訓練").into(),
                tone: Tone::Grey,
            },
        ],
        ..spec(
            "forecast",
            w("The method, tested on the past, was off by 4%.", "同樣的方法用過去資料檢驗，誤差 4%。"),
            w("Repeat orders of customers known at the start", "開始時已知顧客的回購次數"),
        )
    });

    // Horizontal bars with long names.
    all.push(ChartSpec {
        x: axis(w("customers", "顧客數"), Scale::Linear, Format::Count),
        y: axis(
            "",
            bands(&[
                w("Champions", "重要價值顧客"),
                w("Loyal customers", "忠實顧客"),
                w("Potential loyalists", "潛力顧客"),
                w("Cannot lose them", "不能失去的顧客"),
                w("WHITE HANGING HEART T-LIGHT HOLDER WITH RIBBON", "珍珠奶茶大杯微糖少冰加椰果加布丁加仙草"),
                w("Hibernating", "沉睡顧客"),
            ]),
            Format::Count,
        ),
        layers: vec![Layer::Bars {
            name: w("customers", "顧客數").into(),
            at: (0..6).map(f64::from).collect(),
            value: some(&[1634.0, 1128.0, 742.0, 388.0, 187.0, 34.0]),
            base: vec![],
            tone: Tone::Accent,
        }],
        details: vec![Details { layer: 0, words: vec![w("40% of all", "占 40%").into()] }],
        ..spec(
            "segments",
            w("1,634 customers buy often and came recently.", "1,634 位顧客常來而且最近才來過。"),
            w("Customers by segment · 4,113 customers", "各分群的顧客數 · 4,113 位顧客"),
        )
    });

    // Vertical bars with their numbers.
    all.push(ChartSpec {
        x: axis(
            w("weekday", "星期"),
            bands(&if is_chinese {
                ["一", "二", "三", "四", "五", "六", "日"]
            } else {
                ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
            }),
            Format::Count,
        ),
        y: axis(w("orders", "交易數"), Scale::Linear, Format::Count),
        layers: vec![
            Layer::Bars {
                name: w("orders", "交易數").into(),
                at: (0..7).map(f64::from).collect(),
                value: some(&[3120.0, 3380.0, 3555.0, 4210.0, 2890.0, 0.0, 2100.0]),
                base: vec![],
                tone: Tone::Accent,
            },
            Layer::Note { x: 5.0, y: 0.0, label: w("closed on Saturdays", "週六不營業").into() },
        ],
        ..spec(
            "weekdays",
            w("Thursday is the busiest day.", "週四最忙。"),
            w("Orders by weekday", "各星期的交易數"),
        )
    });

    // Bars below zero.
    let profile = ["how often", "how recent", "basket", "discount share", "age"];
    let profile_zh = ["消費次數", "最近消費", "客單價", "折扣占比", "年資"];
    all.push(ChartSpec {
        x: axis(w("standard deviations from the mean", "與平均的標準差"), Scale::Linear, Format::Number),
        y: axis("", bands(if is_chinese { &profile_zh } else { &profile }), Format::Number),
        layers: vec![Layer::Bars {
            name: "".into(),
            at: (0..5).map(f64::from).collect(),
            value: some(&[1.42, 0.88, 0.15, -0.34, -1.2]),
            base: vec![],
            tone: Tone::Accent,
        }],
        ..spec(
            "profile",
            w("This group comes often.", "這群顧客常來。"),
            w("Group 2 against all", "第 2 群與全體相比"),
        )
    });

    // Grouped bars.
    let segments = [w("new", "新客"), w("regular", "常客"), w("silent", "沉默")];
    let stores = [
        w("Taipei Main Station", "台北車站店"),
        w("Banqiao", "板橋店"),
        w("Taichung", "台中店"),
        w("Tainan Confucius Temple", "台南孔廟店"),
    ];
    let counts = [[120.0, 340.0, 60.0], [80.0, 210.0, 90.0], [150.0, 180.0, 40.0], [60.0, 95.0, 85.0]];
    let grouped = |stack: bool, is_horizontal: bool| -> Vec<Layer> {
        (0..3)
            .map(|s| Layer::Bars {
                name: segments[s].into(),
                at: (0..4).map(f64::from).collect(),
                value: counts.iter().map(|c| Some(c[s])).collect(),
                base: if stack { counts.iter().map(|c| c[..s].iter().sum()).collect() } else { vec![] },
                tone: if is_horizontal {
                    [Tone::Accent, Tone::Grey, Tone::Bad][s]
                } else {
                    Tone::Group(s as u8 + 1)
                },
            })
            .collect()
    };
    for (id, stack, is_horizontal) in [
        ("grouped", false, false),
        ("stacked", true, false),
        ("grouped-rows", false, true),
        ("stacked-rows", true, true),
    ] {
        let (names, values) = (
            axis("", bands(&stores), Format::Count),
            axis(w("customers", "顧客數"), Scale::Linear, Format::Count),
        );
        let (x, y) = if is_horizontal { (values, names) } else { (names, values) };
        all.push(ChartSpec {
            x,
            y,
            layers: grouped(stack, is_horizontal),
            ..spec(
                id,
                w("Regulars lead in every store.", "每家店都以常客居多。"),
                w("Customers by store and kind", "各店各類顧客數"),
            )
        });
    }

    // Histogram.
    let bins: Vec<f64> = (0..30).map(|i| 5.0 + 10.0 * f64::from(i)).collect();
    let heights: Vec<f64> = bins
        .iter()
        .map(|b| (1400.0 * libm::exp(-b / 70.0) * (1.0 + 0.4 * libm::cos(b / 15.0))).round())
        .collect();
    all.push(ChartSpec {
        x: axis(w("days between orders", "兩次消費相隔天數"), Scale::Linear, Format::Duration),
        y: axis(w("customers", "顧客數"), Scale::Linear, Format::Count),
        layers: vec![
            Layer::Bars {
                name: "".into(),
                at: bins,
                value: some(&heights),
                base: vec![],
                tone: Tone::Accent,
            },
            Layer::RuleX { at: 43.0, label: w("median 43 days", "中位數 43 天").into(), tone: Tone::Bad },
        ],
        ..spec(
            "histogram",
            w("Half come back within 43 days.", "一半的顧客在 43 天內再來。"),
            w("Time between orders", "兩次消費的間隔"),
        )
    });

    // RFM grid.
    let grid = [
        15.0, 85.0, 228.0, 345.0, 478.0, 66.0, 244.0, 292.0, 288.0, 262.0, 147.0, 281.0, 262.0, 258.0, 204.0,
        312.0, 298.0, 227.0, 179.0, 136.0, 612.0, 244.0, 143.0, 82.0, 71.0,
    ];
    let shade = [
        0.07, 0.12, 0.27, 0.42, 1.0, 0.09, 0.18, 0.21, 0.21, 0.2, 0.11, 0.16, 0.16, 0.15, 0.13, 0.13, 0.13,
        0.12, 0.1, 0.1, 0.12, 0.09, 0.08, 0.07, 0.07,
    ];
    all.push(ChartSpec {
        x: axis("", bands(&[w("long ago", "很久以前"), "", "", "", w("recently", "最近")]), Format::Count),
        y: axis("", bands(&[w("often", "經常"), "", "", "", w("rarely", "偶爾")]), Format::Count),
        layers: vec![Layer::Heat {
            name: w("customers", "顧客數").into(),
            n_columns: 5,
            value: some(&shade),
            text: grid.iter().map(|n| Message::new(format!("{n}"))).collect(),
            is_diverging: false,
        }],
        ..spec(
            "rfm",
            w(
                "478 customers buy often and came recently; 100 bought just as often and have gone quiet.",
                "478 位顧客常來而且最近才來過；100 位以前同樣常來，現在安靜了。",
            ),
            w(
                "Customers by how often (rows) and how recently (columns); number = customers, shade = sales",
                "依消費次數（列）與最近一次消費（欄）分組；數字＝人數，深淺＝營業額",
            ),
        )
    });

    // Cohorts.
    let n = 13usize;
    let names: Vec<String> = (0..n)
        .map(|i| {
            let (year, month) = (2010 + (i as i32 + 11) / 12, (i + 11) % 12 + 1);
            if is_chinese { format!("{year}年{month}月") } else { format!("{year}-{month:02}") }
        })
        .collect();
    let columns: Vec<String> = (0..n).map(|i| i.to_string()).collect();
    let as_refs = |names: &[String]| Scale::Band(names.iter().map(|n| Message::new(n.clone())).collect());
    let retention = |r: usize, c: usize| {
        (r + c < n).then(|| {
            if c == 0 { 1.0 } else { 0.42 - 0.012 * c as f64 + 0.008 * ((r * 7 + c * 3) % 9) as f64 }
        })
    };
    all.push(ChartSpec {
        x: axis(w("months after the first order", "首次消費後第幾個月"), as_refs(&columns), Format::Count),
        y: axis(w("first order", "首次消費"), as_refs(&names), Format::Count),
        layers: vec![Layer::Heat {
            name: w("came back", "再次消費").into(),
            n_columns: n as u32,
            value: (0..n * n).map(|i| retention(i / n, i % n)).collect(),
            text: (0..n * n)
                .map(|i| {
                    Message::new(
                        retention(i / n, i % n).map_or(String::new(), |r| format!("{:.0}%", r * 100.0)),
                    )
                })
                .collect(),
            is_diverging: false,
        }],
        ..spec(
            "cohorts",
            w("About 40% come back the month after.", "約 40% 隔月再來。"),
            w("Share of each month's new customers who bought again", "各月新客再次消費的比例"),
        )
    });

    // Diverging.
    let changes = [0.05, 0.3, 0.5, 0.62, 0.95, 0.8, 0.5, 0.4, 0.2, 0.55, 0.7, 0.45];
    all.push(ChartSpec {
        x: axis(
            "",
            bands(&[w("spring", "春"), w("summer", "夏"), w("autumn", "秋"), w("winter", "冬")]),
            Format::Count,
        ),
        y: axis("", bands(&[w("north", "北部"), w("centre", "中部"), w("south", "南部")]), Format::Count),
        layers: vec![Layer::Heat {
            name: w("change", "變化").into(),
            n_columns: 4,
            value: some(&changes),
            text: changes
                .iter()
                .map(|c| {
                    Message::new(format!(
                        "{} {:.0}%",
                        if *c < 0.5 { "▼" } else { "▲" },
                        (c - 0.5f64).abs() * 60.0
                    ))
                })
                .collect(),
            is_diverging: true,
        }],
        ..spec(
            "diverging",
            w("The south grew in autumn.", "南部在秋天成長。"),
            w("Change against last year", "與去年相比"),
        )
    });

    // Groups of points.
    let (a, b) = (bell(240, 1), bell(240, 2));
    let centre = [(-2.0, 1.0), (2.2, 0.4), (0.2, -2.1), (3.6, 3.0)];
    let group: Vec<u8> = (0..240).map(|i| (i % 4) as u8).collect();
    all.push(ChartSpec {
        x: axis(w("first component (44%)", "第一主成分（44%）"), Scale::Linear, Format::Number),
        y: axis(w("second component (21%)", "第二主成分（21%）"), Scale::Linear, Format::Number),
        layers: vec![Layer::Points {
            name: w("customers", "顧客").into(),
            x: (0..240).map(|i| centre[i % 4].0 + 0.7 * a[i]).collect(),
            y: (0..240).map(|i| centre[i % 4].1 + 0.6 * b[i]).collect(),
            size: vec![],
            group_names: [
                w("regulars", "常客"),
                w("big baskets", "大手筆"),
                w("once only", "一次客"),
                w("bargain hunters", "折扣客"),
            ]
            .map(Message::new)
            .to_vec(),
            group,
            label: vec![],
            shade: vec![],
            tone: Tone::Accent,
        }],
        aspect: 0.62,
        ..spec(
            "clusters",
            w("Four kinds of customers stand apart.", "顧客可分為四類。"),
            w("Each point is a customer; distance = difference", "每個點是一位顧客；距離＝差異"),
        )
    });

    // Bubbles with labels.
    let products = if is_chinese {
        [
            "珍珠奶茶",
            "四季春茶",
            "冬瓜檸檬",
            "芋頭鮮奶",
            "烏龍拿鐵",
            "多多綠茶",
            "百香雙響炮",
            "黑糖鮮奶",
            "檸檬紅茶",
            "蜂蜜蘆薈",
        ]
    } else {
        [
            "milk tea",
            "green tea",
            "wintermelon",
            "taro milk",
            "oolong latte",
            "yakult green",
            "passion fruit",
            "brown sugar milk",
            "lemon black tea",
            "honey aloe",
        ]
    };
    all.push(ChartSpec {
        x: axis(w("support", "支持度"), Scale::Log, Format::Share),
        y: axis(w("lift", "提升度"), Scale::Linear, Format::Number),
        layers: vec![
            Layer::Points {
                name: w("pairs", "組合").into(),
                x: vec![0.004, 0.006, 0.012, 0.013, 0.02, 0.031, 0.05, 0.051, 0.08, 0.14],
                y: vec![6.1, 4.8, 5.2, 5.1, 3.3, 2.4, 1.9, 1.95, 1.4, 1.1],
                size: vec![0.1, 0.15, 0.3, 0.32, 0.4, 0.45, 0.6, 0.62, 0.8, 1.0],
                group: vec![],
                group_names: vec![],
                label: products.map(String::from).to_vec(),
                shade: vec![],
                tone: Tone::Accent,
            },
            Layer::RuleY { at: 1.0, label: w("as often as chance", "等於偶然").into(), tone: Tone::Grey },
        ],
        ..spec(
            "bubbles",
            w("Rare pairs are the strong ones.", "少見的組合關聯最強。"),
            w("Pairs of products; size = sales", "商品組合；大小＝營業額"),
        )
    });

    // Dense points.
    let (a, b) = (bell(6000, 3), bell(6000, 4));
    all.push(ChartSpec {
        x: axis(w("days since last order", "距上次消費天數"), Scale::Linear, Format::Duration),
        y: axis(w("spent", "消費金額"), Scale::Log, Format::Money(currency.into())),
        layers: vec![Layer::Points {
            name: w("customers", "顧客").into(),
            x: a.iter().map(|a| 120.0 + 38.0 * a).collect(),
            y: a.iter().zip(&b).map(|(a, b)| libm::exp(6.0 - 0.4 * a + 0.9 * b)).collect(),
            size: vec![],
            group: vec![],
            group_names: vec![],
            label: vec![],
            shade: vec![],
            tone: Tone::Accent,
        }],
        ..spec(
            "dense",
            w("Those who spent more came more recently.", "花費多的顧客較近期來過。"),
            w("6,000 customers; shade = how many", "6,000 位顧客；深淺＝人數"),
        )
    });

    // Dot plot with intervals.
    let rows = [w("coupon", "優惠券"), w("free shipping", "免運"), w("points", "點數"), w("none", "無")];
    let (low, mid, high) = ([0.11, 0.085, 0.05, 0.03], [0.14, 0.1, 0.062, 0.041], [0.17, 0.118, 0.077, 0.05]);
    all.push(ChartSpec {
        x: axis(w("came back within 30 days", "30 天內再來"), Scale::Linear, Format::Share),
        y: axis("", bands(&rows), Format::Share),
        layers: vec![
            Layer::Intervals {
                at: (0..4).map(f64::from).collect(),
                low: low.into(),
                high: high.into(),
                tone: Tone::Accent,
            },
            Layer::Points {
                name: "".into(),
                x: mid.into(),
                y: (0..4).map(f64::from).collect(),
                size: vec![],
                group: vec![],
                group_names: vec![],
                label: vec![],
                shade: vec![],
                tone: Tone::Accent,
            },
        ],
        ..spec(
            "dots",
            w("Coupons bring back 14% (11–17%).", "優惠券帶回 14%（11–17%）。"),
            w("Share with 95% interval · 4 groups", "比例與 95% 區間 · 4 組"),
        )
    });

    // Bars with error bars.
    all.push(ChartSpec {
        x: axis(
            w("decile of predicted value", "預測價值十分位"),
            bands(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
            Format::Count,
        ),
        y: axis(w("spent in the next year", "次年消費"), Scale::Linear, Format::Money(currency.into())),
        layers: vec![
            Layer::Bars {
                name: w("real", "實際").into(),
                at: (0..10).map(f64::from).collect(),
                value: (0..10).map(|i| Some(5200.0 * libm::pow(0.68, f64::from(i)))).collect(),
                base: vec![],
                tone: Tone::Grey,
            },
            Layer::Intervals {
                at: (0..10).map(f64::from).collect(),
                low: (0..10).map(|i| 4800.0 * libm::pow(0.68, f64::from(i)) - 100.0).collect(),
                high: (0..10).map(|i| 5900.0 * libm::pow(0.68, f64::from(i))).collect(),
                tone: Tone::Accent,
            },
        ],
        ..spec(
            "deciles",
            w("The ranking held in the test year.", "排序在檢驗年度成立。"),
            w("Real spending and predicted interval by decile", "實際消費與預測區間"),
        )
    });

    // Treemap.
    let names = [
        w("Tea", "茶"),
        w("Milk tea", "奶茶"),
        w("Fruit tea", "水果茶"),
        w("Coffee", "咖啡"),
        w("Snacks", "點心"),
        w("Toppings", "加料"),
        w("Bottled drinks and others", "瓶裝飲料與其他"),
        w("Cups", "杯子"),
        w("Gift cards", "禮物卡"),
    ];
    let values = [310.0, 280.0, 150.0, 90.0, 60.0, 42.0, 30.0, 9.0, 4.0];
    all.push(ChartSpec {
        x: axis("", Scale::Hidden, Format::Number),
        y: axis("", Scale::Hidden, Format::Number),
        layers: vec![Layer::Treemap {
            value: values.into(),
            shade: vec![0.9, 0.7, 0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0.0],
            label: names.map(Message::new).to_vec(),
            detail: values.iter().map(|v| Message::new(format!("{:.0}%", v / 9.75))).collect(),
        }],
        ..spec(
            "treemap",
            w("Tea and milk tea bring 60% of sales.", "茶與奶茶占營業額六成。"),
            w("Sales by category; shade = repeat share", "各類營業額；深淺＝回購率"),
        )
    });

    // Strips.
    all.push(ChartSpec {
        x: axis("", Scale::Time, Format::Day),
        y: axis("", bands(&["C-1042", "C-2210", "C-0087"]), Format::Count),
        layers: vec![
            Layer::Rects {
                x0: [150.0, 210.0, 100.0].map(|d| 14_944.0 + d).to_vec(),
                y0: vec![-0.3, 0.7, 1.7],
                x1: vec![15_309.0; 3],
                y1: vec![0.3, 1.3, 2.3],
                shade: vec![0.5, 0.3, 0.9],
                label: [
                    w("silent for 215 days", "沉默 215 天"),
                    w("silent for 155 days", "沉默 155 天"),
                    w("silent for 265 days", "沉默 265 天"),
                ]
                .map(Message::new)
                .to_vec(),
                detail: [
                    w("usual rhythm 21 days", "平常 21 天來一次"),
                    w("usual rhythm 30 days", "平常 30 天來一次"),
                    w("usual rhythm 9 days", "平常 9 天來一次"),
                ]
                .map(Message::new)
                .to_vec(),
            },
            Layer::Points {
                name: w("orders", "消費").into(),
                x: (0..7)
                    .map(|i| 14_944.0 + 21.0 * f64::from(i))
                    .chain((0..7).map(|i| 14_944.0 + 30.0 * f64::from(i)))
                    .chain((0..11).map(|i| 14_944.0 + 9.0 * f64::from(i)))
                    .collect(),
                y: [vec![0.0; 7], vec![1.0; 7], vec![2.0; 11]].concat(),
                size: vec![],
                group: vec![],
                group_names: vec![],
                label: vec![],
                shade: vec![],
                tone: Tone::Accent,
            },
        ],
        ..spec(
            "strips",
            w("Three regulars went silent.", "三位常客沒有再來。"),
            w("Past orders and silence", "過去消費與沉默期"),
        )
    });

    // Dendrogram.
    all.push(ChartSpec {
        x: axis(
            "",
            bands(&[w("A", "甲"), w("B", "乙"), w("C", "丙"), w("D", "丁"), w("E", "戊")]),
            Format::Count,
        ),
        y: axis(w("distance", "距離"), Scale::Linear, Format::Number),
        layers: vec![Layer::Segments {
            x0: vec![0.0, 1.0, 0.0, 2.0, 3.0, 2.0, 0.5, 2.5, 0.5, 1.5, 4.0, 1.5],
            y0: vec![0.0, 0.0, 1.0, 0.0, 0.0, 1.4, 1.0, 1.4, 2.6, 2.6, 0.0, 3.8],
            x1: vec![0.0, 1.0, 1.0, 2.0, 3.0, 3.0, 0.5, 2.5, 2.5, 1.5, 4.0, 4.0],
            y1: vec![1.0, 1.0, 1.0, 1.4, 1.4, 1.4, 2.6, 2.6, 2.6, 3.8, 3.8, 3.8],
            width: vec![],
            has_arrow: false,
            tone: Tone::Accent,
        }],
        ..spec(
            "dendrogram",
            w("A and B are most alike.", "甲與乙最相近。"),
            w("Hierarchy of groups", "群組階層"),
        )
    });

    // Graph.
    all.push(ChartSpec {
        x: axis("", Scale::Hidden, Format::Number),
        y: axis("", Scale::Hidden, Format::Number),
        layers: vec![
            Layer::Segments {
                x0: vec![0.0, 0.0, 2.0, 3.2, 1.2],
                y0: vec![0.0, 0.0, 1.0, 0.1, 2.1],
                x1: vec![2.0, 1.2, 3.2, 4.4, 2.0],
                y1: vec![1.0, 2.1, 0.1, 1.6, 1.0],
                width: vec![1.0, 0.3, 0.5, 0.2, 0.6],
                has_arrow: true,
                tone: Tone::Grey,
            },
            Layer::Points {
                name: w("products", "商品").into(),
                x: vec![0.0, 2.0, 1.2, 3.2, 4.4],
                y: vec![0.0, 1.0, 2.1, 0.1, 1.6],
                size: vec![],
                group: vec![],
                group_names: vec![],
                label: products[..5].iter().map(|p| p.to_string()).collect(),
                shade: vec![],
                tone: Tone::Accent,
            },
        ],
        ..spec(
            "graph",
            w("After tea often comes milk tea.", "買茶之後常買奶茶。"),
            w("Who buys what next", "下一次買什麼"),
        )
    });

    // Five lines.
    let days: Vec<f64> = (0..24).map(f64::from).collect();
    all.push(ChartSpec {
        x: axis(w("months after the first order", "首次消費後月數"), Scale::Linear, Format::Number),
        y: axis(w("still buying", "仍在消費"), Scale::Linear, Format::Share),
        layers: (0..4u8)
            .map(|g| Layer::Line {
                name: [
                    w("members with app", "有 App 的會員"),
                    w("members", "會員"),
                    w("LINE friends", "LINE 好友"),
                    w("walk-ins who registered later", "後來註冊的過路客"),
                ][usize::from(g)]
                .into(),
                x: days.clone(),
                y: days.iter().map(|d| Some(libm::exp(-d / (10.0 + 4.0 * f64::from(3 - g))))).collect(),
                tone: Tone::Group(g),
                is_dashed: false,
            })
            .collect(),
        ..spec(
            "survival",
            w("Members with the app stay longest.", "有 App 的會員留得最久。"),
            w("Share still buying, by how they joined", "各來源仍在消費的比例"),
        )
    });

    all.extend(edge_cases());
    all
}

/// Empty, single, equal, huge, missing.
pub fn edge_cases() -> Vec<ChartSpec> {
    let line = |id: &'static str, x: Vec<f64>, y: Vec<Option<f64>>| ChartSpec {
        id: id.into(),
        title: id.into(),
        layers: vec![Layer::Line { name: "".into(), x, y, tone: Tone::Accent, is_dashed: false }],
        ..ChartSpec::default()
    };
    let bars = |id: &'static str, value: &[f64]| ChartSpec {
        id: id.into(),
        title: id.into(),
        x: axis("value", Scale::Linear, Format::Number),
        y: axis(
            "",
            Scale::Band((0..value.len()).map(|i| Message::new(format!("row {i}"))).collect()),
            Format::Number,
        ),
        layers: vec![Layer::Bars {
            name: "".into(),
            at: (0..value.len()).map(|i| i as f64).collect(),
            value: some(value),
            base: vec![],
            tone: Tone::Accent,
        }],
        ..ChartSpec::default()
    };
    vec![
        ChartSpec { id: "nothing".into(), ..ChartSpec::default() },
        line("no-values", vec![1.0, 2.0], vec![None, Some(f64::NAN)]),
        line("one-point", vec![3.0], vec![Some(5.0)]),
        line("all-equal", vec![1.0, 2.0, 3.0], some(&[7.0, 7.0, 7.0])),
        line("gaps", vec![1.0, 2.0, 3.0, 4.0, 5.0], vec![Some(1.0), Some(2.0), None, Some(3.0), Some(2.5)]),
        line("huge", vec![0.0, 1e9, 2e9], some(&[-1e250, 3.0, 1e250])),
        line("high", vec![0.0, 1.0, 2.0], some(&[1000.0, 1003.0, 1001.0])),
        bars("all-zero", &[0.0, 0.0]),
        bars("one-bar", &[123_456_789.0]),
        bars("sixty-rows", &(0..60).map(|i| 60.0 - f64::from(i)).collect::<Vec<_>>()),
    ]
}
